//! What an attempt froze, read back for the later steps and held against its digests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sunlot_sortition::commitment::Nonce;
use sunlot_sortition::conflicts::ConflictTable;
use sunlot_sortition::frame::Frame;
use sunlot_sortition::intent::IntentRecord;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::entry::BeaconValue;
use sunlot_sortition::names::{DrawId, PersonId};
use sunlot_sortition::officers::OfficerTable;
use sunlot_sortition::roots::{rows, table_root};
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::snapshot::Snapshot;

use crate::CeremonyError;
use crate::session::{Ceremony, Recorded};

/// The frozen files of an attempt.
pub(crate) struct Frozen {
    pub(crate) rules: RulesRecord,
    pub(crate) frame: Arc<Vec<u8>>,
    pub(crate) officers: Arc<Vec<u8>>,
    pub(crate) conflicts: Arc<Vec<u8>>,
    snapshots: Arc<Vec<u8>>,
}

fn damaged(file: &str, detail: impl Into<String>) -> CeremonyError {
    CeremonyError::Damaged { file: file.to_owned(), detail: detail.into() }
}

impl Ceremony {
    /// The attempt at work.
    pub(crate) fn current(&self) -> Result<DrawId, CeremonyError> {
        self.at_work().cloned().ok_or_else(|| CeremonyError::OutOfOrder {
            step: "抽取".to_owned(),
            detail: "须先冻结规则和底册（sunlot draw freeze）。".to_owned(),
        })
    }

    /// The rules of an attempt, which must be those that its `plan` entry names.
    pub(crate) fn rules(&self, id: &DrawId) -> Result<RulesRecord, CeremonyError> {
        let file = format!("{}/rules.json", Ceremony::dir(id));
        let json = Json::parse_canonical(&self.folder.read(&file)?)
            .map_err(|e| damaged(&file, e.message_zh()))?;
        let rules = RulesRecord::parse(&json).map_err(|e| damaged(&file, e.message_zh()))?;
        let logged = self.body(id, |body| match body {
            EntryBody::Plan { rules, .. } => Some(*rules),
            _ => None,
        });
        if logged == Some(rules.digest()) {
            Ok(rules)
        } else {
            Err(damaged(&file, "规则的摘要与日志不同"))
        }
    }

    /// Everything an attempt froze, held against the intent when there is one.
    pub(crate) fn frozen(&self, id: &DrawId) -> Result<Frozen, CeremonyError> {
        let dir = Ceremony::dir(id);
        let rules = self.rules(id)?;
        let read = |name: &str| self.folder.read(&format!("{dir}/{name}"));
        let frozen = Frozen {
            frame: read("frame.tsv")?,
            officers: read("officers.tsv")?,
            conflicts: read("conflicts.tsv")?,
            // Asked for only when somebody is visited.
            snapshots: self
                .folder
                .read_if_there(&format!("{dir}/snapshots.tsv"))?
                .unwrap_or_default(),
            rules,
        };
        if let Some(intent) = self.intent(id)? {
            let suite = frozen.rules.suite;
            let roots = [
                ("frame.tsv", &frozen.frame, intent.frame_root),
                ("officers.tsv", &frozen.officers, intent.officer_root),
                ("conflicts.tsv", &frozen.conflicts, intent.conflict_root),
            ];
            for (name, bytes, root) in roots {
                if table_root(suite, &rows(bytes)) != root {
                    return Err(damaged(&format!("{dir}/{name}"), "根与已公布的意向不同"));
                }
            }
        }
        Ok(frozen)
    }

    /// The intent of an attempt, which must be the one its entry names.
    pub(crate) fn intent(&self, id: &DrawId) -> Result<Option<IntentRecord>, CeremonyError> {
        let logged = self.body(id, |body| match body {
            EntryBody::Intent { intent, .. } => Some(*intent),
            _ => None,
        });
        let Some(logged) = logged else { return Ok(None) };
        let file = format!("{}/intent.json", Ceremony::dir(id));
        let json = Json::parse_canonical(&self.folder.read(&file)?)
            .map_err(|e| damaged(&file, e.message_zh()))?;
        let intent = IntentRecord::parse(&json).map_err(|e| damaged(&file, e.message_zh()))?;
        if intent.digest() == logged {
            Ok(Some(intent))
        } else {
            Err(damaged(&file, "意向的摘要与日志不同"))
        }
    }

    /// The intent, which must have been published.
    pub(crate) fn published_intent(&self, id: &DrawId) -> Result<IntentRecord, CeremonyError> {
        self.intent(id)?.ok_or_else(|| CeremonyError::OutOfOrder {
            step: "后续步骤".to_owned(),
            detail: "须先公布意向（sunlot draw intent）。".to_owned(),
        })
    }

    /// The first answer that `pick` has for an entry of the attempt.
    pub(crate) fn body<'a, T>(
        &'a self,
        id: &DrawId,
        pick: impl Fn(&'a EntryBody) -> Option<T>,
    ) -> Option<T> {
        self.entries()
            .iter()
            .filter(|r: &&Recorded| r.entry.draw_id == *id)
            .find_map(|r| pick(&r.entry.body))
    }

    /// Nonces that the log has made public.
    pub(crate) fn public_nonces(&self, id: &DrawId) -> BTreeMap<PersonId, Nonce> {
        let organiser = self.rules(id).ok().map(|r| r.organiser.clone());
        let mut nonces = BTreeMap::new();
        for recorded in self.of_attempt(id) {
            match &recorded.entry.body {
                EntryBody::Reveal { contributor, nonce, .. } => {
                    nonces.insert(contributor.clone(), *nonce);
                }
                EntryBody::Unseal { nonce, .. } => {
                    if let Some(organiser) = &organiser {
                        nonces.insert(organiser.clone(), *nonce);
                    }
                }
                _ => {}
            }
        }
        nonces
    }

    /// The beacon as logged.
    pub(crate) fn beacon_value(&self, id: &DrawId) -> Option<BeaconValue> {
        self.body(id, |body| match body {
            EntryBody::Beacon(value) => Some(value.clone()),
            _ => None,
        })
    }
}

impl Frozen {
    pub(crate) fn frame(&self) -> Result<Frame<'_>, CeremonyError> {
        Frame::parse(&self.frame, &self.rules).map_err(|e| damaged("frame.tsv", e.message_zh()))
    }

    /// Snapshots of the objects that are visited, which are few of the frame.
    pub(crate) fn snapshots_of(
        &self,
        objects: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Snapshot>, CeremonyError> {
        let file = "snapshots.tsv";
        let text = std::str::from_utf8(&self.snapshots).map_err(|_| damaged(file, "不是 UTF-8"))?;
        let mut found = BTreeMap::new();
        for line in text.lines() {
            let (id, json) = line.split_once('\t').ok_or_else(|| damaged(file, "行格式不对"))?;
            if !objects.contains(id) {
                continue;
            }
            let json = Json::parse_canonical(json.as_bytes())
                .map_err(|e| damaged(file, e.message_zh()))?;
            let snapshot = Snapshot::parse(&json).map_err(|e| damaged(file, e.message_zh()))?;
            found.insert(id.to_owned(), snapshot);
        }
        Ok(found)
    }

    pub(crate) fn officer_table(&self) -> Result<OfficerTable, CeremonyError> {
        OfficerTable::parse(&self.officers).map_err(|e| damaged("officers.tsv", e.message_zh()))
    }

    pub(crate) fn conflict_table(
        &self,
        frame: &Frame<'_>,
        officers: &OfficerTable,
    ) -> Result<ConflictTable, CeremonyError> {
        ConflictTable::parse(&self.conflicts, officers, Some(frame))
            .map_err(|e| damaged("conflicts.tsv", e.message_zh()))
    }
}
