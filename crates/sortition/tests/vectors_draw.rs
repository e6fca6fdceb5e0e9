//! The vectors that the Python reference wrote: quotas, tickets, seeds, ranks, whole draws.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use sunlot_sortition::allocation::{Claim, allocate};
use sunlot_sortition::batches::batch;
use sunlot_sortition::bottom_k::Hit;
use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::{Digest, from_hex};
use sunlot_sortition::frame::{Exclusion, Frame};
use sunlot_sortition::frame_build::FrameDraft;
use sunlot_sortition::names::{AllocCode, DrawId, GroupCode, PersonId, PoolId};
use sunlot_sortition::quota::{QuotaBase, Ratio, quota};
use sunlot_sortition::replacement::UnitLine;
use sunlot_sortition::rules::{Allocation, Direction, RulesRecord, UnitMode, UnitRule};
use sunlot_sortition::seed::{SeedBeacon, match_key, rematch_key, seed, ticket_key};
use sunlot_sortition::selection::{select, transform, unit_key};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::ticket::{TicketKey, pair_number, ticket_j};

use crate::draw_support::{frame_bytes, object, rules, unit};

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors").join(name);
    let text = std::fs::read(&path).expect("the vectors are part of the repository");
    serde_json::from_slice(&text).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// An integer, as JSON or as decimal text.
fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| text(value).parse().expect("an integer"))
}

fn suite(case: &Value) -> Suite {
    Suite::parse(text(&case["suite"])).expect("a suite")
}

fn digest(value: &Value) -> Digest {
    Digest::parse_hex(text(value)).expect("64 hex digits")
}

fn key(value: &Value) -> TicketKey {
    TicketKey::parse(text(value)).expect("64 hex digits")
}

fn person(value: &Value) -> PersonId {
    PersonId::parse(text(value)).expect("an id")
}

fn direction(value: &Value) -> Direction {
    if text(value) == "+" { Direction::Up } else { Direction::Down }
}

fn ratio(value: &Value) -> Option<Ratio> {
    value.get("p").map(|p| Ratio::new(number(p), number(&value["q"])).expect("a ratio"))
}

#[test]
fn quotas() {
    let file = vectors("quotas.json");
    for case in list(&file["quota"]) {
        let share = || ratio(case).expect("p and q");
        let base = match text(&case["mode"]) {
            "min" => QuotaBase::Min(share()),
            "max" => QuotaBase::Max(share()),
            "near" => QuotaBase::Near(share()),
            "fixed" => QuotaBase::Fixed(number(&case["n"])),
            "all" => QuotaBase::All,
            other => panic!("unknown mode {other}"),
        };
        let lift = case["at_least_one"].as_bool().expect("a boolean");
        let n = quota(number(&case["N"]), base, ratio(&case["ceiling"]), lift);
        assert_eq!(n, number(&case["result"]), "{case}");
    }
    for case in list(&file["webster"]) {
        let claims: Vec<Claim> = list(&case["units"])
            .iter()
            .map(|unit| Claim {
                eligible: number(&unit["N"]),
                share: number(&unit["share"]),
                lo: number(&unit["lo"]),
                hi: number(&unit["hi"]),
            })
            .collect();
        let wanted: Vec<u64> =
            list(&case["result"]).iter().map(|unit| number(&unit["n"])).collect();
        assert_eq!(allocate(number(&case["total"]), &claims), wanted, "{case}");
    }
}

#[test]
fn commitments_seeds_and_keys() {
    let file = vectors("seed.json");
    for case in list(&file["commit"]) {
        let draw = DrawId::parse(text(&case["draw_id"])).expect("a draw");
        let nonce = *digest(&case["nonce"]).as_bytes();
        let found = commitment(suite(case), &draw, &person(&case["contributor"]), &nonce);
        assert_eq!(found, digest(&case["commit"]), "{case}");
    }
    for case in list(&file["intent"]) {
        let found = tagged_hash(suite(case), "intent", &[text(&case["record"]).as_bytes()]);
        assert_eq!(found, digest(&case["intent"]), "{case}");
    }
    for case in list(&file["seed"]) {
        let kind = text(&case["beacon_type"]);
        let nonces: Vec<(PersonId, Option<[u8; 32]>)> = list(&case["nonces"])
            .iter()
            .map(|one| {
                let nonce = Digest::parse_hex(text(&one["nonce"])).map(|nonce| *nonce.as_bytes());
                (person(&one["id"]), nonce)
            })
            .collect();
        let value = beacon_bytes(kind, text(&case["beacon_value"]));
        let beacon = SeedBeacon { kind, round: number(&case["beacon_round"]), value: &value };
        let found = seed(suite(case), &digest(&case["intent"]), beacon, &nonces);
        assert_eq!(found, digest(&case["seed"]), "{case}");
    }
    for case in list(&file["keys"]) {
        let (suite, seed) = (suite(case), digest(&case["seed"]));
        let group = GroupCode::parse(text(&case["group"])).expect("a group");
        let pool = PoolId::parse(text(&case["pool"])).expect("a pool");
        // Only a signature of drand is as long as 96 digits.
        let value = text(&case["rematch_value"]);
        let kind = if value.len() == 96 { "drand-quicknet" } else { "" };
        let value = beacon_bytes(kind, value);
        let seq = number(&case["rematch_seq"]);
        assert_eq!(ticket_key(suite, &seed, &group), key(&case["ticket_key"]));
        assert_eq!(match_key(suite, &seed, &pool, 0), key(&case["match_key"]));
        assert_eq!(match_key(suite, &seed, &pool, 1), key(&case["match_key_1"]));
        assert_eq!(rematch_key(suite, &seed, seq, &value), key(&case["rematch_key"]));
    }
}

/// drand counts as its 48 bytes, everything else as its text.
fn beacon_bytes(kind: &str, value: &str) -> Vec<u8> {
    match kind {
        "drand-quicknet" => from_hex(value).expect("hex"),
        _ => value.as_bytes().to_vec(),
    }
}

fn turned(start: &Value, dir: &Value) -> UnitRule {
    let mut rule = unit("A", UnitMode::All);
    rule.start = *digest(start).as_bytes();
    rule.dir = direction(dir);
    rule
}

#[test]
fn tickets_keys_and_pairs() {
    let file = vectors("tickets.json");
    for case in list(&file["tickets"]) {
        let j = number(&case["j"]) as u32;
        let found = ticket_j(suite(case), &key(&case["key"]), text(&case["id"]).as_bytes(), j);
        assert_eq!(found, digest(&case["ticket"]), "{case}");
    }
    for case in list(&file["keys"]) {
        let rule = turned(&case["start"], &case["dir"]);
        let weight = number(&case["weight"]) as u8;
        let found = unit_key(suite(case), &key(&case["key"]), &rule, text(&case["id"]), weight);
        assert_eq!(found, digest(&case["object_key"]), "{case}");
    }
    for case in list(&file["pairs"]) {
        let (officer, id) = (text(&case["officer"]), text(&case["id"]));
        let found = pair_number(suite(case), &key(&case["key"]), officer, id);
        assert_eq!(found, number(&case["r"]), "{case}");
    }
}

#[test]
fn ranks_with_forced_ties() {
    for case in list(&vectors("ranks.json")["cases"]) {
        let rule = turned(&case["start"], &case["dir"]);
        let keep = number(&case["truncate"]) as usize;
        let mut ranked: Vec<Hit<&str>> = list(&case["members"])
            .iter()
            .map(|member| {
                let id = text(&member["id"]);
                let keys = (1..=number(&member["weight"]) as u32).map(|j| {
                    let ticket = ticket_j(suite(case), &key(&case["key"]), id.as_bytes(), j);
                    let mut bytes = *ticket.as_bytes();
                    bytes[keep..].fill(0);
                    transform(&Digest::from_bytes(bytes), &rule.start, rule.dir)
                });
                Hit { key: keys.min().expect("a ticket"), object: id }
            })
            .collect();
        ranked.sort();
        let found: Vec<(&str, Digest)> = ranked.iter().map(|hit| (hit.object, hit.key)).collect();
        let wanted: Vec<(&str, Digest)> =
            list(&case["order"]).iter().map(|o| (text(&o["id"]), digest(&o["key"]))).collect();
        assert_eq!(found, wanted, "truncated to {keep} bytes");
    }
}

#[test]
fn replacements() {
    for case in list(&vectors("replacement.json")["cases"]) {
        let mut line = UnitLine::new(number(&case["n"]), number(&case["w"]));
        for step in list(&case["steps"]) {
            let found = match line.strike(number(&step["rank"])) {
                Ok(up) => up.map_or(0, |rank| rank as i64),
                Err(_) => -1,
            };
            assert_eq!(found, step["up"].as_i64().expect("an integer"), "{case}");
        }
    }
}

fn unit_rule(case: &Value) -> UnitRule {
    let share = || ratio(case).expect("p and q");
    let mode = match text(&case["mode"]) {
        "min" => UnitMode::Min(share()),
        "max" => UnitMode::Max(share()),
        "near" => UnitMode::Near(share()),
        "fixed" => UnitMode::Fixed(number(&case["n"])),
        "all" => UnitMode::All,
        _ => UnitMode::Alloc {
            alloc: AllocCode::parse(text(&case["alloc"])).expect("a code"),
            share: number(&case["share"]),
            lo: number(&case["lo"]),
            hi: number(&case["hi"]),
        },
    };
    let mut rule = turned(&case["start"], &case["dir"]);
    rule.unit = unit(text(&case["unit"]), UnitMode::All).unit;
    rule.group = GroupCode::parse(text(&case["group"])).expect("a group");
    rule.mode = mode;
    rule.at_least_one = case["at_least_one"].as_bool().expect("a boolean");
    rule.ceiling = ratio(&case["ceiling"]);
    rule.batches = number(&case["batches"]);
    rule
}

fn case_rules(case: &Value) -> RulesRecord {
    let given = &case["rules"];
    let mut all = rules(suite(given), list(&given["units"]).iter().map(unit_rule).collect());
    all.wait = ratio(&given["wait"]).expect("p and q");
    all.allocations = list(&given["allocations"])
        .iter()
        .map(|allocation| Allocation {
            alloc: AllocCode::parse(text(&allocation["alloc"])).expect("a code"),
            total: number(&allocation["total"]),
        })
        .collect();
    all.check().expect("the rules of a vector are consistent")
}

fn case_frame(case: &Value) -> Vec<u8> {
    let row = |row: &Value| -> FrameDraft {
        let units: Vec<&str> = list(&row["units"]).iter().map(text).collect();
        let mut draft = object(text(&row["id"]), &units, number(&row["weight"]) as u8);
        let code = text(&row["status"]).strip_prefix("X:");
        draft.exclusion = code.map(|code| Exclusion::parse(code).expect("a code"));
        draft
    };
    frame_bytes(list(&case["frame"]).iter().map(row).collect())
}

fn shown(key: Option<Digest>) -> String {
    key.map_or("-".to_owned(), |key| key.to_hex())
}

#[test]
fn whole_draws() {
    for case in list(&vectors("selection.json")["cases"]) {
        let rules = case_rules(case);
        let bytes = case_frame(case);
        let frame = Frame::parse(&bytes, &rules).expect("a frame");
        let seed = digest(&case["seed"]);
        let keys: BTreeMap<GroupCode, TicketKey> = rules
            .groups()
            .into_iter()
            .map(|group| (group.clone(), ticket_key(rules.suite, &seed, group)))
            .collect();
        let wanted: Vec<(&str, &str)> =
            list(&case["groups"]).iter().map(|g| (text(&g["group"]), text(&g["key"]))).collect();
        let found: Vec<(&str, &str)> =
            keys.iter().map(|(group, key)| (group.as_str(), key.as_str())).collect();
        assert_eq!(found, wanted, "{}", case["name"]);
        let selection = select(&frame, &rules, &keys);
        for (unit, stated) in selection.units.iter().zip(list(&case["units"])) {
            let quota = unit.quota;
            let counts = [quota.eligible, quota.n, quota.w];
            assert_eq!(counts, ["N", "n", "w"].map(|k| number(&stated[k])), "{}", case["name"]);
            assert_eq!(shown(unit.cutoff()), text(&stated["cutoff"]));
            assert_eq!(shown(unit.next), text(&stated["next"]));
        }
        let excluded: Vec<(&str, u64)> =
            selection.counts.excluded.iter().map(|(code, count)| (code.code(), *count)).collect();
        let wanted: Vec<(&str, u64)> = list(&case["excluded"])
            .iter()
            .map(|one| (text(&one["code"]), number(&one["count"])))
            .collect();
        assert_eq!(excluded, wanted, "{}", case["name"]);
        same_rows(case, &rules, &selection.rows(&frame, &rules), &selection);
    }
}

fn same_rows(
    case: &Value,
    rules: &RulesRecord,
    rows: &[sunlot_sortition::result::ResultDraft<'_>],
    selection: &sunlot_sortition::selection::Selection,
) {
    let mut rows = rows.to_vec();
    rows.sort_unstable_by(|a, b| (a.object_id, a.unit).cmp(&(b.object_id, b.unit)));
    let wanted = list(&case["rows"]);
    assert_eq!(rows.len(), wanted.len(), "{}", case["name"]);
    for (row, wanted) in rows.iter().zip(wanted) {
        let place = rules.units.iter().position(|u| u.unit.as_str() == row.unit).expect("a unit");
        let n = selection.units[place].quota.n;
        let batch = if row.drawn { batch(row.rank, n, rules.units[place].batches) } else { 0 };
        let mark = if row.drawn { "S" } else { "W" };
        let found =
            format!("{} {} {} {} {mark} {batch}", row.object_id, row.unit, row.rank, row.key);
        let stated = ["id", "unit", "rank", "key", "kind", "batch"].map(|k| match &wanted[k] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        assert_eq!(found, stated.join(" "), "{}", case["name"]);
    }
}
