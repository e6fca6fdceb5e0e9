//! 标签和监管责任: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{OrganId, SubjectId, TagId};
use sunlot_domain::tags::{Duty, SubjectTag, Tag};
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::inspectors::Reached;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;
use crate::value::Value;

record!(Tag, "tag", id, organ, scope, name, meaning, valid_from, valid_to);
record!(SubjectTag, "subject_tag", id, subject, tag, valid_from, valid_to, withdrawn);
record!(Duty, "duty", id, organ, item_code, subject, valid_from, valid_to);

/// Which tags of a list.
#[derive(Debug, Clone, Default)]
pub struct TagFilter {
    /// Used in these divisions, above or below them; everywhere when there are none.
    pub around: Vec<DivisionCode>,
    /// Used in a division: scoped to it or to one above it.
    pub usable_in: Option<DivisionCode>,
    /// Of an organ.
    pub organ: Option<OrganId>,
    /// A part of the word or of its meaning.
    pub text: Option<String>,
    /// Valid on a day.
    pub on: Option<Day>,
}

/// A division and those above it.
fn upwards(region: &DivisionCode) -> Vec<DivisionCode> {
    let mut above = vec![region.clone()];
    while let Some(parent) = above.last().and_then(DivisionCode::parent) {
        above.push(parent);
    }
    above
}

/// One page of the tags.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &TagFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Tag>>, u64), StoreError> {
    let mut filter = Filter::default();
    if !which.around.is_empty() {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        for region in &which.around {
            conditions.push("scope >= {} AND scope < {}");
            let prefix = region.prefix();
            values.extend([Value::Text(prefix.into()), Value::Text(format!("{prefix}~"))]);
            for above in upwards(region) {
                conditions.push("scope = {}");
                values.push(above.to_value());
            }
        }
        filter.and(&conditions.join(" OR "), values);
    }
    if let Some(region) = &which.usable_in {
        filter.among("scope", upwards(region).iter().map(Column::to_value));
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["name", "meaning"], text);
    }
    if let Some(day) = which.on {
        let valid = "valid_from <= {} AND (valid_to IS NULL OR valid_to >= {})";
        filter.and(valid, [day.to_value(), day.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// The tag of a name that is used in a division; the narrowest scope wins.
///
/// # Errors
/// What the database answers.
pub fn by_name(
    tx: &mut ReadTx<'_>,
    name: &str,
    region: &DivisionCode,
) -> Result<Option<Stored<Tag>>, StoreError> {
    let found = tx.find::<Tag>("WHERE name = ?1 ORDER BY scope", &[name.to_value()])?;
    let used = |tag: &Stored<Tag>| region.as_str().starts_with(tag.value.scope.prefix());
    Ok(found.into_iter().filter(used).max_by_key(|tag| tag.value.scope.prefix().len()))
}

/// Every tag that a subject ever carried.
///
/// # Errors
/// What the database answers.
pub fn of_subject(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
) -> Result<Vec<Stored<SubjectTag>>, StoreError> {
    tx.find("WHERE subject = ?1 ORDER BY valid_from, id", &[subject.to_value()])
}

/// The tag on a subject, when it holds on a day or later.
///
/// # Errors
/// What the database answers.
pub fn held(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    tag: TagId,
    day: Day,
) -> Result<Option<Stored<SubjectTag>>, StoreError> {
    let found = tx.find(
        "WHERE subject = ?1 AND tag = ?2 AND withdrawn = 0 \
         AND (valid_to IS NULL OR valid_to >= ?3) ORDER BY valid_from, id LIMIT 1",
        &[subject.to_value(), tag.to_value(), day.to_value()],
    )?;
    Ok(found.into_iter().next())
}

/// Where a tag holds on a day or later.
///
/// # Errors
/// What the database answers.
pub fn holders(
    tx: &mut ReadTx<'_>,
    tag: TagId,
    day: Day,
) -> Result<Vec<Stored<SubjectTag>>, StoreError> {
    tx.find(
        "WHERE tag = ?1 AND withdrawn = 0 AND (valid_to IS NULL OR valid_to >= ?2) ORDER BY id",
        &[tag.to_value(), day.to_value()],
    )
}

/// Which duties of a list.
#[derive(Debug, Clone, Default)]
pub struct DutyFilter {
    /// Who asks.
    pub reached: Reached,
    /// Of an organ.
    pub organ: Option<OrganId>,
    /// For a subject.
    pub subject: Option<SubjectId>,
    /// For an item.
    pub item: Option<String>,
    /// Held on a day.
    pub on: Option<Day>,
}

/// One page of the duties.
///
/// # Errors
/// What the database answers.
pub fn list_duties(
    tx: &mut ReadTx<'_>,
    which: &DutyFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Duty>>, u64), StoreError> {
    let mut filter = Filter::default();
    let (condition, values) = which.reached.condition("1 = 0");
    filter.and(&condition, values);
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(subject) = which.subject {
        filter.and("subject = {}", [subject.to_value()]);
    }
    if let Some(item) = &which.item {
        filter.and("item_code = {}", [item.to_value()]);
    }
    if let Some(day) = which.on {
        let held = "valid_from <= {} AND (valid_to IS NULL OR valid_to >= {})";
        filter.and(held, [day.to_value(), day.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// The duty of an organ for a subject and an item, when it holds on a day or later.
///
/// # Errors
/// What the database answers.
pub fn duty_of(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    item: &str,
    subject: SubjectId,
    day: Day,
) -> Result<Option<Stored<Duty>>, StoreError> {
    let found = tx.find(
        "WHERE organ = ?1 AND item_code = ?2 AND subject = ?3 \
         AND (valid_to IS NULL OR valid_to >= ?4) ORDER BY id LIMIT 1",
        &[organ.to_value(), item.to_value(), subject.to_value(), day.to_value()],
    )?;
    Ok(found.into_iter().next())
}

/// Who supervises a subject for what.
///
/// # Errors
/// What the database answers.
pub fn duties(tx: &mut ReadTx<'_>, subject: SubjectId) -> Result<Vec<Stored<Duty>>, StoreError> {
    tx.find("WHERE subject = ?1 ORDER BY valid_from, id", &[subject.to_value()])
}

/// Tags on subjects that an entry of the log wrote.
///
/// # Errors
/// What the database answers.
pub fn written_by(
    tx: &mut ReadTx<'_>,
    log_index: u64,
) -> Result<Vec<Stored<SubjectTag>>, StoreError> {
    tx.find("WHERE log_index = ?1 ORDER BY id", &[log_index.to_value()])
}
