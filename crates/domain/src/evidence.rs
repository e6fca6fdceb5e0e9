//! 检查证据: photographs, recordings and documents of a visit, each named by its content. The bytes
//! are kept as files ([`crate::files`]); the row says who took it, when and where.

use sunlot_sortition::time::UtcSecond;
use thiserror::Error;

use crate::files::FileDigest;
use crate::ids::{AccountId, EvidenceId, InspectionId, OrganId};

/// Largest piece of evidence, 20 MiB.
pub const EVIDENCE_BYTES_MAX: usize = 20 << 20;

/// 检查证据.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// The visit.
    pub inspection: InspectionId,
    /// The organ of whoever took it.
    pub organ: OrganId,
    /// The bytes.
    pub file: FileDigest,
    /// What it is called.
    pub name: String,
    /// 事项编码, when it is about one.
    pub item_code: Option<String>,
    /// When it was captured, as the device says.
    pub captured_at: UtcSecond,
    /// Where.
    pub place: String,
    /// What it shows.
    pub note: String,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: UtcSecond,
}

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum EvidenceError {
    #[error("{bytes} bytes")]
    Size { bytes: usize },
    #[error("no media type that evidence may have")]
    Media,
    #[error("stated hash {stated} differs from {found}")]
    Hash { stated: String, found: String },
    #[error("no stated hash")]
    NoHash,
    #[error("captured in the future")]
    Future,
    #[error("text too long")]
    TooLong,
}

impl EvidenceError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            EvidenceError::Size { .. } => "evidence.size",
            EvidenceError::Media => "evidence.media",
            EvidenceError::Hash { .. } => "evidence.hash",
            EvidenceError::NoHash => "evidence.no_hash",
            EvidenceError::Future => "evidence.future",
            EvidenceError::TooLong => "evidence.too_long",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let fixed = match self {
            EvidenceError::Size { bytes: 0 } => "文件是空的；请重新选择。",
            EvidenceError::Size { .. } => "文件超过 20 MB；请压缩照片或分段上传录像。",
            EvidenceError::Media => {
                "文件内容不是可用的证据格式；可用：JPEG、PNG、WebP 图片，PDF，MP4 录像，M4A、MP3、\
                 WAV 录音。格式按内容判断，改扩展名没有用。"
            }
            EvidenceError::Hash { .. } => {
                "收到的内容与采集时的哈希不一致，没有保存；请从采集设备重新上传原件。"
            }
            EvidenceError::NoHash => "请带上采集时计算的 SHA-256（64 位小写十六进制）。",
            EvidenceError::Future => "采集时间晚于现在；请校准设备时间。",
            EvidenceError::TooLong => {
                "名称、地点或说明过长；名称和地点至多 200 字，说明至多 500 字。"
            }
        };
        fixed.to_owned()
    }
}

/// Media type of evidence by its first bytes; nothing that a browser would run.
#[must_use]
pub fn media_of(bytes: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, mark: &[u8]| bytes.get(offset..offset + mark.len()) == Some(mark);
    if at(0, b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some("image/webp");
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some("audio/wav");
    }
    if at(0, b"%PDF-") {
        return Some("application/pdf");
    }
    if at(4, b"ftypM4A") {
        return Some("audio/mp4");
    }
    if at(4, b"ftyp") {
        return Some("video/mp4");
    }
    if at(0, b"ID3") || at(0, b"\xff\xfb") {
        return Some("audio/mpeg");
    }
    None
}

impl Evidence {
    /// Checks what a person or a device said of it, and the bytes against the hash that was
    /// computed at capture (R-INSP-08).
    ///
    /// # Errors
    /// [`EvidenceError`] with the first thing that is wrong; otherwise the media type.
    pub fn check(&self, bytes: &[u8], stated: Option<&str>) -> Result<&'static str, EvidenceError> {
        if bytes.is_empty() || bytes.len() > EVIDENCE_BYTES_MAX {
            return Err(EvidenceError::Size { bytes: bytes.len() });
        }
        let stated = stated.ok_or(EvidenceError::NoHash)?;
        let found = FileDigest::of(bytes);
        if FileDigest::parse(stated) != Some(found) {
            let (stated, found) = (stated.to_owned(), found.to_string());
            return Err(EvidenceError::Hash { stated, found });
        }
        if self.captured_at > self.uploaded_at {
            return Err(EvidenceError::Future);
        }
        let long = |text: &str, most| text.chars().count() > most;
        if long(&self.name, 200) || long(&self.place, 200) || long(&self.note, 500) {
            return Err(EvidenceError::TooLong);
        }
        media_of(bytes).ok_or(EvidenceError::Media)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        assert_eq!(media_of(b"\xff\xd8\xff\xe0rest"), Some("image/jpeg"));
        assert_eq!(media_of(b"\x00\x00\x00\x18ftypmp42"), Some("video/mp4"));
        assert_eq!(media_of(b"RIFF....WAVEfmt "), Some("audio/wav"));
        assert_eq!(media_of(b"<html><script>"), None);
        assert_eq!(media_of(b"<svg xmlns="), None);
        assert_eq!(media_of(b""), None);
    }
}
