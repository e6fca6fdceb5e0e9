//! 执法检查人员名录库: queries.

use sunlot_domain::ids::{AccountId, InspectorId, LinkId, OrganId, SubjectId};
use sunlot_domain::inspectors::{
    ChangeState, Conflict, ConflictKind, Inspector, InspectorChange, InspectorLeave,
};
use sunlot_domain::registers::{Statement, effective};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::{Record, Stored};
use crate::subjects::AsOf;
use crate::tx::{ReadTx, WriteTx};
use crate::value::{Row, Value};

coded_columns!(ChangeState, ConflictKind);
record!(
    Inspector,
    "inspector",
    id,
    code,
    name,
    organ,
    account,
    cert_issuer,
    cert_valid_until,
    qualifications,
    items,
    regions,
    cap,
    weight,
    lead,
    team,
    prior,
    active,
    valid_from,
);
record!(InspectorLeave, "inspector_leave", id, inspector, first_day, last_day, withdrawn);
record!(
    Conflict,
    "conflict",
    id,
    inspector,
    subject,
    code,
    note,
    valid_from,
    valid_to,
    declared_by,
);
record!(
    InspectorChange,
    "inspector_change",
    id,
    inspector,
    organ,
    base_version,
    body,
    reason,
    proposed_by,
    state,
    decided_by,
    decision,
);

/// A statement that a later one follows; `body` has the columns of `inspector` as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectorPast {
    /// Its id.
    pub id: LinkId,
    /// Whom it is about.
    pub inspector: InspectorId,
    /// Entry of the log that made it.
    pub recorded: u64,
    /// Version of the inspector that it was.
    pub recorded_version: u64,
    /// First day for which it held.
    pub valid_from: Day,
    /// What it said.
    pub body: String,
}

record!(
    InspectorPast,
    "inspector_past",
    id,
    inspector,
    recorded,
    recorded_version,
    valid_from,
    body,
);

/// An inspector as JSON, for a proposal or the past.
#[must_use]
pub fn to_body(inspector: &Inspector) -> String {
    let value = |value: Value| match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::Bytes(_) => unreachable!("an inspector has no bytes"),
    };
    let columns = Inspector::COLUMNS.iter().map(|name| (*name).to_owned());
    let members = columns.zip(inspector.values().into_iter().map(value));
    serde_json::Value::Object(members.collect()).to_string()
}

/// Reads what [`to_body`] wrote.
///
/// # Errors
/// [`StoreError::Corrupt`] for anything else.
pub fn from_body(body: &str) -> Result<Inspector, StoreError> {
    let corrupt = |what: String| StoreError::Corrupt(format!("inspector body: {what}"));
    let read: serde_json::Value = serde_json::from_str(body).map_err(|e| corrupt(e.to_string()))?;
    let value = |name: &&str| match &read[*name] {
        serde_json::Value::Null => Ok(Value::Null),
        serde_json::Value::Number(number) => {
            number.as_i64().map(Value::Int).ok_or_else(|| corrupt((*name).to_owned()))
        }
        serde_json::Value::String(text) => Ok(Value::Text(text.clone())),
        _ => Err(corrupt((*name).to_owned())),
    };
    let values = Inspector::COLUMNS.iter().map(value).collect::<Result<_, _>>()?;
    Inspector::from_row(&mut Row::new(values))
}

/// Which inspectors of a list.
#[derive(Debug, Clone, Default)]
pub struct InspectorFilter {
    /// Of these organs; all when there are none.
    pub organs: Vec<OrganId>,
    /// A part of the name or the number.
    pub text: Option<String>,
    /// Whose certificate ends on or before a day.
    pub expiring_by: Option<Day>,
    /// Only those that have not left.
    pub active: bool,
}

/// One page of the inspectors.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    filter: &InspectorFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Inspector>>, u64), StoreError> {
    let mut all = Filter::default();
    all.among("organ", filter.organs.iter().map(Column::to_value));
    if let Some(text) = &filter.text {
        all.contains(&["name", "code"], text);
    }
    if let Some(day) = filter.expiring_by {
        all.and("cert_valid_until <= {}", [day.to_value()]);
    }
    if filter.active {
        all.and("active = 1", []);
    }
    tx.page(&all, order, window)
}

/// The inspector with a certificate number.
///
/// # Errors
/// What the database answers.
pub fn by_code(tx: &mut ReadTx<'_>, code: &str) -> Result<Option<Stored<Inspector>>, StoreError> {
    Ok(tx.find("WHERE code = ?1", &[code.to_value()])?.into_iter().next())
}

/// The inspector who logs in with an account.
///
/// # Errors
/// What the database answers.
pub fn by_account(
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<Option<Stored<Inspector>>, StoreError> {
    let found = tx.find("WHERE account = ?1 AND active = 1 ORDER BY id", &[account.to_value()])?;
    Ok(found.into_iter().next())
}

/// A statement about an inspector, with where it stands in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said(pub Stored<Inspector>);

impl Statement for Said {
    fn valid_from(&self) -> Day {
        self.0.value.valid_from
    }

    fn recorded(&self) -> u64 {
        self.0.log_index
    }
}

/// What was ever said about an inspector, earliest recorded first.
///
/// # Errors
/// [`StoreError::Missing`], or what the database answers.
pub fn statements(tx: &mut ReadTx<'_>, id: InspectorId) -> Result<Vec<Said>, StoreError> {
    let now = tx.need::<Inspector>(&id)?;
    let past =
        tx.find::<InspectorPast>("WHERE inspector = ?1 ORDER BY recorded", &[id.to_value()])?;
    let mut said = Vec::new();
    for past in past {
        let value = from_body(&past.value.body)?;
        let (version, log_index) = (past.value.recorded_version, past.value.recorded);
        said.push(Said(Stored { value, version, log_index }));
    }
    said.push(Said(now));
    Ok(said)
}

/// Who was in the register at a time. Inspectors are few: they are compared one by one.
///
/// # Errors
/// What the database answers.
pub fn as_of(
    tx: &mut ReadTx<'_>,
    filter: &InspectorFilter,
    as_of: AsOf,
) -> Result<Vec<Stored<Inspector>>, StoreError> {
    let (day, known) = match as_of {
        AsOf::Now(day) => (day, u64::MAX),
        AsOf::On { day, known } => (day, known),
    };
    let ids: Vec<InspectorId> = tx
        .query("SELECT id FROM inspector ORDER BY code", &[])?
        .into_iter()
        .map(|mut row| row.take())
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for id in ids {
        let statements = statements(tx, id)?;
        let Some(Said(stored)) = effective(&statements, day, known) else { continue };
        let it = &stored.value;
        let text = filter.text.as_deref();
        if (filter.organs.is_empty() || filter.organs.contains(&it.organ))
            && (!filter.active || it.active)
            && filter.expiring_by.is_none_or(|day| it.cert_valid_until <= day)
            && text.is_none_or(|text| it.name.contains(text) || it.code.contains(text))
        {
            found.push(stored.clone());
        }
    }
    Ok(found)
}

/// Makes a later statement about an inspector.
///
/// # Errors
/// [`StoreError::Version`] when `before` is not the newest, or what the database answers.
pub fn restate(
    tx: &mut WriteTx<'_>,
    past: LinkId,
    before: Stored<Inspector>,
    after: Inspector,
) -> Result<Stored<Inspector>, StoreError> {
    let (version, log_index) = (before.version, before.log_index);
    let saved = tx.save(Stored { value: after, version, log_index })?;
    tx.insert(InspectorPast {
        id: past,
        inspector: saved.value.id,
        recorded: log_index,
        recorded_version: version,
        valid_from: before.value.valid_from,
        body: to_body(&before.value),
    })?;
    Ok(saved)
}

/// Leave of an inspector.
///
/// # Errors
/// What the database answers.
pub fn leave(
    tx: &mut ReadTx<'_>,
    id: InspectorId,
) -> Result<Vec<Stored<InspectorLeave>>, StoreError> {
    tx.find("WHERE inspector = ?1 ORDER BY first_day, id", &[id.to_value()])
}

/// Conflicts of an inspector.
///
/// # Errors
/// What the database answers.
pub fn conflicts(
    tx: &mut ReadTx<'_>,
    id: InspectorId,
) -> Result<Vec<Stored<Conflict>>, StoreError> {
    tx.find("WHERE inspector = ?1 ORDER BY id", &[id.to_value()])
}

/// The conflict of an inspector with a subject for a reason.
///
/// # Errors
/// What the database answers.
pub fn conflict_of(
    tx: &mut ReadTx<'_>,
    inspector: InspectorId,
    subject: SubjectId,
    code: ConflictKind,
) -> Result<Option<Stored<Conflict>>, StoreError> {
    let found = tx.find(
        "WHERE inspector = ?1 AND subject = ?2 AND code = ?3 ORDER BY id DESC LIMIT 1",
        &[inspector.to_value(), subject.to_value(), code.to_value()],
    )?;
    Ok(found.into_iter().next())
}

/// One page of the changes of some organs, newest first.
///
/// # Errors
/// What the database answers.
pub fn changes(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
    state: Option<ChangeState>,
    window: Window,
) -> Result<(Vec<Stored<InspectorChange>>, u64), StoreError> {
    let mut all = Filter::default();
    all.among("organ", organs.iter().map(Column::to_value));
    if let Some(state) = state {
        all.and("state = {}", [state.to_value()]);
    }
    tx.page(&all, "id DESC", window)
}
