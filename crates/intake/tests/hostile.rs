//! Hostile files: each ends in clear words with a code, in a process that cannot use more than it
//! is given.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use sunlot_intake::{
    Bounds, ChildError, FileError, Import, IntakeError, Severity, SubjectRow, read_bounded,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::common::{bounded, reader};

const A: &str = "91620422MA7000018W";
fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const SHEET_NS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS_NS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES_NS: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const ODF: &str = "urn:oasis:names:tc:opendocument:xmlns";

fn relation(kind: &str, target: &str) -> String {
    format!(
        "<Relationships xmlns='{RELS_NS}'>\
         <Relationship Id='r1' Type='{REL}/{kind}' Target='{target}'/></Relationships>"
    )
}

/// A minimal workbook around the rows of one sheet, with more entries behind.
fn xlsx_with(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = format!(
        "<Types xmlns='{TYPES_NS}'><Default Extension='xml' ContentType='application/xml'/></Types>"
    );
    let book = format!(
        "<workbook xmlns='{SHEET_NS}' xmlns:r='{REL}'><sheets>\
         <sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns='{SHEET_NS}'><dimension ref='A1:XFD1048576'/>\
         <sheetData>{rows}</sheetData></worksheet>"
    );
    let root = relation("officeDocument", "xl/workbook.xml");
    let sheets = relation("worksheet", "worksheets/sheet1.xml");
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    entries.extend(more);
    zip_of(&entries)
}

fn ods_with(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='{ODF}:office:1.0' xmlns:table='{ODF}:table:1.0' \
         xmlns:text='{ODF}:text:1.0'><office:body><office:spreadsheet>\
         <table:table table:name='S'>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = format!("<manifest:manifest xmlns:manifest='{ODF}:manifest:1.0'/>");
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// A cell of a sheet with a text.
fn cell(place: &str, text: &str) -> String {
    format!("<c r='{place}' t='str'><v>{text}</v></c>")
}

/// A header and one good row.
fn good_rows() -> String {
    let head = format!("{}{}", cell("A1", "uscc"), cell("B1", "name"));
    let body = format!("{}{}", cell("A2", A), cell("B2", "shop"));
    format!("<row r='1'>{head}</row>\n<row r='2'>{body}</row>")
}

fn read(name: &str, bytes: &[u8]) -> Result<Import<SubjectRow>, IntakeError> {
    let result = bounded(name, bytes);
    if let Ok(import) = &result {
        assert!(import.report.adds_up());
    }
    result
}

/// The file is refused with a code, in Chinese.
fn refused(name: &str, bytes: &[u8], code: &str) -> IntakeError {
    let error = match read(name, bytes) {
        Err(error) => error,
        Ok(import) => panic!("{name} was accepted: {}", import.report.summary_zh()),
    };
    assert_eq!(error.code(), code, "{error}");
    let message = error.message_zh();
    assert!(message.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{message}");
    assert!(message.ends_with('。'), "{message}");
    println!("{code}: {message}");
    error
}

#[test]
fn an_endless_dimension_allocates_nothing() {
    let import = read("a.xlsx", &xlsx_with(&good_rows(), &[])).unwrap();
    assert_eq!(import.rows[0].id, A);
    let good = good_rows();
    let far = format!(r#"{good}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    refused("a.xlsx", &xlsx_with(&far, &[]), "table.too_many_columns");
    let deep = format!(r#"{good}<row r="1048576"><c r="B1048576"><v>1</v></c></row>"#);
    let import = read("a.xlsx", &xlsx_with(&deep, &[])).unwrap();
    assert_eq!(import.report.refused[0].row, 1_048_576);
}

#[test]
fn bombs() {
    let blank = vec![b' '; 64 << 20];
    let bomb = xlsx_with(&good_rows(), &[("xl/media/a.xml", &blank)]);
    assert!(bomb.len() < 1 << 20);
    refused("a.xlsx", &bomb, "workbook.bomb");
    refused("a.ods", &zip_of(&[("mimetype", b"x"), ("content.xml", &blank)]), "workbook.bomb");
    // The same bomb that declares a harmless size.
    let mut liar = bomb;
    let size = (64_u32 << 20).to_le_bytes();
    let honest: Vec<usize> =
        liar.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
    assert!(!honest.is_empty());
    for at in honest {
        liar[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let error = read("a.xlsx", &liar).unwrap_err();
    assert!(error.code().starts_with("workbook."), "{error}");
}

#[test]
fn archives_of_too_many_parts() {
    let names: Vec<String> = (0..2_100).map(|n| format!("xl/{n}.xml")).collect();
    let more: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    refused("a.xlsx", &xlsx_with(&good_rows(), &more), "workbook.bomb");
    // An end record alone that claims 65,535 entries.
    let mut claim = b"PK\x03\x04".to_vec();
    claim.extend([0; 64]);
    claim.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0");
    refused("a.xlsx", &claim, "workbook.bomb");
}

#[test]
fn programs_and_links() {
    for name in ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml"] {
        refused("a.xlsx", &xlsx_with(&good_rows(), &[(name, b"x")]), "workbook.macro");
    }
    for name in ["xl/externalLinks/externalLink1.xml", "xl/connections.xml"] {
        refused("a.xlsx", &xlsx_with(&good_rows(), &[(name, b"x")]), "workbook.external");
    }
    let stream = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend(vec![0; 600]);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    refused("a.xls", &stream("_VBA_PROJECT_CUR"), "workbook.macro");
    refused("a.xlsx", &stream("EncryptedPackage"), "workbook.encrypted");
}

#[test]
fn formulas_are_never_evaluated() {
    let head = format!("{}{}", cell("A1", "uscc"), cell("B1", "name"));
    let (two, three) = (cell("A2", A), cell("A3", "92620422MA7000026L"));
    let (four, five) = (cell("A4", "93620422MA7000034C"), cell("B5", "x"));
    let rows = format!(
        "<row r='1'>{head}</row>\
         <row r='2'>{two}<c r='B2' t='str'><f>cmd|'/C calc'!A0</f><v>kept</v></c></row>\
         <row r='3'>{three}<c r='B3'><f>WEBSERVICE(\"http://x\")</f></c></row>\
         <row r='4'>{four}<c r='B4' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>\
         <row r='5'><c r='A5'><v>620422600012345678</v></c>{five}</row>"
    );
    let import = read("a.xlsx", &xlsx_with(&rows, &[])).unwrap();
    assert_eq!(import.rows.len(), 1);
    assert_eq!(import.rows[0].name, "kept");
    let of = |row: u32| import.report.refused.iter().find(|r| r.row == row).unwrap().code.clone();
    assert_eq!(import.report.counts["cell.formula"], 1);
    assert_eq!(of(3), "cell.formula_without_value");
    assert_eq!(of(4), "cell.error");
    assert_eq!(of(5), "id.rounded");
}

#[test]
fn long_texts_are_not_multiplied() {
    let long = "x".repeat(30_000);
    let rows: String = (2..202)
        .map(|n| {
            let (code, name) = (cell(&format!("A{n}"), A), cell(&format!("B{n}"), &long));
            format!("<row r='{n}'>{code}{name}</row>")
        })
        .collect();
    let good = good_rows();
    let head = good.split_once('\n').unwrap().0;
    let import = read("a.xlsx", &xlsx_with(&format!("{head}{rows}"), &[])).unwrap();
    assert_eq!((import.rows.len(), import.report.refused.len()), (0, 200));
    assert_eq!(import.report.refused[0].code, "cell.too_long");
}

#[test]
fn broken_workbooks() {
    let good = xlsx_with(&good_rows(), &[]);
    for cut in [30, good.len() / 2, good.len() - 10] {
        refused("a.xlsx", &good[..cut], "workbook.broken");
    }
    let disorder =
        r#"<row r="9"><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#;
    refused("a.xlsx", &xlsx_with(disorder, &[]), "workbook.broken");
    refused("a.xlsx", &xlsx_with("<row><c r='A1'><v>1", &[]), "workbook.broken");
    refused("a.xlsx", &zip_of(&[("a.txt", b"x")]), "workbook.broken");
    refused("a.xlsx", &zip_of(&[("xl/workbook.bin", b"x")]), "workbook.broken");
    let mut garbage = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    garbage.extend((0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    let error = read("a.xls", &garbage).unwrap_err();
    assert!(matches!(error.code(), "workbook.broken" | "reader.crashed"), "{error}");
}

/// Every single byte of a workbook changed: words or rows, never a crash of the reading process.
#[test]
fn damaged_workbooks_end_in_words() {
    let good = xlsx_with(&good_rows(), &[]);
    for at in (0..good.len()).step_by(13) {
        let mut bad = good.clone();
        bad[at] ^= 0x5A;
        if let Err(error) = read("a.xlsx", &bad) {
            assert!(!matches!(error, IntakeError::Child(_)), "byte {at}: {error}");
        }
    }
}

#[test]
fn entities_are_not_expanded() {
    let kinds = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>";
    let rows = format!("{kinds}{}<row r='3'>{}</row>", good_rows(), cell("A3", "&b;"));
    match read("a.xlsx", &xlsx_with(&rows, &[])) {
        Ok(import) => assert!(import.report.refused.iter().any(|r| r.row == 3)),
        Err(error) => assert_eq!(error.code(), "workbook.broken", "{error}"),
    }
}

#[test]
fn repeated_cells_of_open_documents() {
    let kind = "office:value-type='string'";
    let text =
        |text: &str| format!("<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>");
    let row =
        |a: &str, b: &str| format!("<table:table-row>{}{}</table:table-row>", text(a), text(b));
    let good = format!("{}{}", row("uscc", "name"), row(A, "shop"));
    assert_eq!(read("a.ods", &ods_with(&good)).unwrap().rows[0].id, A);
    let wide = format!(
        "{good}<table:table-row table:number-rows-repeated='1048576'>\
         <table:table-cell table:number-columns-repeated='16384' {kind}><text:p>x</text:p>\
         </table:table-cell></table:table-row>"
    );
    refused("a.ods", &ods_with(&wide), "workbook.bomb");
}

#[test]
fn what_is_no_table() {
    refused("a.csv", b"", "file.empty");
    refused("a.pdf", b"%PDF-1.7 ...", "file.unknown");
    refused("a.xls", b"\r\n<html><table><tr><td>uscc</td></tr></table></html>", "file.unknown");
    refused("a.xlsx", b"\x01\x02\x00\x03garbage", "file.unknown");
    refused("a.csv", b"\xFF\xFEu\0s\0c\0c\0", "file.unknown");
    refused("a.csv", b"uscc,name\n1\x002,x\n", "csv.nul");
    refused("a.csv", b"one,two\n1,2\n", "table.header_missing");
    let missing =
        refused("a.csv", "统一社会信用代码,状态\n1,存续\n".as_bytes(), "table.columns_missing");
    assert!(missing.message_zh().contains("名称"), "{}", missing.message_zh());
    refused("a.csv", b"uscc,name,\xE5\x90\x8D\xE7\xA7\xB0\n", "table.column_twice");
    refused("a.csv", b"uscc,name\n\n,\n", "table.no_rows");
}

#[test]
fn a_wrong_extension_is_pointed_out() {
    let import = read("a.csv", &xlsx_with(&good_rows(), &[])).unwrap();
    assert_eq!(import.report.format, "XLSX");
    let text = read("a.xls", format!("uscc,name\n{A},shop\n").as_bytes()).unwrap();
    for import in [import, text] {
        let finding = import.report.findings.iter().find(|f| f.code == "file.extension").unwrap();
        assert_eq!(finding.severity, Severity::Warn);
    }
}

#[test]
fn broken_text_names_line_and_byte() {
    let check = |bytes: &[u8], line: u64, byte: u64, value: u8| {
        let error = refused("a.csv", bytes, "file.encoding");
        let IntakeError::File(FileError::Encoding { line: l, byte: b, value: v, .. }) = error
        else {
            unreachable!()
        };
        assert_eq!((l, b, v), (line, byte, value));
    };
    let text = format!("统一社会信用代码,名称,类型,状态\n{A},甲店甲店,企业,存续\n{A},");
    let (national, ..) = encoding_rs::GB18030.encode(&text);
    let mut bad = national.to_vec();
    bad.extend(b"\xB4\x20,\n");
    check(&bad, 3, 20, 0xB4);
    // The euro sign of other encodings is no GB18030.
    let mut euro = national.to_vec();
    euro.extend(b"\x80\n");
    check(&euro, 3, 20, 0x80);
    // UTF-8 with one bad byte must not be read as mojibake.
    let mut utf8 = text.clone().into_bytes();
    utf8.extend(b"\xB4\xE9\xBC,\n");
    check(&utf8, 3, 20, 0xB4);
    let mut bom = b"\xEF\xBB\xBFuscc,name\nx,".to_vec();
    bom.extend(b"\xFF\n");
    check(&bom, 2, 3, 0xFF);
}

#[test]
fn quotes_columns_and_lines_without_end() {
    let check = |text: &str, at: u64| {
        let error = refused("a.csv", text.as_bytes(), "csv.quote");
        assert_eq!(error, FileError::Quote { line: at }.into());
    };
    check(&format!("uscc,name\n{A},\"a\nb\n"), 2);
    check(&format!("uscc,name\n{A},x\n{A},\"a\"b\n"), 3);
    check(&format!("uscc,name\n{A},\"x\n\ny\"\n{A},\"a\n"), 5);
    refused("a.csv", "a,".repeat(1_000_000).as_bytes(), "table.too_many_columns");
    refused("a.csv", "x".repeat(10_000_000).as_bytes(), "csv.line_too_long");
    let quoted = format!("uscc,name\n{A},\"{}\"\n", "长\n".repeat(100_000));
    refused("a.csv", quoted.as_bytes(), "csv.line_too_long");
}

#[cfg(unix)]
#[test]
fn the_bounds_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let rows: String = (0..200_000).map(|n| format!("{A},shop {n}\n")).collect();
    std::fs::write(&path, format!("uscc,name\n{rows}")).unwrap();
    let with = |bounds: Bounds| read_bounded::<SubjectRow>(reader(), &path, &bounds).unwrap_err();
    let little = Bounds { memory_bytes: 6 << 20, ..Bounds::default() };
    assert_eq!(with(little), ChildError::Memory.into());
    let quiet = Bounds { output_bytes: 100_000, ..Bounds::default() };
    assert_eq!(with(quiet), ChildError::Output { limit: 100_000 }.into());
    let small = Bounds { rows_bytes: 1 << 20, ..Bounds::default() };
    assert_eq!(with(small), ChildError::Output { limit: 1 << 20 }.into());
    // Many short tags take many times their bytes in the file once they are values.
    let tags: Vec<String> = (0..64).map(|n| n.to_string()).collect();
    let line = format!("{A},x,\"{}\"\n", tags.join(","));
    std::fs::write(&path, format!("uscc,name,tags\n{}", line.repeat(5_000))).unwrap();
    let tight = Bounds { rows_bytes: 16 << 20, ..Bounds::default() };
    assert_eq!(with(tight), ChildError::Output { limit: 16 << 20 }.into());
}

#[cfg(unix)]
#[test]
fn a_reader_that_misbehaves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "uscc,name\n").unwrap();
    let with = |name: &str, script: &str| {
        let (text, exe) = (folder.path().join(format!("{name}.sh")), folder.path().join(name));
        std::fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
        // Written by another process: a test beside this one may start a child at this moment, and
        // a program that a child still holds open for writing cannot be started (ETXTBSY).
        let made = Command::new("install").args(["-m", "755"]).args([&text, &exe]).status();
        assert!(made.unwrap().success());
        let bounds = Bounds { wall_seconds: 1, ..Bounds::default() };
        read_bounded::<SubjectRow>(&exe, &path, &bounds).unwrap_err().code()
    };
    assert_eq!(with("sleeps", "exec /bin/sleep 600"), "reader.time");
    assert_eq!(with("crashes", "kill -SEGV $$"), "reader.crashed");
    assert_eq!(with("talks", "echo hello"), "reader.crashed");
    assert_eq!(with("silent", "exit 0"), "reader.crashed");
    let nowhere = read_bounded::<SubjectRow>(Path::new("/nonexistent"), &path, &Bounds::default());
    assert_eq!(nowhere.unwrap_err().code(), "reader.spawn");
    let nothing =
        read_bounded::<SubjectRow>(reader(), Path::new("/nonexistent"), &Bounds::default());
    assert_eq!(nothing.unwrap_err().code(), "file.open");
    let dir = read_bounded::<SubjectRow>(reader(), folder.path(), &Bounds::default());
    assert_eq!(dir.unwrap_err().code(), "file.open");
}
