//! 授权: proposed by one security administrator, approved by another (S14), and taken back by
//! two.

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::{
    Account, AccountGrant, AccountState, GrantError, GrantState, GrantStep,
};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, GrantId, Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach, Role};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::accounts::GrantConditions;
use sunlot_store::{ReadTx, Stored, accounts};
use utoipa::{IntoParams, ToSchema};

use crate::accounts::{Reasoned, keeps_a_security_admin};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::people;
use crate::record::audit::timeline;

/// 授权, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GrantView {
    /// 标识。
    pub id: String,
    /// 被授权的账号。
    pub account: String,
    /// 被授权人姓名。
    pub account_name: String,
    /// 角色代码。
    pub role: String,
    /// 角色。
    pub role_name: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 区划；包含其下级。
    pub region: String,
    /// 起始日。
    pub valid_from: String,
    /// 截止日。
    pub valid_to: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 提出人。
    pub proposed_by: Option<String>,
    /// 提出人的姓名。
    pub proposed_by_name: Option<String>,
    /// 批准人或不批准人。
    pub approved_by: Option<String>,
    /// 批准人的姓名。
    pub approved_by_name: Option<String>,
    /// 提出收回的人。
    pub revocation_by: Option<String>,
    /// 提出收回的人的姓名。
    pub revocation_by_name: Option<String>,
    /// 批准收回的人。
    pub revoked_by: Option<String>,
    /// 批准收回的人的姓名。
    pub revoked_by_name: Option<String>,
    /// 最近一步的理由；只在单独查看一项授权时给出。
    pub reason: Option<String>,
    /// 版本，操作时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 提出授权。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewGrant {
    /// 账号。
    pub account: String,
    /// 角色代码。
    pub role: String,
    /// 部门。
    pub organ: String,
    /// 区划；不写则为部门服务的区划。
    pub region: Option<String>,
    /// 起始日；不写则为今天。
    pub valid_from: Option<String>,
    /// 截止日；不写则长期。
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 授权列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct GrantFilter {
    /// 账号。
    pub account: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 角色代码。
    pub role: Option<String>,
    /// 状态。
    pub state: Option<String>,
}

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["role", "organ", "region", "state", "valid_from", "valid_to"];

/// Lists grants within the caller's reach.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    filter: GrantFilter,
    page: PageRequest,
) -> Result<Page<GrantView>, AppError> {
    let state = filter.state.as_deref().map(|code| {
        let wrong = || AppError::field("state", "grant.state_code", "没有这个状态；请从列表选择。");
        GrantState::parse(code).ok_or_else(wrong)
    });
    let conditions = GrantConditions {
        account: filter.account.as_deref().map(AccountId::parse).transpose()?,
        organ: filter.organ.as_deref().map(OrganId::parse).transpose()?,
        role: filter.role.as_deref().map(role).transpose()?,
        state: state.transpose()?,
        within: reached(app, call),
    };
    let (window, order) = (page.window()?, page.order(SORTABLE, "id")?);
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = accounts::list_grants(tx, &conditions, &order, window)?;
            let items = found.into_iter().map(|grant| view(&cx, &asked, tx, grant));
            Ok((items.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Divisions whose grants the caller may see; `None` for all.
fn reached(app: &App, call: &Call) -> Option<Vec<DivisionCode>> {
    let scopes = app.policy.scopes(&call.actor, Permission::GrantRead);
    if scopes.iter().any(|(reach, _)| *reach == Reach::All) {
        return None;
    }
    Some(scopes.into_iter().map(|(_, grant)| grant.region.clone()).collect())
}

/// Shows one grant.
///
/// # Errors
/// Missing, out of reach, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<GrantView, AppError> {
    let id = GrantId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = tx.need::<AccountGrant>(&id)?;
        cx.authorize(&asked, Permission::GrantRead, &place(&found.value))?;
        // Whoever approves has to know why it was asked for.
        let steps = timeline(tx, &id.to_string())?;
        let mut shown = view(&cx, &asked, tx, found)?;
        shown.reason = steps.into_iter().map(|step| step.reason).rfind(|text| !text.is_empty());
        Ok(shown)
    })
    .await
}

/// Proposes a grant.
///
/// # Errors
/// Fields that are wrong, a rule of separation (S1, S14) or of scope, or what the store answers.
pub async fn propose(app: &App, call: &Call, new: NewGrant) -> Result<GrantView, AppError> {
    let (account, organ) = (AccountId::parse(&new.account)?, OrganId::parse(&new.organ)?);
    let (role, reason) = (role(&new.role)?, required_reason(&new.reason)?);
    let region = new.region.as_deref().map(DivisionCode::parse).transpose()?;
    let from = new.valid_from.as_deref().map(Day::parse).transpose()?;
    let valid_to = new.valid_to.as_deref().map(Day::parse).transpose()?;
    let (cx, asked, by, today) = (app.clone(), call.clone(), call.account()?, app.today());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let grant = AccountGrant {
            id: cx.ids().make(),
            account,
            role,
            organ: organ.id,
            region: region.unwrap_or_else(|| organ.region.clone()),
            valid_from: from.unwrap_or(today),
            valid_to,
            proposed_by: Some(by),
            state: GrantState::Proposed,
            approved_by: None,
            revocation_by: None,
            revoked_by: None,
        };
        cx.authorize(&asked, Permission::GrantPropose, &place(&grant))?;
        check(tx, &grant, &organ, today)?;
        let event = Event::new(Action::GrantProposed, grant.id).because(reason);
        let event = event.with(described(&grant));
        let stored = tx.insert(grant)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Takes a step of a grant that is there.
///
/// # Errors
/// Missing, a step that does not begin here or that this person may not take, a version that is
/// not the current one, or what the store answers.
pub async fn step(
    app: &App,
    call: &Call,
    id: &str,
    step: GrantStep,
    asked: Reasoned,
) -> Result<GrantView, AppError> {
    let (id, reason) = (GrantId::parse(id)?, required_reason(&asked.reason)?);
    let (cx, caller, by, today) = (app.clone(), call.clone(), call.account()?, app.today());
    app.write(call, move |tx| {
        let mut stored = tx.need::<AccountGrant>(&id)?;
        cx.authorize(&caller, permission(step), &place(&stored.value))?;
        stored.version = asked.version;
        let before = stored.value.state;
        match step {
            // What held when it was proposed may have changed since.
            GrantStep::Approve => {
                let organ = tx.need::<Organ>(&stored.value.organ)?.value;
                check(tx, &stored.value, &organ, today)?;
            }
            GrantStep::ApproveRevocation if stored.value.role == Role::SecurityAdmin => {
                keeps_a_security_admin(&cx, tx, stored.value.account)?;
            }
            _ => {}
        }
        stored.value = stored.value.step(step, by)?;
        let stored = tx.save(stored)?;
        let details = Json::object([
            ("after", Json::text(stored.value.state.code())),
            ("before", Json::text(before.code())),
        ]);
        let event = Event::new(action(step), id).because(reason).with(details);
        let view = view(&cx, &caller, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn check(
    tx: &mut ReadTx<'_>,
    grant: &AccountGrant,
    organ: &Organ,
    today: Day,
) -> Result<(), AppError> {
    if tx.need::<Account>(&grant.account)?.value.state != AccountState::Active {
        return Err(GrantError::Disabled.into());
    }
    let others = accounts::grants_of(tx, grant.account)?;
    let others: Vec<AccountGrant> = others.into_iter().map(|stored| stored.value).collect();
    Ok(grant.check(organ, &others, today)?)
}

fn permission(step: GrantStep) -> Permission {
    match step {
        GrantStep::Withdraw | GrantStep::ProposeRevocation => Permission::GrantPropose,
        _ => Permission::GrantApprove,
    }
}

fn action(step: GrantStep) -> Action {
    match step {
        GrantStep::Approve => Action::GrantApproved,
        GrantStep::Refuse => Action::GrantRefused,
        GrantStep::Withdraw => Action::GrantWithdrawn,
        GrantStep::ProposeRevocation => Action::RevocationProposed,
        GrantStep::ApproveRevocation => Action::RevocationApproved,
        GrantStep::RefuseRevocation => Action::RevocationRefused,
    }
}

fn role(code: &str) -> Result<Role, AppError> {
    Role::parse(code).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        let text = format!("没有角色“{code}”；可用：{}。", codes.join("、"));
        AppError::field("role", "grant.role_code", text)
    })
}

fn place(grant: &AccountGrant) -> Place {
    Place::of(grant.organ, grant.region.clone())
}

fn described(grant: &AccountGrant) -> Json {
    let to = grant.valid_to.map(|day| day.to_string()).unwrap_or_default();
    Json::object([
        ("account", Json::text(grant.account.to_string())),
        ("organ", Json::text(grant.organ.to_string())),
        ("region", Json::text(grant.region.as_str())),
        ("role", Json::text(grant.role.code())),
        ("valid_from", Json::text(grant.valid_from.to_string())),
        ("valid_to", Json::text(to)),
    ])
}

fn name(tx: &mut ReadTx<'_>, account: Option<AccountId>) -> Result<Option<String>, AppError> {
    account.map(|account| people::name_of(tx, account)).transpose()
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<AccountGrant>,
) -> Result<GrantView, AppError> {
    let grant = stored.value;
    let place = place(&grant);
    let possible = |step: &GrantStep| {
        let by = call.actor.account;
        let can = by.is_some_and(|by| grant.clone().step(*step, by).is_ok());
        can && app.may(call, permission(*step), &place)
    };
    let actions = GrantStep::ALL.into_iter().filter(possible).map(|step| step.code().to_owned());
    let text = |id: Option<AccountId>| id.map(|id| id.to_string());
    Ok(GrantView {
        id: grant.id.to_string(),
        account: grant.account.to_string(),
        account_name: tx.need::<Account>(&grant.account)?.value.name,
        role: grant.role.code().into(),
        role_name: grant.role.name_zh().into(),
        organ: grant.organ.to_string(),
        organ_name: tx.need::<Organ>(&grant.organ)?.value.name,
        region: grant.region.as_str().into(),
        valid_from: grant.valid_from.to_string(),
        valid_to: grant.valid_to.map(|day| day.to_string()),
        state: grant.state.code().into(),
        state_name: grant.state.name_zh().into(),
        proposed_by_name: name(tx, grant.proposed_by)?,
        proposed_by: text(grant.proposed_by),
        approved_by_name: name(tx, grant.approved_by)?,
        approved_by: text(grant.approved_by),
        revocation_by_name: name(tx, grant.revocation_by)?,
        revocation_by: text(grant.revocation_by),
        revoked_by_name: name(tx, grant.revoked_by)?,
        revoked_by: text(grant.revoked_by),
        reason: None,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.collect(),
    })
}
