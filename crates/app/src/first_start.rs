//! 首次启动: no account exists before it, and it makes the first four: one system administrator,
//! two security administrators (one alone could grant nothing) and one audit administrator, four
//! people.

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::roles::Role;
use sunlot_sortition::jcs::Json;
use sunlot_store::{accounts, credentials};
use utoipa::ToSchema;

use crate::accounts::start_password;
use crate::auth;
use crate::context::{App, Call};
use crate::credentials::set_password;
use crate::error::{AppError, Kind};
use crate::reference::regions_of;

/// 首次启动：区划、一个部门和四名管理员。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Setup {
    /// 本级区划及其各级上级；不写则取自随附的区划表：各级上级和本级以内直到县级，甘肃省直到乡镇。
    #[serde(default)]
    pub regions: Vec<SetupRegion>,
    /// 管理员所在部门。
    pub organ: SetupOrgan,
    /// 系统管理员。
    pub system_admin: SetupPerson,
    /// 两名安全管理员：一人提出、一人批准。
    pub security_admins: [SetupPerson; 2],
    /// 审计管理员。
    pub audit_admin: SetupPerson,
}

/// 一个区划。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupRegion {
    /// 代码。
    pub code: String,
    /// 名称。
    pub name: String,
}

/// 管理员所在部门。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupOrgan {
    /// 简码。
    pub code: String,
    /// 机构全称。
    pub name: String,
    /// 性质。
    pub kind: String,
    /// 服务的区划代码。
    pub region: String,
}

/// 一名管理员。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupPerson {
    /// 登录名。
    pub login: String,
    /// 姓名。
    pub name: String,
}

/// 一名管理员的初始口令，只显示这一次。
#[derive(Clone, Serialize, ToSchema)]
pub struct FirstAccount {
    /// 角色。
    pub role_name: String,
    /// 登录名。
    pub login: String,
    /// 姓名。
    pub name: String,
    /// 一次性初始口令，72 小时内有效，登录后必须修改。
    pub start_password: String,
}

/// Whether the first start is still to come.
///
/// # Errors
/// What the store answers.
pub async fn needed(app: &App) -> Result<bool, AppError> {
    app.read(|tx| Ok(accounts::count(tx)? == 0)).await
}

/// The token that opens the first start over HTTP, for the server to print at its start; `None`
/// when accounts exist. A new one at each start of the process; only its digest is kept, in
/// memory.
///
/// # Errors
/// What the store answers.
pub async fn token(app: &App) -> Result<Option<String>, AppError> {
    if !needed(app).await? {
        app.auth.open_first_start(None);
        return Ok(None);
    }
    let token = auth::token(app.entropy.as_ref());
    app.auth.open_first_start(Some(auth::digest("first-start", &token)));
    Ok(Some(token))
}

/// The first start over HTTP, by whoever can read what the server printed.
///
/// # Errors
/// A wrong token, or as [`create`].
pub async fn create_with_token(
    app: &App,
    call: &Call,
    token: &str,
    setup: Setup,
) -> Result<Vec<FirstAccount>, AppError> {
    if app.auth.first_start() != Some(auth::digest("first-start", token.trim())) {
        let text =
            "首次启动的一次性口令不对或已用过；它显示在服务器启动时的输出里，重启服务会换新的。";
        return Err(AppError::new(Kind::Forbidden, "first_start.token", text));
    }
    let made = create(app, call, setup).await?;
    app.auth.open_first_start(None);
    Ok(made)
}

/// Makes division, organ and the four administrators in one transaction.
///
/// # Errors
/// An account exists, fields that are wrong, one person twice, or what the store answers.
pub async fn create(app: &App, call: &Call, setup: Setup) -> Result<Vec<FirstAccount>, AppError> {
    let organ = organ(app, &setup.organ)?;
    let regions = match setup.regions.as_slice() {
        [] => regions_of(&organ.region)?,
        given => regions(given)?,
    };
    let [first, second] = setup.security_admins;
    let people = [
        (Role::SystemAdmin, setup.system_admin),
        (Role::SecurityAdmin, first),
        (Role::SecurityAdmin, second),
        (Role::AuditAdmin, setup.audit_admin),
    ];
    different(&people)?;
    let (mut rows, mut shown) = (Vec::new(), Vec::new());
    for (role, person) in people {
        let (password, hash) = start_password(app).await?;
        let account = Account {
            id: app.ids().make(),
            login: person.login.trim().to_owned(),
            name: person.name.trim().to_owned(),
            organ: organ.id,
            state: AccountState::Active,
        };
        account.check()?;
        shown.push(FirstAccount {
            role_name: role.name_zh().into(),
            login: account.login.clone(),
            name: account.name.clone(),
            start_password: password,
        });
        rows.push((role, account, hash));
    }
    let (ids, now, today) = (app.ids(), app.now(), app.today());
    app.write(&call.forgetful(), move |tx| {
        if accounts::count(tx)? > 0 {
            let text = "已经有账号，首次启动只能进行一次；请用现有的账号登录。";
            return Err(AppError::new(Kind::Conflict, "first_start.done", text));
        }
        for region in regions {
            if tx.get::<Region>(&region.id.as_str())?.is_none() {
                tx.insert(region)?;
            }
        }
        let details = Json::object([("accounts", Json::count(rows.len() as u64))]);
        let event = Event::new(Action::FirstStart, organ.id).with(details);
        let (id, region) = (organ.id, organ.region.clone());
        tx.insert(organ)?;
        for (role, account, hash) in rows {
            let person = account.id;
            tx.insert(account)?;
            tx.insert(AccountGrant {
                id: ids.make(),
                account: person,
                role,
                organ: id,
                region: region.clone(),
                valid_from: today,
                valid_to: None,
                proposed_by: None,
                state: GrantState::InForce,
                approved_by: None,
                revocation_by: None,
                revoked_by: None,
            })?;
            set_password(tx, &ids, now, person, hash, true)?;
            credentials::note_use(&mut tx.aside(), person, now, false)?;
        }
        Ok(tx.record(event, ()))
    })
    .await?;
    Ok(shown)
}

fn regions(given: &[SetupRegion]) -> Result<Vec<Region>, AppError> {
    let mut regions = Vec::new();
    for region in given {
        let id = DivisionCode::parse(&region.code)?;
        let name = region.name.trim().to_owned();
        regions.push(Region { parent: id.parent(), id, name });
    }
    regions.sort_by_key(|region| region.id.prefix().len());
    Ok(regions)
}

fn organ(app: &App, given: &SetupOrgan) -> Result<Organ, AppError> {
    let kind = OrganKind::parse(&given.kind).ok_or_else(|| {
        AppError::field("organ.kind", "organ.kind", "部门性质不在可选范围内；一般填 department。")
    })?;
    let organ = Organ {
        id: app.ids().make(),
        code: given.code.clone(),
        name: given.name.trim().to_owned(),
        kind,
        region: DivisionCode::parse(&given.region)?,
        superior: None,
        entrusting: None,
        active: true,
    };
    organ.check()?;
    Ok(organ)
}

/// S1: four administrators are four people.
fn different(people: &[(Role, SetupPerson)]) -> Result<(), AppError> {
    for (at, (_, person)) in people.iter().enumerate() {
        let same = |(_, other): &(Role, SetupPerson)| {
            other.login.trim() == person.login.trim() || other.name.trim() == person.name.trim()
        };
        if people[..at].iter().any(same) {
            let text = "四名管理员须是四个不同的人：登录名和姓名都不能重复。";
            return Err(AppError::rule("first_start.same_person", text));
        }
    }
    Ok(())
}
