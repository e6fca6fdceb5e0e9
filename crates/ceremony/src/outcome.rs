//! 抽取: seed, tickets, ranks and the result; computed from what was frozen and revealed.
//!
//! While a draw is sealed nothing of the result is kept on disk: it is computed again whenever the
//! organiser's nonce is shown, and the log proves that it is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sunlot_sortition::beacon;
use sunlot_sortition::commitment::Nonce;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame::Exclusion;
use sunlot_sortition::log::entry::{ResultBody, UnitCount};
use sunlot_sortition::log::{Artefact, EntryBody};
use sunlot_sortition::names::{DrawId, ObjectId, PersonId};
use sunlot_sortition::result::{
    GroupKey, ResultRecord, UnitResult, build_result_table, parse_result_table,
};
use sunlot_sortition::roots::{rows, table_root};
use sunlot_sortition::rules::Publication;
use sunlot_sortition::seed::{SeedBeacon, seed, ticket_key};
use sunlot_sortition::selection::{Selection, select};
use sunlot_sortition::time::UtcSecond;
use sunlot_sortition::visits::{Visit, drawn_objects};

use crate::CeremonyError;
use crate::frozen::Frozen;
use crate::session::Ceremony;

/// The outcome of a draw, as files and as values.
pub(crate) struct Outcome {
    pub(crate) frozen: Frozen,
    pub(crate) seed: Digest,
    pub(crate) record: ResultRecord,
    pub(crate) result_json: Vec<u8>,
    pub(crate) result_tsv: Vec<u8>,
    pub(crate) visits: Vec<Visit>,
}

impl Ceremony {
    /// The nonce that is still missing: none when the draw is public, else from the organiser's
    /// file.
    pub(crate) fn all_nonces(
        &self,
        id: &DrawId,
        secret: Option<&Path>,
    ) -> Result<BTreeMap<PersonId, Nonce>, CeremonyError> {
        let rules = self.rules(id)?;
        let mut nonces = self.public_nonces(id);
        if rules.publication == Publication::Sealed && !nonces.contains_key(&rules.organiser) {
            let kept = self.operator.as_ref().and_then(|operator| operator.nonce);
            let nonce = match (secret, kept) {
                (Some(secret), _) => self.organiser_nonce(id, &rules, secret)?,
                (None, Some(nonce)) => {
                    self.fits(id, rules.suite, &rules.organiser, &nonce)?;
                    nonce
                }
                (None, None) => {
                    return Err(CeremonyError::OutOfOrder {
                        step: "查看或计算结果".to_owned(),
                        detail: "本次抽取封存中，须出示组织方的随机数文件（--secret）。".to_owned(),
                    });
                }
            };
            nonces.insert(rules.organiser.clone(), nonce);
        }
        Ok(nonces)
    }

    /// Computes the outcome; the same every time.
    pub(crate) fn outcome(
        &self,
        id: &DrawId,
        secret: Option<&Path>,
    ) -> Result<Outcome, CeremonyError> {
        let intent = self.published_intent(id)?;
        let nonces = self.all_nonces(id, secret)?;
        let frozen = self.frozen(id)?;
        let (rules, suite) = (&frozen.rules, frozen.rules.suite);
        let value = match self.beacon_value(id) {
            Some(stated) => beacon::check(&stated, &rules.recorders).map_err(|e| {
                CeremonyError::mismatch("beacon.refused", "公共随机源", e.message_zh())
            })?,
            None => Vec::new(),
        };
        let ordered: Vec<(PersonId, Option<Nonce>)> = intent
            .contributors
            .iter()
            .map(|c| (c.id.clone(), nonces.get(&c.id).copied()))
            .collect();
        let beacon = SeedBeacon {
            kind: intent.beacon.kind.as_str(),
            round: intent.beacon.round,
            value: &value,
        };
        let seed = seed(suite, &intent.digest(), beacon, &ordered);
        let keys: BTreeMap<_, _> = rules
            .groups()
            .into_iter()
            .map(|group| (group.clone(), ticket_key(suite, &seed, group)))
            .collect();
        let frame = frozen.frame()?;
        let selection = select(&frame, rules, &keys);
        let groups = keys.iter().map(|(group, key)| GroupKey {
            group: group.clone(),
            key: Digest::parse_hex(key.as_str()).expect("a ticket key is the hex of a digest"),
        });
        let record = ResultRecord {
            draw_id: id.clone(),
            suite,
            intent: intent.digest(),
            seed,
            groups: groups.collect(),
            units: unit_results(&frozen, &selection),
            excluded: excluded(&selection),
        };
        let salt = self.salts()?;
        let result_tsv = build_result_table(selection.rows(&frame, rules), |object, unit| {
            salt.salt_hex(suite, "result", &format!("{object}/{unit}"))
        });
        let visits = visits(&frozen, &selection, &result_tsv)?;
        let result_json = record.to_json().to_bytes();
        Ok(Outcome { seed, record, result_json, result_tsv, visits, frozen })
    }

    /// The outcome of an attempt whose result is logged, computed again and held against the log.
    ///
    /// # Errors
    /// Before the result, without the nonce of a sealed draw, and when a file was edited.
    pub(crate) fn logged_outcome(
        &self,
        id: &DrawId,
        secret: Option<&Path>,
    ) -> Result<Outcome, CeremonyError> {
        let logged = self.body(id, |body| match body {
            EntryBody::Result(result) => Some(result.result),
            _ => None,
        });
        let logged = logged.ok_or_else(|| CeremonyError::OutOfOrder {
            step: "查看或使用结果".to_owned(),
            detail: "须先抽取检查对象（sunlot draw result）。".to_owned(),
        })?;
        let outcome = self.outcome(id, secret)?;
        if outcome.record.digest() == logged {
            return Ok(outcome);
        }
        Err(CeremonyError::Damaged {
            file: Ceremony::dir(id),
            detail: "重新计算的结果与日志所记不同".to_owned(),
        })
    }

    /// Draws: computes the outcome and logs `result`. Gives the numbers per unit.
    ///
    /// # Errors
    /// When an earlier step is missing or something does not fit the log.
    pub fn draw(&mut self, secret: Option<&Path>) -> Result<ResultRecord, CeremonyError> {
        let again = |c: &mut Ceremony| Ok(c.outcome(&c.current()?, secret)?.record);
        self.step("抽取", "", |c, time| c.draw_at(secret, time), again)
    }

    fn draw_at(
        &mut self,
        secret: Option<&Path>,
        time: UtcSecond,
    ) -> Result<ResultRecord, CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        self.enough_nonces(&id, &rules)?;
        let chain = crate::session::chain(self.entries())?;
        let ready = chain.attempt(id.attempt()).is_some_and(|a| a.is_closed() && !a.has_result());
        if !ready {
            return Err(CeremonyError::OutOfOrder {
                step: "抽取".to_owned(),
                detail: "须在揭示截止、公共随机源录入之后进行，且每次抽取只进行一遍；\
                         重新抽取只能在公开作废或更正之后另起一次。"
                    .to_owned(),
            });
        }
        let outcome = self.outcome(&id, secret)?;
        let suite = outcome.frozen.rules.suite;
        let sealed = rules.publication == Publication::Sealed;
        if !sealed {
            let dir = Ceremony::dir(&id);
            self.folder.write(&format!("{dir}/result.json"), &outcome.result_json)?;
            self.folder.write(&format!("{dir}/result.tsv"), &outcome.result_tsv)?;
        }
        let table = rows(&outcome.result_tsv);
        let body = EntryBody::Result(Box::new(ResultBody {
            intent: outcome.record.intent,
            seed: (!sealed).then_some(outcome.seed),
            units: outcome.record.units.iter().map(count).collect(),
            excluded: outcome.record.excluded.clone(),
            result: outcome.record.digest(),
            result_root: table_root(suite, &table),
            result_count: table.len() as u64,
            artefacts: vec![
                Artefact::of("result.json", &outcome.result_json),
                Artefact::of("result.tsv", &outcome.result_tsv),
            ],
            software: (
                option_env!("SUNLOT_COMMIT").unwrap_or("-").to_owned(),
                "sunlot".to_owned(),
                env!("CARGO_PKG_VERSION").to_owned(),
            ),
        }));
        self.append(&id, suite, time, body)?;
        Ok(outcome.record)
    }

    /// Objects that an attempt drew, for the frame of a supplement.
    pub(crate) fn drawn_in(&self, id: &DrawId) -> Result<BTreeSet<ObjectId>, CeremonyError> {
        let file = format!("{}/result.tsv", Ceremony::dir(id));
        if self.folder.has(&file) || !self.is_sealed(id)? {
            let outcome = self.logged_outcome(id, None)?;
            let drawn = outcome.visits.iter().filter(|v| !v.drawn.units.is_empty());
            return Ok(drawn.map(|v| v.drawn.object_id.clone()).collect());
        }
        Err(CeremonyError::OutOfOrder {
            step: "补充抽取".to_owned(),
            detail: format!("{id} 还在封存中，须先启封，才能把已抽中的排除在外。"),
        })
    }

    /// Whether the organiser's nonce is not public yet.
    pub(crate) fn is_sealed(&self, id: &DrawId) -> Result<bool, CeremonyError> {
        let rules = self.rules(id)?;
        let open = self.public_nonces(id).contains_key(&rules.organiser);
        Ok(rules.publication == Publication::Sealed && !open)
    }
}

fn count(unit: &UnitResult) -> UnitCount {
    UnitCount { unit: unit.unit.clone(), eligible: unit.eligible, n: unit.n, w: unit.w }
}

fn unit_results(frozen: &Frozen, selection: &Selection) -> Vec<UnitResult> {
    frozen
        .rules
        .units
        .iter()
        .zip(&selection.units)
        .map(|(rule, drawn)| UnitResult {
            unit: rule.unit.clone(),
            eligible: drawn.quota.eligible,
            n: drawn.quota.n,
            w: drawn.quota.w,
            cutoff: drawn.cutoff(),
            next: drawn.next,
        })
        .collect()
}

fn excluded(selection: &Selection) -> Vec<(Exclusion, u64)> {
    let mut list: Vec<(Exclusion, u64)> =
        selection.counts.excluded.iter().map(|(code, count)| (*code, *count)).collect();
    list.sort_by_key(|(code, _)| code.code());
    list
}

fn visits(
    frozen: &Frozen,
    selection: &Selection,
    result_tsv: &[u8],
) -> Result<Vec<Visit>, CeremonyError> {
    let damaged = |detail: String| CeremonyError::Damaged { file: "result.tsv".to_owned(), detail };
    let rows =
        parse_result_table(result_tsv, &frozen.rules).map_err(|e| damaged(e.message_zh()))?;
    let quotas: Vec<_> = selection.units.iter().map(|u| u.quota).collect();
    let drawn = drawn_objects(&rows, &frozen.rules, &quotas);
    let ids = drawn.iter().map(|drawn| drawn.object_id.as_str()).collect();
    let mut snapshots = frozen.snapshots_of(&ids)?;
    drawn
        .into_iter()
        .map(|drawn| {
            let snapshot = snapshots.remove(drawn.object_id.as_str());
            let snapshot = snapshot.ok_or_else(|| damaged("缺少区域快照".to_owned()))?;
            Ok(Visit { drawn, snapshot })
        })
        .collect()
}
