//! 抽查任务: one row of 附件2, from its draft to being ready for the freeze.
//!
//! Owns what a task says, what it must say before somebody approves it, and how it becomes the
//! rules of a draw. Which subjects and items exist is told by the caller.

mod check;
mod draw;
mod ending;
mod error;
mod state;
mod terms;

pub use check::{ItemFacts, OrganFacts, TaskFacts};
pub use draw::DrawMove;
pub use error::TaskError;
pub use state::{TaskState, TaskStep};
pub use terms::{DrawSetting, FilterTerms, QuotaTerms, frame_tag, group_terms, item_terms};

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, JointVisitId, OrganId, PlanId, TaskId};
use crate::items::ItemClass;

coded! {
    /// 抽查类型.
    DrawType {
        /// Random within conditions.
        Directed = "directed", "定向";
        /// Random over the whole register.
        Undirected = "undirected", "不定向";
    }
}

coded! {
    /// 任务来源.
    Origin {
        /// A row of an annual plan.
        Annual = "annual", "年度计划";
        /// Outside of the plan, with a reason.
        Temporary = "temporary", "临时任务";
        /// 专项检查: approved by a government or a superior organ, filed.
        Special = "special", "专项检查";
    }
}

coded! {
    /// 抽查模式: who draws and who inspects.
    DrawMode {
        /// 省抽省查.
        ProvinceProvince = "province_province", "省抽省查";
        /// 省抽市查.
        ProvinceCity = "province_city", "省抽市查";
        /// 省抽县查.
        ProvinceCounty = "province_county", "省抽县查";
        /// 市抽市查.
        CityCity = "city_city", "市抽市查";
        /// 市抽县查.
        CityCounty = "city_county", "市抽县查";
        /// 县抽县查.
        CountyCounty = "county_county", "县抽县查";
    }
}

/// An item with the organ that inspects under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskItem {
    /// 事项编码.
    pub code: String,
    /// Id of the organ.
    pub organ: String,
}

/// 专项检查: by whom it was approved (国办发〔2024〕54号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialApproval {
    /// 批准机关层级: `county_government` or above, or `superior`.
    pub level: String,
    /// 批准文号.
    pub document: String,
    /// 备案号.
    pub filing: String,
}

/// What is written in the row of a task and is never searched by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskContent {
    /// 部门联合抽查事项, with the organ of each.
    pub items: Vec<TaskItem>,
    /// 抽查依据.
    pub basis: String,
    /// 抽查对象范围, in words.
    pub scope_text: String,
    /// 抽查对象范围, as conditions.
    pub filter: FilterTerms,
    /// 抽查比例 or 数量.
    pub quota: QuotaTerms,
    /// 抽查比例, as the plan prints it.
    pub ratio_text: String,
    /// 抽查数量（户）, as the plan prints it.
    pub quantity_text: String,
    /// 抽查频次: times a year.
    pub times_per_year: Option<u32>,
    /// 抽查基数.
    pub base_count: Option<u64>,
    /// 检查方式: codes of methods.
    pub methods: Vec<String>,
    /// 起止时间, first day of inspection.
    pub period_from: Option<String>,
    /// Last day of inspection.
    pub period_to: Option<String>,
    /// 抽查模式: code of a [`DrawMode`].
    pub mode: Option<String>,
    /// 组织层级、实施层级.
    pub level_text: String,
    /// 信用风险分类要求.
    pub risk_rule: String,
    /// 承办处室.
    pub office: String,
    /// 备注.
    pub remarks: String,
    /// Not inspected again within this many days.
    pub recent_days: Option<u32>,
    /// Leave out those in 包容审慎期.
    pub spare_trial: bool,
    /// Leave out those with an open case.
    pub spare_open_case: bool,
    /// Reason of a temporary task.
    pub reason: Option<String>,
    /// Approval of a special campaign.
    pub special: Option<SpecialApproval>,
}

/// 抽查任务.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Its plan; none for what is outside of the annual plan.
    pub plan: Option<PlanId>,
    /// 序号 within the plan.
    pub ordinal: u32,
    /// 抽查任务编号.
    pub number: String,
    /// 抽查任务名称.
    pub name: String,
    /// 任务来源.
    pub origin: Origin,
    /// 抽查类型.
    pub draw_type: DrawType,
    /// 抽查事项类别.
    pub item_class: ItemClass,
    /// 发起部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// 参与部门.
    pub participants: Vec<OrganId>,
    /// 计划抽取日期, first day of the window.
    pub draw_from: Day,
    /// Last day of the window.
    pub draw_to: Day,
    /// 完成时限.
    pub deadline: Day,
    /// The rest of the row.
    pub content: TaskContent,
    /// Merged with another department's task.
    pub joint_visit: Option<JointVisitId>,
    /// Where it stands.
    pub state: TaskState,
    /// Who wrote it last.
    pub author: AccountId,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
}

impl Task {
    /// Initiating organ first, then the participants.
    pub fn organs(&self) -> impl Iterator<Item = OrganId> {
        std::iter::once(self.organ).chain(self.participants.iter().copied())
    }

    /// 跨部门.
    #[must_use]
    pub fn is_joint(&self) -> bool {
        !self.participants.is_empty()
    }

    /// First and last day on which its subjects may be visited.
    #[must_use]
    pub fn window(&self) -> (Day, Day) {
        let day = |text: &Option<String>| text.as_deref().and_then(|text| Day::parse(text).ok());
        let from = day(&self.content.period_from).unwrap_or(self.draw_from);
        (from, day(&self.content.period_to).unwrap_or(self.deadline))
    }
}
