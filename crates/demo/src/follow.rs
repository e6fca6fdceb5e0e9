//! 后续处置: what a department does about what was found.

use std::sync::PoisonError;

use serde_json::{Value, json};
use sunlot_app::follow::penalties::{self, PenaltyView};
use sunlot_app::follow::rectifications::{self, RectificationView};
use sunlot_app::follow::referrals;
use sunlot_app::inspections;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;

use crate::Done;
use crate::visits::{Found, Until};
use crate::world::{World, form};

/// How a department is called in the numbers of its documents (发文机关代字).
fn abbreviation(organ: &str) -> &'static str {
    match organ {
        "scjg" => "市监",
        "yjgl" => "应急",
        "wsjk" => "卫健",
        "zjj" => "住建",
        "nyncj" => "农",
        "jyj" => "教",
        "sthj" => "环",
        "wlj" => "文旅",
        "gaj" => "公",
        "rsj" => "人社",
        "jtj" => "交",
        _ => "政",
    }
}

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

    /// 责令改正 of a visit, ten days from today.
    pub(crate) async fn order(&self, organ: &str, visit: &str) -> Done<RectificationView> {
        let (planner, due) = (self.call(organ, Role::Planner), self.in_days(10));
        let order = json!({"organ": self.organ_id(organ), "cause": World::after(visit),
            "document": self.document(organ, "责改"), "demands": ["补齐进货查验记录"],
            "due": due.to_string()});
        rectifications::order(&self.app, &planner, form(order)).await
    }

    /// 责令改正 from the orders to their end, with re-checks in between; the clock moves on.
    pub(crate) async fn rectify(&self, organ: &str, visits: &[&str]) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let mut orders = Vec::new();
        for visit in visits {
            orders.push(self.order(organ, visit).await?);
        }
        self.go_to(self.in_days(10));
        for it in orders {
            let it = rectifications::recheck(&self.app, &planner, &it.id, seen(it.version)).await?;
            let recheck = it.recheck.clone().expect("a re-check is a visit");
            self.check_again(organ, &recheck).await?;
            let passed = json!({"version": it.version, "passed": true,
                "evidence": "复查时台账已补齐，照片附卷"});
            let it = rectifications::conclude(&self.app, &planner, &it.id, form(passed)).await?;
            rectifications::close(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        }
        Ok(())
    }

    /// The next number of a kind of document of a department: 阳市监责改〔2026〕3号.
    fn document(&self, organ: &str, word: &str) -> String {
        let year = self.app.today().to_string()[..4].to_owned();
        let series = format!("阳{}{word}〔{year}〕", abbreviation(organ));
        let mut numbered = self.numbered.lock().unwrap_or_else(PoisonError::into_inner);
        let number = numbered.entry(series.clone()).or_insert(0_u32);
        *number += 1;
        format!("{series}{number}号")
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

    /// 立案 of a visit: proposed and approved.
    pub(crate) async fn file(&self, organ: &str, visit: &str) -> Done<PenaltyView> {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let new = json!({"organ": self.organ_id(organ), "cause": World::after(visit),
            "matter": "许可证件过期仍从事经营活动案"});
        let it = penalties::propose(&self.app, &planner, form(new)).await?;
        penalties::file(&self.app, &reviewer, &it.id, seen(it.version)).await
    }

    /// 立案 to the end; the clock moves on.
    pub(crate) async fn punish(&self, organ: &str, visits: &[&str]) -> Done {
        let mut filed = Vec::new();
        for visit in visits {
            filed.push((*visit, self.file(organ, visit).await?));
        }
        self.go_to(self.in_days(15));
        for (visit, it) in filed {
            self.decide(organ, visit, it).await?;
        }
        Ok(())
    }

    /// From the decision to its execution.
    async fn decide(&self, organ: &str, visit: &str, it: PenaltyView) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let fen = 200_000 + 50_000 * self.roll(visit, 10);
        let decision = json!({"version": it.version, "kinds": ["fine"], "fine": fen, "gain": 0,
            "goods": 0, "document": self.document(organ, "罚"),
            "facts": "许可证件超过有效期仍从事经营活动",
            "basis": "《中华人民共和国食品安全法》第一百二十二条"});
        let it = penalties::decide(&self.app, &planner, &it.id, form(decision)).await?;
        let it = penalties::approve(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        let today = self.app.today().to_string();
        let served = json!({"version": it.version, "served_on": today});
        let it = penalties::serve(&self.app, &planner, &it.id, form(served)).await?;
        let it = penalties::publish(&self.app, &planner, &it.id, seen(it.version)).await?;
        let payment = json!({"version": it.version, "amount": fen, "paid_on": today,
            "receipt": self.document(organ, "罚据")});
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
            "document": self.document(organ, "函"),
            "matter": "检查中发现可能违反贵部门管理规定的情况", "documents": ["检查记录复印件"]});
        let it = referrals::propose(&self.app, &planner, form(new)).await?;
        let it = referrals::send(&self.app, &reviewer, &it.id, seen(it.version)).await?;
        let theirs = self.call(other, Role::Planner);
        let it = referrals::receive(&self.app, &theirs, &it.id, seen(it.version)).await?;
        let receipt = json!({"version": it.version, "receipt": self.document(other, "函复")});
        referrals::acknowledge(&self.app, &theirs, &it.id, form(receipt)).await?;
        Ok(())
    }
}
