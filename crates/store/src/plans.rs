//! 抽查计划: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{FilingId, OrganId, PlanId};
use sunlot_domain::numbering::{
    IssuedNumber, NumberError, NumberFacts, NumberKind, NumberPattern, NumberSeries, Pattern, next,
};
use sunlot_domain::plans::{
    FilingKind, FilingReturn, FilingState, PlanEdition, PlanFiling, PlanState, Row as TableRow,
    RowChange, WorkPlan,
};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::record;
use crate::record::Stored;
use crate::tx::{ReadTx, WriteTx};
use crate::value::Value;

coded_columns!(PlanState, FilingKind, FilingState, NumberKind);
json_columns!(Vec<TableRow>, Vec<RowChange>);
record!(
    WorkPlan,
    "work_plan",
    id,
    number,
    year,
    joint,
    organ,
    region,
    document_number,
    name,
    participants,
    state,
    edition,
    reason,
    author,
    submitted_by,
    coordinated_by,
    approved_by,
    filed_on,
    published_on,
    first_filed_on,
);
record!(
    PlanEdition,
    "plan_edition",
    id,
    plan,
    edition,
    name,
    document_number,
    reason,
    table_rows,
    difference,
    approved_by,
    published_on,
);
record!(
    PlanFiling,
    "plan_filing",
    id,
    plan,
    edition,
    recipient,
    kind,
    filed_by,
    filed_on,
    state,
    acknowledged_by,
    acknowledged_on,
    receipt,
);
record!(
    FilingReturn,
    "filing_return",
    id,
    filing,
    returned_by,
    returned_on,
    reason,
    receipt,
    refiled_by,
    refiled_on,
);
record!(NumberPattern, "number_pattern", id, kind, region, organ, pattern, abbr);
record!(NumberSeries, "number_series", id, last);
record!(IssuedNumber, "issued_number", id, record);

/// What somebody may see of a list: everything, subtrees of divisions, or what organs own or take
/// part in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visible {
    /// Everything.
    pub all: bool,
    /// Below these divisions.
    pub regions: Vec<DivisionCode>,
    /// Owned by these organs.
    pub organs: Vec<OrganId>,
    /// Owned by these organs, or with them.
    pub joint: Vec<OrganId>,
}

impl Visible {
    pub(crate) fn narrow(&self, filter: &mut Filter) {
        self.narrow_or(filter, "", None);
    }

    /// [`Visible::narrow`], or what one more condition lets through.
    pub(crate) fn narrow_or(&self, filter: &mut Filter, or: &str, value: Option<Value>) {
        if !self.all {
            alternatives(self.conditions(true), filter, or, value);
        }
    }

    /// For records of one organ each: who takes part sees his own, or what one more condition lets
    /// through.
    pub(crate) fn narrow_own(&self, filter: &mut Filter, or: &str, value: Option<Value>) {
        if !self.all {
            alternatives(self.conditions(false), filter, or, value);
        }
    }

    /// [`Visible::narrow_own`] for records that do not say their division: by that of their organ.
    pub(crate) fn narrow_organs(
        &self,
        tx: &mut ReadTx<'_>,
        filter: &mut Filter,
    ) -> Result<(), StoreError> {
        if self.all {
            return Ok(());
        }
        let mut inside = Filter::default();
        inside.within_any("region", &self.regions);
        let sql = format!("SELECT id FROM organ {}", inside.clause());
        let mut organs: Vec<Value> = Vec::new();
        for mut row in tx.query(&sql, inside.params())? {
            organs.push(row.take()?);
        }
        organs.extend(self.organs.iter().chain(&self.joint).map(Column::to_value));
        if organs.is_empty() {
            filter.and("1 = 0", []);
        }
        filter.among("organ", organs);
        Ok(())
    }

    fn conditions(&self, participants: bool) -> (Vec<String>, Vec<Value>) {
        let mut conditions = vec!["1 = 0".to_owned()];
        let mut values = Vec::new();
        for region in &self.regions {
            conditions.push("region >= {} AND region < {}".into());
            let prefix = region.prefix();
            values.extend([Value::Text(prefix.into()), Value::Text(format!("{prefix}~"))]);
        }
        for organ in self.organs.iter().chain(&self.joint) {
            conditions.push("organ = {}".into());
            values.push(organ.to_value());
        }
        for organ in self.joint.iter().filter(|_| participants) {
            // Ids are of one length and hold no sign of LIKE.
            conditions.push("participants LIKE {}".into());
            values.push(Value::Text(format!("%{organ}%")));
        }
        (conditions, values)
    }
}

fn alternatives(
    (mut conditions, mut values): (Vec<String>, Vec<Value>),
    filter: &mut Filter,
    or: &str,
    value: Option<Value>,
) {
    if let Some(value) = value {
        conditions.push(or.to_owned());
        values.push(value);
    }
    filter.and(&conditions.join(" OR "), values);
}

/// Which plans of a list.
#[derive(Debug, Clone, Default)]
pub struct PlanFilter {
    /// Who asks.
    pub visible: Visible,
    /// 年度.
    pub year: Option<u16>,
    /// In this state.
    pub state: Option<PlanState>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Below this division.
    pub region: Option<DivisionCode>,
    /// A part of the name or number.
    pub text: Option<String>,
    /// Only those with a published edition.
    pub published: bool,
    /// Only those whose last filing the superior has not acknowledged.
    pub unacknowledged: bool,
}

/// One page of the plans.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &PlanFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<WorkPlan>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    if let Some(year) = which.year {
        filter.and("year = {}", [year.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(region) = &which.region {
        filter.within("region", region);
    }
    if let Some(text) = &which.text {
        filter.contains(&["name", "number"], text);
    }
    if which.published {
        filter.and("edition >= 1", []);
    }
    if which.unacknowledged {
        let last = "EXISTS (SELECT 1 FROM plan_filing f WHERE f.plan = work_plan.id \
                    AND f.kind = 'superior' AND f.state = 'filed' AND f.edition = \
                    (SELECT MAX(g.edition) FROM plan_filing g WHERE g.plan = work_plan.id))";
        filter.and(last, []);
    }
    tx.page(&filter, order, window)
}

/// Editions of a plan, oldest first.
///
/// # Errors
/// What the database answers.
pub fn editions(tx: &mut ReadTx<'_>, plan: PlanId) -> Result<Vec<Stored<PlanEdition>>, StoreError> {
    tx.find("WHERE plan = ?1 ORDER BY edition", &[plan.to_value()])
}

/// Filings of a plan, oldest first.
///
/// # Errors
/// What the database answers.
pub fn filings(tx: &mut ReadTx<'_>, plan: PlanId) -> Result<Vec<Stored<PlanFiling>>, StoreError> {
    tx.find("WHERE plan = ?1 ORDER BY edition, kind, id", &[plan.to_value()])
}

/// Returns of a filing, oldest first.
///
/// # Errors
/// What the database answers.
pub fn returns(
    tx: &mut ReadTx<'_>,
    filing: FilingId,
) -> Result<Vec<Stored<FilingReturn>>, StoreError> {
    tx.find("WHERE filing = ?1 ORDER BY id", &[filing.to_value()])
}

/// Plans of a year below a division that were not terminated.
///
/// # Errors
/// What the database answers.
pub fn of_year(
    tx: &mut ReadTx<'_>,
    year: u16,
    region: &DivisionCode,
) -> Result<Vec<Stored<WorkPlan>>, StoreError> {
    let mut filter = Filter::default();
    filter.and("year = {} AND state <> 'terminated'", [year.to_value()]);
    filter.within("region", region);
    tx.find(&format!("{} ORDER BY organ, number", filter.clause()), filter.params())
}

/// The lead department of the joint conference of a division.
///
/// # Errors
/// What the database answers.
pub fn lead_of(tx: &mut ReadTx<'_>, region: &DivisionCode) -> Result<Option<OrganId>, StoreError> {
    let county = Value::Text(region.as_str().get(..6).unwrap_or_default().to_owned());
    let rows = tx.query("SELECT lead FROM conference WHERE region = ?1", &[county])?;
    rows.into_iter().next().map(|mut row| row.take()).transpose()
}

/// 编号规则 that were chosen.
///
/// # Errors
/// What the database answers.
pub fn patterns(tx: &mut ReadTx<'_>) -> Result<Vec<Stored<NumberPattern>>, StoreError> {
    tx.find("ORDER BY kind, region, id", &[])
}

/// Gives a number that was never given before, and remembers it for ever (R-PLAN-10). Writers
/// stand in line for the log, so that two of them never see the same series at the same time.
///
/// # Errors
/// A pattern whose ordinals are used up, or what the database answers.
pub fn issue<E: From<StoreError> + From<NumberError>>(
    tx: &mut WriteTx<'_>,
    kind: NumberKind,
    pattern: &Pattern,
    facts: &NumberFacts<'_>,
    record: String,
) -> Result<String, E> {
    let named = |text: &str| format!("{}:{text}", kind.code());
    let id = named(&pattern.series(facts));
    let series = tx.get::<NumberSeries>(&id)?;
    let last = series.as_ref().map_or(0, |series| series.value.last);
    let (ordinal, number) = next::<E>(pattern, facts, last, |number| {
        Ok(tx.get::<IssuedNumber>(&named(number))?.is_some())
    })?;
    match series {
        Some(series) => {
            tx.save(series.map(|series| NumberSeries { last: ordinal, ..series }))?;
        }
        None => {
            tx.insert(NumberSeries { id, last: ordinal })?;
        }
    }
    tx.insert(IssuedNumber { id: named(&number), record })?;
    Ok(number)
}
