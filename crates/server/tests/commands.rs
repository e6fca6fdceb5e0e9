//! Commands that read: help, ticket, verify, explain, minutes, log; on the demonstration's bundle.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use sunlot_ceremony::{read_bundle, zip_bundle};
use tempfile::TempDir;

use crate::support::{all_accept, all_refuse, sunlot, typed};

/// The demonstration, once for all tests of this file.
static DEMO: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let dir = TempDir::new().unwrap();
    let said = typed(dir.path(), "draw demo --out {}/demo --subjects 1500").good();
    (dir, said.out)
});

fn demo() -> PathBuf {
    DEMO.0.path().join("demo")
}

fn bundle() -> PathBuf {
    demo().join("公布.zip")
}

/// Every command below a command, by its help.
fn subcommands(path: &[&str]) -> Vec<String> {
    let said = sunlot(path.iter().copied().chain(["--help"])).good();
    assert!(said.out.chars().any(|c| c > '\u{4e00}'), "no Chinese help: {path:?}");
    let Some((_, list)) = said.out.split_once("命令:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let commands = lines.filter(|line| !line.starts_with("   ")).map(|line| {
        let (name, about) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        assert!(about.chars().any(|c| c > '\u{4e00}'), "{path:?} {name} has no Chinese help");
        name.to_owned()
    });
    commands.collect()
}

#[test]
fn the_help_teaches_in_chinese_down_to_every_argument() {
    let mut seen = 0;
    for first in subcommands(&[]) {
        for second in subcommands(&[&first]) {
            assert!(subcommands(&[&first, &second]).is_empty());
            let said = sunlot([first.as_str(), &second, "--help"]);
            let options = said.out.split("选项:").nth(1).unwrap_or_default();
            for line in options.lines().filter(|line| line.trim_start().starts_with("--")) {
                let flag = line.trim_start().split(' ').next().unwrap();
                let at = said.out.rfind(flag).unwrap();
                let near: String = said.out[at..].chars().take(160).collect();
                assert!(near.chars().any(|c| c > '\u{4e00}'), "{first} {second} {flag}");
            }
            seen += 1;
        }
    }
    assert!(seen > 25, "{seen} commands");
}

#[test]
fn a_wrong_command_line_is_answered_in_chinese() {
    sunlot(["draw", "cheat"]).refused(2, "command.unknown");
    sunlot(["verify"]).refused(2, "command.missing");
    sunlot(["verify", "a.zip", "--fast"]).refused(2, "command.unknown_argument");
    let said = sunlot(["ticket", "--suite", "MD5", "--key", "0"]).refused(2, "command.value");
    assert!(said.err.contains("SM3、SHA256"), "{}", said.err);
    let twice = sunlot(["log", "key", "--name", "a", "--name", "b", "--out", "x"]);
    twice.refused(2, "command.conflict");
    let both = "draw seal d --as a --holder h --secret s --key k";
    sunlot(both.split(' ')).refused(2, "command.conflict");
    let nothing = sunlot::<&str>([]);
    assert_eq!(nothing.status, Some(2));
    assert!(nothing.err.contains("sunlot draw demo"), "{nothing:?}");
}

#[test]
fn tickets_are_the_golden_ones() {
    let golden: Value =
        serde_json::from_str(include_str!("../../../spec/vectors/appendix-a.json")).unwrap();
    let cases = golden["cases"].as_array().unwrap_or_else(|| golden.as_array().unwrap());
    for case in cases {
        let (suite, key) = (case["suite"].as_str().unwrap(), case["key_G1"].as_str().unwrap());
        // The second name ends with the number of the ticket: an object of weight 2 or more.
        for (name, id) in [
            ("ticket_91620422MA7000018W", "91620422MA7000018W"),
            ("ticket_91350100M000100Y43_2", "91350100M000100Y43#2"),
        ] {
            let said = sunlot(["ticket", "--suite", suite, "--key", key, id]).good();
            assert_eq!(said.out, format!("{} {id}\n", case[name].as_str().unwrap()), "{suite}");
        }
        for id in ["A#1", "A#65", "A#02", "A#"] {
            sunlot(["ticket", "--suite", suite, "--key", key, id]).refused(2, "name.invalid");
        }
    }
    sunlot(["ticket", "--suite", "SM3", "--key", "xyz", "A"]).refused(2, "ticket.key");
}

#[test]
fn three_verifiers_accept_the_demonstration_and_its_minutes_are_a_pdf() {
    all_accept(&bundle());
    assert!(DEMO.1.contains("接受"), "{}", DEMO.1);
    let pdf = fs::read(demo().join("抽取记录.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000);
}

#[test]
fn verify_as_json_names_every_check() {
    let said = sunlot([OsStr::new("verify"), bundle().as_os_str(), OsStr::new("--json")]).good();
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let ids: Vec<&str> = checks.iter().map(|c| c["check"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=27).map(|n| format!("V-{n:02}")).collect();
    assert_eq!(ids, expected);
    assert_eq!(
        (&report["accepted"], &report["rehearsal"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    assert_eq!(report["stage"], "open");
}

/// The bundle with one file changed, as an archive.
fn changed(name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> (TempDir, PathBuf) {
    let mut files = read_bundle(&bundle()).unwrap();
    let bytes = files.remove(name).unwrap();
    files.insert(name.to_owned(), change(bytes));
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("bundle.zip");
    fs::write(&path, zip_bundle(&files).unwrap()).unwrap();
    (dir, path)
}

/// The table with two words of its first fitting row exchanged, manifest and all else as it was.
fn tampered(name: &str) -> (TempDir, PathBuf) {
    changed(name, |bytes| {
        let at = bytes.len() / 2;
        let mut bytes = bytes;
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        bytes
    })
}

#[test]
fn three_verifiers_refuse_the_same_tampering_at_the_same_check() {
    for name in ["frame.tsv", "result.tsv", "matching.tsv", "rules.json", "log.jsonl"] {
        let (_dir, path) = tampered(name);
        all_refuse(&path, "V-01");
    }
}

#[test]
fn what_is_no_bundle_is_unusable_and_not_refused() {
    let dir = TempDir::new().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        fs::write(dir.path().join(name), bytes).unwrap();
        dir.path().join(name)
    };
    let verify = |path: &Path| sunlot([OsStr::new("verify"), path.as_os_str()]);
    verify(&file("a.zip", b"hello")).refused(2, "bundle.unreadable");
    verify(&file("b.zip", b"")).refused(2, "bundle.unreadable");
    verify(&dir.path().join("nowhere.zip")).refused(2, "ceremony.io");
    let half = fs::read(bundle()).unwrap();
    verify(&file("c.zip", &half[..half.len() / 2])).refused(2, "bundle.unreadable");
    fs::create_dir(dir.path().join("empty")).unwrap();
    verify(&dir.path().join("empty")).refused(2, "bundle.unreadable");
}

fn explained(id: &str) -> Value {
    let bundle = bundle();
    let args = [OsStr::new("explain"), bundle.as_os_str(), OsStr::new(id), OsStr::new("--json")];
    serde_json::from_str(&sunlot(args).good().out).unwrap()
}

/// The digest that a line typed into a shell prints.
fn shell(line: &str) -> String {
    let output = std::process::Command::new("sh").args(["-c", line]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().rsplit(' ').next().unwrap().to_owned()
}

/// Rows of the frame by their state.
fn frame() -> BTreeMap<String, String> {
    let files = read_bundle(&bundle()).unwrap();
    let text = String::from_utf8(files["frame.tsv"].clone()).unwrap();
    let row = |line: &str| {
        let mut cells = line.split('\t');
        (cells.next().unwrap().to_owned(), cells.next().unwrap().to_owned())
    };
    text.lines().map(row).collect()
}

#[test]
fn everybody_learns_why_or_why_not() {
    let files = read_bundle(&bundle()).unwrap();
    let result = String::from_utf8(files["result.tsv"].clone()).unwrap();
    let drawn = result.lines().next().unwrap().split('\t').next().unwrap();
    let told = explained(drawn);
    assert_eq!(told["frame"]["state"], "eligible");
    let units = told["units"].as_array().unwrap();
    assert!(!units.is_empty());
    // The commands that the explanation gives are typed; the smallest answer is the ticket.
    for unit in units {
        let commands = unit["command"].as_array().unwrap();
        assert_eq!(commands.len() as u64, unit["weight"].as_u64().unwrap());
        let smallest = commands.iter().map(|command| shell(command.as_str().unwrap())).min();
        assert_eq!(smallest.as_deref(), unit["key"].as_str());
        let chance = unit["probability"].is_array() || unit["conditional_millionths"].is_u64();
        assert!(chance || unit["cutoff"].is_null(), "{unit}");
    }
    let frame = frame();
    let excluded = frame.iter().find(|(_, state)| state.starts_with("X:")).unwrap();
    let told = explained(excluded.0);
    assert_eq!(told["frame"]["state"], "excluded");
    assert_eq!(format!("X:{}", told["frame"]["code"].as_str().unwrap()), *excluded.1);
    let told = explained("91629922MA7ZZZZZ9X");
    assert_eq!(told["frame"]["state"], "absent");
    let between = (&told["frame"]["before"]["index"], &told["frame"]["after"]["index"]);
    if let (Some(before), Some(after)) = (between.0.as_u64(), between.1.as_u64()) {
        assert_eq!(before + 1, after);
    }
    // Typed in lower case and full width, as people do.
    let wide: String =
        drawn.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    assert_eq!(explained(&wide)["object_id"], drawn);
    assert_eq!(explained(&drawn.to_lowercase())["object_id"], drawn);
    let words = sunlot([OsStr::new("explain"), bundle().as_os_str(), OsStr::new(drawn)]).good();
    assert!(words.out.contains("签号") && words.out.contains("概率"), "{}", words.out);
}

#[test]
fn a_bundle_that_does_not_hold_explains_nothing() {
    let (_dir, path) = tampered("result.tsv");
    let args = [OsStr::new("explain"), path.as_os_str(), OsStr::new("91629922MA7ZZZZZ9X")];
    sunlot(args).refused(1, "explain.refused_bundle");
}

#[test]
fn the_log_is_shown_watched_and_exported() {
    let folder = demo().join("抽取");
    let folder = folder.to_str().unwrap();
    let shown = sunlot(["log", "show", folder]).good().out;
    for step in ["冻结", "意向", "托管", "揭示", "截止", "公共随机源", "抽取", "匹配", "启封"]
    {
        assert!(shown.contains(step), "{step}: {shown}");
    }
    let checkpoint = sunlot(["log", "checkpoint", folder]).good().out;
    assert!(checkpoint.starts_with("sunlot.example/629922/SM3\n"), "{checkpoint}");
    sunlot(["log", "monitor", folder]).good();
    let out = TempDir::new().unwrap();
    let out = out.path().join("tiles");
    let tiles = out.to_str().unwrap();
    sunlot(["log", "export", folder, "--out", tiles]).good();
    sunlot(["log", "monitor", tiles]).good();
    // Somebody edits the exported log.
    let entries = fs::read_dir(out.join("tile/entries")).unwrap().next().unwrap().unwrap().path();
    let entries = if entries.is_dir() {
        fs::read_dir(entries).unwrap().next().unwrap().unwrap().path()
    } else {
        entries
    };
    let mut bytes = fs::read(&entries).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&entries, bytes).unwrap();
    sunlot(["log", "monitor", tiles]).refused(1, "log.export_broken");
}

#[test]
fn a_key_is_made_once() {
    let dir = TempDir::new().unwrap();
    let said = typed(dir.path(), "log key --name witness.jjw --out {}/a.key").good();
    assert!(said.out.contains("sm2 = \"04") && said.out.contains("ed25519 = \""), "{}", said.out);
    typed(dir.path(), "log key --name witness.jjw --out {}/a.key").refused(1, "key.exists");
    let other = typed(dir.path(), "log key --name witness.jjw --out {}/b.key").good();
    assert_ne!(other.out, said.out);
    typed(dir.path(), "log key --name 见证方 --out {}/c.key").refused(1, "key.name");
}
