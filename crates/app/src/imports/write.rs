//! Into the register and out of it again, inside the transaction that approves or takes back.

use std::collections::BTreeMap;

use sunlot_domain::ids::{Id, SubjectId, TagId};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::positions::{Position, PositionSource, SubjectPosition};
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::tags::SubjectTag;
use sunlot_intake::Kind as FileKind;
use sunlot_store::imports::{StagedRow, rows_after};
use sunlot_store::subjects::{self, CODES_AT_ONCE};
use sunlot_store::{NameIndexer, Stored, WriteTx, positions, tags};

use super::compare::{Comparison, body_of};
use crate::context::App;
use crate::error::AppError;

/// Staged rows that are held at once.
const AT_ONCE: u32 = 5_000;

/// Calls `work` with the rows of a fate, some at a time.
pub(super) fn each(
    tx: &mut WriteTx<'_>,
    batch: &ImportBatch,
    fate: &str,
    mut work: impl FnMut(&mut WriteTx<'_>, &[StagedRow]) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut after = 0;
    loop {
        let rows = rows_after(tx, batch.id, fate, after, AT_ONCE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row_number;
        work(tx, &rows)?;
    }
}

fn known(
    tx: &mut WriteTx<'_>,
    rows: &[StagedRow],
) -> Result<BTreeMap<String, Stored<SubjectEntry>>, AppError> {
    let codes: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
    let mut known = BTreeMap::new();
    for some in codes.chunks(CODES_AT_ONCE) {
        for found in subjects::by_codes(tx, some)? {
            known.insert(found.value.code.as_str().to_owned(), found);
        }
    }
    Ok(known)
}

/// Writes every row of a batch that changes something.
pub(super) fn apply(tx: &mut WriteTx<'_>, app: &App, batch: &ImportBatch) -> Result<(), AppError> {
    match FileKind::parse(&batch.kind) {
        Some(FileKind::Inspectors) => super::inspectors::apply(tx, app, batch),
        Some(FileKind::Conflicts) => super::conflicts::apply(tx, app, batch),
        Some(FileKind::Register | FileKind::Items | FileKind::Plan) | None => {
            subjects_in(tx, app, batch)
        }
    }
}

fn subjects_in(tx: &mut WriteTx<'_>, app: &App, batch: &ImportBatch) -> Result<(), AppError> {
    let comparison = Comparison::of(tx, app, batch)?;
    let ids = app.ids();
    let mut seq = subjects::next_seq(tx)?;
    let mut names = NameIndexer::default();
    each(tx, batch, "new", |tx, rows| {
        let (mut entries, mut tagged) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut placed = Vec::new();
        for staged in rows {
            let body = body_of(staged)?;
            let responsible = body.responsible.as_deref().map(SubjectId::parse).transpose()?;
            let mut entry = comparison.entry(&body.row, responsible, None)?;
            (entry.id, entry.seq) = (ids.make(), seq);
            seq += 1;
            tagged.extend(new_tags(app, batch, entry.id, &body.tags)?);
            placed.extend(body.row.position.map(|at| new_position(app, batch, entry.id, at)));
            entries.push(entry);
        }
        subjects::add(tx, &mut names, &entries)?;
        tx.insert_all(&placed)?;
        Ok(tx.insert_all(&tagged)?)
    })?;
    names.finish(tx)?;
    for fate in ["changed", "closed"] {
        each(tx, batch, fate, |tx, rows| {
            let mut known = known(tx, rows)?;
            let met: Vec<_> = known.values().map(|found| found.value.id).collect();
            let stands = positions::known(tx, &met)?;
            for staged in rows {
                let body = body_of(staged)?;
                let responsible = body.responsible.as_deref().map(SubjectId::parse).transpose()?;
                let before = known.remove(&staged.key).ok_or_else(AppError::missing)?;
                let after = comparison.entry(&body.row, responsible, Some(&before.value))?;
                tx.insert_all(&new_tags(app, batch, after.id, &body.tags)?)?;
                let was = stands.get(&after.id).map(|it| it.position);
                if let Some(is) = body.row.position.filter(|is| Some(*is) != was) {
                    tx.insert(new_position(app, batch, after.id, is))?;
                }
                subjects::restate(tx, ids.make(), before, after)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Where a row says that its subject stands.
fn new_position(
    app: &App,
    batch: &ImportBatch,
    subject: SubjectId,
    position: Position,
) -> SubjectPosition {
    let (id, noted_on) = (app.ids().make(), batch.source_day);
    let source = PositionSource::Register;
    SubjectPosition { id, subject, position, source, noted_on, withdrawn: false }
}

/// Tags of a row, from the day of the file on.
fn new_tags(
    app: &App,
    batch: &ImportBatch,
    subject: SubjectId,
    tags: &[String],
) -> Result<Vec<SubjectTag>, AppError> {
    let made = tags.iter().map(|tag| {
        Ok(SubjectTag {
            id: app.ids().make(),
            subject,
            tag: TagId::parse(tag)?,
            valid_from: batch.source_day,
            valid_to: None,
            withdrawn: false,
        })
    });
    made.collect()
}

/// Says of every row of an applied batch what was said before it: new ones leave the register,
/// changed ones are as they were.
pub(super) fn undo(
    tx: &mut WriteTx<'_>,
    app: &App,
    batch: &Stored<ImportBatch>,
) -> Result<(), AppError> {
    match FileKind::parse(&batch.value.kind) {
        Some(FileKind::Inspectors) => super::inspectors::undo(tx, app, batch),
        Some(FileKind::Conflicts) => super::conflicts::undo(tx, batch),
        Some(FileKind::Register | FileKind::Items | FileKind::Plan) | None => {
            subjects_back(tx, app, batch)
        }
    }
}

fn subjects_back(
    tx: &mut WriteTx<'_>,
    app: &App,
    batch: &Stored<ImportBatch>,
) -> Result<(), AppError> {
    let ids = app.ids();
    for fate in ["new", "changed", "closed"] {
        each(tx, &batch.value, fate, |tx, rows| {
            for current in known(tx, rows)?.into_values() {
                let earlier = match fate {
                    "new" => SubjectEntry { listed: false, ..current.value.clone() },
                    _ => subjects::before(tx, &current)?.ok_or_else(AppError::missing)?,
                };
                let after = SubjectEntry { valid_from: current.value.valid_from, ..earlier };
                subjects::restate(tx, ids.make(), current, after)?;
            }
            Ok(())
        })?;
    }
    for row in tags::written_by(tx, batch.log_index)? {
        tx.save(row.map(|tag| SubjectTag { withdrawn: true, ..tag }))?;
    }
    for row in positions::written_by(tx, batch.log_index)? {
        tx.save(row.map(|it| SubjectPosition { withdrawn: true, ..it }))?;
    }
    Ok(())
}
