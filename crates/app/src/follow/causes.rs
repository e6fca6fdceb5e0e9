//! What a record hangs on, as people write it and as the store knows it.

use serde::{Deserialize, Serialize};
use sunlot_domain::cases::{CaseState, IndividualCase};
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::ids::{CaseId, Id, InspectionId, OrganId, ReferralId, SubjectId, TaskId};
use sunlot_store::ReadTx;
use utoipa::ToSchema;

use crate::error::AppError;

/// 来源：检查、个案、移送，至少写一个。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CauseForm {
    /// 检查。
    pub inspection: Option<String>,
    /// 个案。
    pub case: Option<String>,
    /// 收到的移送、抄告。
    pub referral: Option<String>,
}

/// What was found behind a cause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) inspection: Option<InspectionId>,
    pub(crate) case_id: Option<CaseId>,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) subject: SubjectId,
    pub(crate) task: Option<TaskId>,
}

fn refused(text: &str) -> AppError {
    AppError::rule("follow.cause", text)
}

/// Finds what a cause means; everything that it names is about one subject and is the organ's.
pub(crate) fn find(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    form: &CauseForm,
) -> Result<Found, AppError> {
    let mut subject: Option<SubjectId> = None;
    let mut same = |id: SubjectId| match subject.replace(id) {
        Some(other) if other != id => {
            Err(refused("所写的检查、个案、移送不是同一个检查对象；请核对。"))
        }
        _ => Ok(()),
    };
    let (mut task, mut case_id) = (None, None);
    let referral = form.referral.as_deref().map(ReferralId::parse).transpose()?;
    if let Some(id) = referral {
        let sent = tx.need::<Referral>(&id)?.value;
        if sent.recipient != Some(organ) {
            return Err(AppError::missing());
        }
        if sent.receipt.is_none() {
            return Err(refused("移送还没有回执；请先签收并回执，再办理。"));
        }
        same(sent.subject)?;
    }
    if let Some(id) = form.case.as_deref().map(CaseId::parse).transpose()? {
        let case = tx.need::<IndividualCase>(&id)?.value;
        if case.organ != organ {
            return Err(AppError::missing());
        }
        use CaseState::{Closed, Declined, Merged, Registered};
        if matches!(case.state, Closed | Declined | Merged | Registered) {
            let text = format!("个案现在是“{}”，不能据以办理后续处置。", case.state.name_zh());
            return Err(refused(&text));
        }
        let known = case.subject.ok_or_else(|| refused("个案还没有写明检查对象；请先补充。"))?;
        same(known)?;
        case_id = Some(id);
    }
    let inspection = form.inspection.as_deref().map(InspectionId::parse).transpose()?;
    if let Some(id) = inspection {
        let visit = crate::cases::visits::of(tx, id, organ)?;
        same(visit.subject)?;
        task = visit.task;
        case_id = case_id.or(visit.case);
    }
    let subject =
        subject.ok_or_else(|| refused("请写明来源：一次检查、一件个案或一件收到的移送。"))?;
    Ok(Found { inspection, case_id, referral, subject, task })
}

/// The cause as it is shown.
pub(crate) fn shown(
    inspection: Option<InspectionId>,
    case: Option<CaseId>,
    referral: Option<ReferralId>,
) -> CauseForm {
    CauseForm {
        inspection: super::id_text(inspection),
        case: super::id_text(case),
        referral: super::id_text(referral),
    }
}
