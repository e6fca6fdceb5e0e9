//! V-27 作废与更正: who takes something back says what and why.

use super::case::place;
use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;
use crate::names::ReasonCode;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let mut any = false;
    for logged in case.own() {
        let entry = &logged.entry;
        let broken = match &entry.body {
            EntryBody::Void { reason, text, .. } => {
                any = true;
                (ReasonCode::parse(reason).is_err() || text.is_empty())
                    .then_some("作废须写明事由代码和说明。")
            }
            EntryBody::Correction { of, reason, .. } => {
                any = true;
                (*of >= entry.seq || ReasonCode::parse(reason).is_err())
                    .then_some("更正须指明在前的条目和事由代码。")
            }
            _ => None,
        };
        if let Some(what) = broken {
            let place = place(entry);
            let what = format!("{place}：{what}");
            return Err(Deviation::told("correction.broken", "log.jsonl", place, what));
        }
    }
    Ok(if any { Outcome::Pass } else { Outcome::Withheld("没有作废或更正") })
}
