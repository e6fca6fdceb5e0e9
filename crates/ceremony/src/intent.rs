//! 承诺与意向: nonces are promised, then everything that decides is published before any is known.

use std::path::Path;

use sunlot_sortition::beacon::drand;
use sunlot_sortition::commitment::{Nonce, commitment};
use sunlot_sortition::digest::{Digest, from_hex, to_hex};
use sunlot_sortition::intent::{BeaconRound, BeaconType, Committed, IntentRecord, Mode};
use sunlot_sortition::log::{Artefact, EntryBody};
use sunlot_sortition::names::{DrawId, PersonId};
use sunlot_sortition::roots::{rows, table_root};
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::time::UtcSecond;

use crate::CeremonyError;
use crate::folder::write_whole;
use crate::session::Ceremony;

/// When what happens, and where the public entropy comes from.
#[derive(Debug, Clone)]
pub struct IntentTerms {
    /// Type of the beacon.
    pub beacon: String,
    /// Issue or session number; for drand it follows from `beacon_at`.
    pub round: Option<u64>,
    /// End of reveals.
    pub reveal_by: String,
    /// When the beacon appears.
    pub beacon_at: String,
    /// Latest result.
    pub deadline: String,
}

/// First line of a contributor's own file.
const HEAD: &str = "SSJ-1 nonce";

/// Reads a contributor's own file: its nonce for one draw.
pub(crate) fn read_nonce(path: &Path, id: &DrawId) -> Result<Nonce, CeremonyError> {
    let text = std::fs::read_to_string(path).map_err(|e| CeremonyError::io(path, e))?;
    let what = path.display().to_string();
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err(CeremonyError::mismatch("nonce.form", what, "不是随机数文件。"));
    }
    if lines.next() != Some(id.as_str()) {
        let detail = format!("不是 {id} 的随机数；每次抽取都要用新的随机数。");
        return Err(CeremonyError::mismatch("nonce.other_draw", what, detail));
    }
    lines
        .next()
        .and_then(from_hex)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| CeremonyError::mismatch("nonce.form", what, "随机数文件已损坏。"))
}

impl Ceremony {
    /// A contributor takes 32 random bytes into its own file and gives the commitment. Repeated
    /// with the same file it gives the same commitment.
    ///
    /// # Errors
    /// When the party is no contributor, or the intent is already published.
    pub fn commit(
        &mut self,
        contributor: &str,
        secret: &Path,
        entropy: &Nonce,
    ) -> Result<Digest, CeremonyError> {
        let (id, rules, who) = self.committing(contributor)?;
        let nonce = if secret.exists() {
            read_nonce(secret, &id)?
        } else {
            let text = format!("{HEAD}\n{id}\n{}\n", to_hex(entropy));
            write_whole(secret, text.as_bytes(), 0o600)?;
            *entropy
        };
        let commit = commitment(rules.suite, &id, &who, &nonce);
        self.keep_commitment(&id, &who, &commit)?;
        Ok(commit)
    }

    /// Takes the commitment of a contributor who keeps the nonce elsewhere. A later one replaces it
    /// until the intent is published.
    ///
    /// # Errors
    /// As [`Ceremony::commit`].
    pub fn accept_commitment(
        &mut self,
        contributor: &str,
        commit: &Digest,
    ) -> Result<(), CeremonyError> {
        let (id, _, who) = self.committing(contributor)?;
        self.keep_commitment(&id, &who, commit)
    }

    fn committing(
        &self,
        contributor: &str,
    ) -> Result<(DrawId, RulesRecord, PersonId), CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let who = PersonId::parse(contributor)
            .ok()
            .filter(|who| rules.contributors.contains(who))
            .ok_or_else(|| unknown(contributor))?;
        if self.intent(&id)?.is_some() {
            return Err(CeremonyError::OutOfOrder {
                step: "承诺".to_owned(),
                detail: "意向已经公布，承诺不能再改。".to_owned(),
            });
        }
        Ok((id, rules, who))
    }

    fn keep_commitment(
        &mut self,
        id: &DrawId,
        who: &PersonId,
        commit: &Digest,
    ) -> Result<(), CeremonyError> {
        let text = format!("{who}\t{commit}\n");
        let file = format!("{}/commitments/{}", Ceremony::dir(id), to_hex(who.as_str().as_bytes()));
        self.folder.write(&file, text.as_bytes())
    }

    /// The commitments handed in so far.
    pub(crate) fn commitments(&self, id: &DrawId) -> Result<Vec<Committed>, CeremonyError> {
        let dir = format!("{}/commitments", Ceremony::dir(id));
        let mut commitments = Vec::new();
        for name in self.folder.list(&dir)? {
            let file = format!("{dir}/{name}");
            let damaged = || CeremonyError::Damaged {
                file: file.clone(),
                detail: "承诺文件已损坏".to_owned(),
            };
            let bytes = self.folder.read(&file)?;
            let text = std::str::from_utf8(&bytes).map_err(|_| damaged())?;
            let (who, commit) = text.trim_end().split_once('\t').ok_or_else(damaged)?;
            commitments.push(Committed {
                id: PersonId::parse(who).map_err(|_| damaged())?,
                commit: Digest::parse_hex(commit).ok_or_else(damaged)?,
            });
        }
        commitments.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(commitments)
    }

    /// Publishes roots, rules, commitments, beacon and times, and logs `intent`.
    ///
    /// # Errors
    /// When a commitment is missing, or times and beacon do not fit.
    pub fn publish_intent(&mut self, terms: &IntentTerms) -> Result<IntentRecord, CeremonyError> {
        let args = format!("{terms:?}");
        let again = |c: &mut Ceremony| c.published_intent(&c.current()?);
        self.step("意向", &args, |c, time| c.intent_at(terms, time), again)
    }

    fn intent_at(
        &mut self,
        terms: &IntentTerms,
        time: UtcSecond,
    ) -> Result<IntentRecord, CeremonyError> {
        let id = self.current()?;
        if self.intent(&id)?.is_some() {
            return Err(CeremonyError::OutOfOrder {
                step: "意向".to_owned(),
                detail: "意向已经公布，不能再改。".to_owned(),
            });
        }
        let frozen = self.frozen(&id)?;
        let rules = &frozen.rules;
        let contributors = self.commitments(&id)?;
        let missing: Vec<String> = rules
            .contributors
            .iter()
            .filter(|c| !contributors.iter().any(|have| have.id == **c))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            return Err(CeremonyError::OutOfOrder {
                step: "意向".to_owned(),
                detail: format!("还缺承诺：{}。请先运行 sunlot draw commit。", missing.join("、")),
            });
        }
        let (beacon, t_r, t_b, deadline) = times(terms, time)?;
        let suite = rules.suite;
        let root = |bytes: &[u8]| {
            let rows = rows(bytes);
            (table_root(suite, &rows), rows.len() as u64)
        };
        let (frame, officers, conflicts) =
            (root(&frozen.frame), root(&frozen.officers), root(&frozen.conflicts));
        let intent = IntentRecord {
            draw_id: id.clone(),
            suite,
            rules: rules.digest(),
            mode: if beacon.kind == BeaconType::None { Mode::B } else { Mode::A },
            beacon,
            floor: None,
            contributors,
            t_r,
            t_b,
            deadline,
            frame_root: frame.0,
            frame_count: frame.1,
            officer_root: officers.0,
            officer_count: officers.1,
            conflict_root: conflicts.0,
            conflict_count: conflicts.1,
        };
        intent.check().map_err(|e| CeremonyError::Rules(e.message_zh()))?;
        let bytes = intent.to_json().to_bytes();
        let dir = Ceremony::dir(&id);
        self.folder.write(&format!("{dir}/intent.json"), &bytes)?;
        let rules_bytes = rules.to_json().to_bytes();
        let artefacts = vec![
            Artefact::of("conflicts.tsv", &frozen.conflicts),
            Artefact::of("frame.tsv", &frozen.frame),
            Artefact::of("intent.json", &bytes),
            Artefact::of("officers.tsv", &frozen.officers),
            Artefact::of("rules.json", &rules_bytes),
        ];
        let digest = intent.digest();
        let body = EntryBody::Intent { intent: digest, beacon, t_r, t_b, deadline, artefacts };
        self.append(&id, suite, time, body)?;
        Ok(intent)
    }
}

fn unknown(who: &str) -> CeremonyError {
    CeremonyError::mismatch("contributor.unknown", who, "不是规则所列的随机数提供方。")
}

type Times = (BeaconRound, UtcSecond, UtcSecond, UtcSecond);

fn times(terms: &IntentTerms, now: UtcSecond) -> Result<Times, CeremonyError> {
    let time = |text: &str| {
        UtcSecond::parse(text).map_err(|_| CeremonyError::Time { text: text.to_owned() })
    };
    let (t_r, t_b) = (time(&terms.reveal_by)?, time(&terms.beacon_at)?);
    let refuse =
        |what: &str, detail: String| Err(CeremonyError::mismatch("intent.times", what, detail));
    let earliest = now.plus(600).unwrap_or(now);
    if t_r < earliest {
        let detail = format!("意向公布后至少 10 分钟才能截止揭示，最早为 {earliest}。");
        return refuse("--reveal-by", detail);
    }
    let kind = BeaconType::ALL.iter().find(|(word, _)| *word == terms.beacon);
    let Some((_, kind)) = kind else {
        let detail = "应为 drand-quicknet、ssq、dlt、ceremony 或 none。".to_owned();
        return refuse("--beacon", detail);
    };
    let round = match (kind, terms.round) {
        (BeaconType::None, _) => 0,
        (BeaconType::DrandQuicknet, _) => {
            let round = drand::round_at(t_b).unwrap_or(0);
            if drand::time_of_round(round) != Some(t_b) {
                let exact = drand::time_of_round(round + 1).unwrap_or(t_b);
                let detail = format!("drand 每 3 秒一期，请用 {exact}。");
                return refuse("--beacon-at", detail);
            }
            round
        }
        (_, Some(round)) if round > 0 => round,
        _ => return refuse("--round", "须写明期号或场次（从 1 起）。".to_owned()),
    };
    if *kind == BeaconType::None && t_b.unix() != t_r.unix() + 120 {
        return refuse("--beacon-at", "托管方式下应恰为 --reveal-by 之后 120 秒。".to_owned());
    }
    Ok((BeaconRound { kind: *kind, round }, t_r, t_b, time(&terms.deadline)?))
}
