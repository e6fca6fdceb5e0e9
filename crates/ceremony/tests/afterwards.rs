//! What can still happen after a draw: always in public, by two persons, never by choosing.

use sunlot_ceremony::{Recusal, Rematch, Replacement};
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::verify::verify;

use crate::support::{Done, IMMEDIATE, ORGANISER, SEALED, Town, code, digits};

fn pair() -> (String, String) {
    ("wang.wu".to_owned(), "zhao.liu".to_owned())
}

fn replacement(town: &Town, unit: &str, object: &str) -> Replacement {
    Replacement {
        unit: unit.to_owned(),
        object: object.to_owned(),
        reason: "STATUS".to_owned(),
        evidence: town.file("注销通知书.pdf", b"%PDF-1.7 evidence").into(),
        evidence_day: "2026-03-20".to_owned(),
        persons: pair(),
    }
}

fn recusal(object: &str, officer: &str) -> Recusal {
    Recusal {
        object: object.to_owned(),
        officer: officer.to_owned(),
        reason: "KIN".to_owned(),
        persons: pair(),
    }
}

fn fresh(round: u64) -> Rematch {
    let value = digits(&format!("rematch {round}"));
    Rematch { beacon: Some("ceremony".to_owned()), round, value }
}

/// Object, unit and one officer of a drawn visit.
fn drawn(town: &Town, nth: usize) -> (String, String, String) {
    let secret = town.nonce(ORGANISER, 1);
    let list = town.open(5000).unwrap().list(Some(&secret)).unwrap();
    let row = &list.rows[nth];
    (row.object.clone(), row.units[0].clone(), row.team[0].1.clone())
}

fn replace(town: &Town, t: i64, terms: &Replacement) -> Done<Option<String>> {
    town.open(t)?.replace(terms, Some(&town.nonce(ORGANISER, 1)))
}

#[test]
fn the_next_ticket_moves_up_and_officers_follow_by_fresh_entropy() {
    for options in [SEALED, IMMEDIATE] {
        let town = Town::new(options);
        town.hold(0, 1);
        let secret = town.nonce(ORGANISER, 1);
        let (object, unit, _) = drawn(&town, 0);
        let before = town.open(1400).unwrap().list(Some(&secret)).unwrap().rows;
        let up = replace(&town, 1500, &replacement(&town, &unit, &object)).unwrap().unwrap();
        assert_ne!(up, object);
        let after = town.open(1501).unwrap().list(Some(&secret)).unwrap().rows;
        assert!(after.iter().any(|row| row.object == up));
        assert!(!after.iter().any(|row| row.object == object && row.units.contains(&unit)));
        // What was drawn before was drawn and stays, except the struck one.
        for row in &before {
            assert!(row.object == object || after.iter().any(|a| a.object == row.object));
        }
        // The object that moved up needs its posts filled, one fresh round each.
        let (mut filled, mut round) = (0, 10);
        while let Ok(officer) =
            town.open(1600 + round).unwrap().rematch(&fresh(round.cast_unsigned()), Some(&secret))
        {
            filled += i64::from(officer.is_some());
            round += 1;
            assert!(round < 20, "posts without end");
        }
        assert!(filled >= 2, "{filled} posts filled");
        if options.publication == "sealed" {
            town.verified(1700);
            town.unseal(1800, 1).unwrap();
        }
        town.verified(1900);
        let team = town.open(1901).unwrap().list(None).unwrap().rows;
        let team = &team.iter().find(|row| row.object == up).unwrap().team;
        assert_eq!(i64::try_from(team.len()).unwrap(), filled);
    }
}

#[test]
fn who_steps_back_is_followed_by_lot() {
    for options in [SEALED, IMMEDIATE] {
        let town = Town::new(options);
        town.hold(0, 1);
        let secret = town.nonce(ORGANISER, 1);
        let (object, _, officer) = drawn(&town, 3);
        let size = |at| {
            let rows = town.open(at).unwrap().list(Some(&secret)).unwrap().rows;
            let row = rows.into_iter().find(|row| row.object == object).unwrap();
            (row.team.len(), row.team.iter().any(|(_, code, _)| *code == officer))
        };
        let (before, there) = size(1400);
        assert!(there);
        // Nothing is open yet.
        let none = town.open(1450).unwrap().rematch(&fresh(9), Some(&secret)).map(drop);
        assert_eq!(code(none), "ceremony.out_of_order");
        let seq = town.open(1500).unwrap().recuse(&recusal(&object, &officer), Some(&secret));
        assert!(seq.unwrap() > 1);
        assert_eq!(size(1501), (before - 1, false));
        let next = town.open(1600).unwrap().rematch(&fresh(10), Some(&secret)).unwrap();
        assert_ne!(next.as_ref(), Some(&officer));
        assert_eq!(size(1601), (before - 1 + usize::from(next.is_some()), false));
        // The same person cannot step back twice.
        let twice = town.open(1650).unwrap().recuse(&recusal(&object, &officer), Some(&secret));
        assert!(twice.is_err());
        if options.publication == "sealed" {
            town.verified(1700);
            town.unseal(1800, 1).unwrap();
        }
        town.verified(1900);
    }
}

#[test]
fn a_known_round_cannot_fill_a_post() {
    let town = Town::new(IMMEDIATE);
    town.hold(0, 1);
    let (object, _, officer) = drawn(&town, 0);
    town.open(1500).unwrap().recuse(&recusal(&object, &officer), None).unwrap();
    let mut terms = fresh(1);
    terms.beacon = Some("drand-quicknet".to_owned());
    assert_eq!(code(town.open(1600).unwrap().rematch(&terms, None)), "beacon.known");
    terms.beacon = Some("none".to_owned());
    assert_eq!(code(town.open(1600).unwrap().rematch(&terms, None)), "beacon.none");
    terms.beacon = Some("dice".to_owned());
    assert_eq!(code(town.open(1600).unwrap().rematch(&terms, None)), "beacon.type");
}

#[test]
fn a_replacement_needs_a_true_reason() {
    let town = Town::new(SEALED);
    town.hold(0, 1);
    let (object, unit, _) = drawn(&town, 0);
    let good = replacement(&town, &unit, &object);
    let before = town.files();
    let refused = |change: &dyn Fn(&mut Replacement), expected: &str| {
        let mut terms = good.clone();
        change(&mut terms);
        assert_eq!(code(replace(&town, 1500, &terms)), expected, "{terms:?}");
    };
    refused(&|t| t.reason = "CLOSED_TODAY".to_owned(), "replace.refused");
    refused(&|t| t.evidence_day = "2026-04-01".to_owned(), "replace.refused");
    refused(&|t| t.evidence_day = "昨天".to_owned(), "replace.refused");
    refused(&|t| t.object = "91629922MA70000000".to_owned(), "replace.refused");
    refused(&|t| t.unit = "XX".to_owned(), "replace.refused");
    refused(&|t| t.persons.1 = t.persons.0.clone(), "persons.same");
    refused(&|t| t.evidence = "/nowhere/at/all".into(), "ceremony.io");
    assert_eq!(town.files(), before);
    replace(&town, 1500, &good).unwrap();
    // Struck once is struck for good.
    assert_eq!(code(replace(&town, 1600, &good)), "replace.refused");
}

#[test]
fn a_unit_whose_waiting_list_is_used_up_says_so() {
    let town = Town::new(IMMEDIATE);
    town.hold(0, 1);
    let (_, unit, _) = drawn(&town, 0);
    let mut t = 1500;
    loop {
        let rows = town.open(t).unwrap().list(None).unwrap().rows;
        let Some(row) = rows.into_iter().find(|row| row.units.contains(&unit)) else { break };
        replace(&town, t + 1, &replacement(&town, &unit, &row.object)).unwrap();
        t += 10;
        assert!(t < 4000, "a list without end");
    }
    town.verified(t);
}

#[test]
fn a_void_is_public_and_the_next_attempt_is_new() {
    let town = Town::new(SEALED);
    town.announce(0, 1);
    let void =
        |t, reason: &str, text: &str, by: &(String, String)| town.open(t)?.void(reason, text, by);
    let same = ("wang.wu".to_owned(), "wang.wu".to_owned());
    assert_eq!(code(void(300, "POWER_CUT", "停电", &same)), "persons.same");
    assert_eq!(code(void(300, "power cut!", "停电", &pair())), "reason.invalid");
    assert_eq!(code(void(300, "POWER_CUT", "  ", &pair())), "text.empty");
    let again = |t| town.open(t)?.reopen("POWER_CUT", false);
    assert_eq!(code(again(300)), "ceremony.out_of_order");
    void(310, "POWER_CUT", "会场停电，改期举行", &pair()).unwrap();
    town.verified(320);
    assert_eq!(code(town.reveal(400, "witness:gsl", 1)), "ceremony.out_of_order");
    assert_eq!(again(500).unwrap().attempt(), 2);
    // The nonces of the first attempt are of no use for the second.
    town.freeze(3000).unwrap();
    assert_eq!(code(town.commit(3010, ORGANISER, 1)), "nonce.other_draw");
    for who in crate::support::PARTIES {
        town.commit(3010, who, 2).unwrap();
    }
    // Neither is the beacon's round that the first attempt announced.
    assert_eq!(code(town.intent(3100, 1)), "ceremony.out_of_order");
    town.intent(3100, 2).unwrap();
    town.cosign(3200).unwrap();
    town.gather(3000, 2);
    town.draw(4320, 2).unwrap();
    town.match_officers(4330, 2).unwrap();
    town.unseal(4400, 2).unwrap();
    town.verified(4500);
    // The voided attempt is still there to be seen.
    let first = town.open(4510).unwrap().entries()[0].entry.draw_id.clone();
    let bundle = town.open(4510).unwrap().bundle(Some(&first), Audience::Audit).unwrap();
    assert!(verify(&bundle, |_, _| {}).accepted());
}

#[test]
fn nobody_voids_a_draw_whose_outcome_can_be_known() {
    let town = Town::new(SEALED);
    town.announce(0, 1);
    town.gather(0, 1);
    let late = town.open(1400).unwrap().void("REGRET", "重来", &pair());
    assert_eq!(code(late), "ceremony.out_of_order");
    town.draw(1410, 1).unwrap();
    let later = town.open(1420).unwrap().void("REGRET", "重来", &pair());
    assert_eq!(code(later), "ceremony.out_of_order");
}

#[test]
fn an_annulled_draw_stays_readable_and_may_be_repeated() {
    let town = Town::new(IMMEDIATE);
    town.hold(0, 1);
    let correct = |t, of, annuls| {
        town.open(t)?.correct(of, annuls, "WRONG_REGISTER", "底册漏了一个乡镇", &pair())
    };
    assert_eq!(code(correct(1400, 99, true)), "correction.of");
    assert_eq!(code(correct(1400, 0, true)), "correction.of");
    correct(1400, 1, false).unwrap();
    // A correction that does not annul is no reason for a redraw.
    assert_eq!(
        code(town.open(1410).unwrap().reopen("WRONG_REGISTER", false)),
        "ceremony.out_of_order"
    );
    correct(1500, 1, true).unwrap();
    town.verified(1510);
    assert_eq!(town.open(1600).unwrap().reopen("WRONG_REGISTER", false).unwrap().attempt(), 2);
}

#[test]
fn a_supplement_draws_from_the_rest_with_fresh_entropy() {
    let town = Town::new(SEALED);
    town.hold(0, 1);
    let supplement = |t| town.open(t)?.reopen("MORE_VISITS", true);
    supplement(1390).unwrap();
    // What is still sealed cannot be left out of the next frame.
    assert_eq!(code(town.freeze(1400)), "ceremony.out_of_order");
    town.unseal(1500, 1).unwrap();
    let first: Vec<String> =
        town.open(1510).unwrap().list(None).unwrap().rows.into_iter().map(|r| r.object).collect();
    town.announce(3000, 2);
    town.gather(3000, 2);
    town.draw(4320, 2).unwrap();
    town.match_officers(4330, 2).unwrap();
    town.unseal(4400, 2).unwrap();
    town.verified(4500);
    let second = town.open(4510).unwrap().list(None).unwrap().rows;
    assert!(!second.is_empty());
    assert!(second.iter().all(|row| !first.contains(&row.object)));
}
