//! 行政区划 from the tables: China to the county, Gansu to the township.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::Region;

use super::rows;
use crate::context::{App, Call};
use crate::error::AppError;

const CHINA: &str = include_str!("../../../../data/divisions_china_to_county.csv");
const GANSU: &str = include_str!("../../../../data/divisions_gansu_to_township.csv");

fn read(table: &str) -> impl Iterator<Item = (DivisionCode, Region)> {
    rows(table).into_iter().filter_map(|cells| {
        let [code, name, _, parent, ..] = cells.as_slice() else { return None };
        let id = DivisionCode::parse(code).ok()?;
        let parent = DivisionCode::parse(parent).ok();
        Some((id.clone(), Region { id, name: name.clone(), parent }))
    })
}

/// Divisions of a scope: those inside it, and those above it up to the province.
///
/// # Errors
/// A scope that the tables do not have.
pub fn regions_of(scope: &DivisionCode) -> Result<Vec<Region>, AppError> {
    let all: BTreeMap<DivisionCode, Region> = read(CHINA).chain(read(GANSU)).collect();
    if !all.contains_key(scope) {
        let text = format!(
            "随附的区划表里没有“{}”；请核对代码，乡镇级目前只有甘肃省，其他地方请自行导入。",
            scope.as_str()
        );
        return Err(AppError::field("scope", "region.unknown", text));
    }
    let inside = |region: &&Region| region.id.as_str().starts_with(scope.prefix());
    let mut chosen: BTreeSet<DivisionCode> =
        all.values().filter(inside).map(|region| region.id.clone()).collect();
    let mut above = Some(scope.clone());
    while let Some(code) = above {
        above = all.get(&code).and_then(|region| region.parent.clone());
        chosen.insert(code);
    }
    Ok(chosen.iter().filter_map(|code| all.get(code).cloned()).collect())
}

/// Loads the divisions of a county, prefecture or province that are not there yet, from the
/// province to the township; gives their number.
///
/// # Errors
/// A scope that the tables do not have, or what the store answers.
pub async fn load_divisions(app: &App, call: &Call, scope: &DivisionCode) -> Result<u64, AppError> {
    crate::organs::load_regions(app, call, regions_of(scope)?).await
}
