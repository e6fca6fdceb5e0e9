//! 个案、无证无照线索、专项检查建议: queries.

use sunlot_domain::cases::campaigns::{Campaign, CampaignState, Lead};
use sunlot_domain::cases::unlicensed::{Lacks, Unlicensed, UnlicensedEnd, UnlicensedState};
use sunlot_domain::cases::{
    CaseEnd, CaseMember, CaseResult, CaseSource, CaseState, IndividualCase,
};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{CaseId, OrganId, ResultId};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::follow::Followed;
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;
use crate::value::Row;

coded_columns!(
    CampaignState,
    CaseEnd,
    CaseResult,
    CaseSource,
    CaseState,
    Lacks,
    UnlicensedEnd,
    UnlicensedState,
);
json_columns!(Vec<CaseMember>);
record!(
    IndividualCase,
    "individual_case",
    id,
    number,
    source,
    source_number,
    organ,
    region,
    place,
    subject,
    items,
    matter,
    content,
    complainant,
    referral,
    received_on,
    registered_by,
    due,
    accepted_by,
    accepted_on,
    accept_note,
    merged_into,
    asked_by,
    emergency,
    emergency_reason,
    ratify_due,
    ratified,
    approved_by,
    approved_on,
    team,
    team_reason,
    inspection,
    result,
    result_note,
    handled_by,
    handled_on,
    answered_on,
    answer,
    state,
    ending,
    closed_by,
    closed_on,
);
record!(
    Unlicensed,
    "unlicensed",
    id,
    organ,
    region,
    participants,
    subject,
    case_id,
    lacks,
    permit,
    activity,
    place,
    person,
    found_by,
    found_on,
    due,
    document,
    registered_as,
    penalty,
    referral,
    state,
    ending,
    end_note,
    closed_by,
    closed_on,
);
record!(
    Campaign,
    "campaign",
    id,
    organ,
    region,
    item,
    trade,
    place,
    window_from,
    window_to,
    threshold,
    evidence,
    reason,
    proposed_by,
    proposed_on,
    decided_by,
    decided_on,
    decision,
    task,
    state,
);

impl Followed for IndividualCase {
    const OVER: &'static str = "'closed', 'declined', 'merged'";
}

impl Followed for Unlicensed {
    const OVER: &'static str = "'closed'";
}

impl Followed for Campaign {
    const OVER: &'static str = "'accepted', 'rejected'";
}

/// Which cases of a list.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Who asks.
    pub visible: Visible,
    /// In this state.
    pub state: Option<CaseState>,
    /// From this source.
    pub source: Option<CaseSource>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// About this subject.
    pub subject: Option<sunlot_domain::ids::SubjectId>,
    /// Acceptance or answer due before this day.
    pub overdue: Option<Day>,
    /// Approval afterwards due before this day and missing.
    pub unratified: Option<Day>,
    /// A part of the number or of the matter.
    pub text: Option<String>,
}

/// One page of the cases.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &CaseFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<IndividualCase>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(source) = which.source {
        filter.and("source = {}", [source.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(subject) = which.subject {
        filter.and("subject = {}", [subject.to_value()]);
    }
    if let Some(day) = which.overdue {
        filter.and("due < {}", [day.to_value()]);
    }
    if let Some(day) = which.unratified {
        filter.and("ratify_due < {} AND ratified IS NULL", [day.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["number", "matter"], text);
    }
    tx.page(&filter, order, window)
}

/// Cases that were merged into one.
///
/// # Errors
/// What the database answers.
pub fn merged_into(
    tx: &mut ReadTx<'_>,
    case: CaseId,
) -> Result<Vec<Stored<IndividualCase>>, StoreError> {
    tx.find("WHERE merged_into = ?1 ORDER BY id", &[case.to_value()])
}

/// What the search for patterns looks at: cases of some days below a division, each item of each
/// of them, and published results that name a problem. What was declined, merged or withdrawn does
/// not count.
///
/// # Errors
/// What the database answers.
pub fn leads(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    (from, to): (Day, Day),
) -> Result<Vec<Lead>, StoreError> {
    let mut filter = Filter::default();
    let days = [from.to_value(), to.to_value()];
    filter.and("c.received_on >= {} AND c.received_on <= {}", days.clone());
    filter.and("c.state NOT IN ('declined', 'merged')", []);
    filter.within("c.region", region);
    let sql = format!(
        "SELECT c.id, c.items, c.place, c.received_on, COALESCE(s.industry, ''), \
         COALESCE(c.inspection, c.id) \
         FROM individual_case c LEFT JOIN subject s ON s.id = c.subject {} ORDER BY c.id",
        filter.clause()
    );
    let mut leads = Vec::new();
    tx.each(&sql, filter.params(), &mut |mut row: Row| {
        let (case, items): (CaseId, Vec<String>) = (row.take()?, row.take()?);
        let (place, day): (DivisionCode, Day) = (row.take()?, row.take()?);
        let trade = trade(&row.take::<String>()?);
        let (record, occasion) = (format!("case:{case}"), row.take::<String>()?);
        let of = Lead { record, occasion, item: String::new(), trade, place, day };
        leads.extend(items.into_iter().map(|item| Lead { item, ..of.clone() }));
        Ok(())
    })?;
    let mut filter = Filter::default();
    filter.and("r.inspected_on >= {} AND r.inspected_on <= {}", days);
    filter.and("r.state = 'published' AND r.code NOT IN ('1', '7')", []);
    filter.within("r.region", region);
    let sql = format!(
        "SELECT r.id, r.item_code, s.region, r.inspected_on, s.industry, r.inspection \
         FROM check_result r JOIN subject s ON s.id = r.subject {} ORDER BY r.id",
        filter.clause()
    );
    tx.each(&sql, filter.params(), &mut |mut row: Row| {
        let (result, item): (ResultId, String) = (row.take()?, row.take()?);
        let (place, day): (DivisionCode, Day) = (row.take()?, row.take()?);
        let trade = trade(&row.take::<String>()?);
        let (record, occasion) = (format!("result:{result}"), row.take()?);
        leads.push(Lead { record, occasion, item, trade, place, day });
        Ok(())
    })?;
    Ok(leads)
}

/// Division of GB/T 4754: the first two digits.
fn trade(industry: &str) -> String {
    industry.get(..2).unwrap_or(industry).to_owned()
}

/// Cases received in some days below a division, by source and state.
///
/// # Errors
/// What the database answers.
pub fn figures(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    (from, to): (Day, Day),
) -> Result<Vec<(CaseSource, CaseState, u64)>, StoreError> {
    let mut filter = Filter::default();
    filter.and("received_on >= {} AND received_on <= {}", [from.to_value(), to.to_value()]);
    filter.within("region", region);
    let sql = format!(
        "SELECT source, state, COUNT(*) FROM individual_case {} GROUP BY source, state \
         ORDER BY source, state",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Visits of the cases received in some days whose inspectors were assigned by name, and those
/// that were made in an emergency.
///
/// # Errors
/// What the database answers.
pub fn assigned_by_name(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    (from, to): (Day, Day),
) -> Result<(u64, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and("received_on >= {} AND received_on <= {}", [from.to_value(), to.to_value()]);
    filter.and("inspection IS NOT NULL", []);
    filter.within("region", region);
    let all = tx.count::<IndividualCase>(&filter.clause(), filter.params())?;
    filter.and("emergency = 1", []);
    Ok((all, tx.count::<IndividualCase>(&filter.clause(), filter.params())?))
}
