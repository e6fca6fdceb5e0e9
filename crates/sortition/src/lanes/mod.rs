//! Sixteen hashes at once, in plain Rust that the compiler turns into vector instructions.
//!
//! A block holds word *t* of sixteen messages side by side, so that every step of the compression
//! function is one loop over sixteen numbers. The loops are compiled once for each instruction
//! set; which one runs is decided when the program starts and never changes a byte of the result.

mod many;
mod sha256;
mod sm3;

use std::sync::OnceLock;

pub use many::hash_many;

use crate::digest::Digest;
use crate::suite::Suite;

/// Messages that are hashed together.
pub const LANES: usize = 16;

/// One word of sixteen messages.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Words(pub [u32; LANES]);

impl Words {
    /// All zero.
    pub const ZERO: Words = Words([0; LANES]);
}

/// Chaining values of sixteen messages.
pub type State = [Words; 8];

/// One block of sixteen messages, words in big-endian reading, in its first [`BLOCK_WORDS`]
/// places; the others are space in which the compression function spreads it out.
pub type Schedule = [Words; 68];

/// Words of a block.
pub const BLOCK_WORDS: usize = 16;

/// Which instructions do the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// What every machine of this architecture has.
    Portable,
    /// 256-bit vectors of x86-64.
    Avx2,
    /// 512-bit vectors of x86-64.
    Avx512,
    /// The SHA-256 instructions, one message after the other; SM3 has no such kernel here.
    ShaNi,
    /// 128-bit vectors of AArch64.
    Neon,
}

impl Kernel {
    /// Name for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Portable => "portable",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
            Kernel::ShaNi => "sha-ni",
            Kernel::Neon => "neon",
        }
    }

    /// The kernels that this machine can run for a suite, quickest first.
    #[must_use]
    pub fn available(suite: Suite) -> Vec<Kernel> {
        // The order is that of the measurements of `examples/bench_ticket.rs`.
        [Kernel::Avx512, Kernel::Avx2, Kernel::ShaNi, Kernel::Neon, Kernel::Portable]
            .into_iter()
            .filter(|kernel| kernel.runs(suite))
            .collect()
    }

    /// The quickest kernel of this machine.
    #[must_use]
    pub fn best(suite: Suite) -> Kernel {
        static BEST: OnceLock<[Kernel; 2]> = OnceLock::new();
        let first = |suite| Kernel::available(suite)[0];
        let best = BEST.get_or_init(|| [first(Suite::Sm3), first(Suite::Sha256)]);
        match suite {
            Suite::Sm3 => best[0],
            Suite::Sha256 => best[1],
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn runs(self, suite: Suite) -> bool {
        match self {
            Kernel::Portable => true,
            Kernel::Avx2 => is_x86_feature_detected!("avx2"),
            Kernel::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
            }
            Kernel::ShaNi => suite == Suite::Sha256 && is_x86_feature_detected!("sha"),
            Kernel::Neon => false,
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn runs(self, _suite: Suite) -> bool {
        match self {
            Kernel::Portable => true,
            Kernel::Neon => cfg!(target_arch = "aarch64"),
            Kernel::Avx2 | Kernel::Avx512 | Kernel::ShaNi => false,
        }
    }
}

/// The compression function of a suite on a kernel. Holding one proves that the machine has the
/// instructions, which is what makes calling it sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compressor {
    suite: Suite,
    kernel: Kernel,
}

impl Compressor {
    /// On the quickest kernel.
    #[must_use]
    pub fn new(suite: Suite) -> Compressor {
        Compressor { suite, kernel: Kernel::best(suite) }
    }

    /// On a kernel of choice; `None` when this machine lacks it.
    #[must_use]
    pub fn on(suite: Suite, kernel: Kernel) -> Option<Compressor> {
        kernel.runs(suite).then_some(Compressor { suite, kernel })
    }

    /// Its suite.
    #[must_use]
    pub fn suite(self) -> Suite {
        self.suite
    }

    /// Its kernel.
    #[must_use]
    pub fn kernel(self) -> Kernel {
        self.kernel
    }

    /// The state before the first block, in all lanes.
    #[must_use]
    pub fn start(self) -> State {
        let words = match self.suite {
            Suite::Sm3 => &sm3::START,
            Suite::Sha256 => &sha256::START,
        };
        std::array::from_fn(|word| Words([words[word]; LANES]))
    }

    /// Takes one block of sixteen messages into their states.
    pub fn compress(self, state: &mut State, block: &mut Schedule) {
        match (self.suite, self.kernel) {
            // SAFETY: `new` and `on` give out a kernel only after `Kernel::runs` found that this
            // machine has its instructions.
            #[cfg(target_arch = "x86_64")]
            (Suite::Sm3, Kernel::Avx512) => unsafe { x86::sm3_avx512(state, block) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            (Suite::Sm3, Kernel::Avx2) => unsafe { x86::sm3_avx2(state, block) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            (Suite::Sha256, Kernel::Avx512) => unsafe { x86::sha256_avx512(state, block) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            (Suite::Sha256, Kernel::Avx2) => unsafe { x86::sha256_avx2(state, block) },
            (Suite::Sha256, Kernel::ShaNi) => sha256::one_by_one(state, block),
            // NEON belongs to every AArch64, so there the portable build is the NEON build.
            (Suite::Sm3, _) => sm3::compress(state, block),
            (Suite::Sha256, _) => sha256::compress(state, block),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! The same loops, compiled for wider vectors.

    use super::{Schedule, State, sha256, sm3};

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
    pub(super) fn sm3_avx512(state: &mut State, block: &mut Schedule) {
        sm3::compress(state, block);
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn sm3_avx2(state: &mut State, block: &mut Schedule) {
        sm3::compress(state, block);
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
    pub(super) fn sha256_avx512(state: &mut State, block: &mut Schedule) {
        sha256::compress(state, block);
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn sha256_avx2(state: &mut State, block: &mut Schedule) {
        sha256::compress(state, block);
    }
}

/// The digest in one lane.
#[must_use]
pub fn digest_of(state: &State, lane: usize) -> Digest {
    let mut bytes = [0; 32];
    for (out, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *out = word.0[lane].to_be_bytes();
    }
    Digest::from_bytes(bytes)
}
