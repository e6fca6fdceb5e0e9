//! What waits, where the noun has no list of its own for it.

use std::collections::BTreeMap;

use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{Id as _, OrganId, TaskId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::items::ItemList;
use sunlot_domain::plans::WorkPlan;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::Task;
use sunlot_store::{ReadTx, draws, workbench as store};

use super::kinds::Source;
use super::{Batch, Found, first};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::inspectors::InspectorQuery;
use crate::reports::ReportDueQuery;
use crate::{inspectors, items, meetings, plans, reports, subjects, tasks, visible};

/// Days before the end of a certificate from which it is work to renew it.
const RENEW_DAYS: i32 = 30;

/// Days for which the end of a law stays on the desk.
const LAW_DAYS: i32 = 90;

/// Days before the end of a quarter from which its missing meeting is work.
const QUARTER_DAYS: i64 = 30;

/// Days before the December clock ends from which a missing plan is work.
const PLAN_DAYS: i64 = 45;

pub(super) async fn look(app: &App, call: &Call, source: Source) -> Result<Batch, AppError> {
    let found = match source {
        Source::PlanDeadlines => deadlines(app, call).await?,
        Source::ReportDeadlines => report_deadlines(app, call).await?,
        Source::TasksToDraw => return to_draw(app, call).await,
        Source::Certificates => return certificates(app, call).await,
        Source::Registers => registers(app, call).await?,
        Source::Quarters => quarters(app, call).await?,
        _ => {
            let (cx, asked) = (app.clone(), call.clone());
            app.read(move |tx| match source {
                Source::Filings => filings(&cx, &asked, tx),
                Source::JointVisits => joint_visits(&cx, &asked, tx),
                Source::DrawRequests => draw_requests(&cx, &asked, tx),
                Source::Recognitions => recognitions(&cx, &asked, tx),
                Source::ItemVersions => item_versions(&cx, &asked, tx),
                Source::LawChanges => law_changes(&cx, &asked, tx),
                other => unreachable!("{other:?} is looked up in a list"),
            })
            .await?
        }
    };
    Ok(Batch { found, more: false })
}

/// Quarters without their meeting: overdue, or close to their end (R-MEET-01).
async fn quarters(app: &App, call: &Call) -> Result<Vec<Found>, AppError> {
    let mut found = Vec::new();
    for (conference, view) in meetings::waiting(app, call, QUARTER_DAYS).await? {
        found.push(Found {
            noun: "conference",
            id: conference.id.to_string(),
            title: format!("{}联席会议", view.name),
            facts: vec![conference.name],
            due: Some(view.due),
            overdue: view.overdue,
            actions: one("create"),
            ..Found::default()
        });
    }
    Ok(found)
}

/// Organs for which the caller has one of these permissions.
fn organs_of(app: &App, call: &Call, permissions: &[Permission]) -> Vec<OrganId> {
    let scopes = permissions.iter().flat_map(|one| app.policy.scopes(&call.actor, *one));
    let mut organs: Vec<OrganId> = scopes.map(|(_, grant)| grant.organ).collect();
    organs.sort();
    organs.dedup();
    organs
}

fn one(action: &str) -> Vec<String> {
    vec![action.to_owned()]
}

fn filings(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let organs = organs_of(app, call, &[Permission::PlanAcknowledge]);
    let seen = visible::scope(app, call, Permission::PlanAcknowledge);
    let mut found = Vec::new();
    for stored in store::filings(tx, &organs, &seen)? {
        let plan = tx.need::<WorkPlan>(&stored.value.plan)?.value;
        let view = plans::filing_view(app, call, tx, &plan, stored)?;
        found.push(Found {
            noun: "plan",
            id: plan.id.to_string(),
            title: plan.name.clone(),
            facts: vec![plan.number.clone(), format!("{} 报送", view.filed_on)],
            organ: Some(plan.organ.to_string()),
            actions: view.allowed_actions,
            ..Found::default()
        });
    }
    Ok(found)
}

/// Departments without a filed plan, from some weeks before the December clock ends (R-PLAN-11).
async fn deadlines(app: &App, call: &Call) -> Result<Vec<Found>, AppError> {
    let own = organs_of(app, call, &[Permission::PlanWrite]);
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let both = [(Permission::PlanWrite, "create"), (Permission::PlanCoordinate, "chase")];
    for (permission, action) in both {
        for (_, grant) in app.policy.scopes(&call.actor, permission) {
            for due in plans::due_list(app, call, None, grant.region.as_str()).await? {
                let ours = own.iter().any(|organ| organ.to_string() == due.organ);
                let soon = due.late || due.days_left <= PLAN_DAYS;
                if due.filed_on.is_some() || !soon || (action == "create" && !ours) {
                    continue;
                }
                let entry = found.entry(due.organ.clone()).or_insert_with(|| Found {
                    noun: "plan_deadline",
                    id: due.organ.clone(),
                    title: format!("{} 年度抽查计划", due.year),
                    facts: vec![due.organ_name.clone()],
                    due: Some(due.deadline.clone()),
                    overdue: due.late,
                    ..Found::default()
                });
                entry.actions.push(action.to_owned());
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Departments whose report is due within some days, or overdue, and not handed in (R-REP-02).
async fn report_deadlines(app: &App, call: &Call) -> Result<Vec<Found>, AppError> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for permission in [Permission::ReportWrite, Permission::ReportReceive] {
        for (_, grant) in app.policy.scopes(&call.actor, permission) {
            let region = grant.region.as_str().to_owned();
            let which = ReportDueQuery { region, missing: true, ..ReportDueQuery::default() };
            for due in reports::due_list(app, call, which).await? {
                if due.reminder.is_none() {
                    continue;
                }
                found.entry(due.organ.clone()).or_insert_with(|| Found {
                    noun: "report_deadline",
                    id: due.organ.clone(),
                    title: format!("{} 年{}", due.year, due.season_name),
                    facts: vec![due.organ_name, due.reminder_name.unwrap_or_default()],
                    due: Some(due.deadline),
                    overdue: due.late,
                    actions: due.allowed_actions,
                    ..Found::default()
                });
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Approved tasks for which no attempt stands.
async fn to_draw(app: &App, call: &Call) -> Result<Batch, AppError> {
    let which = tasks::TaskListFilter { state: Some("ready".into()), ..Default::default() };
    let page = tasks::list(app, call, which, first("draw_from")).await?;
    let more = page.total > page.items.len() as u64;
    let (cx, asked) = (app.clone(), call.clone());
    let found = app.read(move |tx| {
        let mut found = Vec::new();
        for view in page.items {
            let task = tx.need::<Task>(&TaskId::parse(&view.id)?)?.value;
            let stands = |draw: &Draw| !draw.state.is_over();
            let drawn = draws::of_task(tx, task.id)?.iter().any(|draw| stands(&draw.value));
            if drawn || !cx.may(&asked, Permission::DrawPrepare, &tasks::place(&task)) {
                continue;
            }
            found.push(Found {
                noun: "task",
                id: view.id,
                title: task.name,
                facts: vec![task.number],
                organ: Some(view.organ),
                due: Some(task.draw_to.to_string()),
                actions: one("prepare"),
                ..Found::default()
            });
        }
        Ok::<_, AppError>(found)
    });
    Ok(Batch { found: found.await?, more })
}

fn joint_visits(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let organs = organs_of(app, call, &[Permission::TaskMerge]);
    let mut found = Vec::new();
    for stored in store::joint_visits(tx, &organs)? {
        let (first, second) = (stored.value.first, stored.value.second);
        let (first, second) = (tx.need::<Task>(&first)?.value, tx.need::<Task>(&second)?.value);
        let own = Place::of(second.organ, second.region.clone());
        if app.may(call, Permission::TaskMerge, &own) {
            found.push(Found {
                noun: "joint_visit",
                id: stored.value.id.to_string(),
                title: format!("{}与{}合并进户", first.name, second.name),
                facts: vec![format!("共同的检查对象 {} 户", stored.value.shared)],
                organ: Some(first.organ.to_string()),
                due: Some(second.draw_from.to_string()),
                actions: one("consent"),
                ..Found::default()
            });
        }
    }
    Ok(found)
}

fn draw_requests(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let seen = visible::scope(app, call, Permission::DrawDecide);
    let mut found = Vec::new();
    for (stored, draw) in store::draw_requests(tx, &seen)? {
        let kind = stored.value.kind.name_zh();
        let view = crate::draws::request_view(app, call, &draw, stored, false);
        found.push(Found {
            noun: "draw",
            id: view.draw,
            title: format!("{kind}申请"),
            facts: vec![draw.draw_id(), view.note],
            organ: Some(draw.organ.to_string()),
            actions: view.allowed_actions,
            ..Found::default()
        });
    }
    Ok(found)
}

fn recognitions(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let organs = organs_of(app, call, &[Permission::RecognitionApprove]);
    let mut found = Vec::new();
    for stored in store::recognitions(tx, &organs)? {
        let item = stored.value;
        // Decided by somebody else than who proposed it.
        if item.proposed_by == call.actor.account {
            continue;
        }
        let visit = tx.need::<Inspection>(&item.inspection)?.value;
        let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
        found.push(Found {
            noun: "inspection",
            id: visit.id.to_string(),
            title: subject.name,
            facts: vec![visit.number, item.name],
            organ: Some(item.organ.to_string()),
            due: Some(visit.window_to.to_string()),
            actions: one("decide"),
            ..Found::default()
        });
    }
    Ok(found)
}

fn item_versions(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let permissions =
        [Permission::ItemListWrite, Permission::ItemListApprove, Permission::ItemListPublish];
    let organs = organs_of(app, call, &permissions);
    let mut found = Vec::new();
    for stored in store::list_versions(tx, &organs)? {
        let list = tx.need::<ItemList>(&stored.value.list)?.value;
        let actions = items::version_actions(app, call, tx, &list, &stored.value)?;
        found.push(Found {
            noun: "item_list",
            id: list.id.to_string(),
            title: list.title,
            facts: vec![
                format!("第 {} 版", stored.value.number),
                stored.value.stage.name_zh().to_owned(),
            ],
            organ: Some(list.organ.to_string()),
            actions,
            ..Found::default()
        });
    }
    Ok(found)
}

fn law_changes(app: &App, call: &Call, tx: &mut ReadTx<'_>) -> Result<Vec<Found>, AppError> {
    let organs = organs_of(app, call, &[Permission::ItemListWrite]);
    let today = app.today();
    let since = today.plus(-LAW_DAYS).unwrap_or(today);
    let mut found = Vec::new();
    for stored in store::law_changes(tx, &organs, since)? {
        let change = &stored.value;
        let concerned = items::hanging(tx, change, today, true)?;
        if concerned.is_empty() {
            continue;
        }
        let stopped = concerned.iter().filter(|item| item.stopped).count();
        found.push(Found {
            noun: "law_change",
            id: change.id.to_string(),
            title: format!("《{}》{}", change.law, change.article.as_deref().unwrap_or_default()),
            facts: vec![format!("涉及事项 {} 个，已停止安排 {stopped} 个", concerned.len())],
            organ: Some(change.organ.to_string()),
            due: Some(change.last_day.to_string()),
            actions: one("revise"),
            ..Found::default()
        });
    }
    Ok(found)
}

/// Inspectors of the caller's organs whose certificates end soon, or have ended.
async fn certificates(app: &App, call: &Call) -> Result<Batch, AppError> {
    let until = app.today().plus(RENEW_DAYS).unwrap_or(app.today()).to_string();
    let which = InspectorQuery { expiring_by: Some(until), ..InspectorQuery::default() };
    let page = inspectors::list(app, call, which, first("cert_valid_until")).await?;
    let more = page.total > page.items.len() as u64;
    let found = page.items.into_iter().filter_map(|it| {
        let details = it.details?;
        Some(Found {
            noun: "inspector",
            id: it.id,
            title: details.name,
            facts: vec![details.code],
            organ: Some(it.organ),
            due: Some(details.cert_valid_until),
            actions: it.allowed_actions.iter().map(|_| "renew".to_owned()).take(1).collect(),
            ..Found::default()
        })
    });
    Ok(Batch { found: found.collect(), more })
}

/// Entries of the caller's own organs that somebody should look at.
async fn registers(app: &App, call: &Call) -> Result<Vec<Found>, AppError> {
    let own = organs_of(app, call, &[Permission::SubjectWrite]);
    let mut found = Vec::new();
    for health in subjects::health(app, call).await? {
        let counts = [
            (health.check_failed, "代码校验不符"),
            (health.stale, "来源超过一年"),
            (health.without_township, "没有乡镇"),
            (health.without_duty, "没有确定监管责任"),
        ];
        let facts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{what} {count} 户"))
            .collect();
        if facts.is_empty() || !own.iter().any(|organ| organ.to_string() == health.organ) {
            continue;
        }
        found.push(Found {
            noun: "register",
            id: health.organ,
            title: format!("{}的名录", health.organ_name),
            facts,
            actions: one("repair"),
            ..Found::default()
        });
    }
    Ok(found)
}
