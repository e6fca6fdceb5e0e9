//! 检查对象名录库: queries.
//!
//! `subject` holds the statement that is believed now, `subject_past` the ones before it. A
//! question about a day looks into both; a question about now looks into the first only.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{LinkId, OrganId, SubjectId, TagId};
use sunlot_domain::registers::{SubjectEntry, SubjectFilter, SubjectKind, industry_ranges};
use sunlot_domain::subjects::{LifeStatus, RiskClass};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::names::{self, NameIndexer};
use crate::record;
use crate::record::{Record, Stored};
use crate::tx::{ReadTx, WriteTx};
use crate::value::{Row, Value};

coded_columns!(LifeStatus, RiskClass, SubjectKind);
record!(
    SubjectEntry,
    "subject",
    id,
    seq,
    code,
    verdict,
    name,
    kind,
    organ,
    region,
    industry,
    status,
    business_scope,
    responsible,
    risk_class,
    risk_month,
    trial,
    pending_case,
    visits,
    last_inspected,
    listed,
    source,
    source_day,
    valid_from,
);

/// A statement that a later one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPast {
    /// Its id.
    pub id: LinkId,
    /// Entry of the log that made it.
    pub recorded: u64,
    /// Version of the subject that it was.
    pub recorded_version: u64,
    /// What it said.
    pub entry: SubjectEntry,
}

impl Record for SubjectPast {
    const TABLE: &'static str = "subject_past";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "subject",
        "recorded",
        "recorded_version",
        "seq",
        "code",
        "verdict",
        "name",
        "kind",
        "organ",
        "region",
        "industry",
        "status",
        "business_scope",
        "responsible",
        "risk_class",
        "risk_month",
        "trial",
        "pending_case",
        "visits",
        "last_inspected",
        "listed",
        "source",
        "source_day",
        "valid_from",
    ];

    fn values(&self) -> Vec<Value> {
        let mut entry = self.entry.values().into_iter();
        let subject = entry.next().expect("an entry begins with its id");
        let (recorded, version) = (self.recorded.to_value(), self.recorded_version.to_value());
        let mut values = vec![self.id.to_value(), subject, recorded, version];
        values.extend(entry);
        values
    }

    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let id = row.take()?;
        let subject: Value = row.take()?;
        let (recorded, recorded_version) = (row.take()?, row.take()?);
        let mut values = vec![subject];
        for _ in 1..SubjectEntry::COLUMNS.len() {
            values.push(row.take()?);
        }
        let entry = SubjectEntry::from_row(&mut Row::new(values))?;
        Ok(SubjectPast { id, recorded, recorded_version, entry })
    }
}

/// As of when a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// What is believed now; the day decides which tags hold.
    Now(Day),
    /// How it was on a day, as believed when the log had the entries up to and including `known`.
    On {
        /// The day.
        day: Day,
        /// The last entry that is taken into account.
        known: u64,
    },
}

impl AsOf {
    fn day(self) -> Day {
        match self {
            AsOf::Now(day) | AsOf::On { day, .. } => day,
        }
    }

    /// The table, or the two tables, that answer.
    fn source(self) -> String {
        let AsOf::On { day, known } = self else { return "subject".to_owned() };
        let columns = SubjectEntry::COLUMNS[1..].join(", ");
        // `day` is a parsed calendar day and `known` a number: neither can hold SQL.
        format!(
            "(SELECT id, {columns}, version, log_index FROM subject \
               WHERE valid_from <= '{day}' AND log_index <= {known} \
             UNION ALL \
             SELECT subject AS id, {columns}, recorded_version AS version, \
               recorded AS log_index FROM subject_past p \
               WHERE p.valid_from <= '{day}' AND p.recorded <= {known} \
               AND NOT EXISTS (SELECT 1 FROM subject s WHERE s.id = p.subject \
                 AND s.valid_from <= '{day}' AND s.log_index <= {known}) \
               AND NOT EXISTS (SELECT 1 FROM subject_past q WHERE q.subject = p.subject \
                 AND q.recorded > p.recorded AND q.recorded <= {known} \
                 AND q.valid_from <= '{day}')) AS statement"
        )
    }
}

/// How many subjects a filter means.
///
/// # Errors
/// What the database answers.
pub fn count(tx: &mut ReadTx<'_>, filter: &SubjectFilter, as_of: AsOf) -> Result<u64, StoreError> {
    let conditions = conditions(filter, as_of.day());
    let sql = format!("SELECT COUNT(*) FROM {} {}", as_of.source(), conditions.clause());
    tx.one(&sql, conditions.params())
}

/// How many subjects of a filter are in each class; `None` is unclassified.
///
/// # Errors
/// What the database answers.
pub fn count_by_risk(
    tx: &mut ReadTx<'_>,
    filter: &SubjectFilter,
    as_of: AsOf,
) -> Result<Vec<(Option<RiskClass>, u64)>, StoreError> {
    let conditions = conditions(filter, as_of.day());
    let (source, clause) = (as_of.source(), conditions.clause());
    let sql = format!(
        "SELECT risk_class, COUNT(*) FROM {source} {clause} GROUP BY risk_class ORDER BY risk_class"
    );
    let rows = tx.query(&sql, conditions.params())?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// The subjects that a filter means, in an order of columns of `subject`.
///
/// # Errors
/// What the database answers.
pub fn select(
    tx: &mut ReadTx<'_>,
    filter: &SubjectFilter,
    as_of: AsOf,
    order: &str,
    window: Window,
) -> Result<Vec<Stored<SubjectEntry>>, StoreError> {
    let conditions = conditions(filter, as_of.day());
    let tail = format!(
        "{} ORDER BY {order} LIMIT {} OFFSET {}",
        conditions.clause(),
        window.limit,
        window.offset
    );
    stored(tx, &as_of.source(), &tail, conditions.params())
}

/// Every subject that a filter means, one by one in the order of their codes: for frames, which may
/// be larger than memory.
///
/// # Errors
/// What `take` or the database answers.
pub fn each(
    tx: &mut ReadTx<'_>,
    filter: &SubjectFilter,
    as_of: AsOf,
    take: &mut dyn FnMut(SubjectEntry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let conditions = conditions(filter, as_of.day());
    let columns = SubjectEntry::COLUMNS.join(", ");
    let (source, clause) = (as_of.source(), conditions.clause());
    let sql = format!("SELECT {columns} FROM {source} {clause} ORDER BY code");
    tx.each(&sql, conditions.params(), &mut |mut row| take(SubjectEntry::from_row(&mut row)?))
}

/// What a search by a part of the name found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rows of the window.
    pub rows: Vec<Stored<SubjectEntry>>,
    /// How many there are; with `exact` false, how many there are at most.
    pub total: u64,
    /// Whether `total` was counted.
    pub exact: bool,
}

/// Candidates that one search looks at; beyond that it gives what it has.
const CANDIDATES_MAX: usize = 20_000;

/// Candidates that are fetched at once; one statement, so that it stays compiled.
const FETCHED: usize = 32;

/// Finds subjects by a part of their name, through the index of names, oldest entry first. The
/// rest of the filter narrows.
///
/// # Errors
/// What the database answers.
pub fn search(
    tx: &mut ReadTx<'_>,
    text: &str,
    filter: &SubjectFilter,
    day: Day,
    window: Window,
) -> Result<Found, StoreError> {
    let mut rest = filter.clone();
    rest.text = None;
    let narrowed = rest != SubjectFilter { delisted: rest.delisted, ..SubjectFilter::default() };
    let mut conditions = conditions(&rest, day);
    let places: Vec<&str> = vec!["{}"; FETCHED];
    let among = format!("seq IN ({})", places.join(", "));
    conditions.and(&among, vec![Value::Int(0); FETCHED]);
    let clause = format!("{} ORDER BY seq", conditions.clause());
    let fixed = conditions.params().len() - FETCHED;
    let needle = names::fold(text);
    let (mut rows, mut seen, mut looked) = (Vec::new(), 0_u64, 0_usize);
    let end = window.offset + u64::from(window.limit);
    let mut complete = true;
    let candidates = names::Candidates::of(tx, &needle)?;
    let at_most = candidates.at_most();
    'blocks: for block in candidates.blocks() {
        let numbers = candidates.within(tx, block)?;
        for chunk in numbers.chunks(FETCHED) {
            if seen >= end || looked >= CANDIDATES_MAX {
                complete = false;
                break 'blocks;
            }
            looked += chunk.len();
            let mut params = conditions.params()[..fixed].to_vec();
            let last = chunk.last().copied().unwrap_or_default();
            params.extend((0..FETCHED).map(|at| chunk.get(at).unwrap_or(&last).to_value()));
            for entry in stored(tx, "subject", &clause, &params)? {
                if !names::fold(&entry.value.name).contains(&needle) {
                    continue;
                }
                if seen >= window.offset && seen < end {
                    rows.push(entry);
                }
                seen += 1;
            }
        }
    }
    let exact = complete || (!narrowed && candidates.exact());
    let total = if complete { seen } else { at_most.max(seen) };
    Ok(Found { rows, total, exact })
}

fn stored(
    tx: &mut ReadTx<'_>,
    source: &str,
    tail: &str,
    params: &[Value],
) -> Result<Vec<Stored<SubjectEntry>>, StoreError> {
    let columns = SubjectEntry::COLUMNS.join(", ");
    let sql = format!("SELECT {columns}, version, log_index FROM {source} {tail}");
    let mut found = Vec::new();
    tx.each(&sql, params, &mut |mut row| {
        let value = SubjectEntry::from_row(&mut row)?;
        found.push(Stored { value, version: row.take()?, log_index: row.take()? });
        Ok(())
    })?;
    Ok(found)
}

fn conditions(filter: &SubjectFilter, day: Day) -> Filter {
    let mut all = Filter::default();
    if !filter.delisted {
        all.and("listed = 1", []);
    }
    all.among("kind", filter.kinds.iter().map(Column::to_value));
    all.among("status", filter.statuses.iter().map(Column::to_value));
    let within = |from: String, to: String| [Value::Text(from), Value::Text(to)];
    let regions = filter.regions.iter().map(|region| {
        let prefix = region.prefix();
        within(prefix.to_owned(), format!("{prefix}~"))
    });
    all.ranges("region", regions);
    let industries = filter.industries.iter().flat_map(|prefix| industry_ranges(prefix));
    all.ranges("industry", industries.map(|(from, to)| within(from, to)));
    for tag in &filter.tags {
        // A tag that has ended is on nothing, whatever carried it (R-REG-07).
        let held = "id IN (SELECT subject FROM subject_tag WHERE tag = {} AND withdrawn = 0 \
                    AND valid_from <= {} AND (valid_to IS NULL OR valid_to >= {})) \
                    AND EXISTS (SELECT 1 FROM tag g WHERE g.id = {} AND g.valid_from <= {} \
                    AND (g.valid_to IS NULL OR g.valid_to >= {}))";
        let (tag, day) = (tag.to_value(), day.to_value());
        let twice = [tag, day.clone(), day];
        all.and(held, twice.iter().chain(&twice).cloned().collect::<Vec<_>>());
    }
    risk(&mut all, filter);
    if !filter.scope_texts.is_empty() {
        all.contains_any("business_scope", &filter.scope_texts);
    }
    if let Some(organ) = &filter.organ {
        all.and("organ = {}", [organ.to_value()]);
    }
    if let Some(text) = &filter.text {
        let end = Value::Text(format!("{text}~"));
        let pattern = Value::Text(crate::filter::pattern(text));
        all.and(
            "name LIKE {} ESCAPE '\\' OR (code >= {} AND code < {})",
            [pattern, text.to_value(), end],
        );
    }
    all
}

fn risk(all: &mut Filter, filter: &SubjectFilter) {
    let classes: Vec<Value> = filter.risk_classes.iter().flatten().map(Column::to_value).collect();
    match (filter.risk_classes.contains(&None), classes.is_empty()) {
        (false, _) => all.among("risk_class", classes),
        (true, true) => all.and("risk_class IS NULL", []),
        (true, false) => {
            let places = vec!["{}"; classes.len()].join(", ");
            all.and(&format!("risk_class IN ({places}) OR risk_class IS NULL"), classes);
        }
    }
}

/// The subject with a code.
///
/// # Errors
/// What the database answers.
pub fn by_code(
    tx: &mut ReadTx<'_>,
    code: &str,
) -> Result<Option<Stored<SubjectEntry>>, StoreError> {
    Ok(tx.find("WHERE code = ?1", &[code.to_value()])?.into_iter().next())
}

/// Codes that are looked up by one statement.
pub const CODES_AT_ONCE: usize = 250;

/// The subjects with some codes, at most [`CODES_AT_ONCE`] of them.
///
/// # Errors
/// What the database answers.
pub fn by_codes(
    tx: &mut ReadTx<'_>,
    codes: &[String],
) -> Result<Vec<Stored<SubjectEntry>>, StoreError> {
    let Some(last) = codes.last() else { return Ok(Vec::new()) };
    let places: Vec<String> = (1..=CODES_AT_ONCE).map(|at| format!("?{at}")).collect();
    let tail = format!("WHERE code IN ({})", places.join(", "));
    let params: Vec<Value> =
        (0..CODES_AT_ONCE).map(|at| codes.get(at).unwrap_or(last).to_value()).collect();
    tx.find(&tail, &params)
}

/// The statement about a subject before its newest.
///
/// # Errors
/// What the database answers.
pub fn before(
    tx: &mut ReadTx<'_>,
    now: &Stored<SubjectEntry>,
) -> Result<Option<SubjectEntry>, StoreError> {
    let found = tx.find::<SubjectPast>(
        "WHERE subject = ?1 AND recorded_version = ?2",
        &[now.value.id.to_value(), (now.version - 1).to_value()],
    )?;
    Ok(found.into_iter().next().map(|past| past.value.entry))
}

/// 名录健康: figures of one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // Counts, each by its name.
pub struct Health {
    /// Whose entries.
    pub organ: OrganId,
    pub size: u64,
    pub stale: u64,
    pub closed: u64,
    pub without_code: u64,
    pub check_failed: u64,
    pub without_township: u64,
    pub without_tag: u64,
    pub without_duty: u64,
}

/// Figures by owner: 谁审批谁监管.
///
/// # Errors
/// What the database answers.
pub fn health(
    tx: &mut ReadTx<'_>,
    regions: &[DivisionCode],
    stale_before: Day,
    today: Day,
) -> Result<Vec<Health>, StoreError> {
    let mut filter = Filter::default();
    filter.and("listed = 1", []);
    let bounds = regions.iter().map(|region| {
        let prefix = region.prefix();
        [Value::Text(prefix.to_owned()), Value::Text(format!("{prefix}~"))]
    });
    filter.ranges("region", bounds);
    let count =
        |condition: &str| format!("CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)");
    // Parsed calendar days cannot hold SQL.
    let without = |table: &str, also: &str| {
        count(&format!(
            "NOT EXISTS (SELECT 1 FROM {table} t WHERE t.subject = subject.id {also} \
             AND t.valid_from <= '{today}' AND (t.valid_to IS NULL OR t.valid_to >= '{today}'))"
        ))
    };
    let counts = [
        count(&format!("source_day < '{stale_before}'")),
        count("status <> 'live'"),
        count("verdict IN ('old_number', 'assigned')"),
        count("verdict = 'check_failed'"),
        count("length(region) = 6"),
        without("subject_tag", "AND t.withdrawn = 0"),
        without("duty", ""),
    ];
    let sql = format!(
        "SELECT organ, COUNT(*), {} FROM subject {} GROUP BY organ ORDER BY organ",
        counts.join(", "),
        filter.clause()
    );
    let read = |mut row: Row| {
        Ok(Health {
            organ: row.take()?,
            size: row.take()?,
            stale: row.take()?,
            closed: row.take()?,
            without_code: row.take()?,
            check_failed: row.take()?,
            without_township: row.take()?,
            without_tag: row.take()?,
            without_duty: row.take()?,
        })
    };
    tx.query(&sql, filter.params())?.into_iter().map(read).collect()
}

/// What was ever said about a subject, earliest recorded first; the last is believed now.
///
/// # Errors
/// [`StoreError::Missing`], or what the database answers.
pub fn statements(
    tx: &mut ReadTx<'_>,
    id: SubjectId,
) -> Result<Vec<Stored<SubjectEntry>>, StoreError> {
    let now = tx.need::<SubjectEntry>(&id)?;
    let past = tx.find::<SubjectPast>("WHERE subject = ?1 ORDER BY recorded", &[id.to_value()])?;
    let said = past.into_iter().map(|past| Stored {
        version: past.value.recorded_version,
        log_index: past.value.recorded,
        value: past.value.entry,
    });
    Ok(said.chain([now]).collect())
}

/// Number that the next new subject gets.
///
/// # Errors
/// What the database answers.
pub fn next_seq(tx: &mut ReadTx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT COALESCE(MAX(seq), 0) + 1 FROM subject", &[])
}

/// Adds subjects with ascending, fresh numbers, and their names to the index.
///
/// # Errors
/// `subject.code` is not unique, another constraint, or what the database answers.
pub fn add(
    tx: &mut WriteTx<'_>,
    names: &mut NameIndexer,
    entries: &[SubjectEntry],
) -> Result<(), StoreError> {
    tx.insert_all(entries)?;
    entries.iter().try_for_each(|entry| names.push(tx, entry.seq, &entry.name))
}

/// Makes a later statement about a subject. The one before is kept under `past`.
///
/// # Errors
/// [`StoreError::Version`] when `before` is not the newest, a broken constraint, or what the
/// database answers.
pub fn restate(
    tx: &mut WriteTx<'_>,
    past: LinkId,
    before: Stored<SubjectEntry>,
    after: SubjectEntry,
) -> Result<Stored<SubjectEntry>, StoreError> {
    let renamed = before.value.name != after.name;
    let (version, log_index) = (before.version, before.log_index);
    let saved = tx.save(Stored { value: after, version, log_index })?;
    let entry = before.value;
    tx.insert(SubjectPast { id: past, recorded: log_index, recorded_version: version, entry })?;
    if renamed {
        let mut names = NameIndexer::default();
        names.push(tx, saved.value.seq, &saved.value.name)?;
        names.finish(tx)?;
    }
    Ok(saved)
}

/// Tags that a subject carries on a day.
///
/// # Errors
/// What the database answers.
pub fn tags_on(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    day: Day,
) -> Result<Vec<(TagId, String)>, StoreError> {
    let rows = tx.query(
        "SELECT t.id, t.name FROM subject_tag s JOIN tag t ON t.id = s.tag \
         WHERE s.subject = ?1 AND s.withdrawn = 0 AND s.valid_from <= ?2 \
         AND (s.valid_to IS NULL OR s.valid_to >= ?2) AND t.valid_from <= ?2 \
         AND (t.valid_to IS NULL OR t.valid_to >= ?2) ORDER BY t.name, t.id",
        &[subject.to_value(), day.to_value()],
    )?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Listed subjects below a division, by the division that they are registered in.
///
/// # Errors
/// What the database answers.
pub fn by_division(
    tx: &mut ReadTx<'_>,
    below: &DivisionCode,
) -> Result<Vec<(DivisionCode, u64)>, StoreError> {
    let mut filter = Filter::default();
    filter.and("listed = 1", []);
    filter.within("region", below);
    let sql = format!(
        "SELECT region, COUNT(*) FROM subject {} GROUP BY region ORDER BY region",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
