//! V-15 启封: the organiser's nonce is the one that was sealed.

use super::case::place;
use super::v13_nonces::fits;
use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;

const FILE: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let found = case.own().find_map(|logged| match &logged.entry.body {
        EntryBody::Unseal { nonce, by } => Some((place(&logged.entry), *nonce, by.clone())),
        _ => None,
    });
    let Some((place, nonce, by)) = found else {
        return Ok(Outcome::Withheld("没有启封条目"));
    };
    let organiser = case.rules().organiser.clone();
    let told = |what: &str| {
        Err(Deviation::told("unseal.broken", FILE, &place, format!("{place}：{what}")))
    };
    let commit = case.intent().contributors.iter().find(|c| c.id.as_str() == organiser.as_str());
    if !commit.is_some_and(|c| fits(case, &organiser, &nonce, &c.commit)) {
        return told("启封的随机数与组织方的承诺不符。");
    }
    let holds = case.own_body(|body| match body {
        EntryBody::Escrow { contributor, holder, .. } => {
            (*contributor == organiser && *holder == by).then_some(())
        }
        _ => None,
    });
    if by != organiser && holds.is_none() {
        return told("启封的既不是组织方，也不是其托管方。");
    }
    case.nonces.insert(organiser, nonce);
    Ok(Outcome::Pass)
}
