//! 附件3: the facts that its cells count, with the ids of the rows behind them.

use sunlot_domain::annex3::{DrawnObject, Outlet, RandomCase};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::draws::{Counts, DrawState};
use sunlot_domain::follow::penalties::PenaltyEnd;
use sunlot_domain::ids::{DrawId, InspectionId, OrganId};
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::results::ChannelKind;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::tx::ReadTx;

/// Whose facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Of everybody.
    All,
    /// Of one organ.
    Organ(OrganId),
    /// Of every organ below a division.
    Region(DivisionCode),
}

impl Whose {
    /// Rounds that they initiated, or cases that they filed.
    pub(crate) fn narrow(&self, filter: &mut Filter, table: &str) {
        match self {
            Whose::All => {}
            Whose::Organ(organ) => {
                filter.and(&format!("{table}.organ = {{}}"), [organ.to_value()]);
            }
            Whose::Region(region) => filter.within(&format!("{table}.region"), region),
        }
    }
}

/// A draw whose result is in the log.
#[derive(Debug, Clone)]
pub struct LockedDraw {
    /// Which.
    pub draw: DrawId,
    /// 发起部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The other organs that inspect.
    pub participants: Vec<OrganId>,
    /// Where it stands.
    pub state: DrawState,
    /// What was counted.
    pub counts: Counts,
    /// Bytes of the log entry that locked it.
    pub entry: Vec<u8>,
}

/// Draws whose result is in the log, annulled ones too.
///
/// # Errors
/// What the database answers.
pub fn locked(tx: &mut ReadTx<'_>, whose: &Whose) -> Result<Vec<LockedDraw>, StoreError> {
    let mut filter = Filter::default();
    whose.narrow(&mut filter, "d");
    let sql = format!(
        "SELECT d.id, d.organ, d.region, d.participants, d.state, d.counts, l.entry FROM draw d \
         JOIN draw_entry e ON e.draw = d.id AND e.kind = 'result' \
         JOIN log_entry l ON l.idx = e.entry {} ORDER BY d.id",
        filter.clause()
    );
    let mut found = Vec::new();
    for mut row in tx.query(&sql, filter.params())? {
        found.push(LockedDraw {
            draw: row.take()?,
            organ: row.take()?,
            region: row.take()?,
            participants: row.take()?,
            state: row.take()?,
            counts: row.take()?,
            entry: row.take()?,
        });
    }
    Ok(found)
}

/// Objects of those draws that were handed out; publications are told by [`receipts`].
///
/// # Errors
/// What the database answers.
pub fn handed_out(tx: &mut ReadTx<'_>, whose: &Whose) -> Result<Vec<DrawnObject>, StoreError> {
    let mut filter = Filter::default();
    whose.narrow(&mut filter, "d");
    filter.and("d.state IN ('drawn', 'matched')", []);
    let sql = format!(
        "SELECT i.id, i.draw, i.subject, s.kind FROM inspection i JOIN draw d ON d.id = i.draw \
         JOIN subject s ON s.id = i.subject {} ORDER BY i.id",
        filter.clause()
    );
    let mut found = Vec::new();
    tx.each(&sql, filter.params(), &mut |mut row| {
        found.push(DrawnObject {
            visit: row.take()?,
            draw: row.take()?,
            subject: row.take()?,
            kind: row.take::<SubjectKind>()?,
            published: Vec::new(),
        });
        Ok(())
    })?;
    Ok(found)
}

/// The outlet of a channel.
#[must_use]
pub fn outlet(channel: ChannelKind) -> Outlet {
    match channel {
        ChannelKind::Gsxt => Outlet::Gsxt,
        ChannelKind::Credit | ChannelKind::Supervision => Outlet::Professional,
        ChannelKind::Website => Outlet::Website,
    }
}

/// Earliest receipt of each channel for each visit, of results that stand (R-RES-06): what is
/// waiting, was returned, or whose every result was withdrawn, is not published.
///
/// # Errors
/// What the database answers.
pub fn receipts(
    tx: &mut ReadTx<'_>,
    whose: &Whose,
) -> Result<Vec<(InspectionId, ChannelKind, UtcSecond)>, StoreError> {
    let mut filter = Filter::default();
    whose.narrow(&mut filter, "d");
    filter.and("d.state IN ('drawn', 'matched') AND c.state = 'accepted'", []);
    let stands = "r.inspection = p.inspection AND r.organ = p.organ AND r.state = 'published'";
    filter.and(&format!("EXISTS (SELECT 1 FROM check_result r WHERE {stands})"), []);
    let sql = format!(
        "SELECT p.inspection, c.channel, MIN(c.at) FROM result_channel c \
         JOIN inspection_part p ON p.id = c.part JOIN inspection i ON i.id = p.inspection \
         JOIN draw d ON d.id = i.draw {} GROUP BY p.inspection, c.channel \
         ORDER BY p.inspection, c.channel",
        filter.clause()
    );
    let mut found = Vec::new();
    tx.each(&sql, filter.params(), &mut |mut row| {
        found.push((row.take()?, row.take()?, row.take()?));
        Ok(())
    })?;
    Ok(found)
}

/// Cases that began with a random inspection, by who filed them (R-CASE-05).
///
/// # Errors
/// What the database answers.
pub fn cases(tx: &mut ReadTx<'_>, whose: &Whose) -> Result<Vec<RandomCase>, StoreError> {
    let mut filter = Filter::default();
    whose.narrow(&mut filter, "p");
    filter.and("p.task IS NOT NULL AND p.case_id IS NULL AND p.referral IS NULL", []);
    filter.and("p.filed_on IS NOT NULL AND p.state <> 'not_filed'", []);
    let sql = format!(
        "SELECT p.id, p.organ, p.region, p.filed_on, p.decided_on, p.fine, p.gain, p.goods, \
         p.ending, COALESCE(d.participants, t.participants) FROM penalty p \
         JOIN task t ON t.id = p.task LEFT JOIN inspection i ON i.id = p.inspection \
         LEFT JOIN draw d ON d.id = i.draw {} ORDER BY p.id",
        filter.clause()
    );
    let mut found = Vec::new();
    for mut row in tx.query(&sql, filter.params())? {
        let (penalty, organ, region) = (row.take()?, row.take()?, row.take()?);
        let (filed_on, decided_on) = (row.take()?, row.take::<Option<Day>>()?);
        let (fine, gain, goods): (u64, u64, u64) = (row.take()?, row.take()?, row.take()?);
        let ending: Option<PenaltyEnd> = row.take()?;
        let participants: Vec<OrganId> = row.take()?;
        let stands = ending != Some(PenaltyEnd::Revoked);
        found.push(RandomCase {
            penalty,
            organ,
            region,
            joint: !participants.is_empty(),
            filed_on,
            decided_on: decided_on.filter(|_| stands),
            fine,
            confiscated: gain + goods,
        });
    }
    Ok(found)
}
