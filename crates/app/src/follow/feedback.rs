//! 信用反馈: facts that the next freeze reads, written when something is filed, closed, archived,
//! with an explanation; and the file for the credit system.

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::feedback::{Feedback, FeedbackCause, explain};
use sunlot_domain::follow::yuan;
use sunlot_domain::ids::{Id, OrganId, SubjectId, TaskId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, WriteTx, caps, follow, subjects};
use utoipa::{IntoParams, ToSchema};

use super::Doing;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::sheet;
use crate::visible;

/// What gives a feedback.
pub(crate) struct Given {
    pub(crate) cause: FeedbackCause,
    pub(crate) record: String,
    pub(crate) organ: OrganId,
    pub(crate) region: DivisionCode,
    pub(crate) amount: u64,
    pub(crate) inspected: Option<Day>,
    pub(crate) summary: String,
}

/// Brings the facts of a subject up to date and keeps what changed. The record that gave it is
/// saved before or after in the same transaction; an open case is counted with `opens` and `ends`.
pub(crate) fn give(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    subject: SubjectId,
    given: Given,
) -> Result<(), AppError> {
    let pending = tx.need::<SubjectEntry>(&subject)?.value.pending_case;
    keep(tx, doing, subject, pending, None, given)
}

/// The same, when a case of the subject begins or ends with it.
pub(crate) fn give_case(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    subject: SubjectId,
    opens: bool,
    given: Given,
) -> Result<(), AppError> {
    // The record itself is saved after this: one that ends still counts as open here.
    let open = follow::open_cases(tx, subject)?;
    let pending = opens || open > 1;
    keep(tx, doing, subject, pending, None, given)
}

/// The same, when a task is archived: its visits are told from those before it.
pub(crate) fn give_task(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    subject: SubjectId,
    task: TaskId,
    given: Given,
) -> Result<(), AppError> {
    let pending = tx.need::<SubjectEntry>(&subject)?.value.pending_case;
    keep(tx, doing, subject, pending, Some(task), given)
}

fn keep(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    subject: SubjectId,
    pending: bool,
    task: Option<TaskId>,
    given: Given,
) -> Result<(), AppError> {
    let stored = tx.need::<SubjectEntry>(&subject)?;
    let visits = caps::visits_of_subject(tx, subject, year_of(doing.today))?;
    let of_task =
        |visit: &&Stored<sunlot_domain::caps::Visit>| task.is_some() && visit.value.task == task;
    let own = visits.iter().filter(of_task).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let before = stored.value.clone();
    let last = before.last_inspected.max(given.inspected);
    let feedback = Feedback {
        id: doing.ids.make(),
        subject,
        organ: given.organ,
        region: given.region,
        cause: given.cause,
        record: given.record,
        day: doing.today,
        pending_before: before.pending_case,
        pending_after: pending,
        inspected_before: before.last_inspected,
        inspected_after: last,
        visits_before: before.visits + count(visits.len() - own),
        visits_after: before.visits + count(visits.len()),
        amount: given.amount,
        summary: given.summary,
    };
    if (before.pending_case, before.last_inspected) != (pending, last) {
        let valid_from = doing.today;
        let after =
            SubjectEntry { pending_case: pending, last_inspected: last, valid_from, ..before };
        subjects::restate(tx, doing.ids.make(), stored, after)?;
    }
    tx.insert(feedback)?;
    Ok(())
}

/// 信用反馈。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FeedbackView {
    /// 标识。
    pub id: String,
    /// 检查对象。
    pub subject: String,
    /// 部门。
    pub organ: String,
    /// 起因。
    pub cause: String,
    /// 起因的中文。
    pub cause_name: String,
    /// 起因的记录。
    pub record: String,
    /// 日期。
    pub day: String,
    /// 在办案件。
    pub pending_case: bool,
    /// 最近检查日期。
    pub last_inspected: Option<String>,
    /// 本年已查次数。
    pub visits: u32,
    /// 摘要。
    pub summary: String,
    /// 对下一次抽取意味着什么，逐条说明。
    pub explanation: Vec<String>,
    /// 日志序号。
    pub log_index: u64,
}

fn view(stored: Stored<Feedback>) -> FeedbackView {
    let it = stored.value;
    let after = it.after();
    FeedbackView {
        id: it.id.to_string(),
        subject: it.subject.to_string(),
        organ: it.organ.to_string(),
        cause: it.cause.code().into(),
        cause_name: it.cause.name_zh().into(),
        explanation: explain(it.before(), after),
        record: it.record,
        day: it.day.to_string(),
        pending_case: after.pending_case,
        last_inspected: super::day_text(after.last_inspected),
        visits: after.visits,
        summary: it.summary,
        log_index: stored.log_index,
    }
}

/// What results meant for the next draw of a subject, newest first.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn of_subject(
    app: &App,
    call: &Call,
    id: &str,
    _: FeedbackQuery,
    page: PageRequest,
) -> Result<Page<FeedbackView>, AppError> {
    let (id, window) = (SubjectId::parse(id)?, page.window()?);
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let entry = tx.need::<SubjectEntry>(&id)?.value;
            let place = Place::of(entry.organ, entry.region);
            visible::see(&cx, &asked, Permission::FeedbackRead, &place)?;
            let (found, total) = follow::feedback_of(tx, id, window)?;
            Ok((found.into_iter().map(view).collect(), total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// 反馈文件的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct FeedbackQuery {
    /// 自哪天。
    pub from: Option<String>,
    /// 到哪天。
    pub to: Option<String>,
}

const HEADER: [&str; 10] = [
    "日期",
    "统一社会信用代码",
    "名称",
    "部门",
    "起因",
    "摘要",
    "罚没金额（元）",
    "在办案件",
    "最近检查日期",
    "本年已查次数",
];

/// The file for the credit system: facts, and never a class of our own.
///
/// # Errors
/// Days that cannot be read, or what the store answers.
pub async fn csv(app: &App, call: &Call, query: FeedbackQuery) -> Result<String, AppError> {
    let today = app.today();
    let from = query.from.as_deref().map_or(Ok(today), Day::parse)?;
    let to = query.to.as_deref().map_or(Ok(today), Day::parse)?;
    let sight = visible::scope(app, call, Permission::FeedbackExport);
    let lines = app
        .read(move |tx| {
            let mut lines = vec![HEADER.map(str::to_owned).to_vec()];
            for stored in follow::feedback_between(tx, &sight, from, to)? {
                lines.push(line(tx, &stored.value)?);
            }
            Ok::<_, AppError>(lines)
        })
        .await?;
    Ok(sheet::csv(&lines))
}

fn line(tx: &mut ReadTx<'_>, it: &Feedback) -> Result<Vec<String>, AppError> {
    let subject = tx.need::<SubjectEntry>(&it.subject)?.value;
    let yes = |truth: bool| if truth { "是" } else { "否" }.to_owned();
    Ok(vec![
        it.day.to_string(),
        subject.code.as_str().to_owned(),
        subject.name,
        tx.need::<Organ>(&it.organ)?.value.name,
        it.cause.name_zh().to_owned(),
        it.summary.clone(),
        yuan(it.amount),
        yes(it.pending_after),
        super::day_text(it.inspected_after).unwrap_or_default(),
        it.visits_after.to_string(),
    ])
}
