//! 异议: a company objects to a published result; the department corrects it or explains it.

use serde_json::json;
use sunlot_app::Call;
use sunlot_app::inspections;
use sunlot_app::results::{self, ObjectionView};
use sunlot_domain::roles::{Actor, Role};

use crate::Done;
use crate::world::{World, form};

impl World {
    /// A company objects with the code of its notice.
    pub(crate) async fn object(&self, organ: &str, visit: &str) -> Done<ObjectionView> {
        let planner = self.call(organ, Role::LeadPlanner);
        let seen = inspections::show(&self.app, &planner, visit).await?;
        let notice = seen.notice.as_ref().expect("a published visit had its notice");
        let item = seen.items.iter().find(|item| self.code_of(&item.organ) == organ);
        let item = item.expect("the leading department inspects").code.clone();
        let public = Call { actor: Actor::public(), ..Call::system("企业") };
        let text = json!({"item": item, "contact": "0943-0000000",
            "text": "检查当日证照正在办理延续手续，请予复核"});
        let lodged = results::lodge(&self.app, &public, &notice.visit_code, form(text)).await?;
        let it = results::show_objection(&self.app, &planner, &lodged.objection).await?;
        let seen = form(json!({"version": it.version, "reason": "符合受理条件"}));
        results::accept(&self.app, &planner, &it.id, seen).await
    }

    /// The result stands, with a reason.
    pub(crate) async fn uphold(&self, organ: &str, it: &ObjectionView) -> Done {
        let reviewer = self.people[&(organ.to_owned(), Role::Reviewer)][1].call();
        let decision = json!({"version": it.version, "outcome": "upheld",
            "decision": "经复核，检查当日许可已超过有效期，原结果正确"});
        results::decide(&self.app, &reviewer, &it.id, form(decision)).await?;
        Ok(())
    }

    /// The result is corrected by two approvers, one from outside, and the objection upheld.
    pub(crate) async fn correct(&self, organ: &str, it: &ObjectionView) -> Done {
        let planner = self.call(organ, Role::LeadPlanner);
        let inner = self.people[&(organ.to_owned(), Role::Reviewer)][1].call();
        let outer = self.call("lxhyb", Role::ConferenceOffice);
        let result = it.result.clone().expect("a published part has its result");
        let change = json!({"edition": 1, "kind": "correct", "code": "1", "text": "",
            "reason": "复核查明证照在有效期内"});
        let change = results::propose_change(&self.app, &planner, &result, form(change)).await?;
        let agree = |version: u64| form(json!({"version": version, "agree": true}));
        let half =
            results::approve_change(&self.app, &inner, &change.id, agree(change.version)).await?;
        results::concur_change(&self.app, &outer, &change.id, agree(half.version)).await?;
        let decision = json!({"version": it.version, "outcome": "corrected", "change": change.id,
            "decision": "异议成立，已更正公示的结果"});
        results::decide(&self.app, &inner, &it.id, form(decision)).await?;
        Ok(())
    }
}
