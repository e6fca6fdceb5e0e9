//! `sunlot verify`: every numbered check with its verdict.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use sunlot_app::forms::conclusion;
use sunlot_ceremony::read_bundle;
use sunlot_sortition::verify::{Case, Report, Verdict, verify_case};

use crate::say::{DONE, Ended, REFUSED, progress, working};

pub(crate) fn run(path: &Path, json: bool, quiet: bool) -> Ended {
    let files = working("读取公布文件", || read_bundle(path))?;
    let report = checked(&mut Case::new(&files));
    if json {
        println!("{}", to_json(&report));
    } else {
        show(&report, quiet);
    }
    Ok(ExitCode::from(if report.accepted() { DONE } else { REFUSED }))
}

/// Runs all checks and shows which one is at work.
pub(crate) fn checked(case: &mut Case<'_>) -> Report {
    let bar = progress("核验");
    let report = verify_case(case, &mut |id, name| bar.set_message(format!("核验 {id} {name}")));
    bar.finish_and_clear();
    report
}

fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "通过",
        Verdict::Withheld { .. } => "未公开",
        Verdict::Fail(_) => "不通过",
        Verdict::NotReached => "未进行",
    }
}

fn show(report: &Report, quiet: bool) {
    if !quiet {
        println!("抽取 {} {}", report.draw_id, report.title);
        if let Some(stage) = report.stage {
            println!("阶段 {}", stage.name_zh());
        }
        if report.rehearsal {
            println!("【演练】随机数为测试用，结果不产生任何效力。");
        }
        for check in &report.checks {
            let reason = match &check.verdict {
                Verdict::Withheld { reason_zh } => format!("（{reason_zh}）"),
                _ => String::new(),
            };
            println!("  {} {}　{}{reason}", check.id, verdict(&check.verdict), check.name_zh);
        }
    }
    println!("{}", conclusion(report));
}

fn to_json(report: &Report) -> serde_json::Value {
    let checks: Vec<serde_json::Value> = report
        .checks
        .iter()
        .map(|check| {
            let (word, detail) = match &check.verdict {
                Verdict::Pass => ("pass", json!({})),
                Verdict::Withheld { reason_zh } => ("withheld", json!({ "reason": reason_zh })),
                Verdict::NotReached => ("not_reached", json!({})),
                Verdict::Fail(d) => (
                    "fail",
                    json!({
                        "code": d.code, "file": d.file, "place": d.place,
                        "found": d.found, "expected": d.expected, "message": d.message_zh,
                    }),
                ),
            };
            json!({
                "check": check.id.to_string(), "name": check.name_zh,
                "verdict": word, "detail": detail,
            })
        })
        .collect();
    json!({
        "accepted": report.accepted(),
        "draw_id": report.draw_id,
        "title": report.title,
        "stage": report.stage.map(|s| s.as_str()),
        "rehearsal": report.rehearsal,
        "conclusion": conclusion(report),
        "checks": checks,
    })
}
