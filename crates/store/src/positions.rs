//! 位置 of subjects: queries.

use std::collections::BTreeMap;

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::SubjectId;
use sunlot_domain::positions::{Position, PositionSource, SubjectPosition};

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::record::Stored;
use crate::tx::ReadTx;
use crate::value::Value;
use crate::{coded_columns, record};

coded_columns!(PositionSource);
record!(SubjectPosition, "subject_position", id, subject, position, source, noted_on, withdrawn);

impl Column for Position {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        Position::try_from(String::from_value(value)?).map_err(StoreError::Corrupt)
    }
}

/// Subjects that one query asks for.
const AT_ONCE: usize = 250;

/// Where subjects stand, of those of whom it is known.
///
/// # Errors
/// What the database answers.
pub fn known(
    tx: &mut ReadTx<'_>,
    subjects: &[SubjectId],
) -> Result<BTreeMap<SubjectId, SubjectPosition>, StoreError> {
    let mut known = BTreeMap::new();
    let places: Vec<String> = (1..=AT_ONCE).map(|at| format!("?{at}")).collect();
    let places = places.join(", ");
    let which = format!("WHERE subject IN ({places}) AND withdrawn = 0 ORDER BY log_index, id");
    for some in subjects.chunks(AT_ONCE) {
        let last = some.last().expect("a chunk is not empty");
        // Always as many, so that the statement is prepared once.
        let values: Vec<Value> =
            (0..AT_ONCE).map(|at| some.get(at).unwrap_or(last).to_value()).collect();
        let found: Vec<Stored<SubjectPosition>> = tx.find(&which, &values)?;
        // Later ones replace earlier ones.
        known.extend(found.into_iter().map(|it| (it.value.subject, it.value)));
    }
    Ok(known)
}

/// Where a subject stands.
///
/// # Errors
/// What the database answers.
pub fn of(tx: &mut ReadTx<'_>, subject: SubjectId) -> Result<Option<SubjectPosition>, StoreError> {
    let which = "WHERE subject = ?1 AND withdrawn = 0 ORDER BY log_index DESC, id DESC LIMIT 1";
    let found: Vec<Stored<SubjectPosition>> = tx.find(which, &[subject.to_value()])?;
    Ok(found.into_iter().next().map(|it| it.value))
}

/// Subjects of a division that are looked at to find its middle.
const SAMPLE: i64 = 500;

/// Where the subjects of a division stand, of the first few hundred by their code of division:
/// enough to say where the division lies, and never the whole register.
///
/// # Errors
/// What the database answers.
pub fn some_within(
    tx: &mut ReadTx<'_>,
    division: &DivisionCode,
) -> Result<Vec<Position>, StoreError> {
    let mut filter = Filter::default();
    filter.and("listed = 1", []);
    filter.within("region", division);
    let sql = format!(
        "SELECT p.position FROM (SELECT id FROM subject {} ORDER BY region, seq LIMIT {SAMPLE}) s \
         JOIN subject_position p ON p.subject = s.id AND p.withdrawn = 0",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// Statements that an entry of the log wrote.
///
/// # Errors
/// What the database answers.
pub fn written_by(
    tx: &mut ReadTx<'_>,
    log_index: u64,
) -> Result<Vec<Stored<SubjectPosition>>, StoreError> {
    tx.find("WHERE log_index = ?1 ORDER BY id", &[log_index.to_value()])
}
