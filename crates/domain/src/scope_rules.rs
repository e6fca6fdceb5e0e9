//! 经营范围对应规则: from what an entity does to the organs and items that follow (不定向).
//!
//! An undirected draw takes subjects first; which departments go and what they check is derived
//! from each one's business scope by these rules, not chosen by a person (R-TASK-05).

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::codes::{DivisionCode, fold};
use crate::ids::{LinkId, OrganId};

/// One rule: these words or this trade lead to this organ with these items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRule {
    /// Its id.
    pub id: LinkId,
    /// The organ that checks.
    pub organ: OrganId,
    /// Its division; the rule holds there and below.
    pub region: DivisionCode,
    /// Words of the business scope, any of which is enough.
    pub keywords: Vec<String>,
    /// Words that take it back: 食品 but not 食品机械.
    pub except_words: Vec<String>,
    /// Prefixes of GB/T 4754 codes, any of which is enough.
    pub industries: Vec<String>,
    /// Codes of the items.
    pub items: Vec<String>,
    /// False once it was taken out of use.
    pub active: bool,
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeRuleError {
    /// Neither words nor trades.
    #[error("rule without keywords or industries")]
    Empty,
    /// No items.
    #[error("rule without items")]
    NoItems,
    /// A keyword of one character matches nearly everything.
    #[error("keyword {word:?} is too short or too long")]
    Keyword {
        /// The word.
        word: String,
    },
    /// Not the digits of a GB/T 4754 code.
    #[error("industry {code:?}")]
    Industry {
        /// The code.
        code: String,
    },
}

impl ScopeRuleError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ScopeRuleError::Empty => "scope_rule.empty",
            ScopeRuleError::NoItems => "scope_rule.no_items",
            ScopeRuleError::Keyword { .. } => "scope_rule.keyword",
            ScopeRuleError::Industry { .. } => "scope_rule.industry",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ScopeRuleError::Empty => "请至少填写一个关键词或一个行业代码。".to_owned(),
            ScopeRuleError::NoItems => "请至少选择一个抽查事项。".to_owned(),
            ScopeRuleError::Keyword { word } => {
                format!("关键词“{word}”应为 2 至 30 个字；一个字会匹配到几乎所有经营范围。")
            }
            ScopeRuleError::Industry { code } => {
                format!("行业代码“{code}”应为 GB/T 4754 的 2 至 4 位数字，例如 62 或 6210。")
            }
        }
    }
}

impl ScopeRule {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ScopeRuleError`] with the first thing that is wrong.
    pub fn check(&self) -> Result<(), ScopeRuleError> {
        if self.keywords.is_empty() && self.industries.is_empty() {
            return Err(ScopeRuleError::Empty);
        }
        if self.items.is_empty() {
            return Err(ScopeRuleError::NoItems);
        }
        for word in self.keywords.iter().chain(&self.except_words) {
            if !(2..=30).contains(&word.trim().chars().count()) {
                return Err(ScopeRuleError::Keyword { word: word.clone() });
            }
        }
        for code in &self.industries {
            if !(2..=4).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
                return Err(ScopeRuleError::Industry { code: code.clone() });
            }
        }
        Ok(())
    }

    /// What in a scope or trade makes the rule apply; `None` when it does not.
    #[must_use]
    pub fn hit(&self, scope: &str, industry: &str) -> Option<String> {
        let scope = fold(scope);
        if !self.active || self.except_words.iter().any(|word| scope.contains(&fold(word))) {
            return None;
        }
        let word = self.keywords.iter().find(|word| scope.contains(&fold(word)));
        let digits = industry.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let trade = || self.industries.iter().find(|code| digits.starts_with(code.as_str()));
        word.or_else(trade).cloned()
    }
}

/// What the rules say about one business scope: organs with their items, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// Items of each organ.
    pub items: BTreeMap<OrganId, BTreeSet<String>>,
    /// Rule and the word or trade that it found.
    pub hits: Vec<(LinkId, String)>,
}

/// Departments and items of one business scope.
#[must_use]
pub fn derive<'a>(
    rules: impl IntoIterator<Item = &'a ScopeRule>,
    scope: &str,
    industry: &str,
) -> Derived {
    let mut derived = Derived::default();
    for rule in rules {
        let Some(found) = rule.hit(scope, industry) else { continue };
        derived.items.entry(rule.organ).or_default().extend(rule.items.iter().cloned());
        derived.hits.push((rule.id, found));
    }
    derived
}

/// Two rules that cannot both be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleConflict {
    /// One rule.
    pub first: LinkId,
    /// The other.
    pub second: LinkId,
    /// Item that both lead to.
    pub item: String,
    /// The word or trade in both.
    pub shared: String,
}

/// Pairs of active rules that send two organs for one item to the same entity: words or trades of
/// one are contained in those of the other.
#[must_use]
pub fn conflicts(rules: &[ScopeRule]) -> Vec<RuleConflict> {
    let mut found = Vec::new();
    for (at, first) in rules.iter().enumerate() {
        for second in &rules[at + 1..] {
            if !first.active || !second.active || first.organ == second.organ {
                continue;
            }
            let Some(shared) = shared(first, second) else { continue };
            if let Some(item) = first.items.iter().find(|item| second.items.contains(item)) {
                found.push(RuleConflict {
                    first: first.id,
                    second: second.id,
                    item: item.clone(),
                    shared,
                });
            }
        }
    }
    found
}

fn shared(first: &ScopeRule, second: &ScopeRule) -> Option<String> {
    for a in &first.keywords {
        for b in &second.keywords {
            let longer = if a.chars().count() >= b.chars().count() { a } else { b };
            let overlaps = a.contains(b.as_str()) || b.contains(a.as_str());
            let excepted =
                first.except_words.contains(longer) || second.except_words.contains(longer);
            if overlaps && !excepted {
                return Some(longer.clone());
            }
        }
    }
    for a in &first.industries {
        for b in &second.industries {
            if a.starts_with(b.as_str()) || b.starts_with(a.as_str()) {
                return Some(if a.len() >= b.len() { a.clone() } else { b.clone() });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn rule(n: u64, organ: u64, keywords: &[&str], except_words: &[&str], item: &str) -> ScopeRule {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        ScopeRule {
            id: LinkId::new(n, &[0; 10]),
            organ: OrganId::new(organ, &[0; 10]),
            region: DivisionCode::parse("620422").expect("a division"),
            keywords: words(keywords),
            except_words: words(except_words),
            industries: Vec::new(),
            items: vec![item.to_owned()],
            active: true,
        }
    }

    #[test]
    fn departments_follow_from_the_business_scope() {
        let mut trade = rule(3, 3, &[], &[], "YL");
        trade.industries = vec!["84".into()];
        let rules = [
            rule(1, 1, &["食品销售", "餐饮服务"], &["食品机械"], "SP"),
            rule(2, 2, &["农药"], &[], "NY"),
            trade,
        ];
        let of = |scope: &str, industry: &str| {
            let derived = derive(&rules, scope, industry);
            derived.items.into_values().flatten().collect::<Vec<_>>()
        };
        assert_eq!(of("食品销售；农药零售", ""), ["SP", "NY"]);
        assert_eq!(of("食品机械及食品销售", ""), [""; 0]);
        assert_eq!(of("诊所服务", "Q8425"), ["YL"]);
        assert_eq!(of("钢材批发", "5164"), [""; 0]);
    }

    #[test]
    fn two_organs_for_one_item_and_word_are_a_conflict() {
        let first = rule(1, 1, &["食品"], &[], "SP");
        let inside = rule(2, 2, &["食品销售"], &[], "SP");
        let found = conflicts(&[first.clone(), inside.clone()]);
        assert_eq!((found.len(), found[0].shared.as_str()), (1, "食品销售"));
        let apart = rule(3, 2, &["食品销售"], &[], "JY");
        assert!(conflicts(&[first.clone(), apart]).is_empty(), "another item");
        let excepted = ScopeRule { except_words: vec!["食品销售".into()], ..first.clone() };
        assert!(conflicts(&[excepted, inside.clone()]).is_empty(), "taken out by name");
        let idle = ScopeRule { active: false, ..inside };
        assert!(conflicts(&[first, idle]).is_empty(), "out of use");
    }

    #[test]
    fn a_rule_that_matches_everything_is_refused() {
        let code = |rule: ScopeRule| rule.check().expect_err("refused").code();
        assert_eq!(code(rule(1, 1, &["食"], &[], "SP")), "scope_rule.keyword");
        assert_eq!(code(rule(1, 1, &[], &[], "SP")), "scope_rule.empty");
        let none = ScopeRule { items: Vec::new(), ..rule(1, 1, &["食品"], &[], "SP") };
        assert_eq!(code(none), "scope_rule.no_items");
        let trade = ScopeRule { industries: vec!["F52".into()], ..rule(1, 1, &[], &[], "SP") };
        assert_eq!(code(trade), "scope_rule.industry");
    }
}
