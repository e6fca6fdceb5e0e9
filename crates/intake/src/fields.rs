//! Reading the fields of one row, with a remark for everything that is not as it should be.

use sunlot_domain::codes::{fold, is_invisible, narrow};

use crate::cell::{Cell, Origin};
use crate::columns::{Column, Header};
use crate::{Finding, Severity};

/// One row being read. Refusing a field refuses the row, but reading goes on so that the clerk
/// sees everything at once.
#[derive(Debug)]
pub struct RowReader<'a> {
    columns: &'static [Column],
    header: &'a Header,
    row: u32,
    cells: &'a [Cell],
    findings: Vec<Finding>,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(
        columns: &'static [Column],
        header: &'a Header,
        row: u32,
        cells: &'a [Cell],
    ) -> RowReader<'a> {
        RowReader { columns, header, row, cells, findings: Vec::new() }
    }

    /// Row as a spreadsheet counts it.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// The cells as they were written, in the order of the kind's columns; empty where there is
    /// none.
    pub(crate) fn cells(&self) -> Vec<String> {
        let written = |place: &Option<usize>| {
            let cell = place.and_then(|place| self.cells.get(place));
            cell.map(|cell| cell.text.clone()).unwrap_or_default()
        };
        self.header.places.iter().map(written).collect()
    }

    /// The findings so far.
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Whether the file has the column at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    fn place(&self, key: &str) -> Option<usize> {
        let at = self.columns.iter().position(|c| c.key == key)?;
        self.header.places[at]
    }

    /// Adds a finding about a column of this row.
    pub(crate) fn add(&mut self, severity: Severity, key: &str, code: &str, message: String) {
        let column = self.columns.iter().find(|c| c.key == key).map_or("", |c| c.zh).to_owned();
        let code = code.to_owned();
        self.findings.push(Finding { row: self.row, column, severity, code, message });
    }

    /// Adds a finding that refuses the row.
    pub(crate) fn refuse(&mut self, key: &str, code: &str, message: impl Into<String>) {
        self.add(Severity::Refuse, key, code, message.into());
    }

    /// Adds a finding that leaves the row in use.
    pub(crate) fn warn(&mut self, key: &str, code: &str, message: impl Into<String>) {
        self.add(Severity::Warn, key, code, message.into());
    }

    /// Text of a cell without control and invisible characters, trimmed; empty when blank.
    pub(crate) fn text(&mut self, key: &str) -> String {
        let Some(cell) = self.place(key).and_then(|place| self.cells.get(place)) else {
            return String::new();
        };
        match cell.origin {
            Origin::Plain => {}
            Origin::Formula => self.warn(
                key,
                "cell.formula",
                "单元格是公式，采用了文件中保存的计算结果；建议粘贴为数值。",
            ),
            Origin::FormulaWithoutValue => self.refuse(
                key,
                "cell.formula_without_value",
                "单元格是公式但没有保存计算结果，本系统不计算公式；请粘贴为数值后再导入。",
            ),
            Origin::Error => self.refuse(
                key,
                "cell.error",
                format!("单元格是错误值“{}”；请改正后再导入。", cell.text),
            ),
            Origin::TooLong => {
                self.refuse(key, "cell.too_long", "单元格文字超过 4000 字；请检查是否错列。");
            }
        }
        if matches!(cell.origin, Origin::Error) {
            return String::new();
        }
        self.clean(key, &cell.text)
    }

    fn clean(&mut self, key: &str, raw: &str) -> String {
        let text = self.unwrap_text_formula(key, raw.trim());
        let strange = |c: char| c.is_control() || is_invisible(c);
        if !text.contains(strange) {
            return text.to_owned();
        }
        self.warn(key, "cell.control", "单元格含换行或不可见字符，已去除。");
        let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let kept: String = spaced.chars().filter(|c| !is_invisible(*c)).collect();
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `="0123"` is how CSV writers keep a number as text. Any other text that begins like a
    /// formula stays text, and is pointed out because other programs might run it.
    fn unwrap_text_formula<'t>(&mut self, key: &str, text: &'t str) -> &'t str {
        let Some(rest) = text.strip_prefix('=') else {
            if text.starts_with(['@', '\t']) || (text.starts_with(['+', '-']) && text.len() > 1) {
                self.formula_like(key);
            }
            return text.strip_prefix('\'').unwrap_or(text);
        };
        let inner = rest.strip_prefix('"').and_then(|r| r.strip_suffix('"'));
        match inner {
            Some(inner) if !inner.contains('"') => inner,
            _ => {
                self.formula_like(key);
                text
            }
        }
    }

    fn formula_like(&mut self, key: &str) {
        self.warn(
            key,
            "cell.formula_like",
            "文字以 = + - @ 开头，像公式；本系统只作文字处理，请核对，并勿在表格软件中直接打开执行。",
        );
    }

    /// A text of at most `max` characters; a longer one refuses the row.
    pub(crate) fn text_max(&mut self, key: &str, max: usize) -> String {
        let text = self.text(key);
        let length = text.chars().count();
        if length > max {
            self.refuse(
                key,
                "cell.too_long",
                format!("文字有 {length} 字，超过上限 {max} 字；请检查是否错列。"),
            );
            return String::new();
        }
        text
    }

    /// Yes or no; blank is no.
    pub(crate) fn flag(&mut self, key: &str) -> bool {
        let text = fold(&self.text(key));
        match text.as_str() {
            "" | "0" | "否" | "无" | "N" | "NO" | "F" | "FALSE" | "×" | "-" | "不是" => false,
            "1" | "是" | "有" | "Y" | "YES" | "T" | "TRUE" | "√" | "✓" | "✔" => true,
            _ => {
                let message = format!("“{}”不是“是/否”；请填“是”或“否”。", clip(&text));
                self.refuse(key, "cell.flag", message);
                false
            }
        }
    }

    /// A whole number from `min` to `max`; `None` when blank or refused.
    pub(crate) fn number(&mut self, key: &str, min: u32, max: u32) -> Option<u32> {
        let text = fold(&self.text(key));
        let bare = text.trim_end_matches(['次', '户', '个']);
        if bare.is_empty() {
            return None;
        }
        // `3.0` is how some writers store 3.
        let whole = bare.split_once('.').map_or(bare, |(whole, rest)| {
            if rest.bytes().all(|b| b == b'0') { whole } else { bare }
        });
        match whole.parse::<u32>() {
            Ok(n) if (min..=max).contains(&n) && !whole.starts_with('+') => Some(n),
            _ => {
                let message = format!("“{}”不是 {min} 到 {max} 之间的整数；请更正。", clip(&text));
                self.refuse(key, "cell.number", message);
                None
            }
        }
    }

    /// A day as `2026-03-01`; `None` when blank or refused.
    pub(crate) fn day(&mut self, key: &str) -> Option<String> {
        let text = self.text(key);
        if text.is_empty() || matches!(text.as_str(), "-" | "无" | "/") {
            return None;
        }
        let day = crate::days::parse(&text);
        if day.is_none() {
            let message = format!(
                "“{}”不是有效日期；请写成 2026-03-01、2026/3/1、2026年3月1日 或 20260301。",
                clip(&text)
            );
            self.refuse(key, "cell.day", message);
        }
        day
    }

    /// Members of a list, ascending without duplicates.
    pub(crate) fn list(&mut self, key: &str) -> Vec<String> {
        let text = self.text(key);
        let mut list: Vec<String> = text
            .split([',', '，', ';', '；', '、', '|', '｜'])
            .map(|part| part.trim().chars().map(narrow).collect::<String>())
            .filter(|part| !part.is_empty())
            .collect();
        list.sort_unstable();
        list.dedup();
        if list.len() > 64 || list.iter().any(|part| part.chars().count() > 32) {
            self.refuse(
                key,
                "cell.list",
                "列表超过 64 项或某项超过 32 字；请用顿号、逗号或分号分隔各项。",
            );
            return Vec::new();
        }
        list
    }
}

/// The beginning of a text, for a message.
pub(crate) fn clip(text: &str) -> String {
    let mut head: String = text.chars().take(24).collect();
    if head.len() < text.len() {
        head.push('…');
    }
    head
}
