//! 位置: where a subject stands on the globe, so that an inspector finds it and plans the route.
//!
//! Owns what a position is and how it is written. Must never decide who is drawn: no position is
//! part of a frame.

use std::fmt;

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use crate::ids::{LinkId, SubjectId};

/// Millionths of a degree: about a tenth of a metre.
const MICRO: f64 = 1_000_000.0;

/// Latitude and longitude in CGCS2000 (GB/T 22021-2008), which is WGS 84 to within a metre; not
/// the shifted coordinates of commercial maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position {
    latitude: i32,
    longitude: i32,
}

/// Why something is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionError {
    /// Not two decimal numbers.
    Form,
    /// No place on the globe.
    Range,
}

impl PositionError {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PositionError::Form => "position.form",
            PositionError::Range => "position.range",
        }
    }

    /// For people.
    #[must_use]
    pub fn message_zh(self) -> &'static str {
        match self {
            PositionError::Form => "经度、纬度应是以度为单位的小数，如 105.054321 和 35.691234。",
            PositionError::Range => {
                "纬度应在 -90 到 90 之间，经度应在 -180 到 180 之间；请核对是否写颠倒。"
            }
        }
    }
}

impl Position {
    /// A position by degrees, rounded to millionths.
    ///
    /// # Errors
    /// No place on the globe.
    pub fn of_degrees(latitude: f64, longitude: f64) -> Result<Position, PositionError> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return Err(PositionError::Range);
        }
        // At most 180,000,000: it fits.
        let micro = |degrees: f64| (degrees * MICRO).round() as i32;
        Ok(Position { latitude: micro(latitude), longitude: micro(longitude) })
    }

    /// Reads two decimal numbers.
    ///
    /// # Errors
    /// Other texts, and no place on the globe.
    pub fn parse(latitude: &str, longitude: &str) -> Result<Position, PositionError> {
        let number = |text: &str| {
            let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
            let read = text.parse::<f64>().map_err(|_| PositionError::Form);
            if plain { read } else { Err(PositionError::Form) }
        };
        Position::of_degrees(number(latitude)?, number(longitude)?)
    }

    /// North is positive, in degrees.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / MICRO
    }

    /// East is positive, in degrees.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / MICRO
    }

    /// Whether it lies in the rectangle around China; what lies outside is a slip of the pen.
    #[must_use]
    pub fn is_in_china(self) -> bool {
        (3.0..=54.0).contains(&self.latitude()) && (73.0..=136.0).contains(&self.longitude())
    }
}

/// `35.691200,105.073400`: latitude first, as in RFC 5870.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.latitude(), self.longitude())
    }
}

impl From<Position> for String {
    fn from(position: Position) -> String {
        position.to_string()
    }
}

impl TryFrom<String> for Position {
    type Error = String;

    fn try_from(text: String) -> Result<Position, String> {
        let (latitude, longitude) = text.split_once(',').ok_or("no comma in a position")?;
        Position::parse(latitude, longitude).map_err(|e| e.code().to_owned())
    }
}

/// Who says where a subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionSource {
    /// The register.
    Register,
    /// An arrival of inspectors.
    Arrival,
}

impl PositionSource {
    /// All of them.
    pub const ALL: [PositionSource; 2] = [PositionSource::Register, PositionSource::Arrival];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PositionSource::Register => "register",
            PositionSource::Arrival => "arrival",
        }
    }

    /// As people read it.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            PositionSource::Register => "名录登记",
            PositionSource::Arrival => "到场定位",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<PositionSource> {
        PositionSource::ALL.into_iter().find(|source| source.code() == code)
    }
}

/// One statement of where a subject stands; the last that was not withdrawn holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPosition {
    /// Its id.
    pub id: LinkId,
    /// 检查对象.
    pub subject: SubjectId,
    /// Where.
    pub position: Position,
    /// Who says so.
    pub source: PositionSource,
    /// The day on which it was so.
    pub noted_on: Day,
    /// The import that brought it was taken back.
    pub withdrawn: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_form_is_read_back() {
        let position = Position::parse("35.6912", "105.054321").unwrap();
        assert_eq!(position.to_string(), "35.691200,105.054321");
        assert_eq!(Position::try_from(position.to_string()), Ok(position));
        let south_west = Position::of_degrees(-0.000_001, -179.999_999).unwrap();
        assert_eq!(Position::try_from(south_west.to_string()), Ok(south_west));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for (latitude, longitude, why) in [
            ("105.05", "35.69", PositionError::Range),
            ("NaN", "105", PositionError::Form),
            ("inf", "105", PositionError::Form),
            ("1e1", "105", PositionError::Form),
            ("35°41′", "105", PositionError::Form),
            ("", "105", PositionError::Form),
            ("35", "180.1", PositionError::Range),
        ] {
            assert_eq!(Position::parse(latitude, longitude), Err(why), "{latitude} {longitude}");
        }
        assert_eq!(Position::of_degrees(f64::NAN, 105.0), Err(PositionError::Range));
    }

    #[test]
    fn a_slip_of_the_pen_lies_outside_of_china() {
        assert!(Position::parse("35.69", "105.05").unwrap().is_in_china());
        assert!(!Position::parse("35.69", "10.505").unwrap().is_in_china());
    }
}
