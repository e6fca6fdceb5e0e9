//! Items, and whether one may be planned or drawn.

use std::collections::BTreeSet;

use sunlot_domain::ids::{ItemId, ItemListId, ItemListVersionId, LinkId, OrganId};
use sunlot_domain::items::{
    InForce, Item, ItemClass, ItemCode, ItemList, ItemListVersion, ItemUse, LawChange, NotDrawable,
};
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record::Stored;
use crate::tx::{ReadTx, WriteTx};

/// Which items.
#[derive(Debug, Clone, Default)]
pub struct ItemFilter {
    /// Of this version.
    pub list_version: Option<ItemListVersionId>,
    /// Of versions that are in force on this day.
    pub in_force: Option<Day>,
    /// Inspected by this organ.
    pub organ: Option<OrganId>,
    /// General or key.
    pub class: Option<ItemClass>,
    /// Of this category.
    pub category: Option<String>,
    /// Part of code, name or subjects.
    pub text: Option<String>,
    /// With those that were struck from a draft.
    pub struck: bool,
    /// Only those that are still to be proof-read.
    pub to_proofread: bool,
}

/// One page of items.
///
/// # Errors
/// What the database answers.
pub fn list_items(
    tx: &mut ReadTx<'_>,
    which: &ItemFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Item>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(version) = which.list_version {
        filter.and("list_version = {}", [version.to_value()]);
    }
    if let Some(day) = which.in_force {
        let in_force = "list_version IN (SELECT v.id FROM item_list_version v \
                        WHERE v.state IN ('published', 'superseded') AND v.valid_from <= {} \
                        AND (v.valid_to IS NULL OR v.valid_to >= {}))";
        filter.and(in_force, [day.to_value(), day.to_value()]);
    }
    if let Some(organ) = which.organ {
        organ_inspects(&mut filter, organ);
    }
    if let Some(class) = which.class {
        filter.and("class = {}", [class.to_value()]);
    }
    if let Some(category) = &which.category {
        filter.and("category = {}", [category.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["code", "name", "subjects"], text);
    }
    if !which.struck {
        filter.and("struck = 0", []);
    }
    if which.to_proofread {
        filter.and("to_proofread IS NOT NULL", []);
    }
    tx.page(&filter, order, window)
}

fn organ_inspects(filter: &mut Filter, organ: OrganId) {
    // Ids have one length and no wildcards, so a part of the joined text is one whole id.
    let part = format!("%{organ}%").to_value();
    let condition = "inspecting LIKE {} OR initiator = {} OR participants LIKE {}";
    filter.and(condition, [part.clone(), organ.to_value(), part]);
}

/// Items of a version in their order, with those that were struck.
///
/// # Errors
/// What the database answers.
pub fn in_version(
    tx: &mut ReadTx<'_>,
    version: ItemListVersionId,
) -> Result<Vec<Stored<Item>>, StoreError> {
    tx.find("WHERE list_version = ?1 ORDER BY position, code", &[version.to_value()])
}

/// An item of a version, by its code.
///
/// # Errors
/// What the database answers.
pub fn find(
    tx: &mut ReadTx<'_>,
    version: ItemListVersionId,
    code: &ItemCode,
) -> Result<Option<Stored<Item>>, StoreError> {
    let params = [version.to_value(), code.to_value()];
    Ok(tx.find("WHERE list_version = ?1 AND code = ?2", &params)?.into_iter().next())
}

/// Every code that any version of a list has or had.
///
/// # Errors
/// What the database answers.
pub fn codes(tx: &mut ReadTx<'_>, list: ItemListId) -> Result<BTreeSet<String>, StoreError> {
    let rows = tx.query("SELECT DISTINCT code FROM item WHERE list = ?1", &[list.to_value()])?;
    rows.into_iter().map(|mut row| row.take::<String>()).collect()
}

/// Law changes that work on the lists of an organ.
///
/// # Errors
/// What the database answers.
pub fn law_changes(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
) -> Result<Vec<Stored<LawChange>>, StoreError> {
    tx.find("WHERE organ = ?1 ORDER BY last_day, id", &[organ.to_value()])
}

/// An item row with its list, its version and what the law has done to it.
///
/// # Errors
/// [`StoreError::Missing`], or what the database answers.
pub fn in_force(tx: &mut ReadTx<'_>, item: ItemId) -> Result<InForce, StoreError> {
    let item = tx.need::<Item>(&item)?.value;
    with_surroundings(tx, item)
}

fn with_surroundings(tx: &mut ReadTx<'_>, item: Item) -> Result<InForce, StoreError> {
    let list = tx.need::<ItemList>(&item.list)?.value;
    let version = tx.need::<ItemListVersion>(&item.list_version)?.value;
    let changes = law_changes(tx, list.organ)?.into_iter().map(|stored| stored.value);
    Ok(InForce { list, version, item, law_changes: changes.collect() })
}

/// Every row with this code under which an organ inspects, in the order in which they count:
/// published before unpublished, the later version first.
///
/// # Errors
/// What the database answers.
pub fn of_organ(
    tx: &mut ReadTx<'_>,
    code: &ItemCode,
    organ: OrganId,
) -> Result<Vec<InForce>, StoreError> {
    let mut filter = Filter::default();
    filter.and("code = {}", [code.to_value()]);
    organ_inspects(&mut filter, organ);
    let tail = format!("{} ORDER BY id DESC", filter.clause());
    let rows: Vec<Stored<Item>> = tx.find(&tail, filter.params())?;
    rows.into_iter().map(|row| with_surroundings(tx, row.value)).collect()
}

/// The item that an organ may plan or draw by this code on a day: the inner error says why there
/// is none (R-ITEM-01, R-ITEM-02). A list of the organ's own comes before a joint one.
///
/// # Errors
/// What the database answers.
pub fn drawable(
    tx: &mut ReadTx<'_>,
    code: &ItemCode,
    organ: OrganId,
    day: Day,
) -> Result<Result<InForce, NotDrawable>, StoreError> {
    let mut rows = of_organ(tx, code, organ)?;
    rows.sort_by_key(|row| (row.list.kind, std::cmp::Reverse(row.version.number)));
    let mut why = None;
    for row in rows {
        match row.drawable_on(day) {
            Ok(()) => return Ok(Ok(row)),
            // A version that was abandoned says nothing about the others.
            Err(NotDrawable::Unpublished) => {
                why = why.or(Some(NotDrawable::Unpublished));
            }
            Err(reason) => match why {
                None | Some(NotDrawable::Unpublished) => why = Some(reason),
                Some(_) => {}
            },
        }
    }
    Ok(Err(why.unwrap_or_else(|| NotDrawable::Missing { code: code.to_string() })))
}

/// The name under which an organ inspected by this code on a day: of the version in force then,
/// also when it is over by now or the law has struck the item since; else of the newest row.
///
/// # Errors
/// What the database answers.
pub fn named_on(
    tx: &mut ReadTx<'_>,
    code: &ItemCode,
    organ: OrganId,
    day: Day,
) -> Result<Option<String>, StoreError> {
    let mut rows = of_organ(tx, code, organ)?;
    rows.sort_by_key(|row| (row.list.kind, std::cmp::Reverse(row.version.number)));
    let then = rows.iter().find(|row| row.version.in_force(day));
    Ok(then.or(rows.first()).map(|row| row.item.terms.name.clone()))
}

/// Items in force on a day, or in preparation, whose bases hold a text: candidates for the trace
/// of a law. The caller compares titles exactly.
///
/// # Errors
/// What the database answers.
pub fn citing(
    tx: &mut ReadTx<'_>,
    law: &str,
    day: Day,
    lists: Option<ItemListId>,
) -> Result<Vec<Stored<Item>>, StoreError> {
    let mut filter = Filter::default();
    filter.contains(&["bases"], law);
    filter.and("struck = 0", []);
    let binding = "list_version IN (SELECT v.id FROM item_list_version v \
                   WHERE v.state IN ('draft', 'submitted', 'approved') \
                   OR (v.state IN ('published', 'superseded') \
                       AND (v.valid_to IS NULL OR v.valid_to >= {})))";
    filter.and(binding, [day.to_value()]);
    if let Some(list) = lists {
        filter.and("list = {}", [list.to_value()]);
    }
    tx.find(&format!("{} ORDER BY list, position, code", filter.clause()), filter.params())
}

/// Codes of the items that have a name in some version, the newest first.
///
/// # Errors
/// What the database answers.
pub fn codes_named(tx: &mut ReadTx<'_>, name: &str) -> Result<Vec<ItemCode>, StoreError> {
    let tail = "WHERE name = ?1 AND struck = 0 ORDER BY id DESC";
    let mut codes: Vec<ItemCode> = Vec::new();
    for item in tx.find::<Item>(tail, &[name.to_value()])? {
        if !codes.contains(&item.value.code) {
            codes.push(item.value.code);
        }
    }
    Ok(codes)
}

/// Notes that an item was planned for on a day; called by the writing of a plan or task. A day
/// before the noted one changes nothing. `id` is for the first use.
///
/// # Errors
/// What the database answers.
pub fn mark_used(
    tx: &mut WriteTx<'_>,
    id: LinkId,
    list: ItemListId,
    code: &ItemCode,
    day: Day,
) -> Result<(), StoreError> {
    let params = [list.to_value(), code.to_value()];
    let known = tx.find::<ItemUse>("WHERE list = ?1 AND code = ?2", &params)?.into_iter().next();
    match known {
        Some(known) if known.value.last_used >= day => {}
        Some(known) => {
            tx.save(known.map(|before| ItemUse { last_used: day, ..before }))?;
        }
        None => {
            tx.insert(ItemUse { id, list, code: code.clone(), last_used: day })?;
        }
    }
    Ok(())
}

/// Items in force on a day that have been in force since `since` or longer and were not planned for
/// after `since`: after five years they are to be cancelled (国办发〔2024〕54号).
///
/// # Errors
/// What the database answers.
pub fn unused(tx: &mut ReadTx<'_>, since: Day, day: Day) -> Result<Vec<Stored<Item>>, StoreError> {
    let tail = "WHERE struck = 0 AND list_version IN (SELECT v.id FROM item_list_version v \
                WHERE v.state IN ('published', 'superseded') AND v.valid_from <= ?1 \
                AND (v.valid_to IS NULL OR v.valid_to >= ?1)) \
                AND EXISTS (SELECT 1 FROM item i JOIN item_list_version w ON w.id = i.list_version \
                WHERE i.list = item.list AND i.code = item.code AND i.struck = 0 \
                AND w.state IN ('published', 'superseded') AND w.valid_from <= ?2) \
                AND NOT EXISTS (SELECT 1 FROM item_use u \
                WHERE u.list = item.list AND u.code = item.code AND u.last_used > ?2) \
                ORDER BY list, position, code";
    tx.find(tail, &[day.to_value(), since.to_value()])
}
