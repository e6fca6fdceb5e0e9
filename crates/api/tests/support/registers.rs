//! The real register where it is at hand.

use std::path::PathBuf;

use serde_json::json;
use sunlot_domain::ids::OrganId;
use sunlot_testkit::Size;

use super::Client;

/// The real register, or the invented county where the real one is absent.
pub fn real() -> Vec<u8> {
    let shared = std::env::var("SUNLOT_SHARED").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let real = std::fs::read(shared.join("data/register_huining_620422.csv"));
    real.unwrap_or_else(|_| {
        let size = Size { subjects: 1_300, inspectors: 10, ..Size::default() };
        sunlot_testkit::County::generate(size).register_table().csv_utf8()
    })
}

/// Brings a register in, by two people.
pub async fn bring_in(planner: &Client, reviewer: &Client, organ: OrganId, bytes: Vec<u8>) {
    let path =
        format!("/api/v1/imports?organ={organ}&source=%E5%B8%82%E5%9C%BA&source_day=2026-03-01");
    let batch = planner.upload(&path, "名录.csv", bytes).await.ok();
    let yes = json!({"version": batch["version"], "reason": "核对无误，同意"});
    let path = format!("/api/v1/imports/{}/approve", batch["id"].as_str().unwrap());
    reviewer.post(&path, yes).await.ok();
}
