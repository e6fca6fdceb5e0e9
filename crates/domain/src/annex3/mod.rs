//! 附件3: the statistics table of 会政办发〔2021〕39号, counted from plain facts.
//!
//! Owns what each cell counts, and that nothing counts twice: batches, subjects and publications
//! belong to the organ that initiated the round, cases and money to each organ that filed them.
//! Must never know where the facts come from, or add up channels.

mod figures;
mod form;

pub use figures::{Comparison, Difference, Figures, KindFigures, RowFigures, compare, sum};
pub use form::{Form, FormHeader, FormRow, Money, NOTES, wan};

use sunlot_sortition::time::Day;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{DrawId, InspectionId, OrganId, PenaltyId, SubjectId};
use crate::registers::SubjectKind;

coded! {
    /// 类别: the four rows of the table.
    Category {
        /// r1.
        CitySystem = "city_system", "市政府有关部门本级开展抽查信息";
        /// r2.
        CountySystem = "county_system", "县区政府有关部门开展系统抽查信息";
        /// r3.
        CityJoint = "city_joint", "市政府有关部门本级开展联合抽查信息";
        /// r4.
        CountyJoint = "county_joint", "县区辖区内开展部门联合抽查信息";
    }
}

impl Category {
    /// 区分: the cell that is merged over two rows.
    #[must_use]
    pub fn division_zh(self) -> &'static str {
        match self {
            Category::CitySystem | Category::CountySystem => "系统内双随机抽查",
            Category::CityJoint | Category::CountyJoint => "部门联合抽查",
        }
    }

    /// The row of an organ; none for a province, which this table does not know (R-STAT-03).
    #[must_use]
    pub fn of(region: &DivisionCode, joint: bool) -> Option<Category> {
        match (region.prefix().len(), joint) {
            (0..=2, _) => None,
            (3..=4, false) => Some(Category::CitySystem),
            (3..=4, true) => Some(Category::CityJoint),
            (_, false) => Some(Category::CountySystem),
            (_, true) => Some(Category::CountyJoint),
        }
    }

    /// Whether whoever fills the table for a division writes into this row: a county has two of
    /// them, what lies above it four.
    #[must_use]
    pub fn filled_by(self, region: &DivisionCode) -> bool {
        let county = matches!(self, Category::CountySystem | Category::CountyJoint);
        county || region.prefix().len() <= 4
    }
}

coded! {
    /// 列 of the table, one a leaf.
    Column {
        /// c1.
        Batches = "batches", "抽查批次";
        /// c2.
        Subjects = "subjects", "抽查数量（户）";
        /// c3a.
        Gsxt = "gsxt", "公示系统";
        /// c3b.
        Professional = "professional", "专业系统";
        /// c3c.
        Website = "website", "部门网站";
        /// c4.
        Cases = "cases", "双随机抽查案件数（件）";
        /// c5.
        Amount = "amount", "案件处罚金额（万元）";
    }
}

coded! {
    /// Where a result is published, as the table divides it.
    Outlet {
        /// 国家企业信用信息公示系统.
        Gsxt = "gsxt", "公示系统";
        /// 全国信用信息共享平台、“互联网+监管”系统.
        Professional = "professional", "专业系统";
        /// 部门网站.
        Website = "website", "部门网站";
    }
}

impl Outlet {
    /// Its column.
    #[must_use]
    pub fn column(self) -> Column {
        match self {
            Outlet::Gsxt => Column::Gsxt,
            Outlet::Professional => Column::Professional,
            Outlet::Website => Column::Website,
        }
    }
}

/// First and last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// 填报范围: one organ, or every organ below a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One organ.
    Organ(OrganId),
    /// Every organ below.
    Region(DivisionCode),
}

impl Scope {
    fn covers(&self, organ: OrganId, region: &DivisionCode) -> bool {
        match self {
            Scope::Organ(own) => *own == organ,
            Scope::Region(own) => region.as_str().starts_with(own.prefix()),
        }
    }
}

/// A locked round: a draw whose result is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Which draw.
    pub draw: DrawId,
    /// 发起部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Whether other organs take part.
    pub joint: bool,
    /// Day of the draw in China.
    pub day: Day,
    /// 作废 or 撤销: it stays in the record and counts nowhere.
    pub void: bool,
    /// Objects that were drawn, each once.
    pub objects: u64,
}

/// An object of a round that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnObject {
    /// The visit.
    pub visit: InspectionId,
    /// The round.
    pub draw: DrawId,
    /// The object.
    pub subject: SubjectId,
    /// What it is.
    pub kind: SubjectKind,
    /// Outlets in which a result of it is published, with the day of the receipt.
    pub published: Vec<(Outlet, Day)>,
}

/// A case that began with a random inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RandomCase {
    /// Which case.
    pub penalty: PenaltyId,
    /// 立案的部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Whether the round of the inspection was a joint one.
    pub joint: bool,
    /// 立案之日.
    pub filed_on: Day,
    /// 处罚决定之日; none without a decision that stands.
    pub decided_on: Option<Day>,
    /// 罚款 in 分.
    pub fine: u64,
    /// 没收违法所得 and 没收非法财物 in 分.
    pub confiscated: u64,
}

/// Everything that the table counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    rounds: Vec<Round>,
    // By draw, so that those of a round stand together.
    objects: Vec<DrawnObject>,
    cases: Vec<RandomCase>,
}

/// A row behind a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind<'f> {
    /// A round.
    Round(&'f Round),
    /// An object of a round.
    Object(&'f DrawnObject),
    /// Objects of a round that are not handed out yet: their number alone is known.
    Sealed(&'f Round, u64),
    /// A case.
    Case(&'f RandomCase),
}

impl Facts {
    /// Takes the facts in any order; rows behind a cell come in the order of their days.
    #[must_use]
    pub fn new(
        mut rounds: Vec<Round>,
        mut objects: Vec<DrawnObject>,
        mut cases: Vec<RandomCase>,
    ) -> Facts {
        rounds.sort_by_key(|round| (round.day, round.draw));
        objects.sort_by_key(|object| (object.draw, object.visit));
        cases.sort_by_key(|case| (case.filed_on, case.penalty));
        Facts { rounds, objects, cases }
    }

    /// Rounds, by day.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// Objects, those of a round together.
    #[must_use]
    pub fn objects(&self) -> &[DrawnObject] {
        &self.objects
    }

    /// Cases, by day of the filing.
    #[must_use]
    pub fn cases(&self) -> &[RandomCase] {
        &self.cases
    }

    /// Rounds that a row counts (R-STAT-01, R-STAT-02).
    fn rounds_of(&self, scope: &Scope, period: Period, row: Category) -> Vec<&Round> {
        let counts = |round: &&Round| {
            !round.void
                && period.holds(round.day)
                && scope.covers(round.organ, &round.region)
                && Category::of(&round.region, round.joint) == Some(row)
        };
        self.rounds.iter().filter(counts).collect()
    }

    fn objects_of(&self, round: &Round) -> &[DrawnObject] {
        let from = self.objects.partition_point(|object| object.draw < round.draw);
        let to = self.objects.partition_point(|object| object.draw <= round.draw);
        &self.objects[from..to]
    }

    fn cases_of(&self, scope: &Scope, row: Category) -> impl Iterator<Item = &RandomCase> {
        self.cases.iter().filter(move |case| {
            scope.covers(case.organ, &case.region)
                && Category::of(&case.region, case.joint) == Some(row)
        })
    }

    /// The rows behind a cell, in the order of the facts: the figure of the cell is their number,
    /// or the sum of their money.
    #[must_use]
    pub fn behind(
        &self,
        scope: &Scope,
        period: Period,
        row: Category,
        column: Column,
    ) -> Vec<Behind<'_>> {
        let rounds = || self.rounds_of(scope, period, row).into_iter();
        let published = |outlet: Outlet| {
            rounds()
                .flat_map(|round| self.objects_of(round))
                .filter(|object| object.is_in(outlet, period))
                .map(Behind::Object)
                .collect()
        };
        match column {
            Column::Batches => rounds().map(Behind::Round).collect(),
            Column::Subjects => rounds().flat_map(|round| self.drawn(round)).collect(),
            Column::Gsxt => published(Outlet::Gsxt),
            Column::Professional => published(Outlet::Professional),
            Column::Website => published(Outlet::Website),
            Column::Cases => {
                let filed = |case: &&RandomCase| period.holds(case.filed_on);
                self.cases_of(scope, row).filter(filed).map(Behind::Case).collect()
            }
            Column::Amount => {
                let decided = |case: &&RandomCase| case.decided_in(period);
                self.cases_of(scope, row).filter(decided).map(Behind::Case).collect()
            }
        }
    }

    /// Objects of a round: those that were handed out, then the rest as a number.
    fn drawn<'f>(&'f self, round: &'f Round) -> Vec<Behind<'f>> {
        let mut drawn: Vec<Behind<'f>> =
            self.objects_of(round).iter().map(Behind::Object).collect();
        let rest = round.objects.saturating_sub(drawn.len() as u64);
        if rest > 0 {
            drawn.push(Behind::Sealed(round, rest));
        }
        drawn
    }
}

impl DrawnObject {
    /// Whether a result of it was published in an outlet in the period.
    #[must_use]
    pub fn is_in(&self, outlet: Outlet, period: Period) -> bool {
        self.published.iter().any(|(at, day)| *at == outlet && period.holds(*day))
    }
}

impl RandomCase {
    /// Whether its decision was made in the period.
    #[must_use]
    pub fn decided_in(&self, period: Period) -> bool {
        self.decided_on.is_some_and(|day| period.holds(day))
    }
}
