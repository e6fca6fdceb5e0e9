//! 亮码: what a company, or anybody who holds the code of a notice, can check without an account,
//! and what it can say about the visit afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::inspections::{Inspection, InspectionError, InspectionState};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::{ResultError, VisitRating, public_name};
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::Task;
use sunlot_store::{ReadTx, inspections, results};
use utoipa::ToSchema;

use super::view::RIGHTS;
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::visible;

/// Length of a visit code.
const CODE: usize = 26;

/// 凭检查码看到的检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitProof {
    /// 检查编号。
    pub number: String,
    /// 任务编号；个案检查为空。
    pub task_number: Option<String>,
    /// 任务名称。
    pub task_name: Option<String>,
    /// 检查类型：planned 日常、special 专项、case 个案。
    pub kind: String,
    /// 检查对象的名称；个体工商户等已脱敏。
    pub subject_name: String,
    /// 检查方式。
    pub method: String,
    /// 检查期限的第一日。
    pub window_from: String,
    /// 检查期限的最后一日。
    pub window_to: String,
    /// 检查事项。
    pub items: Vec<ProofItem>,
    /// 执法检查人员：部门和执法证号，没有姓名。
    pub officers: Vec<ProofOfficer>,
    /// 需要准备的材料。
    pub materials: Vec<String>,
    /// 企业的权利。
    pub rights: Vec<String>,
    /// 联系人和电话。
    pub contact: String,
    /// 状态名称。
    pub state_name: String,
    /// 是否可以评价。
    pub may_rate: bool,
}

/// 检查事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofItem {
    /// 部门。
    pub organ: String,
    /// 事项编码。
    pub code: String,
    /// 事项名称。
    pub name: String,
}

/// 执法检查人员。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofOfficer {
    /// 部门。
    pub organ: String,
    /// 执法证号。
    pub certificate: String,
}

/// The visit of a code. Every text that is no code of a notice gets the same answer.
///
/// # Errors
/// Missing.
pub(crate) fn by_code(tx: &mut ReadTx<'_>, code: &str) -> Result<Inspection, AppError> {
    let code = code.trim().to_ascii_uppercase();
    if code.len() != CODE {
        return Err(AppError::missing());
    }
    let found = inspections::by_code(tx, &code)?.map(|stored| stored.value);
    // The code comes with the notice: before it there is none.
    found.filter(|visit| visit.notice.is_some()).ok_or_else(AppError::missing)
}

/// Whether what the company sees is over, so that it can be rated.
fn may_rate(visit: &Inspection) -> bool {
    visit.arrival.is_some()
        && matches!(
            visit.state,
            InspectionState::Recorded
                | InspectionState::Signed
                | InspectionState::Ended
                | InspectionState::Closed
        )
}

/// Shows that task, organs, items and certificates are real.
///
/// # Errors
/// Missing.
pub async fn verify(app: &App, _call: &Call, code: &str) -> Result<VisitProof, AppError> {
    let code = code.to_owned();
    app.read(move |tx| {
        let visit = by_code(tx, &code)?;
        let subject = tx.need::<SubjectEntry>(&visit.subject)?.value;
        let task = visit.task.map(|id| tx.need::<Task>(&id)).transpose()?;
        let mut names: BTreeMap<OrganId, String> = BTreeMap::new();
        for part in inspections::parts(tx, visit.id)? {
            let organ = tx.need::<Organ>(&part.value.organ)?.value;
            names.insert(organ.id, organ.name);
        }
        let name = |organ: OrganId| names.get(&organ).cloned().unwrap_or_default();
        let items = inspections::items(tx, visit.id)?.into_iter().map(|item| ProofItem {
            organ: name(item.value.organ),
            code: item.value.code,
            name: item.value.name,
        });
        let team = inspections::team(tx, visit.id)?.into_iter();
        let officers = team.map(|(member, inspector)| ProofOfficer {
            organ: name(member.organ),
            certificate: inspector.code,
        });
        let notice = visit.notice.clone().ok_or_else(AppError::missing)?;
        Ok(VisitProof {
            task_number: task.as_ref().map(|task| task.value.number.clone()),
            task_name: task.map(|task| task.value.name),
            kind: visit.kind.code().into(),
            subject_name: public_name(subject.kind, &subject.name),
            method: notice.method,
            window_from: visit.window_from.to_string(),
            window_to: visit.window_to.to_string(),
            items: items.collect(),
            officers: officers.collect(),
            materials: notice.materials,
            rights: RIGHTS.iter().map(|right| (*right).to_owned()).collect(),
            contact: notice.contact,
            state_name: visit.state.name_zh().into(),
            may_rate: may_rate(&visit) && !results::rated(tx, visit.id)?,
            number: visit.number,
        })
    })
    .await
}

/// 评价。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RatingForm {
    /// 1 至 5。
    pub score: u8,
    /// 说明，至多 500 个字。
    #[serde(default)]
    pub text: String,
}

/// 评价的回执。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RatingReceipt {
    /// 已收到。
    pub received: bool,
}

/// 评价 by whoever holds the code: once, without a name.
///
/// # Errors
/// Missing, a visit that is not over, rated already.
pub async fn rate(
    app: &App,
    call: &Call,
    code: &str,
    form: RatingForm,
) -> Result<RatingReceipt, AppError> {
    let (code, ids, today) = (code.to_owned(), app.ids(), app.today());
    app.write(&anonymous(call), move |tx| {
        let visit = by_code(tx, &code)?;
        if !may_rate(&visit) {
            let state = visit.state.name_zh();
            return Err(InspectionError::State { step: "评价", state }.into());
        }
        if results::rated(tx, visit.id)? {
            return Err(ResultError::Rated.into());
        }
        let rating = VisitRating {
            id: ids.make(),
            inspection: visit.id,
            organ: visit.organ,
            score: form.score,
            text: form.text,
            rated_on: today,
        };
        rating.check()?;
        let event = Event::new(Action::VisitRated, rating.id);
        tx.insert(rating)?;
        Ok(tx.record(event, RatingReceipt { received: true }))
    })
    .await
}

/// The call without who made it: also somebody who happens to be logged in rates without a name.
fn anonymous(call: &Call) -> Call {
    Call { actor: sunlot_domain::roles::Actor::public(), ..call.clone() }
}

/// 部门收到的评价。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RatingView {
    /// 部门。
    pub organ: String,
    /// 评价次数。
    pub count: u64,
    /// 各分数的次数。
    pub scores: BTreeMap<u8, u64>,
}

/// Fewest ratings that are shown: below, a count would tell who gave them.
const SHOWN_MIN: u64 = 5;

/// Ratings of an organ in numbers, for those who supervise it.
///
/// # Errors
/// Missing, also for an organ out of reach.
pub async fn ratings(app: &App, call: &Call, organ: &str) -> Result<RatingView, AppError> {
    let organ = OrganId::parse(organ)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let region = tx.need::<Organ>(&organ)?.value.region;
        visible::see(&cx, &asked, Permission::RatingRead, &Place::of(organ, region))?;
        let scores = results::scores(tx, organ)?;
        let count = scores.values().sum();
        if count < SHOWN_MIN {
            let text = format!("评价不足 {SHOWN_MIN} 次，暂不显示，以免看出是谁评价的。");
            return Err(AppError::new(Kind::Rule, "rating.few", text));
        }
        Ok(RatingView { organ: organ.to_string(), count, scores })
    })
    .await
}
