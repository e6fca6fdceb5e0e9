//! The forms of a visit: 审批表, 通知书, 记录表, 结果告知书, from what is stored of it.

mod after;
mod before;

use std::collections::BTreeMap;

use sunlot_domain::accounts::Account;
use sunlot_domain::cases::IndividualCase;
use sunlot_domain::ids::{AccountId, Id as _, OrganId};
use sunlot_domain::inspections::{Inspection, InspectionItem, PartState};
use sunlot_domain::items::Item;
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::WorkPlan;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::InspectionPart;
use sunlot_domain::tasks::Task;
use sunlot_forms::parts::{self as shared, Officer, day_zh};
use sunlot_forms::{Paper, approval, notice, record, told};
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::{ReadTx, inspections};

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::ports::china_day;
use crate::results;

/// The forms of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VisitForm {
    /// 行政检查审批表.
    Approval,
    /// 通知书.
    Notice,
    /// 情况记录表.
    Record,
    /// 结果告知书.
    Told,
}

impl VisitForm {
    /// In the order in which they are needed.
    pub(crate) const ALL: [VisitForm; 4] =
        [VisitForm::Approval, VisitForm::Notice, VisitForm::Record, VisitForm::Told];

    /// Code of the address.
    pub(crate) fn code(self) -> &'static str {
        match self {
            VisitForm::Approval => "approval",
            VisitForm::Notice => "notice",
            VisitForm::Record => "record",
            VisitForm::Told => "told",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<VisitForm> {
        VisitForm::ALL.into_iter().find(|form| form.code() == code)
    }

    /// Name of the document.
    pub(crate) fn name_zh(self) -> &'static str {
        match self {
            VisitForm::Approval => "行政检查审批表",
            VisitForm::Notice => "检查通知书",
            VisitForm::Record => "检查情况记录表",
            VisitForm::Told => "检查结果告知书",
        }
    }

    /// Why the form cannot be printed yet (R-FORM-02): a notice of what nobody approved, or a
    /// result that nobody reviewed, must not exist on paper.
    pub(crate) fn too_early(self, visit: &Inspection, reviewed: bool) -> Option<&'static str> {
        let approved = visit.approval.is_some() || visit.urgent;
        match self {
            VisitForm::Notice if visit.notice.is_none() => {
                Some("还没有办理送达通知；请先填写材料、联系人，办理“送达检查通知”，再打印通知书。")
            }
            VisitForm::Record if !approved => {
                Some("检查还没有批准（凡检查必审批）；批准之后才能打印记录表。")
            }
            VisitForm::Told if !reviewed => {
                Some("检查结果还没有审核通过；审核之后才能出具结果告知书。")
            }
            _ => None,
        }
    }
}

/// Whether the result of a part has been reviewed, so that the company can be told.
pub(crate) fn is_reviewed(part: &InspectionPart) -> bool {
    matches!(part.state, PartState::Passed | PartState::Published)
}

/// What the forms are made of.
struct Sheet {
    visit: Inspection,
    subject: SubjectEntry,
    task: Option<Task>,
    plan: Option<WorkPlan>,
    case_number: Option<String>,
    names: BTreeMap<OrganId, String>,
    items: Vec<(InspectionItem, Item)>,
    officers: Vec<Officer>,
    parts: Vec<InspectionPart>,
}

/// One form of a visit that the caller has been found to see.
///
/// # Errors
/// Too early for it, or what the store answers.
pub(crate) fn paper(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    visit: Inspection,
    form: VisitForm,
) -> Result<Paper, AppError> {
    let sheet = load(tx, visit)?;
    let parts = readable(app, call, tx, &sheet)?;
    let reviewed = parts.iter().any(is_reviewed);
    if let Some(why) = form.too_early(&sheet.visit, reviewed) {
        return Err(AppError::new(Kind::Conflict, "form.too_early", why));
    }
    Ok(match form {
        VisitForm::Approval => approval::paper(&before::approval(tx, app, &sheet)?),
        VisitForm::Notice => notice::paper(&before::notice(tx, app, &sheet)?),
        VisitForm::Record => record::paper(&after::record(app, call, tx, &sheet, &parts)?),
        VisitForm::Told => told::paper(&after::told(app, call, tx, &sheet, &parts)?),
    })
}

/// Parts whose results the reader may see before they are published.
fn readable(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    sheet: &Sheet,
) -> Result<Vec<InspectionPart>, AppError> {
    let mut shown = Vec::new();
    for part in &sheet.parts {
        if part.state == PartState::Published || results::see_part(app, call, tx, part).is_ok() {
            shown.push(part.clone());
        }
    }
    Ok(shown)
}

fn load(tx: &mut ReadTx<'_>, visit: Inspection) -> Result<Sheet, AppError> {
    let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
    let task = visit.task.map(|id| tx.need::<Task>(&id)).transpose()?.map(|task| task.value);
    let plan = task.as_ref().and_then(|task| task.plan);
    let plan = plan.map(|id| tx.need::<WorkPlan>(&id)).transpose()?.map(|plan| plan.value);
    let case = visit.case_file.map(|id| tx.need::<IndividualCase>(&id)).transpose()?;
    let parts = inspections::parts(tx, visit.id)?.into_iter().map(|part| part.value).collect();
    let mut sheet = Sheet {
        subject,
        task,
        plan,
        case_number: case.map(|case| case.value.number),
        names: BTreeMap::new(),
        items: Vec::new(),
        officers: Vec::new(),
        parts,
        visit,
    };
    for organ in sheet.organs() {
        let name = tx.need::<Organ>(&organ)?.value.name;
        sheet.names.insert(organ, name);
    }
    for item in inspections::items(tx, sheet.visit.id)? {
        let listed = tx.need::<Item>(&item.value.item)?.value;
        sheet.items.push((item.value, listed));
    }
    for (member, inspector) in inspections::team(tx, sheet.visit.id)? {
        let officer = Officer {
            organ: sheet.name(member.organ),
            name: inspector.name,
            certificate: inspector.code,
            leads: member.leads,
        };
        sheet.officers.push(officer);
    }
    Ok(sheet)
}

impl Sheet {
    /// The inspecting organs, the initiator first.
    fn organs(&self) -> Vec<OrganId> {
        let mut organs: Vec<OrganId> = self.parts.iter().map(|part| part.organ).collect();
        organs.sort_by_key(|organ| (*organ != self.visit.organ, *organ));
        organs.dedup();
        organs
    }

    fn name(&self, organ: OrganId) -> String {
        self.names.get(&organ).cloned().unwrap_or_default()
    }

    fn organ_names(&self) -> Vec<String> {
        self.organs().into_iter().map(|organ| self.name(organ)).collect()
    }

    fn items(&self) -> Vec<shared::Item> {
        let basis = |item: &Item| {
            let one = |b: &sunlot_domain::items::Basis| format!("《{}》{}", b.law, b.article);
            item.terms.bases.iter().map(one).collect::<Vec<_>>().join("；")
        };
        let one = |(item, listed): &(InspectionItem, Item)| shared::Item {
            organ: self.name(item.organ),
            code: item.code.clone(),
            name: item.name.clone(),
            basis: basis(listed),
        };
        self.items.iter().map(one).collect()
    }

    fn is_random(&self) -> bool {
        self.task.is_some()
    }

    /// 任务来源 in words. Where a complaint came from is nobody's business here.
    fn source(&self) -> String {
        match (&self.task, &self.plan, &self.case_number) {
            (Some(_), Some(plan), _) => {
                format!("年度抽查计划（{}，编号 {}）", plan.name, plan.number)
            }
            (Some(task), None, _) => format!("随机抽查（{}）", task.origin.name_zh()),
            (None, _, Some(number)) => format!("个案检查（编号 {number}）"),
            (None, _, None) => self.visit.source.name_zh().to_owned(),
        }
    }

    fn task(&self) -> String {
        match (&self.task, &self.case_number) {
            (Some(task), _) => format!("{}　{}", task.number, task.name),
            (None, Some(number)) => format!("个案 {number}"),
            (None, None) => "—".to_owned(),
        }
    }

    fn window(&self) -> String {
        let (from, to) = (self.visit.window_from.to_string(), self.visit.window_to.to_string());
        match from == to {
            true => day_zh(&from),
            false => format!("{}至{}", day_zh(&from), day_zh(&to)),
        }
    }

    /// Day of the visit: of the arrival, else when it was over.
    fn day(&self) -> Option<Day> {
        let arrived = self.visit.arrival.as_ref().and_then(|arrival| day_of(&arrival.at));
        arrived.or(self.visit.done_on)
    }

    fn contact(&self) -> String {
        let notice = self.visit.notice.as_ref();
        notice.map_or_else(|| self.name(self.visit.organ), |notice| notice.contact.clone())
    }

    fn visit_code(&self) -> String {
        self.visit.visit_code.clone().unwrap_or_default()
    }
}

/// The day in China of a moment that a record holds as text.
fn day_of(at: &str) -> Option<Day> {
    UtcSecond::parse(at).ok().and_then(china_day)
}

/// A moment as documents write it: day, hour and minute in China.
pub(crate) fn moment(at: &str) -> String {
    let Some(local) = UtcSecond::parse(at).ok().and_then(|at| at.plus(8 * 3_600)) else {
        return at.to_owned();
    };
    let text = local.to_string();
    format!("{} {}", day_zh(&text), &text[11..16])
}

fn person(tx: &mut ReadTx<'_>, account: &str) -> Result<String, AppError> {
    let Ok(id) = AccountId::parse(account) else { return Ok(account.to_owned()) };
    Ok(tx.get::<Account>(&id)?.map_or_else(|| "—".to_owned(), |stored| stored.value.name))
}
