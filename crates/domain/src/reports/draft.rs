//! 草稿: sentences of the summary that follow from the figures, for people to go on with.

use super::ReportTexts;
use crate::annex3::{Category, Figures, RowFigures, wan};

/// The sections as far as figures can write them; what comes next only people know.
#[must_use]
pub fn draft(figures: &Figures, period: &str) -> ReportTexts {
    let (mut system, mut joint) = (RowFigures::default(), RowFigures::default());
    for &category in Category::ALL {
        let row = figures.row(category);
        let into = match category {
            Category::CitySystem | Category::CountySystem => &mut system,
            Category::CityJoint | Category::CountyJoint => &mut joint,
        };
        into.batches += row.batches;
        into.subjects += row.subjects;
        into.covered += row.covered;
        into.cases += row.cases;
        into.decisions += row.decisions;
        into.fine += row.fine;
        into.confiscated += row.confiscated;
    }
    let covered = system.covered + joint.covered;
    let all = system.subjects + joint.subjects;
    let total = wan(system.total() + joint.total());
    ReportTexts {
        work: format!(
            "{period}，本部门发起系统内双随机抽查 {} 批次、抽查 {} 户次，发起部门联合抽查 {} 批次、抽查 {} 户次。",
            system.batches, system.subjects, joint.batches, joint.subjects
        ),
        publicity: format!(
            "上述抽查中，结果已在公示系统、专业系统或者部门网站公示的 {covered} 户次，尚未公示的 {} 户次。",
            all.saturating_sub(covered)
        ),
        problems: format!(
            "双随机抽查发现问题立案 {} 件，作出处罚决定 {} 件，罚没金额 {total} 万元。",
            system.cases + joint.cases,
            system.decisions + joint.decisions
        ),
        next: String::new(),
    }
}
