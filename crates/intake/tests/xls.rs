//! `.xls`: a workbook of Excel 97 made by hand, as no writer for it is at hand.

use sunlot_intake::{Import, SubjectRow};

use crate::common::bounded;

/// One BIFF8 record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.extend(data);
    bytes
}

/// A cell with a text: LABEL, MS-XLS 2.4.148.
fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut data: Vec<u8> =
        [row, column, 0, units.len() as u16].into_iter().flat_map(u16::to_le_bytes).collect();
    data.push(1);
    data.extend(units.into_iter().flat_map(u16::to_le_bytes));
    record(0x0204, &data)
}

/// A cell with a number: NUMBER, MS-XLS 2.4.180.
fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    let mut data: Vec<u8> = [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    data.extend(value.to_le_bytes());
    record(0x0203, &data)
}

/// The Workbook stream: globals with one sheet, then the sheet.
fn workbook(cells: &[Vec<u8>]) -> Vec<u8> {
    let bof = |kind: u16| {
        let data: Vec<u8> =
            [0x0600, kind, 0, 0, 0, 0, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect();
        record(0x0809, &data)
    };
    let globals = bof(0x0005);
    let sheet_at = (globals.len() + 4 + 9 + 4) as u32;
    let mut bound = sheet_at.to_le_bytes().to_vec();
    bound.extend([0, 0, 1, 0, b'S']);
    let mut stream = globals;
    stream.extend(record(0x0085, &bound));
    stream.extend(record(0x000A, &[]));
    assert_eq!(stream.len(), sheet_at as usize);
    stream.extend(bof(0x0010));
    cells.iter().for_each(|cell| stream.extend(cell));
    stream.extend(record(0x000A, &[]));
    stream
}

fn directory_entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_bytes = entry.len() as u16 + 2;
    entry.resize(64, 0);
    entry.extend(name_bytes.to_le_bytes());
    entry.extend([kind, 1]);
    for link in [u32::MAX, u32::MAX, child] {
        entry.extend(link.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.resize(128, 0);
    entry
}

/// A compound file with one stream: header, FAT, directory, stream.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    // Below 4096 bytes a stream would lie in the mini stream.
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    for field in [0x003E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        file.extend(field.to_le_bytes());
    }
    let none = 0xFFFF_FFFE_u32;
    for field in [0, 1, 1, 0, 4096, none, 0, none, 0, 0] {
        file.extend(u32::to_le_bytes(field));
    }
    file.resize(512, 0xFF);
    let mut fat: Vec<u32> = vec![0xFFFF_FFFD, none];
    fat.extend((0..sectors).map(|n| if n + 1 == sectors { none } else { n as u32 + 3 }));
    let mut table: Vec<u8> = fat.into_iter().flat_map(u32::to_le_bytes).collect();
    assert!(table.len() <= 512);
    table.resize(512, 0xFF);
    file.extend(table);
    let mut directory = directory_entry("Root Entry", 5, 1, none, 0);
    directory.extend(directory_entry("Workbook", 2, u32::MAX, 2, stream.len() as u32));
    directory.resize(512, 0);
    file.extend(directory);
    file.extend(stream);
    file
}

fn good() -> Vec<u8> {
    compound(workbook(&[
        label(0, 0, "会宁县检查对象名录"),
        label(1, 0, "统一社会信用代码"),
        label(1, 1, "名称"),
        label(1, 2, "本年已查次数"),
        label(2, 0, "91620422MA7000018W"),
        label(2, 1, "甲店"),
        number(2, 2, 3.0),
        number(3, 0, 620_422_600_012_345.0),
        label(3, 1, "乙店"),
        number(4, 0, 9.162_042_2e17),
        label(4, 1, "丙店"),
    ]))
}

#[test]
fn an_old_workbook_is_read() {
    let import: Import<SubjectRow> = bounded("a.xls", &good()).unwrap();
    assert!(import.report.adds_up());
    assert_eq!((import.report.format.as_str(), import.report.header_row), ("XLS", 2));
    assert_eq!((import.rows[0].name.as_str(), import.rows[0].visits_this_year), ("甲店", 3));
    assert_eq!((import.rows[0].row, import.rows[1].row), (3, 4));
    assert_eq!(import.rows[1].id, "REG:620422:620422600012345");
    assert_eq!(import.report.refused[0].code, "id.rounded");
}

#[test]
fn damaged_old_workbooks_end_in_words() {
    let good = good();
    for at in (0..good.len().min(2_600)).step_by(11) {
        for flip in [0x01, 0xFF] {
            let mut bad = good.clone();
            bad[at] ^= flip;
            if let Err(error) = bounded::<SubjectRow>("a.xls", &bad) {
                let codes = ["reader.memory", "reader.crashed"];
                let code = error.code();
                let known = code.starts_with("workbook.")
                    || code.starts_with("table.")
                    || code.starts_with("file.")
                    || code.starts_with("csv.");
                assert!(known || codes.contains(&code), "byte {at}: {error}");
                assert!(!error.message_zh().is_empty());
            }
        }
    }
    for cut in [100, 512, 1_000, 1_600, 2_000] {
        assert!(bounded::<SubjectRow>("a.xls", &good[..cut]).is_err(), "{cut}");
    }
}

/// Two cells in opposite corners claim a sheet of 16,777,216 cells: no more memory than allowed.
#[cfg(unix)]
#[test]
fn cells_in_opposite_corners_stay_within_the_bounds() {
    let corners = [label(0, 0, "uscc"), label(0, 1, "name"), label(65_535, 255, "x")];
    let error = bounded::<SubjectRow>("a.xls", &compound(workbook(&corners))).unwrap_err();
    assert_eq!(error.code(), "reader.memory", "{error}");
}
