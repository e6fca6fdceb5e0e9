//! 后续处置: queries. Every table of it has the same columns for whose it is and what is due, so
//! that one list, one overdue list and one "what is open" serve them all.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::feedback::{Feedback, FeedbackCause};
use sunlot_domain::follow::measures::RestrictionKind;
use sunlot_domain::follow::penalties::{Payment, Penalty, PenaltyEnd, PenaltyState};
use sunlot_domain::follow::rectifications::{Rectification, RectificationState};
use sunlot_domain::follow::referrals::{Referral, ReferralKind, ReferralState};
use sunlot_domain::follow::repairs::{MetCondition, Repair, RepairState};
use sunlot_domain::follow::restrictions::{
    Handoff, HandoffState, LawfulMeasure, Restriction, RestrictionState,
};
use sunlot_domain::ids::{CaseId, OrganId, PenaltyId, RestrictionId, SubjectId, TaskId};
use sunlot_domain::numbering::NumberSeries;
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::{Record, Stored};
use crate::tx::{ReadTx, WriteTx};

coded_columns!(
    FeedbackCause,
    HandoffState,
    PenaltyEnd,
    PenaltyState,
    RectificationState,
    ReferralKind,
    ReferralState,
    RepairState,
    RestrictionKind,
    RestrictionState,
);
json_columns!(Vec<LawfulMeasure>, Vec<MetCondition>);
record!(
    Rectification,
    "rectification",
    id,
    organ,
    region,
    subject,
    task,
    inspection,
    case_id,
    referral,
    document,
    demands,
    ordered_on,
    ordered_by,
    due,
    extension_until,
    extension_reason,
    extension_by,
    extensions,
    recheck,
    checked_by,
    checked_on,
    evidence,
    penalty,
    state,
    closed_by,
    closed_on,
);
record!(
    Penalty,
    "penalty",
    id,
    number,
    organ,
    region,
    subject,
    task,
    inspection,
    case_id,
    referral,
    matter,
    clue_on,
    due,
    extended,
    proposed_by,
    filed_by,
    filed_on,
    late_reason,
    kinds,
    fine,
    gain,
    goods,
    document,
    facts,
    basis,
    decision_by,
    decided_by,
    decided_on,
    served_on,
    published_on,
    hidden_on,
    paid,
    state,
    ending,
    end_reason,
    closed_by,
    closed_on,
);
record!(Payment, "payment", id, penalty, amount, paid_on, receipt, entered_by);
record!(
    Referral,
    "referral",
    id,
    kind,
    organ,
    region,
    recipient,
    participants,
    outside,
    subject,
    task,
    inspection,
    case_id,
    document,
    matter,
    documents,
    proposed_by,
    sent_by,
    sent_on,
    due,
    received_by,
    received_on,
    receipt,
    acknowledged_by,
    acknowledged_on,
    return_reason,
    settlement,
    opened_case,
    state,
);
record!(
    Restriction,
    "restriction",
    id,
    kind,
    organ,
    region,
    subject,
    task,
    inspection,
    case_id,
    referral,
    reason,
    basis,
    measures,
    valid_from,
    valid_to,
    proposed_by,
    decided_by,
    decided_on,
    lifted_by,
    lifted_on,
    lift_reason,
    state,
);
record!(
    Handoff,
    "handoff",
    id,
    restriction,
    organ,
    region,
    participants,
    subject,
    sent_by,
    sent_on,
    due,
    receipt,
    applied,
    acknowledged_by,
    acknowledged_on,
    state,
);
record!(
    Repair,
    "repair",
    id,
    organ,
    region,
    subject,
    restriction,
    penalty,
    request,
    conditions,
    requested_on,
    entered_by,
    decided_by,
    decided_on,
    decision,
    state,
);
record!(
    Feedback,
    "feedback",
    id,
    subject,
    organ,
    region,
    cause,
    record,
    day,
    pending_before,
    pending_after,
    inspected_before,
    inspected_after,
    visits_before,
    visits_after,
    amount,
    summary,
);

/// A table of what follows a result.
pub trait Followed: Record {
    /// States in which nothing is left to do, as SQL writes them.
    const OVER: &'static str;
}

impl Followed for Rectification {
    const OVER: &'static str = "'closed', 'cancelled'";
}

impl Followed for Penalty {
    const OVER: &'static str = "'closed', 'not_filed'";
}

impl Followed for Referral {
    const OVER: &'static str = "'acknowledged', 'settled', 'withdrawn'";
}

impl Followed for Restriction {
    // A listing that holds is done: its end is a matter of its own.
    const OVER: &'static str = "'in_force', 'refused', 'lifted'";
}

impl Followed for Handoff {
    const OVER: &'static str = "'acknowledged'";
}

impl Followed for Repair {
    const OVER: &'static str = "'granted', 'refused'";
}

/// Which records of a list. A column that a table lacks lets nothing of it through.
#[derive(Debug, Clone, Default)]
pub struct FollowFilter {
    /// Who asks.
    pub visible: Visible,
    /// In this state.
    pub state: Option<String>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Below this division.
    pub region: Option<DivisionCode>,
    /// About this subject.
    pub subject: Option<SubjectId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Of this individual case.
    pub case: Option<CaseId>,
    /// Due before this day, and not done.
    pub overdue: Option<Day>,
    /// Only what is not over.
    pub open: bool,
}

fn conditions<R: Followed>(which: &FollowFilter) -> Filter {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    let columns = [
        ("state", which.state.as_ref().map(Column::to_value)),
        ("organ", which.organ.as_ref().map(Column::to_value)),
        ("subject", which.subject.as_ref().map(Column::to_value)),
        ("task", which.task.as_ref().map(Column::to_value)),
        ("case_id", which.case.as_ref().map(Column::to_value)),
    ];
    for (column, value) in columns {
        match (value, R::COLUMNS.contains(&column)) {
            (Some(value), true) => filter.and(&format!("{column} = {{}}"), [value]),
            (Some(_), false) => filter.and("1 = 0", []),
            (None, _) => {}
        }
    }
    if let Some(region) = &which.region {
        filter.within("region", region);
    }
    if which.open || which.overdue.is_some() {
        filter.and(&format!("state NOT IN ({})", R::OVER), []);
    }
    if let Some(day) = which.overdue {
        match R::COLUMNS.contains(&"due") {
            true => filter.and("due < {}", [day.to_value()]),
            false => filter.and("1 = 0", []),
        }
    }
    filter
}

/// One page of a table.
///
/// # Errors
/// What the database answers.
pub fn list<R: Followed>(
    tx: &mut ReadTx<'_>,
    which: &FollowFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<R>>, u64), StoreError> {
    tx.page(&conditions::<R>(which), order, window)
}

/// How many records of a table a filter means.
///
/// # Errors
/// What the database answers.
pub fn count<R: Followed>(tx: &mut ReadTx<'_>, which: &FollowFilter) -> Result<u64, StoreError> {
    let filter = conditions::<R>(which);
    tx.count::<R>(&filter.clause(), filter.params())
}

/// Everything of the program itself, narrowed by the caller.
#[must_use]
pub fn everything() -> FollowFilter {
    let visible = Visible { all: true, ..Visible::default() };
    FollowFilter { visible, ..FollowFilter::default() }
}

/// Payments of a case, earliest first.
///
/// # Errors
/// What the database answers.
pub fn payments(
    tx: &mut ReadTx<'_>,
    penalty: PenaltyId,
) -> Result<Vec<Stored<Payment>>, StoreError> {
    tx.find("WHERE penalty = ?1 ORDER BY paid_on, id", &[penalty.to_value()])
}

/// Filed cases of a subject that are not closed.
///
/// # Errors
/// What the database answers.
pub fn open_cases(tx: &mut ReadTx<'_>, subject: SubjectId) -> Result<u64, StoreError> {
    let tail = "WHERE subject = ?1 AND state IN ('filed', 'deciding', 'decided')";
    tx.count::<Penalty>(tail, &[subject.to_value()])
}

/// Which published penalties.
#[derive(Debug, Clone, Default)]
pub struct PublicFilter {
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Below this division.
    pub region: Option<DivisionCode>,
    /// About this subject.
    pub subject: Option<SubjectId>,
}

/// What everybody may see: published, not hidden again, not revoked (R-PEN-04).
const PUBLIC: &str = "published_on IS NOT NULL AND hidden_on IS NULL \
                      AND (ending IS NULL OR ending <> 'revoked')";

/// One page of the published penalties, newest first.
///
/// # Errors
/// What the database answers.
pub fn public_penalties(
    tx: &mut ReadTx<'_>,
    which: &PublicFilter,
    window: Window,
) -> Result<(Vec<Stored<Penalty>>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and(PUBLIC, []);
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(region) = &which.region {
        filter.within("region", region);
    }
    if let Some(subject) = which.subject {
        filter.and("subject = {}", [subject.to_value()]);
    }
    tx.page(&filter, "published_on DESC, id DESC", window)
}

/// Listings of a subject that are in force on a day.
///
/// # Errors
/// What the database answers.
pub fn restrictions_of(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    day: Day,
) -> Result<Vec<Stored<Restriction>>, StoreError> {
    let tail = "WHERE subject = ?1 AND state = 'in_force' AND valid_from <= ?2 \
                AND (valid_to IS NULL OR valid_to >= ?2) ORDER BY valid_from, id";
    tx.find(tail, &[subject.to_value(), day.to_value()])
}

/// Hand-offs of a listing, oldest first.
///
/// # Errors
/// What the database answers.
pub fn handoffs(
    tx: &mut ReadTx<'_>,
    restriction: RestrictionId,
) -> Result<Vec<Stored<Handoff>>, StoreError> {
    tx.find("WHERE restriction = ?1 ORDER BY id", &[restriction.to_value()])
}

/// Feedback about a subject, newest first.
///
/// # Errors
/// What the database answers.
pub fn feedback_of(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    window: Window,
) -> Result<(Vec<Stored<Feedback>>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and("subject = {}", [subject.to_value()]);
    tx.page(&filter, "day DESC, log_index DESC, id DESC", window)
}

/// Feedback of some days, oldest first, as far as somebody sees it.
///
/// # Errors
/// What the database answers.
pub fn feedback_between(
    tx: &mut ReadTx<'_>,
    visible: &Visible,
    from: Day,
    to: Day,
) -> Result<Vec<Stored<Feedback>>, StoreError> {
    let mut filter = Filter::default();
    visible.narrow(&mut filter);
    filter.and("day >= {} AND day <= {}", [from.to_value(), to.to_value()]);
    tx.find(&format!("{} ORDER BY day, log_index, id", filter.clause()), filter.params())
}

/// The next ordinal of a series, which only grows: no number is given twice.
///
/// # Errors
/// What the database answers.
pub fn next_in_series(tx: &mut WriteTx<'_>, id: &str) -> Result<u64, StoreError> {
    let Some(series) = tx.get::<NumberSeries>(&id)? else {
        tx.insert(NumberSeries { id: id.to_owned(), last: 1 })?;
        return Ok(1);
    };
    let last = series.value.last + 1;
    tx.save(series.map(|series| NumberSeries { last, ..series }))?;
    Ok(last)
}

/// 立案 of a year below a division, apart for random inspections and for everything else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PenaltyFigures {
    /// Filed.
    pub filed: u64,
    /// Decided.
    pub decided: u64,
    /// 罚款 in 分.
    pub fine: u64,
    /// 没收 in 分: gains and goods.
    pub confiscated: u64,
}

/// Figures of the cases that were filed in some days. `random` are those that began with a random
/// inspection: what hangs on an individual case or on a referral never is (R-CASE-05).
///
/// # Errors
/// What the database answers.
pub fn penalty_figures(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    (from, to): (Day, Day),
    random: bool,
) -> Result<PenaltyFigures, StoreError> {
    let mut filter = Filter::default();
    let days = [from.to_value(), to.to_value()];
    filter.and("filed_on >= {} AND filed_on <= {} AND state <> 'not_filed'", days);
    filter.within("region", region);
    let begins = "task IS NOT NULL AND case_id IS NULL AND referral IS NULL";
    filter.and(&format!("({begins}) = {}", if random { "(1 = 1)" } else { "(1 = 0)" }), []);
    let decided = "decided_on IS NOT NULL AND (ending IS NULL OR ending <> 'revoked')";
    let sum = |what: &str| {
        format!("CAST(COALESCE(SUM(CASE WHEN {decided} THEN {what} ELSE 0 END), 0) AS BIGINT)")
    };
    let sql = format!(
        "SELECT COUNT(*), {}, {}, {} FROM penalty {}",
        sum("1"),
        sum("fine"),
        sum("gain + goods"),
        filter.clause()
    );
    let mut rows = tx.query(&sql, filter.params())?.into_iter();
    let mut row = rows.next().ok_or_else(|| StoreError::Statement(sql.clone()))?;
    Ok(PenaltyFigures {
        filed: row.take()?,
        decided: row.take()?,
        fine: row.take()?,
        confiscated: row.take()?,
    })
}
