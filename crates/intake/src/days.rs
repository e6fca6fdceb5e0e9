//! Days as people and spreadsheets write them.

use sunlot_domain::codes::fold;

/// Reads a day: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`, each also with a
/// time of day behind it, or a spreadsheet's serial number. Only real days from 2000 to 2199, as
/// in ssj-1 §3.5.
pub(crate) fn parse(raw: &str) -> Option<String> {
    // A time of day decides nothing here.
    let head = raw.trim().split([' ', 'T', '\u{3000}']).next().unwrap_or_default();
    let text = fold(head);
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            8 => format(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?),
            5 => from_serial(number(&text)?),
            _ => None,
        };
    }
    let bare = text.strip_suffix('日').unwrap_or(&text);
    let parts: Vec<&str> = bare.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    format(number(year)?, number(month)?, number(day)?)
}

/// Month as `2026-03` from `2026-03`, `2026/3`, `2026年3月`, `202603` or any day in it.
pub(crate) fn parse_month(raw: &str) -> Option<String> {
    if let Some(day) = parse(raw) {
        return day.get(..7).map(str::to_owned);
    }
    let text = fold(raw);
    let bare = text.strip_suffix('月').unwrap_or(&text);
    let (year, month) = match bare.split_once(['-', '/', '.', '年']) {
        Some(parts) => parts,
        None if bare.len() == 6 && bare.is_ascii() => bare.split_at(4),
        None => return None,
    };
    if year.len() != 4 || month.len() > 2 {
        return None;
    }
    let day = format(number(year)?, number(month)?, 1)?;
    day.get(..7).map(str::to_owned)
}

/// A year, month and day as text, when it is a real day.
pub(crate) fn format(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    let real = (2000..=2199).contains(&year) && (1..=last).contains(&day);
    real.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Days since 1899-12-30, as spreadsheets count after 1900-02-28.
/// Only 2000 to 2100: other five-digit numbers are likelier to be something else.
fn from_serial(serial: u32) -> Option<String> {
    if !(36_526..=73_415).contains(&serial) {
        return None;
    }
    // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    // 1899-12-30 is 25 569 days before 1970-01-01, which is 719 468 days after 0000-03-01.
    let z = serial + 719_468 - 25_569;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    format(yoe + era * 400 + u32::from(month <= 2), month, day)
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_day() {
        for raw in [
            "2026-03-01",
            "2026/3/1",
            "2026.03.1",
            "2026年3月1日",
            "20260301",
            "２０２６－０３－０１",
            "2026-03-01 08:30:00",
            "2026-03-01T00:00:00",
            "46082",
        ] {
            assert_eq!(parse(raw).as_deref(), Some("2026-03-01"), "{raw}");
        }
        assert_eq!(parse("36526").as_deref(), Some("2000-01-01"));
        assert_eq!(parse("73415").as_deref(), Some("2100-12-31"));
        assert_eq!(parse("2024-02-29").as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn what_is_no_day() {
        for raw in [
            "2026-02-29",
            "2026-13-01",
            "26-3-1",
            "2026-3",
            "0",
            "99999999",
            "三月",
            "",
            "2026-03-01-04",
            "1/3/2026",
            "20261",
            "73416",
            "-2026-3-1",
        ] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn months() {
        for raw in ["2026-03", "2026/3", "202603", "2026年3月", "2026-03-15"] {
            assert_eq!(parse_month(raw).as_deref(), Some("2026-03"), "{raw}");
        }
        for raw in ["2026-13", "2026", "3月", "20261"] {
            assert_eq!(parse_month(raw), None, "{raw}");
        }
    }
}
