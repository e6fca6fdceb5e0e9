//! What the operator asks of a witness (C2SP tlog-witness `add-checkpoint`), and what it answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::note::{Note, NoteError, SignatureLine, signature_line};
use crate::digest::Digest;

/// Most lines of a consistency proof.
pub const PROOF_MAX: usize = 63;

/// Most bytes of a request.
pub const REQUEST_MAX: usize = 64 << 10;

/// A request to cosign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the checkpoint that the witness cosigned last.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Vec<Digest>,
    /// The checkpoint.
    pub note: Note,
}

impl AddCheckpoint {
    /// The body of the request.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            text.push_str(&STANDARD.encode(hash.as_bytes()));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.note.to_text());
        text
    }

    /// Reads the body of a request, in exactly the spelling of [`AddCheckpoint::to_text`].
    ///
    /// # Errors
    /// [`NoteError`] with what is wrong.
    pub fn parse(text: &str) -> Result<AddCheckpoint, NoteError> {
        let refuse = |what| NoteError { what };
        let (head, note) = text.split_once("\n\n").ok_or(refuse("缺少空行"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old "));
        let old = old.and_then(|size| size.parse().ok());
        let old = old.ok_or(refuse("首行应为 old 和条目数"))?;
        let mut proof = Vec::new();
        for line in lines {
            let hash = STANDARD.decode(line).ok().and_then(|h| <[u8; 32]>::try_from(h).ok());
            proof.push(Digest::from_bytes(hash.ok_or(refuse("证明行应为散列值的 base64"))?));
        }
        if proof.len() > PROOF_MAX {
            return Err(refuse("证明行过多"));
        }
        let request = AddCheckpoint { old, proof, note: Note::parse(note)? };
        if request.to_text() == text { Ok(request) } else { Err(refuse("不是规范写法")) }
    }
}

/// Reads the signature lines that a witness answers; `None` when there is another line.
#[must_use]
pub fn cosignatures(text: &str) -> Option<Vec<SignatureLine>> {
    text.strip_suffix('\n')?.split('\n').map(signature_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::Suite;

    #[test]
    fn a_request_is_read_back_and_no_other_spelling() {
        let hash = Suite::Sha256.hash(&[b"a"]);
        let mut note = Note::new("a.cn/log".into(), 7, hash);
        let line = SignatureLine { name: "a.cn/log".into(), key_id: [1; 4], payload: vec![2; 64] };
        note.signatures.push(line.clone());
        let request = AddCheckpoint { old: 3, proof: vec![hash, hash], note };
        let text = request.to_text();
        assert_eq!(AddCheckpoint::parse(&text), Ok(request));
        for wrong in [
            text.replacen("old 3", "old 03", 1),
            text.replacen("old 3", "old +3", 1),
            text.replacen("old 3\n", "", 1),
            text.replacen("\n\n", "\nx\n\n", 1),
            text.trim_end().to_owned(),
        ] {
            assert!(AddCheckpoint::parse(&wrong).is_err(), "{wrong}");
        }
        assert_eq!(cosignatures(&line.to_text()), Some(vec![line]));
        assert_eq!(cosignatures("x\n"), None);
    }
}
