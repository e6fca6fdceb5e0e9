//! What a draw looks like to those who run, watch and check it. Of a sealed one there are counts,
//! never names.

use serde::{Deserialize, Serialize};
use sunlot_domain::draws::{
    Counts, Draw, DrawRequest, DrawState, DrawStep, DrawViewing, RequestState, Setting,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::requests::STANDING;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::people;

/// 一个抽取单元的数目。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnitView {
    /// 抽取单元。
    pub unit: String,
    /// 可抽取的户数。
    pub eligible: u64,
    /// 抽取的户数。
    pub drawn: u64,
    /// 候补的户数。
    pub waiting: u64,
}

/// 一个匹配池的数目和缺口。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PoolView {
    /// 匹配池。
    pub pool: String,
    /// 户次。
    pub entries: u64,
    /// 可匹配的人员。
    pub officers: u64,
    /// 岗位。
    pub posts: u64,
    /// 各项规则都遵守时缺多少人次。
    pub deficit: u64,
    /// 是否没有匹配成功。
    pub void: bool,
    /// 依次放宽了什么，每步之后还缺多少。
    pub ladder: Vec<String>,
    /// 缺口的原因：单独放宽哪一项能少缺多少。
    pub causes: Vec<String>,
}

/// 数目。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CountsView {
    /// 底册户数。
    pub frame: u64,
    /// 可抽取的户数。
    pub eligible: u64,
    /// 不参加抽取的户数，按理由。
    pub excluded: Vec<String>,
    /// 抽取单元。
    pub units: Vec<UnitView>,
    /// 抽中的检查对象，几个抽取单元都抽中的算一户；抽取之前为 0。
    pub objects: u64,
    /// 检查人员数。
    pub officers: u64,
    /// 回避、轮换和请假条数。
    pub conflicts: u64,
    /// 匹配池。
    pub pools: Vec<PoolView>,
}

/// 各方。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PartyView {
    /// 公开的名称。
    pub id: String,
    /// 办理人的账号；组织方由平台办理，为空。
    pub account: Option<String>,
    /// 单位。
    pub organ: Option<String>,
}

/// 一次抽取。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DrawView {
    /// 标识。
    pub id: String,
    /// 任务。
    pub task: String,
    /// 合并进户的另一任务。
    pub joint_task: Option<String>,
    /// 发起部门。
    pub organ: String,
    /// 抽取编号。
    pub draw_id: String,
    /// 第几次。
    pub attempt: u16,
    /// 种类：draw、supplement。
    pub kind: String,
    /// 再次抽取的事由代码。
    pub reason: Option<String>,
    /// 公开方式：sealed、immediate。
    pub publication: String,
    /// 状态。
    pub state: String,
    /// 状态名称。
    pub state_name: String,
    /// 名单是否已公开。
    pub unsealed: bool,
    /// 批数。
    pub batches: u32,
    /// 已派发的批数。
    pub released: u32,
    /// 各批最早派发时间。
    pub release_at: Vec<String>,
    /// 随机数提供方，组织方在前。
    pub parties: Vec<PartyView>,
    /// 托管方。
    pub holders: Vec<PartyView>,
    /// 记录人。
    pub recorders: Vec<PartyView>,
    /// 公共随机源类型。
    pub beacon: String,
    /// 期号或场次。
    pub round: Option<u64>,
    /// 揭示截止。
    pub reveal_by: String,
    /// 公共随机源产生。
    pub beacon_at: String,
    /// 公布期限。
    pub deadline: String,
    /// 数目。
    pub counts: CountsView,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的事。
    pub allowed_actions: Vec<String>,
}

/// Where a draw belongs.
pub(crate) fn place(draw: &Draw) -> Place {
    Place {
        organ: draw.organ,
        region: draw.region.clone(),
        participants: draw.participants.clone(),
    }
}

fn permission(step: DrawStep) -> Permission {
    match step {
        DrawStep::Withdraw => Permission::DrawPrepare,
        DrawStep::Freeze => Permission::DrawApprove,
        DrawStep::Void | DrawStep::Annul => Permission::DrawRequest,
        _ => Permission::DrawRun,
    }
}

fn allowed(app: &App, call: &Call, draw: &Draw) -> Vec<String> {
    let at = place(draw);
    let may = |permission| app.may(call, permission, &at);
    let proposed = call.actor.account == Some(draw.proposed_by);
    let mut actions: Vec<String> = Vec::new();
    for &step in DrawStep::ALL {
        let blocked = step == DrawStep::Freeze && proposed;
        if draw.state.after(step).is_some() && may(permission(step)) && !blocked {
            actions.push(step.code().to_owned());
        }
    }
    let account = call.actor.account.map(|account| account.to_string()).unwrap_or_default();
    let own = |id: &String| *id == account;
    let setting = &draw.setting;
    let party = setting.parties.iter().any(|p| own(&p.account));
    if party && draw.state == DrawState::Planned && may(Permission::DrawContribute) {
        actions.push("commit".into());
    }
    if party && draw.state == DrawState::Announced && may(Permission::DrawContribute) {
        actions.push("reveal".into());
    }
    let holds = setting.holders.iter().any(|h| own(&h.account));
    if holds && draw.state == DrawState::Announced && may(Permission::DrawHold) {
        actions.push("escrow".into());
    }
    let records = setting.recorders.iter().any(|r| own(&r.account));
    if records && draw.state == DrawState::Closed && may(Permission::DrawRecord) {
        actions.push("sheet".into());
    }
    let drawn = matches!(draw.state, DrawState::Drawn | DrawState::Matched);
    if drawn && may(Permission::DrawView) {
        actions.push("view".into());
    }
    // What cannot be asked about is refused when it is asked: here is whether anything can.
    if STANDING.contains(&draw.state) && may(Permission::DrawRequest) {
        actions.push("request".into());
    }
    // One that is open can be supplemented from the rest.
    if draw.state == DrawState::Matched && !draw.is_sealed() && may(Permission::DrawPrepare) {
        actions.push("prepare_supplement".into());
    }
    if draw.state == DrawState::Matched && draw.released < draw.batches() {
        actions.extend(may(Permission::DrawRelease).then(|| "release".to_owned()));
    }
    if drawn && draw.is_sealed() {
        actions.extend(may(Permission::DrawRelease).then(|| "unseal".to_owned()));
    }
    actions
}

fn parties(setting: &Setting) -> [Vec<PartyView>; 3] {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let party = |p: &sunlot_domain::draws::Party| PartyView {
        id: p.id.clone(),
        account: some(&p.account),
        organ: some(&p.organ),
    };
    let holder = |h: &sunlot_domain::draws::Holder| PartyView {
        id: h.name.clone(),
        account: some(&h.account),
        organ: None,
    };
    [
        setting.parties.iter().map(party).collect(),
        setting.holders.iter().map(holder).collect(),
        setting.recorders.iter().map(party).collect(),
    ]
}

/// Name of what a rule of the matching's ladder relaxes.
pub(super) fn rule_zh(rule: &str) -> String {
    match rule {
        "REGION" => "放开区域限制".to_owned(),
        "ROTATION" => "放开轮换限制".to_owned(),
        "CERT" => "若执法证都在有效期内".to_owned(),
        "TAG" => "若都具备所需资质".to_owned(),
        "CONFLICT" => "若没有回避情形".to_owned(),
        "LEAVE" => "若无人请假".to_owned(),
        "SPECIAL" => "若不要求专业人员".to_owned(),
        cap if cap.starts_with("CAP+") => format!("每人上限增加 {}", &cap[4..]),
        other => format!("若不计 {other}"),
    }
}

pub(super) fn counts(counts: &Counts) -> CountsView {
    let rules = |list: &[(String, u64)]| {
        list.iter().map(|(rule, left)| format!("{}，还缺 {left} 人次", rule_zh(rule))).collect()
    };
    CountsView {
        frame: counts.frame,
        eligible: counts.eligible,
        excluded: counts.excluded.iter().map(|(code, n)| format!("{code} {n}")).collect(),
        units: counts
            .units
            .iter()
            .map(|u| UnitView {
                unit: u.unit.clone(),
                eligible: u.eligible,
                drawn: u.drawn,
                waiting: u.waiting,
            })
            .collect(),
        objects: counts.objects,
        officers: counts.officers,
        conflicts: counts.conflicts,
        pools: counts
            .pools
            .iter()
            .map(|p| PoolView {
                pool: p.pool.clone(),
                entries: p.entries,
                officers: p.officers,
                posts: p.posts,
                deficit: p.deficit,
                void: p.void,
                ladder: rules(&p.ladder),
                causes: rules(&p.causes),
            })
            .collect(),
    }
}

pub(super) fn view(app: &App, call: &Call, stored: Stored<Draw>) -> DrawView {
    let draw = &stored.value;
    let [parties, holders, recorders] = parties(&draw.setting);
    DrawView {
        id: draw.id.to_string(),
        task: draw.task.to_string(),
        joint_task: draw.joint_task.map(|task| task.to_string()),
        organ: draw.organ.to_string(),
        draw_id: draw.draw_id(),
        attempt: draw.attempt,
        kind: draw.kind.code().into(),
        reason: draw.reason.clone(),
        publication: draw.publication.code().into(),
        state: draw.state.code().into(),
        state_name: draw.state.name_zh().into(),
        unsealed: draw.unsealed,
        batches: draw.batches(),
        released: draw.released,
        release_at: draw.setting.release_at.clone(),
        parties,
        holders,
        recorders,
        beacon: draw.setting.beacon.clone(),
        round: draw.setting.round,
        reveal_by: draw.setting.reveal_by.clone(),
        beacon_at: draw.setting.beacon_at.clone(),
        deadline: draw.setting.deadline.clone(),
        counts: counts(&draw.counts),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed(app, call, draw),
    }
}

/// 一项申请。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestView {
    /// 标识。
    pub id: String,
    /// 抽取。
    pub draw: String,
    /// 种类：void、correction、replacement、recusal。
    pub kind: String,
    /// 事由代码。
    pub reason: String,
    /// 事由。
    pub note: String,
    /// 证据文件的散列。
    pub evidence: Option<String>,
    /// 状态。
    pub state: String,
    /// 审批意见。
    pub opinion: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的事。
    pub allowed_actions: Vec<String>,
}

/// A request; `vacant` when a post of the draw may be open.
pub(crate) fn request_view(
    app: &App,
    call: &Call,
    draw: &Draw,
    stored: Stored<DrawRequest>,
    vacant: bool,
) -> RequestView {
    let request = stored.value;
    let pending = request.state == RequestState::Pending;
    let own = call.actor.account == Some(request.requested_by);
    let may = |permission| app.may(call, permission, &place(draw));
    // A post that fell open is taken by who is drawn for it.
    let open = vacant && request.opens_posts();
    let actions: &[&str] = match () {
        () if pending && !own && may(Permission::DrawDecide) => &["approve", "refuse"],
        () if open && may(Permission::DrawRun) => &["rematch"],
        () => &[],
    };
    RequestView {
        id: request.id.to_string(),
        draw: request.draw.to_string(),
        kind: request.kind.code().into(),
        reason: request.reason,
        note: request.note,
        evidence: request.evidence.map(|file| file.to_string()),
        state: request.state.code().into(),
        opinion: request.opinion,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.iter().map(|action| (*action).to_owned()).collect(),
    }
}

/// 一次查看。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewingView {
    /// 谁。
    pub account: String,
    /// 姓名。
    pub account_name: String,
    /// 何时。
    pub time: String,
    /// 哪一部分。
    pub part: String,
    /// 印记。
    pub mark: String,
}

pub(super) fn viewing_view(
    tx: &mut ReadTx<'_>,
    viewing: DrawViewing,
) -> Result<ViewingView, AppError> {
    Ok(ViewingView {
        account_name: people::name_of(tx, viewing.account)?,
        account: viewing.account.to_string(),
        time: viewing.time.to_string(),
        part: viewing.part,
        mark: viewing.mark,
    })
}
