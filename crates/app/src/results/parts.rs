//! 录入、审核、公示 of the part of one organ: 谁检查、谁录入、谁公开.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::Calendar;
use sunlot_domain::ids::{AccountId, Id as _, OrganId, PartId, TaskId};
use sunlot_domain::inspections::{
    Inspection, InspectionError, InspectionItem, ItemState, PartState, present_of,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::{
    ChannelKind, ChannelState, CheckResult, EnteredResult, InspectionPart, PUBLISH_WORKING_DAYS,
    ResultChannel, ResultCode, ResultState, check_ended_entry, check_entry, public_name,
};
use sunlot_domain::roles::{Place, Reach};
use sunlot_sortition::time::Day;
use sunlot_store::inspections::{self, PartFilter};
use sunlot_store::{ReadTx, Stored, WriteTx};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::follow::{FOLLOW_UPS, follow_ups};
use crate::inspections::{access, advance, overdue};
use crate::page::{Page, PageRequest};
use crate::{calendar, visible};

/// 一个部门在一次检查中的结果，公示之前。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionPartView)]
pub struct PartView {
    /// 标识。
    pub id: String,
    /// 检查。
    pub inspection: String,
    /// 检查编号。
    pub number: String,
    /// 任务。
    pub task: Option<String>,
    /// 检查对象的名称。
    pub subject_name: String,
    /// 检查机关。
    pub organ: String,
    /// 状态。
    pub state: String,
    /// 状态名称；没有检查的从不显示为正常。
    pub state_name: String,
    /// 检查结束之日。
    pub done_on: Option<String>,
    /// 公示期限（20 个工作日）；检查没有结束，或放假安排没有公布时为空。
    pub due_on: Option<String>,
    /// 期限推算不出的原因和办法。
    pub due_problem: Option<String>,
    /// 已逾期。
    pub late: bool,
    /// 录入的结果。
    pub entry: Vec<EntryForm>,
    /// 审核意见。
    pub opinion: Option<String>,
    /// 公示之日。
    pub published_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 一个事项的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EntryForm {
    /// 事项编码。
    pub item: String,
    /// 检查结果，国家统一的 1 至 8。
    pub code: String,
    /// 公示的文字；不得含个人信息。
    #[serde(default)]
    pub text: String,
}

/// 录入结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EnterForm {
    /// 您看到的版本。
    pub version: u64,
    /// 每个事项一个结果。
    pub results: Vec<EntryForm>,
}

/// 审核。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewForm {
    /// 您看到的版本。
    pub version: u64,
    /// 通过（true）或退回（false）。
    pub pass: bool,
    /// 意见；退回必填。
    #[serde(default)]
    pub opinion: String,
}

/// 公示。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublishForm {
    /// 您看到的版本。
    pub version: u64,
}

/// 列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PartQuery {
    /// 检查机关。
    pub organ: Option<String>,
    /// 任务。
    pub task: Option<String>,
    /// 状态：waiting、ready、entered、passed、published、satisfied、ended。
    pub state: Option<String>,
    /// 只看检查已结束、还没有公示的。
    pub unpublished: bool,
    /// 只看已逾期的。
    pub overdue: bool,
}

const SORTABLE: &[&str] = &["done_on", "state", "organ"];

/// Lists parts, those that have waited longest first: what is due and what is late.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list_parts(
    app: &App,
    call: &Call,
    query: PartQuery,
    page: PageRequest,
) -> Result<Page<PartView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "done_on, id")?);
    let state = query.state.as_deref().map(|code| {
        let text = format!("“{code}”不是可用的状态；见接口说明。");
        PartState::parse(code).ok_or_else(|| AppError::field("state", "list.code", text))
    });
    let mut which = PartFilter {
        visible: visible::scope(app, call, Permission::ResultRead),
        own: access::reached(app, call, Permission::ResultRead).own,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        task: query.task.as_deref().map(TaskId::parse).transpose()?,
        state: state.transpose()?,
        unpublished: query.unpublished || query.overdue,
        done_by: None,
    };
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    let (items, total) = app
        .read(move |tx| {
            let calendar = calendar::load(tx)?;
            if query.overdue {
                which.done_by = Some(last_overdue(&calendar, today)?);
            }
            let (found, total) = inspections::list_parts(tx, &which, &order, window)?;
            let mut items = Vec::with_capacity(found.len());
            for part in found {
                items.push(view(&cx, &asked, tx, &calendar, part)?);
            }
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// The last day on which a visit that was over is late today.
pub(crate) fn last_overdue(calendar: &Calendar, today: Day) -> Result<Day, AppError> {
    let mut day = today;
    while !overdue(calendar, day, today) {
        // Asks for an error with advice where the year of the day was not announced.
        calendar.is_working_day(day)?;
        day = day.plus(-1).ok_or_else(AppError::missing)?;
    }
    Ok(day)
}

/// Shows a part.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show_part(app: &App, call: &Call, id: &str) -> Result<PartView, AppError> {
    let id = PartId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let part = tx.need::<InspectionPart>(&id)?;
        see(&cx, &asked, tx, &part.value)?;
        let calendar = calendar::load(tx)?;
        view(&cx, &asked, tx, &calendar, part)
    })
    .await
}

pub(super) fn place(part: &InspectionPart) -> Place {
    Place::of(part.organ, part.region.clone())
}

/// That the caller sees the part of an organ: by its place, or as one of the team.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn see(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    part: &InspectionPart,
) -> Result<(), AppError> {
    let scopes = app.policy.scopes(&call.actor, Permission::ResultRead);
    if visible::see(app, call, Permission::ResultRead, &place(part)).is_ok() {
        return Ok(());
    }
    let own = scopes.iter().any(|(reach, _)| *reach == Reach::Own);
    match access::member(tx, call, part.inspection)? {
        Some((member, _)) if own && member.organ == part.organ => Ok(()),
        _ => Err(AppError::missing()),
    }
}

pub(super) fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    calendar: &Calendar,
    stored: Stored<InspectionPart>,
) -> Result<PartView, AppError> {
    let part = stored.value;
    let visit = tx.need::<Inspection>(&part.inspection)?.value;
    let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
    let due = part.done_on.map(|day| calendar.after(day, PUBLISH_WORKING_DAYS));
    let (due_on, due_problem) = match due {
        Some(Ok(day)) => (Some(day), None),
        Some(Err(error)) => (None, Some(error.message_zh())),
        None => (None, None),
    };
    let until = part.published_on.unwrap_or_else(|| app.today());
    let late = part.done_on.is_some_and(|day| overdue(calendar, day, until));
    let over = matches!(part.state, PartState::Satisfied | PartState::Ended);
    let form = |one: &EnteredResult| EntryForm {
        item: one.item.clone(),
        code: one.code.clone(),
        text: one.text.clone(),
    };
    let mine = access::member(tx, call, part.inspection)?;
    let mine = mine.is_some_and(|(member, _)| member.organ == part.organ);
    Ok(PartView {
        id: part.id.to_string(),
        inspection: part.inspection.to_string(),
        number: visit.number,
        task: part.task.map(|id| id.to_string()),
        subject_name: subject.name,
        organ: part.organ.to_string(),
        state: part.state.code().into(),
        state_name: part.state.name_zh().into(),
        done_on: part.done_on.map(|day| day.to_string()),
        due_on: due_on.map(|day| day.to_string()),
        due_problem,
        late: late && !over,
        entry: part.entry.iter().map(form).collect(),
        opinion: part.opinion.clone(),
        published_on: part.published_on.map(|day| day.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed(app, call, &part, mine),
    })
}

fn allowed(app: &App, call: &Call, part: &InspectionPart, mine: bool) -> Vec<String> {
    let may = |permission| app.may(call, permission, &place(part));
    let me = call.actor.account;
    let other = |by: Option<AccountId>| by.is_none() || by != me;
    let mut actions = Vec::new();
    if part.state == PartState::Ready && mine && may(Permission::ResultEnter) {
        actions.push("enter".to_owned());
    }
    let reviewable = part.state == PartState::Entered && !mine && other(part.entered_by);
    if reviewable && may(Permission::ResultReview) {
        actions.push("review".to_owned());
    }
    let third = other(part.entered_by) && other(part.reviewed_by);
    if part.state == PartState::Passed && third && may(Permission::ResultPublish) {
        actions.push("publish".to_owned());
    }
    if part.state == PartState::Published && may(Permission::ResultChannel) {
        actions.push("channel".to_owned());
    }
    let early = matches!(part.state, PartState::Waiting | PartState::Satisfied | PartState::Ended);
    if !early && may(Permission::ObjectionHandle) {
        actions.push("object".to_owned());
    }
    let code = |entry: &EnteredResult| ResultCode::parse(&entry.code);
    if part.entry.iter().filter_map(code).any(ResultCode::is_problem) {
        actions.extend(follow_ups(app, call, &place(part), FOLLOW_UPS));
    }
    actions
}

/// Takes a step of a part.
async fn take<F>(
    app: &App,
    call: &Call,
    (id, version): (&str, u64),
    (action, permission): (Action, Permission),
    work: F,
) -> Result<PartView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, InspectionPart, AccountId) -> Result<InspectionPart, AppError>
        + Send
        + 'static,
{
    let (id, by) = (PartId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<InspectionPart>(&id)?;
        see(&cx, &asked, tx, &stored.value)?;
        cx.authorize(&asked, permission, &place(&stored.value))?;
        stored.version = version;
        stored.value = work(tx, stored.value, by)?;
        let stored = tx.save(stored)?;
        close_when_over(tx, &stored.value)?;
        advance(tx, stored.value.task)?;
        let mut event = Event::new(action, id);
        if action == Action::ResultReviewed {
            event.reason = stored.value.opinion.clone().filter(|text| !text.is_empty());
        }
        let calendar = calendar::load(tx)?;
        let view = view(&cx, &asked, tx, &calendar, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Ends the visit with its last part.
pub(super) fn close_when_over(tx: &mut WriteTx<'_>, part: &InspectionPart) -> Result<(), AppError> {
    if !part.state.is_over() {
        return Ok(());
    }
    let open = inspections::parts(tx, part.inspection)?;
    if open.iter().all(|one| one.value.state.is_over()) {
        let visit = tx.need::<Inspection>(&part.inspection)?;
        let value = visit.value.clone().close()?;
        if value != visit.value {
            tx.save(visit.map(|_| value))?;
        }
    }
    Ok(())
}

/// 录入 by an officer of the organ who was there (谁检查、谁录入).
///
/// # Errors
/// Missing, another version or state, not of the team, a result that does not fit what was found.
pub async fn enter(
    app: &App,
    call: &Call,
    id: &str,
    form: EnterForm,
) -> Result<PartView, AppError> {
    let (today, asked) = (app.today(), call.clone());
    let what = (Action::ResultEntered, Permission::ResultEnter);
    take(app, call, (id, form.version), what, move |tx, part, by| {
        access::present_officer(tx, &asked, part.inspection, part.organ)?;
        let visit = tx.need::<Inspection>(&part.inspection)?.value;
        if visit.approval.is_none() {
            // An urgent visit is approved afterwards, before anything comes of it (R-INSP-03).
            return Err(InspectionError::NotApproved.into());
        }
        let items = items(tx, &part)?;
        let entry = form.results.into_iter().map(|one| EnteredResult {
            item: one.item,
            code: one.code,
            text: one.text.trim().to_owned(),
        });
        let entry: Vec<EnteredResult> = entry.collect();
        let entered = part.enter(entry, by, today)?;
        match visit.status_outcome() {
            Some(outcome) => check_ended_entry(&entered.entry, &items, outcome)?,
            None => check_entry(&entered.entry, &items)?,
        }
        Ok(entered)
    })
    .await
}

fn items(tx: &mut ReadTx<'_>, part: &InspectionPart) -> Result<Vec<InspectionItem>, AppError> {
    let items = inspections::items_of_part(tx, part.id)?;
    Ok(items.into_iter().map(|stored| stored.value).collect())
}

/// 审核 by somebody with no part in the visit (R-RES-03).
///
/// # Errors
/// Missing, another version or state, the person who entered it or took part.
pub async fn review(
    app: &App,
    call: &Call,
    id: &str,
    form: ReviewForm,
) -> Result<PartView, AppError> {
    if form.opinion.chars().count() > 500 {
        return Err(AppError::field("opinion", "opinion.length", "审核意见至多 500 个字。"));
    }
    let today = app.today();
    let what = (Action::ResultReviewed, Permission::ResultReview);
    take(app, call, (id, form.version), what, move |tx, part, by| {
        let took_part = inspections::took_part(tx, part.inspection, by)?;
        Ok(part.review(form.pass, form.opinion, (by, took_part), today)?)
    })
    .await
}

/// 公示: the results become public, each as a row of its own, and the channels are set up (R-RES-04).
/// What is late is published as late.
///
/// # Errors
/// Missing, another version or state, one of the two before, no second factor, a year whose
/// holidays are not announced.
pub async fn publish(
    app: &App,
    call: &Call,
    id: &str,
    form: PublishForm,
) -> Result<PartView, AppError> {
    let (ids, now, today) = (app.ids(), app.now(), app.today());
    let what = (Action::ResultPublished, Permission::ResultPublish);
    take(app, call, (id, form.version), what, move |tx, part, by| {
        let part = part.publish(by, today)?;
        let rows = rows(tx, &ids, &part, today)?;
        tx.insert_all(&rows)?;
        let channels = ChannelKind::ALL.iter().map(|channel| ResultChannel {
            id: ids.make(),
            part: part.id,
            organ: part.organ,
            channel: *channel,
            state: ChannelState::Waiting,
            receipt: None,
            at: now,
            note: String::new(),
            recorded_by: None,
            published_on: today,
        });
        tx.insert_all(&channels.collect::<Vec<_>>())?;
        Ok(part)
    })
    .await
}

/// The public rows of a part.
fn rows(
    tx: &mut ReadTx<'_>,
    ids: &Ids,
    part: &InspectionPart,
    today: Day,
) -> Result<Vec<CheckResult>, AppError> {
    let visit = tx.need::<Inspection>(&part.inspection)?.value;
    let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
    let calendar = calendar::load(tx)?;
    let done = part.done_on.ok_or_else(AppError::missing)?;
    // Whether it is late must be known; when it was due may lie in a year not announced yet.
    let late = calendar.between(done, today)? > PUBLISH_WORKING_DAYS;
    let people = || Some((part.entered_by?, part.reviewed_by?, part.published_by?));
    let (entered_by, reviewed_by, published_by) = people().ok_or_else(AppError::missing)?;
    let members: Vec<_> = inspections::team(tx, visit.id)?;
    let all: Vec<_> = members.iter().map(|(member, _)| member.clone()).collect();
    let there: Vec<_> = present_of(&all, part.organ).map(|member| member.inspector).collect();
    let of_organ = members.iter().filter(|(member, inspector)| {
        member.organ == part.organ && (there.is_empty() || there.contains(&inspector.id))
    });
    let mut certificates: Vec<String> = of_organ.map(|(_, one)| one.code.clone()).collect();
    certificates.sort();
    let name = public_name(subject.kind, &subject.name);
    let mut rows = Vec::new();
    for item in items(tx, part)? {
        if item.state == ItemState::Satisfied {
            continue;
        }
        let entered = part.entry.iter().find(|one| one.item == item.code);
        let entered = entered.ok_or_else(AppError::missing)?;
        rows.push(CheckResult {
            id: ids.make(),
            inspection: visit.id,
            organ: part.organ,
            region: part.region.clone(),
            task: part.task,
            kind: visit.kind,
            subject: visit.subject,
            subject_code: subject.code.as_str().to_owned(),
            subject_name: name.clone(),
            item_code: item.code,
            item_name: item.name,
            catalogue: item.same.catalogue,
            own_key: item.same.own,
            upper_key: item.same.upper,
            certificates: certificates.clone(),
            inspected_on: done,
            due_on: calendar.after(done, PUBLISH_WORKING_DAYS).ok(),
            published_on: today,
            late,
            entered_by,
            reviewed_by,
            published_by,
            code: ResultCode::parse(&entered.code).ok_or_else(AppError::missing)?,
            text: entered.text.clone(),
            edition: 1,
            state: ResultState::Published,
        });
    }
    Ok(rows)
}
