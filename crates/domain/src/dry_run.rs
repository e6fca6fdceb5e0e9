//! 试算: what a task or a plan would do, before anybody commits to it.
//!
//! Owns the count of the frame, the quotas, the visits that each entity and each inspector can
//! expect, and the warnings. Numbers that are parts of a visit are in millionths, as the core has
//! no floats.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::quota::{self, QuotaBase};
use sunlot_sortition::time::Day;

use crate::plan::{ItemTerms, Plan, PlanError, Quota, Ratio};
use crate::subjects::Subject;

/// One visit, in the unit of expectations.
pub const VISIT: u64 = 1_000_000;

/// Upper bounds of the classes of the histogram, in millionths of a visit; the last is open.
pub const CLASSES: [u64; 6] = [0, VISIT / 20, VISIT / 5, VISIT / 2, VISIT, 2 * VISIT];

/// One stratum of one department in one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumCount {
    /// Which task, by its place in the terms.
    pub task: usize,
    /// Unit code of the draw.
    pub unit: String,
    /// Department.
    pub dept: String,
    /// Subjects that can be drawn.
    pub eligible: u64,
    /// Subjects that would be drawn.
    pub quota: u64,
}

/// Inspectors of one department against the posts that the quotas make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// Department.
    pub dept: String,
    /// Inspectors that can be matched.
    pub inspectors: u64,
    /// Subjects times members of a visit.
    pub posts: u64,
    /// Expected visits of one inspector; `None` without inspectors.
    pub per_inspector: Option<u64>,
}

/// Something that somebody should look at before committing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// For people.
    pub message_zh: String,
}

/// Visits that entities can expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burden {
    /// Entities that can be drawn.
    pub entities: u64,
    /// Mean of their expected visits, in millionths.
    pub mean: u64,
    /// Largest of them.
    pub max: u64,
    /// How many lie in each class of [`CLASSES`], and above the last.
    pub histogram: Vec<u64>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// Rows of the register that the conditions let through.
    pub frame: u64,
    /// Rows that are left out, by the code of the reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Strata.
    pub strata: Vec<StratumCount>,
    /// Visits of the tasks, by the quotas.
    pub visits: u64,
    /// Expected visits of each entity that can be drawn: place in the rows, millionths.
    pub chances: Vec<(usize, u64)>,
    /// The same, summed up.
    pub burden: Burden,
    /// Departments.
    pub capacity: Vec<Capacity>,
    /// Warnings.
    pub warnings: Vec<Warning>,
}

/// What is tried.
pub struct Trial<'a> {
    /// The terms of the tasks, understood.
    pub plan: &'a Plan,
    /// The register's rows, each with the marks of the tasks whose conditions let it through.
    pub subjects: &'a [Subject],
    /// Inspectors of each department who can be matched on the last day.
    pub inspectors: &'a BTreeMap<String, u64>,
    /// Members of one visit per department.
    pub members: u64,
    /// Working days within the window, where they are known.
    pub working_days: Option<u64>,
}

/// A plan for a trial: the terms need a day and two parties, and no draw is made of it.
///
/// # Errors
/// [`PlanError`] with the term that is wrong.
pub fn trial_plan(
    items: Vec<ItemTerms>,
    exclude: crate::plan::ExcludeTerms,
    day: Day,
) -> Result<Plan, PlanError> {
    let head = format!(
        "items = []\ncontributors = []\n[log]\norigin = \"trial\"\n[task]\nplan_no = \"trial\"\n\
         title = \"试算\"\nfreeze_day = \"{day}\"\norganiser = \"-\"\nrequested_by = \"a\"\n\
         approved_by = \"b\"\n"
    );
    let mut terms = crate::plan::PlanTerms::parse(&head)?;
    terms.items = items;
    terms.exclude = exclude;
    Plan::compile(terms, &BTreeSet::new())
}

/// Tries it.
///
/// # Errors
/// [`PlanError`] when a ceiling cannot be read.
pub fn dry_run(trial: &Trial<'_>) -> Result<DryRun, PlanError> {
    let mut eligible_of: BTreeMap<&str, u64> = BTreeMap::new();
    let mut excluded = BTreeMap::new();
    let mut members: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut frame = 0;
    for (at, subject) in trial.subjects.iter().enumerate() {
        let units = trial.plan.units_of(subject);
        if units.is_empty() {
            continue;
        }
        frame += 1;
        if let Some(reason) = trial.plan.exclusion(subject, false) {
            *excluded.entry(reason.code()).or_default() += 1;
            continue;
        }
        for unit in &units {
            *eligible_of.entry(unit).or_default() += 1;
        }
        members.push((at, units));
    }
    let mut strata = Vec::new();
    for unit in trial.plan.units() {
        let eligible = eligible_of.get(unit.code.as_str()).copied().unwrap_or(0);
        let item = &trial.plan.terms().items[unit.item];
        let quota = drawn(item, &unit.quota, eligible)?;
        let (task, dept) = (unit.item, unit.dept.clone());
        strata.push(StratumCount { task, unit: unit.code.clone(), dept, eligible, quota });
    }
    let of_unit = chances(&strata);
    let chances: Vec<(usize, u64)> =
        members.iter().map(|(at, units)| (*at, expected(units, &of_unit))).collect();
    let visits = one_department(&strata).map(|stratum| stratum.quota).sum();
    let burden = burden(chances.iter().map(|(_, chance)| *chance));
    let capacity = capacity(trial, &strata);
    let warnings = warnings(&strata, &burden, &capacity, trial);
    Ok(DryRun { frame, excluded, strata, visits, chances, burden, capacity, warnings })
}

/// Sums up the expected visits of entities.
#[must_use]
pub fn burden(expected: impl IntoIterator<Item = u64>) -> Burden {
    let (mut entities, mut total, mut max) = (0, 0, 0);
    let mut histogram = vec![0; CLASSES.len() + 1];
    for value in expected {
        entities += 1;
        total += value;
        max = value.max(max);
        histogram[CLASSES.iter().position(|b| value <= *b).unwrap_or(CLASSES.len())] += 1;
    }
    Burden { entities, mean: total.checked_div(entities).unwrap_or(0), max, histogram }
}

fn drawn(item: &ItemTerms, wanted: &Quota, eligible: u64) -> Result<u64, PlanError> {
    let exact = |ratio: Ratio| {
        quota::Ratio::new(ratio.p(), ratio.q()).expect("ratios of plans are ratios of draws")
    };
    let base = match wanted {
        Quota::Ratio { mode, ratio } => match mode.as_str() {
            "max" => QuotaBase::Max(exact(*ratio)),
            "near" => QuotaBase::Near(exact(*ratio)),
            _ => QuotaBase::Min(exact(*ratio)),
        },
        Quota::Fixed(count) => QuotaBase::Fixed(*count),
        Quota::All => QuotaBase::All,
        Quota::Alloc { share, .. } => QuotaBase::Part(*share),
    };
    let ceiling = item.ceiling.as_deref().map(Ratio::parse).transpose()?.map(exact);
    let ceiling = ceiling.filter(|_| item.class == "general");
    Ok(quota::quota(eligible, base, ceiling, item.at_least_one))
}

/// Departments of a joint task draw the same tickets: one visit, whoever goes.
fn one_department(strata: &[StratumCount]) -> impl Iterator<Item = &StratumCount> {
    let mut first: BTreeMap<usize, &str> = BTreeMap::new();
    for stratum in strata {
        first.entry(stratum.task).or_insert(&stratum.dept);
    }
    strata.iter().filter(move |stratum| first[&stratum.task] == stratum.dept)
}

/// Chance of an entity of a unit, in millionths; units of a second department add nothing.
fn chances(strata: &[StratumCount]) -> BTreeMap<&str, u64> {
    let chance = |s: &StratumCount| (s.quota * VISIT).checked_div(s.eligible).unwrap_or(0);
    one_department(strata).map(|stratum| (stratum.unit.as_str(), chance(stratum))).collect()
}

fn expected(units: &[&str], chances: &BTreeMap<&str, u64>) -> u64 {
    units.iter().filter_map(|unit| chances.get(unit)).sum()
}

fn capacity(trial: &Trial<'_>, strata: &[StratumCount]) -> Vec<Capacity> {
    let mut posts: BTreeMap<&str, u64> = BTreeMap::new();
    for stratum in strata {
        *posts.entry(&stratum.dept).or_default() += stratum.quota * trial.members;
    }
    let of = |(dept, posts): (&str, u64)| {
        let inspectors = trial.inspectors.get(dept).copied().unwrap_or(0);
        let per_inspector = (posts * VISIT).checked_div(inspectors);
        Capacity { dept: dept.to_owned(), inspectors, posts, per_inspector }
    };
    posts.into_iter().map(of).collect()
}

fn warnings(
    strata: &[StratumCount],
    burden: &Burden,
    capacity: &[Capacity],
    trial: &Trial<'_>,
) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |code, message_zh| found.push(Warning { code, message_zh });
    if burden.entities == 0 {
        warn("dry_run.empty", "没有可抽取的检查对象；请放宽条件或先补充名录。".to_owned());
    }
    for stratum in strata.iter().filter(|s| s.eligible > 0 && s.quota == 0) {
        let text = format!(
            "抽取单元 {} 有 {} 户但一户也抽不到；请提高比例，或勾选“至少一户”。",
            stratum.unit, stratum.eligible
        );
        warn("dry_run.nobody_drawn", text);
    }
    for dept in capacity.iter().filter(|dept| dept.posts > 0) {
        if dept.inspectors < trial.members {
            let text = format!(
                "部门 {} 可匹配的执法人员只有 {} 名，每户需 {} 名；请补充人员或调整任务。",
                dept.dept, dept.inspectors, trial.members
            );
            warn("dry_run.too_few_inspectors", text);
        }
        if let (Some(each), Some(days)) = (dept.per_inspector, trial.working_days)
            && each > days * VISIT
        {
            let text = format!(
                "部门 {} 人均要查 {} 户，超过检查期间的 {days} 个工作日；请延长时间或减少数量。",
                dept.dept,
                each / VISIT
            );
            warn("dry_run.overload", text);
        }
    }
    if burden.max > VISIT {
        let (whole, tenth) = (burden.max / VISIT, burden.max % VISIT / 100_000);
        let text = format!(
            "有检查对象预计被检查 {whole}.{tenth} 次；请合并任务，或设定近期已查的不再抽取。"
        );
        warn("dry_run.many_visits", text);
    }
    found
}
