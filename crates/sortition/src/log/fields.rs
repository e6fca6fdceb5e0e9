//! The members of an entry's record, by type; the mirror of the reader in `entry`.

use super::entry::{Artefact, BeaconValue, EntryBody, Persons};
use crate::digest::{Digest, to_hex};
use crate::jcs::Json;
use crate::names::PersonId;
use crate::result::excluded_json;

type Members = Vec<(&'static str, Json)>;

fn hex(digest: &Digest) -> Json {
    Json::text(digest.to_hex())
}

fn hex_or_dash(digest: Option<&Digest>) -> Json {
    digest.map_or_else(|| Json::text("-"), hex)
}

fn artefacts(list: &[Artefact]) -> (&'static str, Json) {
    ("artefacts", Json::array(list.iter().map(Artefact::to_json)))
}

fn ids(list: &[PersonId]) -> Json {
    Json::array(list.iter().map(|id| Json::text(id.as_str())))
}

fn persons(p: &Persons) -> Members {
    vec![
        ("approved_by", Json::text(p.approved_by.as_str())),
        ("requested_by", Json::text(p.requested_by.as_str())),
    ]
}

fn beacon(b: &BeaconValue) -> Members {
    let sheet = |s: &super::entry::Sheet| {
        Json::object([("by", Json::text(s.by.as_str())), ("value", Json::text(&s.value))])
    };
    vec![
        ("beacon_type", Json::text(b.beacon.kind.as_str())),
        ("round", Json::count(b.beacon.round)),
        ("sheets", Json::array(b.sheets.iter().map(sheet))),
        ("value", Json::text(&b.value)),
    ]
}

/// Everything besides the members that all entries have.
pub(super) fn body(body: &EntryBody) -> Members {
    match body {
        EntryBody::Plan { rules, title, purpose, base, persons: p, reason } => {
            let mut m = persons(p);
            let base = base.as_ref().map_or("-", |b| b.as_str());
            m.push(("base", Json::text(base)));
            m.push(("purpose", Json::text(purpose.as_str())));
            m.push(("reason", Json::text(reason.as_ref().map_or("-", |r| r.as_str()))));
            m.push(("rules", hex(rules)));
            m.push(("title", Json::text(title)));
            m
        }
        EntryBody::Intent { intent, beacon, t_r, t_b, deadline, artefacts: list } => vec![
            artefacts(list),
            ("beacon", beacon.to_json()),
            ("deadline", Json::text(deadline.to_string())),
            ("intent", hex(intent)),
            ("t_b", Json::text(t_b.to_string())),
            ("t_r", Json::text(t_r.to_string())),
        ],
        EntryBody::Escrow { contributor, holder, sealed, receipt } => vec![
            ("box", Json::text(to_hex(sealed))),
            ("contributor", Json::text(contributor.as_str())),
            ("holder", Json::text(holder.as_str())),
            ("receipt", Json::text(to_hex(receipt))),
        ],
        EntryBody::Reveal { contributor, nonce, by } => vec![
            ("by", Json::text(by.as_str())),
            ("contributor", Json::text(contributor.as_str())),
            ("nonce", Json::text(to_hex(nonce))),
        ],
        EntryBody::Close { revealed, sealed, absent } => {
            vec![("absent", ids(absent)), ("revealed", ids(revealed)), ("sealed", ids(sealed))]
        }
        EntryBody::Beacon(value) => beacon(value),
        EntryBody::Result(_) | EntryBody::Match { .. } => outcome(body),
        _ => afterwards(body),
    }
}

fn outcome(body: &EntryBody) -> Members {
    match body {
        EntryBody::Result(r) => {
            let unit = |u: &super::entry::UnitCount| {
                Json::object([
                    ("N", Json::count(u.eligible)),
                    ("n", Json::count(u.n)),
                    ("unit", Json::text(u.unit.as_str())),
                    ("w", Json::count(u.w)),
                ])
            };
            let (commit, name, version) = &r.software;
            let software = Json::object([
                ("commit", Json::text(commit)),
                ("name", Json::text(name)),
                ("version", Json::text(version)),
            ]);
            vec![
                artefacts(&r.artefacts),
                ("excluded", excluded_json(&r.excluded)),
                ("intent", hex(&r.intent)),
                ("result", hex(&r.result)),
                ("result_count", Json::count(r.result_count)),
                ("result_root", hex(&r.result_root)),
                ("seed", hex_or_dash(r.seed.as_ref())),
                ("software", software),
                ("units", Json::array(r.units.iter().map(unit))),
            ]
        }
        EntryBody::Match { roots, artefacts: list } => vec![
            artefacts(list),
            ("match_count", Json::count(roots.match_count)),
            ("match_root", hex(&roots.match_root)),
            ("matching", hex(&roots.matching)),
            ("potentials_count", Json::count(roots.potentials_count)),
            ("potentials_root", hex(&roots.potentials_root)),
            ("visits_count", Json::count(roots.visits_count)),
            ("visits_root", hex(&roots.visits_root)),
        ],
        _ => Vec::new(),
    }
}

fn afterwards(body: &EntryBody) -> Members {
    match body {
        EntryBody::Replace {
            unit,
            struck,
            moved_up,
            reason,
            evidence,
            evidence_day,
            persons: p,
        } => {
            let mut m = persons(p);
            m.push(("evidence", hex(evidence)));
            m.push(("evidence_day", Json::text(evidence_day.to_string())));
            m.push(("in", hex_or_dash(moved_up.as_ref())));
            m.push(("out", hex(struck)));
            m.push(("reason", Json::text(reason.as_str())));
            m.push(("unit", Json::text(unit.as_str())));
            m
        }
        EntryBody::Recuse { row, reason, persons: p } => {
            let mut m = persons(p);
            m.push(("reason", Json::text(reason.as_str())));
            m.push(("row", hex(row)));
            m
        }
        EntryBody::Rematch { follows, post, row, beacon: value } => {
            let mut m = beacon(value);
            m.push(("follows", Json::count(*follows)));
            m.push(("post", Json::count(*post)));
            m.push(("row", hex_or_dash(row.as_ref())));
            m
        }
        EntryBody::Unseal { nonce, by } => {
            vec![("by", Json::text(by.as_str())), ("nonce", Json::text(to_hex(nonce)))]
        }
        EntryBody::Void { reason, text, persons: p } => {
            let mut m = persons(p);
            m.push(("reason", Json::text(reason)));
            m.push(("text", Json::text(text)));
            m
        }
        EntryBody::Correction { of, annuls, reason, text, persons: p } => {
            let mut m = persons(p);
            m.push(("annuls", Json::bool(*annuls)));
            m.push(("of", Json::count(*of)));
            m.push(("reason", Json::text(reason)));
            m.push(("text", Json::text(text)));
            m
        }
        _ => Vec::new(),
    }
}
