//! Reading the register, the inspectors and the conflicts, each in a bounded process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sunlot_ceremony::Inputs;
use sunlot_intake::{Bounds, ConflictRow, Import, InspectorRow, IntakeError, Report, SubjectRow};

use crate::say::{REFUSED, Refused, UNUSABLE, working};

/// The files of a freeze.
pub(crate) struct Files<'a> {
    pub(crate) register: &'a Path,
    pub(crate) inspectors: Option<&'a Path>,
    pub(crate) conflicts: Option<&'a Path>,
    /// Freeze although rows were refused; they are listed in the report.
    pub(crate) without_refused: bool,
}

fn exe() -> Result<PathBuf, Refused> {
    sunlot_intake::own_program()
        .map_err(|e| Refused::new("intake.exe", format!("找不到程序自身：{e}"), UNUSABLE))
}

fn refused(path: &Path, error: &IntakeError) -> Refused {
    let message = format!("{}：{}", path.display(), error.message_zh());
    Refused::new(error.code(), message, UNUSABLE)
}

/// Reads the files and shows the report of each.
pub(crate) fn read(files: &Files<'_>, depts: &BTreeMap<String, String>) -> Result<Inputs, Refused> {
    let (exe, bounds) = (exe()?, Bounds::default());
    let read = || sunlot_intake::read_bounded(&exe, files.register, &bounds);
    let register: Import<SubjectRow> =
        working("读取检查对象名录", read).map_err(|e| refused(files.register, &e))?;
    report(files.register, &register.report, files.without_refused)?;
    let mut inputs = Inputs { subjects: register.rows, ..Inputs::default() };
    if let Some(path) = files.inspectors {
        let list: Import<InspectorRow> =
            sunlot_intake::read_bounded(&exe, path, &bounds).map_err(|e| refused(path, &e))?;
        let list = list.map_departments(depts);
        report(path, &list.report, files.without_refused)?;
        inputs.inspectors = list.rows;
    }
    if let Some(path) = files.conflicts {
        let list: Import<ConflictRow> =
            sunlot_intake::read_bounded(&exe, path, &bounds).map_err(|e| refused(path, &e))?;
        report(path, &list.report, files.without_refused)?;
        inputs.conflicts = list.rows;
    }
    Ok(inputs)
}

/// Findings of one kind that are shown in full.
const SHOWN: usize = 5;

fn report(path: &Path, report: &Report, without_refused: bool) -> Result<(), Refused> {
    eprintln!("{}：{}", path.display(), report.summary_zh());
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        let count = shown.entry(&finding.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            eprintln!(
                "  第 {} 行 {} [{}] {}",
                finding.row, finding.column, finding.code, finding.message
            );
        }
    }
    for (code, count) in &report.counts {
        if *count > SHOWN as u64 {
            eprintln!("  [{code}] 共 {count} 条，以上只列 {SHOWN} 条");
        }
    }
    if report.refused.is_empty() || without_refused {
        return Ok(());
    }
    let message = format!(
        "{} 有 {} 行未能采用，名录不完整就不能冻结。请按上面的提示改正；\
         确认这些行不应参加抽取的，可加 --without-refused。",
        path.display(),
        report.refused.len()
    );
    Err(Refused::new("freeze.refused_rows", message, REFUSED))
}
