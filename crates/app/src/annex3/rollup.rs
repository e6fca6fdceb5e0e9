//! 汇总: what the departments below a division handed in, added up, beside what the facts say now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::annex3::{Category, Column, Difference, Figures, Scope, compare, sum};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::Organ;
use sunlot_domain::reports::{HandIn, season_of};
use sunlot_store::{ReadTx, Window, organs, reports};
use utoipa::{IntoParams, ToSchema};

use super::{Annex3LineView, lines, load, season, see_region, words_of};
use crate::context::{App, Call};
use crate::error::AppError;

/// 汇总的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct RollUpQuery {
    /// 区划，包含其下级。
    pub region: String,
    /// 年度；不写为最近一期。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终；不写为最近一期。
    pub season: Option<String>,
}

/// 已提交的数与现在重新统计的数不同的一格。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DifferenceView {
    /// 行的代码。
    pub category: String,
    /// 行。
    pub category_name: String,
    /// 栏的代码。
    pub column: String,
    /// 栏。
    pub column_name: String,
    /// 已提交的；金额以分计。
    pub submitted: u64,
    /// 现在重新统计的；金额以分计。
    pub recomputed: u64,
}

/// 一个部门。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RollUpLine {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 区划。
    pub region: String,
    /// 报告；没有有效报送的为空。
    pub report: Option<String>,
    /// 第几次报送。
    pub ordinal: Option<u32>,
    /// 报送日期。
    pub submitted_on: Option<String>,
    /// 是否逾期报送。
    pub late: bool,
    /// 报送的摘要（SM3）。
    pub digest: Option<String>,
    /// 与现在重新统计的不同之处；没有报送的，是没有计入汇总的数。
    pub differences: Vec<DifferenceView>,
}

/// 汇总。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RollUpView {
    /// 区划。
    pub region: String,
    /// 年度。
    pub year: u16,
    /// 报告期。
    pub season: String,
    /// 报告期的中文。
    pub season_name: String,
    /// 统计的起止。
    pub period: String,
    /// 应报送的部门数。
    pub organs: u64,
    /// 已报送（未被退回）的部门数。
    pub handed_in: u64,
    /// 已提交的表相加。
    pub submitted: Vec<Annex3LineView>,
    /// 现在由事实重新统计。
    pub recomputed: Vec<Annex3LineView>,
    /// 不同的格。
    pub differences: Vec<DifferenceView>,
    /// 各部门。
    pub lines: Vec<RollUpLine>,
}

fn difference(it: &Difference) -> DifferenceView {
    DifferenceView {
        category: it.category.code().into(),
        category_name: Category::name_zh(it.category).into(),
        column: it.column.code().into(),
        column_name: Column::name_zh(it.column).into(),
        submitted: it.submitted,
        recomputed: it.recomputed,
    }
}

/// Organs that report, below a division: all that may inspect and are active.
pub(crate) fn reporting(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
) -> Result<Vec<Organ>, AppError> {
    let window = Window { limit: 2_000, offset: 0 };
    let (all, _) = organs::list(tx, Some(region), None, "region, code", window)?;
    let organs = all.into_iter().map(|stored| stored.value);
    Ok(organs.filter(|organ| organ.active && organ.kind.may_inspect()).collect())
}

/// The sum of the tables that stand, against the facts: differences are shown, in no table is
/// anything changed (R-STAT-05).
///
/// # Errors
/// A query that cannot be read, or a division out of reach.
pub async fn roll_up(app: &App, call: &Call, query: RollUpQuery) -> Result<RollUpView, AppError> {
    let region = DivisionCode::parse(&query.region)?;
    see_region(app, call, &region)?;
    let (last, this) = season_of(app.today());
    let season = query.season.as_deref().map_or(Ok(last), season)?;
    let year = query.year.unwrap_or(this);
    let period = season.period(year)?;
    app.read(move |tx| {
        let scope = Scope::Region(region.clone());
        let facts = load(tx, &scope)?;
        let handed: BTreeMap<OrganId, HandIn> = reports::standing(tx, &region, year, season)?
            .into_iter()
            .map(|one| (one.organ, one))
            .collect();
        let mut lines_of = Vec::new();
        let organs = reporting(tx, &region)?;
        for organ in &organs {
            let one = handed.get(&organ.id);
            let counted = Figures::count(&facts, &Scope::Organ(organ.id), period);
            let said = one.map(|one| one.figures.clone()).unwrap_or_default();
            let compared = compare(said, counted, &organ.region);
            lines_of.push(RollUpLine {
                organ: organ.id.to_string(),
                organ_name: organ.name.clone(),
                region: organ.region.as_str().into(),
                report: one.map(|one| one.report.to_string()),
                ordinal: one.map(|one| one.ordinal),
                submitted_on: one.map(|one| one.submitted_on.to_string()),
                late: one.is_some_and(|one| one.late),
                digest: one.map(|one| one.digest.to_hex()),
                differences: compared.differences.iter().map(difference).collect(),
            });
        }
        let submitted = sum(handed.values().map(|one| &one.figures));
        let compared = compare(submitted, Figures::count(&facts, &scope, period), &region);
        Ok(RollUpView {
            region: region.as_str().into(),
            year,
            season: season.code().into(),
            season_name: season.name_zh().into(),
            period: words_of(period),
            organs: organs.len() as u64,
            handed_in: handed.len() as u64,
            submitted: lines(&compared.submitted, &region),
            recomputed: lines(&compared.recomputed, &region),
            differences: compared.differences.iter().map(difference).collect(),
            lines: lines_of,
        })
    })
    .await
}
