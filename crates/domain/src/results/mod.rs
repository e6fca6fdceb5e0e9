//! 检查结果: what is entered, reviewed and published of a visit, and what happens to it afterwards.
//!
//! Owns the national codes, who may do what after whom, the clocks, what the public sees, and that
//! nothing that was published is ever changed or taken away silently.

mod change;
mod channel;
mod entry;
mod error;
mod masking;
mod objection;
mod rating;

pub use change::{ChangeKind, ChangeState, ResultChange};
pub use channel::{ChannelKind, ChannelState, ResultChannel};
pub use entry::{EnteredResult, InspectionPart, RESULT_TEXT_MAX, check_ended_entry, check_entry};
pub use error::ResultError;
pub use masking::{personal_data, public_name};
pub use objection::{Objection, ObjectionOutcome, ObjectionState, Via};
pub use rating::{RATING_TEXT_MAX, VisitRating};

use sunlot_sortition::time::Day;

use crate::caps::VisitKind;
use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, InspectionId, OrganId, ResultId, SubjectId, TaskId};
use crate::inspections::SameItem;

/// 公示期限: working days after the visit is over (国务院《企业信息公示暂行条例》及
/// 国办发〔2018〕118号：20 个工作日).
pub const PUBLISH_WORKING_DAYS: u32 = 20;

/// 异议受理期限 in working days. Platform default; errors on the web are put right within five
/// working days (domain 7, S50).
pub const OBJECTION_ACCEPT_WORKING_DAYS: u32 = 5;

/// 异议答复期限 in working days after acceptance. Platform default.
pub const OBJECTION_DECIDE_WORKING_DAYS: u32 = 15;

/// 互认有效期 in days: how long a published result stands for the same item of another organ.
/// Platform default; a freeze may ask for less.
pub const RECOGNITION_DAYS: i32 = 365;

coded! {
    /// 检查结果: the eight national values of public disclosure (domain 6.3).
    ResultCode {
        /// 1.
        NoProblem = "1", "未发现问题";
        /// 2.
        NotDisclosed = "2", "未按规定公示应当公示的信息";
        /// 3.
        Concealed = "3", "公示信息隐瞒真实情况、弄虚作假";
        /// 4.
        Unreachable = "4", "通过登记的住所（经营场所）无法联系";
        /// 5.
        Corrected = "5", "发现问题已责令改正";
        /// 6.
        Uncooperative = "6", "不配合检查情节严重";
        /// 7.
        NoSuchActivity = "7", "未发现开展本次抽查涉及的经营活动";
        /// 8.
        Pending = "8", "发现问题待后续处理";
    }
}

impl ResultCode {
    /// Whether the check itself took place, so that another organ may rely on it.
    #[must_use]
    pub fn took_place(self) -> bool {
        !matches!(self, ResultCode::Unreachable | ResultCode::Uncooperative)
    }

    /// Whether somebody has to act on it afterwards.
    #[must_use]
    pub fn is_problem(self) -> bool {
        !matches!(self, ResultCode::NoProblem | ResultCode::NoSuchActivity)
    }
}

coded! {
    /// 公示状态.
    ResultState {
        /// 已公示.
        Published = "published", "已公示";
        /// 已撤回: the tombstone stays.
        Withdrawn = "withdrawn", "已撤回";
    }
}

/// A published result: one item of one organ in one visit. There is no row before publication, so
/// that nothing unpublished can be read as a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// Its id.
    pub id: ResultId,
    /// The visit.
    pub inspection: InspectionId,
    /// 检查机关.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The task; none for a case.
    pub task: Option<TaskId>,
    /// 检查类型.
    pub kind: VisitKind,
    /// 检查对象.
    pub subject: SubjectId,
    /// 统一社会信用代码 or another code, as the register has it.
    pub subject_code: String,
    /// Name as the public sees it.
    pub subject_name: String,
    /// 事项编码.
    pub item_code: String,
    /// 事项名称.
    pub item_name: String,
    /// 监管事项目录编码.
    pub catalogue: Option<String>,
    /// List and code of the item.
    pub own_key: String,
    /// List and code of the superior's item.
    pub upper_key: Option<String>,
    /// 执法证号 of those who inspected; no names.
    pub certificates: Vec<String>,
    /// 抽查完成日期.
    pub inspected_on: Day,
    /// Last day for the publication; none while the year's holidays are not announced.
    pub due_on: Option<Day>,
    /// 公示日期.
    pub published_on: Day,
    /// 逾期公示.
    pub late: bool,
    /// Who entered it.
    pub entered_by: AccountId,
    /// Who reviewed it.
    pub reviewed_by: AccountId,
    /// Who published it.
    pub published_by: AccountId,
    /// 检查结果.
    pub code: ResultCode,
    /// In words, for the public.
    pub text: String,
    /// Counts the versions from 1.
    pub edition: u32,
    /// 公示状态.
    pub state: ResultState,
}

impl CheckResult {
    /// What makes its item the same elsewhere.
    #[must_use]
    pub fn same(&self) -> SameItem {
        SameItem {
            catalogue: self.catalogue.clone(),
            own: self.own_key.clone(),
            upper: self.upper_key.clone(),
        }
    }

    /// Whether it stands for the same item of another organ's visit of the same subject (结果互认,
    /// R-RES-10).
    ///
    /// # Errors
    /// [`ResultError::Recognition`] with what keeps it from that.
    pub fn stands_for(
        &self,
        subject: SubjectId,
        item: &SameItem,
        organ: OrganId,
        today: Day,
    ) -> Result<(), ResultError> {
        let refuse = |what| Err(ResultError::Recognition(what));
        if self.subject != subject {
            return refuse("该结果不是对这一检查对象的");
        }
        if self.organ == organ {
            return refuse("该结果是本部门自己的，不是其他部门的结果");
        }
        if !self.same().is(item) {
            return refuse("该结果的事项与本事项的监管事项目录编码、上级事项都不相同");
        }
        if self.state == ResultState::Withdrawn {
            return refuse("该结果已经撤回");
        }
        if !self.code.took_place() {
            return refuse("该结果说明检查没有进行，不能据以免检");
        }
        if self.inspected_on.plus(RECOGNITION_DAYS).is_none_or(|last| last < today) {
            return refuse("该结果已超过互认有效期");
        }
        Ok(())
    }
}
