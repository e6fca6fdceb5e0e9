//! 抄告、移送、移交司法: use cases, for those who send and those who receive.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::referrals::{Referral, ReferralKind, ReferralState, ReferralStep};
use sunlot_domain::follow::terms::{ACKNOWLEDGE_DAYS, JUDICIAL_DAYS};
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{Id, OrganId, ReferralId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::causes::{self, CauseForm};
use super::{Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing, working_day};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::sheet;

/// 抄告、移送、移交司法。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReferralView {
    /// 标识。
    pub id: String,
    /// 种类：notify 抄告、transfer 移送、judicial 移交司法。
    pub kind: String,
    /// 种类的中文。
    pub kind_name: String,
    /// 发出部门。
    pub organ: String,
    /// 接收部门。
    pub recipient: Option<String>,
    /// 平台外的接收单位。
    pub outside: Option<String>,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 抽查任务。
    pub task: Option<String>,
    /// 来源。
    pub cause: CauseForm,
    /// 文书编号。
    pub document: String,
    /// 事由。
    pub matter: String,
    /// 材料清单。
    pub documents: Vec<String>,
    /// 发出日期。
    pub sent_on: Option<String>,
    /// 回执期限。
    pub due: Option<String>,
    /// 是否逾期未回执。
    pub overdue: bool,
    /// 签收日期。
    pub received_on: Option<String>,
    /// 回执号。
    pub receipt: Option<String>,
    /// 回执日期。
    pub acknowledged_on: Option<String>,
    /// 退回理由。
    pub return_reason: Option<String>,
    /// 退回后的处理，或撤回理由。
    pub settlement: Option<String>,
    /// 接收部门转为的个案。
    pub opened_case: Option<String>,
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

const SENDER: &[(ReferralStep, Permission)] = &[
    (ReferralStep::Send, Permission::ReferralApprove),
    (ReferralStep::Withdraw, Permission::ReferralWrite),
    (ReferralStep::Settle, Permission::ReferralWrite),
];

const RECIPIENT: &[(ReferralStep, Permission)] = &[
    (ReferralStep::Receive, Permission::ReferralReceive),
    (ReferralStep::Acknowledge, Permission::ReferralReceive),
    (ReferralStep::Return, Permission::ReferralReceive),
    (ReferralStep::Act, Permission::ReferralReceive),
];

const OUTSIDE: &[(ReferralStep, Permission)] = &[
    (ReferralStep::Acknowledge, Permission::ReferralWrite),
    (ReferralStep::Return, Permission::ReferralWrite),
];

/// The noun.
pub(crate) struct Referrals;

impl Noun for Referrals {
    type Id = ReferralId;
    type Record = Referral;
    type View = ReferralView;
    const READ: Permission = Permission::ReferralRead;

    fn place(it: &Referral) -> Place {
        let participants = it.participants.clone();
        Place { organ: it.organ, region: it.region.clone(), participants }
    }

    /// The receiver acts for itself; what came back from a body outside is entered by the sender.
    fn acts_at(it: &Referral, permission: Permission) -> Place {
        match (permission, it.recipient) {
            (Permission::ReferralReceive, Some(organ)) => Place::of(organ, it.region.clone()),
            _ => Place::of(it.organ, it.region.clone()),
        }
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Referral>,
    ) -> Result<ReferralView, AppError> {
        let it = stored.value;
        let after = |step: ReferralStep| {
            let once = step != ReferralStep::Act || it.opened_case.is_none();
            once && it.state.after(step).is_some()
        };
        let code = |step: ReferralStep| step.code();
        let sender = Place::of(it.organ, it.region.clone());
        let mut allowed_actions = seen.allowed(&sender, SENDER, after, code);
        match it.recipient {
            Some(organ) => {
                let place = Place::of(organ, it.region.clone());
                allowed_actions.extend(seen.allowed(&place, RECIPIENT, after, code));
            }
            None => allowed_actions.extend(seen.allowed(&sender, OUTSIDE, after, code)),
        }
        Ok(ReferralView {
            id: it.id.to_string(),
            kind: it.kind.code().into(),
            kind_name: it.kind.name_zh().into(),
            organ: it.organ.to_string(),
            recipient: id_text(it.recipient),
            subject: it.subject.to_string(),
            subject_name: super::subject_name(tx, it.subject)?,
            task: id_text(it.task),
            cause: causes::shown(it.inspection, it.case_id, None),
            overdue: it.overdue(seen.today),
            outside: it.outside,
            document: it.document,
            matter: it.matter,
            documents: it.documents,
            sent_on: day_text(it.sent_on),
            due: day_text(it.due),
            received_on: day_text(it.received_on),
            receipt: it.receipt,
            acknowledged_on: day_text(it.acknowledged_on),
            return_reason: it.return_reason,
            settlement: it.settlement,
            opened_case: id_text(it.opened_case),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 提出抄告、移送、移交司法。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewReferral {
    /// 种类：notify、transfer、judicial。
    pub kind: String,
    /// 发出部门。
    pub organ: String,
    /// 来源：检查或个案。
    pub cause: CauseForm,
    /// 接收部门。
    #[serde(default)]
    pub recipient: Option<String>,
    /// 平台外的接收单位全称。
    #[serde(default)]
    pub outside: Option<String>,
    /// 文书编号。
    pub document: String,
    /// 事由。
    pub matter: String,
    /// 材料清单；移送必填。
    #[serde(default)]
    pub documents: Vec<String>,
}

/// Proposes a referral.
///
/// # Errors
/// Fields that are wrong, a cause that is not there or not the organ's, an organ out of reach.
pub async fn propose(app: &App, call: &Call, new: NewReferral) -> Result<ReferralView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let kind = ReferralKind::parse(&new.kind).ok_or_else(|| super::unknown("kind", &new.kind))?;
    let recipient = new.recipient.as_deref().map(OrganId::parse).transpose()?;
    let text =
        |field, text: &str, least, most| domain::text(Word::Referral, field, text, least, most);
    let outside = new.outside.as_deref().map(|name| text("接收单位", name, 4, 100)).transpose()?;
    let document = text("文书编号", &new.document, 4, 60)?;
    let matter = text("事由", &new.matter, 4, 1_000)?;
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, place) = super::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::ReferralWrite, &place)?;
        if let Some(recipient) = recipient {
            tx.need::<Organ>(&recipient)?;
        }
        let found = causes::find(tx, organ, &new.cause)?;
        let it = Referral {
            id: doing.ids.make(),
            kind,
            organ,
            region: home.region,
            recipient,
            participants: Vec::new(),
            outside,
            subject: found.subject,
            task: found.task,
            inspection: found.inspection,
            case_id: found.case_id,
            document,
            matter,
            documents: new.documents.iter().map(|name| name.trim().to_owned()).collect(),
            proposed_by: doing.by,
            sent_by: None,
            sent_on: None,
            due: None,
            received_by: None,
            received_on: None,
            receipt: None,
            acknowledged_by: None,
            acknowledged_on: None,
            return_reason: None,
            settlement: None,
            opened_case: None,
            state: ReferralState::Proposed,
        };
        it.check()?;
        super::ending::follows(tx, it.task)?;
        let details = Json::object([
            ("kind", Json::text(kind.code())),
            ("subject", Json::text(it.subject.to_string())),
        ]);
        let event = Event::new(Action::ReferralProposed, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Referrals::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists what was sent and what came in.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<ReferralView>, AppError> {
    super::list::<Referrals>(app, call, query, page, &["due", "sent_on", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ReferralView, AppError> {
    super::show::<Referrals>(app, call, id).await
}

/// Referrals as CSV.
///
/// # Errors
/// As [`list`], or too many of them.
pub async fn csv(app: &App, call: &Call, query: FollowQuery) -> Result<String, AppError> {
    let header =
        ["文书编号", "种类", "检查对象", "发出日期", "回执期限", "回执号", "是否逾期", "状态"];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for it in super::rows::<Referrals>(app, call, query).await? {
        lines.push(vec![
            it.document,
            it.kind_name,
            it.subject_name,
            it.sent_on.unwrap_or_default(),
            it.due.unwrap_or_default(),
            it.receipt.unwrap_or_default(),
            if it.overdue { "是" } else { "否" }.to_owned(),
            it.state_name,
        ]);
    }
    Ok(sheet::csv(&lines))
}

/// 批准并发出.
///
/// # Errors
/// Missing, another version or state, or the one who proposed it.
pub async fn send(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let act = Act::new(Action::ReferralSent, Permission::ReferralApprove, asked.version);
    super::act::<Referrals, _>(app, call, id, act, |tx, doing, it| {
        let judicial = it.kind == ReferralKind::Judicial;
        let days = if judicial { JUDICIAL_DAYS } else { ACKNOWLEDGE_DAYS };
        let due = working_day(tx, doing.today, days)?;
        Ok((it.send(doing.by, doing.today, due)?, nothing()))
    })
    .await
}

/// 撤回 before it was sent, with the reason.
///
/// # Errors
/// Missing, another version or state.
pub async fn withdraw(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::ReferralWithdrawn, Permission::ReferralWrite, asked.version);
    let act = act.because(reason.clone());
    super::act::<Referrals, _>(app, call, id, act, |_, _, it| Ok((it.withdraw(reason)?, nothing())))
        .await
}

/// 签收, by the receiving organ.
///
/// # Errors
/// Missing, another version or state.
pub async fn receive(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let act = Act::new(Action::ReferralReceived, Permission::ReferralReceive, asked.version);
    super::act::<Referrals, _>(app, call, id, act, |_, doing, it| {
        Ok((inside(it)?.receive(doing.by, doing.today)?, nothing()))
    })
    .await
}

/// 回执。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Receipt {
    /// 您看到的版本。
    pub version: u64,
    /// 回执号。
    pub receipt: String,
    /// 平台外单位的回执日期；平台内的不写。
    #[serde(default)]
    pub on: Option<String>,
}

fn inside(it: Referral) -> Result<Referral, AppError> {
    if it.recipient.is_none() {
        let text = "接收单位在平台之外；请由发出部门登记对方的回执或退回。";
        return Err(AppError::rule("referral.outside", text));
    }
    Ok(it)
}

fn outside(it: Referral) -> Result<Referral, AppError> {
    if it.recipient.is_some() {
        let text = "接收单位在平台内，由其自己签收、回执或退回。";
        return Err(AppError::rule("referral.inside", text));
    }
    Ok(it)
}

/// 回执, by the receiving organ.
///
/// # Errors
/// Missing, another version or state, as when it was acknowledged before; no receipt number.
pub async fn acknowledge(
    app: &App,
    call: &Call,
    id: &str,
    asked: Receipt,
) -> Result<ReferralView, AppError> {
    let receipt = domain::text(Word::Referral, "回执号", &asked.receipt, 1, 100)?;
    let act = Act::new(Action::ReferralAcknowledged, Permission::ReferralReceive, asked.version);
    super::act::<Referrals, _>(app, call, id, act, |_, doing, it| {
        Ok((inside(it)?.acknowledge(doing.by, doing.today, receipt)?, nothing()))
    })
    .await
}

/// The receipt of a body outside, entered by the sender.
///
/// # Errors
/// As [`acknowledge`], or a day that cannot be.
pub async fn enter_receipt(
    app: &App,
    call: &Call,
    id: &str,
    asked: Receipt,
) -> Result<ReferralView, AppError> {
    let receipt = domain::text(Word::Referral, "回执号", &asked.receipt, 1, 100)?;
    let on = asked.on.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let act = Act::new(Action::ReferralAcknowledged, Permission::ReferralWrite, asked.version);
    super::act::<Referrals, _>(app, call, id, act, move |_, doing, it| {
        if on > doing.today || it.sent_on.is_some_and(|sent| on < sent) {
            let text = "回执日期应在发出之日至今天之间。";
            return Err(AppError::field("on", "referral.receipt_day", text));
        }
        Ok((outside(it)?.acknowledge(doing.by, on, receipt)?, nothing()))
    })
    .await
}

/// 退回 with the reason, by the receiving organ.
///
/// # Errors
/// Missing, another version or state.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::ReferralReturned, Permission::ReferralReceive, asked.version);
    let act = act.because(reason.clone());
    super::act::<Referrals, _>(app, call, id, act, |_, doing, it| {
        Ok((inside(it)?.send_back(doing.by, doing.today, reason)?, nothing()))
    })
    .await
}

/// The return by a body outside, entered by the sender.
///
/// # Errors
/// As [`send_back`].
pub async fn enter_return(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::ReferralReturned, Permission::ReferralWrite, asked.version);
    let act = act.because(reason.clone());
    super::act::<Referrals, _>(app, call, id, act, |_, doing, it| {
        Ok((outside(it)?.send_back(doing.by, doing.today, reason)?, nothing()))
    })
    .await
}

/// What the sender does with what came back.
///
/// # Errors
/// Missing, another version or state, no words.
pub async fn settle(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let how = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::ReferralSettled, Permission::ReferralWrite, asked.version);
    let act = act.because(how.clone());
    super::act::<Referrals, _>(app, call, id, act, |_, _, it| Ok((it.settle(how)?, nothing())))
        .await
}

/// 转为个案: the receiving organ acts on it.
///
/// # Errors
/// Missing, another version or state, or a second time.
pub async fn open_case(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<ReferralView, AppError> {
    let act = Act::new(Action::ReferralActed, Permission::ReferralReceive, asked.version);
    super::act::<Referrals, _>(app, call, id, act, |tx, doing, it| {
        let it = inside(it)?;
        // The state is asked before anything is opened.
        it.clone().act(doing.by, doing.today, doing.ids.make())?;
        let case = crate::cases::of_referral(tx, doing, &it)?;
        let details = Json::object([("case", Json::text(case.to_string()))]);
        Ok((it.act(doing.by, doing.today, case)?, details))
    })
    .await
}
