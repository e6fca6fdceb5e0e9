//! The way of a version: submit, consent, approve, return, publish, abandon.

use std::collections::BTreeMap;

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, ItemListVersionId, OrganId};
use sunlot_domain::items::{
    Consent, ConsentState, Item, ItemError, ItemList, ItemListVersion, ListKind, Stage, Step,
    concerned, diff, missing, organs_that_cannot_inspect,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, WriteTx, items};
use utoipa::ToSchema;

use super::lists::rows;
use super::views::{Names, VersionView, place, version_view};
use crate::context::{App, Call, Ids};
use crate::error::{AppError, FieldError};
use crate::organs::required_reason;

/// 办理一步。
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = ItemListDecision)]
pub struct Decision {
    /// 您看到的版本。
    pub version: u64,
}

/// 退回、放弃或删除。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Return {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// 会签答复。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ConsentAnswer {
    /// 答复的部门。
    pub organ: String,
    /// 是否同意。
    pub consents: bool,
    /// 意见；不同意时必填。
    #[serde(default)]
    pub opinion: String,
}

/// 公布。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PublicationForm {
    /// 您看到的版本。
    pub version: u64,
    /// 公布网址。
    pub url: String,
    /// 施行日期，不早于今天。
    pub valid_from: String,
    /// 有效期至；没有规定的不填。
    pub valid_to: Option<String>,
}

struct Loaded {
    list: ItemList,
    place: Place,
    stored: Stored<ItemListVersion>,
}

fn load(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ItemListVersionId,
    permissions: &[Permission],
) -> Result<Loaded, AppError> {
    let stored = tx.need::<ItemListVersion>(&id)?;
    let list = tx.need::<ItemList>(&stored.value.list)?.value;
    let place = place(tx, &list, app.today())?;
    if !permissions.iter().any(|permission| app.may(call, *permission, &place)) {
        app.authorize(call, permissions[0], &place)?;
    }
    Ok(Loaded { list, place, stored })
}

fn step(app: &App, call: &Call) -> Result<Step, AppError> {
    Ok(Step { by: call.account()?, on: app.today() })
}

fn moved(
    mut stored: Stored<ItemListVersion>,
    seen: u64,
    change: impl FnOnce(ItemListVersion) -> Result<ItemListVersion, ItemError>,
) -> Result<Stored<ItemListVersion>, AppError> {
    stored.version = seen;
    Ok(Stored {
        value: change(stored.value)?,
        version: stored.version,
        log_index: stored.log_index,
    })
}

/// What every item lacks, with its code in the path of the field.
fn complete(tx: &mut ReadTx<'_>, list: &ItemList, rows: &[Item], day: Day) -> Result<(), AppError> {
    let present: Vec<&Item> = rows.iter().filter(|item| !item.struck).collect();
    if present.is_empty() {
        let text = "清单里没有事项；请先增加或导入事项。";
        return Err(AppError::rule("item_list.empty", text));
    }
    let mut fields = Vec::new();
    for item in present {
        let mut found = missing(item, list.kind, day);
        let names = Names::load(tx, item.organs())?;
        found.extend(organs_that_cannot_inspect(&names.organs()));
        fields.extend(found.into_iter().map(|problem| FieldError {
            field: format!("items[{}].{}", item.code, problem.field),
            code: problem.code.to_owned(),
            message: problem.message_zh,
        }));
    }
    if fields.is_empty() {
        return Ok(());
    }
    let text = format!("有 {} 处不完整，不能提交；请逐项补充。", fields.len());
    let mut error = AppError::rule("item_list.incomplete", text);
    error.fields = fields;
    Err(error)
}

/// Submits a draft. A joint one asks every department that it concerns for its consent.
///
/// # Errors
/// Items that lack something, nothing changed, another state, or what the store answers.
pub async fn submit(
    app: &App,
    call: &Call,
    id: &str,
    decision: Decision,
) -> Result<VersionView, AppError> {
    let id = ItemListVersionId::parse(id)?;
    let step = step(app, call)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let Loaded { list, stored, .. } = load(&cx, &asked, tx, id, &[Permission::ItemListWrite])?;
        let base = stored.value.based_on;
        let stored = moved(stored, decision.version, |version| version.submit(step))?;
        let later = rows(tx, id)?;
        complete(tx, &list, &later, cx.today())?;
        let earlier = base.map_or(Ok(Vec::new()), |base| rows(tx, base))?;
        let difference = diff(&earlier, &later, &|id| id.to_string());
        if difference.changes.is_empty() {
            let text = "与上一版没有差别，不需要提交；请先修改，或放弃这个版本。";
            return Err(AppError::rule("item_list.unchanged", text));
        }
        if list.kind == ListKind::Joint {
            ask_consent(tx, &ids, id, concerned(&difference))?;
        }
        let stored = tx.save(stored)?;
        let count = Json::count(difference.changes.len() as u64);
        let event = Event::new(Action::ItemListSubmitted, id);
        let event = event.with(Json::object([("changes", count)]));
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn ask_consent(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    id: ItemListVersionId,
    organs: impl IntoIterator<Item = OrganId>,
) -> Result<(), AppError> {
    let known = items::consents(tx, id)?.into_iter().map(|one| (one.value.organ, one));
    let mut known: BTreeMap<OrganId, Stored<Consent>> = known.collect();
    for organ in organs {
        let fresh = Consent {
            id: ids.make(),
            list_version: id,
            organ,
            state: ConsentState::Pending,
            answered_by: None,
            answered_on: None,
            opinion: String::new(),
        };
        match known.remove(&organ) {
            Some(before) => {
                tx.save(before.map(|before| Consent { id: before.id, ..fresh }))?;
            }
            None => {
                tx.insert(fresh)?;
            }
        }
    }
    Ok(())
}

/// Lets the consents of a version lapse: it goes back to the writer.
fn lapse(tx: &mut WriteTx<'_>, id: ItemListVersionId, all: bool) -> Result<(), AppError> {
    for consent in items::consents(tx, id)? {
        let refused = consent.value.state == ConsentState::Refused;
        if !all && refused {
            continue;
        }
        tx.save(consent.map(|before| Consent {
            state: ConsentState::Lapsed,
            answered_by: None,
            answered_on: None,
            ..before
        }))?;
    }
    Ok(())
}

/// Answers for a department. The last consent approves the version; a refusal returns it.
///
/// # Errors
/// Nothing is asked of the department, the person submitted it, or what the store answers.
pub async fn consent(
    app: &App,
    call: &Call,
    id: &str,
    answer: ConsentAnswer,
) -> Result<VersionView, AppError> {
    let (id, organ) = (ItemListVersionId::parse(id)?, OrganId::parse(&answer.organ)?);
    let opinion = match answer.consents {
        true => answer.opinion.trim().chars().take(500).collect(),
        false => required_reason(&answer.opinion)?,
    };
    let step = step(app, call)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<ItemListVersion>(&id)?;
        let speaker = tx.need::<Organ>(&organ)?.value;
        let own = Place::of(organ, speaker.region);
        cx.authorize(&asked, Permission::ItemListApprove, &own)?;
        let all = items::consents(tx, id)?;
        let asked_for = all.into_iter().find(|one| one.value.organ == organ);
        let mut consent = asked_for.ok_or_else(AppError::missing)?;
        let Stage::Submitted(submitted) = stored.value.stage else {
            return Err(ItemError::Consent { state: stored.value.stage.name_zh() }.into());
        };
        let text: String = opinion;
        consent.value = consent.value.answer(step, &submitted, answer.consents, text.clone())?;
        tx.save(consent)?;
        let left = items::consents(tx, id)?;
        let left = left.iter().any(|one| one.value.state == ConsentState::Pending);
        let stored = match (answer.consents, left) {
            (true, true) => stored,
            (true, false) => {
                let seen = stored.version;
                tx.save(moved(stored, seen, |version| version.approve(step))?)?
            }
            (false, _) => {
                lapse(tx, id, false)?;
                let seen = stored.version;
                tx.save(moved(stored, seen, ItemListVersion::send_back)?)?
            }
        };
        let details = Json::object([
            ("consents", Json::bool(answer.consents)),
            ("organ", Json::text(organ.to_string())),
        ]);
        let event = Event::new(Action::ItemListConsented, id).because(text).with(details);
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Approves a version of a department's own list.
///
/// # Errors
/// The person wrote or submitted it, a joint list, another state, or what the store answers.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    decision: Decision,
) -> Result<VersionView, AppError> {
    let id = ItemListVersionId::parse(id)?;
    let step = step(app, call)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let Loaded { list, stored, .. } =
            load(&cx, &asked, tx, id, &[Permission::ItemListApprove])?;
        if list.kind == ListKind::Joint {
            let text = "联合清单由各有关部门会签，全部同意后即为批准；请由各部门会签。";
            return Err(AppError::rule("item_list.joint_consent", text));
        }
        let stored = moved(stored, decision.version, |version| version.approve(step))?;
        let stored = tx.save(stored)?;
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemListApproved, id), view))
    })
    .await
}

/// Returns a version to its writer.
///
/// # Errors
/// Another state, no reason, or what the store answers.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    back: Return,
) -> Result<VersionView, AppError> {
    let (id, reason) = (ItemListVersionId::parse(id)?, required_reason(&back.reason)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let may = [Permission::ItemListApprove, Permission::ItemListWrite];
        let Loaded { stored, .. } = load(&cx, &asked, tx, id, &may)?;
        let stored = moved(stored, back.version, ItemListVersion::send_back)?;
        lapse(tx, id, true)?;
        let stored = tx.save(stored)?;
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemListReturned, id).because(reason), view))
    })
    .await
}

/// Publishes an approved version; its predecessor ends on the day before.
///
/// # Errors
/// Another state, days that do not fit, or what the store answers.
pub async fn publish(
    app: &App,
    call: &Call,
    id: &str,
    form: PublicationForm,
) -> Result<VersionView, AppError> {
    let id = ItemListVersionId::parse(id)?;
    let from = Day::parse(&form.valid_from)?;
    let to = form.valid_to.as_deref().map(Day::parse).transpose()?;
    let step = step(app, call)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let Loaded { list, place, stored } =
            load(&cx, &asked, tx, id, &[Permission::ItemListPublish])?;
        cx.authorize(&asked, Permission::ItemListPublish, &place)?;
        // A basis may have ended since it was submitted (R-ITEM-02).
        let present = rows(tx, id)?;
        complete(tx, &list, &present, from)?;
        let before = items::published_version(tx, list.id)?;
        let old = before.as_ref().map(|before| before.value.clone());
        let stored = moved(stored, form.version, |version| {
            version.publish(step, form.url.trim(), from, to, old.as_ref())
        })?;
        if let Some(before) = before {
            let seen = before.version;
            tx.save(moved(before, seen, |version| version.supersede(from))?)?;
        }
        let stored = tx.save(stored)?;
        let details = Json::object([
            ("url", Json::text(form.url.trim())),
            ("valid_from", Json::text(from.to_string())),
        ]);
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemListPublished, id).with(details), view))
    })
    .await
}

/// Gives a draft up.
///
/// # Errors
/// Another state, no reason, or what the store answers.
pub async fn abandon(
    app: &App,
    call: &Call,
    id: &str,
    end: Return,
) -> Result<VersionView, AppError> {
    let (id, reason) = (ItemListVersionId::parse(id)?, required_reason(&end.reason)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let Loaded { stored, .. } = load(&cx, &asked, tx, id, &[Permission::ItemListWrite])?;
        let stored = tx.save(moved(stored, end.version, ItemListVersion::abandon)?)?;
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemListAbandoned, id).because(reason), view))
    })
    .await
}
