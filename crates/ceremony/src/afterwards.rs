//! 作废、更正、递补、回避、改派: what can still happen, always in public and by two persons.

use std::path::PathBuf;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::entry::Persons;
use sunlot_sortition::names::PersonId;
use sunlot_sortition::suite::Suite;

use crate::CeremonyError;
use crate::session::Ceremony;

/// 递补: an error of the frame, proved by evidence from before the freeze.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// Unit.
    pub unit: String,
    /// The object that should not have been in the frame.
    pub object: String,
    /// `STATUS`, `MOVED`, `DUPLICATE` or `SCOPE`.
    pub reason: String,
    /// The evidence; only its digest is logged.
    pub evidence: Evidence,
    /// The day that the evidence proves.
    pub evidence_day: String,
    /// Requester and approver.
    pub persons: (String, String),
}

/// What proves an error of the frame.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// A file.
    File(PathBuf),
    /// Bytes that somebody else keeps.
    Kept(Vec<u8>),
}

impl<P: Into<PathBuf>> From<P> for Evidence {
    fn from(path: P) -> Evidence {
        Evidence::File(path.into())
    }
}

impl Evidence {
    pub(crate) fn digest(&self, suite: Suite) -> Result<Digest, CeremonyError> {
        match self {
            Evidence::Kept(bytes) => Ok(suite.hash(&[bytes])),
            Evidence::File(path) => {
                let bytes = std::fs::read(path).map_err(|e| CeremonyError::io(path, e))?;
                Ok(suite.hash(&[&bytes]))
            }
        }
    }
}

/// 回避: an officer leaves a team.
#[derive(Debug, Clone)]
pub struct Recusal {
    /// The object.
    pub object: String,
    /// The officer.
    pub officer: String,
    /// Reason code.
    pub reason: String,
    /// Requester and approver.
    pub persons: (String, String),
}

/// 改派: fresh entropy for one open post.
#[derive(Debug, Clone)]
pub struct Rematch {
    /// Type of the beacon; that of the intent when `None`.
    pub beacon: Option<String>,
    /// Its round.
    pub round: u64,
    /// Its value.
    pub value: crate::BeaconInput,
}

/// Two different persons.
pub(crate) fn persons(pair: &(String, String)) -> Result<Persons, CeremonyError> {
    let person = |text: &str| {
        PersonId::parse(text)
            .map_err(|e| CeremonyError::mismatch("name.invalid", "申请人或审批人", e.message_zh()))
    };
    if pair.0 == pair.1 {
        let detail = "申请人与审批人不能是同一人，须由第二人审批。";
        return Err(CeremonyError::mismatch("persons.same", pair.0.clone(), detail));
    }
    Ok(Persons { requested_by: person(&pair.0)?, approved_by: person(&pair.1)? })
}

impl Ceremony {
    /// Voids the attempt, which is possible only while nobody can know the outcome.
    ///
    /// # Errors
    /// After T_b, and without a reason.
    pub fn void(
        &mut self,
        reason: &str,
        text: &str,
        by: &(String, String),
    ) -> Result<(), CeremonyError> {
        let args = format!("{reason} {text}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let body = EntryBody::Void {
                reason: checked_reason(reason)?,
                text: checked_text(text)?,
                persons: persons(by)?,
            };
            let suite = c.rules(&id)?.suite;
            c.append(&id, suite, time, body)?;
            Ok(())
        };
        self.step("作废", &args, work, |_| Ok(()))
    }

    /// States in public that an entry is wrong; with `annuls` the result no longer stands.
    ///
    /// # Errors
    /// Before there is a result, and without a reason.
    pub fn correct(
        &mut self,
        of: u64,
        annuls: bool,
        reason: &str,
        text: &str,
        by: &(String, String),
    ) -> Result<(), CeremonyError> {
        let args = format!("{of} {annuls} {reason} {text}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let seq = c.of_attempt(&id).count() as u64;
            if of == 0 || of > seq {
                let detail = format!("本次抽取的日志序号为 1 至 {seq}。");
                return Err(CeremonyError::mismatch("correction.of", of.to_string(), detail));
            }
            let body = EntryBody::Correction {
                of,
                annuls,
                reason: checked_reason(reason)?,
                text: checked_text(text)?,
                persons: persons(by)?,
            };
            let suite = c.rules(&id)?.suite;
            c.append(&id, suite, time, body)?;
            Ok(())
        };
        self.step("更正", &args, work, |_| Ok(()))
    }
}

fn checked_reason(reason: &str) -> Result<String, CeremonyError> {
    sunlot_sortition::names::ReasonCode::parse(reason)
        .map(|code| code.to_string())
        .map_err(|e| CeremonyError::mismatch("reason.invalid", reason, e.message_zh()))
}

fn checked_text(text: &str) -> Result<String, CeremonyError> {
    if text.trim().is_empty() {
        let detail = "须写明事由，公众会看到。";
        return Err(CeremonyError::mismatch("text.empty", "--text", detail));
    }
    Ok(text.to_owned())
}
