//! 时间线: what happened to a record and to those that hang on it, from the one log. For whoever
//! may read the record, which its own use case decides.

use std::future::Future;

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{DrawId, Id as _, InspectionId, PlanId, ReportId, TaskId};
use sunlot_store::challenges::{self as asked, ChallengeFilter};
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, draws, inspections, plans, reports, results, tasks};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::record::audit;

/// 时间线上的一件事。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// 在日志中的序号。
    pub index: u64,
    /// 时间。
    pub time: String,
    /// 做了什么（代码）。
    pub action: String,
    /// 做了什么。
    pub action_name: String,
    /// 对哪条记录：本记录，或附属于它的记录。
    pub record: String,
    /// 谁；公众和程序本身为其名称。
    pub actor: String,
    /// 理由；附属记录的理由在那条记录中看。
    pub reason: String,
}

/// Most records that hang on one.
const MOST: u32 = 500;

type Related = fn(&mut ReadTx<'_>, &str) -> Result<Vec<String>, AppError>;

/// The one use case: the reader sees the record, then the log is asked for it and for what hangs
/// on it.
async fn told<T>(
    app: &App,
    id: &str,
    reading: impl Future<Output = Result<T, AppError>>,
    related: Related,
) -> Result<Vec<TimelineEntry>, AppError> {
    reading.await?;
    let id = id.to_owned();
    app.read(move |tx| {
        let mut records = vec![id.clone()];
        records.extend(related(tx, &id)?);
        let mut entries = Vec::new();
        for record in records.iter().take(MOST as usize) {
            let events = audit::timeline(tx, record)?.into_iter();
            entries.extend(events.map(|event| TimelineEntry {
                index: event.index,
                time: event.time,
                action: event.action,
                action_name: event.action_name,
                actor: event.actor,
                // Whoever reads this record may not read each that hangs on it.
                reason: if event.record == id { event.reason } else { String::new() },
                record: event.record,
            }));
        }
        entries.sort_by_key(|entry| entry.index);
        entries.dedup();
        Ok(entries)
    })
    .await
}

macro_rules! timelines {
    ($($(#[$doc:meta])* $name:ident: $($show:ident)::+, $related:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Missing, also for what the caller may not see; or what the store answers.
        pub async fn $name(
            app: &App,
            call: &Call,
            id: &str,
        ) -> Result<Vec<TimelineEntry>, AppError> {
            told(app, id, crate::$($show)::+(app, call, id), $related).await
        }
    )*};
}

timelines! {
    /// Of a plan, with its filings.
    plan: plans::show, of_plan;
    /// Of a task, with its draws and joint visits.
    task: tasks::show, of_task;
    /// Of a draw, with the challenges of it.
    draw: draws::show, of_draw;
    /// Of a visit, with what each organ did.
    inspection: inspections::show, of_visit;
    /// Of the part of an organ.
    part: results::show_part, nothing;
    /// Of an objection.
    objection: results::show_objection, nothing;
    /// Of an order to correct.
    rectification: follow::rectifications::show, nothing;
    /// Of a penalty case.
    penalty: follow::penalties::show, nothing;
    /// Of a referral.
    referral: follow::referrals::show, nothing;
    /// Of a listing.
    restriction: follow::restrictions::show, nothing;
    /// Of an individual case.
    case_file: cases::show, nothing;
    /// Of a report, with its hand-ins.
    report: reports::show, of_report;
    /// Of a challenge.
    challenge: challenges::show, nothing;
}

fn nothing(_: &mut ReadTx<'_>, _: &str) -> Result<Vec<String>, AppError> {
    Ok(Vec::new())
}

fn of_plan(tx: &mut ReadTx<'_>, id: &str) -> Result<Vec<String>, AppError> {
    let filings = plans::filings(tx, PlanId::parse(id)?)?;
    Ok(filings.into_iter().map(|one| one.value.id.to_string()).collect())
}

fn of_report(tx: &mut ReadTx<'_>, id: &str) -> Result<Vec<String>, AppError> {
    let handed = reports::hand_ins(tx, ReportId::parse(id)?)?;
    Ok(handed.into_iter().map(|one| one.value.id.to_string()).collect())
}

fn of_task(tx: &mut ReadTx<'_>, id: &str) -> Result<Vec<String>, AppError> {
    let id = TaskId::parse(id)?;
    let draws = draws::of_task(tx, id)?.into_iter().map(|one| one.value.id.to_string());
    let joint = tasks::joint_visits(tx, id)?.into_iter().map(|one| one.value.id.to_string());
    Ok(draws.chain(joint).collect())
}

fn of_draw(tx: &mut ReadTx<'_>, id: &str) -> Result<Vec<String>, AppError> {
    let which = ChallengeFilter {
        visible: Visible { all: true, ..Visible::default() },
        draw: Some(DrawId::parse(id)?),
        ..ChallengeFilter::default()
    };
    let window = Window { limit: MOST, offset: 0 };
    let (found, _) = asked::list(tx, &which, "id", window)?;
    Ok(found.into_iter().map(|one| one.value.id.to_string()).collect())
}

fn of_visit(tx: &mut ReadTx<'_>, id: &str) -> Result<Vec<String>, AppError> {
    let id = InspectionId::parse(id)?;
    let mut records = Vec::new();
    records.extend(inspections::parts(tx, id)?.into_iter().map(|one| one.value.id.to_string()));
    records.extend(inspections::items(tx, id)?.into_iter().map(|one| one.value.id.to_string()));
    records.extend(inspections::evidence(tx, id)?.into_iter().map(|one| one.value.id.to_string()));
    for result in results::of_inspection(tx, id)? {
        let changes = results::changes(tx, result.value.id)?;
        records.push(result.value.id.to_string());
        records.extend(changes.into_iter().map(|one| one.value.id.to_string()));
    }
    Ok(records)
}
