//! Words and signs: how days, moments, numbers and codes are written.

use sunlot_sortition::time::UtcSecond;

/// A text as part of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                safe.push(char::from(byte));
            }
            _ => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    safe
}

/// `2026-07-01` as 2026年7月1日; what is no day stays as it is.
pub(crate) fn day(text: &str) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => {
            let plain = |part: &str| part.trim_start_matches('0').to_owned();
            format!("{year}年{}月{}日", plain(month), plain(day))
        }
        _ => text.to_owned(),
    }
}

/// `2026-07` as 2026年7月; what is no month stays as it is.
pub(crate) fn month(text: &str) -> String {
    match text.split_once('-') {
        Some((year, month)) if year.len() == 4 => {
            format!("{year}年{}月", month.trim_start_matches('0'))
        }
        _ => text.to_owned(),
    }
}

/// A moment in Beijing time.
pub(crate) fn moment(text: &str) -> String {
    let Some(local) = UtcSecond::parse(text).ok().and_then(|at| at.plus(8 * 3_600)) else {
        return text.to_owned();
    };
    let of_day = local.unix().rem_euclid(86_400);
    let (hours, minutes, seconds) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{} {hours:02}:{minutes:02}:{seconds:02}", day(&local.day().to_string()))
}

/// Parts of a whole in percent with one decimal, rounded; `—` of nothing.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let permille = (part * 2_000 + whole) / (2 * whole);
    format!("{}.{}%", permille / 10, permille % 10)
}

/// 分 as 元.
pub(crate) fn yuan(fen: u64) -> String {
    let (whole, rest) = (fen / 100, fen % 100);
    if rest == 0 {
        format!("{} 元", grouped(whole))
    } else {
        format!("{}.{rest:02} 元", grouped(whole))
    }
}

/// A number with a thin space every three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// Bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..=1_023 => format!("{bytes} 字节"),
        1_024..=1_048_575 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{}.{} MB", bytes >> 20, (bytes >> 10) % 1_024 * 10 / 1_024),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_for_people() {
        assert_eq!(encoded("会宁 a/b?"), "%E4%BC%9A%E5%AE%81%20a%2Fb%3F");
        assert_eq!(day("2026-07-01"), "2026年7月1日");
        assert_eq!(day("未定"), "未定");
        assert_eq!(month("2026-07"), "2026年7月");
        assert_eq!(month("未定"), "未定");
        assert_eq!(moment("2026-06-30T23:05:09Z"), "2026年7月1日 07:05:09");
        assert_eq!(percent(1, 3), "33.3%");
        assert_eq!(percent(2, 3), "66.7%");
        assert_eq!(percent(0, 0), "—");
        assert_eq!(grouped(1_234_567), "1\u{2009}234\u{2009}567");
        assert_eq!(yuan(1_234_550), "12\u{2009}345.50 元");
        assert_eq!(size(1_536), "2 KB");
    }
}
