//! Where two histories part, and how: for a person who has to find out what was done to a log.

use sunlot_sortition::digest::Digest;

/// How what was found differs from what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// An entry has another content.
    Edited(u64),
    /// Entries are missing, from here on.
    Deleted(u64),
    /// There are entries that were never signed, from here on.
    Inserted(u64),
    /// The same entries in another order, from here on.
    Reordered(u64),
    /// The end is missing: only so many are left.
    Truncated(u64),
}

impl Difference {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Difference::Edited(_) => "log.entry_edited",
            Difference::Deleted(_) => "log.entry_deleted",
            Difference::Inserted(_) => "log.entry_inserted",
            Difference::Reordered(_) => "log.entry_reordered",
            Difference::Truncated(_) => "log.truncated",
        }
    }

    /// Index of the first entry that differs.
    #[must_use]
    pub fn index(self) -> u64 {
        match self {
            Difference::Edited(at)
            | Difference::Deleted(at)
            | Difference::Inserted(at)
            | Difference::Reordered(at)
            | Difference::Truncated(at) => at,
        }
    }

    /// What happened.
    #[must_use]
    pub fn message_zh(self) -> String {
        let at = self.index();
        match self {
            Difference::Edited(_) => format!("第 {at} 号条目的内容被改动。"),
            Difference::Deleted(_) => format!("从第 {at} 号起有条目被删除。"),
            Difference::Inserted(_) => format!("从第 {at} 号起有条目是后来插入的。"),
            Difference::Reordered(_) => format!("从第 {at} 号起条目的次序被调换。"),
            Difference::Truncated(_) => format!("第 {at} 号及以后的条目被截去。"),
        }
    }
}

/// How `found` differs from `signed`; leaf hashes in log order. What lies behind the end of
/// `signed` is newer and no difference.
#[must_use]
pub fn difference(signed: &[Digest], found: &[Digest]) -> Option<Difference> {
    let same = signed.iter().zip(found).take_while(|(a, b)| a == b).count();
    let (signed, found) = (&signed[same..], &found[same..]);
    let at = same as u64;
    if signed.is_empty() {
        return None;
    }
    let Some(first) = found.first() else { return Some(Difference::Truncated(at)) };
    // The first signed entry stands further back: something came before it. The first found one
    // stands further on among the signed: something before it is gone. Both: they changed places.
    let later = found.contains(&signed[0]);
    let earlier = signed.contains(first);
    Some(match (later, earlier) {
        (true, true) => Difference::Reordered(at),
        (true, false) => Difference::Inserted(at),
        (false, true) => Difference::Deleted(at),
        (false, false) => Difference::Edited(at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sunlot_sortition::suite::Suite;

    #[test]
    fn each_kind_is_told_from_the_others() {
        let leaves = |text: &str| -> Vec<Digest> {
            text.bytes().map(|b| Suite::Sha256.hash(&[&[b]])).collect()
        };
        let judge = |found: &str| difference(&leaves("abcdef"), &leaves(found));
        assert_eq!(judge("abcdef"), None);
        assert_eq!(judge("abcdefgh"), None);
        assert_eq!(judge("abXdef"), Some(Difference::Edited(2)));
        assert_eq!(judge("abdef"), Some(Difference::Deleted(2)));
        assert_eq!(judge("abXcdef"), Some(Difference::Inserted(2)));
        assert_eq!(judge("abdcef"), Some(Difference::Reordered(2)));
        assert_eq!(judge("abcd"), Some(Difference::Truncated(4)));
        assert_eq!(judge(""), Some(Difference::Truncated(0)));
    }
}
