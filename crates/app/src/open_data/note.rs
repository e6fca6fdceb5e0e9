//! 签名的清单: a C2SP signed note over the digests of the day's files, by the keys of the log. Its
//! first line is no origin of a log, so that it can never be taken for a checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sunlot_record::signed;
pub use sunlot_record::signed::verify;
use sunlot_sortition::digest::from_hex;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::note::{Role, key_id};
use sunlot_sortition::rules::KeySet;
use sunlot_sortition::suite::Suite;

use super::OpenFile;

/// Signs the list with the operator's keys.
#[derive(Debug)]
pub struct NoteSigner(SecretKeys);

impl NoteSigner {
    /// A signer with these keys.
    #[must_use]
    pub fn new(keys: SecretKeys) -> NoteSigner {
        NoteSigner(keys)
    }

    /// The text with its signatures.
    pub(super) fn signed(&self, text: &str) -> String {
        signed::sign(&self.0, text)
    }

    /// The keys, for other lists.
    pub(crate) fn keys(&self) -> &SecretKeys {
        &self.0
    }
}

/// The list: who, when, and each file twice, in the form that `sha256sum --check` reads and with
/// its SM3.
pub(super) fn text(origin: &str, made_at: &str, files: &[OpenFile]) -> String {
    let mut text = format!("{origin}/open-data\n{made_at}\n");
    for file in files {
        text.push_str(&format!("{}  {}\n", file.sha256, file.name));
    }
    for file in files {
        text.push_str(&format!("SM3 {} {} {}\n", file.sm3, file.bytes, file.name));
    }
    text
}

/// The key in the form that verifiers of signed notes take.
#[must_use]
pub fn verifier_key(key: &KeySet) -> String {
    let id = key_id(key, Suite::Sha256, Role::Operator);
    let mut bytes = vec![1];
    bytes.extend(from_hex(&key.ed25519).unwrap_or_default());
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}+{id}+{}", key.name, STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use sunlot_sortition::names::KeyName;

    use super::*;

    #[test]
    fn a_list_is_signed_twice_and_a_changed_one_is_not() {
        let keys = SecretKeys::from_entropy(KeyName::parse("sunlot.test").unwrap(), &[3; 32]);
        let key = keys.public();
        let file = OpenFile {
            name: "results.csv".into(),
            title: "结果".into(),
            media: "text/csv".into(),
            bytes: 3,
            rows: 0,
            sha256: Suite::Sha256.hash(&[b"abc"]).to_hex(),
            sm3: Suite::Sm3.hash(&[b"abc"]).to_hex(),
        };
        let text = text("sunlot.test", "2026-07-01T01:00:00Z", &[file]);
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        let listed = format!(
            "sunlot.test/open-data\n2026-07-01T01:00:00Z\n{sha256}  results.csv\n\
             SM3 {sm3} 3 results.csv\n"
        );
        assert_eq!(text, listed);
        let note = NoteSigner::new(keys).signed(&text);
        assert!(verify(&note, &key));
        assert!(!verify(&note.replace("66c7", "66c8"), &key));
        assert!(!verify(&text, &key));
        assert!(verifier_key(&key).starts_with("sunlot.test+"));
    }
}
