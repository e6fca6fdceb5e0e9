//! 工作台: what this person has to do today, by kind.
//!
//! Owns which records wait for somebody and in which order. Must never decide who may do what: an
//! entry is here because the record's own `allowed_actions` name the act for this person.

mod kinds;
mod lists;
mod others;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_sortition::time::Day;
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::PageRequest;
use kinds::{KINDS, Source};

/// Entries of a group that are shown.
const SHOWN: usize = 20;

/// Records of a state that are looked at.
const LOOKED_AT: u32 = 100;

/// 工作台：本人今天要办的事。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Workbench {
    /// 今天的日期。
    pub day: String,
    /// 要办的事，共多少件。
    pub count: u64,
    /// 其中逾期的。
    pub overdue: u64,
    /// 按种类分组，没有要办的不列。
    pub groups: Vec<WorkGroup>,
}

/// 同一种要办的事。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkGroup {
    /// 种类代码，如 plan.approve。
    pub kind: String,
    /// 种类的中文。
    pub title: String,
    /// 有多少件；每一种至多查看 100 条记录。
    pub count: u64,
    /// 是否可能还有更多。
    pub more: bool,
    /// 其中逾期的。
    pub overdue: u64,
    /// 前 20 件，逾期的和先到期的在前。
    pub items: Vec<WorkItem>,
}

/// 一件要办的事。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkItem {
    /// 记录的种类：plan、task、draw、inspection、part 等。
    pub noun: String,
    /// 记录的标识。
    pub id: String,
    /// 标题。
    pub title: String,
    /// 补充说明：编号、部门、状态。
    pub sub: String,
    /// 期限。
    pub due: Option<String>,
    /// 是否逾期。
    pub overdue: bool,
    /// 要办的动作，与记录的 allowed_actions 相同。
    pub action: String,
}

/// A record that may wait for somebody.
#[derive(Debug, Clone, Default)]
struct Found {
    noun: &'static str,
    id: String,
    title: String,
    /// Number and state, joined for the eye.
    facts: Vec<String>,
    /// Whose it is, when that is not the name already.
    organ: Option<String>,
    due: Option<String>,
    overdue: bool,
    actions: Vec<String>,
}

/// Records of one source in one state.
#[derive(Debug, Clone, Default)]
struct Batch {
    found: Vec<Found>,
    more: bool,
}

/// Everything that waits for the caller.
///
/// # Errors
/// Nobody is logged in, or what the store answers.
pub async fn show(app: &App, call: &Call) -> Result<Workbench, AppError> {
    call.account()?;
    let today = app.today();
    let mut known: BTreeMap<(Source, &str), Batch> = BTreeMap::new();
    let mut groups = Vec::new();
    for kind in KINDS {
        if app.policy.scopes(&call.actor, kind.permission).is_empty() {
            continue;
        }
        let batch = match known.entry((kind.source, kind.state)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(look(app, call, kind.source, kind.state).await?),
        };
        let waits = |found: &&Found| found.actions.iter().any(|action| action == kind.action);
        let mut waiting: Vec<&Found> = batch.found.iter().filter(waits).collect();
        if waiting.is_empty() {
            continue;
        }
        let late = |found: &Found| found.overdue || is_past(found.due.as_deref(), today);
        waiting.sort_by_key(|found| {
            (!late(found), found.due.is_none(), found.due.clone(), found.id.clone())
        });
        let item = |found: &&Found| WorkItem {
            noun: found.noun.to_owned(),
            id: found.id.clone(),
            title: found.title.clone(),
            sub: found.facts.join(" · "),
            due: found.due.clone(),
            overdue: late(found),
            action: kind.action.to_owned(),
        };
        groups.push((
            WorkGroup {
                kind: kind.code.to_owned(),
                title: kind.title.to_owned(),
                count: waiting.len() as u64,
                more: batch.more,
                overdue: waiting.iter().filter(|found| late(found)).count() as u64,
                items: waiting.iter().take(SHOWN).map(item).collect(),
            },
            waiting.iter().take(SHOWN).map(|found| found.organ.clone()).collect::<Vec<_>>(),
        ));
    }
    let groups = with_organs(app, groups).await?;
    Ok(Workbench {
        day: today.to_string(),
        count: groups.iter().map(|group| group.count).sum(),
        overdue: groups.iter().map(|group| group.overdue).sum(),
        groups,
    })
}

fn is_past(due: Option<&str>, today: Day) -> bool {
    due.and_then(|due| Day::parse(due).ok()).is_some_and(|due| due < today)
}

/// Writes the names of the organs beside the entries.
async fn with_organs(
    app: &App,
    groups: Vec<(WorkGroup, Vec<Option<String>>)>,
) -> Result<Vec<WorkGroup>, AppError> {
    app.read(move |tx| {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut done = Vec::new();
        for (mut group, organs) in groups {
            for (item, organ) in group.items.iter_mut().zip(organs) {
                let Some(organ) = organ else { continue };
                if !names.contains_key(&organ) {
                    let found = tx.get::<Organ>(&OrganId::parse(&organ)?)?;
                    let name = found.map(|stored| stored.value.name).unwrap_or_default();
                    names.insert(organ.clone(), name);
                }
                let parts = [item.sub.as_str(), names[&organ].as_str()];
                item.sub =
                    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
            }
            done.push(group);
        }
        Ok(done)
    })
    .await
}

/// The first page of a list, those that are due first.
fn first(sort: &str) -> PageRequest {
    let sort = Some(sort.to_owned()).filter(|sort| !sort.is_empty());
    PageRequest { page: None, page_size: Some(LOOKED_AT), sort }
}

async fn look(app: &App, call: &Call, source: Source, state: &str) -> Result<Batch, AppError> {
    match source {
        Source::Filings
        | Source::PlanDeadlines
        | Source::ReportDeadlines
        | Source::TasksToDraw
        | Source::JointVisits
        | Source::DrawRequests
        | Source::Recognitions
        | Source::ItemVersions
        | Source::LawChanges
        | Source::Certificates
        | Source::Registers
        | Source::Quarters => others::look(app, call, source).await,
        _ => lists::look(app, call, source, state).await,
    }
}
