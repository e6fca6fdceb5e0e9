//! Published files that were changed are found out from the files alone, and honest ones never
//! give an alarm (T05, T06).

use std::collections::BTreeMap;

use sunlot_record::evidence::Evidence;
use sunlot_record::verify::verify;
use sunlot_record::{EventEntry, Trust};
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::tiles;
use sunlot_sortition::log::tree::Tree;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

const SM2_ID: &str = sunlot_record::trust::SM2_ID;

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        let (factor, step) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(factor).wrapping_add(step);
        (self.0 >> 33) % bound
    }
}

fn keys(name: &str) -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse(name).unwrap(), &[name.len() as u8; 32])
}

fn trust(quorum: u64) -> Trust {
    let witnesses = ["witness.cn/a", "witness.cn/bb"].map(|name| keys(name).public());
    Trust::new(keys("sunlot.cn/log").public(), witnesses.to_vec(), quorum)
}

fn entries(count: u64) -> Vec<Vec<u8>> {
    let entry = |n: u64| EventEntry {
        action: "organ.change".into(),
        details: Suite::Sha256.hash(&[&n.to_be_bytes()]),
        public: None,
        rows: Suite::Sha256.hash(&[b"rows"]),
        rows_count: n % 3,
        time: UtcSecond::from_unix(1_780_000_000 + n as i64).unwrap(),
    };
    (0..count).map(|n| entry(n).to_bytes()).collect()
}

type Published = BTreeMap<String, Vec<u8>>;

fn published(entries: &[Vec<u8>], cosigned: bool) -> (Published, Checkpoint) {
    let tree = Tree::of(entries.iter().map(Vec::as_slice));
    let mut checkpoint = Checkpoint::sign(&tree, "sunlot.cn/log", &keys("sunlot.cn/log"), SM2_ID);
    if cosigned {
        checkpoint.cosign(&keys("witness.cn/a"), SM2_ID, 1_790_000_000);
        checkpoint.cosign(&keys("witness.cn/bb"), SM2_ID, 1_790_000_001);
    }
    let slices: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    let mut files: Published = tiles::files(&tree, &slices).into_iter().collect();
    files.insert("checkpoint".into(), checkpoint.sha256.to_text().into_bytes());
    files.insert("sm3/checkpoint".into(), checkpoint.sm3.to_text().into_bytes());
    (files, checkpoint)
}

/// Entries after one change, and the code that names it.
fn changed(entries: &[Vec<u8>], kind: u64, chance: &mut Chance) -> (Vec<Vec<u8>>, &'static str) {
    let mut out = entries.to_vec();
    let i = chance.below(out.len() as u64 - 2) as usize;
    let code = match kind {
        0 => {
            let text = String::from_utf8(out[i].clone()).unwrap();
            out[i] = text.replace("organ.change", "organ.create").into_bytes();
            "log.entry_edited"
        }
        1 => {
            out.remove(i);
            "log.entry_deleted"
        }
        2 => {
            let text = String::from_utf8(out[i].clone()).unwrap();
            out.insert(i, text.replace("organ.change", "region.load").into_bytes());
            "log.entry_inserted"
        }
        3 => {
            out.swap(i, i + 1);
            "log.entry_reordered"
        }
        _ => {
            out.truncate(i);
            "log.truncated"
        }
    };
    (out, code)
}

#[test]
fn changed_bundles_are_named_with_their_first_bad_entry() {
    let mut chance = Chance(1);
    let honest = entries(700);
    let (files, checkpoint) = published(&honest, true);
    assert_eq!(verify(&files, &trust(2), &[]).unwrap().findings, []);
    for case in 0..1_000 {
        let (other, code) = changed(&honest, case % 5, &mut chance);
        let first = honest.iter().zip(&other).take_while(|(a, b)| a == b).count() as u64;
        // Only the entries are changed; tiles and checkpoint stay as they were signed.
        let mut forged = files.clone();
        forged.retain(|path, _| !path.starts_with("tile/entries/"));
        let shown = &other[..other.len().min(honest.len())];
        for (index, chunk) in (0..).zip(shown.chunks(256)) {
            let width = tiles::width(checkpoint.size, 0, index);
            let tile = tiles::Tile { kind: tiles::Kind::Entries, index, width };
            forged.insert(tile.path(), tiles::bundle(chunk));
        }
        let report = verify(&forged, &trust(2), &[]).unwrap();
        let named = |f: &&sunlot_record::Finding| f.code == code && f.index == Some(first);
        assert!(
            report.findings.iter().any(|f| named(&f)),
            "case {case} {code} {first}: {report:?}"
        );
    }
}

#[test]
fn a_history_signed_again_fails_for_its_witnesses_or_a_kept_checkpoint() {
    let mut chance = Chance(2);
    let honest = entries(300);
    let (_, old) = published(&honest[..250], true);
    let kept = [old.sha256.clone(), old.sm3.clone()];
    for case in 0..100 {
        let (other, _) = changed(&honest[..250], case % 5, &mut chance);
        let (forged, _) = published(&other, false);
        let alone = verify(&forged, &trust(2), &[]).unwrap();
        assert!(alone.findings.iter().any(|f| f.code == "log.witness_quorum"), "{alone:?}");
        let report = verify(&forged, &trust(0), &kept).unwrap();
        let caught = |code: &str| code == "log.fork" || code == "log.rollback";
        assert!(report.findings.iter().any(|f| caught(f.code)), "case {case}: {report:?}");
    }
    let (grown, _) = published(&honest, true);
    assert!(verify(&grown, &trust(2), &kept).unwrap().holds(), "growth is no fork");
}

#[test]
fn honest_logs_of_any_size_give_no_alarm_and_damaged_files_always_do() {
    let mut chance = Chance(3);
    for round in 0..120 {
        let size = if round < 10 { 1 + round } else { 1 + chance.below(1_500) };
        let (files, _) = published(&entries(size), true);
        let report = verify(&files, &trust(2), &[]).unwrap();
        assert!(report.holds() && report.entries == size, "{size}: {report:?}");
        // One bit anywhere, and one file gone.
        let names: Vec<String> = files.keys().cloned().collect();
        let name = &names[chance.below(names.len() as u64) as usize];
        let mut flipped = files.clone();
        let bytes = flipped.get_mut(name).unwrap();
        let at = chance.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << chance.below(8);
        assert!(!verify(&flipped, &trust(2), &[]).unwrap().holds(), "{name} {at}");
        let mut lost = files.clone();
        lost.remove(name);
        assert!(!verify(&lost, &trust(2), &[]).unwrap().holds(), "without {name}");
    }
}

#[test]
fn evidence_of_one_event_is_checked_alone() {
    let all = entries(20);
    let (_, checkpoint) = published(&all, true);
    let tree = Tree::of(all.iter().map(Vec::as_slice));
    let path = |suite| tree.inclusion(suite, 7, 20).unwrap();
    let evidence = Evidence {
        index: 7,
        entry: String::from_utf8(all[7].clone()).unwrap(),
        sha256: checkpoint.sha256.to_text(),
        sm3: checkpoint.sm3.to_text(),
        paths: [path(Suite::Sha256), path(Suite::Sm3)],
        opening: None,
    };
    let text = evidence.to_json().encode();
    let read = Evidence::parse(&text).unwrap();
    assert_eq!(read, evidence);
    let proven = read.check(&trust(2)).unwrap();
    assert_eq!((proven.size, proven.witnesses), (20, 2));
    for (from, to, code) in [
        ("organ.change", "organ.create", "evidence.inclusion"),
        ("\"index\":7", "\"index\":8", "evidence.inclusion"),
    ] {
        let forged = Evidence::parse(&text.replace(from, to)).unwrap();
        assert_eq!(forged.check(&trust(2)).unwrap_err().code, code);
    }
    assert_eq!(read.check(&trust(3)).unwrap_err().code, "evidence.quorum");
}
