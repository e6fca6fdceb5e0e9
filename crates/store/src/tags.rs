//! 标签和监管责任: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{OrganId, SubjectId, TagId};
use sunlot_domain::tags::{Duty, SubjectTag, Tag};
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

record!(Tag, "tag", id, organ, scope, name, meaning, valid_from, valid_to);
record!(SubjectTag, "subject_tag", id, subject, tag, valid_from, valid_to, withdrawn);
record!(Duty, "duty", id, organ, item_code, subject, valid_from, valid_to);

/// One page of the tags; with a division, those that are used there or above it.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    usable_in: Option<&DivisionCode>,
    organ: Option<OrganId>,
    text: Option<&str>,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Tag>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(region) = usable_in {
        let mut above = vec![region.clone()];
        while let Some(parent) = above.last().and_then(DivisionCode::parent) {
            above.push(parent);
        }
        filter.among("scope", above.iter().map(Column::to_value));
    }
    if let Some(organ) = organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(text) = text {
        filter.contains(&["name", "meaning"], text);
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

/// Who supervises a subject for what.
///
/// # Errors
/// What the database answers.
pub fn duties(tx: &mut ReadTx<'_>, subject: SubjectId) -> Result<Vec<Stored<Duty>>, StoreError> {
    tx.find("WHERE subject = ?1 ORDER BY valid_from, id", &[subject.to_value()])
}
