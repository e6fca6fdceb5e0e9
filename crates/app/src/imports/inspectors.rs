//! A file of inspectors: what each row would change, into the register and out of it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, InspectorId, LinkId};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::inspectors::{Inspector, InspectorError, InspectorLeave};
use sunlot_domain::organs::Region;
use sunlot_intake::{Finding, InspectorRow, Severity, Streamed};
use sunlot_sortition::time::Day;
use sunlot_store::imports::StagedRow;
use sunlot_store::inspectors::{self as store, Said};
use sunlot_store::{ReadTx, Stored, WriteTx, organs};

use super::compare::Comparison;
use super::stage::{Compare, remark};
use super::write::each;
use crate::context::App;
use crate::error::AppError;
use crate::inspectors::Sight;
use crate::inspectors::changes::differences;

/// The comparison with the register of inspectors.
pub(super) struct Inspectors(pub(super) Comparison);

/// What is known of one inspector.
struct Person {
    now: Stored<Inspector>,
    leave: Vec<InspectorLeave>,
}

/// What is known of the rows of a chunk.
pub(super) struct Known {
    people: BTreeMap<String, Person>,
    /// Divisions of the organ by name.
    regions: BTreeMap<String, DivisionCode>,
}

/// A row as it is staged, with its divisions as codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Body {
    row: InspectorRow,
    regions: Vec<String>,
}

fn body_of(staged: &StagedRow) -> Result<Body, AppError> {
    let read = serde_json::from_str(&staged.body);
    read.map_err(|e| sunlot_store::StoreError::Corrupt(e.to_string()).into())
}

impl Compare for Inspectors {
    type Row = InspectorRow;
    type Known = Known;

    async fn known(&self, app: &App, chunk: &[Streamed<InspectorRow>]) -> Result<Known, AppError> {
        let codes: Vec<String> = chunk
            .iter()
            .filter_map(|item| match item {
                Streamed::Row(row) => Some(row.code.clone()),
                _ => None,
            })
            .collect();
        let region = self.0.organ.region.clone();
        app.read(move |tx| {
            let (mut people, mut regions) = (BTreeMap::new(), BTreeMap::new());
            for code in codes {
                let Some(now) = store::by_code(tx, &code)? else { continue };
                let leave = leave_of(tx, now.value.id)?;
                people.insert(code, Person { now, leave });
            }
            if let Some(own) = tx.get::<Region>(&region.as_str())? {
                regions.insert(own.value.name, own.value.id);
            }
            for below in organs::regions_below(tx, Some(&region))? {
                regions.insert(below.value.name, below.value.id);
            }
            Ok(Known { people, regions })
        })
        .await
    }

    fn row(&self, row: InspectorRow, known: &Known) -> Result<(StagedRow, Vec<Finding>), AppError> {
        let person = known.people.get(&row.code);
        let organ = &self.0.organ;
        let (number, key) = (row.row, row.code.clone());
        let base_version = person.map_or(0, |person| person.now.version);
        let mut findings = Vec::new();
        let mine = row.dept == organ.name || row.dept == organ.code;
        let elsewhere = person.is_some_and(|p| p.now.value.organ != organ.id && p.now.value.active);
        let (mut fate, mut told) = ("foreign", Vec::new());
        let mut codes = Vec::new();
        if !mine {
            let text = format!(
                "部门“{}”不是本次导入的部门“{}”，本行不导入；请由该部门导入，或更正部门。",
                row.dept, organ.name
            );
            let code = "inspectors.other_dept";
            findings.push(remark(Severity::Warn, number, "部门", code, text));
        } else if elsewhere {
            let text = InspectorError::StillServing;
            let (code, text) = (text.code(), text.message_zh());
            findings.push(remark(Severity::Warn, number, "部门", code, text));
        } else {
            let read = regions(&row, known).and_then(|codes| self.check(&row, person, codes));
            match read {
                Err(finding) => {
                    fate = "refused";
                    findings.push(finding);
                }
                Ok((after, differs)) => {
                    codes = after.regions.iter().map(|code| code.as_str().to_owned()).collect();
                    fate = match (person, differs.is_empty()) {
                        (None, _) => "new",
                        (Some(_), true) => "unchanged",
                        (Some(_), false) => "changed",
                    };
                    told = differs;
                }
            }
        }
        let body = serde_json::to_string(&Body { row, regions: codes });
        let body = body.map_err(|e| sunlot_store::StoreError::Statement(e.to_string()))?;
        let (row_number, differences) = (number.into(), json!(told).to_string());
        let staged =
            StagedRow { row_number, key, fate: fate.into(), base_version, body, differences };
        Ok((staged, findings))
    }

    fn row_of(&self, staged: &StagedRow) -> Result<InspectorRow, AppError> {
        Ok(body_of(staged)?.row)
    }
}

fn leave_of(tx: &mut ReadTx<'_>, id: InspectorId) -> Result<Vec<InspectorLeave>, AppError> {
    Ok(store::leave(tx, id)?.into_iter().map(|row| row.value).collect())
}

/// Divisions of a row, which may be written by code or by name.
fn regions(row: &InspectorRow, known: &Known) -> Result<Vec<DivisionCode>, Finding> {
    let mut codes = Vec::new();
    for word in row.regions.iter().filter(|word| *word != "*") {
        let named = known.regions.get(word).cloned();
        let code = named.or_else(|| DivisionCode::parse(word).ok()).ok_or_else(|| {
            let text = format!(
                "区域“{word}”不是区划代码，也不是本部门辖区的名称；请填代码或下一级区划的名称。"
            );
            remark(Severity::Refuse, row.row, "区域", "inspectors.region_unknown", text)
        })?;
        codes.push(code);
    }
    codes.sort();
    codes.dedup();
    Ok(codes)
}

type Differences = Vec<crate::inspectors::changes::ColumnDifference>;

impl Inspectors {
    /// The statement that a row makes with what differs, or why the row is refused.
    fn check(
        &self,
        row: &InspectorRow,
        person: Option<&Person>,
        regions: Vec<DivisionCode>,
    ) -> Result<(Inspector, Differences), Finding> {
        let refuse = |column: &str, error: &InspectorError| {
            remark(Severity::Refuse, row.row, column, error.code(), error.message_zh())
        };
        let before = person.map(|person| &person.now.value);
        let after = entry(&self.0, row, regions, before).map_err(|error| {
            let code = "inspectors.form";
            remark(Severity::Refuse, row.row, "", code, error.message_zh)
        })?;
        after.check(self.0.today).map_err(|error| refuse("", &error))?;
        let mut leave = person.map(|person| person.leave.clone()).unwrap_or_default();
        let fresh = fresh_leave(row, after.id, &leave);
        for new in &fresh {
            new.check(&leave).map_err(|error| refuse("请假", &error))?;
            leave.push(new.clone());
        }
        let sight = Sight::whole();
        let mut differs =
            before.map(|before| differences(&sight, before, &after)).unwrap_or_default();
        if before.is_some() && !fresh.is_empty() {
            let days = |leave: &InspectorLeave| format!("{}..{}", leave.first_day, leave.last_day);
            differs.push(crate::inspectors::changes::ColumnDifference {
                column: "请假".into(),
                before: String::new(),
                after: fresh.iter().map(days).collect::<Vec<_>>().join("；"),
            });
        }
        Ok((after, differs))
    }
}

/// The statement that a row makes. What the row leaves blank stays as it was.
fn entry(
    comparison: &Comparison,
    row: &InspectorRow,
    regions: Vec<DivisionCode>,
    before: Option<&Inspector>,
) -> Result<Inspector, AppError> {
    let given = |bit: u8| row.given & bit != 0 || before.is_none();
    let text = |text: &String, of: fn(&Inspector) -> &String| match before {
        Some(before) if text.is_empty() => of(before).clone(),
        _ => text.clone(),
    };
    let list = |list: &Vec<String>, of: fn(&Inspector) -> &Vec<String>| match before {
        Some(before) if list.is_empty() => of(before).clone(),
        _ => list.clone(),
    };
    Ok(Inspector {
        id: before.map_or_else(|| InspectorId::new(0, &[0; 10]), |b| b.id),
        code: row.code.clone(),
        name: row.name.clone(),
        organ: comparison.organ.id,
        account: before.filter(|b| b.organ == comparison.organ.id).and_then(|b| b.account),
        cert_issuer: text(&row.cert_issuer, |b| &b.cert_issuer),
        cert_valid_until: Day::parse(&row.cert_valid_until)?,
        qualifications: list(&row.tags, |b| &b.qualifications),
        items: list(&row.items, |b| &b.items),
        regions: match before {
            Some(before) if !given(1) => before.regions.clone(),
            _ => regions,
        },
        cap: row.cap.map(u32::from).or(before.and_then(|b| b.cap)),
        weight: row.work_percent.map_or_else(|| before.map_or(100, |b| b.weight), u32::from),
        lead: if given(2) { row.lead } else { before.is_some_and(|b| b.lead) },
        team: text(&row.team, |b| &b.team),
        prior: if given(4) { row.prior.into() } else { before.map_or(0, |b| b.prior) },
        active: true,
        valid_from: comparison.source_day,
    })
}

/// Leave of a row that is not in the register yet. It has no id: [`apply`] gives one.
fn fresh_leave(
    row: &InspectorRow,
    inspector: InspectorId,
    known: &[InspectorLeave],
) -> Vec<InspectorLeave> {
    let read = row.leave.iter().filter_map(|leave| {
        let (first_day, last_day) = (Day::parse(&leave.from).ok()?, Day::parse(&leave.to).ok()?);
        let id = LinkId::new(0, &[0; 10]);
        Some(InspectorLeave { id, inspector, first_day, last_day, withdrawn: false })
    });
    let there = |new: &InspectorLeave| {
        known.iter().any(|old| {
            !old.withdrawn && old.first_day == new.first_day && old.last_day == new.last_day
        })
    };
    read.filter(|new| !there(new)).collect()
}

/// Writes every row that changes something.
pub(super) fn apply(tx: &mut WriteTx<'_>, app: &App, batch: &ImportBatch) -> Result<(), AppError> {
    let comparison = Comparison::of(tx, app, batch)?;
    let ids = app.ids();
    for fate in ["new", "changed"] {
        each(tx, batch, fate, |tx, rows| {
            for staged in rows {
                let body = body_of(staged)?;
                let regions: Vec<DivisionCode> = body
                    .regions
                    .iter()
                    .map(|r| DivisionCode::parse(r))
                    .collect::<Result<_, _>>()?;
                let before = store::by_code(tx, &staged.key)?;
                let now = before.as_ref().map(|before| &before.value);
                let mut after = entry(&comparison, &body.row, regions, now)?;
                let known = match now {
                    Some(now) => leave_of(tx, now.id)?,
                    None => Vec::new(),
                };
                match before {
                    None => {
                        after.id = ids.make();
                        tx.insert(after.clone())?;
                    }
                    Some(before) if same(&before.value, &after) => {}
                    Some(before) => {
                        store::restate(tx, ids.make(), before, after.clone())?;
                    }
                }
                for new in fresh_leave(&body.row, after.id, &known) {
                    tx.insert(InspectorLeave { id: ids.make(), ..new })?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Whether two statements say the same, whenever they begin.
fn same(one: &Inspector, other: &Inspector) -> bool {
    Inspector { valid_from: other.valid_from, ..one.clone() } == *other
}

/// Says of everybody whom an applied batch wrote what was said before: new ones leave the service,
/// changed ones are as they were, their leave never was.
pub(super) fn undo(
    tx: &mut WriteTx<'_>,
    app: &App,
    batch: &Stored<ImportBatch>,
) -> Result<(), AppError> {
    let ids = app.ids();
    for fate in ["new", "changed"] {
        each(tx, &batch.value, fate, |tx, rows| {
            for staged in rows {
                let now = store::by_code(tx, &staged.key)?.ok_or_else(AppError::missing)?;
                if now.log_index != batch.log_index {
                    continue;
                }
                let said = store::statements(tx, now.value.id)?;
                let earlier = match said.iter().rev().nth(1) {
                    Some(Said(earlier)) => earlier.value.clone(),
                    None => Inspector { active: false, ..now.value.clone() },
                };
                let after = Inspector { valid_from: now.value.valid_from, ..earlier };
                store::restate(tx, ids.make(), now, after)?;
            }
            Ok(())
        })?;
    }
    for row in store::leave_written_by(tx, batch.log_index)? {
        tx.save(row.map(|leave| InspectorLeave { withdrawn: true, ..leave }))?;
    }
    Ok(())
}
