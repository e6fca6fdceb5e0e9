//! 位置: where the invented subjects stand, in hills that no county has.

use sunlot_domain::positions::Position;
use sunlot_testkit::TOWNSHIPS;

use crate::world::World;

/// Middle of the county, in degrees.
const MIDDLE: (f64, f64) = (35.68, 105.06);

/// How far the middle of a matching region lies from that of the county, in degrees.
fn region(code: &str) -> (f64, f64) {
    match code {
        "EAST" => (0.03, 0.24),
        "SOUTH" => (-0.22, 0.05),
        "WEST" => (0.02, -0.25),
        "NORTH" => (0.23, -0.04),
        "HILL" => (0.19, 0.21),
        _ => (0.0, 0.0),
    }
}

impl World {
    /// Where a subject of a township stands; the register lacks it for one in seven.
    pub(crate) fn position(&self, code: &str, township: &str) -> Option<Position> {
        let town = TOWNSHIPS.iter().find(|town| town.code == township)?;
        if self.roll(&format!("position {code}"), 7) == 0 {
            return None;
        }
        let (north, east) = region(town.region);
        let spread = |what: &str, of: &str, degrees: f64| {
            let step = self.roll(&format!("{what} {of}"), 2_001) as f64 / 1_000.0 - 1.0;
            step * degrees
        };
        let latitude =
            MIDDLE.0 + north + spread("north", township, 0.09) + spread("north", code, 0.012);
        let longitude =
            MIDDLE.1 + east + spread("east", township, 0.09) + spread("east", code, 0.015);
        Position::of_degrees(latitude, longitude).ok()
    }
}
