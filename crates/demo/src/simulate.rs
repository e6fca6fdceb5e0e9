//! 模拟的一年: a small county lives a year with what goes wrong in years: late results, objections,
//! corrections, complaints, people who try what they may not, clerks who save an old page.
//!
//! Everything follows from the seed. What must always hold is asked at the end (`holds`).

use std::sync::Arc;

use serde_json::json;
use sunlot_app::ports::FakeClock;
use sunlot_app::results::{self, PartView};
use sunlot_app::{App, AppError, Kind, inspections, tasks};
use sunlot_domain::roles::Role;

use crate::Done;
use crate::cases::CaseUntil;
use crate::draws::DrawUntil;
use crate::plans::ROWS;
use crate::visits::{Found, Until};
use crate::world::{Scale, World, day, form};

/// The department that leads.
const LEAD: &str = "scjg";
/// The simulated year.
const YEAR: u16 = 2025;
/// Of the plan every third task is carried out, so that what is late does not delay the next.
const STRIDE: usize = 3;

/// What happened, for the one who looks at a failed seed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happened {
    /// Draws that were held.
    pub draws: u64,
    /// Visits that were carried on.
    pub visits: u64,
    /// Results that were published after their day.
    pub late: u64,
    /// Objections.
    pub objections: u64,
    /// Corrections.
    pub corrections: u64,
    /// Complaints.
    pub complaints: u64,
    /// Attempts that had to be refused, and were.
    pub refused: u64,
}

/// A year of a small county.
///
/// # Errors
/// What a use case refuses that it should not.
pub async fn simulate(app: App, clock: Arc<FakeClock>, seed: u64) -> Done<(World, Happened)> {
    let scale = Scale { seed, subjects: 120, inspectors: 64 };
    let world = World::found(app, clock, scale).await?;
    let plan = world.plan_year(YEAR).await?;
    let planner = world.call(LEAD, Role::LeadPlanner);
    let query = form(json!({"plan": plan.id}));
    let page = form(json!({"page_size": 100, "sort": "ordinal"}));
    let found = tasks::list(&world.app, &planner, query, page).await?;
    let first = world.roll("first task", STRIDE as u64) as usize;
    let mut happened = Happened::default();
    for (task, row) in found.items.iter().zip(ROWS).skip(first).step_by(STRIDE) {
        let on = day(&format!("{YEAR}-{:02}-10", row.month)).max(world.in_days(1));
        let sealed = world.roll(row.name, 3) > 0;
        let it = world.draw_task(LEAD, &task.id, on, sealed, DrawUntil::Released).await?;
        happened.draws += 1;
        world.second_draw_is_refused(&task.id, &mut happened).await?;
        if it.counts.units.iter().all(|unit| unit.drawn == 0) {
            continue;
        }
        world.go_to(day(&format!("{YEAR}-{:02}-15", row.month)));
        world.approve_batch(LEAD, &task.id, 1).await?;
        let visits = world.visits_of(LEAD, &task.id).await?;
        for visit in &visits {
            world.live_visit(visit, &mut happened).await?;
        }
        let (late, rest): (Vec<&String>, Vec<_>) =
            visits.iter().partition(|visit| world.is_late(visit));
        for visit in rest {
            world.afterwards(visit, &mut happened).await?;
        }
        if !late.is_empty() {
            world.go_to(world.in_days(40));
        }
        for visit in late {
            world.published_late(visit, &mut happened).await?;
            world.afterwards(visit, &mut happened).await?;
        }
        if world.roll(&task.id, 2) == 0 {
            world.complaint(LEAD, happened.complaints, CaseUntil::Closed).await?;
            happened.complaints += 1;
        }
    }
    Ok((world, happened))
}

impl World {
    /// How far a visit comes, as chance has it.
    fn comes(&self, visit: &str) -> Until {
        match self.roll(&format!("until {visit}"), 10) {
            0 => Until::Notified,
            1 => Until::Signed,
            2 => Until::Reviewed,
            _ => Until::Published,
        }
    }

    fn is_late(&self, visit: &str) -> bool {
        self.comes(visit) == Until::Published && self.roll(&format!("late {visit}"), 8) == 0
    }

    /// One visit within its window.
    async fn live_visit(&self, visit: &str, happened: &mut Happened) -> Done {
        let until = if self.is_late(visit) { Until::Reviewed } else { self.comes(visit) };
        self.carry(LEAD, visit, self.finds(visit), until).await?;
        happened.visits += 1;
        self.an_outsider_is_refused(visit, happened).await
    }

    /// What comes of it later, when other visits are over too.
    async fn afterwards(&self, visit: &str, happened: &mut Happened) -> Done {
        match (self.comes(visit), self.finds(visit)) {
            (Until::Published, Found::Pending) => self.objected(visit, happened).await,
            (Until::Published, Found::ToCorrect) => self.rectify(LEAD, &[visit]).await,
            _ => Ok(()),
        }
    }

    /// A visit whose results lay about.
    async fn published_late(&self, visit: &str, happened: &mut Happened) -> Done {
        let planner = self.call(LEAD, Role::LeadPlanner);
        let seen = inspections::show(&self.app, &planner, visit).await?;
        for part in &seen.parts {
            happened.late += self.publish_late(&part.id).await?;
        }
        Ok(())
    }

    /// Publishes a reviewed part long after its day; gives 1 when it is shown as late.
    async fn publish_late(&self, part: &str) -> Done<u64> {
        let mine = self.call("jjw", Role::Observer);
        let seen: PartView = results::show_part(&self.app, &mine, part).await?;
        let publisher = self.call(self.code_of(&seen.organ), Role::LeadPlanner);
        let body = form(json!({"version": seen.version}));
        let done = results::publish(&self.app, &publisher, part, body).await?;
        Ok(u64::from(done.late))
    }

    async fn objected(&self, visit: &str, happened: &mut Happened) -> Done {
        let it = self.object(LEAD, visit).await?;
        happened.objections += 1;
        if self.roll(&format!("upheld {visit}"), 2) == 0 {
            happened.corrections += 1;
            return self.correct(LEAD, &it).await;
        }
        self.uphold(LEAD, &it).await
    }

    /// Somebody begins a second draw of a task: refused, and nothing is there.
    async fn second_draw_is_refused(&self, task: &str, happened: &mut Happened) -> Done {
        let on = self.in_days(1);
        let again = self.draw_task(LEAD, task, on, false, DrawUntil::Prepared).await;
        refused(again.map(|_| ()), &[Kind::Rule, Kind::Conflict], happened)
    }

    /// An inspector of another department, and a clerk with an old page.
    async fn an_outsider_is_refused(&self, visit: &str, happened: &mut Happened) -> Done {
        let stranger = self.call("zjj", Role::Inspector);
        let look = inspections::show(&self.app, &stranger, visit).await;
        refused(look.map(|_| ()), &[Kind::Missing], happened)?;
        let planner = self.call(LEAD, Role::LeadPlanner);
        let old = json!({"version": 1, "method": "field", "advance": true, "materials": [],
            "delivery": "直接送达", "contact": "0943-0000000"});
        let stale = inspections::notify(&self.app, &planner, visit, form(old)).await;
        refused(stale.map(|_| ()), &[Kind::Conflict, Kind::Rule], happened)
    }
}

/// What has to be refused was refused, for one of these reasons.
fn refused(done: Done, kinds: &[Kind], happened: &mut Happened) -> Done {
    match done {
        Err(error) if kinds.contains(&error.kind) => {
            happened.refused += 1;
            Ok(())
        }
        Err(error) => Err(error),
        Ok(()) => Err(AppError::new(Kind::Internal, "simulate.allowed", "不该允许的事被允许了。")),
    }
}
