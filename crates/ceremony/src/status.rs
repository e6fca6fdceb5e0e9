//! 现状: how far a ceremony has come and what comes next.

use sunlot_sortition::log::EntryBody;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::rules::Publication;

use crate::CeremonyError;
use crate::session::{Ceremony, chain, step_zh};

/// How far a ceremony has come.
#[derive(Debug, Clone)]
pub struct Status {
    /// The attempt at work; `None` before the first freeze.
    pub draw_id: Option<DrawId>,
    /// What was logged: time and step.
    pub done: Vec<(String, String)>,
    /// What comes next, for the clerk.
    pub next_zh: String,
}

impl Ceremony {
    /// How far this ceremony has come.
    ///
    /// # Errors
    /// When a file was edited.
    pub fn status(&self) -> Result<Status, CeremonyError> {
        let done = self
            .entries()
            .iter()
            .map(|r| {
                let what = format!("{} {}", r.entry.draw_id, step_zh(r.entry.body.kind()));
                (r.entry.time.to_string(), what)
            })
            .collect();
        let coming = self.coming()?.draw_id;
        let Some(id) = self.attempt().cloned().filter(|id| *id == coming) else {
            let next_zh = "填写 rules.toml，然后冻结：sunlot draw freeze".to_owned();
            return Ok(Status { draw_id: None, done, next_zh });
        };
        Ok(Status { next_zh: self.next_zh(&id)?, draw_id: Some(id), done })
    }

    fn next_zh(&self, id: &DrawId) -> Result<String, CeremonyError> {
        let rules = self.rules(id)?;
        let chain = chain(self.entries())?;
        let state = chain.attempt(id.attempt()).expect("the attempt has entries");
        if state.is_voided() {
            return Ok("已作废。再次抽取：sunlot draw new --again --reason 事由代码".to_owned());
        }
        let Some(intent) = self.intent(id)? else {
            let have = self.commitments(id)?.len();
            let want = rules.contributors.len();
            return Ok(if have < want {
                format!("承诺：已有 {have} 家，共需 {want} 家（sunlot draw commit）")
            } else {
                "承诺已齐，公布意向：sunlot draw intent".to_owned()
            });
        };
        if !state.is_closed() {
            let have = self.public_nonces(id).len();
            return Ok(format!(
                "揭示：已有 {have} 家；{} 起截止（sunlot draw reveal / seal / close）",
                intent.t_r
            ));
        }
        if !state.has_beacon() && intent.beacon.round != 0 {
            return Ok(format!(
                "{} 录入公共随机源 {} 第 {} 期（sunlot draw beacon）",
                intent.t_b,
                intent.beacon.kind.as_str(),
                intent.beacon.round
            ));
        }
        if !state.has_result() {
            return Ok("抽取：sunlot draw result".to_owned());
        }
        if !state.is_matched() && rules.matching.is_some() {
            return Ok("匹配检查人员：sunlot draw match".to_owned());
        }
        let sealed = rules.publication == Publication::Sealed
            && self.body(id, |b| matches!(b, EntryBody::Unseal { .. }).then_some(())).is_none();
        Ok(if sealed {
            "派发后启封：sunlot draw unseal；随时可公布：sunlot draw publish".to_owned()
        } else {
            "公布：sunlot draw publish".to_owned()
        })
    }
}
