//! A command killed at any write leaves a folder that resumes to the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sunlot_ceremony::{CeremonyError, Faults, Recusal, Rematch, Replacement};

use crate::support::{
    Done, HOLDERS, IMMEDIATE, ORGANISER, Options, PARTIES, SEALED, Town, code, digits,
};

type Act<'a> = Box<dyn Fn(&Town, i64) -> Done + 'a>;

/// Every step of a draw, each with its time, for one kind of publication.
fn steps(options: Options) -> Vec<(&'static str, i64, Act<'static>)> {
    let sealed = options.publication == "sealed";
    let mut steps: Vec<(&'static str, i64, Act<'static>)> =
        vec![("freeze", 0, Box::new(|town, t| town.freeze(t)))];
    for who in PARTIES {
        steps.push(("commit", 20, Box::new(move |town, t| town.commit(t, who, 1))));
    }
    steps.push(("intent", 100, Box::new(|town, t| town.intent(t, 1))));
    steps.push(("cosign", 200, Box::new(|town, t| town.cosign(t))));
    if sealed {
        for holder in HOLDERS {
            let seal = move |town: &Town, t| town.seal(t, ORGANISER, holder, 1);
            steps.push(("seal", 300, Box::new(seal)));
            steps.push((
                "receive",
                301,
                Box::new(move |town, t| town.receive(t, ORGANISER, holder)),
            ));
        }
    }
    for who in PARTIES.into_iter().filter(|who| !sealed || *who != ORGANISER) {
        steps.push(("reveal", 400, Box::new(move |town, t| town.reveal(t, who, 1))));
    }
    steps.push(("close", 1110, Box::new(|town, t| town.close(t))));
    steps.push(("cosign", 1150, Box::new(|town, t| town.cosign(t))));
    steps.push(("beacon", 1310, Box::new(|town, t| town.beacon(t))));
    steps.push(("result", 1320, Box::new(|town, t| town.draw(t, 1))));
    steps.push(("match", 1330, Box::new(|town, t| town.match_officers(t, 1).map(drop))));
    steps.push(("replace", 1400, Box::new(replace)));
    steps.push(("recuse", 1410, Box::new(recuse)));
    steps.push(("rematch", 1500, Box::new(rematch)));
    if sealed {
        steps.push(("unseal", 1600, Box::new(|town, t| town.unseal(t, 1))));
    }
    steps.push(("correct", 1700, Box::new(correct)));
    steps
}

fn pair() -> (String, String) {
    ("wang.wu".to_owned(), "zhao.liu".to_owned())
}

/// Object, unit and officer; the same ones whenever it is asked, because the end of the list is
/// what neither the replacement nor the recusal touches first.
fn drawn(town: &Town, t: i64, nth: usize) -> Done<(String, String, String)> {
    let list = town.open(t)?.list(Some(&town.nonce(ORGANISER, 1)))?;
    let row = &list.rows[nth];
    Ok((row.object.clone(), row.units[0].clone(), row.team[0].1.clone()))
}

/// The arguments of a step are what the clerk typed, and are typed again after a crash.
fn remembered(
    town: &Town,
    name: &str,
    find: impl Fn() -> Done<(String, String, String)>,
) -> Done<(String, String, String)> {
    let file = town.nonce(name, 0);
    if let Ok(text) = fs::read_to_string(&file) {
        let mut words = text.split(' ').map(str::to_owned);
        let mut word = || words.next().unwrap();
        return Ok((word(), word(), word()));
    }
    let (a, b, c) = find()?;
    fs::write(&file, format!("{a} {b} {c}")).unwrap();
    Ok((a, b, c))
}

fn replace(town: &Town, t: i64) -> Done {
    let (object, unit, _) = remembered(town, "replace", || drawn(town, t, 0))?;
    let terms = Replacement {
        unit,
        object,
        reason: "STATUS".to_owned(),
        evidence: town.file("evidence", b"evidence").into(),
        evidence_day: "2026-03-20".to_owned(),
        persons: pair(),
    };
    town.open(t)?.replace(&terms, Some(&town.nonce(ORGANISER, 1))).map(drop)
}

fn recuse(town: &Town, t: i64) -> Done {
    let (object, _, officer) = remembered(town, "recuse", || drawn(town, t, 5))?;
    let terms = Recusal { object, officer, reason: "KIN".to_owned(), persons: pair() };
    town.open(t)?.recuse(&terms, Some(&town.nonce(ORGANISER, 1))).map(drop)
}

fn rematch(town: &Town, t: i64) -> Done {
    let value = digits("rematch");
    let terms = Rematch { beacon: Some("ceremony".to_owned()), round: 7, value };
    town.open(t)?.rematch(&terms, Some(&town.nonce(ORGANISER, 1))).map(drop)
}

fn correct(town: &Town, t: i64) -> Done {
    town.open(t)?.correct(1, false, "TYPO", "标题有错字", &pair())
}

fn restore(root: &Path, files: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(root).unwrap();
    for (name, bytes) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Kills a step at every one of its writes, before and after the write reached the disk, and
/// resumes it. Gives the number of kills.
fn kill_everywhere(town: &mut Town, name: &str, t: i64, act: &Act<'_>) -> u32 {
    let before = town.files();
    act(town, t).unwrap_or_else(|e| panic!("{name}: {}", e.message_zh()));
    let whole = town.files();
    let mut kills = 0;
    for stored in [false, true] {
        for after in 0.. {
            restore(&town.root, &before);
            town.faults = Faults { after: Some(after), stored };
            let killed = act(town, t);
            town.faults = Faults::default();
            match killed {
                Ok(()) => break,
                Err(CeremonyError::Killed) => kills += 1,
                Err(other) => panic!("{name} after {after}: {}", other.message_zh()),
            }
            if town.files() == whole {
                continue; // It was complete; only nobody was told.
            }
            // A step that had begun ends with the time of its beginning, however late it is.
            let begun = town.root.join("pending.json").exists();
            let later = if begun { t + 5 } else { t };
            act(town, later).unwrap_or_else(|e| panic!("{name} {after}: {}", e.message_zh()));
            assert_eq!(town.files(), whole, "{name} killed after {after} writes, stored {stored}");
        }
    }
    restore(&town.root, &whole);
    kills
}

#[test]
fn every_step_resumes_to_the_same_bytes() {
    for options in [SEALED, IMMEDIATE] {
        let mut town = Town::new(options);
        let mut kills = 0;
        for (name, t, act) in &steps(options) {
            kills += kill_everywhere(&mut town, name, *t, act);
        }
        assert!(kills > 80, "only {kills} kills");
        town.verified(1800);
    }
}

#[test]
fn an_interrupted_step_is_finished_before_another_begins() {
    let mut town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.faults = Faults { after: Some(1), stored: false };
    assert_eq!(code(town.reveal(400, ORGANISER, 1)), "ceremony.killed");
    town.faults = Faults::default();
    assert_eq!(code(town.reveal(410, "witness:gsl", 1)), "ceremony.unfinished");
    town.reveal(420, ORGANISER, 1).unwrap();
    town.reveal(430, "witness:gsl", 1).unwrap();
}

#[test]
fn a_new_folder_is_a_ceremony_only_when_it_is_whole() {
    let town = Town::new(IMMEDIATE);
    let whole = town.files();
    for part in whole.keys().filter(|name| *name != "rules.toml") {
        assert!(part.starts_with("secret/"), "{part}");
    }
    fs::remove_file(town.root.join("rules.toml")).unwrap();
    assert_eq!(code(town.open(0).map(drop)), "ceremony.not_a_ceremony");
}
