//! Hostile files end in a clear message, within one gibibyte, without a panic.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::{Said, bounded, typed};

/// One gibibyte of address space: what a command may use in all.
const GIB: u32 = 1 << 20;

fn archive(path: &Path, entries: &[(&str, u64, u8)]) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    let block = |byte: u8| vec![byte; 1 << 20];
    for (name, mebibytes, byte) in entries {
        zip.start_file(*name, options).unwrap();
        for _ in 0..*mebibytes {
            zip.write_all(&block(*byte)).unwrap();
        }
    }
    zip.finish().unwrap();
}

fn verify(path: &Path) -> Said {
    bounded(GIB, &[OsStr::new("verify"), path.as_os_str()])
}

#[test]
fn an_archive_that_unpacks_to_gibibytes_is_refused_early() {
    let dir = TempDir::new().unwrap();
    let bomb = dir.path().join("bomb.zip");
    archive(&bomb, &[("frame.tsv", 1200, b'0')]);
    assert!(fs::metadata(&bomb).unwrap().len() < 4 << 20);
    let said = verify(&bomb).refused(2, "bundle.unreadable");
    assert!(said.err.contains("512 MiB"), "{}", said.err);
}

#[test]
fn many_files_strange_names_and_two_of_one_name_are_refused() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("a.zip");
    let names: Vec<String> = (0..2000).map(|n| format!("f{n}")).collect();
    let many: Vec<(&str, u64, u8)> = names.iter().map(|n| (n.as_str(), 0, 0)).collect();
    archive(&path, &many);
    verify(&path).refused(2, "bundle.unreadable");
    archive(&path, &[("../../etc/passwd", 0, 0)]);
    verify(&path).refused(2, "bundle.unreadable");
}

#[test]
fn garbage_in_every_file_of_a_bundle_is_refused_by_a_check() {
    let dir = TempDir::new().unwrap();
    typed(dir.path(), "draw demo --out {}/demo --subjects 300").good();
    let bundle = sunlot_ceremony::read_bundle(&dir.path().join("demo/公布.zip")).unwrap();
    let folder = dir.path().join("bundle");
    let depth = "[".repeat(200_000);
    let garbage: [&[u8]; 6] =
        [b"", b"\xff\xfe\x00", b"{}", b"\t\t\t\n", b"[1e999999999]", depth.as_bytes()];
    for name in bundle.keys() {
        for bytes in garbage.into_iter().filter(|bytes| bundle[name] != *bytes) {
            fs::create_dir_all(&folder).unwrap();
            for (file, content) in &bundle {
                fs::write(folder.join(file), content).unwrap();
            }
            fs::write(folder.join(name), bytes).unwrap();
            let said = verify(&folder);
            assert_eq!(said.status, Some(1), "{name} {:?}: {said:?}", &bytes[..bytes.len().min(9)]);
            assert!(said.out.contains("拒绝") && !said.err.contains("panicked"), "{said:?}");
        }
    }
}

/// Freezes with a register that nobody should send.
fn freeze(dir: &Path, name: &str) -> Said {
    let root = dir.join("draw");
    let register = dir.join(name);
    let words =
        ["draw", "freeze", root.to_str().unwrap(), "--register", register.to_str().unwrap()];
    let words: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
    bounded(GIB, &words)
}

const SHEETS_TYPE: &str = "vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook with this sheet and nothing else.
fn workbook(path: &Path, sheet: &str, mebibytes: u64) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let types = format!("application/{SHEETS_TYPE}");
    let rels = "application/vnd.openxmlformats-package.relationships+xml";
    let schema = "http://schemas.openxmlformats.org";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{schema}/package/2006/relationships\">\
             <Relationship Id=\"rId1\" \
             Type=\"{schema}/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let content = format!(
        "<Types xmlns=\"{schema}/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"{rels}\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{types}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{types}.worksheet+xml\"/>\
         </Types>"
    );
    let book = format!(
        "<workbook xmlns=\"{schema}/spreadsheetml/2006/main\" \
         xmlns:r=\"{schema}/officeDocument/2006/relationships\">\
         <sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let parts = [
        ("[Content_Types].xml", content),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    for (name, text) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        for _ in 0..mebibytes {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
    }
    zip.finish().unwrap();
}

#[test]
fn hostile_registers_are_refused_and_the_folder_goes_on() {
    let dir = TempDir::new().unwrap();
    let d = dir.path();
    typed(d, "draw new {}/draw --plan-no 629922-2026-2-001 --title 敌意文件 --rehearsal").good();
    let huge = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
        <dimension ref=\"A1:XFD1048576\"/><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>统一社会信用代码</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    workbook(&d.join("dimension.xlsx"), huge, 0);
    workbook(&d.join("bomb.xlsx"), huge, 900);
    fs::write(d.join("quotes.csv"), format!("uscc,name\n\"{}", "x".repeat(30 << 20))).unwrap();
    fs::write(d.join("columns.csv"), format!("uscc,name{}\n", ",x".repeat(1 << 20))).unwrap();
    fs::write(d.join("binary.csv"), (0..=255).cycle().take(1 << 20).collect::<Vec<u8>>()).unwrap();
    fs::write(d.join("zeros.xlsx"), vec![0; 1 << 20]).unwrap();
    fs::write(d.join("utf16.csv"), b"\xff\xfeu\0s\0c\0c\0\n\0").unwrap();
    fs::write(d.join("empty.csv"), b"").unwrap();
    fs::write(d.join("half.csv"), "统一社会信用代码,名称\n91620422MA7000018W,\u{fffd}\n").unwrap();
    let files = [
        "dimension.xlsx",
        "bomb.xlsx",
        "quotes.csv",
        "columns.csv",
        "binary.csv",
        "zeros.xlsx",
        "utf16.csv",
        "empty.csv",
    ];
    for name in files {
        let said = freeze(d, name);
        assert!(matches!(said.status, Some(1 | 2)), "{name}: {said:?}");
        assert!(said.err.contains("错误 [") && !said.err.contains("panicked"), "{name}: {said:?}");
        assert!(said.err.chars().any(|c| c > '\u{4e00}'), "{name}: {said:?}");
        assert!(!d.join("draw/attempts").exists(), "{name} left a trace");
    }
    typed(d, "draw status {}/draw").good();
}
