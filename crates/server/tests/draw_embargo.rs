//! 封存: whoever reads every byte of the database, its write-ahead log, a backup, the server's output
//! and the data folder, and has everything that is public and the whole source, but not the key
//! files, can neither compute the list nor guess it better than by chance. With the key he can: the
//! same attacker finds it then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sunlot_app::Secrets;
use sunlot_app::ports::{Clock as _, SystemClock};
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{DrawId, Id as _};
use sunlot_domain::registers::SubjectEntry;
use sunlot_record::files::write_atomically;
use sunlot_sortition::beacon;
use sunlot_sortition::commitment::{Nonce, commitment};
use sunlot_sortition::digest::{Digest, from_hex, to_hex};
use sunlot_sortition::frame::Frame;
use sunlot_sortition::intent::IntentRecord;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::{Entry, EntryBody};
use sunlot_sortition::names::PersonId;
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::seed::{SeedBeacon, seed, ticket_key};
use sunlot_sortition::selection::select;
use sunlot_sortition::verify::BundleFiles;
use sunlot_store::{DatabaseUrl, subjects};

use crate::county::TestApp;
use crate::county::databases::TestDatabase;
use crate::county::draws::{Draws, draws as world};
use crate::platform::{Server, agent, send};

/// The key of `Auth::quick`, which seals what the platform keeps sealed.
const KEY: [u8; 32] = [0; 32];

/// Files that the attacker does not have.
const KEY_FILES: [&str; 2] = ["secrets.key", "log.key"];

/// What everybody has of a sealed draw.
struct Public {
    rules: RulesRecord,
    intent: IntentRecord,
    frame: Vec<u8>,
    nonces: BTreeMap<PersonId, Nonce>,
    beacon: Vec<u8>,
}

impl Public {
    fn of(files: &BundleFiles) -> Public {
        let json = |name: &str| Json::parse_canonical(&files[name]).unwrap();
        let rules = RulesRecord::parse(&json("rules.json")).unwrap();
        let intent = IntentRecord::parse(&json("intent.json")).unwrap();
        let (mut nonces, mut value) = (BTreeMap::new(), Vec::new());
        for line in files["log.jsonl"].split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let line = Json::parse_canonical(line).unwrap();
            let entry = Entry::parse(line.get("entry").unwrap()).unwrap();
            match entry.body {
                EntryBody::Reveal { contributor, nonce, .. } => {
                    nonces.insert(contributor, nonce);
                }
                EntryBody::Beacon(stated) => {
                    value = beacon::check(&stated, &rules.recorders).unwrap();
                }
                _ => {}
            }
        }
        Public { rules, intent, frame: files["frame.tsv"].clone(), nonces, beacon: value }
    }

    fn is_nonce(&self, candidate: &Nonce) -> bool {
        let (id, who) = (&self.rules.draw_id, &self.rules.organiser);
        let promised = self.intent.contributors.iter().find(|c| c.id == *who).unwrap().commit;
        commitment(self.rules.suite, id, who, candidate) == promised
    }

    /// Everything that hides in bytes: each 32 bytes, and each 64 hexadecimal digits.
    fn nonce_in(&self, bytes: &[u8]) -> Option<Nonce> {
        let raw = bytes.windows(32).map(|window| Nonce::try_from(window).unwrap());
        // Text and empty pages are no 32 random bytes; what is left is tried.
        let plausible = |nonce: &Nonce| {
            let kinds: BTreeSet<u8> = nonce.iter().copied().collect();
            kinds.len() > 16 && nonce.iter().any(|b| *b >= 0x80)
        };
        let hex = bytes.windows(64).filter(|w| w.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.filter_map(|w| from_hex(std::str::from_utf8(w).ok()?)?.try_into().ok());
        raw.filter(plausible).chain(hex).find(|nonce| self.is_nonce(nonce))
    }

    /// The list that follows from the organiser's nonce.
    fn list(&self, organiser: &Nonce) -> BTreeSet<String> {
        let mut nonces = self.nonces.clone();
        nonces.insert(self.rules.organiser.clone(), *organiser);
        let ordered: Vec<(PersonId, Option<Nonce>)> = self
            .intent
            .contributors
            .iter()
            .map(|c| (c.id.clone(), nonces.get(&c.id).copied()))
            .collect();
        let stated = SeedBeacon {
            kind: self.intent.beacon.kind.as_str(),
            round: self.intent.beacon.round,
            value: &self.beacon,
        };
        let suite = self.rules.suite;
        let seed: Digest = seed(suite, &self.intent.digest(), stated, &ordered);
        let groups = self.rules.groups();
        let keys = groups.into_iter().map(|g| (g.clone(), ticket_key(suite, &seed, g))).collect();
        let frame = Frame::parse(&self.frame, &self.rules).unwrap();
        let selection = select(&frame, &self.rules, &keys);
        let rows = selection.rows(&frame, &self.rules);
        let names = self.rules.units.iter().map(|rule| rule.unit.as_str());
        let quota: BTreeMap<&str, u64> =
            names.zip(selection.units.iter().map(|unit| unit.quota.n)).collect();
        rows.iter()
            .filter(|row| row.rank <= quota[row.unit])
            .map(|row| row.object_id.to_owned())
            .collect()
    }
}

/// Every file below a folder that is no key file.
fn read_all(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            read_all(&path, into);
        } else if !KEY_FILES.contains(&name.as_str()) {
            into.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
}

/// How often each of these texts stands in the bytes.
fn occurrences(bytes: &[(PathBuf, Vec<u8>)], texts: &[String]) -> Vec<usize> {
    let count = |text: &String| -> usize {
        let of = |all: &Vec<u8>| all.windows(text.len()).filter(|w| *w == text.as_bytes()).count();
        bytes.iter().map(|(_, all)| of(all)).sum()
    };
    texts.iter().map(count).collect()
}

/// Drawn ones among as many guesses as were drawn: those that stand there most often.
fn guessed(counts: &[usize], drawn: &[bool]) -> usize {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(counts[at]));
    let guesses = drawn.iter().filter(|is| **is).count();
    order.into_iter().take(guesses).filter(|&at| drawn[at]).count()
}

struct Sealed {
    app: TestApp,
    world: Draws,
    draw: Value,
    data: PathBuf,
    folder: tempfile::TempDir,
}

/// A sealed draw, matched, in a data folder of the platform.
async fn sealed() -> Sealed {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let migrate = Command::new(env!("CARGO_BIN_EXE_sunlot"))
        .args(["migrate", "--data"])
        .arg(&data)
        .stdout(Stdio::null())
        .status();
    assert!(migrate.unwrap().success());
    let text = format!("sunlot secrets key\n{}\n", to_hex(&KEY));
    let keys = crate::county::log_keys().to_text();
    for (name, text) in KEY_FILES.into_iter().zip([text, keys]) {
        write_atomically(&data.join(name), text.as_bytes(), 0o600).unwrap();
    }
    let database = TestDatabase::at(DatabaseUrl::Sqlite(data.join("sunlot.db")));
    let app = TestApp::start(&database).await;
    let late = SystemClock.now().unix() - app.clock.now().unix();
    app.clock.advance(u32::try_from(late).unwrap());
    let world = world(&app).await;
    let draw = world.matched(&app, "sealed", 1).await;
    Sealed { app, world, draw, data, folder }
}

/// The real server looks at the draw, and says all that it has to say; then a backup is made.
fn serve_and_back_up(sealed: &Sealed) {
    let output = sealed.folder.path().join("output");
    std::fs::create_dir_all(&output).unwrap();
    let error = std::fs::File::create(output.join("stderr.log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sunlot"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&sealed.data);
    let mut server = Server::of(command.env("SUNLOT_LOG", "trace").stderr(error));
    let id = sealed.draw["id"].as_str().unwrap();
    let url = format!("{}/api/v1/draws/{id}/views", server.url);
    let token = sealed.world.county.reviewer.token.clone().unwrap();
    let body = json!({"reason": "核对派车安排"}).to_string();
    let (status, list) =
        send(&agent(), &url, &token, "embargo-look", "application/json", body.as_bytes()).unwrap();
    assert_eq!(status, 200, "{list}");
    let copy = sealed.folder.path().join("backup");
    let backup = Command::new(env!("CARGO_BIN_EXE_sunlot"))
        .args(["backup", "--data"])
        .arg(&sealed.data)
        .arg(&copy)
        .stdout(Stdio::null())
        .status();
    assert!(backup.unwrap().success(), "sunlot backup");
    server.stop();
}

#[tokio::test]
async fn without_the_keys_nothing_that_is_stored_tells_who_was_drawn() {
    let sealed = sealed().await;
    let bundle = sealed.world.bundle(&sealed.app, &sealed.draw).await;
    let (report, files) = sealed.world.judged(&bundle);
    assert_eq!(report.failure(), None);
    let public = Public::of(&files);
    let path = format!("/api/v1/draws/{}/views", sealed.draw["id"].as_str().unwrap());
    let look = json!({"reason": "核对派车安排"});
    let list = sealed.world.county.reviewer.post(&path, look).await.ok();
    let rows = list["rows"].as_array().unwrap();
    let drawn: BTreeSet<String> =
        rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect();
    serve_and_back_up(&sealed);

    let mut bytes = Vec::new();
    read_all(sealed.folder.path(), &mut bytes);
    let names: Vec<&PathBuf> = bytes.iter().map(|(path, _)| path).collect();
    for expected in ["data/sunlot.db", "backup", "output/stderr.log"] {
        assert!(
            names.iter().any(|path| path.to_string_lossy().contains(expected)),
            "{expected} is read: {names:?}"
        );
    }
    // The nonce, without which no ticket can be computed, is nowhere.
    for (path, all) in &bytes {
        assert_eq!(public.nonce_in(all), None, "{}", path.display());
    }
    // And nothing stands there more often for one who was drawn.
    let eligible: Vec<String> = sealed
        .world
        .subjects
        .iter()
        .enumerate()
        .filter(|(at, _)| at % 20 != 19)
        .map(|(_, c)| c.clone())
        .collect();
    let is_drawn: Vec<bool> = eligible.iter().map(|code| drawn.contains(code)).collect();
    let ids = ids(&sealed.app, &eligible).await;
    let chance = drawn.len() * drawn.len() / eligible.len();
    for texts in [&eligible, &ids] {
        let hits = guessed(&occurrences(&bytes, texts), &is_drawn);
        assert!(hits <= chance + 4, "{hits} of {} guessed, {chance} by chance", drawn.len());
    }

    // With the key the same attacker has it all.
    let id = DrawId::parse(sealed.draw["id"].as_str().unwrap()).unwrap();
    let read = sealed.app.app.read(move |tx| Ok(tx.need::<Draw>(&id)?.value.sealed_nonce));
    let kept = read.await.unwrap();
    let place = format!("draw/{id}/nonce");
    assert_eq!(Secrets::new([1; 32]).open(&place, &kept), None);
    let nonce: Nonce = Secrets::new(KEY).open(&place, &kept).unwrap().try_into().unwrap();
    assert!(public.is_nonce(&nonce));
    assert_eq!(public.list(&nonce), drawn);
    // The search would have found it, raw and in hexadecimal, and the counting a list.
    let mut planted = vec![0; 100];
    planted.extend_from_slice(&nonce);
    assert_eq!(public.nonce_in(&planted), Some(nonce));
    assert_eq!(public.nonce_in(format!("x{}x", to_hex(&nonce)).as_bytes()), Some(nonce));
    // A row, its index, the log of writes and a backup hold a leak several times over.
    let leaked: String = drawn.iter().cloned().collect::<Vec<_>>().join("\n") + "\n";
    bytes.push((PathBuf::from("leak"), leaked.repeat(20).into_bytes()));
    assert_eq!(guessed(&occurrences(&bytes, &eligible), &is_drawn), drawn.len());
}

async fn ids(app: &TestApp, codes: &[String]) -> Vec<String> {
    let codes = codes.to_vec();
    let read = app.app.read(move |tx| {
        let mut ids = Vec::new();
        for code in &codes {
            let found: sunlot_store::Stored<SubjectEntry> =
                subjects::by_code(tx, code)?.expect("it is in the register");
            ids.push(found.value.id.to_string());
        }
        Ok(ids)
    });
    read.await.unwrap()
}
