//! 检查组: who goes, who was there, who signs.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::{Day, UtcSecond};

use super::InspectionError;
use crate::ids::{AccountId, InspectionId, InspectorId, LinkId, OrganId, SubjectId};
use crate::inspectors::{Conflict, ConflictKind};

/// Officers of each organ in a visit, at least (行政处罚法第四十二条).
pub const OFFICERS_MIN: usize = 2;

/// 检查组成员.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionMember {
    /// Its id.
    pub id: LinkId,
    /// The visit.
    pub inspection: InspectionId,
    /// For which organ.
    pub organ: OrganId,
    /// Who.
    pub inspector: InspectorId,
    /// 组长.
    pub leads: bool,
    /// Whether he was there; unknown before the arrival.
    pub present: Option<bool>,
    /// 已回避改派: somebody was drawn in his place.
    pub has_left: bool,
}

/// 执法人员签字: by his own account, of this record and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionSignature {
    /// Its id.
    pub id: LinkId,
    /// The visit.
    pub inspection: InspectionId,
    /// For which organ.
    pub organ: OrganId,
    /// Who.
    pub inspector: InspectorId,
    /// With which account.
    pub account: AccountId,
    /// What.
    pub digest: Digest,
    /// When.
    pub signed_at: UtcSecond,
}

/// Whether each organ has its two officers among these (R-INSP-05).
///
/// # Errors
/// [`InspectionError::TeamSize`] with the name of the first organ that has not.
pub fn enough(
    organs: &BTreeMap<OrganId, String>,
    officers: impl IntoIterator<Item = (OrganId, InspectorId)>,
) -> Result<(), InspectionError> {
    let all: BTreeSet<_> = officers.into_iter().collect();
    for (organ, name) in organs {
        if all.iter().filter(|(of, _)| of == organ).count() < OFFICERS_MIN {
            return Err(InspectionError::TeamSize { organ: name.clone() });
        }
    }
    Ok(())
}

/// Members of an organ who were there.
pub fn present_of(
    members: &[InspectionMember],
    organ: OrganId,
) -> impl Iterator<Item = &InspectionMember> {
    members.iter().filter(move |m| m.organ == organ && m.present == Some(true) && !m.has_left)
}

/// Whether a declared conflict keeps an inspector from a subject on a day. Having inspected it
/// before does not: the matching has weighed that.
#[must_use]
pub fn meets_conflict(conflicts: &[Conflict], subject: SubjectId, day: Day) -> bool {
    conflicts
        .iter()
        .any(|c| c.code == ConflictKind::Recusal && c.subject == subject && c.holds(day))
}
