//! The invented county: 阳和县, code 629922, which no edition of GB/T 2260 contains.

/// Division code of the county. No real county has it.
pub const COUNTY_CODE: &str = "629922";

/// Name of the county. Invented.
pub const COUNTY_NAME: &str = "阳和县";

/// A township of the county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Township {
    /// Nine digits.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Matching region, one of [`REGIONS`].
    pub region: &'static str,
    /// Share of the subjects, in no unit.
    pub(crate) share: usize,
}

const fn town(
    code: &'static str,
    name: &'static str,
    region: &'static str,
    share: usize,
) -> Township {
    Township { code, name, region, share }
}

/// Matching regions and their names.
pub const REGIONS: [(&str, &str); 6] = [
    ("CITY", "城区片"),
    ("EAST", "东片"),
    ("SOUTH", "南片"),
    ("WEST", "西片"),
    ("NORTH", "北片"),
    ("HILL", "山区片"),
];

/// The 28 townships.
pub const TOWNSHIPS: [Township; 28] = [
    town("629922100", "城关镇", "CITY", 260),
    town("629922101", "阳泉驿镇", "EAST", 80),
    town("629922102", "河湾镇", "EAST", 62),
    town("629922103", "白土坡镇", "EAST", 40),
    town("629922104", "安宁店镇", "CITY", 58),
    town("629922105", "甘井镇", "SOUTH", 44),
    town("629922106", "侯家滩镇", "SOUTH", 30),
    town("629922107", "柴林镇", "SOUTH", 28),
    town("629922108", "韩家岔口镇", "SOUTH", 24),
    town("629922109", "大寨子镇", "SOUTH", 22),
    town("629922110", "青草塬镇", "WEST", 42),
    town("629922111", "长沟镇", "WEST", 25),
    town("629922112", "四方台镇", "WEST", 23),
    town("629922113", "中和镇", "WEST", 26),
    town("629922114", "老君庙镇", "WEST", 21),
    town("629922115", "平川堡镇", "NORTH", 33),
    town("629922116", "丁家集镇", "NORTH", 22),
    town("629922117", "杨树集镇", "NORTH", 20),
    town("629922118", "翟家窑镇", "NORTH", 18),
    town("629922119", "新集镇", "NORTH", 24),
    town("629922120", "土门镇", "HILL", 15),
    town("629922121", "新塬里镇", "HILL", 14),
    town("629922122", "草川镇", "HILL", 13),
    town("629922123", "新庄坪镇", "HILL", 12),
    town("629922200", "云雾乡", "HILL", 9),
    town("629922201", "党家堡乡", "HILL", 9),
    town("629922202", "八盘乡", "HILL", 8),
    town("629922203", "石峡乡", "HILL", 8),
];
