//! The golden table of the design: frame root to pair number, for both suites.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::ticket::{TicketKey, pair_number, ticket, ticket_j};

const UNIT: &str = r#"{"mode":"min","p":5,"q":100,"unit":"MKT.A"}"#;
const DRAW_ID: &str = "620422-2026-2-001/1";
const ROUND: &str = "27946612";

struct Golden {
    frame_root: &'static str,
    rules: &'static str,
    commit: &'static str,
    intent: &'static str,
    seed: &'static str,
    key: &'static str,
    ticket: &'static str,
    ticket_2: &'static str,
    match_key: &'static str,
    pair: u64,
}

fn commit(suite: Suite, id: &str, nonce: &[u8]) -> Digest {
    tagged_hash(suite, "commit", &[DRAW_ID.as_bytes(), id.as_bytes(), nonce])
}

fn check(suite: Suite, golden: &Golden) {
    let rows = [
        "91620422MA7000018W\tE\tMKT.A\t1\t-\t-",
        "91620422MA70000269\tE\tMKT.A\t2\t-\t-",
        "92620422MA7000026L\tE\tMKT.A,TAX.A\t1\t-\t-",
        "93620422MA7000034C\tX:CAP\t-\t1\t-\t-",
    ];
    let leaves: Vec<Digest> = rows.iter().map(|r| merkle::leaf(suite, r.as_bytes())).collect();
    let frame_root = merkle::root(suite, &leaves);
    assert_eq!(frame_root.to_hex(), golden.frame_root);

    let rules = format!(r#"{{"draw_id":"{DRAW_ID}","suite":"{}","units":[{UNIT}]}}"#, suite.name());
    assert!(Json::parse_canonical(rules.as_bytes()).is_ok());
    let rules = tagged_hash(suite, "rules", &[rules.as_bytes()]);
    assert_eq!(rules.to_hex(), golden.rules);

    let (first, second): (Vec<u8>, Vec<u8>) = ((0..32).collect(), (32..64).collect());
    let commits = [
        ("dept:scjg", commit(suite, "dept:scjg", &first)),
        ("witness:gsl", commit(suite, "witness:gsl", &[0; 32])),
        ("witness:jjw", commit(suite, "witness:jjw", &second)),
    ];
    assert_eq!(commits[0].1.to_hex(), golden.commit);
    let contributors = commits
        .iter()
        .map(|(id, c)| Json::object([("id", Json::text(id)), ("commit", Json::text(c.to_hex()))]));
    let intent = Json::object([
        (
            "beacon",
            Json::object([
                ("round", Json::Int(27_946_612)),
                ("type", Json::text("drand-quicknet")),
            ]),
        ),
        ("contributors", Json::array(contributors)),
        ("draw_id", Json::text(DRAW_ID)),
        ("frame_count", Json::Int(4)),
        ("frame_root", Json::text(frame_root.to_hex())),
        ("rules", Json::text(rules.to_hex())),
        ("suite", Json::text(suite.name())),
    ]);
    let intent = tagged_hash(suite, "intent", &[&intent.to_bytes()]);
    assert_eq!(intent.to_hex(), golden.intent);

    let beacon = [0xab; 48];
    let fields: [&[u8]; 10] = [
        intent.as_bytes(),
        b"drand-quicknet",
        ROUND.as_bytes(),
        &beacon,
        b"dept:scjg",
        &first,
        b"witness:gsl",
        b"",
        b"witness:jjw",
        &second,
    ];
    let seed = tagged_hash(suite, "seed", &fields);
    assert_eq!(seed.to_hex(), golden.seed);
    let key = TicketKey::of_group(suite, &seed, "G1");
    assert_eq!(key.as_str(), golden.key);
    assert_eq!(ticket(suite, &key, b"91620422MA7000018W").to_hex(), golden.ticket);
    assert_eq!(ticket_j(suite, &key, b"91350100M000100Y43", 2).to_hex(), golden.ticket_2);
    let pool = TicketKey::of_pool(suite, &seed, "MU-620422-scjg", 0);
    assert_eq!(pool.as_str(), golden.match_key);
    assert_eq!(pair_number(suite, &pool, "GSHN0017", "91620422MA7000018W"), golden.pair);
}

#[test]
fn sm3() {
    check(
        Suite::Sm3,
        &Golden {
            frame_root: "063cd9fa43de54a131592199361f2d0d2915c58d452cb2202df2fd3280886b58",
            rules: "d84a30c257af86dc62e0da5059b5ad7d6c3754054de3e127cd7cc15b0a14c77d",
            commit: "ef5bd052cc6b8ae5cc3fbadb9f91d65bf87782e737c83c4d4004ae09a420fbaf",
            intent: "e03aa92cf82bf78e5fdf14f249e390aa90b20ab232af40be1cf141a3c65c85c5",
            seed: "316012d4da5068bee1d40f399f63d79d0f792e1ade5c52829babf106636088d2",
            key: "0f3170686cd2bcba4347ac98b38218a62f6f92e52bf64b1cb44ba20f12e75a89",
            ticket: "081d4428ed7fe9abcd351cdc1948afc6aa25ec3b866a01b414859036c37210e9",
            ticket_2: "8ee983ad1b7c069fc76ee7c0242b51102d92e370c42d47f49292adceef411f8b",
            match_key: "78688b435df149f71560af605994373397175302e400d65c7df215d2d8c95ef0",
            pair: 68_994_209_271_425_652,
        },
    );
}

#[test]
fn sha256() {
    check(
        Suite::Sha256,
        &Golden {
            frame_root: "268f9172e1ec1be65f863314118524ff2f115a2bff330ab36c4714011211cfda",
            rules: "4e7e213208f9fa96cfc153ef3b1cc9d26dd053e4979e2b6d0a9a32f09c28cd7a",
            commit: "6474b7e60d0011e3773c5476340ce6c27362493caaba89d2e955bc304f4e2bdc",
            intent: "5c6c020ad654e5920c78da676b6ae36ca11dcc3a68f8da0adeeb0ce2481e9cc6",
            seed: "74927859b34ce1b98c7f8325f7d2d00fcc15fd4bb525ba95d63853371197b557",
            key: "8264edb78b09489bb073eaa09b318873b9fff25f1ed04e696c01b30aa8d98970",
            ticket: "cf1a4a71644eca25b8ad3ed51b8105c4c004a6d3b7aebc1e5a37aa8cc1dc3c1c",
            ticket_2: "691c5a6bb387caf89d6fe37290966d3c54f2c4fefe412c68a3b5936efa7da856",
            match_key: "51db935fc236d959469de33ca35383af82064dea7e54f145763d6494f3909f30",
            pair: 52_564_366_034_892_017,
        },
    );
}
