//! A step that does not come now is refused in words, and changes nothing.

use std::collections::BTreeSet;

use sunlot_ceremony::{Ceremony, Clock, Recusal, Rematch, Replacement};
use sunlot_sortition::bundle::Audience;

use crate::support::{
    Done, HOLDERS, IMMEDIATE, ORGANISER, PARTIES, SEALED, Town, at, code, digits,
};

fn pair() -> (String, String) {
    ("wang.wu".to_owned(), "zhao.liu".to_owned())
}

/// One try at every step.
fn attempt(town: &Town, step: &str, t: i64) -> Done {
    let secret = town.nonce(ORGANISER, 1);
    match step {
        "freeze" => town.freeze(t),
        "commit" => town.commit(t, "witness:gsl", 1),
        "intent" => town.intent(t, 1),
        "seal" => town.seal(t, ORGANISER, HOLDERS[0], 1),
        "receive" => town.receive(t, ORGANISER, HOLDERS[0]),
        "reveal" => town.reveal(t, "witness:gsl", 1),
        "close" => town.close(t),
        "beacon" => town.beacon(t),
        "result" => town.draw(t, 1),
        "match" => town.match_officers(t, 1).map(drop),
        "unseal" => town.unseal(t, 1),
        "void" => town.open(t)?.void("POWER_CUT", "停电", &pair()),
        "correct" => town.open(t)?.correct(1, false, "TYPO", "错字", &pair()),
        "again" => town.open(t)?.reopen("POWER_CUT", false).map(drop),
        "supplement" => town.open(t)?.reopen("MORE_VISITS", true).map(drop),
        "publish" => town.open(t)?.bundle(None, Audience::Public).map(drop),
        "list" => town.open(t)?.list(Some(&secret)).map(drop),
        "replace" => {
            let terms = Replacement {
                unit: "DJ".to_owned(),
                object: "91629922MA70000000".to_owned(),
                reason: "STATUS".to_owned(),
                evidence: town.file("evidence", b"evidence").into(),
                evidence_day: "2026-03-20".to_owned(),
                persons: pair(),
            };
            town.open(t)?.replace(&terms, Some(&secret)).map(drop)
        }
        "recuse" => {
            let terms = Recusal {
                object: "91629922MA70000000".to_owned(),
                officer: "F001".to_owned(),
                reason: "KIN".to_owned(),
                persons: pair(),
            };
            town.open(t)?.recuse(&terms, Some(&secret)).map(drop)
        }
        "rematch" => {
            let terms = Rematch { beacon: None, round: 9, value: digits("x") };
            town.open(t)?.rematch(&terms, Some(&secret)).map(drop)
        }
        other => panic!("{other}"),
    }
}

const STEPS: [&str; 20] = [
    "freeze",
    "commit",
    "intent",
    "seal",
    "receive",
    "reveal",
    "close",
    "beacon",
    "result",
    "match",
    "unseal",
    "void",
    "correct",
    "again",
    "supplement",
    "publish",
    "list",
    "replace",
    "recuse",
    "rematch",
];

/// Tries every step that may not come at this stage.
fn only(town: &Town, stage: &str, t: i64, allowed: &[&str]) {
    let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
    let before = town.files();
    for step in STEPS.into_iter().filter(|step| !allowed.contains(step)) {
        let error = attempt(town, step, t).err();
        let error = error.unwrap_or_else(|| panic!("{step} was taken at stage {stage}"));
        let message = error.message_zh();
        assert!(message.chars().any(|c| c > '\u{4e00}'), "{step} at {stage}: {message}");
        assert_ne!(error.code(), "ceremony.damaged", "{step} at {stage}: {message}");
        assert_eq!(town.files(), before, "{step} refused at stage {stage}, and left a trace");
    }
}

#[test]
fn the_steps_of_a_sealed_draw_come_in_their_order() {
    let town = Town::new(SEALED);
    only(&town, "new", 0, &["freeze"]);
    town.freeze(0).unwrap();
    only(&town, "frozen", 5, &["commit", "void"]);
    for who in PARTIES {
        town.commit(10, who, 1).unwrap();
    }
    only(&town, "promised", 20, &["commit", "intent", "void"]);
    town.intent(100, 1).unwrap();
    town.cosign(200).unwrap();
    only(&town, "announced", 210, &["seal", "reveal", "void", "publish"]);
    for holder in HOLDERS {
        town.seal(300, ORGANISER, holder, 1).unwrap();
        town.receive(300, ORGANISER, holder).unwrap();
    }
    for who in &PARTIES[1..] {
        town.reveal(400, who, 1).unwrap();
    }
    // Closing comes at the announced time and neither before nor after.
    only(&town, "revealed", 450, &["void"]);
    town.close(1110).unwrap();
    only(&town, "closed", 1115, &["void"]);
    town.beacon(1310).unwrap();
    only(&town, "entropy", 1311, &["result"]);
    town.draw(1320, 1).unwrap();
    let after = ["correct", "supplement", "list", "unseal"];
    only(&town, "drawn", 1321, &[&after[..], &["match"]].concat());
    town.match_officers(1330, 1).unwrap();
    only(&town, "matched", 1331, &after);
    town.unseal(1400, 1).unwrap();
    only(&town, "open", 1401, &["correct", "supplement", "list"]);
}

#[test]
fn a_closed_list_takes_no_more_nonces() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.reveal(400, ORGANISER, 1).unwrap();
    assert_eq!(code(town.reveal(410, ORGANISER, 1)), "ceremony.out_of_order");
    assert_eq!(code(town.reveal(1101, "witness:gsl", 1)), "ceremony.out_of_order");
    assert_eq!(code(town.reveal(410, "witness:nobody", 1)), "contributor.unknown");
    // Somebody else's file is not this party's nonce.
    let other = town.open(420).unwrap().reveal("witness:gsl", &town.nonce(ORGANISER, 1));
    assert_eq!(code(other), "nonce.mismatch");
    let none = town.open(420).unwrap().reveal("witness:gsl", &town.file("x", b"hello"));
    assert_eq!(code(none), "nonce.form");
}

#[test]
fn a_closing_after_the_beacon_is_too_late() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    for who in PARTIES {
        town.reveal(400, who, 1).unwrap();
    }
    assert_eq!(code(town.close(1301)), "ceremony.out_of_order");
}

#[test]
fn two_commands_do_not_work_in_one_folder() {
    let town = Town::new(IMMEDIATE);
    let first = town.open(0).unwrap();
    assert_eq!(code(town.open(0).map(drop)), "ceremony.busy");
    drop(first);
    town.open(0).unwrap();
}

#[test]
fn only_a_rehearsal_sets_the_clock() {
    let town = Town::new(IMMEDIATE);
    town.write_rules(&town.rules().replace("rehearsal = true", "rehearsal = false"));
    assert_eq!(code(town.open(0).map(drop)), "ceremony.clock_of_real_draw");
    Ceremony::open(&town.root, Clock::Machine(at(0))).unwrap();
}

#[test]
fn the_requester_does_not_approve_his_own_draw() {
    let town = Town::new(IMMEDIATE);
    town.write_rules(&town.rules().replace("\"li.si\"", "\"zhang.san\""));
    let before = town.files();
    assert!(town.freeze(0).is_err());
    assert!(town.open(0).unwrap().entries().is_empty());
    assert_eq!(town.files().get("log"), before.get("log"));
}

#[test]
fn the_status_names_the_next_step_at_every_stage() {
    let town = Town::new(SEALED);
    let next = |t: i64| town.open(t).unwrap().status().unwrap().next_zh;
    assert!(next(0).contains("sunlot draw freeze"));
    town.freeze(0).unwrap();
    assert!(next(5).contains("已有 0 家，共需 3 家"));
    for who in PARTIES {
        town.commit(10, who, 1).unwrap();
    }
    assert!(next(20).contains("sunlot draw intent"));
    town.intent(100, 1).unwrap();
    town.cosign(200).unwrap();
    assert!(next(210).contains("sunlot draw reveal"));
    town.gather(0, 1);
    assert!(next(1311).contains("sunlot draw result"));
    town.draw(1320, 1).unwrap();
    assert!(next(1321).contains("sunlot draw match"));
    town.match_officers(1330, 1).unwrap();
    assert!(next(1331).contains("sunlot draw unseal"));
    town.unseal(1400, 1).unwrap();
    assert!(next(1401).contains("sunlot draw publish"));
}
