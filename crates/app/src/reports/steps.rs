//! Writing, handing in, receiving and returning.

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id as _, OrganId, ReportId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::reports::{
    HandIn, Report, ReportContent, ReportError, ReportState, ReportTexts, draft,
};
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_store::reports as store;
use sunlot_store::{Stored, WriteTx};
use utoipa::ToSchema;

use super::view::{ReportSections, ReportView, view};
use super::{figures, place, seen};
use crate::annex3;
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;
use crate::visible;

/// 建立报告。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewReport {
    /// 部门。
    pub organ: String,
    /// 年度。
    pub year: u16,
    /// 报告期：half 半年、annual 年终。
    pub season: String,
}

/// 编写报告。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReportForm {
    /// 您看到的版本。
    pub version: u64,
    /// 工作总结。
    pub sections: ReportSections,
    /// 经办人。
    #[serde(default)]
    pub clerk: String,
    /// 联系电话。
    #[serde(default)]
    pub phone: String,
    /// 附件3 的备注。
    #[serde(default)]
    pub remarks: String,
}

/// 报告的一步。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReportStepRequest {
    /// 您看到的版本。
    pub version: u64,
}

/// 退回报告。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReportReturn {
    /// 您看到的版本。
    pub version: u64,
    /// 退回理由，4 至 500 个字。
    pub reason: String,
}

/// Begins the report of a department and a period; the sections start with what figures can say.
///
/// # Errors
/// Not the caller's department, a year that has not begun, or a report that is there already.
pub async fn create(app: &App, call: &Call, form: NewReport) -> Result<ReportView, AppError> {
    let (organ, by) = (OrganId::parse(&form.organ)?, visible::person(call)?);
    let season = annex3::season(&form.season)?;
    let period = season.period(form.year)?;
    if period.from > app.today() {
        return Err(ReportError::Early { year: form.year }.into());
    }
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let own = Place::of(organ.id, organ.region.clone());
        cx.authorize(&asked, Permission::ReportWrite, &own)?;
        if !organ.kind.may_inspect() {
            return Err(ReportError::Organ { kind: organ.kind.name_zh() }.into());
        }
        if store::of_organ(tx, organ.id, form.year, season)?.is_some() {
            let refused = AppError::from(ReportError::Exists);
            return Err(AppError { kind: Kind::Conflict, ..refused });
        }
        let mut report = Report {
            id: ids.make(),
            organ: organ.id,
            region: organ.region,
            year: form.year,
            season,
            content: ReportContent::default(),
            author: by,
            state: ReportState::Draft,
            hand_ins: 0,
            first_on: None,
        };
        report.content.texts = draft(&figures(tx, &report)?, &annex3::words_of(period));
        let stored = tx.insert(report)?;
        let event = Event::new(Action::ReportCreated, stored.value.id);
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// One step of a report that the caller sees, with the permission that it asks for.
async fn take<F>(
    app: &App,
    call: &Call,
    (id, version): (&str, u64),
    permission: Permission,
    change: F,
) -> Result<ReportView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, Report, AccountId) -> Result<(Report, Event), AppError>
        + Send
        + 'static,
{
    let (id, by) = (ReportId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = seen(&cx, &asked, tx, id)?;
        cx.authorize(&asked, permission, &place(&stored.value))?;
        stored.version = version;
        let (report, event) = change(tx, stored.value, by)?;
        stored.value = report;
        let stored = tx.save(stored)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// 修改.
///
/// # Errors
/// Missing, another version or state, or a text that is too long.
pub async fn edit(
    app: &App,
    call: &Call,
    id: &str,
    form: ReportForm,
) -> Result<ReportView, AppError> {
    let what = Permission::ReportWrite;
    let ReportSections { work, publicity, problems, next } = form.sections;
    let content = ReportContent {
        texts: ReportTexts { work, publicity, problems, next },
        clerk: form.clerk.trim().to_owned(),
        phone: form.phone.trim().to_owned(),
        remarks: form.remarks.trim().to_owned(),
    };
    take(app, call, (id, form.version), what, move |_, report, by| {
        let event = Event::new(Action::ReportChanged, report.id);
        Ok((report.edit(content, by)?, event))
    })
    .await
}

/// 提交: the figures of this moment and the words become a snapshot with its digest (R-REP-04).
///
/// # Errors
/// Missing, another version or state, its author, or something that is not filled in.
pub async fn submit(
    app: &App,
    call: &Call,
    id: &str,
    form: ReportStepRequest,
) -> Result<ReportView, AppError> {
    let what = Permission::ReportSubmit;
    let (ids, today) = (app.ids(), app.today());
    take(app, call, (id, form.version), what, move |tx, report, by| {
        let figures = figures(tx, &report)?;
        let (report, handed) = report.submit(ids.make(), figures, (by, today))?;
        let told = Json::object([
            ("ordinal", Json::count(handed.ordinal)),
            ("sm3", Json::text(handed.digest.to_hex())),
        ]);
        tx.insert(handed)?;
        let event = Event::new(Action::ReportSubmitted, report.id).with(told);
        Ok((report, event))
    })
    .await
}

/// The hand-in of a report that stands.
fn standing(tx: &mut WriteTx<'_>, report: &Report) -> Result<Stored<HandIn>, AppError> {
    let mut all = store::hand_ins(tx, report.id)?.into_iter();
    all.rfind(|one| one.value.stands()).ok_or_else(AppError::missing)
}

/// 收到, by the office of the joint conference.
///
/// # Errors
/// Missing, another version or state.
pub async fn receive(
    app: &App,
    call: &Call,
    id: &str,
    form: ReportStepRequest,
) -> Result<ReportView, AppError> {
    let what = Permission::ReportReceive;
    let today = app.today();
    take(app, call, (id, form.version), what, move |tx, report, by| {
        let report = report.receive()?;
        let handed = standing(tx, &report)?;
        let received = (Some(by), Some(today));
        tx.save(handed.map(|it| HandIn {
            received_by: received.0,
            received_on: received.1,
            ..it
        }))?;
        let event = Event::new(Action::ReportReceived, report.id);
        Ok((report, event))
    })
    .await
}

/// 退回 with a reason; what was handed in stays as it is (R-REP-05).
///
/// # Errors
/// Missing, another version or state, or no reason.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    form: ReportReturn,
) -> Result<ReportView, AppError> {
    let what = Permission::ReportReceive;
    let (today, reason) = (app.today(), required_reason(&form.reason)?);
    take(app, call, (id, form.version), what, move |tx, report, by| {
        let report = report.send_back()?;
        let handed = standing(tx, &report)?;
        let event = Event::new(Action::ReportReturned, report.id).because(reason.clone());
        tx.save(handed.map(|it| HandIn {
            returned_by: Some(by),
            returned_on: Some(today),
            reason: Some(reason),
            ..it
        }))?;
        Ok((report, event))
    })
    .await
}
