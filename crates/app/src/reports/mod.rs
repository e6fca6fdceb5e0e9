//! 报告: use cases. A department writes and hands in, the office of the joint conference receives or
//! returns; figures come from the facts and nobody types them.

mod due;
mod steps;
mod view;

pub(crate) use due::owed;
pub use due::{ReportDueQuery, ReportDueView, due_list};
pub use steps::{
    NewReport, ReportForm, ReportReturn, ReportStepRequest, create, edit, receive, send_back,
    submit,
};
pub use view::{HandInView, ReportPage, ReportSections, ReportView};

use serde::Deserialize;
use sunlot_domain::annex3::{Figures, Form, FormHeader, Money, Scope};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId, ReportId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::reports::{Report, ReportError, ReportState};
use sunlot_domain::roles::Place;
use sunlot_store::reports::{self as store, ReportFilter};
use sunlot_store::{ReadTx, Stored};
use utoipa::IntoParams;

use crate::annex3;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::visible;
use view::{page_of, view};

crate::domain_refusals! { Rule: ReportError }

/// 报告列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ReportQuery {
    /// 部门。
    pub organ: Option<String>,
    /// 区划，包含其下级。
    pub region: Option<String>,
    /// 年度。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终。
    pub season: Option<String>,
    /// 状态：draft、submitted、returned、received。
    pub state: Option<String>,
}

fn place(report: &Report) -> Place {
    Place::of(report.organ, report.region.clone())
}

/// Lists reports.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: ReportQuery,
    page: PageRequest,
) -> Result<Page<ReportView>, AppError> {
    let order = page.order(&["year", "season", "state", "first_on"], "year DESC, id DESC")?;
    let window = page.window()?;
    let state = query.state.as_deref().map(|code| {
        let text = format!("“{code}”不是报告的状态；见接口说明。");
        ReportState::parse(code).ok_or_else(|| AppError::field("state", "list.code", text))
    });
    let which = ReportFilter {
        visible: visible::scope(app, call, Permission::ReportRead),
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        region: query.region.as_deref().map(DivisionCode::parse).transpose()?,
        year: query.year,
        season: query.season.as_deref().map(annex3::season).transpose()?,
        state: state.transpose()?,
    };
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list(tx, &which, &order, window)?;
            let views = found.into_iter().map(|one| view(&cx, &asked, tx, one));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

fn seen(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ReportId,
) -> Result<Stored<Report>, AppError> {
    let found = tx.need::<Report>(&id)?;
    visible::see(app, call, Permission::ReportRead, &place(&found.value))?;
    Ok(found)
}

/// Figures of a report as the facts stand now.
fn figures(tx: &mut ReadTx<'_>, report: &Report) -> Result<Figures, AppError> {
    let scope = Scope::Organ(report.organ);
    let period = report.season.period(report.year)?;
    Ok(Figures::count(&annex3::load(tx, &scope)?, &scope, period))
}

/// A report with the figures of today and every hand-in.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ReportPage, AppError> {
    let id = ReportId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = seen(&cx, &asked, tx, id)?;
        page_of(&cx, &asked, tx, found)
    })
    .await
}

/// 哪一次报送。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HandInQuery {
    /// 第几次报送；不写为现在的数字。
    pub ordinal: Option<u32>,
    /// 案件处罚金额一栏：total 罚没金额（默认）、fine 罚款金额。
    pub money: Option<String>,
}

/// 附件3 of a report: of one hand-in as it was handed in, or with the figures of today.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn form(app: &App, call: &Call, id: &str, query: HandInQuery) -> Result<Form, AppError> {
    let id = ReportId::parse(id)?;
    let money = query.money.as_deref().map_or(Some(Money::Total), Money::parse);
    let money = money.ok_or_else(|| {
        let text = "金额一栏应为 total（罚没金额）或 fine（罚款金额）。";
        AppError::field("money", "annex3.query", text)
    })?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let report = seen(&cx, &asked, tx, id)?.value;
        let (figures, content, filed_on) = match query.ordinal {
            None => (figures(tx, &report)?, report.content.clone(), String::new()),
            Some(ordinal) => {
                let all = store::hand_ins(tx, id)?.into_iter();
                let mut all = all.filter(|one| one.value.ordinal == ordinal);
                let one = all.next().ok_or_else(AppError::missing)?.value;
                (one.figures, one.content, annex3::chinese_day(one.submitted_on))
            }
        };
        let header = FormHeader {
            period: annex3::words_of(report.season.period(report.year)?),
            unit: tx.need::<Organ>(&report.organ)?.value.name,
            filed_on,
            clerk: content.clerk,
            phone: content.phone,
            remarks: content.remarks,
        };
        Ok(Form::new(header, &figures, &report.region, money))
    })
    .await
}

/// 附件3 of a report as CSV.
///
/// # Errors
/// As [`form`].
pub async fn csv(app: &App, call: &Call, id: &str, query: HandInQuery) -> Result<String, AppError> {
    Ok(annex3::csv_of(&form(app, call, id, query).await?))
}

/// 附件3 of a report as a workbook.
///
/// # Errors
/// As [`form`], or what the writer of workbooks refuses.
pub async fn xlsx(
    app: &App,
    call: &Call,
    id: &str,
    query: HandInQuery,
) -> Result<Vec<u8>, AppError> {
    annex3::xlsx_of(&form(app, call, id, query).await?)
}
