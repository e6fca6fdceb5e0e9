//! 后续处置: what follows a result: 责令改正, 立案处罚, 抄告移送, 限制措施, 信用修复, 信用反馈.
//!
//! Owns the states, who may follow whom, the terms and their sources. Every record hangs on what
//! caused it ([`Cause`]), so that it can be traced back to an inspection or an individual case.
//! Must never know the calendar or the day: deadlines come in as days.

mod error;
pub mod feedback;
pub mod measures;
pub mod penalties;
pub mod public_text;
pub mod rectifications;
pub mod referrals;
pub mod repairs;
pub mod restrictions;
pub mod terms;

pub use error::{FollowError, Noun, Why};

use crate::ids::{CaseId, InspectionId, ReferralId};

/// 来源: what a record hangs on. At least one of the three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cause {
    /// A visit of a random inspection, or of a case.
    pub inspection: Option<InspectionId>,
    /// 个案.
    pub case: Option<CaseId>,
    /// What another organ sent.
    pub referral: Option<ReferralId>,
}

impl Cause {
    /// Whether it names anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Cause::default()
    }
}

/// A text of a field, trimmed, within its length.
///
/// # Errors
/// [`Why::Text`].
pub fn text(
    noun: Noun,
    field: &'static str,
    text: &str,
    least: usize,
    most: usize,
) -> Result<String, FollowError> {
    let text = text.trim();
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        return Ok(text.to_owned());
    }
    Err(noun.refuses(Why::Text { field, length, least, most }))
}

/// Two acts of one record that two people must do.
///
/// # Errors
/// [`Why::SamePerson`].
pub fn two_people<T: PartialEq>(
    noun: Noun,
    first: (&'static str, T),
    second: (&'static str, T),
) -> Result<(), FollowError> {
    if first.1 == second.1 {
        return Err(noun.refuses(Why::SamePerson { first: first.0, second: second.0 }));
    }
    Ok(())
}

/// A sum in 分 as 元 with two decimals.
#[must_use]
pub fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
