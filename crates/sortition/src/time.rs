//! Times of the protocol (ssj-1 §3.5): whole UTC seconds and days. There is no clock here.

use std::fmt;

use thiserror::Error;

/// A text that is not a time or day of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a {kind} between 2000 and 2199")]
pub struct TimeError {
    /// `time` or `day`.
    pub kind: &'static str,
    /// What was found.
    pub text: String,
}

impl TimeError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "time.invalid"
    }

    /// What is wrong and what is allowed.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let form = if self.kind == "day" { "2026-03-31" } else { "2026-03-31T08:00:00Z" };
        format!("“{}”不是有效的时间，请写成 {form} 的形式（2000 至 2199 年）。", self.text)
    }
}

/// A day of the Gregorian calendar, 2000-01-01 … 2199-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    // Days since 1970-01-01.
    number: i32,
}

/// A second of UTC in the same years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcSecond {
    unix: i64,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Day {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When it is of another form or no day of the calendar.
    pub fn parse(text: &str) -> Result<Day, TimeError> {
        day(text.as_bytes())
            .ok_or_else(|| TimeError { kind: "day", text: text.chars().take(40).collect() })
    }

    /// The day `count` days later (earlier when negative); `None` outside of the years.
    #[must_use]
    pub fn plus(self, count: i32) -> Option<Day> {
        let number = self.number.checked_add(count)?;
        in_years(number).then_some(Day { number })
    }

    /// Days from `earlier` to this day; negative when it is later.
    #[must_use]
    pub fn days_since(self, earlier: Day) -> i64 {
        i64::from(self.number) - i64::from(earlier.number)
    }

    /// Its first second.
    #[must_use]
    pub fn start(self) -> UtcSecond {
        UtcSecond { unix: i64::from(self.number) * SECONDS_PER_DAY }
    }
}

impl UtcSecond {
    /// Reads `YYYY-MM-DDTHH:MM:SSZ`.
    ///
    /// # Errors
    /// When it is of another form or no second of the calendar; there is no leap second.
    pub fn parse(text: &str) -> Result<UtcSecond, TimeError> {
        second(text.as_bytes())
            .ok_or_else(|| TimeError { kind: "time", text: text.chars().take(40).collect() })
    }

    /// The second with this Unix time; `None` outside of the years.
    #[must_use]
    pub fn from_unix(unix: i64) -> Option<UtcSecond> {
        let number = i32::try_from(unix.div_euclid(SECONDS_PER_DAY)).ok()?;
        in_years(number).then_some(UtcSecond { unix })
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.unix
    }

    /// This many seconds later (earlier when negative); `None` outside of the years.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Option<UtcSecond> {
        UtcSecond::from_unix(self.unix.checked_add(seconds)?)
    }

    /// The day it lies in, by UTC.
    #[must_use]
    pub fn day(self) -> Day {
        let number = self.unix.div_euclid(SECONDS_PER_DAY);
        Day { number: i32::try_from(number).expect("the years are bounded") }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.number);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for UtcSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.unix.rem_euclid(SECONDS_PER_DAY);
        let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{}T{h:02}:{m:02}:{s:02}Z", self.day())
    }
}

impl fmt::Debug for UtcSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
}

fn day(text: &[u8]) -> Option<Day> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
    if !(2000..2200).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let number = days_from_civil(i32::try_from(year).ok()?, month, day);
    // A day beyond the end of its month comes back as another date.
    (civil(number) == (i32::try_from(year).ok()?, month, day)).then_some(Day { number })
}

fn second(text: &[u8]) -> Option<UtcSecond> {
    if text.len() != 20
        || text[10] != b'T'
        || text[13] != b':'
        || text[16] != b':'
        || text[19] != b'Z'
    {
        return None;
    }
    let day = day(&text[..10])?;
    let (h, m, s) = (number(&text[11..13])?, number(&text[14..16])?, number(&text[17..19])?);
    (h < 24 && m < 60 && s < 60)
        .then(|| UtcSecond { unix: day.start().unix + i64::from(h * 3600 + m * 60 + s) })
}

fn in_years(number: i32) -> bool {
    (2000..2200).contains(&civil(number).0)
}

/// Days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let month = i32::try_from(month).expect("a month");
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + i32::try_from(day).expect("a day") - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// Year, month and day of days since 1970-01-01, the inverse of [`days_from_civil`].
fn civil(number: i32) -> (i32, u32, u32) {
    let z = number + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i32::from(month <= 2);
    let small = |v: i32| u32::try_from(v).expect("a month or a day");
    (year, small(month), small(doy - (153 * mp + 2) / 5 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_same_text() {
        for text in ["2000-01-01", "2024-02-29", "2026-11-23", "2199-12-31", "2100-02-28"] {
            assert_eq!(Day::parse(text).expect(text).to_string(), text);
        }
        let time = UtcSecond::parse("2026-04-20T00:00:00Z").expect("a time");
        assert_eq!((time.unix() - 1_692_803_367) / 3 + 1, 27_946_612);
        assert_eq!(time.plus(86_399).expect("a time").to_string(), "2026-04-20T23:59:59Z");
    }

    #[test]
    fn every_day_of_the_years_comes_back() {
        let mut day = Day::parse("2000-01-01").expect("a day");
        let mut count = 1;
        while let Some(next) = day.plus(1) {
            assert_eq!(Day::parse(&next.to_string()), Ok(next));
            assert!(next > day && next.days_since(day) == 1);
            day = next;
            count += 1;
        }
        assert_eq!((day.to_string().as_str(), count), ("2199-12-31", 73_049));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["2023-02-29", "2026-13-01", "2026-00-10", "1999-12-31", "2200-01-01", "26-1-1"]
        {
            assert!(Day::parse(text).is_err(), "{text}");
        }
        for text in ["2026-04-20T24:00:00Z", "2026-04-20 00:00:00Z", "2026-04-20T00:00:60Z", ""] {
            assert!(UtcSecond::parse(text).is_err(), "{text}");
        }
    }
}
