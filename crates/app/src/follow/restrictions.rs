//! 限制措施: use cases, and "what restricts this entity".

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::Noun as Word;
use sunlot_domain::follow::feedback::FeedbackCause;
use sunlot_domain::follow::measures::{Measure, RestrictionKind};
use sunlot_domain::follow::public_text::masked;
use sunlot_domain::follow::restrictions::{
    LawfulMeasure, Restriction, RestrictionState, RestrictionStep,
};
use sunlot_domain::follow::{self as domain, Why};
use sunlot_domain::ids::{Id, OrganId, RestrictionId, SubjectId};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, follow as store};
use utoipa::ToSchema;

use super::causes::{self, CauseForm};
use super::{Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::visible;

/// 一项措施和它的法律依据。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeasureForm {
    /// 措施代码，只能是基础清单所列。
    pub measure: String,
    /// 法律依据，写到条。
    pub basis: String,
}

/// 一项措施。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeasureView {
    /// 措施代码。
    pub measure: String,
    /// 措施名称。
    pub name: String,
    /// 法律依据。
    pub basis: String,
}

/// 限制措施。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RestrictionView {
    /// 标识。
    pub id: String,
    /// 种类：abnormal、household_abnormal、serious、joint。
    pub kind: String,
    /// 种类的中文。
    pub kind_name: String,
    /// 列入部门。
    pub organ: String,
    /// 列入部门名称。
    pub organ_name: String,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 来源。
    pub cause: CauseForm,
    /// 列入事由。
    pub reason: String,
    /// 列入依据。
    pub basis: String,
    /// 措施，含随列入而生效的。
    pub measures: Vec<MeasureView>,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
    /// 今天是否有效。
    pub in_force: bool,
    /// 审批日期。
    pub decided_on: Option<String>,
    /// 解除日期。
    pub lifted_on: Option<String>,
    /// 解除理由。
    pub lift_reason: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(RestrictionStep, Permission)] = &[
    (RestrictionStep::Approve, Permission::RestrictionApprove),
    (RestrictionStep::Refuse, Permission::RestrictionApprove),
    (RestrictionStep::Lift, Permission::RestrictionApprove),
];

fn measures(it: &Restriction) -> Vec<MeasureView> {
    let shown = |(measure, basis): (Measure, &str)| MeasureView {
        measure: measure.code().into(),
        name: measure.name_zh().into(),
        basis: basis.to_owned(),
    };
    it.all_measures().map(shown).collect()
}

/// The noun.
pub(crate) struct Restrictions;

impl Noun for Restrictions {
    type Id = RestrictionId;
    type Record = Restriction;
    type View = RestrictionView;
    const READ: Permission = Permission::RestrictionRead;

    fn place(it: &Restriction) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Restriction>,
    ) -> Result<RestrictionView, AppError> {
        let it = stored.value;
        let after = |step| it.state.after(step).is_some();
        let place = Self::place(&it);
        let mut allowed_actions = seen.allowed(&place, STEPS, after, |step| step.code());
        if it.holds(seen.today) && seen.may(Permission::RestrictionWrite, &place) {
            allowed_actions.push("handoff".to_owned());
        }
        Ok(RestrictionView {
            id: it.id.to_string(),
            kind: it.kind.code().into(),
            kind_name: it.kind.name_zh().into(),
            organ: it.organ.to_string(),
            organ_name: super::organ_name(tx, it.organ)?,
            subject: it.subject.to_string(),
            subject_name: super::subject_name(tx, it.subject)?,
            cause: causes::shown(it.inspection, it.case_id, it.referral),
            measures: measures(&it),
            in_force: it.holds(seen.today),
            reason: it.reason,
            basis: it.basis,
            valid_from: it.valid_from.to_string(),
            valid_to: day_text(it.valid_to),
            decided_on: day_text(it.decided_on),
            lifted_on: day_text(it.lifted_on),
            lift_reason: it.lift_reason,
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 提出列入。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRestriction {
    /// 种类。
    pub kind: String,
    /// 部门。
    pub organ: String,
    /// 来源。
    pub cause: CauseForm,
    /// 列入事由。
    pub reason: String,
    /// 列入依据，写到条。
    pub basis: String,
    /// 除随列入而生效的以外，另外的措施。
    #[serde(default)]
    pub measures: Vec<MeasureForm>,
    /// 自哪天起；不写为今天。
    #[serde(default)]
    pub valid_from: Option<String>,
    /// 到哪天止；严重违法失信名单必填。
    #[serde(default)]
    pub valid_to: Option<String>,
}

/// Proposes a listing.
///
/// # Errors
/// Fields that are wrong, a measure outside of the closed list, a cause that is not the organ's.
pub async fn propose(
    app: &App,
    call: &Call,
    new: NewRestriction,
) -> Result<RestrictionView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let kind =
        RestrictionKind::parse(&new.kind).ok_or_else(|| super::unknown("kind", &new.kind))?;
    let valid_from = new.valid_from.as_deref().map_or(Ok(doing.today), Day::parse)?;
    let valid_to = new.valid_to.as_deref().map(Day::parse).transpose()?;
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let (home, place) = super::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::RestrictionWrite, &place)?;
        let found = causes::find(tx, organ, &new.cause)?;
        let lawful = |form: MeasureForm| LawfulMeasure {
            measure: form.measure,
            basis: form.basis.trim().to_owned(),
        };
        let it = Restriction {
            id: doing.ids.make(),
            kind,
            organ,
            region: home.region,
            subject: found.subject,
            task: found.task,
            inspection: found.inspection,
            case_id: found.case_id,
            referral: found.referral,
            reason: new.reason.trim().to_owned(),
            basis: new.basis.trim().to_owned(),
            measures: new.measures.into_iter().map(lawful).collect(),
            valid_from,
            valid_to,
            proposed_by: doing.by,
            decided_by: None,
            decided_on: None,
            lifted_by: None,
            lifted_on: None,
            lift_reason: None,
            state: RestrictionState::Proposed,
        };
        it.check()?;
        super::ending::follows(tx, it.task)?;
        let details = Json::object([
            ("kind", Json::text(kind.code())),
            ("subject", Json::text(it.subject.to_string())),
        ]);
        let event = Event::new(Action::RestrictionProposed, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = Restrictions::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Lists listings.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<RestrictionView>, AppError> {
    super::list::<Restrictions>(app, call, query, page, &["valid_from", "kind", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<RestrictionView, AppError> {
    super::show::<Restrictions>(app, call, id).await
}

fn given(it: &Restriction, what: &str) -> super::feedback::Given {
    super::feedback::Given {
        cause: FeedbackCause::Restricted,
        record: it.id.to_string(),
        organ: it.organ,
        region: it.region.clone(),
        amount: 0,
        inspected: None,
        summary: format!("{what}：{}。", it.kind.name_zh()),
    }
}

/// 批准列入.
///
/// # Errors
/// Missing, another version or state, or the one who proposed it.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RestrictionView, AppError> {
    let act = Act::new(Action::RestrictionApproved, Permission::RestrictionApprove, asked.version);
    super::act::<Restrictions, _>(app, call, id, act, |tx, doing, it| {
        let it = it.approve(doing.by, doing.today)?;
        super::feedback::give(tx, doing, it.subject, given(&it, "列入"))?;
        Ok((it, nothing()))
    })
    .await
}

/// 不批准列入, with the reason.
///
/// # Errors
/// Missing, another version or state, or the one who proposed it.
pub async fn refuse(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RestrictionView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::RestrictionRefused, Permission::RestrictionApprove, asked.version);
    super::act::<Restrictions, _>(app, call, id, act.because(reason), |_, doing, it| {
        Ok((it.refuse(doing.by, doing.today)?, nothing()))
    })
    .await
}

/// 解除 because the listing was wrong, by the organ that listed and another person than proposed
/// it; a repair lifts by itself.
///
/// # Errors
/// Missing, another version or state, the one who proposed it, no reason.
pub async fn lift(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<RestrictionView, AppError> {
    let reason = required_reason(asked.reason.as_deref().unwrap_or_default())?;
    let act = Act::new(Action::RestrictionLifted, Permission::RestrictionApprove, asked.version);
    let act = act.because(reason.clone());
    super::act::<Restrictions, _>(app, call, id, act, |tx, doing, it| {
        let author = it.proposed_by;
        domain::two_people(Word::Restriction, ("列入的申请人", author), ("解除人", doing.by))?;
        let it = it.lift(doing.by, doing.today, reason)?;
        super::feedback::give(tx, doing, it.subject, given(&it, "解除列入"))?;
        Ok((it, nothing()))
    })
    .await
}

/// 一个检查对象现在受到的限制。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Restricted {
    /// 检查对象。
    pub subject: String,
    /// 哪一天。
    pub day: String,
    /// 现在受限制的措施代码，不重复。
    pub measures: Vec<String>,
    /// 有效的限制。
    pub restrictions: Vec<RestrictionView>,
}

/// "What restricts this entity": for officials of every department of its division.
///
/// # Errors
/// Missing, also when the subject is out of reach; or what the store answers.
pub async fn of_subject(app: &App, call: &Call, id: &str) -> Result<Restricted, AppError> {
    let (id, seen) = (SubjectId::parse(id)?, Seen::by(app, call));
    app.read(move |tx| {
        let entry = tx.need::<SubjectEntry>(&id)?.value;
        let place = Place::of(entry.organ, entry.region);
        visible::see(&seen.app, &seen.call, Permission::RestrictionRead, &place)?;
        let mut codes: Vec<String> = Vec::new();
        let mut shown = Vec::new();
        for stored in store::restrictions_of(tx, id, seen.today)? {
            let view = Restrictions::view(&seen, tx, stored)?;
            codes.extend(view.measures.iter().map(|one| one.measure.clone()));
            shown.push(view);
        }
        codes.sort();
        codes.dedup();
        let (subject, day) = (id.to_string(), seen.today.to_string());
        Ok(Restricted { subject, day, measures: codes, restrictions: shown })
    })
    .await
}

/// 公开的限制。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicRestriction {
    /// 种类的中文。
    pub kind_name: String,
    /// 列入部门名称。
    pub organ_name: String,
    /// 列入事由，隐去个人信息。
    pub reason: String,
    /// 列入依据。
    pub basis: String,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
}

/// The listings of a subject that the law makes public, as everybody sees them.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn public_of_subject(
    app: &App,
    _: &Call,
    id: &str,
) -> Result<Vec<PublicRestriction>, AppError> {
    let (id, today) = (SubjectId::parse(id)?, app.today());
    app.read(move |tx| {
        let entry = tx.need::<SubjectEntry>(&id)?.value;
        if !entry.drawable() {
            return Err(AppError::missing());
        }
        let public =
            |it: &Restriction| it.all_measures().any(|(measure, _)| measure == Measure::Publicity);
        let mut shown = Vec::new();
        for stored in store::restrictions_of(tx, id, today)? {
            let it = stored.value;
            if !public(&it) {
                continue;
            }
            shown.push(PublicRestriction {
                kind_name: it.kind.name_zh().into(),
                organ_name: super::organ_name(tx, it.organ)?,
                reason: masked(&it.reason),
                basis: it.basis,
                valid_from: it.valid_from.to_string(),
                valid_to: day_text(it.valid_to),
            });
        }
        Ok(shown)
    })
    .await
}

/// A listing that is in force and may be handed on or repaired.
pub(crate) fn in_force(
    tx: &mut ReadTx<'_>,
    id: RestrictionId,
    today: Day,
) -> Result<Stored<Restriction>, AppError> {
    let stored = tx.need::<Restriction>(&id)?;
    if !stored.value.holds(today) {
        let state = stored.value.state.name_zh();
        let step = "移交或修复";
        return Err(Word::Restriction.refuses(Why::State { step, state }).into());
    }
    Ok(stored)
}

/// The id of a cause as text, for views of what hangs on a listing.
pub(crate) fn text_of(id: Option<RestrictionId>) -> Option<String> {
    id_text(id)
}
