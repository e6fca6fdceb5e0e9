//! 工作日历: which days are worked, by the holiday tables that the State Council announces.
//!
//! Owns the arithmetic of working days. Must never guess: a year that was not announced yet is an
//! error that says how to add it (R-CAL-01).

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::time::Day;
use thiserror::Error;

const TABLE: &str = include_str!("../../../data/holidays_cn_2004_2026.csv");

/// What the announcement says about a day that is not an ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// 放假, whatever day of the week it is.
    Holiday,
    /// 调休上班: a Saturday or Sunday that is worked.
    MakeupWorkday,
}

impl DayKind {
    /// Code in tables and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            DayKind::Holiday => "holiday",
            DayKind::MakeupWorkday => "makeup_workday",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<DayKind> {
        [DayKind::Holiday, DayKind::MakeupWorkday].into_iter().find(|kind| kind.code() == code)
    }
}

/// Why the calendar has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The holidays of the year are not in the tables.
    #[error("holidays of {year} are not announced")]
    NotAnnounced {
        /// The year.
        year: u16,
    },
    /// A row of a table cannot be read.
    #[error("calendar line {line}: {text:?}")]
    Row {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A day of another year in the table of a year.
    #[error("{day} is not in {year}")]
    OtherYear {
        /// The day.
        day: Day,
        /// The year of the table.
        year: u16,
    },
    /// A holiday or makeup day that changes nothing about its day of the week.
    #[error("{day} cannot be {kind}")]
    Weekday {
        /// The day.
        day: Day,
        /// What it was said to be.
        kind: &'static str,
    },
}

impl CalendarError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CalendarError::NotAnnounced { .. } => "calendar.not_announced",
            CalendarError::Row { .. } => "calendar.row",
            CalendarError::OtherYear { .. } => "calendar.other_year",
            CalendarError::Weekday { .. } => "calendar.weekday",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            CalendarError::NotAnnounced { year } => format!(
                "{year} 年的放假安排还没有录入，不能推算工作日；请在国务院办公厅公布后，\
                 由联席会议办公室在“工作日历”中录入 {year} 年的节假日和调休上班日。"
            ),
            CalendarError::Row { line, text } => format!(
                "第 {line} 行“{text}”读不懂；应为“日期,holiday 或 makeup_workday,节日名称”。"
            ),
            CalendarError::OtherYear { day, year } => {
                format!("{day} 不在 {year} 年；一次只录入一年的放假安排，请核对。")
            }
            CalendarError::Weekday { day, kind } => {
                format!("{day} 不能记为 {kind}：调休上班日只能是周六或周日；请核对通知。")
            }
        }
    }
}

/// One day of an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDay {
    /// The day.
    pub day: Day,
    /// What it is.
    pub kind: DayKind,
    /// 节日名称.
    pub name: String,
}

/// The announced years.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    days: BTreeMap<Day, (DayKind, String)>,
    years: BTreeSet<u16>,
}

impl Calendar {
    /// The tables that come with the program, 2004 to 2026.
    ///
    /// # Panics
    /// When the table in `data/` cannot be read; a test reads it, so no release does.
    #[must_use]
    pub fn built_in() -> Calendar {
        let mut calendar = Calendar::default();
        let days = read_table(TABLE).expect("the table in data/ can be read");
        calendar.add(days);
        calendar
    }

    /// Adds the announcement of one year, in place of what was there for it.
    ///
    /// # Errors
    /// A day of another year, or a makeup day that is no weekend.
    pub fn announce(&mut self, year: u16, days: Vec<SpecialDay>) -> Result<(), CalendarError> {
        for special in &days {
            if year_of(special.day) != year {
                return Err(CalendarError::OtherYear { day: special.day, year });
            }
            if special.kind == DayKind::MakeupWorkday && !is_weekend(special.day) {
                let kind = special.kind.code();
                return Err(CalendarError::Weekday { day: special.day, kind });
            }
        }
        self.days.retain(|day, _| year_of(*day) != year);
        self.years.insert(year);
        self.add(days);
        Ok(())
    }

    fn add(&mut self, days: Vec<SpecialDay>) {
        for special in days {
            self.years.insert(year_of(special.day));
            self.days.insert(special.day, (special.kind, special.name));
        }
    }

    /// Years that can be asked about.
    #[must_use]
    pub fn years(&self) -> &BTreeSet<u16> {
        &self.years
    }

    /// Holidays and makeup days of a year, ascending.
    #[must_use]
    pub fn special_days(&self, year: u16) -> Vec<SpecialDay> {
        let of_year = self.days.iter().filter(|(day, _)| year_of(**day) == year);
        let special = |(day, (kind, name)): (&Day, &(DayKind, String))| SpecialDay {
            day: *day,
            kind: *kind,
            name: name.clone(),
        };
        of_year.map(special).collect()
    }

    /// Whether a day is worked (R-CAL-01).
    ///
    /// # Errors
    /// [`CalendarError::NotAnnounced`] for a year that is not in the tables.
    pub fn is_working_day(&self, day: Day) -> Result<bool, CalendarError> {
        let year = year_of(day);
        if !self.years.contains(&year) {
            return Err(CalendarError::NotAnnounced { year });
        }
        Ok(match self.days.get(&day) {
            Some((kind, _)) => *kind == DayKind::MakeupWorkday,
            None => !is_weekend(day),
        })
    }

    /// The `count`th working day after a day; the day itself is not counted (R-CAL-02).
    ///
    /// # Errors
    /// [`CalendarError::NotAnnounced`] when the count runs into such a year.
    pub fn after(&self, start: Day, count: u32) -> Result<Day, CalendarError> {
        let mut day = start;
        let mut left = count;
        while left > 0 {
            day = next(day, 1)?;
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// Working days after `from` up to and with `to`; 0 when `to` is not later.
    ///
    /// # Errors
    /// [`CalendarError::NotAnnounced`] when one of the days lies in such a year.
    pub fn between(&self, from: Day, to: Day) -> Result<u32, CalendarError> {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = next(day, 1)?;
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }
}

/// The year of a day.
#[must_use]
pub fn year_of(day: Day) -> u16 {
    let text = day.to_string();
    text[..4].parse().expect("a day is written with its year of four digits")
}

/// 0 Monday … 6 Sunday.
#[must_use]
pub fn weekday(day: Day) -> u8 {
    let monday = Day::parse("2000-01-03").expect("a Monday");
    u8::try_from(day.days_since(monday).rem_euclid(7)).expect("below 7")
}

fn is_weekend(day: Day) -> bool {
    weekday(day) >= 5
}

fn next(day: Day, count: i32) -> Result<Day, CalendarError> {
    day.plus(count).ok_or(CalendarError::NotAnnounced { year: 2200 })
}

/// Reads `date,kind,name,…` with a header: the form of `data/holidays_cn_2004_2026.csv`.
///
/// # Errors
/// [`CalendarError::Row`] with the first line that cannot be read.
pub fn read_table(text: &str) -> Result<Vec<SpecialDay>, CalendarError> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let refused = || CalendarError::Row { line: at + 1, text: line.to_owned() };
            let mut cells = line.split(',').map(str::trim);
            let day = cells.next().and_then(|cell| Day::parse(cell).ok()).ok_or_else(refused)?;
            let kind = cells.next().and_then(DayKind::parse).ok_or_else(refused)?;
            let name = cells.next().unwrap_or_default().to_owned();
            Ok(SpecialDay { day, kind, name })
        })
        .collect()
}

/// A year that was announced after this program was made, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub id: String,
    /// Its days, in the form of [`read_table`].
    pub days: String,
    /// 通知的文号.
    pub source: String,
}
