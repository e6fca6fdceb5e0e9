//! The machine's clock and randomness: the only place of the project that asks for either.

use std::time::{SystemTime, UNIX_EPOCH};

use sunlot_ceremony::{CeremonyError, Clock};
use sunlot_sortition::time::UtcSecond;

use crate::say::{REFUSED, Refused};

/// The time now.
pub(crate) fn now() -> Result<UtcSecond, Refused> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|d| i64::try_from(d.as_secs()).ok())
        .and_then(UtcSecond::from_unix)
        .ok_or_else(|| Refused::new("clock.wrong", "本机时钟不对，请先校准时间。", REFUSED))
}

/// The machine's clock, or the time of a rehearsal.
pub(crate) fn clock(set: Option<&str>) -> Result<Clock, Refused> {
    match set {
        None => Ok(Clock::Machine(now()?)),
        Some(text) => match UtcSecond::parse(text) {
            Ok(time) => Ok(Clock::Set(time)),
            Err(_) => Err(CeremonyError::Time { text: text.to_owned() }.into()),
        },
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        Refused::new("random.failed", format!("操作系统的随机数不可用：{e}"), REFUSED)
    })?;
    Ok(bytes)
}
