//! 派发: a released batch of a draw, or an approved case, becomes visits. Nobody else makes one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::caps::{Exemption, VisitKind};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{CaseId, DrawId, InspectionId, InspectorId, OrganId, TaskId};
use sunlot_domain::inspections::{
    Assignment, Inspection, InspectionError, InspectionItem, InspectionMember, InspectionState,
    ItemState, Origin, PartState, SameItem, Source, enough, meets_conflict,
};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::items::{Item, ItemCode, NotDrawable};
use sunlot_domain::organs::Organ;
use sunlot_domain::results::InspectionPart;
use sunlot_domain::tasks::{Origin as TaskOrigin, Task, TaskError};
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, WriteTx, inspections, items};

use crate::context::Ids;
use crate::error::AppError;

/// What all visits of one origin share.
struct Common {
    task: Option<TaskId>,
    draw: Option<DrawId>,
    case: Option<CaseId>,
    number: String,
    organ: OrganId,
    region: DivisionCode,
    kind: VisitKind,
    drawn: u64,
    urgent: bool,
    exemption: Option<Exemption>,
    window: (Day, Day),
}

/// What was looked up already: a batch has thousands of visits and a handful of these.
#[derive(Default)]
struct Known {
    items: BTreeMap<(String, OrganId), (Item, SameItem)>,
    inspectors: BTreeMap<InspectorId, Inspector>,
    organs: BTreeMap<OrganId, Organ>,
}

/// Rows of visits, written together at the end.
#[derive(Default)]
struct Rows {
    inspections: Vec<Inspection>,
    parts: Vec<InspectionPart>,
    items: Vec<InspectionItem>,
    members: Vec<InspectionMember>,
}

/// Opens the visits of a released batch, or of an approved case. Called by the draw and by the
/// cases inside of their own transaction, whose event they name.
///
/// # Errors
/// The first assignment that breaks a rule: fewer than two officers of an organ, a declared
/// conflict, an item that may not be inspected any more. Then none is opened.
pub fn open(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    origin: &Origin,
    assignments: Vec<Assignment>,
) -> Result<Vec<InspectionId>, AppError> {
    let common = common(tx, origin, &assignments)?;
    let mut ordinal = inspections::count_of(tx, common.task, common.case)?;
    let (mut known, mut rows) = (Known::default(), Rows::default());
    for assignment in &assignments {
        ordinal += 1;
        known.learn(tx, assignment, ids.today())?;
        known.check(tx, assignment, ids.today())?;
        add(ids, &common, ordinal, assignment, &known, &mut rows);
    }
    let opened = rows.inspections.iter().map(|inspection| inspection.id).collect();
    tx.insert_all(&rows.inspections)?;
    tx.insert_all(&rows.parts)?;
    tx.insert_all(&rows.items)?;
    tx.insert_all(&rows.members)?;
    Ok(opened)
}

fn common(
    tx: &mut ReadTx<'_>,
    origin: &Origin,
    assignments: &[Assignment],
) -> Result<Common, AppError> {
    match origin {
        Origin::Task { task, draw, drawn } => {
            let task = tx.need::<Task>(task)?.value;
            let kind = match task.origin {
                TaskOrigin::Special => VisitKind::Special,
                TaskOrigin::Annual | TaskOrigin::Temporary => VisitKind::Planned,
            };
            Ok(Common {
                task: Some(task.id),
                draw: Some(*draw),
                case: None,
                window: task.window(),
                number: task.number,
                organ: task.organ,
                region: task.region,
                kind,
                drawn: (*drawn).max(assignments.len() as u64).max(1),
                urgent: false,
                exemption: None,
            })
        }
        Origin::Case(case) => Ok(Common {
            task: None,
            draw: None,
            case: Some(case.case),
            number: case.number.clone(),
            organ: case.organ,
            region: case.region.clone(),
            kind: VisitKind::Case,
            drawn: 1,
            urgent: case.urgent,
            exemption: case.exemption,
            window: (case.from, case.to),
        }),
    }
}

impl Known {
    fn learn(
        &mut self,
        tx: &mut ReadTx<'_>,
        assignment: &Assignment,
        day: Day,
    ) -> Result<(), AppError> {
        for (code, organ) in &assignment.items {
            let key = (code.clone(), *organ);
            if let Entry::Vacant(place) = self.items.entry(key) {
                place.insert(item_of(tx, code, *organ, day)?);
            }
            if let Entry::Vacant(place) = self.organs.entry(*organ) {
                place.insert(tx.need::<Organ>(organ)?.value);
            }
        }
        for member in &assignment.team {
            if let Entry::Vacant(place) = self.inspectors.entry(member.inspector) {
                place.insert(tx.need::<Inspector>(&member.inspector)?.value);
            }
        }
        Ok(())
    }

    /// Each organ has its items and its officers, each officer once, of his own organ, and without
    /// a declared conflict (R-INSP-04): what is declared after the matching blocks the dispatch,
    /// and only a recusal in the draw helps.
    fn check(
        &self,
        tx: &mut ReadTx<'_>,
        assignment: &Assignment,
        today: Day,
    ) -> Result<(), AppError> {
        let organs: BTreeSet<OrganId> = assignment.items.iter().map(|(_, organ)| *organ).collect();
        let teams: BTreeSet<OrganId> = assignment.team.iter().map(|member| member.organ).collect();
        if organs.is_empty() || organs != teams {
            return Err(InspectionError::Items.into());
        }
        let mut seen = BTreeSet::new();
        for member in &assignment.team {
            let inspector = &self.inspectors[&member.inspector];
            let code = || inspector.code.clone();
            if !seen.insert(member.inspector) {
                return Err(InspectionError::Twice { code: code() }.into());
            }
            if inspector.organ != member.organ {
                return Err(InspectionError::OtherOrgan { code: code() }.into());
            }
            no_conflict(tx, inspector, assignment.subject, today)?;
        }
        let names = organs.iter().map(|organ| (*organ, self.organs[organ].name.clone())).collect();
        let officers = assignment.team.iter().map(|member| (member.organ, member.inspector));
        Ok(enough(&names, officers)?)
    }
}

/// That an inspector has no declared conflict with a subject.
pub(super) fn no_conflict(
    tx: &mut ReadTx<'_>,
    inspector: &Inspector,
    subject: sunlot_domain::ids::SubjectId,
    day: Day,
) -> Result<(), AppError> {
    let declared = inspections::conflicts_with(tx, inspector.id, subject)?;
    if meets_conflict(&declared, subject, day) {
        return Err(InspectionError::Conflict { code: inspector.code.clone() }.into());
    }
    Ok(())
}

fn item_of(
    tx: &mut ReadTx<'_>,
    code: &str,
    organ: OrganId,
    day: Day,
) -> Result<(Item, SameItem), AppError> {
    let refused = |why| TaskError::Item { code: code.to_owned(), why };
    let parsed = ItemCode::parse(code)
        .map_err(|_| refused(NotDrawable::Missing { code: code.to_owned() }))?;
    // R-ITEM-01: an item that is not in force on the day may not be inspected either.
    let item = items::drawable(tx, &parsed, organ, day)?.map_err(refused)?.item;
    let same = same_item(tx, &item)?;
    Ok((item, same))
}

/// What makes an item the same elsewhere: the freeze asks with it for results that stand.
///
/// # Errors
/// What the store answers.
pub fn same_item(tx: &mut ReadTx<'_>, item: &Item) -> Result<SameItem, AppError> {
    let key = |item: &Item| format!("{}:{}", item.list, item.code);
    let upper = item.terms.upper.map(|upper| tx.need::<Item>(&upper)).transpose()?;
    Ok(SameItem {
        catalogue: item.terms.catalogue_code.as_ref().map(ToString::to_string),
        own: key(item),
        upper: upper.map(|upper| key(&upper.value)),
    })
}

fn add(
    ids: &Ids,
    common: &Common,
    ordinal: u64,
    assignment: &Assignment,
    known: &Known,
    rows: &mut Rows,
) {
    let id: InspectionId = ids.make();
    let organs: BTreeSet<OrganId> = assignment.items.iter().map(|(_, organ)| *organ).collect();
    let participants = organs.iter().copied().filter(|organ| *organ != common.organ).collect();
    rows.inspections.push(Inspection {
        id,
        number: format!("{}-{ordinal:04}", common.number),
        source: if common.case.is_some() { Source::Case } else { Source::Task },
        task: common.task,
        draw: common.draw,
        case_file: common.case,
        subject: assignment.subject,
        organ: common.organ,
        region: common.region.clone(),
        participants,
        kind: common.kind,
        batch: assignment.batch,
        drawn: common.drawn,
        urgent: common.urgent,
        exemption: common.exemption,
        window_from: common.window.0,
        window_to: common.window.1,
        state: InspectionState::Pending,
        approval: None,
        notice: None,
        visit_code: None,
        arrival: None,
        digest: None,
        company: None,
        outcome: None,
        done_on: None,
    });
    for organ in organs {
        let part = InspectionPart {
            id: ids.make(),
            inspection: id,
            task: common.task,
            organ,
            region: common.region.clone(),
            state: PartState::Waiting,
            done_on: None,
            entry: Vec::new(),
            entered_by: None,
            entered_on: None,
            reviewed_by: None,
            reviewed_on: None,
            opinion: None,
            published_by: None,
            published_on: None,
        };
        let mine: BTreeSet<&String> =
            assignment.items.iter().filter(|(_, of)| *of == organ).map(|(code, _)| code).collect();
        for code in mine {
            let (item, same) = &known.items[&(code.clone(), organ)];
            rows.items.push(InspectionItem {
                id: ids.make(),
                inspection: id,
                part: part.id,
                organ,
                code: code.clone(),
                name: item.terms.name.clone(),
                item: item.id,
                same: same.clone(),
                points: item.terms.points.clone(),
                state: ItemState::Open,
                checked: None,
                result: None,
                proposed_by: None,
                decided_by: None,
            });
        }
        rows.parts.push(part);
    }
    rows.members.extend(assignment.team.iter().map(|member| InspectionMember {
        id: ids.make(),
        inspection: id,
        organ: member.organ,
        inspector: member.inspector,
        leads: member.leads,
        present: None,
        has_left: false,
    }));
}

/// 改派: the draw found somebody by lot for one who steps back before the visit (R-MATCH-06).
/// Called by the draw inside of its own transaction.
///
/// # Errors
/// A visit that has begun, somebody who is not of the team, or a conflict of the new one.
pub fn replace_member(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    inspection: InspectionId,
    leaving: InspectorId,
    coming: InspectorId,
) -> Result<(), AppError> {
    let visit = tx.need::<Inspection>(&inspection)?.value;
    if visit.has_begun() {
        let state = visit.state.name_zh();
        return Err(InspectionError::State { step: "改派", state }.into());
    }
    let members = inspections::members(tx, inspection)?;
    let is = |id| move |m: &&sunlot_store::Stored<InspectionMember>| m.value.inspector == id;
    let old = members.iter().find(is(leaving)).filter(|member| !member.value.has_left);
    let old = old.ok_or(InspectionError::NotMember)?.clone();
    let new = tx.need::<Inspector>(&coming)?.value;
    if members.iter().any(|member| member.value.inspector == coming) {
        return Err(InspectionError::Twice { code: new.code }.into());
    }
    if new.organ != old.value.organ {
        return Err(InspectionError::OtherOrgan { code: new.code }.into());
    }
    no_conflict(tx, &new, visit.subject, ids.today())?;
    let place = InspectionMember {
        id: ids.make(),
        inspector: coming,
        present: None,
        has_left: false,
        ..old.value.clone()
    };
    tx.save(old.map(|member| InspectionMember { has_left: true, ..member }))?;
    tx.insert(place)?;
    Ok(())
}
