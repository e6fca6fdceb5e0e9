//! 位置: where a subject stands on the globe, so that an inspector finds it and plans the route.
//!
//! Owns what a position is and how it is written. Must never decide who is drawn: no position is
//! part of a frame.

use std::fmt;

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use crate::ids::{LinkId, SubjectId};

/// Of these a degree has; one is about a tenth of a metre.
pub const MICRO: i32 = 1_000_000;

/// Latitude and longitude in CGCS2000 (GB/T 22021-2008), which is WGS 84 to within a metre; not
/// the shifted coordinates of commercial maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position {
    /// North is positive, in millionths of a degree.
    pub latitude: i32,
    /// East is positive, in millionths of a degree.
    pub longitude: i32,
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
    /// A position by millionths of a degree.
    ///
    /// # Errors
    /// No place on the globe.
    pub fn of_micro(latitude: i64, longitude: i64) -> Result<Position, PositionError> {
        let within = |micro: i64, degrees: i32| {
            let read = i32::try_from(micro).map_err(|_| PositionError::Range)?;
            let fits = (-degrees * MICRO..=degrees * MICRO).contains(&read);
            if fits { Ok(read) } else { Err(PositionError::Range) }
        };
        Ok(Position { latitude: within(latitude, 90)?, longitude: within(longitude, 180)? })
    }

    /// Reads two decimal numbers of degrees; digits behind the sixth are cut off.
    ///
    /// # Errors
    /// Other texts, and no place on the globe.
    pub fn parse(latitude: &str, longitude: &str) -> Result<Position, PositionError> {
        Position::of_micro(micro(latitude)?, micro(longitude)?)
    }

    /// Whether it lies in the rectangle around China; what lies outside is a slip of the pen.
    #[must_use]
    pub fn is_in_china(self) -> bool {
        let between = |it: i32, from: i32, to: i32| (from * MICRO..=to * MICRO).contains(&it);
        between(self.latitude, 3, 54) && between(self.longitude, 73, 136)
    }
}

/// The middle of places: the median of either coordinate, which a few slips of the pen do not
/// move.
#[must_use]
pub fn middle(places: &[Position]) -> Option<Position> {
    let median = |of: fn(&Position) -> i32| {
        let mut all: Vec<i32> = places.iter().map(of).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied()
    };
    Some(Position { latitude: median(|it| it.latitude)?, longitude: median(|it| it.longitude)? })
}

/// Millionths in a decimal number of at most three digits before the point.
fn micro(text: &str) -> Result<i64, PositionError> {
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 3 {
        return Err(PositionError::Form);
    }
    let six: String = part.chars().chain("000000".chars()).take(6).collect();
    let read = |text: &str| text.parse::<i64>().map_err(|_| PositionError::Form);
    Ok(sign * (read(whole)? * i64::from(MICRO) + read(&six)?))
}

/// `35.691200,105.073400`: latitude first, as in RFC 5870.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let degrees = |f: &mut fmt::Formatter<'_>, it: i32| {
            let (sign, it) = (if it < 0 { "-" } else { "" }, it.unsigned_abs());
            write!(f, "{sign}{}.{:06}", it / MICRO.unsigned_abs(), it % MICRO.unsigned_abs())
        };
        degrees(f, self.latitude)?;
        f.write_str(",")?;
        degrees(f, self.longitude)
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
        assert_eq!(Position::parse("35.6912009", "105.054321"), Ok(position));
        assert_eq!(Position::try_from(position.to_string()), Ok(position));
        let south_west = Position::of_micro(-1, -179_999_999).unwrap();
        assert_eq!(south_west.to_string(), "-0.000001,-179.999999");
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
            ("35", "180.000001", PositionError::Range),
            ("35.", "105", PositionError::Form),
            ("--35", "105", PositionError::Form),
            ("1000", "105", PositionError::Form),
        ] {
            assert_eq!(Position::parse(latitude, longitude), Err(why), "{latitude} {longitude}");
        }
        assert_eq!(Position::of_micro(i64::MAX, 0), Err(PositionError::Range));
    }

    #[test]
    fn one_wrong_place_does_not_move_the_middle() {
        let at = |latitude, longitude| Position { latitude, longitude };
        assert_eq!(middle(&[]), None);
        let places = [at(5, 100), at(90 * MICRO, -180 * MICRO), at(7, 104), at(6, 102), at(4, 101)];
        assert_eq!(middle(&places), Some(at(6, 101)));
    }

    #[test]
    fn a_slip_of_the_pen_lies_outside_of_china() {
        assert!(Position::parse("35.69", "105.05").unwrap().is_in_china());
        assert!(!Position::parse("35.69", "10.505").unwrap().is_in_china());
    }
}
