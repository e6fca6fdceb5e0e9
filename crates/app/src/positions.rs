//! 位置 as it comes in and as it is shown.

use serde::{Deserialize, Serialize};
use sunlot_domain::positions::{Position, SubjectPosition};
use utoipa::ToSchema;

use crate::error::AppError;

/// 定位所得的经纬度（CGCS2000 或 WGS 84）。
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct Coordinates {
    /// 纬度，度，北纬为正。
    pub latitude: f64,
    /// 经度，度，东经为正。
    pub longitude: f64,
}

impl TryFrom<Coordinates> for Position {
    type Error = AppError;

    fn try_from(it: Coordinates) -> Result<Position, AppError> {
        Position::of_degrees(it.latitude, it.longitude)
            .map_err(|e| AppError::field("position", e.code(), e.message_zh()))
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

impl From<SubjectPosition> for PositionView {
    fn from(it: SubjectPosition) -> PositionView {
        PositionView {
            latitude: it.position.latitude(),
            longitude: it.position.longitude(),
            source: it.source.code().to_owned(),
            source_name: it.source.name_zh().to_owned(),
            noted_on: it.noted_on.to_string(),
        }
    }
}
