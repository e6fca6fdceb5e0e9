//! Who takes an open post after a recusal: the smallest fresh number (ssj-1 §9.7).

/// One officer of the pool, seen from an open post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Place in the pool.
    pub officer: u32,
    /// Pair number under the fresh key M'.
    pub r: u64,
    /// Eligible for the entry under the applied ladder.
    pub eligible: bool,
    /// On the team now, recused from it before, or incompatible with a member.
    pub barred: bool,
    /// Posts now held in the pool.
    pub load: u32,
    /// Most posts, as relaxed.
    pub cap: u32,
    /// Counts as a specialist.
    pub special: bool,
}

/// The officer for the post; `None` when nobody may take it.
///
/// `needs_specialist`: the team would otherwise have fewer specialists than its minimum.
#[must_use]
pub fn choose(candidates: &[Candidate], needs_specialist: bool) -> Option<Candidate> {
    let may = |c: &&Candidate| {
        c.eligible && !c.barred && c.load < c.cap && (c.special || !needs_specialist)
    };
    // Officers ascend by code, so the place decides a tie as the code would.
    candidates.iter().filter(may).min_by_key(|c| (c.r, c.officer)).copied()
}
