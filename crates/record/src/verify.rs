//! 核验公开的日志: every leaf and every root derived again from the published files alone.

use std::io;

use rayon::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::note::{Note, origin};
use sunlot_sortition::log::tiles::{Kind, Tile, WIDTH, width};
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::difference::{Difference, difference};
use crate::entry::EventEntry;
use crate::files::Files;
use crate::finding::{Finding, Report};
use crate::levels::Levels;
use crate::trust::Trust;

/// The trees as the files have them, in the order of [`Suite::ALL`].
const TREES: [(Suite, &str); 2] = [(Suite::Sm3, "sm3/"), (Suite::Sha256, "")];

/// Verifies a log by its published files; `kept` are checkpoints of it that the verifier has from
/// earlier or from elsewhere.
///
/// # Errors
/// When a file can neither be read nor known to be missing: then nothing is judged.
pub fn verify(files: &dyn Files, trust: &Trust, kept: &[Note]) -> io::Result<Report> {
    let mut report = Report::default();
    let (sha256, sm3) = (files.read("checkpoint")?, files.read("sm3/checkpoint")?);
    let (Some(sha256), Some(sm3)) = (sha256, sm3) else {
        report.add(Finding::of("log.checkpoint_missing", "没有检查点文件；无法核验。"));
        return Ok(report);
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let checkpoint = match trust.checkpoint(&text(&sha256), &text(&sm3)) {
        Ok(checkpoint) => checkpoint,
        Err(finding) => {
            report.add(finding);
            return Ok(report);
        }
    };
    report.checkpoint = Some(checkpoint.size);
    report.witnesses = trust.cosigned(&checkpoint);
    if report.witnesses < trust.0.quorum {
        let text = format!(
            "检查点只有 {} 家见证方签名，应不少于 {} 家；不能排除操作方另有一份日志。",
            report.witnesses, trust.0.quorum
        );
        report.add(Finding::of("log.witness_quorum", text));
    }
    let read = read(files, checkpoint.size)?;
    report.entries = read.derived[0].len() as u64;
    judge(&mut report, &checkpoint, read, files, trust, kept)?;
    report.findings.sort_by_key(|finding| finding.index.unwrap_or(u64::MAX));
    Ok(report)
}

/// What the files hold of the first entries.
#[derive(Default)]
struct Contents {
    /// Leaf hashes from the entries' bytes, by tree.
    derived: [Vec<Digest>; 2],
    /// Leaf hashes that the tiles state.
    stated: [Vec<Digest>; 2],
    /// Entries that are none, and times that go back.
    findings: Vec<Finding>,
    /// Times of the first and the last entry, with the index of the first.
    first: Option<(u64, UtcSecond)>,
    last: Option<UtcSecond>,
}

/// Tiles read at once.
const BATCH: u64 = 256;

fn read(files: &dyn Files, size: u64) -> io::Result<Contents> {
    let count = size.div_ceil(WIDTH as u64);
    let mut all = Contents::default();
    let mut from = 0;
    while from < count {
        let to = count.min(from + BATCH);
        let pieces: io::Result<Vec<Contents>> =
            (from..to).into_par_iter().map(|index| piece(files, size, index)).collect();
        pieces?.into_iter().for_each(|piece| all.append(piece));
        from = to;
    }
    Ok(all)
}

impl Contents {
    fn append(&mut self, piece: Contents) {
        for (all, part) in self.derived.iter_mut().zip(piece.derived) {
            all.extend(part);
        }
        for (all, part) in self.stated.iter_mut().zip(piece.stated) {
            all.extend(part);
        }
        self.findings.extend(piece.findings);
        if let (Some(last), Some((at, first))) = (self.last, piece.first)
            && first < last
        {
            self.findings.push(time_back(at));
        }
        self.first = self.first.or(piece.first);
        self.last = piece.last.or(self.last);
    }
}

/// One entry bundle and the two tiles beside it.
fn piece(files: &dyn Files, size: u64, index: u64) -> io::Result<Contents> {
    let mut out = Contents::default();
    let width = width(size, 0, index);
    let bytes = tile(files, "", Tile { kind: Kind::Entries, index, width })?;
    let bytes = bytes.unwrap_or_default();
    let mut entries = split(&bytes);
    entries.truncate(usize::from(width));
    for (at, (suite, prefix)) in TREES.into_iter().enumerate() {
        out.derived[at] = merkle::leaves(suite, &entries);
        let hashes = tile(files, prefix, Tile { kind: Kind::Level(0), index, width })?;
        out.stated[at] = digests(&hashes.unwrap_or_default(), usize::from(width));
    }
    let first = index * WIDTH as u64;
    for (number, entry) in (first..).zip(&entries) {
        match time_of(entry) {
            Ok(time) => {
                if out.last.is_some_and(|last| time < last) {
                    out.findings.push(time_back(number));
                }
                out.first = out.first.or(Some((number, time)));
                out.last = Some(time);
            }
            Err(why) => {
                let text = format!("第 {number} 号条目不是规定的格式：{why}");
                out.findings.push(Finding::at("log.entry_form", number, text));
            }
        }
    }
    Ok(out)
}

fn time_back(at: u64) -> Finding {
    Finding::at("log.time_back", at, format!("第 {at} 号条目的时间早于前一条。"))
}

/// A tile, or the beginning of the full one that took its place.
fn tile(files: &dyn Files, prefix: &str, tile: Tile) -> io::Result<Option<Vec<u8>>> {
    let read = |tile: Tile| files.read(&format!("{prefix}{}", tile.path()));
    match read(tile)? {
        None if usize::from(tile.width) < WIDTH => read(Tile { width: WIDTH as u16, ..tile }),
        found => Ok(found),
    }
}

/// Entries of a bundle as far as it can be read.
fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, after)) = after.split_at_checked(length) else { break };
        entries.push(entry);
        rest = after;
    }
    entries
}

fn digests(bytes: &[u8], most: usize) -> Vec<Digest> {
    let hashes = bytes.as_chunks::<32>().0.iter().take(most);
    hashes.map(|hash| Digest::from_bytes(*hash)).collect()
}

/// Time of an entry of this log: an event of the platform, or another type with a time.
///
/// # Errors
/// What is wrong with it, in Chinese.
pub fn time_of(entry: &[u8]) -> Result<UtcSecond, String> {
    // The common case first: an event is read once.
    match EventEntry::parse(entry) {
        Ok(event) => Ok(event.time),
        Err(wrong) => {
            let json = Json::parse_canonical(entry).map_err(|e| e.message_zh())?;
            let other = json.get("type").and_then(Json::as_str).is_some_and(|t| t != "event");
            let time = json.get("time").and_then(Json::as_str).filter(|_| other);
            time.and_then(|t| UtcSecond::parse(t).ok()).ok_or_else(|| wrong.message_zh())
        }
    }
}

fn judge(
    report: &mut Report,
    checkpoint: &Checkpoint,
    read: Contents,
    files: &dyn Files,
    trust: &Trust,
    kept: &[Note],
) -> io::Result<()> {
    let Contents { derived, stated, findings, .. } = read;
    findings.into_iter().for_each(|finding| report.add(finding));
    for (((suite, prefix), derived), stated) in TREES.into_iter().zip(derived).zip(stated) {
        let signed = checkpoint.note(suite);
        let levels = Levels::of(suite, derived);
        if levels.root(signed.size) == Some(signed.root) {
            if stated != levels.leaves() {
                let at = stated.iter().zip(levels.leaves()).take_while(|(a, b)| a == b).count();
                report.add(tile_finding(suite, 0, at as u64));
            }
            upper_tiles(report, files, prefix, suite, &levels)?;
        } else if let Some(differs) = located(suite, signed, &stated, levels.leaves()) {
            report.add(Finding::at(differs.code(), differs.index(), differs.message_zh()));
        } else {
            report.add(rewritten(suite, signed.size, levels.size(), kept, &levels));
        }
        for note in kept {
            earlier(report, note, suite, trust, signed, &levels);
        }
    }
    report.findings.dedup();
    Ok(())
}

/// Where the entries differ from the tiles, when the tiles are those that were signed.
fn located(suite: Suite, signed: &Note, stated: &[Digest], found: &[Digest]) -> Option<Difference> {
    let whole = stated.len() as u64 == signed.size && merkle::root(suite, stated) == signed.root;
    if whole { difference(stated, found) } else { None }
}

/// Entries and tiles agree with each other and not with the signature, or both are damaged.
fn rewritten(suite: Suite, size: u64, found: u64, kept: &[Note], levels: &Levels) -> Finding {
    if found < size {
        let cut = Difference::Truncated(found);
        return Finding::at(cut.code(), found, cut.message_zh());
    }
    // Everything up to the newest kept checkpoint that still holds is known to be as it was.
    let holds = |note: &&Note| levels.root(note.size) == Some(note.root);
    let good = kept.iter().filter(holds).map(|note| note.size).max().unwrap_or(0);
    let text = format!(
        "由条目算出的 {} 根与检查点（{size} 条）不符：第 {good} 号及以后有条目被改动、增删或调换。",
        suite.name()
    );
    Finding::at("log.root", good, text)
}

fn tile_finding(suite: Suite, level: u8, at: u64) -> Finding {
    let text = format!(
        "{} 树第 {level} 层的散列文件从第 {at} 个起与条目不符；条目本身与检查点相符，\
         请重新导出散列文件。",
        suite.name()
    );
    Finding::of("log.tile", text)
}

fn upper_tiles(
    report: &mut Report,
    files: &dyn Files,
    prefix: &str,
    suite: Suite,
    levels: &Levels,
) -> io::Result<()> {
    for (level, hashes) in levels.above() {
        for (index, chunk) in (0u64..).zip(hashes.chunks(WIDTH)) {
            let width = u16::try_from(chunk.len()).expect("at most 256");
            let found = tile(files, prefix, Tile { kind: Kind::Level(level), index, width })?;
            if digests(&found.unwrap_or_default(), chunk.len()) != chunk {
                report.add(tile_finding(suite, level, index * WIDTH as u64));
                break;
            }
        }
    }
    Ok(())
}

/// A checkpoint that the verifier kept has to be a beginning of what is published now.
fn earlier(
    report: &mut Report,
    note: &Note,
    suite: Suite,
    trust: &Trust,
    signed: &Note,
    levels: &Levels,
) {
    if note.origin != origin(trust.0.origin.as_str(), suite) {
        return;
    }
    if !trust.signed(note, suite) {
        let text = format!("您保存的检查点（{} 条）不是本日志操作方的有效签名。", note.size);
        report.add(Finding::of("log.kept_signature", text));
    } else if note.size > signed.size {
        let text = format!(
            "公布的日志只有 {} 条，少于您保存的检查点（{} 条）：日志被截短或换成了旧的备份。\
             您保存的检查点有操作方签名，是证据。",
            signed.size, note.size
        );
        report.add(Finding::at("log.rollback", signed.size, text));
    } else if levels.root(note.size).is_some_and(|root| root != note.root) {
        let text = format!(
            "公布的日志前 {} 条与您保存的检查点不同：历史被改写后重新签了名。\
             两个检查点都有操作方签名，放在一起就是证据。",
            note.size
        );
        report.add(Finding::of("log.fork", text));
    }
}
