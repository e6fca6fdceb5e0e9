//! 检查码: the visit, its rating and its objections, as plain forms.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use serde::Deserialize;
use sunlot_app::inspections::{self, RatingForm};
use sunlot_app::results::{self, LodgeForm};
use sunlot_app::{AppError, Call, Kind};
use sunlot_portal::{encoded, visits as shown, visits::Typed};

use super::answer::{Page, Reader, is_missing, typed_status};
use super::{Here, Site};
use crate::asked::{Path, Query};
use crate::problem::Problem;

/// A code that somebody typed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    code: String,
}

pub(super) async fn ask(site: Here, reader: Reader, Query(asked): Query<Asked>) -> Page {
    by_code(site, reader, &asked.code, false).await
}

pub(super) async fn object(site: Here, reader: Reader, Query(asked): Query<Asked>) -> Page {
    by_code(site, reader, &asked.code, true).await
}

/// Leads to the visit of a code, or asks for one.
async fn by_code(State(site): Here, reader: Reader, code: &str, for_objection: bool) -> Page {
    let head = if for_objection { shown::objections_head() } else { shown::ask_head() };
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.is_empty() {
        return Ok(reader.page(&head, shown::ask(for_objection, "", None)));
    }
    match inspections::verify(&site.app, &reader.call, &code).await {
        Ok(_) => {
            let place = if for_objection { "#objection" } else { "" };
            let to = format!("/visits/{}{place}", encoded(&code.to_ascii_uppercase()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) if is_missing(&error) => {
            let text = "没有这个检查码；请逐位核对通知书上的 26 位字母和数字。";
            let content = shown::ask(for_objection, &code, Some(text));
            Ok(reader.own(StatusCode::NOT_FOUND, &head, content))
        }
        Err(error) => Err(error.into()),
    }
}

/// A key for one form, so that sending it twice counts once.
fn fresh(site: &Site) -> String {
    let mut random = [0; 16];
    site.app.entropy.fill(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) async fn page(State(site): Here, reader: Reader, Path(code): Path<String>) -> Page {
    shown_visit(&site, &reader, &code, StatusCode::OK, [Typed::default(), Typed::default()]).await
}

/// The visit with its two forms, each with what was typed into it.
async fn shown_visit(
    site: &Site,
    reader: &Reader,
    code: &str,
    status: StatusCode,
    typed: [Typed; 2],
) -> Page {
    let proof = inspections::verify(&site.app, &reader.call, code).await?;
    let [rating, objection] = typed.map(|typed| Typed { once: fresh(site), ..typed });
    let content = shown::visit(code, &proof, &rating, &objection);
    Ok(reader.own(status, &shown::visit_head(&proof), content))
}

/// The form of a rating, as a browser sends it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Rating {
    once: String,
    score: String,
    text: String,
}

/// The call of a form: the same form sent again gets the same answer.
fn once(call: &Call, key: &str, target: &str, fields: &[&str]) -> Result<Call, AppError> {
    if !(8..=128).contains(&key.len()) {
        let text = "页面已过期；请重新打开这次检查的页面再提交，填写的内容请先复制。";
        return Err(AppError::new(Kind::Invalid, "form.key", text));
    }
    let body = fields.join("\u{0}");
    let once = sunlot_app::once("-".to_owned(), key, target, body.as_bytes());
    Ok(Call { once: Some(once), ..call.clone() })
}

pub(super) async fn rate(
    State(site): Here,
    reader: Reader,
    Path(code): Path<String>,
    Form(sent): Form<Rating>,
) -> Page {
    let target = format!("POST /visits/{code}/rating");
    let done = async {
        let call = once(&reader.call, &sent.once, &target, &[&sent.score, &sent.text])?;
        let score = sent
            .score
            .parse()
            .map_err(|_| AppError::field("score", "rating.score", "请选择 1 至 5 分中的一个。"))?;
        let form = RatingForm { score, text: sent.text.trim().to_owned() };
        inspections::rate(&site.app, &call, &code, form).await
    };
    match done.await {
        Ok(_) => {
            let head = shown::receipt_head("评价已收到", &code);
            Ok(reader.own(StatusCode::OK, &head, shown::rated(&code)))
        }
        Err(error) => {
            let typed = Typed { score: sent.score, text: sent.text, ..Typed::default() };
            let (status, typed) = refused(error, typed)?;
            shown_visit(&site, &reader, &code, status, [typed, Typed::default()]).await
        }
    }
}

/// The form of an objection, as a browser sends it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Objection {
    once: String,
    item: String,
    text: String,
    contact: String,
}

pub(super) async fn lodge(
    State(site): Here,
    reader: Reader,
    Path(code): Path<String>,
    Form(sent): Form<Objection>,
) -> Page {
    let target = format!("POST /visits/{code}/objections");
    let form = LodgeForm {
        item: sent.item.clone(),
        text: sent.text.clone(),
        contact: sent.contact.clone(),
    };
    let done = async {
        let fields = [sent.item.as_str(), &sent.text, &sent.contact];
        let call = once(&reader.call, &sent.once, &target, &fields)?;
        results::lodge(&site.app, &call, &code, form).await
    };
    match done.await {
        Ok(receipt) => {
            let head = shown::receipt_head("异议已收到", &code);
            Ok(reader.own(StatusCode::OK, &head, shown::lodged(&code, &receipt)))
        }
        Err(error) => {
            let Objection { item, text, contact, .. } = sent;
            let typed = Typed { item, text, contact, ..Typed::default() };
            let (status, typed) = refused(error, typed)?;
            shown_visit(&site, &reader, &code, status, [Typed::default(), typed]).await
        }
    }
}

/// What was typed comes back with what is wrong.
fn refused(error: AppError, typed: Typed) -> Result<(StatusCode, Typed), Problem> {
    let status = typed_status(&error)?;
    Ok((status, Typed { error: Some((error.code, error.message_zh)), ..typed }))
}
