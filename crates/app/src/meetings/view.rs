//! How a meeting is shown: everything that its minutes print.

use serde::{Deserialize, Serialize};
use sunlot_domain::conferences::{Conference, PostHolder};
use sunlot_domain::ids::{Id, MeetingId, OrganId};
use sunlot_domain::meetings::{AgendaSource, Meeting, MeetingState, Presence};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, Stored, meetings as store};
use utoipa::ToSchema;

use super::matters::{MatterView, Matters};
use crate::error::AppError;
use crate::follow::{Noun, Seen, day_text, organ_name};

/// 一个议题和它的纪要。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AgendaItemView {
    /// 第几个议题。
    pub number: u32,
    /// 议题。
    pub title: String,
    /// 来源代码。
    pub source: String,
    /// 来源。
    pub source_name: String,
    /// 纪要；没有写的为空。
    pub minutes: String,
}

/// 一个成员单位的出席情况。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttendanceView {
    /// 成员单位。
    pub organ: String,
    /// 成员单位名称。
    pub organ_name: String,
    /// 出席情况代码。
    pub presence: String,
    /// 出席情况。
    pub presence_name: String,
    /// 到会的人。
    pub person: String,
    /// 职务。
    pub title: String,
}

/// 季度会议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingView {
    /// 标识。
    pub id: String,
    /// 联席会议。
    pub conference: String,
    /// 联席会议名称。
    pub conference_name: String,
    /// 办公室。
    pub organ: String,
    /// 办公室名称。
    pub organ_name: String,
    /// 区划代码。
    pub region: String,
    /// 季度代码。
    pub quarter: String,
    /// 季度。
    pub quarter_name: String,
    /// 会议日期；召开之前为拟定的日期。
    pub day: String,
    /// 是否在季度以后召开，或拟在季度以后召开。
    pub late: bool,
    /// 地点。
    pub place: String,
    /// 主持人的任职标识。
    pub chair: String,
    /// 主持人姓名。
    pub chair_person: String,
    /// 主持人职务。
    pub chair_title: String,
    /// 主持人在联席会议中的职位。
    pub chair_post: String,
    /// 议程和纪要。
    pub agenda: Vec<AgendaItemView>,
    /// 出席情况。
    pub attendance: Vec<AttendanceView>,
    /// 到会的成员单位数（含委托他人参加）。
    pub attended: u64,
    /// 待办事项。
    pub matters: Vec<MatterView>,
    /// 纪要文号。
    pub number: Option<String>,
    /// 印发日期。
    pub issued_on: Option<String>,
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

/// The noun.
pub(super) struct Meetings;

impl Noun for Meetings {
    type Id = MeetingId;
    type Record = Meeting;
    type View = MeetingView;

    const READ: Permission = Permission::MeetingRead;

    fn place(record: &Meeting) -> Place {
        Place::of(record.organ, record.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Meeting>,
    ) -> Result<MeetingView, AppError> {
        let it = stored.value;
        let conference = tx.need::<Conference>(&it.conference)?.value;
        let chair = tx.need::<PostHolder>(&it.chair)?.value;
        let mut matters = Vec::new();
        for matter in store::matters_of(tx, it.id)? {
            matters.push(Matters::view(seen, tx, matter)?);
        }
        Ok(MeetingView {
            allowed_actions: allowed(seen, &it),
            id: it.id.to_string(),
            conference: it.conference.to_string(),
            conference_name: conference.name,
            organ: it.organ.to_string(),
            organ_name: organ_name(tx, it.organ)?,
            region: it.region.as_str().into(),
            quarter: it.quarter.to_string(),
            quarter_name: it.quarter.name_zh(),
            day: it.day.to_string(),
            late: it.is_late(),
            agenda: agenda(&it),
            attended: attended(&it),
            attendance: attendance(tx, &it)?,
            place: it.place,
            chair: it.chair.to_string(),
            chair_person: chair.person,
            chair_title: chair.title,
            chair_post: chair.post.name_zh().into(),
            matters,
            number: it.number,
            issued_on: day_text(it.issued_on),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
        })
    }
}

fn agenda(it: &Meeting) -> Vec<AgendaItemView> {
    let item = |item: &sunlot_domain::meetings::AgendaItem| AgendaItemView {
        number: item.number,
        title: item.title.clone(),
        source_name: AgendaSource::parse(&item.source).map_or("", AgendaSource::name_zh).into(),
        source: item.source.clone(),
        minutes: item.minutes.clone(),
    };
    it.agenda.iter().map(item).collect()
}

fn attendance(tx: &mut ReadTx<'_>, it: &Meeting) -> Result<Vec<AttendanceView>, AppError> {
    let mut lines = Vec::new();
    for line in &it.attendance {
        let presence = Presence::parse(&line.presence);
        lines.push(AttendanceView {
            organ_name: organ_name(tx, OrganId::parse(&line.organ)?)?,
            organ: line.organ.clone(),
            presence: line.presence.clone(),
            presence_name: presence.map_or("", Presence::name_zh).into(),
            person: line.person.clone(),
            title: line.title.clone(),
        });
    }
    Ok(lines)
}

fn attended(it: &Meeting) -> u64 {
    let came = it.attendance.iter().filter(|line| line.presence != Presence::Absent.code());
    came.count() as u64
}

fn allowed(seen: &Seen, it: &Meeting) -> Vec<String> {
    if !seen.may(Permission::MeetingWrite, &Meetings::place(it)) {
        return Vec::new();
    }
    let actions: &[&str] = match it.state {
        MeetingState::Planned if it.day <= seen.today => &["change", "hold"],
        MeetingState::Planned => &["change"],
        MeetingState::Held => &["minute", "set_matter", "issue"],
        MeetingState::Issued => &[],
    };
    actions.iter().map(|action| (*action).to_owned()).collect()
}
