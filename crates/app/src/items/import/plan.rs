//! What a file would do to a draft.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::ids::OrganId;
use sunlot_domain::items::words::{Gravity, Organs, blank, from_words};
use sunlot_domain::items::{
    Change, FieldProblem, Item, ItemCode, ItemList, ItemListVersion, diff,
    organs_that_cannot_inspect,
};
use sunlot_intake::{Finding, ItemRow, Kind as FileKind, Report, Severity};
use sunlot_sortition::suite::Suite;
use sunlot_store::{ReadTx, Stored, items as store};

use super::{FINDINGS_SHOWN, Incoming, ListImportView};
use crate::context::Ids;
use crate::error::AppError;
use crate::imports::FindingView;
use crate::items::lists::shown;
use crate::items::named::Departments;
use crate::items::views::Names;

/// What would be written, and what is shown of it.
pub(super) struct Planned {
    pub(super) fresh: Vec<Item>,
    pub(super) changed: Vec<Stored<Item>>,
    pub(super) view: ListImportView,
}

/// Code that an item gets when its row has none: `SX-` and a number that the list never had.
const OWN_CODE: &str = "SX-";

struct Planning<'a> {
    list: &'a ItemList,
    version: &'a ItemListVersion,
    ids: &'a Ids,
    departments: Departments,
    names: Names,
    there: Vec<Stored<Item>>,
    /// Rows of the draft that the file speaks of, by their index, with the row of the file.
    taken: BTreeMap<usize, u32>,
    codes: BTreeSet<String>,
    next_code: u32,
    next_position: u32,
    report: Report,
    refused: BTreeSet<u32>,
    fresh: Vec<Item>,
    changed: Vec<Stored<Item>>,
}

/// Compares a file with a draft.
pub(super) fn plan(
    tx: &mut ReadTx<'_>,
    ids: &Ids,
    list: &ItemList,
    version: &ItemListVersion,
    incoming: &Incoming,
) -> Result<Planned, AppError> {
    let mut planning = Planning::begin(tx, ids, list, version, incoming)?;
    for row in &incoming.import.rows {
        planning.row(tx, row)?;
    }
    if incoming.strike_absent {
        planning.strike_absent();
    }
    planning.finish(incoming)
}

impl<'a> Planning<'a> {
    fn begin(
        tx: &mut ReadTx<'_>,
        ids: &'a Ids,
        list: &'a ItemList,
        version: &'a ItemListVersion,
        incoming: &Incoming,
    ) -> Result<Planning<'a>, AppError> {
        let there = store::in_version(tx, version.id)?;
        let names = Names::load(tx, there.iter().flat_map(|item| item.value.organs()))?;
        let mut codes = store::codes(tx, list.id)?;
        let numbers = codes.iter().filter_map(|code| code.strip_prefix(OWN_CODE)?.parse().ok());
        let next_code = numbers.max().unwrap_or(0) + 1;
        let written = incoming.import.rows.iter().filter_map(|row| row.words.get("code"));
        codes.extend(written.cloned());
        let last = there.iter().map(|item| item.value.position).max().unwrap_or(0);
        Ok(Planning {
            list,
            version,
            ids,
            departments: Departments::load(tx, &list.region)?,
            names,
            taken: BTreeMap::new(),
            codes,
            next_code,
            next_position: last + 1,
            report: incoming.import.report.clone(),
            refused: incoming.import.report.refused.iter().map(|refused| refused.row).collect(),
            fresh: Vec::new(),
            changed: Vec::new(),
            there,
        })
    }

    fn say(&mut self, row: u32, field: &str, severity: Severity, code: &str, message: String) {
        if severity == Severity::Refuse {
            self.refused.insert(row);
        }
        let field = if field == "organs" { "inspecting" } else { field };
        let column = FileKind::Items.columns().iter().find(|column| column.key == field);
        let column = column.map_or("", |column| column.zh).to_owned();
        let code = code.to_owned();
        self.report.add(Finding { row, column, severity, code, message });
    }

    fn problems(&mut self, row: u32, problems: Vec<FieldProblem>) {
        for problem in problems {
            self.say(row, problem.field, Severity::Refuse, problem.code, problem.message_zh);
        }
    }

    fn row(&mut self, tx: &mut ReadTx<'_>, row: &ItemRow) -> Result<(), AppError> {
        let number = row.row;
        let found = match self.find(row) {
            Ok(found) => found,
            Err((code, text)) => {
                self.say(number, "code", Severity::Refuse, code, text);
                return Ok(());
            }
        };
        if let Some(other) = found.and_then(|at| self.taken.insert(at, number)) {
            let text = format!("第 {other} 行和这一行说的是同一事项；请只留一行，或写明事项编码。");
            self.say(number, "code", Severity::Refuse, "item.twice", text);
            return Ok(());
        }
        let old = found.map(|at| self.there[at].clone());
        let before = old.as_ref().map_or_else(blank, |old| old.value.terms.clone());
        let (departments, names) = (&self.departments, &self.names);
        let name = |id: OrganId| departments.name(id).unwrap_or_else(|| names.name(id));
        let organs = Organs { name: &name, find: &|text| departments.find(text) };
        let (terms, remarks) = from_words(&row.words, &before, &organs);
        for remark in remarks {
            let severity = match remark.gravity {
                Gravity::Note => Severity::Note,
                Gravity::Warn => Severity::Warn,
                Gravity::Refuse => Severity::Refuse,
            };
            self.say(number, remark.field, severity, remark.code, remark.message_zh);
        }
        let position = self.position(row, old.as_ref().map(|old| old.value.position));
        let item = match &old {
            Some(old) => Item { position, struck: false, terms, ..old.value.clone() },
            None => self.made(row, position, terms),
        };
        self.check(tx, number, &item)?;
        match old {
            Some(old) if old.value != item => self.changed.push(old.map(|_| item)),
            Some(_) => {}
            None => self.fresh.push(item),
        }
        Ok(())
    }

    /// The item of the draft that a row is about: by its code, else by its words.
    fn find(&self, row: &ItemRow) -> Result<Option<usize>, (&'static str, String)> {
        let word = |key: &str| row.words.get(key).map(String::as_str);
        if let Some(code) = word("code").filter(|code| !code.is_empty()) {
            let code = ItemCode::parse(code).map_err(|e| (e.code(), e.message_zh()))?;
            return Ok(self.there.iter().position(|item| item.value.code == code));
        }
        let same = |key: &str, text: &str| word(key).is_none_or(|said| said == text);
        let fits = |item: &&(usize, &Stored<Item>)| {
            let terms = &item.1.value.terms;
            !item.1.value.struck
                && same("name", &terms.name)
                && same("category", &terms.category)
                && same("subjects", &terms.subjects)
        };
        let found: Vec<_> = self.there.iter().enumerate().collect();
        let found: Vec<usize> = found.iter().filter(fits).map(|(at, _)| *at).collect();
        match found[..] {
            [] => Ok(None),
            [at] => Ok(Some(at)),
            _ => {
                let text = "草稿中有几个事项与这一行同名；请写明事项编码，以免改错。".to_owned();
                Err(("item.ambiguous", text))
            }
        }
    }

    fn position(&mut self, row: &ItemRow, old: Option<u32>) -> u32 {
        let text = row.words.get("position").map_or("", String::as_str);
        let written = text.parse::<u32>().ok().filter(|at| (1..=1_000_000).contains(at));
        if written.is_none() && !text.is_empty() {
            let text = format!("序号“{text}”不是整数，按行的次序排列。");
            self.say(row.row, "position", Severity::Warn, "item.position", text);
        }
        written.or(old).unwrap_or_else(|| {
            self.next_position += 1;
            self.next_position - 1
        })
    }

    fn made(
        &mut self,
        row: &ItemRow,
        position: u32,
        terms: sunlot_domain::items::ItemTerms,
    ) -> Item {
        let written = row.words.get("code").filter(|code| !code.is_empty());
        let code = written.and_then(|code| ItemCode::parse(code).ok());
        let code = code.unwrap_or_else(|| self.free_code());
        Item {
            id: self.ids.make(),
            list: self.list.id,
            list_version: self.version.id,
            code,
            position,
            struck: false,
            to_proofread: None,
            terms,
        }
    }

    fn free_code(&mut self) -> ItemCode {
        loop {
            let code = format!("{OWN_CODE}{:03}", self.next_code);
            self.next_code += 1;
            if !self.codes.contains(&code) {
                return ItemCode::parse(&code).expect("letters, a hyphen and digits");
            }
        }
    }

    fn check(&mut self, tx: &mut ReadTx<'_>, number: u32, item: &Item) -> Result<(), AppError> {
        self.problems(number, item.terms.wrong(self.list.kind));
        let organs = Names::load(tx, item.organs())?.organs();
        self.problems(number, organs_that_cannot_inspect(&organs));
        if let Some(upper) = item.terms.upper {
            let upper = tx.need::<Item>(&upper)?.value;
            self.problems(number, item.terms.differs_from_upper(&upper.terms));
        }
        Ok(())
    }

    /// The file is the whole list: what it does not speak of is struck.
    fn strike_absent(&mut self) {
        let absent = self.there.iter().enumerate();
        let absent = absent.filter(|(at, item)| !item.value.struck && !self.taken.contains_key(at));
        let strike = |item: Item| Item { struck: true, ..item };
        let struck: Vec<_> = absent.map(|(_, item)| item.clone().map(strike)).collect();
        self.changed.extend(struck);
    }

    fn finish(mut self, incoming: &Incoming) -> Result<Planned, AppError> {
        let before: Vec<Item> = self.there.iter().map(|item| item.value.clone()).collect();
        let mut after = before.clone();
        for item in &self.changed {
            if let Some(at) = after.iter().position(|one| one.id == item.value.id) {
                after[at] = item.value.clone();
            }
        }
        after.extend(self.fresh.iter().cloned());
        let (departments, names) = (&self.departments, &self.names);
        let name = |id: OrganId| departments.name(id).unwrap_or_else(|| names.name(id));
        let found = diff(&before, &after, &name);
        let count = |kind: fn(&Change) -> bool| {
            found.changes.values().filter(|change| kind(change)).count() as u64
        };
        let counts = [
            count(|change| matches!(change, Change::Added { .. })),
            count(|change| matches!(change, Change::Changed { .. })),
            count(|change| matches!(change, Change::Removed { .. })),
        ];
        let confirm = self.confirmation(incoming);
        self.report.findings.sort();
        let used = incoming.import.rows.iter().filter(|row| !self.refused.contains(&row.row));
        let used = used.count() as u64;
        let view = ListImportView {
            list_version: self.version.id.to_string(),
            file_name: incoming.file_name.clone(),
            file_digest: incoming.digest.to_hex(),
            format: self.report.format.clone(),
            rows_read: self.report.rows.into(),
            rows_new: counts[0],
            rows_changed: counts[1],
            rows_struck: counts[2],
            rows_unchanged: used.saturating_sub(counts[0] + counts[1]),
            rows_duplicate: self.report.duplicates.len() as u64,
            rows_refused: self.refused.len() as u64,
            findings_total: self.report.counts.values().sum(),
            findings: self.report.findings.iter().take(FINDINGS_SHOWN).map(finding).collect(),
            changes: found.changes.into_iter().map(|(c, change)| shown(c, change, &name)).collect(),
            confirm,
            applied: false,
        };
        Ok(Planned { fresh: self.fresh, changed: self.changed, view })
    }

    /// Binds file, choice, and every row of the draft as it stood.
    fn confirmation(&self, incoming: &Incoming) -> String {
        let mut text =
            format!("{} {} {}", self.version.id, incoming.digest.to_hex(), incoming.strike_absent);
        for item in &self.there {
            text.push_str(&format!("\n{} {}", item.value.id, item.version));
        }
        Suite::Sha256.hash(&[text.as_bytes()]).to_hex()
    }
}

fn finding(finding: &Finding) -> FindingView {
    FindingView {
        row: finding.row.into(),
        column: finding.column.clone(),
        severity: crate::imports::severity(finding.severity).into(),
        code: finding.code.clone(),
        message: finding.message.clone(),
    }
}
