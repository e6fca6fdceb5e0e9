//! A joint plan of five departments over the real register of one county, typed step by step as
//! the clerk, the witnesses and the holders would, and believed by three verifiers.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sunlot_ceremony::read_bundle;
use tempfile::TempDir;

use crate::support::{Said, all_accept, all_refuse, shared, sunlot, typed};

const DEPTS: [(&str, &str, usize); 5] = [
    ("scjg", "县市场监督管理局", 30),
    ("nyncj", "县农业农村局", 14),
    ("swuj", "县水务局", 12),
    ("rsj", "县人力资源和社会保障局", 12),
    ("xfjy", "县消防救援大队", 12),
];

/// Eighty invented inspectors of five departments.
fn inspectors() -> String {
    let mut csv = String::from("执法人员编号,姓名,部门,区域,证件有效期,上限,已派次数,组长\n");
    for (code, name, count) in DEPTS {
        for n in 1..=count {
            let prior = n % 3;
            let lead = if n % 4 == 0 { "是" } else { "否" };
            let code = code.to_uppercase();
            writeln!(csv, "{code}{n:03},人员{n},{name},全县,2027-12-31,12,{prior},{lead}").unwrap();
        }
    }
    csv
}

/// The generated county when the real register is absent, in the columns of the real one.
fn invented() -> String {
    // Most of an invented county are household businesses, which these rules do not ask for.
    let size = sunlot_testkit::Size { seed: 3, subjects: 4_000, inspectors: 10 };
    let county = sunlot_testkit::County::generate(size);
    String::from_utf8(county.register_table().csv_utf8()).unwrap()
}

fn time(minute: u32) -> String {
    format!("2026-03-31T{:02}:{:02}:00Z", 12 + minute / 60, minute % 60)
}

/// Types a step at a minute of the set clock.
fn at(dir: &Path, minute: u32, line: &str) -> Said {
    typed(dir, &format!("{line} --clock {}", time(minute)))
}

/// A folder with keys, rules, register and inspectors.
fn prepared() -> TempDir {
    let dir = TempDir::new().unwrap();
    let d = dir.path();
    typed(
        d,
        "draw new {}/draw --plan-no 620422-2026-2-001 --title 联合抽查 --rehearsal \
              --origin sunlot.example/620422",
    )
    .good();
    let mut rules = include_str!("five_departments.toml").to_owned();
    let parties = [("holders", "sifaju"), ("holders", "gongzheng")]
        .into_iter()
        .chain([("witnesses", "witness.gsl"), ("witnesses", "witness.jjw")]);
    for (table, name) in parties {
        let said = typed(d, &format!("log key --name {name} --out {{}}/{name}.key")).good();
        let public: Vec<&str> = said.out.lines().filter(|line| line.contains(" = \"")).collect();
        write!(rules, "\n[[{table}]]\n{}\n", public.join("\n")).unwrap();
    }
    fs::write(d.join("draw/rules.toml"), rules).unwrap();
    match shared("register_huining_620422.csv") {
        Some(path) => {
            fs::copy(path, d.join("register.csv")).unwrap();
        }
        None => fs::write(d.join("register.csv"), invented()).unwrap(),
    }
    fs::write(d.join("inspectors.csv"), inspectors()).unwrap();
    dir
}

fn cosign(d: &Path, minute: u32) {
    for witness in ["witness.gsl", "witness.jjw"] {
        let line = format!("log cosign {{}}/draw --key {{}}/{witness}.key");
        at(d, minute, &line).good();
    }
}

fn publish(d: &Path, minute: u32, name: &str) -> std::path::PathBuf {
    cosign(d, minute);
    at(d, minute, &format!("draw publish {{}}/draw --out {{}}/{name}")).good();
    d.join(name)
}

const PARTIES: [&str; 3] = ["dept:scjg", "witness:gsl", "witness:jjw"];

fn nonce(who: &str) -> String {
    format!("{{}}/{}.nonce", who.replace(':', "-"))
}

/// From the freeze to the closing of the reveals.
fn begin(d: &Path) {
    let freeze = "draw freeze {}/draw --register {}/register.csv --inspectors {}/inspectors.csv";
    let said = at(d, 0, freeze).good();
    assert!(said.out.contains("已冻结 620422-2026-2-001/1"), "{}", said.out);
    for who in PARTIES {
        let line = format!("draw commit {{}}/draw --as {who} --secret {}", nonce(who));
        at(d, 1, &line).good();
    }
    let times = format!(
        "--beacon ceremony --round 1 --reveal-by {} --beacon-at {} --deadline 2026-04-02T12:00:00Z",
        time(20),
        time(25)
    );
    at(d, 2, &format!("draw intent {{}}/draw {times}")).good();
    cosign(d, 3);
    for holder in ["sifaju", "gongzheng"] {
        let seal = format!("draw seal {{}}/draw --as dept:scjg --holder {holder}");
        at(d, 4, &format!("{seal} --secret {}", nonce("dept:scjg"))).good();
        at(d, 4, &format!("{seal} --key {{}}/{holder}.key")).good();
    }
    for who in &PARTIES[1..] {
        let line = format!("draw reveal {{}}/draw --as {who} --secret {}", nonce(who));
        at(d, 5, &line).good();
    }
    at(d, 21, "draw close {}/draw").good();
    cosign(d, 22);
}

#[test]
fn five_departments_draw_over_the_real_register() {
    let dir = prepared();
    let d = dir.path();
    begin(d);
    all_accept(&publish(d, 23, "committed.zip"));
    let sheet =
        "--sheet recorder:a=04821940576230917745 --sheet recorder:b=0482-1940-5762-3091-7745";
    at(d, 26, &format!("draw beacon {{}}/draw {sheet}")).good();
    let secret = format!("--secret {}", nonce("dept:scjg"));
    let drawn = at(d, 27, &format!("draw result {{}}/draw {secret}")).good();
    assert!(drawn.out.contains("（封存）"), "{}", drawn.out);
    let matched = at(d, 28, &format!("draw match {{}}/draw {secret}")).good();
    for (code, ..) in DEPTS {
        assert!(matched.out.contains(&format!("-{code}：")), "{}", matched.out);
    }
    all_accept(&publish(d, 29, "sealed.zip"));
    let list = at(d, 30, &format!("draw list {{}}/draw {secret} --out {{}}/list.csv")).good();
    assert!(list.out.contains("请勿外传"));
    at(d, 31, &format!("draw unseal {{}}/draw {secret}")).good();
    let open = publish(d, 32, "open.zip");
    all_accept(&open);
    checked_list(d, &open);
    spoiled(d, &open);
    let pdf = d.join("记录.pdf");
    let minutes = [OsStr::new("minutes"), open.as_os_str(), OsStr::new("--out"), pdf.as_os_str()];
    sunlot(minutes).good();
    assert!(fs::read(pdf).unwrap().starts_with(b"%PDF-"));
    typed(d, "log monitor {}/draw").good();
}

/// The list names businesses of the register, each with two officers of each of its departments,
/// and each of them can be explained.
fn checked_list(d: &Path, open: &Path) {
    let list = fs::read_to_string(d.join("list.csv")).unwrap();
    let register = fs::read_to_string(d.join("register.csv")).unwrap();
    let rows: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(rows.len() > 20, "{} rows", rows.len());
    for row in &rows {
        assert!(register.contains(row[0]), "{} is not in the register", row[0]);
        let team: Vec<&str> = row[4].split(' ').collect();
        assert!(team.len() >= 4, "{row:?}");
        assert_eq!(team.iter().filter(|member| member.contains("组长")).count(), team.len() / 2);
    }
    let args =
        [OsStr::new("explain"), open.as_os_str(), OsStr::new(rows[0][0]), OsStr::new("--json")];
    let told: Value = serde_json::from_str(&sunlot(args).good().out).unwrap();
    assert_eq!(told["units"][0]["outcome"], "drawn");
    assert_eq!(told["team"].as_array().unwrap().len(), rows[0][4].split(' ').count());
}

/// Whoever spoils the published files without touching the log is caught by all three, at the
/// check that names what he did.
fn spoiled(d: &Path, open: &Path) {
    let bundle = read_bundle(open).unwrap();
    let folder = d.join("spoiled");
    let try_with = |name: &str, bytes: Option<Vec<u8>>, check: &str| {
        fs::create_dir_all(&folder).unwrap();
        for (file, content) in &bundle {
            fs::write(folder.join(file), content).unwrap();
        }
        match bytes {
            Some(bytes) => fs::write(folder.join(name), bytes).unwrap(),
            None => fs::remove_file(folder.join(name)).unwrap(),
        }
        all_refuse(&folder, check);
        fs::remove_dir_all(&folder).unwrap();
    };
    let result = &bundle["result.tsv"];
    let without_first = result.iter().position(|b| *b == b'\n').map(|at| result[at + 1..].to_vec());
    try_with("result.tsv", without_first, "V-01");
    try_with("matching.tsv", None, "V-01");
}

#[test]
fn the_kill_signal_at_any_moment_leaves_a_folder_that_goes_on() {
    let reference = prepared();
    let d = reference.path();
    begin(d);
    let sheet = "--sheet recorder:a=04821940576230917745 --sheet recorder:b=04821940576230917745";
    at(d, 26, &format!("draw beacon {{}}/draw {sheet}")).good();
    let entry = |d: &Path| fs::read(d.join("draw/log/entries")).map(|_| ()).err();
    assert!(entry(d).is_some(), "entries are a folder");
    let copy = TempDir::new().unwrap();
    let (mut killed, mut outcomes) = (0, Vec::new());
    for millis in (0..60).step_by(4) {
        let to = copy.path().join(millis.to_string());
        fs::create_dir(&to).unwrap();
        let status = std::process::Command::new("cp").arg("-a").arg(d).arg(to.join("c")).status();
        assert!(status.unwrap().success());
        let to = to.join("c");
        let line =
            format!("draw result {{}}/draw --secret {} --clock {}", nonce("dept:scjg"), time(27));
        let words: Vec<String> =
            line.split(' ').map(|w| w.replace("{}", to.to_str().unwrap())).collect();
        let mut child = std::process::Command::new(crate::support::SUNLOT)
            .args(&words)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        child.kill().unwrap();
        if !child.wait().unwrap().success() {
            killed += 1;
        }
        // The clerk types the same again; when it was done, it says so and nothing changes.
        let again = sunlot(&words);
        assert!(
            again.status == Some(0) || again.err.contains("ceremony.out_of_order"),
            "{again:?}"
        );
        let mut names: Vec<_> = fs::read_dir(to.join("draw/log/entries"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .collect();
        names.sort();
        outcomes.push(fs::read(names.pop().unwrap()).unwrap());
        at(&to, 28, &format!("draw match {{}}/draw --secret {}", nonce("dept:scjg"))).good();
    }
    assert!(killed > 0, "no command was killed");
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "different bytes after a kill");
}
