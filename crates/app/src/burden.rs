//! 检查负担: how often whom a subject was visited by, for how long, and which visits were spared
//! because departments came together or let others' results stand.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::caps::VisitKind;
use sunlot_domain::ids::{Id, SubjectId};
use sunlot_domain::inspections::{Inspection, InspectionState, ItemState};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::{ReadTx, estimates as store, inspections};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::tasks::OrganNames;
use crate::visible;

/// 哪一年。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct BurdenQuery {
    /// 年度；不写为本年。
    pub year: Option<u16>,
}

/// 一次入户检查。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BurdenVisit {
    /// 检查的标识。
    pub inspection: String,
    /// 检查编号。
    pub number: String,
    /// 检查类型代码：planned 日常、special 专项、case 个案。
    pub kind: String,
    /// 入户日期。
    pub day: String,
    /// 一次进户的部门。
    pub organs: Vec<String>,
    /// 在现场的分钟数：从到达到当事人签字；没有签字的为空。
    pub minutes: Option<u64>,
}

/// 检查对象一年的检查负担。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BurdenView {
    /// 检查对象。
    pub subject: String,
    /// 名称。
    pub name: String,
    /// 年度。
    pub year: u16,
    /// 入户次数。
    pub visits: u64,
    /// 其中个案检查。
    pub cases: u64,
    /// 入户的部门数。
    pub departments: u64,
    /// 在现场的分钟数，只计有签字的。
    pub minutes: u64,
    /// 计入分钟数的次数。
    pub timed: u64,
    /// 因部门联合、合并进户少跑的次数：各次的部门数减一之和。
    pub spared_by_joining: u64,
    /// 因结果互认少查的部门次数：该部门的事项全部以其他部门的结果为准。
    pub spared_by_recognition: u64,
    /// 还没有进行的检查。
    pub ahead: u64,
    /// 说明。
    pub meaning: String,
    /// 各次入户。
    pub list: Vec<BurdenVisit>,
}

/// The ledger of a subject (R-EST-04).
///
/// # Errors
/// Missing, also for who does not see the subject's division; or what the store answers.
pub async fn show(
    app: &App,
    call: &Call,
    id: &str,
    query: BurdenQuery,
) -> Result<BurdenView, AppError> {
    let id = SubjectId::parse(id)?;
    let year = query.year.unwrap_or(year_of(app.today()));
    let first = Day::parse(&format!("{year:04}-01-01"))?;
    let last = Day::parse(&format!("{year:04}-12-31"))?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let subject = tx.need::<SubjectEntry>(&id)?.value;
        let place = Place::of(subject.organ, subject.region.clone());
        visible::see(&cx, &asked, Permission::BurdenRead, &place)?;
        let mut view = BurdenView {
            subject: id.to_string(),
            name: subject.name,
            year,
            visits: 0,
            cases: 0,
            departments: 0,
            minutes: 0,
            timed: 0,
            spared_by_joining: 0,
            spared_by_recognition: 0,
            ahead: 0,
            meaning: String::new(),
            list: Vec::new(),
        };
        let (mut names, mut departments) = (OrganNames::default(), BTreeSet::new());
        for visit in store::visits_to(tx, id, (first, last))? {
            add(tx, &mut view, (&mut names, &mut departments), &visit.value)?;
        }
        view.departments = departments.len() as u64;
        view.meaning = meaning(&view);
        Ok(view)
    })
    .await
}

fn add(
    tx: &mut ReadTx<'_>,
    view: &mut BurdenView,
    (names, departments): (&mut OrganNames, &mut BTreeSet<String>),
    visit: &Inspection,
) -> Result<(), AppError> {
    let mut came = Vec::new();
    for part in inspections::parts(tx, visit.id)? {
        let items = inspections::items_of_part(tx, part.value.id)?;
        let satisfied = |state| state == ItemState::Satisfied;
        if !items.is_empty() && items.iter().all(|item| satisfied(item.value.state)) {
            view.spared_by_recognition += 1;
        } else {
            came.push(names.of(tx, part.value.organ)?);
        }
    }
    let Some(arrival) = &visit.arrival else {
        let over = matches!(visit.state, InspectionState::Closed | InspectionState::Ended);
        view.ahead += u64::from(!over);
        return Ok(());
    };
    view.visits += 1;
    view.cases += u64::from(visit.kind == VisitKind::Case);
    view.spared_by_joining += (came.len() as u64).saturating_sub(1);
    let minutes = on_site(visit);
    view.minutes += minutes.unwrap_or_default();
    view.timed += u64::from(minutes.is_some());
    departments.extend(came.iter().cloned());
    view.list.push(BurdenVisit {
        inspection: visit.id.to_string(),
        number: visit.number.clone(),
        kind: visit.kind.code().into(),
        day: arrival.at.get(..10).unwrap_or_default().to_owned(),
        organs: came,
        minutes,
    });
    Ok(())
}

/// Minutes from the arrival to the signature of the subject.
fn on_site(visit: &Inspection) -> Option<u64> {
    let begun = UtcSecond::parse(&visit.arrival.as_ref()?.at).ok()?;
    let ended = UtcSecond::parse(&visit.company.as_ref()?.at).ok()?;
    u64::try_from((ended.unix() - begun.unix()) / 60).ok()
}

fn meaning(view: &BurdenView) -> String {
    format!(
        "{} 年入户 {} 次，涉及 {} 个部门；各部门分别去要 {} 次，因联合和合并进户少跑 {} 次，因结果互认少查 \
         {} 个部门次。",
        view.year,
        view.visits,
        view.departments,
        view.visits + view.spared_by_joining + view.spared_by_recognition,
        view.spared_by_joining,
        view.spared_by_recognition
    )
}
