//! 检查对象范围: which subjects an item is for.

use super::ScopeTerms;
use crate::subjects::Subject;

/// True when every list that is not empty has something that fits the subject.
pub(super) fn covers(scope: &ScopeTerms, subject: &Subject) -> bool {
    let any = |list: &[String], fits: &dyn Fn(&str) -> bool| {
        list.is_empty() || list.iter().any(|entry| fits(entry))
    };
    let industry = subject.industry.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    any(&scope.kinds, &|kind| subject.kind == kind)
        && any(&scope.tags, &|tag| subject.tags.contains(tag))
        && any(&scope.industries, &|prefix| !industry.is_empty() && industry.starts_with(prefix))
        && any(&scope.townships, &|township| subject.township == township)
}
