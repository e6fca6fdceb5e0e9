//! The vectors of hashes, records, trees, notes, chains and rematches, and what lies beside them:
//! signatures of the standard, tiles, and the monitor rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sunlot_sortition::digest::{Digest, from_hex, to_hex};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::note::{self, Note, Role};
use sunlot_sortition::log::tree::Tree;
use sunlot_sortition::log::{Chain, Entry, EntryBody, monitor, sm2, tiles};
use sunlot_sortition::merkle;
use sunlot_sortition::names::{KeyName, ReasonCode};
use sunlot_sortition::rules::KeySet;
use sunlot_sortition::seed::rematch_key;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::ticket::{TicketKey, pair_number};

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).expect("part of the repository")).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn bytes(value: &Value) -> Vec<u8> {
    from_hex(text(value)).expect("hex")
}

fn digest(value: &Value) -> Digest {
    Digest::parse_hex(text(value)).expect("64 hex digits")
}

fn digests(value: &Value) -> Vec<Digest> {
    list(value).iter().map(digest).collect()
}

fn suite(case: &Value) -> Suite {
    Suite::parse(text(&case["suite"])).expect("a suite")
}

fn int(value: &Value) -> u64 {
    value.as_u64().expect("an integer")
}

#[test]
fn hashes() {
    let all = vectors("hash.json");
    for case in list(&all["plain"]) {
        let message = bytes(&case["message"]);
        for suite in Suite::ALL {
            assert_eq!(suite.hash(&[&message]).to_hex(), text(&case[suite.name()]));
            for cut in (0..message.len()).step_by(7) {
                let (a, b) = message.split_at(cut);
                assert_eq!(suite.hash(&[a, b]).to_hex(), text(&case[suite.name()]));
            }
        }
    }
    for case in list(&all["tagged"]) {
        let fields: Vec<Vec<u8>> = list(&case["fields"]).iter().map(bytes).collect();
        let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        for suite in Suite::ALL {
            let hash = tagged_hash(suite, text(&case["purpose"]), &fields);
            assert_eq!(hash.to_hex(), text(&case[suite.name()]));
        }
    }
}

#[test]
fn records_are_canonical_or_refused() {
    let all = vectors("jcs.json");
    for case in list(&all["accept"]) {
        let json = Json::parse_canonical(&bytes(case)).expect("canonical");
        assert_eq!(to_hex(&json.to_bytes()), text(case));
    }
    for case in list(&all["refuse"]) {
        assert!(Json::parse_canonical(&bytes(case)).is_err(), "{case}");
    }
}

#[test]
fn roots_and_proofs() {
    let all = vectors("merkle.json");
    for case in list(&all["cases"]) {
        let (suite, size, root) = (suite(case), int(&case["size"]), digest(&case["root"]));
        let rows: Vec<String> = (0..size).map(|i| format!("{i:04}\trow")).collect();
        let leaves = merkle::leaves(suite, &rows);
        assert_eq!(merkle::root(suite, &leaves), root);
        for proof in list(&case["inclusion"]) {
            let (index, path) = (int(&proof["index"]), digests(&proof["proof"]));
            let leaf = digest(&proof["leaf"]);
            assert_eq!(leaves[index as usize], leaf);
            let own = merkle::inclusion_path(suite, &leaves, index as usize);
            assert_eq!(own.as_deref(), Some(&path[..]));
            assert!(merkle::verify_inclusion(suite, &leaf, index, size, &path, &root));
            let other = merkle::verify_inclusion(suite, &leaf, index ^ 1, size, &path, &root);
            assert!(size == 1 || !other);
        }
        for proof in list(&case["consistency"]) {
            let (old, old_root) = (int(&proof["old"]), digest(&proof["old_root"]));
            let steps = digests(&proof["proof"]);
            let own = merkle::consistency_proof(suite, &leaves, old as usize);
            assert_eq!(own.as_deref(), Some(&steps[..]));
            let holds = |r: &Digest| merkle::verify_consistency(suite, old, r, size, &root, &steps);
            assert!(holds(&old_root));
            assert!(!holds(&Digest::from_bytes([0x11; 32])));
        }
    }
}

#[test]
fn what_is_absent_has_two_neighbours() {
    for case in list(&vectors("merkle.json")["absence"]) {
        let (suite, size, root) = (suite(case), int(&case["size"]), digest(&case["root"]));
        let mut at = Vec::new();
        for neighbour in list(&case["neighbours"]) {
            let (index, row) = (int(&neighbour["index"]), text(&neighbour["row"]));
            let path = digests(&neighbour["proof"]);
            let leaf = merkle::leaf(suite, row.as_bytes());
            assert!(merkle::verify_inclusion(suite, &leaf, index, size, &path, &root));
            at.push((index, row < text(&case["missing"])));
        }
        match at[..] {
            [(a, before), (b, after)] => assert!(a + 1 == b && before && !after),
            [(only, before)] => assert!(if before { only == size - 1 } else { only == 0 }),
            _ => panic!("{case}"),
        }
    }
}

#[test]
fn checkpoints_and_cosignatures() {
    for case in list(&vectors("notes.json")["cases"]) {
        let suite = if text(&case["tree"]) == "sm3" { Suite::Sm3 } else { Suite::Sha256 };
        let note = Note::parse(text(&case["note"])).expect("a note");
        assert_eq!(
            (note.body(), note.to_text()),
            (text(&case["body"]).into(), text(&case["note"]).into())
        );
        assert_eq!((note.root, note.size), (digest(&case["root"]), int(&case["size"])));
        assert_eq!(note.origin, note::origin(text(&case["origin"]), suite));
        let mut held = 0;
        for key in list(&case["keys"]) {
            let public = text(&key["public"]).to_owned();
            let name = KeyName::parse(text(&key["name"])).expect("a name");
            let set = KeySet { name, sm2: public.clone(), ed25519: public };
            let cosigner = key["cosigner"] == true;
            let role = if cosigner { Role::Witness } else { Role::Operator };
            assert_eq!(to_hex(&note::key_id(&set, suite, role)), text(&key["key_id"]));
            let Some(line) = note.line_of(&set, suite, role) else { continue };
            let mut other = note.clone();
            other.size += 1;
            let sm2_id = text(&case["sm2_id"]);
            let holds = |note: &Note| match role {
                Role::Operator => note.operator_holds(line, &set, suite, sm2_id),
                Role::Witness => note.cosigned_at(line, &set, suite, sm2_id).is_some(),
            };
            assert!(holds(&note) && !holds(&other));
            held += 1;
        }
        assert!(held > 0, "{case}");
    }
}

fn chains() -> Vec<Vec<Entry>> {
    let entry = |line: &Value| {
        let json = Json::parse_canonical(text(line).as_bytes()).expect("canonical");
        let entry = Entry::parse(&json).expect("an entry");
        assert_eq!(entry.to_json().to_bytes(), text(line).as_bytes());
        entry
    };
    let all = vectors("chain.json");
    let cases = list(&all["cases"]).iter();
    cases.map(|case| list(&case["entries"]).iter().map(entry).collect()).collect()
}

#[test]
fn chains_of_entries_are_admitted_and_broken_ones_are_not() {
    let all = vectors("chain.json");
    for (case, entries) in list(&all["cases"]).iter().zip(chains()) {
        let mut chain = Chain::new();
        for (at, entry) in entries.iter().enumerate() {
            assert_eq!(entry.prev, chain.prev(entry.suite));
            // Any other entry of the chain may not stand here.
            for other in entries.iter().filter(|other| *other != entry) {
                assert!(chain.clone().admit(other).is_err());
            }
            chain.admit(entry).expect("an entry of the vectors");
            if let Some(next) = entries.get(at + 1) {
                assert_eq!(chain.prev(next.suite).to_hex(), text(&case["digests"][at]));
            }
        }
    }
}

#[test]
fn rematches_have_keys_of_their_own() {
    for case in list(&vectors("rematch.json")["cases"]) {
        let (suite, value) = (suite(case), bytes(&case["value"]));
        let key = rematch_key(suite, &digest(&case["seed"]), int(&case["seq"]), &value);
        assert_eq!(key.as_str(), text(&case["key"]));
        let key = TicketKey::parse(text(&case["key"])).expect("a key");
        let object = text(&case["object"]);
        let numbers: BTreeMap<(u64, &str), ()> = list(&case["numbers"])
            .iter()
            .map(|pair| {
                let officer = text(&pair["officer"]);
                let r = pair_number(suite, &key, officer, object);
                let written = pair["r"].as_u64().or_else(|| pair["r"].as_str()?.parse().ok());
                assert_eq!(Some(r), written);
                ((r, officer), ())
            })
            .collect();
        assert!(numbers.keys().any(|(_, officer)| *officer == text(&case["chosen"])));
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SUNLOT_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        Into::into,
    );
    let path = root.join("data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

#[test]
fn signatures_of_the_standard_hold() {
    let Some(path) = shared("sm_vectors.json") else { return };
    let all: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for case in list(&all["sm3"]["vectors"]) {
        assert_eq!(Suite::Sm3.hash(&[&bytes(&case["msg"])]).to_hex(), text(&case["md"]));
    }
    let case = &all["sm2_sign"];
    let lower = |value: &Value| from_hex(&text(value).to_lowercase()).expect("hex");
    let public = [vec![4], lower(&case["public_key_x"]), lower(&case["public_key_y"])].concat();
    let signature = [lower(&case["r"]), lower(&case["s"])].concat();
    let (id, message) = (text(&case["id"]), text(&case["message"]));
    assert!(sm2::verify(&public, id, message.as_bytes(), &signature));
    assert!(!sm2::verify(&public, id, b"another message", &signature));
    assert!(!sm2::verify(&public, "another id", message.as_bytes(), &signature));
    let secret: [u8; 32] = lower(&case["private_key"]).try_into().expect("32 bytes");
    let own = sm2::sign(&secret, id, message.as_bytes()).expect("a key");
    assert!(sm2::verify(&public, id, message.as_bytes(), &own));
}

#[test]
fn tiles_hold_the_log_and_both_roots() {
    for size in [1_usize, 2, 255, 256, 257, 700] {
        let entries: Vec<Vec<u8>> = (0..size).map(|i| format!("entry {i}").into_bytes()).collect();
        let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let tree = Tree::of(entries.iter().copied());
        let files: BTreeMap<String, Vec<u8>> = tiles::files(&tree, &entries).into_iter().collect();
        let read = tiles::read_entries(size as u64, |name| files.get(name).cloned());
        assert_eq!(
            read.as_deref().map(|read| read.iter().map(Vec::as_slice).collect()),
            Some(entries)
        );
        for (suite, prefix) in [(Suite::Sha256, ""), (Suite::Sm3, "sm3/")] {
            let tile = |at: usize| {
                let width = 256.min(size - at * 256);
                let partial = if width < 256 { format!(".p/{width}") } else { String::new() };
                let bytes = &files[&format!("{prefix}tile/0/{at:03}{partial}")];
                bytes
                    .chunks(32)
                    .map(|h| Digest::from_bytes(h.try_into().unwrap()))
                    .collect::<Vec<_>>()
            };
            let leaves: Vec<Digest> = (0..size.div_ceil(256)).flat_map(tile).collect();
            assert_eq!(merkle::root(suite, &leaves), tree.root(suite));
        }
        // A bundle that was cut does not read.
        let cut = tiles::read_entries(size as u64, |name| {
            files.get(name).map(|bytes| bytes[..bytes.len() - 1].to_vec())
        });
        assert!(cut.is_none());
    }
}

/// Rules that a monitor reports about these entries long after.
fn broken(entries: &[Entry]) -> Vec<&'static str> {
    let late = entries.last().expect("entries").time.plus(10_000_000).expect("a time");
    monitor::findings(entries, late).iter().map(|finding| finding.rule).collect()
}

/// A chain with a result and nothing else that a monitor could mind.
fn honest() -> Vec<Entry> {
    let with_result = |entries: &Vec<Entry>| {
        let attempts = entries.iter().map(|e| e.draw_id.attempt()).max();
        attempts == Some(1) && entries.iter().any(|e| matches!(e.body, EntryBody::Result(_)))
    };
    chains().into_iter().find(with_result).expect("a chain of one attempt")
}

/// The same entries as another attempt.
fn as_attempt(entries: &[Entry], number: u16) -> Vec<Entry> {
    let mut id = entries[0].draw_id.clone();
    while id.attempt() < number {
        id = id.next().expect("attempts go on");
    }
    entries.iter().cloned().map(|e| Entry { draw_id: id.clone(), ..e }).collect()
}

fn reasoned(mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in &mut entries {
        if let EntryBody::Plan { reason, .. } = &mut entry.body {
            *reason = Some(ReasonCode::parse("POWER_CUT").expect("a code"));
        }
        if let EntryBody::Intent { beacon, .. } = &mut entry.body {
            beacon.round += u64::from(entry.draw_id.attempt());
        }
    }
    entries
}

#[test]
fn a_monitor_reports_each_rule_and_nothing_else() {
    let once = honest();
    assert_eq!(broken(&once), Vec::<&str>::new());
    // M1: the first attempt is missing.
    assert_eq!(broken(&as_attempt(&once, 2)), ["M1"]);
    // M2: announced and never finished; or finished too late.
    let unfinished: Vec<Entry> =
        once.iter().filter(|e| !matches!(e.body, EntryBody::Result(_))).cloned().collect();
    assert_eq!(broken(&unfinished), ["M2"]);
    let mut late = once.clone();
    for entry in &mut late {
        if matches!(entry.body, EntryBody::Result(_)) {
            entry.time = entry.time.plus(5_000_000).expect("a time");
        }
    }
    assert!(broken(&late).contains(&"M2"));
    // M3, M4: a second draw beside a result that stands.
    let again = [once.clone(), reasoned(as_attempt(&once, 2))].concat();
    assert_eq!(broken(&again), ["M3", "M4"]);
    // M6: two intents for one round of the beacon.
    let mut same = [once.clone(), reasoned(as_attempt(&once, 2))].concat();
    let round = once.iter().find_map(|e| match &e.body {
        EntryBody::Intent { beacon, .. } => Some(*beacon),
        _ => None,
    });
    for entry in &mut same {
        if let EntryBody::Intent { beacon, .. } = &mut entry.body {
            *beacon = round.expect("an intent");
        }
    }
    assert!(broken(&same).contains(&"M6"), "{:?}", broken(&same));
}
