//! 投诉举报人: sealed with a key that is outside of the database; shown to a handler of the case
//! alone, who says why, and every look is in the record (R-CASE-01).

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::cases::{CaseState, IndividualCase};
use sunlot_domain::follow::{self as domain, Noun as Word, Why};
use sunlot_domain::ids::{CaseId, Id};
use sunlot_domain::policy::Permission;
use utoipa::ToSchema;

use super::{CaseView, Cases};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Noun, nothing};
use crate::organs::required_reason;
use crate::visible;

/// Where it is sealed for: copied to another case it does not open.
fn place(case: CaseId) -> String {
    format!("case/{case}/complainant")
}

/// 投诉举报人。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Complainant {
    /// 您看到的版本。
    pub version: u64,
    /// 姓名。
    pub name: String,
    /// 联系方式。
    #[serde(default)]
    pub contact: String,
    /// 其他说明，例如要求保密。
    #[serde(default)]
    pub note: String,
}

/// 看到的投诉举报人。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComplainantView {
    /// 姓名。
    pub name: String,
    /// 联系方式。
    pub contact: String,
    /// 其他说明。
    pub note: String,
}

/// Seals who complained. Neither request nor answer is kept for repetition: the same again is the
/// same.
///
/// # Errors
/// Missing, another version or state, no key.
pub async fn seal(
    app: &App,
    call: &Call,
    id: &str,
    asked: Complainant,
) -> Result<CaseView, AppError> {
    let field = |field, text: &str, least, most| domain::text(Word::Case, field, text, least, most);
    let view = ComplainantView {
        name: field("姓名", &asked.name, 1, 60)?,
        contact: field("联系方式", &asked.contact, 0, 100)?,
        note: field("其他说明", &asked.note, 0, 500)?,
    };
    let text = serde_json::to_string(&view).unwrap_or_default();
    let case = CaseId::parse(id)?;
    let sealed = app.auth.seal_text(app.entropy.as_ref(), &place(case), &text)?;
    let act = Act::new(Action::ComplainantSealed, Permission::CaseWrite, asked.version);
    let call = call.forgetful();
    follow::act::<Cases, _>(app, &call, id, act, move |_, _, case| {
        if matches!(case.state, CaseState::Closed) || case.answered_on.is_some() {
            let state = case.state.name_zh();
            let step = "登记投诉举报人";
            return Err(Word::Case.refuses(Why::State { step, state }).into());
        }
        Ok((IndividualCase { complainant: Some(sealed), ..case }, nothing()))
    })
    .await
}

/// 查看的理由。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Reveal {
    /// 理由。
    pub reason: String,
}

/// Opens who complained, for a reason, in the record. The answer is not kept.
///
/// # Errors
/// Missing, nobody there, no key.
pub async fn reveal(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reveal,
) -> Result<ComplainantView, AppError> {
    let (id, reason) = (CaseId::parse(id)?, required_reason(&asked.reason)?);
    let call = call.forgetful();
    let (cx, who) = (app.clone(), call.clone());
    app.write(&call, move |tx| {
        let stored = tx.need::<IndividualCase>(&id)?;
        let at = Cases::place(&stored.value);
        visible::see(&cx, &who, Permission::CaseRead, &at)?;
        cx.authorize(&who, Permission::CaseReveal, &at)?;
        let sealed = stored.value.complainant.as_deref().ok_or_else(AppError::missing)?;
        let text = cx.auth.open_text(&place(id), sealed)?;
        let view: ComplainantView = serde_json::from_str(&text).map_err(|error| {
            let words = "密封的内容读不出来；请联系系统管理员。";
            let mut refused = AppError::new(crate::Kind::Internal, "case.complainant", words);
            refused.log = format!("{:?}", error.classify());
            refused
        })?;
        // The record's version grows, so that the look is bound by the log like a change.
        tx.save(stored)?;
        let event = Event::new(Action::ComplainantRevealed, id).because(reason);
        Ok(tx.record(event, view))
    })
    .await
}
