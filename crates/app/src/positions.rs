//! 位置 as it comes in and as it is shown.

use serde::{Deserialize, Serialize};
use sunlot_domain::positions::{MICRO, Position, SubjectPosition};
use utoipa::ToSchema;

use crate::error::AppError;

/// Latitude of the poles, in millionths of a degree.
const POLE: u64 = 90 * MICRO.unsigned_abs() as u64;

/// 定位所得的经纬度（CGCS2000 或 WGS 84）。
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Coordinates {
    /// 纬度，度，北纬为正。
    pub latitude: f64,
    /// 经度，度，东经为正。
    pub longitude: f64,
}

impl TryFrom<Coordinates> for Position {
    type Error = AppError;

    fn try_from(it: Coordinates) -> Result<Position, AppError> {
        // A float that is too large for the integer becomes its bound: no place on the globe.
        let micro = |degrees: f64| (degrees * f64::from(MICRO)).round() as i64;
        let (latitude, longitude) = (micro(it.latitude), micro(it.longitude));
        Position::of_micro(latitude, longitude).map_err(|e| {
            let north = latitude.unsigned_abs() > POLE;
            let field = if north { "latitude" } else { "longitude" };
            AppError::field(field, e.code(), e.message_zh())
        })
    }
}

/// 检查对象的位置。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PositionView {
    /// 纬度，度。
    pub latitude: f64,
    /// 经度，度。
    pub longitude: f64,
    /// 由来代码：register、arrival。
    pub source: String,
    /// 由来：名录登记或到场定位。
    pub source_name: String,
    /// 哪天的位置。
    pub noted_on: String,
}

impl From<Position> for Coordinates {
    fn from(it: Position) -> Coordinates {
        let degrees = |micro: i32| f64::from(micro) / f64::from(MICRO);
        Coordinates { latitude: degrees(it.latitude), longitude: degrees(it.longitude) }
    }
}

impl From<SubjectPosition> for PositionView {
    fn from(it: SubjectPosition) -> PositionView {
        let Coordinates { latitude, longitude } = it.position.into();
        PositionView {
            latitude,
            longitude,
            source: it.source.code().to_owned(),
            source_name: it.source.name_zh().to_owned(),
            noted_on: it.noted_on.to_string(),
        }
    }
}
