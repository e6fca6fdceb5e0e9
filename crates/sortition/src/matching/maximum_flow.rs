//! How many posts can be filled at all: Dinic's algorithm on the network without costs.

use super::nodes::Nodes;
use super::problem::Problem;
use super::state::State;

const FAR: u32 = u32::MAX;

/// A maximum flow.
pub(super) fn maximum(problem: &Problem) -> State<'_> {
    let mut state = State::empty(problem);
    greedy(&mut state);
    while let Some(levels) = levels(&state) {
        let mut next = vec![0_usize; state.nodes.len()];
        for entry in 0..state.nodes.entries {
            while unmet(&state, entry) > 0 && push(&mut state, &levels, &mut next, entry) {}
        }
    }
    state
}

/// Posts of an entry that are not filled.
pub(super) fn unmet(state: &State<'_>, entry: usize) -> u32 {
    state.problem.needs[entry].demand - state.teams[entry].len() as u32
}

fn greedy(state: &mut State<'_>) {
    let problem = state.problem;
    for entry in 0..state.nodes.entries {
        for arc in &problem.pairs[entry] {
            if unmet(state, entry) == 0 {
                break;
            }
            let officer = arc.officer as usize;
            let room = !problem.through_x(entry, arc.officer) || state.x_has_room(entry);
            if room && state.load(officer) < problem.staff[officer].cap {
                state.add(entry, arc.officer);
            }
        }
    }
}

/// Nodes reachable from unmet entries, breadth first, with their depth.
pub(super) fn depths(state: &State<'_>) -> Vec<u32> {
    let nodes = &state.nodes;
    let mut depth = vec![FAR; nodes.len()];
    let mut queue: Vec<usize> =
        (0..nodes.entries).filter(|&e| unmet(state, e) > 0).map(|e| nodes.entry(e)).collect();
    for &node in &queue {
        depth[node] = 0;
    }
    let mut head = 0;
    while head < queue.len() {
        let node = queue[head];
        head += 1;
        let mut index = 0;
        while let Some(to) = residual(state, node, &mut index) {
            if depth[to] == FAR {
                depth[to] = depth[node] + 1;
                queue.push(to);
            }
        }
    }
    depth
}

/// Depths, when an officer with room can be reached.
fn levels(state: &State<'_>) -> Option<Vec<u32>> {
    let depth = depths(state);
    let open = |f: usize| depth[f] != FAR && state.load(f) < state.problem.staff[f].cap;
    (0..state.nodes.officers).any(open).then_some(depth)
}

/// The next residual arc of a node from `index` on, the one to the sink excepted.
fn residual(state: &State<'_>, node: usize, index: &mut usize) -> Option<usize> {
    let (problem, nodes): (&Problem, &Nodes) = (state.problem, &state.nodes);
    if nodes.is_officer(node) {
        let (entry, _) = *state.serves[node].get(*index)?;
        *index += 1;
        return Some(nodes.tail(problem, entry as usize, node as u32));
    }
    let entry = nodes.entry_of(node);
    if *index == 0 {
        *index = 1;
        match nodes.x(entry) {
            Some(x) if x == node && state.through[entry] > 0 => return Some(nodes.entry(entry)),
            Some(x) if x != node && state.x_has_room(entry) => return Some(x),
            _ => {}
        }
    }
    while let Some(arc) = problem.pairs[entry].get(*index - 1) {
        *index += 1;
        let starts_here = nodes.tail(problem, entry, arc.officer) == node;
        if starts_here && !state.teams[entry].contains(&arc.officer) {
            return Some(arc.officer as usize);
        }
    }
    None
}

/// One path down the levels, without recursion; false when none is left.
fn push(state: &mut State<'_>, levels: &[u32], next: &mut [usize], entry: usize) -> bool {
    let mut path = vec![state.nodes.entry(entry)];
    while let Some(&node) = path.last() {
        let cap = |f: usize| state.problem.staff[f].cap;
        if state.nodes.is_officer(node) && state.load(node) < cap(node) {
            apply(state, &path);
            // Lists of officers on the path have changed; their places start again.
            for &node in path.iter().filter(|&&node| state.nodes.is_officer(node)) {
                next[node] = 0;
            }
            return true;
        }
        match residual(state, node, &mut next[node]) {
            Some(to) if levels[to] == levels[node] + 1 => path.push(to),
            Some(_) => {}
            None => {
                path.pop();
            }
        }
    }
    false
}

/// Turns a path into changes of teams; removals first, so that no X count passes its capacity.
fn apply(state: &mut State<'_>, path: &[usize]) {
    for step in path.windows(2) {
        if state.nodes.is_officer(step[0]) {
            state.remove(state.nodes.entry_of(step[1]), step[0] as u32);
        }
    }
    for step in path.windows(2) {
        if state.nodes.is_officer(step[1]) {
            state.add(state.nodes.entry_of(step[0]), step[1] as u32);
        }
    }
}
