//! 联席会议: queries.

use sunlot_domain::conferences::{Conference, Membership, Post, PostHolder};
use sunlot_domain::ids::{ConferenceId, OrganId};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(Post);
record!(Conference, "conference", id, region, name, office, lead);
record!(Membership, "conference_member", id, conference, organ, joined, left_on);
record!(
    PostHolder,
    "conference_post",
    id,
    conference,
    organ,
    post,
    person,
    title,
    from_day,
    to_day,
    filed_on,
    follows,
);

/// One page of the conferences.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    text: Option<&str>,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Conference>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(text) = text {
        filter.contains(&["name"], text);
    }
    tx.page(&filter, order, window)
}

/// The conference whose office an organ is.
///
/// # Errors
/// What the database answers.
pub fn of_office(
    tx: &mut ReadTx<'_>,
    office: OrganId,
) -> Result<Option<Stored<Conference>>, StoreError> {
    Ok(tx.find("WHERE office = ?1", &[office.to_value()])?.into_iter().next())
}

/// Memberships of a conference: all of them, or those of a day.
///
/// # Errors
/// What the database answers.
pub fn members(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
    day: Option<Day>,
) -> Result<Vec<Stored<Membership>>, StoreError> {
    let all: Vec<Stored<Membership>> =
        tx.find("WHERE conference = ?1 ORDER BY joined, id", &[conference.to_value()])?;
    Ok(all.into_iter().filter(|one| day.is_none_or(|day| one.value.on(day))).collect())
}

/// Holders of posts of a conference: all of them, or those of a day.
///
/// # Errors
/// What the database answers.
pub fn posts(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
    day: Option<Day>,
) -> Result<Vec<Stored<PostHolder>>, StoreError> {
    let all: Vec<Stored<PostHolder>> =
        tx.find("WHERE conference = ?1 ORDER BY from_day, id", &[conference.to_value()])?;
    Ok(all.into_iter().filter(|one| day.is_none_or(|day| one.value.on(day))).collect())
}
