//! 匹配: officers drawn for the visits. As with the draw itself, nothing of it is kept on disk
//! while the draw is sealed.

use std::collections::BTreeMap;
use std::path::Path;

use sunlot_sortition::log::entry::MatchRoots;
use sunlot_sortition::log::{Artefact, EntryBody};
use sunlot_sortition::match_files::{
    MatchRow, MatchingFiles, MatchingRecord, match_pools, parse_matching,
};
use sunlot_sortition::merkle;
use sunlot_sortition::names::{DrawId, ReasonCode};
use sunlot_sortition::pools::make_pools;
use sunlot_sortition::roots::{rows, table_root};
use sunlot_sortition::rules::Publication;
use sunlot_sortition::time::UtcSecond;
use sunlot_sortition::visits::visits_table;

use crate::CeremonyError;
use crate::afterwards::{Recusal, persons};
use crate::outcome::Outcome;
use crate::session::Ceremony;

/// One drawn object with its team, for those entitled to see it.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// Object id.
    pub object: String,
    /// Name, from the internal file.
    pub name: String,
    /// Units in which it was drawn.
    pub units: Vec<String>,
    /// Batches, one per unit.
    pub batches: Vec<u64>,
    /// Team: `(pool, officer code, leads)`.
    pub team: Vec<(String, String, bool)>,
}

/// The list of a draw.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Which draw.
    pub draw_id: DrawId,
    /// The visits.
    pub rows: Vec<ListRow>,
}

/// The matching of an outcome, as bytes.
pub(crate) struct Matched {
    pub(crate) visits: Vec<u8>,
    pub(crate) files: MatchingFiles,
    pub(crate) record: MatchingRecord,
}

fn refused(code: &str, detail: String) -> CeremonyError {
    CeremonyError::Intake { file: "人员匹配".to_owned(), code: code.to_owned(), detail }
}

impl Ceremony {
    /// Computes the matching; the same every time.
    pub(crate) fn matched(&self, outcome: &Outcome) -> Result<Matched, CeremonyError> {
        let frozen = &outcome.frozen;
        let rules = &frozen.rules;
        let frame = frozen.frame()?;
        let officers = frozen.officer_table()?;
        let conflicts = frozen.conflict_table(&frame, &officers)?;
        let pools = make_pools(rules, &outcome.visits, &officers, &conflicts)
            .map_err(|e| refused(e.code(), e.message_zh()))?;
        let matching = match_pools(rules, &outcome.seed, &pools)
            .map_err(|e| refused(e.code(), e.message_zh()))?;
        let salt = self.keys()?.salt;
        Ok(Matched {
            visits: visits_table(&outcome.visits, rules),
            files: matching.files(|key| salt.salt_hex(rules.suite, "matching", key)),
            record: matching.record(),
        })
    }

    /// Matches the officers; logs `match`. Gives one line per pool.
    ///
    /// # Errors
    /// Before the draw, or when a visit fits no pool.
    pub fn match_officers(&mut self, secret: Option<&Path>) -> Result<Vec<String>, CeremonyError> {
        let again = |c: &mut Ceremony| {
            let outcome = c.outcome(&c.current()?, secret)?;
            Ok(summary(&c.matched(&outcome)?.record))
        };
        self.step("匹配", "", |c, time| c.match_at(secret, time), again)
    }

    fn match_at(
        &mut self,
        secret: Option<&Path>,
        time: UtcSecond,
    ) -> Result<Vec<String>, CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let refuse = |detail: &str| CeremonyError::OutOfOrder {
            step: "匹配".to_owned(),
            detail: detail.to_owned(),
        };
        if rules.matching.is_none() {
            return Err(refuse("规则中没有 [matching]，本次抽取不匹配人员。"));
        }
        if self.body(&id, |b| matches!(b, EntryBody::Result(_)).then_some(())).is_none() {
            return Err(refuse("须先抽取检查对象（sunlot draw result）。"));
        }
        let outcome = self.outcome(&id, secret)?;
        let matched = self.matched(&outcome)?;
        let named: [(&str, &[u8]); 4] = [
            ("matching.json", &matched.files.record),
            ("matching.tsv", &matched.files.rows),
            ("potentials.tsv", &matched.files.potentials),
            ("visits.tsv", &matched.visits),
        ];
        if rules.publication == Publication::Immediate {
            for (name, bytes) in named {
                self.folder.write(&format!("{}/{name}", Ceremony::dir(&id)), bytes)?;
            }
        }
        let root = |bytes: &[u8]| {
            let rows = rows(bytes);
            (table_root(rules.suite, &rows), rows.len() as u64)
        };
        let (match_root, match_count) = root(&matched.files.rows);
        let (potentials_root, potentials_count) = root(&matched.files.potentials);
        let (visits_root, visits_count) = root(&matched.visits);
        let body = EntryBody::Match {
            roots: Box::new(MatchRoots {
                matching: matched.record.digest(),
                match_root,
                match_count,
                potentials_root,
                potentials_count,
                visits_root,
                visits_count,
            }),
            artefacts: named.map(|(name, bytes)| Artefact::of(name, bytes)).to_vec(),
        };
        self.append(&id, rules.suite, time, body)?;
        Ok(summary(&matched.record))
    }

    pub(crate) fn matching_file(
        &self,
        id: &DrawId,
        outcome: &Outcome,
        name: &str,
    ) -> Result<Vec<u8>, CeremonyError> {
        if name == "rematches.tsv" {
            return self.rematch_table(id, outcome);
        }
        let matched = self.matched(outcome)?;
        Ok(match name {
            "matching.json" => matched.files.record,
            "matching.tsv" => matched.files.rows,
            "potentials.tsv" => matched.files.potentials,
            _ => matched.visits,
        })
    }

    /// The drawn objects with names and teams. While the draw is sealed this is for those entitled
    /// alone, and asks for the organiser's nonce.
    ///
    /// # Errors
    /// Before the draw, or without the nonce of a sealed one.
    pub fn list(&self, secret: Option<&Path>) -> Result<Drawn, CeremonyError> {
        let id = self.current()?;
        let outcome = self.outcome(&id, secret)?;
        let rules = &outcome.frozen.rules;
        let is_matched = self.body(&id, |b| matches!(b, EntryBody::Match { .. }).then_some(()));
        let members = match is_matched {
            Some(()) => self.members(&outcome)?,
            None => Vec::new(),
        };
        let names = self.internal_names(&id)?;
        let rows = outcome.visits.iter().filter(|v| !v.drawn.units.is_empty()).map(|visit| {
            let object = visit.drawn.object_id.to_string();
            let team = members
                .iter()
                .filter(|m| m.object_id == object)
                .map(|m| (m.pool.clone(), m.officer.clone(), m.leader))
                .collect();
            ListRow {
                name: names.get(&object).cloned().unwrap_or_default(),
                units: visit
                    .drawn
                    .units
                    .iter()
                    .map(|(u, _)| rules.units[*u].unit.to_string())
                    .collect(),
                batches: visit.drawn.units.iter().map(|(_, batch)| *batch).collect(),
                team,
                object,
            }
        });
        Ok(Drawn { draw_id: id, rows: rows.collect() })
    }

    /// Rows of the last step of every pool.
    pub(crate) fn members(&self, outcome: &Outcome) -> Result<Vec<MatchRow>, CeremonyError> {
        let matched = self.matched(outcome)?;
        let last: BTreeMap<String, u64> = matched
            .record
            .pools
            .iter()
            .map(|pool| (pool.pool.to_string(), pool.steps.saturating_sub(1)))
            .collect();
        let mut members = parse_matching(&matched.files.rows).map_err(|e| {
            CeremonyError::Damaged { file: "matching.tsv".to_owned(), detail: e.message_zh() }
        })?;
        members.retain(|row| last.get(&row.pool) == Some(&row.step));
        Ok(members)
    }

    fn internal_names(&self, id: &DrawId) -> Result<BTreeMap<String, String>, CeremonyError> {
        let bytes = self.folder.read(&format!("{}/internal.tsv", Ceremony::dir(id)))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let pairs = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(pairs.map(|(id, name)| (id.to_owned(), name.to_owned())).collect())
    }

    /// Takes an officer off a team; logs `recuse` and gives its seq. Who follows is drawn later,
    /// with entropy that does not exist yet.
    ///
    /// # Errors
    /// When the officer is not on the team.
    pub fn recuse(&mut self, terms: &Recusal, secret: Option<&Path>) -> Result<u64, CeremonyError> {
        let args = format!("{terms:?}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let outcome = c.outcome(&id, secret)?;
            let suite = outcome.frozen.rules.suite;
            let members = c.members(&outcome)?;
            let row =
                members.iter().find(|m| m.object_id == terms.object && m.officer == terms.officer);
            let row = row.ok_or_else(|| {
                let detail = "不在该户的检查组中。";
                CeremonyError::mismatch("recuse.unknown", terms.officer.clone(), detail)
            })?;
            let body = EntryBody::Recuse {
                row: merkle::leaf(suite, row.to_row().as_bytes()),
                reason: ReasonCode::parse(&terms.reason).map_err(|e| {
                    CeremonyError::mismatch("reason.invalid", "--reason", e.message_zh())
                })?,
                persons: persons(&terms.persons)?,
            };
            Ok(c.append(&id, suite, time, body)?.entry.seq)
        };
        self.step("回避", &args, work, |c| Ok(c.entries().last().map_or(0, |r| r.entry.seq)))
    }

    /// Whether the last attempt is sealed now.
    ///
    /// # Errors
    /// When a file was edited.
    pub fn sealed(&self) -> Result<bool, CeremonyError> {
        self.is_sealed(&self.current()?)
    }
}

fn summary(record: &MatchingRecord) -> Vec<String> {
    record
        .pools
        .iter()
        .map(|pool| {
            let outcome = if pool.void {
                "人手不足，无法匹配（差额与原因见 matching.json）".to_owned()
            } else if pool.ladder.is_empty() {
                "唯一最优".to_owned()
            } else {
                let steps: Vec<&str> = pool.ladder.iter().map(|s| s.rule.as_str()).collect();
                format!("放宽 {} 后匹配", steps.join("、"))
            };
            format!(
                "{}：{} 名人员，{} 户次，{} 个岗位，{outcome}",
                pool.pool, pool.officers, pool.entries, pool.posts
            )
        })
        .collect()
}
