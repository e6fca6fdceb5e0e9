//! 信用修复: use cases. The organ that listed or punished decides (R-REST-03).

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::feedback::FeedbackCause;
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::repairs::{MetCondition, Repair, RepairState, RepairStep, Target};
use sunlot_domain::follow::restrictions::Restriction;
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{Id, OrganId, PenaltyId, RepairId, RestrictionId, SubjectId};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, Stored, WriteTx};
use utoipa::ToSchema;

use super::feedback::{Given, give};
use super::restrictions::in_force;
use super::{Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

/// 一个条件和它的证明。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConditionForm {
    /// 条件代码：corrected、reported、published、reachable、served、no_repeat、pledge。
    pub condition: String,
    /// 证明材料。
    pub evidence: String,
}

/// 信用修复申请。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RepairView {
    /// 标识。
    pub id: String,
    /// 决定部门。
    pub organ: String,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 申请解除的限制。
    pub restriction: Option<String>,
    /// 申请停止公示的处罚。
    pub penalty: Option<String>,
    /// 申请事由。
    pub request: String,
    /// 已满足的条件。
    pub conditions: Vec<ConditionForm>,
    /// 申请日期。
    pub requested_on: String,
    /// 决定日期。
    pub decided_on: Option<String>,
    /// 决定理由。
    pub decision: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(RepairStep, Permission)] = &[
    (RepairStep::Grant, Permission::RestrictionApprove),
    (RepairStep::Refuse, Permission::RestrictionApprove),
];

/// The noun.
pub(crate) struct Repairs;

impl Noun for Repairs {
    type Id = RepairId;
    type Record = Repair;
    type View = RepairView;
    const READ: Permission = Permission::FollowUpRead;

    fn place(it: &Repair) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Repair>,
    ) -> Result<RepairView, AppError> {
        let it = stored.value;
        let after = |step| it.state.after(step).is_some();
        let allowed_actions = seen.allowed(&Self::place(&it), STEPS, after, |step| step.code());
        let met =
            |met: MetCondition| ConditionForm { condition: met.condition, evidence: met.evidence };
        Ok(RepairView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            subject: it.subject.to_string(),
            subject_name: super::subject_name(tx, it.subject)?,
            restriction: super::restrictions::text_of(it.restriction),
            penalty: id_text(it.penalty),
            request: it.request,
            conditions: it.conditions.into_iter().map(met).collect(),
            requested_on: it.requested_on.to_string(),
            decided_on: day_text(it.decided_on),
            decision: it.decision,
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 受理信用修复申请。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRepair {
    /// 申请解除的限制，或
    #[serde(default)]
    pub restriction: Option<String>,
    /// 申请停止公示的处罚。
    #[serde(default)]
    pub penalty: Option<String>,
    /// 申请事由。
    pub request: String,
    /// 已满足的条件和证明。
    #[serde(default)]
    pub conditions: Vec<ConditionForm>,
}

/// Whose decision it is, and about whom.
fn target_of(
    tx: &mut ReadTx<'_>,
    doing: &Doing,
    restriction: Option<RestrictionId>,
    penalty: Option<PenaltyId>,
) -> Result<(OrganId, Place, SubjectId), AppError> {
    match (restriction, penalty) {
        (Some(id), None) => {
            let it = in_force(tx, id, doing.today)?.value;
            Ok((it.organ, Place::of(it.organ, it.region), it.subject))
        }
        (None, Some(id)) => {
            let it = tx.need::<Penalty>(&id)?.value;
            if !it.is_public() {
                let text = "处罚决定现在没有公示，不需要修复。";
                return Err(AppError::rule("repair.not_public", text));
            }
            Ok((it.organ, Place::of(it.organ, it.region), it.subject))
        }
        _ => {
            let text = "请写明要修复的一条限制或一件处罚，不能都写或都不写。";
            Err(AppError::field("restriction", "repair.target", text))
        }
    }
}

/// Receives a request: by the organ that listed or punished.
///
/// # Errors
/// Fields that are wrong, something that is not in force, an organ out of reach, a second request.
pub async fn request(app: &App, call: &Call, new: NewRepair) -> Result<RepairView, AppError> {
    let restriction = new.restriction.as_deref().map(RestrictionId::parse).transpose()?;
    let penalty = new.penalty.as_deref().map(PenaltyId::parse).transpose()?;
    let request = domain::text(Word::Repair, "申请事由", &new.request, 4, 1_000)?;
    let (doing, seen) = (Doing::now(app, call)?, Seen::by(app, call));
    app.write(call, move |tx| {
        let (organ, place, subject) = target_of(tx, &doing, restriction, penalty)?;
        seen.app.authorize(&seen.call, Permission::RestrictionWrite, &place)?;
        let met = |form: ConditionForm| MetCondition {
            condition: form.condition,
            evidence: form.evidence.trim().to_owned(),
        };
        let it = Repair {
            id: doing.ids.make(),
            organ,
            region: place.region,
            subject,
            restriction,
            penalty,
            request,
            conditions: new.conditions.into_iter().map(met).collect(),
            requested_on: doing.today,
            entered_by: doing.by,
            decided_by: None,
            decided_on: None,
            decision: None,
            state: RepairState::Requested,
        };
        it.check()?;
        let event = Event::new(Action::RepairRequested, it.id);
        let stored = tx.insert(it)?;
        let view = Repairs::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists requests.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<RepairView>, AppError> {
    super::list::<Repairs>(app, call, query, page, &["requested_on", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<RepairView, AppError> {
    super::show::<Repairs>(app, call, id).await
}

/// 决定。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RepairDecision {
    /// 您看到的版本。
    pub version: u64,
    /// 处罚涉及食品、药品、特种设备。
    #[serde(default)]
    pub safety: bool,
    /// 理由。
    pub reason: String,
}

/// 准予修复: the listing is lifted, or the penalty is no longer public, in the same step.
///
/// # Errors
/// Missing, another version or state, the same person, too early, a condition that nothing proves.
pub async fn grant(
    app: &App,
    call: &Call,
    id: &str,
    asked: RepairDecision,
) -> Result<RepairView, AppError> {
    let reason = required_reason(&asked.reason)?;
    let act = Act::new(Action::RepairGranted, Permission::RestrictionApprove, asked.version);
    let act = act.because(reason.clone());
    super::act::<Repairs, _>(app, call, id, act, move |tx, doing, it| {
        let it = match (it.restriction, it.penalty) {
            (Some(listing), _) => lift(tx, doing, it, listing, reason)?,
            (None, Some(penalty)) => hide(tx, doing, it, penalty, asked.safety, reason)?,
            (None, None) => return Err(AppError::missing()),
        };
        Ok((it, nothing()))
    })
    .await
}

fn lift(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    it: Repair,
    listing: RestrictionId,
    reason: String,
) -> Result<Repair, AppError> {
    let stored: Stored<Restriction> = in_force(tx, listing, doing.today)?;
    let target = Target::Listing(stored.value.kind, stored.value.valid_from);
    let it = it.grant(doing.by, doing.today, reason.clone(), target)?;
    let lifted = stored.value.clone().lift(doing.by, doing.today, reason)?;
    let given = Given {
        cause: FeedbackCause::Restricted,
        record: it.id.to_string(),
        organ: it.organ,
        region: it.region.clone(),
        amount: 0,
        inspected: None,
        summary: format!("信用修复，解除：{}。", lifted.kind.name_zh()),
    };
    tx.save(stored.map(|_| lifted))?;
    give(tx, doing, it.subject, given)?;
    Ok(it)
}

fn hide(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    it: Repair,
    penalty: PenaltyId,
    safety: bool,
    reason: String,
) -> Result<Repair, AppError> {
    let stored = tx.need::<Penalty>(&penalty)?;
    let published_on = stored.value.published_on.unwrap_or(doing.today);
    let target = Target::Penalty { published_on, safety };
    let it = it.grant(doing.by, doing.today, reason, target)?;
    let hidden = stored.value.clone().hide(doing.today)?;
    tx.save(stored.map(|_| hidden))?;
    Ok(it)
}

/// 不予修复, with the reason.
///
/// # Errors
/// Missing, another version or state, or the same person.
pub async fn refuse(
    app: &App,
    call: &Call,
    id: &str,
    asked: RepairDecision,
) -> Result<RepairView, AppError> {
    let reason = required_reason(&asked.reason)?;
    let act = Act::new(Action::RepairRefused, Permission::RestrictionApprove, asked.version);
    let act = act.because(reason.clone());
    super::act::<Repairs, _>(app, call, id, act, |_, doing, it| {
        Ok((it.refuse(doing.by, doing.today, reason)?, nothing()))
    })
    .await
}
