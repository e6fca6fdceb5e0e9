//! 改派: who follows a recused officer is drawn with entropy that appeared after the recusal.

use std::path::Path;

use sunlot_sortition::names::DrawId;

use crate::CeremonyError;
use crate::afterwards::Rematch;
use crate::outcome::Outcome;
use crate::session::Ceremony;

impl Ceremony {
    /// `rematches.tsv`: one row per filled post.
    pub(crate) fn rematch_table(
        &self,
        _id: &DrawId,
        _outcome: &Outcome,
    ) -> Result<Vec<u8>, CeremonyError> {
        Ok(Vec::new())
    }

    /// Fills the first open post; logs `rematch`.
    ///
    /// # Errors
    /// When no post is open, or the beacon does not fit.
    pub fn rematch(
        &mut self,
        _terms: &Rematch,
        _secret: Option<&Path>,
    ) -> Result<Option<String>, CeremonyError> {
        Err(CeremonyError::OutOfOrder {
            step: "改派".to_owned(),
            detail: "没有空缺的岗位。".to_owned(),
        })
    }
}
