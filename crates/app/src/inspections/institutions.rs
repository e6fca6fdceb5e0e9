//! 受委托的专业机构: the register of those that an organ has commissioned.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, InstitutionId, OrganId};
use sunlot_domain::institutions::Institution;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::{Stored, institutions};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::stale::stale;
use crate::visible;

/// 受委托的专业机构。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InstitutionView {
    /// 标识。
    pub id: String,
    /// 委托部门。
    pub organ: String,
    /// 内容。
    #[serde(flatten)]
    pub form: InstitutionForm,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 机构的内容。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InstitutionForm {
    /// 名称。
    pub name: String,
    /// 资质。
    pub qualification: String,
    /// 委托合同编号。
    pub contract: String,
    /// 委托范围。
    pub scope: String,
    /// 合同起始日。
    pub valid_from: String,
    /// 合同终止日。
    pub valid_to: String,
}

/// 登记机构。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewInstitution {
    /// 委托部门。
    pub organ: String,
    /// 内容。
    #[serde(flatten)]
    pub form: InstitutionForm,
}

/// 变更机构。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InstitutionChange {
    /// 您看到的版本。
    pub version: u64,
    /// 内容。
    #[serde(flatten)]
    pub form: InstitutionForm,
}

/// 机构列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct InstitutionQuery {
    /// 委托部门。
    pub organ: Option<String>,
}

fn filled(
    form: &InstitutionForm,
    id: InstitutionId,
    organ: &Organ,
) -> Result<Institution, AppError> {
    let institution = Institution {
        id,
        organ: organ.id,
        region: organ.region.clone(),
        name: form.name.trim().to_owned(),
        qualification: form.qualification.trim().to_owned(),
        contract: form.contract.trim().to_owned(),
        scope: form.scope.trim().to_owned(),
        valid_from: Day::parse(&form.valid_from)?,
        valid_to: Day::parse(&form.valid_to)?,
    };
    institution.check()?;
    Ok(institution)
}

fn form(it: &Institution) -> InstitutionForm {
    InstitutionForm {
        name: it.name.clone(),
        qualification: it.qualification.clone(),
        contract: it.contract.clone(),
        scope: it.scope.clone(),
        valid_from: it.valid_from.to_string(),
        valid_to: it.valid_to.to_string(),
    }
}

fn view(app: &App, call: &Call, stored: Stored<Institution>) -> InstitutionView {
    let it = stored.value;
    let place = Place::of(it.organ, it.region.clone());
    let may = app.may(call, Permission::InstitutionWrite, &place);
    InstitutionView {
        id: it.id.to_string(),
        organ: it.organ.to_string(),
        form: form(&it),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may.then(|| "change".to_owned()).into_iter().collect(),
    }
}

/// Lists institutions.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list_institutions(
    app: &App,
    call: &Call,
    query: InstitutionQuery,
    page: PageRequest,
) -> Result<Page<InstitutionView>, AppError> {
    let (window, order) = (page.window()?, page.order(&["name", "valid_to"], "name, id")?);
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let visible = visible::scope(app, call, Permission::InstitutionRead);
    let read = move |tx: &mut sunlot_store::ReadTx<'_>| {
        Ok::<_, AppError>(institutions::list(tx, &visible, organ, &order, window)?)
    };
    let (found, total) = app.read(read).await?;
    Ok(page.answer(found.into_iter().map(|one| view(app, call, one)).collect(), total))
}

/// Shows an institution.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show_institution(
    app: &App,
    call: &Call,
    id: &str,
) -> Result<InstitutionView, AppError> {
    let id = InstitutionId::parse(id)?;
    let found = app.read(move |tx| Ok::<_, AppError>(tx.need::<Institution>(&id)?)).await?;
    let place = Place::of(found.value.organ, found.value.region.clone());
    visible::see(app, call, Permission::InstitutionRead, &place)?;
    Ok(view(app, call, found))
}

/// Registers an institution that an organ has commissioned.
///
/// # Errors
/// Fields that are wrong, an organ out of reach.
pub async fn register_institution(
    app: &App,
    call: &Call,
    new: NewInstitution,
) -> Result<InstitutionView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        cx.authorize(&asked, Permission::InstitutionWrite, &place)?;
        let stored = tx.insert(filled(&new.form, ids.make(), &organ)?)?;
        let event = Event::new(Action::InstitutionRegistered, stored.value.id);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Changes an institution.
///
/// # Errors
/// Missing, another version, fields that are wrong.
pub async fn change_institution(
    app: &App,
    call: &Call,
    id: &str,
    change: InstitutionChange,
) -> Result<InstitutionView, AppError> {
    let id = InstitutionId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Institution>(&id)?;
        let place = Place::of(stored.value.organ, stored.value.region.clone());
        visible::see(&cx, &asked, Permission::InstitutionRead, &place)?;
        cx.authorize(&asked, Permission::InstitutionWrite, &place)?;
        let organ = tx.need::<Organ>(&stored.value.organ)?.value;
        let new = filled(&change.form, id, &organ)?;
        if stored.version != change.version {
            let versions = (change.version, stored.version);
            let (theirs, yours) = (form(&stored.value), form(&new));
            return Err(stale(("institution", id.to_string()), versions, &theirs, &yours));
        }
        let stored = tx.save(stored.map(|_| new))?;
        let event = Event::new(Action::InstitutionChanged, id);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}
