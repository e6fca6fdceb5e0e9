//! 附件3 的底数: what anybody needs to count the statistics table again (`scripts/recount`).
//!
//! Owns what of the facts is public. Of objects only those stand here whose result is published,
//! and of cases their number and money by half-month: a day would tell which result led to a case
//! before its decision is public. Both days of reports are ends of a half-month.

use std::collections::BTreeMap;

use sunlot_domain::annex3::{DrawnObject, Outlet, RandomCase};
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::DrawId;
use sunlot_domain::registers::SubjectEntry;
use sunlot_sortition::time::Day;
use sunlot_store::ReadTx;

use crate::annex3::load_all;
use crate::context::App;
use crate::error::AppError;
use crate::tasks::OrganNames;

/// A data set: the same cells as lines of CSV and as objects of JSON.
pub(super) struct Set {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    heads: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Set {
    /// Heads, then the rows.
    pub(super) fn lines(&self) -> Vec<Vec<String>> {
        let heads = self.heads.iter().map(|head| (*head).to_owned()).collect();
        std::iter::once(heads).chain(self.rows.iter().cloned()).collect()
    }

    /// An object a row.
    pub(super) fn objects(&self) -> Vec<BTreeMap<&'static str, &str>> {
        let mut objects = Vec::new();
        for row in &self.rows {
            objects.push(self.heads.iter().copied().zip(row.iter().map(String::as_str)).collect());
        }
        objects
    }
}

const ROUND_HEADS: &[&str] =
    &["抽取编号", "发起部门", "区划", "类别", "抽取日期", "状态", "抽查数量（户）"];
const PUBLICATION_HEADS: &[&str] =
    &["抽取编号", "统一社会信用代码", "公示系统", "专业系统", "部门网站"];
const CASE_HEADS: &[&str] = &[
    "办案部门",
    "区划",
    "类别",
    "半月截至",
    "立案（件）",
    "处罚决定（件）",
    "罚款（分）",
    "没收（分）",
];

const SYSTEM: &str = "系统内双随机抽查";
const JOINT: &str = "部门联合抽查";

fn kind(joint: bool) -> String {
    if joint { JOINT } else { SYSTEM }.to_owned()
}

/// The three data sets.
///
/// # Errors
/// What the store answers.
pub(super) async fn sets(app: &App) -> Result<Vec<Set>, AppError> {
    app.read(|tx| {
        let (facts, mut names) = (load_all(tx)?, OrganNames::default());
        let mut numbers = BTreeMap::new();
        let mut rounds = Vec::new();
        for round in facts.rounds() {
            let number = tx.need::<Draw>(&round.draw)?.value.draw_id();
            rounds.push(vec![
                number.clone(),
                names.of(tx, round.organ)?,
                round.region.as_str().to_owned(),
                kind(round.joint),
                round.day.to_string(),
                if round.void { "已撤销" } else { "有效" }.to_owned(),
                round.objects.to_string(),
            ]);
            numbers.insert(round.draw, number);
        }
        let published = publications(tx, facts.objects(), &numbers)?;
        let cases = cases(tx, &mut names, facts.cases())?;
        Ok(vec![
            Set {
                name: "annex3-rounds",
                title: "附件3底数：抽查批次",
                heads: ROUND_HEADS,
                rows: rounds,
            },
            Set {
                name: "annex3-publications",
                title: "附件3底数：结果公示",
                heads: PUBLICATION_HEADS,
                rows: published,
            },
            Set {
                name: "annex3-cases", title: "附件3底数：案件", heads: CASE_HEADS, rows: cases
            },
        ])
    })
    .await
}

fn publications(
    tx: &mut ReadTx<'_>,
    objects: &[DrawnObject],
    numbers: &BTreeMap<DrawId, String>,
) -> Result<Vec<Vec<String>>, AppError> {
    let mut rows = Vec::new();
    for object in objects.iter().filter(|object| !object.published.is_empty()) {
        let Some(number) = numbers.get(&object.draw) else { continue };
        let subject = tx.need::<SubjectEntry>(&object.subject)?.value;
        let first = |outlet| {
            let days = object.published.iter().filter(|(at, _)| *at == outlet);
            days.map(|(_, day)| *day).min().map(|day| day.to_string()).unwrap_or_default()
        };
        rows.push(vec![
            number.clone(),
            subject.code.as_str().to_owned(),
            first(Outlet::Gsxt),
            first(Outlet::Professional),
            first(Outlet::Website),
        ]);
    }
    Ok(rows)
}

/// Last day of the half of a month that a day lies in.
fn half_month(day: Day) -> Day {
    let text = day.to_string();
    let date = text.get(8..10).and_then(|date| date.parse::<i32>().ok()).unwrap_or(1);
    if date <= 15 {
        return day.plus(15 - date).unwrap_or(day);
    }
    let month = text.get(..7).unwrap_or_default();
    let last = (28..=31).rev().find_map(|date| Day::parse(&format!("{month}-{date}")).ok());
    last.unwrap_or(day)
}

/// Number and money of one organ, kind and half-month.
#[derive(Default)]
struct Sums {
    filed: u64,
    decided: u64,
    fine: u64,
    confiscated: u64,
}

fn cases(
    tx: &mut ReadTx<'_>,
    names: &mut OrganNames,
    all: &[RandomCase],
) -> Result<Vec<Vec<String>>, AppError> {
    let mut sums: BTreeMap<(String, String, bool, Day), Sums> = BTreeMap::new();
    for case in all {
        let (region, organ) = (case.region.as_str().to_owned(), names.of(tx, case.organ)?);
        let key = |day| (region.clone(), organ.clone(), case.joint, half_month(day));
        sums.entry(key(case.filed_on)).or_default().filed += 1;
        if let Some(day) = case.decided_on {
            let sum = sums.entry(key(day)).or_default();
            sum.decided += 1;
            sum.fine += case.fine;
            sum.confiscated += case.confiscated;
        }
    }
    let line = |((region, organ, joint, until), sum): ((String, String, bool, Day), Sums)| {
        vec![
            organ,
            region,
            kind(joint),
            until.to_string(),
            sum.filed.to_string(),
            sum.decided.to_string(),
            sum.fine.to_string(),
            sum.confiscated.to_string(),
        ]
    };
    Ok(sums.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_month_ends_on_the_fifteenth_or_on_the_last_day() {
        for (day, end) in [
            ("2026-05-01", "2026-05-15"),
            ("2026-05-15", "2026-05-15"),
            ("2026-05-16", "2026-05-31"),
            ("2026-02-28", "2026-02-28"),
            ("2028-02-16", "2028-02-29"),
            ("2026-11-30", "2026-11-30"),
        ] {
            assert_eq!(half_month(Day::parse(day).unwrap()).to_string(), end);
        }
    }
}
