//! Working days against the second package's list of every day, and beyond the announced years.

use proptest::prelude::*;
use sunlot_domain::calendar::{Calendar, CalendarError, DayKind, SpecialDay, read_table, weekday};
use sunlot_sortition::time::Day;

const EVERY_DAY: &str = include_str!("../../../data/workdays_cn_2019_2026.csv");

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

#[test]
fn both_packages_agree_on_each_of_2922_days() {
    let calendar = Calendar::built_in();
    let mut count = 0;
    for line in EVERY_DAY.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let date = day(cells[0]);
        assert_eq!(calendar.is_working_day(date), Ok(cells[1] == "1"), "{line}");
        assert_eq!(weekday(date) + 1, cells[2].parse::<u8>().unwrap(), "{line}");
        count += 1;
    }
    assert_eq!(count, 2922);
}

#[test]
fn a_year_that_is_not_announced_is_an_error_with_advice() {
    let calendar = Calendar::built_in();
    let missing = CalendarError::NotAnnounced { year: 2027 };
    assert_eq!(calendar.is_working_day(day("2027-01-04")), Err(missing.clone()));
    assert_eq!(calendar.after(day("2026-12-30"), 20), Err(missing.clone()));
    assert_eq!(calendar.between(day("2026-12-30"), day("2027-01-02")), Err(missing.clone()));
    assert!(missing.message_zh().contains("2027 年的节假日"), "{}", missing.message_zh());
}

#[test]
fn holidays_and_makeup_days_are_counted_as_announced() {
    let calendar = Calendar::built_in();
    // 国庆节 2026: 1 to 7 October off, 10 October (Saturday) worked.
    assert_eq!(calendar.after(day("2026-09-30"), 1), Ok(day("2026-10-08")));
    assert_eq!(calendar.after(day("2026-09-30"), 3), Ok(day("2026-10-10")));
    assert_eq!(calendar.after(day("2026-03-02"), 0), Ok(day("2026-03-02")));
    assert_eq!(calendar.between(day("2026-09-30"), day("2026-10-10")), Ok(3));
    assert_eq!(calendar.between(day("2026-10-10"), day("2026-09-30")), Ok(0));
}

#[test]
fn the_tables_can_be_extended_and_corrected() {
    let mut calendar = Calendar::built_in();
    let text = "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-03,makeup_workday,元旦\n";
    calendar.announce(2027, read_table(text).unwrap()).unwrap();
    assert_eq!(calendar.is_working_day(day("2027-01-01")), Ok(false));
    assert_eq!(calendar.is_working_day(day("2027-01-03")), Ok(true));
    assert_eq!(calendar.after(day("2026-12-31"), 1), Ok(day("2027-01-03")));
    calendar.announce(2027, Vec::new()).unwrap();
    assert_eq!(calendar.is_working_day(day("2027-01-01")), Ok(true), "corrected");

    let special = |text, kind| SpecialDay { day: day(text), kind, name: "春节".into() };
    let other = vec![special("2028-01-01", DayKind::Holiday)];
    assert_eq!(calendar.announce(2027, other).unwrap_err().code(), "calendar.other_year");
    let monday = vec![special("2027-01-04", DayKind::MakeupWorkday)];
    assert_eq!(calendar.announce(2027, monday).unwrap_err().code(), "calendar.weekday");
    assert_eq!(read_table("h\n2027-13-01,holiday,x").unwrap_err().code(), "calendar.row");
    assert_eq!(read_table("h\n2027-01-01,off,x").unwrap_err().code(), "calendar.row");
}

proptest! {
    #[test]
    fn counting_forth_and_between_agree(offset in 0i32..7_000, count in 1u32..60) {
        let calendar = Calendar::built_in();
        let start = day("2004-01-01").plus(offset).unwrap();
        let end = calendar.after(start, count).unwrap();
        prop_assert_eq!(calendar.between(start, end), Ok(count));
        prop_assert_eq!(calendar.is_working_day(end), Ok(true));
    }
}
