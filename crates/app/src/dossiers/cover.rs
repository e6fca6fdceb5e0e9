//! The cover: what the archive is about, the steps, the files, and how it is verified.

use std::collections::BTreeMap;

use sunlot_domain::inspections::Inspection;
use sunlot_domain::organs::Organ;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::tasks::Task;
use sunlot_forms::cover::{Cover, paper as laid};
use sunlot_forms::{Paper, parts::day_zh};
use sunlot_record::archive::Files;
use sunlot_record::dossier::{self, Kind};
use sunlot_sortition::suite::Suite;
use sunlot_store::ReadTx;
use sunlot_store::ledger::Signed;

use crate::error::AppError;
use crate::forms::visit::moment;
use crate::timelines::TimelineEntry;

/// What the cover tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Id of the record.
    pub(super) record: String,
    /// Its number.
    pub(super) number: String,
    /// The initiating department.
    organ: String,
    about: Vec<(String, String)>,
    /// What happened, from the log.
    pub(super) steps: Vec<TimelineEntry>,
}

impl Told {
    pub(super) fn of_visit(tx: &mut ReadTx<'_>, visit: &Inspection) -> Result<Told, AppError> {
        let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
        let task = visit.task.map(|id| tx.need::<Task>(&id)).transpose()?;
        let task = task.map_or_else(
            || "—".to_owned(),
            |task| format!("{}　{}", task.value.number, task.value.name),
        );
        let done = visit.done_on.map(|day| day_zh(&day.to_string()));
        let about = [
            ("检查对象", subject.name.clone()),
            ("统一社会信用代码", subject.code.as_str().to_owned()),
            ("任务", task),
            ("检查来源", visit.source.name_zh().to_owned()),
            ("检查类型", visit.kind.name_zh().to_owned()),
            ("状态", visit.state.name_zh().to_owned()),
            ("检查结束", done.unwrap_or_else(|| "尚未结束".to_owned())),
        ];
        Ok(Told {
            record: visit.id.to_string(),
            number: visit.number.clone(),
            organ: tx.need::<Organ>(&visit.organ)?.value.name,
            about: labelled(about),
            steps: Vec::new(),
        })
    }

    pub(super) fn of_task(
        tx: &mut ReadTx<'_>,
        task: &Task,
        visits: usize,
    ) -> Result<Told, AppError> {
        let about = [
            ("任务名称", task.name.clone()),
            ("任务编号", task.number.clone()),
            ("任务来源", task.origin.name_zh().to_owned()),
            ("状态", task.state.name_zh().to_owned()),
            ("检查", format!("{visits} 次")),
            ("完成时限", day_zh(&task.deadline.to_string())),
        ];
        Ok(Told {
            record: task.id.to_string(),
            number: task.number.clone(),
            organ: tx.need::<Organ>(&task.organ)?.value.name,
            about: labelled(about),
            steps: Vec::new(),
        })
    }
}

fn labelled<const N: usize>(about: [(&str, String); N]) -> Vec<(String, String)> {
    about.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// Kinds of stored rows, as people call them.
const TABLES: [(&str, &str); 23] = [
    ("inspection", "检查"),
    ("inspection_part", "部门部分（录入、审核、公示）"),
    ("inspection_item", "检查事项和记录"),
    ("inspection_member", "检查组成员"),
    ("inspection_signature", "执法人员签字"),
    ("inspection_note", "补正"),
    ("evidence", "检查证据的登记"),
    ("inspector", "执法检查人员及证件"),
    ("check_result", "检查结果（已公示）"),
    ("result_change", "更正和撤回"),
    ("result_channel", "公示渠道和回执"),
    ("rectification", "责令改正"),
    ("penalty", "立案处罚案件"),
    ("payment", "缴款"),
    ("referral", "抄告、移送"),
    ("restriction", "列入名单、限制措施"),
    ("task", "抽查任务"),
    ("work_plan", "抽查计划"),
    ("plan_edition", "计划的各版"),
    ("plan_filing", "备案"),
    ("item_list_version", "事项清单的版本"),
    ("item", "抽查事项（清单所载）"),
    ("dispatched_post", "派发（随机匹配的结果）"),
];

/// What a file is, by its path.
fn meaning(path: &str) -> String {
    let row = path.strip_prefix(dossier::ROWS).and_then(|rest| rest.split('/').next());
    if let Some(table) = row {
        let known = TABLES.iter().find(|(name, _)| *name == table);
        return known.map_or(table, |(_, zh)| zh).to_owned();
    }
    let folders = [
        (dossier::ENTRIES, "日志条目及证明"),
        (dossier::EVIDENCE, "证据文件"),
        (dossier::DRAWS, "抽取的公布文件"),
        (dossier::SUBJECTS, "检查对象的代码和名称"),
        ("log/", "日志检查点"),
        ("文书/", "文书"),
        ("时间线", "时间线"),
    ];
    let found = folders.iter().find(|(folder, _)| path.starts_with(folder));
    found.map_or("", |(_, zh)| zh).to_owned()
}

/// Files that the cover names one by one: what a person reads. The rest is counted by kind; every
/// file stands in the signed list.
fn is_read(path: &str) -> bool {
    path.ends_with(".pdf") || path.starts_with(dossier::EVIDENCE) || path.starts_with("时间线")
}

/// The cover of an archive.
pub(super) fn paper(kind: Kind, told: &Told, files: &Files, signed: &Signed) -> Paper {
    let digest = |bytes: &Vec<u8>| Suite::Sha256.hash(&[bytes.as_slice()]).to_hex();
    let mut listed: Vec<[String; 3]> = Vec::new();
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for (path, bytes) in files {
        match is_read(path) {
            true => listed.push([path.clone(), meaning(path), digest(bytes)]),
            false => *counted.entry(meaning(path)).or_default() += 1,
        }
    }
    let counts = counted.into_iter().map(|(what, count)| {
        [format!("{count} 个文件"), what, format!("见 {}", dossier::MANIFEST)]
    });
    listed.extend(counts);
    let steps = told.steps.iter().map(|step| {
        let who = match step.actor.is_empty() {
            true => step.action_name.clone(),
            false => format!("{}（{}）", step.action_name, step.actor),
        };
        [who, moment(&step.time), format!("日志第 {} 号", step.index)]
    });
    let body = |note: &str| note.split("\n\n").next().unwrap_or_default().to_owned();
    laid(&Cover {
        title: kind.name_zh().to_owned(),
        organ: told.organ.clone(),
        number: told.number.clone(),
        about: told.about.clone(),
        steps: steps.collect(),
        files: listed,
        checkpoint: format!(
            "日志检查点：{} 条，{}签署。\n扫码可与公布的检查点逐字比对。",
            signed.size,
            moment(&signed.time.to_string())
        ),
        checkpoint_text: format!("{}\n{}", body(&signed.sm3), body(&signed.sha256)),
    })
}
