//! 考核: indicators of the departments of a conference, by quarter and for the year so far, against
//! the targets that the conference set. Neither checks nor fines are among them (R-APP-01).

mod count;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::appraisals::{
    AppraisalError, Counted, Indicator, Measure, NEVER_SCORED_ZH, Target, indicator,
};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{ConferenceId, Id, OrganId};
use sunlot_domain::meetings::Quarter;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::appraisals as store;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Stored, Window, conferences};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::estimates::hundredths;
use crate::organs::required_reason;
use crate::tasks::OrganNames;
use crate::visible::{self, person};
use count::Counts;

crate::domain_refusals! { Rule: AppraisalError }

/// 考核的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AppraisalQuery {
    /// 年度；不写为本年。
    pub year: Option<u16>,
    /// 联席会议；不写为您所在区划的。
    pub conference: Option<String>,
    /// 只看一个部门。
    pub organ: Option<String>,
}

/// 一个考核指标。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IndicatorView {
    /// 代码。
    pub code: String,
    /// 名称。
    pub name: String,
    /// 定义。
    pub definition: String,
    /// 分子；计数的指标为空。
    pub part: Option<String>,
    /// 分母；计数的指标为空。
    pub whole: Option<String>,
    /// 计量单位。
    pub unit: String,
    /// 方向代码：higher 越高越好、lower 越低越好、observed 只作观察。
    pub direction: String,
    /// 方向。
    pub direction_name: String,
    /// 目标值，万分之一或次数；没有规定的为空。
    pub target: Option<u64>,
    /// 目标值，带单位。
    pub target_text: Option<String>,
    /// 目标的版本，修改时带回；没有规定的为 0。
    pub target_version: u64,
}

/// 一个部门一个指标在一个时期的数字。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppraisalPoint {
    /// 时期：季度代码，如 2026Q1。
    pub period: String,
    /// 分子，或次数。
    pub part: u64,
    /// 分母；计数的指标为空。
    pub whole: Option<u64>,
    /// 数值，万分之一或次数；没有应办的事为空。
    pub value: Option<u64>,
    /// 数值，带单位；没有应办的事为“无”。
    pub text: String,
}

/// 一个部门的一个指标。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppraisalCell {
    /// 指标代码。
    pub indicator: String,
    /// 指标名称。
    pub indicator_name: String,
    /// 本年到统计日为止的数字。
    pub year: AppraisalPoint,
    /// 是否达到目标；没有目标、只作观察或没有应办的事为空。
    pub met: Option<bool>,
    /// 各季度。
    pub trend: Vec<AppraisalPoint>,
}

/// 一个部门。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentAppraisal {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 达到目标的指标数。
    pub met: u64,
    /// 有目标、有应办的事的指标数。
    pub judged: u64,
    /// 各指标。
    pub cells: Vec<AppraisalCell>,
}

/// 考核。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppraisalView {
    /// 联席会议。
    pub conference: String,
    /// 联席会议名称。
    pub conference_name: String,
    /// 年度。
    pub year: u16,
    /// 统计到哪天。
    pub until: String,
    /// 检查次数和罚没金额不计分的说明。
    pub never_scored: String,
    /// 指标。
    pub indicators: Vec<IndicatorView>,
    /// 各部门；只能看本部门的只有本部门。
    pub departments: Vec<DepartmentAppraisal>,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 规定考核目标。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewTarget {
    /// 年度。
    pub year: u16,
    /// 指标代码；检查次数、罚没金额不是指标。
    pub indicator: String,
    /// 目标值：比例以万分之一为单位（9500 为 95%），计数的为次数。
    pub target: u64,
    /// 依据。
    pub reason: String,
    /// 您看到的目标的版本；首次规定为 0。
    #[serde(default)]
    pub version: u64,
}

/// Appraises the departments of a conference.
///
/// # Errors
/// No conference that the caller sees, or what the store answers.
pub async fn show(
    app: &App,
    call: &Call,
    query: AppraisalQuery,
) -> Result<AppraisalView, AppError> {
    let today = app.today();
    let year = query.year.unwrap_or(year_of(today));
    let conference = query.conference.as_deref().map(ConferenceId::parse).transpose()?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let seen = visible::scope(app, call, Permission::AppraisalRead);
    let quarters = quarters(year, today)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let conference = chosen(tx, &seen, call_regions(&asked), conference)?;
        let targets = store::targets(tx, conference.id, year)?;
        let until = quarters.last().map_or(today, |quarter| quarter.last().min(today));
        let mut by_quarter = Vec::new();
        for quarter in &quarters {
            let days = (quarter.first(), quarter.last().min(today));
            by_quarter.push((*quarter, Counts::of(tx, &conference, days, today)?));
        }
        let mut names = OrganNames::default();
        let mut departments = Vec::new();
        for member in conferences::members(tx, conference.id, Some(until))? {
            let id = member.value.organ;
            if !sees(tx, &seen, id)? || organ.is_some_and(|only| only != id) {
                continue;
            }
            departments.push(department(id, names.of(tx, id)?, &by_quarter, &targets));
        }
        let place = crate::conferences::place(&conference);
        let may = cx.may(&asked, Permission::AppraisalTarget, &place);
        Ok(AppraisalView {
            conference: conference.id.to_string(),
            conference_name: conference.name,
            year,
            until: until.to_string(),
            never_scored: NEVER_SCORED_ZH.to_owned(),
            indicators: Indicator::ALL.iter().map(|one| indicator_view(*one, &targets)).collect(),
            departments,
            allowed_actions: may.then(|| "set_target".to_owned()).into_iter().collect(),
        })
    })
    .await
}

/// Quarters of a year that have begun.
fn quarters(year: u16, today: Day) -> Result<Vec<Quarter>, AppError> {
    let mut quarter = Quarter::parse(&format!("{year:04}Q1"))?;
    let mut all = Vec::new();
    while quarter.year() == year && quarter.first() <= today {
        all.push(quarter);
        quarter = quarter.next();
    }
    Ok(all)
}

/// Divisions of the caller's grants.
fn call_regions(call: &Call) -> Vec<String> {
    call.actor.grants.iter().map(|grant| grant.region.as_str().to_owned()).collect()
}

/// The conference that was asked for, or that of the caller's county.
fn chosen(
    tx: &mut ReadTx<'_>,
    seen: &Visible,
    regions: Vec<String>,
    asked: Option<ConferenceId>,
) -> Result<Conference, AppError> {
    if seen == &Visible::default() {
        return Err(AppError::missing());
    }
    let window = Window { limit: 1_000, offset: 0 };
    let all = conferences::list(tx, None, "region, id", window)?.0;
    let near = |conference: &Conference| {
        let prefix = conference.region.prefix();
        regions.iter().any(|region| {
            region.starts_with(prefix) || prefix.starts_with(region.trim_end_matches('0'))
        })
    };
    let fits = |conference: &Conference| match asked {
        Some(id) => conference.id == id,
        None => near(conference),
    };
    let mut found = all.into_iter().map(|stored| stored.value).filter(fits);
    let found = found.next().ok_or_else(AppError::missing)?;
    if seen.all || near(&found) { Ok(found) } else { Err(AppError::missing()) }
}

/// Whether the caller sees the figures of a department.
fn sees(tx: &mut ReadTx<'_>, seen: &Visible, organ: OrganId) -> Result<bool, AppError> {
    if seen.all || seen.organs.contains(&organ) {
        return Ok(true);
    }
    let region = tx.need::<sunlot_domain::organs::Organ>(&organ)?.value.region;
    Ok(seen.regions.iter().any(|above| region.as_str().starts_with(above.prefix())))
}

fn department(
    organ: OrganId,
    organ_name: String,
    quarters: &[(Quarter, Counts)],
    targets: &[Stored<Target>],
) -> DepartmentAppraisal {
    let mut cells = Vec::new();
    for one in Indicator::ALL.iter().copied() {
        let of = |counts: &Counts| counts.get(organ, one);
        let trend: Vec<AppraisalPoint> = quarters
            .iter()
            .map(|(quarter, counts)| point(one, quarter.to_string(), of(counts)))
            .collect();
        let sum = quarters.iter().fold(one.nothing(), |sum, (_, counts)| sum.plus(of(counts)));
        let target = target_of(targets, one).map(|stored| stored.value.target);
        let period = quarters.first().map(|(quarter, _)| quarter.year().to_string());
        cells.push(AppraisalCell {
            indicator: one.code().into(),
            indicator_name: one.name_zh().into(),
            year: point(one, period.unwrap_or_default(), sum),
            met: one.met(sum, target),
            trend,
        });
    }
    let judged = |wanted: Option<bool>| {
        let fits = |cell: &&AppraisalCell| match wanted {
            Some(_) => cell.met == wanted,
            None => cell.met.is_some(),
        };
        cells.iter().filter(fits).count() as u64
    };
    let (met, judged) = (judged(Some(true)), judged(None));
    DepartmentAppraisal { organ: organ.to_string(), organ_name, met, judged, cells }
}

fn target_of(targets: &[Stored<Target>], indicator: Indicator) -> Option<&Stored<Target>> {
    targets.iter().find(|stored| stored.value.indicator == indicator)
}

fn in_words(indicator: Indicator, value: u64) -> String {
    match indicator.measure() {
        Measure::Share { .. } => format!("{}%", hundredths(value)),
        Measure::Events(event) => format!("{value} {}", event.name_zh()),
    }
}

fn point(indicator: Indicator, period: String, counted: Counted) -> AppraisalPoint {
    let (part, whole) = match counted {
        Counted::Share { part, whole } => (part, Some(whole)),
        Counted::Events(count) => (count, None),
    };
    let value = counted.value();
    let text = value.map_or_else(|| "无".to_owned(), |value| in_words(indicator, value));
    AppraisalPoint { period, part, whole, value, text }
}

fn indicator_view(one: Indicator, targets: &[Stored<Target>]) -> IndicatorView {
    let (part, whole) = match one.measure() {
        Measure::Share { part, whole } => (Some(part.to_owned()), Some(whole.to_owned())),
        Measure::Events(_) => (None, None),
    };
    let target = target_of(targets, one);
    IndicatorView {
        code: one.code().into(),
        name: one.name_zh().into(),
        definition: one.definition_zh(),
        part,
        whole,
        unit: one.unit_zh().into(),
        direction: one.direction().code().into(),
        direction_name: one.direction().name_zh().into(),
        target: target.map(|stored| stored.value.target),
        target_text: target.map(|stored| in_words(one, stored.value.target)),
        target_version: target.map_or(0, |stored| stored.version),
    }
}

/// Sets the target of an indicator for a year (R-APP-02).
///
/// # Errors
/// A conference out of reach, something that is no indicator, an observed one, a target out of
/// bounds, or another version.
pub async fn set_target(
    app: &App,
    call: &Call,
    id: &str,
    new: NewTarget,
) -> Result<IndicatorView, AppError> {
    let conference = ConferenceId::parse(id)?;
    let (indicator, reason) = (indicator(&new.indicator)?, required_reason(&new.reason)?);
    let (by, fresh) = (person(call)?, app.ids().make());
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let conference = tx.need::<Conference>(&conference)?.value;
        let place: Place = crate::conferences::place(&conference);
        cx.authorize(&asked, Permission::AppraisalTarget, &place)?;
        let known = store::targets(tx, conference.id, new.year)?;
        let known = target_of(&known, indicator).cloned();
        let target = Target {
            id: known.as_ref().map_or(fresh, |stored| stored.value.id),
            conference: conference.id,
            organ: conference.office,
            region: conference.region,
            year: new.year,
            indicator,
            target: new.target,
            reason: reason.clone(),
            set_by: by,
        };
        target.check()?;
        let details = Json::object([
            ("indicator", Json::text(indicator.code())),
            ("target", Json::count(new.target)),
        ]);
        let event = Event::new(Action::TargetSet, target.id).because(reason).with(details);
        let stored = match known {
            Some(stored) => {
                let log_index = stored.log_index;
                tx.save(Stored { value: target, version: new.version, log_index })?
            }
            None => tx.insert(target)?,
        };
        let view = indicator_view(indicator, &[stored]);
        Ok(tx.record(event, view))
    })
    .await
}

/// The appraisal as a table: a row for each department and indicator.
#[must_use]
pub fn rows(view: &AppraisalView) -> Vec<Vec<String>> {
    let targets: BTreeMap<&str, &str> = view
        .indicators
        .iter()
        .map(|one| (one.code.as_str(), one.target_text.as_deref().unwrap_or("")))
        .collect();
    let mut rows = vec![
        ["部门", "指标", "分子或次数", "分母", "数值", "目标", "是否达到"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for department in &view.departments {
        for cell in &department.cells {
            let met = match cell.met {
                Some(true) => "达到",
                Some(false) => "未达到",
                None => "",
            };
            rows.push(vec![
                department.organ_name.clone(),
                cell.indicator_name.clone(),
                cell.year.part.to_string(),
                cell.year.whole.map(|whole| whole.to_string()).unwrap_or_default(),
                cell.year.text.clone(),
                targets.get(cell.indicator.as_str()).copied().unwrap_or_default().to_owned(),
                met.to_owned(),
            ]);
        }
    }
    rows
}
