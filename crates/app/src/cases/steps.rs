//! The steps of a case, but for the visit itself.

use serde::Deserialize;
use sunlot_domain::audit::Action;
use sunlot_domain::cases::unlicensed::Unlicensed;
use sunlot_domain::cases::{CaseEnd, CaseResult, IndividualCase};
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::follow::restrictions::Restriction;
use sunlot_domain::follow::terms::ANSWER_DAYS;
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{CaseId, Id};
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_store::follow::{FollowFilter, Followed, count, everything};
use sunlot_store::{ReadTx, cases as store};
use utoipa::ToSchema;

use super::{CaseView, Cases, told, visits};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, unknown, working_day};
use crate::organs::required_reason;
use crate::plans::StepRequest;

/// 受理.
///
/// # Errors
/// Missing, another version or state.
pub async fn accept(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<CaseView, AppError> {
    let act = Act::new(Action::CaseAccepted, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, |_, doing, case| {
        let case = case.accept(doing.by, doing.today)?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 不予受理, with the reason.
///
/// # Errors
/// Missing, another version or state.
pub async fn decline(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<CaseView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::CaseDeclined, Permission::CaseWrite, asked.version);
    let act = act.because(reason.clone());
    follow::act::<Cases, _>(app, call, id, act, |tx, doing, case| {
        let due = working_day(tx, doing.today, ANSWER_DAYS)?;
        let case = case.decline(doing.by, doing.today, reason, due)?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 并案。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Merging {
    /// 您看到的版本。
    pub version: u64,
    /// 并入的个案。
    pub into: String,
}

/// 并案: duplicates are handled once; each complainant is still answered.
///
/// # Errors
/// Missing, another version or state, a case that cannot take it.
pub async fn merge(app: &App, call: &Call, id: &str, asked: Merging) -> Result<CaseView, AppError> {
    let into = CaseId::parse(&asked.into)?;
    let act = Act::new(Action::CaseMerged, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        let master = tx.need::<IndividualCase>(&into)?.value;
        if !store::merged_into(tx, case.id)?.is_empty() {
            let text = "这件个案已经并入了其他个案，不能再并走；请反过来并案。";
            return Err(AppError::rule("case.merge_chain", text));
        }
        let due = working_day(tx, doing.today, ANSWER_DAYS)?;
        let details = Json::object([("into", Json::text(into.to_string()))]);
        Ok((case.merge(doing.by, doing.today, &master, due)?, details))
    })
    .await
}

/// 申请检查.
///
/// # Errors
/// Missing, another version or state, a case that does not say whom and what to inspect.
pub async fn ask(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<CaseView, AppError> {
    let act = Act::new(Action::CaseAsked, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, |_, doing, case| {
        let case = case.ask(doing.by)?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 退回 the request for a visit, with the reason.
///
/// # Errors
/// Missing, another version or state.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<CaseView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::CaseReturned, Permission::CaseApprove, asked.version);
    follow::act::<Cases, _>(app, call, id, act.because(reason), |_, _, case| {
        let case = case.send_back()?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 补办审批。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Ratifying {
    /// 您看到的版本。
    pub version: u64,
    /// 是否同意。
    pub approved: bool,
    /// 理由。
    pub reason: String,
}

/// 补办审批 after an emergency.
///
/// # Errors
/// Missing, another version or state, no emergency, a second time, the same person.
pub async fn ratify(
    app: &App,
    call: &Call,
    id: &str,
    asked: Ratifying,
) -> Result<CaseView, AppError> {
    let reason = required_reason(&asked.reason)?;
    let act = Act::new(Action::CaseRatified, Permission::CaseApprove, asked.version);
    let act = act.because(reason.clone());
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        let case = case.ratify(doing.by, doing.today, asked.approved)?;
        if let (true, Some(visit)) = (asked.approved, case.inspection) {
            visits::approve_afterwards(tx, doing, visit, &reason)?;
        }
        let details = Json::object([
            ("approved", Json::bool(asked.approved)),
            ("late", Json::bool(case.ratification_late(doing.today))),
        ]);
        Ok((case, details))
    })
    .await
}

/// 处理结果。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CaseHandling {
    /// 您看到的版本。
    pub version: u64,
    /// 结果：substantiated、partly、unsubstantiated、unverifiable、not_competent。
    pub result: String,
    /// 说明。
    pub note: String,
}

/// 写明处理结果.
///
/// # Errors
/// Missing, another version or state, a visit that is not over.
pub async fn handle(
    app: &App,
    call: &Call,
    id: &str,
    asked: CaseHandling,
) -> Result<CaseView, AppError> {
    let result =
        CaseResult::parse(&asked.result).ok_or_else(|| unknown("result", &asked.result))?;
    let note = domain::text(Word::Case, "处理说明", &asked.note, 4, 2_000)?;
    let act = Act::new(Action::CaseHandled, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        if let Some(visit) = case.inspection.filter(|_| case.ratified != Some(false)) {
            visits::is_over(tx, visit)?;
        }
        let due = working_day(tx, doing.today, ANSWER_DAYS)?;
        let case = case.handle(doing.by, doing.today, result, note, due)?;
        let details = Json::object([("result", Json::text(result.code()))]);
        Ok((case, details))
    })
    .await
}

/// 答复。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Answering {
    /// 您看到的版本。
    pub version: u64,
    /// 答复内容。
    pub answer: String,
}

/// 答复 whoever complained, also in a case that was declined or merged.
///
/// # Errors
/// Missing, another version or state, nobody to answer, a second time.
pub async fn answer(
    app: &App,
    call: &Call,
    id: &str,
    asked: Answering,
) -> Result<CaseView, AppError> {
    let text = domain::text(Word::Case, "答复内容", &asked.answer, 4, 2_000)?;
    let act = Act::new(Action::CaseAnswered, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, move |_, doing, case| {
        let case = case.answer(doing.today, text)?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 办结。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CaseClosing {
    /// 您看到的版本。
    pub version: u64,
    /// 办结方式：no_problem、corrected、punished、referred、settled、guided。
    pub ending: String,
}

/// 办结.
///
/// # Errors
/// Missing, another version or state, the same person, something that is still open.
pub async fn close(
    app: &App,
    call: &Call,
    id: &str,
    asked: CaseClosing,
) -> Result<CaseView, AppError> {
    let ending = CaseEnd::parse(&asked.ending).ok_or_else(|| unknown("ending", &asked.ending))?;
    let act = Act::new(Action::CaseClosed, Permission::CaseApprove, asked.version);
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        let open = open_of(tx, case.id)?;
        let case = case.close(doing.by, doing.today, ending, open)?;
        let details = Json::object([("ending", Json::text(ending.code()))]);
        Ok((case, details))
    })
    .await
}

fn open_count<R: Followed>(tx: &mut ReadTx<'_>, case: CaseId) -> Result<u64, AppError> {
    let which = FollowFilter { case: Some(case), open: true, ..everything() };
    Ok(count::<R>(tx, &which)?)
}

/// What of a case is not over, in words.
fn open_of(tx: &mut ReadTx<'_>, case: CaseId) -> Result<Option<String>, AppError> {
    let open = [
        ("责令改正", open_count::<Rectification>(tx, case)?),
        ("立案处罚", open_count::<Penalty>(tx, case)?),
        ("抄告移送", open_count::<Referral>(tx, case)?),
        ("限制措施", open_count::<Restriction>(tx, case)?),
        ("无证无照线索", open_count::<Unlicensed>(tx, case)?),
    ];
    let mut parts: Vec<String> =
        open.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n} 项")).collect();
    let merged = store::merged_into(tx, case)?;
    let unanswered = merged.iter().filter(|one| one.value.wants_answer()).count();
    if unanswered > 0 {
        parts.push(format!("并入的个案还有 {unanswered} 位投诉举报人没有答复"));
    }
    Ok((!parts.is_empty()).then(|| format!("还有{}没有办结。", parts.join("、"))))
}
