//! V-13 承诺与揭示: every nonce is the one that was promised, and none was dropped or added.

use std::collections::{BTreeMap, BTreeSet};

use super::case::place;
use super::{Case, Deviation, Outcome};
use crate::commitment::commitment;
use crate::digest::{Digest, from_hex};
use crate::intent::Mode;
use crate::log::escrow::receipt_text;
use crate::log::{Entry, EntryBody, sm2};
use crate::names::PersonId;
use crate::rules::Publication;

const FILE: &str = "log.jsonl";

/// What was given so far.
#[derive(Default)]
struct Given {
    nonces: BTreeMap<PersonId, [u8; 32]>,
    boxes: BTreeSet<(PersonId, PersonId)>,
    closed: bool,
}

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let mut given = Given::default();
    for logged in case.own() {
        let entry = &logged.entry;
        match &entry.body {
            EntryBody::Escrow { contributor, holder, sealed, receipt } => {
                escrow(case, entry, contributor, holder, sealed, receipt)?;
                if !given.boxes.insert((contributor.clone(), holder.clone())) {
                    return Err(told(entry, "同一托管方重复托管。"));
                }
            }
            EntryBody::Reveal { contributor, nonce, by } => {
                reveal(case, &given, entry, contributor, nonce, by)?;
                if given.nonces.insert(contributor.clone(), *nonce).is_some() {
                    return Err(told(entry, "同一方揭示两次。"));
                }
            }
            EntryBody::Close { revealed, sealed, absent } => {
                close(case, &given, entry, [revealed, sealed, absent])?;
                given.closed = true;
            }
            EntryBody::Beacon(_) | EntryBody::Result(_) => enough(case, &given, entry)?,
            _ => {}
        }
    }
    let closed = given.closed;
    case.nonces = given.nonces;
    Ok(if closed { Outcome::Pass } else { Outcome::Withheld("揭示尚未截止") })
}

fn told(entry: &Entry, what: &str) -> Deviation {
    let place = place(entry);
    Deviation::told("nonce.broken", FILE, &place, format!("{place}：{what}"))
}

fn is_sealed(case: &Case<'_>) -> bool {
    case.rules().publication == Publication::Sealed
}

fn committed(case: &Case<'_>, entry: &Entry, id: &PersonId) -> Result<Digest, Deviation> {
    let found = case.intent().contributors.iter().find(|c| c.id.as_str() == id.as_str());
    found.map(|c| c.commit).ok_or_else(|| told(entry, "不是规则所列的随机数提供方。"))
}

/// Whether a nonce is the one that a contributor committed to.
pub(super) fn fits(case: &Case<'_>, id: &PersonId, nonce: &[u8; 32], commit: &Digest) -> bool {
    let rules = case.rules();
    commitment(rules.suite, &rules.draw_id, id, nonce) == *commit
}

fn escrow(
    case: &Case<'_>,
    entry: &Entry,
    contributor: &PersonId,
    holder: &PersonId,
    sealed: &[u8],
    receipt: &[u8],
) -> Result<(), Deviation> {
    let rules = case.rules();
    let commit = committed(case, entry, contributor)?;
    let known = rules.holders.iter().find(|h| h.name == *holder);
    let known = known.ok_or_else(|| told(entry, "不是规则所列的托管方。"))?;
    let text = receipt_text(&rules.draw_id, contributor, &commit, sealed);
    let key = from_hex(&known.sm2).unwrap_or_default();
    if sm2::verify(&key, &rules.log.sm2_id, text.as_bytes(), receipt) {
        Ok(())
    } else {
        Err(told(entry, "托管方的签收不成立。"))
    }
}

fn reveal(
    case: &Case<'_>,
    given: &Given,
    entry: &Entry,
    contributor: &PersonId,
    nonce: &[u8; 32],
    by: &PersonId,
) -> Result<(), Deviation> {
    let commit = committed(case, entry, contributor)?;
    if !fits(case, contributor, nonce, &commit) {
        return Err(told(entry, "随机数与承诺不符。"));
    }
    if is_sealed(case) && *contributor == case.rules().organiser {
        return Err(told(entry, "封存的抽取中，组织方的随机数不应在启封前揭示。"));
    }
    let late = entry.time >= case.intent().t_r;
    let holds = given.boxes.contains(&(contributor.clone(), by.clone()));
    if by == contributor || case.intent().mode == Mode::B && late && holds {
        Ok(())
    } else {
        Err(told(entry, "代为揭示的不是该方的托管方。"))
    }
}

fn close(
    case: &Case<'_>,
    given: &Given,
    entry: &Entry,
    stated: [&Vec<PersonId>; 3],
) -> Result<(), Deviation> {
    let rules = case.rules();
    let boxes = |id: &PersonId| given.boxes.iter().filter(|(c, _)| c == id).count();
    if is_sealed(case) && boxes(&rules.organiser) < 2 {
        return Err(told(entry, "组织方的随机数没有交两家托管。"));
    }
    let mode_b = case.intent().mode == Mode::B;
    if mode_b && rules.contributors.iter().any(|c| boxes(c) == 0) {
        return Err(told(entry, "托管方式下每一方都须托管随机数。"));
    }
    let sealed: Vec<PersonId> =
        if is_sealed(case) { vec![rules.organiser.clone()] } else { Vec::new() };
    let revealed: Vec<PersonId> = given.nonces.keys().cloned().collect();
    let absent: Vec<PersonId> = rules
        .contributors
        .iter()
        .filter(|c| !revealed.contains(c) && !sealed.contains(c))
        .cloned()
        .collect();
    if stated != [&revealed, &sealed, &absent] {
        return Err(told(entry, "揭示、封存、缺席的名单与日志不符。"));
    }
    if mode_b && !absent.is_empty() {
        return Err(told(entry, "托管方式下没有人可以缺席，须由托管方代为揭示。"));
    }
    Ok(())
}

/// At least `min_reveals` parties, and somebody besides the organiser (ssj-1 §4.2).
fn enough(case: &Case<'_>, given: &Given, entry: &Entry) -> Result<(), Deviation> {
    let rules = case.rules();
    let count = given.nonces.len() as u64 + u64::from(is_sealed(case));
    let independent = given.nonces.keys().any(|c| *c != rules.organiser);
    if count >= rules.min_reveals && independent {
        Ok(())
    } else {
        Err(told(entry, "揭示的不足规定家数，本次抽取应在公共随机源产生前作废。"))
    }
}
