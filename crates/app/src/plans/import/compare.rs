//! What a filled-in table would do to a plan.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::ids::{AccountId, OrganId, PlanId, TaskId};
use sunlot_domain::items::ItemCode;
use sunlot_domain::items::words::NamedOrgan;
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{self as domain, Row, WorkPlan};
use sunlot_domain::tasks::{DrawType, Task, TaskItem, TaskState};
use sunlot_intake::{Finding, Kind as FileKind, PlanRow, Report, Severity};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, items, tasks as store};

use super::cells::{self, Wrong, squeezed};
use super::quota::{self, Cell};
use super::{Incoming, PlanImportView};
use crate::context::Ids;
use crate::error::AppError;
use crate::imports::FindingView;
use crate::items::named::Departments;
use crate::plans::table::changes;
use crate::tasks::{self, TaskForm};

/// Places of columns among all that a table prints: the thirteen, then the others.
const RATIO: usize = 13;
const COUNT: usize = 14;
const REMARKS: usize = 24;

/// Remarks that are shown of one file.
const FINDINGS_SHOWN: usize = 1_000;

/// What would be written, and what is shown of it.
pub(super) struct Planned {
    pub(super) fresh: Vec<TaskForm>,
    pub(super) changed: Vec<Stored<Task>>,
    pub(super) view: PlanImportView,
}

struct Comparing<'a> {
    plan: &'a WorkPlan,
    departments: Departments,
    there: Vec<Stored<Task>>,
    taken: BTreeMap<TaskId, u32>,
    report: Report,
    refused: BTreeSet<u32>,
    author: AccountId,
    today: Day,
}

/// Compares a file with a plan.
pub(super) fn compare(
    tx: &mut ReadTx<'_>,
    ids: &Ids,
    plan: &Stored<WorkPlan>,
    incoming: &Incoming,
    author: AccountId,
    today: Day,
) -> Result<Planned, AppError> {
    let mut comparing = Comparing {
        plan: &plan.value,
        departments: Departments::load(tx, &plan.value.region)?,
        there: store::of_plan(tx, plan.value.id)?,
        taken: BTreeMap::new(),
        report: incoming.import.report.clone(),
        refused: incoming.import.report.refused.iter().map(|refused| refused.row).collect(),
        author,
        today,
    };
    let (mut fresh, mut changed, mut unchanged) = (Vec::new(), Vec::new(), 0);
    let rows: Vec<&PlanRow> = incoming.import.rows.iter().filter(|row| !row.is_note()).collect();
    let mut after = Vec::new();
    for row in &rows {
        let Some(task) = comparing.task(tx, ids, row)? else { continue };
        let old = comparing.there.iter().find(|one| one.value.id == task.id).cloned();
        match old {
            Some(old) if old.value == task => unchanged += 1,
            Some(old) => {
                after.push(comparing.row(tx, &task)?);
                changed.push(old.map(|_| task));
            }
            None => {
                after.push(comparing.row(tx, &task)?);
                fresh.push(tasks::form_of(&task));
            }
        }
    }
    let mut before = Vec::new();
    for one in &changed {
        let old = comparing.there.iter().find(|old| old.value.id == one.value.id).cloned();
        if let Some(old) = old {
            before.push(comparing.row(tx, &old.value)?);
        }
    }
    let confirm = comparing.confirmation(plan, incoming);
    let Comparing { mut report, refused, .. } = comparing;
    report.findings.sort();
    let view = PlanImportView {
        plan: plan.value.id.to_string(),
        file_name: incoming.file_name.clone(),
        file_digest: incoming.digest.to_hex(),
        format: report.format.clone(),
        rows_read: rows.len() as u64 + report.refused.len() as u64,
        rows_new: fresh.len() as u64,
        rows_changed: changed.len() as u64,
        rows_unchanged: unchanged,
        rows_refused: refused.len() as u64,
        findings: report.findings.iter().take(FINDINGS_SHOWN).map(finding).collect(),
        changes: changes(domain::difference(&before, &after)),
        confirm,
        applied: false,
    };
    Ok(Planned { fresh, changed, view })
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

impl Comparing<'_> {
    fn say(&mut self, row: u32, field: &str, severity: Severity, (code, message): Wrong) {
        if severity == Severity::Refuse {
            self.refused.insert(row);
        }
        let column = FileKind::Plan.columns().iter().find(|column| column.key == field);
        let column = column.map_or("", |column| column.zh).to_owned();
        let code = code.to_owned();
        self.report.add(Finding { row, column, severity, code, message });
    }

    fn refuse(&mut self, row: u32, field: &str, wrong: Wrong) {
        self.say(row, field, Severity::Refuse, wrong);
    }

    /// The row of 附件2 that a task makes.
    fn row(&self, tx: &mut ReadTx<'_>, task: &Task) -> Result<Row, AppError> {
        let facts = tasks::facts(tx, task, None, self.today)?;
        let mut names: BTreeMap<OrganId, String> = BTreeMap::new();
        for organ in task.organs() {
            names.insert(organ, tx.need::<Organ>(&organ)?.value.name);
        }
        let name_of = |organ: OrganId| names.get(&organ).cloned().unwrap_or_default();
        Ok(domain::row(self.plan, task, &facts.items, &name_of))
    }

    /// The task that a row says; none when something in it is wrong.
    fn task(
        &mut self,
        tx: &mut ReadTx<'_>,
        ids: &Ids,
        row: &PlanRow,
    ) -> Result<Option<Task>, AppError> {
        let number = row.row;
        let plan = row.word("plan_number");
        if !plan.is_empty() && squeezed(plan) != self.plan.number {
            let text = format!(
                "这一行是计划 {plan} 的，不是本计划（{}）的；请导入到那个计划，或删去这一行。",
                self.plan.number
            );
            self.refuse(number, "plan_number", ("plan_table.other_plan", text));
            return Ok(None);
        }
        let old = match self.find(row) {
            Ok(old) => old,
            Err(wrong) => {
                self.refuse(number, "number", wrong);
                return Ok(None);
            }
        };
        if let Some(other) = old.as_ref().and_then(|old| self.taken.insert(old.value.id, number)) {
            let text = format!("第 {other} 行和这一行说的是同一个任务；请只留一行。");
            self.refuse(number, "number", ("plan_table.twice", text));
            return Ok(None);
        }
        let before = match &old {
            Some(old) => {
                let Row { cells, extra, .. } = self.row(tx, &old.value)?;
                Some(cells.into_iter().chain(extra).collect::<Vec<String>>())
            }
            None => None,
        };
        let mut task = match old {
            Some(old) => old.value,
            None => self.blank(ids.make()),
        };
        let refused = self.refused.len();
        self.read(tx, row, &mut task, before.as_deref())?;
        if self.refused.len() > refused || self.refused.contains(&number) {
            return Ok(None);
        }
        if let Err(wrong) = task.check() {
            self.refuse(number, "name", (wrong.code(), wrong.message_zh()));
            return Ok(None);
        }
        Ok(Some(task))
    }

    /// By its number, else by its name.
    fn find(&self, row: &PlanRow) -> Result<Option<Stored<Task>>, Wrong> {
        let number = squeezed(row.word("number"));
        if !number.is_empty() {
            let found = self.there.iter().find(|one| one.value.number == number);
            return match found {
                None => {
                    let text = format!(
                        "本计划没有编号为 {number} 的任务；新增的任务请不填编号，由平台编号。"
                    );
                    Err(("plan_table.number", text))
                }
                Some(found) if found.value.state == TaskState::Draft => Ok(Some(found.clone())),
                Some(found) => {
                    let state = found.value.state.name_zh();
                    let text = format!("任务 {number} 现在是“{state}”，不能修改；请删去这一行。");
                    Err(("plan_table.state", text))
                }
            };
        }
        let name = squeezed(row.word("name"));
        let mut drafts = self.there.iter().filter(|one| one.value.state == TaskState::Draft);
        Ok(drafts.find(|one| squeezed(&one.value.name) == name).cloned())
    }

    fn blank(&self, id: TaskId) -> Task {
        Task {
            id,
            plan: Some(self.plan.id),
            ordinal: domain::next_ordinal(self.there.iter().map(|one| &one.value)),
            number: String::new(),
            name: String::new(),
            origin: sunlot_domain::tasks::Origin::Annual,
            draw_type: DrawType::Directed,
            item_class: sunlot_domain::items::ItemClass::General,
            organ: self.plan.organ,
            region: self.plan.region.clone(),
            participants: Vec::new(),
            draw_from: self.today,
            draw_to: self.today,
            deadline: self.today,
            content: Default::default(),
            joint_visit: None,
            state: TaskState::Draft,
            author: self.author,
            approved_by: None,
        }
    }

    /// Takes over every cell that differs from what the table printed. A row of a new task has to
    /// fill in what a task needs.
    fn read(
        &mut self,
        tx: &mut ReadTx<'_>,
        row: &PlanRow,
        task: &mut Task,
        before: Option<&[String]>,
    ) -> Result<(), AppError> {
        let written = |key: &str, at: usize| {
            let text = row.words.get(key)?;
            let same = before.is_some_and(|cells| squeezed(&cells[at]) == squeezed(text));
            (!same).then(|| text.clone())
        };
        let number = row.row;
        if let Some(text) = written("name", 4) {
            task.name = text;
        }
        let mut wrong: Vec<(&str, Wrong)> = Vec::new();
        let mut take = |key: &'static str, done: Result<(), Wrong>| {
            wrong.extend(done.err().map(|why| (key, why)));
        };
        if let Some(text) = required(&written, before, "draw_type", 5) {
            take("draw_type", cells::draw_type(&text).map(|it| task.draw_type = it));
        }
        if let Some(text) = required(&written, before, "item_class", 6) {
            take("item_class", cells::item_class(&text).map(|it| task.item_class = it));
        }
        if let Some(text) = written("basis", 8) {
            task.content.basis = text;
        }
        if let Some(text) = written("scope", 9) {
            task.content.scope_text = text;
        }
        if let Some(text) = required(&written, before, "draw_days", 11) {
            let days = cells::days(&text);
            take("draw_days", days.map(|(from, to)| (task.draw_from, task.draw_to) = (from, to)));
        }
        if let Some(text) = required(&written, before, "deadline", 12) {
            take("deadline", cells::day(&text).map(|day| task.deadline = day));
        }
        if let Some(text) = written("organs", 10).filter(|text| !text.is_empty()) {
            take("organs", self.organs(&text).map(|organs| task.participants = organs));
        }
        if let Some(text) = written("remarks", REMARKS) {
            task.content.remarks = text;
        }
        let cell = |key: &str, at| Cell {
            text: row.words.get(key).map(String::as_str),
            written: written(key, at).is_some(),
        };
        let told = task.content.quantity_text.clone();
        let (ratio, count) = (cell("ratio", RATIO), cell("count", COUNT));
        for (key, why) in quota::take(&mut task.content, &ratio, &count) {
            take(key, Err(why));
        }
        let beside = &task.content.quantity_text;
        if !beside.is_empty() && *beside != told {
            let text = "抽查比例和抽查数量都写了：按比例抽取，数量只作说明。".to_owned();
            self.say(number, "count", Severity::Warn, ("plan_table.ratio_decides", text));
        }
        for (key, why) in wrong {
            self.refuse(number, key, why);
        }
        if let Some(text) = required(&written, before, "items", 7) {
            match self.items(tx, &text, task)? {
                Ok(items) => task.content.items = items,
                Err(why) => self.refuse(number, "items", why),
            }
        }
        Ok(())
    }

    /// The other departments; the plan's own comes first or is left out.
    fn organs(&self, text: &str) -> Result<Vec<OrganId>, Wrong> {
        let mut organs = Vec::new();
        for (at, name) in cells::organ_names(text).into_iter().enumerate() {
            let organ = match self.departments.find(&name) {
                NamedOrgan::Exactly(organ) | NamedOrgan::Probably(organ) => organ,
                NamedOrgan::Unknown => {
                    let text = format!("没有找到部门“{name}”；请写本地部门的全称。");
                    return Err(("plan_table.organ_unknown", text));
                }
            };
            if at == 0 && organ != self.plan.organ {
                let text = format!("发起部门“{name}”不是编制本计划的部门；请把本部门写在最前面。");
                return Err(("plan_table.lead", text));
            }
            if organ != self.plan.organ && !organs.contains(&organ) {
                organs.push(organ);
            }
        }
        Ok(organs)
    }

    /// The items that names or codes mean, each with the departments of the task that inspect
    /// under it on the day of the draw.
    fn items(
        &self,
        tx: &mut ReadTx<'_>,
        text: &str,
        task: &Task,
    ) -> Result<Result<Vec<TaskItem>, Wrong>, AppError> {
        let mut found: Vec<TaskItem> = Vec::new();
        for name in cells::parts(text) {
            let mut codes: Vec<ItemCode> = ItemCode::parse(&name).into_iter().collect();
            codes.extend(items::codes_named(tx, &name)?);
            let (mut why, before) = (None, found.len());
            for code in &codes {
                for organ in task.organs().collect::<Vec<_>>() {
                    match items::drawable(tx, code, organ, task.draw_from)? {
                        Ok(_) => {
                            let (code, organ) = (code.to_string(), organ.to_string());
                            found.push(TaskItem { code, organ });
                        }
                        Err(reason) => why = why.or(Some(reason.message_zh())),
                    }
                }
                if found.len() > before {
                    break;
                }
            }
            if found.len() == before {
                let why = why.unwrap_or_default();
                let text = format!(
                    "事项“{name}”不在这些部门在抽取日有效、已公布的清单中；请核对事项名称或编码，或先公布清单。{why}"
                );
                return Ok(Err(("plan_table.item_unknown", text)));
            }
        }
        Ok(Ok(found))
    }

    /// Binds the file, the plan and every task as it stood.
    fn confirmation(&self, plan: &Stored<WorkPlan>, incoming: &Incoming) -> String {
        let id: PlanId = plan.value.id;
        let mut text = format!("{id} {} {}", plan.version, incoming.digest.to_hex());
        for task in &self.there {
            text.push_str(&format!("\n{} {}", task.value.id, task.version));
        }
        Suite::Sha256.hash(&[text.as_bytes()]).to_hex()
    }
}

/// What a row says of a column that a new task needs; an empty text is read, and refused, then.
fn required(
    written: &dyn Fn(&str, usize) -> Option<String>,
    before: Option<&[String]>,
    key: &str,
    at: usize,
) -> Option<String> {
    match (written(key, at), before) {
        (Some(text), _) => Some(text),
        (None, None) => Some(String::new()),
        (None, Some(_)) => None,
    }
}
