//! What is printed before a visit: 审批表 and 通知书.

use sunlot_domain::calendar::year_of;
use sunlot_domain::inspections::CheckMethod;
use sunlot_domain::items::Method;
use sunlot_forms::{approval, notice};
use sunlot_store::{ReadTx, caps};

use super::{Sheet, day_of, moment, person};
use crate::context::App;
use crate::error::AppError;
use crate::inspections::RIGHTS;

/// 检查频次: visits of the year before this one, and the cap.
fn frequency(tx: &mut ReadTx<'_>, app: &App, sheet: &Sheet) -> Result<Vec<String>, AppError> {
    let before = sheet.day().unwrap_or_else(|| app.today());
    let year = year_of(before);
    let mut lines = Vec::new();
    for organ in sheet.organs() {
        let visits = caps::visits_to(tx, organ, sheet.visit.subject, year)?.into_iter();
        let visits: Vec<_> = visits.map(|one| one.value).filter(|v| v.day < before).collect();
        let name = sheet.name(organ);
        lines.push(match caps::cap_of(tx, organ, year)? {
            Some(cap) => format!(
                "{name}{year}年内此前已入户 {} 次，年度上限 {} 次（{}）",
                cap.used(&visits, year),
                cap.visits_max,
                cap.basis
            ),
            None => format!("{name}{year}年内此前已入户 {} 次，没有规定年度上限", visits.len()),
        });
    }
    if let Some(exemption) = sheet.visit.exemption {
        lines.push(format!("本次检查不计入频次，理由：{}", exemption.name_zh()));
    }
    Ok(lines)
}

const NO_ASSISTANTS: &str = "0 人（没有安排）";

pub(super) fn approval(
    tx: &mut ReadTx<'_>,
    app: &App,
    sheet: &Sheet,
) -> Result<approval::Approval, AppError> {
    let visit = &sheet.visit;
    let method = |code: &String| Method::parse(code).map_or("", Method::name_zh);
    let planned = sheet.task.iter().flat_map(|task| &task.content.methods);
    let methods = planned.map(method).collect::<Vec<_>>().join("、");
    let decided = visit.approval.as_ref();
    let notice = match decided.map(|approval| approval.advance) {
        Some(true) => "提前送达通知书",
        Some(false) => "当场出具通知书",
        None => "□ 提前送达通知书\n□ 当场出具通知书",
    };
    Ok(approval::Approval {
        organs: sheet.organ_names(),
        number: visit.number.clone(),
        subject: sheet.subject.name.clone(),
        subject_code: sheet.subject.code.as_str().to_owned(),
        source: sheet.source(),
        task: sheet.task(),
        kind: visit.kind.name_zh().to_owned(),
        window: sheet.window(),
        frequency: frequency(tx, app, sheet)?,
        methods: if methods.is_empty() { "实地检查".to_owned() } else { methods },
        items: sheet.items(),
        officers: sheet.officers.clone(),
        assistants: NO_ASSISTANTS.to_owned(),
        urgent: visit.urgent,
        notice: notice.to_owned(),
        opinion: decided.map(|approval| approval.opinion.clone()).unwrap_or_default(),
        approver: decided.map_or(Ok(String::new()), |approval| person(tx, &approval.by))?,
        approved_at: decided.map(|approval| moment(&approval.at)).unwrap_or_default(),
    })
}

pub(super) fn notice(
    tx: &mut ReadTx<'_>,
    app: &App,
    sheet: &Sheet,
) -> Result<notice::Notice, AppError> {
    let visit = &sheet.visit;
    let given = visit.notice.as_ref().ok_or_else(AppError::missing)?;
    let method = CheckMethod::parse(&given.method);
    Ok(notice::Notice {
        organs: sheet.organ_names(),
        number: visit.number.clone(),
        random: sheet.is_random(),
        subject: sheet.subject.name.clone(),
        subject_code: sheet.subject.code.as_str().to_owned(),
        source: match sheet.is_random() {
            true => format!("{}的抽查任务 {}", sheet.source(), sheet.task()),
            false => sheet.source(),
        },
        frequency: frequency(tx, app, sheet)?,
        items: sheet.items(),
        window: sheet.window(),
        method: method.map_or_else(|| given.method.clone(), |method| method.name_zh().to_owned()),
        materials: given.materials.clone(),
        officers: sheet.officers.clone(),
        assistants: NO_ASSISTANTS.to_owned(),
        rights: RIGHTS.iter().map(|right| (*right).to_owned()).collect(),
        contact: given.contact.clone(),
        delivery: given.delivery.clone(),
        visit_code: sheet.visit_code(),
        day: day_of(&given.at).map(|day| day.to_string()).unwrap_or_default(),
    })
}
