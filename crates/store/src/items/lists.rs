//! Lists and their versions.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{ItemListId, ItemListVersionId, OrganId};
use sunlot_domain::items::{Consent, ItemList, ItemListVersion, ListKind};
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record::Stored;
use crate::tx::ReadTx;

/// Which lists.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// In the subtree of this division.
    pub region: Option<DivisionCode>,
    /// Written by this organ.
    pub organ: Option<OrganId>,
    /// Own or joint.
    pub kind: Option<ListKind>,
    /// Part of the title.
    pub text: Option<String>,
    /// Only those with a version that is or was published.
    pub published: bool,
}

/// One page of the lists.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &ListFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<ItemList>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(region) = &which.region {
        filter.within("region", region);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(kind) = which.kind {
        filter.and("kind = {}", [kind.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["title"], text);
    }
    if which.published {
        let published = "EXISTS (SELECT 1 FROM item_list_version v WHERE v.list = item_list.id \
                         AND v.state IN ('published', 'superseded'))";
        filter.and(published, []);
    }
    tx.page(&filter, order, window)
}

/// Versions of a list, newest first.
///
/// # Errors
/// What the database answers.
pub fn versions(
    tx: &mut ReadTx<'_>,
    list: ItemListId,
) -> Result<Vec<Stored<ItemListVersion>>, StoreError> {
    tx.find("WHERE list = ?1 ORDER BY number DESC", &[list.to_value()])
}

/// The version that is being prepared.
///
/// # Errors
/// What the database answers.
pub fn open_version(
    tx: &mut ReadTx<'_>,
    list: ItemListId,
) -> Result<Option<Stored<ItemListVersion>>, StoreError> {
    let tail = "WHERE list = ?1 AND state IN ('draft', 'submitted', 'approved')";
    Ok(tx.find(tail, &[list.to_value()])?.into_iter().next())
}

/// The version that was published last and has no successor yet.
///
/// # Errors
/// What the database answers.
pub fn published_version(
    tx: &mut ReadTx<'_>,
    list: ItemListId,
) -> Result<Option<Stored<ItemListVersion>>, StoreError> {
    let tail = "WHERE list = ?1 AND state = 'published'";
    Ok(tx.find(tail, &[list.to_value()])?.into_iter().next())
}

/// The version that is in force on a day.
///
/// # Errors
/// What the database answers.
pub fn version_on(
    tx: &mut ReadTx<'_>,
    list: ItemListId,
    day: Day,
) -> Result<Option<Stored<ItemListVersion>>, StoreError> {
    let tail = "WHERE list = ?1 AND state IN ('published', 'superseded') AND valid_from <= ?2 \
                AND (valid_to IS NULL OR valid_to >= ?2) ORDER BY number DESC";
    Ok(tx.find(tail, &[list.to_value(), day.to_value()])?.into_iter().next())
}

/// Number of the next version.
///
/// # Errors
/// What the database answers.
pub fn next_number(tx: &mut ReadTx<'_>, list: ItemListId) -> Result<u32, StoreError> {
    let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM item_list_version WHERE list = ?1";
    tx.one(sql, &[list.to_value()])
}

/// Consents of a version.
///
/// # Errors
/// What the database answers.
pub fn consents(
    tx: &mut ReadTx<'_>,
    version: ItemListVersionId,
) -> Result<Vec<Stored<Consent>>, StoreError> {
    tx.find("WHERE list_version = ?1 ORDER BY id", &[version.to_value()])
}
