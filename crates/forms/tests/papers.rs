//! Each form comes out as a PDF whose text can be read back, as a picture with something on every
//! page, and as a Word file; the same facts give the same bytes.

mod support;

use std::io::{Cursor, Read as _};
use std::process::Command;

use sunlot_forms::{FontSet, Paper};

struct Printed {
    text: String,
    pages: usize,
    folder: tempfile::TempDir,
}

fn printed(paper: &Paper) -> Printed {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("form.pdf");
    std::fs::write(&file, paper.pdf(&FontSet::find(None)).expect("a PDF")).expect("written");
    let out = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let text = String::from_utf8(out.expect("pdftotext runs (poppler-utils)").stdout).unwrap();
    let pages = text.matches('\u{c}').count();
    // Lines are broken where the page ends, not where the words do.
    Printed { text: text.replace(['\n', ' ', '\u{3000}', '\u{200b}'], ""), pages, folder }
}

/// Every page as grey bytes (PGM).
fn pictures(printed: &Printed) -> Vec<Vec<u8>> {
    let folder = printed.folder.path();
    let mut run = Command::new("pdftoppm");
    run.args(["-gray", "-r", "36"]).arg(folder.join("form.pdf")).arg(folder.join("page"));
    let run = run.status().expect("pdftoppm runs (poppler-utils)");
    assert!(run.success());
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pgm"))
        .collect();
    files.sort();
    files.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn word_text(paper: &Paper) -> String {
    let bytes = paper.docx().expect("a Word file");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut text = String::new();
    for piece in xml.split("<w:t xml:space=\"preserve\">").skip(1) {
        text.push_str(piece.split("</w:t>").next().unwrap());
    }
    text.replace(['\u{3000}', ' '], "")
}

#[test]
fn every_form_has_a_picture_on_each_page_and_its_number() {
    for (name, paper) in support::all() {
        let printed = printed(&paper);
        let pictures = pictures(&printed);
        assert_eq!(pictures.len(), printed.pages, "{name}");
        for (at, picture) in pictures.iter().enumerate() {
            let dark = picture.iter().filter(|grey| **grey < 128).count();
            assert!(dark > 150, "{name}: page {} is all but empty ({dark})", at + 1);
            assert!(printed.text.contains(&format!("—{}—", at + 1)), "{name}: no page number");
        }
    }
}

#[test]
fn a_notice_tells_who_comes_why_and_with_which_rights() {
    let notice = support::notice(false);
    let printed = printed(&notice).text;
    let word = word_text(&notice);
    for part in [
        "市场监管领域随机抽查通知书",
        "91629922MA7000018W",
        "任务来源：年度抽查计划",
        "此前已入户1次，年度上限2次",
        "28100001",
        "欧阳建国",
        "对检查人员申请回避",
        "陈述和申辩",
        "严禁逐利检查",
        "严禁变相检查",
        "（印章）",
        "2026年4月20日",
    ] {
        assert!(printed.contains(part), "{part} is missing in the PDF: {printed}");
        assert!(word.contains(part), "{part} is missing in Word: {word}");
    }
}

#[test]
fn rare_characters_are_printed() {
    let text = printed(&support::notice(false)).text;
    for rare in ["䶮", "㛃", "𬀩"] {
        assert!(text.contains(rare), "{rare}");
    }
}

#[test]
fn a_record_shows_what_was_found_and_a_blank_one_waits() {
    let done = printed(&support::record(true)).text;
    for part in
        ["不合格", "4月15日至18日无温度记录", "责令改正", "签字：刘经理", "4c4c4c4c", "补正"]
    {
        assert!(done.contains(part), "{part}: {done}");
    }
    let blank = printed(&support::record(false)).text;
    assert!(blank.contains("待检查") && blank.contains("尚未录入") && !blank.contains("刘经理"));
}

#[test]
fn a_long_table_goes_on_with_its_head_on_each_page() {
    let long = printed(&support::annex2(40));
    assert!(long.pages > 2, "{} pages", long.pages);
    // The notes below the last row may stand on a page of their own.
    let heads = long.text.matches("抽查计划编号").count();
    assert!((long.pages - 1..=long.pages).contains(&heads), "{heads} of {}", long.pages);
    let short = printed(&support::notice(false)).pages;
    assert!(printed(&support::notice(true)).pages > short);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let fonts = FontSet::find(None);
    for (name, paper) in support::all() {
        assert_eq!(paper.docx().unwrap(), paper.docx().unwrap(), "{name}");
    }
    let paper = support::approval(true);
    assert_eq!(paper.pdf(&fonts).unwrap(), paper.pdf(&fonts).unwrap());
    assert_ne!(paper.pdf(&fonts).unwrap(), support::approval(false).pdf(&fonts).unwrap());
}
