//! What is printed of a visit and after it: 情况记录表 and 结果告知书.

use sunlot_domain::evidence::Evidence;
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::inspections::{CheckMethod, Inspection, InspectionItem, PointOutcome};
use sunlot_domain::items::Item;
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{InspectionPart, PUBLISH_WORKING_DAYS, ResultCode};
use sunlot_forms::parts::day_zh;
use sunlot_forms::{record, told};
use sunlot_store::{ReadTx, inspections};

use super::{Sheet, is_reviewed, moment};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow;

fn checked_items(sheet: &Sheet) -> Vec<record::CheckedItem> {
    let one = |(item, _): &(InspectionItem, Item)| {
        let checked = item.checked.as_ref();
        let methods = checked.iter().flat_map(|checked| &checked.methods);
        let methods = methods.filter_map(|code| CheckMethod::parse(code));
        let blank =
            |point: &str| [point.to_owned(), item.state.name_zh().to_owned(), String::new()];
        let points = match checked {
            Some(checked) => checked
                .answers
                .iter()
                .map(|answer| {
                    let outcome = PointOutcome::parse(&answer.outcome).map_or("", |o| o.name_zh());
                    [answer.point.clone(), outcome.to_owned(), answer.note.clone()]
                })
                .collect(),
            None if item.points.is_empty() => vec![blank(&item.name)],
            None => item.points.iter().map(|point| blank(&point.point)).collect(),
        };
        record::CheckedItem {
            organ: sheet.name(item.organ),
            name: format!("{}（{}）", item.name, item.code),
            methods: methods.map(CheckMethod::name_zh).collect::<Vec<_>>().join("、"),
            note: checked.map(|checked| checked.note.clone()).unwrap_or_default(),
            points,
        }
    };
    sheet.items.iter().map(one).collect()
}

pub(super) fn record(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    sheet: &Sheet,
    parts: &[InspectionPart],
) -> Result<record::Record, AppError> {
    let visit = &sheet.visit;
    let arrival = visit.arrival.as_ref();
    let mut signed = Vec::new();
    let members = inspections::team(tx, visit.id)?;
    for signature in inspections::signatures(tx, visit.id)? {
        let found = members.iter().find(|(one, _)| one.inspector == signature.value.inspector);
        let name = found.map_or_else(|| "已改派的人员".to_owned(), |(_, who)| who.name.clone());
        signed.push(format!("{name}　{}", moment(&signature.value.signed_at.to_string())));
    }
    let mut results = results_of(sheet, parts);
    if let Some(outcome) = visit.status_outcome() {
        let note = visit.outcome.as_ref().map(|outcome| outcome.note.as_str()).unwrap_or_default();
        results.insert(0, format!("以状态结束：{}。{note}", outcome.name_zh()));
    }
    let closed = match visit.state.is_visited() {
        true => format!(
            "{}，完结日期：{}",
            visit.state.name_zh(),
            visit.done_on.map_or_else(|| "—".to_owned(), |day| day_zh(&day.to_string()))
        ),
        false => format!("未完结（{}）", visit.state.name_zh()),
    };
    let evidence = inspections::evidence(tx, visit.id)?;
    let notes = inspections::notes(tx, visit.id)?;
    Ok(record::Record {
        organs: sheet.organ_names(),
        number: visit.number.clone(),
        random: sheet.is_random(),
        task: sheet.task(),
        subject: sheet.subject.name.clone(),
        subject_code: sheet.subject.code.as_str().to_owned(),
        place: arrival.map(|arrival| arrival.place.clone()).unwrap_or_default(),
        company: arrival.map(|arrival| arrival.company.clone()).unwrap_or_default(),
        arrival: arrival.map(arrived).unwrap_or_default(),
        items: checked_items(sheet),
        results,
        follow_up: follow_up(app, call, tx, sheet)?,
        closed,
        officers: sheet.officers.clone(),
        signed,
        company_sign: company_sign(visit),
        evidence: evidence.iter().map(|one| piece(&one.value)).collect(),
        digest: visit.digest.map(|digest| digest.to_hex()).unwrap_or_default(),
        notes: notes
            .iter()
            .map(|one| format!("{}（{}）", one.value.text, moment(&one.value.noted_at.to_string())))
            .collect(),
        day: sheet.day().map(|day| day_zh(&day.to_string())).unwrap_or_default(),
    })
}

fn arrived(arrival: &sunlot_domain::inspections::Arrival) -> String {
    let late = arrival.told_at.as_ref();
    let late = late.map(|at| format!("，{}补报", moment(at))).unwrap_or_default();
    let shown =
        if arrival.certificates_shown { "已出示执法证件" } else { "未出示执法证件" };
    format!("{}到达{late}，{shown}", moment(&arrival.at))
}

fn piece(one: &Evidence) -> String {
    let digest = one.file.to_string();
    format!(
        "{}，{}采集（SHA-256 {}……{}）",
        one.name,
        moment(&one.captured_at.to_string()),
        &digest[..8],
        &digest[56..]
    )
}

fn company_sign(visit: &Inspection) -> String {
    let Some(sign) = &visit.company else { return String::new() };
    let remarks = match sign.remarks.is_empty() {
        true => String::new(),
        false => format!("意见：{}\n", sign.remarks),
    };
    match sign.signed {
        true => format!("{remarks}签字：{}　{}", sign.name, moment(&sign.at)),
        false => format!(
            "{remarks}拒绝签字，理由：{}；见证人：{}　{}",
            sign.reason,
            sign.witness,
            moment(&sign.at)
        ),
    }
}

fn results_of(sheet: &Sheet, parts: &[InspectionPart]) -> Vec<String> {
    let mut lines = Vec::new();
    for part in parts {
        for entered in &part.entry {
            let result = ResultCode::parse(&entered.code).map_or("", |code| code.name_zh());
            let item = sheet.items.iter().find(|(item, _)| item.code == entered.item);
            let item = item.map_or(entered.item.as_str(), |(item, _)| item.name.as_str());
            let text = if entered.text.is_empty() {
                String::new()
            } else {
                format!("：{}", entered.text)
            };
            lines.push(format!("{}——{item}：{result}{text}", sheet.name(part.organ)));
        }
    }
    lines
}

/// Orders, cases and referrals that hang on the visit, as far as the reader may see them.
fn follow_up(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    sheet: &Sheet,
) -> Result<Vec<String>, AppError> {
    let mut lines = Vec::new();
    let (here, subject) = (Some(sheet.visit.id), sheet.visit.subject);
    let orders = follow::about::<Rectification>(app, call, tx, subject, Permission::FollowUpRead)?;
    for one in orders.into_iter().map(|one| one.value).filter(|one| one.inspection == here) {
        lines.push(format!(
            "责令改正（{}）：{}；改正期限 {}，{}",
            one.document,
            one.demands.join("；"),
            day_zh(&one.due.to_string()),
            one.state.name_zh()
        ));
    }
    let penalties = follow::about::<Penalty>(app, call, tx, subject, Permission::FollowUpRead)?;
    for one in penalties.into_iter().map(|one| one.value).filter(|one| one.inspection == here) {
        lines.push(format!("立案处罚（{}）：{}", one.number, one.state.name_zh()));
    }
    let referrals = follow::about::<Referral>(app, call, tx, subject, Permission::ReferralRead)?;
    for one in referrals.into_iter().map(|one| one.value).filter(|one| one.inspection == here) {
        lines.push(format!("{}（{}）：{}", one.kind.name_zh(), one.document, one.matter));
    }
    Ok(lines)
}

pub(super) fn told(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    sheet: &Sheet,
    parts: &[InspectionPart],
) -> Result<told::Told, AppError> {
    let reviewed: Vec<InspectionPart> =
        parts.iter().filter(|part| is_reviewed(part)).cloned().collect();
    let mut lines = Vec::new();
    for part in &reviewed {
        for entered in &part.entry {
            let item = sheet.items.iter().find(|(item, _)| item.code == entered.item);
            let result = ResultCode::parse(&entered.code).map_or("", |code| code.name_zh());
            lines.push(told::ItemResult {
                organ: sheet.name(part.organ),
                item: item.map_or_else(|| entered.item.clone(), |(item, _)| item.name.clone()),
                result: result.to_owned(),
                text: entered.text.clone(),
            });
        }
    }
    let dated = reviewed.iter().filter_map(|part| part.published_on.or(part.reviewed_on)).max();
    let published: Vec<String> = reviewed
        .iter()
        .filter_map(|part| Some((part.organ, part.published_on?)))
        .map(|(organ, day)| format!("{}已于{}公示", sheet.name(organ), day_zh(&day.to_string())))
        .collect();
    let publication = match published.is_empty() {
        true => format!(
            "检查结果自检查结束之日起 {PUBLISH_WORKING_DAYS} 个工作日内，通过国家企业信用信息公示系统等渠道\
             向社会公示。"
        ),
        false => format!("{}；可在公示端和国家企业信用信息公示系统查询。", published.join("，")),
    };
    Ok(told::Told {
        organs: reviewed.iter().map(|part| sheet.name(part.organ)).collect(),
        number: sheet.visit.number.clone(),
        random: sheet.is_random(),
        subject: sheet.subject.name.clone(),
        subject_code: sheet.subject.code.as_str().to_owned(),
        task: sheet.task(),
        day: sheet.day().map(|day| day_zh(&day.to_string())).unwrap_or_default(),
        results: lines,
        follow_up: follow_up(app, call, tx, sheet)?,
        publication,
        rights: AFTERWARDS.iter().map(|right| (*right).to_owned()).collect(),
        contact: sheet.contact(),
        visit_code: sheet.visit_code(),
        dated: dated.map(|day| day.to_string()).unwrap_or_default(),
    })
}

/// What a company can do once it knows the result.
const AFTERWARDS: [&str; 3] = [
    "对检查结果有异议的，可以陈述、申辩，或凭检查码在公示端提出异议，检查机关应当核查并书面答复",
    "对责令改正有困难的，可以在期限届满之前申请延期",
    "可以凭检查码评价检查人员的行为；发现违反“五个严禁”的，可以向行政执法监督机关投诉举报",
];
