//! 执法检查人员名录库: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, InspectorId, LinkId, OrganId, SubjectId};
use sunlot_domain::inspectors::{
    ChangeState, Conflict, ConflictKind, Inspector, InspectorChange, InspectorLeave,
};
use sunlot_domain::registers::{Statement, effective};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window, pattern};
use crate::plans::Visible;
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
    withdrawn,
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

/// How far somebody sees: organs and divisions, and himself.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// Organs and divisions.
    pub visible: Visible,
    /// The account that asks, when it sees what is its own.
    pub own: Option<AccountId>,
}

impl Reached {
    /// Everything: for the program itself.
    #[must_use]
    pub fn all() -> Reached {
        Reached { visible: Visible { all: true, ..Visible::default() }, own: None }
    }

    /// The condition on a table with `organ` and, when `own` names it, with an inspector's
    /// account.
    pub(crate) fn condition(&self, own: &str) -> (String, Vec<Value>) {
        let (mut conditions, mut values) = (vec!["1 = 0".to_owned()], Vec::new());
        if self.visible.all {
            conditions.push("1 = 1".into());
        }
        for region in &self.visible.regions {
            let inside = "organ IN (SELECT o.id FROM organ o WHERE o.region >= {} \
                          AND o.region < {})";
            conditions.push(inside.into());
            let prefix = region.prefix();
            values.extend([Value::Text(prefix.into()), Value::Text(format!("{prefix}~"))]);
        }
        for organ in self.visible.organs.iter().chain(&self.visible.joint) {
            conditions.push("organ = {}".into());
            values.push(organ.to_value());
        }
        if let Some(account) = self.own {
            conditions.push(own.to_owned());
            values.push(account.to_value());
        }
        (conditions.join(" OR "), values)
    }
}

/// Which inspectors of a list.
#[derive(Debug, Clone, Default)]
pub struct InspectorFilter {
    /// Who asks; everybody's when it is not said.
    pub reached: Option<Reached>,
    /// Of these organs; all when there are none.
    pub organs: Vec<OrganId>,
    /// A part of the name or the number.
    pub text: Option<String>,
    /// Who may work in a division or in a part of it.
    pub region: Option<DivisionCode>,
    /// With a qualification.
    pub qualification: Option<String>,
    /// Whose certificate holds on a day.
    pub valid_on: Option<Day>,
    /// Whose certificate ends on or before a day.
    pub expiring_by: Option<Day>,
    /// Only those that have not left.
    pub active: bool,
}

impl InspectorFilter {
    /// Whether it lets a statement through; who asks is not looked at.
    #[must_use]
    pub fn matches(&self, it: &Inspector) -> bool {
        let text = self.text.as_deref();
        (self.organs.is_empty() || self.organs.contains(&it.organ))
            && (!self.active || it.active)
            && self.expiring_by.is_none_or(|day| it.cert_valid_until <= day)
            && self.valid_on.is_none_or(|day| it.cert_valid_until >= day)
            && text.is_none_or(|text| it.name.contains(text) || it.code.contains(text))
            && self.qualification.as_ref().is_none_or(|word| it.qualifications.contains(word))
            && self.region.as_ref().is_none_or(|place| works_in(&it.regions, place))
    }

    fn conditions(&self) -> Filter {
        let mut all = Filter::default();
        if let Some(reached) = &self.reached {
            let (condition, values) = reached.condition("account = {}");
            all.and(&condition, values);
        }
        all.among("organ", self.organs.iter().map(Column::to_value));
        if let Some(text) = &self.text {
            all.contains(&["name", "code"], text);
        }
        if let Some(day) = self.valid_on {
            all.and("cert_valid_until >= {}", [day.to_value()]);
        }
        if let Some(day) = self.expiring_by {
            all.and("cert_valid_until <= {}", [day.to_value()]);
        }
        if let Some(word) = &self.qualification {
            let quoted = serde_json::Value::String(word.clone()).to_string();
            all.contains(&["qualifications"], &quoted);
        }
        if let Some(place) = &self.region {
            // The list is JSON text: an inspector without one works everywhere.
            let mut texts = vec![format!("\"{}", place.prefix())];
            let mut above = Some(place.clone());
            while let Some(code) = above {
                texts.push(format!("\"{}\"", code.as_str()));
                above = code.parent();
            }
            let one = "regions LIKE {} ESCAPE '\\'";
            let mut condition = vec!["regions = '[]'".to_owned()];
            condition.extend(texts.iter().map(|_| one.to_owned()));
            let patterns = texts.iter().map(|text| Value::Text(pattern(text)));
            all.and(&condition.join(" OR "), patterns.collect::<Vec<_>>());
        }
        if self.active {
            all.and("active = 1", []);
        }
        all
    }
}

fn works_in(regions: &[DivisionCode], place: &DivisionCode) -> bool {
    let meets = |mine: &DivisionCode| {
        place.as_str().starts_with(mine.prefix()) || mine.as_str().starts_with(place.prefix())
    };
    regions.is_empty() || regions.iter().any(meets)
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
    tx.page(&filter.conditions(), order, window)
}

/// Everybody whom the register has of an organ, also those who left.
///
/// # Errors
/// What the database answers.
pub fn of_organ(tx: &mut ReadTx<'_>, organ: OrganId) -> Result<Vec<Stored<Inspector>>, StoreError> {
    tx.find("WHERE organ = ?1 ORDER BY code, id", &[organ.to_value()])
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
    let who = InspectorFilter { reached: filter.reached.clone(), ..InspectorFilter::default() };
    let who = who.conditions();
    let ids: Vec<InspectorId> = tx
        .query(&format!("SELECT id FROM inspector {} ORDER BY code", who.clause()), who.params())?
        .into_iter()
        .map(|mut row| row.take())
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for id in ids {
        let statements = statements(tx, id)?;
        let Some(Said(stored)) = effective(&statements, day, known) else { continue };
        if filter.matches(&stored.value) {
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

/// Conflicts of an inspector with a subject for a reason that hold on a day or later.
///
/// # Errors
/// What the database answers.
pub fn conflict_of(
    tx: &mut ReadTx<'_>,
    inspector: InspectorId,
    subject: SubjectId,
    code: ConflictKind,
    day: Day,
) -> Result<Option<Stored<Conflict>>, StoreError> {
    let found = tx.find(
        "WHERE inspector = ?1 AND subject = ?2 AND code = ?3 AND withdrawn = 0 \
         AND (valid_to IS NULL OR valid_to >= ?4) ORDER BY id DESC LIMIT 1",
        &[inspector.to_value(), subject.to_value(), code.to_value(), day.to_value()],
    )?;
    Ok(found.into_iter().next())
}

/// Which conflicts of a list.
#[derive(Debug, Clone, Default)]
pub struct ConflictFilter {
    /// Who asks.
    pub reached: Reached,
    /// Of an inspector.
    pub inspector: Option<InspectorId>,
    /// With a subject.
    pub subject: Option<SubjectId>,
    /// Only those that hold on a day.
    pub on: Option<Day>,
}

/// One page of the conflicts, newest first.
///
/// # Errors
/// What the database answers.
pub fn list_conflicts(
    tx: &mut ReadTx<'_>,
    filter: &ConflictFilter,
    window: Window,
) -> Result<(Vec<Stored<Conflict>>, u64), StoreError> {
    let mut all = Filter::default();
    let (condition, values) = filter.reached.condition("account = {}");
    all.and(&format!("inspector IN (SELECT id FROM inspector WHERE {condition})"), values);
    if let Some(inspector) = filter.inspector {
        all.and("inspector = {}", [inspector.to_value()]);
    }
    if let Some(subject) = filter.subject {
        all.and("subject = {}", [subject.to_value()]);
    }
    if let Some(day) = filter.on {
        let holds = "withdrawn = 0 AND valid_from <= {} AND (valid_to IS NULL OR valid_to >= {})";
        all.and(holds, [day.to_value(), day.to_value()]);
    }
    tx.page(&all, "id DESC", window)
}

/// Leave that an entry of the log wrote.
///
/// # Errors
/// What the database answers.
pub fn leave_written_by(
    tx: &mut ReadTx<'_>,
    log_index: u64,
) -> Result<Vec<Stored<InspectorLeave>>, StoreError> {
    tx.find("WHERE log_index = ?1 ORDER BY id", &[log_index.to_value()])
}

/// Conflicts that an entry of the log wrote.
///
/// # Errors
/// What the database answers.
pub fn conflicts_written_by(
    tx: &mut ReadTx<'_>,
    log_index: u64,
) -> Result<Vec<Stored<Conflict>>, StoreError> {
    tx.find("WHERE log_index = ?1 ORDER BY id", &[log_index.to_value()])
}

/// One page of the changes that somebody sees, newest first.
///
/// # Errors
/// What the database answers.
pub fn changes(
    tx: &mut ReadTx<'_>,
    reached: &Reached,
    inspector: Option<InspectorId>,
    state: Option<ChangeState>,
    window: Window,
) -> Result<(Vec<Stored<InspectorChange>>, u64), StoreError> {
    let mut all = Filter::default();
    let (condition, values) =
        reached.condition("inspector IN (SELECT id FROM inspector WHERE account = {})");
    all.and(&condition, values);
    if let Some(inspector) = inspector {
        all.and("inspector = {}", [inspector.to_value()]);
    }
    if let Some(state) = state {
        all.and("state = {}", [state.to_value()]);
    }
    tx.page(&all, "id DESC", window)
}
