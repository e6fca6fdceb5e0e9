//! 检查对象名录: spellings, encodings, duplicates, and the one real register at hand.

use encoding_rs::GB18030;
use proptest::prelude::*;
use sunlot_domain::codes::Uscc;
use sunlot_intake::{
    Bounds, CreditClass, IdVerdict, Import, Severity, Status, SubjectRow, read_bounded,
    read_trusted,
};

use crate::common::{bounded, reader, shared};

const A: &str = "91620422MA7000018W";
const B: &str = "92620422MA7000026L";
const HEADER: &str = "统一社会信用代码,名称,类型,状态,乡镇代码,乡镇,行业代码,信用风险分类,分类月份,标签,\
                      本年已查次数,最近检查日期,包容审慎,在办案件,权重";

fn read(text: &str) -> Import<SubjectRow> {
    let import = read_trusted::<SubjectRow>(text.as_bytes(), "csv").unwrap();
    assert!(import.report.adds_up(), "{:?}", import.report);
    import
}

fn codes_of(import: &Import<SubjectRow>) -> Vec<&str> {
    import.report.counts.keys().map(String::as_str).collect()
}

/// The real register of one county: every row is accepted, whatever else is remarked.
#[test]
fn the_real_register_is_accepted() {
    let Some(path) = shared("register_huining_620422.csv") else { return };
    let import: Import<SubjectRow> = read_bounded(reader(), &path, &Bounds::default()).unwrap();
    let report = &import.report;
    assert!(report.adds_up());
    assert_eq!((report.rows, report.accepted, import.rows.len()), (1267, 1267, 1267));
    assert_eq!((report.refused.len(), report.duplicates.len()), (0, 0));
    assert_eq!((report.format.as_str(), report.header_row), ("UTF-8", 1));
    assert!(import.rows.iter().all(|r| r.verdict == IdVerdict::Verified));
    assert!(import.rows.iter().all(|r| r.status == Status::Live));
    // Three columns of the file are not asked for.
    assert_eq!(report.counts["table.column_ignored"], 3);
    let missing = import.rows.iter().filter(|r| r.township_code.is_empty()).count() as u64;
    let said = report.counts.get("register.township_missing").copied().unwrap_or(0);
    assert_eq!(missing, said);
    println!("real register: {}", report.summary_zh());
}

#[test]
fn every_field_is_read() {
    let import = read(&format!(
        "会宁县检查对象名录（2026年3月）\n\n{HEADER}\n\
         {A},甲店,企业,存续（在营、开业、在册）,620422100000,会师镇,F5213,b类,2026年3月,\
         食品经营、餐饮；食品经营,2次,2026/3/1,是,0,4\n"
    ));
    let row = &import.rows[0];
    assert_eq!((row.row, row.id.as_str(), row.verdict), (4, A, IdVerdict::Verified));
    assert_eq!((row.name.as_str(), row.entity_class.as_str()), ("甲店", "企业"));
    assert_eq!(row.status, Status::Live);
    assert_eq!((row.township_code.as_str(), row.township.as_str()), ("620422100", "会师镇"));
    assert_eq!((row.industry.as_str(), row.credit_month.as_str()), ("5213", "2026-03"));
    assert_eq!(row.credit_class, Some(CreditClass::B));
    assert_eq!(row.tags, ["食品经营", "餐饮"]);
    assert_eq!((row.visits_this_year, row.last_inspected.as_deref()), (2, Some("2026-03-01")));
    assert_eq!((row.trial, row.pending_case, row.weight), (true, false, Some(4)));
    assert_eq!(import.report.header_row, 3);
}

#[test]
fn english_headers_in_any_order_with_unknown_columns() {
    let import = read(&format!("name,Phone,CODE,Status\nshop,1,{A},revoked\nshop2,2,{B},\n"));
    assert_eq!(import.rows[0].status, Status::Revoked);
    assert_eq!(import.rows[1].status, Status::Live);
    assert_eq!(codes_of(&import), ["register.status_missing", "table.column_ignored"]);
}

#[test]
fn every_bad_cell_is_refused_with_its_place() {
    let check = |column: usize, value: &str, code: &str| {
        let mut cells = vec![A, "甲店"];
        cells.resize(15, "");
        cells[column] = value;
        let import = read(&format!("{HEADER}\n{}\n", cells.join(",")));
        let refused = &import.report.refused;
        assert_eq!((refused.len(), import.rows.len()), (1, 0), "{value}");
        assert_eq!((refused[0].row, refused[0].code.as_str()), (2, code), "{value}");
        let finding = import.report.findings.iter().find(|f| f.code == code).unwrap();
        assert_eq!(finding.severity, Severity::Refuse);
        assert_eq!(finding.column, HEADER.split(',').nth(column).unwrap());
    };
    check(0, "", "id.empty");
    check(0, "9162042", "id.length");
    check(0, "91620422MAO000018W", "id.alphabet");
    check(0, "9.16204E+17", "id.rounded");
    check(0, "设备:1:2", "id.form");
    check(1, "", "register.name_missing");
    check(3, "不知道", "register.status_unknown");
    check(7, "E", "register.credit_class");
    check(10, "-1", "cell.number");
    check(10, "许多", "cell.number");
    check(11, "2026-02-30", "cell.day");
    check(12, "也许", "cell.flag");
    check(14, "65", "cell.number");
    check(14, "0", "cell.number");
}

#[test]
fn doubtful_cells_leave_the_row_in_use() {
    let check = |column: usize, value: &str, code: &str| {
        let mut cells = vec![A, "甲店", "", "存续", "620422100"];
        cells.resize(15, "");
        cells[column] = value;
        let import = read(&format!("{HEADER}\n{}\n", cells.join(",")));
        assert_eq!(import.rows.len(), 1, "{value}");
        assert_eq!(codes_of(&import), [code], "{value}");
    };
    check(0, "91620422MA7000018X", "id.check_failed");
    check(0, "620422600012345", "id.old_number");
    check(1, "=cmd|' /C calc'!A0", "cell.formula_like");
    check(1, "@SUM(1+1)", "cell.formula_like");
    check(1, "甲\u{200B}店", "cell.control");
    check(4, "62042", "register.township_code");
    check(6, "9", "register.industry");
    check(8, "春天", "register.credit_month");
}

#[test]
fn one_content_in_three_encodings_is_one_import() {
    let text = format!("{HEADER}\n{A},甲店（镕㐀𠮷）,企业,存续,,,,,,,,,,,\n");
    let plain = read(&text);
    let bom = read(&format!("\u{FEFF}{text}"));
    let (gb, _, failed) = GB18030.encode(&text);
    assert!(!failed);
    let national: Import<SubjectRow> = bounded("a.csv", &gb).unwrap();
    assert_eq!((&plain.rows, &plain.rows), (&bom.rows, &national.rows));
    assert_eq!(plain.report.format, "UTF-8");
    assert_eq!(bom.report.format, "UTF-8 BOM");
    assert_eq!(national.report.format, "GB18030");
}

#[test]
fn equal_rows_collapse_whatever_their_spelling() {
    let wide: String = A.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
    let import = read(&format!(
        "uscc,name,status\n{A},甲,存续\n{},甲,在业\n{B},乙,存续\n{wide},甲（店）,存续\n",
        A.to_lowercase()
    ));
    assert_eq!(import.rows.len(), 2);
    assert_eq!(import.report.duplicates.len(), 2);
    assert_eq!(import.report.counts["row.duplicate"], 1);
    assert_eq!(import.report.counts["row.duplicate_described"], 1);
}

#[test]
fn contradicting_rows_are_all_refused() {
    let import = read(&format!("uscc,name,status\n{A},甲,存续\n{B},乙,存续\n{A},甲,注销\n"));
    assert_eq!(import.rows.len(), 1);
    assert_eq!(import.rows[0].id, B);
    let rows: Vec<u32> = import.report.refused.iter().map(|r| r.row).collect();
    assert_eq!(rows, [2, 4]);
    assert_eq!(import.report.counts["register.contradiction"], 2);
}

#[test]
fn tab_separated_text_and_text_formulas() {
    let import = read(&format!("uscc\tname\n=\"{A}\"\t甲,乙\n'{B}\t丙\n"));
    assert_eq!((import.rows[0].id.as_str(), import.rows[1].id.as_str()), (A, B));
    assert_eq!(import.rows[0].name, "甲,乙");
}

#[test]
fn tags_of_several_departments_add_up() {
    let import = read(&format!("uscc,name,tags\n{A},甲,餐饮\n{A},甲,旅馆;餐饮\n{A},甲,\n"));
    assert_eq!(import.rows.len(), 1);
    assert_eq!(import.rows[0].tags, ["旅馆", "餐饮"]);
    assert_eq!(import.report.counts["row.duplicate_described"], 2);
}

#[derive(Debug, Clone)]
struct Line {
    body: usize,
    name: &'static str,
    status: &'static str,
    tags: &'static str,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (
        0usize..8,
        prop::sample::select(vec!["甲", "乙", ""]),
        prop::sample::select(vec!["存续", "存续", "存续", "注销", "?"]),
        prop::sample::select(vec!["", "a", "b", "c;a"]),
    )
        .prop_map(|(body, name, status, tags)| Line { body, name, status, tags });
    prop::collection::vec(line, 1..24)
}

fn csv_of(lines: &[Line]) -> String {
    let mut text = "uscc,name,status,tags\n".to_owned();
    for line in lines {
        let code = Uscc::complete(&format!("91620422MA700000{}", line.body)).unwrap();
        text.push_str(&format!("{code},{},{},{}\n", line.name, line.status, line.tags));
    }
    text
}

fn content(import: &Import<SubjectRow>) -> Vec<SubjectRow> {
    let mut rows: Vec<SubjectRow> =
        import.rows.iter().map(|r| SubjectRow { row: 0, ..r.clone() }).collect();
    rows.sort();
    rows
}

proptest! {
    /// Each row has exactly one fate, and the order of the rows changes no accepted row.
    #[test]
    fn order_decides_nothing((lines, shuffled) in lines().prop_flat_map(|l| {
        let shuffled = Just(l.clone()).prop_shuffle();
        (Just(l), shuffled)
    })) {
        let (one, other) = (read(&csv_of(&lines)), read(&csv_of(&shuffled)));
        prop_assert_eq!(content(&one), content(&other));
        let mut seen: Vec<u32> = one.rows.iter().map(|r| r.row).collect();
        seen.extend(one.report.duplicates.iter().map(|d| d.row));
        seen.extend(one.report.refused.iter().map(|r| r.row));
        seen.sort_unstable();
        let all: Vec<u32> = (2..=lines.len() as u32 + 1).collect();
        prop_assert_eq!(seen, all);
        for duplicate in &one.report.duplicates {
            prop_assert!(one.rows.iter().any(|r| r.row == duplicate.of));
        }
    }

    /// Any bytes end in an import or in words; nothing panics.
    #[test]
    fn any_bytes_end_in_words(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        head in any::<bool>(),
    ) {
        let mut file = if head { format!("{HEADER}\n{A},\"").into_bytes() } else { Vec::new() };
        file.extend(bytes);
        match read_trusted::<SubjectRow>(&file, "csv") {
            Ok(import) => prop_assert!(import.report.adds_up()),
            Err(error) => prop_assert!(!error.message_zh().is_empty() && !error.code().is_empty()),
        }
    }
}
