//! 季度.

use std::fmt;

use sunlot_sortition::time::Day;

use super::MeetingError;
use crate::calendar::year_of;

/// A quarter of a calendar year, written `2026Q1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: u16,
    number: u8,
}

impl Quarter {
    /// Reads `2026Q1`.
    ///
    /// # Errors
    /// [`MeetingError::Quarter`] for any other text.
    pub fn parse(text: &str) -> Result<Quarter, MeetingError> {
        let refused = || MeetingError::Quarter { text: text.to_owned() };
        let (year, number) = text.split_once('Q').ok_or_else(refused)?;
        let year = year.parse().ok().filter(|year| (2_015..=2_199).contains(year));
        let number = number.parse().ok().filter(|number| (1..=4).contains(number));
        let quarter = year.zip(number).map(|(year, number)| Quarter { year, number });
        quarter.filter(|quarter| quarter.to_string() == text).ok_or_else(refused)
    }

    /// The quarter of a day.
    #[must_use]
    pub fn of(day: Day) -> Quarter {
        let month: u8 = day.to_string()[5..7].parse().expect("a day has a month");
        Quarter { year: year_of(day), number: month.div_ceil(3) }
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// First day.
    #[must_use]
    pub fn first(self) -> Day {
        let month = self.number * 3 - 2;
        let text = format!("{:04}-{month:02}-01", self.year);
        Day::parse(&text).expect("each quarter begins with a first")
    }

    /// Last day.
    #[must_use]
    pub fn last(self) -> Day {
        let end = match self.number {
            1 => "03-31",
            2 => "06-30",
            3 => "09-30",
            _ => "12-31",
        };
        Day::parse(&format!("{:04}-{end}", self.year)).expect("each quarter has a last day")
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Quarter {
        match self.number {
            4 => Quarter { year: self.year + 1, number: 1 },
            number => Quarter { number: number + 1, ..self },
        }
    }

    /// That a conference has this quarter: the one in which its first member joined is its first.
    ///
    /// # Errors
    /// [`MeetingError::BeforeConference`].
    pub fn exists_since(self, founded: Day) -> Result<(), MeetingError> {
        if self < Quarter::of(founded) {
            return Err(MeetingError::BeforeConference { founded });
        }
        Ok(())
    }

    /// `2026年第一季度`.
    #[must_use]
    pub fn name_zh(self) -> String {
        let number = ["一", "二", "三", "四"][usize::from(self.number - 1)];
        format!("{}年第{number}季度", self.year)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.number)
    }
}
