//! How a case is shown inside.

use serde::{Deserialize, Serialize};
use sunlot_domain::follow::penalties::{Payment, Penalty, PenaltyStep};
use sunlot_domain::ids::PenaltyId;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::super::causes::{self, CauseForm};
use super::super::{Noun, Seen, day_text, id_text, subject_name};
use crate::error::AppError;

/// 立案处罚案件。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PenaltyView {
    /// 标识。
    pub id: String,
    /// 案号。
    pub number: String,
    /// 部门。
    pub organ: String,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 抽查任务。
    pub task: Option<String>,
    /// 来源。
    pub cause: CauseForm,
    /// 是否来自随机抽查；个案、移送的案件不是。
    pub random: bool,
    /// 案由。
    pub matter: String,
    /// 发现线索之日。
    pub clue_on: String,
    /// 下一步的期限。
    pub due: Option<String>,
    /// 是否逾期。
    pub overdue: bool,
    /// 是否已延长核查期限。
    pub extended: bool,
    /// 立案或不予立案的日期。
    pub filed_on: Option<String>,
    /// 逾期立案的原因。
    pub late_reason: Option<String>,
    /// 处罚种类。
    pub kinds: Vec<String>,
    /// 罚款（分）。
    pub fine: u64,
    /// 没收违法所得（分）。
    pub gain: u64,
    /// 没收非法财物价值（分）。
    pub goods: u64,
    /// 处罚决定书文号。
    pub document: Option<String>,
    /// 违法事实。
    pub facts: Option<String>,
    /// 处罚依据。
    pub basis: Option<String>,
    /// 决定日期。
    pub decided_on: Option<String>,
    /// 送达日期。
    pub served_on: Option<String>,
    /// 公示日期。
    pub published_on: Option<String>,
    /// 停止公示的日期。
    pub hidden_on: Option<String>,
    /// 已缴（分）。
    pub paid: u64,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 结案方式。
    pub ending: Option<String>,
    /// 不予立案或结案的理由。
    pub end_reason: Option<String>,
    /// 结案日期。
    pub closed_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 缴款。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaymentView {
    /// 标识。
    pub id: String,
    /// 金额（分）。
    pub amount: u64,
    /// 缴款日期。
    pub paid_on: String,
    /// 票据号。
    pub receipt: String,
    /// 日志序号。
    pub log_index: u64,
}

impl PaymentView {
    pub(super) fn of(stored: Stored<Payment>) -> PaymentView {
        PaymentView {
            id: stored.value.id.to_string(),
            amount: stored.value.amount,
            paid_on: stored.value.paid_on.to_string(),
            receipt: stored.value.receipt,
            log_index: stored.log_index,
        }
    }
}

const STEPS: &[(PenaltyStep, Permission)] = &[
    (PenaltyStep::Extend, Permission::PenaltyApprove),
    (PenaltyStep::File, Permission::PenaltyApprove),
    (PenaltyStep::Decline, Permission::PenaltyApprove),
    (PenaltyStep::Decide, Permission::PenaltyWrite),
    (PenaltyStep::Return, Permission::PenaltyApprove),
    (PenaltyStep::Approve, Permission::PenaltyApprove),
    (PenaltyStep::Serve, Permission::PenaltyWrite),
    (PenaltyStep::Publish, Permission::PenaltyPublish),
    (PenaltyStep::Pay, Permission::PenaltyWrite),
    (PenaltyStep::Close, Permission::PenaltyApprove),
];

/// Whether a step can still be taken: some are taken once.
fn open(it: &Penalty, step: PenaltyStep) -> bool {
    let once = match step {
        PenaltyStep::Extend => !it.extended,
        PenaltyStep::Serve => it.served_on.is_none(),
        PenaltyStep::Publish => it.published_on.is_none() && it.publishable(),
        _ => true,
    };
    once && it.state.after(step).is_some()
}

/// The noun.
pub(crate) struct Penalties;

impl Noun for Penalties {
    type Id = PenaltyId;
    type Record = Penalty;
    type View = PenaltyView;
    const READ: Permission = Permission::FollowUpRead;

    fn place(it: &Penalty) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Penalty>,
    ) -> Result<PenaltyView, AppError> {
        let it = stored.value;
        let after = |step| open(&it, step);
        let allowed_actions = seen.allowed(&Self::place(&it), STEPS, after, |step| step.code());
        Ok(PenaltyView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            subject: it.subject.to_string(),
            subject_name: subject_name(tx, it.subject)?,
            task: id_text(it.task),
            cause: causes::shown(it.inspection, it.case_id, it.referral),
            random: it.is_random(),
            overdue: it.overdue(seen.today),
            number: it.number,
            matter: it.matter,
            clue_on: it.clue_on.to_string(),
            due: day_text(it.due),
            extended: it.extended,
            filed_on: day_text(it.filed_on),
            late_reason: it.late_reason,
            kinds: it.kinds,
            fine: it.fine,
            gain: it.gain,
            goods: it.goods,
            document: it.document,
            facts: it.facts,
            basis: it.basis,
            decided_on: day_text(it.decided_on),
            served_on: day_text(it.served_on),
            published_on: day_text(it.published_on),
            hidden_on: day_text(it.hidden_on),
            paid: it.paid,
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            ending: it.ending.map(|ending| ending.code().into()),
            end_reason: it.end_reason,
            closed_on: day_text(it.closed_on),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}
