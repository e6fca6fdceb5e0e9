//! V-24 唯一性与互斥成员: there is no other optimum, and steps follow exactly while team-mates clash.

use super::{Case, Deviation, Outcome};
use crate::match_files::MATCHING_FILE;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    if case.file(MATCHING_FILE).is_none() {
        return Ok(Outcome::Withheld("人员匹配尚未公布，或本次不匹配人员"));
    }
    let told = |code, place: &str, what: &str| {
        Err(Deviation::told(code, MATCHING_FILE, place, format!("{place}：{what}")))
    };
    if let Some(place) = &case.matching.tied {
        return told("unique.tied", place, "另有同样好的匹配，结果不唯一。");
    }
    let pools = case.draw.pools.as_ref().expect("V-20 has passed");
    let mut any = false;
    for (pool, steps) in pools.iter().zip(&case.matching.steps) {
        for (step, solved) in steps.iter().enumerate() {
            any = true;
            let last = step + 1 == steps.len();
            let place = format!("{} 第 {step} 步", pool.rule.pool);
            if last && solved.clashes {
                return told("unique.clash_left", &place, "最后一步仍有互斥人员同组。");
            }
            if !last && !solved.clashes {
                return told("unique.needless_step", &place, "没有互斥人员同组，不应再有下一步。");
            }
        }
    }
    Ok(if any { Outcome::Pass } else { Outcome::Withheld("没有匹配成功的匹配池") })
}
