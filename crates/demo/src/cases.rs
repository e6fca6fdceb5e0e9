//! 个案: a complaint from the hotline to its answer.

use serde_json::json;
use sunlot_app::{cases, inspectors, subjects};
use sunlot_domain::roles::Role;
use sunlot_testkit::{TOWNSHIPS, staff_name};

use crate::Done;
use crate::world::{World, form};

/// How far a case is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CaseUntil {
    /// 待受理.
    Registered,
    /// 检查待审批.
    Asked,
    /// 检查中.
    Sent,
    /// 已办结.
    Closed,
}

impl World {
    /// A complaint about a subject; `number` tells complaints apart.
    pub(crate) async fn complaint(
        &self,
        organ: &str,
        number: u64,
        until: CaseUntil,
    ) -> Done<String> {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let town =
            &TOWNSHIPS[self.roll(&format!("town {number}"), TOWNSHIPS.len() as u64) as usize];
        let query = form(json!({"industry": "62"}));
        let page = form(json!({"page_size": 50}));
        let found = subjects::list(&self.app, &planner, query, page).await?;
        let at = self.roll(&format!("subject {number}"), found.items.len().max(1) as u64);
        let subject = &found.items[at as usize];
        let new = json!({"organ": self.organ_id(organ), "source": "hotline",
            "source_number": format!("12345-{number:06}"), "place": town.code,
            "subject": subject.id, "items": ["SCJG-03"], "matter": "餐饮店卫生问题",
            "content": "来电反映店内卫生状况差，从业人员未穿工作服。"});
        let it = cases::register(&self.app, &planner, form(new)).await?;
        let id = it.id.clone();
        let who = json!({"version": it.version, "contact": "13900000000",
            "name": staff_name(self.scale.seed, 2_000 + number)});
        let it = cases::complainants::seal(&self.app, &planner, &id, form(who)).await?;
        let seen = |version: u64| json!({"version": version, "reason": "按程序办理"});
        if until == CaseUntil::Registered {
            return Ok(id);
        }
        let it = cases::accept(&self.app, &planner, &id, form(seen(it.version))).await?;
        let it = cases::ask(&self.app, &planner, &id, form(seen(it.version))).await?;
        if until == CaseUntil::Asked {
            return Ok(id);
        }
        let team = self.named_team(organ, number).await?;
        let send = json!({"version": it.version, "team": team, "reason": "熟悉餐饮食品安全"});
        let it = cases::approve(&self.app, &reviewer, &id, form(send)).await?;
        if until == CaseUntil::Sent {
            return Ok(id);
        }
        let visit = it.inspection.clone().expect("an approved case has its visit");
        self.check_again(organ, &visit).await?;
        let it = cases::show(&self.app, &planner, &id).await?;
        let result = json!({"version": it.version, "result": "unsubstantiated",
            "note": "现场检查未发现投诉所述情况"});
        let it = cases::handle(&self.app, &planner, &id, form(result)).await?;
        let answer =
            json!({"version": it.version, "answer": "经现场检查，未发现您反映的情况，感谢监督。"});
        let it = cases::answer(&self.app, &planner, &id, form(answer)).await?;
        let end = json!({"version": it.version, "ending": "no_problem"});
        cases::close(&self.app, &reviewer, &id, form(end)).await?;
        Ok(id)
    }

    /// Two people of a department by name, as a leader assigns them to a case.
    async fn named_team(&self, organ: &str, number: u64) -> Done<serde_json::Value> {
        let planner = self.call(organ, Role::Planner);
        let query = form(json!({"organ": self.organ_id(organ),
            "valid_on": self.in_days(60).to_string(), "qualification": ""}));
        let page = form(json!({"page_size": 100}));
        let found = inspectors::list(&self.app, &planner, query, page).await?;
        // Those who may go anywhere, so that the place does not matter.
        let anywhere: Vec<_> = found
            .items
            .into_iter()
            .filter(|one| one.details.as_ref().is_some_and(|known| known.regions.is_empty()))
            .collect();
        let of = anywhere.len().saturating_sub(1).max(1) as u64;
        let at = self.roll(&format!("team {number}"), of) as usize;
        let pair = anywhere.iter().skip(at).take(2).enumerate();
        let members = pair.map(|(n, one)| json!({"inspector": one.id, "leads": n == 0}));
        Ok(members.collect())
    }
}
