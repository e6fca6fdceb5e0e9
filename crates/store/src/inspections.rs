//! 检查: queries.

use std::collections::BTreeMap;

use sunlot_domain::evidence::Evidence;
use sunlot_domain::ids::{
    AccountId, CaseId, DrawId, InspectionId, InspectorId, OrganId, PartId, SubjectId, TaskId,
};
use sunlot_domain::inspections::{
    Approval, Arrival, Checked, CompanySign, Inspection, InspectionItem, InspectionMember,
    InspectionSignature, InspectionState, ItemState, Notice, OutcomeNote, PartState, Progress,
    RecordNote, SameItem, Source,
};
use sunlot_domain::inspectors::{Conflict, Inspector};

use sunlot_domain::results::{EnteredResult, InspectionPart};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(Source, InspectionState, PartState, ItemState);
json_columns!(
    Approval,
    Notice,
    Arrival,
    CompanySign,
    OutcomeNote,
    Checked,
    SameItem,
    Vec<EnteredResult>,
);
record!(
    Inspection,
    "inspection",
    id,
    number,
    source,
    task,
    draw,
    case_file,
    subject,
    organ,
    region,
    participants,
    kind,
    batch,
    drawn,
    urgent,
    exemption,
    window_from,
    window_to,
    state,
    approval,
    notice,
    visit_code,
    arrival,
    digest,
    company,
    outcome,
    done_on,
);
record!(
    InspectionPart,
    "inspection_part",
    id,
    inspection,
    task,
    organ,
    region,
    state,
    done_on,
    entry,
    entered_by,
    entered_on,
    reviewed_by,
    reviewed_on,
    opinion,
    published_by,
    published_on,
);
record!(
    InspectionItem,
    "inspection_item",
    id,
    inspection,
    part,
    organ,
    code,
    name,
    item,
    same,
    points,
    state,
    checked,
    result,
    proposed_by,
    decided_by,
);
record!(
    InspectionMember,
    "inspection_member",
    id,
    inspection,
    organ,
    inspector,
    leads,
    present,
    has_left,
);
record!(
    InspectionSignature,
    "inspection_signature",
    id,
    inspection,
    organ,
    inspector,
    account,
    digest,
    signed_at,
);
record!(RecordNote, "inspection_note", id, inspection, digest, text, noted_by, noted_at);
record!(
    Evidence,
    "evidence",
    id,
    inspection,
    organ,
    file,
    name,
    item_code,
    captured_at,
    place,
    note,
    uploaded_by,
    uploaded_at,
);

/// Who asks for visits.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// By organ or division.
    pub visible: Visible,
    /// Those of this account's inspector.
    pub own: Option<AccountId>,
}

/// Which visits of a list.
#[derive(Debug, Clone, Default)]
pub struct InspectionFilter {
    /// Who asks.
    pub reached: Reached,
    /// Only those of this account's inspector: the work list.
    pub mine: Option<AccountId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Of this case.
    pub case_file: Option<CaseId>,
    /// Of this batch.
    pub batch: Option<u64>,
    /// Of this organ, or with it.
    pub organ: Option<OrganId>,
    /// Of this subject.
    pub subject: Option<SubjectId>,
    /// In this state.
    pub state: Option<InspectionState>,
    /// Not over yet.
    pub open: bool,
    /// Urgent ones whose approval is still missing.
    pub unapproved: bool,
    /// Whose time does not end before this day.
    pub from: Option<Day>,
    /// Whose time does not begin after this day.
    pub to: Option<Day>,
    /// A part of the number.
    pub text: Option<String>,
}

const OWN: &str = "id IN (SELECT m.inspection FROM inspection_member m \
                   JOIN inspector i ON i.id = m.inspector WHERE i.account = {} AND m.has_left = 0)";

/// One page of the visits.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &InspectionFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Inspection>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.reached.visible.narrow_or(&mut filter, OWN, which.reached.own.map(|id| id.to_value()));
    if let Some(account) = which.mine {
        filter.and(OWN, [account.to_value()]);
    }
    if let Some(task) = which.task {
        filter.and("task = {}", [task.to_value()]);
    }
    if let Some(case) = which.case_file {
        filter.and("case_file = {}", [case.to_value()]);
    }
    if let Some(batch) = which.batch {
        filter.and("batch = {}", [batch.to_value()]);
    }
    if let Some(organ) = which.organ {
        let with = format!("%{organ}%").to_value();
        filter.and("organ = {} OR participants LIKE {}", [organ.to_value(), with]);
    }
    if let Some(subject) = which.subject {
        filter.and("subject = {}", [subject.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if which.open {
        filter.and("state NOT IN ('signed', 'ended', 'closed')", []);
    }
    if which.unapproved {
        filter.and("urgent = 1 AND approval IS NULL", []);
    }
    if let Some(day) = which.from {
        filter.and("window_to >= {}", [day.to_value()]);
    }
    if let Some(day) = which.to {
        filter.and("window_from <= {}", [day.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["number"], text);
    }
    tx.page(&filter, order, window)
}

/// Visits of a task, oldest first.
///
/// # Errors
/// What the database answers.
pub fn of_task(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Vec<Stored<Inspection>>, StoreError> {
    tx.find("WHERE task = ?1 ORDER BY id", &[task.to_value()])
}

/// The visit of a subject that a draw opened.
///
/// # Errors
/// What the database answers.
pub fn of_draw(
    tx: &mut ReadTx<'_>,
    draw: DrawId,
    subject: SubjectId,
) -> Result<Option<Stored<Inspection>>, StoreError> {
    let tail = "WHERE subject = ?1 AND draw = ?2 ORDER BY id";
    Ok(tx.find(tail, &[subject.to_value(), draw.to_value()])?.into_iter().next())
}

/// Visits of a batch of a task that wait for their approval.
///
/// # Errors
/// What the database answers.
pub fn pending_of(
    tx: &mut ReadTx<'_>,
    task: TaskId,
    batch: u64,
) -> Result<Vec<Stored<Inspection>>, StoreError> {
    let tail = "WHERE task = ?1 AND batch = ?2 AND state = 'pending' ORDER BY id";
    tx.find(tail, &[task.to_value(), batch.to_value()])
}

/// Number of visits of a task or of a case: the next one is numbered after them.
///
/// # Errors
/// What the database answers.
pub fn count_of(
    tx: &mut ReadTx<'_>,
    task: Option<TaskId>,
    case: Option<CaseId>,
) -> Result<u64, StoreError> {
    match (task, case) {
        (Some(task), _) => tx.count::<Inspection>("WHERE task = ?1", &[task.to_value()]),
        (_, Some(case)) => tx.count::<Inspection>("WHERE case_file = ?1", &[case.to_value()]),
        _ => Ok(0),
    }
}

/// The visit of a code.
///
/// # Errors
/// What the database answers.
pub fn by_code(tx: &mut ReadTx<'_>, code: &str) -> Result<Option<Stored<Inspection>>, StoreError> {
    let found = tx.find("WHERE visit_code = ?1", &[code.to_value()])?;
    Ok(found.into_iter().next())
}

/// Parts of a visit, by organ.
///
/// # Errors
/// What the database answers.
pub fn parts(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<InspectionPart>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY organ", &[inspection.to_value()])
}

/// Items of a visit.
///
/// # Errors
/// What the database answers.
pub fn items(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<InspectionItem>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY organ, code", &[inspection.to_value()])
}

/// Items of a part.
///
/// # Errors
/// What the database answers.
pub fn items_of_part(
    tx: &mut ReadTx<'_>,
    part: PartId,
) -> Result<Vec<Stored<InspectionItem>>, StoreError> {
    tx.find("WHERE part = ?1 ORDER BY code", &[part.to_value()])
}

/// Team of a visit, also those who left.
///
/// # Errors
/// What the database answers.
pub fn members(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<InspectionMember>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY organ, leads DESC, id", &[inspection.to_value()])
}

/// Inspectors of a visit's team who have not left.
///
/// # Errors
/// What the database answers.
pub fn team(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<(InspectionMember, Inspector)>, StoreError> {
    let mut team = Vec::new();
    for member in members(tx, inspection)? {
        if !member.value.has_left {
            let inspector = tx.need::<Inspector>(&member.value.inspector)?.value;
            team.push((member.value, inspector));
        }
    }
    Ok(team)
}

/// Whether an account belongs to somebody of the team of a visit, also one who left.
///
/// # Errors
/// What the database answers.
pub fn took_part(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM inspection_member m JOIN inspector i ON i.id = m.inspector \
               WHERE m.inspection = ?1 AND i.account = ?2";
    let count: u64 = tx.one(sql, &[inspection.to_value(), account.to_value()])?;
    Ok(count > 0)
}

/// Signatures under a visit.
///
/// # Errors
/// What the database answers.
pub fn signatures(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<InspectionSignature>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY organ, id", &[inspection.to_value()])
}

/// 补正 of a visit, oldest first.
///
/// # Errors
/// What the database answers.
pub fn notes(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<RecordNote>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY id", &[inspection.to_value()])
}

/// Evidence of a visit, oldest first.
///
/// # Errors
/// What the database answers.
pub fn evidence(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<Evidence>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY id", &[inspection.to_value()])
}

/// Conflicts that an inspector ever declared with a subject.
///
/// # Errors
/// What the database answers.
pub fn conflicts_with(
    tx: &mut ReadTx<'_>,
    inspector: InspectorId,
    subject: SubjectId,
) -> Result<Vec<Conflict>, StoreError> {
    let params = [inspector.to_value(), subject.to_value()];
    let found = tx.find::<Conflict>("WHERE inspector = ?1 AND subject = ?2", &params)?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}

/// How far the visits of a task have come.
///
/// # Errors
/// What the database answers.
pub fn progress(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    let sql = "SELECT state, arrival IS NOT NULL, COUNT(*), MAX(drawn) FROM inspection \
               WHERE task = ?1 GROUP BY state, arrival IS NOT NULL";
    for (state, arrived, count, drawn) in grouped(tx, sql, task)? {
        let state = InspectionState::from_value(state)?;
        progress.opened += count;
        progress.drawn = progress.drawn.max(drawn);
        if arrived || state.is_visited() {
            progress.begun += count;
        }
        if state.is_visited() {
            progress.visited += count;
        }
    }
    let rows = tx.query(
        "SELECT state, COUNT(*) FROM inspection_part WHERE task = ?1 GROUP BY state",
        &[task.to_value()],
    )?;
    for mut row in rows {
        let (state, count): (PartState, u64) = (row.take()?, row.take()?);
        if matches!(state, PartState::Waiting | PartState::Ready) {
            progress.to_enter += count;
        }
        if !state.is_over() {
            progress.to_publish += count;
        }
    }
    Ok(progress)
}

type Group = (crate::value::Value, bool, u64, u64);

fn grouped(tx: &mut ReadTx<'_>, sql: &str, task: TaskId) -> Result<Vec<Group>, StoreError> {
    let rows = tx.query(sql, &[task.to_value()])?;
    let read =
        |mut row: crate::value::Row| Ok((row.take()?, row.take()?, row.take()?, row.take()?));
    rows.into_iter().map(read).collect()
}

/// Visits of a task by how they stand: state or, where they ended so, the status outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Visits that the draw came to.
    pub drawn: u64,
    /// Visits that were opened.
    pub opened: u64,
    /// Visits by state.
    pub states: BTreeMap<String, u64>,
    /// Visits that ended with a status, by its code.
    pub outcomes: BTreeMap<String, u64>,
    /// Parts of organs by state.
    pub parts: BTreeMap<String, u64>,
}

/// Counts the visits of a task.
///
/// # Errors
/// What the database answers.
pub fn tally(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let sql = "SELECT state, CASE WHEN state = 'ended' THEN outcome END, COUNT(*), MAX(drawn) \
               FROM inspection WHERE task = ?1 \
               GROUP BY state, CASE WHEN state = 'ended' THEN outcome END";
    for mut row in tx.query(sql, &[task.to_value()])? {
        let state: String = row.take()?;
        let outcome: Option<OutcomeNote> = row.take()?;
        let (count, drawn): (u64, u64) = (row.take()?, row.take()?);
        tally.opened += count;
        tally.drawn = tally.drawn.max(drawn);
        *tally.states.entry(state).or_default() += count;
        if let Some(outcome) = outcome {
            *tally.outcomes.entry(outcome.code).or_default() += count;
        }
    }
    let sql = "SELECT state, COUNT(*) FROM inspection_part WHERE task = ?1 GROUP BY state";
    for mut row in tx.query(sql, &[task.to_value()])? {
        tally.parts.insert(row.take()?, row.take()?);
    }
    Ok(tally)
}

/// Which parts of a list.
#[derive(Debug, Clone, Default)]
pub struct PartFilter {
    /// Who asks.
    pub visible: Visible,
    /// Also the parts of visits of this account's inspector, for his organ.
    pub own: Option<AccountId>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// In this state.
    pub state: Option<PartState>,
    /// Only those whose visit is over and that are not published.
    pub unpublished: bool,
    /// Whose visit was over on this day or before.
    pub done_by: Option<Day>,
}

const OWN_PART: &str = "id IN (SELECT p.id FROM inspection_part p JOIN inspection_member m \
                        ON m.inspection = p.inspection AND m.organ = p.organ JOIN inspector i \
                        ON i.id = m.inspector WHERE i.account = {} AND m.has_left = 0)";

/// One page of the parts, those that have waited longest first.
///
/// # Errors
/// What the database answers.
pub fn list_parts(
    tx: &mut ReadTx<'_>,
    which: &PartFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<InspectionPart>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow_own(&mut filter, OWN_PART, which.own.map(|id| id.to_value()));
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(task) = which.task {
        filter.and("task = {}", [task.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if which.unpublished {
        filter.and("state IN ('ready', 'entered', 'passed')", []);
    }
    if let Some(day) = which.done_by {
        filter.and("done_on <= {}", [day.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// Days on which visits of a task were over whose parts are not published yet, with their number.
///
/// # Errors
/// What the database answers.
pub fn waiting_days(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Vec<(Day, u64)>, StoreError> {
    let sql = "SELECT done_on, COUNT(*) FROM inspection_part WHERE task = ?1 \
               AND state IN ('ready', 'entered', 'passed') GROUP BY done_on ORDER BY done_on";
    let rows = tx.query(sql, &[task.to_value()])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Visits of a task that nobody made because results of others stand for every item.
///
/// # Errors
/// What the database answers.
pub fn recognised_visits(tx: &mut ReadTx<'_>, task: TaskId) -> Result<u64, StoreError> {
    let tail = "WHERE task = ?1 AND state = 'closed' AND arrival IS NULL";
    tx.count::<Inspection>(tail, &[task.to_value()])
}
