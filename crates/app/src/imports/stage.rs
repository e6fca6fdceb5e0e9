//! The dry run of any kind of file: read chunk by chunk in a bounded process, compared, staged.

use std::path::Path;

use sunlot_domain::ids::ImportId;
use sunlot_intake::{Bounds, Finding, IntakeError, Record, Streamed, Summary, read_streaming};
use sunlot_store::imports::{self as store, StagedFinding, StagedRow};

use super::{FINDINGS_MAX, reader};
use crate::context::App;
use crate::error::AppError;

/// Rows that are compared and staged at once.
const CHUNK: usize = 2_000;

/// What a row of a kind of file would do to the registers.
pub(super) trait Compare: Sync {
    /// The typed row.
    type Row: Record + Send + 'static;

    /// What is in the registers about the rows of a chunk.
    type Known: Send + Sync;

    /// Looks up what is known.
    fn known(
        &self,
        app: &App,
        chunk: &[Streamed<Self::Row>],
    ) -> impl Future<Output = Result<Self::Known, AppError>> + Send;

    /// Compares one row.
    fn row(
        &self,
        row: Self::Row,
        known: &Self::Known,
    ) -> Result<(StagedRow, Vec<Finding>), AppError>;

    /// The typed row of a staged one.
    fn row_of(&self, staged: &StagedRow) -> Result<Self::Row, AppError>;
}

/// Compares some rows and gathers the remarks.
async fn chunk_of<C: Compare>(
    app: &App,
    comparison: &C,
    chunk: Vec<Streamed<C::Row>>,
    numbering: &mut Numbering,
) -> Result<(Vec<StagedRow>, Vec<StagedFinding>), AppError> {
    let known = comparison.known(app, &chunk).await?;
    let (mut rows, mut findings) = (Vec::with_capacity(chunk.len()), Vec::new());
    for item in chunk {
        match item {
            Streamed::Finding(finding) => numbering.keep(&mut findings, finding),
            Streamed::Refused(refused, cells) => rows.push(StagedRow {
                row_number: refused.row.into(),
                key: super::refused::key_of(refused.row),
                fate: "refused".into(),
                base_version: 0,
                body: super::refused::body_of(&cells),
                differences: "[]".into(),
            }),
            Streamed::Row(row) => {
                let (staged, remarks) = comparison.row(row, &known)?;
                rows.push(staged);
                for finding in remarks {
                    numbering.keep(&mut findings, finding);
                }
            }
        }
    }
    Ok((rows, findings))
}

/// A remark of the comparison about a row.
pub(super) fn remark(
    severity: sunlot_intake::Severity,
    row: u32,
    column: &str,
    code: &str,
    message: String,
) -> Finding {
    Finding { row, column: column.into(), severity, code: code.into(), message }
}

/// Reads the file chunk by chunk; each is compared and staged before the next is taken. Gives the
/// size of the log that the comparison saw.
pub(super) async fn read_and_stage<C: Compare>(
    app: &App,
    id: ImportId,
    path: &Path,
    comparison: &C,
) -> Result<(u64, Summary), AppError> {
    let seen = app.read(|tx| Ok(store::log_size(tx)?)).await?;
    let (send, mut receive) = tokio::sync::mpsc::channel::<Vec<Streamed<C::Row>>>(2);
    let (program, path) = (reader()?, path.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let mut chunk = Vec::with_capacity(CHUNK);
        let gone = |_| sunlot_intake::ChildError::Crashed { detail: "已中止".into() };
        let bounds = Bounds { memory_bytes: 256 << 20, ..Bounds::default() };
        let summary = read_streaming::<C::Row>(&program, &path, &bounds, &mut |item| {
            chunk.push(item);
            if chunk.len() == CHUNK {
                let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                send.blocking_send(full).map_err(gone)?;
            }
            Ok(())
        })?;
        send.blocking_send(chunk).map_err(gone)?;
        Ok::<_, IntakeError>(summary)
    });
    let mut numbering = Numbering::default();
    while let Some(chunk) = receive.recv().await {
        let (rows, findings) = chunk_of(app, comparison, chunk, &mut numbering).await?;
        app.store.stage(id, rows, findings).await?;
    }
    let summary = reading.await.map_err(|e| AppError::rule("import.reader", e.to_string()))??;
    settle(app, id, comparison, &mut numbering).await?;
    Ok((seen, summary))
}

/// Numbers the remarks of a file.
#[derive(Debug, Default)]
pub(crate) struct Numbering(u64);

impl Numbering {
    pub(crate) fn keep(&mut self, kept: &mut Vec<StagedFinding>, finding: Finding) {
        self.0 += 1;
        if self.0 > FINDINGS_MAX {
            return;
        }
        kept.push(StagedFinding {
            number: self.0,
            row_number: finding.row.into(),
            column: finding.column,
            severity: super::severity(finding.severity).into(),
            code: finding.code,
            message: finding.message,
        });
    }
}

/// Rows that speak of the same thing: one is kept, or all are refused when they contradict.
async fn settle<C: Compare>(
    app: &App,
    id: ImportId,
    comparison: &C,
    numbering: &mut Numbering,
) -> Result<(), AppError> {
    let repeated = app.read(move |tx| Ok(store::repeated(tx, id)?)).await?;
    if repeated.is_empty() {
        return Ok(());
    }
    let rows: Vec<C::Row> =
        repeated.iter().map(|row| comparison.row_of(row)).collect::<Result<_, _>>()?;
    let settled = sunlot_intake::Import::settle(rows, sunlot_intake::Report::default());
    let mut findings = Vec::new();
    for finding in settled.report.findings {
        numbering.keep(&mut findings, finding);
    }
    let kept = settled.rows.into_iter().map(Streamed::Row).collect();
    let (mut changed, more) = chunk_of(app, comparison, kept, numbering).await?;
    findings.extend(more);
    let fate = |number: u64| {
        let duplicate = settled.report.duplicates.iter().any(|d| u64::from(d.row) == number);
        if duplicate { "duplicate" } else { "refused" }
    };
    let settled: std::collections::BTreeSet<u64> =
        changed.iter().map(|row: &StagedRow| row.row_number).collect();
    changed.extend(
        repeated
            .into_iter()
            .filter(|row| !settled.contains(&row.row_number))
            .map(|row| StagedRow { fate: fate(row.row_number).into(), base_version: 0, ..row }),
    );
    app.store.restage(id, changed).await?;
    app.store.stage(id, Vec::new(), findings).await?;
    Ok(())
}
