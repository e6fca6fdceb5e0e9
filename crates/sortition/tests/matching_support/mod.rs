//! Instances for the tests of the matching: from the vectors and from a counter.

use serde_json::Value;
use sunlot_sortition::matching::{LoadTargets, Need, Potentials, Problem, Staff, Teams};
use sunlot_sortition::pools::Arc;

/// SplitMix64: repeatable numbers for tests.
#[derive(Clone)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// A file of `spec/vectors`.
pub(crate) fn vectors(name: &str) -> Value {
    let path = format!("{}/../../spec/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("the vectors are part of the project"))
        .expect("the vectors are JSON")
}

/// Names and numbers of one instance of the vectors.
pub(crate) struct Named {
    pub(crate) problem: Problem,
    pub(crate) entries: Vec<String>,
    pub(crate) officers: Vec<String>,
}

fn names(value: &Value, key: &str) -> Vec<String> {
    let names = value.as_array().unwrap().iter();
    let names: Vec<String> = names.map(|v| v[key].as_str().unwrap().to_owned()).collect();
    assert!(names.is_sorted());
    names
}

pub(crate) fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

pub(crate) fn named(instance: &Value) -> Named {
    let entries = names(&instance["entries"], "id");
    let officers = names(&instance["officers"], "code");
    let needs = instance["entries"].as_array().unwrap().iter();
    let needs = needs
        .map(|v| Need { demand: number(&v["demand"]), special_min: number(&v["a"]) })
        .collect();
    let staff = instance["officers"].as_array().unwrap().iter();
    let staff = staff
        .map(|v| Staff {
            cap: number(&v["cap"]),
            prior: number(&v["prior"]),
            special: v["special"].as_bool().unwrap(),
        })
        .collect();
    let mut pairs = vec![Vec::new(); entries.len()];
    for pair in instance["pairs"].as_array().unwrap() {
        let place = |list: &[String], key: &str| {
            list.iter().position(|name| pair[key].as_str() == Some(name)).unwrap()
        };
        pairs[place(&entries, "entry")].push(Arc {
            officer: place(&officers, "officer") as u32,
            tier: number(&pair["t"]) as u8,
            r: pair["r"].as_str().unwrap().parse().unwrap(),
        });
    }
    for arcs in &mut pairs {
        arcs.sort_by_key(|arc| arc.officer);
    }
    let (lo, hi) = (instance["t_lo"].as_i64().unwrap(), instance["t_hi"].as_i64().unwrap());
    let problem = Problem::new(needs, staff, pairs, LoadTargets { lo, hi }).unwrap();
    Named { problem, entries, officers }
}

pub(crate) fn teams(named: &Named, value: &Value) -> Teams {
    let mut teams = vec![Vec::new(); named.entries.len()];
    for team in value.as_array().unwrap() {
        let entry = named.entries.iter().position(|e| team["entry"].as_str() == Some(e)).unwrap();
        for member in team["officers"].as_array().unwrap() {
            let officer = named.officers.iter().position(|f| member.as_str() == Some(f)).unwrap();
            teams[entry].push(officer as u32);
        }
        teams[entry].sort_unstable();
    }
    teams
}

pub(crate) fn potentials(named: &Named, value: &Value) -> Potentials {
    let mut out = Potentials {
        officers: vec![0; named.officers.len()],
        entries: vec![0; named.entries.len()],
        specials: vec![None; named.entries.len()],
        sink: 0,
    };
    for row in value.as_array().unwrap() {
        let (kind, id) = (row["kind"].as_str().unwrap(), row["id"].as_str().unwrap());
        let value: i128 = row["value"].as_str().unwrap().parse().unwrap();
        let entry = || named.entries.iter().position(|e| e == id).unwrap();
        match kind {
            "F" => out.officers[named.officers.iter().position(|f| f == id).unwrap()] = value,
            "O" => out.entries[entry()] = value,
            "X" => out.specials[entry()] = Some(value),
            _ => out.sink = value,
        }
    }
    out
}

/// A small random instance; `range` of the pair numbers decides how many ties there are.
pub(crate) fn small(numbers: &mut Numbers, range: u64) -> Problem {
    let entries = 1 + numbers.below(4);
    let officers = 1 + numbers.below(5);
    let mut needs = Vec::new();
    for _ in 0..entries {
        let demand = 1 + numbers.below(3) as u32;
        let special_min = if numbers.below(3) == 0 { numbers.below(3) as u32 } else { 0 };
        needs.push(Need { demand, special_min: special_min.min(demand) });
    }
    let staff: Vec<Staff> = (0..officers)
        .map(|_| Staff {
            cap: numbers.below(5) as u32,
            prior: numbers.below(3) as u32,
            special: numbers.below(2) == 0,
        })
        .collect();
    let mut pairs = Vec::new();
    for _ in 0..entries {
        let mut arcs = Vec::new();
        for officer in 0..officers as u32 {
            if numbers.below(5) > 0 {
                let tier = if numbers.below(3) == 0 { numbers.below(8) as u8 } else { 0 };
                arcs.push(Arc { officer, tier, r: numbers.below(range) });
            }
        }
        pairs.push(arcs);
    }
    let posts = needs.iter().map(|need| u64::from(need.demand)).sum();
    let band = numbers.below(2) as u32;
    let targets = LoadTargets::of(posts, staff.iter().map(|s| s.prior), band);
    Problem::new(needs, staff, pairs, targets).unwrap()
}
