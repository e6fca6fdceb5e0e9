//! 可以指名的人员: whom a planner may name as contributor, holder or recorder of a draw, or as the
//! account of an inspector. Name, organ and roles, and nothing else of an account (R-AUTH-14).

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::Account;
use sunlot_domain::ids::{AccountId, Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Role;
use sunlot_store::accounts::{self, PersonConditions};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::visible;

/// 可以指名的人员。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NameableView)]
pub struct PersonView {
    /// 账号的标识。
    pub id: String,
    /// 姓名。
    pub name: String,
    /// 所在部门。
    pub organ: String,
    /// 所在部门名称。
    pub organ_name: String,
    /// 现有的角色代码。
    pub roles: Vec<String>,
}

/// 可以指名的人员的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PersonQuery {
    /// 姓名、部门名称或角色名称的一部分。
    pub q: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 作为什么：contributor 随机数提供方、holder 托管方、recorder 记录人。
    pub part: Option<String>,
}

/// The permission that a part in a draw takes.
fn part(code: &str) -> Result<Permission, AppError> {
    match code {
        "contributor" => Ok(Permission::DrawContribute),
        "holder" => Ok(Permission::DrawHold),
        "recorder" => Ok(Permission::DrawRecord),
        _ => {
            let text = "应为 contributor、holder 或 recorder；请改正后再查。";
            Err(AppError::field("part", "person.part", text))
        }
    }
}

const SORTABLE: &[&str] = &["name", "organ"];

/// Lists the people whom the caller may name: those with a role around his own division.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: PersonQuery,
    page: PageRequest,
) -> Result<Page<PersonView>, AppError> {
    app.policy.admit(&call.actor, Permission::PersonRead)?;
    let asked = query.part.as_deref().map(part).transpose()?;
    let fits = |role: &&Role| asked.is_none_or(|it| app.policy.rule(it).reach(**role).is_some());
    let conditions = PersonConditions {
        text: query.q.filter(|text| !text.trim().is_empty()),
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        // Administrators of the platform have no part in its business.
        roles: Role::ALL
            .iter()
            .filter(|role| !role.is_administrator() && **role != Role::Public)
            .filter(fits)
            .copied()
            .collect(),
        within: visible::scope(app, call, Permission::PersonRead).regions,
        account: None,
        day: app.today(),
    };
    let (window, order) = (page.window()?, page.order(SORTABLE, "organ, name, id")?);
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = accounts::people(tx, &conditions, &order, window)?;
            let views = found.into_iter().map(|person| view(tx, person, &conditions));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// One of them.
///
/// # Errors
/// Missing, also for who cannot be named; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<PersonView, AppError> {
    app.policy.admit(&call.actor, Permission::PersonRead)?;
    let conditions = PersonConditions {
        text: None,
        organ: None,
        roles: Role::ALL.iter().filter(|role| !role.is_administrator()).copied().collect(),
        within: visible::scope(app, call, Permission::PersonRead).regions,
        account: Some(AccountId::parse(id)?),
        day: app.today(),
    };
    app.read(move |tx| {
        let window = sunlot_store::Window { limit: 1, offset: 0 };
        let (mut found, _) = accounts::people(tx, &conditions, "id", window)?;
        let found = found.pop().ok_or_else(AppError::missing)?;
        view(tx, found, &conditions)
    })
    .await
}

fn view(
    tx: &mut ReadTx<'_>,
    person: Stored<Account>,
    conditions: &PersonConditions,
) -> Result<PersonView, AppError> {
    let account = person.value;
    let organ = tx.need::<Organ>(&account.organ)?.value;
    let grants = accounts::grants_in_force(tx, account.id, conditions.day)?;
    let mut roles: Vec<String> = grants.iter().map(|it| it.role.code().to_owned()).collect();
    roles.sort();
    roles.dedup();
    Ok(PersonView {
        id: account.id.to_string(),
        name: account.name,
        organ: organ.id.to_string(),
        organ_name: organ.name,
        roles,
    })
}

/// The name of who acted, for those who may see the act but no accounts.
///
/// # Errors
/// What the store answers.
pub(crate) fn name_of(tx: &mut ReadTx<'_>, account: AccountId) -> Result<String, AppError> {
    Ok(tx.need::<Account>(&account)?.value.name)
}
