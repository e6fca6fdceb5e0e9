//! 个案: use cases. Registered, accepted, inspected by people whom a leader assigns, answered,
//! closed; never random (R-CASE-05).

pub mod campaigns;
pub mod complainants;
mod steps;
pub mod unlicensed;
mod view;
pub(crate) mod visits;

pub use steps::{
    Answering, CaseClosing, CaseHandling, Merging, Ratifying, accept, answer, ask, close, decline,
    handle, merge, ratify, send_back,
};
pub use view::{CaseView, MemberForm};
pub use visits::{TeamForm, approve, emergency};

pub(crate) use view::Cases;

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::cases::{CaseSource, CaseState, IndividualCase};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::follow::{Noun as Word, Why};
use sunlot_domain::ids::{CaseId, Id, OrganId, SubjectId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::cases::{self as store, CaseFilter};
use sunlot_store::follow::next_in_series;
use sunlot_store::{ReadTx, WriteTx};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Doing, Noun, Seen, unknown, working_day};
use crate::page::{Page, PageRequest};
use crate::sheet;
use crate::visible;

/// 登记个案。投诉举报人的姓名、电话另行密封登记，不要写在案由和内容里。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewCase {
    /// 部门。
    pub organ: String,
    /// 线索来源：complaint、hotline、petition、assigned、monitoring、off_site、media、other。
    pub source: String,
    /// 来源的编号，例如 12345 工单号。
    #[serde(default)]
    pub source_number: Option<String>,
    /// 事发地区划，尽量到乡镇。
    pub place: String,
    /// 检查对象；不详的以后补充。
    #[serde(default)]
    pub subject: Option<String>,
    /// 涉及的事项编码。
    #[serde(default)]
    pub items: Vec<String>,
    /// 案由。
    pub matter: String,
    /// 内容。
    pub content: String,
    /// 收到日期；不写为今天。
    #[serde(default)]
    pub received_on: Option<String>,
}

/// What makes a case, whoever brings it.
struct Beginning {
    source: CaseSource,
    source_number: Option<String>,
    place: DivisionCode,
    subject: Option<SubjectId>,
    items: Vec<String>,
    matter: String,
    content: String,
    referral: Option<sunlot_domain::ids::ReferralId>,
    received_on: Day,
}

fn begin(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    organ: &Organ,
    it: Beginning,
) -> Result<IndividualCase, AppError> {
    let year = year_of(doing.today);
    let county = organ.region.as_str().get(..6).unwrap_or_default().to_owned();
    let ordinal = next_in_series(tx, &format!("case:{county}-{year}"))?;
    let case = IndividualCase {
        id: doing.ids.make(),
        number: format!("GA{county}{year}{ordinal:05}"),
        due: Some(working_day(tx, it.received_on, it.source.accept_days())?),
        source: it.source,
        source_number: it.source_number,
        organ: organ.id,
        region: organ.region.clone(),
        place: it.place,
        subject: it.subject,
        items: it.items,
        matter: it.matter,
        content: it.content,
        complainant: None,
        referral: it.referral,
        received_on: it.received_on,
        registered_by: doing.by,
        accepted_by: None,
        accepted_on: None,
        accept_note: None,
        merged_into: None,
        asked_by: None,
        emergency: false,
        emergency_reason: None,
        ratify_due: None,
        ratified: None,
        approved_by: None,
        approved_on: None,
        team: Vec::new(),
        team_reason: None,
        inspection: None,
        result: None,
        result_note: None,
        handled_by: None,
        handled_on: None,
        answered_on: None,
        answer: None,
        state: CaseState::Registered,
        ending: None,
        closed_by: None,
        closed_on: None,
    };
    case.check(doing.today)?;
    Ok(case)
}

/// That the place lies where the organ works.
fn within(organ: &Organ, place: &DivisionCode) -> Result<(), AppError> {
    if place.as_str().starts_with(organ.region.prefix()) {
        return Ok(());
    }
    let text = "事发地不在本部门的区划内；请登记到当地部门，或移送。";
    Err(AppError::field("place", "case.place", text))
}

/// What an event says of a case: nothing that somebody told.
fn told(case: &IndividualCase) -> Json {
    Json::object([
        ("number", Json::text(&case.number)),
        ("source", Json::text(case.source.code())),
        ("state", Json::text(case.state.code())),
    ])
}

/// Registers a case.
///
/// # Errors
/// Fields that are wrong, an organ out of reach, or a year whose holidays are not announced.
pub async fn register(app: &App, call: &Call, new: NewCase) -> Result<CaseView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let source = CaseSource::parse(&new.source).filter(|source| *source != CaseSource::Referral);
    let source = source.ok_or_else(|| unknown("source", &new.source))?;
    let it = Beginning {
        source,
        source_number: new.source_number,
        place: DivisionCode::parse(&new.place)?,
        subject: new.subject.as_deref().map(SubjectId::parse).transpose()?,
        items: cleaned(new.items),
        matter: new.matter.trim().to_owned(),
        content: new.content.trim().to_owned(),
        referral: None,
        received_on: new.received_on.as_deref().map_or(Ok(doing.today), Day::parse)?,
    };
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, place) = follow::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::CaseWrite, &place)?;
        within(&home, &it.place)?;
        if let Some(subject) = it.subject {
            tx.need::<SubjectEntry>(&subject)?;
        }
        let case = begin(tx, &doing, &home, it)?;
        let event = Event::new(Action::CaseRegistered, case.id).with(told(&case));
        let stored = tx.insert(case)?;
        let view = Cases::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Opens a case of a referral, for the organ that received it; inside of that step.
pub(crate) fn of_referral(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    referral: &Referral,
) -> Result<CaseId, AppError> {
    let recipient = referral.recipient.ok_or_else(AppError::missing)?;
    let (home, _) = follow::home(tx, recipient)?;
    let subject = tx.need::<SubjectEntry>(&referral.subject)?.value;
    let inside = subject.region.as_str().starts_with(home.region.prefix());
    let it = Beginning {
        source: CaseSource::Referral,
        source_number: Some(referral.document.clone()),
        place: if inside { subject.region } else { home.region.clone() },
        subject: Some(referral.subject),
        items: Vec::new(),
        matter: referral.matter.chars().take(100).collect(),
        content: referral.matter.clone(),
        referral: Some(referral.id),
        received_on: doing.today,
    };
    let case = begin(tx, doing, &home, it)?;
    Ok(tx.insert(case)?.value.id)
}

fn cleaned(items: Vec<String>) -> Vec<String> {
    let mut items: Vec<String> = items.iter().map(|item| item.trim().to_owned()).collect();
    items.sort();
    items.dedup();
    items.retain(|item| !item.is_empty());
    items
}

/// 补充个案信息。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CaseChange {
    /// 您看到的版本。
    pub version: u64,
    /// 事发地区划。
    pub place: String,
    /// 检查对象。
    #[serde(default)]
    pub subject: Option<String>,
    /// 涉及的事项编码。
    #[serde(default)]
    pub items: Vec<String>,
    /// 案由。
    pub matter: String,
    /// 内容。
    pub content: String,
}

/// Completes a case before anybody is sent.
///
/// # Errors
/// Missing, another version or state, fields that are wrong.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    asked: CaseChange,
) -> Result<CaseView, AppError> {
    let place = DivisionCode::parse(&asked.place)?;
    let subject = asked.subject.as_deref().map(SubjectId::parse).transpose()?;
    let act = Act::new(Action::CaseChanged, Permission::CaseWrite, asked.version);
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        if !matches!(case.state, CaseState::Registered | CaseState::Accepted) {
            let state = case.state.name_zh();
            return Err(Word::Case.refuses(Why::State { step: "补充", state }).into());
        }
        within(&tx.need::<Organ>(&case.organ)?.value, &place)?;
        if let Some(subject) = subject {
            tx.need::<SubjectEntry>(&subject)?;
        }
        let case = IndividualCase {
            place,
            subject,
            items: cleaned(asked.items),
            matter: asked.matter.trim().to_owned(),
            content: asked.content.trim().to_owned(),
            ..case
        };
        case.check(doing.today)?;
        let details = told(&case);
        Ok((case, details))
    })
    .await
}

/// 个案列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct CaseQuery {
    /// 状态。
    pub state: Option<String>,
    /// 线索来源。
    pub source: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
    /// 只列出受理或答复逾期的。
    pub overdue: bool,
    /// 只列出紧急检查后逾期没有补办审批的。
    pub unratified: bool,
    /// 编号或案由的一部分。
    pub q: Option<String>,
}

impl CaseQuery {
    fn read(self, app: &App, call: &Call) -> Result<CaseFilter, AppError> {
        let state = self
            .state
            .as_deref()
            .map(|code| CaseState::parse(code).ok_or_else(|| unknown("state", code)));
        let source = self
            .source
            .as_deref()
            .map(|code| CaseSource::parse(code).ok_or_else(|| unknown("source", code)));
        Ok(CaseFilter {
            visible: visible::scope(app, call, Permission::CaseRead),
            state: state.transpose()?,
            source: source.transpose()?,
            organ: self.organ.as_deref().map(OrganId::parse).transpose()?,
            subject: self.subject.as_deref().map(SubjectId::parse).transpose()?,
            overdue: self.overdue.then(|| app.today()),
            unratified: self.unratified.then(|| app.today()),
            text: self.q,
        })
    }
}

const SORTABLE: &[&str] = &["number", "received_on", "due", "state", "source"];

/// Lists cases.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: CaseQuery,
    page: PageRequest,
) -> Result<Page<CaseView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "id DESC")?);
    let (which, seen) = (query.read(app, call)?, Seen::by(app, call));
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list(tx, &which, &order, window)?;
            let views = found.into_iter().map(|stored| Cases::view(&seen, tx, stored));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<CaseView, AppError> {
    follow::show::<Cases>(app, call, id).await
}

/// Cases as CSV: numbers, days and states, and nothing that somebody told.
///
/// # Errors
/// As [`list`], or too many of them.
pub async fn csv(app: &App, call: &Call, query: CaseQuery) -> Result<String, AppError> {
    let header = [
        "个案编号",
        "来源",
        "收到日期",
        "受理期限或答复期限",
        "检查对象",
        "涉及事项",
        "紧急检查",
        "处理结果",
        "办结方式",
        "状态",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    let (which, seen) = (query.read(app, call)?, Seen::by(app, call));
    let views = app
        .read(move |tx| {
            let window = sunlot_store::Window { limit: 20_000, offset: 0 };
            let (found, _) = store::list(tx, &which, "number", window)?;
            views_of(&seen, tx, found)
        })
        .await?;
    for it in views {
        lines.push(vec![
            it.number,
            it.source_name,
            it.received_on,
            it.due.unwrap_or_default(),
            it.subject_name.unwrap_or_default(),
            it.items.join("；"),
            if it.emergency { "是" } else { "否" }.to_owned(),
            it.result_name.unwrap_or_default(),
            it.ending_name.unwrap_or_default(),
            it.state_name,
        ]);
    }
    Ok(sheet::csv(&lines))
}

fn views_of(
    seen: &Seen,
    tx: &mut ReadTx<'_>,
    found: Vec<sunlot_store::Stored<IndividualCase>>,
) -> Result<Vec<CaseView>, AppError> {
    found.into_iter().map(|stored| Cases::view(seen, tx, stored)).collect()
}
