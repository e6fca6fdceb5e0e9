//! 日志条目: what one event says to everybody (docs/record.md §2).

use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::record::{Fields, RecordError};
use sunlot_sortition::time::UtcSecond;

/// Longest entry, bytes (ssj-1 §10).
pub const ENTRY_MAX: usize = 60_000;

/// Most rows that one event may write.
const ROWS_MAX: u64 = 1 << 40;

/// The public side of one event. Who did it, to which record and why stand in the details, of
/// which the entry holds a salted digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventEntry {
    /// What happened: stable code.
    pub action: String,
    /// Salted digest of the details.
    pub details: Digest,
    /// What the event itself tells the public.
    pub public: Option<Json>,
    /// Salted digest of the rows that were written.
    pub rows: Digest,
    /// How many rows.
    pub rows_count: u64,
    /// When, by the clock of the server; never earlier than the entry before.
    pub time: UtcSecond,
}

impl EventEntry {
    /// The entry as it is logged.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut members = vec![
            ("action", Json::text(&self.action)),
            ("details", Json::text(self.details.to_hex())),
            ("rows", Json::text(self.rows.to_hex())),
            ("rows_count", Json::count(self.rows_count)),
            ("time", Json::text(self.time.to_string())),
            ("type", Json::text("event")),
        ];
        members.extend(self.public.clone().map(|facts| ("public", facts)));
        Json::object(members).to_bytes()
    }

    /// Reads an entry: canonical JSON with exactly these members.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn parse(bytes: &[u8]) -> Result<EventEntry, RecordError> {
        let json = Json::parse_canonical(bytes)
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        f.word("type", &["event"])?;
        let entry = EventEntry {
            action: f.text("action")?.to_owned(),
            details: f.digest("details")?,
            public: if f.has("public") { Some(f.value("public")?.clone()) } else { None },
            rows: f.digest("rows")?,
            rows_count: f.count("rows_count", 0, ROWS_MAX)?,
            time: f.name("time", UtcSecond::parse)?,
        };
        f.end()?;
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sunlot_sortition::suite::Suite;

    #[test]
    fn an_entry_is_read_back_and_no_other_spelling() {
        let entry = EventEntry {
            action: "plan.publish".into(),
            details: Suite::Sha256.hash(&[b"d"]),
            public: Some(Json::object([("number", Json::text("会联抽〔2026〕1号"))])),
            rows: Suite::Sha256.hash(&[b"r"]),
            rows_count: 3,
            time: UtcSecond::parse("2026-03-02T01:00:00Z").unwrap(),
        };
        let bytes = entry.to_bytes();
        assert_eq!(EventEntry::parse(&bytes), Ok(entry));
        let text = String::from_utf8(bytes).unwrap();
        for wrong in [
            text.replace("\"rows_count\":3", "\"rows_count\":\"3\""),
            text.replace("{\"action\"", "{ \"action\""),
            text.replace(",\"type\":\"event\"", ""),
            text.replace("\"type\":\"event\"", "\"type\":\"events\""),
            format!("{text}x"),
            text.replace("\"time\"", "\"tine\""),
        ] {
            assert_ne!(wrong, text);
            assert!(EventEntry::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
