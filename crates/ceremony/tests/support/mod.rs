//! A small county in a folder of its own, and the steps of its draw by one word each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sunlot_ceremony::{
    BeaconInput, Ceremony, CeremonyError, Clock, Faults, Inputs, IntentTerms, NewCeremony,
    Rehearsal, Unsealer, new_key_file, write_whole,
};
use sunlot_intake::{ConflictRow, Import, InspectorRow, SubjectRow, read_trusted};
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::time::UtcSecond;
use sunlot_sortition::verify::{BundleFiles, Report, verify};
use sunlot_testkit::{County, DEPARTMENTS, Size, tables_toml};
use tempfile::TempDir;

pub(crate) const ORGANISER: &str = "dept:scjg";
pub(crate) const PARTIES: [&str; 3] = [ORGANISER, "witness:gsl", "witness:jjw"];
pub(crate) const HOLDERS: [&str; 2] = ["sifaju", "gongzheng"];
pub(crate) const WITNESS: &str = "witness.jjw";

/// What a test varies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) suite: &'static str,
    pub(crate) publication: &'static str,
    pub(crate) beacon: &'static str,
    pub(crate) quorum: u8,
}

pub(crate) const SEALED: Options =
    Options { suite: "SM3", publication: "sealed", beacon: "ceremony", quorum: 1 };
pub(crate) const IMMEDIATE: Options = Options { publication: "immediate", ..SEALED };

/// A ceremony folder under test.
pub(crate) struct Town {
    dir: TempDir,
    pub(crate) root: PathBuf,
    pub(crate) options: Options,
    pub(crate) faults: Faults,
}

pub(crate) type Done<T = ()> = Result<T, CeremonyError>;

/// First second of the set clock.
pub(crate) fn start() -> UtcSecond {
    UtcSecond::parse("2026-03-31T12:00:00Z").unwrap()
}

pub(crate) fn at(seconds: i64) -> UtcSecond {
    start().plus(seconds).unwrap()
}

/// The rows of a small county, read as an office's files would be.
pub(crate) fn inputs() -> Inputs {
    let county = County::generate(Size { seed: 7, subjects: 400, inspectors: 120 });
    let register = county.register_table().csv_utf8();
    let people = county.inspectors_table().csv_utf8();
    let conflicts = county.conflicts_table().csv_utf8();
    let subjects: Import<SubjectRow> = read_trusted(&register, "csv").unwrap();
    let people: Import<InspectorRow> = read_trusted(&people, "csv").unwrap();
    let conflicts: Import<ConflictRow> = read_trusted(&conflicts, "csv").unwrap();
    let depts: BTreeMap<String, String> =
        DEPARTMENTS.iter().map(|d| (d.name.to_owned(), d.code.to_owned())).collect();
    Inputs {
        subjects: subjects.rows,
        inspectors: people.map_departments(&depts).rows,
        conflicts: conflicts.rows,
    }
}

impl Town {
    pub(crate) fn new(options: Options) -> Town {
        let dir = TempDir::new().unwrap();
        let root = dir.path().join("抽取");
        let town = Town { dir, root, options, faults: Faults::default() };
        let entropy = Rehearsal::new("test");
        let new = NewCeremony {
            plan_no: "629922-2026-2-001".to_owned(),
            title: "测试".to_owned(),
            suite: options.suite.to_owned(),
            organiser: ORGANISER.to_owned(),
            origin: "sunlot.example/629922".to_owned(),
            rehearsal: true,
        };
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&entropy.bytes("operator"));
        bytes[32..].copy_from_slice(&entropy.bytes("salt"));
        new.create(&town.root, start(), &bytes).unwrap();
        let mut rules = include_str!("rules.toml")
            .replace("{suite}", options.suite)
            .replace("{publication}", options.publication)
            .replace("{quorum}", &options.quorum.to_string());
        for (table, names) in [("holders", &HOLDERS[..]), ("witnesses", &[WITNESS][..])] {
            for name in names {
                let public = new_key_file(&town.key(name), name, &entropy.bytes(name)).unwrap();
                rules.push_str(&format!("\n[[{table}]]\n{public}"));
            }
        }
        rules.push_str(&tables_toml());
        town.write_rules(&rules);
        town
    }

    pub(crate) fn rules(&self) -> String {
        fs::read_to_string(self.root.join("rules.toml")).unwrap()
    }

    pub(crate) fn write_rules(&self, rules: &str) {
        write_whole(&self.root.join("rules.toml"), rules.as_bytes(), 0o644).unwrap();
    }

    /// Keys and nonces lie outside the folder, as they do with parties who share nothing.
    pub(crate) fn key(&self, name: &str) -> PathBuf {
        self.dir.path().join("钥匙").join(format!("{name}.key"))
    }

    pub(crate) fn nonce(&self, who: &str, attempt: u32) -> PathBuf {
        let name = format!("{}-{attempt}.nonce", who.replace(':', "-"));
        self.dir.path().join("随机数").join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn open(&self, seconds: i64) -> Done<Ceremony> {
        let mut ceremony = Ceremony::open(&self.root, Clock::Set(at(seconds)))?;
        ceremony.set_faults(self.faults);
        Ok(ceremony)
    }

    pub(crate) fn freeze(&self, t: i64) -> Done {
        self.open(t)?.freeze(&inputs()).map(drop)
    }

    pub(crate) fn commit(&self, t: i64, who: &str, attempt: u32) -> Done {
        let entropy = Rehearsal::new("test").bytes(&format!("{who} {attempt}"));
        self.open(t)?.commit(who, &self.nonce(who, attempt), &entropy).map(drop)
    }

    pub(crate) fn intent(&self, t: i64, round: u32) -> Done {
        let terms =
            IntentTerms { round: Some(u64::from(round)), ..self.terms(t - t.rem_euclid(100)) };
        self.open(t)?.publish_intent(&terms).map(drop)
    }

    /// Reveals end 1,000 s after `t`; the beacon appears 200 s later.
    pub(crate) fn terms(&self, t: i64) -> IntentTerms {
        let beacon_at = if self.options.beacon == "none" { 1120 } else { 1200 };
        IntentTerms {
            beacon: self.options.beacon.to_owned(),
            round: Some(1),
            reveal_by: at(t + 1000).to_string(),
            beacon_at: at(t + beacon_at).to_string(),
            deadline: at(t + 90_000).to_string(),
        }
    }

    pub(crate) fn cosign(&self, t: i64) -> Done {
        self.open(t)?.cosign(&self.key(WITNESS)).map(drop)
    }

    pub(crate) fn seal(&self, t: i64, who: &str, holder: &str, attempt: u32) -> Done {
        self.open(t)?.seal(who, holder, &self.nonce(who, attempt))
    }

    pub(crate) fn receive(&self, t: i64, who: &str, holder: &str) -> Done {
        self.open(t)?.receive(who, holder, &self.key(holder))
    }

    pub(crate) fn reveal(&self, t: i64, who: &str, attempt: u32) -> Done {
        self.open(t)?.reveal(who, &self.nonce(who, attempt))
    }

    pub(crate) fn close(&self, t: i64) -> Done {
        self.open(t)?.close().map(drop)
    }

    pub(crate) fn beacon(&self, t: i64) -> Done {
        self.open(t)?.take_beacon(&digits("test")).map(drop)
    }

    fn secret(&self, attempt: u32) -> Option<PathBuf> {
        (self.options.publication == "sealed").then(|| self.nonce(ORGANISER, attempt))
    }

    pub(crate) fn draw(&self, t: i64, attempt: u32) -> Done {
        self.open(t)?.draw(self.secret(attempt).as_deref()).map(drop)
    }

    pub(crate) fn match_officers(&self, t: i64, attempt: u32) -> Done<Vec<String>> {
        self.open(t)?.match_officers(self.secret(attempt).as_deref())
    }

    pub(crate) fn unseal(&self, t: i64, attempt: u32) -> Done {
        let file = self.nonce(ORGANISER, attempt);
        self.open(t)?.unseal(&Unsealer { holder: None, file: &file })
    }

    /// Freeze to intent, cosigned.
    pub(crate) fn announce(&self, t: i64, attempt: u32) {
        self.freeze(t).unwrap();
        for who in PARTIES {
            self.commit(t + 10, who, attempt).unwrap();
        }
        self.intent(t + 100, attempt).unwrap();
        self.cosign(t + 200).unwrap();
    }

    /// From the intent to the public entropy.
    pub(crate) fn gather(&self, t: i64, attempt: u32) {
        let sealed = self.options.publication == "sealed";
        let mode_b = self.options.beacon == "none";
        for who in PARTIES {
            let escrows = if mode_b { true } else { sealed && who == ORGANISER };
            for holder in HOLDERS.iter().filter(|_| escrows) {
                self.seal(t + 300, who, holder, attempt).unwrap();
                self.receive(t + 301, who, holder).unwrap();
            }
        }
        for who in PARTIES.iter().filter(|who| !sealed || **who != ORGANISER) {
            self.reveal(t + 400, who, attempt).unwrap();
        }
        self.close(t + 1110).unwrap();
        self.cosign(t + 1150).unwrap();
        if !mode_b {
            self.beacon(t + 1310).unwrap();
        }
    }

    /// The whole ceremony up to the matching.
    pub(crate) fn hold(&self, t: i64, attempt: u32) {
        self.announce(t, attempt);
        self.gather(t, attempt);
        self.draw(t + 1320, attempt).unwrap();
        self.match_officers(t + 1330, attempt).unwrap();
    }

    pub(crate) fn bundle(&self, t: i64, audience: Audience) -> BundleFiles {
        self.cosign(t).unwrap();
        self.open(t).unwrap().bundle(None, audience).unwrap()
    }

    /// Publishes for both audiences and verifies both.
    pub(crate) fn verified(&self, t: i64) -> Report {
        let audit = verify(&self.bundle(t, Audience::Audit), |_, _| {});
        assert!(audit.accepted(), "{:?}", audit.failure());
        let public = verify(&self.bundle(t, Audience::Public), |_, _| {});
        assert!(public.accepted(), "{:?}", public.failure());
        public
    }

    /// Every file of the folder that is not about being at work in it.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather_files(&self.root, &self.root, &mut files);
        files.remove(".lock");
        files
    }
}

fn gather_files(root: &Path, dir: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather_files(root, &path, into);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            into.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// Two equal sheets of a ceremony that nobody held.
pub(crate) fn digits(seed: &str) -> BeaconInput {
    let digits = Rehearsal::new(seed).digits();
    let sheet = |by: &str| (by.to_owned(), digits.clone());
    BeaconInput { value: String::new(), sheets: vec![sheet("recorder:a"), sheet("recorder:b")] }
}

/// The stable code of a refusal.
pub(crate) fn code<T>(result: Done<T>) -> String {
    match result {
        Ok(_) => panic!("the step was not refused"),
        Err(error) => {
            let message = error.message_zh();
            assert!(message.chars().any(|c| c > '\u{4e00}'), "no Chinese: {message}");
            error.code().to_owned()
        }
    }
}
