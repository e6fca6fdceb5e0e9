//! 待办事项: use cases. The office writes down what a meeting asks for, the responsible department
//! reports what it did, and the office accepts it or gives it back (R-MEET-03).

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{Id, MatterId, MeetingId, OrganId};
use sunlot_domain::meetings::{Matter, MatterState, Meeting, MeetingError};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, conferences};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Doing, FollowQuery, Noun, Seen, day_text, nothing, organ_name};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::visible;

/// 会议的待办事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MatterView {
    /// 标识。
    pub id: String,
    /// 会议。
    pub meeting: String,
    /// 第几个议题。
    pub item: u32,
    /// 责任单位。
    pub organ: String,
    /// 责任单位名称。
    pub organ_name: String,
    /// 事项。
    pub text: String,
    /// 期限。
    pub due: String,
    /// 是否逾期。
    pub overdue: bool,
    /// 办理情况。
    pub evidence: Option<String>,
    /// 报结果的日期。
    pub reported_on: Option<String>,
    /// 退回的理由；没有退回过的为空。
    pub returned: Option<String>,
    /// 办结日期。
    pub accepted_on: Option<String>,
    /// 状态代码。
    pub state: String,
    /// 状态。
    pub state_name: String,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 交办待办事项。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMatter {
    /// 第几个议题。
    pub item: u32,
    /// 责任单位：成员单位、牵头部门或办公室。
    pub organ: String,
    /// 事项。
    pub text: String,
    /// 期限，在会议以后。
    pub due: String,
}

/// 报待办事项结果。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MatterReport {
    /// 您看到的版本。
    pub version: u64,
    /// 办理情况，写明凭据，4 至 1000 个字。
    pub evidence: String,
}

/// 退回待办事项。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MatterReturn {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// The noun. It belongs to the responsible department; the office acts on it too.
pub(super) struct Matters;

impl Noun for Matters {
    type Id = MatterId;
    type Record = Matter;
    type View = MatterView;

    const READ: Permission = Permission::MeetingRead;

    fn place(record: &Matter) -> Place {
        Place::of(record.organ, record.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Matter>,
    ) -> Result<MatterView, AppError> {
        let it = stored.value;
        Ok(MatterView {
            allowed_actions: allowed(seen, &it),
            overdue: it.is_overdue(seen.today),
            id: it.id.to_string(),
            meeting: it.meeting.to_string(),
            item: it.item,
            organ: it.organ.to_string(),
            organ_name: organ_name(tx, it.organ)?,
            text: it.text,
            due: it.due.to_string(),
            evidence: it.evidence,
            reported_on: day_text(it.reported_on),
            returned: it.returned,
            accepted_on: day_text(it.accepted_on),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
        })
    }
}

fn allowed(seen: &Seen, it: &Matter) -> Vec<String> {
    let place = Matters::place(it);
    let office = seen.may(Permission::MeetingWrite, &place);
    let reports = seen.may(Permission::MatterReport, &place);
    let another = it.reported_by != seen.call.actor.account;
    let actions = [
        ("report", it.state == MatterState::Open && reports),
        ("accept", it.state == MatterState::Reported && office && another),
        ("return", it.state == MatterState::Reported && office),
    ];
    actions.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned()).collect()
}

/// Lists matters.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<MatterView>, AppError> {
    follow::list::<Matters>(app, call, query, page, &["due", "state", "organ"]).await
}

/// Shows a matter.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<MatterView, AppError> {
    follow::show::<Matters>(app, call, id).await
}

/// Writes down what a meeting asks of a department.
///
/// # Errors
/// Missing, minutes that are printed, an organ that is no member, or fields that are wrong.
pub async fn set(app: &App, call: &Call, id: &str, new: NewMatter) -> Result<MatterView, AppError> {
    let (meeting, organ) = (MeetingId::parse(id)?, OrganId::parse(&new.organ)?);
    let (due, doing) = (Day::parse(&new.due)?, Doing::now(app, call)?);
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let meeting = tx.need::<Meeting>(&meeting)?.value;
        let place = Place::of(meeting.organ, meeting.region.clone());
        visible::see(&seen.app, &seen.call, Permission::MeetingRead, &place)?;
        seen.app.authorize(&seen.call, Permission::MeetingWrite, &place)?;
        let conference = tx.need::<Conference>(&meeting.conference)?.value;
        let members = conferences::members(tx, conference.id, Some(meeting.day))?;
        let member = members.iter().any(|one| one.value.organ == organ);
        if !member && organ != conference.lead && organ != conference.office {
            return Err(MeetingError::NoMember.into());
        }
        let matter = Matter {
            id: doing.ids.make(),
            meeting: meeting.id,
            conference: conference.id,
            organ,
            region: meeting.region.clone(),
            item: new.item,
            text: new.text.trim().to_owned(),
            due,
            set_by: doing.by,
            state: MatterState::Open,
            evidence: None,
            reported_by: None,
            reported_on: None,
            returned: None,
            accepted_by: None,
            accepted_on: None,
        };
        matter.check(&meeting)?;
        let details = Json::object([
            ("meeting", Json::text(meeting.id.to_string())),
            ("organ", Json::text(organ.to_string())),
        ]);
        let event = Event::new(Action::MatterSet, matter.id).with(details);
        let stored = tx.insert(matter)?;
        let view = Matters::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Reports what was done.
///
/// # Errors
/// Missing, another department's, another version or state, or evidence that says nothing.
pub async fn report(
    app: &App,
    call: &Call,
    id: &str,
    form: MatterReport,
) -> Result<MatterView, AppError> {
    let act = Act::new(Action::MatterReported, Permission::MatterReport, form.version);
    follow::act::<Matters, _>(app, call, id, act, move |_, doing, matter| {
        Ok((matter.report(&form.evidence, doing.by, doing.today)?, nothing()))
    })
    .await
}

/// Gives a matter back that is not settled.
///
/// # Errors
/// Missing, another version or state, or no reason.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    form: MatterReturn,
) -> Result<MatterView, AppError> {
    let reason = required_reason(&form.reason)?;
    let act = Act::new(Action::MatterReturned, Permission::MeetingWrite, form.version);
    let act = act.because(reason.clone());
    follow::act::<Matters, _>(app, call, id, act, move |_, _, matter| {
        Ok((matter.send_back(reason)?, nothing()))
    })
    .await
}

/// Accepts what was done.
///
/// # Errors
/// Missing, another version or state, or the one who reported it.
pub async fn accept(
    app: &App,
    call: &Call,
    id: &str,
    form: StepRequest,
) -> Result<MatterView, AppError> {
    let act = Act::new(Action::MatterAccepted, Permission::MeetingWrite, form.version);
    follow::act::<Matters, _>(app, call, id, act, move |_, doing, matter| {
        Ok((matter.accept(doing.by, doing.today)?, nothing()))
    })
    .await
}
