//! 匹配: officers drawn for the visits.

use sunlot_sortition::names::DrawId;

use crate::CeremonyError;
use crate::outcome::Outcome;
use crate::session::Ceremony;

/// One drawn object with its team, for those entitled to see it.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// Object id.
    pub object: String,
    /// Name, from the internal file.
    pub name: String,
    /// Units in which it was drawn.
    pub units: Vec<String>,
    /// Batches, one per unit.
    pub batches: Vec<u64>,
    /// Team: `(dept, officer code, leads)`.
    pub team: Vec<(String, String, bool)>,
}

/// The list of a draw.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Which draw.
    pub draw_id: DrawId,
    /// The visits.
    pub rows: Vec<ListRow>,
}

impl Ceremony {
    pub(crate) fn matching_file(
        &self,
        _id: &DrawId,
        _outcome: &Outcome,
        name: &str,
    ) -> Result<Vec<u8>, CeremonyError> {
        Err(CeremonyError::Damaged { file: name.to_owned(), detail: "缺少文件".to_owned() })
    }
}
