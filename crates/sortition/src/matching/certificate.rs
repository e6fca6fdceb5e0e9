//! Proves an optimum without solving: one pass over the eligible pairs (ssj-1 §9.3).

use thiserror::Error;

use super::cost::{key_cost, pair_cost};
use super::potentials::Potentials;
use super::problem::Problem;
use super::solver::Teams;
use super::state::State;
use super::uniqueness::has_cycle;

/// Published values beyond this cannot be lengths of paths (ssj-1 §9.3).
const VALUE_MAX: i128 = 1 << 125;

/// The first condition that does not hold. Entries and officers are places in the problem.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[allow(missing_docs)] // The fields say which entry and which officer.
pub enum CertificateError {
    /// Lists are not as long as the problem asks, or a value is out of range.
    #[error("teams or potentials have not the shape of the problem")]
    Shape,
    /// A team is smaller or larger than demanded.
    #[error("entry {entry} has not exactly its demand")]
    Size { entry: usize },
    /// A member stands twice or out of order.
    #[error("entry {entry}: officer {officer} is out of order")]
    Order { entry: usize, officer: usize },
    /// A member is not eligible.
    #[error("entry {entry}: officer {officer} is not eligible")]
    NotEligible { entry: usize, officer: usize },
    /// Too few specialists.
    #[error("entry {entry} has fewer specialists than needed")]
    Special { entry: usize },
    /// An officer holds more than the cap, or with prior posts more than may be counted.
    #[error("officer {officer} is above the cap")]
    Cap { officer: usize },
    /// A pair could be used, or left, at a gain.
    #[error("the pair of entry {entry} and officer {officer} contradicts the optimum")]
    Pair { entry: usize, officer: usize },
    /// The X node of an entry contradicts the optimum.
    #[error("the minimum of specialists of entry {entry} contradicts the optimum")]
    SpecialArc { entry: usize },
    /// The load of an officer contradicts the optimum.
    #[error("the load of officer {officer} contradicts the optimum")]
    Load { officer: usize },
    /// The sink is not 0.
    #[error("the potential of the sink is not 0")]
    Sink,
    /// Another value than the canonical one.
    #[error("the potential of officer {officer} is not canonical")]
    OfficerPotential { officer: usize },
    /// Another value than the canonical one.
    #[error("the potential of entry {entry} is not canonical")]
    EntryPotential { entry: usize },
    /// Another value than the canonical one.
    #[error("the potential of the X node of entry {entry} is not canonical")]
    SpecialPotential { entry: usize },
    /// Another assignment has the same value.
    #[error("the optimum is not unique")]
    NotUnique,
}

impl CertificateError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape => "certificate.shape",
            Self::Size { .. } => "certificate.size",
            Self::Order { .. } => "certificate.order",
            Self::NotEligible { .. } => "certificate.not_eligible",
            Self::Special { .. } => "certificate.special",
            Self::Cap { .. } => "certificate.cap",
            Self::Pair { .. } => "certificate.pair",
            Self::SpecialArc { .. } => "certificate.special_arc",
            Self::Load { .. } => "certificate.load",
            Self::Sink => "certificate.sink",
            Self::OfficerPotential { .. } => "certificate.officer_potential",
            Self::EntryPotential { .. } => "certificate.entry_potential",
            Self::SpecialPotential { .. } => "certificate.special_potential",
            Self::NotUnique => "certificate.not_unique",
        }
    }

    /// What does not hold, with the names that the caller gives to entries and officers.
    #[must_use]
    pub fn message_zh(
        &self,
        entry_name: impl Fn(usize) -> String,
        officer_name: impl Fn(usize) -> String,
    ) -> String {
        let (o, f) = (entry_name, officer_name);
        let what = match *self {
            Self::Shape => "检查组或势值的数量、范围与匹配池不符".to_owned(),
            Self::Size { entry } => format!("检查对象 {} 的检查组人数不对", o(entry)),
            Self::Order { entry, officer } => {
                format!("检查对象 {} 的成员 {} 重复或次序不对", o(entry), f(officer))
            }
            Self::NotEligible { entry, officer } => {
                format!("执法人员 {} 不得检查 {}", f(officer), o(entry))
            }
            Self::Special { entry } => format!("检查对象 {} 的专业人员不足", o(entry)),
            Self::Cap { officer } => format!("执法人员 {} 的任务超过上限", f(officer)),
            Self::Pair { entry, officer } => {
                format!("检查对象 {} 与执法人员 {} 的配对不是最优", o(entry), f(officer))
            }
            Self::SpecialArc { entry } => {
                format!("检查对象 {} 的专业人员下限处不是最优", o(entry))
            }
            Self::Load { officer } => format!("执法人员 {} 的任务数不是最优", f(officer)),
            Self::Sink => "汇点的势值不是 0".to_owned(),
            Self::OfficerPotential { officer } => {
                format!("执法人员 {} 的势值不是规范值", f(officer))
            }
            Self::EntryPotential { entry } => format!("检查对象 {} 的势值不是规范值", o(entry)),
            Self::SpecialPotential { entry } => {
                format!("检查对象 {} 的专业人员节点势值不是规范值", o(entry))
            }
            Self::NotUnique => "最优结果不唯一".to_owned(),
        };
        format!("{what}；匹配结果不能采信，请与公布的原始文件核对。")
    }
}

/// Checks that `teams` is the unique optimum and `potentials` are the canonical ones.
///
/// # Errors
/// The first condition that does not hold, in the order of the specification.
pub fn check_certificate(
    problem: &Problem,
    teams: &Teams,
    potentials: &Potentials,
) -> Result<(), CertificateError> {
    let state = read_teams(problem, teams)?;
    let values = potentials.to_nodes(&state.nodes).ok_or(CertificateError::Shape)?;
    if values.iter().any(|value| value.abs() > VALUE_MAX) {
        return Err(CertificateError::Shape);
    }
    if values[state.nodes.sink()] != 0 {
        return Err(CertificateError::Sink);
    }
    let reach = reachable(&state);
    let zero = scan(&state, &values, &reach)?;
    check_canonical(&state, &values, &reach, &zero)?;
    if has_cycle(state.nodes.len(), zero) {
        return Err(CertificateError::NotUnique);
    }
    Ok(())
}

/// The flow that the teams describe, when they are allowed at all.
/// Checks sizes, eligibility, specialists and loads of the teams alone.
///
/// # Errors
/// The first condition that does not hold.
pub fn check_teams(problem: &Problem, teams: &Teams) -> Result<(), CertificateError> {
    read_teams(problem, teams).map(|_| ())
}

fn read_teams<'p>(problem: &'p Problem, teams: &Teams) -> Result<State<'p>, CertificateError> {
    if teams.len() != problem.needs.len() {
        return Err(CertificateError::Shape);
    }
    let mut state = State::empty(problem);
    for (entry, team) in teams.iter().enumerate() {
        if team.len() != problem.needs[entry].demand as usize {
            return Err(CertificateError::Size { entry });
        }
        let mut next = 0;
        for &member in team {
            let officer = member as usize;
            if member < next {
                return Err(CertificateError::Order { entry, officer });
            }
            next = member.saturating_add(1);
            if problem.arc(entry, member).is_none() {
                return Err(CertificateError::NotEligible { entry, officer });
            }
            state.add(entry, member);
        }
        if state.through[entry] > problem.x_capacity(entry) {
            return Err(CertificateError::Special { entry });
        }
    }
    let above = |f: &usize| state.load(*f) > problem.staff[*f].cap;
    match (0..problem.staff.len()).find(above).or_else(|| state.overloaded()) {
        Some(officer) => Err(CertificateError::Cap { officer }),
        None => Ok(state),
    }
}

/// Which nodes the sink reaches over residual arcs.
pub(super) fn reachable(state: &State<'_>) -> Vec<bool> {
    let nodes = &state.nodes;
    let mut seen = vec![false; nodes.len()];
    seen[nodes.sink()] = true;
    let mut queue: Vec<usize> = (0..nodes.officers).filter(|&f| state.load(f) > 0).collect();
    let mut missing = nodes.officers - queue.len();
    for &officer in &queue {
        seen[officer] = true;
    }
    while let Some(node) = queue.pop() {
        let mut visit = |to: usize, seen: &mut Vec<bool>| {
            if !std::mem::replace(&mut seen[to], true) {
                queue.push(to);
                missing -= usize::from(nodes.is_officer(to));
            }
        };
        if nodes.is_officer(node) {
            for &(entry, _) in &state.serves[node] {
                visit(nodes.tail(state.problem, entry as usize, node as u32), &mut seen);
            }
            continue;
        }
        let entry = nodes.entry_of(node);
        match nodes.x(entry) {
            Some(x) if x == node && state.through[entry] > 0 => {
                visit(nodes.entry(entry), &mut seen);
            }
            Some(x) if x != node && state.x_has_room(entry) => visit(x, &mut seen),
            _ => {}
        }
        if missing == 0 {
            continue;
        }
        for arc in &state.problem.pairs[entry] {
            let officer = arc.officer as usize;
            let tail = nodes.tail(state.problem, entry, arc.officer);
            let fresh = !seen[officer] && tail == node;
            if fresh && !state.teams[entry].contains(&arc.officer) {
                seen[officer] = true;
                missing -= 1;
                queue.push(officer);
            }
        }
    }
    seen
}

/// Reduced costs of all residual arcs whose tail is reachable; gives those that are 0.
pub(super) fn scan(
    state: &State<'_>,
    values: &[i128],
    reach: &[bool],
) -> Result<Vec<(u32, u32)>, CertificateError> {
    let mut zero = Vec::new();
    for entry in 0..state.nodes.entries {
        scan_entry(state, values, reach, entry, &mut zero)?;
    }
    let sink = state.nodes.sink();
    for officer in 0..state.nodes.officers {
        let node = officer as u32;
        if let Some(up) = state.cost_up(officer).filter(|_| reach[officer]) {
            match up + values[officer] - values[sink] {
                ..0 => return Err(CertificateError::Load { officer }),
                0 => zero.push((node, sink as u32)),
                _ => {}
            }
        }
        if let Some(last) = state.cost_last(officer) {
            match values[sink] - last - values[officer] {
                ..0 => return Err(CertificateError::Load { officer }),
                0 => zero.push((sink as u32, node)),
                _ => {}
            }
        }
        for &(entry, key) in &state.serves[officer] {
            let entry = entry as usize;
            let tail = state.nodes.tail(state.problem, entry, node);
            match values[officer] - key_cost(key) - values[tail] {
                ..0 => return Err(CertificateError::Pair { entry, officer }),
                0 => zero.push((node, tail as u32)),
                _ => {}
            }
        }
    }
    Ok(zero)
}

/// Unused pairs of an entry and the arcs at its X node.
fn scan_entry(
    state: &State<'_>,
    values: &[i128],
    reach: &[bool],
    entry: usize,
    zero: &mut Vec<(u32, u32)>,
) -> Result<(), CertificateError> {
    let home = state.nodes.entry(entry);
    let x = state.nodes.x(entry);
    let team = &state.teams[entry];
    for arc in &state.problem.pairs[entry] {
        let tail = match x {
            Some(x) if state.problem.through_x(entry, arc.officer) => x,
            _ => home,
        };
        let officer = arc.officer as usize;
        let reduced = pair_cost(arc.tier, arc.r) + values[tail] - values[officer];
        if reduced > 0 || !reach[tail] || team.contains(&arc.officer) {
            continue;
        }
        if reduced < 0 {
            return Err(CertificateError::Pair { entry, officer });
        }
        zero.push((tail as u32, arc.officer));
    }
    let Some(x) = x else { return Ok(()) };
    let gain = values[home] - values[x];
    let forward = state.x_has_room(entry) && reach[home];
    let backward = state.through[entry] > 0 && reach[x];
    if forward && gain < 0 || backward && gain > 0 {
        return Err(CertificateError::SpecialArc { entry });
    }
    if gain == 0 && forward {
        zero.push((home as u32, x as u32));
    }
    if gain == 0 && backward {
        zero.push((x as u32, home as u32));
    }
    Ok(())
}

/// Each reachable node has a tight arc from a reachable one; the others are 0.
fn check_canonical(
    state: &State<'_>,
    values: &[i128],
    reach: &[bool],
    zero: &[(u32, u32)],
) -> Result<(), CertificateError> {
    let nodes = &state.nodes;
    let mut tight = vec![false; nodes.len()];
    tight[nodes.sink()] = true;
    for &(from, to) in zero {
        tight[to as usize] |= reach[from as usize];
    }
    let canonical = |node: usize| if reach[node] { tight[node] } else { values[node] == 0 };
    let Some(node) = (0..nodes.sink()).find(|&node| !canonical(node)) else { return Ok(()) };
    Err(if nodes.is_officer(node) {
        CertificateError::OfficerPotential { officer: node }
    } else if nodes.is_x(node) {
        CertificateError::SpecialPotential { entry: nodes.entry_of(node) }
    } else {
        CertificateError::EntryPotential { entry: nodes.entry_of(node) }
    })
}
