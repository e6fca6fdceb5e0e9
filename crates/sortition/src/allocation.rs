//! Allocation of one total over several units: Webster / Sainte-Laguë with bounds (ssj-1 §8.3).
//!
//! The specification hands out one post at a time. A total of 10^9 would take 10^9 steps of that
//! loop, and a verifier reads totals from strangers, so all posts whose priority is clearly above
//! the last one are given at once and only the rest goes through the loop. Same result, tested
//! against the plain loop.
//!
//! Source: M. L. Balinski, H. P. Young, *Fair Representation*, 1982 (Webster's method as a
//! divisor method: the posts are the largest quotients W/(2k+1)).

/// One unit of an allocation, in ascending order of unit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Eligible objects N, below 2^53.
    pub eligible: u64,
    /// `share` of the rules, 1 … 10^9.
    pub share: u64,
    /// Lower bound before capping with N.
    pub lo: u64,
    /// Upper bound before capping with N, at least `lo`, at most 10^9.
    pub hi: u64,
}

/// Fixed point of the search for the price of a post: 44 binary places.
///
/// With k < 2^30 posts two priorities of one unit differ by more than 2^-32, so one step of the
/// grid holds at most one priority of each unit, and the loop after the search stays short.
/// W < 2^83, so W·2^44 fits `u128`.
const PLACES: u32 = 44;

/// The parts of the units, in the order of `claims`.
#[must_use]
pub fn allocate(total: u64, claims: &[Claim]) -> Vec<u64> {
    let seats: Vec<Seats> = claims.iter().map(Seats::new).collect();
    let granted: u128 = seats.iter().map(|s| u128::from(s.lo)).sum();
    let mut parts: Vec<u64> = seats.iter().map(|s| s.lo).collect();
    let Some(open) = u128::from(total).checked_sub(granted).filter(|&open| open > 0) else {
        return parts;
    };
    let price = cheapest_safe_price(&seats, open);
    for (part, seat) in parts.iter_mut().zip(&seats) {
        *part = seat.lo + seat.above(price);
    }
    hand_out(total, &seats, &mut parts);
    parts
}

/// The loop of the specification, from wherever `parts` stands.
fn hand_out(total: u64, seats: &[Seats], parts: &mut [u64]) {
    let mut sum: u64 = parts.iter().sum();
    while sum < total {
        let mut best: Option<usize> = None;
        for (index, seat) in seats.iter().enumerate() {
            if parts[index] >= seat.hi {
                continue;
            }
            let better = best.is_none_or(|b| {
                let mine = seat.claim * u128::from(2 * parts[b] + 1);
                let theirs = seats[b].claim * u128::from(2 * parts[index] + 1);
                // Ties stay with the earlier, that is the smaller unit code.
                mine > theirs
            });
            if better {
                best = Some(index);
            }
        }
        let Some(best) = best else { return };
        parts[best] += 1;
        sum += 1;
    }
}

/// The smallest price on the grid at which the posts that cost strictly more do not exceed `open`.
fn cheapest_safe_price(seats: &[Seats], open: u128) -> u128 {
    let posts = |price: u128| seats.iter().map(|s| u128::from(s.above(price))).sum::<u128>();
    let mut low = 0;
    let mut high = seats.iter().map(|s| s.claim << PLACES).max().unwrap_or(0);
    // At `high` nothing costs more, so `high` is always safe.
    while low < high {
        let middle = low + (high - low) / 2;
        if posts(middle) <= open { high = middle } else { low = middle + 1 }
    }
    high
}

struct Seats {
    lo: u64,
    hi: u64,
    claim: u128,
}

impl Seats {
    fn new(claim: &Claim) -> Self {
        Self {
            lo: claim.lo.min(claim.eligible),
            hi: claim.hi.min(claim.eligible),
            claim: u128::from(claim.eligible) * u128::from(claim.share),
        }
    }

    /// How many posts after `lo` have a priority W/(2k+1) strictly above `price`·2^-44.
    fn above(&self, price: u128) -> u64 {
        let room = self.hi - self.lo;
        if price == 0 {
            return if self.claim > 0 { room } else { 0 };
        }
        // W·2^44 > price·(2k+1)  ⇔  2k+1 ≤ (W·2^44 − 1) div price.
        let Some(top) = (self.claim << PLACES).checked_sub(1) else { return 0 };
        let odd = top / price;
        // The posts k = 0 … count−1 have 2k+1 ≤ odd.
        let count = odd.div_ceil(2);
        let after_lo = count.saturating_sub(u128::from(self.lo));
        u64::try_from(after_lo).map_or(room, |posts| posts.min(room))
    }
}
