//! A witness never cosigns two histories: 10,000 random forks and rollbacks, and a kill between
//! the writing of its state and its answer.

use std::path::Path;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::note::{Note, Role, origin};
use sunlot_sortition::log::request::AddCheckpoint;
use sunlot_sortition::merkle;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::rules::LogRules;
use sunlot_sortition::suite::Suite;
use sunlot_witness::{Judge, Refusal};

const SM2_ID: &str = "1234567812345678";

/// Small numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn keys(name: &str) -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse(name).unwrap(), &[name.len() as u8; 32])
}

fn log(operator: &SecretKeys) -> LogRules {
    LogRules {
        origin: operator.name().clone(),
        operator: operator.public(),
        witnesses: Vec::new(),
        quorum: 0,
        sm2_id: SM2_ID.into(),
    }
}

fn judge(state: &Path, operator: &SecretKeys) -> Judge {
    Judge::open(keys("witness.cn/a"), vec![log(operator)], state.to_path_buf()).unwrap()
}

fn leaves(suite: Suite, count: u64, fork: Option<(u64, u64)>) -> Vec<Digest> {
    let entry = |n: u64| match fork {
        Some((at, mark)) if n >= at => format!("{n} {mark}"),
        _ => format!("{n}"),
    };
    (0..count).map(|n| merkle::leaf(suite, entry(n).as_bytes())).collect()
}

fn request(operator: &SecretKeys, suite: Suite, leaves: &[Digest], old: u64) -> String {
    let name = origin(operator.name().as_str(), suite);
    let mut note = Note::new(name, leaves.len() as u64, merkle::root(suite, leaves));
    note.sign(operator, suite, SM2_ID);
    let proof = merkle::consistency_proof(suite, leaves, old as usize).unwrap_or_default();
    AddCheckpoint { old, proof, note }.to_text()
}

#[test]
fn ten_thousand_forks_and_rollbacks_are_never_cosigned() {
    // Only the Ed25519 tree: the judgement is the same and its signatures are quicker.
    let suite = Suite::Sha256;
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let operator = keys("sunlot.cn/log");
    let judge = judge(&folder.path().join("state"), &operator);
    let honest = leaves(suite, 400, None);
    let mut chance = Chance(7);
    let mut size = 0u64;
    let mut refused = 0;
    for round in 0..10_000u64 {
        if round % 100 == 0 && size < 390 {
            let next = size + 1 + chance.below(8);
            let text = request(&operator, suite, &honest[..next as usize], size);
            judge.add_checkpoint(&text, round).expect("an honest log is cosigned");
            size = next;
        }
        // A fork below the cosigned size, or a shorter log, with the best proof there is.
        let text = if chance.below(3) == 0 {
            let shorter = chance.below(size);
            let old = chance.below(size + 1).min(shorter);
            request(&operator, suite, &honest[..shorter as usize], old)
        } else {
            let fork = leaves(suite, size + chance.below(4), Some((chance.below(size), round)));
            let old = if chance.below(4) == 0 { chance.below(size + 1) } else { size };
            request(&operator, suite, &fork, old)
        };
        match judge.add_checkpoint(&text, round) {
            Ok(line) => panic!("round {round}: cosigned {}", line.to_text()),
            Err(Refusal::Elsewhere(at)) => assert_eq!(at, size),
            Err(Refusal::Fork | Refusal::Inconsistent) => refused += 1,
            Err(other) => panic!("round {round}: {other:?}"),
        }
    }
    assert!(refused > 3_000, "{refused} forks reached the proof");
}

#[test]
fn both_trees_are_cosigned_and_the_cosignature_holds() {
    let folder = tempfile::tempdir().unwrap();
    let operator = keys("sunlot.cn/log");
    let judge = judge(&folder.path().join("state"), &operator);
    for suite in Suite::ALL {
        let honest = leaves(suite, 9, None);
        for (old, new) in [(0, 3), (3, 3), (3, 9)] {
            let text = request(&operator, suite, &honest[..new], old);
            let line = judge.add_checkpoint(&text, 77).unwrap();
            let name = origin("sunlot.cn/log", suite);
            let mut note = Note::new(name, new as u64, merkle::root(suite, &honest[..new]));
            note.signatures.push(line);
            let key = keys("witness.cn/a").public();
            let line = note.line_of(&key, suite, Role::Witness).expect("its key id");
            assert_eq!(note.cosigned_at(line, &key, suite, SM2_ID), Some(77));
        }
    }
}

#[test]
fn a_kill_between_writing_and_answering_signs_no_second_history() {
    let suite = Suite::Sha256;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let operator = keys("sunlot.cn/log");
    let (honest, fork) = (leaves(suite, 20, None), leaves(suite, 20, Some((5, 1))));
    let first = judge(&state, &operator);
    first.add_checkpoint(&request(&operator, suite, &honest[..4], 0), 1).unwrap();
    // The answer is lost with the process; only the file is left.
    drop(first.add_checkpoint(&request(&operator, suite, &honest[..10], 4), 2));
    drop(first);
    let again = judge(&state, &operator);
    let lost = again.add_checkpoint(&request(&operator, suite, &fork[..10], 4), 3);
    assert_eq!(lost, Err(Refusal::Elsewhere(10)));
    let lost = again.add_checkpoint(&request(&operator, suite, &fork[..12], 10), 3);
    assert_eq!(lost, Err(Refusal::Inconsistent));
    let lost = again.add_checkpoint(&request(&operator, suite, &fork[..10], 10), 3);
    assert_eq!(lost, Err(Refusal::Fork));
    again.add_checkpoint(&request(&operator, suite, &honest, 10), 4).expect("the honest one");

    // A state that cannot be written: nothing is signed, and the memory stays as the disk is.
    let nowhere = judge(&folder.path().join("missing/state"), &operator);
    let text = request(&operator, suite, &honest[..4], 0);
    assert!(matches!(nowhere.add_checkpoint(&text, 5), Err(Refusal::Storage(_))));
    assert!(matches!(nowhere.add_checkpoint(&text, 5), Err(Refusal::Storage(_))));

    // A state that was cut short is refused, not forgotten.
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, &text[..text.len() - 3]).unwrap();
    assert!(Judge::open(keys("witness.cn/a"), vec![log(&operator)], state).is_err());
}

#[test]
fn what_is_unknown_unsigned_or_malformed_is_refused() {
    let suite = Suite::Sha256;
    let folder = tempfile::tempdir().unwrap();
    let operator = keys("sunlot.cn/log");
    let judge = judge(&folder.path().join("state"), &operator);
    let honest = leaves(suite, 5, None);
    let other = request(&keys("other.cn/log-of-another"), suite, &honest, 0);
    assert_eq!(judge.add_checkpoint(&other, 1), Err(Refusal::UnknownLog));
    let thief = SecretKeys::from_entropy(operator.name().clone(), &[99; 32]);
    let forged = request(&thief, suite, &honest, 0);
    assert_eq!(judge.add_checkpoint(&forged, 1), Err(Refusal::NotSigned));
    assert!(matches!(judge.add_checkpoint("old 0\n", 1), Err(Refusal::Malformed(_))));
}
