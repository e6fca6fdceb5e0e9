//! How a case is shown: inside of the organ alone, and never who complained.

use serde::{Deserialize, Serialize};
use sunlot_domain::cases::{CaseMember, CaseResult, CaseState, CaseStep, IndividualCase};
use sunlot_domain::ids::CaseId;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use crate::error::AppError;
use crate::follow::{CASE_FOLLOW_UPS, Noun, Seen, day_text, follow_ups, id_text, subject_name};

/// 被指定的执法人员。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MemberForm {
    /// 执法人员的标识。
    pub inspector: String,
    /// 是否组长。
    #[serde(default)]
    pub leads: bool,
}

/// 个案。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    /// 标识。
    pub id: String,
    /// 个案编号。
    pub number: String,
    /// 线索来源。
    pub source: String,
    /// 线索来源的中文。
    pub source_name: String,
    /// 统计上的四类来源。
    pub category: String,
    /// 来源的编号。
    pub source_number: Option<String>,
    /// 是否随机抽查：个案一律不是。
    pub random: bool,
    /// 部门。
    pub organ: String,
    /// 事发地区划。
    pub place: String,
    /// 检查对象。
    pub subject: Option<String>,
    /// 检查对象名称。
    pub subject_name: Option<String>,
    /// 涉及的事项。
    pub items: Vec<String>,
    /// 案由。
    pub matter: String,
    /// 内容。
    pub content: String,
    /// 是否登记了投诉举报人；其身份密封，须另行申请查看。
    pub has_complainant: bool,
    /// 收到的移送。
    pub referral: Option<String>,
    /// 收到日期。
    pub received_on: String,
    /// 受理或答复的期限。
    pub due: Option<String>,
    /// 是否逾期。
    pub overdue: bool,
    /// 受理日期。
    pub accepted_on: Option<String>,
    /// 不予受理的理由。
    pub accept_note: Option<String>,
    /// 并入的个案。
    pub merged_into: Option<String>,
    /// 是否紧急先行检查。
    pub emergency: bool,
    /// 紧急的理由。
    pub emergency_reason: Option<String>,
    /// 补办审批的期限。
    pub ratify_due: Option<String>,
    /// 补办审批的结果；没有办的为空。
    pub ratified: Option<bool>,
    /// 补办审批是否逾期。
    pub ratification_late: bool,
    /// 检查前批准或补办审批的日期。
    pub approved_on: Option<String>,
    /// 由领导指定的执法人员（不是随机选派）。
    pub team: Vec<MemberForm>,
    /// 指定的理由。
    pub team_reason: Option<String>,
    /// 检查。
    pub inspection: Option<String>,
    /// 处理结果。
    pub result: Option<String>,
    /// 处理结果的中文。
    pub result_name: Option<String>,
    /// 处理说明。
    pub result_note: Option<String>,
    /// 处理日期。
    pub handled_on: Option<String>,
    /// 答复日期。
    pub answered_on: Option<String>,
    /// 答复内容。
    pub answer: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 办结方式。
    pub ending: Option<String>,
    /// 办结方式的中文。
    pub ending_name: Option<String>,
    /// 办结日期。
    pub closed_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(CaseStep, Permission)] = &[
    (CaseStep::Accept, Permission::CaseWrite),
    (CaseStep::Decline, Permission::CaseWrite),
    (CaseStep::Merge, Permission::CaseWrite),
    (CaseStep::Ask, Permission::CaseWrite),
    (CaseStep::Return, Permission::CaseApprove),
    (CaseStep::Approve, Permission::CaseApprove),
    (CaseStep::Emergency, Permission::CaseWrite),
    (CaseStep::Ratify, Permission::CaseApprove),
    (CaseStep::Handle, Permission::CaseWrite),
    (CaseStep::Answer, Permission::CaseWrite),
    (CaseStep::Close, Permission::CaseApprove),
];

fn open(it: &IndividualCase, step: CaseStep) -> bool {
    let once = match step {
        CaseStep::Ratify => it.emergency && it.ratified.is_none(),
        CaseStep::Answer => it.wants_answer(),
        _ => true,
    };
    once && it.state.after(step).is_some()
}

/// The noun.
pub(crate) struct Cases;

impl Noun for Cases {
    type Id = CaseId;
    type Record = IndividualCase;
    type View = CaseView;
    const READ: Permission = Permission::CaseRead;

    fn place(it: &IndividualCase) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<IndividualCase>,
    ) -> Result<CaseView, AppError> {
        let it = stored.value;
        let place = Self::place(&it);
        let after = |step| open(&it, step);
        let mut allowed_actions = seen.allowed(&place, STEPS, after, |step| step.code());
        let editable = matches!(it.state, CaseState::Registered | CaseState::Accepted);
        if editable && seen.may(Permission::CaseWrite, &place) {
            allowed_actions.push("change".to_owned());
        }
        if it.complainant.is_some() && seen.may(Permission::CaseReveal, &place) {
            allowed_actions.push("reveal".to_owned());
        }
        // A second statement takes the place of the first.
        let open = it.state != CaseState::Closed && it.answered_on.is_none();
        if open && seen.may(Permission::CaseWrite, &place) {
            allowed_actions.push("seal".to_owned());
        }
        let confirmed = matches!(it.result, Some(CaseResult::Substantiated | CaseResult::Partly));
        if confirmed && it.closed_on.is_none() {
            allowed_actions.extend(follow_ups(&seen.app, &seen.call, &place, CASE_FOLLOW_UPS));
        }
        let member =
            |member: CaseMember| MemberForm { inspector: member.inspector, leads: member.leads };
        Ok(CaseView {
            id: it.id.to_string(),
            source: it.source.code().into(),
            source_name: it.source.name_zh().into(),
            category: it.source.category().code().into(),
            source_number: it.source_number.clone(),
            random: false,
            organ: it.organ.to_string(),
            place: it.place.as_str().into(),
            subject: id_text(it.subject),
            subject_name: it.subject.map(|id| subject_name(tx, id)).transpose()?,
            has_complainant: it.complainant.is_some(),
            referral: id_text(it.referral),
            received_on: it.received_on.to_string(),
            due: day_text(it.due),
            overdue: it.due.is_some_and(|due| seen.today > due),
            accepted_on: day_text(it.accepted_on),
            merged_into: id_text(it.merged_into),
            emergency: it.emergency,
            ratify_due: day_text(it.ratify_due),
            ratified: it.ratified,
            ratification_late: it.ratification_late(seen.today),
            approved_on: day_text(it.approved_on),
            inspection: id_text(it.inspection),
            result: it.result.map(|result| result.code().into()),
            result_name: it.result.map(|result| result.name_zh().into()),
            handled_on: day_text(it.handled_on),
            answered_on: day_text(it.answered_on),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            ending: it.ending.map(|ending| ending.code().into()),
            ending_name: it.ending.map(|ending| ending.name_zh().into()),
            closed_on: day_text(it.closed_on),
            number: it.number,
            items: it.items,
            matter: it.matter,
            content: it.content,
            accept_note: it.accept_note,
            emergency_reason: it.emergency_reason,
            team: it.team.into_iter().map(member).collect(),
            team_reason: it.team_reason,
            result_note: it.result_note,
            answer: it.answer,
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}
