//! What comes from outside: time and randomness, each with a real and a fake form.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::{Day, UtcSecond};

pub use sunlot_store::Entropy;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn unix_ms(&self) -> i64;

    /// Now, to the second.
    fn now(&self) -> UtcSecond {
        let seconds = self.unix_ms().div_euclid(1_000);
        UtcSecond::from_unix(seconds).expect("clocks stand between 2000 and 2199")
    }

    /// Today in China (UTC+8, no summer time).
    fn today(&self) -> Day {
        china_day(self.now()).expect("within the calendar")
    }
}

/// The day in China (UTC+8, no summer time) that a second lies in.
pub(crate) fn china_day(at: UtcSecond) -> Option<Day> {
    at.plus(8 * 3_600).map(UtcSecond::day)
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// A clock that stands until it is set; for tests and simulated years.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    /// A clock that stands at a second.
    #[must_use]
    pub fn at(time: UtcSecond) -> FakeClock {
        FakeClock(AtomicI64::new(time.unix() * 1_000))
    }

    /// Moves it forward.
    pub fn advance(&self, seconds: u32) {
        self.0.fetch_add(i64::from(seconds) * 1_000, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes that follow from a seed: the same in every run of a test.
#[derive(Debug)]
pub struct FakeEntropy {
    seed: u64,
    drawn: Mutex<u64>,
}

impl FakeEntropy {
    /// Entropy of a seed.
    #[must_use]
    pub fn of(seed: u64) -> FakeEntropy {
        FakeEntropy { seed, drawn: Mutex::new(0) }
    }
}

impl Entropy for FakeEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let mut drawn = self.drawn.lock().expect("nothing panics while it is held");
            *drawn += 1;
            let block = [self.seed.to_be_bytes(), drawn.to_be_bytes()].concat();
            let digest = Suite::Sha256.hash(&[&block]);
            chunk.copy_from_slice(&digest.as_bytes()[..chunk.len()]);
        }
    }
}
