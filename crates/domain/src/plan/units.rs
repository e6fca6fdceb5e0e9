//! 抽取单元: (department × item group × stratum), each with one quota.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::names::UnitCode;

use super::{ItemTerms, PlanError, PlanTerms, Ratio, RatioTerms};
use crate::subjects::{RiskClass, Subject};

/// 分层 of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stratum {
    /// No strata.
    All,
    /// One credit-risk class; `None` for the unclassified.
    Risk(Option<RiskClass>),
    /// One township; empty for subjects whose township is unknown.
    Township(String),
}

impl Stratum {
    /// Whether the subject belongs here.
    pub fn holds(&self, subject: &Subject) -> bool {
        match self {
            Stratum::All => true,
            Stratum::Risk(class) => subject.risk_class == *class,
            Stratum::Township(code) => subject.township == *code,
        }
    }

    fn code(&self) -> &str {
        match self {
            Stratum::All => "",
            Stratum::Risk(Some(class)) => class.letter(),
            Stratum::Risk(None) => "U",
            Stratum::Township(code) if code.is_empty() => "U",
            Stratum::Township(code) => code,
        }
    }
}

/// 名额 of a unit in the plan's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quota {
    /// A ratio with its rounding (`min`, `max`, `near`).
    Ratio {
        /// Rounding mode.
        mode: String,
        /// The ratio.
        ratio: Ratio,
    },
    /// A fixed number.
    Fixed(u64),
    /// Everybody.
    All,
    /// Part of a total.
    Alloc {
        /// Code of the allocation.
        alloc: String,
        /// Ratio weight, at least 1.
        share: u64,
        /// Bounds.
        lo: u64,
        /// Bounds.
        hi: u64,
    },
}

/// One unit of the plan.
#[derive(Debug, Clone)]
pub struct PlanUnit {
    /// Unit code, `<item>[-<DEPT>][.<stratum>]`.
    pub code: String,
    /// Index of the item in the terms.
    pub item: usize,
    /// Department.
    pub dept: String,
    /// Who is in it.
    pub stratum: Stratum,
    /// How many are drawn.
    pub quota: Quota,
}

/// No stratum may take more than this; the record allows no larger bound.
const AT_MOST: u64 = 1_000_000_000;

/// All units, ascending by code.
pub(super) fn expand(
    terms: &PlanTerms,
    townships: &BTreeSet<String>,
) -> Result<Vec<PlanUnit>, PlanError> {
    let mut units: BTreeMap<String, PlanUnit> = BTreeMap::new();
    for (index, item) in terms.items.iter().enumerate() {
        let place = format!("[[items]] {}", item.code);
        if item.depts.is_empty() {
            return Err(PlanError::Missing { place, what: "检查部门 depts".to_owned() });
        }
        if item.class == "general" && item.ceiling.is_none() {
            let what = "一般检查事项的抽查比例上限 ceiling".to_owned();
            return Err(PlanError::Missing { place, what });
        }
        let strata = strata(item, townships, &place)?;
        for dept in &item.depts {
            for (stratum, quota) in &strata {
                let quota = per_dept(quota, item, dept);
                let code = unit_code(item, dept, stratum);
                UnitCode::parse(&code).map_err(|e| PlanError::Name {
                    place: place.clone(),
                    text: code.clone(),
                    detail: e.message_zh(),
                })?;
                let dept = dept.clone();
                let unit = PlanUnit {
                    code: code.clone(),
                    item: index,
                    dept,
                    stratum: stratum.clone(),
                    quota,
                };
                if units.insert(code.clone(), unit).is_some() {
                    let detail = format!("抽取单元 {code} 重复，请为事项使用不同的编码。");
                    return Err(PlanError::Contradiction { place, detail });
                }
            }
        }
    }
    if units.is_empty() {
        return Err(PlanError::Missing {
            place: "[[items]]".to_owned(),
            what: "抽查事项".to_owned(),
        });
    }
    Ok(units.into_values().collect())
}

fn unit_code(item: &ItemTerms, dept: &str, stratum: &Stratum) -> String {
    let mut code = item.code.clone();
    if item.depts.len() > 1 {
        code = format!("{code}-{}", dept.to_ascii_uppercase());
    }
    match stratum.code() {
        "" => code,
        s => format!("{code}.{s}"),
    }
}

/// Each department of a joint item has its own copy of the allocation, with the same outcome.
fn per_dept(quota: &Quota, item: &ItemTerms, dept: &str) -> Quota {
    match quota {
        Quota::Alloc { alloc, share, lo, hi } if item.depts.len() > 1 => Quota::Alloc {
            alloc: format!("{alloc}-{}", dept.to_ascii_uppercase()),
            share: *share,
            lo: *lo,
            hi: *hi,
        },
        other => other.clone(),
    }
}

fn strata(
    item: &ItemTerms,
    townships: &BTreeSet<String>,
    place: &str,
) -> Result<Vec<(Stratum, Quota)>, PlanError> {
    let ways = [item.ratio.is_some(), item.count.is_some(), item.total.is_some(), item.all];
    if ways.iter().filter(|&&way| way).count() != 1 {
        let detail = "抽查数量须且只须用 ratio、count、total、all 中的一种方式写明。".to_owned();
        return Err(PlanError::Contradiction { place: place.to_owned(), detail });
    }
    match (&item.ratio, item.count, item.total) {
        (Some(RatioTerms::One(text)), ..) => {
            Ok(vec![(Stratum::All, ratio_quota(item, Ratio::parse(text)?)?)])
        }
        (Some(RatioTerms::ByClass(table)), ..) => by_class(item, table, place),
        (_, Some(count), _) => Ok(vec![(Stratum::All, Quota::Fixed(count))]),
        (_, _, Some(_)) => spread(item, townships, place),
        _ => Ok(vec![(Stratum::All, Quota::All)]),
    }
}

fn ratio_quota(item: &ItemTerms, ratio: Ratio) -> Result<Quota, PlanError> {
    if item.class == "general"
        && let Some(ceiling) = &item.ceiling
        && ratio.exceeds(Ratio::parse(ceiling)?)
    {
        return Err(PlanError::AboveCeiling { item: item.code.clone() });
    }
    Ok(Quota::Ratio { mode: item.rounding.clone(), ratio })
}

fn by_class(
    item: &ItemTerms,
    table: &BTreeMap<String, String>,
    place: &str,
) -> Result<Vec<(Stratum, Quota)>, PlanError> {
    let classes = RiskClass::ALL.iter().map(|&c| Some(c)).chain([None]);
    let mut out = Vec::new();
    for class in classes {
        let letter = class.map_or("U", RiskClass::letter);
        let text = table.get(letter).ok_or_else(|| PlanError::Missing {
            place: place.to_owned(),
            what: format!("信用风险分类 {letter} 的抽查比例（U 指未分类）"),
        })?;
        out.push((Stratum::Risk(class), ratio_quota(item, Ratio::parse(text)?)?));
    }
    if let Some(other) = table.keys().find(|k| !["A", "B", "C", "D", "U"].contains(&k.as_str())) {
        return Err(PlanError::Name {
            place: place.to_owned(),
            text: other.clone(),
            detail: "信用风险分类只有 A、B、C、D 和 U（未分类）。".to_owned(),
        });
    }
    Ok(out)
}

fn spread(
    item: &ItemTerms,
    townships: &BTreeSet<String>,
    place: &str,
) -> Result<Vec<(Stratum, Quota)>, PlanError> {
    let strata: Vec<Stratum> = match item.spread.as_deref() {
        Some("risk") => RiskClass::ALL
            .iter()
            .map(|&c| Stratum::Risk(Some(c)))
            .chain([Stratum::Risk(None)])
            .collect(),
        Some("township") => townships
            .iter()
            .filter(|t| item.scope.townships.is_empty() || item.scope.townships.contains(t))
            .map(|t| Stratum::Township(t.clone()))
            .collect(),
        _ => {
            let what = "总数的分配方式 spread = \"township\" 或 \"risk\"".to_owned();
            return Err(PlanError::Missing { place: place.to_owned(), what });
        }
    };
    Ok(strata
        .into_iter()
        .map(|stratum| {
            let quota = Quota::Alloc {
                alloc: item.code.clone(),
                share: item.shares.get(stratum.code()).copied().unwrap_or(1),
                lo: item.at_least,
                hi: item.at_most.unwrap_or(AT_MOST),
            };
            (stratum, quota)
        })
        .collect())
}
