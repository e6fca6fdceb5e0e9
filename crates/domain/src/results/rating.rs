//! 评价: what the company thinks of the visit. Anonymous, once, and never shown one by one: only
//! counts of an organ reach those who supervise it.

use sunlot_sortition::time::Day;

use super::ResultError;
use crate::ids::{InspectionId, LinkId, OrganId};

/// Longest text of a rating.
pub const RATING_TEXT_MAX: usize = 500;

/// 评价.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRating {
    /// Its id.
    pub id: LinkId,
    /// The visit, so that each is rated once.
    pub inspection: InspectionId,
    /// 发起部门.
    pub organ: OrganId,
    /// 1 to 5.
    pub score: u8,
    /// In words.
    pub text: String,
    /// When.
    pub rated_on: Day,
}

impl VisitRating {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ResultError::Score`].
    pub fn check(&self) -> Result<(), ResultError> {
        let fits = (1..=5).contains(&self.score) && self.text.chars().count() <= RATING_TEXT_MAX;
        if fits { Ok(()) } else { Err(ResultError::Score { score: self.score }) }
    }
}
