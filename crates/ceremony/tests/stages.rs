//! At every stage of every kind of draw: what may be seen verifies, and nothing else can be seen.

use sunlot_ceremony::{BeaconInput, Unsealer, read_bundle, zip_bundle};
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::digest::from_hex;
use sunlot_sortition::verify::Verdict;

use crate::support::{
    HOLDERS, IMMEDIATE, ORGANISER, Options, PARTIES, SEALED, Town, at, code, digits, start,
};

#[test]
fn a_sealed_draw_verifies_at_every_stage() {
    for suite in ["SM3", "SHA256"] {
        let town = Town::new(Options { suite, ..SEALED });
        town.announce(0, 1);
        assert_eq!(town.verified(250).stage.unwrap().as_str(), "committed");
        town.gather(0, 1);
        town.draw(1320, 1).unwrap();
        assert_eq!(town.verified(1325).stage.unwrap().as_str(), "sealed");
        town.match_officers(1330, 1).unwrap();
        assert_eq!(town.verified(1340).stage.unwrap().as_str(), "sealed");
        town.unseal(2000, 1).unwrap();
        let report = town.verified(2010);
        assert_eq!(report.stage.unwrap().as_str(), "open");
        assert!(report.rehearsal);
    }
}

#[test]
fn an_immediate_draw_verifies_at_every_stage() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.verified(250);
    town.gather(0, 1);
    town.draw(1320, 1).unwrap();
    assert_eq!(town.verified(1325).stage.unwrap().as_str(), "open");
    town.match_officers(1330, 1).unwrap();
    let report = town.verified(1340);
    // Nothing is withheld but what did not happen: unsealing, replacement, recusal, correction.
    let withheld = report.checks.iter().filter(|c| matches!(c.verdict, Verdict::Withheld { .. }));
    let withheld: Vec<String> = withheld.map(|c| c.id.to_string()).collect();
    assert_eq!(withheld, ["V-15", "V-25", "V-26", "V-27"]);
}

#[test]
fn escrow_replaces_the_beacon() {
    let town = Town::new(Options { beacon: "none", publication: "immediate", ..SEALED });
    town.announce(0, 1);
    for who in PARTIES {
        for holder in HOLDERS {
            town.seal(300, who, holder, 1).unwrap();
            town.receive(301, who, holder).unwrap();
        }
    }
    town.reveal(400, ORGANISER, 1).unwrap();
    town.reveal(401, "witness:gsl", 1).unwrap();
    // The third party stays away; nobody can draw without its nonce, and a holder opens it.
    assert_eq!(code(town.close(1100)), "ceremony.out_of_order");
    let holder = HOLDERS[0];
    let early = town.open(900).unwrap().reveal_for("witness:jjw", holder, &town.key(holder));
    assert_eq!(code(early), "escrow.refused");
    let mut ceremony = town.open(1101).unwrap();
    ceremony.reveal_for("witness:jjw", holder, &town.key(holder)).unwrap();
    drop(ceremony);
    town.close(1110).unwrap();
    town.cosign(1115).unwrap();
    town.draw(1230, 1).unwrap();
    town.match_officers(1240, 1).unwrap();
    town.verified(1250);
}

#[test]
fn an_absent_party_does_not_stop_a_draw_with_a_beacon() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.reveal(400, ORGANISER, 1).unwrap();
    town.reveal(400, "witness:gsl", 1).unwrap();
    let absent = town.open(1110).unwrap().close().unwrap();
    assert_eq!(absent.iter().map(ToString::to_string).collect::<Vec<_>>(), ["witness:jjw"]);
    town.cosign(1150).unwrap();
    town.beacon(1310).unwrap();
    town.draw(1320, 1).unwrap();
    town.match_officers(1330, 1).unwrap();
    town.verified(1340);
}

#[test]
fn too_few_parties_stop_it_before_the_beacon() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    town.reveal(400, ORGANISER, 1).unwrap();
    town.close(1110).unwrap();
    assert_eq!(code(town.beacon(1310)), "ceremony.out_of_order");
}

#[test]
fn lottery_numbers_are_public_entropy() {
    let town = Town::new(Options { beacon: "ssq", publication: "immediate", ..SEALED });
    town.announce(0, 1);
    for who in PARTIES {
        town.reveal(400, who, 1).unwrap();
    }
    town.close(1110).unwrap();
    town.cosign(1150).unwrap();
    let take = |value: &str| {
        let input = BeaconInput { value: value.to_owned(), sheets: Vec::new() };
        town.open(1310).unwrap().take_beacon(&input).map(drop)
    };
    for wrong in ["", "03,08,11,17,25,34+09", "03,08,11,17,25+09", "08,03,11,17,25,31+09"] {
        assert_eq!(code(take(wrong)), "beacon.refused", "{wrong}");
    }
    take("03,08,11,17,25,31+09").unwrap();
    town.draw(1320, 1).unwrap();
    town.match_officers(1330, 1).unwrap();
    town.verified(1340);
}

#[test]
fn ceremony_digits_are_entered_twice_by_two_people() {
    let town = Town::new(IMMEDIATE);
    town.announce(0, 1);
    for who in PARTIES {
        town.reveal(400, who, 1).unwrap();
    }
    town.close(1110).unwrap();
    let good = digits("test");
    let take = |sheets: Vec<(String, String)>| {
        let input = BeaconInput { value: String::new(), sheets };
        town.open(1310).unwrap().take_beacon(&input).map(drop)
    };
    assert_eq!(code(take(good.sheets[..1].to_vec())), "beacon.refused");
    let same = vec![good.sheets[0].clone(), good.sheets[0].clone()];
    assert_eq!(code(take(same)), "beacon.refused");
    let mut differ = good.sheets.clone();
    let last = differ[1].1.pop().unwrap();
    differ[1].1.push(if last == '0' { '1' } else { '0' });
    assert_eq!(code(take(differ)), "beacon.refused");
    let stranger =
        vec![good.sheets[0].clone(), ("recorder:x".to_owned(), good.sheets[1].1.clone())];
    assert_eq!(code(take(stranger)), "beacon.refused");
    take(good.sheets).unwrap();
}

/// Seconds on the tests' clock at which round 657413 of quicknet appeared.
const ROUND_657413: i64 = 1_694_775_603;

#[test]
fn drand_is_checked_offline_with_its_pinned_key() {
    let known: serde_json::Value =
        serde_json::from_str(include_str!("../../../spec/fixtures/drand_rounds.json")).unwrap();
    let signature = |round: u64| {
        let rounds = known["rounds"].as_array().unwrap();
        let found = rounds.iter().find(|r| r["round"] == round).unwrap();
        found["signature"].as_str().unwrap().to_owned()
    };
    let town = Town::new(Options { beacon: "drand-quicknet", publication: "immediate", ..SEALED });
    let t = ROUND_657413 - start().unix() - 1300;
    town.freeze(t).unwrap();
    for who in PARTIES {
        town.commit(t + 10, who, 1).unwrap();
    }
    // Rounds come every three seconds; a time between two of them is refused with the next one.
    let mut terms = town.terms(t + 100);
    terms.beacon_at = at(t + 1301).to_string();
    let refused = town.open(t + 100).unwrap().publish_intent(&terms).map(drop).unwrap_err();
    assert_eq!(refused.code(), "intent.times");
    assert!(refused.message_zh().contains(&at(t + 1303).to_string()), "{}", refused.message_zh());
    terms.beacon_at = at(t + 1300).to_string();
    let intent = town.open(t + 100).unwrap().publish_intent(&terms).unwrap();
    assert_eq!(intent.beacon.round, 657_413);
    town.cosign(t + 200).unwrap();
    for who in PARTIES {
        town.reveal(t + 400, who, 1).unwrap();
    }
    town.close(t + 1110).unwrap();
    town.cosign(t + 1150).unwrap();
    // A true signature of another round is not this round's.
    let take = |value: String| {
        let input = BeaconInput { value, sheets: Vec::new() };
        town.open(t + 1310).unwrap().take_beacon(&input).map(drop)
    };
    assert_eq!(code(take(signature(123))), "beacon.refused");
    take(signature(657_413)).unwrap();
    town.draw(t + 1320, 1).unwrap();
    town.match_officers(t + 1330, 1).unwrap();
    town.verified(t + 1340);
}

#[test]
fn a_sealed_draw_gives_nothing_away() {
    let town = Town::new(SEALED);
    town.hold(0, 1);
    let nonce = std::fs::read_to_string(town.nonce(ORGANISER, 1)).unwrap();
    let nonce = nonce.lines().nth(2).unwrap().to_owned();
    let raw = from_hex(&nonce).unwrap();
    let hidden = |bytes: &[u8]| {
        let found = |part: &[u8]| bytes.windows(part.len()).any(|w| w == part);
        !found(&raw) && !found(nonce.as_bytes())
    };
    // Neither the folder nor what is published holds the nonce or the list.
    for (name, bytes) in town.files() {
        assert!(hidden(&bytes), "{name}");
        assert!(!name.ends_with("result.tsv") && !name.ends_with("matching.tsv"), "{name}");
        assert!(!name.ends_with("result.json") && !name.ends_with("visits.tsv"), "{name}");
    }
    for (name, bytes) in town.bundle(1400, Audience::Audit) {
        assert!(hidden(&bytes), "{name}");
    }
    assert_eq!(code(town.open(1400).unwrap().list(None)), "ceremony.out_of_order");
    let list = town.open(1400).unwrap().list(Some(&town.nonce(ORGANISER, 1))).unwrap();
    assert!(list.rows.len() > 20 && list.rows.iter().all(|row| row.team.len() >= 2));
    // Another party's nonce does not open it.
    let other = town.nonce("witness:jjw", 1);
    assert_eq!(code(town.open(1400).unwrap().list(Some(&other))), "nonce.mismatch");
}

#[test]
fn a_holder_unseals_when_the_organiser_will_not() {
    let town = Town::new(SEALED);
    town.hold(0, 1);
    let key = town.key(HOLDERS[1]);
    let wrong = Unsealer { holder: Some(HOLDERS[0]), file: &key };
    assert_eq!(code(town.open(1500).unwrap().unseal(&wrong)), "escrow.refused");
    let right = Unsealer { holder: Some(HOLDERS[1]), file: &key };
    town.open(1500).unwrap().unseal(&right).unwrap();
    assert_eq!(town.verified(1510).stage.unwrap().as_str(), "open");
}

#[test]
fn the_archive_and_the_folder_hold_the_same_bundle() {
    let town = Town::new(IMMEDIATE);
    town.hold(0, 1);
    let files = town.bundle(1400, Audience::Audit);
    let archive = zip_bundle(&files).unwrap();
    assert_eq!(archive, zip_bundle(&files).unwrap());
    assert_eq!(read_bundle(&town.file("a.zip", &archive)).unwrap(), files);
    let dir = town.file("note", b"");
    let dir = dir.with_file_name("bundle");
    std::fs::create_dir(&dir).unwrap();
    for (name, bytes) in &files {
        std::fs::write(dir.join(name), bytes).unwrap();
    }
    assert_eq!(read_bundle(&dir).unwrap(), files);
}
