//! 专项检查建议: what cases and results have in common, decided by people; the task that follows is
//! a draft whose subjects are drawn (R-SPEC-01, R-SPEC-02).

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::cases::campaigns::{
    Campaign, CampaignState, CampaignStep, CasePattern, WINDOW_MAX, patterns,
};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{CampaignId, Id, OrganId};
use sunlot_domain::items::ItemCode;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::{Origin, TaskError};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, WriteTx, cases as store, items};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::tasks::{self, FilterForm, ItemForm, QuotaForm, SpecialForm, TaskForm};

/// 查找规律的条件。
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct PatternQuery {
    /// 部门；查找其区划内的个案和结果。
    pub organ: String,
    /// 最近多少天，至多 730 天。
    pub days: u32,
    /// 至少多少件，不小于 3。
    pub threshold: u32,
}

/// 规律：同一事项、同一行业、同一乡镇的个案和有问题的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PatternView {
    /// 事项编码。
    pub item: String,
    /// 行业大类（GB/T 4754 前两位），不详为空。
    pub trade: String,
    /// 乡镇或县。
    pub place: String,
    /// 共多少起；一次检查由几个部门记录的算一起，个案和它的检查结果也算一起。
    pub count: u64,
    /// 其中个案多少件。
    pub cases: u64,
    /// 依据：case: 或 result: 加标识，先发生的在前。
    pub evidence: Vec<String>,
}

fn shown(it: CasePattern) -> PatternView {
    PatternView {
        count: it.occasions as u64,
        cases: it.cases() as u64,
        item: it.item,
        trade: it.trade,
        place: it.place.as_str().into(),
        evidence: it.records,
    }
}

/// First and last day that are looked at.
fn window(today: Day, days: u32) -> Result<(Day, Day), AppError> {
    if !(1..=WINDOW_MAX).contains(&days) {
        let text = format!("查找的时间范围应为 1 至 {WINDOW_MAX} 天。");
        return Err(AppError::field("days", "campaign.days", text));
    }
    let back = i32::try_from(days).unwrap_or(1) - 1;
    Ok((today.plus(-back).unwrap_or(today), today))
}

/// Patterns in the division of an organ, the most frequent first.
///
/// # Errors
/// An organ out of reach, a window that is too long, or what the store answers.
pub async fn find(
    app: &App,
    call: &Call,
    query: PatternQuery,
) -> Result<Vec<PatternView>, AppError> {
    let organ = OrganId::parse(&query.organ)?;
    let days = window(app.today(), query.days)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        cx.authorize(&asked, Permission::CampaignWrite, &place)?;
        let leads = store::leads(tx, &organ.region, days)?;
        Ok(patterns(&leads, query.threshold).into_iter().map(shown).collect())
    })
    .await
}

/// 专项检查建议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CampaignView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 事项编码。
    pub item: String,
    /// 行业大类。
    pub trade: String,
    /// 乡镇或县。
    pub place: String,
    /// 时间范围，自哪天。
    pub window_from: String,
    /// 到哪天。
    pub window_to: String,
    /// 至少多少件。
    pub threshold: u32,
    /// 依据。
    pub evidence: Vec<String>,
    /// 建议的理由。
    pub reason: String,
    /// 建议日期。
    pub proposed_on: String,
    /// 决定日期。
    pub decided_on: Option<String>,
    /// 决定的理由。
    pub decision: Option<String>,
    /// 形成的专项检查任务（草稿），对象由抽取产生。
    pub task: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(CampaignStep, Permission)] = &[
    (CampaignStep::Accept, Permission::CampaignDecide),
    (CampaignStep::Reject, Permission::CampaignDecide),
];

/// The noun.
pub(crate) struct Campaigns;

impl Noun for Campaigns {
    type Id = CampaignId;
    type Record = Campaign;
    type View = CampaignView;
    const READ: Permission = Permission::CampaignRead;

    fn place(it: &Campaign) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        _: &mut ReadTx<'_>,
        stored: Stored<Campaign>,
    ) -> Result<CampaignView, AppError> {
        let it = stored.value;
        let after = |step| it.state.after(step).is_some();
        let allowed_actions = seen.allowed(&Self::place(&it), STEPS, after, |step| step.code());
        Ok(CampaignView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            item: it.item,
            trade: it.trade,
            place: it.place.as_str().into(),
            window_from: it.window_from.to_string(),
            window_to: it.window_to.to_string(),
            threshold: it.threshold,
            evidence: it.evidence,
            reason: it.reason,
            proposed_on: it.proposed_on.to_string(),
            decided_on: day_text(it.decided_on),
            decision: it.decision,
            task: id_text(it.task),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 提出专项检查建议；依据由平台按条件重新查出，不能手写。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewCampaign {
    /// 部门。
    pub organ: String,
    /// 事项编码。
    pub item: String,
    /// 行业大类；不详为空。
    #[serde(default)]
    pub trade: String,
    /// 乡镇或县。
    pub place: String,
    /// 最近多少天。
    pub days: u32,
    /// 至少多少件。
    pub threshold: u32,
    /// 理由。
    pub reason: String,
}

/// Proposes a campaign; the evidence is looked up anew.
///
/// # Errors
/// An organ out of reach, too few cases, or what the store answers.
pub async fn propose(app: &App, call: &Call, new: NewCampaign) -> Result<CampaignView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let (from, to) = window(doing.today, new.days)?;
    let place = DivisionCode::parse(&new.place)?;
    let reason = domain::text(Word::Campaign, "理由", &new.reason, 4, 500)?;
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, at) = follow::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::CampaignWrite, &at)?;
        super::within(&home, &place)?;
        let leads = store::leads(tx, &home.region, (from, to))?;
        let same =
            |it: &CasePattern| it.item == new.item && it.trade == new.trade && it.place == place;
        let found = patterns(&leads, new.threshold).into_iter().find(same);
        let it = Campaign {
            id: doing.ids.make(),
            organ,
            region: home.region,
            item: new.item.clone(),
            trade: new.trade.clone(),
            place: place.clone(),
            window_from: from,
            window_to: to,
            threshold: new.threshold,
            evidence: found.map(|it| it.records).unwrap_or_default(),
            reason,
            proposed_by: doing.by,
            proposed_on: doing.today,
            decided_by: None,
            decided_on: None,
            decision: None,
            task: None,
            state: CampaignState::Proposed,
        };
        it.check()?;
        let details = Json::object([
            ("evidence", Json::count(it.evidence.len() as u64)),
            ("item", Json::text(&it.item)),
            ("place", Json::text(it.place.as_str())),
        ]);
        let event = Event::new(Action::CampaignProposed, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Campaigns::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists proposals.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<CampaignView>, AppError> {
    follow::list::<Campaigns>(app, call, query, page, &["proposed_on", "state", "item"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<CampaignView, AppError> {
    follow::show::<Campaigns>(app, call, id).await
}

/// 采纳：写明专项检查的批准和任务的要点。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Acceptance {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
    /// 任务名称。
    pub name: String,
    /// 专项检查的批准。
    pub special: SpecialForm,
    /// 计划抽取日期（起）。
    pub draw_from: String,
    /// 计划抽取日期（止）。
    #[serde(default)]
    pub draw_to: Option<String>,
    /// 完成时限。
    pub deadline: String,
    /// 抽查比例或数量。
    pub quota: QuotaForm,
}

/// The draft: the item, the trade and the township, and no subject.
fn task_form(tx: &mut ReadTx<'_>, it: &Campaign, asked: &Acceptance) -> Result<TaskForm, AppError> {
    let day = Day::parse(&asked.draw_from)?;
    let code = ItemCode::parse(&it.item).map_err(|_| follow::unknown("item", &it.item))?;
    let found = items::drawable(tx, &code, it.organ, day)?;
    let found = found.map_err(|why| TaskError::Item { code: it.item.clone(), why })?;
    let class = found.item.terms.class.map(|class| class.code()).unwrap_or("general");
    Ok(TaskForm {
        name: asked.name.clone(),
        draw_type: "directed".into(),
        item_class: class.into(),
        draw_from: asked.draw_from.clone(),
        draw_to: asked.draw_to.clone(),
        deadline: asked.deadline.clone(),
        items: vec![ItemForm { code: it.item.clone(), organ: it.organ.to_string() }],
        scope_text: format!("{} 内行业大类 {} 的经营者", it.place.as_str(), it.trade),
        filter: FilterForm {
            regions: vec![it.place.as_str().to_owned()],
            industries: Some(it.trade.clone())
                .filter(|code| !code.is_empty())
                .into_iter()
                .collect(),
            ..FilterForm::default()
        },
        quota: asked.quota.clone(),
        reason: Some(it.reason.clone()),
        special: Some(asked.special.clone()),
        remarks: format!("依据 {} 件个案和结果提出", it.evidence.len()),
        ..TaskForm::default()
    })
}

/// 采纳: a draft of a special task follows, written by the one who proposed it.
///
/// # Errors
/// Missing, another version or state, the same person, an item that may not be drawn, fields of
/// the task that are wrong.
pub async fn accept(
    app: &App,
    call: &Call,
    id: &str,
    asked: Acceptance,
) -> Result<CampaignView, AppError> {
    let reason = required_reason(&asked.reason)?;
    let act = Act::new(Action::CampaignAccepted, Permission::CampaignDecide, asked.version);
    let act = act.because(reason.clone());
    follow::act::<Campaigns, _>(app, call, id, act, move |tx, doing, it| {
        // State and person are asked before a task is written.
        let dry = it.clone();
        dry.accept(doing.by, doing.today, reason.clone(), doing.ids.make())?;
        let task = draft(tx, doing, &it, &asked)?;
        let details = Json::object([("task", Json::text(task.to_string()))]);
        Ok((it.accept(doing.by, doing.today, reason, task)?, details))
    })
    .await
}

fn draft(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    it: &Campaign,
    asked: &Acceptance,
) -> Result<sunlot_domain::ids::TaskId, AppError> {
    let form = task_form(tx, it, asked)?;
    let author = it.proposed_by;
    let task = tasks::draft(tx, &doing.ids, None, it.organ, Origin::Special, author, &form)?;
    Ok(tx.insert(task)?.value.id)
}

/// 不采纳, with the reason.
///
/// # Errors
/// Missing, another version or state, or the same person.
pub async fn reject(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<CampaignView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::CampaignRejected, Permission::CampaignDecide, asked.version);
    let act = act.because(reason.clone());
    follow::act::<Campaigns, _>(app, call, id, act, |_, doing, it| {
        Ok((it.reject(doing.by, doing.today, reason)?, nothing()))
    })
    .await
}
