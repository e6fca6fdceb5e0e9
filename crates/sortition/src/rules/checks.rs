//! Conditions between the fields of the rules.

use super::{ItemClass, LadderStep, MatchingRules, UnitMode, UnitRule};
use super::{Publication, Purpose, Rules};
use crate::quota::Ratio;
use crate::record::RecordError;

/// The first condition that does not hold, in the order of ssj-1 §5.
pub(super) fn check(rules: &Rules) -> Result<(), RecordError> {
    purpose(rules)?;
    contributors(rules)?;
    holders(rules)?;
    log(rules)?;
    allocations(rules)?;
    units(rules)?;
    specials(rules)?;
    rules.matching.as_ref().map_or(Ok(()), matching)
}

fn refuse(path: impl Into<String>, message_zh: impl Into<String>) -> RecordError {
    RecordError::new(path, "rules.contradiction", message_zh)
}

/// Strictly ascending, so without duplicates.
fn ascending<T: Ord>(path: &str, items: &[T]) -> Result<(), RecordError> {
    match items.windows(2).position(|pair| pair[0] >= pair[1]) {
        None => Ok(()),
        Some(index) => Err(refuse(
            format!("{path}[{}]", index + 1),
            "各项须按字节升序排列且不得重复，请重新排序或删去重复项。",
        )),
    }
}

fn purpose(rules: &Rules) -> Result<(), RecordError> {
    match (rules.purpose, &rules.base) {
        (Purpose::Draw, None) | (Purpose::Supplement, Some(_)) => Ok(()),
        (Purpose::Draw, Some(_)) => Err(refuse("base", "purpose 为 draw 时 base 必须是“-”。")),
        (Purpose::Supplement, None) => {
            Err(refuse("base", "补充抽取须在 base 写明所补充的抽取编号。"))
        }
    }
}

fn contributors(rules: &Rules) -> Result<(), RecordError> {
    ascending("contributors", &rules.contributors)?;
    ascending("recorders", &rules.recorders)?;
    if rules.contributors.len() < 3 {
        return Err(refuse("contributors", "随机数提供方至少三家（组织方和另外至少两家）。"));
    }
    if !rules.contributors.contains(&rules.organiser) {
        return Err(refuse("organiser", "组织方必须是随机数提供方之一。"));
    }
    if rules.min_reveals < 2 || rules.min_reveals > rules.contributors.len() as u64 {
        return Err(refuse("min_reveals", "最少揭示数须在 2 与随机数提供方数目之间。"));
    }
    Ok(())
}

fn holders(rules: &Rules) -> Result<(), RecordError> {
    let names: Vec<_> = rules.holders.iter().map(|holder| &holder.name).collect();
    ascending("holders", &names)?;
    if rules.publication == Publication::Sealed && rules.holders.len() < 2 {
        return Err(refuse("holders", "封存公布至少需要两名托管方。"));
    }
    Ok(())
}

fn log(rules: &Rules) -> Result<(), RecordError> {
    let log = &rules.log;
    if log.operator.name != log.origin {
        return Err(refuse("log.operator.name", "日志运营方的密钥名称必须等于 origin。"));
    }
    let names: Vec<_> = log.witnesses.iter().map(|witness| &witness.name).collect();
    ascending("log.witnesses", &names)?;
    if log.witnesses.iter().any(|witness| witness.name == log.operator.name) {
        return Err(refuse("log.witnesses", "见证方不得与日志运营方同名。"));
    }
    if log.quorum > log.witnesses.len() as u64 {
        return Err(refuse("log.quorum", "见证法定数不得超过见证方数目。"));
    }
    Ok(())
}

fn allocations(rules: &Rules) -> Result<(), RecordError> {
    let codes: Vec<_> = rules.allocations.iter().map(|a| &a.alloc).collect();
    ascending("allocations", &codes)?;
    let used = |code| {
        rules
            .units
            .iter()
            .any(|u| matches!(&u.mode, UnitMode::Alloc { alloc, .. } if alloc == code))
    };
    for (index, code) in codes.iter().enumerate() {
        if !used(*code) {
            return Err(refuse(
                format!("allocations[{index}]"),
                format!("分配总额 {} 没有任何抽取单元使用，请删去。", code.as_str()),
            ));
        }
    }
    for (index, unit) in rules.units.iter().enumerate() {
        if let UnitMode::Alloc { alloc, .. } = &unit.mode
            && !codes.contains(&alloc)
        {
            return Err(refuse(
                format!("units[{index}].alloc"),
                format!("分配总额 {} 未在 allocations 中定义。", alloc.as_str()),
            ));
        }
    }
    Ok(())
}

fn units(rules: &Rules) -> Result<(), RecordError> {
    if rules.units.is_empty() {
        return Err(refuse("units", "至少要有一个抽取单元。"));
    }
    let codes: Vec<_> = rules.units.iter().map(|unit| &unit.unit).collect();
    ascending("units", &codes)?;
    rules.units.iter().enumerate().try_for_each(|(index, unit)| one_unit(index, unit))
}

fn one_unit(index: usize, unit: &UnitRule) -> Result<(), RecordError> {
    ascending(&format!("units[{index}].tags"), &unit.tags)?;
    if let UnitMode::Alloc { lo, hi, .. } = unit.mode
        && lo > hi
    {
        return Err(refuse(format!("units[{index}].lo"), "下限 lo 不得大于上限 hi。"));
    }
    if unit.class == ItemClass::Key {
        return Ok(());
    }
    let Some(ceiling) = unit.ceiling else {
        return Err(refuse(
            format!("units[{index}].ceiling"),
            "一般检查事项必须写明抽查比例上限 ceiling。",
        ));
    };
    let above = |ratio: Ratio| ratio.is_above(ceiling);
    match unit.mode {
        UnitMode::All => Err(refuse(
            format!("units[{index}].mode"),
            "一般检查事项不得全部抽取（mode 为 all 仅限重点检查事项）。",
        )),
        UnitMode::Min(ratio) | UnitMode::Max(ratio) | UnitMode::Near(ratio) if above(ratio) => {
            Err(refuse(format!("units[{index}].p"), "抽查比例 p/q 高于上限 ceiling，请调低。"))
        }
        _ => Ok(()),
    }
}

/// All `special` of one department name one tag, and no team is too small for its specialists.
fn specials(rules: &Rules) -> Result<(), RecordError> {
    for (index, unit) in rules.units.iter().enumerate() {
        let Some(special) = &unit.special else { continue };
        let first =
            rules.units.iter().filter(|u| u.dept == unit.dept).find_map(|u| u.special.as_ref());
        if first.is_some_and(|first| first.tag != special.tag) {
            return Err(refuse(
                format!("units[{index}].special.tag"),
                "同一部门的各抽取单元只能指定同一种专业标签。",
            ));
        }
        let pools = rules.matching.iter().flat_map(|matching| &matching.pools);
        if special.min < 1 || pools.filter(|p| p.dept == unit.dept).any(|p| special.min > p.demand)
        {
            return Err(refuse(
                format!("units[{index}].special.min"),
                "专业人员最少人数须至少为 1，且不超过该部门匹配池每组人数。",
            ));
        }
    }
    Ok(())
}

fn matching(matching: &MatchingRules) -> Result<(), RecordError> {
    ascending("matching.incompatible", &matching.incompatible)?;
    for (index, (first, second)) in matching.incompatible.iter().enumerate() {
        if first >= second {
            return Err(refuse(
                format!("matching.incompatible[{index}]"),
                "互斥人员须成对书写，且前者的编号小于后者。",
            ));
        }
    }
    ladder(&matching.ladder)?;
    let tiers = matching.tiers;
    if tiers.grid + tiers.r1 + tiers.r2 > super::matching::TIERS_MAX {
        return Err(refuse("matching.tiers", "GRID、R1、R2 三级之和不得超过 7。"));
    }
    let names: Vec<_> = matching.pools.iter().map(|pool| &pool.pool).collect();
    ascending("matching.pools", &names)?;
    for (index, pool) in matching.pools.iter().enumerate() {
        ascending(&format!("matching.pools[{index}].regions"), &pool.regions)?;
        let fits = if pool.team { pool.demand == 1 } else { (2..=9).contains(&pool.demand) };
        if !fits {
            return Err(refuse(
                format!("matching.pools[{index}].demand"),
                "每组人数须为 2 至 9；以固定检查小组为一行时须为 1。",
            ));
        }
    }
    Ok(())
}

fn ladder(steps: &[LadderStep]) -> Result<(), RecordError> {
    for (index, step) in steps.iter().enumerate() {
        let before = &steps[..index];
        let falls = |other: &LadderStep| match (other, step) {
            (LadderStep::Cap(earlier), LadderStep::Cap(later)) => earlier > later,
            _ => false,
        };
        if before.contains(step) || before.iter().any(falls) {
            return Err(refuse(
                format!("matching.ladder[{index}]"),
                "放宽步骤不得重复，CAP 各步须由小到大。",
            ));
        }
    }
    Ok(())
}
