//! The rows behind a cell: each figure can be traced to what it counts. What the caller may not
//! open is a row without a link and without a name.

use serde::{Deserialize, Serialize};
use sunlot_domain::annex3::{Behind, Category, Column, DrawnObject, Outlet, RandomCase, Round};
use sunlot_domain::draws::Draw;
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::inspections::Inspection;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::ResultState;
use sunlot_domain::roles::Place;
use sunlot_store::{ReadTx, results};
use utoipa::{IntoParams, ToSchema};

use super::{Annex3Query, asked, load, unit, wrong};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::tasks::OrganNames;
use crate::visible;

/// 哪一格。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Annex3RowsQuery {
    /// 填报部门。
    pub organ: Option<String>,
    /// 填报区划，包含其下级各部门。
    pub region: Option<String>,
    /// 年度；不写为最近一期。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终；不写为最近一期。
    pub season: Option<String>,
    /// 自哪天；写了起止的，不看报告期。
    pub from: Option<String>,
    /// 到哪天；不写为今天。
    pub to: Option<String>,
    /// 行：city_system、county_system、city_joint、county_joint。
    pub category: String,
    /// 栏：batches、subjects、gsxt、professional、website、cases、amount。
    pub column: String,
}

/// 一格背后的一行。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Annex3RowView {
    /// 记录的种类：draw 抽取、inspection 检查、penalty 案件。
    pub noun: String,
    /// 记录的标识；您无权打开的为空。
    pub id: Option<String>,
    /// 编号；您无权查看案件的为空。
    pub number: Option<String>,
    /// 部门。
    pub organ_name: String,
    /// 检查对象；您无权查看、又没有公示的为空。
    pub subject_name: Option<String>,
    /// 抽取、公示、立案或决定的日期。
    pub day: String,
    /// 计为多少户、件；尚未派发的名单只有数目。
    pub count: u64,
    /// 罚款（分）；只有金额一栏有。
    pub fine: Option<u64>,
    /// 没收（分）；只有金额一栏有。
    pub confiscated: Option<u64>,
}

/// Who asks, and what is known already.
struct Eyes<'a> {
    app: &'a App,
    call: &'a Call,
    names: OrganNames,
    column: Column,
}

/// The rows behind a cell, page by page: all of them, so that they add up to the figure.
///
/// # Errors
/// A query that cannot be read, or a unit out of reach.
pub async fn rows(
    app: &App,
    call: &Call,
    query: Annex3RowsQuery,
    page: PageRequest,
) -> Result<Page<Annex3RowView>, AppError> {
    let category = Category::parse(&query.category);
    let category =
        category.ok_or_else(|| wrong("category", "请写明行，如 county_joint；见接口说明。"))?;
    let column = Column::parse(&query.column);
    let column = column.ok_or_else(|| wrong("column", "请写明栏，如 batches；见接口说明。"))?;
    let Annex3RowsQuery { organ, region, year, season, from, to, .. } = query;
    let query = Annex3Query { organ, region, year, season, from, to, money: None };
    let asked = asked(&query, app.today())?;
    let window = page.window()?;
    let (cx, by) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            unit(tx, &asked.scope, Some((&cx, &by)))?;
            let facts = load(tx, &asked.scope)?;
            let behind = facts.behind(&asked.scope, asked.period, category, column);
            let total = behind.len() as u64;
            let from = usize::try_from(window.offset).unwrap_or(usize::MAX);
            let shown = behind.into_iter().skip(from).take(window.limit as usize);
            let mut eyes = Eyes { app: &cx, call: &by, names: OrganNames::default(), column };
            let items = shown.map(|one| eyes.row(tx, one)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

impl Eyes<'_> {
    fn row(&mut self, tx: &mut ReadTx<'_>, behind: Behind<'_>) -> Result<Annex3RowView, AppError> {
        match behind {
            Behind::Round(round) => self.round(tx, round, 1),
            Behind::Sealed(round, rest) => self.round(tx, round, rest),
            Behind::Object(object) => self.object(tx, object),
            Behind::Case(case) => self.case(tx, case),
        }
    }

    fn may(&self, permission: Permission, place: &Place) -> bool {
        visible::see(self.app, self.call, permission, place).is_ok()
    }

    fn round(
        &mut self,
        tx: &mut ReadTx<'_>,
        round: &Round,
        count: u64,
    ) -> Result<Annex3RowView, AppError> {
        let draw = tx.need::<Draw>(&round.draw)?.value;
        let place = Place {
            organ: draw.organ,
            region: draw.region.clone(),
            participants: draw.participants.clone(),
        };
        let may = self.may(Permission::DrawRead, &place);
        Ok(Annex3RowView {
            noun: "draw".into(),
            id: may.then(|| draw.id.to_string()),
            // The log tells everybody that there was a draw with this number.
            number: Some(draw.draw_id()),
            organ_name: self.names.of(tx, draw.organ)?,
            subject_name: None,
            day: round.day.to_string(),
            count,
            fine: None,
            confiscated: None,
        })
    }

    fn object(
        &mut self,
        tx: &mut ReadTx<'_>,
        object: &DrawnObject,
    ) -> Result<Annex3RowView, AppError> {
        let visit = tx.need::<Inspection>(&object.visit)?.value;
        let place = Place {
            organ: visit.organ,
            region: visit.region.clone(),
            participants: visit.participants.clone(),
        };
        let may = self.may(Permission::InspectionRead, &place);
        let outlet = Outlet::ALL.iter().find(|outlet| outlet.column() == self.column);
        let subject_name = match (may, outlet) {
            (true, _) => Some(tx.need::<SubjectEntry>(&visit.subject)?.value.name),
            // What is published has a name for everybody.
            (false, Some(_)) => results::of_inspection(tx, visit.id)?
                .into_iter()
                .find(|result| result.value.state == ResultState::Published)
                .map(|result| result.value.subject_name),
            (false, None) => None,
        };
        let published = outlet.and_then(|outlet| {
            let days = object.published.iter().filter(|(at, _)| at == outlet);
            days.map(|(_, day)| *day).min()
        });
        Ok(Annex3RowView {
            noun: "inspection".into(),
            id: may.then(|| visit.id.to_string()),
            number: Some(visit.number),
            organ_name: self.names.of(tx, visit.organ)?,
            subject_name,
            day: published.map(|day| day.to_string()).unwrap_or_default(),
            count: 1,
            fine: None,
            confiscated: None,
        })
    }

    fn case(&mut self, tx: &mut ReadTx<'_>, case: &RandomCase) -> Result<Annex3RowView, AppError> {
        let penalty = tx.need::<Penalty>(&case.penalty)?.value;
        let place = Place::of(penalty.organ, penalty.region.clone());
        let may = self.may(Permission::FollowUpRead, &place);
        let money = self.column == Column::Amount;
        let subject_name = match may {
            true => Some(tx.need::<SubjectEntry>(&penalty.subject)?.value.name),
            false => None,
        };
        let day = if money { case.decided_on } else { Some(case.filed_on) };
        Ok(Annex3RowView {
            noun: "penalty".into(),
            id: may.then(|| penalty.id.to_string()),
            number: may.then_some(penalty.number),
            organ_name: self.names.of(tx, penalty.organ)?,
            subject_name,
            day: day.map(|day| day.to_string()).unwrap_or_default(),
            count: 1,
            fine: money.then_some(case.fine),
            confiscated: money.then_some(case.confiscated),
        })
    }
}
