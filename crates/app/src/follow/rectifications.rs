//! 责令改正: use cases.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::feedback::FeedbackCause;
use sunlot_domain::follow::penalties::{Penalty, PenaltyState};
use sunlot_domain::follow::rectifications::{Rectification, RectificationState, RectificationStep};
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{Id, OrganId, PenaltyId, RectificationId};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::causes::{self, CauseForm};
use super::{Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::sheet;

/// 责令改正。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RectificationView {
    /// 标识。
    pub id: String,
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
    /// 文书编号。
    pub document: String,
    /// 改正要求。
    pub demands: Vec<String>,
    /// 责令日期。
    pub ordered_on: String,
    /// 改正期限。
    pub due: String,
    /// 是否逾期。
    pub overdue: bool,
    /// 申请延期到。
    pub extension_until: Option<String>,
    /// 延期理由。
    pub extension_reason: Option<String>,
    /// 已延期次数。
    pub extensions: u32,
    /// 复查的检查。
    pub recheck: Option<String>,
    /// 复查日期。
    pub checked_on: Option<String>,
    /// 复查的证据。
    pub evidence: Option<String>,
    /// 后续案件。
    pub penalty: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 办结日期。
    pub closed_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(RectificationStep, Permission)] = &[
    (RectificationStep::Extend, Permission::RectificationWrite),
    (RectificationStep::ApproveExtension, Permission::RectificationApprove),
    (RectificationStep::RefuseExtension, Permission::RectificationApprove),
    (RectificationStep::Recheck, Permission::RectificationWrite),
    (RectificationStep::Pass, Permission::RectificationWrite),
    (RectificationStep::Fail, Permission::RectificationWrite),
    (RectificationStep::OrderAgain, Permission::RectificationWrite),
    (RectificationStep::Close, Permission::RectificationApprove),
    (RectificationStep::Cancel, Permission::RectificationApprove),
];

/// The noun.
pub(crate) struct Rectifications;

impl Noun for Rectifications {
    type Id = RectificationId;
    type Record = Rectification;
    type View = RectificationView;
    const READ: Permission = Permission::FollowUpRead;

    fn place(it: &Rectification) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Rectification>,
    ) -> Result<RectificationView, AppError> {
        let it = stored.value;
        let after = |step| it.state.after(step).is_some();
        let allowed_actions = seen.allowed(&Self::place(&it), STEPS, after, |step| step.code());
        Ok(RectificationView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            subject: it.subject.to_string(),
            subject_name: super::subject_name(tx, it.subject)?,
            task: id_text(it.task),
            cause: causes::shown(it.inspection, it.case_id, it.referral),
            overdue: it.overdue(seen.today),
            document: it.document,
            demands: it.demands,
            ordered_on: it.ordered_on.to_string(),
            due: it.due.to_string(),
            extension_until: day_text(it.extension_until),
            extension_reason: it.extension_reason,
            extensions: it.extensions,
            recheck: id_text(it.recheck),
            checked_on: day_text(it.checked_on),
            evidence: it.evidence,
            penalty: id_text(it.penalty),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            closed_on: day_text(it.closed_on),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 责令改正。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRectification {
    /// 部门。
    pub organ: String,
    /// 来源。
    pub cause: CauseForm,
    /// 文书编号。
    pub document: String,
    /// 改正要求，逐条写明。
    pub demands: Vec<String>,
    /// 责令日期；不写为今天。
    #[serde(default)]
    pub ordered_on: Option<String>,
    /// 改正期限。
    pub due: String,
}

/// Orders to correct.
///
/// # Errors
/// Fields that are wrong, a cause that is not there or not the organ's, an organ out of reach.
pub async fn order(
    app: &App,
    call: &Call,
    new: NewRectification,
) -> Result<RectificationView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let ordered_on = new.ordered_on.as_deref().map_or(Ok(doing.today), Day::parse)?;
    let due = Day::parse(&new.due)?;
    let document = domain::text(Word::Rectification, "文书编号", &new.document, 4, 60)?;
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, place) = super::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::RectificationWrite, &place)?;
        let found = causes::find(tx, organ, &new.cause)?;
        let it = Rectification {
            id: doing.ids.make(),
            organ,
            region: home.region,
            subject: found.subject,
            task: found.task,
            inspection: found.inspection,
            case_id: found.case_id,
            referral: found.referral,
            document,
            demands: new.demands.iter().map(|text| text.trim().to_owned()).collect(),
            ordered_on,
            ordered_by: doing.by,
            due,
            extension_until: None,
            extension_reason: None,
            extension_by: None,
            extensions: 0,
            recheck: None,
            checked_by: None,
            checked_on: None,
            evidence: None,
            penalty: None,
            state: RectificationState::Ordered,
            closed_by: None,
            closed_on: None,
        };
        it.check(doing.today)?;
        super::ending::follows(tx, it.task)?;
        let details = Json::object([
            ("due", Json::text(it.due.to_string())),
            ("subject", Json::text(it.subject.to_string())),
        ]);
        let event = Event::new(Action::RectificationOrdered, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Rectifications::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists orders.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<RectificationView>, AppError> {
    super::list::<Rectifications>(app, call, query, page, &["due", "ordered_on", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<RectificationView, AppError> {
    super::show::<Rectifications>(app, call, id).await
}

/// Orders as CSV.
///
/// # Errors
/// As [`list`], or too many of them.
pub async fn csv(app: &App, call: &Call, query: FollowQuery) -> Result<String, AppError> {
    let header = ["文书编号", "检查对象", "改正要求", "责令日期", "改正期限", "是否逾期", "状态"];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for it in super::rows::<Rectifications>(app, call, query).await? {
        let overdue = if it.overdue { "是" } else { "否" };
        let demands = it.demands.join("；");
        lines.push(vec![
            it.document,
            it.subject_name,
            demands,
            it.ordered_on,
            it.due,
            overdue.into(),
            it.state_name,
        ]);
    }
    Ok(sheet::csv(&lines))
}

/// 申请延期。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ExtensionRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 延期到。
    pub until: String,
    /// 理由。
    pub reason: String,
}

/// 申请延期.
///
/// # Errors
/// Missing, another version or state, a day that is no later, a deadline that has passed.
pub async fn extend(
    app: &App,
    call: &Call,
    id: &str,
    asked: ExtensionRequest,
) -> Result<RectificationView, AppError> {
    let (until, reason) = (Day::parse(&asked.until)?, required_reason(&asked.reason)?);
    let act =
        Act::new(Action::RectificationExtending, Permission::RectificationWrite, asked.version);
    let act = act.because(reason.clone());
    super::act::<Rectifications, _>(app, call, id, act, move |_, doing, it| {
        let details = Json::object([("until", Json::text(until.to_string()))]);
        Ok((it.extend(doing.by, until, reason, doing.today)?, details))
    })
    .await
}

/// 批准延期.
///
/// # Errors
/// Missing, another version or state, or the one who asked.
pub async fn approve_extension(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RectificationView, AppError> {
    let permission = Permission::RectificationApprove;
    let act = Act::new(Action::RectificationExtended, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act, |_, doing, it| {
        let it = it.approve_extension(doing.by)?;
        let details = Json::object([("due", Json::text(it.due.to_string()))]);
        Ok((it, details))
    })
    .await
}

/// 不批准延期, with the reason.
///
/// # Errors
/// Missing, another version or state, or the one who asked.
pub async fn refuse_extension(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RectificationView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let permission = Permission::RectificationApprove;
    let act = Act::new(Action::RectificationNotExtended, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act.because(reason), |_, doing, it| {
        Ok((it.refuse_extension(doing.by)?, nothing()))
    })
    .await
}

/// 派人复查: the inspectors of the first visit go again, unless one of them keeps away; then the
/// others of the same organ do (R-RECT-04).
///
/// # Errors
/// Missing, another version or state, no inspection to check again, or too few inspectors.
pub async fn recheck(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RectificationView, AppError> {
    let permission = Permission::RectificationWrite;
    let act = Act::new(Action::RectificationRecheck, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act, |tx, doing, it| {
        // The state is asked before anything is opened.
        it.clone().rechecked_by(doing.ids.make())?;
        let visit = crate::cases::visits::recheck(tx, doing, &it)?;
        let details = Json::object([("visit", Json::text(visit.to_string()))]);
        Ok((it.rechecked_by(visit)?, details))
    })
    .await
}

/// 复查结论。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Conclusion {
    /// 您看到的版本。
    pub version: u64,
    /// 是否已改正。
    pub passed: bool,
    /// 证据：现场复查的情况，或企业提交的材料。
    pub evidence: String,
}

/// 复查结论.
///
/// # Errors
/// Missing, another version or state, or no evidence.
pub async fn conclude(
    app: &App,
    call: &Call,
    id: &str,
    asked: Conclusion,
) -> Result<RectificationView, AppError> {
    let evidence = domain::text(Word::Rectification, "证据", &asked.evidence, 4, 2_000)?;
    let permission = Permission::RectificationWrite;
    let act = Act::new(Action::RectificationConcluded, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act, move |_, doing, it| {
        let details = Json::object([("passed", Json::bool(asked.passed))]);
        Ok((it.conclude(doing.by, doing.today, asked.passed, evidence)?, details))
    })
    .await
}

/// 再次责令改正。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct OrderAgain {
    /// 您看到的版本。
    pub version: u64,
    /// 新的改正期限。
    pub due: String,
}

/// 再次责令改正.
///
/// # Errors
/// Missing, another version or state, or a deadline that has passed.
pub async fn order_again(
    app: &App,
    call: &Call,
    id: &str,
    asked: OrderAgain,
) -> Result<RectificationView, AppError> {
    let due = Day::parse(&asked.due)?;
    let permission = Permission::RectificationWrite;
    let act = Act::new(Action::RectificationAgain, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act, move |_, doing, it| {
        let details = Json::object([("due", Json::text(due.to_string()))]);
        Ok((it.order_again(due, doing.today)?, details))
    })
    .await
}

/// 办结。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Closing {
    /// 您看到的版本。
    pub version: u64,
    /// 未改正时，后续的案件。
    #[serde(default)]
    pub penalty: Option<String>,
}

/// 办结.
///
/// # Errors
/// Missing, another version or state, the same person, or a failure that no filed case follows.
pub async fn close(
    app: &App,
    call: &Call,
    id: &str,
    asked: Closing,
) -> Result<RectificationView, AppError> {
    let penalty = asked.penalty.as_deref().map(PenaltyId::parse).transpose()?;
    let permission = Permission::RectificationApprove;
    let act = Act::new(Action::RectificationClosed, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act, move |tx, doing, it| {
        if let Some(penalty) = penalty {
            let case = tx.need::<Penalty>(&penalty)?.value;
            let filed = !matches!(case.state, PenaltyState::Proposed | PenaltyState::NotFiled);
            if case.organ != it.organ || case.subject != it.subject || !filed {
                let text = "所写的案件不是本部门对同一对象已经立案的案件；请核对。";
                return Err(AppError::rule("rectification.penalty", text));
            }
        }
        let it = it.close(doing.by, doing.today, penalty)?;
        let given = super::feedback::Given {
            cause: FeedbackCause::Corrected,
            record: it.id.to_string(),
            organ: it.organ,
            region: it.region.clone(),
            amount: 0,
            inspected: it.checked_on.filter(|_| it.recheck.is_some()),
            summary: format!("责令改正 {} 已办结。", it.document),
        };
        super::feedback::give(tx, doing, it.subject, given)?;
        Ok((it, nothing()))
    })
    .await
}

/// 撤销, with the reason.
///
/// # Errors
/// Missing, another version or state, or the one who ordered it.
pub async fn cancel(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RectificationView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let permission = Permission::RectificationApprove;
    let act = Act::new(Action::RectificationCancelled, permission, asked.version);
    super::act::<Rectifications, _>(app, call, id, act.because(reason), |_, doing, it| {
        Ok((it.cancel(doing.by, doing.today)?, nothing()))
    })
    .await
}
