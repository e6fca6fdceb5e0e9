//! 拟议程: what is open on the day that somebody plans a meeting (R-MEET-04).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::cases::campaigns::Campaign;
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{ConferenceId, Id, OrganId};
use sunlot_domain::meetings::AgendaSource;
use sunlot_domain::plans::{WorkPlan, due};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::PUBLISH_WORKING_DAYS;
use sunlot_sortition::time::Day;
use sunlot_store::follow::FollowFilter;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, conferences, follow, meetings as store, plans};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::plans::year_to_plan;
use crate::reports::owed;
use crate::tasks::OrganNames;
use crate::visible;

/// Names of records that a title lists; the rest is counted.
const NAMED: usize = 6;

/// 一个建议的议题。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProposedItem {
    /// 议题。
    pub title: String,
    /// 来源代码。
    pub source: String,
    /// 来源。
    pub source_name: String,
    /// 涉及多少件。
    pub count: u64,
    /// 涉及的记录或部门，至多 100 个。
    pub records: Vec<String>,
}

/// What was found.
pub(super) struct Open {
    pub(super) title: String,
    pub(super) source: AgendaSource,
    count: u64,
    records: Vec<String>,
}

/// Proposes the agenda of a meeting that is held about now.
///
/// # Errors
/// A conference that the caller does not see, or what the store answers.
pub async fn propose(app: &App, call: &Call, id: &str) -> Result<Vec<ProposedItem>, AppError> {
    let id = ConferenceId::parse(id)?;
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    app.read(move |tx| {
        let conference = tx.need::<Conference>(&id)?.value;
        let place = crate::conferences::place(&conference);
        visible::see(&cx, &asked, Permission::MeetingRead, &place)?;
        let shown = |open: Open| ProposedItem {
            title: open.title,
            source: open.source.code().into(),
            source_name: open.source.name_zh().into(),
            count: open.count,
            records: open.records.into_iter().take(100).collect(),
        };
        Ok(found(tx, &conference, today)?.into_iter().map(shown).collect())
    })
    .await
}

/// Items for everything that is open, in the order in which a meeting talks about it; the progress
/// of the quarter comes first, so that an agenda is never empty.
pub(super) fn found(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Vec<Open>, AppError> {
    let mut all = vec![Open {
        title: "各成员单位汇报本季度“双随机、一公开”监管工作进展".to_owned(),
        source: AgendaSource::Other,
        count: 0,
        records: Vec::new(),
    }];
    let found = [
        matters(tx, conference, today)?,
        tasks(tx, conference, today)?,
        publications(tx, conference, today)?,
        filings(tx, conference, today)?,
        reports(tx, conference, today)?,
        challenges(tx, conference)?,
        campaigns(tx, conference)?,
    ];
    all.extend(found.into_iter().flatten());
    Ok(all)
}

/// An item that names the first of its records; none without a record.
fn item(
    source: AgendaSource,
    (count, unit): (u64, &str),
    names: &[String],
    records: Vec<String>,
) -> Option<Open> {
    if records.is_empty() {
        return None;
    }
    let mut title = format!("{}（{count} {unit}）", source.name_zh());
    if !names.is_empty() {
        let more = if names.len() > NAMED { "等" } else { "" };
        let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
        title = format!("{title}：{}{more}", first.join("、"));
    }
    let title = title.chars().take(200).collect();
    Some(Open { title, source, count, records })
}

fn matters(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Option<Open>, AppError> {
    let mut names = OrganNames::default();
    let (mut organs, mut records, mut late) = (Vec::new(), Vec::new(), 0);
    for matter in store::open_matters(tx, conference.id)? {
        late += u64::from(matter.value.is_overdue(today));
        let name = names.of(tx, matter.value.organ)?;
        if !organs.contains(&name) {
            organs.push(name);
        }
        records.push(matter.value.id.to_string());
    }
    let count = records.len() as u64;
    let unit = if late > 0 { format!("件，其中逾期 {late} 件") } else { "件".to_owned() };
    Ok(item(AgendaSource::OpenMatters, (count, &unit), &organs, records))
}

fn tasks(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Option<Open>, AppError> {
    let found = store::late_tasks(tx, &conference.region, today)?;
    let names: Vec<String> = found.iter().map(|task| task.value.name.clone()).collect();
    let records: Vec<String> = found.iter().map(|task| task.value.id.to_string()).collect();
    Ok(item(AgendaSource::LateTasks, (records.len() as u64, "个"), &names, records))
}

fn publications(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Option<Open>, AppError> {
    let late = late_publications(tx, conference, today)?;
    let mut names = OrganNames::default();
    let mut organs = Vec::new();
    for (organ, count) in &late {
        organs.push(format!("{} {count} 户", names.of(tx, *organ)?));
    }
    let count = late.values().sum();
    let records = late.keys().map(ToString::to_string).collect();
    Ok(item(AgendaSource::LatePublications, (count, "户"), &organs, records))
}

/// Visits whose results should be public by now, by organ (R-RES-04). In a year that was not
/// announced nobody knows the day, and nothing is late yet.
fn late_publications(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<BTreeMap<OrganId, u64>, AppError> {
    let calendar = crate::calendar::load(tx)?;
    let mut late: BTreeMap<OrganId, u64> = BTreeMap::new();
    for (organ, done, count) in store::unpublished(tx, &conference.region)? {
        let last = calendar.after(done, PUBLISH_WORKING_DAYS);
        if last.is_ok_and(|last| last < today) {
            *late.entry(organ).or_default() += count;
        }
    }
    Ok(late)
}

/// Members without a filed plan for the year that the December clock runs for.
fn filings(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Option<Open>, AppError> {
    let year = year_to_plan(today);
    let planned = plans::of_year(tx, year, &conference.region)?;
    let mut names = OrganNames::default();
    let (mut organs, mut records) = (Vec::new(), Vec::new());
    for member in conferences::members(tx, conference.id, Some(today))? {
        let organ = member.value.organ;
        let own = |plan: &&WorkPlan| plan.organ == organ;
        let values = planned.iter().map(|stored| &stored.value);
        let filed = values.filter(own).filter_map(|plan| plan.first_filed_on).min();
        if filed.is_none() && due(year, today, None).late {
            organs.push(names.of(tx, organ)?);
            records.push(organ.to_string());
        }
    }
    let count = records.len() as u64;
    Ok(item(AgendaSource::MissingFilings, (count, "个部门"), &organs, records))
}

/// Reports of members whose day is over, or that were returned and not handed in again (R-REP-02).
/// Who joined after the day owes nothing for that period.
fn reports(
    tx: &mut ReadTx<'_>,
    conference: &Conference,
    today: Day,
) -> Result<Option<Open>, AppError> {
    let members = conferences::members(tx, conference.id, Some(today))?;
    let (mut names, mut records) = (Vec::new(), Vec::new());
    for line in owed(tx, &conference.region, today)? {
        let member = members.iter().find(|member| member.value.organ == line.organ.id);
        let Some(member) = member.filter(|it| it.value.joined <= line.clock.deadline) else {
            continue;
        };
        let why = match (line.is_returned(), line.is_overdue()) {
            (true, _) => "退回",
            (false, true) => "逾期",
            (false, false) => continue,
        };
        let (season, year) = line.period;
        names.push(format!("{}{year}年{}（{why}）", line.organ.name, season.name_zh()));
        records.push(member.value.organ.to_string());
    }
    Ok(item(AgendaSource::MissingReports, (records.len() as u64, "份"), &names, records))
}

fn challenges(tx: &mut ReadTx<'_>, conference: &Conference) -> Result<Option<Open>, AppError> {
    let found = store::open_challenges(tx, &conference.region)?;
    let records: Vec<String> = found.iter().map(|one| one.value.id.to_string()).collect();
    Ok(item(AgendaSource::OpenChallenges, (records.len() as u64, "件"), &[], records))
}

fn campaigns(tx: &mut ReadTx<'_>, conference: &Conference) -> Result<Option<Open>, AppError> {
    let visible = Visible { regions: vec![conference.region.clone()], ..Visible::default() };
    let which = FollowFilter { visible, open: true, ..FollowFilter::default() };
    let window = Window { limit: 100, offset: 0 };
    let (found, total) = follow::list::<Campaign>(tx, &which, "id", window)?;
    let records: Vec<String> = found.iter().map(|one| one.value.id.to_string()).collect();
    Ok(item(AgendaSource::UndecidedCampaigns, (total, "件"), &[], records))
}
