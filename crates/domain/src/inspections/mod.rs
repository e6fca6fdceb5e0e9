//! 检查: one visit to one subject, by the teams of one organ or of several.
//!
//! Owns the life cycle from the release of a batch, or the approval of an individual case, to the
//! signed record. What comes of it (result, review, publication) is in [`crate::results`].

mod checklist;
mod error;
mod progress;
mod record;
mod state;
mod team;
mod told;

pub use checklist::{Answer, CheckMethod, Checked, CommissionUse, PointOutcome, check_item};
pub use error::InspectionError;
pub use progress::{Progress, derived};
pub use record::{RecordFacts, record_digest};
pub use state::{InspectionState, StatusOutcome};
pub use team::{
    InspectionMember, InspectionSignature, OFFICERS_MIN, enough, meets_conflict, present_of,
};
pub use told::{LATE_SECONDS_MAX, arrived_at};

use serde::{Deserialize, Serialize};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::caps::{Exemption, VisitKind};
use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{
    AccountId, CaseId, DrawId, InspectionId, InspectionItemId, InspectorId, ItemId, OrganId,
    PartId, ResultId, SubjectId, TaskId,
};
use crate::items::CheckPoint;
use crate::positions::Position;

/// One inspector of a team, as the matching gave him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Who.
    pub inspector: InspectorId,
    /// For which organ.
    pub organ: OrganId,
    /// 组长.
    pub leads: bool,
}

/// What the draw, or the approval of a case, says about one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Whom.
    pub subject: SubjectId,
    /// 事项编码, each with the organ that inspects under it.
    pub items: Vec<(String, OrganId)>,
    /// By whom.
    pub team: Vec<TeamMember>,
    /// 批次.
    pub batch: u64,
}

/// Where a visit comes from. A case is never counted as random (R-INSP-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A released batch of a draw.
    Task {
        /// The task.
        task: TaskId,
        /// The draw.
        draw: DrawId,
        /// Visits of the draw in all, over every batch: the task is not over before they are.
        drawn: u64,
    },
    /// An approved individual case, or the re-check of one.
    Case(CaseOrigin),
}

/// An individual case, as far as a visit has to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOrigin {
    /// The case.
    pub case: CaseId,
    /// Its number; visits are numbered below it.
    pub number: String,
    /// Whose it is.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// 不计入频次的理由.
    pub exemption: Option<Exemption>,
    /// 紧急情形: visited first and approved afterwards (国办发〔2024〕54号).
    pub urgent: bool,
    /// First day of the window.
    pub from: Day,
    /// Last day of the window.
    pub to: Day,
}

coded! {
    /// 检查来源.
    Source {
        /// 随机抽查.
        Task = "task", "随机抽查";
        /// 个案检查.
        Case = "case", "个案检查";
    }
}

/// 检查审批: who let it happen, before the visit (凡检查必审批).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Account.
    pub by: String,
    /// When.
    pub at: String,
    /// 意见.
    pub opinion: String,
    /// Whether the subject is told before; otherwise the notice is handed over on the spot.
    pub advance: bool,
}

/// 检查通知书.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How the check is made: code of a [`CheckMethod`] (实地、书面、网络).
    pub method: String,
    /// Given before the visit, or on the spot.
    pub advance: bool,
    /// 需要准备的材料.
    pub materials: Vec<String>,
    /// How it was delivered.
    pub delivery: String,
    /// 联系人和电话 of the organ.
    pub contact: String,
    /// Who sent it.
    pub by: String,
    /// When.
    pub at: String,
}

/// 到达: where and when, and who was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// When.
    pub at: String,
    /// When the platform was told, if that was later: there was no network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<String>,
    /// Where, in words or coordinates.
    pub place: String,
    /// Where by satellite, if the phone could say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Ids of the inspectors who were there.
    pub present: Vec<String>,
    /// 出示执法证 (行政处罚法第五十五条).
    pub certificates_shown: bool,
    /// Who was there for the subject. Personal: internal.
    pub company: String,
    /// Account that recorded it.
    pub by: String,
}

/// 当事人签字, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanySign {
    /// Signed, or refused to.
    pub signed: bool,
    /// Who signed. Personal: internal.
    pub name: String,
    /// Why it was refused.
    pub reason: String,
    /// Who saw the refusal.
    pub witness: String,
    /// What the company wants to be noted.
    pub remarks: String,
    /// Account that recorded it.
    pub by: String,
    /// When.
    pub at: String,
}

/// A visit that ended with a status, not with a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeNote {
    /// Code of a [`StatusOutcome`].
    pub code: String,
    /// What was found.
    pub note: String,
    /// Account of the inspector who found it.
    pub by: String,
    /// When.
    pub at: String,
    /// Account of the second inspector; none while it waits for him.
    pub confirmed_by: Option<String>,
}

/// 检查.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// 检查编号.
    pub number: String,
    /// 检查来源.
    pub source: Source,
    /// The task.
    pub task: Option<TaskId>,
    /// The draw.
    pub draw: Option<DrawId>,
    /// The individual case.
    pub case_file: Option<CaseId>,
    /// 检查对象.
    pub subject: SubjectId,
    /// 发起部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The other organs.
    pub participants: Vec<OrganId>,
    /// 检查类型.
    pub kind: VisitKind,
    /// 批次.
    pub batch: u64,
    /// Visits of the draw in all; 1 for a case.
    pub drawn: u64,
    /// 紧急情形: approved afterwards.
    pub urgent: bool,
    /// 不计入频次的理由.
    pub exemption: Option<Exemption>,
    /// First day on which it may be made.
    pub window_from: Day,
    /// Last day.
    pub window_to: Day,
    /// Where it stands.
    pub state: InspectionState,
    /// 审批.
    pub approval: Option<Approval>,
    /// 通知.
    pub notice: Option<Notice>,
    /// 检查码: what the company checks the visit by, without an account.
    pub visit_code: Option<String>,
    /// 到达.
    pub arrival: Option<Arrival>,
    /// Digest of the record that is signed.
    pub digest: Option<Digest>,
    /// 当事人签字.
    pub company: Option<CompanySign>,
    /// 状态类结果.
    pub outcome: Option<OutcomeNote>,
    /// Day on which the visit was over: the clock of publication starts.
    pub done_on: Option<Day>,
}

coded! {
    /// 部门部分的状态.
    PartState {
        /// The visit is not over.
        Waiting = "waiting", "待检查";
        /// 待录入.
        Ready = "ready", "待录入";
        /// 待审核.
        Entered = "entered", "待审核";
        /// 待公示.
        Passed = "passed", "待公示";
        /// 已公示.
        Published = "published", "已公示";
        /// 互认: published results of others stand for every item.
        Satisfied = "satisfied", "互认免检";
        /// Ended with a status of the subject, which has no result.
        Ended = "ended", "以状态结束";
    }
}

impl PartState {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, PartState::Published | PartState::Satisfied | PartState::Ended)
    }
}

coded! {
    /// 事项的状态 in a visit.
    ItemState {
        /// 待检查.
        Open = "open", "待检查";
        /// 已检查.
        Checked = "checked", "已检查";
        /// 提出互认.
        Proposed = "proposed", "互认待批准";
        /// 互认.
        Satisfied = "satisfied", "互认";
    }
}

/// An item that one organ inspects in a visit, with the check points of the list in force when it
/// was dispatched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionItem {
    /// Its id.
    pub id: InspectionItemId,
    /// The visit.
    pub inspection: InspectionId,
    /// What of it.
    pub part: PartId,
    /// Whose item.
    pub organ: OrganId,
    /// 事项编码.
    pub code: String,
    /// 事项名称.
    pub name: String,
    /// The row of the list version.
    pub item: ItemId,
    /// 互认: what makes it the same item elsewhere.
    pub same: SameItem,
    /// 检查要点.
    pub points: Vec<CheckPoint>,
    /// Where it stands.
    pub state: ItemState,
    /// The filled-in checklist.
    pub checked: Option<Checked>,
    /// The published result that stands for it.
    pub result: Option<ResultId>,
    /// Who proposed that.
    pub proposed_by: Option<AccountId>,
    /// Who approved it.
    pub decided_by: Option<AccountId>,
}

/// What makes two items of two lists the same (结果互认): the national code, or one taking over the
/// other, or both the same one of a superior.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameItem {
    /// 监管事项目录编码.
    pub catalogue: Option<String>,
    /// List and code of the item itself.
    pub own: String,
    /// List and code of the superior's item.
    pub upper: Option<String>,
}

impl SameItem {
    /// Whether one stands for the other.
    #[must_use]
    pub fn is(&self, other: &SameItem) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        same(&self.catalogue, &other.catalogue)
            || same(&self.upper, &other.upper)
            || self.upper.as_ref() == Some(&other.own)
            || other.upper.as_ref() == Some(&self.own)
            || self.own == other.own
    }
}

/// 补正: what is said about a record after it was signed. The record itself stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordNote {
    /// Its id.
    pub id: crate::ids::LinkId,
    /// The visit.
    pub inspection: InspectionId,
    /// The signed record that it is about.
    pub digest: Digest,
    /// What.
    pub text: String,
    /// Who.
    pub noted_by: AccountId,
    /// When.
    pub noted_at: UtcSecond,
}
