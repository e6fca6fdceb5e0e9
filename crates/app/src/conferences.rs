//! 联席会议: use cases. A conference and its office plan, coordinate and count; they never inspect.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::conferences::{Conference, ConferenceError, Membership, Post, PostHolder};
use sunlot_domain::ids::{ConferenceId, Id, MembershipId, OrganId, PostId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, conferences as store};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

crate::domain_refusals! {
    Rule: ConferenceError,
}

/// 联席会议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConferenceView {
    /// 标识。
    pub id: String,
    /// 区划代码。
    pub region: String,
    /// 名称。
    pub name: String,
    /// 办公室（议事协调机构，不能作为检查主体）。
    pub office: String,
    /// 牵头部门。
    pub lead: String,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新联席会议。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewConference {
    /// 区划代码。
    pub region: String,
    /// 名称。
    pub name: String,
    /// 办公室，须为议事协调机构。
    pub office: String,
    /// 牵头部门。
    pub lead: String,
}

/// 成员单位。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 加入日期。
    pub joined: String,
    /// 最后一天。
    pub left_on: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 联席会议任职。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PostView {
    /// 标识。
    pub id: String,
    /// 单位。
    pub organ: String,
    /// 单位名称。
    pub organ_name: String,
    /// convenor 召集人，deputy_convenor 副召集人，member 成员，liaison 联络员。
    pub post: String,
    /// 职位的中文。
    pub post_name: String,
    /// 姓名；只向登录的工作人员显示。
    pub person: Option<String>,
    /// 职务。
    pub title: String,
    /// 任职起始日。
    pub from_day: String,
    /// 最后一天。
    pub to_day: Option<String>,
    /// 备案日期。
    pub filed_on: String,
    /// 接任自。
    pub follows: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 某一天，或全部历史。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct OnDay {
    /// 日期；不写则列出全部历史。
    pub on: Option<String>,
}

/// 登记成员单位。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMember {
    /// 部门。
    pub organ: String,
    /// 加入日期。
    pub joined: String,
    /// 理由或文件。
    pub reason: String,
}

/// 退出或离任。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Leaving {
    /// 您看到的版本。
    pub version: u64,
    /// 最后一天。
    pub last_day: String,
    /// 理由。
    pub reason: String,
}

/// 登记任职。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPost {
    /// 单位。
    pub organ: String,
    /// 职位。
    pub post: String,
    /// 姓名。
    pub person: String,
    /// 职务。
    pub title: String,
    /// 任职起始日。
    pub from_day: String,
    /// 备案日期。
    pub filed_on: String,
}

/// 接任：前任自动离任，向牵头部门备案，不另行文。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Succession {
    /// 您看到的前任的版本。
    pub version: u64,
    /// 姓名。
    pub person: String,
    /// 职务。
    pub title: String,
    /// 任职起始日。
    pub from_day: String,
    /// 备案日期。
    pub filed_on: String,
}

pub(crate) fn place(conference: &Conference) -> Place {
    Place::of(conference.office, conference.region.clone())
}

fn view(app: &App, call: &Call, stored: Stored<Conference>) -> ConferenceView {
    let conference = stored.value;
    let may = app.may(call, Permission::MembershipWrite, &place(&conference));
    ConferenceView {
        id: conference.id.to_string(),
        region: conference.region.as_str().into(),
        name: conference.name,
        office: conference.office.to_string(),
        lead: conference.lead.to_string(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: match may {
            true => vec!["join".into(), "appoint".into()],
            false => Vec::new(),
        },
    }
}

/// Lists conferences.
///
/// # Errors
/// A page that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    page: PageRequest,
) -> Result<Page<ConferenceView>, AppError> {
    let (window, order) = (page.window()?, page.order(&["region", "name"], "region, id")?);
    let (found, total) = app.read(move |tx| Ok(store::list(tx, None, &order, window)?)).await?;
    Ok(page.answer(found.into_iter().map(|one| view(app, call, one)).collect(), total))
}

/// Shows one conference.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ConferenceView, AppError> {
    let id = ConferenceId::parse(id)?;
    let found = app.read(move |tx| Ok(tx.need::<Conference>(&id)?)).await?;
    Ok(view(app, call, found))
}

/// Creates the conference of a division (R-CONF-01).
///
/// # Errors
/// An office that is no organ of coordination, organs of elsewhere, a division that has one, or
/// what the store answers.
pub async fn create(
    app: &App,
    call: &Call,
    new: NewConference,
) -> Result<ConferenceView, AppError> {
    let (office, lead) = (OrganId::parse(&new.office)?, OrganId::parse(&new.lead)?);
    let conference = Conference {
        id: app.ids().make(),
        region: DivisionCode::parse(&new.region)?,
        name: new.name.trim().to_owned(),
        office,
        lead,
    };
    app.authorize(call, Permission::MembershipWrite, &place(&conference))?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let office = tx.get::<Organ>(&office)?.ok_or_else(AppError::missing)?.value;
        let lead = tx.get::<Organ>(&lead)?.ok_or_else(AppError::missing)?.value;
        conference.check(&office, &lead)?;
        let details = Json::object([("name", Json::text(&conference.name))]);
        let event = Event::new(Action::ConferenceCreated, conference.id).with(details);
        let stored = tx.insert(conference)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn reads_persons(app: &App, call: &Call, place: &Place) -> bool {
    let scopes = app.policy.scopes(&call.actor, Permission::MembershipRead);
    scopes.iter().any(|(reach, grant)| *reach != Reach::Published && reach.covers(grant, place))
}

fn member_view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Membership>,
) -> Result<MemberView, AppError> {
    let conference = tx.need::<Conference>(&stored.value.conference)?.value;
    let may = app.may(call, Permission::MembershipWrite, &place(&conference));
    let member = stored.value;
    let current = member.left_on.is_none();
    Ok(MemberView {
        id: member.id.to_string(),
        organ: member.organ.to_string(),
        organ_name: tx.need::<Organ>(&member.organ)?.value.name,
        joined: member.joined.to_string(),
        left_on: member.left_on.map(|day| day.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: (may && current).then(|| "leave".into()).into_iter().collect(),
    })
}

fn post_view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<PostHolder>,
) -> Result<PostView, AppError> {
    let conference = tx.need::<Conference>(&stored.value.conference)?.value;
    let may = app.may(call, Permission::MembershipWrite, &place(&conference));
    let holder = stored.value;
    let current = holder.to_day.is_none();
    Ok(PostView {
        id: holder.id.to_string(),
        organ: holder.organ.to_string(),
        organ_name: tx.need::<Organ>(&holder.organ)?.value.name,
        post: holder.post.code().into(),
        post_name: holder.post.name_zh().into(),
        person: Some(holder.person).filter(|_| reads_persons(app, call, &place(&conference))),
        title: holder.title,
        from_day: holder.from_day.to_string(),
        to_day: holder.to_day.map(|day| day.to_string()),
        filed_on: holder.filed_on.to_string(),
        follows: holder.follows.map(|id| id.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: match may && current {
            true => vec!["succeed".into(), "leave".into()],
            false => Vec::new(),
        },
    })
}

/// Member departments: of a day, or in all history.
///
/// # Errors
/// Missing, a day that cannot be read, or what the store answers.
pub async fn members(
    app: &App,
    call: &Call,
    id: &str,
    when: OnDay,
) -> Result<Vec<MemberView>, AppError> {
    let id = ConferenceId::parse(id)?;
    let day = when.on.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        tx.need::<Conference>(&id)?;
        let found = store::members(tx, id, day)?;
        found.into_iter().map(|one| member_view(&cx, &asked, tx, one)).collect()
    })
    .await
}

/// Holders of posts: of a day, or in all history. The public reads no names of persons.
///
/// # Errors
/// As [`members`].
pub async fn posts(
    app: &App,
    call: &Call,
    id: &str,
    when: OnDay,
) -> Result<Vec<PostView>, AppError> {
    let id = ConferenceId::parse(id)?;
    let day = when.on.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        tx.need::<Conference>(&id)?;
        let found = store::posts(tx, id, day)?;
        found.into_iter().map(|one| post_view(&cx, &asked, tx, one)).collect()
    })
    .await
}

fn writable(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ConferenceId,
) -> Result<Conference, AppError> {
    let conference = tx.need::<Conference>(&id)?.value;
    app.authorize(call, Permission::MembershipWrite, &place(&conference))?;
    Ok(conference)
}

/// A department becomes a member.
///
/// # Errors
/// A coordination organ, one of elsewhere, one that is a member already, or what the store answers.
pub async fn join(
    app: &App,
    call: &Call,
    id: &str,
    new: NewMember,
) -> Result<MemberView, AppError> {
    let (id, organ) = (ConferenceId::parse(id)?, OrganId::parse(&new.organ)?);
    let (joined, reason) = (Day::parse(&new.joined)?, required_reason(&new.reason)?);
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let conference = writable(&cx, &asked, tx, id)?;
        let of = tx.get::<Organ>(&organ)?.ok_or_else(AppError::missing)?.value;
        conference.admits(&of)?;
        let before = store::members(tx, id, None)?.into_iter().map(|one| one.value);
        let latest = before.filter(|one| one.organ == organ).filter_map(|one| one.left_on).max();
        if let Some(last) = latest.filter(|last| *last >= joined) {
            return Err(ConferenceError::Period { from: last }.into());
        }
        let member = Membership { id: ids.make(), conference: id, organ, joined, left_on: None };
        let event = Event::new(Action::MemberJoined, member.id).because(reason);
        let stored = tx.insert(member)?;
        let view = member_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// A department stops being a member.
///
/// # Errors
/// Missing, a version that is not the current one, or what the store answers.
pub async fn leave(
    app: &App,
    call: &Call,
    id: &str,
    leaving: Leaving,
) -> Result<MemberView, AppError> {
    let id = MembershipId::parse(id)?;
    let (last, reason) = (Day::parse(&leaving.last_day)?, required_reason(&leaving.reason)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Membership>(&id)?;
        writable(&cx, &asked, tx, stored.value.conference)?;
        stored.version = leaving.version;
        stored.value = stored.value.leave(last)?;
        let stored = tx.save(stored)?;
        let view = member_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::MemberLeft, id).because(reason), view))
    })
    .await
}

/// Somebody takes a post.
///
/// # Errors
/// An organ that is no member, fields that are wrong, or what the store answers.
pub async fn appoint(app: &App, call: &Call, id: &str, new: NewPost) -> Result<PostView, AppError> {
    let (id, organ) = (ConferenceId::parse(id)?, OrganId::parse(&new.organ)?);
    let posts: Vec<&str> = Post::ALL.iter().map(|post| post.code()).collect();
    let post = Post::parse(&new.post).ok_or_else(|| {
        let text = format!("职位“{}”应为：{}。", new.post, posts.join("、"));
        AppError::field("post", "conference.post", text)
    })?;
    let (from_day, filed_on) = (Day::parse(&new.from_day)?, Day::parse(&new.filed_on)?);
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let conference = writable(&cx, &asked, tx, id)?;
        let holder = PostHolder {
            id: ids.make(),
            conference: id,
            organ,
            post,
            person: new.person.trim().to_owned(),
            title: new.title.trim().to_owned(),
            from_day,
            to_day: None,
            filed_on,
            follows: None,
        };
        holder.check()?;
        // The convenor may come from the government itself, which is no member.
        let speaks = matches!(post, Post::Member | Post::Liaison);
        let members = store::members(tx, id, Some(from_day))?;
        let member = members.iter().any(|one| one.value.organ == organ);
        if speaks && !member && organ != conference.lead && organ != conference.office {
            return Err(ConferenceError::NoMember.into());
        }
        let event = Event::new(Action::PostTaken, holder.id);
        let stored = tx.insert(holder)?;
        let view = post_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// A successor takes over; filed with the lead department, no new document (R-CONF-02).
///
/// # Errors
/// Missing, a version that is not the current one, a holder who has ended, or what the store
/// answers.
pub async fn succeed(
    app: &App,
    call: &Call,
    id: &str,
    form: Succession,
) -> Result<PostView, AppError> {
    let id = PostId::parse(id)?;
    let (from_day, filed_on) = (Day::parse(&form.from_day)?, Day::parse(&form.filed_on)?);
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let mut stored = tx.need::<PostHolder>(&id)?;
        writable(&cx, &asked, tx, stored.value.conference)?;
        stored.version = form.version;
        let (person, title) = (form.person.trim().to_owned(), form.title.trim().to_owned());
        let (ended, successor) =
            stored.value.succeed(ids.make(), person, title, from_day, filed_on)?;
        tx.save(Stored { value: ended, version: stored.version, log_index: stored.log_index })?;
        let details = Json::object([("follows", Json::text(id.to_string()))]);
        let event = Event::new(Action::PostSucceeded, successor.id).with(details);
        let stored = tx.insert(successor)?;
        let view = post_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Somebody leaves a post without a successor yet.
///
/// # Errors
/// As [`succeed`].
pub async fn resign(
    app: &App,
    call: &Call,
    id: &str,
    leaving: Leaving,
) -> Result<PostView, AppError> {
    let id = PostId::parse(id)?;
    let (last, reason) = (Day::parse(&leaving.last_day)?, required_reason(&leaving.reason)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<PostHolder>(&id)?;
        writable(&cx, &asked, tx, stored.value.conference)?;
        stored.version = leaving.version;
        stored.value = stored.value.leave(last)?;
        let stored = tx.save(stored)?;
        let view = post_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::PostLeft, id).because(reason), view))
    })
    .await
}
