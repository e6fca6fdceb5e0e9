//! 示例时钟: when the story has been told, time goes on from its last moment as fast as outside.

use sunlot_app::ports::{Clock, SystemClock};
use sunlot_sortition::time::UtcSecond;

/// The machine's clock, moved by a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoClock {
    /// How far the county is ahead of the machine, in seconds; usually it is behind.
    pub ahead: i64,
}

impl DemoClock {
    /// A clock that shows `moment` now.
    #[must_use]
    pub fn showing(moment: UtcSecond) -> DemoClock {
        DemoClock { ahead: moment.unix() - SystemClock.now().unix() }
    }
}

impl Clock for DemoClock {
    fn unix_ms(&self) -> i64 {
        SystemClock.unix_ms() + self.ahead * 1_000
    }
}
