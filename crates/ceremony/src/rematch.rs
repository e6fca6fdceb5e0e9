//! 改派: who follows a recused officer is drawn with entropy that appeared after the recusal.

use std::path::Path;

use sunlot_sortition::beacon::{self, drand};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::intent::{BeaconRound, BeaconType};
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::entry::BeaconValue;
use sunlot_sortition::match_files::RematchRow;
use sunlot_sortition::merkle;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::posts::{PostId, Posts};
use sunlot_sortition::seed::rematch_key;
use sunlot_sortition::time::UtcSecond;

use crate::CeremonyError;
use crate::afterwards::Rematch;
use crate::matching::Matched;
use crate::outcome::Outcome;
use crate::replace::object_of;
use crate::session::Ceremony;

/// The posts as the log leaves them, and the rows of those that were filled after the match.
pub(crate) struct Filled<'m> {
    pub(crate) posts: Posts<'m>,
    pub(crate) rows: Vec<RematchRow>,
}

fn damaged(seq: u64, detail: impl Into<String>) -> CeremonyError {
    CeremonyError::Damaged { file: format!("log（第 {seq} 条）"), detail: detail.into() }
}

fn refused(code: &'static str, what: &str, detail: impl Into<String>) -> CeremonyError {
    CeremonyError::mismatch(code, what, detail)
}

fn out_of_order(detail: &str) -> CeremonyError {
    CeremonyError::OutOfOrder { step: "改派".to_owned(), detail: detail.to_owned() }
}

impl Ceremony {
    /// Follows the log of an attempt from the match to its end.
    pub(crate) fn filled<'m>(
        &self,
        id: &DrawId,
        outcome: &'m Outcome,
        matched: &'m Matched,
    ) -> Result<Filled<'m>, CeremonyError> {
        let rules = &outcome.frozen.rules;
        let suite = rules.suite;
        let members = matched.last_step()?.into_iter().map(|row| {
            let leaf = merkle::leaf(suite, row.to_row().as_bytes());
            (row, leaf)
        });
        let posts =
            Posts::new(rules, &matched.pools, &matched.relaxations, &outcome.visits, members);
        let mut filled = Filled { posts, rows: Vec::new() };
        for recorded in self.of_attempt(id) {
            let seq = recorded.entry.seq;
            match &recorded.entry.body {
                EntryBody::Replace { unit, moved_up: Some(leaf), .. } => {
                    let unit = rules.units.iter().position(|rule| rule.unit == *unit);
                    let unit = unit.ok_or_else(|| damaged(seq, "规则中没有这个抽取单元"))?;
                    let object = object_of(outcome, leaf)
                        .ok_or_else(|| damaged(seq, "递补的一行不在结果中"))?;
                    let moved = filled.posts.moved_up(seq, unit, &object);
                    moved.map_err(|e| damaged(seq, e.message_zh()))?;
                }
                EntryBody::Recuse { row, .. } => {
                    let off = filled.posts.recuse(seq, row);
                    off.map_err(|e| damaged(seq, e.message_zh()))?;
                }
                EntryBody::Rematch { follows, post, row, beacon } => {
                    let post = PostId { follows: *follows, post: *post };
                    let leaf = self.answer(outcome, &mut filled, post, beacon, seq)?;
                    if leaf != *row {
                        return Err(damaged(seq, "改派的一行与重新计算的不同"));
                    }
                }
                _ => {}
            }
        }
        Ok(filled)
    }

    /// Answers a post with fresh entropy; gives the leaf of its row when somebody takes it.
    fn answer(
        &self,
        outcome: &Outcome,
        filled: &mut Filled<'_>,
        id: PostId,
        beacon: &BeaconValue,
        seq: u64,
    ) -> Result<Option<Digest>, CeremonyError> {
        let suite = outcome.frozen.rules.suite;
        let value = beacon::value_bytes(beacon.beacon.kind, &beacon.value)
            .map_err(|e| refused("beacon.refused", "公共随机源", e.message_zh()))?;
        let key = rematch_key(suite, &outcome.seed, seq, &value);
        let row = filled
            .posts
            .answer(id, suite, &key, seq)
            .map_err(|e| refused(e.code(), "改派", e.message_zh()))?;
        let Some(mut row) = row else { return Ok(None) };
        row.salt = self.salts()?.salt_hex(suite, "rematches", &row.key());
        let leaf = merkle::leaf(suite, row.to_row().as_bytes());
        filled.posts.take(id, &row, leaf);
        filled.rows.push(row);
        Ok(Some(leaf))
    }

    /// `rematches.tsv`: one row per filled post.
    pub(crate) fn rematch_table(
        &self,
        id: &DrawId,
        outcome: &Outcome,
        matched: &Matched,
    ) -> Result<Vec<u8>, CeremonyError> {
        let rows = self.filled(id, outcome, matched)?.rows;
        Ok(rows.iter().flat_map(|row| (row.to_row() + "\n").into_bytes()).collect())
    }

    /// Answers the next open post; logs `rematch`. Gives the officer, or `None` when nobody may
    /// take the post and it stays open in public.
    ///
    /// # Errors
    /// When no post is open, or the beacon does not fit or was known before.
    pub fn rematch(
        &mut self,
        terms: &Rematch,
        secret: Option<&Path>,
    ) -> Result<Option<String>, CeremonyError> {
        let again = |c: &mut Ceremony| {
            let id = c.current()?;
            let outcome = c.logged_outcome(&id, secret)?;
            let matched = c.matched(&outcome)?;
            let last = c.entries().last().map_or(0, |r| r.entry.seq);
            let rows = c.filled(&id, &outcome, &matched)?.rows;
            Ok(rows.into_iter().find(|row| row.seq == last).map(|row| row.officer))
        };
        self.step("改派", &format!("{terms:?}"), |c, t| c.rematch_at(terms, secret, t), again)
    }

    fn rematch_at(
        &mut self,
        terms: &Rematch,
        secret: Option<&Path>,
        time: UtcSecond,
    ) -> Result<Option<String>, CeremonyError> {
        let id = self.current()?;
        if self.body(&id, |b| matches!(b, EntryBody::Match { .. }).then_some(())).is_none() {
            return Err(out_of_order("须先匹配人员（sunlot draw match）。"));
        }
        let outcome = self.logged_outcome(&id, secret)?;
        let matched = self.matched(&outcome)?;
        let mut filled = self.filled(&id, &outcome, &matched)?;
        let open = filled.posts.next_open();
        let open = open.ok_or_else(|| {
            out_of_order("没有空缺的岗位；须先登记回避（sunlot draw recuse）或递补。")
        })?;
        let stated = self.fresh(terms, &id, open)?;
        let seq = self.of_attempt(&id).count() as u64 + 1;
        let row = self.answer(&outcome, &mut filled, open, &stated, seq)?;
        let officer = row.and_then(|_| filled.rows.last()).map(|row| row.officer.clone());
        let body =
            EntryBody::Rematch { follows: open.follows, post: open.post, row, beacon: stated };
        self.append(&id, outcome.frozen.rules.suite, time, body)?;
        Ok(officer)
    }

    /// Whether a post may be open, by the entries alone: more fell open than were taken. A visit
    /// that moved up with a team of its own counts as open too; [`Ceremony::rematch`] knows.
    ///
    /// # Errors
    /// Before a draw, or when the rules were edited.
    pub fn may_have_open_posts(&self) -> Result<bool, CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let pools = rules.matching.iter().flat_map(|matching| &matching.pools);
        let team = pools.map(|pool| pool.demand).max().unwrap_or(0);
        let (mut opened, mut taken) = (0, 0);
        for recorded in self.of_attempt(&id) {
            match recorded.entry.body {
                EntryBody::Replace { moved_up: Some(_), .. } => opened += team,
                EntryBody::Recuse { .. } => opened += 1,
                EntryBody::Rematch { row: Some(_), .. } => taken += 1,
                _ => {}
            }
        }
        Ok(opened > taken)
    }

    /// The beacon of a rematch, which nobody may have known when the post fell open.
    fn fresh(
        &self,
        terms: &Rematch,
        id: &DrawId,
        open: PostId,
    ) -> Result<BeaconValue, CeremonyError> {
        let kind = match &terms.beacon {
            Some(word) => {
                let known = BeaconType::ALL.iter().find(|(known, _)| known == word);
                let known = known.map(|(_, kind)| *kind);
                known.ok_or_else(|| {
                    let words = BeaconType::ALL.map(|(word, _)| word).join("、");
                    let detail = format!("公共随机源类型应为 {words} 之一。");
                    refused("beacon.type", "--beacon", detail)
                })?
            }
            None => self.published_intent(id)?.beacon.kind,
        };
        if kind == BeaconType::None {
            let detail = "改派须用新的公共随机数，请以 --beacon 指明类型。";
            return Err(refused("beacon.none", "--beacon", detail));
        }
        let opened = self.of_attempt(id).find(|r| r.entry.seq == open.follows);
        let opened = opened.expect("an open post was opened by an entry").entry.time;
        if kind == BeaconType::DrandQuicknet
            && drand::time_of_round(terms.round).is_none_or(|known| known <= opened)
        {
            let first = drand::round_at(opened).map_or(1, |round| round + 1);
            let detail = format!(
                "第 {} 期在岗位空缺（{opened}）之前就已公布，须用第 {first} 期或以后的。",
                terms.round
            );
            return Err(refused("beacon.known", "--round", detail));
        }
        terms.value.check(BeaconRound { kind, round: terms.round }, &self.rules(id)?)
    }
}
