//! What a cell of 附件2 means.

use sunlot_domain::items::ItemClass;
use sunlot_domain::tasks::DrawType;
use sunlot_sortition::time::Day;

/// A cell that is wrong: stable code, and what to do.
pub(super) type Wrong = (&'static str, String);

/// Text without spaces: people and spreadsheets add them.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// 抽查类型.
pub(super) fn draw_type(text: &str) -> Result<DrawType, Wrong> {
    match squeezed(text).as_str() {
        "定向" | "定向抽查" | "directed" => Ok(DrawType::Directed),
        "不定向" | "不定向抽查" | "undirected" => Ok(DrawType::Undirected),
        _ => {
            Err(("plan_table.draw_type", format!("抽查类型“{text}”应为“定向”或“不定向”；请改正。")))
        }
    }
}

/// 抽查事项类别.
pub(super) fn item_class(text: &str) -> Result<ItemClass, Wrong> {
    let (general, key) = (text.contains("一般"), text.contains("重点"));
    match (general, key) {
        (true, false) => Ok(ItemClass::General),
        (false, true) => Ok(ItemClass::Key),
        (true, true) => Err((
            "plan_table.item_class",
            "一个任务不能同时是一般和重点检查事项；请按类别分成两行。".to_owned(),
        )),
        (false, false) => Err((
            "plan_table.item_class",
            format!("抽查事项类别“{text}”应为“一般检查事项”或“重点检查事项”；请改正。"),
        )),
    }
}

/// A day as people write it: 2026-04-20, 2026/4/20, 2026.4.20, 2026年4月20日.
pub(super) fn day(text: &str) -> Result<Day, Wrong> {
    let text = squeezed(text);
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .take(3)
        .filter_map(|part| part.parse().ok())
        .collect();
    let read = match numbers.as_slice() {
        [year, month, day] => Day::parse(&format!("{year:04}-{month:02}-{day:02}")).ok(),
        _ => None,
    };
    read.ok_or_else(|| {
        let text = format!("“{text}”不是日期；请写成 2026-04-20 这样的日期。");
        ("plan_table.day", text)
    })
}

/// A day, or the first and the last one.
pub(super) fn days(text: &str) -> Result<(Day, Day), Wrong> {
    for between in ["至", "到", "~", "～", "—"] {
        if let Some((from, to)) = text.split_once(between) {
            let (from, to) = (day(from)?, day(to.trim_matches('—'))?);
            if from > to {
                let text = format!("抽取日期“{text}”的开始晚于结束；请改正。");
                return Err(("plan_table.days", text));
            }
            return Ok((from, to));
        }
    }
    day(text).map(|day| (day, day))
}

/// Several things in a cell.
pub(super) fn parts(text: &str) -> Vec<String> {
    let pieces = text.split(['；', ';', '、', '\n']);
    pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// Names of departments without （发起） and （参与）.
pub(super) fn organ_names(text: &str) -> Vec<String> {
    let bare = |name: String| {
        let mut name = name;
        for role in ["（发起）", "（参与）", "（牵头）", "（配合）", "(发起)", "(参与)"]
        {
            name = name.replace(role, "");
        }
        name.trim().to_owned()
    };
    parts(&text.replace(['，', ','], "、")).into_iter().map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them_and_nothing_else() {
        let one = Day::parse("2026-04-20").unwrap();
        let two = Day::parse("2026-04-24").unwrap();
        for text in ["2026-04-20", "2026/4/20", "2026.4.20", "2026年4月20日", " 2026-04-20 "] {
            assert_eq!(days(text), Ok((one, one)), "{text}");
        }
        for text in
            ["2026-04-20 至 2026-04-24", "2026年4月20日至2026年4月24日", "2026/4/20~2026/4/24"]
        {
            assert_eq!(days(text), Ok((one, two)), "{text}");
        }
        assert_eq!(days("4月下旬").unwrap_err().0, "plan_table.day");
        assert_eq!(days("2026-02-30").unwrap_err().0, "plan_table.day");
        assert_eq!(days("2026-04-24至2026-04-20").unwrap_err().0, "plan_table.days");
    }

    #[test]
    fn words_of_the_table_are_read() {
        assert_eq!(draw_type("不定向"), Ok(DrawType::Undirected));
        assert_eq!(draw_type("随便").unwrap_err().0, "plan_table.draw_type");
        assert_eq!(item_class("重点检查"), Ok(ItemClass::Key));
        assert!(item_class("一般检查、重点检查").unwrap_err().1.contains("分成两行"));
        let names = organ_names("甲局（发起）；乙局、丙局（参与）");
        assert_eq!(names, ["甲局", "乙局", "丙局"]);
    }
}
