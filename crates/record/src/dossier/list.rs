//! The list of the files with their digests, as it is signed.

use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::suite::Suite;

use super::MANIFEST;
use crate::archive::Files;
use crate::finding::Finding;
use crate::signed;
use crate::trust::Trust;

/// What lies in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 尽职照单免责证据包 of one visit.
    Inspection,
    /// 任务档案.
    Task,
}

impl Kind {
    /// Both.
    pub const ALL: [Kind; 2] = [Kind::Inspection, Kind::Task];

    /// Word of the list.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Kind::Inspection => "inspection",
            Kind::Task => "task",
        }
    }

    /// Official name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Kind::Inspection => "尽职照单免责证据包",
            Kind::Task => "抽查任务档案",
        }
    }
}

/// One file of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// SM3 in hex.
    pub sm3: String,
    /// Its length.
    pub bytes: u64,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What it is of.
    pub kind: Kind,
    /// 检查编号 or 任务编号.
    pub number: String,
    /// Id of the record.
    pub record: String,
    /// Entries of the log under the checkpoint.
    pub size: u64,
    /// The files, by path.
    pub files: Vec<Listed>,
}

fn listed(path: &str, bytes: &[u8]) -> Listed {
    let digest = |suite: Suite| suite.hash(&[bytes]).to_hex();
    Listed {
        path: path.to_owned(),
        sha256: digest(Suite::Sha256),
        sm3: digest(Suite::Sm3),
        bytes: bytes.len() as u64,
    }
}

impl List {
    /// The list of files.
    #[must_use]
    pub fn of(kind: Kind, number: &str, record: &str, size: u64, files: &Files) -> List {
        let files = files.iter().filter(|(path, _)| *path != MANIFEST);
        let files = files.map(|(path, bytes)| listed(path, bytes)).collect();
        List { kind, number: number.to_owned(), record: record.to_owned(), size, files }
    }

    /// The signed list: `sha256sum --check` reads its middle part.
    #[must_use]
    pub fn signed(&self, keys: &SecretKeys) -> String {
        let mut text = format!(
            "{}/dossier\n{} {} {}\n{}\n",
            keys.name(),
            self.kind.code(),
            self.record,
            self.size,
            self.number
        );
        for file in &self.files {
            text.push_str(&format!("{}  {}\n", file.sha256, file.path));
        }
        for file in &self.files {
            text.push_str(&format!("SM3 {} {} {}\n", file.sm3, file.bytes, file.path));
        }
        signed::sign(keys, &text)
    }

    /// Reads a signed list and holds its signatures against the keys.
    ///
    /// # Errors
    /// [`Finding`]: not signed by the operator, or not in this form.
    pub fn read(note: &str, trust: &Trust) -> Result<List, Finding> {
        let operator = &trust.0.operator;
        if !signed::verify(note, operator) {
            let text = format!(
                "文件清单（{MANIFEST}）没有 {} 的有效签名：清单被改动，或公钥文件不是这份档案的。",
                operator.name
            );
            return Err(Finding::of("dossier.manifest_signature", text));
        }
        let form = || {
            let text = format!("文件清单（{MANIFEST}）的格式不对。");
            Finding::of("dossier.manifest_form", text)
        };
        let (text, _) = note.rsplit_once("\n\n").ok_or_else(form)?;
        List::parse(text, operator.name.as_str()).ok_or_else(form)
    }

    fn parse(text: &str, origin: &str) -> Option<List> {
        let mut lines = text.lines();
        if lines.next()? != format!("{origin}/dossier") {
            return None;
        }
        let mut head = lines.next()?.split(' ');
        let (kind, record, size) = (head.next()?, head.next()?, head.next()?);
        let kind = Kind::ALL.into_iter().find(|one| one.code() == kind)?;
        let number = lines.next()?.to_owned();
        let (mut files, mut at) = (Vec::<Listed>::new(), 0);
        for line in lines {
            match line.strip_prefix("SM3 ") {
                None => {
                    let (sha256, path) = line.split_once("  ")?;
                    let (sha256, path) = (sha256.to_owned(), path.to_owned());
                    files.push(Listed { path, sha256, sm3: String::new(), bytes: 0 });
                }
                Some(rest) => {
                    let mut cells = rest.splitn(3, ' ');
                    let (sm3, bytes, path) = (cells.next()?, cells.next()?, cells.next()?);
                    let file = files.get_mut(at).filter(|file| file.path == path)?;
                    (file.sm3, file.bytes) = (sm3.to_owned(), bytes.parse().ok()?);
                    at += 1;
                }
            }
        }
        let whole = at == files.len();
        whole.then(|| List {
            kind,
            number,
            record: record.to_owned(),
            size: size.parse().unwrap_or_default(),
            files,
        })
    }

    /// Holds the files against the list: each of them there and as it is listed, none besides.
    #[must_use]
    pub fn differences(&self, files: &Files) -> Vec<Finding> {
        let mut findings = Vec::new();
        for file in &self.files {
            let Some(bytes) = files.get(&file.path) else {
                let text = format!("缺少清单中的文件 {}。", file.path);
                findings.push(Finding::of("dossier.file_missing", text));
                continue;
            };
            if listed(&file.path, bytes) != *file {
                let text = format!("文件 {} 的内容与清单中的摘要不符：文件被改动。", file.path);
                findings.push(Finding::of("dossier.file_changed", text));
            }
        }
        let known = |path: &str| self.files.iter().any(|file| file.path == path);
        for path in files.keys().filter(|path| *path != MANIFEST && !known(path)) {
            let text = format!("文件 {path} 不在清单中：是后来放进去的。");
            findings.push(Finding::of("dossier.file_extra", text));
        }
        findings
    }
}
