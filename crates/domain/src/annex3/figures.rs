//! The figures of the table: numbers to be kept, added and compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::suite::Suite;

use super::{Behind, Category, Column, Facts, Outlet, Period, Scope};
use crate::codes::DivisionCode;

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFigures {
    /// Code of the [`Category`].
    pub category: String,
    /// 抽查批次.
    pub batches: u64,
    /// 抽查数量（户次）: an object that two rounds drew counts twice.
    pub subjects: u64,
    /// Different objects among those that were handed out.
    pub entities: u64,
    /// In 公示系统.
    pub gsxt: u64,
    /// In 专业系统.
    pub professional: u64,
    /// In 部门网站.
    pub website: u64,
    /// In any of the three: an object counts once, however often it was published.
    pub covered: u64,
    /// 立案.
    pub cases: u64,
    /// Decisions of the period.
    pub decisions: u64,
    /// 罚款 in 分.
    pub fine: u64,
    /// 没收 in 分.
    pub confiscated: u64,
}

/// Side table: what was drawn, by kind of object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindFigures {
    /// Code of the kind.
    pub kind: String,
    /// Objects of that kind that were handed out, as often as they were drawn.
    pub subjects: u64,
}

/// The whole table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The four rows, in the order of [`Category`].
    pub rows: Vec<RowFigures>,
    /// By kind of object, kinds without any left out.
    pub kinds: Vec<KindFigures>,
}

impl RowFigures {
    /// The figure of a column; of the last one 罚没 in 分.
    #[must_use]
    pub fn get(&self, column: Column) -> u64 {
        match column {
            Column::Batches => self.batches,
            Column::Subjects => self.subjects,
            Column::Gsxt => self.gsxt,
            Column::Professional => self.professional,
            Column::Website => self.website,
            Column::Cases => self.cases,
            Column::Amount => self.total(),
        }
    }

    /// 罚没 in 分.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.fine + self.confiscated
    }
}

impl Figures {
    /// Counts the facts.
    #[must_use]
    pub fn count(facts: &Facts, scope: &Scope, period: Period) -> Figures {
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        let mut rows = Vec::new();
        for &category in Category::ALL {
            let behind = |column| facts.behind(scope, period, category, column);
            let mut row = RowFigures {
                category: category.code().to_owned(),
                batches: behind(Column::Batches).len() as u64,
                gsxt: behind(Column::Gsxt).len() as u64,
                professional: behind(Column::Professional).len() as u64,
                website: behind(Column::Website).len() as u64,
                cases: behind(Column::Cases).len() as u64,
                ..RowFigures::default()
            };
            let mut entities = BTreeSet::new();
            for drawn in behind(Column::Subjects) {
                match drawn {
                    Behind::Object(object) => {
                        row.subjects += 1;
                        entities.insert(object.subject);
                        let covered = Outlet::ALL.iter().any(|it| object.is_in(*it, period));
                        row.covered += u64::from(covered);
                        *kinds.entry(object.kind.code()).or_default() += 1;
                    }
                    Behind::Sealed(_, rest) => row.subjects += rest,
                    Behind::Round(_) | Behind::Case(_) => {}
                }
            }
            row.entities = entities.len() as u64;
            for decided in behind(Column::Amount) {
                if let Behind::Case(case) = decided {
                    row.decisions += 1;
                    row.fine += case.fine;
                    row.confiscated += case.confiscated;
                }
            }
            rows.push(row);
        }
        let kind = |(kind, subjects): (&str, u64)| KindFigures { kind: kind.to_owned(), subjects };
        Figures { rows, kinds: kinds.into_iter().map(kind).collect() }
    }

    /// The row of a category; zeros when the figures have none.
    #[must_use]
    pub fn row(&self, category: Category) -> RowFigures {
        let found = self.rows.iter().find(|row| row.category == category.code());
        found.cloned().unwrap_or_else(|| RowFigures {
            category: category.code().to_owned(),
            ..RowFigures::default()
        })
    }

    /// Canonical JSON (RFC 8785) of the figures.
    #[must_use]
    pub fn canonical(&self) -> Json {
        let row = |row: &RowFigures| {
            Json::object([
                ("batches", Json::count(row.batches)),
                ("cases", Json::count(row.cases)),
                ("category", Json::text(&row.category)),
                ("confiscated", Json::count(row.confiscated)),
                ("covered", Json::count(row.covered)),
                ("decisions", Json::count(row.decisions)),
                ("entities", Json::count(row.entities)),
                ("fine", Json::count(row.fine)),
                ("gsxt", Json::count(row.gsxt)),
                ("professional", Json::count(row.professional)),
                ("subjects", Json::count(row.subjects)),
                ("website", Json::count(row.website)),
            ])
        };
        let kind = |it: &KindFigures| {
            Json::object([("kind", Json::text(&it.kind)), ("subjects", Json::count(it.subjects))])
        };
        Json::object([
            ("kinds", Json::array(self.kinds.iter().map(kind))),
            ("rows", Json::array(self.rows.iter().map(row))),
        ])
    }

    /// SM3 of [`Figures::canonical`] together with what they are the figures of.
    #[must_use]
    pub fn digest(&self, of: &Json) -> Digest {
        let whole = Json::object([("figures", self.canonical()), ("of", of.clone())]);
        Suite::Sm3.hash(&[&whole.to_bytes()])
    }
}

/// Adds submitted tables. Different objects are not added: two organs may have drawn the same one.
#[must_use]
pub fn sum<'f>(all: impl IntoIterator<Item = &'f Figures>) -> Figures {
    let mut rows: Vec<RowFigures> = Category::ALL
        .iter()
        .map(|it| RowFigures { category: it.code().to_owned(), ..RowFigures::default() })
        .collect();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for figures in all {
        for (row, category) in rows.iter_mut().zip(Category::ALL) {
            let more = figures.row(*category);
            row.batches += more.batches;
            row.subjects += more.subjects;
            row.gsxt += more.gsxt;
            row.professional += more.professional;
            row.website += more.website;
            row.covered += more.covered;
            row.cases += more.cases;
            row.decisions += more.decisions;
            row.fine += more.fine;
            row.confiscated += more.confiscated;
        }
        for it in &figures.kinds {
            *kinds.entry(it.kind.clone()).or_default() += it.subjects;
        }
    }
    let kind = |(kind, subjects)| KindFigures { kind, subjects };
    Figures { rows, kinds: kinds.into_iter().map(kind).collect() }
}

/// A cell in which two tables differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Row.
    pub category: Category,
    /// Column.
    pub column: Column,
    /// What was submitted; money in 分.
    pub submitted: u64,
    /// What the facts say now.
    pub recomputed: u64,
}

/// Submitted tables against the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Sum of what was submitted.
    pub submitted: Figures,
    /// Counted again.
    pub recomputed: Figures,
    /// Cells in which they differ.
    pub differences: Vec<Difference>,
}

/// Compares cell by cell the rows that a division fills (R-STAT-05).
#[must_use]
pub fn compare(submitted: Figures, recomputed: Figures, region: &DivisionCode) -> Comparison {
    let mut differences = Vec::new();
    for &category in Category::ALL.iter().filter(|it| it.filled_by(region)) {
        let (said, counted) = (submitted.row(category), recomputed.row(category));
        for &column in Column::ALL {
            let (submitted, recomputed) = (said.get(column), counted.get(column));
            if submitted != recomputed {
                differences.push(Difference { category, column, submitted, recomputed });
            }
        }
    }
    Comparison { submitted, recomputed, differences }
}
