//! 人员变动: proposed by one person of an organ, decided by another (R-REG-09).

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::Account;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, Id, InspectorChangeId, InspectorId, OrganId};
use sunlot_domain::inspectors::{
    ChangeState, Inspector, InspectorChange, InspectorError, may_decide,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::{self as store, Said, from_body, to_body};
use sunlot_store::{ReadTx, StoreError, Stored, WriteTx};
use utoipa::{IntoParams, ToSchema};

use super::view::{InspectorDetails, details};
use super::{Sight, place};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::people;
use crate::visible::person;

/// 执法检查人员的内容。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct InspectorForm {
    /// 姓名。
    pub name: String,
    /// 关联的账号，须属本部门。
    #[serde(default)]
    pub account: Option<String>,
    /// 发证机关。
    #[serde(default)]
    pub cert_issuer: String,
    /// 证件有效期至。
    pub cert_valid_until: String,
    /// 资质。
    #[serde(default)]
    pub qualifications: Vec<String>,
    /// 可检查的事项编码；空为本部门全部事项。
    #[serde(default)]
    pub items: Vec<String>,
    /// 执法区域的区划代码；空为不限。
    #[serde(default)]
    pub regions: Vec<String>,
    /// 任务上限。
    #[serde(default)]
    pub cap: Option<u32>,
    /// 工作量系数，百分之几；不写为 100。
    #[serde(default)]
    pub weight: Option<u32>,
    /// 可任组长。
    #[serde(default)]
    pub lead: bool,
    /// 检查小组。
    #[serde(default)]
    pub team: String,
    /// 使用本平台之前已派次数。
    #[serde(default)]
    pub prior: u32,
    /// 是否在岗；不写为在岗，离岗写 false。
    #[serde(default)]
    pub active: Option<bool>,
    /// 自哪天起是这样；不写为今天，不能晚于今天。
    #[serde(default)]
    pub valid_from: Option<String>,
}

/// 登记新的执法检查人员。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewInspector {
    /// 部门。
    pub organ: String,
    /// 执法证号。
    pub code: String,
    /// 内容。
    #[serde(flatten)]
    pub form: InspectorForm,
    /// 理由。
    pub reason: String,
}

/// 提出的变动。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct InspectorProposal {
    /// 您看到的版本。
    pub version: u64,
    /// 调入的部门；不写为原部门。只有已离岗的人员才能调入其他部门。
    #[serde(default)]
    pub organ: Option<String>,
    /// 内容，全部写出。
    #[serde(flatten)]
    pub form: InspectorForm,
    /// 理由。
    pub reason: String,
}

/// 对变动的决定。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChangeDecision {
    /// 您看到的版本。
    pub version: u64,
    /// 意见；不批准时必填。
    #[serde(default)]
    pub decision: String,
}

/// 变动列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ChangeQuery {
    /// 状态：proposed、approved、refused。
    pub state: Option<String>,
    /// 哪一名人员。
    pub inspector: Option<String>,
}

/// 一处不同。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ColumnDifference {
    /// 列。
    pub column: String,
    /// 原来。
    pub before: String,
    /// 拟改为。
    pub after: String,
}

/// 人员变动, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectorChangeView {
    /// 标识。
    pub id: String,
    /// 人员。
    pub inspector: String,
    /// 部门。
    pub organ: String,
    /// 是否新登记。
    pub new: bool,
    /// 拟登记的内容。
    pub proposed: InspectorDetails,
    /// 拟登记之后是否在岗。
    pub active: bool,
    /// 与提出时的记载不同之处；新登记的没有。
    pub differences: Vec<ColumnDifference>,
    /// 理由。
    pub reason: String,
    /// 状态代码。
    pub state: String,
    /// 提出人。
    pub proposed_by: String,
    /// 提出人的姓名。
    pub proposed_by_name: String,
    /// 决定人。
    pub decided_by: Option<String>,
    /// 决定人的姓名。
    pub decided_by_name: Option<String>,
    /// 意见。
    pub decision: Option<String>,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// Proposes a new inspector.
///
/// # Errors
/// Fields that are wrong, a number that is registered, or what the store answers.
pub async fn propose_new(
    app: &App,
    call: &Call,
    new: NewInspector,
) -> Result<InspectorChangeView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let reason = required_reason(&new.reason)?;
    let code = new.code.trim().to_ascii_uppercase();
    let inspector = read(app, new.form, app.ids().make(), organ, code)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        if store::by_code(tx, &inspector.code)?.is_some() {
            // Asked first, so that nobody learns of numbers beyond his organ.
            let organ = tx.need::<Organ>(&organ)?.value;
            cx.authorize(&asked, Permission::InspectorWrite, &place(&organ))?;
            return Err(InspectorError::CodeTaken { code: inspector.code }.into());
        }
        let view = propose(&cx, &asked, tx, 0, inspector, reason.clone())?;
        let event = Event::new(Action::InspectorProposed, &view.inspector).because(reason);
        let details = Json::object([("change", Json::text(&view.id))]);
        Ok(tx.record(event.with(details), view))
    })
    .await
}

/// Proposes that something about an inspector changes, or that he leaves the service.
///
/// # Errors
/// Missing, a version that is not the current one, fields that are wrong, or what the store
/// answers.
pub async fn propose_change(
    app: &App,
    call: &Call,
    id: &str,
    proposal: InspectorProposal,
) -> Result<InspectorChangeView, AppError> {
    let id = InspectorId::parse(id)?;
    let reason = required_reason(&proposal.reason)?;
    let to = proposal.organ.as_deref().map(OrganId::parse).transpose()?;
    let after = read(app, proposal.form, id, to.unwrap_or(OrganId::new(0, &[0; 10])), "-".into())?;
    let (cx, asked, version) = (app.clone(), call.clone(), proposal.version);
    app.write(call, move |tx| {
        let before = tx.need::<Inspector>(&id)?;
        let organ = to.unwrap_or(before.value.organ);
        let after = Inspector { code: before.value.code.clone(), organ, ..after };
        let owner = tx.need::<Organ>(&organ)?.value;
        cx.authorize(&asked, Permission::InspectorWrite, &place(&owner))?;
        if organ != before.value.organ && before.value.active {
            return Err(InspectorError::StillServing.into());
        }
        newest(&before, version)?;
        let same_days = Inspector { valid_from: before.value.valid_from, ..after.clone() };
        if same_days == before.value {
            return Err(InspectorError::NothingChanged.into());
        }
        let view = propose(&cx, &asked, tx, version, after, reason.clone())?;
        let event = Event::new(Action::InspectorProposed, id).because(reason);
        let details = Json::object([("change", Json::text(&view.id))]);
        Ok(tx.record(event.with(details), view))
    })
    .await
}

fn newest(before: &Stored<Inspector>, expected: u64) -> Result<(), AppError> {
    if before.version == expected {
        return Ok(());
    }
    let (id, found) = (before.value.id.to_string(), before.version);
    Err(StoreError::Version { table: "inspector", id, expected, found }.into())
}

fn propose(
    app: &App,
    call: &Call,
    tx: &mut WriteTx<'_>,
    base_version: u64,
    inspector: Inspector,
    reason: String,
) -> Result<InspectorChangeView, AppError> {
    let organ = tx.need::<Organ>(&inspector.organ)?.value;
    app.authorize(call, Permission::InspectorWrite, &place(&organ))?;
    sound(app, tx, &inspector, &organ)?;
    let stored = tx.insert(InspectorChange {
        id: app.ids().make(),
        inspector: inspector.id,
        organ: organ.id,
        base_version,
        body: to_body(&inspector),
        reason,
        proposed_by: person(call)?,
        state: ChangeState::Proposed,
        decided_by: None,
        decision: None,
    })?;
    view(app, call, tx, stored)
}

/// Whether a statement about an inspector can be made: when it is proposed and again when it is
/// approved.
pub(crate) fn sound(
    app: &App,
    tx: &mut ReadTx<'_>,
    inspector: &Inspector,
    organ: &Organ,
) -> Result<(), AppError> {
    inspector.check(app.today())?;
    if !organ.kind.may_inspect() {
        return Err(InspectorError::OrganMayNotInspect.into());
    }
    let Some(account) = inspector.account else { return Ok(()) };
    let held = tx.get::<Account>(&account)?.is_some_and(|it| it.value.organ == organ.id);
    let other = store::by_account(tx, account)?.is_some_and(|it| it.value.id != inspector.id);
    if !held || other {
        return Err(InspectorError::Account.into());
    }
    Ok(())
}

fn read(
    app: &App,
    form: InspectorForm,
    id: InspectorId,
    organ: OrganId,
    code: String,
) -> Result<Inspector, AppError> {
    let words = |list: Vec<String>| {
        let mut list: Vec<String> =
            list.iter().map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect();
        list.sort();
        list.dedup();
        list
    };
    let mut regions: Vec<DivisionCode> =
        form.regions.iter().map(|code| DivisionCode::parse(code)).collect::<Result<_, _>>()?;
    regions.sort();
    regions.dedup();
    Ok(Inspector {
        id,
        code,
        name: form.name.trim().to_owned(),
        organ,
        account: form.account.as_deref().map(AccountId::parse).transpose()?,
        cert_issuer: form.cert_issuer.trim().to_owned(),
        cert_valid_until: Day::parse(&form.cert_valid_until)?,
        qualifications: words(form.qualifications),
        items: words(form.items),
        regions,
        cap: form.cap,
        weight: form.weight.unwrap_or(100),
        lead: form.lead,
        team: form.team.trim().to_owned(),
        prior: form.prior,
        active: form.active.unwrap_or(true),
        valid_from: form.valid_from.as_deref().map_or(Ok(app.today()), Day::parse)?,
    })
}

/// Approves a change: it is in the register from now on.
///
/// # Errors
/// Missing, decided already, the proposer himself, an inspector who was changed since, or what the
/// store answers.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    decision: ChangeDecision,
) -> Result<InspectorChangeView, AppError> {
    let id = InspectorChangeId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = deciding(&cx, &asked, tx, id, decision.version)?;
        let after = from_body(&stored.value.body)?;
        let organ = tx.need::<Organ>(&after.organ)?.value;
        sound(&cx, tx, &after, &organ)?;
        let inspector = after.id;
        if stored.value.base_version == 0 {
            if store::by_code(tx, &after.code)?.is_some() {
                return Err(InspectorError::CodeTaken { code: after.code }.into());
            }
            tx.insert(after)?;
        } else {
            let before = tx.need::<Inspector>(&inspector)?;
            newest(&before, stored.value.base_version)?;
            store::restate(tx, cx.ids().make(), before, after)?;
        }
        let text = decision.decision.trim();
        stored.value.state = ChangeState::Approved;
        stored.value.decision = (!text.is_empty()).then(|| text.to_owned());
        let event = Event::new(Action::InspectorApproved, inspector);
        let event = event.with(Json::object([("change", Json::text(id.to_string()))]));
        let stored = tx.save(stored)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Does not approve a change.
///
/// # Errors
/// As [`approve`]; an opinion is asked for.
pub async fn refuse(
    app: &App,
    call: &Call,
    id: &str,
    decision: ChangeDecision,
) -> Result<InspectorChangeView, AppError> {
    let id = InspectorChangeId::parse(id)?;
    let why = required_reason(&decision.decision)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = deciding(&cx, &asked, tx, id, decision.version)?;
        stored.value.state = ChangeState::Refused;
        stored.value.decision = Some(why.clone());
        let event = Event::new(Action::InspectorRefused, stored.value.inspector).because(why);
        let event = event.with(Json::object([("change", Json::text(id.to_string()))]));
        let stored = tx.save(stored)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn deciding(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: InspectorChangeId,
    version: u64,
) -> Result<Stored<InspectorChange>, AppError> {
    let mut stored = tx.need::<InspectorChange>(&id)?;
    let organ = tx.need::<Organ>(&stored.value.organ)?.value;
    app.authorize(call, Permission::InspectorApprove, &place(&organ))?;
    let it = &stored.value;
    stored.value.decided_by = Some(may_decide(it.state, it.proposed_by, call.actor.account)?);
    stored.version = version;
    Ok(stored)
}

/// Lists changes of the organs that the caller sees, newest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: ChangeQuery,
    page: PageRequest,
) -> Result<Page<InspectorChangeView>, AppError> {
    let inspector = query.inspector.as_deref().map(InspectorId::parse).transpose()?;
    let state = match query.state.as_deref() {
        None => None,
        Some(word) => Some(ChangeState::parse(word).ok_or_else(|| {
            let text = format!("不认识状态“{word}”；可用：proposed、approved、refused。");
            AppError::field("state", "inspector.change_state", text)
        })?),
    };
    let (sight, window) = (Sight::of(app, call), page.window()?);
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::changes(tx, &sight.reached, inspector, state, window)?;
            let views = found.into_iter().map(|row| view(&cx, &asked, tx, row));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one change.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<InspectorChangeView, AppError> {
    let id = InspectorChangeId::parse(id)?;
    let sight = Sight::of(app, call);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = tx.need::<InspectorChange>(&id)?;
        let organ = tx.need::<Organ>(&stored.value.organ)?.value;
        if !sight.sees(&from_body(&stored.value.body)?, &organ.region) {
            return Err(AppError::missing());
        }
        view(&cx, &asked, tx, stored)
    })
    .await
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<InspectorChange>,
) -> Result<InspectorChangeView, AppError> {
    let change = stored.value;
    let after = from_body(&change.body)?;
    let organ = tx.need::<Organ>(&change.organ)?.value;
    let sight = Sight::of(app, call);
    let mut differences = match change.base_version {
        0 => Vec::new(),
        base => {
            let said = store::statements(tx, change.inspector)?;
            let before = said.iter().find(|Said(row)| row.version == base);
            before.map(|Said(row)| differences(&sight, &row.value, &after)).unwrap_or_default()
        }
    };
    for one in differences.iter_mut().filter(|one| one.column == ACCOUNT) {
        for id in [&mut one.before, &mut one.after] {
            if let Ok(account) = AccountId::parse(id) {
                *id = people::name_of(tx, account)?;
            }
        }
    }
    let may = app.may(call, Permission::InspectorApprove, &place(&organ))
        && may_decide(change.state, change.proposed_by, call.actor.account).is_ok();
    let actions: &[&str] = if may { &["approve", "refuse"] } else { &[] };
    Ok(InspectorChangeView {
        id: change.id.to_string(),
        inspector: change.inspector.to_string(),
        organ: change.organ.to_string(),
        new: change.base_version == 0,
        active: after.active,
        proposed: details(&sight, after),
        differences,
        reason: change.reason,
        state: change.state.code().into(),
        proposed_by_name: people::name_of(tx, change.proposed_by)?,
        decided_by_name: change.decided_by.map(|id| people::name_of(tx, id)).transpose()?,
        proposed_by: change.proposed_by.to_string(),
        decided_by: change.decided_by.map(|id| id.to_string()),
        decision: change.decision,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.iter().map(|action| (*action).to_owned()).collect(),
    })
}

/// The column of the account, of which people read the name.
const ACCOUNT: &str = "账号";

/// What differs between two statements about an inspector, for people.
pub(crate) fn differences(
    sight: &Sight,
    before: &Inspector,
    after: &Inspector,
) -> Vec<ColumnDifference> {
    let yes = |flag: bool| if flag { "是" } else { "否" }.to_owned();
    let list = |list: &[String]| list.join("；");
    let told = |it: &Inspector| {
        let regions: Vec<String> = it.regions.iter().map(|r| r.as_str().to_owned()).collect();
        [
            ("姓名", sight.name(&it.name)),
            ("部门", it.organ.to_string()),
            (ACCOUNT, it.account.map(|id| id.to_string()).unwrap_or_default()),
            ("发证机关", it.cert_issuer.clone()),
            ("证件有效期", it.cert_valid_until.to_string()),
            ("资质", list(&it.qualifications)),
            ("检查事项范围", list(&it.items)),
            ("区域", list(&regions)),
            ("上限", it.cap.map(|cap| cap.to_string()).unwrap_or_default()),
            ("工作量系数", it.weight.to_string()),
            ("组长", yes(it.lead)),
            ("检查小组", it.team.clone()),
            ("已派次数", it.prior.to_string()),
            ("在岗", yes(it.active)),
        ]
    };
    let pairs = told(before).into_iter().zip(told(after));
    let differs = pairs.filter(|((_, was), (_, is))| was != is);
    differs
        .map(|((column, before), (_, after))| ColumnDifference {
            column: column.to_owned(),
            before,
            after,
        })
        .collect()
}
