//! 执法检查人员名录库: use cases. Names and numbers of certificates are personal data: who is not
//! concerned learns only that an organ has an inspector, and whether his certificate is valid.

pub mod changes;
pub mod conflicts;
pub mod leave;
mod view;

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, InspectorId, OrganId, SubjectId};
use sunlot_domain::inspectors::{Assignment, Ineligible, Inspector, InspectorError};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::{SubjectEntry, effective};
use sunlot_domain::roles::{Place, Reach, Role};
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::{self as store, InspectorFilter, Reached, Said};
use sunlot_store::subjects::AsOf;
use sunlot_store::{ReadTx, Stored};

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::page::{Page, PageRequest};
use crate::subjects::as_of;
use crate::visible;

use view::view;
pub use view::{
    EligibilityQuery, EligibilityView, InspectorDetails, InspectorQuery, InspectorView,
};

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["code", "name", "organ", "cert_valid_until", "team"];

/// Inspectors of a body that are looked at for one question.
const AT_ONCE: u32 = 10_000;

impl From<InspectorError> for AppError {
    fn from(error: InspectorError) -> AppError {
        let kind = match &error {
            InspectorError::Decided
            | InspectorError::CodeTaken { .. }
            | InspectorError::LeaveOverlaps { .. }
            | InspectorError::Over
            | InspectorError::ConflictDeclared => Kind::Conflict,
            InspectorError::SamePerson
            | InspectorError::OrganMayNotInspect
            | InspectorError::NotInspector
            | InspectorError::StillServing => Kind::Rule,
            _ => Kind::Invalid,
        };
        let mut refusal = AppError::new(kind, error.code(), error.message_zh());
        refusal.log = error.to_string();
        refusal
    }
}

/// How much of the register the caller sees.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) reached: Reached,
    masked: bool,
}

impl Sight {
    pub(crate) fn of(app: &App, call: &Call) -> Sight {
        let scopes = app.policy.scopes(&call.actor, Permission::InspectorRead);
        let own = scopes.iter().any(|(reach, _)| *reach == Reach::Own);
        let visible = visible::scope(app, call, Permission::InspectorRead);
        let named = |grant: Role| grant != Role::ConferenceOffice;
        Sight {
            reached: Reached { visible, own: call.actor.account.filter(|_| own) },
            // The office coordinates: it counts inspectors, it does not know them by name.
            masked: !scopes.iter().any(|(_, grant)| named(grant.role)),
        }
    }

    /// The sight of the program itself.
    pub(crate) fn whole() -> Sight {
        Sight { reached: Reached::all(), masked: false }
    }

    /// Sees what everybody sees, no more.
    fn public(&self) -> bool {
        let it = &self.reached;
        let nowhere = it.visible.regions.is_empty() && it.visible.organs.is_empty();
        nowhere && it.visible.joint.is_empty() && !it.visible.all && it.own.is_none()
    }

    fn sees(&self, it: &Inspector, region: &DivisionCode) -> bool {
        let visible = &self.reached.visible;
        let own = self.reached.own.is_some() && self.reached.own == it.account;
        let inside = |above: &DivisionCode| region.as_str().starts_with(above.prefix());
        own || visible.all
            || visible.organs.contains(&it.organ)
            || visible.joint.contains(&it.organ)
            || visible.regions.iter().any(inside)
    }
}

/// Somebody's record with his organ, when the caller sees it.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn seen(
    sight: &Sight,
    tx: &mut ReadTx<'_>,
    id: InspectorId,
) -> Result<(Stored<Inspector>, Organ), AppError> {
    let found = tx.need::<Inspector>(&id)?;
    let organ = tx.need::<Organ>(&found.value.organ)?.value;
    if sight.sees(&found.value, &organ.region) {
        return Ok((found, organ));
    }
    Err(AppError::missing())
}

/// Somebody's record, when the caller keeps the register of his organ.
///
/// # Errors
/// The answer for a missing record, or that the role does not reach.
pub(crate) fn kept(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: InspectorId,
) -> Result<(Stored<Inspector>, Organ), AppError> {
    let found = tx.need::<Inspector>(&id)?;
    let organ = tx.need::<Organ>(&found.value.organ)?.value;
    app.authorize(call, Permission::InspectorWrite, &place(&organ))?;
    Ok((found, organ))
}

pub(crate) fn place(organ: &Organ) -> Place {
    Place::of(organ.id, organ.region.clone())
}

fn filter(query: &InspectorQuery) -> Result<InspectorFilter, AppError> {
    let word = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let day = |text: &Option<String>| text.as_deref().map(Day::parse).transpose();
    Ok(InspectorFilter {
        reached: None,
        organs: query.organ.as_deref().map(OrganId::parse).transpose()?.into_iter().collect(),
        text: word(&query.q),
        region: query.region.as_deref().map(DivisionCode::parse).transpose()?,
        qualification: word(&query.qualification),
        valid_on: day(&query.valid_on)?,
        expiring_by: day(&query.expiring_by)?,
        active: !query.left,
    })
}

/// Lists inspectors: the current register, or that of a day. The public sees how many an organ
/// has, and nothing that could be asked for by name.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: InspectorQuery,
    page: PageRequest,
) -> Result<Page<InspectorView>, AppError> {
    let sight = Sight::of(app, call);
    let mut filter = filter(&query)?;
    let mut at = as_of(app, query.on.as_deref(), query.known)?;
    let window = page.window()?;
    let mut order = page.order(SORTABLE, "code")?;
    if sight.public() {
        let organs = std::mem::take(&mut filter.organs);
        filter = InspectorFilter { organs, active: true, ..InspectorFilter::default() };
        (at, order) = (AsOf::Now(app.today()), "organ, id".to_owned());
    } else {
        filter.reached = Some(sight.reached.clone());
    }
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = match at {
                AsOf::Now(_) => store::list(tx, &filter, &order, window)?,
                AsOf::On { .. } => {
                    let all = store::as_of(tx, &filter, at)?;
                    let total = all.len() as u64;
                    let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
                    let some = all.into_iter().skip(skip).take(window.limit as usize);
                    (some.collect(), total)
                }
            };
            let views = found.into_iter().map(|row| view(&cx, &asked, &sight, tx, row));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one inspector.
///
/// # Errors
/// Missing, also for somebody who has left when the caller is not concerned; or what the store
/// answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<InspectorView, AppError> {
    let id = InspectorId::parse(id)?;
    let sight = Sight::of(app, call);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = tx.need::<Inspector>(&id)?;
        let shown = view(&cx, &asked, &sight, tx, found)?;
        if shown.details.is_none() && !shown.active {
            return Err(AppError::missing());
        }
        Ok(shown)
    })
    .await
}

/// What was ever said about an inspector, earliest recorded first.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn timeline(app: &App, call: &Call, id: &str) -> Result<Vec<InspectorView>, AppError> {
    let id = InspectorId::parse(id)?;
    let sight = Sight::of(app, call);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        seen(&sight, tx, id)?;
        let said = store::statements(tx, id)?;
        said.into_iter().map(|Said(row)| view(&cx, &asked, &sight, tx, row)).collect()
    })
    .await
}

/// What a question about matching asks.
struct Asked {
    day: Day,
    items: Vec<String>,
    region: Option<DivisionCode>,
    subject: Option<SubjectId>,
}

impl Asked {
    fn read(app: &App, query: &EligibilityQuery) -> Result<Asked, AppError> {
        let items = query.items.as_deref().unwrap_or_default().split([',', '，']);
        let items = items.map(str::trim).filter(|item| !item.is_empty());
        Ok(Asked {
            day: query.day.as_deref().map_or(Ok(app.today()), Day::parse)?,
            items: items.map(str::to_owned).collect(),
            region: query.region.as_deref().map(DivisionCode::parse).transpose()?,
            subject: query.subject.as_deref().map(SubjectId::parse).transpose()?,
        })
    }

    /// Why somebody cannot be matched, by what was said about him for the day (R-REG-08).
    fn answer(
        &self,
        tx: &mut ReadTx<'_>,
        now: &Stored<Inspector>,
    ) -> Result<EligibilityView, AppError> {
        let id = now.value.id;
        let said = store::statements(tx, id)?;
        let then = effective(&said, self.day, u64::MAX);
        let leave: Vec<_> = store::leave(tx, id)?.into_iter().map(|row| row.value).collect();
        let apart: Vec<_> = store::conflicts(tx, id)?.into_iter().map(|row| row.value).collect();
        let asked = Assignment {
            organ: None,
            items: &self.items,
            region: self.region.as_ref(),
            subject: self.subject,
        };
        let verdict = match then {
            Some(Said(then)) => then.value.eligible_on(self.day, &leave, &apart, &asked),
            None => Err(Ineligible::Inactive),
        };
        Ok(EligibilityView {
            inspector: id.to_string(),
            code: now.value.code.clone(),
            name: now.value.name.clone(),
            day: self.day.to_string(),
            eligible: verdict.is_ok(),
            reason: verdict.as_ref().err().map(|why| why.code().to_owned()),
            message: verdict.err().map(|why| why.message_zh()),
        })
    }

    /// The division of a subject is asked with it; a subject that is not there cannot be asked.
    fn locate(&mut self, tx: &mut ReadTx<'_>) -> Result<(), AppError> {
        if let Some(subject) = self.subject {
            let entry = tx.need::<SubjectEntry>(&subject)?.value;
            self.region.get_or_insert(entry.region);
        }
        Ok(())
    }
}

/// Why an inspector cannot be matched on a day: the first reason (R-REG-08).
///
/// # Errors
/// Missing, a condition that cannot be read, or what the store answers.
pub async fn eligibility(
    app: &App,
    call: &Call,
    id: &str,
    query: EligibilityQuery,
) -> Result<EligibilityView, AppError> {
    let id = InspectorId::parse(id)?;
    let sight = Sight::of(app, call);
    let mut asked = Asked::read(app, &query)?;
    app.read(move |tx| {
        let (now, _) = seen(&sight, tx, id)?;
        asked.locate(tx)?;
        Ok(sight.masked_answer(asked.answer(tx, &now)?))
    })
    .await
}

/// The same for everybody of an organ who has not left, by number.
///
/// # Errors
/// As [`eligibility`].
pub async fn eligible(
    app: &App,
    call: &Call,
    query: EligibilityQuery,
    page: PageRequest,
) -> Result<Page<EligibilityView>, AppError> {
    let sight = Sight::of(app, call);
    let mut asked = Asked::read(app, &query)?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let only = query.eligible;
    let window = page.window()?;
    let (items, total) = app
        .read(move |tx| {
            asked.locate(tx)?;
            let filter = InspectorFilter {
                reached: Some(sight.reached.clone()),
                organs: organ.into_iter().collect(),
                active: true,
                ..InspectorFilter::default()
            };
            let all = sunlot_store::Window { limit: AT_ONCE, offset: 0 };
            let mut answers = Vec::new();
            for inspector in store::list(tx, &filter, "code", all)?.0 {
                let answer = asked.answer(tx, &inspector)?;
                if only.is_none_or(|only| only == answer.eligible) {
                    answers.push(sight.masked_answer(answer));
                }
            }
            let total = answers.len() as u64;
            let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
            let some = answers.into_iter().skip(skip).take(window.limit as usize);
            Ok::<_, AppError>((some.collect(), total))
        })
        .await?;
    Ok(page.answer(items, total))
}

impl Sight {
    fn masked_answer(&self, answer: EligibilityView) -> EligibilityView {
        let name = self.name(&answer.name);
        EligibilityView { name, ..answer }
    }

    /// A name as the caller may read it.
    pub(crate) fn name(&self, name: &str) -> String {
        if !self.masked {
            return name.to_owned();
        }
        let stars = name.chars().count().saturating_sub(1).max(1);
        name.chars().take(1).chain(std::iter::repeat_n('＊', stars)).collect()
    }
}
