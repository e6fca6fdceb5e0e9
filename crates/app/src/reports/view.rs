//! What a report looks like.

use serde::{Deserialize, Serialize};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::reports::{
    HandIn, Reminder, Report, ReportContent, ReportState, ReportStep, ReportTexts, draft,
    report_due,
};
use sunlot_store::reports as store;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::{figures, place};
use crate::annex3::{self, Annex3KindView, Annex3LineView};
use crate::context::{App, Call};
use crate::error::AppError;

/// 工作总结。
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSections {
    /// 工作开展。
    pub work: String,
    /// 结果公示。
    pub publicity: String,
    /// 存在问题。
    pub problems: String,
    /// 下一步。
    pub next: String,
}

impl From<ReportTexts> for ReportSections {
    fn from(it: ReportTexts) -> ReportSections {
        let ReportTexts { work, publicity, problems, next } = it;
        ReportSections { work, publicity, problems, next }
    }
}

/// 半年、年终报告。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 区划。
    pub region: String,
    /// 年度。
    pub year: u16,
    /// 报告期：half 半年、annual 年终。
    pub season: String,
    /// 报告期的中文。
    pub season_name: String,
    /// 统计自哪天。
    pub from: String,
    /// 统计到哪天。
    pub to: String,
    /// 报送期限。
    pub deadline: String,
    /// 还有几天，负数为已过。
    pub days_left: i64,
    /// 催报：soon 15 天内、close 5 天内、today 今天、over 已逾期；不须催的为空。
    pub reminder: Option<String>,
    /// 催报的中文。
    pub reminder_name: Option<String>,
    /// 是否逾期：期限已过没有报送，或第一次报送晚于期限。
    pub late: bool,
    /// 状态：draft、submitted、returned、received。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 报送过几次。
    pub hand_ins: u32,
    /// 第一次报送的日期。
    pub first_on: Option<String>,
    /// 工作总结。
    pub sections: ReportSections,
    /// 经办人。
    pub clerk: String,
    /// 联系电话。
    pub phone: String,
    /// 附件3 的备注。
    pub remarks: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 一次报送：当时的数字和文字，以后不再改变。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HandInView {
    /// 标识。
    pub id: String,
    /// 第几次。
    pub ordinal: u32,
    /// 报送日期。
    pub submitted_on: String,
    /// 是否逾期。
    pub late: bool,
    /// 状态：waiting 待收、received 已收到、returned 已退回。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 收到日期。
    pub received_on: Option<String>,
    /// 退回日期。
    pub returned_on: Option<String>,
    /// 退回理由。
    pub reason: Option<String>,
    /// 摘要（SM3）。
    pub digest: String,
    /// 内容与摘要是否相符。
    pub intact: bool,
    /// 附件3 的四行。
    pub rows: Vec<Annex3LineView>,
    /// 按检查对象的种类。
    pub kinds: Vec<Annex3KindView>,
    /// 工作总结。
    pub sections: ReportSections,
    /// 经办人。
    pub clerk: String,
    /// 联系电话。
    pub phone: String,
    /// 附件3 的备注。
    pub remarks: String,
    /// 日志序号。
    pub log_index: u64,
}

/// 报告和历次报送。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportPage {
    /// 报告。
    #[serde(flatten)]
    pub report: ReportView,
    /// 附件3：现在的数字。
    pub rows: Vec<Annex3LineView>,
    /// 按检查对象的种类。
    pub kinds: Vec<Annex3KindView>,
    /// 由数字写成的参考文字。
    pub suggested: ReportSections,
    /// 历次报送，按先后。
    pub history: Vec<HandInView>,
}

pub(super) fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Report>,
) -> Result<ReportView, AppError> {
    let it = &stored.value;
    let period = it.season.period(it.year)?;
    let open = matches!(it.state, ReportState::Draft | ReportState::Returned);
    let due = report_due((it.season, it.year), app.today(), it.first_on, open)?;
    let ReportContent { texts, clerk, phone, remarks } = it.content.clone();
    Ok(ReportView {
        id: it.id.to_string(),
        organ: it.organ.to_string(),
        organ_name: tx.need::<Organ>(&it.organ)?.value.name,
        region: it.region.as_str().into(),
        year: it.year,
        season: it.season.code().into(),
        season_name: it.season.name_zh().into(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        deadline: due.deadline.to_string(),
        days_left: due.days_left,
        reminder: due.reminder.map(|it| it.code().into()),
        reminder_name: due.reminder.map(|it| Reminder::name_zh(it).into()),
        late: due.late,
        state: it.state.code().into(),
        state_name: it.state.name_zh().into(),
        hand_ins: it.hand_ins,
        first_on: it.first_on.map(|day| day.to_string()),
        sections: texts.into(),
        clerk,
        phone,
        remarks,
        allowed_actions: actions(app, call, it),
        version: stored.version,
        log_index: stored.log_index,
    })
}

fn actions(app: &App, call: &Call, it: &Report) -> Vec<String> {
    let may = |permission| app.may(call, permission, &place(it));
    let other = call.actor.account.is_some_and(|me| me != it.author);
    let ready = other && it.content.complete().is_ok();
    let all = [
        ("edit", it.can(ReportStep::Edit) && may(Permission::ReportWrite)),
        ("submit", it.can(ReportStep::Submit) && ready && may(Permission::ReportSubmit)),
        ("receive", it.can(ReportStep::Receive) && may(Permission::ReportReceive)),
        ("return", it.can(ReportStep::Return) && may(Permission::ReportReceive)),
    ];
    all.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned()).collect()
}

fn hand_in_view(report: &Report, stored: Stored<HandIn>) -> HandInView {
    let it = stored.value;
    let (state, state_name) = match (it.returned_on, it.received_on) {
        (Some(_), _) => ("returned", "已退回"),
        (None, Some(_)) => ("received", "已收到"),
        (None, None) => ("waiting", "待收"),
    };
    HandInView {
        id: it.id.to_string(),
        ordinal: it.ordinal,
        submitted_on: it.submitted_on.to_string(),
        late: it.late,
        state: state.into(),
        state_name: state_name.into(),
        received_on: it.received_on.map(|day| day.to_string()),
        returned_on: it.returned_on.map(|day| day.to_string()),
        intact: it.computed(report) == it.digest,
        digest: it.digest.to_hex(),
        rows: annex3::lines(&it.figures, &it.region),
        kinds: annex3::kinds(&it.figures),
        reason: it.reason,
        sections: it.content.texts.into(),
        clerk: it.content.clerk,
        phone: it.content.phone,
        remarks: it.content.remarks,
        log_index: stored.log_index,
    }
}

pub(super) fn page_of(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Report>,
) -> Result<ReportPage, AppError> {
    let report = stored.value.clone();
    let figures = figures(tx, &report)?;
    let words = annex3::words_of(report.season.period(report.year)?);
    let handed = store::hand_ins(tx, report.id)?;
    Ok(ReportPage {
        report: view(app, call, tx, stored)?,
        rows: annex3::lines(&figures, &report.region),
        kinds: annex3::kinds(&figures),
        suggested: draft(&figures, &words).into(),
        history: handed.into_iter().map(|one| hand_in_view(&report, one)).collect(),
    })
}
