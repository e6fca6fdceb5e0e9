//! What is answered about a visit, to those who work with it.

use serde::{Deserialize, Serialize};
use sunlot_domain::inspections::{
    Answer, Checked, CommissionUse, Inspection, InspectionItem, InspectionState, ItemState,
    PartState, RecordFacts, record_digest,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::InspectionPart;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::Task;
use sunlot_store::{ReadTx, Stored, inspections, positions};
use utoipa::ToSchema;

use super::access::{self, place};
use super::evidence::{EvidenceView, evidence_view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::forms::{self, FormView};
use crate::positions::PositionView;

/// 一次检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectionView {
    /// 标识。
    pub id: String,
    /// 检查编号。
    pub number: String,
    /// 检查来源：task 随机抽查、case 个案检查。
    pub source: String,
    /// 任务。
    pub task: Option<String>,
    /// 任务名称。
    pub task_name: Option<String>,
    /// 个案。
    pub case_file: Option<String>,
    /// 检查对象。
    pub subject: String,
    /// 统一社会信用代码。
    pub subject_code: String,
    /// 名称。
    pub subject_name: String,
    /// 区域。
    pub subject_region: String,
    /// 发起部门。
    pub organ: String,
    /// 其他部门。
    pub participants: Vec<String>,
    /// 检查类型：planned 日常、special 专项、case 个案。
    pub kind: String,
    /// 批次。
    pub batch: u64,
    /// 紧急情形，事后补批。
    pub urgent: bool,
    /// 检查期限的第一日。
    pub window_from: String,
    /// 检查期限的最后一日。
    pub window_to: String,
    /// 状态。
    pub state: String,
    /// 状态名称。
    pub state_name: String,
    /// 以状态结束的，是哪一种。
    pub outcome: Option<String>,
    /// 检查结束之日。
    pub done_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 检查组成员。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TeamMemberView)]
pub struct MemberView {
    /// 执法检查人员。
    pub inspector: String,
    /// 部门。
    pub organ: String,
    /// 姓名。
    pub name: String,
    /// 执法证号。
    pub certificate: String,
    /// 组长。
    pub leads: bool,
    /// 是否到场；到达之前为空。
    pub present: Option<bool>,
    /// 是否已签字。
    pub signed: bool,
}

/// 一个事项的检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionItemView)]
pub struct ItemView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 事项编码。
    pub code: String,
    /// 事项名称。
    pub name: String,
    /// 检查要点；没有要点的，以事项名称为一个要点。
    pub points: Vec<PointView>,
    /// 状态：open、checked、proposed、satisfied。
    pub state: String,
    /// 检查记录。
    pub checked: Option<CheckedView>,
    /// 据以互认的结果。
    pub result: Option<String>,
    /// 版本。
    pub version: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 检查要点。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PointView {
    /// 要点。
    pub point: String,
    /// 检查标准。
    pub standard: String,
}

/// 填好的检查要点。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckedView {
    /// 核查方式。
    pub methods: Vec<String>,
    /// 各要点的结果。
    pub answers: Vec<AnswerForm>,
    /// 发现问题情况。
    pub note: String,
    /// 采纳的专业机构报告。
    pub commissions: Vec<CommissionView>,
    /// 填写时间。
    pub at: String,
}

/// 一个要点的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerForm {
    /// 要点。
    pub point: String,
    /// pass 合格、fail 不合格、unchecked 未检查、not_applicable 合理缺项。
    pub outcome: String,
    /// 说明；合格以外的必填。
    #[serde(default)]
    pub note: String,
}

/// 采纳的专业机构报告。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommissionView {
    /// 机构。
    pub institution: String,
    /// 报告编号。
    pub report_no: String,
    /// 采纳的结论。
    pub conclusion: String,
}

/// 部门部分。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PartBrief {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 状态。
    pub state: String,
    /// 状态名称；没有检查的从不显示为正常。
    pub state_name: String,
    /// 版本。
    pub version: u64,
}

/// 通知书。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    /// 检查码：企业凭它核对、评价和提出异议。
    pub visit_code: String,
    /// 检查方式：field、written、online。
    pub method: String,
    /// 提前送达还是当场出具。
    pub advance: bool,
    /// 需要准备的材料。
    pub materials: Vec<String>,
    /// 送达方式。
    pub delivery: String,
    /// 联系人和电话。
    pub contact: String,
    /// 企业的权利。
    pub rights: Vec<String>,
    /// 时间。
    pub at: String,
}

/// 到达。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ArrivalView {
    /// 时间。
    pub at: String,
    /// 补报的时间；当时就报告的为空。
    pub told_at: Option<String>,
    /// 地点。
    pub place: String,
    /// 当事人一方在场的人。
    pub company: String,
}

/// 当事人签字。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CompanySignView {
    /// 是否签字。
    pub signed: bool,
    /// 签字人。
    pub name: String,
    /// 拒绝的理由。
    pub reason: String,
    /// 见证人。
    pub witness: String,
    /// 当事人意见。
    pub remarks: String,
    /// 时间。
    pub at: String,
}

/// 补正。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoteView {
    /// 内容。
    pub text: String,
    /// 时间。
    pub at: String,
}

/// 一次检查的全部内容。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectionDetails {
    /// 概要。
    #[serde(flatten)]
    pub visit: InspectionView,
    /// 审批意见。
    pub opinion: Option<String>,
    /// 审批确定提前通知（true）还是当场通知（false）。
    pub advance: Option<bool>,
    /// 通知书。
    pub notice: Option<NoticeView>,
    /// 到达。
    pub arrival: Option<ArrivalView>,
    /// 检查对象的位置；不知道的为空。
    pub position: Option<PositionView>,
    /// 检查组。
    pub team: Vec<MemberView>,
    /// 事项。
    pub items: Vec<ItemView>,
    /// 各部门部分。
    pub parts: Vec<PartBrief>,
    /// 证据。
    pub evidence: Vec<EvidenceView>,
    /// 检查记录的摘要；签的就是它。
    pub digest: Option<String>,
    /// 记录与摘要是否一致；没有摘要时为空。
    pub intact: Option<bool>,
    /// 当事人签字。
    pub company: Option<CompanySignView>,
    /// 状态类结果的说明。
    pub outcome_note: Option<String>,
    /// 状态类结果等第二名执法人员确认。
    pub outcome_waits: bool,
    /// 补正。
    pub notes: Vec<NoteView>,
    /// 可以打印的文书。
    pub forms: Vec<FormView>,
    /// 能否取得尽职照单免责证据包。
    pub dossier: bool,
}

/// Rights that the notice tells the company (行政处罚法第七条、第四十三条、第四十五条).
pub(crate) const RIGHTS: &[&str] = &[
    "要求执法人员出示执法证件；不足两人或不出示的，可以拒绝检查",
    "对检查人员申请回避",
    "陈述和申辩，对检查记录提出意见",
    "对检查结果在公示前后提出异议",
    "凭检查码核对本次检查、评价检查人员的行为",
];

/// The short view.
///
/// # Errors
/// What the store answers.
pub(crate) fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: &Stored<Inspection>,
) -> Result<InspectionView, AppError> {
    let visit = &stored.value;
    let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
    let task = visit.task.map(|task| tx.need::<Task>(&task)).transpose()?;
    let mine = access::member(tx, call, visit.id)?.is_some();
    Ok(InspectionView {
        id: visit.id.to_string(),
        number: visit.number.clone(),
        source: visit.source.code().into(),
        task: visit.task.map(|id| id.to_string()),
        task_name: task.map(|task| task.value.name),
        case_file: visit.case_file.map(|id| id.to_string()),
        subject: visit.subject.to_string(),
        subject_code: subject.code.as_str().to_owned(),
        subject_name: subject.name,
        subject_region: subject.region.as_str().to_owned(),
        organ: visit.organ.to_string(),
        participants: visit.participants.iter().map(ToString::to_string).collect(),
        kind: visit.kind.code().into(),
        batch: visit.batch,
        urgent: visit.urgent,
        window_from: visit.window_from.to_string(),
        window_to: visit.window_to.to_string(),
        state: visit.state.code().into(),
        state_name: visit.state.name_zh().into(),
        outcome: visit.status_outcome().map(|outcome| outcome.code().into()),
        done_on: visit.done_on.map(|day| day.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed(app, call, visit, mine),
    })
}

/// What can be done now, by this person.
fn allowed(app: &App, call: &Call, visit: &Inspection, mine: bool) -> Vec<String> {
    use InspectionState as S;
    let place = place(visit);
    let by_place = |permission| app.may(call, permission, &place);
    let waits = visit.outcome.is_some() && !visit.state.is_visited();
    let work = mine && by_place(Permission::InspectionWork);
    let approved = visit.approval.is_some() || visit.urgent;
    let early = matches!(visit.state, S::Pending | S::Approved);
    let at_work = matches!(visit.state, S::Approved | S::Notified | S::InProgress)
        || (visit.state == S::Pending && visit.urgent);
    let mut actions = Vec::new();
    let mut offer = |name: &str, holds: bool| {
        if holds {
            actions.push(name.to_owned());
        }
    };
    offer("approve", visit.approval.is_none() && by_place(Permission::InspectionApprove) && !mine);
    let may_notify = by_place(Permission::InspectionNotify);
    offer("notify", early && approved && !waits && may_notify);
    offer("arrive", work && visit.state == S::Notified && !waits);
    offer("check", work && visit.state == S::InProgress && !waits);
    offer("finish", work && visit.state == S::InProgress && !waits);
    offer("add_evidence", work && at_work);
    offer("outcome", work && at_work && !waits);
    offer("decide_outcome", work && waits);
    offer("reopen", work && visit.state == S::Recorded && visit.company.is_none());
    offer("sign", work && visit.state == S::Recorded);
    offer("company_sign", work && visit.state == S::Recorded && visit.company.is_none());
    offer("note", work && visit.digest.is_some() && visit.state.is_visited());
    actions
}

/// Everything about a visit.
///
/// # Errors
/// What the store answers.
pub(crate) fn details(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Inspection>,
) -> Result<InspectionDetails, AppError> {
    let short = view(app, call, tx, &stored)?;
    let visit = stored.value;
    let signatures = inspections::signatures(tx, visit.id)?;
    let team = inspections::team(tx, visit.id)?.into_iter().map(|(member, inspector)| MemberView {
        inspector: inspector.id.to_string(),
        organ: member.organ.to_string(),
        name: inspector.name,
        certificate: inspector.code,
        leads: member.leads,
        present: member.present,
        signed: signatures.iter().any(|s| s.value.inspector == member.inspector),
    });
    let team = team.collect();
    let items = inspections::items(tx, visit.id)?;
    let evidence = inspections::evidence(tx, visit.id)?;
    let intact = visit.digest.map(|digest| digest == digest_of(&visit, &items, &evidence));
    let (mut parts, mut reviewed) = (Vec::new(), false);
    for part in inspections::parts(tx, visit.id)? {
        reviewed |= forms::visit::is_reviewed(&part.value);
        parts.push(brief(tx, &part)?);
    }
    let mut shown = Vec::new();
    for one in evidence {
        shown.push(evidence_view(tx, one)?);
    }
    let notes = inspections::notes(tx, visit.id)?.into_iter();
    let waits = visit.outcome.is_some() && !visit.state.is_visited();
    Ok(InspectionDetails {
        opinion: visit.approval.as_ref().map(|approval| approval.opinion.clone()),
        advance: visit.approval.as_ref().map(|approval| approval.advance),
        notice: notice(&visit),
        arrival: visit.arrival.as_ref().map(|arrival| ArrivalView {
            at: arrival.at.clone(),
            told_at: arrival.told_at.clone(),
            place: arrival.place.clone(),
            company: arrival.company.clone(),
        }),
        position: positions::of(tx, visit.subject)?.map(PositionView::from),
        team,
        items: items.into_iter().map(|one| item(app, call, &visit, one)).collect(),
        parts,
        evidence: shown,
        digest: visit.digest.map(|digest| digest.to_hex()),
        intact,
        company: visit.company.clone().map(|sign| CompanySignView {
            signed: sign.signed,
            name: sign.name,
            reason: sign.reason,
            witness: sign.witness,
            remarks: sign.remarks,
            at: sign.at,
        }),
        outcome_note: visit.outcome.as_ref().map(|outcome| outcome.note.clone()),
        outcome_waits: waits,
        notes: notes
            .map(|note| NoteView { text: note.value.text, at: note.value.noted_at.to_string() })
            .collect(),
        forms: forms::offered(&visit, reviewed),
        dossier: access::see(app, call, tx, Permission::DossierMake, &visit).is_ok(),
        visit: short,
    })
}

/// The digest of a record as it stands in the database now.
pub(super) fn digest_of(
    visit: &Inspection,
    items: &[Stored<InspectionItem>],
    evidence: &[Stored<sunlot_domain::evidence::Evidence>],
) -> sunlot_sortition::digest::Digest {
    let items: Vec<InspectionItem> = items.iter().map(|item| item.value.clone()).collect();
    let evidence: Vec<String> = evidence.iter().map(|one| one.value.file.to_string()).collect();
    record_digest(visit, RecordFacts { items: &items, evidence: &evidence })
}

fn notice(visit: &Inspection) -> Option<NoticeView> {
    let (notice, code) = (visit.notice.as_ref()?, visit.visit_code.as_ref()?);
    Some(NoticeView {
        visit_code: code.clone(),
        method: notice.method.clone(),
        advance: notice.advance,
        materials: notice.materials.clone(),
        delivery: notice.delivery.clone(),
        contact: notice.contact.clone(),
        rights: RIGHTS.iter().map(|right| (*right).to_owned()).collect(),
        at: notice.at.clone(),
    })
}

pub(crate) fn brief(
    tx: &mut ReadTx<'_>,
    part: &Stored<InspectionPart>,
) -> Result<PartBrief, AppError> {
    let organ = tx.need::<Organ>(&part.value.organ)?.value;
    Ok(PartBrief {
        id: part.value.id.to_string(),
        organ: organ.id.to_string(),
        organ_name: organ.name,
        state: part.value.state.code().into(),
        state_name: PartState::name_zh(part.value.state).into(),
        version: part.version,
    })
}

/// 结果互认 of an item: proposed by one, decided by another, before anybody has looked (R-RES-10).
fn recognition(app: &App, call: &Call, visit: &Inspection, item: &InspectionItem) -> Vec<String> {
    let place = Place::of(item.organ, visit.region.clone());
    let may = |permission| app.may(call, permission, &place);
    let begun = visit.arrival.is_some() || visit.state.is_visited();
    let own = item.proposed_by.is_some() && item.proposed_by == call.actor.account;
    let offered = match item.state {
        ItemState::Open if !begun && may(Permission::RecognitionPropose) => Some("recognise"),
        ItemState::Proposed if !own && may(Permission::RecognitionApprove) => {
            Some("decide_recognition")
        }
        _ => None,
    };
    offered.into_iter().map(str::to_owned).collect()
}

pub(crate) fn item(
    app: &App,
    call: &Call,
    visit: &Inspection,
    stored: Stored<InspectionItem>,
) -> ItemView {
    let item = stored.value;
    let point = |point: sunlot_domain::items::CheckPoint| PointView {
        point: point.point,
        standard: point.standard,
    };
    ItemView {
        allowed_actions: recognition(app, call, visit, &item),
        id: item.id.to_string(),
        organ: item.organ.to_string(),
        code: item.code,
        name: item.name,
        points: item.points.into_iter().map(point).collect(),
        state: item.state.code().into(),
        checked: item.checked.map(checked),
        result: item.result.map(|id| id.to_string()),
        version: stored.version,
    }
}

fn checked(checked: Checked) -> CheckedView {
    let answer = |a: Answer| AnswerForm { point: a.point, outcome: a.outcome, note: a.note };
    let used = |c: CommissionUse| CommissionView {
        institution: c.institution,
        report_no: c.report_no,
        conclusion: c.conclusion,
    };
    CheckedView {
        methods: checked.methods,
        answers: checked.answers.into_iter().map(answer).collect(),
        note: checked.note,
        commissions: checked.commissions.into_iter().map(used).collect(),
        at: checked.at,
    }
}
