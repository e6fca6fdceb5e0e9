//! 附件2 back from a department: the filled-in table is checked first, then all of it becomes task
//! drafts of the plan, or nothing. What did not change is left alone, so that the same file twice
//! does nothing the second time.

mod cells;
mod compare;
mod quota;

use std::path::Path;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, PlanId};
use sunlot_domain::plans::{COLUMNS, NOTES, WorkPlan};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::Origin;
use sunlot_intake::{Bounds, PlanRow, read_bounded};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use super::table::ChangeView;
use super::{place, refresh_participants};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::imports::{FindingView, measure, reader, refused_rows};
use crate::{sheet, tasks, visible};
use compare::{Planned, compare};

/// Most rows of a table.
const ROWS_MAX: u32 = 500;

/// 导入附件2。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PlanImport {
    /// 核对时得到的确认码；写入时必填。
    pub confirm: Option<String>,
}

/// 附件2 文件与计划的比较。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanImportView {
    /// 计划。
    pub plan: String,
    /// 文件名。
    pub file_name: String,
    /// 文件的 SHA-256。
    pub file_digest: String,
    /// 编码或格式。
    pub format: String,
    /// 数据行数，不含表下的说明。
    pub rows_read: u64,
    /// 新增的任务。
    pub rows_new: u64,
    /// 变更的任务。
    pub rows_changed: u64,
    /// 没有变化的任务。
    pub rows_unchanged: u64,
    /// 不能采用的行；有一行，整个文件就不能写入。
    pub rows_refused: u64,
    /// 提示，按行排列。
    pub findings: Vec<FindingView>,
    /// 逐项任务、逐栏的变化。
    pub changes: Vec<ChangeView>,
    /// 确认码：写入时带回。计划、任务或文件变了，就须重新核对。
    pub confirm: String,
    /// 是否已经写入。
    pub applied: bool,
}

/// A file that was read.
pub(super) struct Incoming {
    import: sunlot_intake::Import<PlanRow>,
    file_name: String,
    digest: Digest,
}

/// The plan, when the caller may write it and it is open.
fn writable(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: PlanId,
) -> Result<Stored<WorkPlan>, AppError> {
    let stored = tx.need::<WorkPlan>(&id)?;
    visible::see(app, call, Permission::PlanRead, &place(&stored.value))?;
    app.authorize(call, Permission::PlanWrite, &place(&stored.value))?;
    if stored.value.editable() {
        return Ok(stored);
    }
    let text = format!(
        "计划现在是“{}”，不能导入；编制中的计划可以导入，已公示的请先发起调整。",
        stored.value.state.name_zh()
    );
    Err(AppError::new(Kind::Conflict, "plan.state", text))
}

async fn incoming(
    app: &App,
    call: &Call,
    id: PlanId,
    (file_name, path): (&str, &Path),
) -> Result<Incoming, AppError> {
    // Asked before anything is read: nobody has files read for a plan that is not his.
    let (cx, who) = (app.clone(), call.clone());
    app.read(move |tx| writable(&cx, &who, tx, id).map(drop)).await?;
    let (_, digest) = measure(path.to_owned()).await?;
    let (program, path) = (reader()?, path.to_owned());
    let read = move || read_bounded::<PlanRow>(&program, &path, &Bounds::default());
    let read = tokio::task::spawn_blocking(read).await;
    let import = read.map_err(|e| AppError::rule("import.reader", e.to_string()))??;
    if import.report.rows > ROWS_MAX {
        let text =
            format!("计划表至多 {ROWS_MAX} 行，文件有 {} 行；请分几个计划。", import.report.rows);
        return Err(AppError::new(Kind::Invalid, "plan_table.too_many", text));
    }
    let file_name = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    Ok(Incoming { import, file_name, digest })
}

/// Compares a filled-in table with the plan; writes nothing.
///
/// # Errors
/// Missing, a plan that is not open, a file that cannot be read, or what the store answers.
pub async fn check_import(
    app: &App,
    call: &Call,
    id: &str,
    file: (&str, &Path),
) -> Result<PlanImportView, AppError> {
    let (id, author, today) = (PlanId::parse(id)?, visible::person(call)?, app.today());
    let incoming = incoming(app, call, id, file).await?;
    let (cx, who) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = writable(&cx, &who, tx, id)?;
        Ok(compare(tx, &cx.ids(), &plan, &incoming, author, today)?.view)
    })
    .await
}

/// Writes a filled-in table into the plan: every row, or none (R-FORM-06).
///
/// # Errors
/// As [`check_import`]; rows that cannot be used, by row and column; another plan, task or file
/// than was checked.
pub async fn import(
    app: &App,
    call: &Call,
    id: &str,
    asked: PlanImport,
    file: (&str, &Path),
) -> Result<PlanImportView, AppError> {
    let (id, author, today) = (PlanId::parse(id)?, visible::person(call)?, app.today());
    let Some(confirm) = asked.confirm else {
        let text = "请先核对文件，再带上核对得到的确认码写入。";
        return Err(AppError::field("confirm", "plan_table.confirm", text));
    };
    let incoming = incoming(app, call, id, file).await?;
    let (cx, who, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let mut plan = writable(&cx, &who, tx, id)?;
        let planned = compare(tx, &ids, &plan, &incoming, author, today)?;
        acceptable(&planned.view, &confirm)?;
        let Planned { fresh, changed, mut view } = planned;
        let organ = plan.value.organ;
        for form in &fresh {
            let origin = Origin::Annual;
            let task = tasks::draft(tx, &ids, Some(&plan.value), organ, origin, author, form)?;
            tx.insert(task)?;
        }
        for task in changed {
            tx.save(task)?;
        }
        plan.value = plan.value.edit(author)?;
        tx.save(plan)?;
        refresh_participants(tx, id)?;
        view.applied = true;
        let event = Event::new(Action::PlanTableImported, id).with(described(&view));
        Ok(tx.record(event, view))
    })
    .await
}

/// Refuses what cannot be written, and says why row by row.
fn acceptable(view: &PlanImportView, confirm: &str) -> Result<(), AppError> {
    if view.confirm != confirm {
        let text = "核对之后，计划、任务或文件有了变化；请看清新的比较结果，再写入。";
        let error = AppError::new(Kind::Conflict, "plan_table.stale", text);
        return Err(error.with(serde_json::json!({ "expected": confirm, "found": view.confirm })));
    }
    if view.rows_refused > 0 {
        return Err(refused_rows("plan_table.refused", view.rows_refused, &view.findings));
    }
    if view.changes.is_empty() {
        let text = "文件与计划没有不同，无须写入。";
        return Err(AppError::new(Kind::Conflict, "plan_table.nothing", text));
    }
    Ok(())
}

fn described(view: &PlanImportView) -> Json {
    let names = |kind: &str| {
        let those = view.changes.iter().filter(|one| one.kind == kind);
        Json::array(those.map(|one| Json::text(&one.name)))
    };
    Json::object([
        ("added", names("added")),
        ("changed", names("changed")),
        ("file", Json::text(&view.file_name)),
        ("rows", Json::count(view.rows_read)),
        ("sha256", Json::text(&view.file_digest)),
    ])
}

/// The thirteen columns to fill in, with the notes below them.
///
/// # Errors
/// The writer of workbooks refuses.
pub fn template_xlsx() -> Result<Vec<u8>, AppError> {
    let mut notes: Vec<String> = NOTES.iter().map(|note| (*note).to_owned()).collect();
    notes.push(
        "抽查任务编号：新增的任务不填，由平台编号；修改已有的任务，保留原来的编号。".to_owned(),
    );
    notes.push(
        "抽查类型填“定向”或“不定向”；事项类别填“一般检查事项”或“重点检查事项”；事项填清单中的名称或编码，\
         几项之间用分号；检查主体先写发起部门；日期如 2026-04-20，一段时间写“2026-04-20 至 2026-04-24”。"
            .to_owned(),
    );
    notes.push(
        "表后可以加“抽查比例”（如 5%、不低于5%、100%）、“抽查数量”（如 20户）、“备注”三栏；比例和数量都写的，\
         按比例抽取。"
            .to_owned(),
    );
    let columns = COLUMNS.iter().map(|column| (*column).to_owned()).collect();
    sheet::official(&sheet::Official {
        title: "部门联合双随机抽查工作计划表".to_owned(),
        head: "单位：　　　　　　　　　　年度：　　　　年".to_owned(),
        columns,
        printed: COLUMNS.len(),
        rows: Vec::new(),
        notes,
    })
}
