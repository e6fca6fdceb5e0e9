//! 后续处置: what a department does about what was found.

use serde_json::{Value, json};
use sunlot_app::follow::{penalties, rectifications, referrals};
use sunlot_app::inspections;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;

use crate::Done;
use crate::visits::{Found, Until};
use crate::world::{World, form};

/// The version that was seen, with a reason where one is asked for.
fn seen<T: serde::de::DeserializeOwned>(version: u64) -> T {
    form(json!({"version": version, "reason": "按程序办理"}))
}

impl World {
    /// Where something follows from.
    fn after(visit: &str) -> Value {
        json!({"inspection": visit})
    }

    /// A day some days after today.
    pub(crate) fn in_days(&self, days: i32) -> Day {
        self.app.today().plus(days).expect("the story ends before the calendar")
    }

    /// 责令改正 from the order to the end, with a re-check in between; the clock moves on.
    pub(crate) async fn rectify(&self, organ: &str, visit: &str) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let due = self.in_days(10);
        let order = json!({"organ": self.organ_id(organ), "cause": World::after(visit),
            "document": format!("责改〔{}〕{}号", &due.to_string()[..4], &visit[..8]),
            "demands": ["补齐进货查验记录"], "due": due.to_string()});
        let it = rectifications::order(&self.app, &planner, form(order)).await?;
        self.go_to(due);
        let it = rectifications::recheck(&self.app, &planner, &it.id, seen(it.version)).await?;
        let recheck = it.recheck.clone().expect("a re-check is a visit");
        self.check_again(organ, &recheck).await?;
        let passed = json!({"version": it.version, "passed": true,
            "evidence": "复查时台账已补齐，照片附卷"});
        let it = rectifications::conclude(&self.app, &planner, &it.id, form(passed)).await?;
        rectifications::close(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        Ok(())
    }

    /// A visit that was opened for a case or a re-check, found good and published.
    pub(crate) async fn check_again(&self, organ: &str, visit: &str) -> Done {
        let reviewer = self.call(organ, Role::Reviewer);
        let at = inspections::show(&self.app, &reviewer, visit).await?;
        if at.visit.state == "pending" {
            let yes = json!({"version": at.visit.version, "opinion": "同意", "advance": true});
            inspections::approve(&self.app, &reviewer, visit, form(yes)).await?;
        }
        self.carry(organ, visit, Found::Nothing, Until::Published).await?;
        Ok(())
    }

    /// 立案 from the proposal to the end; the clock moves on.
    pub(crate) async fn punish(&self, organ: &str, visit: &str, fen: u64) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let new = json!({"organ": self.organ_id(organ), "cause": World::after(visit),
            "matter": "许可证件过期仍从事经营活动案"});
        let it = penalties::propose(&self.app, &planner, form(new)).await?;
        let it = penalties::file(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        self.go_to(self.in_days(20));
        let decision = json!({"version": it.version, "kinds": ["fine"], "fine": fen, "gain": 0,
            "goods": 0, "document": format!("市监处罚〔{}〕{}号", &self.app.today().to_string()[..4], &visit[..8]),
            "facts": "许可证件超过有效期仍从事经营活动", "basis": "《中华人民共和国食品安全法》第一百二十二条"});
        let it = penalties::decide(&self.app, &planner, &it.id, form(decision)).await?;
        let it = penalties::approve(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        let today = self.app.today().to_string();
        let served = json!({"version": it.version, "served_on": today});
        let it = penalties::serve(&self.app, &planner, &it.id, form(served)).await?;
        let it = penalties::publish(&self.app, &planner, &it.id, seen(it.version)).await?;
        let payment = json!({"version": it.version, "amount": fen, "paid_on": today,
            "receipt": format!("票{}", &visit[..8])});
        let it = penalties::pay(&self.app, &planner, &it.id, form(payment)).await?;
        let end = json!({"version": it.version, "ending": "executed", "reason": "罚款已缴清"});
        penalties::close(&self.app, &reviewer, &it.id, form(end)).await?;
        Ok(())
    }

    /// 抄告 to another department, which acknowledges it.
    pub(crate) async fn tell(&self, organ: &str, other: &str, visit: &str) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let new = json!({"kind": "notify", "organ": self.organ_id(organ),
            "cause": World::after(visit), "recipient": self.organ_id(other),
            "document": format!("抄告〔{}〕{}号", &self.app.today().to_string()[..4], &visit[..8]),
            "matter": "检查中发现可能违反贵部门管理规定的情况", "documents": ["检查记录复印件"]});
        let it = referrals::propose(&self.app, &planner, form(new)).await?;
        let it = referrals::send(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        let theirs = self.call(other, Role::Planner);
        let it = referrals::receive(&self.app, &theirs, &it.id, seen(it.version)).await?;
        let receipt = json!({"version": it.version, "receipt": format!("回执{}", &visit[..8])});
        referrals::acknowledge(&self.app, &theirs, &it.id, form(receipt)).await?;
        Ok(())
    }
}
