//! 位置: where the invented subjects stand, in hills that no county has.

use sunlot_domain::codes::CanonicalId;
use sunlot_domain::positions::Position;
use sunlot_testkit::TOWNSHIPS;

use crate::world::World;

/// Middle of the county, in millionths of a degree.
const MIDDLE: (i64, i64) = (35_680_000, 105_060_000);

/// How far the middle of a matching region lies from that of the county, likewise.
fn region(code: &str) -> (i64, i64) {
    match code {
        "EAST" => (30_000, 240_000),
        "SOUTH" => (-220_000, 50_000),
        "WEST" => (20_000, -250_000),
        "NORTH" => (230_000, -40_000),
        "HILL" => (190_000, 210_000),
        _ => (0, 0),
    }
}

impl World {
    /// Where a subject of a township stands; the register lacks it for one in seven.
    pub(crate) fn position(&self, code: &str, township: &str) -> Option<Position> {
        // However a row writes the code: two rows of one subject may not contradict each other.
        let canonical = CanonicalId::parse(code).ok();
        let code = canonical.as_ref().map_or(code, CanonicalId::as_str);
        let town = TOWNSHIPS.iter().find(|town| town.code == township)?;
        if self.roll(&format!("position {code}"), 7) == 0 {
            return None;
        }
        let (north, east) = region(town.region);
        let spread = |what: &str, of: &str, most: i64| {
            let steps = self.roll(&format!("{what} {of}"), 2_001);
            (i64::try_from(steps).unwrap_or(0) - 1_000) * most / 1_000
        };
        let latitude = north + spread("north", township, 90_000) + spread("north", code, 12_000);
        let longitude = east + spread("east", township, 90_000) + spread("east", code, 15_000);
        Position::of_micro(MIDDLE.0 + latitude, MIDDLE.1 + longitude).ok()
    }
}
