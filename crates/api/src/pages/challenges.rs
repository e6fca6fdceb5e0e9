//! 质疑: the form, the machine's answer, and the list of a draw.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sunlot_app::challenges::{self, ChallengeForm};
use sunlot_app::draws;
use sunlot_app::page::PageRequest;
use sunlot_portal::challenges::{self as shown, Typed};

use super::Here;
use super::answer::{Page, Reader, typed_status};
use crate::asked::{Path, Query};
use crate::call::Sender;

/// For whom the form is filled in already.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Whose {
    code: String,
}

pub(super) async fn form(
    State(site): Here,
    reader: Reader,
    Path(id): Path<String>,
    Query(whose): Query<Whose>,
) -> Page {
    let page = draws::public_show(&site.app, &reader.call, &id).await?;
    let typed = Typed { subject: whose.code, ..Typed::default() };
    Ok(reader.own(StatusCode::OK, &shown::form_head(&page), shown::form(&page, &typed)))
}

pub(super) async fn list(
    State(site): Here,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<PageRequest>,
) -> Page {
    let page = draws::public_show(&site.app, &reader.call, &id).await?;
    let found = challenges::of_draw(&site.app, &reader.call, &id, asked).await?;
    Ok(reader.page(&shown::list_head(&page), shown::list(&page, &found)))
}

/// The form, as a browser sends it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sent {
    subject: String,
    unit: String,
    ticket: String,
    text: String,
    contact: String,
}

pub(super) async fn lodge(
    State(site): Here,
    reader: Reader,
    Sender(origin): Sender,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Page {
    let page = draws::public_show(&site.app, &reader.call, &id).await?;
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    let form = ChallengeForm {
        subject: sent.subject.clone(),
        unit: filled(&sent.unit),
        ticket: filled(&sent.ticket),
        text: sent.text.clone(),
        contact: filled(&sent.contact),
    };
    match challenges::lodge(&site.app, &reader.call, &origin.client, &id, form).await {
        Ok(it) => {
            let head = shown::answered_head(&page);
            Ok(reader.own(StatusCode::OK, &head, shown::answered(&page, &it)))
        }
        Err(error) => {
            let status = typed_status(&error)?;
            let Sent { subject, unit, ticket, text, contact } = sent;
            let error = Some((error.code, error.message_zh));
            let typed = Typed { subject, unit, ticket, text, contact, error };
            Ok(reader.own(status, &shown::form_head(&page), shown::form(&page, &typed)))
        }
    }
}
