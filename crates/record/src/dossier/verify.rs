//! 核验档案: nothing but the files and the public keys; no platform, no network.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::verify::{BundleFiles, Case, verify_case};

use super::drawn::{self, Listed};
use super::{BoundRow, CHECKPOINT, CHECKPOINT_SM3, DRAWS, ENTRIES, EVIDENCE, EntryProof};
use super::{List, MANIFEST, ROWS};
use crate::archive::Files;
use crate::finding::{Finding, Report};
use crate::trust::Trust;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// What was seen, in a sentence.
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
}

/// What a verification saw.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    /// The list, when it could be read.
    pub list: Option<List>,
    /// The checks, in their order.
    pub checks: Vec<Check>,
    /// What does not hold.
    pub report: Report,
}

impl Verified {
    /// Whether everything holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.report.holds()
    }

    fn add(&mut self, name: &'static str, seen: String, findings: Vec<Finding>) {
        let text = match findings.first() {
            None => seen,
            Some(first) => format!("{seen}；有 {} 处不符：{}", findings.len(), first.message_zh),
        };
        self.checks.push(Check { name, text, holds: findings.is_empty() });
        findings.into_iter().for_each(|finding| self.report.add(finding));
    }
}

/// Verifies an archive by its files alone.
#[must_use]
pub fn verify(files: &Files, trust: &Trust) -> Verified {
    let mut seen = Verified::default();
    let manifest = text(files, MANIFEST);
    match List::read(&manifest, trust) {
        Err(finding) => seen.add("文件清单", "操作方对清单的签名".into(), vec![finding]),
        Ok(list) => {
            let text = format!("{} 个文件逐一与签名的清单核对", list.files.len());
            seen.add("文件清单", text, list.differences(files));
            seen.list = Some(list);
        }
    }
    let checkpoint = match checkpoint(files, trust) {
        Err(finding) => {
            seen.add("检查点", "操作方和见证方的签名".into(), vec![finding]);
            return seen;
        }
        Ok(checkpoint) => checkpoint,
    };
    let witnesses = trust.cosigned(&checkpoint);
    let text = format!("日志 {} 条，操作方签名有效，见证方 {witnesses} 家", checkpoint.size);
    let sizes = seen.list.as_ref().filter(|list| list.size != checkpoint.size);
    let sizes = sizes
        .map(|_| Finding::of("dossier.checkpoint", "检查点与清单所写的条目数不同：检查点被调换。"));
    seen.add("检查点", text, sizes.into_iter().collect());
    let (entries, findings) = entries(files, &checkpoint);
    let text = format!("{} 条日志条目在检查点所签的两棵树中", entries.len());
    seen.add("日志证明", text, findings);
    let (rows, findings) = rows(files, &entries);
    let text = format!("{} 条记录由写下它的日志条目证明", rows.len());
    seen.add("业务记录", text, findings);
    let text = format!("{} 件证据与记录中的摘要核对", of(&rows, "evidence").count());
    seen.add("检查证据", text, evidence(files, &rows));
    let signed = of(&rows, "inspection_signature").count();
    let text = format!("{signed} 个执法人员签字所签的就是这份检查记录");
    seen.add("签字", text, signatures(&rows));
    let lists = draws(files, trust, &rows, &mut seen);
    let (text, findings) = drawn::check(files, &rows, &lists);
    seen.add("名单和检查组", text, findings);
    subject(&mut seen, &rows);
    seen
}

fn text(files: &Files, path: &str) -> String {
    files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn checkpoint(files: &Files, trust: &Trust) -> Result<Checkpoint, Finding> {
    let checkpoint = trust.checkpoint(&text(files, CHECKPOINT), &text(files, CHECKPOINT_SM3))?;
    let witnesses = trust.cosigned(&checkpoint);
    if witnesses < trust.0.quorum {
        let text = format!("检查点只有 {witnesses} 家见证方签名，应不少于 {} 家。", trust.0.quorum);
        return Err(Finding::of("dossier.quorum", text));
    }
    Ok(checkpoint)
}

fn below<'a>(files: &'a Files, folder: &'a str) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
    files.range(folder.to_owned()..).take_while(move |(path, _)| path.starts_with(folder))
}

fn entries(files: &Files, checkpoint: &Checkpoint) -> (BTreeMap<u64, EntryProof>, Vec<Finding>) {
    let (mut good, mut findings) = (BTreeMap::new(), Vec::new());
    for (path, bytes) in below(files, ENTRIES) {
        let proof = match EntryProof::parse(bytes) {
            Ok(proof) => proof,
            Err(e) => {
                let text = format!("{path} 不是日志证明：{}", e.message_zh());
                findings.push(Finding::of("dossier.entry_form", text));
                continue;
            }
        };
        match proof.check(checkpoint) {
            Ok(_) => drop(good.insert(proof.index, proof)),
            Err(finding) => findings.push(finding),
        }
    }
    (good, findings)
}

fn rows(files: &Files, entries: &BTreeMap<u64, EntryProof>) -> (Vec<BoundRow>, Vec<Finding>) {
    let (mut good, mut findings) = (Vec::new(), Vec::new());
    for (path, bytes) in below(files, ROWS) {
        let row = match BoundRow::parse(bytes) {
            Ok(row) => row,
            Err(e) => {
                let text = format!("{path} 不是业务记录：{}", e.message_zh());
                findings.push(Finding::of("dossier.row_form", text));
                continue;
            }
        };
        let line = row.line();
        let proof = entries.get(&row.log_index);
        if row.path() == *path && proof.is_some_and(|p| p.rows.iter().any(|one| one.line == line)) {
            good.push(row);
        } else {
            let text = format!(
                "{path} 与第 {} 号日志条目写下的不同：记录被改动，或不是本平台写下的。",
                row.log_index
            );
            findings.push(Finding::at("dossier.row", row.log_index, text));
        }
    }
    (good, findings)
}

fn of<'a>(rows: &'a [BoundRow], table: &'a str) -> impl Iterator<Item = &'a BoundRow> {
    rows.iter().filter(move |row| row.table == table)
}

/// Every piece of evidence of the record is there, under the hash that the record holds of it.
fn evidence(files: &Files, rows: &[BoundRow]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known = BTreeSet::new();
    for row in of(rows, "evidence") {
        let digest = row.text("file").unwrap_or_default();
        known.insert(digest.to_owned());
        let file = below(files, EVIDENCE).find(|(path, _)| digest_of(path) == digest);
        let same = file
            .is_some_and(|(_, bytes)| Suite::Sha256.hash(&[bytes.as_slice()]).to_hex() == digest);
        if !same {
            let name = row.text("name").unwrap_or_default();
            let text = format!("证据“{name}”（{digest}）缺失，或内容与采集时的摘要不符。");
            findings.push(Finding::at("dossier.evidence", row.log_index, text));
        }
    }
    for (path, _) in below(files, EVIDENCE).filter(|(path, _)| !known.contains(digest_of(path))) {
        let text = format!("{path} 不属于任何一条证据记录。");
        findings.push(Finding::of("dossier.evidence_extra", text));
    }
    findings
}

/// The hash in the name of a file of evidence.
fn digest_of(path: &str) -> &str {
    let name = path.strip_prefix(EVIDENCE).unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// What the officers signed is the record of the visit.
fn signatures(rows: &[BoundRow]) -> Vec<Finding> {
    let visits: BTreeMap<&str, &BoundRow> =
        of(rows, "inspection").map(|row| (row.id.as_str(), row)).collect();
    let wrong = of(rows, "inspection_signature").filter(|row| {
        let visit = row.text("inspection").and_then(|id| visits.get(id));
        visit.is_none_or(|visit| visit.columns.get("digest") != row.columns.get("digest"))
    });
    wrong
        .map(|row| {
            let text = "有签字所签的不是这份检查记录。";
            Finding::at("dossier.signature", row.log_index, text)
        })
        .collect()
}

/// Verifies the draws; gives the lists of those that hold.
fn draws(
    files: &Files,
    trust: &Trust,
    rows: &[BoundRow],
    seen: &mut Verified,
) -> BTreeMap<String, Listed> {
    let mut lists = BTreeMap::new();
    let mut bundles: BTreeMap<&str, BundleFiles> = BTreeMap::new();
    for (path, bytes) in below(files, DRAWS) {
        let rest = path.strip_prefix(DRAWS).unwrap_or_default();
        if let Some((id, name)) = rest.split_once('/') {
            bundles.entry(id).or_default().insert(name.to_owned(), bytes.clone());
        }
    }
    let mut entries: BTreeMap<&str, Vec<&BoundRow>> = BTreeMap::new();
    for row in of(rows, "draw_entry") {
        entries.entry(row.text("draw").unwrap_or_default()).or_default().push(row);
    }
    let drawn = of(rows, "inspection").filter_map(|row| row.text("draw"));
    for id in drawn.collect::<BTreeSet<_>>() {
        let known = entries.remove(id).unwrap_or_default();
        let (text, findings) = match bundles.remove(id) {
            Some(bundle) if !known.is_empty() => {
                let (text, findings, list) = draw(&bundle, trust, &known);
                lists.extend(list.map(|list| (id.to_owned(), list)));
                (text, findings)
            }
            _ => {
                let text = format!("缺少抽取 {id} 的公布文件或日志条目的记录。");
                (text.clone(), vec![Finding::of("dossier.draw_missing", text)])
            }
        };
        seen.add("抽取", text, findings);
    }
    for id in bundles.into_keys() {
        let text = format!("{DRAWS}{id} 不属于任何一次检查的抽取。");
        seen.add("抽取", text.clone(), vec![Finding::of("dossier.draw_extra", text)]);
    }
    lists
}

/// The numbered checks of a bundle, and that its entries are those that this log has of the draw.
fn draw(
    bundle: &BundleFiles,
    trust: &Trust,
    known: &[&BoundRow],
) -> (String, Vec<Finding>, Option<Listed>) {
    let mut case = Case::new(bundle);
    let report = verify_case(&mut case, &mut |_, _| {});
    if let Some((check, deviation)) = report.failure() {
        let text = format!("公布文件没有通过核验（{check}）：{}", deviation.message_zh);
        let findings = vec![Finding::of("dossier.draw", text)];
        return (format!("抽取 {}", report.draw_id), findings, None);
    }
    let mut findings = Vec::new();
    let index = |row: &&BoundRow| row.columns.get("entry").and_then(|n| n.as_str()?.parse().ok());
    let logged: BTreeSet<u64> = known.iter().filter_map(index).collect();
    if case.own().count() == 0 || case.own().any(|entry| !logged.contains(&entry.index)) {
        let text = format!("公布文件（{}）的日志条目不是这次抽取的。", report.draw_id);
        findings.push(Finding::of("dossier.draw_other", text));
    }
    if case.rules().log.operator != trust.0.operator {
        let text = "公布文件写明的日志密钥与公钥文件不同：不是这一份日志。";
        findings.push(Finding::of("dossier.draw_log", text));
    }
    let passed = report.checks.len() - report.withheld();
    let text = format!(
        "抽取 {} 的公布文件：{passed} 项核验通过，{} 项因未公开或没有此环节未能核验",
        report.draw_id,
        report.withheld()
    );
    (text, findings, Some(Listed::of(&case)))
}

/// The archive shows the record that its list names.
fn subject(seen: &mut Verified, rows: &[BoundRow]) {
    let Some(list) = &seen.list else { return };
    let (kind, record) = (list.kind, list.record.clone());
    let there = of(rows, kind.code()).any(|row| row.id == record);
    let findings = match there {
        true => Vec::new(),
        false => {
            let text = format!("档案中没有清单所写的{}的记录 {record}。", kind.name_zh());
            vec![Finding::of("dossier.record", text)]
        }
    };
    let text = format!("{}（{}）的记录在档案中", kind.name_zh(), list.number);
    seen.add("对象", text, findings);
}
