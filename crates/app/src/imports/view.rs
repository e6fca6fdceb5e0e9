//! What is shown of an import.

use serde::{Deserialize, Serialize};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::Stored;
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};

/// 导入的说明。
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct NewImport {
    /// 种类：register（检查对象）、inspectors（执法检查人员）、conflicts（回避情形）；不写为 register。
    #[serde(default)]
    pub kind: Option<String>,
    /// 为哪个部门导入。
    pub organ: String,
    /// 数据来源，例如“市场监管登记系统”。
    pub source: String,
    /// 来源日期，如 2026-03-01；不能晚于今天。
    pub source_day: String,
}

/// 导入批次, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportView {
    /// 标识。
    pub id: String,
    /// 种类。
    pub kind: String,
    /// 部门。
    pub organ: String,
    /// 文件名。
    pub file_name: String,
    /// 文件字节数。
    pub file_bytes: u64,
    /// 文件的 SHA-256。
    pub file_digest: String,
    /// 数据来源。
    pub source: String,
    /// 来源日期。
    pub source_day: String,
    /// 编码或工作簿格式。
    pub format: String,
    /// 读到的行数。
    pub rows_read: u64,
    /// 新增。
    pub rows_new: u64,
    /// 变更。
    pub rows_changed: u64,
    /// 注销、吊销、撤销、迁出。
    pub rows_closed: u64,
    /// 没有变化。
    pub rows_unchanged: u64,
    /// 由其他部门登记，不改动。
    pub rows_foreign: u64,
    /// 与文件中另一行重复。
    pub rows_duplicate: u64,
    /// 未采用。
    pub rows_refused: u64,
    /// 提示条数。
    pub findings: u64,
    /// 状态代码。
    pub state: String,
    /// 状态。
    pub state_name: String,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 处理导入。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Decision {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// 暂存的一行。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportRowView {
    /// 文件中的行号。
    pub row: u64,
    /// 代码；读不出的行为文件第一列所写，可能为空。
    pub code: String,
    /// 去向：new、changed、closed、unchanged、foreign、duplicate、refused。
    pub fate: String,
    /// 不同之处：列、原来、现在。
    pub differences: serde_json::Value,
}

/// 一页的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct RowQuery {
    /// 只看一种去向。
    pub fate: Option<String>,
}

/// 一条提示。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// 文件中的行号，0 为整个文件。
    pub row: u64,
    /// 列。
    pub column: String,
    /// 轻重：note、warn、refuse。
    pub severity: String,
    /// 稳定的代码。
    pub code: String,
    /// 发生了什么、怎么办。
    pub message: String,
}

/// 提示的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct FindingQuery {
    /// 只看一种轻重。
    pub severity: Option<String>,
}

pub(super) fn view(app: &App, call: &Call, stored: Stored<ImportBatch>) -> ImportView {
    let batch = stored.value;
    // The region plays no part: the permission reaches an organ.
    let grant = call.actor.grants.iter().find(|grant| grant.organ == batch.organ);
    let may = grant.is_some_and(|grant| {
        let place = Place::of(batch.organ, grant.region.clone());
        app.authorize(call, Permission::SubjectImportApprove, &place).is_ok()
    });
    let decide = may && batch.may_decide(call.actor.account).is_ok();
    let undo = may && batch.may_undo().is_ok();
    let actions = [("approve", decide), ("refuse", decide), ("undo", undo)];
    let allowed = actions.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned());
    ImportView {
        id: batch.id.to_string(),
        kind: batch.kind,
        organ: batch.organ.to_string(),
        file_name: batch.file_name,
        file_bytes: batch.file_bytes,
        file_digest: batch.file_digest.to_hex(),
        source: batch.source,
        source_day: batch.source_day.to_string(),
        format: batch.format,
        rows_read: batch.rows_read,
        rows_new: batch.rows_new,
        rows_changed: batch.rows_changed,
        rows_closed: batch.rows_closed,
        rows_unchanged: batch.rows_unchanged,
        rows_foreign: batch.rows_foreign,
        rows_duplicate: batch.rows_duplicate,
        rows_refused: batch.rows_refused,
        findings: batch.findings,
        state: batch.state.code().into(),
        state_name: batch.state.name_zh().into(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed.collect(),
    }
}
