//! 质疑: use cases. The machine answers at once, from the files that everybody can download; a
//! person answers within working days. Who asked stays sealed.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::Calendar;
use sunlot_domain::challenges::{
    self as domain, ANSWER_WORKING_DAYS, Challenge, ChallengeError, ChallengeState, DRAW_MAX,
    Finding, NETWORK_MAX, Standing, Verdict, judge,
};
use sunlot_domain::codes::CanonicalId;
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{ChallengeId, DrawId, Id as _, OrganId};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::explain::{Explanation, InFrame, Outcome};
use sunlot_sortition::jcs::Json;
use sunlot_store::challenges::{self as store, ChallengeFilter};
use sunlot_store::{ReadTx, Stored, credentials};
use utoipa::{IntoParams, ToSchema};

use crate::auth;
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::page::{Page, PageRequest};
use crate::{calendar, draws, organs, visible};

crate::domain_refusals! { Rule: ChallengeError }

/// 提出质疑：“我的签号不大于中签线，名单中却没有我”。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChallengeForm {
    /// 统一社会信用代码。
    pub subject: String,
    /// 抽取单元；不填核对全部单元。
    #[serde(default)]
    pub unit: Option<String>,
    /// 签号，64 位十六进制；不填由平台计算。
    #[serde(default)]
    pub ticket: Option<String>,
    /// 说明，至多 1000 个字；不公开。
    #[serde(default)]
    pub text: String,
    /// 联系方式；密封存放，不公开。
    #[serde(default)]
    pub contact: Option<String>,
}

/// 一个抽取单元的数字。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ChallengeFindingView)]
pub struct FindingView {
    /// 抽取单元。
    pub unit: String,
    /// 这一户的签号。
    pub tickets: Vec<String>,
    /// 与中签线比较的签号。
    pub key: String,
    /// 中签线。
    pub cutoff: Option<String>,
    /// 名单中有没有。
    pub listed: bool,
    /// 签号是否不大于中签线。
    pub below: bool,
}

/// 公开的质疑。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicChallenge {
    /// 标识，可据以查询办理情况。
    pub id: String,
    /// 统一社会信用代码。
    pub subject: String,
    /// 抽取单元。
    pub unit: Option<String>,
    /// 提出的人填写的签号。
    pub ticket: Option<String>,
    /// 提出日期。
    pub lodged_on: String,
    /// 平台核对的结论：refuted 不成立、confirmed 成立、unreadable 无法核对。
    pub verdict: String,
    /// 结论的中文。
    pub verdict_name: String,
    /// 在底册中的情况：eligible、excluded、absent、withheld。
    pub standing: Option<String>,
    /// 核对的说明。
    pub explanation: String,
    /// 各抽取单元的数字。
    pub findings: Vec<FindingView>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 答复期限；放假安排没有公布时为空。
    pub due_on: Option<String>,
    /// 答复日期。
    pub answered_on: Option<String>,
    /// 答复。
    pub reply: Option<String>,
}

/// 质疑，供办理。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChallengeView {
    /// 公开的部分。
    #[serde(flatten)]
    pub public: PublicChallenge,
    /// 抽取。
    pub draw: String,
    /// 发起部门。
    pub organ: String,
    /// 说明。
    pub text: String,
    /// 是否留了联系方式；须说明理由才能查看。
    pub has_contact: bool,
    /// 是否逾期未答复。
    pub overdue: bool,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 质疑列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ChallengeQuery {
    /// 发起部门。
    pub organ: Option<String>,
    /// 抽取。
    pub draw: Option<String>,
    /// 状态：open、answered。
    pub state: Option<String>,
    /// 结论：refuted、confirmed、unreadable。
    pub verdict: Option<String>,
}

/// 答复。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChallengeReply {
    /// 您看到的版本。
    pub version: u64,
    /// 答复，公开，4 至 2000 个字。
    pub reply: String,
}

/// 查看联系方式的理由。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ContactReason {
    /// 理由。
    pub reason: String,
}

/// 联系方式。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    /// 联系方式。
    pub contact: String,
}

/// Where a contact is sealed for: copied to another challenge it does not open.
fn sealed_for(id: ChallengeId) -> String {
    format!("challenge/{id}/contact")
}

fn place(it: &Challenge) -> Place {
    Place { organ: it.organ, region: it.region.clone(), participants: it.participants.clone() }
}

fn public(calendar: &Calendar, it: &Challenge) -> PublicChallenge {
    let finding = |one: &Finding| FindingView {
        unit: one.unit.clone(),
        tickets: one.tickets.clone(),
        key: one.key.clone(),
        cutoff: one.cutoff.clone(),
        listed: one.listed,
        below: one.below,
    };
    PublicChallenge {
        id: it.id.to_string(),
        subject: it.subject.clone(),
        unit: it.unit.clone(),
        ticket: it.ticket.clone(),
        lodged_on: it.lodged_on.to_string(),
        verdict: it.verdict.code().into(),
        verdict_name: it.verdict.name_zh().into(),
        standing: it.standing.map(|standing| standing.code().into()),
        explanation: it.words_zh(),
        findings: it.findings.iter().map(finding).collect(),
        state: it.state.code().into(),
        state_name: it.state.name_zh().into(),
        due_on: calendar.after(it.lodged_on, ANSWER_WORKING_DAYS).ok().map(|day| day.to_string()),
        answered_on: it.answered_on.map(|day| day.to_string()),
        reply: it.reply.clone(),
    }
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    calendar: &Calendar,
    stored: Stored<Challenge>,
) -> Result<ChallengeView, AppError> {
    let it = &stored.value;
    let open = it.state == ChallengeState::Open;
    let public = public(calendar, it);
    let today = app.today().to_string();
    let mut allowed_actions = Vec::new();
    let may = |permission| app.may(call, permission, &place(it));
    if open && may(Permission::ChallengeAnswer) && !took_part(tx, call, it)? {
        allowed_actions.push("answer".to_owned());
    }
    if it.contact.is_some() && may(Permission::ChallengeReveal) {
        allowed_actions.push("reveal".to_owned());
    }
    Ok(ChallengeView {
        overdue: open && public.due_on.as_ref().is_some_and(|due| *due < today),
        public,
        draw: it.draw.to_string(),
        organ: it.organ.to_string(),
        text: it.text.clone(),
        has_contact: it.contact.is_some(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions,
    })
}

/// Whether the caller prepared or approved the draw, or stands in it as a party.
fn took_part(tx: &mut ReadTx<'_>, call: &Call, it: &Challenge) -> Result<bool, AppError> {
    let draw = tx.need::<Draw>(&it.draw)?.value;
    let me = call.actor.account;
    let prepared = me.is_some_and(|me| draw.proposed_by == me || draw.approved_by == Some(me));
    Ok(prepared || draws::names(&draw, call))
}

/// The numbers of the published files.
fn findings(told: &Explanation, unit: Option<&str>) -> (Standing, Vec<Finding>) {
    let standing = match told.frame {
        InFrame::Withheld => Standing::Withheld,
        InFrame::Eligible(_) => Standing::Eligible,
        InFrame::Excluded(..) => Standing::Excluded,
        InFrame::Absent { .. } => Standing::Absent,
    };
    let wanted = told.units.iter().filter(|one| unit.is_none_or(|unit| one.unit.as_str() == unit));
    let finding = wanted.map(|one| Finding {
        unit: one.unit.to_string(),
        tickets: one.tickets.iter().map(|ticket| ticket.to_hex()).collect(),
        key: one.key.to_hex(),
        cutoff: one.cutoff.map(|cutoff| cutoff.to_hex()),
        // 候补 waits; nobody visits it unless one on the list is struck.
        listed: matches!(one.outcome, Outcome::Drawn { .. }),
        below: one.cutoff.is_some_and(|cutoff| one.key <= cutoff),
    });
    (standing, finding.collect())
}

/// Counts the challenge before it is looked at: looking costs more than asking.
async fn bounded(app: &App, network: &str, draw: DrawId) -> Result<(), AppError> {
    let (now, network) = (app.now(), network.to_owned());
    let counters = [
        (auth::digest("challenge", ""), network, NETWORK_MAX),
        (auth::digest("challenge", &draw.to_string()), "*".to_owned(), DRAW_MAX),
    ];
    app.technical(move |tx| {
        let mut next = Vec::new();
        for (key, source, most) in &counters {
            let known = credentials::failures(tx, key, source)?;
            next.push(domain::count(known, *most, now).map_err(too_many)?);
        }
        for ((key, source, _), counted) in counters.iter().zip(next) {
            credentials::set_failures(tx, key, source, counted)?;
        }
        Ok(())
    })
    .await
}

fn too_many(seconds: i64) -> AppError {
    let text = "今天提出的质疑太多，请明天再提出；每一户的签号随时可以在“查我”中核对。";
    AppError::new(Kind::TooMany, "challenge.wait", text)
        .with(serde_json::json!({ "retry_after": seconds }))
}

/// Takes a challenge, checks it at once and records both (R-CHAL-01, R-CHAL-02). A confirmed one
/// is an alarm: an entry of its own, signed at once.
///
/// # Errors
/// No such draw, a list that is not public, too many, the same one again, fields that are wrong.
pub async fn lodge(
    app: &App,
    call: &Call,
    network: &str,
    draw: &str,
    form: ChallengeForm,
) -> Result<PublicChallenge, AppError> {
    let id = DrawId::parse(draw)?;
    let subject = CanonicalId::parse(form.subject.trim())?.as_str().to_owned();
    let filled = |text: Option<String>| {
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let (unit, ticket) = (filled(form.unit), filled(form.ticket).map(|t| t.to_ascii_lowercase()));
    let contact = filled(form.contact);
    if contact.as_ref().is_some_and(|contact| contact.chars().count() > 100) {
        let text = "联系方式至多 100 个字。";
        return Err(AppError::field("contact", "challenge.contact", text));
    }
    let known = draws::released(app, id).await?;
    if !known.state.has_result() || known.is_sealed() {
        return Err(ChallengeError::Sealed.into());
    }
    let mut challenge = Challenge {
        id: app.ids().make(),
        draw: id,
        organ: known.organ,
        region: known.region.clone(),
        participants: known.participants.clone(),
        subject,
        unit,
        ticket,
        text: form.text.trim().to_owned(),
        contact: None,
        lodged_on: app.today(),
        verdict: Verdict::Unreadable,
        standing: None,
        findings: Vec::new(),
        state: ChallengeState::Open,
        answered_by: None,
        answered_on: None,
        reply: None,
    };
    challenge.check()?;
    bounded(app, network, id).await?;
    if let Some(contact) = contact {
        let place = sealed_for(challenge.id);
        challenge.contact = Some(app.auth.seal_text(app.entropy.as_ref(), &place, &contact)?);
    }
    examine(app, &mut challenge).await?;
    keep(app, call, challenge, known.draw_id()).await
}

/// The machine's answer. Files that fail their own checks are an answer too.
async fn examine(app: &App, challenge: &mut Challenge) -> Result<(), AppError> {
    let told = match draws::explained(app, challenge.draw, &challenge.subject).await {
        Ok(told) => told,
        Err(refused) if matches!(refused.kind, Kind::Internal | Kind::Rule | Kind::Conflict) => {
            tracing::error!(code = refused.code, log = refused.log, "published files refused");
            return Ok(());
        }
        Err(refused) => return Err(refused),
    };
    let (standing, findings) = findings(&told, challenge.unit.as_deref());
    if challenge.unit.is_some() && findings.is_empty() && standing == Standing::Eligible {
        return Err(ChallengeError::OtherUnit.into());
    }
    challenge.verdict = judge(standing, &findings);
    challenge.standing = Some(standing);
    challenge.findings = findings;
    Ok(())
}

async fn keep(
    app: &App,
    call: &Call,
    challenge: Challenge,
    draw_id: String,
) -> Result<PublicChallenge, AppError> {
    // The request may hold a contact: not even its digest is kept for a repetition.
    app.write(&call.forgetful(), move |tx| {
        if store::waits(tx, challenge.draw, &challenge.subject)? {
            let refused = AppError::from(ChallengeError::Again);
            return Err(AppError { kind: Kind::Conflict, ..refused });
        }
        let action = match challenge.verdict {
            Verdict::Confirmed => Action::ChallengeConfirmed,
            _ => Action::ChallengeLodged,
        };
        let told = Json::object([
            ("challenge", Json::text(challenge.id.to_string())),
            ("draw", Json::text(draw_id)),
            ("subject", Json::text(&challenge.subject)),
            ("verdict", Json::text(challenge.verdict.code())),
        ]);
        let stored = tx.insert(challenge)?;
        let view = public(&calendar::load(tx)?, &stored.value);
        Ok(tx.record(Event::new(action, stored.value.id).publicly(told), view))
    })
    .await
}

/// Challenges of a draw, with the machine's answers and the replies: public.
///
/// # Errors
/// No such draw, or what the store answers.
pub async fn of_draw(
    app: &App,
    _call: &Call,
    draw: &str,
    page: PageRequest,
) -> Result<Page<PublicChallenge>, AppError> {
    let id = DrawId::parse(draw)?;
    draws::released(app, id).await?;
    let which = ChallengeFilter {
        visible: sunlot_store::plans::Visible { all: true, ..Default::default() },
        draw: Some(id),
        ..ChallengeFilter::default()
    };
    let window = page.window()?;
    let (items, total) = app
        .read(move |tx| {
            let calendar = calendar::load(tx)?;
            let (found, total) = store::list(tx, &which, "id DESC", window)?;
            let items = found.iter().map(|one| public(&calendar, &one.value)).collect();
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Lists challenges for those who answer and watch.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: ChallengeQuery,
    page: PageRequest,
) -> Result<Page<ChallengeView>, AppError> {
    let order = page.order(&["lodged_on", "state", "verdict"], "lodged_on, id")?;
    let window = page.window()?;
    let wrong = |field: &str, code: &str| {
        AppError::field(field, "list.code", format!("“{code}”不是可用的代码；见接口说明。"))
    };
    let state = query
        .state
        .as_deref()
        .map(|code| ChallengeState::parse(code).ok_or_else(|| wrong("state", code)));
    let verdict = query
        .verdict
        .as_deref()
        .map(|code| Verdict::parse(code).ok_or_else(|| wrong("verdict", code)));
    let which = ChallengeFilter {
        visible: visible::scope(app, call, Permission::ChallengeRead),
        draw: query.draw.as_deref().map(DrawId::parse).transpose()?,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        state: state.transpose()?,
        verdict: verdict.transpose()?,
    };
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let calendar = calendar::load(tx)?;
            let (found, total) = store::list(tx, &which, &order, window)?;
            let views = found.into_iter().map(|one| view(&cx, &asked, tx, &calendar, one));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

fn seen(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ChallengeId,
) -> Result<Stored<Challenge>, AppError> {
    let found = tx.need::<Challenge>(&id)?;
    visible::see(app, call, Permission::ChallengeRead, &place(&found.value))?;
    Ok(found)
}

/// Shows a challenge.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ChallengeView, AppError> {
    let id = ChallengeId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = seen(&cx, &asked, tx, id)?;
        let calendar = calendar::load(tx)?;
        view(&cx, &asked, tx, &calendar, found)
    })
    .await
}

/// 答复.
///
/// # Errors
/// Missing, another version or state, one who took part in the draw, words that cannot be public.
pub async fn answer(
    app: &App,
    call: &Call,
    id: &str,
    form: ChallengeReply,
) -> Result<ChallengeView, AppError> {
    let (id, by, today) = (ChallengeId::parse(id)?, visible::person(call)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = seen(&cx, &asked, tx, id)?;
        cx.authorize(&asked, Permission::ChallengeAnswer, &place(&stored.value))?;
        let took_part = took_part(tx, &asked, &stored.value)?;
        stored.version = form.version;
        stored.value = stored.value.answer(&form.reply, (by, took_part), today)?;
        let stored = tx.save(stored)?;
        let told = Json::object([
            ("challenge", Json::text(id.to_string())),
            ("verdict", Json::text(stored.value.verdict.code())),
        ]);
        let calendar = calendar::load(tx)?;
        let view = view(&cx, &asked, tx, &calendar, stored)?;
        Ok(tx.record(Event::new(Action::ChallengeAnswered, id).publicly(told), view))
    })
    .await
}

/// Opens how to reach who asked, for a reason, in the record. The answer is not kept.
///
/// # Errors
/// Missing, nobody there, no key.
pub async fn reveal(
    app: &App,
    call: &Call,
    id: &str,
    asked: ContactReason,
) -> Result<ContactView, AppError> {
    let (id, reason) = (ChallengeId::parse(id)?, organs::required_reason(&asked.reason)?);
    let call = call.forgetful();
    let (cx, who) = (app.clone(), call.clone());
    app.write(&call, move |tx| {
        let stored = seen(&cx, &who, tx, id)?;
        cx.authorize(&who, Permission::ChallengeReveal, &place(&stored.value))?;
        let sealed = stored.value.contact.as_deref().ok_or_else(AppError::missing)?;
        let contact = cx.auth.open_text(&sealed_for(id), sealed)?;
        // The record's version grows, so that the look is bound by the log like a change.
        tx.save(stored)?;
        let event = Event::new(Action::ChallengeRevealed, id).because(reason);
        Ok(tx.record(event, ContactView { contact }))
    })
    .await
}

#[cfg(test)]
mod tests {
    use sunlot_sortition::digest::Digest;
    use sunlot_sortition::explain::{InUnit, ProvenRow};
    use sunlot_sortition::names::{ObjectId, UnitCode};
    use sunlot_sortition::quota::UnitQuota;

    use super::*;

    fn told(key: u8, cutoff: u8, outcome: Outcome) -> Explanation {
        let row = ProvenRow { index: 0, size: 1, row: String::new(), path: Vec::new() };
        let digest = |byte: u8| Digest::from_bytes([byte; 32]);
        Explanation {
            object_id: ObjectId::parse("91620422MA0000000X").unwrap(),
            frame: InFrame::Eligible(row),
            units: vec![InUnit {
                unit: UnitCode::parse("U1").unwrap(),
                quota: UnitQuota { eligible: 10, n: 2, w: 0 },
                ticket_key: String::new(),
                weight: None,
                tickets: vec![digest(key)],
                key: digest(key),
                rank: None,
                cutoff: Some(digest(cutoff)),
                outcome,
                probability: None,
                conditional: None,
                row: None,
                command: Vec::new(),
            }],
            any_visit: None,
            teams: Vec::new(),
        }
    }

    #[test]
    fn a_key_at_the_cutoff_that_is_not_listed_confirms_and_one_above_does_not() {
        let verdict = |key, cutoff, outcome| {
            let (standing, findings) = findings(&told(key, cutoff, outcome), None);
            judge(standing, &findings)
        };
        assert_eq!(verdict(5, 5, Outcome::NotDrawn), Verdict::Confirmed);
        assert_eq!(verdict(6, 5, Outcome::NotDrawn), Verdict::Refuted);
        assert_eq!(verdict(4, 5, Outcome::Drawn { batch: 1 }), Verdict::Refuted);
        assert_eq!(verdict(6, 5, Outcome::Waiting), Verdict::Refuted);
        assert_eq!(verdict(5, 5, Outcome::Waiting), Verdict::Confirmed, "waiting is not drawn");
        let (_, waits) = findings(&told(6, 5, Outcome::Waiting), None);
        assert!(!waits[0].listed);
        let (_, none) = findings(&told(5, 5, Outcome::NotDrawn), Some("U2"));
        assert!(none.is_empty());
    }
}
