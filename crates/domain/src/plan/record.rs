//! The rules record (`spec/ssj-1.md` §5) that a plan's terms come to.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::jcs::Json;
use sunlot_sortition::names::DrawId;

use super::matching::pools;
use super::units::{PlanUnit, Quota};
use super::{ItemTerms, Plan, PlanError, PlanTerms, Ratio};

fn text(value: &str) -> Json {
    Json::Str(value.to_owned())
}

fn int(value: u64) -> Result<Json, PlanError> {
    i64::try_from(value).map(Json::Int).map_err(|_| PlanError::Contradiction {
        place: "[[items]]".to_owned(),
        detail: format!("数值 {value} 过大。"),
    })
}

fn object<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    Json::Obj(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

fn texts<'a>(values: impl IntoIterator<Item = &'a String>) -> Json {
    Json::Arr(values.into_iter().map(|v| text(v)).collect())
}

fn ratio(value: Ratio) -> Result<Json, PlanError> {
    Ok(object([("p", int(value.p())?), ("q", int(value.q())?)]))
}

pub(super) fn build(
    plan: &Plan,
    draw_id: &DrawId,
    base: Option<&DrawId>,
) -> Result<Json, PlanError> {
    let terms = &plan.terms;
    let task = &terms.task;
    let ids = |parties: &[super::PartyTerms]| {
        let sorted: BTreeSet<&String> = parties.iter().map(|p| &p.id).collect();
        texts(sorted)
    };
    let units: Result<Vec<Json>, PlanError> =
        plan.units.iter().map(|unit| unit_record(plan, unit)).collect();
    Ok(object([
        ("allocations", allocations(plan)?),
        ("base", base.map_or_else(|| text("-"), |b| text(&b.to_string()))),
        ("blinded", Json::Bool(plan.blinded())),
        ("contributors", ids(&terms.contributors)),
        ("draw_id", text(&draw_id.to_string())),
        ("freeze_day", text(&plan.freeze_day.to_string())),
        ("holders", holders(terms)),
        ("log", log(terms)?),
        ("matching", matching(terms)?),
        ("min_reveals", int(task.min_reveals.into())?),
        ("organiser", text(&task.organiser)),
        ("publication", text(&task.publication)),
        ("purpose", text(if base.is_some() { "supplement" } else { "draw" })),
        ("recorders", ids(&terms.recorders)),
        ("rehearsal", Json::Bool(task.rehearsal)),
        ("suite", text(&task.suite)),
        ("title", text(&task.title)),
        ("units", Json::Arr(units?)),
        ("wait", ratio(Ratio::parse(&task.wait)?)?),
    ]))
}

fn holders(terms: &PlanTerms) -> Json {
    let sorted: BTreeMap<&String, &String> =
        terms.holders.iter().map(|h| (&h.name, &h.sm2)).collect();
    Json::Arr(
        sorted.into_iter().map(|(n, k)| object([("name", text(n)), ("sm2", text(k))])).collect(),
    )
}

/// The operator's keys are added by the ceremony, which owns them.
fn log(terms: &PlanTerms) -> Result<Json, PlanError> {
    let mut witnesses: Vec<_> = terms.witnesses.iter().collect();
    witnesses.sort_by(|a, b| a.name.cmp(&b.name));
    let witness = |w: &&super::KeyTerms| {
        object([("ed25519", text(&w.ed25519)), ("name", text(&w.name)), ("sm2", text(&w.sm2))])
    };
    Ok(object([
        ("origin", text(&terms.log.origin)),
        ("quorum", int(terms.log.quorum.into())?),
        ("sm2_id", text(&terms.log.sm2_id)),
        ("witnesses", Json::Arr(witnesses.iter().map(witness).collect())),
    ]))
}

fn allocations(plan: &Plan) -> Result<Json, PlanError> {
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for unit in &plan.units {
        if let (Quota::Alloc { alloc, .. }, Some(total)) =
            (&unit.quota, plan.terms.items[unit.item].total)
        {
            totals.insert(alloc, total);
        }
    }
    let rows: Result<Vec<Json>, PlanError> = totals
        .into_iter()
        .map(|(alloc, total)| Ok(object([("alloc", text(alloc)), ("total", int(total)?)])))
        .collect();
    Ok(Json::Arr(rows?))
}

fn unit_record(plan: &Plan, unit: &PlanUnit) -> Result<Json, PlanError> {
    let item = &plan.terms.items[unit.item];
    let ceiling = match &item.ceiling {
        Some(c) => ratio(Ratio::parse(c)?)?,
        None => object([]),
    };
    let tags: BTreeSet<String> =
        item.needs.iter().map(|n| plan.qualification(n).to_owned()).collect();
    let special = match &item.specialists {
        Some(s) => object([("min", int(s.min.into())?), ("tag", text(plan.qualification(&s.tag)))]),
        None => object([]),
    };
    let mut record = object([
        ("at_least_one", Json::Bool(item.at_least_one)),
        ("batches", int(item.batches.into())?),
        ("ceiling", ceiling),
        ("class", text(&item.class)),
        ("dept", text(&unit.dept)),
        ("dir", text("+")),
        ("group", text(&item.group)),
        ("items", texts(&item.items)),
        ("special", special),
        ("start", text(item.start.as_deref().unwrap_or(&"0".repeat(64)))),
        ("tags", texts(&tags)),
        ("unit", text(&unit.code)),
    ]);
    if let Json::Obj(map) = &mut record {
        map.extend(quota(&unit.quota, item)?.into_iter().map(|(k, v)| (k.to_owned(), v)));
    }
    Ok(record)
}

fn quota(quota: &Quota, item: &ItemTerms) -> Result<Vec<(&'static str, Json)>, PlanError> {
    Ok(match quota {
        Quota::Ratio { mode, ratio } => {
            vec![("mode", text(mode)), ("p", int(ratio.p())?), ("q", int(ratio.q())?)]
        }
        Quota::Fixed(n) => vec![("mode", text("fixed")), ("n", int(*n)?)],
        Quota::All if item.class == "general" => {
            return Err(PlanError::AboveCeiling { item: item.code.clone() });
        }
        Quota::All => vec![("mode", text("all"))],
        Quota::Alloc { alloc, share, lo, hi } => vec![
            ("mode", text("alloc")),
            ("alloc", text(alloc)),
            ("share", int(*share)?),
            ("lo", int(*lo)?),
            ("hi", int(*hi)?),
        ],
    })
}

fn matching(terms: &PlanTerms) -> Result<Json, PlanError> {
    let Some(m) = &terms.matching else { return Ok(object([])) };
    let pools: Result<Vec<Json>, PlanError> = pools(terms)
        .into_iter()
        .map(|p| {
            Ok(object([
                ("demand", int(p.demand.into())?),
                ("dept", text(&p.dept)),
                ("pool", text(&p.pool)),
                ("regions", texts(&p.regions)),
                ("team", Json::Bool(p.team)),
            ]))
        })
        .collect();
    let pairs: BTreeSet<(&String, &String)> =
        m.incompatible.iter().map(|(a, b)| if a < b { (a, b) } else { (b, a) }).collect();
    let pair = |(a, b): (&String, &String)| Json::Arr(vec![text(a), text(b)]);
    Ok(object([
        ("band", int(m.band.into())?),
        ("incompatible", Json::Arr(pairs.into_iter().map(pair).collect())),
        ("ladder", texts(&m.ladder)),
        ("last_day", text(&m.last_day)),
        ("pools", Json::Arr(pools?)),
        ("rotation", text(if m.rotation_hard { "hard" } else { "soft" })),
        ("tiers", object([("GRID", Json::Int(1)), ("R1", Json::Int(4)), ("R2", Json::Int(2))])),
    ]))
}
