//! 后续处置: use cases. What every noun of it does in the same way stands here: show, list, take a
//! step; a noun says who reads it, where it belongs and how it is shown.

pub mod causes;
pub mod ending;
pub mod feedback;
pub mod figures;
pub mod handoffs;
pub mod penalties;
pub mod public;
pub mod rectifications;
pub mod referrals;
pub mod repairs;
pub mod restrictions;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::FollowError;
use sunlot_domain::ids::{AccountId, CaseId, Id, OrganId, SubjectId, TaskId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::follow::{self as store, FollowFilter, Followed};
use sunlot_store::{ReadTx, Stored, Window, WriteTx};
use utoipa::IntoParams;

use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::visible::{self, person};

crate::domain_refusals! { Rule: FollowError }

/// Most records of one kind that are about one subject.
const ABOUT_MAX: u32 = 500;

/// Records of one kind about a subject, as far as the caller may see them.
///
/// # Errors
/// What the store answers.
pub(crate) fn about<R: Followed>(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    permission: Permission,
) -> Result<Vec<Stored<R>>, AppError> {
    let which = FollowFilter {
        visible: visible::scope(app, call, permission),
        subject: Some(subject),
        ..FollowFilter::default()
    };
    let window = Window { limit: ABOUT_MAX, offset: 0 };
    Ok(store::list::<R>(tx, &which, "id", window)?.0)
}

/// A noun of what follows a result.
pub(crate) trait Noun: 'static {
    /// Its id.
    type Id: Id + Send + 'static;
    /// Its record.
    type Record: Followed + Clone + Send + 'static;
    /// How it is shown.
    type View: Serialize + DeserializeOwned + Send + 'static;

    /// Who reads it.
    const READ: Permission;

    /// Where it belongs.
    fn place(record: &Self::Record) -> Place;

    /// Where an act on it belongs: elsewhere for those who receive it.
    fn acts_at(record: &Self::Record, _: Permission) -> Place {
        Self::place(record)
    }

    /// How it is shown to a caller.
    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Self::Record>,
    ) -> Result<Self::View, AppError>;
}

/// Who looks, and on which day.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) app: App,
    pub(crate) call: Call,
    pub(crate) today: Day,
}

impl Seen {
    pub(crate) fn by(app: &App, call: &Call) -> Seen {
        Seen { app: app.clone(), call: call.clone(), today: app.today() }
    }

    /// Whether the caller may do this there.
    pub(crate) fn may(&self, permission: Permission, place: &Place) -> bool {
        self.app.may(&self.call, permission, place)
    }

    /// Of the steps that the state allows, those that the caller may take.
    pub(crate) fn allowed<S: Copy>(
        &self,
        place: &Place,
        steps: &[(S, Permission)],
        open: impl Fn(S) -> bool,
        code: impl Fn(S) -> &'static str,
    ) -> Vec<String> {
        let fits =
            |(step, permission): &&(S, Permission)| open(*step) && self.may(*permission, place);
        steps.iter().filter(fits).map(|(step, _)| code(*step).to_owned()).collect()
    }
}

/// What may follow a result with a problem: the code of the act, and who may.
pub(crate) const FOLLOW_UPS: &[(&str, Permission)] = &[
    ("rectify", Permission::RectificationWrite),
    ("penalise", Permission::PenaltyWrite),
    ("refer", Permission::ReferralWrite),
    ("restrict", Permission::RestrictionWrite),
];

/// The same after a case: a listing follows a visit.
pub(crate) const CASE_FOLLOW_UPS: &[(&str, Permission)] = FOLLOW_UPS.split_at(3).0;

/// Of these, those that the caller may begin there.
pub(crate) fn follow_ups(
    app: &App,
    call: &Call,
    place: &Place,
    acts: &[(&str, Permission)],
) -> Vec<String> {
    let may = |(_, permission): &&(&str, Permission)| app.may(call, *permission, place);
    acts.iter().filter(may).map(|(code, _)| (*code).to_owned()).collect()
}

/// Who acts, when, and what makes ids.
pub(crate) struct Doing {
    pub(crate) by: AccountId,
    pub(crate) today: Day,
    pub(crate) now: UtcSecond,
    pub(crate) ids: Ids,
}

impl Doing {
    pub(crate) fn now(app: &App, call: &Call) -> Result<Doing, AppError> {
        Ok(Doing { by: person(call)?, today: app.today(), now: app.now(), ids: app.ids() })
    }
}

/// A step: what happens, who may, which version was seen, why.
pub(crate) struct Act {
    pub(crate) action: Action,
    pub(crate) permission: Permission,
    pub(crate) version: u64,
    pub(crate) reason: Option<String>,
}

impl Act {
    pub(crate) fn new(action: Action, permission: Permission, version: u64) -> Act {
        Act { action, permission, version, reason: None }
    }

    pub(crate) fn because(self, reason: String) -> Act {
        Act { reason: Some(reason), ..self }
    }
}

/// Takes a step of one record: reads it, asks, changes, saves, records.
pub(crate) async fn act<N: Noun, F>(
    app: &App,
    call: &Call,
    id: &str,
    act: Act,
    work: F,
) -> Result<N::View, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, &Doing, N::Record) -> Result<(N::Record, Json), AppError>
        + Send
        + 'static,
{
    let (id, doing) = (N::Id::parse(id)?, Doing::now(app, call)?);
    let seen = Seen::by(app, call);
    app.write(call, move |tx| {
        let stored = tx.need::<N::Record>(&id)?;
        visible::see(&seen.app, &seen.call, N::READ, &N::place(&stored.value))?;
        let place = N::acts_at(&stored.value, act.permission);
        seen.app.authorize(&seen.call, act.permission, &place)?;
        let log_index = stored.log_index;
        let (value, details) = work(tx, &doing, stored.value)?;
        let stored = tx.save(Stored { value, version: act.version, log_index })?;
        let mut event = Event::new(act.action, id).with(details);
        event.reason = act.reason;
        let view = N::view(&seen, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Shows one record.
pub(crate) async fn show<N: Noun>(app: &App, call: &Call, id: &str) -> Result<N::View, AppError> {
    let (id, seen) = (N::Id::parse(id)?, Seen::by(app, call));
    app.read(move |tx| {
        let stored = tx.need::<N::Record>(&id)?;
        visible::see(&seen.app, &seen.call, N::READ, &N::place(&stored.value))?;
        N::view(&seen, tx, stored)
    })
    .await
}

/// 列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct FollowQuery {
    /// 状态。
    pub state: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 区划，包含其下级。
    pub region: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
    /// 抽查任务。
    pub task: Option<String>,
    /// 个案。
    pub case: Option<String>,
    /// 只列出逾期未办的。
    pub overdue: bool,
    /// 只列出没有办结的。
    pub open: bool,
}

impl FollowQuery {
    fn read(
        &self,
        app: &App,
        call: &Call,
        permission: Permission,
    ) -> Result<FollowFilter, AppError> {
        Ok(FollowFilter {
            visible: visible::scope(app, call, permission),
            state: self.state.clone(),
            organ: self.organ.as_deref().map(OrganId::parse).transpose()?,
            region: self.region.as_deref().map(DivisionCode::parse).transpose()?,
            subject: self.subject.as_deref().map(SubjectId::parse).transpose()?,
            task: self.task.as_deref().map(TaskId::parse).transpose()?,
            case: self.case.as_deref().map(CaseId::parse).transpose()?,
            overdue: self.overdue.then(|| app.today()),
            open: self.open,
        })
    }
}

/// Lists records of a noun.
pub(crate) async fn list<N: Noun>(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
    sortable: &[&str],
) -> Result<Page<N::View>, AppError> {
    let which = query.read(app, call, N::READ)?;
    let (window, order) = (page.window()?, page.order(sortable, "id DESC")?);
    let seen = Seen::by(app, call);
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list::<N::Record>(tx, &which, &order, window)?;
            let views = found.into_iter().map(|stored| N::view(&seen, tx, stored));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Every record that a query means, at most so many: for a file.
pub(crate) async fn rows<N: Noun>(
    app: &App,
    call: &Call,
    query: FollowQuery,
) -> Result<Vec<N::View>, AppError> {
    let which = query.read(app, call, N::READ)?;
    let seen = Seen::by(app, call);
    app.read(move |tx| {
        let window = sunlot_store::Window { limit: ROWS_MAX, offset: 0 };
        let (found, total) = store::list::<N::Record>(tx, &which, "id", window)?;
        if total > u64::from(ROWS_MAX) {
            let text = format!("共有 {total} 条，一个文件至多 {ROWS_MAX} 条；请缩小范围后再导出。");
            return Err(AppError::rule("sheet.too_many", text));
        }
        found.into_iter().map(|stored| N::view(&seen, tx, stored)).collect()
    })
    .await
}

/// Most rows of a file.
const ROWS_MAX: u32 = 20_000;

/// The place of an organ, which must be able to inspect: 议事协调机构 does not handle cases.
pub(crate) fn home(tx: &mut ReadTx<'_>, organ: OrganId) -> Result<(Organ, Place), AppError> {
    let organ = tx.need::<Organ>(&organ)?.value;
    if !organ.kind.may_inspect() || !organ.active {
        let text = format!("“{}”不是检查主体，不能办理后续处置；请选择其他部门。", organ.name);
        return Err(AppError::rule("follow.organ", text));
    }
    let place = Place::of(organ.id, organ.region.clone());
    Ok((organ, place))
}

/// The name of a subject, for those who may read the record.
pub(crate) fn subject_name(tx: &mut ReadTx<'_>, id: SubjectId) -> Result<String, AppError> {
    Ok(tx.need::<SubjectEntry>(&id)?.value.name)
}

/// The name of an organ.
pub(crate) fn organ_name(tx: &mut ReadTx<'_>, id: OrganId) -> Result<String, AppError> {
    Ok(tx.need::<Organ>(&id)?.value.name)
}

/// So many working days after a day, by the calendar that was announced.
pub(crate) fn working_day(tx: &mut ReadTx<'_>, after: Day, count: u32) -> Result<Day, AppError> {
    Ok(crate::calendar::load(tx)?.after(after, count)?)
}

/// A day as text.
pub(crate) fn day_text(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// An id as text.
pub(crate) fn id_text<I: ToString>(id: Option<I>) -> Option<String> {
    id.map(|id| id.to_string())
}

/// Nothing more than the event itself says.
pub(crate) fn nothing() -> Json {
    Json::object([])
}

/// Field errors of codes.
pub(crate) fn unknown(field: &str, code: &str) -> AppError {
    let text = format!("“{code}”不是可用的代码；可用的值见接口说明。");
    AppError::field(field, format!("{field}.code"), text)
}

/// Whole 分 of a number in JSON: no sign, no decimals, no exponent.
///
/// # Errors
/// Anything else.
pub(crate) fn amount(field: &'static str, value: &serde_json::Value) -> Result<u64, AppError> {
    value.as_u64().filter(|_| !value.is_f64()).ok_or_else(|| {
        let text = "金额以分为单位，填写不带小数、不为负的整数；例如 1000 元填 100000。";
        AppError::field(field, "amount.form", text)
    })
}
