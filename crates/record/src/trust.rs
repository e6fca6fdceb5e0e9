//! 信任: whose keys a verifier believes. It comes from somewhere else than the log.

use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::note::{Note, Role, origin};
use sunlot_sortition::record::{Fields, RecordError};
use sunlot_sortition::rules::{KeySet, LogRules};
use sunlot_sortition::suite::Suite;

use crate::finding::Finding;

/// SM2 user id of the platform's log (GB/T 32918.2, the default of GM/T 0009).
pub const SM2_ID: &str = "1234567812345678";

/// The operator's keys, the witnesses' keys, and how many witnesses it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust(pub LogRules);

impl Trust {
    /// Trust in an operator and witnesses.
    #[must_use]
    pub fn new(operator: KeySet, mut witnesses: Vec<KeySet>, quorum: u64) -> Trust {
        witnesses.sort_by(|a, b| a.name.cmp(&b.name));
        let origin = operator.name.clone();
        Trust(LogRules { origin, operator, witnesses, quorum, sm2_id: SM2_ID.to_owned() })
    }

    /// Reads the file that [`Trust::to_text`] writes.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn parse(text: &str) -> Result<Trust, RecordError> {
        let json = Json::parse(text.as_bytes())
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        let trust = Trust(LogRules::parse(&mut f)?);
        f.end()?;
        Ok(trust)
    }

    /// The keys as a file that the operator hands out and a verifier keeps.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n", self.0.to_json().encode())
    }

    /// Whether a note is a checkpoint of this log's tree, signed by its operator.
    #[must_use]
    pub fn signed(&self, note: &Note, suite: Suite) -> bool {
        let key = &self.0.operator;
        note.origin == origin(self.0.origin.as_str(), suite)
            && note
                .line_of(key, suite, Role::Operator)
                .is_some_and(|line| note.operator_holds(line, key, suite, &self.0.sm2_id))
    }

    /// How many witnesses cosigned both trees.
    #[must_use]
    pub fn cosigned(&self, checkpoint: &Checkpoint) -> u64 {
        checkpoint.cosigned_times(&self.0).len() as u64
    }

    /// Both notes of a checkpoint, held against the keys.
    ///
    /// # Errors
    /// What does not hold.
    pub fn checkpoint(&self, sha256: &str, sm3: &str) -> Result<Checkpoint, Finding> {
        let read = Checkpoint::parse(sha256, sm3);
        let checkpoint = read.map_err(|e| {
            Finding::of("log.checkpoint_form", format!("检查点不是规定的格式：{}。", e.what))
        })?;
        for suite in Suite::ALL {
            if !self.signed(checkpoint.note(suite), suite) {
                let text = format!(
                    "{} 检查点（{} 条）不是本日志操作方的有效签名；可能是伪造的，或换了密钥。",
                    suite.name(),
                    checkpoint.size
                );
                return Err(Finding::of("log.checkpoint_signature", text));
            }
        }
        Ok(checkpoint)
    }
}
