//! 留痕的查阅: details of entries, by record, person, action and time.

use sunlot_domain::codes::DivisionCode;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::tx::ReadTx;
use crate::value::{Row, Value};

/// One event with its details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Index of its entry.
    pub index: u64,
    /// When.
    pub time: UtcSecond,
    /// What happened.
    pub action: String,
    /// To which record.
    pub record: String,
    /// Account; none for the public and the program itself.
    pub actor: Option<String>,
    /// Salt of its digests.
    pub salt: Vec<u8>,
    /// Details, canonical JSON.
    pub body: String,
}

/// Whose events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of accounts with one of these roles, and of the program itself.
    Roles(&'static [&'static str]),
    /// Everybody's but those of accounts with one of these roles.
    NotRoles(&'static [&'static str]),
    /// Those of accounts whose organ lies in a division, administrators left out.
    Region(DivisionCode),
}

/// Which events.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of one record.
    pub record: Option<String>,
    /// Of one account.
    pub actor: Option<String>,
    /// Of one kind.
    pub action: Option<String>,
    /// Not before.
    pub from: Option<UtcSecond>,
    /// Before.
    pub to: Option<UtcSecond>,
    /// One entry.
    pub index: Option<u64>,
    /// Any of these; all when empty.
    pub whose: Vec<Whose>,
}

const COLUMNS: &str = "idx, time, action, record, actor, salt, body";

fn logged(mut row: Row) -> Result<Logged, StoreError> {
    Ok(Logged {
        index: row.take()?,
        time: row.take()?,
        action: row.take()?,
        record: row.take()?,
        actor: row.take()?,
        salt: row.take()?,
        body: row.take()?,
    })
}

fn listed(roles: &[&str]) -> String {
    let quoted: Vec<String> = roles.iter().map(|role| format!("'{role}'")).collect();
    format!(
        "SELECT account FROM account_grant WHERE role IN ({}) \
         AND state NOT IN ('proposed', 'refused')",
        quoted.join(", ")
    )
}

impl Wanted {
    fn filter(&self) -> Filter {
        let mut filter = Filter::default();
        let same = [("record", &self.record), ("actor", &self.actor), ("action", &self.action)];
        for (column, value) in same {
            if let Some(value) = value {
                filter.and(&format!("{column} = {{}}"), [value.to_value()]);
            }
        }
        if let Some(from) = self.from {
            filter.and("time >= {}", [from.to_value()]);
        }
        if let Some(to) = self.to {
            filter.and("time < {}", [to.to_value()]);
        }
        if let Some(index) = self.index {
            filter.and("idx = {}", [index.to_value()]);
        }
        if !self.whose.is_empty() {
            let mut values: Vec<Value> = Vec::new();
            let each: Vec<String> = self.whose.iter().map(|w| w.condition(&mut values)).collect();
            filter.and(&each.join(" OR "), values);
        }
        filter
    }
}

impl Whose {
    fn condition(&self, values: &mut Vec<Value>) -> String {
        match self {
            Whose::Roles(roles) => format!("actor IS NULL OR actor IN ({})", listed(roles)),
            Whose::NotRoles(roles) => {
                format!("actor IS NULL OR actor NOT IN ({})", listed(roles))
            }
            Whose::Region(region) => {
                let prefix = region.prefix();
                values.push(Value::Text(prefix.to_owned()));
                values.push(Value::Text(format!("{prefix}~")));
                format!(
                    "actor IN (SELECT a.id FROM account a JOIN organ o ON o.id = a.organ \
                     WHERE o.region >= {{}} AND o.region < {{}}) AND actor NOT IN ({})",
                    listed(&["SA", "SO", "AA"])
                )
            }
        }
    }
}

/// One page of events, the newest first, and how many there are in all.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    wanted: &Wanted,
    window: Window,
) -> Result<(Vec<Logged>, u64), StoreError> {
    let filter = wanted.filter();
    let sql = format!("SELECT COUNT(*) FROM log_detail {}", filter.clause());
    let total = tx.one(&sql, filter.params())?;
    let sql = format!(
        "SELECT {COLUMNS} FROM log_detail {} ORDER BY idx DESC LIMIT {} OFFSET {}",
        filter.clause(),
        window.limit,
        window.offset
    );
    let rows = tx.query(&sql, filter.params())?;
    Ok((rows.into_iter().map(logged).collect::<Result<_, _>>()?, total))
}

/// What happened to one record, in order.
///
/// # Errors
/// What the database answers.
pub fn timeline(tx: &mut ReadTx<'_>, record: &str) -> Result<Vec<Logged>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM log_detail WHERE record = ?1 ORDER BY idx");
    tx.query(&sql, &[record.to_value()])?.into_iter().map(logged).collect()
}

/// Lines of the rows that an entry wrote, as they were digested.
///
/// # Errors
/// What the database answers.
pub fn row_lines(tx: &mut ReadTx<'_>, index: u64) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT table_name, row_id, digest FROM log_row WHERE idx = ?1 \
               ORDER BY table_name, row_id";
    let line = |mut row: Row| {
        let (table, id): (String, String) = (row.take()?, row.take()?);
        Ok(sunlot_record::digests::row_line(&table, &id, &row.take()?))
    };
    tx.query(sql, &[index.to_value()])?.into_iter().map(line).collect()
}

/// How many entries a request wrote; for tests of the rule that each act leaves exactly one.
///
/// # Errors
/// What the database answers.
pub fn written_by(tx: &mut ReadTx<'_>, request: &str) -> Result<u64, StoreError> {
    let mut filter = Filter::default();
    filter.contains(&["body"], &format!("\"request\":\"{request}\""));
    tx.one(&format!("SELECT COUNT(*) FROM log_detail {}", filter.clause()), filter.params())
}
