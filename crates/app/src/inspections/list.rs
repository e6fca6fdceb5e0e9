//! Lists: of those who supervise, and the inspector's own work list.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use sunlot_domain::calendar::Calendar;
use sunlot_domain::ids::{CaseId, Id as _, InspectionId, OrganId, SubjectId, TaskId};
use sunlot_domain::inspections::{InspectionState, StatusOutcome};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::PUBLISH_WORKING_DAYS;
use sunlot_domain::tasks::Task;
use sunlot_sortition::time::Day;
use sunlot_store::inspections::{self, InspectionFilter};
use utoipa::{IntoParams, ToSchema};

use super::access;
use super::view::{InspectionDetails, InspectionView, details, view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 检查列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct InspectionQuery {
    /// 任务。
    pub task: Option<String>,
    /// 个案。
    pub case_file: Option<String>,
    /// 批次。
    pub batch: Option<u64>,
    /// 部门，发起的或参与的。
    pub organ: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
    /// 状态。
    pub state: Option<String>,
    /// 编号的一部分。
    pub q: Option<String>,
    /// 只看指派给本人的。
    pub mine: bool,
    /// 只看没有签字、没有结束的。
    pub open: bool,
    /// 只看紧急先行、还没有补批的。
    pub unapproved: bool,
    /// 检查期限不早于这一天结束的，如 2026-03-02。
    pub from: Option<String>,
    /// 检查期限不晚于这一天开始的；与 from 相同就是当天可以进户的。
    pub to: Option<String>,
}

const SORTABLE: &[&str] = &["number", "window_from", "window_to", "state", "batch", "done_on"];

/// Lists visits; an inspector sees his own only.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: InspectionQuery,
    page: PageRequest,
) -> Result<Page<InspectionView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "window_to, number")?);
    let state = query.state.as_deref().map(|code| {
        let text = format!("“{code}”不是检查的状态；见接口说明。");
        InspectionState::parse(code).ok_or_else(|| AppError::field("state", "list.code", text))
    });
    let which = InspectionFilter {
        reached: access::reached(app, call, Permission::InspectionRead),
        mine: if query.mine { Some(call.account()?) } else { None },
        task: query.task.as_deref().map(TaskId::parse).transpose()?,
        case_file: query.case_file.as_deref().map(CaseId::parse).transpose()?,
        batch: query.batch,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        subject: query.subject.as_deref().map(SubjectId::parse).transpose()?,
        state: state.transpose()?,
        open: query.open,
        unapproved: query.unapproved,
        from: query.from.as_deref().map(Day::parse).transpose()?,
        to: query.to.as_deref().map(Day::parse).transpose()?,
        text: query.q,
    };
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = inspections::list(tx, &which, &order, window)?;
            let mut items = Vec::with_capacity(found.len());
            for stored in found {
                items.push(view(&cx, &asked, tx, &stored)?);
            }
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows a visit with everything that belongs to it.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<InspectionDetails, AppError> {
    let id = InspectionId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?;
        details(&cx, &asked, tx, stored)
    })
    .await
}

/// 一个任务的检查对账：抽中的 = 已检查的 + 以状态结束的 + 互认的 + 未完成的。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reconciliation {
    /// 任务。
    pub task: String,
    /// 任务编号。
    pub number: String,
    /// 任务名称。
    pub name: String,
    /// 抽中的户次。
    pub drawn: u64,
    /// 还没有派发的。
    pub not_dispatched: u64,
    /// 已派发、未完成的；它们没有结果，不等于正常。
    pub open: u64,
    /// 已检查并签字的。
    pub inspected: u64,
    /// 以其他部门的结果互认的。
    pub recognised: u64,
    /// 以状态结束的，按状态。
    pub outcomes: BTreeMap<String, u64>,
    /// 是否对得上。
    pub reconciles: bool,
    /// 部门部分中待公示的。
    pub to_publish: u64,
    /// 其中已逾期的；放假安排未公布、不能推算的不计。
    pub overdue: u64,
    /// 部门部分中已公示的。
    pub published: u64,
}

/// Reconciles a task: public, because a gap that nobody sees is a gap that nobody closes.
///
/// # Errors
/// Missing: before the dispatch there is nothing to reconcile.
pub async fn reconcile(app: &App, _call: &Call, task: &str) -> Result<Reconciliation, AppError> {
    let (task, today) = (TaskId::parse(task)?, app.today());
    app.read(move |tx| {
        let task = tx.need::<Task>(&task)?.value;
        let tally = inspections::tally(tx, task.id)?;
        if tally.opened == 0 {
            return Err(AppError::missing());
        }
        let waiting = inspections::waiting_days(tx, task.id)?;
        let calendar = crate::calendar::load(tx)?;
        let late = waiting.iter().filter(|(day, _)| overdue(&calendar, *day, today));
        let overdue = late.map(|(_, count)| count).sum();
        let state = |state: InspectionState| tally.states.get(state.code()).copied();
        let closed = state(InspectionState::Closed).unwrap_or_default();
        let recognised = inspections::recognised_visits(tx, task.id)?;
        let signed = state(InspectionState::Signed).unwrap_or_default();
        let inspected = signed + closed - recognised;
        let ended = state(InspectionState::Ended).unwrap_or_default();
        let open = tally.opened - inspected - recognised - ended;
        let drawn = tally.drawn.max(tally.opened);
        let outcomes = StatusOutcome::ALL.iter().filter_map(|outcome| {
            let count = tally.outcomes.get(outcome.code())?;
            Some((outcome.name_zh().to_owned(), *count))
        });
        let outcomes: BTreeMap<String, u64> = outcomes.collect();
        let not_dispatched = drawn - tally.opened;
        let counted = inspected + recognised + outcomes.values().sum::<u64>() + open;
        let part = |state: &str| tally.parts.get(state).copied().unwrap_or_default();
        Ok(Reconciliation {
            task: task.id.to_string(),
            number: task.number,
            name: task.name,
            drawn,
            not_dispatched,
            open,
            inspected,
            recognised,
            outcomes,
            reconciles: counted + not_dispatched == drawn,
            to_publish: part("ready") + part("entered") + part("passed"),
            overdue,
            published: part("published"),
        })
    })
    .await
}

/// Whether more than the working days for publication have passed. A year that is not announced
/// leaves the question open: nobody is called late by a guess.
pub(crate) fn overdue(calendar: &Calendar, done_on: Day, today: Day) -> bool {
    calendar.between(done_on, today).is_ok_and(|days| days > PUBLISH_WORKING_DAYS)
}
