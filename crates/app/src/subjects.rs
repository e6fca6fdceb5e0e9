//! 检查对象名录库: use cases.

mod view;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::PageRequest;
use crate::positions::PositionView;
use serde_json::json;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::ids::{Id, OrganId, SubjectId, TagId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::positions::{Position, PositionSource, SubjectPosition};
use sunlot_domain::registers::{
    STALE_DAYS, SubjectEntry, SubjectError, SubjectFilter, SubjectKind,
};
use sunlot_domain::roles::Place;
use sunlot_domain::subjects::{LifeStatus, RiskClass};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::subjects::{self as store, AsOf, Found};
use sunlot_store::{NameIndexer, positions};

pub(crate) use view::Sight;
use view::view;
pub use view::{
    Delisting, HealthView, NewSubject, PositionCorrection, SubjectChange, SubjectDetails,
    SubjectFacts, SubjectPage, SubjectQuery, SubjectView,
};

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["code", "name", "region", "kind", "status", "industry", "source_day"];

fn words(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split([',', '，']).map(str::trim).filter(|word| !word.is_empty())
}

fn unknown(field: &str, word: &str) -> AppError {
    let code = format!("subject.{field}");
    AppError::field(field, code, format!("不认识“{word}”；可用的值见接口说明。"))
}

/// Reads the conditions of a list.
///
/// # Errors
/// A word that cannot be read.
pub fn read_filter(query: &SubjectQuery) -> Result<SubjectFilter, AppError> {
    let mut filter = SubjectFilter { delisted: query.delisted, ..SubjectFilter::default() };
    for word in words(query.kind.as_deref()) {
        filter.kinds.insert(SubjectKind::parse(word).ok_or_else(|| unknown("kind", word))?);
    }
    for word in words(query.region.as_deref()) {
        filter.regions.push(DivisionCode::parse(word)?);
    }
    for word in words(query.status.as_deref()) {
        filter.statuses.insert(LifeStatus::parse(word).ok_or_else(|| unknown("status", word))?);
    }
    for word in words(query.tag.as_deref()) {
        filter.tags.insert(TagId::parse(word)?);
    }
    for word in words(query.risk.as_deref()) {
        let class = match word {
            "-" => None,
            letter => Some(RiskClass::parse(letter).ok_or_else(|| unknown("risk", word))?),
        };
        filter.risk_classes.insert(class);
    }
    filter.industries = words(query.industry.as_deref()).map(str::to_owned).collect();
    filter.scope_texts = words(query.scope.as_deref()).map(str::to_owned).collect();
    filter.organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    filter.text = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned);
    Ok(filter)
}

/// Lists subjects: the current register, or that of a day.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: SubjectQuery,
    page: PageRequest,
) -> Result<SubjectPage, AppError> {
    let sight = Sight::of(app, call, Permission::SubjectRead);
    let mut filter = read_filter(&query)?;
    let as_of = as_of(app, query.on.as_deref(), query.known)?;
    let window = page.window()?;
    let order = page.order(SORTABLE, "seq")?;
    if sight.public {
        // The public sees live subjects, and nothing that is not public can be asked for.
        let allowed = SubjectFilter {
            kinds: filter.kinds.clone(),
            regions: filter.regions.clone(),
            text: filter.text.clone(),
            ..SubjectFilter::live()
        };
        filter = allowed;
    }
    let empty = |page: &PageRequest| SubjectPage {
        items: Vec::new(),
        total: 0,
        total_exact: true,
        page: page.page.unwrap_or(1),
        page_size: page.page_size.unwrap_or(20),
    };
    let Some(regions) = sight.narrow(std::mem::take(&mut filter.regions)) else {
        return Ok(empty(&page));
    };
    filter.regions = regions;
    if !sight.public && sight.regions.is_empty() {
        match (filter.organ, sight.organs.first()) {
            (Some(asked), _) if !sight.organs.contains(&asked) => return Ok(empty(&page)),
            (None, Some(own)) => filter.organ = Some(*own),
            _ => {}
        }
    }
    let unsorted = page.sort.is_none();
    let found = app
        .read(move |tx| {
            let text = filter.text.clone();
            if let (AsOf::Now(day), Some(text), true) = (as_of, &text, unsorted)
                && !is_code(text)
            {
                return Ok(store::search(tx, text, &filter, day, window)?);
            }
            let total = store::count(tx, &filter, as_of)?;
            let rows = store::select(tx, &filter, as_of, &order, window)?;
            Ok(Found { rows, total, exact: true })
        })
        .await?;
    let shown = found.rows.into_iter().map(|row| view(app, call, &sight, row));
    Ok(SubjectPage {
        items: shown.collect(),
        total: found.total,
        total_exact: found.exact,
        ..empty(&page)
    })
}

/// Whether a text to look for is the beginning of a code rather than part of a name.
fn is_code(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// As of when: now, or a day with what was known at an entry of the log.
pub(crate) fn as_of(app: &App, on: Option<&str>, known: Option<u64>) -> Result<AsOf, AppError> {
    match on {
        None if known.is_some() => Err(AppError::field(
            "known",
            "as_of.day_missing",
            "按日志序号查时须同时写明日期（on）。",
        )),
        None => Ok(AsOf::Now(app.today())),
        Some(day) => {
            let known = known.unwrap_or(i64::MAX.unsigned_abs()).min(i64::MAX.unsigned_abs());
            Ok(AsOf::On { day: Day::parse(day)?, known })
        }
    }
}

/// Shows one subject.
///
/// # Errors
/// Missing, also for what the person may not see; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<SubjectView, AppError> {
    let id = SubjectId::parse(id)?;
    let sight = Sight::of(app, call, Permission::SubjectRead);
    let read = app
        .read(move |tx| Ok::<_, AppError>((tx.need::<SubjectEntry>(&id)?, positions::of(tx, id)?)));
    let (found, stands) = read.await?;
    if !sight.sees(&found.value) && !found.value.drawable() {
        return Err(AppError::missing());
    }
    let mut shown = view(app, call, &sight, found);
    if let Some(details) = &mut shown.details {
        details.position = stands.map(PositionView::from);
    }
    Ok(shown)
}

/// What was ever said about a subject, earliest recorded first.
///
/// # Errors
/// Missing, also for what the person may not see; or what the store answers.
pub async fn timeline(app: &App, call: &Call, id: &str) -> Result<Vec<SubjectView>, AppError> {
    let id = SubjectId::parse(id)?;
    let sight = Sight::of(app, call, Permission::SubjectRead);
    let said = app.read(move |tx| Ok(store::statements(tx, id)?)).await?;
    if !said.last().is_some_and(|now| sight.sees(&now.value)) {
        return Err(AppError::missing());
    }
    Ok(said.into_iter().map(|row| view(app, call, &sight, row)).collect())
}

/// Registers a subject.
///
/// # Errors
/// Fields that are wrong, a code that is registered already, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewSubject) -> Result<SubjectView, AppError> {
    let code = CanonicalId::parse(&new.code)?;
    let organ = OrganId::parse(&new.organ)?;
    let reason = required_reason(&new.reason)?;
    let mut entry = facts(app, &new.facts, organ, code)?;
    entry.check(app.today())?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        may_write(&cx, &asked, tx, organ)?;
        entry.seq = store::next_seq(tx)?;
        let id = entry.id;
        let mut names = NameIndexer::default();
        store::add(tx, &mut names, std::slice::from_ref(&entry)).map_err(taken)?;
        names.finish(tx)?;
        let event = Event::new(Action::SubjectAdded, id).because(reason).with(described(&entry));
        let stored = tx.need::<SubjectEntry>(&id)?;
        let sight = Sight::of(&cx, &asked, Permission::SubjectRead);
        Ok(tx.record(event, view(&cx, &asked, &sight, stored)))
    })
    .await
}

fn taken(error: sunlot_store::StoreError) -> AppError {
    if error == sunlot_store::StoreError::Unique("subject.code".into()) {
        let text = "这个代码已经登记过；同一主体只登记一次，请在原有记录上变更或加标签。";
        return AppError::new(crate::Kind::Conflict, "subject.code_taken", text);
    }
    error.into()
}

/// Changes a subject: a new statement, the one before stays in its timeline.
///
/// # Errors
/// Missing, a version that is not the current one, fields that are wrong, or what the store
/// answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: SubjectChange,
) -> Result<SubjectView, AppError> {
    let reason = required_reason(&change.reason)?;
    let cx = app.clone();
    let make = move |before: &SubjectEntry| {
        let read = facts(&cx, &change.facts, before.organ, before.code.clone())?;
        let (visits, last_inspected) = (before.visits, before.last_inspected);
        Ok(SubjectEntry { id: before.id, seq: before.seq, visits, last_inspected, ..read })
    };
    restate(app, call, id, change.version, Action::SubjectChanged, reason, make).await
}

/// Takes a subject out of the register: it was a mistake, or belongs to nobody here.
///
/// # Errors
/// As [`change`].
pub async fn delist(
    app: &App,
    call: &Call,
    id: &str,
    delisting: Delisting,
) -> Result<SubjectView, AppError> {
    let reason = required_reason(&delisting.reason)?;
    let today = app.today();
    let make = move |before: &SubjectEntry| {
        Ok(SubjectEntry { listed: false, valid_from: today, ..before.clone() })
    };
    restate(app, call, id, delisting.version, Action::SubjectDelisted, reason, make).await
}

/// Says where a subject stands, in the place of what was said before; no part of the statements
/// that a draw goes by (R-REG-20).
///
/// # Errors
/// Missing, a place that is none or lies outside of China, the place that is known already, or
/// what the store answers.
pub async fn locate(
    app: &App,
    call: &Call,
    id: &str,
    correction: PositionCorrection,
) -> Result<SubjectView, AppError> {
    let id = SubjectId::parse(id)?;
    let reason = required_reason(&correction.reason)?;
    let position = in_china(correction.position.try_into()?)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let found = tx.need::<SubjectEntry>(&id)?;
        may_write(&cx, &asked, tx, found.value.organ)?;
        let before = positions::of(tx, id)?.map(|it| it.position);
        if before == Some(position) {
            return Err(SubjectError::NothingChanged.into());
        }
        let stands = SubjectPosition {
            id: cx.ids().make(),
            subject: id,
            position,
            source: PositionSource::Register,
            noted_on: cx.today(),
            withdrawn: false,
        };
        tx.insert(stands.clone())?;
        let text = |it: Option<Position>| Json::text(it.map(String::from).unwrap_or_default());
        let changes = Json::object([("after", text(Some(position))), ("before", text(before))]);
        let event = Event::new(Action::SubjectLocated, id).because(reason).with(changes);
        let sight = Sight::of(&cx, &asked, Permission::SubjectRead);
        let mut shown = view(&cx, &asked, &sight, found);
        if let Some(details) = &mut shown.details {
            details.position = Some(stands.into());
        }
        Ok(tx.record(event, shown))
    })
    .await
}

/// A person who types a place can put a slip right at once; a file is let in without it.
fn in_china(position: Position) -> Result<Position, AppError> {
    if position.is_in_china() {
        return Ok(position);
    }
    let text = "这个位置不在中国境内；请核对经度、纬度是否写颠倒，小数点是否写对。";
    Err(AppError::field("latitude", "position.abroad", text))
}

async fn restate(
    app: &App,
    call: &Call,
    id: &str,
    version: u64,
    action: Action,
    reason: String,
    make: impl FnOnce(&SubjectEntry) -> Result<SubjectEntry, AppError> + Send + 'static,
) -> Result<SubjectView, AppError> {
    let id = SubjectId::parse(id)?;
    let (cx, asked, past) = (app.clone(), call.clone(), app.ids().make());
    app.write(call, move |tx| {
        let mut before = tx.need::<SubjectEntry>(&id)?;
        may_write(&cx, &asked, tx, before.value.organ)?;
        let found = before.version;
        if version != found {
            let more = json!({ "expected": version, "found": found });
            let error = sunlot_store::StoreError::Version {
                table: "subject",
                id: id.to_string(),
                expected: version,
                found,
            };
            return Err(AppError::from(error).with(more));
        }
        before.version = version;
        let after = make(&before.value)?;
        after.check(cx.today())?;
        if after == before.value {
            return Err(SubjectError::NothingChanged.into());
        }
        let changes =
            Json::object([("after", described(&after)), ("before", described(&before.value))]);
        let stored = store::restate(tx, past, before, after)?;
        let event = Event::new(action, id).because(reason).with(changes);
        let sight = Sight::of(&cx, &asked, Permission::SubjectRead);
        Ok(tx.record(event, view(&cx, &asked, &sight, stored)))
    })
    .await
}

/// The caller writes entries of an organ: the organ's own people alone (谁审批谁监管, R-REG-06).
pub(crate) fn may_write(
    app: &App,
    call: &Call,
    tx: &mut sunlot_store::ReadTx<'_>,
    organ: OrganId,
) -> Result<Organ, AppError> {
    let organ = tx.need::<Organ>(&organ)?.value;
    app.authorize(call, Permission::SubjectWrite, &Place::of(organ.id, organ.region.clone()))?;
    Ok(organ)
}

fn facts(
    app: &App,
    facts: &SubjectFacts,
    organ: OrganId,
    code: CanonicalId,
) -> Result<SubjectEntry, AppError> {
    let day = |text: &Option<String>| text.as_deref().map_or(Ok(app.today()), Day::parse);
    let status = facts.status.as_deref().unwrap_or("live");
    let class = facts.risk_class.as_deref().filter(|class| !class.is_empty());
    let kind = facts.kind.as_str();
    Ok(SubjectEntry {
        id: app.ids().make(),
        seq: 0,
        verdict: code.verdict(),
        code,
        name: facts.name.trim().to_owned(),
        kind: SubjectKind::parse(kind).ok_or_else(|| unknown("kind", kind))?,
        organ,
        region: DivisionCode::parse(&facts.region)?,
        industry: facts.industry.trim().to_owned(),
        status: LifeStatus::parse(status).ok_or_else(|| unknown("status", status))?,
        business_scope: facts.business_scope.trim().to_owned(),
        responsible: facts.responsible.as_deref().map(SubjectId::parse).transpose()?,
        risk_class: class
            .map(|class| RiskClass::parse(class).ok_or_else(|| unknown("risk_class", class)))
            .transpose()?,
        risk_month: facts.risk_month.clone().filter(|month| !month.is_empty()),
        trial: facts.trial,
        pending_case: facts.pending_case,
        visits: 0,
        last_inspected: None,
        listed: true,
        source: facts.source.trim().to_owned(),
        source_day: day(&facts.source_day)?,
        valid_from: day(&facts.valid_from)?,
    })
}

/// What an event keeps of an entry; internal, bound by a digest alone.
pub(crate) fn described(entry: &SubjectEntry) -> Json {
    let class = entry.risk_class.map_or("", RiskClass::letter);
    let responsible = entry.responsible.map(|id| id.to_string()).unwrap_or_default();
    Json::object([
        ("business_scope", Json::text(&entry.business_scope)),
        ("code", Json::text(entry.code.as_str())),
        ("industry", Json::text(&entry.industry)),
        ("kind", Json::text(entry.kind.code())),
        ("listed", Json::bool(entry.listed)),
        ("name", Json::text(&entry.name)),
        ("pending_case", Json::bool(entry.pending_case)),
        ("region", Json::text(entry.region.as_str())),
        ("responsible", Json::text(responsible)),
        ("risk_class", Json::text(class)),
        ("risk_month", Json::text(entry.risk_month.as_deref().unwrap_or_default())),
        ("source", Json::text(&entry.source)),
        ("source_day", Json::text(entry.source_day.to_string())),
        ("status", Json::text(entry.status.code())),
        ("trial", Json::bool(entry.trial)),
        ("valid_from", Json::text(entry.valid_from.to_string())),
    ])
}

/// Figures by owner.
///
/// # Errors
/// What the store answers.
pub async fn health(app: &App, call: &Call) -> Result<Vec<HealthView>, AppError> {
    let sight = Sight::of(app, call, Permission::TagRead);
    let regions = sight.regions;
    let today = app.today();
    let stale_before = today.plus(-STALE_DAYS).unwrap_or(today);
    app.read(move |tx| {
        let mut shown = Vec::new();
        for health in store::health(tx, &regions, stale_before, today)? {
            shown.push(HealthView {
                organ: health.organ.to_string(),
                organ_name: tx.need::<Organ>(&health.organ)?.value.name,
                size: health.size,
                stale: health.stale,
                closed: health.closed,
                without_code: health.without_code,
                check_failed: health.check_failed,
                without_township: health.without_township,
                without_tag: health.without_tag,
                without_duty: health.without_duty,
            });
        }
        Ok(shown)
    })
    .await
}
