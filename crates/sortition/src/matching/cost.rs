//! Costs as integers: rules first, then balance, then lot (ssj-1 §9.3).

/// T_lo and T_hi of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadTargets {
    /// Up to here a post is free.
    pub lo: i64,
    /// Up to here a post costs one unit.
    pub hi: i64,
}

impl LoadTargets {
    /// ⌊A/F⌋ − band and ⌈A/F⌉ + band, A = posts and prior posts; 0 and 0 without officers.
    #[must_use]
    pub fn of(posts: u64, priors: impl ExactSizeIterator<Item = u32>, band: u32) -> Self {
        let officers = priors.len() as u64;
        if officers == 0 {
            return Self { lo: 0, hi: 0 };
        }
        let all = posts + priors.map(u64::from).sum::<u64>();
        let band = i64::from(band);
        Self { lo: (all / officers) as i64 - band, hi: all.div_ceil(officers) as i64 + band }
    }
}

/// t·2^105 + r.
#[must_use]
pub fn pair_cost(tier: u8, r: u64) -> i128 {
    (i128::from(tier) << 105) + i128::from(r)
}

/// 2^74·m(x): the cost of an officer's x-th post, prior ones counted.
#[must_use]
pub fn load_cost(targets: LoadTargets, x: i64) -> i128 {
    let m = if x <= targets.lo {
        0
    } else if x <= targets.hi {
        1
    } else {
        2 * (x - targets.hi)
    };
    i128::from(m) << 74
}

/// Tier and number in one word with the order of [`pair_cost`].
pub(super) fn pair_key(tier: u8, r: u64) -> u64 {
    u64::from(tier) << 56 | r
}

/// The cost behind a [`pair_key`].
pub(super) fn key_cost(key: u64) -> i128 {
    pair_cost((key >> 56) as u8, key & ((1 << 56) - 1))
}
