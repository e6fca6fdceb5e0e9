//! The golden values of the design (Appendix A), both suites: byte for byte.

use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::names::{DrawId, GroupCode, PersonId, PoolId};
use sunlot_sortition::roots::table_root;
use sunlot_sortition::seed::{SeedBeacon, match_key, seed, ticket_key};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::ticket::{pair_number, ticket, ticket_j};

struct Golden {
    suite: Suite,
    frame_root: &'static str,
    rules: &'static str,
    commit: &'static str,
    intent: &'static str,
    seed: &'static str,
    key: &'static str,
    ticket: &'static str,
    second_ticket: &'static str,
    match_key: &'static str,
    pair: u64,
}

const GOLDEN: [Golden; 2] = [
    Golden {
        suite: Suite::Sm3,
        frame_root: "063cd9fa43de54a131592199361f2d0d2915c58d452cb2202df2fd3280886b58",
        rules: "d84a30c257af86dc62e0da5059b5ad7d6c3754054de3e127cd7cc15b0a14c77d",
        commit: "ef5bd052cc6b8ae5cc3fbadb9f91d65bf87782e737c83c4d4004ae09a420fbaf",
        intent: "e03aa92cf82bf78e5fdf14f249e390aa90b20ab232af40be1cf141a3c65c85c5",
        seed: "316012d4da5068bee1d40f399f63d79d0f792e1ade5c52829babf106636088d2",
        key: "0f3170686cd2bcba4347ac98b38218a62f6f92e52bf64b1cb44ba20f12e75a89",
        ticket: "081d4428ed7fe9abcd351cdc1948afc6aa25ec3b866a01b414859036c37210e9",
        second_ticket: "8ee983ad1b7c069fc76ee7c0242b51102d92e370c42d47f49292adceef411f8b",
        match_key: "78688b435df149f71560af605994373397175302e400d65c7df215d2d8c95ef0",
        pair: 68_994_209_271_425_652,
    },
    Golden {
        suite: Suite::Sha256,
        frame_root: "268f9172e1ec1be65f863314118524ff2f115a2bff330ab36c4714011211cfda",
        rules: "4e7e213208f9fa96cfc153ef3b1cc9d26dd053e4979e2b6d0a9a32f09c28cd7a",
        commit: "6474b7e60d0011e3773c5476340ce6c27362493caaba89d2e955bc304f4e2bdc",
        intent: "5c6c020ad654e5920c78da676b6ae36ca11dcc3a68f8da0adeeb0ce2481e9cc6",
        seed: "74927859b34ce1b98c7f8325f7d2d00fcc15fd4bb525ba95d63853371197b557",
        key: "8264edb78b09489bb073eaa09b318873b9fff25f1ed04e696c01b30aa8d98970",
        ticket: "cf1a4a71644eca25b8ad3ed51b8105c4c004a6d3b7aebc1e5a37aa8cc1dc3c1c",
        second_ticket: "691c5a6bb387caf89d6fe37290966d3c54f2c4fefe412c68a3b5936efa7da856",
        match_key: "51db935fc236d959469de33ca35383af82064dea7e54f145763d6494f3909f30",
        pair: 52_564_366_034_892_017,
    },
];

fn nonce(from: u8) -> [u8; 32] {
    std::array::from_fn(|place| from + place as u8)
}

fn check(golden: &Golden) {
    let suite = golden.suite;
    let hex = |digest: Digest| digest.to_hex();
    let id = |text: &str| PersonId::parse(text).expect("a contributor");
    let draw = DrawId::parse("620422-2026-2-001/1").expect("a draw");

    let mut rows = [
        "91620422MA7000018W\tE\tMKT.A\t1\t-\t-",
        "91620422MA70000269\tE\tMKT.A\t2\t-\t-",
        "92620422MA7000026L\tE\tMKT.A,TAX.A\t1\t-\t-",
        "93620422MA7000034C\tX:CAP\t-\t1\t-\t-",
    ];
    rows.sort_unstable();
    assert_eq!(hex(table_root(suite, &rows)), golden.frame_root);

    let name = suite.name();
    let rules = format!(
        concat!(
            r#"{{"draw_id":"{}","suite":"{}","units":[{{"mode":"min","p":5,"q":100,"#,
            r#""unit":"MKT.A"}}]}}"#
        ),
        draw, name
    );
    let rules = Json::parse_canonical(rules.as_bytes()).expect("a record").to_bytes();
    assert_eq!(hex(tagged_hash(suite, "rules", &[&rules])), golden.rules);

    let [scjg, gsl, jjw] = ["dept:scjg", "witness:gsl", "witness:jjw"].map(id);
    let commits = [(&scjg, nonce(0)), (&gsl, [0; 32]), (&jjw, nonce(0x20))]
        .map(|(who, nonce)| hex(commitment(suite, &draw, who, &nonce)));
    assert_eq!(commits[0], golden.commit);

    let contributors: Vec<String> = [&scjg, &gsl, &jjw]
        .into_iter()
        .zip(&commits)
        .map(|(who, commit)| format!(r#"{{"commit":"{commit}","id":"{who}"}}"#))
        .collect();
    let intent = format!(
        concat!(
            r#"{{"beacon":{{"round":27946612,"type":"drand-quicknet"}},"contributors":[{}],"#,
            r#""draw_id":"{}","frame_count":4,"frame_root":"{}","rules":"{}","suite":"{}"}}"#
        ),
        contributors.join(","),
        draw,
        golden.frame_root,
        golden.rules,
        name,
    );
    let intent = tagged_hash(suite, "intent", &[intent.as_bytes()]);
    assert_eq!(hex(intent), golden.intent);

    let beacon = SeedBeacon { kind: "drand-quicknet", round: 27_946_612, value: &[0xab; 48] };
    let nonces = [(scjg, Some(nonce(0))), (gsl, None), (jjw, Some(nonce(0x20)))];
    let seed = seed(suite, &intent, beacon, &nonces);
    assert_eq!(hex(seed), golden.seed);

    let key = ticket_key(suite, &seed, &GroupCode::parse("G1").expect("a group"));
    assert_eq!(key.as_str(), golden.key);
    assert_eq!(hex(ticket(suite, &key, b"91620422MA7000018W")), golden.ticket);
    assert_eq!(hex(ticket_j(suite, &key, b"91350100M000100Y43", 2)), golden.second_ticket);

    let pool = PoolId::parse("MU-620422-scjg").expect("a pool");
    let key = match_key(suite, &seed, &pool, 0);
    assert_eq!(key.as_str(), golden.match_key);
    assert_eq!(pair_number(suite, &key, "GSHN0017", "91620422MA7000018W"), golden.pair);
}

#[test]
fn appendix_a_in_both_suites() {
    GOLDEN.iter().for_each(check);
}
