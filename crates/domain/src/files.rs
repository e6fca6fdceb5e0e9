//! 存放的文件: what a record refers to and does not hold itself: photos, documents, frozen tables.
//!
//! A file is named by its content, so that it cannot be exchanged behind the record's back, and
//! the same bytes are kept once.

use std::fmt;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::suite::Suite;

/// Name of a file: the SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileDigest(Digest);

impl FileDigest {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> FileDigest {
        FileDigest(Suite::Sha256.hash(&[bytes]))
    }

    /// Reads 64 hexadecimal digits in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<FileDigest> {
        Digest::parse_hex(text).map(FileDigest)
    }

    /// The digest itself.
    #[must_use]
    pub fn digest(self) -> Digest {
        self.0
    }
}

impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name.
    pub id: FileDigest,
    /// Its length.
    pub bytes: u64,
    /// Media type, as the first who kept it found by its content.
    pub media: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_64_lower_case_digits() {
        let name = FileDigest::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(name.to_string(), text);
        assert_eq!(FileDigest::parse(text), Some(name));
        assert_eq!(FileDigest::parse(&text.to_uppercase()), None);
        assert_eq!(FileDigest::parse(&text[1..]), None);
    }
}
