//! 公开的数字: random inspections and everything else stand apart. What hangs on an individual case
//! or on a referral is in no figure of random inspections (R-CASE-05).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::cases::{CaseCategory, CaseState};
use sunlot_domain::codes::DivisionCode;
use sunlot_sortition::time::Day;
use sunlot_store::follow::{self as store, PenaltyFigures};
use sunlot_store::{ReadTx, cases};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;

/// 数字的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct FigureQuery {
    /// 区划，县级或以上。
    pub region: Option<String>,
    /// 自哪天；不写为本年 1 月 1 日。
    pub from: Option<String>,
    /// 到哪天；不写为今天。
    pub to: Option<String>,
}

/// 案件。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CasesOfKind {
    /// 立案数。
    pub filed: u64,
    /// 已作出处罚决定的。
    pub decided: u64,
    /// 罚款（分）。
    pub fine: u64,
    /// 没收违法所得和非法财物（分）。
    pub confiscated: u64,
}

impl From<PenaltyFigures> for CasesOfKind {
    fn from(it: PenaltyFigures) -> CasesOfKind {
        let PenaltyFigures { filed, decided, fine, confiscated } = it;
        CasesOfKind { filed, decided, fine, confiscated }
    }
}

/// 个案。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseFigures {
    /// 收到的个案。
    pub received: u64,
    /// 其中已办结的（含不予受理和并案）。
    pub over: u64,
    /// 按四类来源。
    pub by_category: BTreeMap<String, u64>,
    /// 由领导指定人员的检查：不是随机抽查，不计入任何随机抽查的数字。
    pub assigned_by_name: u64,
    /// 其中紧急先行检查的。
    pub emergencies: u64,
}

/// 后续处置的公开数字。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicFigures {
    /// 区划。
    pub region: String,
    /// 自哪天。
    pub from: String,
    /// 到哪天。
    pub to: String,
    /// 随机抽查引起的案件。
    pub random: CasesOfKind,
    /// 个案、移送引起的案件。
    pub not_random: CasesOfKind,
    /// 个案。
    pub cases: CaseFigures,
}

/// The figures of a county or of what contains it.
///
/// # Errors
/// A smaller division, days that cannot be read, or what the store answers.
pub async fn public(app: &App, _: &Call, query: FigureQuery) -> Result<PublicFigures, AppError> {
    let today = app.today();
    let first = Day::parse(&format!("{}-01-01", year_of(today)))?;
    let from = query.from.as_deref().map_or(Ok(first), Day::parse)?;
    let to = query.to.as_deref().map_or(Ok(today), Day::parse)?;
    let region = query.region.as_deref().unwrap_or_default();
    let region = DivisionCode::parse(region)?;
    if region.as_str().len() > 6 {
        // In a township one case may tell who complained.
        let text = "公开的数字到县为止；请填写 6 位区划代码。";
        return Err(AppError::field("region", "figures.region", text));
    }
    app.read(move |tx| {
        let days = (from, to);
        Ok(PublicFigures {
            random: store::penalty_figures(tx, &region, days, true)?.into(),
            not_random: store::penalty_figures(tx, &region, days, false)?.into(),
            cases: case_figures(tx, &region, days)?,
            region: region.as_str().into(),
            from: from.to_string(),
            to: to.to_string(),
        })
    })
    .await
}

fn case_figures(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    days: (Day, Day),
) -> Result<CaseFigures, AppError> {
    let none = |category: &CaseCategory| (category.code().to_owned(), 0);
    let mut by_category: BTreeMap<String, u64> = CaseCategory::ALL.iter().map(none).collect();
    let (mut received, mut over) = (0, 0);
    for (source, state, count) in cases::figures(tx, region, days)? {
        use CaseState::{Closed, Declined, Merged};
        received += count;
        over += if matches!(state, Closed | Declined | Merged) { count } else { 0 };
        *by_category.entry(source.category().code().to_owned()).or_default() += count;
    }
    let (assigned_by_name, emergencies) = cases::assigned_by_name(tx, region, days)?;
    Ok(CaseFigures { received, over, by_category, assigned_by_name, emergencies })
}
