//! What the steps of a draw tell the clerk.

use sunlot_ceremony::{FreezeReport, Status};
use sunlot_sortition::intent::IntentRecord;
use sunlot_sortition::result::ResultRecord;

/// After the freeze.
pub(crate) fn frozen(report: &FreezeReport) {
    println!("已冻结 {}", report.draw_id);
    println!("  底册 {} 户，可抽取 {} 户", report.frame, report.eligible);
    for (code, count) in &report.excluded {
        println!("  不参加：{}（{}）{count} 户", code.name_zh(), code.code());
    }
    for (unit, count) in &report.units {
        println!("  单元 {unit}：{count} 户");
    }
    println!("  执法人员 {} 名，回避与请假 {} 条", report.officers, report.conflicts);
    if !report.unknown_tags.is_empty() {
        let names: Vec<&str> = report.unknown_tags.iter().map(String::as_str).collect();
        println!("  未在 [qualifications] 中对应编码、未计入的资质：{}", names.join("、"));
    }
}

/// After the intent.
pub(crate) fn intent(intent: &IntentRecord) {
    println!("意向已公布 {}", intent.draw_id);
    println!("  意向摘要 {}", intent.digest());
    println!("  底册根   {}", intent.frame_root);
    println!("  揭示截止 {}", intent.t_r);
    println!(
        "  公共随机源 {} 第 {} 期，{}",
        intent.beacon.kind.as_str(),
        intent.beacon.round,
        intent.t_b
    );
    println!("  公布期限 {}", intent.deadline);
}

/// After the draw.
pub(crate) fn result(record: &ResultRecord, sealed: bool) {
    println!("抽取完成 {}", record.draw_id);
    for unit in &record.units {
        let cutoff = match unit.cutoff {
            _ if sealed => "（封存）".to_owned(),
            Some(cutoff) => cutoff.to_hex(),
            None => "—".to_owned(),
        };
        println!(
            "  {}：{} 户中抽取 {} 户，候补 {} 户，中签线 {cutoff}",
            unit.unit, unit.eligible, unit.n, unit.w
        );
    }
}

/// Where the ceremony stands.
pub(crate) fn status(status: &Status) {
    match &status.draw_id {
        Some(id) => println!("抽取 {id}"),
        None => println!("尚未冻结"),
    }
    for (time, what) in &status.done {
        println!("  {time} {what}");
    }
    println!("下一步：{}", status.next_zh);
}
