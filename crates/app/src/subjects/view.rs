//! What is shown of a subject, and to whom.

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::OrganId;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::{SubjectEntry, masked_name};
use sunlot_domain::roles::{Place, Reach, Role};
use sunlot_store::Stored;
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::positions::{Coordinates, PositionView};

/// 检查对象, as it is shown. What the person may not see is left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SubjectView {
    /// 标识。
    pub id: String,
    /// 统一社会信用代码或其他编号。
    pub code: String,
    /// 编号的可信程度：verified、check_failed、old_number、assigned。
    pub verdict: String,
    /// 名称。
    pub name: String,
    /// 种类代码。
    pub kind: String,
    /// 种类。
    pub kind_name: String,
    /// 区划代码，尽量到乡镇。
    pub region: String,
    /// 登记状态代码。
    pub status: String,
    /// 登记状态。
    pub status_name: String,
    /// 其余内容；公众看不到。
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<SubjectDetails>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 检查对象的其余内容，只在部门内部显示。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SubjectDetails {
    /// 登记部门：谁审批、谁监管。
    pub organ: String,
    /// 行业代码。
    pub industry: String,
    /// 经营范围。
    pub business_scope: String,
    /// 责任主体。
    pub responsible: Option<String>,
    /// 信用风险分类，只供内部使用。
    pub risk_class: Option<String>,
    /// 分类月份。
    pub risk_month: Option<String>,
    /// 包容审慎期。
    pub trial: bool,
    /// 在办案件。
    pub pending_case: bool,
    /// 本年已查次数（来源所载）。
    pub visits: u32,
    /// 最近检查日期（来源所载）。
    pub last_inspected: Option<String>,
    /// 位置；只在单独查看一个对象时给出，不知道的为空。
    pub position: Option<PositionView>,
    /// 是否在库。
    pub listed: bool,
    /// 数据来源。
    pub source: String,
    /// 来源日期。
    pub source_day: String,
    /// 本次记载自哪天起有效。
    pub valid_from: String,
}

/// 检查对象的内容。
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SubjectFacts {
    /// 名称。
    pub name: String,
    /// 种类代码。
    pub kind: String,
    /// 区划代码，6 位县或 9 位乡镇。
    pub region: String,
    /// GB/T 4754 行业代码，不详留空。
    pub industry: String,
    /// 登记状态代码；不写为 live。
    pub status: Option<String>,
    /// 经营范围。
    pub business_scope: String,
    /// 责任主体的标识；产品、项目、场所、设备、行为必填。
    pub responsible: Option<String>,
    /// 信用风险分类 A 至 D。
    pub risk_class: Option<String>,
    /// 分类月份，如 2026-03。
    pub risk_month: Option<String>,
    /// 包容审慎期。
    pub trial: bool,
    /// 在办案件。
    pub pending_case: bool,
    /// 数据来源。
    pub source: String,
    /// 来源日期；不写为今天。
    pub source_day: Option<String>,
    /// 自哪天起是这样；不写为今天，不能晚于今天。
    pub valid_from: Option<String>,
}

/// 新检查对象。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewSubject {
    /// 统一社会信用代码、旧注册号或 `种类:登记机关:编号`。
    pub code: String,
    /// 登记部门。
    pub organ: String,
    /// 内容。
    #[serde(flatten)]
    pub facts: SubjectFacts,
    /// 理由。
    pub reason: String,
}

/// 检查对象的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SubjectChange {
    /// 您看到的版本。
    pub version: u64,
    /// 内容，全部写出。
    #[serde(flatten)]
    pub facts: SubjectFacts,
    /// 理由。
    pub reason: String,
}

/// 移出名录。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Delisting {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// 位置更正：原先不知道的补上，不对的改正。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PositionCorrection {
    /// 经纬度。
    #[serde(flatten)]
    pub position: Coordinates,
    /// 理由。
    pub reason: String,
}

/// 检查对象列表的条件。
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(default)]
pub struct SubjectQuery {
    /// 名称的一部分，或代码的开头。
    pub q: Option<String>,
    /// 种类代码，多个用逗号分隔。
    pub kind: Option<String>,
    /// 区划代码，包含其下级，多个用逗号分隔。
    pub region: Option<String>,
    /// 行业代码或门类的开头，多个用逗号分隔。
    pub industry: Option<String>,
    /// 标签的标识，须同时具有，多个用逗号分隔。
    pub tag: Option<String>,
    /// 信用风险分类，`-` 为未分类，多个用逗号分隔。
    pub risk: Option<String>,
    /// 经营范围中的文字，多个用逗号分隔，有其一即可。
    pub scope: Option<String>,
    /// 登记状态代码，多个用逗号分隔。
    pub status: Option<String>,
    /// 登记部门。
    pub organ: Option<String>,
    /// 也列出已移出名录的。
    pub delisted: bool,
    /// 查某一天的名录，如 2026-01-31。
    pub on: Option<String>,
    /// 按日志到第几条为止的记载查（与 on 同用）。
    pub known: Option<u64>,
}

/// 一页检查对象。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SubjectPage {
    /// 各行。
    pub items: Vec<SubjectView>,
    /// 共有多少。
    pub total: u64,
    /// 总数是否准确；按名称查找很常见的字时只给上限。
    pub total_exact: bool,
    /// 第几页。
    pub page: u32,
    /// 每页行数。
    pub page_size: u32,
}

/// 名录健康: one owner.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HealthView {
    /// 登记部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 在库数。
    pub size: u64,
    /// 超过 90 天没有核对来源。
    pub stale: u64,
    /// 已注销、吊销、撤销或迁出。
    pub closed: u64,
    /// 没有统一社会信用代码。
    pub without_code: u64,
    /// 代码校验不符。
    pub check_failed: u64,
    /// 没有乡镇。
    pub without_township: u64,
    /// 没有标签。
    pub without_tag: u64,
    /// 没有明确监管责任。
    pub without_duty: u64,
}

/// How much of the register somebody sees.
pub(crate) struct Sight {
    pub(crate) public: bool,
    masked: bool,
    pub(crate) regions: Vec<DivisionCode>,
    pub(super) organs: Vec<OrganId>,
}

impl Sight {
    pub(crate) fn of(app: &App, call: &Call, permission: Permission) -> Sight {
        let scopes = app.policy.scopes(&call.actor, permission);
        let mut sight =
            Sight { public: true, masked: true, regions: Vec::new(), organs: Vec::new() };
        for (reach, grant) in scopes {
            match reach {
                Reach::Region => sight.regions.push(grant.region.clone()),
                Reach::Organ | Reach::Joint => sight.organs.push(grant.organ),
                Reach::All => sight.regions.push(grant.region.clone()),
                Reach::Own | Reach::Published => continue,
            }
            sight.public = false;
            sight.masked &= grant.role == Role::ConferenceOffice;
        }
        sight
    }

    /// Organs whose things are seen.
    pub(crate) fn organs(self) -> Vec<OrganId> {
        self.organs
    }

    pub(crate) fn sees(&self, entry: &SubjectEntry) -> bool {
        let inside = |r: &DivisionCode| entry.region.as_str().starts_with(r.prefix());
        self.regions.iter().any(inside) || self.organs.contains(&entry.organ)
    }

    /// Divisions that are asked for and may be seen. `None` when nothing is left.
    pub(crate) fn narrow(&self, asked: Vec<DivisionCode>) -> Option<Vec<DivisionCode>> {
        if self.public || self.regions.is_empty() {
            return Some(asked);
        }
        if asked.is_empty() {
            return Some(self.regions.clone());
        }
        let mut left = Vec::new();
        for want in &asked {
            for may in &self.regions {
                if want.as_str().starts_with(may.prefix()) {
                    left.push(want.clone());
                } else if may.as_str().starts_with(want.prefix()) {
                    left.push(may.clone());
                }
            }
        }
        left.sort();
        left.dedup();
        (!left.is_empty()).then_some(left)
    }
}

pub(super) fn view(
    app: &App,
    call: &Call,
    sight: &Sight,
    stored: Stored<SubjectEntry>,
) -> SubjectView {
    let entry = stored.value;
    let inside = !sight.public && sight.sees(&entry);
    let place = Place::of(entry.organ, entry.region.clone());
    let may_write = app.authorize(call, Permission::SubjectWrite, &place).is_ok();
    let mut actions: Vec<&str> = match (may_write, entry.listed) {
        (true, true) => vec!["change", "locate", "delist"],
        (true, false) => vec!["change"],
        (false, _) => Vec::new(),
    };
    // For which tags and items is asked when they are named: each organ speaks for its own.
    let somewhere = |permission| !app.policy.scopes(&call.actor, permission).is_empty();
    if inside && somewhere(Permission::TagWrite) {
        actions.push("tag");
    }
    if inside && somewhere(Permission::SubjectWrite) {
        actions.push("duty");
    }
    let name = if inside && sight.masked {
        masked_name(entry.kind, &entry.name)
    } else {
        entry.name.clone()
    };
    SubjectView {
        id: entry.id.to_string(),
        code: entry.code.as_str().into(),
        verdict: entry.verdict.code().into(),
        name,
        kind: entry.kind.code().into(),
        kind_name: entry.kind.name_zh().into(),
        region: entry.region.as_str().into(),
        status: entry.status.code().into(),
        status_name: entry.status.name_zh().into(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.into_iter().map(str::to_owned).collect(),
        details: inside.then(|| details(entry)),
    }
}

fn details(entry: SubjectEntry) -> SubjectDetails {
    SubjectDetails {
        organ: entry.organ.to_string(),
        industry: entry.industry,
        business_scope: entry.business_scope,
        responsible: entry.responsible.map(|id| id.to_string()),
        risk_class: entry.risk_class.map(|class| class.letter().into()),
        risk_month: entry.risk_month,
        trial: entry.trial,
        pending_case: entry.pending_case,
        visits: entry.visits,
        last_inspected: entry.last_inspected.map(|day| day.to_string()),
        position: None,
        listed: entry.listed,
        source: entry.source,
        source_day: entry.source_day.to_string(),
        valid_from: entry.valid_from.to_string(),
    }
}
