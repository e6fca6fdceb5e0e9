//! V-17 名额: N, n, w and the exclusions are the computed ones, in record and entry.

use super::{Case, Deviation, Outcome};
use crate::frame::Exclusion;
use crate::log::EntryBody;
use crate::quota::{UnitQuota, quotas};

/// What one source states.
struct Stated {
    file: &'static str,
    units: Vec<(String, UnitQuota)>,
    excluded: Vec<(Exclusion, u64)>,
}

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(entry) = of_entry(case) else {
        return Ok(Outcome::Withheld("尚无抽取结果"));
    };
    let rules = case.rules();
    let mut sources = vec![entry];
    sources.extend(of_record(case));
    for source in &sources {
        let codes = source.units.iter().map(|(code, _)| code.as_str());
        if !codes.eq(rules.units.iter().map(|unit| unit.unit.as_str())) {
            let message = format!("{} 的 units 与规则中的抽取单元不一致。", source.file);
            return Err(Deviation::told("quota.units", source.file, "units", message));
        }
    }
    let (eligible, excluded) = match &case.draw.frame {
        Some(frame) => {
            let counts = frame.counts(rules.units.len());
            (counts.eligible, counts.excluded.into_iter().collect())
        }
        None => {
            let first = &sources[0];
            let eligible = first.units.iter().map(|(_, quota)| quota.eligible).collect();
            (eligible, first.excluded.clone())
        }
    };
    let wanted = quotas(rules, &eligible);
    sources.iter().try_for_each(|source| agrees(source, &wanted, &excluded))?;
    Ok(Outcome::Pass)
}

fn agrees(
    source: &Stated,
    wanted: &[UnitQuota],
    excluded: &[(Exclusion, u64)],
) -> Result<(), Deviation> {
    let shown = |quota: &UnitQuota| format!("N={} n={} w={}", quota.eligible, quota.n, quota.w);
    for ((code, found), wanted) in source.units.iter().zip(wanted) {
        if found != wanted {
            let place = format!("单元 {code}");
            let (found, wanted) = (shown(found), shown(wanted));
            return Err(Deviation::differs("quota.unit", source.file, place, found, wanted));
        }
    }
    if source.excluded != excluded {
        let shown = |list: &[(Exclusion, u64)]| {
            let items: Vec<String> =
                list.iter().map(|(code, count)| format!("{}={count}", code.code())).collect();
            items.join(" ")
        };
        let (found, wanted) = (shown(&source.excluded), shown(excluded));
        return Err(Deviation::differs("quota.excluded", source.file, "excluded", found, wanted));
    }
    Ok(())
}

fn of_entry(case: &Case<'_>) -> Option<Stated> {
    case.own_body(|body| match body {
        EntryBody::Result(result) => Some(Stated {
            file: "log.jsonl",
            units: result
                .units
                .iter()
                .map(|u| {
                    let quota = UnitQuota { eligible: u.eligible, n: u.n, w: u.w };
                    (u.unit.to_string(), quota)
                })
                .collect(),
            excluded: result.excluded.clone(),
        }),
        _ => None,
    })
}

fn of_record(case: &Case<'_>) -> Option<Stated> {
    case.draw.result.as_ref().map(|record| Stated {
        file: crate::result::RECORD_FILE,
        units: record.units.iter().map(|u| (u.unit.to_string(), u.quota())).collect(),
        excluded: record.excluded.clone(),
    })
}
