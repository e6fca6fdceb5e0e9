//! 检查结果: queries.

use std::collections::BTreeMap;

use sunlot_domain::ids::{InspectionId, ObjectionId, OrganId, PartId, ResultId, SubjectId, TaskId};
use sunlot_domain::inspections::SameItem;
use sunlot_domain::results::{
    ChangeKind, ChangeState, ChannelKind, ChannelState, CheckResult, Objection, ObjectionOutcome,
    ObjectionState, ResultChange, ResultChannel, ResultCode, ResultState, Via, VisitRating,
};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(
    ResultCode,
    ResultState,
    ChangeKind,
    ChangeState,
    ChannelKind,
    ChannelState,
    ObjectionState,
    ObjectionOutcome,
    Via,
);
record!(
    CheckResult,
    "check_result",
    id,
    inspection,
    organ,
    region,
    task,
    kind,
    subject,
    subject_code,
    subject_name,
    item_code,
    item_name,
    catalogue,
    own_key,
    upper_key,
    certificates,
    inspected_on,
    due_on,
    published_on,
    late,
    entered_by,
    reviewed_by,
    published_by,
    code,
    text,
    edition,
    state,
);
record!(
    ResultChange,
    "result_change",
    id,
    result,
    organ,
    edition,
    kind,
    before_code,
    before_text,
    code,
    text,
    reason,
    proposed_by,
    proposed_on,
    state,
    inner_by,
    outer_by,
    refused_by,
    opinion,
    applied_on,
);
record!(
    ResultChannel,
    "result_channel",
    id,
    part,
    organ,
    channel,
    published_on,
    state,
    receipt,
    at,
    note,
    recorded_by,
);
record!(
    Objection,
    "objection",
    id,
    inspection,
    part,
    organ,
    item_code,
    result,
    via,
    text,
    contact,
    lodged_on,
    recorded_by,
    state,
    accepted_by,
    accepted_on,
    outcome,
    result_change,
    decided_by,
    decided_on,
    decision,
);
record!(VisitRating, "visit_rating", id, inspection, organ, score, text, rated_on);

/// Published results of an entity, newest first: the path of the public's most frequent question,
/// one index read of a few rows.
///
/// # Errors
/// What the database answers.
pub fn of_entity(
    tx: &mut ReadTx<'_>,
    code: &str,
    window: Window,
) -> Result<Vec<Stored<CheckResult>>, StoreError> {
    let tail = format!(
        "WHERE subject_code = ?1 ORDER BY published_on DESC, id LIMIT {} OFFSET {}",
        window.limit, window.offset
    );
    tx.find(&tail, &[code.to_value()])
}

/// Which published results of a list.
#[derive(Debug, Clone, Default)]
pub struct ResultFilter {
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Under this item.
    pub item_code: Option<String>,
    /// With this national code.
    pub code: Option<ResultCode>,
    /// Published on this day or later.
    pub from: Option<Day>,
    /// Published on this day or earlier.
    pub to: Option<Day>,
    /// Only the late ones.
    pub late: bool,
}

/// One page of the published results.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &ResultFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<CheckResult>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(task) = which.task {
        filter.and("task = {}", [task.to_value()]);
    }
    if let Some(item) = &which.item_code {
        filter.and("item_code = {}", [item.to_value()]);
    }
    if let Some(code) = which.code {
        filter.and("code = {}", [code.to_value()]);
    }
    if let Some(day) = which.from {
        filter.and("published_on >= {}", [day.to_value()]);
    }
    if let Some(day) = which.to {
        filter.and("published_on <= {}", [day.to_value()]);
    }
    if which.late {
        filter.and("late = 1", []);
    }
    tx.page(&filter, order, window)
}

/// Results that a visit came to.
///
/// # Errors
/// What the database answers.
pub fn of_inspection(
    tx: &mut ReadTx<'_>,
    inspection: InspectionId,
) -> Result<Vec<Stored<CheckResult>>, StoreError> {
    tx.find("WHERE inspection = ?1 ORDER BY organ, item_code", &[inspection.to_value()])
}

/// A published result that can stand for the same item of another organ (结果互认).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The result.
    pub result: ResultId,
    /// Whose.
    pub organ: OrganId,
    /// What makes its item the same.
    pub same: SameItem,
    /// When it was inspected.
    pub inspected_on: Day,
}

/// Published results of these items or the same ones of other lists, inspected on a day or later,
/// by subject: who of them need not be inspected again. The freeze reads this; whether a result
/// stands for an organ is [`CheckResult::stands_for`].
///
/// # Errors
/// What the database answers.
pub fn recognised(
    tx: &mut ReadTx<'_>,
    items: &[SameItem],
    since: Day,
) -> Result<BTreeMap<SubjectId, Vec<Recognised>>, StoreError> {
    let mut found: BTreeMap<SubjectId, Vec<Recognised>> = BTreeMap::new();
    for item in items {
        let keys = [
            ("own_key", Some(&item.own)),
            ("own_key", item.upper.as_ref()),
            ("upper_key", Some(&item.own)),
            ("upper_key", item.upper.as_ref()),
            ("catalogue", item.catalogue.as_ref()),
        ];
        for (column, key) in keys {
            let Some(key) = key else { continue };
            let sql = format!(
                "SELECT id, subject, organ, catalogue, own_key, upper_key, inspected_on \
                 FROM check_result WHERE {column} = ?1 AND inspected_on >= ?2 \
                 AND state = 'published' AND code NOT IN ('4', '6')"
            );
            for mut row in tx.query(&sql, &[key.to_value(), since.to_value()])? {
                let (result, subject, organ) = (row.take()?, row.take()?, row.take()?);
                let (catalogue, own, upper) = (row.take()?, row.take()?, row.take()?);
                let same = SameItem { catalogue, own, upper };
                let one = Recognised { result, organ, same, inspected_on: row.take()? };
                let of_subject = found.entry(subject).or_default();
                if !of_subject.contains(&one) {
                    of_subject.push(one);
                }
            }
        }
    }
    Ok(found)
}

/// Changes of a result, oldest first.
///
/// # Errors
/// What the database answers.
pub fn changes(
    tx: &mut ReadTx<'_>,
    result: ResultId,
) -> Result<Vec<Stored<ResultChange>>, StoreError> {
    tx.find("WHERE result = ?1 ORDER BY edition, id", &[result.to_value()])
}

/// Which changes of a list.
#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    /// Below these divisions, or of these organs.
    pub visible: Visible,
    /// In this state.
    pub state: Option<ChangeState>,
}

/// One page of the changes.
///
/// # Errors
/// What the database answers.
pub fn list_changes(
    tx: &mut ReadTx<'_>,
    which: &ChangeFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<ResultChange>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow_organs(tx, &mut filter)?;
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// Channels of a part.
///
/// # Errors
/// What the database answers.
pub fn channels(
    tx: &mut ReadTx<'_>,
    part: PartId,
) -> Result<Vec<Stored<ResultChannel>>, StoreError> {
    tx.find("WHERE part = ?1 ORDER BY channel", &[part.to_value()])
}

/// Which objections of a list.
#[derive(Debug, Clone, Default)]
pub struct ObjectionFilter {
    /// Who asks.
    pub visible: Visible,
    /// In this state.
    pub state: Option<ObjectionState>,
    /// About this part.
    pub part: Option<PartId>,
    /// Only those that are not decided.
    pub open: bool,
}

/// One page of the objections, oldest first by default.
///
/// # Errors
/// What the database answers.
pub fn objections(
    tx: &mut ReadTx<'_>,
    which: &ObjectionFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Objection>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow_organs(tx, &mut filter)?;
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(part) = which.part {
        filter.and("part = {}", [part.to_value()]);
    }
    if which.open {
        filter.and("state <> 'decided'", []);
    }
    tx.page(&filter, order, window)
}

/// Whether an objection about an item of a part waits for its decision.
///
/// # Errors
/// What the database answers.
pub fn open_objections(tx: &mut ReadTx<'_>, part: PartId) -> Result<Vec<ObjectionId>, StoreError> {
    let sql = "SELECT id FROM objection WHERE part = ?1 AND state <> 'decided' ORDER BY id";
    let rows = tx.query(sql, &[part.to_value()])?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// Whether a visit was rated.
///
/// # Errors
/// What the database answers.
pub fn rated(tx: &mut ReadTx<'_>, inspection: InspectionId) -> Result<bool, StoreError> {
    Ok(tx.count::<VisitRating>("WHERE inspection = ?1", &[inspection.to_value()])? > 0)
}

/// Ratings of an organ: how often each score was given.
///
/// # Errors
/// What the database answers.
pub fn scores(tx: &mut ReadTx<'_>, organ: OrganId) -> Result<BTreeMap<u8, u64>, StoreError> {
    let sql = "SELECT score, COUNT(*) FROM visit_rating WHERE organ = ?1 GROUP BY score";
    let rows = tx.query(sql, &[organ.to_value()])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
