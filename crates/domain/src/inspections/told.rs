//! 补报到达: what was noted on the spot without a network and told to the platform later.

use sunlot_sortition::time::UtcSecond;

use super::{Inspection, InspectionError};

/// How long after an arrival it may be told: a day without a network.
pub const LATE_SECONDS_MAX: i64 = 24 * 3_600;

/// The time of an arrival that the device noted: after the notice, not in the future, and no
/// longer ago than a day (R-INSP-15). Later than that nobody could tell it from a made-up one.
///
/// # Errors
/// [`InspectionError::Field`].
pub fn arrived_at(
    visit: &Inspection,
    told: UtcSecond,
    now: UtcSecond,
) -> Result<UtcSecond, InspectionError> {
    let refused = |advice| Err(InspectionError::Field { field: "到达时间", advice });
    if told > now {
        return refused("晚于现在；请校准设备的时间。");
    }
    if now.unix() - told.unix() > LATE_SECONDS_MAX {
        return refused(
            "到达须在 24 小时以内报告；超过的，请按现在的时间记录到达，并在记录中说明。",
        );
    }
    let notified = visit.notice.as_ref().and_then(|notice| UtcSecond::parse(&notice.at).ok());
    if notified.is_some_and(|notified| told < notified) {
        return refused("早于送达通知的时间；没有通知不能检查。");
    }
    Ok(told)
}
