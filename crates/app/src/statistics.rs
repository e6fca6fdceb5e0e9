//! 统计: the public figures of random inspections. Each can be counted again from what is
//! published; individual cases are in none of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::draws::DrawState;
use sunlot_domain::organs::Region;
use sunlot_domain::results::{ResultCode, ResultState};
use sunlot_domain::tasks::TaskState;
use sunlot_sortition::time::Day;
use sunlot_store::annex3::Whose;
use sunlot_store::draws::DrawFilter;
use sunlot_store::plans::Visible;
use sunlot_store::published::{self, Counted};
use sunlot_store::{ReadTx, Window, draws};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::tasks::{OrganNames, phase};

/// 统计的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct StatisticsQuery {
    /// 年度；不写为本年。
    pub year: Option<u16>,
}

/// 一项和它的数目。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedCount {
    /// 名称。
    pub name: String,
    /// 数目。
    pub count: u64,
}

/// 一个部门、乡镇或月份的公示情况。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Share {
    /// 名称。
    pub name: String,
    /// 已公示的结果；按乡镇的为户次。
    pub count: u64,
    /// 其中发现问题的。
    pub problems: u64,
    /// 其中逾期公示的。
    pub late: u64,
}

/// 公开的统计数字。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Statistics {
    /// 年度。
    pub year: u16,
    /// 有数据的年度。
    pub years: Vec<u16>,
    /// 统计到哪天。
    pub until: String,
    /// 任务，按进展。
    pub tasks: Vec<NamedCount>,
    /// 有效的抽取次数。
    pub draws: u64,
    /// 其中公开作废或撤销的。
    pub draws_void: u64,
    /// 抽中的户次，按部门分别计算的事项各算一次。
    pub drawn: u64,
    /// 已公示结果的检查户次。
    pub inspected: u64,
    /// 已公示的结果，不含已撤回的。
    pub results: u64,
    /// 结果，按国家统一的八类。
    pub by_result: Vec<NamedCount>,
    /// 按期公示的。
    pub on_time: u64,
    /// 逾期公示的。
    pub late: u64,
    /// 已撤回的。
    pub withdrawn: u64,
    /// 按部门。
    pub by_organ: Vec<Share>,
    /// 按公示月份。
    pub by_month: Vec<Share>,
    /// 按乡镇。
    pub by_township: Vec<Share>,
}

/// The figures of a year.
///
/// # Errors
/// A year that is none, or what the store answers.
pub async fn of_year(
    app: &App,
    _call: &Call,
    query: StatisticsQuery,
) -> Result<Statistics, AppError> {
    let (today, this) = (app.today(), year_of(app.today()));
    let year = query.year.unwrap_or(this);
    let first = Day::parse(&format!("{year:04}-01-01"))?;
    let last = Day::parse(&format!("{year:04}-12-31"))?.min(today).max(first);
    app.read(move |tx| {
        let days = (first, last);
        let mut figures = Statistics {
            year,
            years: years(tx, this)?,
            until: last.to_string(),
            tasks: tasks(tx, (first, Day::parse(&format!("{year:04}-12-31"))?))?,
            draws: 0,
            draws_void: 0,
            drawn: 0,
            inspected: published::visits(tx, days)?,
            results: 0,
            by_result: Vec::new(),
            on_time: 0,
            late: 0,
            withdrawn: 0,
            by_organ: Vec::new(),
            by_month: Vec::new(),
            by_township: townships(tx, days)?,
        };
        drawn(tx, &mut figures)?;
        let rows = published::results(tx, days)?;
        results(tx, &mut figures, rows)?;
        Ok(figures)
    })
    .await
}

/// Years in which something was planned or published, the newest first.
fn years(tx: &mut ReadTx<'_>, this: u16) -> Result<Vec<u16>, AppError> {
    let mut years = published::years(tx)?;
    years.push(this);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok(years)
}

fn tasks(tx: &mut ReadTx<'_>, days: (Day, Day)) -> Result<Vec<NamedCount>, AppError> {
    const PHASES: [&str; 5] = ["待抽取", "已抽取", "检查中", "结果已公示", "已归档"];
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (state, count) in published::tasks(tx, days)? {
        if let Some(phase) = TaskState::parse(&state).and_then(phase) {
            *counts.entry(phase).or_default() += count;
        }
    }
    let named = |name: &&str| NamedCount {
        name: (*name).to_owned(),
        count: counts.get(name).copied().unwrap_or_default(),
    };
    Ok(PHASES.iter().map(named).collect())
}

/// Draws that revealed in the year; the numbers stand in the public log.
fn drawn(tx: &mut ReadTx<'_>, figures: &mut Statistics) -> Result<(), AppError> {
    let visible = Visible { all: true, ..Visible::default() };
    let which = DrawFilter { visible, public: true, ..DrawFilter::default() };
    let window = Window { limit: u32::MAX, offset: 0 };
    for stored in draws::list(tx, &which, "id", window)?.0 {
        let draw = stored.value;
        let frozen = draw.setting.reveal_by.get(..4).and_then(|year| year.parse::<u16>().ok());
        if frozen != Some(figures.year) {
            continue;
        }
        match draw.state {
            DrawState::Voided | DrawState::Annulled => figures.draws_void += 1,
            DrawState::Drawn | DrawState::Matched => {
                figures.draws += 1;
                figures.drawn += draw.counts.units.iter().map(|unit| unit.drawn).sum::<u64>();
            }
            _ => {}
        }
    }
    Ok(())
}

fn results(
    tx: &mut ReadTx<'_>,
    figures: &mut Statistics,
    rows: Vec<Counted>,
) -> Result<(), AppError> {
    let mut by_code: BTreeMap<ResultCode, u64> = BTreeMap::new();
    let mut by_organ: BTreeMap<String, Share> = BTreeMap::new();
    let mut by_month: BTreeMap<String, Share> = BTreeMap::new();
    let mut names = OrganNames::default();
    for row in rows {
        if row.late {
            figures.late += row.count;
        } else {
            figures.on_time += row.count;
        }
        if row.state == ResultState::Withdrawn {
            figures.withdrawn += row.count;
            continue;
        }
        figures.results += row.count;
        *by_code.entry(row.code).or_default() += row.count;
        let organ = names.of(tx, row.organ)?;
        for (shares, name) in [(&mut by_organ, organ), (&mut by_month, row.month.clone())] {
            let empty = || Share { name: name.clone(), count: 0, problems: 0, late: 0 };
            let share = shares.entry(name.clone()).or_insert_with(empty);
            share.count += row.count;
            share.problems += if row.code.is_problem() { row.count } else { 0 };
            share.late += if row.late { row.count } else { 0 };
        }
    }
    figures.by_result = ResultCode::ALL
        .iter()
        .map(|code| NamedCount {
            name: code.name_zh().to_owned(),
            count: by_code.get(code).copied().unwrap_or_default(),
        })
        .collect();
    figures.by_organ = by_organ.into_values().collect();
    figures.by_month = by_month.into_values().collect();
    Ok(())
}

fn townships(tx: &mut ReadTx<'_>, days: (Day, Day)) -> Result<Vec<Share>, AppError> {
    let mut shares = Vec::new();
    for (region, count, problems) in published::by_division(tx, days, &Whose::All)? {
        let name = place_name(tx, &region)?;
        shares.push(Share { name, count, problems, late: 0 });
    }
    Ok(shares)
}

/// Name of a division; one that is no township says that the township is not known.
pub(crate) fn place_name(tx: &mut ReadTx<'_>, code: &str) -> Result<String, AppError> {
    let Some(region) = tx.get::<Region>(&code)? else { return Ok("名录中没有".to_owned()) };
    let name = region.value.name;
    Ok(if code.len() > 6 { name } else { format!("{name}（未登记到乡镇）") })
}
