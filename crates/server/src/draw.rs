//! `sunlot draw …`: each command opens the folder, takes one step and says what happened.

use std::path::PathBuf;

use sunlot_ceremony::{
    BeaconInput, Ceremony, IntentTerms, NewCeremony, Recusal, Rematch, Replacement, Unsealer,
    write_whole, zip_bundle,
};
use sunlot_sortition::bundle::Audience;

use crate::cli::draw::{
    AfterwardsCommand, BeaconValue, BeginCommand, DrawCommand, EntropyCommand, OutcomeCommand,
    Persons, Place, WholeCommand,
};
use crate::inputs::{self, Files};
use crate::say::{Ended, Refused, UNUSABLE, done, working};
use crate::{clock, demo, rehearsal, steps};

fn open(place: &Place) -> Result<Ceremony, Refused> {
    Ok(Ceremony::open(&place.dir, clock::clock(place.clock.as_deref())?)?)
}

fn pair(persons: Persons) -> (String, String) {
    (persons.by, persons.approved_by)
}

pub(crate) fn run(command: DrawCommand) -> Ended {
    match command {
        DrawCommand::Begin(command) => begin(command),
        DrawCommand::Entropy(command) => entropy(command),
        DrawCommand::Outcome(command) => outcome(command),
        DrawCommand::Afterwards(command) => afterwards(command),
        DrawCommand::Whole(command) => whole(command),
    }
}

/// Before anything is promised.
fn begin(command: BeginCommand) -> Ended {
    match command {
        BeginCommand::New { place, again: true, reason, .. } => {
            let id = open(&place)?.reopen(reason.as_deref().unwrap_or_default(), false)?;
            println!("开始第 {} 次：{id}。请核对 rules.toml 后冻结。", id.attempt());
            done()
        }
        BeginCommand::New {
            place, plan_no, title, suite, organiser, origin, rehearsal, ..
        } => {
            let new = NewCeremony {
                plan_no: plan_no.unwrap_or_default(),
                title: title.unwrap_or_default(),
                suite,
                organiser,
                origin,
                rehearsal,
            };
            new.create(&place.dir, clock::now()?, &clock::random()?)?;
            println!("已建立 {}。请填写其中的 rules.toml，然后冻结。", place.dir.display());
            done()
        }
        BeginCommand::Freeze { place, register, inspectors, conflicts, without_refused } => {
            let mut ceremony = open(&place)?;
            let files = Files {
                register: &register,
                inspectors: inspectors.as_deref(),
                conflicts: conflicts.as_deref(),
                without_refused,
            };
            let inputs = inputs::read(&files, &ceremony.terms().depts.clone())?;
            steps::frozen(&working("冻结", || ceremony.freeze(&inputs))?);
            done()
        }
    }
}

/// The whole ceremony at once, as a rehearsal.
fn whole(command: WholeCommand) -> Ended {
    match command {
        WholeCommand::Run { place, register, inspectors, conflicts, without_refused, entropy } => {
            let files = Files {
                register: &register,
                inspectors: inspectors.as_deref(),
                conflicts: conflicts.as_deref(),
                without_refused,
            };
            rehearsal::run(&place.dir, &files, &entropy)
        }
        WholeCommand::Demo { out, subjects } => demo::run(&out, subjects),
    }
}

/// The steps that bring the entropy together.
fn entropy(command: EntropyCommand) -> Ended {
    match command {
        EntropyCommand::Commit { place, contributor, secret } => {
            let commit = open(&place)?.commit(&contributor, &secret, &clock::random()?)?;
            println!("承诺 {contributor} {commit}");
            println!("随机数存于 {}，揭示之前请勿交给任何人。", secret.display());
        }
        EntropyCommand::Intent { place, beacon, round, reveal_by, beacon_at, deadline } => {
            let terms = IntentTerms { beacon, round, reveal_by, beacon_at, deadline };
            steps::intent(&open(&place)?.publish_intent(&terms)?);
        }
        EntropyCommand::Seal { place, contributor, holder, secret, key } => {
            let mut ceremony = open(&place)?;
            match (secret, key) {
                (Some(secret), _) => {
                    ceremony.seal(&contributor, &holder, &secret)?;
                    println!("密封件已生成，请 {holder} 用自己的密钥核对签收（--key）。");
                }
                (None, Some(key)) => {
                    ceremony.receive(&contributor, &holder, &key)?;
                    println!("{holder} 已核对并签收 {contributor} 的随机数。");
                }
                (None, None) => {
                    let message = "提供方请用 --secret 生成密封件，托管方请用 --key 签收。";
                    return Err(Refused::new("seal.arguments", message, UNUSABLE));
                }
            }
        }
        EntropyCommand::Reveal { place, contributor, secret, holder, key } => {
            let mut ceremony = open(&place)?;
            match (holder, key, secret) {
                (Some(holder), Some(key), _) => ceremony.reveal_for(&contributor, &holder, &key)?,
                (_, _, Some(secret)) => ceremony.reveal(&contributor, &secret)?,
                _ => {
                    let message = "请用 --secret 指定自己的随机数文件。";
                    return Err(Refused::new("reveal.arguments", message, UNUSABLE));
                }
            }
            println!("{contributor} 已揭示，与承诺相符。");
        }
        EntropyCommand::Close { place } => {
            let absent = open(&place)?.close()?;
            let names: Vec<&str> = absent.iter().map(|a| a.as_str()).collect();
            let absent = if names.is_empty() { "无".to_owned() } else { names.join("、") };
            println!("揭示已截止。缺席：{absent}");
        }
        EntropyCommand::Beacon { place, value } => {
            let stated = open(&place)?.take_beacon(&beacon_input(value)?)?;
            println!("公共随机源已核验：{} {}", stated.beacon.kind.as_str(), stated.value);
        }
    }
    done()
}

fn beacon_input(value: BeaconValue) -> Result<BeaconInput, Refused> {
    let unreadable = |message: String| Refused::new("beacon.input", message, UNUSABLE);
    if let Some(file) = value.file {
        let text = std::fs::read_to_string(&file)
            .map_err(|e| unreadable(format!("{}：{e}", file.display())))?;
        let json: serde_json::Value = serde_json::from_str(&text)
            .map_err(|_| unreadable(format!("{} 不是 JSON 文件。", file.display())))?;
        let signature = json.get("signature").and_then(|s| s.as_str());
        let value = signature.ok_or_else(|| {
            unreadable(format!("{} 中没有 signature（drand 签名）。", file.display()))
        })?;
        return Ok(BeaconInput { value: value.to_owned(), sheets: Vec::new() });
    }
    let sheets: Result<Vec<(String, String)>, Refused> = value
        .sheet
        .iter()
        .map(|text| {
            text.split_once('=')
                .map(|(by, digits)| (by.to_owned(), digits.replace([' ', '-'], "")))
                .ok_or_else(|| unreadable(format!("“{text}”应写成 记录人=20位数字。")))
        })
        .collect();
    Ok(BeaconInput { value: value.value.unwrap_or_default(), sheets: sheets? })
}

/// The draw itself, and who may look at it.
fn outcome(command: OutcomeCommand) -> Ended {
    match command {
        OutcomeCommand::Result { place, secret } => {
            let mut ceremony = open(&place)?;
            let record = working("抽取", || ceremony.draw(secret.as_deref()))?;
            steps::result(&record, ceremony.sealed()?);
        }
        OutcomeCommand::Match { place, secret } => {
            let mut ceremony = open(&place)?;
            let pools = working("匹配", || ceremony.match_officers(secret.as_deref()))?;
            for pool in pools {
                println!("  {pool}");
            }
        }
        OutcomeCommand::List { place, secret, out } => list(&place, secret, out)?,
        OutcomeCommand::Unseal { place, secret, holder, key } => {
            let file = key.or(secret).unwrap_or_default();
            let opener = Unsealer { holder: holder.as_deref(), file: &file };
            open(&place)?.unseal(&opener)?;
            println!("已启封：组织方的随机数写入日志，从此人人可以重算。");
        }
        OutcomeCommand::Publish { place, out, audit } => {
            let audience = if audit { Audience::Audit } else { Audience::Public };
            let mut ceremony = open(&place)?;
            let files = working("生成公布文件", || ceremony.bundle(None, audience))?;
            write_whole(&out, &working("打包", || zip_bundle(&files))?, 0o644)?;
            println!("公布文件 {}（{} 个文件）", out.display(), files.len());
        }
        OutcomeCommand::Status { place } => steps::status(&open(&place)?.status()?),
    }
    done()
}

fn list(place: &Place, secret: Option<PathBuf>, out: Option<PathBuf>) -> Result<(), Refused> {
    let ceremony = open(place)?;
    let drawn = working("重新计算名单", || ceremony.list(secret.as_deref()))?;
    let mut text = String::from("\u{feff}检查对象代码,名称,抽取单元,批次,检查人员\r\n");
    for row in &drawn.rows {
        let batches: Vec<String> = row
            .batches
            .iter()
            .map(|batch| batch.map_or("递补".to_owned(), |batch| batch.to_string()))
            .collect();
        let team: Vec<String> = row
            .team
            .iter()
            .map(|(dept, code, leads)| {
                format!("{dept}:{code}{}", if *leads { "（组长）" } else { "" })
            })
            .collect();
        // A name that begins like a formula stays text in a spreadsheet.
        let guard = if row.name.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        text.push_str(&format!(
            "{},\"{guard}{}\",{},{},{}\r\n",
            row.object,
            row.name.replace('"', "\"\""),
            row.units.join(" "),
            batches.join(" "),
            team.join(" ")
        ));
    }
    match out {
        Some(path) => {
            write_whole(&path, text.as_bytes(), 0o600)?;
            println!("{} 户，已写入 {}。公开之前请勿外传。", drawn.rows.len(), path.display());
        }
        None => print!("{}", text.trim_start_matches('\u{feff}')),
    }
    Ok(())
}

/// What can still happen, always by two persons.
fn afterwards(command: AfterwardsCommand) -> Ended {
    match command {
        AfterwardsCommand::Replace {
            place,
            unit,
            object,
            reason,
            evidence,
            evidence_day,
            persons,
            secret,
        } => {
            let persons = pair(persons);
            let terms = Replacement {
                unit,
                object,
                reason,
                evidence: evidence.into(),
                evidence_day,
                persons,
            };
            match open(&place)?.replace(&terms, secret.as_deref())? {
                Some(next) => println!("已递补：{} 由下一顺位 {next} 接替。", terms.object),
                None => println!(
                    "已剔除 {}；没有可以递补的（候补名单已用完或本就是候补）。",
                    terms.object
                ),
            }
        }
        AfterwardsCommand::Recuse { place, object, officer, reason, persons, secret } => {
            let terms = Recusal { object, officer, reason, persons: pair(persons) };
            let seq = open(&place)?.recuse(&terms, secret.as_deref())?;
            println!("已记录回避（日志第 {seq} 条）。请用此后产生的公共随机数改派。");
        }
        AfterwardsCommand::Rematch { place, beacon, round, value, secret } => {
            let terms = Rematch { beacon, round, value: beacon_input(value)? };
            match open(&place)?.rematch(&terms, secret.as_deref())? {
                Some(officer) => println!("改派 {officer}。"),
                None => println!("没有符合条件的人员，岗位公开记为空缺。"),
            }
        }
        AfterwardsCommand::Void { place, reason, text, persons } => {
            open(&place)?.void(&reason, &text, &pair(persons))?;
            println!("已公开作废。");
        }
        AfterwardsCommand::Correct { place, of, annuls, reason, text, persons } => {
            open(&place)?.correct(of, annuls, &reason, &text, &pair(persons))?;
            println!("已公开更正。");
        }
        AfterwardsCommand::Supplement { place, reason } => {
            let id = open(&place)?.reopen(&reason, true)?;
            println!("补充抽取 {id}：请修改 rules.toml 的名额，然后冻结、承诺、意向……照常进行。");
        }
    }
    done()
}
