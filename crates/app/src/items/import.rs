//! A list from a table into a draft, and back: checked first, then all of it or nothing. The draft
//! goes on to be approved like any other, so a second person sees what came in.

mod plan;

use std::path::Path;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, ItemListVersionId};
use sunlot_domain::items::{Item, in_words};
use sunlot_intake::{Bounds, Column, ItemRow, Kind as FileKind, read_bounded};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_store::ReadTx;
use utoipa::{IntoParams, ToSchema};

use super::edit::writable;
use super::lists::{Difference, rows, visible_version};
use super::views::Names;
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::imports::{FindingView, measure, reader, refused_rows};
use crate::sheet;
use plan::{Planned, plan};

/// Most items of a file. The longest list known has some hundreds.
const ITEMS_MAX: u32 = 5_000;

/// Remarks that are shown of one file.
const FINDINGS_SHOWN: usize = 1_000;

/// 导入事项清单。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ListImport {
    /// 文件是完整的清单：文件中没有的事项从草稿中删除。
    pub strike_absent: bool,
    /// 核对时得到的确认码；写入时必填。
    pub confirm: Option<String>,
}

/// 清单文件与草稿的比较。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListImportView {
    /// 清单版本。
    pub list_version: String,
    /// 文件名。
    pub file_name: String,
    /// 文件的 SHA-256。
    pub file_digest: String,
    /// 编码或格式。
    pub format: String,
    /// 数据行数。
    pub rows_read: u64,
    /// 新增的事项。
    pub rows_new: u64,
    /// 修改的事项。
    pub rows_changed: u64,
    /// 从草稿删除的事项。
    pub rows_struck: u64,
    /// 没有变化的事项。
    pub rows_unchanged: u64,
    /// 重复的行。
    pub rows_duplicate: u64,
    /// 不能采用的行；有一行，整个文件就不能写入。
    pub rows_refused: u64,
    /// 提示条数。
    pub findings_total: u64,
    /// 提示，按行排列，至多 1000 条。
    pub findings: Vec<FindingView>,
    /// 逐项、逐栏的变化。
    pub changes: Vec<Difference>,
    /// 确认码：写入时带回。草稿、文件或选项变了，就须重新核对。
    pub confirm: String,
    /// 是否已经写入。
    pub applied: bool,
}

/// A file that was read.
struct Incoming {
    import: sunlot_intake::Import<ItemRow>,
    file_name: String,
    digest: Digest,
    strike_absent: bool,
}

async fn incoming(
    app: &App,
    call: &Call,
    version: ItemListVersionId,
    asked: &ListImport,
    (file_name, path): (&str, &Path),
) -> Result<Incoming, AppError> {
    // Asked before anything is read: nobody has files read for a list that is not his.
    let (cx, who) = (app.clone(), call.clone());
    app.read(move |tx| writable(&cx, &who, tx, version).map(drop)).await?;
    let (_, digest) = measure(path.to_owned()).await?;
    let (program, path) = (reader()?, path.to_owned());
    let read = move || read_bounded::<ItemRow>(&program, &path, &Bounds::default());
    let read = tokio::task::spawn_blocking(read).await;
    let import = read.map_err(|e| AppError::rule("import.reader", e.to_string()))??;
    if import.report.rows > ITEMS_MAX {
        let text =
            format!("清单至多 {ITEMS_MAX} 项，文件有 {} 行；请检查文件。", import.report.rows);
        return Err(AppError::new(Kind::Invalid, "item_list.too_many", text));
    }
    let file_name = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    Ok(Incoming { import, file_name, digest, strike_absent: asked.strike_absent })
}

/// Compares a file with a draft; writes nothing.
///
/// # Errors
/// Missing, a version that is no draft, a file that cannot be read, or what the store answers.
pub async fn check_import(
    app: &App,
    call: &Call,
    version: &str,
    asked: ListImport,
    file: (&str, &Path),
) -> Result<ListImportView, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let incoming = incoming(app, call, version, &asked, file).await?;
    let (cx, who) = (app.clone(), call.clone());
    app.read(move |tx| {
        let (list, version) = writable(&cx, &who, tx, version)?;
        Ok(plan(tx, &cx.ids(), &list, &version, &incoming)?.view)
    })
    .await
}

/// Writes a file into a draft: every row, or none.
///
/// # Errors
/// As [`check_import`]; rows that cannot be used, by row and column; another draft, file or choice
/// than was checked.
pub async fn import(
    app: &App,
    call: &Call,
    version: &str,
    asked: ListImport,
    file: (&str, &Path),
) -> Result<ListImportView, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let Some(confirm) = asked.confirm.clone() else {
        let text = "请先核对文件，再带上核对得到的确认码写入。";
        return Err(AppError::field("confirm", "item_list.import_confirm", text));
    };
    let incoming = incoming(app, call, version, &asked, file).await?;
    let (cx, who) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let (list, version) = writable(&cx, &who, tx, version)?;
        let planned = plan(tx, &cx.ids(), &list, &version, &incoming)?;
        acceptable(&planned.view, &confirm)?;
        let Planned { fresh, changed, mut view } = planned;
        tx.insert_all(&fresh)?;
        for item in changed {
            tx.save(item)?;
        }
        view.applied = true;
        let event = Event::new(Action::ItemListImported, version.id).with(described(&view));
        Ok(tx.record(event, view))
    })
    .await
}

/// Refuses what cannot be written, and says why row by row.
fn acceptable(view: &ListImportView, confirm: &str) -> Result<(), AppError> {
    if view.confirm != confirm {
        let text = "核对之后，草稿、文件或选项有了变化；请看清新的比较结果，再写入。";
        let error = AppError::new(Kind::Conflict, "item_list.import_stale", text);
        return Err(error.with(serde_json::json!({
            "expected": confirm, "found": view.confirm, "changed": view.changes,
        })));
    }
    if view.rows_refused > 0 {
        return Err(refused_rows("item_list.import_refused", view.rows_refused, &view.findings));
    }
    if view.changes.is_empty() {
        let text = "文件与草稿没有不同，无须写入。";
        return Err(AppError::new(Kind::Conflict, "item_list.import_nothing", text));
    }
    Ok(())
}

fn described(view: &ListImportView) -> Json {
    let codes = |change: &str| {
        let those = view.changes.iter().filter(|one| one.change == change);
        Json::array(those.map(|one| Json::text(&one.code)))
    };
    Json::object([
        ("added", codes("added")),
        ("changed", codes("changed")),
        ("file", Json::text(&view.file_name)),
        ("removed", codes("removed")),
        ("rows", Json::count(view.rows_read)),
        ("sha256", Json::text(&view.file_digest)),
    ])
}

/// The columns that a list file may have, as CSV to fill in.
#[must_use]
pub fn template_csv() -> String {
    let names = FileKind::Items.columns().iter().map(|column: &Column| column.zh.to_owned());
    sheet::csv(&[names.collect()])
}

/// Code first, then every field in words; as the import takes it back.
pub(super) fn lines(items: &[Item], names: &Names) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for item in items {
        let words = in_words(item.position, &item.terms, &|id| names.name(id));
        let words = words.into_iter().filter(|(field, ..)| *field != "upper");
        let (heads, cells): (Vec<_>, Vec<_>) =
            words.map(|(_, head, text)| (head.to_owned(), text)).unzip();
        if lines.is_empty() {
            lines.push(std::iter::once("事项编码".to_owned()).chain(heads).collect());
        }
        lines.push(std::iter::once(item.code.to_string()).chain(cells).collect());
    }
    lines
}

async fn exported(app: &App, call: &Call, version: &str) -> Result<Vec<Vec<String>>, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let (cx, who) = (app.clone(), call.clone());
    app.read(move |tx: &mut ReadTx<'_>| {
        let version = visible_version(&cx, &who, tx, version)?.value.id;
        let items: Vec<Item> = rows(tx, version)?.into_iter().filter(|one| !one.struck).collect();
        let names = Names::load(tx, items.iter().flat_map(Item::organs))?;
        Ok(lines(&items, &names))
    })
    .await
}

/// A version as CSV; the import reads it back.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn version_csv(app: &App, call: &Call, version: &str) -> Result<String, AppError> {
    Ok(sheet::csv(&exported(app, call, version).await?))
}

/// A version as a workbook; the import reads it back.
///
/// # Errors
/// Missing, a cell longer than a workbook holds, or what the store answers.
pub async fn version_xlsx(app: &App, call: &Call, version: &str) -> Result<Vec<u8>, AppError> {
    sheet::xlsx("抽查事项清单", &exported(app, call, version).await?)
}
