//! 标识: one id type for each noun, so that no plan is looked up with the id of a task.
//!
//! An id is a UUID of version 7 (RFC 9562): ascending in time, which keeps indexes compact, and
//! with 74 random bits, so that nobody finds a record by counting. Owns the form alone; time and
//! randomness come in as arguments.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

/// A text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is not an id")]
pub struct IdError {
    /// What was written.
    pub text: String,
}

impl IdError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        "id.form"
    }

    /// What happened and what to do.
    pub fn message_zh(&self) -> String {
        format!("“{}”不是有效的标识；请从列表或链接中重新进入。", self.text)
    }
}

/// What every id type can do.
pub trait Id: Sized + Clone + Eq + Ord + fmt::Display {
    /// An id from the milliseconds since 1970 and ten random bytes.
    fn new(unix_ms: u64, random: &[u8; 10]) -> Self;

    /// Reads the hyphenated lower-case form.
    ///
    /// # Errors
    /// [`IdError`] for any other text.
    fn parse(text: &str) -> Result<Self, IdError>;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl Id for $name {
            fn new(unix_ms: u64, random: &[u8; 10]) -> Self {
                $name(uuid::Builder::from_unix_timestamp_millis(unix_ms, random).into_uuid())
            }

            fn parse(text: &str) -> Result<Self, IdError> {
                let refused = || IdError { text: text.to_owned() };
                let uuid = Uuid::parse_str(text).map_err(|_| refused())?;
                let id = $name(uuid);
                if id.to_string() == text { Ok(id) } else { Err(refused()) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.as_hyphenated())
            }
        }
    )*};
}

ids! {
    /// 账号.
    AccountId
    /// 授权: one role in one scope.
    GrantId
    /// 口令, current or past.
    PasswordId
    /// 第二因素.
    FactorId
    /// 恢复代码.
    RecoveryCodeId
    /// 登录会话, as a person sees it in the list of sessions.
    SessionId
    /// 部门: a department, an office or another organ.
    OrganId
    /// 联席会议.
    ConferenceId
    /// 联席会议成员单位 in one period.
    MembershipId
    /// 联席会议中一人的一段任职.
    PostId
    /// 联席会议的季度会议.
    MeetingId
    /// 会议的待办事项.
    MatterId
    /// 培训、宣传、经验的一条记录.
    ActivityId
    /// 考核目标.
    TargetId
    /// 检查对象.
    SubjectId
    /// 标签.
    TagId
    /// 执法检查人员.
    InspectorId
    /// 执法检查人员的一次变动.
    InspectorChangeId
    /// 导入批次.
    ImportId
    /// 抽查事项清单.
    ItemListId
    /// 抽查事项清单的一个版本.
    ItemListVersionId
    /// 抽查事项.
    ItemId
    /// 检查依据的立改废释.
    LawChangeId
    /// 年度抽查计划.
    PlanId
    /// 报告.
    ReportId
    /// 报告的一次报送.
    HandInId
    /// 抽查任务.
    TaskId
    /// 合并进户.
    JointVisitId
    /// 备案.
    FilingId
    /// 一次检查: one visit to one subject.
    InspectionId
    /// 抽取.
    DrawId
    /// 质疑.
    ChallengeId
    /// 个案.
    CaseId
    /// 检查的部门部分: what one organ does in a visit.
    PartId
    /// 检查的事项: one item that one organ inspects in a visit.
    InspectionItemId
    /// 检查证据.
    EvidenceId
    /// 受委托的专业机构.
    InstitutionId
    /// 已公示的检查结果.
    ResultId
    /// 检查结果的更正或撤回.
    ResultChangeId
    /// 异议.
    ObjectionId
    /// 责令改正.
    RectificationId
    /// 立案处罚.
    PenaltyId
    /// 抄告、移送、移交司法.
    ReferralId
    /// 限制措施: 列异、严重违法失信、联合惩戒.
    RestrictionId
    /// 联合惩戒移交.
    HandoffId
    /// 信用修复.
    RepairId
    /// 无证无照经营.
    UnlicensedId
    /// 专项检查建议.
    CampaignId
    /// A row of a relation that nobody addresses by itself.
    LinkId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_form_is_read_back_and_no_other() {
        let id = PlanId::new(1_774_000_000_000, &[7; 10]);
        assert_eq!(PlanId::parse(&id.to_string()), Ok(id));
        assert!(PlanId::parse(&id.to_string().to_uppercase()).is_err());
        assert!(PlanId::parse("").is_err());
    }

    #[test]
    fn later_ids_are_greater() {
        assert!(PlanId::new(1, &[255; 10]) < PlanId::new(2, &[0; 10]));
    }
}
