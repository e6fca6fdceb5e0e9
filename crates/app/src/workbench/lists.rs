//! What waits, from the lists that everybody uses.

use super::kinds::Source;
use super::{Batch, Found, first};
use crate::cases::campaigns;
use crate::cases::unlicensed;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{
    FollowQuery, handoffs, penalties, rectifications, referrals, repairs, restrictions,
};
use crate::{
    cases, challenges, draws, grants, imports, inspections, inspectors, meetings, plans, reports,
    results, tasks,
};

/// A batch of a page. Every view has `id` and `allowed_actions`; the rest is said for each.
macro_rules! batch {
    ($page:expr, |$it:ident| $($field:ident: $value:expr),+ $(,)?) => {{
        let page = $page.await?;
        let more = page.total > page.items.len() as u64;
        // Some kinds fill every field.
        #[allow(clippy::needless_update)]
        let found = page.items.into_iter().map(|$it| Found {
            id: $it.id.clone(),
            actions: $it.allowed_actions.clone(),
            $($field: $value,)+
            ..Found::default()
        });
        Batch { found: found.collect(), more }
    }};
}

pub(super) async fn look(
    app: &App,
    call: &Call,
    source: Source,
    state: &str,
) -> Result<Batch, AppError> {
    let stated = Some(state.to_owned()).filter(|state| !state.is_empty());
    let query = FollowQuery { state: stated.clone(), ..FollowQuery::default() };
    Ok(match source {
        Source::Plans => {
            let which = plans::PlanListFilter { state: stated, ..Default::default() };
            batch!(plans::list(app, call, which, first("")), |it|
                noun: "plan", title: it.name, facts: vec![it.number, it.state_name],
                organ: Some(it.organ))
        }
        Source::Reports => {
            let which = reports::ReportQuery { state: stated, ..Default::default() };
            batch!(reports::list(app, call, which, first("year")), |it|
                noun: "report", title: format!("{} 年{}", it.year, it.season_name),
                facts: vec![it.state_name], organ: Some(it.organ),
                due: Some(it.deadline), overdue: it.late)
        }
        Source::Tasks => {
            let which = tasks::TaskListFilter { state: stated, ..Default::default() };
            batch!(tasks::list(app, call, which, first("draw_from")), |it|
                noun: "task", title: it.form.name, facts: vec![it.number, it.state_name],
                organ: Some(it.organ), due: Some(it.form.draw_from))
        }
        Source::Draws => {
            let which = draws::DrawListFilter { state: stated, ..Default::default() };
            batch!(draws::list(app, call, which, first("")), |it|
                noun: "draw", title: it.draw_id, facts: vec![it.state_name],
                organ: Some(it.organ), due: day_of(&it.deadline))
        }
        Source::Inspections | Source::MyVisits | Source::UrgentVisits => {
            visits(app, call, source, stated).await?
        }
        Source::Parts => {
            let which = results::PartQuery { state: stated, ..Default::default() };
            batch!(results::list_parts(app, call, which, first("done_on")), |it|
                noun: "part", title: it.subject_name, facts: vec![it.number, it.state_name],
                organ: Some(it.organ), due: it.due_on, overdue: it.late)
        }
        Source::ResultChanges => {
            let which = results::ChangeQuery { state: stated };
            batch!(results::list_changes(app, call, which, first("proposed_on")), |it|
                noun: "result_change",
                title: format!("{}检查结果", if it.kind == "withdraw" { "撤回" } else { "更正" }),
                facts: vec![it.reason], organ: Some(it.organ))
        }
        Source::Objections => {
            let which = results::ObjectionQuery { state: stated, ..Default::default() };
            batch!(results::list_objections(app, call, which, first("lodged_on")), |it|
                noun: "objection", title: format!("对事项 {} 的异议", it.item),
                facts: vec![format!("{} 提出", it.lodged_on)], organ: Some(it.organ),
                due: it.due_on, overdue: it.overdue)
        }
        Source::Cases => {
            let which = cases::CaseQuery { state: stated, ..Default::default() };
            batch!(cases::list(app, call, which, first("due")), |it|
                noun: "case", title: it.matter, facts: vec![it.number, it.state_name],
                organ: Some(it.organ), due: it.due, overdue: it.overdue)
        }
        Source::Challenges => {
            let which = challenges::ChallengeQuery { state: stated, ..Default::default() };
            let page = challenges::list(app, call, which, first("lodged_on")).await?;
            let more = page.total > page.items.len() as u64;
            let found = page.items.into_iter().map(|it| Found {
                noun: "challenge",
                id: it.public.id,
                title: format!("质疑{}：{}", it.public.verdict_name, it.public.subject),
                facts: vec![format!("{} 提出", it.public.lodged_on)],
                organ: Some(it.organ),
                due: it.public.due_on,
                overdue: it.overdue,
                actions: it.allowed_actions,
            });
            Batch { found: found.collect(), more }
        }
        Source::Imports => {
            batch!(imports::list(app, call, first("")), |it|
                noun: "import", title: it.file_name,
                facts: vec![it.source, it.state_name], organ: Some(it.organ))
        }
        Source::InspectorChanges => {
            let which = inspectors::changes::ChangeQuery { state: stated, ..Default::default() };
            batch!(inspectors::changes::list(app, call, which, first("")), |it|
                noun: "inspector_change", title: it.proposed.name,
                facts: vec![it.reason], organ: Some(it.organ))
        }
        Source::Meetings => {
            batch!(meetings::list(app, call, query, first("day")), |it|
                noun: "meeting", title: format!("{}联席会议", it.quarter_name),
                facts: vec![it.place, it.state_name], due: Some(it.day))
        }
        Source::Matters => {
            batch!(meetings::matters::list(app, call, query, first("due")), |it|
                noun: "matter", title: it.text, facts: vec![it.state_name],
                organ: Some(it.organ), due: Some(it.due), overdue: it.overdue)
        }
        Source::Grants => {
            let which = grants::GrantFilter { state: stated, ..Default::default() };
            batch!(grants::list(app, call, which, first("")), |it|
                noun: "grant", title: format!("{}：{}", it.account_name, it.role_name),
                facts: vec![it.organ_name, it.state_name])
        }
        _ => follow_up(app, call, source, query).await?,
    })
}

async fn visits(
    app: &App,
    call: &Call,
    source: Source,
    state: Option<String>,
) -> Result<Batch, AppError> {
    let which = inspections::InspectionQuery {
        state,
        mine: source == Source::MyVisits,
        open: true,
        unapproved: source == Source::UrgentVisits,
        ..Default::default()
    };
    Ok(batch!(inspections::list(app, call, which, first("window_to")), |it|
        noun: "inspection", title: it.subject_name, facts: vec![it.number, it.state_name],
        organ: Some(it.organ), due: Some(it.window_to)))
}

async fn follow_up(
    app: &App,
    call: &Call,
    source: Source,
    query: FollowQuery,
) -> Result<Batch, AppError> {
    let page = first("due");
    Ok(match source {
        Source::Rectifications | Source::LateRectifications => {
            let overdue = source == Source::LateRectifications;
            let which = FollowQuery { overdue, ..query };
            batch!(rectifications::list(app, call, which, page), |it|
                noun: "rectification", title: it.subject_name,
                facts: vec![it.document, it.state_name], organ: Some(it.organ),
                due: Some(it.due), overdue: it.overdue)
        }
        Source::Penalties => batch!(penalties::list(app, call, query, page), |it|
            noun: "penalty", title: it.subject_name, facts: vec![it.number, it.matter],
            organ: Some(it.organ), due: it.due, overdue: it.overdue),
        Source::Referrals => batch!(referrals::list(app, call, query, page), |it|
            noun: "referral", title: it.subject_name, facts: vec![it.kind_name, it.matter],
            organ: Some(it.organ), due: it.due, overdue: it.overdue),
        Source::Handoffs => batch!(handoffs::list(app, call, query, page), |it|
            noun: "handoff", title: it.subject_name, facts: vec![it.state_name],
            organ: Some(it.organ), due: it.due, overdue: it.overdue),
        Source::Restrictions => batch!(restrictions::list(app, call, query, first("")), |it|
            noun: "restriction", title: it.subject_name,
            facts: vec![it.kind_name, it.organ_name]),
        Source::Repairs => batch!(repairs::list(app, call, query, first("")), |it|
            noun: "repair", title: it.subject_name,
            facts: vec![format!("{} 申请", it.requested_on)], organ: Some(it.organ)),
        Source::Unlicensed => batch!(unlicensed::list(app, call, query, page), |it|
            noun: "unlicensed", title: it.activity, facts: vec![it.lacks_name, it.place],
            organ: Some(it.organ), due: it.due, overdue: it.overdue),
        Source::Campaigns => batch!(campaigns::list(app, call, query, first("")), |it|
            noun: "campaign", title: format!("事项 {} 的专项检查建议", it.item),
            facts: vec![it.reason], organ: Some(it.organ)),
        other => unreachable!("{other:?} is looked up elsewhere"),
    })
}

/// The day of a time.
fn day_of(time: &str) -> Option<String> {
    time.get(..10).map(str::to_owned)
}
