//! Is there another optimum? (ssj-1 §9.3, "Uniqueness")
//!
//! Two optimal flows differ by cycles of residual arcs with reduced cost 0. An arc and its own
//! reverse make no difference, so what counts is a cycle of three nodes or more. Such a cycle lies
//! in one strongly connected component, and a component has none exactly when each of its arcs
//! has its reverse and the arcs without direction form a tree.

use super::certificate::{reachable, scan};
use super::state::State;

/// Is the flow the only one of its cost, given potentials that prove it optimal?
pub(super) fn is_unique(state: &State<'_>, values: &[i128]) -> bool {
    let reach = reachable(state);
    let arcs = scan(state, values, &reach).expect("the solver's potentials prove its own optimum");
    !has_cycle(state.nodes.len(), arcs)
}

/// Does the graph have a directed cycle of three nodes or more?
pub(super) fn has_cycle(nodes: usize, mut arcs: Vec<(u32, u32)>) -> bool {
    arcs.sort_unstable();
    let component = components(nodes, &arcs);
    let mut sizes = vec![0_u32; nodes];
    for &of in &component {
        sizes[of as usize] += 1;
    }
    let mut inside = vec![0_u32; nodes];
    for &(from, to) in &arcs {
        if component[from as usize] == component[to as usize] {
            if arcs.binary_search(&(to, from)).is_err() {
                return true;
            }
            inside[component[from as usize] as usize] += 1;
        }
    }
    sizes.iter().zip(&inside).any(|(&size, &arcs)| size > 0 && arcs > 2 * (size - 1))
}

/// Tarjan's strongly connected components without recursion; the component of each node.
fn components(nodes: usize, arcs: &[(u32, u32)]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let first = |node: usize| arcs.partition_point(|&(from, _)| (from as usize) < node);
    let starts: Vec<usize> = (0..=nodes).map(first).collect();
    let mut order = vec![UNSEEN; nodes];
    let mut low = vec![0_u32; nodes];
    let mut component = vec![UNSEEN; nodes];
    let (mut open, mut path): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    let (mut clock, mut count) = (0, 0);
    for root in 0..nodes {
        if order[root] != UNSEEN {
            continue;
        }
        path.push((root, starts[root]));
        while let Some((node, next)) = path.pop() {
            if next == starts[node] {
                order[node] = clock;
                low[node] = clock;
                clock += 1;
                open.push(node);
            }
            if next < starts[node + 1] {
                path.push((node, next + 1));
                let to = arcs[next].1 as usize;
                if order[to] == UNSEEN {
                    path.push((to, starts[to]));
                } else if component[to] == UNSEEN {
                    low[node] = low[node].min(order[to]);
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = open.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    component
}
