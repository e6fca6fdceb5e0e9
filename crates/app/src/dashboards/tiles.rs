//! 指标格: each counts with the conditions of the list that it opens, so that a number and its rows
//! cannot part (R-DASH-01). What the reader has no list for has no tile.

use std::collections::BTreeMap;

use sunlot_domain::challenges::ChallengeState;
use sunlot_domain::draws::DrawState;
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::ids::OrganId;
use sunlot_domain::meetings::{Matter, Meeting};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::TaskState;
use sunlot_store::annex3::Whose;
use sunlot_store::cases::{self, CaseFilter};
use sunlot_store::challenges::{self, ChallengeFilter};
use sunlot_store::draws::{self, DrawFilter};
use sunlot_store::follow::{self, FollowFilter, Followed};
use sunlot_store::inspections::{self, PartFilter};
use sunlot_store::plans::{self, PlanFilter, Visible};
use sunlot_store::results::{self, ObjectionFilter, ResultFilter};
use sunlot_store::tasks::{self, TaskFilter};
use sunlot_store::{ReadTx, Window};

use super::{DashboardLink, DashboardTile, Scope};
use crate::error::AppError;
use crate::meetings::overdue_below;
use crate::reports::owed;
use crate::results::parts::last_overdue;
use crate::visible;

/// Days ahead in which a draw is near.
const NEAR_DAYS: i32 = 30;

/// A list is asked for its number only.
const COUNT: Window = Window { limit: 1, offset: 0 };

/// Conditions of a list.
type Query<'a> = &'a [(&'a str, String)];

/// A tile before it is counted.
struct Named {
    code: &'static str,
    title: &'static str,
    group: &'static str,
    noun: &'static str,
}

const fn named(
    code: &'static str,
    title: &'static str,
    group: &'static str,
    noun: &'static str,
) -> Named {
    Named { code, title, group, noun }
}

fn yes(name: &str) -> (&str, String) {
    (name, "true".to_owned())
}

impl Scope {
    pub(super) fn tiles(&self, tx: &mut ReadTx<'_>) -> Result<Vec<DashboardTile>, AppError> {
        use Permission as P;
        let near = self.near_tasks(tx)?;
        let late = self.late_tasks(tx)?;
        let draws = self.announced(tx)?;
        let parts = self.parts(tx)?;
        let results = self.late_results(tx)?;
        let matters = named("matters", "会议待办事项", "due", "matters");
        let matters = self.follow::<Matter>(tx, P::MeetingRead, matters)?;
        let meetings = named("meetings", "没有印发纪要的会议", "due", "meetings");
        let meetings = self.follow::<Meeting>(tx, P::MeetingRead, meetings)?;
        let quarters = self.quarters(tx)?;
        let reports = self.reports(tx)?;
        let plans = self.filings(tx)?;
        let orders = named("rectifications", "没有办结的责令改正", "follow", "rectifications");
        let orders = self.follow::<Rectification>(tx, P::FollowUpRead, orders)?;
        let penalties = named("penalties", "没有办结的立案处罚", "follow", "penalties");
        let penalties = self.follow::<Penalty>(tx, P::FollowUpRead, penalties)?;
        let referrals = named("referrals", "没有办结的抄告移送", "follow", "referrals");
        let referrals = self.follow::<Referral>(tx, P::ReferralRead, referrals)?;
        let cases = self.late_cases(tx)?;
        let objections = self.objections(tx)?;
        let challenges = self.challenges(tx)?;
        let all = [
            near, late, draws, parts, results, plans, reports, matters, meetings, quarters, orders,
            penalties, referrals, cases, objections, challenges,
        ];
        Ok(all.into_iter().flatten().collect())
    }

    /// What the reader's list of a permission shows; none when it shows nothing at all.
    fn list(&self, permission: Permission) -> Option<Visible> {
        let seen = visible::scope(&self.app, &self.call, permission);
        (seen != Visible::default()).then_some(seen)
    }

    fn link(&self, noun: &str, query: Query<'_>) -> DashboardLink {
        let mut all: BTreeMap<String, String> =
            query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        if let Some(organ) = self.chosen {
            all.insert("organ".into(), organ.to_string());
        }
        DashboardLink { noun: noun.to_owned(), query: all }
    }

    fn tile(
        &self,
        named: &Named,
        (count, query): (u64, Query<'_>),
        late: Option<(u64, Query<'_>)>,
    ) -> DashboardTile {
        let overdue = late.as_ref().map(|(count, _)| *count);
        let tone = match (count, overdue) {
            (_, Some(1..)) => "bad",
            (1.., _) => "warn",
            _ => "good",
        };
        DashboardTile {
            code: named.code.into(),
            title: named.title.into(),
            group: named.group.into(),
            count,
            late: overdue,
            tone: tone.into(),
            link: self.link(named.noun, query),
            late_link: late.map(|(_, query)| self.link(named.noun, query)),
        }
    }

    /// A noun of the follow-up: what is open, and of it what is overdue.
    fn follow<R: Followed>(
        &self,
        tx: &mut ReadTx<'_>,
        permission: Permission,
        named: Named,
    ) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(permission) else { return Ok(None) };
        let open =
            FollowFilter { visible, organ: self.chosen, open: true, ..FollowFilter::default() };
        let count = follow::count::<R>(tx, &open)?;
        let late = match R::COLUMNS.contains(&"due") {
            true => {
                let which = FollowFilter { overdue: Some(self.today), open: false, ..open };
                Some(follow::count::<R>(tx, &which)?)
            }
            false => None,
        };
        let overdue = [yes("overdue")];
        let late = late.map(|count| (count, &overdue[..]));
        Ok(Some(self.tile(&named, (count, &[yes("open")]), late)))
    }

    fn near_tasks(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::TaskRead) else { return Ok(None) };
        let until = self.today.plus(NEAR_DAYS).ok_or_else(AppError::missing)?;
        let which = TaskFilter {
            visible,
            organ: self.chosen,
            state: Some(TaskState::Ready),
            draw_from: Some(self.today),
            draw_to: Some(until),
            ..TaskFilter::default()
        };
        let count = tasks::list(tx, &which, "id", COUNT)?.1;
        let query = [
            ("state", TaskState::Ready.code().to_owned()),
            ("draw_from", self.today.to_string()),
            ("draw_to", until.to_string()),
        ];
        let named = named("tasks_near", "三十天内应抽取的任务", "due", "tasks");
        Ok(Some(self.tile(&named, (count, &query), None)))
    }

    fn late_tasks(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::TaskRead) else { return Ok(None) };
        let overdue = Some(self.today);
        let which = TaskFilter { visible, organ: self.chosen, overdue, ..TaskFilter::default() };
        let count = tasks::list(tx, &which, "id", COUNT)?.1;
        let query = [yes("overdue")];
        let named = named("tasks_late", "超过完成期限的任务", "due", "tasks");
        Ok(Some(self.tile(&named, (count, &query), Some((count, &query)))))
    }

    fn announced(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::DrawRead) else { return Ok(None) };
        let which = DrawFilter {
            visible,
            named: self.call.actor.account,
            organ: self.chosen,
            state: Some(DrawState::Announced),
            ..DrawFilter::default()
        };
        let count = draws::list(tx, &which, "id", COUNT)?.1;
        let query = [("state", DrawState::Announced.code().to_owned())];
        let named = named("draws_announced", "已公布意向、将要抽取的", "due", "draws");
        Ok(Some(self.tile(&named, (count, &query), None)))
    }

    fn part_filter(&self, organ: Option<OrganId>) -> Option<PartFilter> {
        let visible = self.list(Permission::ResultRead)?;
        Some(PartFilter { visible, organ, unpublished: true, ..PartFilter::default() })
    }

    /// Parts of an organ that are late today; none where no calendar can tell.
    pub(super) fn late_parts(
        &self,
        tx: &mut ReadTx<'_>,
        organ: Option<OrganId>,
    ) -> Result<Option<u64>, AppError> {
        let calendar = crate::calendar::load(tx)?;
        let Ok(day) = last_overdue(&calendar, self.today) else { return Ok(None) };
        let Some(which) = self.part_filter(organ) else { return Ok(None) };
        let which = PartFilter { done_by: Some(day), ..which };
        Ok(Some(inspections::list_parts(tx, &which, "id", COUNT)?.1))
    }

    fn parts(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(which) = self.part_filter(self.chosen) else { return Ok(None) };
        let count = inspections::list_parts(tx, &which, "id", COUNT)?.1;
        let late = self.late_parts(tx, self.chosen)?;
        let overdue = [yes("overdue")];
        let late = late.map(|count| (count, &overdue[..]));
        let named = named("parts_unpublished", "检查已结束、待公示的", "due", "inspection-parts");
        Ok(Some(self.tile(&named, (count, &[yes("unpublished")]), late)))
    }

    fn late_results(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let (organ, region) = match &self.whose {
            Whose::Organ(organ) => (Some(*organ), None),
            Whose::Region(region) => (None, Some(region.clone())),
            Whose::All => return Ok(None),
        };
        let (first, last) = self.days;
        let mut query = vec![yes("late"), ("from", first.to_string()), ("to", last.to_string())];
        query.extend(organ.map(|organ| ("organ", organ.to_string())));
        query.extend(region.as_ref().map(|region| ("region", region.as_str().to_owned())));
        let which = ResultFilter {
            organ,
            region,
            from: Some(first),
            to: Some(last),
            late: true,
            ..ResultFilter::default()
        };
        let count = results::list(tx, &which, "id", COUNT)?.1;
        let named = named("results_late", "本年逾期公示的结果", "due", "results");
        Ok(Some(self.tile(&named, (count, &query), Some((count, &query)))))
    }

    /// Plans whose filing the superior has not acknowledged.
    fn filings(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::PlanRead) else { return Ok(None) };
        let organ = self.chosen;
        let which = PlanFilter { visible, organ, unacknowledged: true, ..PlanFilter::default() };
        let count = plans::list(tx, &which, "id", COUNT)?.1;
        let named = named("plans_unacknowledged", "上级没有回执的计划备案", "due", "plans");
        Ok(Some(self.tile(&named, (count, &[yes("unacknowledged")]), None)))
    }

    /// Departments that still have to hand in a report of May or November (R-REP-02).
    fn reports(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        if self.list(Permission::ReportRead).is_none() {
            return Ok(None);
        }
        let region = self.region(tx)?;
        let organ = match &self.whose {
            Whose::Organ(organ) => Some(*organ),
            Whose::Region(_) | Whose::All => None,
        };
        let mut lines = owed(tx, &region, self.today)?;
        lines.retain(|line| {
            let place = Place::of(line.organ.id, line.organ.region.clone());
            let seen = visible::see(&self.app, &self.call, Permission::ReportRead, &place);
            organ.is_none_or(|organ| organ == line.organ.id) && seen.is_ok()
        });
        let late = lines.iter().filter(|line| line.is_overdue()).count() as u64;
        let mut query = vec![yes("owed"), ("region", region.as_str().to_owned())];
        query.extend(organ.map(|organ| ("organ", organ.to_string())));
        let mut overdue = query.clone();
        overdue.push(yes("overdue"));
        let named = named("reports_owed", "没有报送的半年、年终报告", "due", "reports/due");
        Ok(Some(self.tile(&named, (lines.len() as u64, &query), Some((late, &overdue)))))
    }

    /// Quarters that are over without a meeting of the joint conference (R-MEET-01).
    fn quarters(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        if self.list(Permission::MeetingRead).is_none() {
            return Ok(None);
        }
        let region = self.region(tx)?;
        let found = overdue_below(&self.app, &self.call, tx, Some(&region), self.today)?;
        let query = [("region", region.as_str().to_owned())];
        let count = found.len() as u64;
        let named = named("quarters_overdue", "没有按期召开的季度会议", "due", "quarters");
        Ok(Some(self.tile(&named, (count, &query), Some((count, &query)))))
    }

    fn late_cases(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::CaseRead) else { return Ok(None) };
        let overdue = Some(self.today);
        let which = CaseFilter { visible, organ: self.chosen, overdue, ..CaseFilter::default() };
        let count = cases::list(tx, &which, "id", COUNT)?.1;
        let query = [yes("overdue")];
        let named = named("cases_late", "受理或答复逾期的个案", "follow", "cases");
        Ok(Some(self.tile(&named, (count, &query), Some((count, &query)))))
    }

    fn objections(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::ObjectionRead) else { return Ok(None) };
        let which = ObjectionFilter {
            visible,
            organ: self.chosen,
            open: true,
            ..ObjectionFilter::default()
        };
        let count = results::objections(tx, &which, "id", COUNT)?.1;
        let named = named("objections", "没有决定的异议", "voice", "objections");
        Ok(Some(self.tile(&named, (count, &[yes("open")]), None)))
    }

    fn challenges(&self, tx: &mut ReadTx<'_>) -> Result<Option<DashboardTile>, AppError> {
        let Some(visible) = self.list(Permission::ChallengeRead) else { return Ok(None) };
        let which = ChallengeFilter {
            visible,
            organ: self.chosen,
            state: Some(ChallengeState::Open),
            ..ChallengeFilter::default()
        };
        let count = challenges::list(tx, &which, "id", COUNT)?.1;
        let query = [("state", ChallengeState::Open.code().to_owned())];
        let named = named("challenges", "没有答复的质疑", "voice", "challenges");
        Ok(Some(self.tile(&named, (count, &query), None)))
    }
}
