//! 一年: the tasks of a year's plan one after the other, each as far as the story goes.

use serde_json::{Value, json};
use sunlot_app::follow::ending;
use sunlot_app::plans::PlanView;
use sunlot_app::tasks;
use sunlot_domain::reports::Season;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;

use crate::Done;
use crate::draws::DrawUntil;
use crate::plans::{ROWS, Row};
use crate::visits::{Found, Until};
use crate::world::{World, day, form};

/// How far a task is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskUntil {
    /// Not begun.
    Waiting,
    /// 检查中: half of the visits are over.
    Inspecting,
    /// 待审核: every result is entered, the last ones wait for their review.
    Reviewing,
    /// 已公示.
    Published,
    /// 后续处置: something is still open.
    Following,
    /// 已归档.
    Archived,
}

/// The department that leads every task of the plan.
const LEAD: &str = "scjg";

impl World {
    /// Lives through a year whose plan is running; `ends` says how far the task of each row goes.
    pub(crate) async fn live_year(
        &self,
        plan: &PlanView,
        ends: impl Fn(usize) -> TaskUntil,
    ) -> Done {
        let planner = self.call(LEAD, Role::LeadPlanner);
        let query = form(json!({"plan": plan.id}));
        let page = form(json!({"page_size": 100, "sort": "ordinal"}));
        let found = tasks::list(&self.app, &planner, query, page).await?;
        for (at, (task, row)) in found.items.iter().zip(ROWS).enumerate() {
            // Reports of May are due between the tasks of May and June.
            if row.month == 5 {
                self.report(plan.year, Season::Half).await?;
            }
            self.live_task(&task.id, row, plan.year, ends(at)).await?;
        }
        Ok(())
    }

    async fn live_task(&self, task: &str, row: &Row, year: u16, until: TaskUntil) -> Done {
        if until == TaskUntil::Waiting {
            return Ok(());
        }
        let planned = day(&format!("{year}-{:02}-10", row.month));
        self.meet_until(planned).await?;
        let on = planned.max(self.in_days(1));
        // A sealed draw where somebody could be warned; written checks are announced anyway.
        let sealed = row.item != "SCJG-02";
        let it = self.draw_task(LEAD, task, on, sealed, DrawUntil::Released).await?;
        if it.counts.units.iter().all(|unit| unit.drawn == 0) {
            // A small county may have too few of a trade for its ratio.
            return Ok(());
        }
        let opening = day(&format!("{year}-{:02}-15", row.month));
        self.go_to(opening);
        self.approve_batch(LEAD, task, 1).await?;
        let visits = self.visits_of(LEAD, task).await?;
        let mut found: Vec<(String, Found)> = Vec::new();
        for (at, visit) in visits.iter().enumerate() {
            let (finds, stage) = (self.finds(visit), stage(until, at, visits.len()));
            self.carry(LEAD, visit, finds, stage).await?;
            found.push((visit.clone(), finds));
        }
        match until {
            TaskUntil::Archived => {
                self.follow_all(&found).await?;
                self.archive(task).await
            }
            TaskUntil::Following => self.begin_following(&found).await,
            _ => Ok(()),
        }
    }

    /// Everything that follows from the visits, to its end.
    async fn follow_all(&self, found: &[(String, Found)]) -> Done {
        let of = |kind: Found| {
            found.iter().filter(move |(_, what)| *what == kind).map(|(visit, _)| visit.as_str())
        };
        let to_correct: Vec<&str> = of(Found::ToCorrect).collect();
        self.rectify(LEAD, &to_correct).await?;
        let pending: Vec<&str> = of(Found::Pending).collect();
        self.punish(LEAD, &pending).await?;
        if let Some(visit) = of(Found::NoActivity).next() {
            self.tell(LEAD, "wsjk", visit).await?;
        }
        Ok(())
    }

    /// The orders are given, and nothing is checked again yet.
    async fn begin_following(&self, found: &[(String, Found)]) -> Done {
        for (visit, _) in found.iter().filter(|(_, what)| *what == Found::ToCorrect) {
            self.order(LEAD, visit).await?;
        }
        for (visit, _) in found.iter().filter(|(_, what)| *what == Found::Pending) {
            self.file(LEAD, visit).await?;
        }
        Ok(())
    }

    async fn archive(&self, task: &str) -> Done {
        let planner = self.call(LEAD, Role::LeadPlanner);
        let seen = tasks::show(&self.app, &planner, task).await?;
        let end = form(json!({"version": seen.version, "reason": "各项均已办结"}));
        ending::archive(&self.app, &planner, task, end).await?;
        Ok(())
    }

    /// A task outside of the plan, taken to a state: one of each kind is there to be looked at.
    pub(crate) async fn extra_task(
        &self,
        name: &str,
        change: Value,
        on: Day,
        until: ExtraUntil,
    ) -> Done<String> {
        let (planner, reviewer) =
            (self.call(LEAD, Role::LeadPlanner), self.call(LEAD, Role::Reviewer));
        let mut task = json!({
            "organ": self.organ_id(LEAD), "origin": "temporary", "name": name,
            "draw_type": "directed", "item_class": "general",
            "items": [{"code": "SCJG-01", "organ": self.organ_id(LEAD)}],
            "draw_from": on.to_string(), "draw_to": on.plus(20).map(|d| d.to_string()),
            "deadline": on.plus(90).map(|d| d.to_string()),
            "scope_text": "城区的汽车修理、手机销售等经营者", "filter": {"industries": ["81", "52"]},
            "quota": {"ratio": "1%"}, "reason": "群众反映集中，经局长办公会研究同意",
        });
        let (Value::Object(fields), Value::Object(changes)) = (&mut task, change) else {
            unreachable!("both are objects")
        };
        fields.extend(changes);
        let it = tasks::create(&self.app, &planner, form(task)).await?;
        let seen = |it: &tasks::TaskView| form(json!({"version": it.version, "reason": "办理"}));
        if until == ExtraUntil::Draft {
            return Ok(it.id);
        }
        let it = tasks::submit(&self.app, &planner, &it.id, seen(&it)).await?;
        if until == ExtraUntil::Pending {
            return Ok(it.id);
        }
        let it = tasks::approve(&self.app, &reviewer, &it.id, seen(&it)).await?;
        if let ExtraUntil::Draw(stage) = until {
            self.draw_task(LEAD, &it.id, on, true, stage).await?;
        }
        Ok(it.id)
    }
}

/// How far a task outside of the plan is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExtraUntil {
    /// 草稿.
    Draft,
    /// 待审批.
    Pending,
    /// 已批准待冻结.
    Ready,
    /// In the draw.
    Draw(DrawUntil),
}

/// How far one visit of a task is carried.
fn stage(until: TaskUntil, at: usize, all: usize) -> Until {
    match until {
        TaskUntil::Inspecting if at * 2 < all => Until::Signed,
        TaskUntil::Inspecting => Until::Notified,
        TaskUntil::Reviewing if at + 2 < all => Until::Reviewed,
        TaskUntil::Reviewing => Until::Entered,
        _ => Until::Published,
    }
}
