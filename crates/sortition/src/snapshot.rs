//! The snapshot behind `attrs` of a frame row (ssj-1 §7).

use crate::digest::{Digest, from_hex, to_hex};
use crate::jcs::Json;
use crate::names::RegionCode;
use crate::record::{Fields, RecordError};
use crate::suite::Suite;
use crate::tagged::{tagged_hash, tagged_hashes};

/// Where an object is visited, and the digest of what stays internal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Grid inside the region; `None` is `-`.
    pub grid: Option<RegionCode>,
    /// [`private_digest`] of what decided units and weight.
    pub private: Digest,
    /// Matching region.
    pub region: RegionCode,
    /// 16 bytes.
    pub salt: [u8; 16],
}

impl Snapshot {
    /// The record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("grid", Json::text(self.grid.as_ref().map_or("-", RegionCode::as_str))),
            ("private", Json::text(self.private.to_hex())),
            ("region", Json::text(self.region.as_str())),
            ("salt", Json::text(to_hex(&self.salt))),
        ])
    }

    /// Reads the record.
    ///
    /// # Errors
    /// What is missing, unknown or not of its form.
    pub fn parse(json: &Json) -> Result<Self, RecordError> {
        let mut f = Fields::of(json)?;
        let snapshot = Self {
            grid: f.name("grid", |raw| match raw {
                "-" => Some(None),
                other => RegionCode::parse(other).ok().map(Some),
            })?,
            private: f.digest("private")?,
            region: f.name("region", RegionCode::parse)?,
            salt: f.name("salt", |raw| <[u8; 16]>::try_from(from_hex(raw)?).ok())?,
        };
        f.end()?;
        Ok(snapshot)
    }

    /// `HASH("attrs", JCS(snapshot))`, the frame's `attrs`.
    #[must_use]
    pub fn digest(&self, suite: Suite) -> Digest {
        tagged_hash(suite, "attrs", &[&self.to_json().to_bytes()])
    }
}

/// `HASH("private", JCS(p))` of the internal record, which has its own `salt`.
#[must_use]
pub fn private_digest(suite: Suite, record: &Json) -> Digest {
    tagged_hash(suite, "private", &[&record.to_bytes()])
}

/// [`private_digest`] of every record's bytes, in their order.
#[must_use]
pub fn private_digests<M: AsRef<[u8]>>(suite: Suite, records: &[M]) -> Vec<Digest> {
    tagged_hashes(suite, "private", &[], records)
}

/// [`Snapshot::digest`] of every snapshot's bytes, in their order.
#[must_use]
pub fn attrs_digests<M: AsRef<[u8]>>(suite: Suite, snapshots: &[M]) -> Vec<Digest> {
    tagged_hashes(suite, "attrs", &[], snapshots)
}
