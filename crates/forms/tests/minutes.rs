//! The minutes come out as a PDF whose text can be read back, and say so when fonts are missing.

use std::process::Command;

use sunlot_forms::minutes::{
    Check, Contributor, Digest, Excluded, Minutes, Pool, SignatureLine, Step, Unit, Visit, render,
};
use sunlot_forms::{FontSet, FormError};

fn sample(rehearsal: bool) -> Minutes {
    Minutes {
        title: "2026年度餐饮服务单位部门联合抽查".into(),
        draw_id: "629922-2026-2-001/1".into(),
        suite: "SM3".into(),
        publication: "即时公开".into(),
        rehearsal,
        organiser: "dept:scjg".into(),
        freeze_day: "2026-03-31".into(),
        frame_count: 30123,
        eligible_count: 28011,
        excluded: vec![Excluded {
            reason: "注销、吊销、撤销或迁出".into(), count: 2112
        }],
        units: vec![Unit {
            unit: "CY.D".into(),
            dept: "scjg".into(),
            rule: "不低于 30%".into(),
            eligible: "211".into(),
            quota: "64".into(),
            waiting: "13".into(),
            cutoff: "4c".repeat(32),
        }],
        contributors: vec![Contributor {
            id: "witness:jjw".into(),
            commit: "ab".repeat(32),
            state: "已揭示".into(),
        }],
        beacon: "现场摇号，第 1 场".into(),
        beacon_value: "01234567890123456789".into(),
        digests: vec![Digest { name: "底册根".into(), value: "0f".repeat(32) }],
        steps: vec![Step { time: "2026-04-20T08:00:00Z".into(), what: "意向".into() }],
        pools: vec![Pool {
            pool: "MU-629922-scjg".into(),
            officers: 20,
            visits: 64,
            posts: 128,
            outcome: "唯一最优".into(),
        }],
        visits: vec![Visit {
            id: "91620422MA7000018W".into(),
            units: "CY.D".into(),
            team: "F001, F002".into(),
        }],
        visit_count: 64,
        verdict: "全部检查通过。".into(),
        checks: vec![Check {
            id: "V-01".into(), name: "文件清单".into(), verdict: "通过".into()
        }],
        checkpoint_text: "sunlot.example/629922\n12\nAAAA\n".into(),
        signatures: vec![SignatureLine { role: "组织方".into(), name: String::new() }],
    }
}

fn text_of(pdf: &[u8]) -> String {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("minutes.pdf");
    std::fs::write(&file, pdf).expect("the PDF is written");
    let out = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    String::from_utf8(out.expect("pdftotext runs (poppler-utils)").stdout).expect("UTF-8")
}

#[test]
fn says_everything_that_it_was_told() {
    let pdf = render(&sample(false), &FontSet::find(None)).expect("a PDF");
    let text = text_of(&pdf);
    for part in ["双随机抽查抽取记录", "30123", "底册根", "91620422MA7000018W", "文件清单", "64"]
    {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
    assert!(!text.contains("演 练"), "a real draw is not marked as a rehearsal");
}

#[test]
fn a_rehearsal_says_so_and_bytes_are_stable() {
    let fonts = FontSet::find(None);
    let once = render(&sample(true), &fonts).expect("a PDF");
    assert!(text_of(&once).contains("本记录为演练"));
    assert_eq!(once, render(&sample(true), &fonts).expect("a PDF"));
}

#[test]
fn a_checkpoint_that_fits_no_code_is_refused() {
    let mut minutes = sample(false);
    minutes.checkpoint_text = "x".repeat(5000);
    let error = render(&minutes, &FontSet::find(None)).expect_err("no QR code holds this");
    assert!(matches!(error, FormError::QrTooLong));
    assert_eq!(error.code(), "form.qr_too_long");
}
