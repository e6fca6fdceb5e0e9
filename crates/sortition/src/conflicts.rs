//! `conflicts.tsv`: who must not, or should not, visit whom (ssj-1 §7).

use crate::cells::{self, Line, RowError};
use crate::frame::{Frame, Position};
use crate::names::{ObjectId, OfficerCode};
use crate::officers::OfficerTable;

/// Name of the file in bundles and errors.
pub const FILE: &str = "conflicts.tsv";

/// Kind of a conflict, ascending by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictCode {
    /// 回避: conflict of interest.
    Recusal,
    /// Leave.
    Leave,
    /// Inspected it last time.
    Last,
    /// Inspected it the time before.
    BeforeLast,
}

impl ConflictCode {
    /// The code in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recusal => "C",
            Self::Leave => "L",
            Self::Last => "R1",
            Self::BeforeLast => "R2",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        [Self::Recusal, Self::Leave, Self::Last, Self::BeforeLast]
            .into_iter()
            .find(|known| known.as_str() == code)
    }
}

/// One row. `object` is `None` for `*`, every object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The officer.
    pub officer: OfficerCode,
    /// The object; `None` is `*` and only with [`ConflictCode::Leave`].
    pub object: Option<ObjectId>,
    /// The kind.
    pub code: ConflictCode,
    /// 32 hex digits.
    pub salt: String,
}

impl Conflict {
    /// The object's cell.
    #[must_use]
    pub fn object_cell(&self) -> &str {
        self.object.as_ref().map_or("*", ObjectId::as_str)
    }

    /// The key with its TABs.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}\t{}\t{}", self.officer.as_str(), self.object_cell(), self.code.as_str())
    }

    /// The row of the table, without LF.
    #[must_use]
    pub fn to_row(&self) -> String {
        format!("{}\t{}", self.key(), self.salt)
    }

    fn parse(line: &Line<'_>) -> Result<Self, RowError> {
        let [officer, object, code, salt] = line.cells::<4>()?;
        let text = String::from_utf8_lossy(code);
        let Some(kind) = ConflictCode::parse(&text) else {
            return Err(line.error("code", code, "C、R1、R2、L 之一"));
        };
        let every = object == b"*";
        let message = "对象编号；只有 code 为 L（请假）时可写“*”";
        line.require(!every || kind == ConflictCode::Leave, "object_id", object, message)?;
        line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
        Ok(Self {
            officer: line.name("officer_code", officer, OfficerCode::parse)?,
            object: match every {
                true => None,
                false => Some(line.name("object_id", object, ObjectId::parse)?),
            },
            code: kind,
            salt: cells::ascii(salt).to_owned(),
        })
    }
}

/// The table, read and checked, ascending by officer, object and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictTable(Vec<Conflict>);

impl ConflictTable {
    /// Reads the table. Officers must be rows of `officers`; objects rows of `frame` where that is
    /// at hand.
    ///
    /// # Errors
    /// The first row that is not of its form, out of order, or names somebody unknown.
    pub fn parse(
        bytes: &[u8],
        officers: &OfficerTable,
        frame: Option<&Frame<'_>>,
    ) -> Result<Self, RowError> {
        let mut rows = Vec::new();
        let mut previous = String::new();
        for line in cells::lines(FILE, bytes)? {
            let line = line?;
            let row = Conflict::parse(&line)?;
            let key = row.key();
            cells::ascending(&line, previous.as_bytes(), key.as_bytes())?;
            known(&line, &row, officers, frame)?;
            previous = key;
            rows.push(row);
        }
        Ok(Self(rows))
    }

    /// Builds a table: sorts the rows by key.
    ///
    /// # Errors
    /// The row that occurs twice.
    pub fn build(mut rows: Vec<Conflict>) -> Result<Self, Conflict> {
        rows.sort_by_cached_key(Conflict::key);
        match rows.windows(2).position(|pair| pair[0].key() == pair[1].key()) {
            None => Ok(Self(rows)),
            Some(place) => Err(rows.swap_remove(place)),
        }
    }

    /// All rows in order.
    #[must_use]
    pub fn rows(&self) -> &[Conflict] {
        &self.0
    }

    /// The rows of one officer, ascending by object.
    #[must_use]
    pub fn of_officer(&self, officer: &str) -> &[Conflict] {
        let from = self.0.partition_point(|row| row.officer.as_str() < officer);
        let to = self.0.partition_point(|row| row.officer.as_str() <= officer);
        &self.0[from..to]
    }

    /// The bytes of the table.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cells::table(self.0.iter().map(Conflict::to_row))
    }
}

fn known(
    line: &Line<'_>,
    row: &Conflict,
    officers: &OfficerTable,
    frame: Option<&Frame<'_>>,
) -> Result<(), RowError> {
    let officer = row.officer.as_str();
    if officers.find(officer).is_none() {
        return Err(line.failure(
            "conflicts.officer_unknown",
            officer.to_owned(),
            "人员表 officers.tsv 中的执法人员".to_owned(),
        ));
    }
    let (Some(object), Some(frame)) = (&row.object, frame) else { return Ok(()) };
    match frame.find(object.as_str()) {
        Position::Row(_) => Ok(()),
        Position::Gap(_) => Err(line.failure(
            "conflicts.object_unknown",
            object.as_str().to_owned(),
            "抽取底册 frame.tsv 中的对象".to_owned(),
        )),
    }
}
