//! 签名的清单: a C2SP signed note over any text, by both keys of a log. A list's first line is no
//! origin of a log, so that it can never be taken for a checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sunlot_sortition::log::keys::{self, SecretKeys};
use sunlot_sortition::log::note::{Role, SignatureLine, key_id};
use sunlot_sortition::rules::KeySet;
use sunlot_sortition::suite::Suite;

use crate::trust::SM2_ID;

/// The text with its signatures: Ed25519, which every verifier of signed notes knows, and SM2.
#[must_use]
pub fn sign(keys: &SecretKeys, text: &str) -> String {
    let key = keys.public();
    let lines = Suite::ALL.map(|suite| {
        let line = SignatureLine {
            name: key.name.to_string(),
            key_id: key_id(&key, suite, Role::Operator),
            payload: keys.sign(suite, SM2_ID, text.as_bytes()).to_vec(),
        };
        line.to_text()
    });
    format!("{text}\n{}", lines.concat())
}

/// Whether a list carries both signatures of a key.
#[must_use]
pub fn verify(note: &str, key: &KeySet) -> bool {
    let Some((text, signatures)) = note.rsplit_once("\n\n") else { return false };
    let text = format!("{text}\n");
    Suite::ALL.into_iter().all(|suite| {
        let id = key_id(key, suite, Role::Operator);
        signatures.lines().any(|line| {
            let read = line.strip_prefix("— ").and_then(|line| line.split_once(' '));
            let Some((name, bytes)) = read else { return false };
            let bytes = STANDARD.decode(bytes).unwrap_or_default();
            name == key.name.as_str()
                && bytes.strip_prefix(&id).is_some_and(|signature| {
                    keys::verify(key, suite, SM2_ID, text.as_bytes(), signature)
                })
        })
    })
}
