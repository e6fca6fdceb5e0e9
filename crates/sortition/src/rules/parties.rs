//! Who holds keys: escrow holders, the operator of the log and its witnesses.

use crate::digest::from_hex;
use crate::jcs::Json;
use crate::names::{KeyName, PersonId};
use crate::quota::COUNT_MAX;
use crate::record::{Fields, RecordError};

/// Longest SM2 user id, bytes.
const SM2_ID_MAX: usize = 64;

/// 托管方: keeps an encrypted nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its name.
    pub name: PersonId,
    /// SM2 public key, uncompressed point of 65 bytes as 130 hex digits.
    pub sm2: String,
}

/// The two public keys of the operator or of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// Ed25519 public key, 64 hex digits.
    pub ed25519: String,
    /// Key name of signed notes.
    pub name: KeyName,
    /// SM2 public key as in [`Holder`].
    pub sm2: String,
}

/// The log and who cosigns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRules {
    /// Origin line of checkpoints.
    pub origin: KeyName,
    /// The operator's keys.
    pub operator: KeySet,
    /// The witnesses, ascending by name.
    pub witnesses: Vec<KeySet>,
    /// So many must cosign.
    pub quorum: u64,
    /// SM2 user id (GB/T 32918.2).
    pub sm2_id: String,
}

impl Holder {
    pub(super) fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self { name: f.name("name", PersonId::parse)?, sm2: sm2_key(f)? })
    }

    pub(super) fn to_json(&self) -> Json {
        Json::object([("name", Json::text(self.name.as_str())), ("sm2", Json::text(&self.sm2))])
    }
}

impl KeySet {
    /// Reads the keys.
    ///
    /// # Errors
    /// When a key is missing or of the wrong form.
    pub fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            ed25519: f.digest("ed25519")?.to_hex(),
            name: f.name("name", KeyName::parse)?,
            sm2: sm2_key(f)?,
        })
    }

    /// The keys as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("ed25519", Json::text(&self.ed25519)),
            ("name", Json::text(self.name.as_str())),
            ("sm2", Json::text(&self.sm2)),
        ])
    }
}

impl LogRules {
    /// Reads the rules of a log.
    ///
    /// # Errors
    /// When a key is missing or of the wrong form.
    pub fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            origin: f.name("origin", KeyName::parse)?,
            operator: f.object("operator", KeySet::parse)?,
            witnesses: f.list("witnesses", KeySet::parse)?,
            quorum: f.count("quorum", 0, COUNT_MAX)?,
            sm2_id: f.name("sm2_id", |text| {
                (1..=SM2_ID_MAX).contains(&text.len()).then(|| text.to_owned())
            })?,
        })
    }

    /// The rules as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("operator", self.operator.to_json()),
            ("origin", Json::text(self.origin.as_str())),
            ("quorum", Json::count(self.quorum)),
            ("sm2_id", Json::text(&self.sm2_id)),
            ("witnesses", Json::array(self.witnesses.iter().map(KeySet::to_json))),
        ])
    }
}

/// 130 hex digits of an uncompressed point. Whether it lies on the curve shows when it is used.
fn sm2_key(f: &mut Fields<'_>) -> Result<String, RecordError> {
    f.name("sm2", |text| {
        let form = text.len() == 130 && text.starts_with("04") && from_hex(text).is_some();
        form.then(|| text.to_owned())
    })
}
