//! 无证无照经营: a path of its own. The register gets an entry without the name of a person; who
//! trades is sealed; the law says which department acts (R-CASE-07, R-CASE-08).

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::cases::IndividualCase;
use sunlot_domain::cases::unlicensed::{
    Lacks, Outcome, Unlicensed, UnlicensedEnd, UnlicensedState, UnlicensedStep,
};
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::follow::penalties::{Penalty, PenaltyState};
use sunlot_domain::follow::referrals::{Referral, ReferralKind};
use sunlot_domain::follow::{self as domain, Noun as Word};
use sunlot_domain::ids::{CaseId, Id, OrganId, PenaltyId, ReferralId, SubjectId, UnlicensedId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::roles::Place;
use sunlot_domain::subjects::LifeStatus;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::follow::next_in_series;
use sunlot_store::{NameIndexer, ReadTx, Stored, WriteTx, subjects};
use utoipa::ToSchema;

use super::complainants::Reveal;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{
    self, Act, Doing, FollowQuery, Noun, Seen, day_text, id_text, nothing, unknown,
};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::visible;

/// 无证无照线索。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnlicensedView {
    /// 标识。
    pub id: String,
    /// 登记部门。
    pub organ: String,
    /// 名录中的记载。
    pub subject: String,
    /// 名录中的名称，不含人名。
    pub subject_name: String,
    /// 个案。
    pub case: Option<String>,
    /// 缺少什么：registration、permit、both。
    pub lacks: String,
    /// 缺少什么的中文。
    pub lacks_name: String,
    /// 依法应当取得的许可。
    pub permit: Option<String>,
    /// 有权查处的部门。
    pub competent: String,
    /// 有权查处的依据。
    pub article: String,
    /// 经营活动。
    pub activity: String,
    /// 经营地点。
    pub place: String,
    /// 是否登记了经营者身份（密封）。
    pub has_person: bool,
    /// 登记日期。
    pub found_on: String,
    /// 办证期限。
    pub due: Option<String>,
    /// 是否逾期。
    pub overdue: bool,
    /// 责令停止的文书编号。
    pub document: Option<String>,
    /// 办理证照后的主体。
    pub registered_as: Option<String>,
    /// 案件。
    pub penalty: Option<String>,
    /// 移送。
    pub referral: Option<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 办结方式。
    pub ending: Option<String>,
    /// 办结说明。
    pub end_note: Option<String>,
    /// 办结日期。
    pub closed_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

const STEPS: &[(UnlicensedStep, Permission)] = &[
    (UnlicensedStep::Guide, Permission::CaseWrite),
    (UnlicensedStep::Order, Permission::CaseWrite),
    (UnlicensedStep::Close, Permission::CaseApprove),
];

/// The noun.
pub(crate) struct UnlicensedTrade;

impl Noun for UnlicensedTrade {
    type Id = UnlicensedId;
    type Record = Unlicensed;
    type View = UnlicensedView;
    const READ: Permission = Permission::CaseRead;

    fn place(it: &Unlicensed) -> Place {
        Place::of(it.organ, it.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Unlicensed>,
    ) -> Result<UnlicensedView, AppError> {
        let it = stored.value;
        let after = |step| {
            let ours = it.participants.is_empty() || step == UnlicensedStep::Close;
            ours && it.state.after(step).is_some()
        };
        let place = Self::place(&it);
        let mut allowed_actions = seen.allowed(&place, STEPS, after, |step| step.code());
        if it.person.is_some() && seen.may(Permission::CaseReveal, &place) {
            allowed_actions.push("reveal".to_owned());
        }
        Ok(UnlicensedView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            subject: it.subject.to_string(),
            subject_name: follow::subject_name(tx, it.subject)?,
            case: id_text(it.case_id),
            lacks: it.lacks.code().into(),
            lacks_name: it.lacks.name_zh().into(),
            competent: follow::organ_name(tx, it.competent())?,
            article: it.lacks.article().into(),
            permit: it.permit,
            activity: it.activity,
            place: it.place,
            has_person: it.person.is_some(),
            found_on: it.found_on.to_string(),
            due: day_text(it.due),
            overdue: it.due.is_some_and(|due| seen.today > due),
            document: it.document,
            registered_as: id_text(it.registered_as),
            penalty: id_text(it.penalty),
            referral: id_text(it.referral),
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            ending: it.ending.map(|ending| ending.code().into()),
            end_note: it.end_note,
            closed_on: day_text(it.closed_on),
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions,
        })
    }
}

/// 登记无证无照线索。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewUnlicensed {
    /// 登记部门。
    pub organ: String,
    /// 个案。
    #[serde(default)]
    pub case: Option<String>,
    /// 缺少什么：registration 营业执照、permit 许可、both 都没有。
    pub lacks: String,
    /// 依法应当取得的许可；缺少许可时必填。
    #[serde(default)]
    pub permit: Option<String>,
    /// 负责该许可的部门；缺少许可时必填。
    #[serde(default)]
    pub licensing: Option<String>,
    /// 负责登记的市场监督管理部门；只缺营业执照时必填。
    #[serde(default)]
    pub registrar: Option<String>,
    /// 所在乡镇或县的区划代码。
    pub region: String,
    /// 经营活动，例如“早餐摊点”。
    pub activity: String,
    /// 经营地点，不写人名。
    pub place: String,
    /// 经营者的姓名等，密封保存。
    #[serde(default)]
    pub person: Option<String>,
}

/// Where a person is sealed for.
fn sealed_place(id: UnlicensedId) -> String {
    format!("unlicensed/{id}/person")
}

/// Registers a place where somebody trades without a licence.
///
/// # Errors
/// Fields that are wrong, an organ out of reach.
pub async fn register(
    app: &App,
    call: &Call,
    new: NewUnlicensed,
) -> Result<UnlicensedView, AppError> {
    let (organ, doing) = (OrganId::parse(&new.organ)?, Doing::now(app, call)?);
    let lacks = Lacks::parse(&new.lacks).ok_or_else(|| unknown("lacks", &new.lacks))?;
    let case_id = new.case.as_deref().map(CaseId::parse).transpose()?;
    let region = DivisionCode::parse(&new.region)?;
    let (field, competent) = match lacks.is_permit() {
        true => ("licensing", &new.licensing),
        false => ("registrar", &new.registrar),
    };
    let competent = competent.as_deref().ok_or_else(|| {
        let text = format!("请写明按{}有权查处的部门。", lacks.article());
        AppError::field(field, "unlicensed.competent", text)
    })?;
    let competent = OrganId::parse(competent)?;
    let id: UnlicensedId = doing.ids.make();
    let person = new.person.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let person = person.map(|text| {
        let text = domain::text(Word::Unlicensed, "经营者", text, 1, 200)?;
        app.auth.seal_text(app.entropy.as_ref(), &sealed_place(id), &text)
    });
    let person = person.transpose()?;
    let seen = Seen::by(app, call);
    // The request may hold the name of a person: nothing of it is kept for repetition.
    app.write(&call.forgetful(), move |tx| {
        let (home, place) = follow::home(tx, organ)?;
        seen.app.authorize(&seen.call, Permission::CaseWrite, &place)?;
        super::within(&home, &region)?;
        let (other, _) = follow::home(tx, competent)?;
        if let Some(case) = case_id {
            let case = tx.need::<IndividualCase>(&case)?.value;
            visible::see(&seen.app, &seen.call, Permission::CaseRead, &super::Cases::place(&case))?;
        }
        let trim = |text: &str| text.trim().to_owned();
        let mut it = Unlicensed {
            id,
            organ,
            region: home.region.clone(),
            participants: (other.id != organ).then_some(other.id).into_iter().collect(),
            subject: doing.ids.make(),
            case_id,
            lacks,
            permit: new.permit.as_deref().map(trim).filter(|text| !text.is_empty()),
            activity: trim(&new.activity),
            place: trim(&new.place),
            person,
            found_by: doing.by,
            found_on: doing.today,
            due: None,
            document: None,
            registered_as: None,
            penalty: None,
            referral: None,
            state: UnlicensedState::Found,
            ending: None,
            end_note: None,
            closed_by: None,
            closed_on: None,
        };
        it.check()?;
        it.subject = enter(tx, &doing, &home, region, &it)?;
        if let Some(case) = case_id {
            name_subject(tx, case, organ, it.subject)?;
        }
        let details = Json::object([
            ("competent", Json::text(it.competent().to_string())),
            ("lacks", Json::text(lacks.code())),
            ("subject", Json::text(it.subject.to_string())),
        ]);
        let event = Event::new(Action::UnlicensedFound, it.id).with(details);
        let stored = tx.insert(it)?;
        let view = UnlicensedTrade::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// The entry of the register: an assigned number, and a name that names nobody.
fn enter(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    home: &Organ,
    region: DivisionCode,
    it: &Unlicensed,
) -> Result<SubjectId, AppError> {
    let county = home.region.as_str().get(..6).unwrap_or_default().to_owned();
    let year = year_of(doing.today);
    let ordinal = next_in_series(tx, &format!("unlicensed:{county}-{year}"))?;
    let code = CanonicalId::parse(&format!("WZ:{county}:{year}{ordinal:05}"))?;
    let entry = SubjectEntry {
        id: it.subject,
        seq: subjects::next_seq(tx)?,
        verdict: code.verdict(),
        code,
        name: format!("{}：{}（{year}年第{ordinal}号）", it.lacks.name_zh(), it.activity),
        kind: SubjectKind::Unlicensed,
        organ: it.organ,
        region,
        industry: String::new(),
        status: LifeStatus::Live,
        business_scope: String::new(),
        responsible: None,
        risk_class: None,
        risk_month: None,
        trial: false,
        pending_case: false,
        visits: 0,
        last_inspected: None,
        listed: true,
        source: "无证无照线索登记".to_owned(),
        source_day: doing.today,
        valid_from: doing.today,
    };
    entry.check(doing.today)?;
    let mut names = NameIndexer::default();
    subjects::add(tx, &mut names, std::slice::from_ref(&entry))?;
    names.finish(tx)?;
    Ok(entry.id)
}

/// A case that did not know whom it is about now does.
fn name_subject(
    tx: &mut WriteTx<'_>,
    case: CaseId,
    organ: OrganId,
    subject: SubjectId,
) -> Result<(), AppError> {
    let stored = tx.need::<IndividualCase>(&case)?;
    if stored.value.organ == organ && stored.value.subject.is_none() {
        let subject = Some(subject);
        tx.save(stored.map(|case| IndividualCase { subject, ..case }))?;
    }
    Ok(())
}

/// Lists them.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<UnlicensedView>, AppError> {
    follow::list::<UnlicensedTrade>(app, call, query, page, &["found_on", "due", "state"]).await
}

/// Shows one.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<UnlicensedView, AppError> {
    follow::show::<UnlicensedTrade>(app, call, id).await
}

/// 引导办理证照。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Guidance {
    /// 您看到的版本。
    pub version: u64,
    /// 办证期限。
    pub due: String,
}

/// 引导办理证照.
///
/// # Errors
/// Missing, another version or state, another department's, a day that has passed.
pub async fn guide(
    app: &App,
    call: &Call,
    id: &str,
    asked: Guidance,
) -> Result<UnlicensedView, AppError> {
    let due = Day::parse(&asked.due)?;
    let act = Act::new(Action::UnlicensedGuided, Permission::CaseWrite, asked.version);
    follow::act::<UnlicensedTrade, _>(app, call, id, act, move |_, doing, it| {
        Ok((it.guide(due, doing.today)?, nothing()))
    })
    .await
}

/// 责令停止。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct StopOrder {
    /// 您看到的版本。
    pub version: u64,
    /// 文书编号。
    pub document: String,
}

/// 责令停止经营.
///
/// # Errors
/// Missing, another version or state, another department's.
pub async fn order(
    app: &App,
    call: &Call,
    id: &str,
    asked: StopOrder,
) -> Result<UnlicensedView, AppError> {
    let document = domain::text(Word::Unlicensed, "文书编号", &asked.document, 4, 60)?;
    let act = Act::new(Action::UnlicensedOrdered, Permission::CaseWrite, asked.version);
    follow::act::<UnlicensedTrade, _>(app, call, id, act, move |_, _, it| {
        Ok((it.order(document)?, nothing()))
    })
    .await
}

/// 办结。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct UnlicensedClosing {
    /// 您看到的版本。
    pub version: u64,
    /// 办结方式：registered、stopped、punished、transferred、exempt。
    pub ending: String,
    /// 说明。
    pub note: String,
    /// 办理证照后的主体。
    #[serde(default)]
    pub registered_as: Option<String>,
    /// 案件。
    #[serde(default)]
    pub penalty: Option<String>,
    /// 移送。
    #[serde(default)]
    pub referral: Option<String>,
}

/// 办结: the entry of the register ends with it.
///
/// # Errors
/// Missing, another version or state, the same person, an end that points to nothing.
pub async fn close(
    app: &App,
    call: &Call,
    id: &str,
    asked: UnlicensedClosing,
) -> Result<UnlicensedView, AppError> {
    let ending =
        UnlicensedEnd::parse(&asked.ending).ok_or_else(|| unknown("ending", &asked.ending))?;
    let note = domain::text(Word::Unlicensed, "说明", &asked.note, 4, 500)?;
    let outcome = Outcome {
        registered_as: asked.registered_as.as_deref().map(SubjectId::parse).transpose()?,
        penalty: asked.penalty.as_deref().map(PenaltyId::parse).transpose()?,
        referral: asked.referral.as_deref().map(ReferralId::parse).transpose()?,
    };
    let act = Act::new(Action::UnlicensedClosed, Permission::CaseApprove, asked.version);
    let act = act.because(note.clone());
    follow::act::<UnlicensedTrade, _>(app, call, id, act, move |tx, doing, it| {
        points_to(tx, &it, outcome)?;
        let it = it.close(doing.by, doing.today, (ending, note), outcome)?;
        // Who is licensed, has stopped or never was unlicensed trades there no more.
        if ending != UnlicensedEnd::Transferred {
            let stored = tx.need::<SubjectEntry>(&it.subject)?;
            let (listed, valid_from) = (false, doing.today);
            let after = SubjectEntry { listed, valid_from, ..stored.value.clone() };
            subjects::restate(tx, doing.ids.make(), stored, after)?;
        }
        let details = Json::object([("ending", Json::text(ending.code()))]);
        Ok((it, details))
    })
    .await
}

/// That what the end points to is about it.
fn points_to(tx: &mut ReadTx<'_>, it: &Unlicensed, outcome: Outcome) -> Result<(), AppError> {
    let refused = |text: &str| AppError::rule("unlicensed.ending", text);
    if let Some(subject) = outcome.registered_as {
        let subject = tx.need::<SubjectEntry>(&subject)?.value;
        if subject.kind == SubjectKind::Unlicensed || !subject.drawable() {
            return Err(refused("所写的不是已经登记的主体；请选择办理证照之后的主体。"));
        }
    }
    if let Some(penalty) = outcome.penalty {
        let penalty = tx.need::<Penalty>(&penalty)?.value;
        let filed = !matches!(penalty.state, PenaltyState::Proposed | PenaltyState::NotFiled);
        if penalty.subject != it.subject || penalty.organ != it.organ || !filed {
            return Err(refused("所写的案件不是本部门对它已经立案的案件。"));
        }
    }
    if let Some(referral) = outcome.referral {
        let referral = tx.need::<Referral>(&referral)?.value;
        let sent = referral.sent_on.is_some() && referral.kind == ReferralKind::Transfer;
        if referral.subject != it.subject || referral.recipient != Some(it.competent()) || !sent {
            return Err(refused("所写的移送没有发给有权查处的部门；请先移送。"));
        }
    }
    Ok(())
}

/// 经营者身份。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// 经营者的姓名等。
    pub person: String,
}

/// Opens who trades, for a reason, in the record. The answer is not kept.
///
/// # Errors
/// Missing, nobody there, no key.
pub async fn reveal(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reveal,
) -> Result<PersonView, AppError> {
    let (id, reason) = (UnlicensedId::parse(id)?, required_reason(&asked.reason)?);
    let call = call.forgetful();
    let (cx, who) = (app.clone(), call.clone());
    app.write(&call, move |tx| {
        let stored = tx.need::<Unlicensed>(&id)?;
        let at = UnlicensedTrade::place(&stored.value);
        visible::see(&cx, &who, Permission::CaseRead, &at)?;
        cx.authorize(&who, Permission::CaseReveal, &at)?;
        let sealed = stored.value.person.as_deref().ok_or_else(AppError::missing)?;
        let person = cx.auth.open_text(&sealed_place(id), sealed)?;
        tx.save(stored)?;
        let event = Event::new(Action::UnlicensedRevealed, id).because(reason);
        Ok(tx.record(event, PersonView { person }))
    })
    .await
}
