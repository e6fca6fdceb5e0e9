//! 联合惩戒移交: a listing handed on to another department, which says what it does about it.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::restrictions::{Handoff, HandoffState, HandoffStep};
use sunlot_domain::follow::terms::ACKNOWLEDGE_DAYS;
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{HandoffId, Id, OrganId, RestrictionId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::restrictions::in_force;
use super::{Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing, working_day};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 联合惩戒移交。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoffView {
    /// 标识。
    pub id: String,
    /// 限制措施。
    pub restriction: String,
    /// 发出部门。
    pub organ: String,
    /// 接收部门。
    pub recipient: Option<String>,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 发出日期。
    pub sent_on: String,
    /// 回执期限。
    pub due: Option<String>,
    /// 是否逾期未回执。
    pub overdue: bool,
    /// 回执号。
    pub receipt: Option<String>,
    /// 采取了什么措施。
    pub applied: Option<String>,
    /// 回执日期。
    pub acknowledged_on: Option<String>,
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

/// The noun.
pub(crate) struct Handoffs;

impl Noun for Handoffs {
    type Id = HandoffId;
    type Record = Handoff;
    type View = HandoffView;
    const READ: Permission = Permission::ReferralRead;

    fn place(it: &Handoff) -> Place {
        let participants = it.participants.clone();
        Place { organ: it.organ, region: it.region.clone(), participants }
    }

    fn acts_at(it: &Handoff, _: Permission) -> Place {
        Place::of(it.recipient().unwrap_or(it.organ), it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Handoff>,
    ) -> Result<HandoffView, AppError> {
        let it = stored.value;
        let place = Self::acts_at(&it, Permission::ReferralReceive);
        let steps = &[(HandoffStep::Acknowledge, Permission::ReferralReceive)];
        let after = |step| it.state.after(step).is_some();
        let allowed_actions = seen.allowed(&place, steps, after, |step| step.code());
        Ok(HandoffView {
            id: it.id.to_string(),
            restriction: it.restriction.to_string(),
            organ: it.organ.to_string(),
            recipient: id_text(it.recipient()),
            subject: it.subject.to_string(),
            subject_name: super::subject_name(tx, it.subject)?,
            sent_on: it.sent_on.to_string(),
            overdue: it.overdue(seen.today),
            due: day_text(it.due),
            receipt: it.receipt,
            applied: it.applied,
            acknowledged_on: day_text(it.acknowledged_on),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 移交给哪个部门。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewHandoff {
    /// 接收部门。
    pub recipient: String,
}

/// Hands a listing on.
///
/// # Errors
/// Missing, not in force, to the organ itself, or to a department that has it already.
pub async fn send(
    app: &App,
    call: &Call,
    id: &str,
    new: NewHandoff,
) -> Result<HandoffView, AppError> {
    let (id, recipient) = (RestrictionId::parse(id)?, OrganId::parse(&new.recipient)?);
    let (doing, seen) = (Doing::now(app, call)?, Seen::by(app, call));
    app.write(call, move |tx| {
        let listing = in_force(tx, id, doing.today)?.value;
        let place = Place::of(listing.organ, listing.region.clone());
        seen.app.authorize(&seen.call, Permission::RestrictionWrite, &place)?;
        tx.need::<Organ>(&recipient)?;
        let known = sunlot_store::follow::handoffs(tx, id)?;
        let again = known.iter().any(|one| one.value.recipient() == Some(recipient));
        if recipient == listing.organ || again {
            let text = "请选择本部门以外、还没有移交过的部门。";
            return Err(AppError::rule("handoff.recipient", text));
        }
        let it = Handoff {
            id: doing.ids.make(),
            restriction: id,
            organ: listing.organ,
            region: listing.region,
            participants: vec![recipient],
            subject: listing.subject,
            sent_by: doing.by,
            sent_on: doing.today,
            due: Some(working_day(tx, doing.today, ACKNOWLEDGE_DAYS)?),
            receipt: None,
            applied: None,
            acknowledged_by: None,
            acknowledged_on: None,
            state: HandoffState::Sent,
        };
        let details = Json::object([("recipient", Json::text(recipient.to_string()))]);
        let event = Event::new(Action::HandoffSent, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Handoffs::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists hand-offs that were sent and that came in.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<HandoffView>, AppError> {
    super::list::<Handoffs>(app, call, query, page, &["due", "sent_on", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<HandoffView, AppError> {
    super::show::<Handoffs>(app, call, id).await
}

/// 回执。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HandoffReceipt {
    /// 您看到的版本。
    pub version: u64,
    /// 回执号。
    pub receipt: String,
    /// 采取了什么措施。
    pub applied: String,
}

/// 回执, by the receiving department.
///
/// # Errors
/// Missing, another version or state, as when it was acknowledged before.
pub async fn acknowledge(
    app: &App,
    call: &Call,
    id: &str,
    asked: HandoffReceipt,
) -> Result<HandoffView, AppError> {
    let receipt = domain::text(Word::Handoff, "回执号", &asked.receipt, 1, 100)?;
    let applied = domain::text(Word::Handoff, "采取的措施", &asked.applied, 2, 500)?;
    let act = Act::new(Action::HandoffAcknowledged, Permission::ReferralReceive, asked.version);
    super::act::<Handoffs, _>(app, call, id, act, |_, doing, it| {
        Ok((it.acknowledge(doing.by, doing.today, receipt, applied)?, nothing()))
    })
    .await
}
