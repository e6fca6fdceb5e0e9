//! A file of conflicts: what each row would change, into the record and out of it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sunlot_domain::ids::{Id, InspectorId, SubjectId};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::inspectors::{Conflict, ConflictKind, Inspector};
use sunlot_intake::{ConflictCode, ConflictRow, Finding, Record, Severity, Streamed};
use sunlot_store::imports::StagedRow;
use sunlot_store::inspectors as store;
use sunlot_store::subjects::{CODES_AT_ONCE, by_codes};
use sunlot_store::{StoreError, Stored, WriteTx};

use super::compare::Comparison;
use super::stage::{Compare, remark};
use super::write::each;
use crate::context::App;
use crate::error::AppError;

/// The comparison with the conflicts that are declared.
pub(super) struct Conflicts(pub(super) Comparison);

/// What is known of the rows of a chunk.
pub(super) struct Known {
    inspectors: BTreeMap<String, Inspector>,
    subjects: BTreeMap<String, SubjectId>,
    /// By the label of the row.
    conflicts: BTreeMap<String, Stored<Conflict>>,
}

/// A row as it is staged.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Body {
    row: ConflictRow,
    inspector: Option<String>,
    subject: Option<String>,
    /// Note before the import.
    note: String,
}

fn body_of(staged: &StagedRow) -> Result<Body, AppError> {
    let read = serde_json::from_str(&staged.body);
    read.map_err(|e| StoreError::Corrupt(e.to_string()).into())
}

/// The kind of a row; leave is none.
fn kind(code: ConflictCode) -> Option<ConflictKind> {
    ConflictKind::parse(code.as_str())
}

impl Compare for Conflicts {
    type Row = ConflictRow;
    type Known = Known;

    async fn known(&self, app: &App, chunk: &[Streamed<ConflictRow>]) -> Result<Known, AppError> {
        let rows: Vec<ConflictRow> = chunk
            .iter()
            .filter_map(|item| match item {
                Streamed::Row(row) => Some(row.clone()),
                _ => None,
            })
            .collect();
        let day = self.0.source_day;
        app.read(move |tx| {
            let mut known = Known {
                inspectors: BTreeMap::new(),
                subjects: BTreeMap::new(),
                conflicts: BTreeMap::new(),
            };
            let codes: Vec<String> = rows.iter().map(|row| row.object.clone()).collect();
            for some in codes.chunks(CODES_AT_ONCE) {
                for found in by_codes(tx, some)? {
                    known.subjects.insert(found.value.code.as_str().to_owned(), found.value.id);
                }
            }
            for row in rows {
                if !known.inspectors.contains_key(&row.officer)
                    && let Some(found) = store::by_code(tx, &row.officer)?
                {
                    known.inspectors.insert(row.officer.clone(), found.value);
                }
                let inspector = known.inspectors.get(&row.officer).map(|it| it.id);
                let subject = known.subjects.get(&row.object).copied();
                if let (Some(inspector), Some(subject), Some(kind)) =
                    (inspector, subject, kind(row.code))
                    && let Some(there) = store::conflict_of(tx, inspector, subject, kind, day)?
                {
                    known.conflicts.insert(row.label(), there);
                }
            }
            Ok(known)
        })
        .await
    }

    fn row(&self, row: ConflictRow, known: &Known) -> Result<(StagedRow, Vec<Finding>), AppError> {
        let inspector = known.inspectors.get(&row.officer);
        let subject = known.subjects.get(&row.object);
        let before = known.conflicts.get(&row.label());
        let refusal = self.refusal(&row, inspector, subject);
        let foreign = inspector.is_some_and(|it| it.organ != self.0.organ.id);
        let note = before.map(|it| it.value.note.clone()).unwrap_or_default();
        let noted = !row.note.is_empty() && row.note != note;
        let (fate, differences) = match (&refusal, before) {
            (Some(_), _) if foreign => ("foreign", Vec::new()),
            (Some(_), _) => ("refused", Vec::new()),
            (None, None) => ("new", Vec::new()),
            (None, Some(_)) if noted => {
                ("changed", vec![json!({"column": "说明", "before": note, "after": row.note})])
            }
            (None, Some(_)) => ("unchanged", Vec::new()),
        };
        let (row_number, key) = (row.row.into(), row.label());
        let inspector = inspector.map(|it| it.id.to_string());
        let body = Body { inspector, subject: subject.map(SubjectId::to_string), note, row };
        let body = serde_json::to_string(&body);
        let staged = StagedRow {
            row_number,
            key,
            fate: fate.into(),
            base_version: before.map_or(0, |it| it.version),
            body: body.map_err(|e| StoreError::Statement(e.to_string()))?,
            differences: json!(differences).to_string(),
        };
        Ok((staged, refusal.into_iter().collect()))
    }

    fn row_of(&self, staged: &StagedRow) -> Result<ConflictRow, AppError> {
        Ok(body_of(staged)?.row)
    }
}

impl Conflicts {
    /// Why a row is not taken.
    fn refusal(
        &self,
        row: &ConflictRow,
        inspector: Option<&Inspector>,
        subject: Option<&SubjectId>,
    ) -> Option<Finding> {
        let say =
            |severity, column, code, text| Some(remark(severity, row.row, column, code, text));
        let refuse = Severity::Refuse;
        if kind(row.code).is_none() {
            let text =
                "请假不是回避情形，本行未采用；请在人员名录的“请假”列填写日期，或在平台登记。";
            return say(refuse, "代码", "conflicts.leave", text.to_owned());
        }
        let Some(inspector) = inspector else {
            let text = format!("人员“{}”不在名录中；请先登记或导入该人员。", row.officer);
            return say(refuse, "执法人员编号", "conflicts.officer_unknown", text);
        };
        if inspector.organ != self.0.organ.id {
            let text = format!("人员“{}”不属于本部门，本行不导入；请由其部门导入。", row.officer);
            return say(Severity::Warn, "执法人员编号", "conflicts.officer_foreign", text);
        }
        if subject.is_none() {
            let text = format!("检查对象“{}”不在名录中；请核对代码，或先登记该对象。", row.object);
            return say(refuse, "统一社会信用代码", "conflicts.object_unknown", text);
        }
        None
    }
}

/// Writes every row that changes something.
pub(super) fn apply(tx: &mut WriteTx<'_>, app: &App, batch: &ImportBatch) -> Result<(), AppError> {
    let ids = app.ids();
    for fate in ["new", "changed"] {
        each(tx, batch, fate, |tx, rows| {
            for staged in rows {
                let body = body_of(staged)?;
                let inspector = InspectorId::parse(&body.inspector.unwrap_or_default())?;
                let subject = SubjectId::parse(&body.subject.unwrap_or_default())?;
                let code = kind(body.row.code).ok_or_else(AppError::missing)?;
                let day = batch.source_day;
                match store::conflict_of(tx, inspector, subject, code, day)? {
                    Some(there) => {
                        let note = body.row.note;
                        tx.save(there.map(|it| Conflict { note, ..it }))?;
                    }
                    None => {
                        tx.insert(Conflict {
                            id: ids.make(),
                            inspector,
                            subject,
                            code,
                            note: body.row.note,
                            valid_from: day,
                            valid_to: None,
                            declared_by: None,
                            withdrawn: false,
                        })?;
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// New ones never held; notes are as they were.
pub(super) fn undo(tx: &mut WriteTx<'_>, batch: &Stored<ImportBatch>) -> Result<(), AppError> {
    let mut notes: BTreeMap<(String, String, &'static str), String> = BTreeMap::new();
    each(tx, &batch.value, "changed", |_, rows| {
        for staged in rows {
            let body = body_of(staged)?;
            let ends = (body.inspector.unwrap_or_default(), body.subject.unwrap_or_default());
            notes.insert((ends.0, ends.1, body.row.code.as_str()), body.note);
        }
        Ok(())
    })?;
    for row in store::conflicts_written_by(tx, batch.log_index)? {
        let it = &row.value;
        let key = (it.inspector.to_string(), it.subject.to_string(), it.code.code());
        let note = notes.get(&key).cloned();
        tx.save(row.map(|it| match note {
            Some(note) => Conflict { note, ..it },
            None => Conflict { withdrawn: true, ..it },
        }))?;
    }
    Ok(())
}
