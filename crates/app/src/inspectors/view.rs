//! What is shown of an inspector, and to whom.

use serde::{Deserialize, Serialize};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use super::{Sight, place};
use crate::context::{App, Call};
use crate::error::AppError;

/// 执法检查人员, as it is shown. What the person may not see is left out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectorView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 是否在岗。
    pub active: bool,
    /// 执法证今天是否有效。
    pub certified: bool,
    /// 其余内容，属个人信息；公众看不到。
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<InspectorDetails>,
    /// 版本，提出变动时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 执法检查人员的个人信息，只在部门内部显示。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectorDetails {
    /// 执法证号。
    pub code: String,
    /// 姓名；联席会议办公室只看到姓。
    pub name: String,
    /// 关联的账号。
    pub account: Option<String>,
    /// 发证机关。
    pub cert_issuer: String,
    /// 证件有效期至。
    pub cert_valid_until: String,
    /// 资质。
    pub qualifications: Vec<String>,
    /// 可检查的事项编码；空为本部门全部事项。
    pub items: Vec<String>,
    /// 执法区域；空为不限。
    pub regions: Vec<String>,
    /// 任务上限。
    pub cap: Option<u32>,
    /// 工作量系数，百分之几。
    pub weight: u32,
    /// 可任组长。
    pub lead: bool,
    /// 检查小组。
    pub team: String,
    /// 使用本平台之前已派次数。
    pub prior: u32,
    /// 本次记载自哪天起有效。
    pub valid_from: String,
}

/// 执法检查人员列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct InspectorQuery {
    /// 姓名或证号的一部分。
    pub q: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 可在这个区划（或其一部分）执法。
    pub region: Option<String>,
    /// 具有这项资质。
    pub qualification: Option<String>,
    /// 执法证在这一天仍有效。
    pub valid_on: Option<String>,
    /// 执法证在这一天或之前到期。
    pub expiring_by: Option<String>,
    /// 也列出已离岗的。
    pub left: bool,
    /// 查某一天的名录，如 2026-01-31。
    pub on: Option<String>,
    /// 按日志到第几条为止的记载查（与 on 同用）。
    pub known: Option<u64>,
}

/// 能否参加匹配的问题。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct EligibilityQuery {
    /// 哪一天；不写为今天。
    pub day: Option<String>,
    /// 部门（只用于列表）。
    pub organ: Option<String>,
    /// 事项编码，多个用逗号分隔，有其一即可。
    pub items: Option<String>,
    /// 在哪个区划检查。
    pub region: Option<String>,
    /// 检查哪个对象；区划不写时取其区划。
    pub subject: Option<String>,
    /// 只列出能（true）或不能（false）参加的（只用于列表）。
    pub eligible: Option<bool>,
}

/// 能否参加匹配，以及第一个理由。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EligibilityView {
    /// 人员。
    pub inspector: String,
    /// 执法证号。
    pub code: String,
    /// 姓名。
    pub name: String,
    /// 哪一天。
    pub day: String,
    /// 能否参加。
    pub eligible: bool,
    /// 不能参加的理由代码。
    pub reason: Option<String>,
    /// 不能参加的理由。
    pub message: Option<String>,
}

pub(super) fn view(
    app: &App,
    call: &Call,
    sight: &Sight,
    tx: &mut ReadTx<'_>,
    stored: Stored<Inspector>,
) -> Result<InspectorView, AppError> {
    let it = stored.value;
    let organ = tx.need::<Organ>(&it.organ)?.value;
    let inside = sight.sees(&it, &organ.region);
    let may_write = app.may(call, Permission::InspectorWrite, &place(&organ));
    let own = call.actor.account.is_some() && call.actor.account == it.account;
    let may_declare =
        own && it.active && app.may(call, Permission::ConflictDeclare, &place(&organ));
    let actions = [
        ("propose_change", may_write),
        ("record_leave", may_write && it.active),
        ("declare_conflict", may_declare),
    ];
    let allowed = actions.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned());
    Ok(InspectorView {
        id: it.id.to_string(),
        organ: organ.id.to_string(),
        organ_name: organ.name,
        active: it.active,
        certified: it.active && it.cert_valid_until >= app.today(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed.collect(),
        details: inside.then(|| details(sight, it)),
    })
}

/// The personal data, with the name as the caller may read it.
pub(super) fn details(sight: &Sight, it: Inspector) -> InspectorDetails {
    InspectorDetails {
        name: sight.name(&it.name),
        code: it.code,
        account: it.account.map(|id| id.to_string()),
        cert_issuer: it.cert_issuer,
        cert_valid_until: it.cert_valid_until.to_string(),
        qualifications: it.qualifications,
        items: it.items,
        regions: it.regions.iter().map(|code| code.as_str().to_owned()).collect(),
        cap: it.cap,
        weight: it.weight,
        lead: it.lead,
        team: it.team,
        prior: it.prior,
        valid_from: it.valid_from.to_string(),
    }
}
