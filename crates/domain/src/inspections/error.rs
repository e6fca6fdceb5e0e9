//! What can be wrong with a visit, and what the inspector should do about it.

use sunlot_sortition::time::Day;
use thiserror::Error;

/// Why a step of a visit is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum InspectionError {
    #[error("cannot {step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("approved by a member of the team")]
    TeamApproves,
    #[error("not approved")]
    NotApproved,
    #[error("approved already")]
    Approved,
    #[error("on {day}, outside of {from} to {to}")]
    Window { day: Day, from: Day, to: Day },
    #[error("inspector {code} has a conflict")]
    Conflict { code: String },
    #[error("fewer than two officers for {organ}")]
    TeamSize { organ: String },
    #[error("inspector {code} twice in a team")]
    Twice { code: String },
    #[error("inspector {code} is of another organ")]
    OtherOrgan { code: String },
    #[error("an organ without an item, or an item without a team")]
    Items,
    #[error("not of the team")]
    NotMember,
    #[error("was not there")]
    Absent,
    #[error("certificates were not shown")]
    Certificates,
    #[error("{field}: {advice}")]
    Field { field: &'static str, advice: &'static str },
    #[error("item {item}: {what}")]
    Checklist { item: String, what: String },
    #[error("notice on the spot although told before, or the other way round")]
    Advance { advance: bool },
    #[error("record changed since it was read")]
    Digest,
    #[error("signed already")]
    Signed,
    #[error("an outcome waits for the second inspector")]
    OutcomePending,
    #[error("confirmed by the one who found it")]
    SameInspector,
    #[error("no evidence")]
    Evidence,
    #[error("cap of {most} visits is reached with {used}")]
    Cap { organ: String, used: u32, most: u32 },
    #[error("recognition: {0}")]
    Recognition(&'static str),
}

impl InspectionError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            InspectionError::State { .. } => "inspection.state",
            InspectionError::TeamApproves => "inspection.team_approves",
            InspectionError::NotApproved => "inspection.not_approved",
            InspectionError::Approved => "inspection.approved",
            InspectionError::Window { .. } => "inspection.window",
            InspectionError::Conflict { .. } => "inspection.conflict",
            InspectionError::TeamSize { .. } => "inspection.team_size",
            InspectionError::Twice { .. } => "inspection.twice",
            InspectionError::OtherOrgan { .. } => "inspection.other_organ",
            InspectionError::Items => "inspection.items",
            InspectionError::NotMember => "inspection.not_member",
            InspectionError::Absent => "inspection.absent",
            InspectionError::Certificates => "inspection.certificates",
            InspectionError::Field { .. } => "inspection.field",
            InspectionError::Checklist { .. } => "inspection.checklist",
            InspectionError::Advance { .. } => "inspection.advance",
            InspectionError::Digest => "inspection.digest",
            InspectionError::Signed => "inspection.signed",
            InspectionError::OutcomePending => "inspection.outcome_pending",
            InspectionError::SameInspector => "inspection.same_inspector",
            InspectionError::Evidence => "inspection.evidence",
            InspectionError::Cap { .. } => "inspection.cap",
            InspectionError::Recognition(_) => "inspection.recognition",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let fixed = match self {
            InspectionError::State { step, state } => {
                return format!("这次检查现在是“{state}”，不能{step}；请刷新后查看。");
            }
            InspectionError::Window { day, from, to } => {
                return format!(
                    "{day} 不在检查期限 {from} 至 {to} 内；请在期限内检查，确需延期的先调整任务。"
                );
            }
            InspectionError::Conflict { code } => {
                return format!(
                    "执法人员（证号 {code}）与检查对象有回避情形，不能参加；\
                     请在抽取中办理回避，由随机数抽出接替的人。"
                );
            }
            InspectionError::TeamSize { organ } => {
                return format!(
                    "{organ}到场的执法人员不足两名（行政处罚法第四十二条）；请等第二名到场，\
                     或在抽取中办理改派。"
                );
            }
            InspectionError::Twice { code } => {
                return format!("执法人员（证号 {code}）在同一次检查中出现两次；请核对匹配结果。");
            }
            InspectionError::OtherOrgan { code } => {
                return format!("执法人员（证号 {code}）不是所写部门的人员；请核对匹配结果。");
            }
            InspectionError::Field { field, advice } => return format!("{field}：{advice}"),
            InspectionError::Checklist { item, what } => return format!("事项 {item}：{what}"),
            InspectionError::Advance { advance: true } => {
                "审批确定的是提前通知；请在到达之前送达通知书。"
            }
            InspectionError::Advance { advance: false } => {
                "审批确定的是当场通知；到达当日再出具通知书，不要提前送达。"
            }
            InspectionError::Cap { organ, used, most } => {
                return format!(
                    "{organ}本年对该对象的入户检查已计 {used} 次，达到上限 {most} 次；\
                     没有不计入理由的不能入户，请改用书面或网络方式，或报负责人。"
                );
            }
            InspectionError::Recognition(what) => return format!("结果互认：{what}"),
            InspectionError::TeamApproves => {
                "检查组成员不能批准自己的检查；请由未参加检查的负责人批准。"
            }
            InspectionError::NotApproved => {
                "检查还没有批准（凡检查必审批）；请先报负责人批准，紧急情形须在事后补批。"
            }
            InspectionError::Approved => "检查已经批准过；不需要再批。",
            InspectionError::Items => {
                "每个部门须有事项和检查组，每个事项须有所属部门；请核对抽取和匹配的结果。"
            }
            InspectionError::NotMember => "您不是本部门检查组成员，不能办理；请由检查组成员办理。",
            InspectionError::Absent => "您没有到场，不能签字；请由到场的执法人员签字。",
            InspectionError::Certificates => {
                "检查前须主动出示执法证件（行政处罚法第五十五条）；请出示后再记录到达。"
            }
            InspectionError::Digest => {
                "检查记录在您阅读之后有变动，或与签字的内容不一致；请重新阅读后再签字。"
            }
            InspectionError::Signed => "已有人签字，检查记录不能再改；确有错误的，请另作补正记录。",
            InspectionError::OutcomePending => {
                "已提出以状态结束，等第二名执法人员确认；请先确认或不同意。"
            }
            InspectionError::SameInspector => "须由检查组的另一名执法人员确认；请换人办理。",
            InspectionError::Evidence => {
                "以状态结束须先上传证据（照片、登记查询结果、送达回证等）；请上传后再办理。"
            }
        };
        fixed.to_owned()
    }
}
