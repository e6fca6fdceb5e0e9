//! 试算、重叠: what tasks would do to the register as it is now.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::{DivisionCode, IdVerdict};
use sunlot_domain::dry_run::{self, CLASSES, DryRun, Trial, VISIT};
use sunlot_domain::ids::{Id, OrganId, PlanId, SubjectId, TaskId};
use sunlot_domain::inspectors::{Assignment, InspectorLeave};
use sunlot_domain::organs::Organ;
use sunlot_domain::overlap::{Framed, Overlap, overlaps};
use sunlot_domain::plan::ExcludeTerms;
use sunlot_domain::plans::WorkPlan;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::scope_rules::derive;
use sunlot_domain::subjects::Subject;
use sunlot_domain::tasks::{Task, TaskState, frame_tag, item_terms};
use sunlot_sortition::names::ObjectId;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::InspectorFilter;
use sunlot_store::subjects::AsOf;
use sunlot_store::{ReadTx, Window, caps, inspectors, subjects, tasks};
use utoipa::ToSchema;

use super::recognised::recognised;
use super::{facts, place};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::scope_rules::{DerivedOrgan, named};
use crate::{calendar, visible};

/// Members of one visit for each department (行政处罚法第四十二条).
const MEMBERS: u64 = 2;

/// Days between two windows within which tasks count as overlapping.
const DAYS_APART: i32 = 30;

/// Everything that a trial looked at.
pub(crate) struct Tried {
    pub(crate) ids: Vec<SubjectId>,
    pub(crate) run: DryRun,
    pub(crate) domains: BTreeSet<String>,
}

pub(crate) fn subject(entry: &SubjectEntry, tag: String) -> Option<Subject> {
    Some(Subject {
        id: ObjectId::parse(entry.code.as_str()).ok()?,
        id_verified: entry.verdict != IdVerdict::CheckFailed,
        name: entry.name.clone(),
        kind: entry.kind.name_zh().to_owned(),
        status: entry.status,
        township: entry.region.township().unwrap_or_default().to_owned(),
        industry: entry.industry.clone(),
        risk_class: entry.risk_class,
        risk_month: entry.risk_month.clone().unwrap_or_default(),
        tags: BTreeSet::from([tag]),
        visits_this_year: 0,
        last_inspected: entry.last_inspected,
        recognised: false,
        in_trial: entry.trial,
        has_open_case: entry.pending_case,
    })
}

/// Tries one task on the register as it is today.
pub(crate) fn attempt(tx: &mut ReadTx<'_>, task: &Task, today: Day) -> Result<Tried, AppError> {
    let known = facts(tx, task, None, today)?;
    // In the words of the clerk's form; the plan of the draw would speak of its own units.
    task.check_ceilings(&known)?;
    let codes = known.organs.iter().map(|(id, organ)| (*id, organ.code.clone())).collect();
    let terms = item_terms(task, &known.items, &codes, "T1", "G1")?;
    let counts = visits(tx, task.organs(), year_of(task.draw_from))?;
    let exclude = ExcludeTerms {
        visits_per_year_max: counts.most,
        recent_days: task.content.recent_days,
        trial: task.content.spare_trial,
        open_case: task.content.spare_open_case,
    };
    let plan = dry_run::trial_plan(vec![terms], exclude, today)?;
    let filter = task.content.filter.compile(&task.region)?;
    let spared = recognised(tx, task, today)?;
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    subjects::each(tx, &filter, AsOf::Now(today), &mut |entry| {
        let Some(mut row) = subject(&entry, frame_tag(&task.number)) else { return Ok(()) };
        row.visits_this_year = counts.of(&entry);
        row.last_inspected = row.last_inspected.max(counts.last.get(&entry.id).copied());
        row.recognised = spared.contains(&entry.id);
        ids.push(entry.id);
        rows.push(row);
        Ok(())
    })?;
    let (from, to) = task.window();
    let days = calendar::load(tx)?.between(from.plus(-1).unwrap_or(from), to).ok();
    let run = dry_run::dry_run(&Trial {
        plan: &plan,
        subjects: &rows,
        inspectors: &able(tx, task, to)?,
        members: MEMBERS,
        working_days: days.map(u64::from),
    })?;
    let domains = known.items.into_iter().map(|item| item.category).collect();
    Ok(Tried { ids, run, domains })
}

/// Visits of the year against the caps of the task's organs.
pub(crate) struct Counts {
    /// The smallest cap; what reaches its own organ's cap is set to it.
    pub(crate) most: Option<u32>,
    used: BTreeMap<SubjectId, u32>,
    capped: BTreeSet<SubjectId>,
    pub(crate) last: BTreeMap<SubjectId, Day>,
}

impl Counts {
    pub(crate) fn of(&self, entry: &SubjectEntry) -> u32 {
        let used = self.used.get(&entry.id).copied().unwrap_or(0) + entry.visits;
        match self.most {
            Some(most) if self.capped.contains(&entry.id) => most.max(used),
            _ => used,
        }
    }
}

pub(crate) fn visits(
    tx: &mut ReadTx<'_>,
    organs: impl Iterator<Item = OrganId>,
    year: u16,
) -> Result<Counts, AppError> {
    let (used, last) = (BTreeMap::new(), BTreeMap::new());
    let mut counts = Counts { most: None, used, capped: BTreeSet::new(), last };
    for organ in organs {
        let cap = caps::cap_of(tx, organ, year)?;
        counts.most =
            [counts.most, cap.as_ref().map(|cap| cap.visits_max)].into_iter().flatten().min();
        let mut of_organ: BTreeMap<SubjectId, u32> = BTreeMap::new();
        for visit in caps::visits_of(tx, organ, year)?.into_iter().map(|stored| stored.value) {
            let latest = counts.last.entry(visit.subject).or_insert(visit.day);
            *latest = visit.day.max(*latest);
            if cap.as_ref().is_none_or(|cap| cap.counts(&visit)) {
                *of_organ.entry(visit.subject).or_default() += 1;
            }
        }
        for (subject, count) in of_organ {
            if cap.as_ref().is_some_and(|cap| count >= cap.visits_max) {
                counts.capped.insert(subject);
            }
            let most = counts.used.entry(subject).or_default();
            *most = count.max(*most);
        }
    }
    Ok(counts)
}

/// Inspectors of each organ, by its code, who can be matched on a day.
fn able(tx: &mut ReadTx<'_>, task: &Task, day: Day) -> Result<BTreeMap<String, u64>, AppError> {
    let mut counts = BTreeMap::new();
    for organ in task.organs() {
        let code = tx.need::<Organ>(&organ)?.value.code;
        let filter = InspectorFilter { organs: vec![organ], active: true, ..Default::default() };
        let window = Window { limit: 10_000, offset: 0 };
        let (all, _) = inspectors::list(tx, &filter, "code", window)?;
        let own = task.content.items.iter().filter(|item| item.organ == organ.to_string());
        let items: Vec<String> = own.map(|item| item.code.clone()).collect();
        let mut count = 0;
        for inspector in all.into_iter().map(|stored| stored.value) {
            let leave: Vec<InspectorLeave> =
                inspectors::leave(tx, inspector.id)?.into_iter().map(|l| l.value).collect();
            let asked = Assignment { organ: Some(organ), items: &items, ..Default::default() };
            count += u64::from(inspector.eligible_on(day, &leave, &[], &asked).is_ok());
        }
        counts.insert(code, count);
    }
    Ok(counts)
}

/// 一个分层。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StratumView {
    /// 抽取单元。
    pub unit: String,
    /// 部门简码。
    pub dept: String,
    /// 可抽取的户数。
    pub eligible: u64,
    /// 拟抽取的户数。
    pub quota: u64,
}

/// 预计次数的一段。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClassView {
    /// 不超过几次；最后一段为空。
    pub up_to: Option<String>,
    /// 户数。
    pub subjects: u64,
}

/// 一个部门的人手。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CapacityView {
    /// 部门简码。
    pub dept: String,
    /// 可匹配的执法人员数。
    pub inspectors: u64,
    /// 需要的人次。
    pub posts: u64,
    /// 人均预计户数。
    pub per_inspector: Option<String>,
}

/// 提醒。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WarningView {
    /// 代码。
    pub code: String,
    /// 内容。
    pub message: String,
}

/// 试算结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DryRunView {
    /// 符合条件的户数。
    pub frame: u64,
    /// 其中可抽取的户数。
    pub eligible: u64,
    /// 不参加抽取的户数，按理由。
    pub excluded: BTreeMap<String, u64>,
    /// 分层。
    pub strata: Vec<StratumView>,
    /// 预计进户次数。
    pub visits: u64,
    /// 每户平均预计次数。
    pub mean: String,
    /// 每户最多预计次数。
    pub max: String,
    /// 预计次数的分布。
    pub histogram: Vec<ClassView>,
    /// 人手。
    pub capacity: Vec<CapacityView>,
    /// 提醒。
    pub warnings: Vec<WarningView>,
}

/// To four decimals: chances are cut to millionths, so that later digits of a sum say nothing.
fn decimal(millionths: u64) -> String {
    let unit = VISIT / 10_000;
    let rounded = (millionths + unit / 2) / unit;
    let text = format!("{}.{:04}", rounded / 10_000, rounded % 10_000);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

fn shown(run: DryRun) -> DryRunView {
    let bounds = CLASSES.iter().map(|bound| Some(decimal(*bound))).chain([None]);
    let histogram = bounds.zip(&run.burden.histogram);
    DryRunView {
        frame: run.frame,
        eligible: run.burden.entities,
        excluded: run.excluded.into_iter().map(|(code, n)| (code.to_owned(), n)).collect(),
        strata: run
            .strata
            .into_iter()
            .map(|s| StratumView {
                unit: s.unit,
                dept: s.dept,
                eligible: s.eligible,
                quota: s.quota,
            })
            .collect(),
        visits: run.visits,
        mean: decimal(run.burden.mean),
        max: decimal(run.burden.max),
        histogram: histogram.map(|(up_to, &subjects)| ClassView { up_to, subjects }).collect(),
        capacity: run
            .capacity
            .into_iter()
            .map(|c| CapacityView {
                dept: c.dept,
                inspectors: c.inspectors,
                posts: c.posts,
                per_inspector: c.per_inspector.map(decimal),
            })
            .collect(),
        warnings: run
            .warnings
            .into_iter()
            .map(|w| WarningView { code: w.code.to_owned(), message: w.message_zh })
            .collect(),
    }
}

/// 试算 of one task.
///
/// # Errors
/// Missing, terms that cannot be read, or what the store answers.
pub async fn dry_run_task(app: &App, call: &Call, id: &str) -> Result<DryRunView, AppError> {
    let (id, today) = (TaskId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let task = tx.need::<Task>(&id)?.value;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&task))?;
        cx.authorize(&asked, Permission::TaskDryRun, &place(&task))?;
        Ok(shown(attempt(tx, &task, today)?.run))
    })
    .await
}

/// 计划的试算：各任务的预计次数按户相加。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanDryRun {
    /// 各任务，按序号。
    pub tasks: Vec<DryRunView>,
    /// 至少会被一个任务抽取的户数。
    pub entities: u64,
    /// 每户平均预计次数。
    pub mean: String,
    /// 每户最多预计次数。
    pub max: String,
    /// 预计次数的分布。
    pub histogram: Vec<ClassView>,
}

/// 试算 of all tasks of a plan: what each entity can expect in the year.
///
/// # Errors
/// Missing, terms that cannot be read, or what the store answers.
pub async fn dry_run_plan(app: &App, call: &Call, id: &str) -> Result<PlanDryRun, AppError> {
    let (id, today) = (PlanId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        visible::see(&cx, &asked, Permission::PlanRead, &crate::plans::place(&plan))?;
        cx.authorize(&asked, Permission::TaskDryRun, &crate::plans::place(&plan))?;
        let mut total: BTreeMap<SubjectId, u64> = BTreeMap::new();
        let mut views = Vec::new();
        for task in tasks::of_plan(tx, id)? {
            if task.value.state == TaskState::Terminated {
                continue;
            }
            let tried = attempt(tx, &task.value, today)?;
            for (at, chance) in &tried.run.chances {
                *total.entry(tried.ids[*at]).or_default() += chance;
            }
            views.push(shown(tried.run));
        }
        let burden = dry_run::burden(total.into_values());
        let bounds = CLASSES.iter().map(|bound| Some(decimal(*bound))).chain([None]);
        Ok(PlanDryRun {
            tasks: views,
            entities: burden.entities,
            mean: decimal(burden.mean),
            max: decimal(burden.max),
            histogram: bounds
                .zip(burden.histogram)
                .map(|(up_to, subjects)| ClassView { up_to, subjects })
                .collect(),
        })
    })
    .await
}

/// 与其他部门任务的重叠。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OverlapView {
    /// 对方任务。
    pub task: String,
    /// 编号。
    pub number: String,
    /// 名称。
    pub name: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 状态。
    pub state: String,
    /// 共同的检查对象数。
    pub shared: u64,
    /// 各抽各的，预计两家都抽到的户数。
    pub expected_both: String,
    /// 合并后，预计由两次变一次的户数。
    pub expected_merged: String,
    /// 共同的检查领域。
    pub domains: Vec<String>,
    /// 检查期间相隔的天数。
    pub days_apart: i64,
    /// 已在的合并进户。
    pub joint_visit: Option<String>,
}

pub(crate) fn framed(tx: &mut ReadTx<'_>, task: &Task, today: Day) -> Result<Framed, AppError> {
    let tried = attempt(tx, task, today)?;
    let mut chances: Vec<(SubjectId, u64)> =
        tried.run.chances.iter().map(|(at, chance)| (tried.ids[*at], *chance)).collect();
    chances.sort_unstable();
    Ok(Framed {
        task: task.id,
        organs: task.organs().collect(),
        window: task.window(),
        domains: tried.domains,
        chances,
    })
}

/// Tasks of other departments that would meet this one, before any of them is drawn (R-TASK-06).
/// Of another department's task it tells what a merging needs, and no more.
///
/// # Errors
/// Missing, terms that cannot be read, or what the store answers.
pub async fn find_overlaps(app: &App, call: &Call, id: &str) -> Result<Vec<OverlapView>, AppError> {
    let (id, today) = (TaskId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let task = tx.need::<Task>(&id)?.value;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&task))?;
        let own = framed(tx, &task, today)?;
        let (from, to) = task.window();
        let early = from.plus(-DAYS_APART).unwrap_or(from);
        let late = to.plus(DAYS_APART).unwrap_or(to);
        let county = DivisionCode::parse(task.region.county())?;
        let mut others = BTreeMap::new();
        let mut frames = Vec::new();
        for other in tasks::near(tx, &county, task.organ, early, late)? {
            frames.push(framed(tx, &other.value, today)?);
            others.insert(other.value.id, other.value);
        }
        let found = overlaps(&own, &frames, i64::from(DAYS_APART));
        found.into_iter().map(|overlap| met(tx, &others[&overlap.other], &overlap)).collect()
    })
    .await
}

fn met(tx: &mut ReadTx<'_>, other: &Task, overlap: &Overlap) -> Result<OverlapView, AppError> {
    Ok(OverlapView {
        task: other.id.to_string(),
        number: other.number.clone(),
        name: other.name.clone(),
        organ: other.organ.to_string(),
        organ_name: tx.need::<Organ>(&other.organ)?.value.name,
        state: other.state.code().into(),
        shared: overlap.shared,
        expected_both: decimal(overlap.expected_both),
        expected_merged: decimal(overlap.expected_merged),
        domains: overlap.domains.clone(),
        days_apart: overlap.days_apart,
        joint_visit: other.joint_visit.map(|id| id.to_string()),
    })
}

/// 不定向任务按经营范围推导的部门和事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DerivedView {
    /// 部门、事项和涉及的户数。
    pub organs: Vec<DerivedOrgan>,
    /// 没有规则对应的户数。
    pub uncovered: u64,
}

/// Departments and items that follow from each subject's business scope (R-TASK-05).
///
/// # Errors
/// Missing, a directed task, or what the store answers.
pub async fn derived(app: &App, call: &Call, id: &str) -> Result<DerivedView, AppError> {
    let (id, today) = (TaskId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let task = tx.need::<Task>(&id)?.value;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&task))?;
        if task.draw_type != sunlot_domain::tasks::DrawType::Undirected {
            let text = "定向任务的部门和事项由计划写明，不按经营范围推导。";
            return Err(AppError::new(Kind::Conflict, "task.directed", text));
        }
        let rules = caps::scope_rules(tx, &task.region)?;
        let mut found: BTreeMap<OrganId, (BTreeSet<String>, u64)> = BTreeMap::new();
        let mut uncovered = 0;
        subjects::each(tx, &super::live(&task)?, AsOf::Now(today), &mut |entry| {
            let rules = rules.iter().map(|stored| &stored.value);
            let derived = derive(rules, &entry.business_scope, &entry.industry);
            uncovered += u64::from(derived.items.is_empty());
            for (organ, items) in derived.items {
                let of = found.entry(organ).or_default();
                of.0.extend(items);
                of.1 += 1;
            }
            Ok(())
        })
        .map_err(AppError::from)?;
        let mut organs = Vec::new();
        for (organ, (items, count)) in found {
            organs.push(named(tx, organ, items.into_iter().collect(), count)?);
        }
        Ok(DerivedView { organs, uncovered })
    })
    .await
}
