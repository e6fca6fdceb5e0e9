//! 立案处罚: use cases.

mod view;

pub use view::{PaymentView, PenaltyView};

use serde::Deserialize;
use serde_json::Value;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::follow::feedback::FeedbackCause;
use sunlot_domain::follow::penalties::{Decision, Payment, Penalty, PenaltyEnd, PenaltyState};
use sunlot_domain::follow::terms::{FILING_DAYS, FILING_EXTENSION_DAYS, PENALTY_PUBLICATION_DAYS};
use sunlot_domain::follow::{self as domain, Noun as Word, yuan};
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{StoreError, follow as store};
use utoipa::ToSchema;

pub(crate) use view::Penalties;

use super::causes::{self, CauseForm};
use super::feedback::{Given, give_case};
use super::{Act, Doing, FollowQuery, Noun, Seen, amount, nothing, working_day};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::sheet;

/// 申请立案。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPenalty {
    /// 部门。
    pub organ: String,
    /// 来源。
    pub cause: CauseForm,
    /// 案由。
    pub matter: String,
    /// 发现线索之日；不写为今天。
    #[serde(default)]
    pub clue_on: Option<String>,
}

/// Proposes to file a case.
///
/// # Errors
/// Fields that are wrong, a cause that is not there or not the organ's, an organ out of reach, a
/// year whose holidays are not announced.
pub async fn propose(app: &App, call: &Call, new: NewPenalty) -> Result<PenaltyView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let clue_on = new.clue_on.as_deref().map_or(Ok(doing.today), Day::parse)?;
    if clue_on > doing.today {
        return Err(AppError::field("clue_on", "penalty.future", "发现线索之日不能晚于今天。"));
    }
    let matter = domain::text(Word::Penalty, "案由", &new.matter, 4, 200)?;
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, place) = super::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::PenaltyWrite, &place)?;
        let found = causes::find(tx, organ, &new.cause)?;
        let year = year_of(doing.today);
        let county = home.region.as_str().get(..6).unwrap_or_default().to_owned();
        let ordinal = store::next_in_series(tx, &format!("penalty:{county}-{year}"))?;
        let it = Penalty {
            id: doing.ids.make(),
            number: format!("LA{county}{year}{ordinal:05}"),
            organ,
            region: home.region,
            subject: found.subject,
            task: found.task,
            inspection: found.inspection,
            case_id: found.case_id,
            referral: found.referral,
            matter,
            clue_on,
            due: Some(working_day(tx, clue_on, FILING_DAYS)?),
            extended: false,
            proposed_by: doing.by,
            filed_by: None,
            filed_on: None,
            late_reason: None,
            kinds: Vec::new(),
            fine: 0,
            gain: 0,
            goods: 0,
            document: None,
            facts: None,
            basis: None,
            decision_by: None,
            decided_by: None,
            decided_on: None,
            served_on: None,
            published_on: None,
            hidden_on: None,
            paid: 0,
            state: PenaltyState::Proposed,
            ending: None,
            end_reason: None,
            closed_by: None,
            closed_on: None,
        };
        super::ending::follows(tx, it.task)?;
        let details = Json::object([
            ("number", Json::text(&it.number)),
            ("subject", Json::text(it.subject.to_string())),
        ]);
        let event = Event::new(Action::PenaltyProposed, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Penalties::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists cases.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<PenaltyView>, AppError> {
    super::list::<Penalties>(app, call, query, page, &["number", "due", "clue_on", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<PenaltyView, AppError> {
    super::show::<Penalties>(app, call, id).await
}

/// Cases as CSV, sums in 元.
///
/// # Errors
/// As [`list`], or too many of them.
pub async fn csv(app: &App, call: &Call, query: FollowQuery) -> Result<String, AppError> {
    let header = [
        "案号",
        "检查对象",
        "案由",
        "是否随机抽查",
        "立案日期",
        "决定日期",
        "决定书文号",
        "罚款（元）",
        "没收违法所得（元）",
        "没收非法财物价值（元）",
        "已缴（元）",
        "状态",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for it in super::rows::<Penalties>(app, call, query).await? {
        lines.push(vec![
            it.number,
            it.subject_name,
            it.matter,
            if it.random { "是" } else { "否" }.to_owned(),
            it.filed_on.unwrap_or_default(),
            it.decided_on.unwrap_or_default(),
            it.document.unwrap_or_default(),
            yuan(it.fine),
            yuan(it.gain),
            yuan(it.goods),
            yuan(it.paid),
            it.state_name,
        ]);
    }
    Ok(sheet::csv(&lines))
}

fn reason_of(asked: &StepRequest) -> Result<String, AppError> {
    required_reason(asked.reason.as_deref().unwrap_or_default())
}

/// 延长核查期限, once, with the reason.
///
/// # Errors
/// Missing, another version or state, the same person, a second time, too late.
pub async fn extend(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let reason = reason_of(&asked)?;
    let act = Act::new(Action::PenaltyExtended, Permission::PenaltyApprove, asked.version);
    super::act::<Penalties, _>(app, call, id, act.because(reason), |tx, doing, it| {
        let days = FILING_DAYS + FILING_EXTENSION_DAYS;
        let due = working_day(tx, it.clue_on, days)?;
        let details = Json::object([("due", Json::text(due.to_string()))]);
        Ok((it.extend(doing.by, due, doing.today)?, details))
    })
    .await
}

/// 批准立案; late only with the reason.
///
/// # Errors
/// Missing, another version or state, the same person, or too late without a reason.
pub async fn file(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let reason = asked.reason.as_deref().map(required_reason).transpose()?;
    let mut act = Act::new(Action::PenaltyFiled, Permission::PenaltyApprove, asked.version);
    act.reason.clone_from(&reason);
    super::act::<Penalties, _>(app, call, id, act, move |tx, doing, it| {
        let it = it.file(doing.by, doing.today, reason)?;
        let given = Given {
            cause: FeedbackCause::Filed,
            record: it.id.to_string(),
            organ: it.organ,
            region: it.region.clone(),
            amount: 0,
            inspected: None,
            summary: format!("{} 立案。", it.number),
        };
        give_case(tx, doing, it.subject, true, given)?;
        Ok((it, nothing()))
    })
    .await
}

/// 不予立案, with the reason.
///
/// # Errors
/// Missing, another version or state, or the same person.
pub async fn decline(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let reason = reason_of(&asked)?;
    let act = Act::new(Action::PenaltyDeclined, Permission::PenaltyApprove, asked.version);
    let act = act.because(reason.clone());
    super::act::<Penalties, _>(app, call, id, act, move |_, doing, it| {
        Ok((it.decline(doing.by, doing.today, reason)?, nothing()))
    })
    .await
}

/// 拟定处罚决定，金额以分为单位。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DecisionForm {
    /// 您看到的版本。
    pub version: u64,
    /// 处罚种类：warning、criticism、fine、gain、goods 等。
    pub kinds: Vec<String>,
    /// 罚款（分）。
    #[serde(default)]
    #[schema(value_type = u64)]
    pub fine: Value,
    /// 没收违法所得（分）。
    #[serde(default)]
    #[schema(value_type = u64)]
    pub gain: Value,
    /// 没收非法财物价值（分）。
    #[serde(default)]
    #[schema(value_type = u64)]
    pub goods: Value,
    /// 处罚决定书文号。
    pub document: String,
    /// 违法事实；公示时隐去电话、证件和账号。
    pub facts: String,
    /// 处罚依据。
    pub basis: String,
}

/// 拟定处罚决定.
///
/// # Errors
/// Missing, another version or state, sums that are none or do not fit the kinds, a document
/// number that was used before.
pub async fn decide(
    app: &App,
    call: &Call,
    id: &str,
    asked: DecisionForm,
) -> Result<PenaltyView, AppError> {
    let sum = |field, value: &Value| match value {
        Value::Null => Ok(0),
        value => amount(field, value),
    };
    let decision = Decision {
        kinds: asked.kinds,
        fine: sum("fine", &asked.fine)?,
        gain: sum("gain", &asked.gain)?,
        goods: sum("goods", &asked.goods)?,
        document: asked.document,
        facts: asked.facts,
        basis: asked.basis,
    };
    let act = Act::new(Action::PenaltyDrafted, Permission::PenaltyWrite, asked.version);
    let done = super::act::<Penalties, _>(app, call, id, act, move |_, doing, it| {
        let it = it.decide(doing.by, decision)?;
        let details = Json::object([
            ("fine", Json::count(it.fine)),
            ("gain", Json::count(it.gain)),
            ("goods", Json::count(it.goods)),
        ]);
        Ok((it, details))
    });
    done.await.map_err(|error| {
        taken(error, "penalty.document", "处罚决定书文号已被另一案件使用；请核对。")
    })
}

/// A unique constraint of the store, in the words of the clerk.
fn taken(error: AppError, column: &str, words: &str) -> AppError {
    let known = AppError::from(StoreError::Unique(column.to_owned()));
    if error.code == known.code && error.log == known.log {
        return AppError::new(crate::Kind::Conflict, format!("{column}_taken"), words);
    }
    error
}

/// 退回处罚决定, with the reason.
///
/// # Errors
/// Missing, another version or state.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let reason = reason_of(&asked)?;
    let act = Act::new(Action::PenaltyReturned, Permission::PenaltyApprove, asked.version);
    super::act::<Penalties, _>(app, call, id, act.because(reason), |_, _, it| {
        Ok((it.send_back()?, nothing()))
    })
    .await
}

/// 批准处罚决定; from now on it is due for publication.
///
/// # Errors
/// Missing, another version or state, the one who wrote it, a year that is not announced.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let act = Act::new(Action::PenaltyDecided, Permission::PenaltyApprove, asked.version);
    super::act::<Penalties, _>(app, call, id, act, |tx, doing, it| {
        let due = working_day(tx, doing.today, PENALTY_PUBLICATION_DAYS)?;
        Ok((it.approve(doing.by, doing.today, due)?, nothing()))
    })
    .await
}

/// 送达。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Service {
    /// 您看到的版本。
    pub version: u64,
    /// 送达日期。
    pub served_on: String,
}

/// 送达.
///
/// # Errors
/// Missing, another version or state, a second time, a day that cannot be.
pub async fn serve(
    app: &App,
    call: &Call,
    id: &str,
    asked: Service,
) -> Result<PenaltyView, AppError> {
    let on = Day::parse(&asked.served_on)?;
    let act = Act::new(Action::PenaltyServed, Permission::PenaltyWrite, asked.version);
    super::act::<Penalties, _>(app, call, id, act, move |_, doing, it| {
        let details = Json::object([("served_on", Json::text(on.to_string()))]);
        Ok((it.serve(on, doing.today)?, details))
    })
    .await
}

/// 公示处罚决定.
///
/// # Errors
/// Missing, another version or state, a second time, or what must not be public.
pub async fn publish(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<PenaltyView, AppError> {
    let act = Act::new(Action::PenaltyPublished, Permission::PenaltyPublish, asked.version);
    super::act::<Penalties, _>(app, call, id, act, |_, doing, it| {
        Ok((it.publish(doing.today)?, nothing()))
    })
    .await
}

/// 登记缴款。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPayment {
    /// 您看到的版本。
    pub version: u64,
    /// 金额（分）。
    #[schema(value_type = u64)]
    pub amount: Value,
    /// 缴款日期。
    pub paid_on: String,
    /// 票据号。
    pub receipt: String,
}

/// 登记缴款.
///
/// # Errors
/// Missing, another version or state, a sum that is none or too much, a receipt entered before.
pub async fn pay(
    app: &App,
    call: &Call,
    id: &str,
    asked: NewPayment,
) -> Result<PenaltyView, AppError> {
    let sum = amount("amount", &asked.amount)?;
    let on = Day::parse(&asked.paid_on)?;
    let receipt = domain::text(Word::Penalty, "票据号", &asked.receipt, 1, 60)?;
    let act = Act::new(Action::PenaltyPaid, Permission::PenaltyWrite, asked.version);
    let done = super::act::<Penalties, _>(app, call, id, act, move |tx, doing, it| {
        if on > doing.today || it.decided_on.is_some_and(|decided| on < decided) {
            let text = "缴款日期应在决定之日至今天之间。";
            return Err(AppError::field("paid_on", "penalty.paid_on", text));
        }
        let id = it.id;
        let it = it.pay(sum)?;
        let details =
            Json::object([("amount", Json::count(sum)), ("receipt", Json::text(&receipt))]);
        tx.insert(Payment {
            id: doing.ids.make(),
            penalty: id,
            amount: sum,
            paid_on: on,
            receipt,
            entered_by: doing.by,
        })?;
        Ok((it, details))
    });
    let words = "这张票据已经登记过；同一票据只登记一次。";
    done.await.map_err(|error| taken(error, "payment.penalty,receipt", words))
}

/// Payments of a case.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn payments(app: &App, call: &Call, id: &str) -> Result<Vec<PaymentView>, AppError> {
    let (id, seen) = (sunlot_domain::ids::PenaltyId::parse(id)?, Seen::by(app, call));
    app.read(move |tx| {
        let it = tx.need::<Penalty>(&id)?.value;
        let place = Penalties::place(&it);
        crate::visible::see(&seen.app, &seen.call, Penalties::READ, &place)?;
        Ok(store::payments(tx, id)?.into_iter().map(PaymentView::of).collect())
    })
    .await
}

/// 结案。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PenaltyClosing {
    /// 您看到的版本。
    pub version: u64,
    /// 结案方式：executed、court、no_penalty、withdrawn、transferred、revoked。
    pub ending: String,
    /// 理由。
    pub reason: String,
}

/// 结案.
///
/// # Errors
/// Missing, another version or state, the same person, an end that does not fit, something open.
pub async fn close(
    app: &App,
    call: &Call,
    id: &str,
    asked: PenaltyClosing,
) -> Result<PenaltyView, AppError> {
    let ending =
        PenaltyEnd::parse(&asked.ending).ok_or_else(|| super::unknown("ending", &asked.ending))?;
    let reason = required_reason(&asked.reason)?;
    let act = Act::new(Action::PenaltyClosed, Permission::PenaltyApprove, asked.version);
    let act = act.because(reason.clone());
    super::act::<Penalties, _>(app, call, id, act, move |tx, doing, it| {
        let it = it.close(doing.by, doing.today, ending, reason)?;
        let given = Given {
            cause: FeedbackCause::Closed,
            record: it.id.to_string(),
            organ: it.organ,
            region: it.region.clone(),
            amount: if ending == PenaltyEnd::Revoked { 0 } else { it.total() },
            inspected: None,
            summary: format!("{} 结案：{}。", it.number, ending.name_zh()),
        };
        give_case(tx, doing, it.subject, false, given)?;
        let details = Json::object([("ending", Json::text(ending.code()))]);
        Ok((it, details))
    })
    .await
}
