//! Measures the matching: solving and checking, least and median of at least five runs.
//!
//! `cargo run --release --example bench_matching`
#![allow(clippy::disallowed_methods)] // A benchmark reads the clock.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use sunlot_sortition::matching::{
    LoadTargets, Need, Problem, Staff, Teams, check_certificate, solve,
};
use sunlot_sortition::pools::Arc;

const RUNS: usize = 5;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Every officer eligible everywhere; repeatable pair numbers.
fn dense(entries: u64, officers: u64, demand: u32, seed: u64) -> Problem {
    let needs = vec![Need { demand, special_min: 0 }; entries as usize];
    let cap = (entries * u64::from(demand)).div_ceil(officers) as u32 + 4;
    let staff = vec![Staff { cap, prior: 0, special: false }; officers as usize];
    let pairs = (0..entries)
        .map(|entry| {
            let number = |f: u64| mix(mix(seed ^ (entry << 32)) ^ f) >> 8;
            (0..officers).map(|f| Arc { officer: f as u32, tier: 0, r: number(f) }).collect()
        })
        .collect();
    let posts = entries * u64::from(demand);
    let targets = LoadTargets::of(posts, staff.iter().map(|s| s.prior), 0);
    Problem::new(needs, staff, pairs, targets).expect("within bounds")
}

fn timed<T>(mut run: impl FnMut() -> T) -> (T, Duration, Duration) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        last = Some(run());
        times.push(start.elapsed());
    }
    times.sort();
    (last.expect("at least one run"), times[0], times[RUNS / 2])
}

fn ms(time: Duration) -> String {
    format!("{}.{:02} ms", time.as_millis(), time.as_micros() % 1000 / 10)
}

fn one(name: &str, problem: &Problem) {
    let (solution, least, median) = timed(|| solve(problem).expect("feasible"));
    let check = || check_certificate(problem, &solution.teams, &solution.potentials);
    let (checked, check_least, check_median) = timed(check);
    let loads = loads(&solution.teams, problem.staff().len());
    println!(
        "{name}: solve {} / {}, verify {} / {} (min / median), ratio {}.{}, loads {}-{}, {}",
        ms(least),
        ms(median),
        ms(check_least),
        ms(check_median),
        median.as_micros() / check_median.as_micros().max(1),
        median.as_micros() * 10 / check_median.as_micros().max(1) % 10,
        loads.iter().min().unwrap_or(&0),
        loads.iter().max().unwrap_or(&0),
        if checked.is_ok() { "certificate accepted" } else { "CERTIFICATE REFUSED" },
    );
}

fn loads(teams: &Teams, officers: usize) -> Vec<u32> {
    let mut loads = vec![0; officers];
    for &member in teams.iter().flatten() {
        loads[member as usize] += 1;
    }
    loads
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.map_or_else(|| "unknown".to_owned(), |l| l["VmHWM:".len()..].trim().to_owned())
}

fn main() {
    one("county 600x300", &dense(600, 300, 2, 1));
    println!("peak RSS {}", peak());
    let pools: Vec<Problem> = (0..100).map(|pool| dense(600, 200, 2, 1000 + pool)).collect();
    let all = || {
        let run = |problem: &Problem| {
            let solution = solve(problem).expect("feasible");
            check_certificate(problem, &solution.teams, &solution.potentials).is_ok()
        };
        pools.par_iter().map(run).filter(|&ok| ok).count()
    };
    let (accepted, least, median) = timed(all);
    let threads = rayon::current_num_threads();
    println!(
        "100 counties 600x200, {threads} threads: solve and verify {} / {}, {accepted} accepted",
        ms(least),
        ms(median)
    );
    drop(pools);
    println!("peak RSS {}", peak());
    one("city 5000x3000", &dense(5000, 3000, 2, 2));
    println!("peak RSS {}", peak());
}
