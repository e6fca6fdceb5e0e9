//! What departments did within days, by indicator.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::appraisals::{Counted, ENTRY_WORKING_DAYS, Indicator, Measure};
use sunlot_domain::calendar::{Calendar, year_of};
use sunlot_domain::caps::Visit;
use sunlot_domain::conferences::Conference;
use sunlot_domain::draws::{Draw, DrawKind, DrawState};
use sunlot_domain::ids::{OrganId, SubjectId};
use sunlot_domain::meetings::Presence;
use sunlot_domain::plans::filing_deadline;
use sunlot_domain::results::PUBLISH_WORKING_DAYS;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::appraisals::{self as store, Days};
use sunlot_store::draws::DrawFilter;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, caps, conferences, draws, meetings, plans};

use crate::error::AppError;

/// Counts by department and indicator.
#[derive(Default)]
pub(super) struct Counts(BTreeMap<(OrganId, Indicator), Counted>);

impl Counts {
    /// What was counted; nothing where there was nothing.
    pub(super) fn get(&self, organ: OrganId, indicator: Indicator) -> Counted {
        self.0.get(&(organ, indicator)).copied().unwrap_or(indicator.nothing())
    }

    fn add(&mut self, organ: OrganId, indicator: Indicator, counted: Counted) {
        let sum = self.get(organ, indicator).plus(counted);
        self.0.insert((organ, indicator), sum);
    }

    fn share(&mut self, organ: OrganId, indicator: Indicator, good: bool, count: u64) {
        let part = if good { count } else { 0 };
        self.add(organ, indicator, Counted::Share { part, whole: count });
    }

    /// Counts everything of the departments of a conference within days.
    pub(super) fn of(
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
        today: Day,
    ) -> Result<Counts, AppError> {
        let mut counts = Counts::default();
        for indicator in Indicator::ALL.iter().copied() {
            let found = store::shares(tx, indicator, &conference.region, days)?;
            for (organ, part, whole) in found.into_iter().flatten() {
                let counted = match indicator.measure() {
                    Measure::Share { .. } => Counted::Share { part, whole },
                    Measure::Events(_) => Counted::Events(part),
                };
                counts.add(organ, indicator, counted);
            }
        }
        counts.plans(tx, conference, days)?;
        counts.parts(tx, conference, days, today)?;
        counts.draws(tx, conference, days)?;
        counts.meetings(tx, conference, days)?;
        counts.caps(tx, conference, days)?;
        Ok(counts)
    }

    /// Plans whose day for filing lies within the days: one of each member.
    fn plans(
        &mut self,
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
    ) -> Result<(), AppError> {
        let year = year_of(days.1) + 1;
        let deadline = filing_deadline(year);
        if deadline < days.0 || deadline > days.1 {
            return Ok(());
        }
        let planned = plans::of_year(tx, year, &conference.region)?;
        for member in conferences::members(tx, conference.id, Some(deadline))? {
            let organ = member.value.organ;
            let own = planned.iter().map(|stored| &stored.value).filter(|p| p.organ == organ);
            // A joint plan of the lead department is a plan of everybody who takes part in it.
            let joint = planned.iter().map(|stored| &stored.value);
            let joint = joint.filter(|plan| plan.participants.contains(&organ));
            let filed = own.chain(joint).filter_map(|plan| plan.first_filed_on).min();
            let good = filed.is_some_and(|filed| filed <= deadline);
            self.share(organ, Indicator::PlanFiled, good, 1);
        }
        Ok(())
    }

    /// Parts against the two clocks that start with the end of the visit. What is neither done nor
    /// due yet is in no whole; nor is what no calendar can tell.
    fn parts(
        &mut self,
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
        today: Day,
    ) -> Result<(), AppError> {
        let calendar = crate::calendar::load(tx)?;
        for it in store::done_parts(tx, &conference.region, days)? {
            let clocks = [
                (Indicator::EnteredInTime, ENTRY_WORKING_DAYS, it.entered_on),
                (Indicator::PublishedInTime, PUBLISH_WORKING_DAYS, it.published_on),
            ];
            for (indicator, working_days, done) in clocks {
                if let Some(good) = in_time(&calendar, it.done_on, working_days, done, today) {
                    self.share(it.organ, indicator, good, it.count);
                }
            }
        }
        Ok(())
    }

    fn draws(
        &mut self,
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
    ) -> Result<(), AppError> {
        for stored in store::tasks_to_draw(tx, &conference.region, days)? {
            let task = stored.value;
            let attempts = draws::of_task(tx, task.id)?;
            let good = attempts.iter().any(|draw| {
                matches!(draw.value.state, DrawState::Drawn | DrawState::Matched)
                    && drawn_on(&draw.value).is_some_and(|day| day <= task.draw_to)
            });
            self.share(task.organ, Indicator::DrawnInTime, good, 1);
        }
        let visible = Visible { regions: vec![conference.region.clone()], ..Visible::default() };
        let which = DrawFilter { visible, public: true, ..DrawFilter::default() };
        let window = Window { limit: u32::MAX, offset: 0 };
        for stored in draws::list(tx, &which, "id", window)?.0 {
            let draw = stored.value;
            let inside = drawn_on(&draw).is_some_and(|day| days.0 <= day && day <= days.1);
            if inside && draw.kind == DrawKind::Draw {
                self.share(draw.organ, Indicator::Redrawn, draw.attempt > 1, 1);
            }
        }
        Ok(())
    }

    fn meetings(
        &mut self,
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
    ) -> Result<(), AppError> {
        use sunlot_domain::ids::Id as _;
        for stored in meetings::of_conference(tx, conference.id)? {
            let meeting = stored.value;
            if !meeting.was_held() || meeting.day < days.0 || meeting.day > days.1 {
                continue;
            }
            for line in &meeting.attendance {
                let good = line.presence != Presence::Absent.code();
                let organ = OrganId::parse(&line.organ)?;
                self.share(organ, Indicator::MeetingsAttended, good, 1);
            }
        }
        Ok(())
    }

    /// Subjects whose counted visits of the year went over the cap of an organ within the days.
    fn caps(
        &mut self,
        tx: &mut ReadTx<'_>,
        conference: &Conference,
        days: Days,
    ) -> Result<(), AppError> {
        let year = year_of(days.1);
        for member in conferences::members(tx, conference.id, Some(days.1))? {
            let organ = member.value.organ;
            let Some(cap) = caps::cap_of(tx, organ, year)? else { continue };
            let mut of: BTreeMap<SubjectId, Vec<Visit>> = BTreeMap::new();
            for visit in caps::visits_of(tx, organ, year)? {
                of.entry(visit.value.subject).or_default().push(visit.value);
            }
            let mut over = BTreeSet::new();
            for (subject, visits) in of {
                let counted: Vec<&Visit> = visits.iter().filter(|v| cap.counts(v)).collect();
                let most = usize::try_from(cap.visits_max).unwrap_or(usize::MAX);
                let late = counted.iter().skip(most);
                if late.into_iter().any(|visit| days.0 <= visit.day && visit.day <= days.1) {
                    over.insert(subject);
                }
            }
            self.add(organ, Indicator::OverCap, Counted::Events(over.len() as u64));
        }
        Ok(())
    }
}

/// Whether something was done within working days; none while it is open and not due.
fn in_time(
    calendar: &Calendar,
    from: Day,
    working_days: u32,
    done: Option<Day>,
    today: Day,
) -> Option<bool> {
    let due = calendar.after(from, working_days).ok()?;
    match done {
        Some(done) => Some(done <= due),
        None => (due < today).then_some(false),
    }
}

/// The day in China on which the contributions were shown: from then on the outcome was fixed.
fn drawn_on(draw: &Draw) -> Option<Day> {
    let shown = UtcSecond::parse(&draw.setting.reveal_by).ok()?;
    Some(shown.plus(8 * 3_600)?.day())
}
