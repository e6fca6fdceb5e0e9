//! 立改废释: a basis that ends, the items that hang on it, and what stops.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, LawChangeId, OrganId};
use sunlot_domain::items::LawChange;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, items};
use utoipa::{IntoParams, ToSchema};

use super::views::reads_drafts;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;

/// 依据失效的登记。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewLawChange {
    /// 登记的部门；对它编制的清单生效。
    pub organ: String,
    /// 法律、法规、规章名称。
    pub law: String,
    /// 条款；整部失效的不填。
    pub article: Option<String>,
    /// 有效的最后一天。
    pub last_day: String,
    /// 其余依据足以支持检查的事项继续安排。
    #[serde(default)]
    pub others_suffice: bool,
    /// 理由：废止、修订的文件。
    pub reason: String,
}

/// 更正依据失效的登记。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LawChangeAlteration {
    /// 您看到的版本。
    pub version: u64,
    /// 有效的最后一天。
    pub last_day: String,
    /// 其余依据足以支持检查的事项继续安排。
    pub others_suffice: bool,
    /// 登记有误，撤回。
    pub withdrawn: bool,
    /// 理由。
    pub reason: String,
}

/// 挂在一条依据上的事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TracedItem {
    /// 事项标识。
    pub id: String,
    /// 事项编码。
    pub code: String,
    /// 事项名称。
    pub name: String,
    /// 清单名称。
    pub list_title: String,
    /// 清单的编制机构。
    pub organ: String,
    /// 版本状态的中文。
    pub state_name: String,
    /// 该条依据。
    pub basis: String,
    /// 失效之后停止安排计划和抽取。
    pub stopped: bool,
    /// 停止的原因。
    pub reason: Option<String>,
}

/// 依据失效。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LawChangeView {
    /// 标识。
    pub id: String,
    /// 登记的部门。
    pub organ: String,
    /// 名称。
    pub law: String,
    /// 条款。
    pub article: Option<String>,
    /// 有效的最后一天。
    pub last_day: String,
    /// 其余依据足以支持检查的事项继续安排。
    pub others_suffice: bool,
    /// 已撤回。
    pub withdrawn: bool,
    /// 挂在其上的事项，含其他部门的。
    pub items: Vec<TracedItem>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 查哪一条依据。
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct TraceQuery {
    /// 法律、法规、规章名称。
    pub law: String,
    /// 条款。
    pub article: Option<String>,
    /// 有效的最后一天；不填为今天的前一天。
    pub last_day: Option<String>,
}

/// Items that hang on a provision; `stopped` is asked for the day after its last one.
pub(crate) fn hanging(
    tx: &mut ReadTx<'_>,
    change: &LawChange,
    today: Day,
    drafts: bool,
) -> Result<Vec<TracedItem>, AppError> {
    let plain = change.law.trim_start_matches('《').trim_end_matches('》');
    let plain = plain.strip_prefix("中华人民共和国").unwrap_or(plain).to_owned();
    let after = change.last_day.plus(1).unwrap_or(change.last_day).max(today);
    let mut traced = Vec::new();
    for row in items::citing(tx, &plain, today, None)? {
        let Some(basis) = row.value.terms.bases.iter().find(|basis| change.concerns(basis)) else {
            continue;
        };
        let basis = sunlot_domain::items::basis_in_words(basis);
        let around = items::in_force(tx, row.value.id)?;
        if around.version.publication().is_none() && !drafts {
            continue;
        }
        let why = around.drawable_on(after).err();
        traced.push(TracedItem {
            id: row.value.id.to_string(),
            code: row.value.code.to_string(),
            name: row.value.terms.name.clone(),
            list_title: around.list.title,
            organ: tx.need::<Organ>(&around.list.organ)?.value.name,
            state_name: around.version.stage.name_zh().into(),
            basis,
            stopped: why.is_some(),
            reason: why.map(|why| why.message_zh()),
        });
    }
    Ok(traced)
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<LawChange>,
) -> Result<LawChangeView, AppError> {
    let change = stored.value;
    let organ = tx.need::<Organ>(&change.organ)?.value;
    let place = Place::of(organ.id, organ.region);
    let may = app.may(call, Permission::ItemListWrite, &place);
    Ok(LawChangeView {
        id: change.id.to_string(),
        organ: change.organ.to_string(),
        items: hanging(tx, &change, app.today(), reads_drafts(app, call))?,
        last_day: change.last_day.to_string(),
        others_suffice: change.others_suffice,
        withdrawn: change.withdrawn,
        law: change.law,
        article: change.article,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may.then(|| "alter".to_owned()).into_iter().collect(),
    })
}

fn described(change: &LawChange) -> Json {
    Json::object([
        ("article", Json::text(change.article.as_deref().unwrap_or_default())),
        ("last_day", Json::text(change.last_day.to_string())),
        ("law", Json::text(&change.law)),
        ("others_suffice", Json::bool(change.others_suffice)),
        ("withdrawn", Json::bool(change.withdrawn)),
    ])
}

/// Records that a provision ends; answers with every item that hangs on it (R-ITEM-07).
///
/// # Errors
/// Fields that are wrong, or what the store answers.
pub async fn record(app: &App, call: &Call, new: NewLawChange) -> Result<LawChangeView, AppError> {
    let (organ, last_day) = (OrganId::parse(&new.organ)?, Day::parse(&new.last_day)?);
    let reason = required_reason(&new.reason)?;
    let law = new.law.trim().trim_start_matches('《').trim_end_matches('》').to_owned();
    let article = new.article.map(|a| a.trim().to_owned()).filter(|a| !a.is_empty());
    let long = article.as_ref().is_some_and(|article| article.chars().count() > 200);
    if !(1..=100).contains(&law.chars().count()) || long {
        let text = "请写明法律、法规或规章名称，1 至 100 个字；条款至多 200 个字。";
        return Err(AppError::field("law", "law.name", text));
    }
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let of = tx.get::<Organ>(&organ)?.ok_or_else(AppError::missing)?.value;
        let place = Place::of(organ, of.region);
        cx.authorize(&asked, Permission::ItemListWrite, &place)?;
        let others_suffice = new.others_suffice;
        let id: LawChangeId = ids.make();
        let change =
            LawChange { id, organ, law, article, last_day, others_suffice, withdrawn: false };
        let event = Event::new(Action::LawChanged, id).because(reason).with(described(&change));
        let stored = tx.insert(change)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Corrects a record, or takes it back.
///
/// # Errors
/// Missing, a version that is not the current one, or what the store answers.
pub async fn alter(
    app: &App,
    call: &Call,
    id: &str,
    alteration: LawChangeAlteration,
) -> Result<LawChangeView, AppError> {
    let (id, last_day) = (LawChangeId::parse(id)?, Day::parse(&alteration.last_day)?);
    let reason = required_reason(&alteration.reason)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<LawChange>(&id)?;
        let of = tx.need::<Organ>(&stored.value.organ)?.value;
        let place = Place::of(of.id, of.region);
        cx.authorize(&asked, Permission::ItemListWrite, &place)?;
        let before = described(&stored.value);
        stored.version = alteration.version;
        stored.value.last_day = last_day;
        stored.value.others_suffice = alteration.others_suffice;
        stored.value.withdrawn = alteration.withdrawn;
        let after = described(&stored.value);
        let stored = tx.save(stored)?;
        let changes = Json::object([("before", before), ("after", after)]);
        let event = Event::new(Action::LawChangeAltered, id).because(reason).with(changes);
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Law changes that an organ has recorded.
///
/// # Errors
/// An id that cannot be read, or what the store answers.
pub async fn changes(app: &App, call: &Call, organ: &str) -> Result<Vec<LawChangeView>, AppError> {
    let organ = OrganId::parse(organ)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = items::law_changes(tx, organ)?;
        found.into_iter().map(|stored| view(&cx, &asked, tx, stored)).collect()
    })
    .await
}

/// Items that would be concerned if a provision ended; nothing is recorded.
///
/// # Errors
/// A day that cannot be read, or what the store answers.
pub async fn trace(app: &App, query: TraceQuery) -> Result<Vec<TracedItem>, AppError> {
    let today = app.today();
    let last_day = query.last_day.as_deref().map(Day::parse).transpose()?;
    let ids = app.ids();
    app.read(move |tx| {
        let change = LawChange {
            id: ids.make(),
            organ: ids.make(),
            law: query.law.trim().to_owned(),
            article: query.article.filter(|article| !article.is_empty()),
            last_day: last_day.or_else(|| today.plus(-1)).unwrap_or(today),
            others_suffice: false,
            withdrawn: false,
        };
        hanging(tx, &change, today, true)
    })
    .await
}
