//! 准备抽取: what a planner writes down before a second person approves the freeze.

use std::collections::BTreeSet;

use serde::Deserialize;
use sunlot_domain::accounts::{Account, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{
    Counts, Draw, DrawError, DrawKind, DrawPublication, DrawState, DrawStep, Holder, Party,
    RegionGroup, Setting,
};
use sunlot_domain::ids::{AccountId, DrawId, Id, OrganId, TaskId};
use sunlot_domain::organs::Organ;
use sunlot_domain::overlap::{JointVisit, JointVisitState};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Role;
use sunlot_domain::tasks::{Task, TaskState};
use sunlot_sortition::names::{PlanNo, ReasonCode};
use sunlot_store::{ReadTx, Stored, accounts, draws};
use utoipa::ToSchema;

use super::shelf;
use super::step::{Spec, admitted, not_an_inspector};
use super::steps::DrawStepRequest;
use super::view::{DrawView, place, view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::{tasks as task_cases, visible};

/// 托管方：公钥由托管方自己生成后交来，私钥不离开托管方。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HolderForm {
    /// 公开的名称，如 sifaju。
    pub name: String,
    /// SM2 公钥，130 位十六进制。
    pub sm2: String,
    /// 办理人的账号。
    pub account: String,
}

/// 片区。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RegionForm {
    /// 编码，数字和大写字母。
    pub code: String,
    /// 名称。
    #[serde(default)]
    pub name: String,
    /// 乡镇代码。
    pub townships: Vec<String>,
}

/// 准备一次抽取。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewDraw {
    /// 种类：draw（默认）、supplement。
    #[serde(default)]
    pub kind: Option<String>,
    /// 再次抽取或补充抽取的事由代码。
    #[serde(default)]
    pub reason: Option<String>,
    /// 公开方式：sealed（默认）、immediate。
    #[serde(default)]
    pub publication: Option<String>,
    /// 组织方以外的随机数提供方：账号，至少两个，来自不止一个单位。
    pub contributors: Vec<String>,
    /// 托管方，封存的至少两家。
    #[serde(default)]
    pub holders: Vec<HolderForm>,
    /// 现场摇号的记录人：账号，至少两个。
    #[serde(default)]
    pub recorders: Vec<String>,
    /// 最少几家揭示；默认 2。
    #[serde(default)]
    pub min_reveals: Option<u32>,
    /// 公共随机源：drand-quicknet、ssq、dlt、ceremony。
    pub beacon: String,
    /// 期号或场次；drand 不填。
    #[serde(default)]
    pub round: Option<u64>,
    /// 揭示截止时间（协调世界时）。
    pub reveal_by: String,
    /// 公共随机源产生时间。
    pub beacon_at: String,
    /// 公布结果的期限。
    pub deadline: String,
    /// 片区；不填则各乡镇单独成区。
    #[serde(default)]
    pub regions: Vec<RegionForm>,
    /// 每户每部门几名检查人员；默认 2。
    #[serde(default)]
    pub demand: Option<u32>,
    /// 负荷均衡的容差。
    #[serde(default)]
    pub band: u32,
    /// 人手不足时依次放宽什么：REGION、ROTATION、CAP+1 至 CAP+9。
    #[serde(default)]
    pub ladder: Option<Vec<String>>,
    /// 候补名单占抽取数的比例；默认 20%。
    #[serde(default)]
    pub wait: Option<String>,
    /// 底册是否不对外公布；按信用风险分层的默认不公布。
    #[serde(default)]
    pub blinded: Option<bool>,
    /// 各批最早派发时间；一批的填一个。
    pub release_at: Vec<String>,
}

/// The tasks that are drawn together: the one that is named, or both of its joint visit.
fn together(
    tx: &mut ReadTx<'_>,
    task: Stored<Task>,
) -> Result<(Stored<Task>, Option<Stored<Task>>), AppError> {
    let Some(visit) = task.value.joint_visit else { return Ok((task, None)) };
    let visit = tx.need::<JointVisit>(&visit)?.value;
    if visit.state != JointVisitState::Joined {
        return Ok((task, None));
    }
    let (first, second) = (tx.need::<Task>(&visit.first)?, tx.need::<Task>(&visit.second)?);
    Ok((first, Some(second)))
}

/// Prepares a draw of a task that is ready. Only one can stand at a time: of many who begin at
/// once one wins (R-DRAW-07).
///
/// # Errors
/// Missing, a task that is not ready, a draw that stands, or a field that is wrong.
pub async fn prepare(
    app: &App,
    call: &Call,
    task: &str,
    form: NewDraw,
) -> Result<DrawView, AppError> {
    let (task, by) = (TaskId::parse(task)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    let written = app.write(call, move |tx| {
        let named = tx.need::<Task>(&task)?;
        visible::see(&cx, &asked, Permission::TaskRead, &task_cases::place(&named.value))?;
        let (task, joint) = together(tx, named)?;
        let draw = planned(tx, &cx, by, (&task.value, joint.as_ref().map(|j| &j.value)), &form)?;
        cx.authorize(&asked, Permission::DrawPrepare, &place(&draw))?;
        not_an_inspector(tx, &asked, &draw)?;
        let stored = tx.insert(draw)?;
        let event = Event::new(Action::DrawPrepared, stored.value.id);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    });
    written.await.map_err(|error: AppError| match error.code.as_str() {
        // Two began at the same moment, and the other one was quicker.
        "store.unique" => DrawError::Live.into(),
        _ => error,
    })
}

fn planned(
    tx: &mut ReadTx<'_>,
    app: &App,
    by: AccountId,
    (task, joint): (&Task, Option<&Task>),
    form: &NewDraw,
) -> Result<Draw, AppError> {
    let coded = |field: &str, text: &str| {
        AppError::field(field, "draw.code", format!("“{text}”不是可用的代码；见接口说明。"))
    };
    let kind = form.kind.as_deref().unwrap_or("draw");
    let kind = DrawKind::parse(kind).ok_or_else(|| coded("kind", kind))?;
    let publication = form.publication.as_deref().unwrap_or("sealed");
    let publication =
        DrawPublication::parse(publication).ok_or_else(|| coded("publication", publication))?;
    let attempts = draws::of_task(tx, task.id)?;
    let standing = attempts.iter().map(|stored| &stored.value);
    let standing: Vec<&Draw> = standing.filter(|d| d.state != DrawState::Withdrawn).collect();
    let base = base(kind, &standing)?;
    if kind == DrawKind::Draw {
        for task in std::iter::once(task).chain(joint) {
            if task.state != TaskState::Ready {
                return Err(DrawError::TaskState { state: task.state.name_zh() }.into());
            }
        }
    }
    let attempt = standing.iter().map(|d| d.attempt).max().unwrap_or(0) + 1;
    let reason = again(form, attempt)?;
    let id: DrawId = app.ids().make();
    let number = PlanNo::parse(&task.number).map(|number| number.to_string());
    // A number with other signs than SSJ-1 knows gives way to the id of the task.
    let plan_no = number.unwrap_or_else(|_| task.id.to_string());
    let mut participants: Vec<OrganId> = Vec::new();
    for organ in task.organs().chain(joint.into_iter().flat_map(Task::organs)) {
        if organ != task.organ && !participants.contains(&organ) {
            participants.push(organ);
        }
    }
    let mut draw = Draw {
        id,
        task: task.id,
        joint_task: joint.map(|task| task.id),
        organ: task.organ,
        region: task.region.clone(),
        participants,
        plan_no,
        attempt,
        kind,
        base,
        reason,
        publication,
        setting: setting(tx, task, form)?,
        state: DrawState::Proposed,
        counts: Counts::default(),
        unsealed: false,
        released: 0,
        proposed_by: by,
        approved_by: None,
        sealed_nonce: Vec::new(),
        sealed_salt: Vec::new(),
    };
    let batches = std::iter::once(task).chain(joint).map(|t| t.content.quota.batches.max(1));
    draw.setting.check(publication, batches.max().unwrap_or(1), app.now())?;
    observed(tx, &draw, app)?;
    let mut random = [0; 64];
    app.entropy.fill(&mut random);
    draw.sealed_nonce = shelf::seal(app, &draw, "nonce", &random[..32])?;
    draw.sealed_salt = match standing.iter().find(|other| other.plan_no == draw.plan_no) {
        Some(other) => other.sealed_salt.clone(),
        None => shelf::seal(app, &draw, "salt", &random[32..])?,
    };
    Ok(draw)
}

/// What a supplement supplements; that nothing else of the task stands.
fn base(kind: DrawKind, standing: &[&Draw]) -> Result<Option<DrawId>, DrawError> {
    let live = standing.iter().rev().find(|draw| !draw.state.is_over());
    match (kind, live) {
        (DrawKind::Draw, None) => Ok(None),
        (DrawKind::Draw, Some(_)) => Err(DrawError::Live),
        (DrawKind::Supplement, Some(draw)) if draw.state == DrawState::Matched => {
            if draw.is_sealed() { Err(DrawError::NoBase) } else { Ok(Some(draw.id)) }
        }
        (DrawKind::Supplement, _) => Err(DrawError::NoBase),
    }
}

fn again(form: &NewDraw, attempt: u16) -> Result<Option<String>, AppError> {
    let reason = form.reason.as_deref().filter(|_| attempt > 1);
    match (attempt, reason) {
        (1, _) => Ok(None),
        (_, None) => Err(DrawError::Reason.into()),
        (_, Some(code)) => {
            let read = ReasonCode::parse(code);
            let read = read.map_err(|e| AppError::field("reason", e.code(), e.message_zh()))?;
            Ok(Some(read.to_string()))
        }
    }
}

/// An account that can act, with the organ that it belongs to.
fn account(tx: &mut ReadTx<'_>, field: &str, id: &str) -> Result<(Account, Organ), AppError> {
    let wrong = |what: &str| AppError::field(field, "draw.account", format!("账号 {id}：{what}"));
    let parsed = AccountId::parse(id).map_err(|_| wrong("不是账号的标识。"))?;
    let found = tx.get::<Account>(&parsed)?.map(|stored| stored.value);
    let found = found.filter(|account| account.state == AccountState::Active);
    let found = found.ok_or_else(|| wrong("不存在或已停用；请从名单中选择。"))?;
    let organ = tx.need::<Organ>(&found.organ)?.value;
    Ok((found, organ))
}

/// A public name: the organ's code, numbered when an organ sends more than one.
fn named(taken: &mut BTreeSet<String>, prefix: &str, organ: &Organ) -> String {
    let first = format!("{prefix}:{}", organ.code);
    let later = (2..).map(|n| format!("{prefix}:{}-{n}", organ.code));
    let free = std::iter::once(first).chain(later).find(|name| !taken.contains(name));
    let free = free.expect("there is always a further number");
    taken.insert(free.clone());
    free
}

fn setting(tx: &mut ReadTx<'_>, task: &Task, form: &NewDraw) -> Result<Setting, AppError> {
    let own = tx.need::<Organ>(&task.organ)?.value;
    let mut taken = BTreeSet::new();
    let organiser = named(&mut taken, "dept", &own);
    let mut parties =
        vec![Party { id: organiser, account: String::new(), organ: own.id.to_string() }];
    for id in &form.contributors {
        let (account, organ) = account(tx, "contributors", id)?;
        let name = named(&mut taken, "party", &organ);
        parties.push(Party {
            id: name,
            account: account.id.to_string(),
            organ: organ.id.to_string(),
        });
    }
    let mut recorders = Vec::new();
    for id in &form.recorders {
        let (account, organ) = account(tx, "recorders", id)?;
        let name = named(&mut taken, "recorder", &organ);
        recorders.push(Party {
            id: name,
            account: account.id.to_string(),
            organ: organ.id.to_string(),
        });
    }
    let mut holders = Vec::new();
    for holder in &form.holders {
        let (account, _) = account(tx, "holders", &holder.account)?;
        holders.push(Holder {
            name: holder.name.clone(),
            sm2: holder.sm2.to_lowercase(),
            account: account.id.to_string(),
        });
    }
    let regions = form.regions.iter().map(|group| RegionGroup {
        code: group.code.clone(),
        name: group.name.clone(),
        townships: group.townships.clone(),
    });
    let ladder = || vec!["REGION".to_owned(), "CAP+2".to_owned()];
    Ok(Setting {
        parties,
        holders,
        recorders,
        min_reveals: form.min_reveals.unwrap_or(2),
        beacon: form.beacon.clone(),
        round: form.round,
        reveal_by: form.reveal_by.clone(),
        beacon_at: form.beacon_at.clone(),
        deadline: form.deadline.clone(),
        regions: regions.collect(),
        demand: form.demand.unwrap_or(2),
        band: form.band,
        ladder: form.ladder.clone().unwrap_or_else(ladder),
        wait: form.wait.clone().unwrap_or_else(|| "20%".to_owned()),
        blinded: form.blinded,
        release_at: form.release_at.clone(),
    })
}

/// Where somebody observes for the discipline inspection, one of them contributes (R-DRAW-14).
fn observed(tx: &mut ReadTx<'_>, draw: &Draw, app: &App) -> Result<(), AppError> {
    let today = app.today();
    let holds = |grant: &sunlot_domain::accounts::AccountGrant| {
        let inside = draw.region.as_str().starts_with(grant.region.prefix());
        let now = grant.valid_from <= today && grant.valid_to.is_none_or(|last| today <= last);
        inside && now && matches!(grant.state, GrantState::InForce | GrantState::Revoking)
    };
    let observers: BTreeSet<String> = accounts::grants_with(tx, Role::Observer)?
        .into_iter()
        .map(|stored| stored.value)
        .filter(holds)
        .map(|grant| grant.account.to_string())
        .collect();
    let contributes = |party: &Party| observers.contains(&party.account);
    if observers.is_empty() || draw.setting.parties.iter().any(contributes) {
        return Ok(());
    }
    let what = "本地有纪检监督观察员，须有一位作为随机数提供方。".to_owned();
    Err(DrawError::Setting { field: "contributors", what }.into())
}

/// 撤回 before the freeze: nothing of it is in the public log.
///
/// # Errors
/// Missing, another version or state.
pub async fn withdraw(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let spec = Spec {
            action: Action::DrawWithdrawn,
            permission: Permission::DrawPrepare,
            version: Some(request.version),
            party: false,
            states: &[DrawState::Proposed],
        };
        let mut stored = admitted(tx, &cx, &asked, id, &spec)?;
        stored.version = request.version;
        stored.value = stored.value.step(DrawStep::Withdraw)?;
        let stored = tx.save(stored)?;
        let event = Event::new(spec.action, id);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}
