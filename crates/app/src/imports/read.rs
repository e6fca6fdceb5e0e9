//! What is read of an import: the batch, its rows with what differs, its remarks.

use sunlot_domain::ids::{Id, ImportId};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::imports::{self as store, StagedFinding, StagedRow};
use sunlot_store::{ReadTx, Stored};

use super::view::view;
use super::{FindingQuery, FindingView, ImportRowView, ImportView, RowQuery};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::subjects::Sight;

/// Shows a batch.
///
/// # Errors
/// Missing, also for what is another department's; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ImportView, AppError> {
    let id = ImportId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = seen(&cx, &asked, tx, id)?;
        Ok(view(&cx, &asked, stored))
    })
    .await
}

/// A batch that the caller may see: his organ uploads or approves it.
pub(super) fn seen(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ImportId,
) -> Result<Stored<ImportBatch>, AppError> {
    let stored = tx.need::<ImportBatch>(&id)?;
    let organ = tx.need::<Organ>(&stored.value.organ)?.value;
    let place = Place::of(organ.id, organ.region);
    let may = |permission| app.authorize(call, permission, &place).is_ok();
    if may(Permission::SubjectImport) || may(Permission::SubjectImportApprove) {
        return Ok(stored);
    }
    Err(AppError::missing())
}

/// Batches of the caller's organs.
///
/// # Errors
/// What the store answers.
pub async fn list(app: &App, call: &Call, page: PageRequest) -> Result<Page<ImportView>, AppError> {
    let mut organs = Sight::of(app, call, Permission::SubjectImport).organs();
    organs.extend(Sight::of(app, call, Permission::SubjectImportApprove).organs());
    if organs.is_empty() {
        return Ok(page.answer(Vec::new(), 0));
    }
    let window = page.window()?;
    let (found, total) = app.read(move |tx| Ok(store::list(tx, &organs, window)?)).await?;
    let items = found.into_iter().map(|stored| view(app, call, stored)).collect();
    Ok(page.answer(items, total))
}

/// Rows of a batch with what differs.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn rows(
    app: &App,
    call: &Call,
    id: &str,
    query: RowQuery,
    page: PageRequest,
) -> Result<Page<ImportRowView>, AppError> {
    let id = ImportId::parse(id)?;
    let (cx, asked, window) = (app.clone(), call.clone(), page.window()?);
    let (found, total) = app
        .read(move |tx| {
            seen(&cx, &asked, tx, id)?;
            Ok(store::rows(tx, id, query.fate.as_deref(), window)?)
        })
        .await?;
    let shown = |row: StagedRow| ImportRowView {
        row: row.row_number,
        code: super::refused::code_of(&row),
        fate: row.fate,
        differences: serde_json::from_str(&row.differences).unwrap_or_default(),
    };
    Ok(page.answer(found.into_iter().map(shown).collect(), total))
}

/// Remarks about the rows of a batch.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn findings(
    app: &App,
    call: &Call,
    id: &str,
    query: FindingQuery,
    page: PageRequest,
) -> Result<Page<FindingView>, AppError> {
    let id = ImportId::parse(id)?;
    let (cx, asked, window) = (app.clone(), call.clone(), page.window()?);
    let (found, total) = app
        .read(move |tx| {
            seen(&cx, &asked, tx, id)?;
            Ok(store::findings(tx, id, query.severity.as_deref(), window)?)
        })
        .await?;
    let shown = |f: StagedFinding| FindingView {
        row: f.row_number,
        column: f.column,
        severity: f.severity,
        code: f.code,
        message: f.message,
    };
    Ok(page.answer(found.into_iter().map(shown).collect(), total))
}
