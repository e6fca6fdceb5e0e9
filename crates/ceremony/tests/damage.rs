//! Whoever edits the folder is found out: by the next command, by the witness, or by everybody.

use std::fs;

use sunlot_ceremony::zip_bundle;
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::verify::{BundleFiles, verify};

use crate::support::{Done, IMMEDIATE, ORGANISER, SEALED, Town, code};

/// What an edited folder may still give: a bundle, as one archive.
fn published(town: &Town) -> Done<BundleFiles> {
    town.open(1900)?.bundle(None, Audience::Audit)
}

fn edits(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut flipped = bytes.to_vec();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let mut longer = bytes.to_vec();
    longer.push(b'\n');
    let shorter = bytes[..bytes.len() - 1].to_vec();
    vec![None, Some(Vec::new()), Some(flipped), Some(longer), Some(shorter)]
}

#[test]
fn an_edited_file_never_becomes_a_bundle_that_verifies() {
    for options in [SEALED, IMMEDIATE] {
        let town = Town::new(options);
        town.hold(0, 1);
        if options.publication == "sealed" {
            town.unseal(1500, 1).unwrap();
        }
        town.cosign(1600).unwrap();
        let honest = published(&town).unwrap();
        let (mut refused, mut rejected) = (0, 0);
        for (name, bytes) in town.files() {
            let path = town.root.join(&name);
            for edit in edits(&bytes) {
                match &edit {
                    None => fs::remove_file(&path).unwrap(),
                    Some(edited) => fs::write(&path, edited).unwrap(),
                }
                match published(&town) {
                    Err(error) => {
                        assert!(error.message_zh().chars().any(|c| c > '\u{4e00}'), "{name}");
                        refused += 1;
                    }
                    Ok(files) if files == honest => {}
                    Ok(files) => {
                        assert!(!verify(&files, |_, _| {}).accepted(), "{name}: {edit:?}");
                        rejected += 1;
                    }
                }
                fs::write(&path, &bytes).unwrap();
                // What the command itself may have written over the edit is put back as well.
                assert_eq!(published(&town).unwrap(), honest, "{name}");
            }
        }
        assert!(refused > 60, "{refused} refused, {rejected} rejected");
    }
}

#[test]
fn a_witness_does_not_cosign_a_rewritten_log() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.reveal(400, ORGANISER, 1).unwrap();
    town.reveal(410, "witness:gsl", 1).unwrap();
    town.cosign(420).unwrap();
    // The operator takes back the last reveal, with its checkpoint, and lets time pass.
    let entries = town.root.join("log/entries");
    let mut names: Vec<_> = fs::read_dir(&entries).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    fs::remove_file(names.pop().unwrap()).unwrap();
    let checkpoints = town.root.join("log/checkpoints");
    let mut names: Vec<_> =
        fs::read_dir(&checkpoints).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    fs::remove_file(names.pop().unwrap()).unwrap();
    town.reveal(430, "witness:jjw", 1).unwrap();
    assert_eq!(code(town.cosign(440)), "witness.rewritten");
}

#[test]
fn a_stranger_does_not_cosign() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    let key = town.key("gongzheng");
    assert_eq!(code(town.open(300).unwrap().cosign(&key)), "witness.unknown");
    let text = town.file("note.txt", b"hello");
    assert_eq!(code(town.open(300).unwrap().cosign(&text)), "key.form");
}

#[test]
fn publication_waits_for_its_witnesses() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.reveal(400, ORGANISER, 1).unwrap();
    let early = town.open(410).unwrap().bundle(None, Audience::Public).map(|f| zip_bundle(&f));
    assert_eq!(code(early), "ceremony.out_of_order");
    town.cosign(420).unwrap();
    town.open(430).unwrap().bundle(None, Audience::Public).unwrap();
}

#[test]
fn a_witness_who_came_late_is_reported() {
    let town = Town::new(IMMEDIATE);
    town.freeze(0).unwrap();
    for who in crate::support::PARTIES {
        town.commit(10, who, 1).unwrap();
    }
    town.intent(100, 1).unwrap();
    let rules = |t| -> Vec<&'static str> {
        town.open(t).unwrap().monitored().unwrap().iter().map(|f| f.rule).collect()
    };
    // Reveals end at 1,100 s; the intent must be seen ten minutes before.
    assert_eq!(rules(500), Vec::<&str>::new());
    assert_eq!(rules(501), ["M5"]);
    town.cosign(501).unwrap();
    assert_eq!(rules(502), ["M5"]);
    assert!(!verify(&published(&town).unwrap(), |_, _| {}).accepted());
}
