//! 片区 and 匹配池 in the plan's terms.

use std::collections::{BTreeMap, BTreeSet};

use super::{PlanError, PlanTerms};

/// Township → matching region.
pub(super) fn regions(terms: &PlanTerms) -> Result<BTreeMap<String, String>, PlanError> {
    let mut map = BTreeMap::new();
    for region in &terms.regions {
        for township in &region.townships {
            if map.insert(township.clone(), region.code.clone()).is_some() {
                return Err(PlanError::Contradiction {
                    place: format!("[[regions]] {}", region.code),
                    detail: format!("乡镇 {township} 被划入两个片区，请只保留一个。"),
                });
            }
        }
    }
    Ok(map)
}

/// One pool of the rules record.
pub(super) struct PoolTerms {
    /// `MU-<region>-<dept>`.
    pub(super) pool: String,
    /// Department.
    pub(super) dept: String,
    /// Regions, or `*`.
    pub(super) regions: Vec<String>,
    /// Members per visit.
    pub(super) demand: u32,
    /// Rows are fixed groups.
    pub(super) team: bool,
}

/// The pools, ascending by name: one per department, or one per region where it splits.
pub(super) fn pools(terms: &PlanTerms) -> Vec<PoolTerms> {
    let Some(matching) = &terms.matching else { return Vec::new() };
    let depts: BTreeSet<&String> = terms.items.iter().flat_map(|item| &item.depts).collect();
    let mut split: BTreeSet<&str> = terms.regions.iter().map(|r| r.code.as_str()).collect();
    split.insert(&matching.default_region);
    let mut pools = Vec::new();
    for dept in depts {
        let team = matching.team_depts.contains(dept);
        let demand = if team { 1 } else { matching.demand };
        let pool = |region: &str, regions: Vec<String>| PoolTerms {
            pool: format!("MU-{region}-{dept}"),
            dept: dept.clone(),
            regions,
            demand,
            team,
        };
        if matching.split_depts.contains(dept) {
            pools.extend(split.iter().map(|region| pool(region, vec![(*region).to_owned()])));
        } else {
            pools.push(pool(&matching.default_region, vec!["*".to_owned()]));
        }
    }
    pools.sort_by(|a, b| a.pool.cmp(&b.pool));
    pools
}
