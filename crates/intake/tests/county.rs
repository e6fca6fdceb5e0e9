//! The generated county through intake: three formats, one content, everything as counted.

use std::collections::BTreeMap;

use sunlot_intake::{
    ConflictRow, IdVerdict, Import, InspectorRow, Status, SubjectRow, read_trusted,
};
use sunlot_testkit::{County, DEPARTMENTS, Size};

use crate::common::bounded;

fn county() -> County {
    County::generate(Size { subjects: 3_000, ..Size::default() })
}

#[test]
fn the_register_is_the_same_in_three_formats_and_as_counted() {
    let county = county();
    let table = county.register_table();
    let utf8: Import<SubjectRow> = bounded("a.csv", &table.csv_utf8()).unwrap();
    let national: Import<SubjectRow> = bounded("b.csv", &table.csv_gb18030()).unwrap();
    let workbook: Import<SubjectRow> = bounded("c.xlsx", &table.xlsx().unwrap()).unwrap();
    assert_eq!(utf8.rows, national.rows);
    assert_eq!(utf8.rows, workbook.rows);
    let expected = county.expected;
    for report in [&utf8.report, &national.report, &workbook.report] {
        assert!(report.adds_up());
        assert_eq!(report.rows as usize, expected.rows);
        assert_eq!(report.duplicates.len(), expected.duplicates);
        assert_eq!(report.refused, []);
    }
    let count = |verdict| utf8.rows.iter().filter(|r| r.verdict == verdict).count();
    assert_eq!(count(IdVerdict::CheckFailed), expected.check_failed);
    assert_eq!(count(IdVerdict::OldNumber), expected.old_numbers);
    let not_live = utf8.rows.iter().filter(|r| r.status != Status::Live).count();
    assert_eq!(not_live, expected.not_live);
    let lost = utf8.rows.iter().filter(|r| r.township_code.is_empty()).count();
    assert_eq!(lost, expected.without_township);
}

#[test]
fn inspectors_and_conflicts_are_all_accepted() {
    let county = county();
    let table = county.inspectors_table();
    let people: Import<InspectorRow> = bounded("a.xlsx", &table.xlsx().unwrap()).unwrap();
    let text: Import<InspectorRow> = bounded("a.csv", &table.csv_gb18030()).unwrap();
    assert_eq!(people.rows, text.rows);
    assert_eq!((people.rows.len(), people.report.refused.len()), (300, 0));
    assert_eq!(people.rows[0].regions, ["*"]);
    let table: BTreeMap<String, String> =
        DEPARTMENTS.iter().map(|d| (d.name.to_owned(), d.code.to_owned())).collect();
    let people = people.map_departments(&table);
    assert_eq!((people.rows.len(), people.rows[0].dept.as_str()), (300, "scjg"));
    let conflicts: Import<ConflictRow> =
        bounded("c.csv", &county.conflicts_table().csv_utf8()).unwrap();
    assert_eq!(conflicts.rows.len(), county.conflicts.len());
    assert!(conflicts.report.refused.is_empty());
}

#[test]
fn inspectors_fields_and_refusals() {
    let text = "工号,姓名,所属部门,执法区域,资质,执法证有效期至,上限,已派次数,组长,请假,检查小组\n\
        a01,王一,县水务局,东片、西片,食品,2027-12-31,20,3,是,2026-04-01至2026-04-10；2026-05-06,一组\n\
        A02,王二,县水务局,,,2027-12-31,,,,2026-04-10..2026-04-01,\n\
        A03,王三,县水务局,,,,,,,,\n\
        张三,王四,县水务局,,,2027-12-31,,,,,\n\
        A05,王五,不存在的局,,,2027-12-31,3000,,,,\n\
        A06,王六,不存在的局,,,2027-12-31,,,,,\n\
        a06,王六,不存在的局,,,2027/12/31,,,,,\n\
        A07,王七,县水务局,,,2027-12-31,,,,,\n\
        A07,王七,县水务局,,,2028-12-31,,,,,\n";
    let table = BTreeMap::from([("县水务局".to_owned(), "swuj".to_owned())]);
    let import = read_trusted::<InspectorRow>(text.as_bytes(), "csv").unwrap();
    assert!(import.report.adds_up());
    let import = import.map_departments(&table);
    assert!(import.report.adds_up());
    let row = &import.rows[0];
    assert_eq!((row.code.as_str(), row.dept.as_str(), row.team.as_str()), ("A01", "swuj", "一组"));
    assert_eq!((row.regions.len(), row.cap, row.prior, row.lead), (2, Some(20), 3, true));
    let leave: Vec<_> = row.leave.iter().map(|l| (l.from.as_str(), l.to.as_str())).collect();
    assert_eq!(leave, [("2026-04-01", "2026-04-10"), ("2026-05-06", "2026-05-06")]);
    let refused: Vec<_> = import.report.refused.iter().map(|r| (r.row, r.code.as_str())).collect();
    assert_eq!(
        refused,
        [
            (3, "inspectors.leave"),
            (4, "inspectors.cert_missing"),
            (5, "inspectors.code"),
            (6, "cell.number"),
            (7, "inspectors.dept_unknown"),
            (8, "inspectors.dept_unknown"),
            (9, "inspectors.contradiction"),
            (10, "inspectors.contradiction"),
        ]
    );
}

#[test]
fn conflicts_fields_and_refusals() {
    let text = "执法人员编号,统一社会信用代码,代码,说明\n\
        a01,91620422ma7000018w,回避,近亲属\n\
        A01,*,L,\n\
        A01,*,C,\n\
        A01,91620422MA7000018W,X,\n\
        ,91620422MA7000018W,C,\n\
        A01,91620422MA7000018W,C,另一说明\n";
    let import = read_trusted::<ConflictRow>(text.as_bytes(), "csv").unwrap();
    assert!(import.report.adds_up());
    let kept: Vec<_> = import
        .rows
        .iter()
        .map(|r| (r.officer.as_str(), r.object.as_str(), r.code.as_str()))
        .collect();
    assert_eq!(kept, [("A01", "*", "L"), ("A01", "91620422MA7000018W", "C")]);
    let refused: Vec<_> = import.report.refused.iter().map(|r| (r.row, r.code.as_str())).collect();
    assert_eq!(
        refused,
        [(4, "conflicts.everything"), (5, "conflicts.code"), (6, "inspectors.code")]
    );
    assert_eq!(import.report.duplicates.len(), 1);
}

/// Every accepted row is a subject of the plan rules, whatever its dirt.
#[test]
fn every_row_is_a_subject() {
    let table = county().register_table();
    let import = read_trusted::<SubjectRow>(&table.csv_utf8(), "csv").unwrap();
    for row in &import.rows {
        let subject = row.to_subject().unwrap();
        assert_eq!(subject.id.as_str(), row.id);
        assert_eq!(subject.id_verified, row.verdict != IdVerdict::CheckFailed);
        assert_eq!(subject.last_inspected.is_some(), row.last_inspected.is_some());
    }
    let mut subverted = import.rows[0].clone();
    subverted.id = "a b".to_owned();
    assert_eq!(subverted.to_subject().unwrap_err().code(), "reader.crashed");
}
