//! 行前须知: what an inspector reads before a visit. Put together from the lists that the reader
//! may see anyway; of what he may not see there is a number.

use serde::{Deserialize, Serialize};
use sunlot_domain::cases::IndividualCase;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::restrictions::Restriction;
use sunlot_domain::ids::{Id as _, SubjectId};
use sunlot_domain::organs::Region;
use sunlot_store::follow::{self as store, FollowFilter};
use sunlot_store::inspections::{self, InspectionFilter, Reached};
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, StoreError, Window};
use utoipa::ToSchema;

use super::view::InspectionView;
use super::{InspectionQuery, list, show};
use crate::cases::{self, CaseQuery, CaseView};
use crate::context::{App, Call};
use crate::duties::{self, DutyQuery, DutyView};
use crate::error::{AppError, Kind};
use crate::follow::FollowQuery;
use crate::follow::rectifications::{self, RectificationView};
use crate::follow::restrictions::{self, RestrictionView};
use crate::page::{Page, PageRequest};
use crate::results::{self, NoFilter, ResultView};
use crate::subjects::{self, SubjectView};
use crate::tags::attach::{self, SubjectTagQuery, SubjectTagView};

/// Entries of each list.
const SHOWN: u32 = 20;

/// 本人能看到的，和看不到的有多少。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Known<T> {
    /// 能看到的，新的在前，至多 20 条。
    pub items: Vec<T>,
    /// 共有多少，含看不到的。
    pub total: u64,
    /// 其中本人无权查看的。
    pub hidden: u64,
}

/// 行前须知：进户之前了解这一户。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Brief {
    /// 本次检查。
    pub visit: InspectionView,
    /// 检查对象，其余内容无权查看的为空。
    pub subject: SubjectView,
    /// 区划名称，从上到下。
    pub region_names: Vec<String>,
    /// 上次到达时记录的地点；名录不登记地址。
    pub last_place: Option<String>,
    /// 标签，包括许可。
    pub tags: Vec<SubjectTagView>,
    /// 监管责任：哪些部门、哪些事项。
    pub duties: Vec<DutyView>,
    /// 各部门已公示的检查结果。
    pub findings: Known<ResultView>,
    /// 各部门的其他检查。
    pub visits: Known<InspectionView>,
    /// 没有办结的责令改正。
    pub rectifications: Known<RectificationView>,
    /// 有效的限制措施。
    pub restrictions: Known<RestrictionView>,
    /// 个案，包括投诉举报；不显示投诉举报人。
    pub cases: Known<CaseView>,
}

fn first(sort: &str) -> PageRequest {
    PageRequest { page: None, page_size: Some(SHOWN), sort: Some(sort.to_owned()) }
}

fn newest() -> PageRequest {
    PageRequest { sort: None, ..first("") }
}

/// What a list shows, or nothing to somebody who may not read any of it.
fn seen<T>(page: Result<Page<T>, AppError>) -> Result<(Vec<T>, u64), AppError> {
    match page {
        Ok(page) => Ok((page.items, page.total)),
        Err(refused) if refused.kind == Kind::Forbidden => Ok((Vec::new(), 0)),
        Err(refused) => Err(refused),
    }
}

fn known<T>((items, shown): (Vec<T>, u64), total: u64) -> Known<T> {
    Known { items, total, hidden: total.saturating_sub(shown) }
}

/// How much there is in all, whoever may see it.
#[derive(Default)]
struct Totals {
    visits: u64,
    rectifications: u64,
    restrictions: u64,
    cases: u64,
    last_place: Option<String>,
    region_names: Vec<String>,
}

/// Everything about the entity of a visit, for its team and those who supervise it.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn brief(app: &App, call: &Call, id: &str) -> Result<Brief, AppError> {
    let visit = show(app, call, id).await?.visit;
    let subject = visit.subject.clone();
    let totals = totals(app, &visit).await?;
    let today = app.today().to_string();
    let open = FollowQuery { subject: Some(subject.clone()), open: true, ..FollowQuery::default() };
    let mut visits = seen(list(app, call, about(&subject), first("-window_to")).await)?;
    // This visit is no history.
    let before = visits.0.len();
    visits.0.retain(|one| one.id != visit.id);
    visits.1 -= (before - visits.0.len()) as u64;
    let cases = CaseQuery { subject: Some(subject.clone()), ..CaseQuery::default() };
    let duties = DutyQuery {
        subject: Some(subject.clone()),
        on: Some(today.clone()),
        ..DutyQuery::default()
    };
    let page = results::of_entity(app, call, &visit.subject_code, NoFilter {}, newest()).await?;
    Ok(Brief {
        subject: subjects::show(app, call, &subject).await?,
        tags: tags(app, call, &subject, today).await?,
        duties: seen(duties::list(app, call, duties, first("item_code")).await)?.0,
        findings: Known { items: page.items, total: page.total, hidden: 0 },
        visits: known(visits, totals.visits.saturating_sub(1)),
        rectifications: known(
            seen(rectifications::list(app, call, open.clone(), first("due")).await)?,
            totals.rectifications,
        ),
        restrictions: known(
            seen(restrictions::list(app, call, open, first("-valid_from")).await)?,
            totals.restrictions,
        ),
        cases: known(
            seen(cases::list(app, call, cases, first("-received_on")).await)?,
            totals.cases,
        ),
        last_place: totals.last_place,
        region_names: totals.region_names,
        visit,
    })
}

fn about(subject: &str) -> InspectionQuery {
    InspectionQuery { subject: Some(subject.to_owned()), ..InspectionQuery::default() }
}

async fn tags(
    app: &App,
    call: &Call,
    subject: &str,
    on: String,
) -> Result<Vec<SubjectTagView>, AppError> {
    match attach::list(app, call, subject, SubjectTagQuery { on: Some(on) }).await {
        Err(refused) if refused.kind == Kind::Missing => Ok(Vec::new()),
        other => other,
    }
}

async fn totals(app: &App, visit: &InspectionView) -> Result<Totals, AppError> {
    let subject = SubjectId::parse(&visit.subject)?;
    let region = visit.subject_region.clone();
    app.read(move |tx| {
        let open = FollowFilter { subject: Some(subject), open: true, ..store::everything() };
        let cases = FollowFilter { subject: Some(subject), ..store::everything() };
        let (visits, last_place) = visited(tx, subject)?;
        Ok(Totals {
            visits,
            last_place,
            rectifications: store::count::<Rectification>(tx, &open)?,
            restrictions: store::count::<Restriction>(tx, &open)?,
            cases: store::count::<IndividualCase>(tx, &cases)?,
            region_names: names(tx, &region)?,
        })
    })
    .await
}

/// How often the subject is or was visited, and where somebody arrived last.
fn visited(tx: &mut ReadTx<'_>, subject: SubjectId) -> Result<(u64, Option<String>), StoreError> {
    let everybody = Visible { all: true, ..Visible::default() };
    let which = InspectionFilter {
        reached: Reached { visible: everybody, own: None },
        subject: Some(subject),
        ..InspectionFilter::default()
    };
    let window = Window { limit: SHOWN, offset: 0 };
    let (found, total) = inspections::list(tx, &which, "window_to DESC, id", window)?;
    let places = found.into_iter().filter_map(|one| one.value.arrival);
    Ok((total, places.map(|arrival| arrival.place).find(|place| !place.is_empty())))
}

/// Names of a division and of those above it, down to it.
fn names(tx: &mut ReadTx<'_>, region: &str) -> Result<Vec<String>, AppError> {
    let mut names = Vec::new();
    let mut next = Some(sunlot_domain::codes::DivisionCode::parse(region)?);
    while let Some(code) = next {
        if let Some(found) = tx.get::<Region>(&code.as_str())? {
            names.insert(0, found.value.name);
        }
        next = code.parent();
    }
    Ok(names)
}
