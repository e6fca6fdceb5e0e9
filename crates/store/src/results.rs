//! 检查结果: queries.

use std::collections::BTreeMap;

use sunlot_domain::codes::DivisionCode;
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
use crate::record::{Record as _, Stored};
use crate::tx::ReadTx;
use crate::value::Value;

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

/// A published result with the names that stand beside it.
#[derive(Debug, Clone)]
pub struct PublicRow {
    /// The result.
    pub result: Stored<CheckResult>,
    /// 检查机关名称.
    pub organ_name: String,
    /// 任务编号.
    pub task_number: Option<String>,
    /// 任务名称.
    pub task_name: Option<String>,
}

/// Rows that a condition lets through, with their names, in one statement.
fn public_rows(
    tx: &mut ReadTx<'_>,
    clause: &str,
    params: &[Value],
    order: &str,
    window: Window,
) -> Result<Vec<PublicRow>, StoreError> {
    let columns = CheckResult::COLUMNS.join(", ");
    let outer: Vec<String> = CheckResult::COLUMNS.iter().map(|c| format!("r.{c}")).collect();
    let sorted: Vec<String> = order.split(", ").map(|part| format!("r.{part}")).collect();
    let sql = format!(
        "SELECT {}, r.version, r.log_index, o.name, t.number, t.name FROM \
         (SELECT {columns}, version, log_index FROM check_result {clause} \
         ORDER BY {order} LIMIT {} OFFSET {}) r \
         JOIN organ o ON o.id = r.organ LEFT JOIN task t ON t.id = r.task ORDER BY {}",
        outer.join(", "),
        window.limit,
        window.offset,
        sorted.join(", "),
    );
    let mut rows = Vec::new();
    tx.each(&sql, params, &mut |mut row| {
        let value = CheckResult::from_row(&mut row)?;
        let result = Stored { value, version: row.take()?, log_index: row.take()? };
        let organ_name = row.take()?;
        let (task_number, task_name) = (row.take()?, row.take()?);
        rows.push(PublicRow { result, organ_name, task_number, task_name });
        Ok(())
    })?;
    Ok(rows)
}

/// Published results of an entity, newest first: the path of the public's most frequent question,
/// one read of an index and a few rows.
///
/// # Errors
/// What the database answers.
pub fn of_entity(
    tx: &mut ReadTx<'_>,
    code: &str,
    window: Window,
) -> Result<(Vec<PublicRow>, u64), StoreError> {
    let params = [code.to_value()];
    let clause = "WHERE subject_code = ?1";
    let rows = public_rows(tx, clause, &params, "published_on DESC, id", window)?;
    let seen = window.offset + rows.len() as u64;
    // A page that is not full is the last one: nothing is left to count.
    let total = match rows.len() as u64 == u64::from(window.limit) || rows.is_empty() {
        true => tx.count::<CheckResult>(clause, &params)?,
        false => seen,
    };
    Ok((rows, total))
}

/// One published result.
///
/// # Errors
/// What the database answers.
pub fn public(tx: &mut ReadTx<'_>, id: ResultId) -> Result<Option<PublicRow>, StoreError> {
    let window = Window { limit: 1, offset: 0 };
    let found = public_rows(tx, "WHERE id = ?1", &[id.to_value()], "id", window)?;
    Ok(found.into_iter().next())
}

/// Which published results of a list.
#[derive(Debug, Clone, Default)]
pub struct ResultFilter {
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Of subjects below this division.
    pub region: Option<DivisionCode>,
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
) -> Result<(Vec<PublicRow>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(task) = which.task {
        filter.and("task = {}", [task.to_value()]);
    }
    if let Some(region) = &which.region {
        filter.within("(SELECT s.region FROM subject s WHERE s.id = subject)", region);
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
    let total = tx.count::<CheckResult>(&filter.clause(), filter.params())?;
    Ok((public_rows(tx, &filter.clause(), filter.params(), order, window)?, total))
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
    /// Of this organ.
    pub organ: Option<OrganId>,
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
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
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
