//! `sunlot explain`: why this one was drawn, or was not, with everything needed to check it.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use sunlot_ceremony::read_bundle;
use sunlot_domain::codes::CanonicalId;
use sunlot_sortition::explain::{Explanation, InFrame, InUnit, Outcome, ProvenRow, explain};
use sunlot_sortition::names::ObjectId;
use sunlot_sortition::verify::Case;

use crate::say::{DONE, Ended, REFUSED, Refused, UNUSABLE, working};
use crate::verify::checked;

pub(crate) fn run(path: &Path, id: &str, as_json: bool) -> Ended {
    // A code may be typed in lower case or full width; the frame knows one spelling.
    let canonical =
        CanonicalId::parse(id).map_or_else(|_| id.to_owned(), |c| c.as_str().to_owned());
    let object = ObjectId::parse(&canonical)
        .map_err(|e| Refused::new(e.code(), e.message_zh(), UNUSABLE))?;
    let files = working("读取公布文件", || read_bundle(path))?;
    let mut case = Case::new(&files);
    let report = checked(&mut case);
    if let Some((check, deviation)) = report.failure() {
        let message = format!("公布文件没有通过核验（{check}）：{}", deviation.message_zh);
        return Err(Refused::new("explain.refused_bundle", message, REFUSED));
    }
    let teams = case.matching.teams.take().unwrap_or_default();
    let told = explain(case.draw.evidence(case.rules(), &teams), &object);
    if as_json {
        println!("{}", to_json(&told));
    } else {
        show(&told, case.rules().suite.name());
    }
    Ok(ExitCode::from(DONE))
}

fn show(told: &Explanation, suite: &str) {
    println!("检查对象 {}", told.object_id);
    match &told.frame {
        InFrame::Withheld => {
            println!("底册未对外公布，不能核对是否在册；可向组织方索取本户的底册行和证明。")
        }
        InFrame::Eligible(row) => println!("在底册第 {} 行，可以抽取。", row.index + 1),
        InFrame::Excluded(code, row) => println!(
            "在底册第 {} 行，不参加本次抽取：{}（{}）。",
            row.index + 1,
            code.name_zh(),
            code.code()
        ),
        InFrame::Absent { before, after } => {
            println!("不在底册中：相邻的两行之间没有它的位置。");
            for (word, row) in [("前一行", before), ("后一行", after)] {
                if let Some(row) = row {
                    println!("  {word}（第 {} 行）{}", row.index + 1, first_cell(row));
                }
            }
        }
    }
    let mut shown: &[String] = &[];
    for unit in &told.units {
        show_unit(unit);
        if unit.command == shown {
            println!("  自己验算：与上一单元同一签号");
            continue;
        }
        println!("  自己验算（{suite}，任何工具都可以）：");
        for command in &unit.command {
            println!("    {command}");
        }
        shown = &unit.command;
    }
    if let Some(any) = told.any_visit {
        println!(
            "抽取之前，至少被一个单元抽中的概率为 {}/{}。",
            any.numerator(),
            any.denominator()
        );
    }
    for member in &told.teams {
        let role = if member.leader { "组长" } else { "成员" };
        println!("检查人员 {} {role}（匹配池 {}）", member.officer, member.pool);
    }
}

fn first_cell(row: &ProvenRow) -> &str {
    row.row.split('\t').next().unwrap_or_default()
}

fn show_unit(unit: &InUnit) {
    println!("单元 {}（{} 户中抽取 {} 户）", unit.unit, unit.quota.eligible, unit.quota.n);
    println!("  签号   {}", unit.key);
    if let Some(weight) = unit.weight.filter(|weight| *weight > 1) {
        println!("  权重 {weight}：取 {weight} 次签号中最小的一个");
    }
    if let Some(cutoff) = unit.cutoff {
        let relation = if unit.key <= cutoff { "不大于" } else { "大于" };
        println!("  中签线 {cutoff}");
        println!("  签号{relation}中签线。");
    }
    if let Some(rank) = unit.rank {
        println!("  名次   第 {rank} 名");
    }
    match unit.outcome {
        Outcome::Drawn { batch } => println!("  结论   抽中，第 {batch} 批"),
        Outcome::Waiting => println!("  结论   未抽中，列入候补"),
        Outcome::NotDrawn => println!("  结论   未抽中"),
    }
    if let Some(p) = unit.probability {
        println!("  抽取之前被抽中的概率 {}/{}", p.numerator(), p.denominator());
    }
    if let Some(millionths) = unit.conditional {
        println!(
            "  本单元各户权重不同，{}/{} 只是平均；本户按中签线折算的概率约 {}.{:04}%",
            unit.quota.n,
            unit.quota.eligible,
            millionths / 10_000,
            millionths % 10_000
        );
    }
}

fn proven(row: &ProvenRow) -> Value {
    let path: Vec<String> = row.path.iter().map(|d| d.to_hex()).collect();
    json!({ "index": row.index, "size": row.size, "row": row.row, "path": path })
}

fn to_json(told: &Explanation) -> Value {
    let frame = match &told.frame {
        InFrame::Withheld => json!({ "state": "withheld" }),
        InFrame::Eligible(row) => json!({ "state": "eligible", "proof": proven(row) }),
        InFrame::Excluded(code, row) => {
            json!({ "state": "excluded", "code": code.code(), "proof": proven(row) })
        }
        InFrame::Absent { before, after } => json!({
            "state": "absent",
            "before": before.as_ref().map(proven),
            "after": after.as_ref().map(proven),
        }),
    };
    let units: Vec<Value> = told.units.iter().map(unit_json).collect();
    let teams: Vec<Value> = told
        .teams
        .iter()
        .map(|m| json!({ "pool": m.pool, "officer": m.officer, "leader": m.leader }))
        .collect();
    json!({ "object_id": told.object_id.as_str(), "frame": frame, "units": units, "team": teams })
}

fn unit_json(unit: &InUnit) -> Value {
    let (outcome, batch) = match unit.outcome {
        Outcome::Drawn { batch } => ("drawn", Some(batch)),
        Outcome::Waiting => ("waiting", None),
        Outcome::NotDrawn => ("not_drawn", None),
    };
    json!({
        "unit": unit.unit.as_str(),
        "N": unit.quota.eligible, "n": unit.quota.n, "w": unit.quota.w,
        "ticket_key": unit.ticket_key,
        "weight": unit.weight,
        "key": unit.key.to_hex(),
        "rank": unit.rank,
        "cutoff": unit.cutoff.map(|c| c.to_hex()),
        "outcome": outcome,
        "batch": batch,
        "conditional_millionths": unit.conditional,
        "probability": unit.probability.map(|p| json!([p.numerator(), p.denominator()])),
        "row": unit.row.as_ref().map(proven),
        "command": unit.command,
    })
}
