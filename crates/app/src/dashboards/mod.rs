//! 总览: what is due, what is late, where risk is, for who oversees: the conference office, a
//! department head, the discipline observer. Every figure is the number of rows of a list that the
//! reader may open (R-DASH-01); checks and fines are not ranked, and no credit class and no
//! person's name is in it (R-DASH-02).

mod figures;
mod tiles;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::ReadTx;
use sunlot_store::annex3::Whose;
use sunlot_store::plans::Visible;
use utoipa::{IntoParams, ToSchema};

use crate::annex3::reporting;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::positions::Coordinates;
use crate::visible;

/// 总览的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DashboardQuery {
    /// 只看一个部门；本人有几个部门的，不写为其中第一个。
    pub organ: Option<String>,
    /// 年度；不写为本年。
    pub year: Option<u16>,
}

/// 数字的去处：正是所计各行的列表。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DashboardLink {
    /// 列表，如 tasks、inspection-parts。
    pub noun: String,
    /// 列表的条件。
    pub query: BTreeMap<String, String>,
}

/// 一个指标格。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DashboardTile {
    /// 代码。
    pub code: String,
    /// 名称。
    pub title: String,
    /// 分组代码：due 待办和到期、follow 后续处置、voice 各方意见。
    pub group: String,
    /// 多少件。
    pub count: u64,
    /// 其中逾期的；不计逾期或放假安排没有公布、推算不出的为空。
    pub late: Option<u64>,
    /// 色调：bad 有逾期、warn 有待办、good 没有。
    pub tone: String,
    /// 去处。
    pub link: DashboardLink,
    /// 逾期的去处。
    pub late_link: Option<DashboardLink>,
}

/// 一个乡镇（设区的市为县）。
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DashboardTownship {
    /// 区划代码。
    pub region: String,
    /// 名称。
    pub name: String,
    /// 名录中的检查对象，户。
    pub subjects: u64,
    /// 已公示结果的检查，户次。
    pub inspected: u64,
    /// 其中发现问题的。
    pub problems: u64,
    /// 问题率，万分之一；没有检查的为空。
    pub share: Option<u64>,
    /// 名录中对象的大致中心，供示意图排列；名录没有经纬度的为空。
    pub middle: Option<Coordinates>,
}

/// 一个月。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DashboardMonth {
    /// 公示月份，如 2026-03。
    pub month: String,
    /// 公示的检查结果，不含已撤回的。
    pub inspected: u64,
    /// 其中发现问题的。
    pub problems: u64,
    /// 其中逾期公示的。
    pub late: u64,
}

/// 一个部门。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DashboardDepartment {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 本年应完成的年度计划任务。
    pub planned: u64,
    /// 其中已公示结果的。
    pub done: u64,
    /// 公示的检查结果，不含已撤回的。
    pub published: u64,
    /// 其中按期公示的。
    pub on_time: u64,
    /// 逾期未公示的；推算不出的为空。
    pub late_parts: Option<u64>,
    /// 逾期未改正的责令改正。
    pub late_rectifications: u64,
    /// 逾期的会议待办事项。
    pub late_matters: u64,
}

/// 可以选看的一个部门。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DashboardChoice {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
}

/// 总览。
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Dashboard {
    /// 年度。
    pub year: u16,
    /// 统计到哪天。
    pub until: String,
    /// 范围代码：region 区划、organ 本部门。
    pub reach: String,
    /// 所看的部门；看整个区划的为空。
    pub organ: Option<String>,
    /// 可以选看的部门：区划的各部门，或本人有权的几个部门。
    pub choices: Vec<DashboardChoice>,
    /// 检查次数和罚没金额不排名的说明。
    pub never_ranked: String,
    /// 指标格。
    pub tiles: Vec<DashboardTile>,
    /// 乡镇（设区的市为县）。
    pub townships: Vec<DashboardTownship>,
    /// 上年和本年各月。
    pub months: Vec<DashboardMonth>,
    /// 部门，按部门代码排列，不排名。
    pub departments: Vec<DashboardDepartment>,
}

const NEVER_RANKED_ZH: &str =
    "各部门按部门代码排列，不按检查次数排名；罚没金额不在其中（国办发〔2024〕54号）。";

/// What one snapshot is counted for.
struct Scope {
    app: App,
    call: Call,
    today: Day,
    /// First and last day of the year, none of them ahead.
    days: (Day, Day),
    year: u16,
    /// The one organ that was asked for.
    chosen: Option<OrganId>,
    /// Whose results are counted.
    whose: Whose,
}

/// Departments among which the reader chooses.
fn choices(tx: &mut ReadTx<'_>, seen: &Visible) -> Result<Vec<DashboardChoice>, AppError> {
    let mut organs = Vec::new();
    match seen.regions.first() {
        Some(region) => organs.extend(reporting(tx, region)?),
        None => {
            for id in &seen.organs {
                organs.push(tx.need::<Organ>(id)?.value);
            }
        }
    }
    let mut found: Vec<DashboardChoice> = Vec::new();
    for Organ { id, name, .. } in organs {
        let one = DashboardChoice { organ: id.to_string(), organ_name: name };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

/// Everything of the reach of who asks, on one snapshot.
///
/// # Errors
/// A year that is none, an organ out of reach, or what the store answers.
pub async fn show(app: &App, call: &Call, query: DashboardQuery) -> Result<Dashboard, AppError> {
    let today = app.today();
    let year = query.year.unwrap_or(year_of(today));
    let first = Day::parse(&format!("{year:04}-01-01"))?;
    let last = Day::parse(&format!("{year:04}-12-31"))?.min(today).max(first);
    let chosen = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let seen = visible::scope(app, call, Permission::DashboardRead);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        // Who works for several departments looks at one of them at a time: figures and tiles of a
        // page are about the same.
        let several = seen.regions.is_empty() && seen.organs.iter().any(|it| *it != seen.organs[0]);
        let chosen = chosen.or_else(|| seen.organs.first().copied().filter(|_| several));
        let whose = match (chosen, seen.regions.first(), seen.organs.first()) {
            (Some(organ), ..) => {
                let it = tx.need::<Organ>(&organ)?.value;
                let place = Place::of(organ, it.region);
                visible::see(&cx, &asked, Permission::DashboardRead, &place)?;
                Whose::Organ(organ)
            }
            (None, Some(region), _) => Whose::Region(region.clone()),
            (None, None, Some(organ)) => Whose::Organ(*organ),
            (None, None, None) => return Err(AppError::missing()),
        };
        let reach = if matches!(whose, Whose::Region(_)) { "region" } else { "organ" };
        let scope = Scope { app: cx, call: asked, today, days: (first, last), year, chosen, whose };
        let organs = scope.organs(tx)?;
        let organ = match &scope.whose {
            Whose::Organ(organ) => Some(organ.to_string()),
            Whose::Region(_) | Whose::All => None,
        };
        Ok(Dashboard {
            organ,
            choices: choices(tx, &seen)?,
            year,
            until: last.to_string(),
            reach: reach.into(),
            never_ranked: NEVER_RANKED_ZH.into(),
            tiles: scope.tiles(tx)?,
            townships: scope.townships(tx)?,
            months: scope.months(tx, &organs)?,
            departments: scope.departments(tx, organs)?,
        })
    })
    .await
}
