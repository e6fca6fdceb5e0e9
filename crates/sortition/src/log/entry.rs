//! 日志条目: one typed variant per type of ssj-1 §10, read from and written to records.

use crate::digest::Digest;
use crate::frame::Exclusion;
use crate::intent::BeaconRound;
use crate::jcs::Json;
use crate::names::{DrawId, PersonId, ReasonCode, UnitCode};
use crate::quota::COUNT_MAX;
use crate::record::{Fields, RecordError};
use crate::result::parse_excluded;
use crate::rules::Purpose;
use crate::suite::Suite;
use crate::tagged::tagged_hash;
use crate::time::{Day, UtcSecond};

/// Longest entry in bytes: C2SP tlog-tiles bundles state lengths in 16 bits.
pub const ENTRY_MAX: usize = 60_000;

/// Largest `seq`, so that six digits hold it.
pub const SEQ_MAX: u64 = 999_999;

/// Largest file an artefact may be, 2 GiB.
const BYTES_MAX: u64 = 1 << 31;

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which draw.
    pub draw_id: DrawId,
    /// Number within the draw, from 1.
    pub seq: u64,
    /// When, by the operator's clock.
    pub time: UtcSecond,
    /// Suite of the draw.
    pub suite: Suite,
    /// Digest of the plan's previous entry; zeros for the first.
    pub prev: Digest,
    /// What happened.
    pub body: EntryBody,
}

/// A file that an entry binds, by both hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Size.
    pub bytes: u64,
    /// File name in the bundle.
    pub name: String,
    /// SHA-256.
    pub sha256: Digest,
    /// SM3.
    pub sm3: Digest,
}

/// Numbers of one unit in a `result` entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCount {
    /// Unit.
    pub unit: UnitCode,
    /// Eligible objects.
    pub eligible: u64,
    /// Drawn.
    pub n: u64,
    /// Waiting.
    pub w: u64,
}

/// One recorder's sheet of ceremony digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet {
    /// The recorder.
    pub by: PersonId,
    /// What the recorder wrote down.
    pub value: String,
}

/// The value of a beacon as an entry states it; its form is judged later (V-14, V-26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeaconValue {
    /// Type and round.
    pub beacon: BeaconRound,
    /// Value as records write it.
    pub value: String,
    /// Sheets of a ceremony, ascending by recorder.
    pub sheets: Vec<Sheet>,
}

/// Who asked and who approved; always two persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persons {
    /// Who asked.
    pub requested_by: PersonId,
    /// Who approved.
    pub approved_by: PersonId,
}

/// Digests and counts of a `match` entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRoots {
    /// Digest of `matching.json`.
    pub matching: Digest,
    /// Root of `matching.tsv`.
    pub match_root: Digest,
    /// Rows of `matching.tsv`.
    pub match_count: u64,
    /// Root of `potentials.tsv`.
    pub potentials_root: Digest,
    /// Rows of `potentials.tsv`.
    pub potentials_count: u64,
    /// Root of `visits.tsv`.
    pub visits_root: Digest,
    /// Rows of `visits.tsv`.
    pub visits_count: u64,
}

/// What a `result` entry states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultBody {
    /// Digest of the intent.
    pub intent: Digest,
    /// The seed; `None` while sealed.
    pub seed: Option<Digest>,
    /// Numbers of each unit, ascending.
    pub units: Vec<UnitCount>,
    /// Exclusions by code, ascending.
    pub excluded: Vec<(Exclusion, u64)>,
    /// Digest of `result.json`.
    pub result: Digest,
    /// Root of `result.tsv`.
    pub result_root: Digest,
    /// Rows of `result.tsv`.
    pub result_count: u64,
    /// The files bound.
    pub artefacts: Vec<Artefact>,
    /// `{"commit","name","version"}` of the software that drew.
    pub software: (String, String, String),
}

/// What happened, by type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // Documented once, in ssj-1 §10.
pub enum EntryBody {
    Plan {
        rules: Digest,
        title: String,
        purpose: Purpose,
        base: Option<DrawId>,
        persons: Persons,
        reason: Option<ReasonCode>,
    },
    Intent {
        intent: Digest,
        beacon: BeaconRound,
        t_r: UtcSecond,
        t_b: UtcSecond,
        deadline: UtcSecond,
        artefacts: Vec<Artefact>,
    },
    Escrow {
        contributor: PersonId,
        holder: PersonId,
        sealed: Vec<u8>,
        receipt: Vec<u8>,
    },
    Reveal {
        contributor: PersonId,
        nonce: [u8; 32],
        by: PersonId,
    },
    Close {
        revealed: Vec<PersonId>,
        sealed: Vec<PersonId>,
        absent: Vec<PersonId>,
    },
    Beacon(BeaconValue),
    Result(Box<ResultBody>),
    Match {
        roots: Box<MatchRoots>,
        artefacts: Vec<Artefact>,
    },
    Replace {
        unit: UnitCode,
        struck: Digest,
        moved_up: Option<Digest>,
        reason: ReasonCode,
        evidence: Digest,
        evidence_day: Day,
        persons: Persons,
    },
    Recuse {
        row: Digest,
        reason: ReasonCode,
        persons: Persons,
    },
    Rematch {
        follows: u64,
        post: u64,
        row: Option<Digest>,
        beacon: BeaconValue,
    },
    Unseal {
        nonce: [u8; 32],
        by: PersonId,
    },
    Void {
        reason: String,
        text: String,
        persons: Persons,
    },
    Correction {
        of: u64,
        annuls: bool,
        reason: String,
        text: String,
        persons: Persons,
    },
}

/// All types, in the order of ssj-1 §10.
pub const TYPES: [&str; 14] = [
    "plan",
    "intent",
    "escrow",
    "reveal",
    "close",
    "beacon",
    "result",
    "match",
    "replace",
    "recuse",
    "rematch",
    "unseal",
    "void",
    "correction",
];

impl EntryBody {
    /// The word of the type.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            EntryBody::Plan { .. } => "plan",
            EntryBody::Intent { .. } => "intent",
            EntryBody::Escrow { .. } => "escrow",
            EntryBody::Reveal { .. } => "reveal",
            EntryBody::Close { .. } => "close",
            EntryBody::Beacon(_) => "beacon",
            EntryBody::Result(_) => "result",
            EntryBody::Match { .. } => "match",
            EntryBody::Replace { .. } => "replace",
            EntryBody::Recuse { .. } => "recuse",
            EntryBody::Rematch { .. } => "rematch",
            EntryBody::Unseal { .. } => "unseal",
            EntryBody::Void { .. } => "void",
            EntryBody::Correction { .. } => "correction",
        }
    }

    /// The files that the entry binds.
    #[must_use]
    pub fn artefacts(&self) -> &[Artefact] {
        match self {
            EntryBody::Intent { artefacts, .. } | EntryBody::Match { artefacts, .. } => artefacts,
            EntryBody::Result(result) => &result.artefacts,
            _ => &[],
        }
    }
}

impl Entry {
    /// Reads an entry.
    ///
    /// # Errors
    /// When a key is missing, unknown or of the wrong form, or requester and approver are one.
    pub fn parse(json: &Json) -> Result<Entry, RecordError> {
        let mut f = Fields::of(json)?;
        let kind = f.word("type", &TYPES)?;
        let draw_id = f.name("draw_id", DrawId::parse)?;
        let entry = Entry {
            seq: f.count("seq", 1, SEQ_MAX)?,
            time: f.name("time", UtcSecond::parse)?,
            suite: f.name("suite", Suite::parse)?,
            prev: f.digest("prev")?,
            body: body(kind, &draw_id, &mut f)?,
            draw_id,
        };
        f.end()?;
        Ok(entry)
    }

    /// The entry as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object(super::fields::body(&self.body).into_iter().chain([
            ("draw_id", Json::text(self.draw_id.as_str())),
            ("prev", Json::text(self.prev.to_hex())),
            ("seq", Json::count(self.seq)),
            ("suite", Json::text(self.suite.name())),
            ("time", Json::text(self.time.to_string())),
            ("type", Json::text(self.body.kind())),
        ]))
    }

    /// `HASH("entry", JCS)` with the suite of the entry that will carry it as `prev`.
    #[must_use]
    pub fn digest(&self, suite: Suite) -> Digest {
        tagged_hash(suite, "entry", &[&self.to_json().to_bytes()])
    }
}

impl Artefact {
    /// The artefact of a file.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Artefact {
        Artefact {
            bytes: bytes.len() as u64,
            name: name.to_owned(),
            sha256: Suite::Sha256.hash(&[bytes]),
            sm3: Suite::Sm3.hash(&[bytes]),
        }
    }

    /// Reads an artefact.
    ///
    /// # Errors
    /// When a key is missing or of the wrong form.
    pub fn parse(f: &mut Fields<'_>) -> Result<Artefact, RecordError> {
        Ok(Artefact {
            bytes: f.count("bytes", 0, BYTES_MAX)?,
            name: f.text("name")?.to_owned(),
            sha256: f.digest("sha256")?,
            sm3: f.digest("sm3")?,
        })
    }

    /// The artefact as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("bytes", Json::count(self.bytes)),
            ("name", Json::text(&self.name)),
            ("sha256", Json::text(self.sha256.to_hex())),
            ("sm3", Json::text(self.sm3.to_hex())),
        ])
    }
}

fn body(kind: &str, draw_id: &DrawId, f: &mut Fields<'_>) -> Result<EntryBody, RecordError> {
    Ok(match kind {
        "plan" => EntryBody::Plan {
            rules: f.digest("rules")?,
            title: f.text("title")?.to_owned(),
            purpose: f.one_of(
                "purpose",
                &[("draw", Purpose::Draw), ("supplement", Purpose::Supplement)],
            )?,
            base: dash(f, "base", |t| DrawId::parse(t).ok())?,
            persons: persons(f)?,
            reason: plan_reason(f, draw_id)?,
        },
        "intent" => EntryBody::Intent {
            intent: f.digest("intent")?,
            beacon: f.object("beacon", BeaconRound::parse)?,
            t_r: f.name("t_r", UtcSecond::parse)?,
            t_b: f.name("t_b", UtcSecond::parse)?,
            deadline: f.name("deadline", UtcSecond::parse)?,
            artefacts: artefacts(f)?,
        },
        "escrow" => EntryBody::Escrow {
            contributor: f.name("contributor", PersonId::parse)?,
            holder: f.name("holder", PersonId::parse)?,
            sealed: sized(f, "box", super::escrow::BOX_BYTES)?,
            receipt: sized(f, "receipt", 64)?,
        },
        "reveal" => EntryBody::Reveal {
            contributor: f.name("contributor", PersonId::parse)?,
            nonce: f.hex32("nonce")?,
            by: f.name("by", PersonId::parse)?,
        },
        "close" => EntryBody::Close {
            revealed: ids(f, "revealed")?,
            sealed: ids(f, "sealed")?,
            absent: ids(f, "absent")?,
        },
        "beacon" => EntryBody::Beacon(beacon_value(f)?),
        "result" => EntryBody::Result(Box::new(result(f)?)),
        "match" => EntryBody::Match { roots: Box::new(match_roots(f)?), artefacts: artefacts(f)? },
        _ => return later_body(kind, f),
    })
}

fn later_body(kind: &str, f: &mut Fields<'_>) -> Result<EntryBody, RecordError> {
    Ok(match kind {
        "replace" => EntryBody::Replace {
            unit: f.name("unit", UnitCode::parse)?,
            struck: f.digest("out")?,
            moved_up: dash(f, "in", Digest::parse_hex)?,
            reason: f.name("reason", ReasonCode::parse)?,
            evidence: f.digest("evidence")?,
            evidence_day: f.name("evidence_day", Day::parse)?,
            persons: persons(f)?,
        },
        "recuse" => EntryBody::Recuse {
            row: f.digest("row")?,
            reason: f.name("reason", ReasonCode::parse)?,
            persons: persons(f)?,
        },
        "rematch" => EntryBody::Rematch {
            follows: f.count("follows", 1, SEQ_MAX)?,
            post: f.count("post", 0, 9)?,
            row: dash(f, "row", Digest::parse_hex)?,
            beacon: beacon_value(f)?,
        },
        "unseal" => {
            EntryBody::Unseal { nonce: f.hex32("nonce")?, by: f.name("by", PersonId::parse)? }
        }
        "void" => EntryBody::Void {
            reason: f.text("reason")?.to_owned(),
            text: f.text("text")?.to_owned(),
            persons: persons(f)?,
        },
        _ => EntryBody::Correction {
            of: f.count("of", 1, SEQ_MAX)?,
            annuls: f.bool("annuls")?,
            reason: f.text("reason")?.to_owned(),
            text: f.text("text")?.to_owned(),
            persons: persons(f)?,
        },
    })
}

/// `-` for nothing.
fn dash<T>(
    f: &mut Fields<'_>,
    key: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, RecordError> {
    f.name(key, |text| if text == "-" { Some(None) } else { parse(text).map(Some) })
}

fn plan_reason(f: &mut Fields<'_>, draw_id: &DrawId) -> Result<Option<ReasonCode>, RecordError> {
    let reason = dash(f, "reason", |t| ReasonCode::parse(t).ok())?;
    if reason.is_none() == (draw_id.attempt() == 1) {
        return Ok(reason);
    }
    let what = "首次抽取的事由应为“-”，再次抽取须写明事由代码。";
    Err(RecordError::new("reason", "entry.plan_reason", what))
}

fn persons(f: &mut Fields<'_>) -> Result<Persons, RecordError> {
    let persons = Persons {
        requested_by: f.name("requested_by", PersonId::parse)?,
        approved_by: f.name("approved_by", PersonId::parse)?,
    };
    if persons.requested_by == persons.approved_by {
        let what = "申请人与审批人不能是同一人。";
        return Err(RecordError::new("approved_by", "entry.same_person", what));
    }
    Ok(persons)
}

fn sized(f: &mut Fields<'_>, key: &str, size: usize) -> Result<Vec<u8>, RecordError> {
    let bytes = f.bytes(key)?;
    if bytes.len() == size && (key != "box" || bytes[0] == 4) {
        return Ok(bytes);
    }
    Err(RecordError::new(key, "record.form", format!("应为 {size} 字节的十六进制。")))
}

fn ids(f: &mut Fields<'_>, key: &str) -> Result<Vec<PersonId>, RecordError> {
    let ids = f.names(key, PersonId::parse)?;
    ascending(key, &ids)?;
    Ok(ids)
}

fn ascending<T: Ord>(key: &str, list: &[T]) -> Result<(), RecordError> {
    if list.windows(2).all(|pair| pair[0] < pair[1]) {
        return Ok(());
    }
    Err(RecordError::new(key, "record.order", "各项须按字节升序排列且不得重复。"))
}

fn artefacts(f: &mut Fields<'_>) -> Result<Vec<Artefact>, RecordError> {
    let list = f.list("artefacts", Artefact::parse)?;
    let names: Vec<&str> = list.iter().map(|a| a.name.as_str()).collect();
    ascending("artefacts", &names)?;
    Ok(list)
}

fn beacon_value(f: &mut Fields<'_>) -> Result<BeaconValue, RecordError> {
    let beacon = BeaconRound::parse_as(f, "beacon_type")?;
    let sheets = f.list("sheets", |f| {
        Ok(Sheet { by: f.name("by", PersonId::parse)?, value: f.text("value")?.to_owned() })
    })?;
    let recorders: Vec<&PersonId> = sheets.iter().map(|s| &s.by).collect();
    ascending("sheets", &recorders)?;
    if sheets.len() > 2 {
        return Err(RecordError::new("sheets", "record.range", "记录单至多两份。"));
    }
    Ok(BeaconValue { beacon, value: f.text("value")?.to_owned(), sheets })
}

fn result(f: &mut Fields<'_>) -> Result<ResultBody, RecordError> {
    let units = f.list("units", |f| {
        Ok(UnitCount {
            unit: f.name("unit", UnitCode::parse)?,
            eligible: f.count("N", 0, COUNT_MAX)?,
            n: f.count("n", 0, COUNT_MAX)?,
            w: f.count("w", 0, COUNT_MAX)?,
        })
    })?;
    let codes: Vec<&UnitCode> = units.iter().map(|u| &u.unit).collect();
    ascending("units", &codes)?;
    let excluded = f.list("excluded", parse_excluded)?;
    let body = ResultBody {
        intent: f.digest("intent")?,
        seed: dash(f, "seed", Digest::parse_hex)?,
        units,
        excluded,
        result: f.digest("result")?,
        result_root: f.digest("result_root")?,
        result_count: f.count("result_count", 0, COUNT_MAX)?,
        artefacts: artefacts(f)?,
        software: f.object("software", |f| {
            let mut text = |key| f.text(key).map(str::to_owned);
            Ok((text("commit")?, text("name")?, text("version")?))
        })?,
    };
    let codes: Vec<&str> = body.excluded.iter().map(|(e, _)| e.code()).collect();
    ascending("excluded", &codes)?;
    Ok(body)
}

fn match_roots(f: &mut Fields<'_>) -> Result<MatchRoots, RecordError> {
    Ok(MatchRoots {
        matching: f.digest("matching")?,
        match_root: f.digest("match_root")?,
        match_count: f.count("match_count", 0, COUNT_MAX)?,
        potentials_root: f.digest("potentials_root")?,
        potentials_count: f.count("potentials_count", 0, COUNT_MAX)?,
        visits_root: f.digest("visits_root")?,
        visits_count: f.count("visits_count", 0, COUNT_MAX)?,
    })
}
