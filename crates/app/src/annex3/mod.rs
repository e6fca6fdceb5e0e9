//! 附件3: the statistics table of an organ or a division, counted from the facts at the moment, with
//! the rows behind each cell.
//!
//! Owns who may see it and what the words beside the figures are. What a cell counts is the
//! domain's.

mod book;
mod facts;
mod rollup;
mod rows;

pub use rollup::{DifferenceView, RollUpLine, RollUpQuery, RollUpView, roll_up};
pub use rows::{Annex3RowView, Annex3RowsQuery, rows};

pub(crate) use facts::{load, load_all};
pub(crate) use rollup::reporting;

use serde::{Deserialize, Serialize};
use sunlot_domain::annex3::{Category, Figures, Form, FormHeader, Money, Period, Scope, wan};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::{Organ, Region};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::reports::{Season, season_of};
use sunlot_domain::roles::{Place, Reach};
use sunlot_sortition::time::Day;
use sunlot_store::ReadTx;
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 统计表的范围：部门或区划，写一个；报告期或自哪天到哪天。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Annex3Query {
    /// 填报部门。
    pub organ: Option<String>,
    /// 填报区划，包含其下级各部门。
    pub region: Option<String>,
    /// 年度；不写为最近一期。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终；不写为最近一期。
    pub season: Option<String>,
    /// 自哪天；写了起止的，不看报告期。
    pub from: Option<String>,
    /// 到哪天；不写为今天。
    pub to: Option<String>,
    /// 案件处罚金额一栏：total 罚没金额（默认）、fine 罚款金额。
    pub money: Option<String>,
}

/// 统计表的一行。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Annex3LineView {
    /// 类别代码：city_system、county_system、city_joint、county_joint。
    pub category: String,
    /// 类别。
    pub category_name: String,
    /// 区分。
    pub division_name: String,
    /// 本单位是否填写这一行；县区只填写县区的两行。
    pub filled: bool,
    /// 抽查批次。
    pub batches: u64,
    /// 抽查数量（户次）。
    pub subjects: u64,
    /// 其中不同的检查对象（户）；汇总已提交的表时不相加，为 0。
    pub entities: u64,
    /// 公示系统（户次）。
    pub gsxt: u64,
    /// 专业系统（户次）。
    pub professional: u64,
    /// 部门网站（户次）。
    pub website: u64,
    /// 在任一渠道公示的（户次）；不是三个渠道之和。
    pub covered: u64,
    /// 公示覆盖率；没有抽查的为空。
    pub coverage: Option<String>,
    /// 双随机抽查案件数（件）。
    pub cases: u64,
    /// 作出处罚决定的（件）。
    pub decisions: u64,
    /// 罚款（分）。
    pub fine: u64,
    /// 没收违法所得和非法财物（分）。
    pub confiscated: u64,
    /// 罚没金额（分）。
    pub total: u64,
    /// 罚款（万元）。
    pub fine_wan: String,
    /// 罚没金额（万元）。
    pub total_wan: String,
}

/// 按检查对象的种类。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Annex3KindView {
    /// 种类代码。
    pub kind: String,
    /// 种类。
    pub kind_name: String,
    /// 抽查数量（户次）。
    pub subjects: u64,
}

/// 附件3 “双随机、一公开”监管信息统计表。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Annex3View {
    /// 标题。
    pub title: String,
    /// 填报单位。
    pub unit: String,
    /// 填报部门；按区划统计的为空。
    pub organ: Option<String>,
    /// 区划。
    pub region: String,
    /// 自哪天。
    pub from: String,
    /// 到哪天。
    pub to: String,
    /// 四行。
    pub rows: Vec<Annex3LineView>,
    /// 按检查对象的种类，已派发的。
    pub kinds: Vec<Annex3KindView>,
    /// 说明。
    pub notes: Vec<String>,
}

/// What a query asks for, read.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) scope: Scope,
    pub(crate) period: Period,
    pub(crate) money: Money,
    /// 年度 and what part of it.
    pub(crate) words: String,
}

/// The unit that fills the table in.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) region: DivisionCode,
}

fn wrong(field: &str, what: &str) -> AppError {
    AppError::field(field, "annex3.query", what)
}

/// Words for a period.
pub(crate) fn words_of(period: Period) -> String {
    let day = |day: Day| {
        let [_, month, date] = parts_of(day);
        format!("{month} 月 {date} 日")
    };
    let year = year_of(period.to);
    if year_of(period.from) == year {
        return format!("{year} 年度，{}至{}", day(period.from), day(period.to));
    }
    format!("{} 年 {}至 {year} 年 {}", year_of(period.from), day(period.from), day(period.to))
}

pub(crate) fn season(code: &str) -> Result<Season, AppError> {
    Season::parse(code).ok_or_else(|| wrong("season", "报告期应为 half（半年）或 annual（年终）。"))
}

fn asked(query: &Annex3Query, today: Day) -> Result<Asked, AppError> {
    let scope = match (query.organ.as_deref(), query.region.as_deref()) {
        (Some(organ), None) => Scope::Organ(OrganId::parse(organ)?),
        (None, Some(region)) => Scope::Region(DivisionCode::parse(region)?),
        _ => return Err(wrong("organ", "请写明填报部门（organ）或区划（region），写一个。")),
    };
    let period = match (query.from.as_deref(), query.to.as_deref()) {
        (None, None) => {
            let (last, this) = season_of(today);
            let season = query.season.as_deref().map_or(Ok(last), season)?;
            season.period(query.year.unwrap_or(this))?
        }
        (from, to) => {
            let to = to.map_or(Ok(today), Day::parse)?;
            let first = Day::parse(&format!("{:04}-01-01", year_of(to)))?;
            Period { from: from.map_or(Ok(first), Day::parse)?, to }
        }
    };
    if period.from > period.to {
        return Err(wrong("from", "起日晚于止日；请核对。"));
    }
    let money = query.money.as_deref().map_or(Some(Money::Total), Money::parse);
    let money = money
        .ok_or_else(|| wrong("money", "金额一栏应为 total（罚没金额）或 fine（罚款金额）。"))?;
    Ok(Asked { scope, period, money, words: words_of(period) })
}

/// Whether the caller's reading reaches all of a division.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn see_region(app: &App, call: &Call, region: &DivisionCode) -> Result<(), AppError> {
    let scopes = app.policy.scopes(&call.actor, Permission::ReportRead);
    let inside = |reach: Reach, of: &DivisionCode| match reach {
        Reach::All => true,
        Reach::Region => region.as_str().starts_with(of.prefix()),
        _ => false,
    };
    match scopes.iter().any(|(reach, grant)| inside(*reach, &grant.region)) {
        true => Ok(()),
        false => Err(AppError::missing()),
    }
}

/// The unit of a scope, for whoever may see it. `None` for the program itself, which may.
pub(crate) fn unit(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    asking: Option<(&App, &Call)>,
) -> Result<Unit, AppError> {
    match scope {
        Scope::Organ(id) => {
            let organ = tx.need::<Organ>(id)?.value;
            if let Some((app, call)) = asking {
                let place = Place::of(organ.id, organ.region.clone());
                visible::see(app, call, Permission::ReportRead, &place)?;
            }
            Ok(Unit { name: organ.name, region: organ.region })
        }
        Scope::Region(code) => {
            if let Some((app, call)) = asking {
                see_region(app, call, code)?;
            }
            let region = tx.need::<Region>(&code.as_str())?.value;
            Ok(Unit { name: region.name, region: region.id })
        }
    }
}

fn percent(part: u64, whole: u64) -> Option<String> {
    // Cut, not rounded: what is not all of it never reads 100 %.
    let tenths = (part * 1_000).checked_div(whole)?;
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// The four rows with their words.
pub(crate) fn lines(figures: &Figures, region: &DivisionCode) -> Vec<Annex3LineView> {
    let line = |category: &Category| {
        let row = figures.row(*category);
        Annex3LineView {
            category: row.category.clone(),
            category_name: category.name_zh().into(),
            division_name: category.division_zh().into(),
            filled: category.filled_by(region),
            coverage: percent(row.covered, row.subjects),
            fine_wan: wan(row.fine),
            total_wan: wan(row.total()),
            total: row.total(),
            batches: row.batches,
            subjects: row.subjects,
            entities: row.entities,
            gsxt: row.gsxt,
            professional: row.professional,
            website: row.website,
            covered: row.covered,
            cases: row.cases,
            decisions: row.decisions,
            fine: row.fine,
            confiscated: row.confiscated,
        }
    };
    Category::ALL.iter().map(line).collect()
}

/// The side table with its words.
pub(crate) fn kinds(figures: &Figures) -> Vec<Annex3KindView> {
    let kind = |it: &sunlot_domain::annex3::KindFigures| Annex3KindView {
        kind: it.kind.clone(),
        kind_name: SubjectKind::parse(&it.kind).map_or("", SubjectKind::name_zh).into(),
        subjects: it.subjects,
    };
    figures.kinds.iter().map(kind).collect()
}

/// The figures of a query, with the unit.
async fn counted(
    app: &App,
    call: Option<&Call>,
    asked: &Asked,
) -> Result<(Unit, Figures), AppError> {
    let (cx, call, asked) = (app.clone(), call.cloned(), asked.clone());
    app.read(move |tx| {
        let unit = unit(tx, &asked.scope, call.as_ref().map(|call| (&cx, call)))?;
        let facts = load(tx, &asked.scope)?;
        Ok((unit, Figures::count(&facts, &asked.scope, asked.period)))
    })
    .await
}

/// The form of a unit, as it is laid out.
fn form_of(app: &App, asked: &Asked, unit: &Unit, figures: &Figures) -> Form {
    let header = FormHeader {
        period: asked.words.clone(),
        unit: unit.name.clone(),
        filed_on: chinese_day(app.today()),
        ..FormHeader::default()
    };
    Form::new(header, figures, &unit.region, asked.money)
}

/// A day as documents write it: `2026 年 5 月 12 日`.
pub(crate) fn chinese_day(day: Day) -> String {
    let [year, month, date] = parts_of(day);
    format!("{year} 年 {month} 月 {date} 日")
}

/// Year, month and date as people write them, without a leading zero.
fn parts_of(day: Day) -> [String; 3] {
    let text = day.to_string();
    [0..4, 5..7, 8..10]
        .map(|at| text.get(at).unwrap_or_default().trim_start_matches('0').to_owned())
}

/// 附件3 of an organ or a division (R-STAT-01).
///
/// # Errors
/// A query that cannot be read, or a unit out of reach.
pub async fn show(app: &App, call: &Call, query: Annex3Query) -> Result<Annex3View, AppError> {
    let asked = asked(&query, app.today())?;
    let (unit, figures) = counted(app, Some(call), &asked).await?;
    Ok(view(app, &asked, &unit, &figures))
}

fn view(app: &App, asked: &Asked, unit: &Unit, figures: &Figures) -> Annex3View {
    let form = form_of(app, asked, unit, figures);
    Annex3View {
        title: form.title,
        unit: unit.name.clone(),
        organ: match &asked.scope {
            Scope::Organ(organ) => Some(organ.to_string()),
            Scope::Region(_) => None,
        },
        region: unit.region.as_str().into(),
        from: asked.period.from.to_string(),
        to: asked.period.to.to_string(),
        rows: lines(figures, &unit.region),
        kinds: kinds(figures),
        notes: form.notes,
    }
}

/// The texts of the table, for whoever lays it out on paper.
///
/// # Errors
/// As [`show`].
pub async fn form(app: &App, call: &Call, query: Annex3Query) -> Result<Form, AppError> {
    let asked = asked(&query, app.today())?;
    let (unit, figures) = counted(app, Some(call), &asked).await?;
    Ok(form_of(app, &asked, &unit, &figures))
}

/// 附件3 as CSV.
///
/// # Errors
/// As [`show`].
pub async fn csv(app: &App, call: &Call, query: Annex3Query) -> Result<String, AppError> {
    Ok(book::csv(&form(app, call, query).await?))
}

/// 附件3 as a workbook in the layout of the annex.
///
/// # Errors
/// As [`show`], or what the writer of workbooks refuses.
pub async fn xlsx(app: &App, call: &Call, query: Annex3Query) -> Result<Vec<u8>, AppError> {
    book::xlsx(&form(app, call, query).await?)
}

/// CSV of a form that somebody has already.
#[must_use]
pub fn csv_of(form: &Form) -> String {
    book::csv(form)
}

/// Workbook of a form that somebody has already.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn xlsx_of(form: &Form) -> Result<Vec<u8>, AppError> {
    book::xlsx(form)
}

/// The table and its form for the program itself: the command line, on the server, sees everything.
///
/// # Errors
/// A query that cannot be read, no such unit, or what the store answers.
pub async fn at_terminal(app: &App, query: Annex3Query) -> Result<(Annex3View, Form), AppError> {
    let asked = asked(&query, app.today())?;
    let (unit, figures) = counted(app, None, &asked).await?;
    Ok((view(app, &asked, &unit, &figures), form_of(app, &asked, &unit, &figures)))
}
