//! 见证方: who has to cosign, from a file of public keys and addresses.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use sunlot_record::Trust;
use sunlot_record::client::Witness;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::rules::KeySet;

use super::unusable;
use crate::say::{REFUSED, Refused};

/// Longest time for one answer of a witness.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The file, in TOML, so that the lines that a witness hands out can be pasted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    quorum: u64,
    #[serde(default)]
    witness: Vec<WrittenWitness>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWitness {
    url: String,
    name: String,
    sm2: String,
    ed25519: String,
}

/// Who cosigns, and how many have to.
#[derive(Debug, Default)]
pub(super) struct Witnesses {
    pub(super) quorum: u64,
    pub(super) keys: Vec<KeySet>,
    pub(super) at: Vec<Arc<Witness>>,
}

impl Witnesses {
    /// Reads the file that was named, or the one in the data folder when it is there.
    pub(super) fn read(named: Option<&PathBuf>, data: &Path) -> Result<Witnesses, Refused> {
        let usual = data.join("witnesses.toml");
        let path = match named {
            Some(path) => path,
            None if usual.exists() => &usual,
            None => return Ok(Witnesses::default()),
        };
        let text = std::fs::read_to_string(path).map_err(|e| unusable(path.display(), &e))?;
        let wrong = |why: String| {
            let text =
                format!("见证方文件 {} 有误：{why}；格式见 docs/operations.md。", path.display());
            Refused::new("witness.file", text, REFUSED)
        };
        let written: Written = toml::from_str(&text).map_err(|e| wrong(e.message().to_owned()))?;
        let mut read = Witnesses { quorum: written.quorum, ..Witnesses::default() };
        for witness in written.witness {
            let name = KeyName::parse(&witness.name).map_err(|e| wrong(e.message_zh()))?;
            let keys = KeySet { ed25519: witness.ed25519, name, sm2: witness.sm2 };
            if !witness.url.starts_with("http://") && !witness.url.starts_with("https://") {
                return Err(wrong(format!("{} 的 url 应以 http:// 或 https:// 开头", keys.name)));
            }
            read.at.push(Arc::new(Witness::new(&witness.url, keys.clone(), TIMEOUT)));
            read.keys.push(keys);
        }
        if read.quorum == 0 || read.quorum > read.keys.len() as u64 {
            let count = read.keys.len();
            return Err(wrong(format!("quorum 应在 1 至 {count}（见证方家数）之间")));
        }
        Ok(read)
    }

    /// The trust that a verifier needs, checked: keys that are none are found here and not at the
    /// first cosignature.
    pub(super) fn trust(&self, operator: KeySet) -> Result<Trust, Refused> {
        let trust = Trust::new(operator, self.keys.clone(), self.quorum);
        Trust::parse(&trust.to_text()).map_err(|e| {
            let text = format!("见证方文件中的公钥有误：{}。", e.message_zh());
            Refused::new("witness.file", text, REFUSED)
        })
    }
}
