//! `sunlot draw demo`: a fictitious county is frozen, drawn, matched, published and verified before
//! the reader's eyes. Everything is a rehearsal and says so.

use std::path::Path;
use std::time::Instant;

use sunlot_ceremony::{
    Ceremony, Clock, NewCeremony, Rehearsal, new_key_file, write_whole, zip_bundle,
};
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::verify::verify;
use sunlot_testkit::{COUNTY_NAME, County, Size, tables_toml};

use crate::inputs::{self, Files};
use crate::say::{DONE, Ended, REFUSED, Refused};
use crate::{minutes, rehearsal};
use sunlot_app::forms::conclusion;

const RULES: &str = include_str!("demo.toml");
const FREEZE_DAY: &str = "2026-03-31";

/// Parties of the demonstration that hold keys.
const HOLDERS: [&str; 2] = ["sifaju", "gongzheng"];
const WITNESSES: [&str; 3] = ["witness.gsl", "witness.jjw", "witness.rd"];

pub(crate) fn run(out: &Path, subjects: u32) -> Ended {
    let began = Instant::now();
    let entropy = Rehearsal::new("sunlot demo");
    let folder = out.join("抽取");
    println!("一、生成虚构的{COUNTY_NAME}：{subjects} 户检查对象、16 个部门 300 名执法人员");
    let files = county(out, subjects)?;
    prepare(&folder, &entropy)?;
    println!(
        "二、读入名录（受限子进程），按 rules.toml 冻结、承诺、公布意向、揭示、摇号、抽取、匹配"
    );
    let terms = sunlot_domain::plan::PlanTerms::parse(
        &std::fs::read_to_string(folder.join("rules.toml")).map_err(unwritten)?,
    )
    .map_err(|e| Refused::new(e.code(), e.message_zh(), REFUSED))?;
    let (register, inspectors, conflicts) = files;
    let read = Files {
        register: &register,
        inspectors: Some(&inspectors),
        conflicts: Some(&conflicts),
        without_refused: true,
    };
    let inputs = inputs::read(&read, &terms.depts)?;
    let start = rehearsal::start(FREEZE_DAY);
    entropy.run(&folder, &inputs, start, &mut |line| println!("    {line}"))?;
    publish(out, &folder, start, began)
}

fn unwritten(e: std::io::Error) -> Refused {
    Refused::new("demo.io", format!("无法读写示例文件夹：{e}"), REFUSED)
}

type Inputs = (std::path::PathBuf, std::path::PathBuf, std::path::PathBuf);

/// The county's files, in the encodings and formats that offices really send.
fn county(out: &Path, subjects: u32) -> Result<Inputs, Refused> {
    let size = Size { subjects: subjects.max(1) as usize, ..Size::default() };
    let county = County::generate(size);
    let dir = out.join("名录");
    let register = dir.join("检查对象名录.csv");
    write_whole(&register, &county.register_table().csv_gb18030(), 0o644)?;
    let inspectors = dir.join("执法检查人员名录.xlsx");
    let workbook = county.inspectors_table().xlsx();
    let workbook = workbook.map_err(|e| Refused::new("demo.xlsx", e.to_string(), REFUSED))?;
    write_whole(&inspectors, &workbook, 0o644)?;
    let conflicts = dir.join("回避表.csv");
    write_whole(&conflicts, &county.conflicts_table().csv_utf8(), 0o644)?;
    Ok((register, inspectors, conflicts))
}

/// Folder, keys and rules of the demonstration.
fn prepare(folder: &Path, entropy: &Rehearsal) -> Result<(), Refused> {
    let new = NewCeremony {
        plan_no: "629922-2026-2-001".to_owned(),
        title: format!("2026年度{COUNTY_NAME}部门联合“双随机、一公开”抽查（演练）"),
        suite: "SM3".to_owned(),
        organiser: "dept:scjg".to_owned(),
        origin: "sunlot.example/629922".to_owned(),
        rehearsal: true,
    };
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&entropy.bytes("operator"));
    bytes[32..].copy_from_slice(&entropy.bytes("salt"));
    new.create(folder, rehearsal::start(FREEZE_DAY), &bytes)?;
    let mut rules = RULES.replace("{title}", &new.title).replace("{freeze_day}", FREEZE_DAY);
    for (table, names) in [("holders", &HOLDERS[..]), ("witnesses", &WITNESSES[..])] {
        for name in names {
            let key = folder.join("secret").join(format!("{name}.key"));
            let public = new_key_file(&key, name, &entropy.bytes(name))?;
            rules.push_str(&format!("\n[[{table}]]\n{public}"));
        }
    }
    rules.push_str(&tables_toml());
    write_whole(&folder.join("rules.toml"), rules.as_bytes(), 0o644)?;
    Ok(())
}

fn publish(
    out: &Path,
    folder: &Path,
    start: sunlot_sortition::time::UtcSecond,
    began: Instant,
) -> Ended {
    let mut ceremony = Ceremony::open(folder, Clock::Set(start))?;
    let files = ceremony.bundle(None, Audience::Public)?;
    let bundle = out.join("公布.zip");
    write_whole(&bundle, &zip_bundle(&files)?, 0o644)?;
    println!("三、公布：{}（{} 个文件）", bundle.display(), files.len());
    let report = verify(&files, |_, _| {});
    println!("四、核验（只凭公布文件）：{}", conclusion(&report));
    minutes::run(&bundle, &out.join("抽取记录.pdf"), None).or_else(|refused| {
        // The draw stands without its paper form; the reason is shown.
        refused.show();
        Ok::<_, Refused>(std::process::ExitCode::from(DONE))
    })?;
    let list = ceremony.list(None)?;
    let example = list.rows.first().map_or(String::new(), |row| row.object.clone());
    println!("五、用时 {} 秒。接下来可以试试：", began.elapsed().as_secs());
    let bundle = bundle.display();
    println!("    sunlot verify {bundle}");
    println!("    sunlot explain {bundle} {example}");
    println!("    sunlot log monitor {}", folder.display());
    println!("    python3 spec/reference/ssj1.py verify {bundle}");
    println!("    抽取记录（可打印签字）：{}", out.join("抽取记录.pdf").display());
    Ok(std::process::ExitCode::from(if report.accepted() { DONE } else { REFUSED }))
}
