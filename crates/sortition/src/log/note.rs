//! Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) and their SM2 twins.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::keys::{self, SecretKeys};
use crate::digest::{Digest, from_hex};
use crate::rules::KeySet;
use crate::suite::Suite;

/// What a signature in a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The operator signs the body.
    Operator,
    /// A witness signs the body and a time.
    Witness,
}

/// Why a text is no checkpoint note.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a checkpoint note: {what}")]
pub struct NoteError {
    /// What is wrong, in Chinese.
    pub what: &'static str,
}

/// A note: three body lines and signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// First line.
    pub origin: String,
    /// Second line.
    pub size: u64,
    /// Third line.
    pub root: Digest,
    /// The signature lines.
    pub signatures: Vec<SignatureLine>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// Key name.
    pub name: String,
    /// First four bytes of the key's hash.
    pub key_id: [u8; 4],
    /// What follows: a signature, or a time and a signature.
    pub payload: Vec<u8>,
}

/// Origin line of the tree of `suite`.
#[must_use]
pub fn origin(origin: &str, suite: Suite) -> String {
    match suite {
        Suite::Sha256 => origin.to_owned(),
        Suite::Sm3 => format!("{origin}/SM3"),
    }
}

/// Key id of a key in a role on the tree of `suite`.
#[must_use]
pub fn key_id(key: &KeySet, suite: Suite, role: Role) -> [u8; 4] {
    let (algorithm, public): (&[u8], _) = match (suite, role) {
        (Suite::Sha256, Role::Operator) => (b"\x01", &key.ed25519),
        (Suite::Sha256, Role::Witness) => (b"\x04", &key.ed25519),
        (Suite::Sm3, Role::Operator) => (b"\xffSSJ-1/SM2", &key.sm2),
        (Suite::Sm3, Role::Witness) => (b"\xffSSJ-1/SM2-COSIGNATURE", &key.sm2),
    };
    let public = from_hex(public).unwrap_or_default();
    let hash = Suite::Sha256.hash(&[key.name.as_str().as_bytes(), b"\n", algorithm, &public]);
    let mut id = [0; 4];
    id.copy_from_slice(&hash.as_bytes()[..4]);
    id
}

/// Text that a witness signs.
fn cosigned_text(time: u64, body: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{body}")
}

impl Note {
    /// A note without signatures.
    #[must_use]
    pub fn new(origin: String, size: u64, root: Digest) -> Note {
        Note { origin, size, root, signatures: Vec::new() }
    }

    /// The three body lines.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.as_bytes()))
    }

    /// The whole text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = self.body();
        text.push('\n');
        for line in &self.signatures {
            text.push_str(&line.to_text());
        }
        text
    }

    /// Reads a note; the text must be exactly what [`Note::to_text`] writes, with at least one
    /// signature line.
    ///
    /// # Errors
    /// [`NoteError`] with what is wrong.
    pub fn parse(text: &str) -> Result<Note, NoteError> {
        let refuse = |what| NoteError { what };
        let (body, signatures) = text.split_once("\n\n").ok_or(refuse("缺少空行"))?;
        let lines: Vec<&str> = body.split('\n').collect();
        let [origin, size, root] = lines[..] else { return Err(refuse("正文应为三行")) };
        let root = STANDARD.decode(root).ok().and_then(|r| <[u8; 32]>::try_from(r).ok());
        let mut note = Note::new(
            origin.to_owned(),
            size.parse().map_err(|_| refuse("第二行应为条目数"))?,
            Digest::from_bytes(root.ok_or(refuse("第三行应为根的 base64"))?),
        );
        for line in signatures.strip_suffix('\n').ok_or(refuse("末行应有换行"))?.split('\n') {
            note.signatures.push(signature_line(line).ok_or(refuse("签名行格式不对"))?);
        }
        // Numbers and base64 have one canonical form each.
        if note.to_text() == text { Ok(note) } else { Err(refuse("不是规范写法")) }
    }

    /// Adds the operator's signature for the tree of `suite`.
    pub fn sign(&mut self, keys: &SecretKeys, suite: Suite, sm2_id: &str) {
        let key = keys.public();
        self.signatures.push(SignatureLine {
            name: key.name.to_string(),
            key_id: key_id(&key, suite, Role::Operator),
            payload: keys.sign(suite, sm2_id, self.body().as_bytes()).to_vec(),
        });
    }

    /// Adds a witness's cosignature with its time, seconds since 1970.
    pub fn cosign(&mut self, keys: &SecretKeys, suite: Suite, sm2_id: &str, time: u64) {
        let key = keys.public();
        let signature = keys.sign(suite, sm2_id, cosigned_text(time, &self.body()).as_bytes());
        self.signatures.push(SignatureLine {
            name: key.name.to_string(),
            key_id: key_id(&key, suite, Role::Witness),
            payload: [&time.to_be_bytes()[..], &signature].concat(),
        });
    }

    /// The signature line of a key in a role.
    #[must_use]
    pub fn line_of(&self, key: &KeySet, suite: Suite, role: Role) -> Option<&SignatureLine> {
        let id = key_id(key, suite, role);
        self.signatures.iter().find(|l| l.name == key.name.as_str() && l.key_id == id)
    }

    /// Whether the operator's signature in this line holds.
    #[must_use]
    pub fn operator_holds(
        &self,
        line: &SignatureLine,
        key: &KeySet,
        suite: Suite,
        sm2_id: &str,
    ) -> bool {
        keys::verify(key, suite, sm2_id, self.body().as_bytes(), &line.payload)
    }

    /// The time of the witness's signature in this line, when it holds.
    #[must_use]
    pub fn cosigned_at(
        &self,
        line: &SignatureLine,
        key: &KeySet,
        suite: Suite,
        sm2_id: &str,
    ) -> Option<u64> {
        let (time, signature) = line.payload.split_at_checked(8)?;
        let time = u64::from_be_bytes(time.try_into().ok()?);
        let text = cosigned_text(time, &self.body());
        keys::verify(key, suite, sm2_id, text.as_bytes(), signature).then_some(time)
    }
}

impl SignatureLine {
    /// The line, with its end.
    #[must_use]
    pub fn to_text(&self) -> String {
        let bytes = [&self.key_id[..], &self.payload].concat();
        format!("— {} {}\n", self.name, STANDARD.encode(bytes))
    }
}

pub(super) fn signature_line(line: &str) -> Option<SignatureLine> {
    let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = STANDARD.decode(bytes).ok()?;
    let (key_id, payload) = bytes.split_at_checked(4)?;
    if name.is_empty() {
        return None;
    }
    Some(SignatureLine {
        name: name.to_owned(),
        key_id: key_id.try_into().ok()?,
        payload: payload.to_vec(),
    })
}
