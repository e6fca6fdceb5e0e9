//! 查看、派发: a list that is not public is computed for each look and each batch, and every look is
//! recorded before anything is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sunlot_ceremony::{Ceremony, Drawn, ListRow};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{DispatchedPost, Draw, DrawError, DrawState, DrawViewing};
use sunlot_domain::ids::{DrawId, Id, OrganId, SubjectId};
use sunlot_domain::inspections::{Assignment, Origin, TeamMember};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::{DrawMove, Task, TaskState};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_store::{ReadTx, Stored, WriteTx, draws, inspectors, subjects};
use utoipa::ToSchema;

use super::shelf::{Files, load};
use super::step::{Spec, WITH_RESULT, admitted, last_time, move_tasks, outside};
use super::view::{DrawView, ViewingView, place, viewing_view};
use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::visible;

/// 查看名单。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ViewRequest {
    /// 为什么查看。
    pub reason: String,
    /// 第几批；不填为全部。
    #[serde(default)]
    pub batch: Option<u64>,
}

/// 名单的一行。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListedView {
    /// 统一社会信用代码。
    pub subject: String,
    /// 名称。
    pub name: String,
    /// 抽取单元。
    pub units: Vec<String>,
    /// 第几批。
    pub batch: u64,
    /// 检查人员的执法证号，组长在前。
    pub team: Vec<String>,
}

/// 名单。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListView {
    /// 抽取编号。
    pub draw_id: String,
    /// 印记：每次查看各不相同，名单外流时可据以查明是哪一次查看。
    pub mark: String,
    /// 给查看人的提示。
    pub notice: String,
    /// 各行。
    pub rows: Vec<ListedView>,
    /// 查看记录的日志序号。
    pub log_index: u64,
}

/// Batch of a row: the earliest of its units. What moved up goes with the next batch.
fn batch_of(row: &ListRow, next: u64) -> u64 {
    row.batches.iter().flatten().min().copied().unwrap_or(next)
}

fn listed(row: ListRow, next: u64) -> ListedView {
    let batch = batch_of(&row, next);
    let mut team: Vec<(bool, String)> =
        row.team.into_iter().map(|(_, officer, leads)| (!leads, officer)).collect();
    team.sort();
    ListedView {
        subject: row.object,
        name: row.name,
        units: row.units,
        batch,
        team: team.into_iter().map(|(_, officer)| officer).collect(),
    }
}

/// Shows the list to somebody entitled. The look is in the log before the list is in the answer,
/// and neither is remembered for a repeated request.
///
/// # Errors
/// Missing, not entitled, an inspector of his own, or before the draw.
pub async fn view_list(
    app: &App,
    call: &Call,
    id: &str,
    request: ViewRequest,
) -> Result<ListView, AppError> {
    let reason = crate::organs::required_reason(&request.reason)?;
    let (id, account) = (DrawId::parse(id)?, call.account()?);
    let call = call.forgetful();
    let spec = || Spec {
        action: Action::DrawViewed,
        permission: Permission::DrawView,
        version: None,
        party: false,
        states: WITH_RESULT,
    };
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    let (draw, rows) = app
        .read(move |tx| {
            let stored = admitted(tx, &cx, &asked, id, &spec())?;
            let draw = stored.value;
            let ceremony = load(tx, &cx, &draw, Files::Named)?.ceremony(now.max(last_time(tx)?))?;
            Ok((draw, ceremony.list(None)?.rows))
        })
        .await?;
    let mut random = [0; 16];
    app.entropy.fill(&mut random);
    let mark = tagged_hash(Suite::Sm3, "viewing", &[&random, account.to_string().as_bytes()]);
    let mark = mark.to_hex()[..16].to_uppercase();
    let part = request.batch.map_or_else(|| "全部".to_owned(), |batch| format!("第 {batch} 批"));
    let (cx, asked, kept, ids) = (app.clone(), call.clone(), mark.clone(), app.ids());
    let log_index: u64 = app
        .write(&call, move |tx| {
            admitted(tx, &cx, &asked, id, &spec())?;
            let time = tx.time();
            let viewing = DrawViewing { id: ids.make(), draw: id, account, time, part, mark: kept };
            let stored = tx.insert(viewing)?;
            let event = Event::new(Action::DrawViewed, id).because(reason);
            Ok(tx.record(event, stored.log_index))
        })
        .await?;
    let next = u64::from(draw.released) + 1;
    let wanted = |row: &ListedView| request.batch.is_none_or(|batch| row.batch == batch);
    let rows = rows.into_iter().map(|row| listed(row, next)).filter(wanted).collect();
    let notice =
        format!("未公开的名单，仅供本次办理，查看已记入日志；印记 {mark}，外流时可据此追查。");
    Ok(ListView { draw_id: draw.draw_id(), mark, notice, rows, log_index })
}

/// Who looked at the list; for observers, and for those who approve.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn viewings(app: &App, call: &Call, id: &str) -> Result<Vec<ViewingView>, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        visible::see(&cx, &asked, Permission::DrawRead, &place(&draw))?;
        let found = draws::viewings(tx, id)?;
        found.into_iter().map(|viewing| viewing_view(tx, viewing.value)).collect()
    })
    .await
}

/// 派发一批。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReleaseRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 第几批。
    pub batch: u32,
}

/// 派发 of one batch: from now on the inspectors know whom they visit, and nobody knows the next
/// batch (R-DRAW-13).
///
/// # Errors
/// Missing, another version or state, too early, or pools that could not be staffed.
pub async fn release(
    app: &App,
    call: &Call,
    id: &str,
    request: ReleaseRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec {
        action: Action::DrawReleased,
        permission: Permission::DrawRelease,
        version: Some(request.version),
        party: false,
        states: &[DrawState::Matched],
    };
    let compute = |ceremony: &mut Ceremony| Ok(ceremony.list(None)?);
    let (batch, ids) = (request.batch, app.ids());
    let settle = move |tx: &mut WriteTx<'_>, _: &mut Ceremony, draw: Draw, list: Drawn| {
        let short: Vec<&str> =
            draw.counts.pools.iter().filter(|p| p.void).map(|p| p.pool.as_str()).collect();
        if !short.is_empty() {
            return Err(DrawError::Short { pools: short.join("、") }.into());
        }
        if list.unanswered > 0 {
            return Err(DrawError::Vacant { posts: list.unanswered }.into());
        }
        let draw = draw.release(batch, tx.time())?;
        let visits = hand_out(tx, &ids, &draw, list.rows)?;
        if tx.need::<Task>(&draw.task)?.value.state == TaskState::Matched {
            move_tasks(tx, &draw, DrawMove::Dispatch)?;
        }
        let details = Json::object([
            ("batch", Json::count(u64::from(batch))),
            ("subjects", Json::count(visits)),
        ]);
        let event = Event::new(Action::DrawReleased, draw.id).with(details);
        Ok((draw, event))
    };
    outside(app, call, id, spec, (Files::Named, compute), settle).await
}

/// Sends the teams of a list to whom nobody was sent so far, as far as the batches have come; gives
/// to how many.
pub(super) fn hand_out(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    draw: &Draw,
    rows: Vec<ListRow>,
) -> Result<u64, AppError> {
    let in_all = rows.len() as u64;
    let handed = handed_out(tx, draw, rows)?;
    let posts: Vec<DispatchedPost> =
        handed.iter().flat_map(|visit| visit.posts(draw, ids, tx.time())).collect();
    tx.insert_all(&posts)?;
    open_visits(tx, ids, draw, &handed, in_all)?;
    Ok(handed.len() as u64)
}

/// Opens a visit for each subject; it belongs to the first of the tasks for which it was drawn.
fn open_visits(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    draw: &Draw,
    handed: &[Handed],
    in_all: u64,
) -> Result<(), AppError> {
    let mut tasks = Vec::new();
    for id in draw.tasks() {
        tasks.push(tx.need::<Task>(&id)?.value);
    }
    let mut of_task: BTreeMap<usize, Vec<Assignment>> = BTreeMap::new();
    for visit in handed {
        let organs: BTreeSet<OrganId> = visit.team.iter().map(|(_, organ, _)| *organ).collect();
        let mut items: BTreeSet<(String, OrganId)> = BTreeSet::new();
        for task in visit.tasks.iter().filter_map(|at| tasks.get(*at)) {
            for item in &task.content.items {
                let organ = OrganId::parse(&item.organ)?;
                if organs.contains(&organ) {
                    items.insert((item.code.clone(), organ));
                }
            }
        }
        let team = visit.team.iter().map(|(inspector, organ, leads)| TeamMember {
            inspector: inspector.id,
            organ: *organ,
            leads: *leads,
        });
        let first = visit.tasks.first().copied().unwrap_or(0);
        of_task.entry(first).or_default().push(Assignment {
            subject: visit.subject,
            items: items.into_iter().collect(),
            team: team.collect(),
            batch: u64::from(draw.released),
        });
    }
    for (at, assignments) in of_task {
        let origin = Origin::Task { task: tasks[at].id, draw: draw.id, drawn: in_all };
        crate::inspections::open(tx, ids, &origin, assignments)?;
    }
    Ok(())
}

/// Which of the tasks a unit belongs to: its code begins with `T1`, `T2`, …
fn task_of(unit: &str) -> usize {
    let digits = unit.strip_prefix('T').unwrap_or_default();
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<usize>().unwrap_or(1).saturating_sub(1)
}

/// One subject with its team, as it is handed out.
struct Handed {
    subject: SubjectId,
    /// Places of the tasks for which it was drawn.
    tasks: BTreeSet<usize>,
    team: Vec<(Inspector, OrganId, bool)>,
}

impl Handed {
    fn posts(
        &self,
        draw: &Draw,
        ids: &Ids,
        time: sunlot_sortition::time::UtcSecond,
    ) -> Vec<DispatchedPost> {
        let post = |(inspector, organ, leads): &(Inspector, OrganId, bool)| DispatchedPost {
            id: ids.make(),
            draw: draw.id,
            batch: draw.released,
            subject: self.subject,
            organ: *organ,
            inspector: inspector.id,
            leads: *leads,
            time,
        };
        self.team.iter().map(post).collect()
    }
}

/// The rows of the batch, and of earlier ones that moved up after these were handed out. Where
/// nobody may take a post of a whole team it stays open in public, and nobody is sent.
fn handed_out(
    tx: &mut ReadTx<'_>,
    draw: &Draw,
    rows: Vec<ListRow>,
) -> Result<Vec<Handed>, AppError> {
    let batch = u64::from(draw.released);
    let before: BTreeSet<SubjectId> =
        draws::dispatched(tx, draw.id)?.into_iter().map(|post| post.subject).collect();
    let mut organs = BTreeMap::new();
    for organ in draw.organs() {
        organs.insert(tx.need::<Organ>(&organ)?.value.code, organ);
    }
    let mut people: BTreeMap<String, Inspector> = BTreeMap::new();
    let mut handed = Vec::new();
    let come = |row: &ListRow| batch_of(row, batch) <= batch && !row.team.is_empty();
    for row in rows.into_iter().filter(come) {
        let gone = || AppError::rule("draw.subject_gone", "名单中的检查对象已不在名录中。");
        let subject = subjects::by_code(tx, &row.object)?.ok_or_else(gone)?.value.id;
        if before.contains(&subject) {
            continue;
        }
        let mut team = Vec::new();
        for (pool, officer, leads) in row.team {
            let dept = pool.rsplit('-').next().unwrap_or_default();
            let Some(organ) = organs.get(dept) else { continue };
            let known = match people.get(&officer) {
                Some(known) => known.clone(),
                None => {
                    let found: Option<Stored<Inspector>> = inspectors::by_code(tx, &officer)?;
                    let gone = || {
                        let text = format!("检查人员 {officer} 已不在名录中；请先办理回避和改派。");
                        AppError::rule("draw.inspector_gone", text)
                    };
                    let found = found.ok_or_else(gone)?.value;
                    people.insert(officer, found.clone());
                    found
                }
            };
            team.push((known, *organ, leads));
        }
        let tasks = row.units.iter().map(|unit| task_of(unit)).collect();
        handed.push(Handed { subject, tasks, team });
    }
    Ok(handed)
}
