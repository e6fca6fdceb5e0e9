//! An import: typed rows with the report, after duplicates were found.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::kind::{Kind, Record};
use crate::{DuplicateRow, Finding, InspectorRow, RefusedRow, Report, Severity};

/// The rows of a file, in its order, and what became of every other row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import<R> {
    /// Accepted rows by row number; no two have the same key.
    pub rows: Vec<R>,
    /// The report. [`Report::adds_up`] always holds.
    pub report: Report,
}

impl<R: Record> Import<R> {
    /// Settles duplicates among typed rows. `report` knows the rows read and refused so far.
    ///
    /// Rows with one key that agree in every deciding column collapse to one; where only
    /// descriptions (name, type, remarks) differ, the smallest in byte order is kept, so that the
    /// order of the file decides nothing; tags of subjects add up, as each department gives its
    /// own. Rows that contradict each other in a deciding column are **all** refused: choosing one
    /// silently would be choosing who can be drawn.
    #[must_use]
    pub fn settle(mut rows: Vec<R>, mut report: Report) -> Import<R> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| rows[a].cmp_key(&rows[b]).then(a.cmp(&b)));
        let mut keep = vec![true; rows.len()];
        let groups: Vec<&[usize]> = order
            .chunk_by(|&a, &b| rows[a].cmp_key(&rows[b]) == Ordering::Equal)
            .filter(|members| members.len() > 1)
            .collect();
        for members in groups {
            settle_group(members, &mut rows, &mut keep, &mut report);
        }
        let mut fate = keep.into_iter();
        rows.retain(|_| fate.next().unwrap_or(true));
        rows.sort_by_key(Record::row);
        report.accepted = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        report.duplicates.sort_unstable();
        report.refused.sort_unstable();
        report.findings.sort();
        Import { rows, report }
    }
}

fn settle_group<R: Record>(
    members: &[usize],
    rows: &mut [R],
    keep: &mut [bool],
    report: &mut Report,
) {
    let key = rows[members[0]].label();
    let mut fields: Vec<&'static str> =
        members.iter().flat_map(|&at| rows[members[0]].contradictions(&rows[at])).collect();
    fields.sort_unstable();
    fields.dedup();
    let numbers: Vec<u32> = members.iter().map(|&at| rows[at].row()).collect();
    if !fields.is_empty() {
        for &at in members {
            keep[at] = false;
            let row = rows[at].row();
            let code = contradiction_code(R::KIND).to_owned();
            report.refused.push(RefusedRow { row, code: code.clone() });
            report.add(Finding {
                row,
                column: fields.join("、"),
                severity: Severity::Refuse,
                code,
                message: format!(
                    "“{key}”在第 {} 行重复出现，且{}不一致，无法判断以哪行为准，各行均未采用；\
                     请核实后只保留一行。",
                    listed(&numbers),
                    fields.join("、")
                ),
            });
        }
        return;
    }
    let Some(best) = members.iter().copied().min_by_key(|&at| (rows[at].unnumbered(), at)) else {
        return;
    };
    let mut merged = rows[best].clone();
    for &at in members.iter().filter(|&&at| at != best) {
        keep[at] = false;
        merged.absorb(&rows[at]);
        let (row, of) = (rows[at].row(), rows[best].row());
        report.duplicates.push(DuplicateRow { row, of });
        let same = rows[at].unnumbered() == rows[best].unnumbered();
        let (severity, code, what) = if same {
            (Severity::Note, "row.duplicate", "内容相同")
        } else {
            (Severity::Warn, "row.duplicate_described", "仅名称等说明文字或标签不同（标签合并）")
        };
        report.add(Finding {
            row,
            column: String::new(),
            severity,
            code: code.to_owned(),
            message: format!("“{key}”与第 {of} 行重复，{what}，合并为一行。"),
        });
    }
    rows[best] = merged;
}

fn contradiction_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Register => "register.contradiction",
        Kind::Inspectors => "inspectors.contradiction",
        Kind::Conflicts => "conflicts.contradiction",
        Kind::Items => "items.contradiction",
        Kind::Plan => "plan_table.contradiction",
    }
}

fn listed(numbers: &[u32]) -> String {
    let mut text: Vec<String> = numbers.iter().take(8).map(u32::to_string).collect();
    if numbers.len() > text.len() {
        text.push("…".to_owned());
    }
    text.join("、")
}

impl Import<InspectorRow> {
    /// Replaces Chinese names of departments by codes of the caller's table. What is already a
    /// code (`[0-9a-z_.]{1,24}`) stays; a row whose department is not in the table is refused.
    pub fn map_departments(mut self, table: &BTreeMap<String, String>) -> Import<InspectorRow> {
        let mut kept = Vec::with_capacity(self.rows.len());
        for mut row in std::mem::take(&mut self.rows) {
            if let Some(code) = table.get(&row.dept) {
                row.dept.clone_from(code);
            }
            if is_dept_code(&row.dept) {
                kept.push(row);
                continue;
            }
            let code = "inspectors.dept_unknown".to_owned();
            self.report.refused.push(RefusedRow { row: row.row, code: code.clone() });
            self.refuse_copies_of(row.row, &code);
            self.report.add(Finding {
                row: row.row,
                column: "部门".to_owned(),
                severity: Severity::Refuse,
                code,
                message: format!(
                    "部门“{}”不在规则文件的部门表中；请更正，或在部门表中补上该部门。",
                    row.dept
                ),
            });
        }
        self.report.accepted = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        self.report.refused.sort_unstable();
        self.report.findings.sort();
        self.rows = kept;
        self
    }

    /// A duplicate of a row that is refused is refused with it.
    fn refuse_copies_of(&mut self, of: u32, code: &str) {
        let (copies, rest) =
            std::mem::take(&mut self.report.duplicates).into_iter().partition(|d| d.of == of);
        self.report.duplicates = rest;
        let copies: Vec<DuplicateRow> = copies;
        let code = code.to_owned();
        self.report
            .refused
            .extend(copies.iter().map(|d| RefusedRow { row: d.row, code: code.clone() }));
    }
}

fn is_dept_code(text: &str) -> bool {
    let form = |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b"_.".contains(&b);
    (1..=24).contains(&text.len()) && text.bytes().all(form)
}
