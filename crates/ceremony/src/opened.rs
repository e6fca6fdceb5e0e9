//! 公开之后: every object of the frame with what became of it, for whoever counts whether chances
//! were kept.

use sunlot_sortition::names::DrawId;
use sunlot_sortition::result::ResultRecord;
use sunlot_sortition::rules::RulesRecord;

use crate::CeremonyError;
use crate::replace::table;
use crate::session::Ceremony;

/// One eligible object.
#[derive(Debug, Clone, Copy)]
pub struct OpenedRow<'r> {
    /// Its id.
    pub object: &'r str,
    /// Its units, as places in the rules.
    pub units: &'r [usize],
    /// Number of its tickets.
    pub weight: u8,
    /// The units in which it was drawn.
    pub drawn: &'r [usize],
}

impl Ceremony {
    /// Shows every eligible object to `each`, and gives rules and record of the result. Later
    /// replacements are no part of what chance did.
    ///
    /// # Errors
    /// Before the result, while it is sealed, and when a file was edited.
    pub fn opened(
        &self,
        id: &DrawId,
        each: &mut dyn FnMut(OpenedRow<'_>),
    ) -> Result<(RulesRecord, ResultRecord), CeremonyError> {
        if self.is_sealed(id)? {
            return Err(CeremonyError::OutOfOrder {
                step: "统计抽取结果".to_owned(),
                detail: "本次抽取封存中，启封之后才有公开的结果。".to_owned(),
            });
        }
        let outcome = self.logged_outcome(id, None)?;
        let rows = table(&outcome)?;
        let frame = outcome.frozen.frame()?;
        let (mut next, mut drawn) = (rows.iter().peekable(), Vec::new());
        // Both tables ascend by object.
        for object in frame.rows().filter(|row| row.exclusion().is_none()) {
            drawn.clear();
            while let Some(row) = next.next_if(|row| row.object_id <= object.id()) {
                if row.drawn && row.object_id == object.id() {
                    drawn.push(row.unit);
                }
            }
            let (units, weight) = (object.units(), object.weight());
            each(OpenedRow { object: object.id(), units, weight, drawn: &drawn });
        }
        Ok((outcome.frozen.rules.clone(), outcome.record.clone()))
    }
}
