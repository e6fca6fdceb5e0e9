//! 部门和行政区划: use cases.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_store::{Stored, organs};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

pub use crate::reference::load_divisions;

/// 部门, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrganView {
    /// 标识。
    pub id: String,
    /// 简码，在区划内唯一。
    pub code: String,
    /// 机构全称。
    pub name: String,
    /// 性质：department、authorized、entrusted、coordination、oversight。
    pub kind: String,
    /// 性质的中文。
    pub kind_name: String,
    /// 服务的区划代码。
    pub region: String,
    /// 上级部门。
    pub superior: Option<String>,
    /// 委托机关。
    pub entrusting: Option<String>,
    /// 是否仍在运转。
    pub active: bool,
    /// 能否作为检查主体。
    pub may_inspect: bool,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新部门。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewOrgan {
    /// 简码，1 至 24 位小写字母、数字、下划线或点。
    pub code: String,
    /// 机构全称。
    pub name: String,
    /// 性质。
    pub kind: String,
    /// 服务的区划代码。
    pub region: String,
    /// 上级部门。
    pub superior: Option<String>,
    /// 委托机关，受委托组织必填。
    pub entrusting: Option<String>,
}

/// 部门的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct OrganChange {
    /// 您看到的版本。
    pub version: u64,
    /// 机构全称。
    pub name: String,
    /// 上级部门。
    pub superior: Option<String>,
    /// 是否仍在运转。
    pub active: bool,
    /// 变更理由。
    pub reason: String,
}

/// 部门列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct OrganFilter {
    /// 区划代码；包含其下级。
    pub region: Option<String>,
    /// 名称或简码的一部分。
    pub q: Option<String>,
}

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["code", "name", "region", "kind"];

/// Lists organs.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    filter: OrganFilter,
    page: PageRequest,
) -> Result<Page<OrganView>, AppError> {
    let region = filter.region.as_deref().map(DivisionCode::parse).transpose()?;
    let (window, order) = (page.window()?, page.order(SORTABLE, "region, code")?);
    let (found, total) = app
        .read(move |tx| Ok(organs::list(tx, region.as_ref(), filter.q.as_deref(), &order, window)?))
        .await?;
    let items = found.into_iter().map(|organ| view(app, call, organ)).collect();
    Ok(page.answer(items, total))
}

/// Shows one organ.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<OrganView, AppError> {
    let id = OrganId::parse(id)?;
    let found = app.read(move |tx| Ok(tx.need::<Organ>(&id)?)).await?;
    Ok(view(app, call, found))
}

/// Creates an organ.
///
/// # Errors
/// Fields that are wrong, a code that is taken, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewOrgan) -> Result<OrganView, AppError> {
    let kind = OrganKind::parse(&new.kind).ok_or_else(|| {
        let kinds: Vec<&str> = OrganKind::ALL.iter().map(|kind| kind.code()).collect();
        let text = format!("部门性质“{}”应为：{}。", new.kind, kinds.join("、"));
        AppError::field("kind", "organ.kind", text)
    })?;
    let organ = Organ {
        id: app.ids().make(),
        code: new.code,
        name: new.name.trim().to_owned(),
        kind,
        region: DivisionCode::parse(&new.region)?,
        superior: new.superior.as_deref().map(OrganId::parse).transpose()?,
        entrusting: new.entrusting.as_deref().map(OrganId::parse).transpose()?,
        active: true,
    };
    organ.check()?;
    app.authorize(call, Permission::OrganWrite, &place(&organ))?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let event = Event::new(Action::OrganCreated, organ.id).with(described(&organ));
        let stored = tx.insert(organ)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Changes an organ.
///
/// # Errors
/// Missing, a version that is not the current one, fields that are wrong, or what the store
/// answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: OrganChange,
) -> Result<OrganView, AppError> {
    let id = OrganId::parse(id)?;
    let superior = change.superior.as_deref().map(OrganId::parse).transpose()?;
    let reason = required_reason(&change.reason)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Organ>(&id)?;
        cx.authorize(&asked, Permission::OrganWrite, &place(&stored.value))?;
        let before = described(&stored.value);
        stored.version = change.version;
        stored.value.name = change.name.trim().to_owned();
        stored.value.superior = superior;
        stored.value.active = change.active;
        stored.value.check()?;
        let changes = Json::object([("before", before), ("after", described(&stored.value))]);
        let stored = tx.save(stored)?;
        let event = Event::new(Action::OrganChanged, id).because(reason).with(changes);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Loads divisions that are not there yet, parents first, in one event.
///
/// # Errors
/// What the store answers; then none is loaded.
pub async fn load_regions(app: &App, call: &Call, regions: Vec<Region>) -> Result<u64, AppError> {
    app.write(call, move |tx| {
        let mut fresh = Vec::new();
        for region in regions {
            if tx.get::<Region>(&region.id.as_str())?.is_none() {
                fresh.push(region);
            }
        }
        fresh.sort_by(|a, b| (a.id.prefix().len(), &a.id).cmp(&(b.id.prefix().len(), &b.id)));
        tx.insert_all(&fresh)?;
        let count = fresh.len() as u64;
        let details = Json::object([("count", Json::count(count))]);
        Ok(tx.record(Event::new(Action::RegionsLoaded, "region").with(details), count))
    })
    .await
}

/// 行政区划, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegionView {
    /// 代码。
    pub code: String,
    /// 名称。
    pub name: String,
    /// 上级代码。
    pub parent: Option<String>,
}

/// Divisions directly below one, or the provinces.
///
/// # Errors
/// A code that cannot be read, or what the store answers.
pub async fn regions(app: &App, parent: Option<&str>) -> Result<Vec<RegionView>, AppError> {
    let parent = parent.map(DivisionCode::parse).transpose()?;
    let found = app.read(move |tx| Ok(organs::regions_below(tx, parent.as_ref())?)).await?;
    let shown = |region: Stored<Region>| RegionView {
        code: region.value.id.as_str().to_owned(),
        name: region.value.name,
        parent: region.value.parent.map(|code| code.as_str().to_owned()),
    };
    Ok(found.into_iter().map(shown).collect())
}

/// A reason that says something.
///
/// # Errors
/// When it is shorter than four characters or longer than 500.
pub fn required_reason(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if (4..=500).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(AppError::field("reason", "reason.length", "请写明理由，4 至 500 个字。"))
}

fn place(organ: &Organ) -> Place {
    Place::of(organ.id, organ.region.clone())
}

fn described(organ: &Organ) -> Json {
    Json::object([
        ("active", Json::bool(organ.active)),
        ("code", Json::text(&organ.code)),
        ("kind", Json::text(organ.kind.code())),
        ("name", Json::text(&organ.name)),
        ("region", Json::text(organ.region.as_str())),
    ])
}

fn view(app: &App, call: &Call, stored: Stored<Organ>) -> OrganView {
    let organ = stored.value;
    let may_write = app.authorize(call, Permission::OrganWrite, &place(&organ)).is_ok();
    OrganView {
        id: organ.id.to_string(),
        kind: organ.kind.code().into(),
        kind_name: organ.kind.name_zh().into(),
        region: organ.region.as_str().into(),
        superior: organ.superior.map(|id| id.to_string()),
        entrusting: organ.entrusting.map(|id| id.to_string()),
        active: organ.active,
        may_inspect: organ.kind.may_inspect(),
        code: organ.code,
        name: organ.name,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may_write.then(|| "change".to_owned()).into_iter().collect(),
    }
}
