//! The operator's side of a witness: asks for cosignatures (C2SP tlog-witness) and believes none
//! that does not hold.

use std::io::Read as _;
use std::time::Duration;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::note::{Note, Role, SignatureLine};
use sunlot_sortition::log::request::{AddCheckpoint, cosignatures};
use sunlot_sortition::rules::KeySet;
use sunlot_sortition::suite::Suite;
use thiserror::Error;

use crate::files::agent;

/// Longest answer of a witness.
const ANSWER_MAX: u64 = 16 << 10;

/// What a witness answers instead of a cosignature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WitnessError {
    /// It cosigned another size last; the proof has to begin there.
    #[error("the witness stands at {0}")]
    Elsewhere(u64),
    /// It refuses: another history of this log was shown to it.
    #[error("the witness refuses: {0}")]
    Refused(u16),
    /// It cannot be reached or answers nonsense.
    #[error("the witness is out of reach: {0}")]
    Unreachable(String),
}

/// Where a witness is.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Its keys.
    pub keys: KeySet,
    url: String,
    agent: ureq::Agent,
}

impl Witness {
    /// A witness behind a submission prefix, which may take so long for an answer.
    #[must_use]
    pub fn new(url: &str, keys: KeySet, timeout: Duration) -> Witness {
        let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
        Witness { keys, url, agent: agent(timeout) }
    }

    /// Asks for the cosignature of one tree. Blocks for as long as the witness may take.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn cosign(
        &self,
        note: &Note,
        suite: Suite,
        sm2_id: &str,
        old: u64,
        proof: Vec<Digest>,
    ) -> Result<SignatureLine, WitnessError> {
        let lost = |e: &dyn std::fmt::Display| WitnessError::Unreachable(e.to_string());
        let body = AddCheckpoint { old, proof, note: note.clone() }.to_text();
        let mut answer = self.agent.post(&self.url).send(body).map_err(|e| lost(&e))?;
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").cloned();
        let mut text = String::new();
        let mut reader = answer.body_mut().as_reader().take(ANSWER_MAX);
        reader.read_to_string(&mut text).map_err(|e| lost(&e))?;
        match status {
            200 => self.believed(note, suite, sm2_id, &text),
            409 if kind.is_some_and(|kind| kind == "text/x.tlog.size") => {
                let size = text.strip_suffix('\n').and_then(|size| size.parse().ok());
                Err(size.map_or_else(|| lost(&"no size"), WitnessError::Elsewhere))
            }
            403 | 404 | 409 | 422 => Err(WitnessError::Refused(status)),
            other => Err(lost(&other)),
        }
    }

    fn believed(
        &self,
        note: &Note,
        suite: Suite,
        sm2_id: &str,
        text: &str,
    ) -> Result<SignatureLine, WitnessError> {
        let mut cosigned = Note::new(note.origin.clone(), note.size, note.root);
        cosigned.signatures = cosignatures(text).unwrap_or_default();
        let line = cosigned.line_of(&self.keys, suite, Role::Witness);
        let holds =
            line.filter(|line| cosigned.cosigned_at(line, &self.keys, suite, sm2_id).is_some());
        let nonsense = || WitnessError::Unreachable("no cosignature of this witness".into());
        holds.cloned().ok_or_else(nonsense)
    }
}
