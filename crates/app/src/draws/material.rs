//! What is frozen: the rules that the tasks come to, the register as it is today, the inspectors
//! of each department, and who keeps away from whom.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_ceremony::Material;
use sunlot_domain::calendar::year_of;
use sunlot_domain::draws::{DispatchedPost, Draw};
use sunlot_domain::ids::{OrganId, SubjectId};
use sunlot_domain::inspectors::{Assignment, ConflictKind, Inspector, InspectorLeave};
use sunlot_domain::organs::Organ;
use sunlot_domain::plan::{
    KeyTerms, LogTerms, MatchingTerms, PartyTerms, PlanTerms, RegionTerms, TaskTerms,
};
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::tasks::{DrawSetting, ItemFacts, Task, TaskFacts, frame_tag, group_terms};
use sunlot_intake::{ConflictCode, ConflictRow, InspectorRow, Leave};
use sunlot_record::Trust;
use sunlot_sortition::names::DeptCode;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::InspectorFilter;
use sunlot_store::subjects::AsOf;
use sunlot_store::{ReadTx, Window, draws, inspectors, subjects};

use crate::error::AppError;
use crate::tasks as task_cases;

/// Matching region of subjects whose township is unknown.
const ELSEWHERE: &str = "ALL";

/// What the freeze works on.
pub(super) struct Frozen {
    pub(super) terms: PlanTerms,
    pub(super) material: Material,
}

/// Reads everything on one snapshot.
pub(super) fn collect(
    tx: &mut ReadTx<'_>,
    draw: &Draw,
    trust: &Trust,
    today: Day,
) -> Result<Frozen, AppError> {
    let mut tasks = Vec::new();
    for id in draw.tasks() {
        let task = tx.need::<Task>(&id)?.value;
        let facts = task_cases::facts(tx, &task, None, today)?;
        task.check_complete(&facts).map_err(|error| task_cases::about(&task, error))?;
        tasks.push((task, facts));
    }
    let organs = departments(tx, draw)?;
    let window = (
        tasks.iter().map(|(task, _)| task.window().0).min().unwrap_or(today),
        tasks.iter().map(|(task, _)| task.window().1).max().unwrap_or(today),
    );
    let counts = task_cases::visits(tx, draw.organs(), year_of(today))?;
    let (mut subjects, mut townships) = (Vec::new(), BTreeSet::new());
    for (task, _) in &tasks {
        let mut found = Vec::new();
        let spared = task_cases::recognised(tx, task, today)?;
        let filter = task.content.filter.compile(&task.region)?;
        subjects::each(tx, &filter, AsOf::Now(today), &mut |entry| {
            let Some(mut row) = task_cases::subject(&entry, frame_tag(&task.number)) else {
                return Ok(());
            };
            row.visits_this_year = counts.of(&entry);
            row.last_inspected = row.last_inspected.max(counts.last.get(&entry.id).copied());
            row.recognised = spared.contains(&entry.id);
            if !row.township.is_empty() {
                townships.insert(row.township.clone());
            }
            found.push(row);
            Ok(())
        })?;
        merge(&mut subjects, found);
    }
    let needs = tasks.iter().flat_map(|(_, facts)| &facts.items);
    let tags = qualifications(needs);
    let (people, rows) = people(tx, draw, &tasks, &organs, window)?;
    let conflicts = conflicts(tx, &people, window)?;
    let mut terms = terms(&tasks, &organs, draw, trust, (today, window))?;
    terms.regions = regions(draw, townships);
    terms.exclude.visits_per_year_max = counts.most;
    terms.qualifications = tags;
    let material = Material { subjects, inspectors: rows, conflicts };
    Ok(Frozen { terms, material })
}

/// Both lists ascend by code; a subject of both tasks carries both marks. Whom other organs
/// inspected for all of one task is drawn for the other alone.
fn merge(
    into: &mut Vec<sunlot_domain::subjects::Subject>,
    from: Vec<sunlot_domain::subjects::Subject>,
) {
    if into.is_empty() {
        *into = from;
        return;
    }
    let mut new = Vec::new();
    for row in from {
        match into.binary_search_by(|have| have.id.cmp(&row.id)) {
            Ok(at) => match (into[at].recognised, row.recognised) {
                (true, false) => into[at] = row,
                (false, true) => {}
                _ => into[at].tags.extend(row.tags),
            },
            Err(_) => new.push(row),
        }
    }
    into.extend(new);
    into.sort_unstable_by(|a, b| a.id.cmp(&b.id));
}

fn departments(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<BTreeMap<OrganId, String>, AppError> {
    let mut codes = BTreeMap::new();
    for organ in draw.organs() {
        let organ = tx.need::<Organ>(&organ)?.value;
        DeptCode::parse(&organ.code).map_err(|e| {
            let text = format!("部门“{}”的简码不能用于抽取：{}", organ.name, e.message_zh());
            AppError::rule("draw.dept_code", text)
        })?;
        codes.insert(organ.id, organ.code);
    }
    Ok(codes)
}

fn terms(
    tasks: &[(Task, TaskFacts)],
    organs: &BTreeMap<OrganId, String>,
    draw: &Draw,
    trust: &Trust,
    (today, window): (Day, (Day, Day)),
) -> Result<PlanTerms, AppError> {
    let setting = &draw.setting;
    let own = organs.get(&draw.organ).cloned().unwrap_or_default();
    let party =
        |p: &sunlot_domain::draws::Party| PartyTerms { id: p.id.clone(), name: String::new() };
    let key = |name: &str, sm2: &str, ed25519: &str| KeyTerms {
        name: name.to_owned(),
        sm2: sm2.to_owned(),
        ed25519: ed25519.to_owned(),
        title: String::new(),
    };
    let log = &trust.0;
    let title: Vec<&str> = tasks.iter().map(|(task, _)| task.name.as_str()).collect();
    let setting = DrawSetting {
        task: TaskTerms {
            plan_no: draw.plan_no.clone(),
            title: title.join("、"),
            freeze_day: today.to_string(),
            suite: "SM3".to_owned(),
            publication: draw.publication.code().to_owned(),
            blinded: setting.blinded,
            organiser: setting.organiser().to_owned(),
            min_reveals: setting.min_reveals,
            wait: setting.wait.clone(),
            rehearsal: false,
            // Public for ever: the office, not the person. Who it was stands in the record.
            requested_by: format!("planner:{own}"),
            approved_by: format!("reviewer:{own}"),
        },
        contributors: setting.parties.iter().map(party).collect(),
        recorders: setting.recorders.iter().map(party).collect(),
        holders: setting.holders.iter().map(|h| key(&h.name, &h.sm2, "")).collect(),
        witnesses: log.witnesses.iter().map(|w| key(w.name.as_str(), &w.sm2, &w.ed25519)).collect(),
        log: LogTerms {
            origin: log.origin.to_string(),
            quorum: u32::try_from(log.quorum).unwrap_or(u32::MAX),
            sm2_id: log.sm2_id.clone(),
        },
        regions: Vec::new(),
        matching: Some(MatchingTerms {
            first_day: window.0.to_string(),
            last_day: window.1.to_string(),
            default_region: ELSEWHERE.to_owned(),
            demand: setting.demand,
            team_depts: Vec::new(),
            split_depts: Vec::new(),
            band: setting.band,
            rotation_hard: false,
            ladder: setting.ladder.clone(),
            incompatible: Vec::new(),
        }),
        visits_per_year_max: None,
    };
    let of: Vec<(&Task, &[ItemFacts])> =
        tasks.iter().map(|(task, facts)| (task, facts.items.as_slice())).collect();
    Ok(group_terms(&of, organs, setting)?)
}

/// The groups that were prepared; every other township is matched by itself.
fn regions(draw: &Draw, townships: BTreeSet<String>) -> Vec<RegionTerms> {
    let mut regions: Vec<RegionTerms> = Vec::new();
    for group in &draw.setting.regions {
        let (code, name) = (group.code.clone(), group.name.clone());
        regions.push(RegionTerms { code, name, townships: group.townships.clone() });
    }
    let grouped: BTreeSet<String> = regions.iter().flat_map(|r| r.townships.clone()).collect();
    let alone = townships.into_iter().filter(|township| !grouped.contains(township));
    regions.extend(alone.map(|township| RegionTerms {
        code: township.clone(),
        name: String::new(),
        townships: vec![township],
    }));
    regions
}

/// Qualifications that items ask for get codes in the order of their names.
fn qualifications<'a>(items: impl Iterator<Item = &'a ItemFacts>) -> BTreeMap<String, String> {
    let names: BTreeSet<&String> = items.filter_map(|item| item.qualification.as_ref()).collect();
    names.into_iter().enumerate().map(|(at, name)| (name.clone(), format!("Q{}", at + 1))).collect()
}

/// Each department's own inspectors who can be matched through the last day.
fn people(
    tx: &mut ReadTx<'_>,
    draw: &Draw,
    tasks: &[(Task, TaskFacts)],
    organs: &BTreeMap<OrganId, String>,
    (first, last): (Day, Day),
) -> Result<(Vec<Inspector>, Vec<InspectorRow>), AppError> {
    let (mut people, mut rows) = (Vec::new(), Vec::new());
    for (organ, dept) in organs {
        let items: Vec<String> = tasks
            .iter()
            .flat_map(|(task, _)| &task.content.items)
            .filter(|item| item.organ == organ.to_string())
            .map(|item| item.code.clone())
            .collect();
        let filter = InspectorFilter { organs: vec![*organ], active: true, ..Default::default() };
        let window = Window { limit: 100_000, offset: 0 };
        for stored in inspectors::list(tx, &filter, "code", window)?.0 {
            let inspector = stored.value;
            let asked = Assignment { organ: Some(*organ), items: &items, ..Default::default() };
            // Leave is told to the draw as such, so that everybody sees why somebody is missing.
            if inspector.eligible_on(last, &[], &[], &asked).is_err() {
                continue;
            }
            let leave = inspectors::leave(tx, inspector.id)?.into_iter().map(|l| l.value);
            let leave = leave.filter(|l: &InspectorLeave| {
                !l.withdrawn && l.first_day <= last && l.last_day >= first
            });
            let leave =
                leave.map(|l| Leave { from: l.first_day.to_string(), to: l.last_day.to_string() });
            rows.push(row(&inspector, dept, draw, leave.collect(), rows.len()));
            people.push(inspector);
        }
    }
    Ok((people, rows))
}

fn row(
    inspector: &Inspector,
    dept: &str,
    draw: &Draw,
    leave: Vec<Leave>,
    at: usize,
) -> InspectorRow {
    // Who works in the whole division of the draw is bound to no part of it.
    let whole =
        |code: &sunlot_domain::codes::DivisionCode| draw.region.as_str().starts_with(code.prefix());
    let regions = match inspector.regions.iter().any(whole) {
        true => Vec::new(),
        false => inspector.regions.iter().filter_map(|r| Some(r.township()?.to_owned())).collect(),
    };
    InspectorRow {
        row: u32::try_from(at + 1).unwrap_or(u32::MAX),
        code: inspector.code.clone(),
        name: String::new(),
        dept: dept.to_owned(),
        regions,
        tags: inspector.qualifications.clone(),
        cert_valid_until: inspector.cert_valid_until.to_string(),
        cap: inspector.cap.map(|cap| u16::try_from(cap).unwrap_or(u16::MAX)),
        prior: u16::try_from(inspector.prior).unwrap_or(u16::MAX),
        lead: inspector.lead,
        leave,
        team: String::new(),
        cert_issuer: String::new(),
        items: Vec::new(),
        work_percent: None,
        given: 7,
    }
}

/// 回避 that was declared, and 轮换 from who was sent to whom last and before.
fn conflicts(
    tx: &mut ReadTx<'_>,
    people: &[Inspector],
    (first, last): (Day, Day),
) -> Result<Vec<ConflictRow>, AppError> {
    let mut pairs: BTreeSet<(String, SubjectId, ConflictKind)> = BTreeSet::new();
    for inspector in people {
        for conflict in inspectors::conflicts(tx, inspector.id)?.into_iter().map(|c| c.value) {
            let over = conflict.valid_to.is_some_and(|to| to < first);
            if !conflict.withdrawn && !over && conflict.valid_from <= last {
                pairs.insert((inspector.code.clone(), conflict.subject, conflict.code));
            }
        }
    }
    let codes: BTreeMap<_, &String> = people.iter().map(|it| (it.id, &it.code)).collect();
    let organs: BTreeSet<OrganId> = people.iter().map(|it| it.organ).collect();
    for organ in organs {
        let posts = draws::dispatched_by(tx, organ)?;
        for (inspector, subject, code) in rotation(&posts) {
            if let Some(officer) = codes.get(&inspector) {
                pairs.insert(((*officer).clone(), subject, code));
            }
        }
    }
    let mut rows = Vec::new();
    for (at, (officer, subject, kind)) in pairs.into_iter().enumerate() {
        let Some(entry) = tx.get::<SubjectEntry>(&subject)? else { continue };
        let code = match kind {
            ConflictKind::Recusal => ConflictCode::C,
            ConflictKind::Last => ConflictCode::R1,
            ConflictKind::Before => ConflictCode::R2,
        };
        rows.push(ConflictRow {
            row: u32::try_from(at + 1).unwrap_or(u32::MAX),
            officer,
            object: entry.value.code.as_str().to_owned(),
            code,
            note: String::new(),
        });
    }
    Ok(rows)
}

/// Of one organ's posts, newest first: who was at a subject the last time, and the time before.
fn rotation(
    posts: &[DispatchedPost],
) -> Vec<(sunlot_domain::ids::InspectorId, SubjectId, ConflictKind)> {
    let mut visits: BTreeMap<SubjectId, Vec<sunlot_domain::ids::DrawId>> = BTreeMap::new();
    let mut found = Vec::new();
    for post in posts {
        let seen = visits.entry(post.subject).or_default();
        if !seen.contains(&post.draw) {
            seen.push(post.draw);
        }
        let kind = match seen.iter().position(|draw| *draw == post.draw) {
            Some(0) => ConflictKind::Last,
            Some(1) => ConflictKind::Before,
            _ => continue,
        };
        found.push((post.inspector, post.subject, kind));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use sunlot_domain::subjects::{LifeStatus, Subject};
    use sunlot_sortition::names::ObjectId;

    fn row(code: &str, tag: &str, recognised: bool) -> Subject {
        Subject {
            id: ObjectId::parse(code).unwrap(),
            id_verified: true,
            name: String::new(),
            kind: String::new(),
            status: LifeStatus::Live,
            township: String::new(),
            industry: String::new(),
            risk_class: None,
            risk_month: String::new(),
            tags: BTreeSet::from([tag.to_owned()]),
            visits_this_year: 0,
            last_inspected: None,
            recognised,
            in_trial: false,
            has_open_case: false,
        }
    }

    #[test]
    fn who_is_recognised_for_one_task_is_drawn_for_the_other() {
        let one = |first: bool, second: bool| {
            let mut rows = vec![row("T:000001", "one", first)];
            merge(&mut rows, vec![row("T:000001", "two", second), row("T:000002", "two", false)]);
            assert_eq!(rows.len(), 2);
            let tags: Vec<String> = rows[0].tags.iter().cloned().collect();
            (tags.join("+"), rows[0].recognised)
        };
        assert_eq!(one(false, false), ("one+two".into(), false));
        assert_eq!(one(true, false), ("two".into(), false));
        assert_eq!(one(false, true), ("one".into(), false));
        assert_eq!(one(true, true), ("one+two".into(), true));
    }
}
