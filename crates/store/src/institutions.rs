//! 受委托的专业机构: queries.

use sunlot_domain::ids::OrganId;
use sunlot_domain::institutions::Institution;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

record!(
    Institution,
    "institution",
    id,
    organ,
    region,
    name,
    qualification,
    contract,
    scope,
    valid_from,
    valid_to,
);

/// One page of the institutions.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    visible: &Visible,
    organ: Option<OrganId>,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Institution>>, u64), StoreError> {
    let mut filter = Filter::default();
    visible.narrow_own(&mut filter, "", None);
    if let Some(organ) = organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    tx.page(&filter, order, window)
}
