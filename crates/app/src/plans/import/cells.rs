//! What a cell of 附件2 means.

use std::collections::BTreeMap;

use sunlot_domain::items::ItemClass;
use sunlot_domain::plan::Ratio;
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

/// What 抽查比例 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Share {
    /// One ratio, with the rounding that its words ask for.
    Ratio(String, &'static str),
    /// A ratio for each credit-risk class.
    Classes(BTreeMap<String, String>),
    /// Everybody, in so many batches.
    All(u32),
    /// The column says a number of subjects.
    Count(u64),
}

const ROUNDINGS: [(&str, &str); 5] =
    [("不低于", "min"), ("不少于", "min"), ("不超过", "max"), ("不高于", "max"), ("约", "near")];

/// 抽查比例: 5%, 不低于5%, 100%，随机分3批, A类1%、B类5%, 20户. A spreadsheet stores a cell that shows
/// 5% as 0.05.
pub(super) fn share(text: &str) -> Result<Share, Wrong> {
    let bare = squeezed(text);
    let wrong = || {
        let text = format!(
            "抽查比例“{text}”应写成 5%、不低于5%、100%，或“A类1%、B类5%、未分类5%”，不超过 100%；请改正。"
        );
        ("plan_table.ratio", text)
    };
    if bare.ends_with(['户', '家']) {
        return count(&bare).map(Share::Count).map_err(|_| wrong());
    }
    if let Some(rest) = bare.strip_prefix("100%，随机分").or(bare.strip_prefix("100%,随机分"))
    {
        let batches = rest.strip_suffix('批').and_then(|batches| batches.parse().ok());
        return batches.filter(|batches| *batches >= 1).map(Share::All).ok_or_else(wrong);
    }
    if bare.contains("类") {
        let classes = parts(&bare.replace(['，', ','], "、")).into_iter().map(|part| {
            let (class, ratio) = part.split_once("类")?;
            let class = if class == "未分" { "U" } else { class };
            let known = ["A", "B", "C", "D", "U"].contains(&class);
            Some((class.to_owned(), known.then(|| ratio_text(ratio)).flatten()?))
        });
        let classes: Option<BTreeMap<String, String>> = classes.collect();
        return classes.map(Share::Classes).ok_or_else(wrong);
    }
    let named = ROUNDINGS.iter().find_map(|(word, code)| Some((bare.strip_prefix(word)?, *code)));
    let (bare, rounding) = named.unwrap_or((&bare, ""));
    match ratio_text(bare) {
        Some(ratio) if ratio == "100%" && rounding.is_empty() => Ok(Share::All(1)),
        Some(ratio) => Ok(Share::Ratio(ratio, rounding)),
        None => Err(wrong()),
    }
}

/// A ratio as terms keep it; a bare decimal as percent.
fn ratio_text(text: &str) -> Option<String> {
    let ratio = Ratio::parse(text).ok().filter(|ratio| ratio.p() > 0)?;
    if text.ends_with(['%', '％', '‰']) || text.contains('/') {
        return Some(text.replace('％', "%"));
    }
    // p/q with q a power of ten: the percentage has two digits fewer behind its point.
    let (p, q) = (u128::from(ratio.p()) * 100, u128::from(ratio.q()));
    let (whole, rest) = (p / q, p % q);
    if rest == 0 {
        return Some(format!("{whole}%"));
    }
    let digits = format!("{:0width$}", rest, width = q.ilog10() as usize);
    Some(format!("{whole}.{}%", digits.trim_end_matches('0')))
}

/// 抽查数量: 20, 20户.
pub(super) fn count(text: &str) -> Result<u64, Wrong> {
    let bare = squeezed(text);
    let bare = bare.trim_end_matches(['户', '家', '个']);
    let number = bare.parse().ok().filter(|number| (1..=10_000_000).contains(number));
    number.ok_or_else(|| {
        let text = format!("抽查数量“{text}”应为 1 以上的整数，如 20 或 20户；请改正。");
        ("plan_table.count", text)
    })
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
    fn ratios_and_numbers_are_read_as_tables_print_them_and_spreadsheets_store_them() {
        let ratio = |text: &str, rounding| Ok(Share::Ratio(text.to_owned(), rounding));
        for (text, read) in [
            ("5%", ratio("5%", "")),
            (" 不低于 5％ ", ratio("5%", "min")),
            ("不超过12.5%", ratio("12.5%", "max")),
            ("3‰", ratio("3‰", "")),
            ("0.05", ratio("5%", "")),
            ("0.125", ratio("12.5%", "")),
            ("0.005", ratio("0.5%", "")),
            ("100%", Ok(Share::All(1))),
            ("1", Ok(Share::All(1))),
            ("100%，随机分3批", Ok(Share::All(3))),
            ("20户", Ok(Share::Count(20))),
        ] {
            assert_eq!(share(text), read, "{text}");
        }
        let classes = [("A", "1%"), ("U", "5%")].map(|(class, it)| (class.into(), it.into()));
        assert_eq!(share("A类1%、未分类5%"), Ok(Share::Classes(classes.into())));
        for text in ["120%", "1.2", "abc", "", "0", "不低于", "E类5%", "A类多数", "0户", "-5%"]
        {
            let (code, said) = share(text).unwrap_err();
            assert_eq!(code, "plan_table.ratio", "{text}");
            assert!(said.contains("请改正"), "{said}");
        }
        for text in ["20", "20户", " 20 家 "] {
            assert_eq!(count(text), Ok(20), "{text}");
        }
        for text in ["0", "-3", "3.5", "三户", ""] {
            assert_eq!(count(text).unwrap_err().0, "plan_table.count", "{text}");
        }
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
