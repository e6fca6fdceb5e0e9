//! 抽取记录: what the minutes of a draw show, from the checks of its published files and from
//! nothing else.

use sunlot_ceremony::step_zh;
use sunlot_forms::minutes::{
    Check, Contributor, Digest, Excluded, Minutes, Pool, SignatureLine, Step, Unit, Visit, render,
};
use sunlot_sortition::beacon::drand;
use sunlot_sortition::intent::BeaconType;
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::match_files::{MatchingRecord, parse_matching};
use sunlot_sortition::quota::Ratio;
use sunlot_sortition::rules::{Publication, UnitMode, UnitRule};
use sunlot_sortition::verify::{BundleFiles, Case, Report, Verdict, verify_case};

use super::print::in_turn;
use crate::error::{AppError, Kind};

/// Drawn objects listed on the minutes; the whole list is in the bundle.
const LISTED: usize = 400;

/// The minutes as PDF, from the files of a bundle.
///
/// # Errors
/// Files that fail their own checks, or no font.
pub(super) async fn minutes(files: BundleFiles) -> Result<Vec<u8>, AppError> {
    let checked = tokio::task::spawn_blocking(move || {
        let mut case = Case::new(&files);
        let report = verify_case(&mut case, &mut |_, _| {});
        match report.failure() {
            Some((check, deviation)) => {
                let text = format!("公布文件没有通过核验（{check}）：{}", deviation.message_zh);
                Err(AppError::new(Kind::Internal, "minutes.refused_bundle", text))
            }
            None => Ok(facts(&case, &report)),
        }
    });
    let facts = checked
        .await
        .map_err(|e| AppError::new(Kind::Internal, "form.stopped", e.to_string()))??;
    in_turn(move |fonts| render(&facts, fonts)).await
}

/// The conclusion of a verification in one sentence.
#[must_use]
pub fn conclusion(report: &Report) -> String {
    match report.failure() {
        Some((id, deviation)) => {
            format!("拒绝：{id} 不通过。{}", deviation.message_zh)
        }
        None if report.withheld() == 0 => "接受：全部检查通过。".to_owned(),
        None => format!(
            "接受：已公开的部分全部通过；有 {} 项因封存、保密或没有此环节而未能核验。",
            report.withheld()
        ),
    }
}

/// What the minutes show of a bundle that was checked.
#[must_use]
pub fn facts(case: &Case<'_>, report: &Report) -> Minutes {
    let rules = case.rules();
    let publication = match rules.publication {
        Publication::Sealed => "封存",
        Publication::Immediate => "即时公开",
    };
    let stage = case.manifest().stage.name_zh();
    let (beacon, beacon_value) = beacon(case);
    let excluded = case.own_body(|body| match body {
        EntryBody::Result(r) => Some(r.excluded.clone()),
        _ => None,
    });
    let excluded = excluded.unwrap_or_default();
    let frame_count = case.intent().frame_count;
    let out: u64 = excluded.iter().map(|(_, count)| count).sum();
    let visits = visits(case);
    Minutes {
        title: rules.title.clone(),
        draw_id: rules.draw_id.to_string(),
        suite: rules.suite.name().to_owned(),
        publication: format!("{publication}（{stage}）"),
        rehearsal: rules.rehearsal,
        organiser: rules.organiser.to_string(),
        freeze_day: rules.freeze_day.to_string(),
        frame_count,
        eligible_count: frame_count - out,
        excluded: excluded
            .iter()
            .map(|(code, count)| Excluded { reason: code.name_zh().to_owned(), count: *count })
            .collect(),
        units: units(case),
        contributors: contributors(case),
        beacon,
        beacon_value,
        digests: digests(case),
        steps: case
            .log
            .iter()
            .map(|l| Step {
                time: l.entry.time.to_string(),
                what: format!("第 {} 条 {}", l.entry.seq, step_zh(l.entry.body.kind())),
            })
            .collect(),
        pools: pools(case),
        visit_count: visits.len() as u64,
        visits: visits.into_iter().take(LISTED).collect(),
        verdict: conclusion(report),
        checks: report.checks.iter().map(check).collect(),
        checkpoint_text: case
            .checkpoints
            .last()
            .map(|(_, c)| format!("{}\n{}", c.sm3.body(), c.sha256.body()))
            .unwrap_or_default(),
        signatures: signatures(case),
    }
}

fn check(check: &sunlot_sortition::verify::CheckResult) -> Check {
    let verdict = match check.verdict {
        Verdict::Pass => "通过",
        Verdict::Withheld { .. } => "未公开",
        Verdict::Fail(_) => "不通过",
        Verdict::NotReached => "未进行",
    };
    Check { id: check.id.to_string(), name: check.name_zh.to_owned(), verdict: verdict.to_owned() }
}

fn rule_zh(unit: &UnitRule) -> String {
    let mut text = match &unit.mode {
        UnitMode::Min(r) => format!("不低于 {}", percent(*r)),
        UnitMode::Max(r) => format!("不超过 {}", percent(*r)),
        UnitMode::Near(r) => format!("约 {}", percent(*r)),
        UnitMode::Fixed(n) => format!("固定 {n} 户"),
        UnitMode::All => "全部".to_owned(),
        UnitMode::Alloc { alloc, .. } => format!("总数分配 {alloc}"),
    };
    if let Some(ceiling) = unit.ceiling {
        text.push_str(&format!("，上限 {}", percent(ceiling)));
    }
    if unit.batches > 1 {
        text.push_str(&format!("，分 {} 批", unit.batches));
    }
    text
}

fn units(case: &Case<'_>) -> Vec<Unit> {
    let counts = case.own_body(|body| match body {
        EntryBody::Result(r) => Some(r.units.clone()),
        _ => None,
    });
    let counts = counts.unwrap_or_default();
    case.rules()
        .units
        .iter()
        .map(|rule| {
            let count = counts.iter().find(|c| c.unit == rule.unit);
            let shown = |value: Option<u64>| value.map_or("—".to_owned(), |v| v.to_string());
            let drawn = case.draw.result.as_ref();
            let drawn = drawn.and_then(|r| r.units.iter().find(|u| u.unit == rule.unit));
            Unit {
                unit: rule.unit.to_string(),
                dept: rule.dept.to_string(),
                rule: rule_zh(rule),
                eligible: shown(count.map(|c| c.eligible)),
                quota: shown(count.map(|c| c.n)),
                waiting: shown(count.map(|c| c.w)),
                cutoff: match drawn {
                    None => "封存".to_owned(),
                    Some(unit) => unit.cutoff.map_or("—".to_owned(), |c| c.to_hex()),
                },
            }
        })
        .collect()
}

fn contributors(case: &Case<'_>) -> Vec<Contributor> {
    let state = |who: &str| {
        case.own_body(|body| match body {
            EntryBody::Close { revealed, sealed, absent } => {
                let has = |list: &[sunlot_sortition::names::PersonId]| {
                    list.iter().any(|p| p.as_str() == who)
                };
                Some(match (has(revealed), has(sealed), has(absent)) {
                    (true, ..) => "已揭示",
                    (_, true, _) => "封存托管",
                    _ => "缺席",
                })
            }
            _ => None,
        })
    };
    case.intent()
        .contributors
        .iter()
        .map(|c| Contributor {
            id: c.id.to_string(),
            commit: c.commit.to_hex(),
            state: state(c.id.as_str()).unwrap_or("尚未截止").to_owned(),
        })
        .collect()
}

fn beacon(case: &Case<'_>) -> (String, String) {
    let announced = case.intent().beacon;
    let name = match announced.kind {
        BeaconType::DrandQuicknet => {
            let time = drand::time_of_round(announced.round);
            let time = time.map_or(String::new(), |t| format!("，{t}"));
            return (
                format!("drand quicknet 第 {} 期{time}", announced.round),
                stated(case).unwrap_or_else(|| "尚未产生".to_owned()),
            );
        }
        BeaconType::Ssq => "中国福利彩票双色球",
        BeaconType::Dlt => "中国体育彩票超级大乐透",
        BeaconType::Ceremony => "现场摇号",
        BeaconType::None => return ("托管方式，无公共随机源".to_owned(), "—".to_owned()),
    };
    let value = stated(case).unwrap_or_else(|| "尚未产生".to_owned());
    (format!("{name} 第 {} 期", announced.round), value)
}

fn stated(case: &Case<'_>) -> Option<String> {
    case.own_body(|body| match body {
        EntryBody::Beacon(value) => Some(value.value.clone()),
        _ => None,
    })
}

fn digests(case: &Case<'_>) -> Vec<Digest> {
    let intent = case.intent();
    let mut list = vec![
        ("规则摘要", intent.rules.to_hex()),
        ("底册根", intent.frame_root.to_hex()),
        ("人员表根", intent.officer_root.to_hex()),
        ("回避表根", intent.conflict_root.to_hex()),
        ("意向摘要", intent.digest().to_hex()),
    ];
    for logged in case.own() {
        match &logged.entry.body {
            EntryBody::Result(r) => {
                list.push(("种子", r.seed.map_or("封存".to_owned(), |s| s.to_hex())));
                list.push(("结果摘要", r.result.to_hex()));
                list.push(("结果根", r.result_root.to_hex()));
            }
            EntryBody::Match { roots, .. } => list.push(("匹配根", roots.match_root.to_hex())),
            _ => {}
        }
    }
    if let Some(result) = &case.draw.result {
        list.push(("种子（启封后）", result.seed.to_hex()));
        for group in &result.groups {
            list.push(("抽签密钥", group.key.to_hex()));
        }
    }
    list.into_iter().map(|(name, value)| Digest { name: name.to_owned(), value }).collect()
}

fn matching(case: &Case<'_>) -> Option<MatchingRecord> {
    let json = sunlot_sortition::jcs::Json::parse_canonical(case.file("matching.json")?).ok()?;
    MatchingRecord::parse(&json).ok()
}

fn pools(case: &Case<'_>) -> Vec<Pool> {
    let Some(record) = matching(case) else { return Vec::new() };
    record
        .pools
        .iter()
        .map(|pool| {
            let ladder: Vec<&str> = pool.ladder.iter().map(|s| s.rule.as_str()).collect();
            let outcome = if pool.void {
                format!("人手不足 {} 岗，未匹配", pool.deficit)
            } else if pool.entries == 0 {
                "无抽中户".to_owned()
            } else if ladder.is_empty() {
                "唯一最优，已证".to_owned()
            } else {
                format!("放宽 {} 后最优", ladder.join("、"))
            };
            Pool {
                pool: pool.pool.to_string(),
                officers: pool.officers,
                visits: pool.entries,
                posts: pool.posts,
                outcome,
            }
        })
        .collect()
}

fn visits(case: &Case<'_>) -> Vec<Visit> {
    let rules = case.rules();
    let Some(visits) = &case.draw.visits else { return Vec::new() };
    let members =
        case.file("matching.tsv").and_then(|t| parse_matching(t).ok()).unwrap_or_default();
    let last: Vec<(String, u64)> = matching(case)
        .map(|r| r.pools.iter().map(|p| (p.pool.to_string(), p.steps.saturating_sub(1))).collect())
        .unwrap_or_default();
    visits
        .iter()
        .filter(|visit| !visit.drawn.units.is_empty())
        .map(|visit| {
            let object = visit.drawn.object_id.as_str();
            let units = visit.drawn.units.iter().map(|(unit, _)| rules.units[*unit].unit.as_str());
            let team: Vec<String> = members
                .iter()
                .filter(|m| m.object_id == object)
                .filter(|m| last.iter().any(|(pool, step)| *pool == m.pool && *step == m.step))
                .map(|m| format!("{}{}", m.officer, if m.leader { "*" } else { "" }))
                .collect();
            Visit {
                id: object.to_owned(),
                units: units.collect::<Vec<_>>().join(" "),
                team: team.join(" "),
            }
        })
        .collect()
}

fn signatures(case: &Case<'_>) -> Vec<SignatureLine> {
    let line =
        |role: &str, name: &str| SignatureLine { role: role.to_owned(), name: name.to_owned() };
    let rules = case.rules();
    let mut lines = vec![line("组织方", rules.organiser.as_str())];
    for who in rules.contributors.iter().filter(|c| **c != rules.organiser) {
        lines.push(line("随机数提供方", who.as_str()));
    }
    for recorder in &rules.recorders {
        lines.push(line("记录人", recorder.as_str()));
    }
    for witness in &rules.log.witnesses {
        lines.push(line("见证方", witness.name.as_str()));
    }
    lines
}

/// A ratio as people write it: `2%`, `0.5%`, or `1/3` where no short decimal says it.
fn percent(ratio: Ratio) -> String {
    let (p, q) = (ratio.p(), ratio.q());
    match (p.checked_mul(1000), q) {
        (Some(parts), 1..) if parts % q == 0 && parts / q % 10 == 0 => {
            format!("{}%", parts / q / 10)
        }
        (Some(parts), 1..) if parts % q == 0 => {
            format!("{}.{}%", parts / q / 10, parts / q % 10)
        }
        _ => format!("{p}/{q}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_written_as_people_write_them() {
        let text = |p, q| percent(Ratio::new(p, q).unwrap());
        assert_eq!(text(2, 100), "2%");
        assert_eq!(text(1, 200), "0.5%");
        assert_eq!(text(125, 1000), "12.5%");
        assert_eq!(text(1, 3), "1/3");
        assert_eq!(text(1, 1), "100%");
        assert_eq!(text(0, 7), "0%");
    }
}
