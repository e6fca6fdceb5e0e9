//! The published dual values of one step.

use super::nodes::Nodes;

/// One value for each node (ssj-1 §9.3, "canonical potentials").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Potentials {
    /// Kind `F`, by officer.
    pub officers: Vec<i128>,
    /// Kind `O`, by entry.
    pub entries: Vec<i128>,
    /// Kind `X`, by entry; `None` where the entry has no X node.
    pub specials: Vec<Option<i128>>,
    /// Kind `T`: always 0 when canonical.
    pub sink: i128,
}

impl Potentials {
    pub(super) fn from_nodes(nodes: &Nodes, values: &[i128]) -> Self {
        Self {
            officers: values[..nodes.officers].to_vec(),
            entries: values[nodes.officers..nodes.officers + nodes.entries].to_vec(),
            specials: (0..nodes.entries).map(|entry| Some(values[nodes.x(entry)?])).collect(),
            sink: values[nodes.sink()],
        }
    }

    /// Flat by node; `None` when the shape is not that of the problem.
    pub(super) fn to_nodes(&self, nodes: &Nodes) -> Option<Vec<i128>> {
        let shaped = self.officers.len() == nodes.officers
            && self.entries.len() == nodes.entries
            && self.specials.len() == nodes.entries
            && (0..nodes.entries).all(|e| self.specials[e].is_some() == nodes.x(e).is_some());
        if !shaped {
            return None;
        }
        let mut values = self.officers.clone();
        values.extend(&self.entries);
        values.extend(self.specials.iter().flatten());
        values.push(self.sink);
        Some(values)
    }
}
