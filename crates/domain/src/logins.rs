//! 登录的节制: how many guesses an account has to bear, and who still gets in meanwhile.
//!
//! A guess is counted before it is checked, so that guesses at the same time count as well; a
//! right one gives its count back. What is counted is what was typed as login name, whether such
//! an account exists or not, so that the answers tell nothing (R-AUTH-05).

use sunlot_sortition::time::UtcSecond;

/// Failures of one account from one network, or one known device, after which it waits.
pub const PAIR_MAX: u32 = 5;

/// Seconds that it then waits: 15 minutes.
pub const LOCK_SECONDS: i64 = 15 * 60;

/// Failures of an account in 24 hours from strangers; then only known devices are let in.
pub const STRANGERS_MAX: u32 = 80;

/// Failures of an account in 24 hours from its known devices. Together at most 100 guesses a day.
pub const DEVICES_MAX: u32 = 20;

/// Failures of one network over all accounts in 15 minutes; a known device passes by.
pub const NETWORK_MAX: u32 = 200;

const DAY_SECONDS: i64 = 86_400;

/// How often something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How often.
    pub count: u32,
    /// The first of them.
    pub first: UtcSecond,
    /// The last of them.
    pub last: UtcSecond,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// One account from one place.
    Pair,
    /// One account from all strangers.
    Strangers,
    /// One account from all its known devices.
    Devices,
    /// All accounts from one network.
    Network,
}

impl Counter {
    fn max(self) -> u32 {
        match self {
            Counter::Pair => PAIR_MAX,
            Counter::Strangers => STRANGERS_MAX,
            Counter::Devices => DEVICES_MAX,
            Counter::Network => NETWORK_MAX,
        }
    }

    /// Seconds until the next attempt may be made; 0 when it may be made now. `None` stands for
    /// no failure.
    #[must_use]
    pub fn wait(self, failures: Option<Failures>, now: UtcSecond) -> i64 {
        let Some(failures) = self.current(failures, now) else { return 0 };
        let until = match self {
            Counter::Strangers | Counter::Devices if failures.count >= self.max() => {
                failures.first.unix() + DAY_SECONDS
            }
            Counter::Pair | Counter::Network if failures.count >= self.max() => {
                failures.last.unix() + LOCK_SECONDS
            }
            // Each failure doubles the pause: 1, 2, 4, 8 seconds.
            Counter::Pair => failures.last.unix() + (1 << failures.count.saturating_sub(1).min(3)),
            _ => return 0,
        };
        (until - now.unix()).max(0)
    }

    /// The failures after one more.
    #[must_use]
    pub fn after(self, failures: Option<Failures>, now: UtcSecond) -> Failures {
        match self.current(failures, now) {
            Some(known) => Failures { count: known.count + 1, last: now, ..known },
            None => Failures { count: 1, first: now, last: now },
        }
    }

    /// What still counts.
    fn current(self, failures: Option<Failures>, now: UtcSecond) -> Option<Failures> {
        let over = |known: &Failures| match self {
            Counter::Pair => now.unix() - known.last.unix() >= LOCK_SECONDS,
            Counter::Network => now.unix() - known.first.unix() >= LOCK_SECONDS,
            Counter::Strangers | Counter::Devices => now.unix() - known.first.unix() >= DAY_SECONDS,
        };
        failures.filter(|known| known.count > 0 && !over(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UtcSecond {
        UtcSecond::parse("2026-03-02T01:00:00Z").unwrap().plus(seconds).unwrap()
    }

    /// Guesses as quickly as allowed for a time; gives how many were made.
    fn guesses(counters: &[Counter], seconds: i64) -> u32 {
        let mut known: Vec<Option<Failures>> = vec![None; counters.len()];
        let (mut made, mut now) = (0, 0);
        while now < seconds {
            let waits = counters.iter().zip(&known).map(|(c, k)| c.wait(*k, at(now)));
            match waits.max() {
                Some(wait) if wait > 0 => now += wait,
                _ => {
                    made += 1;
                    for (counter, known) in counters.iter().zip(&mut known) {
                        *known = Some(counter.after(*known, at(now)));
                    }
                }
            }
        }
        made
    }

    #[test]
    fn a_place_has_five_guesses_and_then_a_pause() {
        assert_eq!(guesses(&[Counter::Pair], 14 * 60), 5);
        let waits: Vec<i64> = (1..=5)
            .map(|count| {
                let failures = Failures { count, first: at(0), last: at(0) };
                Counter::Pair.wait(Some(failures), at(0))
            })
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, LOCK_SECONDS]);
    }

    #[test]
    fn an_account_bears_at_most_a_hundred_guesses_a_day() {
        // However many networks guess: the day's counter alone bounds them.
        let strangers = guesses(&[Counter::Strangers], 86_399);
        let devices = guesses(&[Counter::Devices], 86_399);
        assert_eq!((strangers, devices), (80, 20));
    }
}
