//! Small matchings against enumeration, and certificates against every small change.

use std::collections::BTreeSet;

use sunlot_sortition::matching::{
    LoadTargets, Need, Potentials, Problem, Staff, Teams, check_certificate, cut, deficit,
    load_cost, pair_cost, solve,
};
use sunlot_sortition::pools::Arc;

use crate::matching_support::{Numbers, small};

/// Every allowed assignment.
fn enumerate(problem: &Problem) -> Vec<Teams> {
    let mut done = Vec::new();
    extend(problem, 0, &mut Vec::new(), &mut vec![0; problem.staff().len()], &mut done);
    done
}

fn extend(p: &Problem, entry: usize, teams: &mut Teams, loads: &mut [u32], done: &mut Vec<Teams>) {
    let Some(need) = p.needs().get(entry) else {
        done.push(teams.clone());
        return;
    };
    let arcs = p.arcs(entry);
    for mask in 0_u32..1 << arcs.len() {
        let chosen = (0..arcs.len()).filter(|i| mask >> i & 1 == 1);
        let team: Vec<u32> = chosen.map(|i| arcs[i].officer).collect();
        let special = team.iter().filter(|&&f| p.staff()[f as usize].special).count();
        let full = |&f: &u32| loads[f as usize] >= p.staff()[f as usize].cap;
        if team.len() != need.demand as usize
            || special < need.special_min as usize
            || team.iter().any(full)
        {
            continue;
        }
        team.iter().for_each(|&f| loads[f as usize] += 1);
        teams.push(team);
        extend(p, entry + 1, teams, loads, done);
        for f in teams.pop().unwrap() {
            loads[f as usize] -= 1;
        }
    }
}

fn loads(problem: &Problem, teams: &Teams) -> Vec<i64> {
    let mut loads = vec![0; problem.staff().len()];
    teams.iter().flatten().for_each(|&f| loads[f as usize] += 1);
    loads
}

fn value(problem: &Problem, targets: LoadTargets, teams: &Teams) -> i128 {
    let pair = |(entry, &f): (usize, &u32)| {
        let arc = problem.arc(entry, f).unwrap();
        pair_cost(arc.tier, arc.r)
    };
    let pairs: i128 =
        teams.iter().enumerate().flat_map(|(o, t)| t.iter().map(move |f| (o, f))).map(pair).sum();
    let staff = problem.staff().iter().zip(loads(problem, teams));
    let posts = staff.flat_map(|(s, load)| (1..=load).map(|l| i64::from(s.prior) + l));
    pairs + posts.map(|x| load_cost(targets, x)).sum::<i128>()
}

/// The targets under every band that `small` may have used.
fn by_band(problem: &Problem) -> [LoadTargets; 2] {
    let priors = || problem.staff().iter().map(|s| s.prior);
    [0, 1].map(|band| LoadTargets::of(problem.posts(), priors(), band))
}

fn rebuilt(problem: &Problem, targets: LoadTargets) -> Problem {
    let pairs = (0..problem.needs().len()).map(|o| problem.arcs(o).to_vec()).collect();
    Problem::new(problem.needs().to_vec(), problem.staff().to_vec(), pairs, targets).unwrap()
}

#[test]
fn small_matchings_are_those_of_enumeration() {
    let (mut feasible, mut tied, mut refused) = (0, 0, 0);
    let mut numbers = Numbers(1);
    for round in 0..3000 {
        // Two numbers alone make ties common; 2^56 makes them all but impossible.
        let base = small(&mut numbers, [1, 2, 4, 1 << 56][round % 4]);
        let targets = by_band(&base)[round / 4 % 2];
        let problem = rebuilt(&base, targets);
        let all = enumerate(&problem);
        assert_eq!(deficit(&problem) == 0, !all.is_empty());
        let Some(best) = all.iter().map(|teams| value(&problem, targets, teams)).min() else {
            assert!(solve(&problem).is_err());
            refused += 1;
            continue;
        };
        let solution = solve(&problem).unwrap();
        assert_eq!(solution.objective, best);
        assert_eq!(value(&problem, targets, &solution.teams), best);
        let optima = all.iter().filter(|teams| value(&problem, targets, teams) == best).count();
        assert_eq!(solution.unique, optima == 1, "{optima} optima of {problem:?}");
        let checked = check_certificate(&problem, &solution.teams, &solution.potentials);
        assert_eq!(checked.is_ok(), optima == 1, "{checked:?}");
        feasible += 1;
        tied += usize::from(optima > 1);
    }
    assert!(feasible > 500 && tied > 100 && refused > 100, "{feasible} {tied} {refused}");
}

/// Shortest paths from the sink by relaxing every arc over and over, on the whole graph.
fn bellman_ford(problem: &Problem, targets: LoadTargets, teams: &Teams) -> Potentials {
    let (f, v) = (problem.staff().len(), problem.needs().len());
    let sink = f + 2 * v;
    let mut arcs = Vec::new();
    for (officer, load) in loads(problem, teams).into_iter().enumerate() {
        let staff = problem.staff()[officer];
        let cost = |l: i64| load_cost(targets, i64::from(staff.prior) + l);
        if load < i64::from(staff.cap) {
            arcs.push((officer, sink, cost(load + 1)));
        }
        if load > 0 {
            arcs.push((sink, officer, -cost(load)));
        }
    }
    for (entry, need) in problem.needs().iter().enumerate() {
        let through =
            |officer: u32| need.special_min > 0 && !problem.staff()[officer as usize].special;
        let flow = teams[entry].iter().filter(|&&officer| through(officer)).count() as u32;
        if need.special_min > 0 && flow < need.demand - need.special_min {
            arcs.push((f + entry, f + v + entry, 0));
        }
        if flow > 0 {
            arcs.push((f + v + entry, f + entry, 0));
        }
        for arc in problem.arcs(entry) {
            let tail = if through(arc.officer) { f + v + entry } else { f + entry };
            let (officer, cost) = (arc.officer as usize, pair_cost(arc.tier, arc.r));
            let used = teams[entry].contains(&arc.officer);
            arcs.push(if used { (officer, tail, -cost) } else { (tail, officer, cost) });
        }
    }
    let mut length = vec![None; sink + 1];
    length[sink] = Some(0);
    for _ in 0..=sink {
        for &(from, to, cost) in &arcs {
            let Some(base) = length[from] else { continue };
            if length[to].is_none_or(|known: i128| base + cost < known) {
                length[to] = Some(base + cost);
            }
        }
    }
    let value = |node: usize| length[node].unwrap_or(0);
    Potentials {
        officers: (0..f).map(value).collect(),
        entries: (f..f + v).map(value).collect(),
        specials: (0..v)
            .map(|o| (problem.needs()[o].special_min > 0).then(|| value(f + v + o)))
            .collect(),
        sink: value(sink),
    }
}

#[test]
fn potentials_are_shortest_paths_and_every_change_is_refused() {
    let mut numbers = Numbers(2);
    let mut changes = 0;
    for _ in 0..1500 {
        let base = small(&mut numbers, 1 << 56);
        let targets = by_band(&base)[0];
        let problem = rebuilt(&base, targets);
        let Ok(solution) = solve(&problem) else { continue };
        let (teams, potentials) = (&solution.teams, &solution.potentials);
        assert_eq!(*potentials, bellman_ford(&problem, targets, teams));
        let refused = |p: &Potentials| check_certificate(&problem, teams, p).is_err();
        for step in [-1, 1] {
            let mut wrong = potentials.clone();
            wrong.sink += step;
            assert!(refused(&wrong));
            for officer in 0..potentials.officers.len() {
                let mut wrong = potentials.clone();
                wrong.officers[officer] += step;
                assert!(refused(&wrong));
                changes += 1;
            }
            for entry in 0..potentials.entries.len() {
                let mut wrong = potentials.clone();
                wrong.entries[entry] += step;
                assert!(refused(&wrong));
                if let Some(special) = potentials.specials[entry] {
                    let mut wrong = potentials.clone();
                    wrong.specials[entry] = Some(special + step);
                    assert!(refused(&wrong));
                }
            }
        }
        for entry in 0..teams.len() {
            let mut short = teams.clone();
            short[entry].pop();
            assert!(check_certificate(&problem, &short, potentials).is_err());
        }
        for other in enumerate(&problem).iter().filter(|other| *other != teams) {
            assert!(check_certificate(&problem, other, potentials).is_err());
            changes += 1;
        }
    }
    assert!(changes > 3000, "{changes}");
}

fn tight(numbers: &mut Numbers) -> Problem {
    let needs = vec![Need { demand: 2, special_min: 0 }; 40];
    let staff = vec![Staff { cap: 7, prior: 0, special: false }; 12];
    let list = |numbers: &mut Numbers| {
        let mut arcs = Vec::new();
        for officer in 0..12 {
            if numbers.below(3) == 0 {
                arcs.push(Arc { officer, tier: 0, r: numbers.next() >> 8 });
            }
        }
        arcs
    };
    let pairs = (0..40).map(|_| list(numbers)).collect();
    Problem::new(needs, staff, pairs, LoadTargets { lo: 6, hi: 7 }).unwrap()
}

#[test]
fn where_greedy_ends_dead_every_feasible_instance_is_solved() {
    let mut numbers = Numbers(3);
    let (mut feasible, mut dead) = (0, 0);
    for _ in 0..300 {
        let problem = tight(&mut numbers);
        assert_eq!(solve(&problem).is_ok(), deficit(&problem) == 0);
        if deficit(&problem) > 0 {
            let cut = cut(&problem);
            // Hall's condition is broken by exactly the deficit.
            let demand = 2 * cut.entries.len() as u64;
            let inside = 7 * cut.officers.len() as u64;
            let in_y = |arc: &&Arc| cut.officers.contains(&(arc.officer as usize));
            let out = |&o: &usize| problem.arcs(o).iter().filter(|a| !in_y(a)).count() as u64;
            let outside: u64 = cut.entries.iter().map(out).sum();
            assert_eq!(demand, inside + outside + cut.deficit);
            continue;
        }
        feasible += 1;
        let mut loads = [0; 12];
        for entry in 0..40 {
            let mut arcs = problem.arcs(entry).to_vec();
            arcs.retain(|arc| loads[arc.officer as usize] < 7);
            arcs.sort_by_key(|arc| arc.r);
            arcs.truncate(2);
            if arcs.len() < 2 {
                dead += 1;
                break;
            }
            arcs.iter().for_each(|arc| loads[arc.officer as usize] += 1);
        }
    }
    assert!(feasible > 0 && dead > 0, "{feasible} feasible, greedy dead in {dead}");
}

#[test]
fn every_balanced_assignment_is_reached() {
    let needs = vec![Need { demand: 2, special_min: 1 }, Need { demand: 1, special_min: 0 }];
    let staff: Vec<Staff> = (0..4).map(|f| Staff { cap: 2, prior: 0, special: f < 2 }).collect();
    let targets = LoadTargets::of(3, staff.iter().map(|s| s.prior), 0);
    let mut numbers = Numbers(4);
    let (mut reached, mut balanced) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..4000 {
        let mut list =
            || (0..4).map(|officer| Arc { officer, tier: 0, r: numbers.next() >> 8 }).collect();
        let pairs = vec![list(), list()];
        let problem = Problem::new(needs.clone(), staff.clone(), pairs, targets).unwrap();
        reached.insert(solve(&problem).unwrap().teams);
        if balanced.is_empty() {
            let all = enumerate(&problem).into_iter();
            balanced = all.filter(|t| loads(&problem, t).iter().all(|&l| l <= 1)).collect();
        }
    }
    assert_eq!(reached, balanced);
}

#[test]
fn a_tie_of_two_by_two_is_seen() {
    let needs = vec![Need { demand: 1, special_min: 0 }; 2];
    let staff = vec![Staff { cap: 1, prior: 0, special: false }; 2];
    let arcs = |r| (0..2).map(|officer| Arc { officer, tier: 0, r }).collect::<Vec<Arc>>();
    let problem = Problem::new(needs, staff, vec![arcs(5), arcs(9)], LoadTargets { lo: 1, hi: 1 });
    assert!(!solve(&problem.unwrap()).unwrap().unique);
}
