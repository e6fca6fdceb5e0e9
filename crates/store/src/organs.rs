//! 部门和行政区划: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::{Organ, Region};

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

record!(Region, "region", id, name, parent);
record!(Organ, "organ", id, code, region, kind, name, superior, entrusting, active);

/// Divisions directly below one, or the provinces.
///
/// # Errors
/// What the database answers.
pub fn regions_below(
    tx: &mut ReadTx<'_>,
    parent: Option<&DivisionCode>,
) -> Result<Vec<Stored<Region>>, StoreError> {
    match parent {
        Some(parent) => tx.find("WHERE parent = ?1 ORDER BY id", &[parent.to_value()]),
        None => tx.find("WHERE parent IS NULL ORDER BY id", &[]),
    }
}

/// One page of the organs below a division whose name or code holds a text.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    region: Option<&DivisionCode>,
    text: Option<&str>,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Organ>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(region) = region {
        filter.within("region", region);
    }
    if let Some(text) = text {
        filter.contains(&["name", "code"], text);
    }
    tx.page(&filter, order, window)
}
