//! 匹配: officers drawn for the visits. As with the draw itself, nothing of it is kept on disk
//! while the draw is sealed.

use std::collections::BTreeMap;
use std::path::Path;

use sunlot_sortition::batches::batch;
use sunlot_sortition::explain::{Evidence, Explanation, explain};
use sunlot_sortition::log::entry::MatchRoots;
use sunlot_sortition::log::{Artefact, EntryBody};
use sunlot_sortition::match_files::{
    MatchRow, MatchingFiles, MatchingRecord, match_pools, parse_matching,
};
use sunlot_sortition::names::{DrawId, ObjectId, ReasonCode};
use sunlot_sortition::pools::{Pool, Relaxation, make_pools};
use sunlot_sortition::posts::TeamMember;
use sunlot_sortition::roots::{rows, table_root};
use sunlot_sortition::rules::Publication;
use sunlot_sortition::time::UtcSecond;
use sunlot_sortition::visits::visits_table;

use crate::CeremonyError;
use crate::afterwards::{Recusal, persons};
use crate::outcome::Outcome;
use crate::replace::table;
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
    /// Batches, one per unit; `None` where it moved up for a struck one.
    pub batches: Vec<Option<u64>>,
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
    /// Posts that fell open and were not drawn for yet.
    pub unanswered: usize,
}

/// Object → units (places in the rules) with batches.
type Listed = BTreeMap<String, Vec<(usize, Option<u64>)>>;

/// The matching of an outcome, as bytes and as values.
pub(crate) struct Matched {
    pub(crate) visits: Vec<u8>,
    pub(crate) files: MatchingFiles,
    pub(crate) record: MatchingRecord,
    pub(crate) pools: Vec<Pool>,
    /// Per pool what the ladder relaxed; `None` for a void pool.
    pub(crate) relaxations: Vec<Option<Relaxation>>,
}

impl Matched {
    /// Rows of the last step of every pool.
    pub(crate) fn last_step(&self) -> Result<Vec<MatchRow>, CeremonyError> {
        let pools = self.record.pools.iter();
        let last: BTreeMap<&str, u64> =
            pools.map(|pool| (pool.pool.as_str(), pool.steps.saturating_sub(1))).collect();
        let mut members = parse_matching(&self.files.rows).map_err(|e| CeremonyError::Damaged {
            file: "matching.tsv".to_owned(),
            detail: e.message_zh(),
        })?;
        members.retain(|row| last.get(row.pool.as_str()) == Some(&row.step));
        Ok(members)
    }
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
        let salt = self.salts()?;
        Ok(Matched {
            visits: visits_table(&outcome.visits, rules),
            files: matching.files(|key| salt.salt_hex(rules.suite, "matching", key)),
            record: matching.record(),
            relaxations: matching.matches().iter().map(|found| found.relaxation).collect(),
            pools,
        })
    }

    /// Matches the officers; logs `match`. Gives one line per pool.
    ///
    /// # Errors
    /// Before the draw, or when a visit fits no pool.
    pub fn match_officers(&mut self, secret: Option<&Path>) -> Result<Vec<String>, CeremonyError> {
        let again = |c: &mut Ceremony| {
            let outcome = c.logged_outcome(&c.current()?, secret)?;
            Ok(summary(&c.matched(&outcome)?.record))
        };
        let work = |c: &mut Ceremony, time| Ok(summary(&c.match_at(secret, time)?));
        self.step("匹配", "", work, again)
    }

    fn match_at(
        &mut self,
        secret: Option<&Path>,
        time: UtcSecond,
    ) -> Result<MatchingRecord, CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let refuse = |detail: &str| CeremonyError::OutOfOrder {
            step: "匹配".to_owned(),
            detail: detail.to_owned(),
        };
        if rules.matching.is_none() {
            return Err(refuse("规则中没有 [matching]，本次抽取不匹配人员。"));
        }
        let outcome = self.logged_outcome(&id, secret)?;
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
        Ok(matched.record)
    }

    /// How many objects were drawn, each once in however many units it was: a number that tells
    /// nobody who they are.
    ///
    /// # Errors
    /// Before the draw, or without the nonce of a sealed one.
    pub fn objects(&self, secret: Option<&Path>) -> Result<u64, CeremonyError> {
        let id = self.current()?;
        let outcome = self.logged_outcome(&id, secret)?;
        Ok(self.listed(&id, &outcome)?.len() as u64)
    }

    /// The drawn objects with names and teams. While the draw is sealed this is for those entitled
    /// alone, and asks for the organiser's nonce.
    ///
    /// # Errors
    /// Before the draw, or without the nonce of a sealed one.
    pub fn list(&self, secret: Option<&Path>) -> Result<Drawn, CeremonyError> {
        let id = self.current()?;
        let outcome = self.logged_outcome(&id, secret)?;
        let rules = &outcome.frozen.rules;
        let is_matched = self.body(&id, |b| matches!(b, EntryBody::Match { .. }).then_some(()));
        let (members, unanswered) = match is_matched {
            Some(()) => self.posted(&id, &outcome)?,
            None => (Vec::new(), 0),
        };
        let names = self.internal_names(&id)?;
        let rows = self.listed(&id, &outcome)?.into_iter().map(|(object, units)| {
            let of = members.iter().filter(|m| m.object_id == object);
            let (units, batches) = units
                .into_iter()
                .map(|(place, batch)| (rules.units[place].unit.to_string(), batch))
                .unzip();
            ListRow {
                name: names.get(&object).cloned().unwrap_or_default(),
                units,
                batches,
                team: of.map(|m| (m.pool.clone(), m.officer.clone(), m.leader)).collect(),
                object,
            }
        });
        Ok(Drawn { draw_id: id, rows: rows.collect(), unanswered })
    }

    /// Who holds the posts now.
    fn members(&self, id: &DrawId, outcome: &Outcome) -> Result<Vec<TeamMember>, CeremonyError> {
        Ok(self.posted(id, outcome)?.0)
    }

    /// Who holds the posts now, and how many were not drawn for yet.
    fn posted(
        &self,
        id: &DrawId,
        outcome: &Outcome,
    ) -> Result<(Vec<TeamMember>, usize), CeremonyError> {
        let matched = self.matched(outcome)?;
        let posts = self.filled(id, outcome, &matched)?.posts;
        Ok((posts.team_members().collect(), posts.unanswered()))
    }

    /// The objects on the list after the replacements so far: `(unit, batch)`, without a batch
    /// for one that moved up.
    fn listed(&self, id: &DrawId, outcome: &Outcome) -> Result<Listed, CeremonyError> {
        let rules = &outcome.frozen.rules;
        let rows = table(outcome)?;
        let mut listed = Listed::new();
        for (unit, rule) in rules.units.iter().enumerate() {
            let n = outcome.record.units[unit].n;
            let line = self.unit_line(id, outcome, &rows, unit)?;
            for row in rows.iter().filter(|r| r.unit == unit && line.is_in_use(r.rank)) {
                let batch = (row.rank <= n).then(|| batch(row.rank, n, rule.batches));
                listed.entry(row.object_id.to_owned()).or_default().push((unit, batch));
            }
        }
        Ok(listed)
    }

    /// Why an object was drawn, or was not, with everything that proves it, as far as it is public.
    ///
    /// # Errors
    /// Before the intent, and when a file was edited.
    pub fn explained(&self, id: &DrawId, object: &ObjectId) -> Result<Explanation, CeremonyError> {
        self.published_intent(id)?;
        let has = |kind: &str| self.body(id, |b| (b.kind() == kind).then_some(())).is_some();
        if !has("result") || self.is_sealed(id)? {
            let frozen = self.frozen(id)?;
            let frame = frozen.frame()?;
            let frame = (!frozen.rules.blinded).then_some(&frame);
            let evidence = Evidence { rules: &frozen.rules, frame, result: None, teams: &[] };
            return Ok(explain(evidence, object));
        }
        let outcome = self.logged_outcome(id, None)?;
        let rules = &outcome.frozen.rules;
        let (frame, rows) = (outcome.frozen.frame()?, table(&outcome)?);
        let frame = (!rules.blinded).then_some(&frame);
        let teams = if has("match") { self.members(id, &outcome)? } else { Vec::new() };
        let result = Some((&outcome.record, rows.as_slice()));
        Ok(explain(Evidence { rules, frame, result, teams: &teams }, object))
    }

    /// What the matching found, pool by pool.
    ///
    /// # Errors
    /// Before the draw, or without the nonce of a sealed one.
    pub fn matching_record(&self) -> Result<MatchingRecord, CeremonyError> {
        let outcome = self.logged_outcome(&self.current()?, None)?;
        Ok(self.matched(&outcome)?.record)
    }

    /// Matches as [`Ceremony::match_officers`], and gives the whole record.
    ///
    /// # Errors
    /// As there.
    pub fn match_record(&mut self) -> Result<MatchingRecord, CeremonyError> {
        let again = |c: &mut Ceremony| c.matching_record();
        self.step("匹配", "", |c, time| c.match_at(None, time), again)
    }

    fn internal_names(&self, id: &DrawId) -> Result<BTreeMap<String, String>, CeremonyError> {
        let bytes = self.folder.read(&format!("{}/internal.tsv", Ceremony::dir(id)))?;
        let text = String::from_utf8_lossy(&bytes);
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
            let outcome = c.logged_outcome(&id, secret)?;
            let suite = outcome.frozen.rules.suite;
            if c.body(&id, |b| matches!(b, EntryBody::Match { .. }).then_some(())).is_none() {
                return Err(CeremonyError::OutOfOrder {
                    step: "回避".to_owned(),
                    detail: "须先匹配人员（sunlot draw match）。".to_owned(),
                });
            }
            let matched = c.matched(&outcome)?;
            let filled = c.filled(&id, &outcome, &matched)?;
            let row = filled.posts.row_of(&terms.object, &terms.officer).ok_or_else(|| {
                let detail = "不在该户的检查组中，或已经回避。";
                CeremonyError::mismatch("recuse.unknown", terms.officer.clone(), detail)
            })?;
            let body = EntryBody::Recuse {
                row,
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
