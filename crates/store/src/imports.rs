//! 导入批次: queries.

use std::collections::BTreeMap;

use sunlot_domain::ids::{ImportId, OrganId};
use sunlot_domain::imports::{ImportBatch, ImportState};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::Stored;
use crate::store::Store;
use crate::technical::{Table, TechnicalTx};
use crate::tx::ReadTx;
use crate::value::{Row, Value};

coded_columns!(ImportState);
record!(
    ImportBatch,
    "import_batch",
    id,
    kind,
    organ,
    file_name,
    file_bytes,
    file_digest,
    source,
    source_day,
    uploaded_by,
    seen_index,
    format,
    rows_read,
    rows_new,
    rows_changed,
    rows_closed,
    rows_unchanged,
    rows_foreign,
    rows_duplicate,
    rows_refused,
    findings,
    state,
    decided_by,
    undone_by,
);

/// A row of a file that was read and compared, until it is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// Row of the file.
    pub row_number: u64,
    /// What two rows that mean the same share.
    pub key: String,
    /// `new`, `changed`, `closed`, `unchanged`, `foreign`, `duplicate` or `refused`.
    pub fate: String,
    /// Version of the register's entry that it was compared with; 0 for none.
    pub base_version: u64,
    /// The typed row.
    pub body: String,
    /// What differs, for people, as JSON.
    pub differences: String,
}

/// A remark about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedFinding {
    /// Its number within the file.
    pub number: u64,
    /// Row of the file; 0 for the whole.
    pub row_number: u64,
    /// Column.
    pub column: String,
    /// `note`, `warn` or `refuse`.
    pub severity: String,
    /// Stable code.
    pub code: String,
    /// For the clerk.
    pub message: String,
}

const ROW: &[&str] =
    &["import", "row_number", "row_key", "fate", "base_version", "body", "differences"];

const FINDING: &[&str] =
    &["import", "number", "row_number", "column_name", "severity", "code", "message"];

impl Store {
    /// Keeps rows and remarks of a file aside. No event: nothing of it is in a register.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn stage(
        &self,
        import: ImportId,
        rows: Vec<StagedRow>,
        findings: Vec<StagedFinding>,
    ) -> Result<(), StoreError> {
        let id = import.to_value();
        let work = move |tx: &mut TechnicalTx<'_>| {
            let mut lines = rows.into_iter().map(|row| {
                let (number, version) = (row.row_number.to_value(), row.base_version.to_value());
                let text = Value::Text;
                let (key, fate) = (text(row.key), text(row.fate));
                let (body, differences) = (text(row.body), text(row.differences));
                vec![id.clone(), number, key, fate, version, body, differences]
            });
            tx.insert_all(Table::ImportRow, ROW, &mut lines)?;
            let mut lines = findings.into_iter().map(|f| {
                let (number, row) = (f.number.to_value(), f.row_number.to_value());
                let text = Value::Text;
                let (column, severity) = (text(f.column), text(f.severity));
                vec![id.clone(), number, row, column, severity, text(f.code), text(f.message)]
            });
            tx.insert_all(Table::ImportFinding, FINDING, &mut lines)?;
            Ok::<_, StoreError>(())
        };
        self.technical(work).await
    }

    /// Gives staged rows another fate, version or content.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn restage(&self, import: ImportId, rows: Vec<StagedRow>) -> Result<(), StoreError> {
        let work = move |tx: &mut TechnicalTx<'_>| {
            for row in rows {
                tx.update(
                    Table::ImportRow,
                    "fate = ?3, base_version = ?4, body = ?5, differences = ?6",
                    "import = ?1 AND row_number = ?2",
                    &[
                        import.to_value(),
                        row.row_number.to_value(),
                        Value::Text(row.fate),
                        row.base_version.to_value(),
                        Value::Text(row.body),
                        Value::Text(row.differences),
                    ],
                )?;
            }
            Ok::<_, StoreError>(())
        };
        self.technical(work).await
    }

    /// Forgets what was staged for a file that no batch names: its reading failed, or the process
    /// was killed in between.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn unstage(&self, import: ImportId) -> Result<(), StoreError> {
        let work = move |tx: &mut TechnicalTx<'_>| {
            for table in [Table::ImportRow, Table::ImportFinding] {
                let unnamed = "import = ?1 \
                    AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.id = ?1)";
                tx.delete(table, unnamed, &[import.to_value()])?;
            }
            Ok::<_, StoreError>(())
        };
        self.technical(work).await
    }

    /// Removes rows that were staged before an id was made and that no import names.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn unstage_before(&self, import: ImportId) -> Result<u64, StoreError> {
        let work = move |tx: &mut TechnicalTx<'_>| {
            let mut gone = 0;
            for (table, name) in
                [(Table::ImportRow, "import_row"), (Table::ImportFinding, "import_finding")]
            {
                let unnamed = format!(
                    "import < ?1 AND NOT EXISTS (SELECT 1 FROM import_batch b \
                     WHERE b.id = {name}.import)"
                );
                gone += tx.delete(table, &unnamed, &[import.to_value()])?;
            }
            Ok::<_, StoreError>(gone)
        };
        self.technical(work).await
    }
}

/// Number of entries of the log.
///
/// # Errors
/// What the database answers.
pub fn log_size(tx: &mut ReadTx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT size FROM log_head WHERE id = 1", &[])
}

/// How many staged rows have each fate.
///
/// # Errors
/// What the database answers.
pub fn fates(tx: &mut ReadTx<'_>, import: ImportId) -> Result<BTreeMap<String, u64>, StoreError> {
    let sql = "SELECT fate, COUNT(*) FROM import_row WHERE import = ?1 GROUP BY fate";
    let rows = tx.query(sql, &[import.to_value()])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Rows that share their key with another row and are in use, by key.
///
/// # Errors
/// What the database answers.
pub fn repeated(tx: &mut ReadTx<'_>, import: ImportId) -> Result<Vec<StagedRow>, StoreError> {
    staged(
        tx,
        "WHERE import = ?1 AND row_key IN (SELECT row_key FROM import_row WHERE import = ?1 \
         AND fate <> 'refused' GROUP BY row_key HAVING COUNT(*) > 1) \
         AND fate <> 'refused' ORDER BY row_key, row_number",
        &[import.to_value()],
    )
}

/// One page of staged rows; all fates when none is named.
///
/// # Errors
/// What the database answers.
pub fn rows(
    tx: &mut ReadTx<'_>,
    import: ImportId,
    fate: Option<&str>,
    window: Window,
) -> Result<(Vec<StagedRow>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and("import = {}", [import.to_value()]);
    if let Some(fate) = fate {
        filter.and("fate = {}", [fate.to_value()]);
    }
    let sql = format!("SELECT COUNT(*) FROM import_row {}", filter.clause());
    let total = tx.one(&sql, filter.params())?;
    let (limit, offset) = (window.limit, window.offset);
    let clause = filter.clause();
    let tail = format!("{clause} ORDER BY row_number LIMIT {limit} OFFSET {offset}");
    Ok((staged(tx, &tail, filter.params())?, total))
}

/// Staged rows of a fate behind a row number, a bounded number of them.
///
/// # Errors
/// What the database answers.
pub fn rows_after(
    tx: &mut ReadTx<'_>,
    import: ImportId,
    fate: &str,
    after: u64,
    limit: u32,
) -> Result<Vec<StagedRow>, StoreError> {
    let tail = format!(
        "WHERE import = ?1 AND fate = ?2 AND row_number > ?3 ORDER BY row_number LIMIT {limit}"
    );
    staged(tx, &tail, &[import.to_value(), fate.to_value(), after.to_value()])
}

/// One page of the remarks of a file.
///
/// # Errors
/// What the database answers.
pub fn findings(
    tx: &mut ReadTx<'_>,
    import: ImportId,
    severity: Option<&str>,
    window: Window,
) -> Result<(Vec<StagedFinding>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and("import = {}", [import.to_value()]);
    if let Some(severity) = severity {
        filter.and("severity = {}", [severity.to_value()]);
    }
    let sql = format!("SELECT COUNT(*) FROM import_finding {}", filter.clause());
    let total = tx.one(&sql, filter.params())?;
    let sql = format!(
        "SELECT number, row_number, column_name, severity, code, message FROM import_finding {} \
         ORDER BY row_number, number LIMIT {} OFFSET {}",
        filter.clause(),
        window.limit,
        window.offset
    );
    let read = |mut row: Row| {
        Ok(StagedFinding {
            number: row.take()?,
            row_number: row.take()?,
            column: row.take()?,
            severity: row.take()?,
            code: row.take()?,
            message: row.take()?,
        })
    };
    let found = tx.query(&sql, filter.params())?;
    Ok((found.into_iter().map(read).collect::<Result<_, StoreError>>()?, total))
}

/// Rows of a file of a kind (`register`, `inspectors`, `conflicts`) whose record was written at or
/// after an entry of the log.
///
/// # Errors
/// What the database answers.
pub fn written_since(
    tx: &mut ReadTx<'_>,
    kind: &str,
    import: ImportId,
    index: u64,
) -> Result<Vec<(u64, String)>, StoreError> {
    let (from, key) = match kind {
        "inspectors" => ("inspector s", "s.code"),
        "conflicts" => (
            "conflict s JOIN inspector p ON p.id = s.inspector JOIN subject o ON o.id = s.subject",
            "p.code || ' ' || o.code || ' ' || s.code",
        ),
        _ => ("subject s", "s.code"),
    };
    let sql = format!(
        "SELECT i.row_number, i.row_key FROM {from} JOIN import_row i \
         ON i.import = ?1 AND i.row_key = ({key}) \
         WHERE s.log_index >= ?2 AND i.fate IN ('new', 'changed', 'closed', 'unchanged') \
         ORDER BY i.row_number"
    );
    let rows = tx.query(&sql, &[import.to_value(), index.to_value()])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Batches that were uploaded before one with this id would be, and that nobody decided about.
/// Ids begin with the time at which they were made.
///
/// # Errors
/// What the database answers.
pub fn undecided_before(
    tx: &mut ReadTx<'_>,
    id: ImportId,
) -> Result<Vec<Stored<ImportBatch>>, StoreError> {
    tx.find("WHERE state = 'checked' AND id < ?1 ORDER BY id LIMIT 100", &[id.to_value()])
}

/// Forgets what was staged before an id would be made: for a batch that was refused or discarded,
/// or for none at all, because the process was killed while it read.
///
/// # Errors
/// What the database answers.
pub fn forget_staged(tx: &mut TechnicalTx<'_>, id: ImportId) -> Result<u64, StoreError> {
    let old = "import < ?1 AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.id = import \
               AND b.state IN ('checked', 'applied', 'undone'))";
    let rows = tx.delete(Table::ImportRow, old, &[id.to_value()])?;
    tx.delete(Table::ImportFinding, old, &[id.to_value()])?;
    Ok(rows)
}

/// One page of the batches of some organs, newest first.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
    window: Window,
) -> Result<(Vec<Stored<ImportBatch>>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.among("organ", organs.iter().map(Column::to_value));
    tx.page(&filter, "id DESC", window)
}

fn staged(tx: &mut ReadTx<'_>, tail: &str, params: &[Value]) -> Result<Vec<StagedRow>, StoreError> {
    let sql = format!(
        "SELECT row_number, row_key, fate, base_version, body, differences FROM import_row {tail}"
    );
    let read = |mut row: Row| {
        Ok(StagedRow {
            row_number: row.take()?,
            key: row.take()?,
            fate: row.take()?,
            base_version: row.take()?,
            body: row.take()?,
            differences: row.take()?,
        })
    };
    tx.query(&sql, params)?.into_iter().map(read).collect()
}
