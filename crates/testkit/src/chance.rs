//! Chance without a generator: every value is a hash of what it is for.
//!
//! So a county of 1,000 subjects begins like one of 30,000, and nothing depends on call order.
//! This is for test data only. It is not random enough for anything else.

/// A source of chance with a seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    /// 64 bits for a purpose and a number: FNV-1a over the purpose, then the mixer of `SplitMix64`
    /// (Steele, Lea, Flood 2014) over both.
    pub(crate) fn bits(self, purpose: &str, number: u64) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for byte in purpose.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
        let mixed = mix(self.seed.wrapping_add(mix(hash)));
        mix(mixed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// A number below `limit`, which is above 0.
    pub(crate) fn below(self, purpose: &str, number: u64, limit: usize) -> usize {
        // The bias is below 2^-32 for the small limits of this crate.
        usize::try_from(self.bits(purpose, number) % limit as u64).unwrap_or(0)
    }

    /// True in `of_10_000` of 10,000 cases.
    pub(crate) fn happens(self, purpose: &str, number: u64, of_10_000: usize) -> bool {
        self.below(purpose, number, 10_000) < of_10_000
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<'a, T>(self, purpose: &str, number: u64, list: &'a [T]) -> &'a T {
        &list[self.below(purpose, number, list.len())]
    }

    /// Index by weights that are not all 0.
    pub(crate) fn weighted(self, purpose: &str, number: u64, weights: &[usize]) -> usize {
        let mut left = self.below(purpose, number, weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

fn mix(value: u64) -> u64 {
    let a = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    b ^ (b >> 31)
}
