//! `sunlot log …`: keys, checkpoints, cosignatures, static tiles and monitor rules.

use std::path::Path;

use sunlot_ceremony::{Ceremony, new_key_file, step_zh, write_whole};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::note::Note;
use sunlot_sortition::log::tree::Tree;
use sunlot_sortition::log::{Entry, monitor, tiles};
use sunlot_sortition::suite::Suite;

use crate::cli::log::LogCommand;
use crate::clock;
use crate::say::{Ended, REFUSED, Refused, UNUSABLE, done};

pub(crate) fn run(command: LogCommand) -> Ended {
    match command {
        LogCommand::Key { name, out } => {
            let public = new_key_file(&out, &name, &clock::random()?)?;
            println!(
                "密钥已存于 {}，请妥善保管。写入 rules.toml 的公钥：\n{public}",
                out.display()
            );
            done()
        }
        LogCommand::Show { dir } => show(&dir),
        LogCommand::Checkpoint { dir } => {
            let ceremony = open(&dir, None)?;
            if let Some(checkpoint) = ceremony.checkpoints()?.last() {
                print_checkpoint(checkpoint);
            }
            done()
        }
        LogCommand::Cosign { dir, key, clock } => {
            print_checkpoint(&open(&dir, clock.as_deref())?.cosign(&key)?);
            done()
        }
        LogCommand::Export { dir, out } => export(&dir, &out),
        LogCommand::Monitor { dir } => watch(&dir),
    }
}

fn open(dir: &Path, set: Option<&str>) -> Result<Ceremony, Refused> {
    Ok(Ceremony::open(dir, clock::clock(set)?)?)
}

fn show(dir: &Path) -> Ended {
    for (index, recorded) in open(dir, None)?.entries().iter().enumerate() {
        let entry = &recorded.entry;
        println!(
            "{index:>4} {} {} {:>3} {}",
            entry.time,
            entry.draw_id,
            entry.seq,
            step_zh(entry.body.kind())
        );
    }
    done()
}

fn print_checkpoint(checkpoint: &Checkpoint) {
    println!("{}", checkpoint.sm3.to_text());
    println!("{}", checkpoint.sha256.to_text());
}

/// Writes the log as files for any static web server.
fn export(dir: &Path, out: &Path) -> Ended {
    let ceremony = open(dir, None)?;
    let entries: Vec<&[u8]> = ceremony.entries().iter().map(|r| r.bytes.as_slice()).collect();
    let mut count = 0;
    for (name, bytes) in tiles::files(&ceremony.tree(), &entries) {
        write_whole(&out.join(name), &bytes, 0o644)?;
        count += 1;
    }
    if let Some(checkpoint) = ceremony.checkpoints()?.last() {
        write_whole(&out.join("checkpoint"), checkpoint.sha256.to_text().as_bytes(), 0o644)?;
        write_whole(&out.join("sm3/checkpoint"), checkpoint.sm3.to_text().as_bytes(), 0o644)?;
    }
    println!("已导出 {count} 个文件到 {}", out.display());
    done()
}

/// Runs the monitor rules over a ceremony folder or an exported log.
fn watch(dir: &Path) -> Ended {
    let (count, rules, findings) = if dir.join("checkpoint").exists() {
        // An exported log has one checkpoint, so who saw what in time cannot be judged here.
        let entries = exported(dir)?;
        (entries.len(), "M1–M4、M6", monitor::findings(&entries, clock::now()?))
    } else {
        let ceremony = open(dir, None)?;
        (ceremony.entries().len(), "M1–M6", ceremony.monitored()?)
    };
    for finding in &findings {
        println!("{} {}：{}", finding.rule, finding.draw_id, finding.message_zh);
    }
    if findings.is_empty() {
        println!("监督规则 {rules}：{count} 条日志，未发现问题。");
        return done();
    }
    Ok(std::process::ExitCode::from(REFUSED))
}

/// Entries of an exported log, held against both checkpoints.
fn exported(dir: &Path) -> Result<Vec<Entry>, Refused> {
    let broken = |what: &str| Refused::new("log.export_broken", what, REFUSED);
    let note = |name: &str| {
        let path = dir.join(name);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Refused::new("log.unreadable", format!("{}：{e}", path.display()), UNUSABLE)
        })?;
        Note::parse(&text).map_err(|e| broken(e.what))
    };
    let (sha256, sm3) = (note("checkpoint")?, note("sm3/checkpoint")?);
    let bytes = tiles::read_entries(sha256.size, |name| std::fs::read(dir.join(name)).ok())
        .ok_or_else(|| broken("日志条目缺失或已损坏。"))?;
    let tree = Tree::of(bytes.iter().map(Vec::as_slice));
    if tree.root(Suite::Sha256) != sha256.root || tree.root(Suite::Sm3) != sm3.root {
        return Err(broken("日志条目与检查点的根不符：有条目被改动。"));
    }
    bytes
        .iter()
        .map(|bytes| Json::parse_canonical(bytes).ok().and_then(|j| Entry::parse(&j).ok()))
        .collect::<Option<Vec<Entry>>>()
        .ok_or_else(|| broken("有条目不是日志格式。"))
}
