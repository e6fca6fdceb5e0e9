//! Times of freezing and drawing a large frame: `cargo run --release --example bench_draw [ROWS]`.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::collections::BTreeMap;
use std::time::Instant;

use sunlot_sortition::cells;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame::Frame;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::result::{build_result_table, parse_result_table};
use sunlot_sortition::roots::table_root;
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::salts::SaltSecret;
use sunlot_sortition::seed::ticket_key;
use sunlot_sortition::selection::select;

const RULES: &str = r#"{"allocations":[],"base":"-","blinded":false,
"contributors":["a","b","c"],"draw_id":"BENCH/1","freeze_day":"2026-04-01","holders":[],
"log":{"operator":{"ed25519":"ED","name":"log","sm2":"SM"},"origin":"log","quorum":0,
"sm2_id":"1234567812345678","witnesses":[]},"matching":{},"min_reveals":2,"organiser":"a",
"publication":"immediate","purpose":"draw","recorders":[],"rehearsal":true,"suite":"SUITE",
"title":"bench","units":[UNITS],"wait":{"p":1,"q":5}}"#;

const UNIT: &str = r#"{"at_least_one":false,"batches":4,"ceiling":{},"class":"key","dept":"d",
"dir":"+","group":"G1","items":["x"],"mode":"min","p":P,"q":100,"special":{},"start":"START",
"tags":[],"unit":"U"}"#;

fn rules(suite: &str) -> RulesRecord {
    let unit = |code: &str, p: &str| {
        UNIT.replace("\"U\"", &format!("\"{code}\"")).replace(":P,", &format!(":{p},"))
    };
    let units = format!("{},{}", unit("A", "5"), unit("B", "50"));
    let text = RULES
        .replace("UNITS", &units)
        .replace("START", &"0".repeat(64))
        .replace("\"ED\"", &format!("\"{}\"", "0".repeat(64)))
        .replace("\"SM\"", &format!("\"04{}\"", "0".repeat(128)))
        .replace("SUITE", suite);
    let json = Json::parse(text.as_bytes()).expect("the rules of the benchmark");
    RulesRecord::parse(&json).expect("the rules of the benchmark")
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    println!("{what:<28} {:>8.3} s", start.elapsed().as_secs_f64());
    done
}

fn main() {
    let rows = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse::<u32>());
    let rows = rows.expect("ROWS is a number");
    let secret = SaltSecret::new([7; 32]);
    for suite in ["SM3", "SHA256"] {
        let rules = rules(suite);
        println!("{suite}, {rows} rows");
        let attrs = "ab".repeat(32);
        let bytes = cells::table((0..rows).map(|n| {
            let units = if n % 3 == 0 { "A,B" } else { "A" };
            format!("91620422MA7{n:08}\tE\t{units}\t1\t{attrs}\t{n:032x}")
        }));
        let frame = timed("read and check the frame", || Frame::parse(&bytes, &rules));
        let frame = frame.expect("a frame");
        let root: Digest = timed("Merkle root", || table_root(rules.suite, &frame.leaves()));
        let keys: BTreeMap<_, _> = rules
            .groups()
            .into_iter()
            .map(|group| (group.clone(), ticket_key(rules.suite, &root, group)))
            .collect();
        let selection = timed("select two units", || select(&frame, &rules, &keys));
        let table = timed("write result.tsv", || {
            build_result_table(selection.rows(&frame, &rules), |id, unit| {
                secret.salt_hex(rules.suite, "result", &format!("{id}\t{unit}"))
            })
        });
        let read = timed("read result.tsv", || parse_result_table(&table, &rules));
        println!("{:<28} {:>8} rows\n", "result.tsv", read.expect("the table").len());
    }
}
