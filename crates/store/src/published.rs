//! 公示的统计: counts over what is published. Every figure leaves out individual cases: they are no
//! random inspections, and in a township one of them may tell who complained (R-CASE-05).

use sunlot_domain::ids::OrganId;
use sunlot_domain::results::{ResultCode, ResultState};
use sunlot_sortition::time::Day;

use crate::annex3::Whose;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::tx::ReadTx;
use crate::value::Row;

/// Days of publication, both included.
pub type Days = (Day, Day);

/// Published results of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// 检查机关.
    pub organ: OrganId,
    /// 公示月份, `2026-03`.
    pub month: String,
    /// 检查结果.
    pub code: ResultCode,
    /// 公示状态.
    pub state: ResultState,
    /// 逾期公示.
    pub late: bool,
    /// How many.
    pub count: u64,
}

fn of_days(days: Days) -> Filter {
    let mut filter = Filter::default();
    filter.and("r.kind <> 'case'", []);
    filter.and(
        "r.published_on >= {} AND r.published_on <= {}",
        [days.0.to_value(), days.1.to_value()],
    );
    filter
}

fn rows<T>(
    tx: &mut ReadTx<'_>,
    sql: &str,
    filter: &Filter,
    read: impl Fn(&mut Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = tx.query(sql, filter.params())?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Published results by organ, month, result, state and lateness.
///
/// # Errors
/// What the database answers.
pub fn results(tx: &mut ReadTx<'_>, days: Days) -> Result<Vec<Counted>, StoreError> {
    let filter = of_days(days);
    let by = "r.organ, substr(r.published_on, 1, 7), r.code, r.state, r.late";
    let sql = format!(
        "SELECT {by}, COUNT(*) FROM check_result r {} GROUP BY {by} ORDER BY {by}",
        filter.clause()
    );
    rows(tx, &sql, &filter, |row| {
        Ok(Counted {
            organ: row.take()?,
            month: row.take()?,
            code: row.take()?,
            state: row.take()?,
            late: row.take()?,
            count: row.take()?,
        })
    })
}

/// Visits with a published result, and those of them in which something was found, by the
/// division of the subject.
///
/// # Errors
/// What the database answers.
pub fn by_division(
    tx: &mut ReadTx<'_>,
    days: Days,
    whose: &Whose,
) -> Result<Vec<(String, u64, u64)>, StoreError> {
    let mut filter = of_days(days);
    whose.narrow(&mut filter, "r");
    let found = "r.state = 'published' AND r.code NOT IN ('1', '7')";
    let sql = format!(
        "SELECT s.region, COUNT(DISTINCT r.inspection), \
         COUNT(DISTINCT CASE WHEN {found} THEN r.inspection END) \
         FROM check_result r JOIN subject s ON s.id = r.subject {} \
         GROUP BY s.region ORDER BY s.region",
        filter.clause()
    );
    rows(tx, &sql, &filter, |row| Ok((row.take()?, row.take()?, row.take()?)))
}

/// Visits with a published result.
///
/// # Errors
/// What the database answers.
pub fn visits(tx: &mut ReadTx<'_>, days: Days) -> Result<u64, StoreError> {
    let filter = of_days(days);
    let sql =
        format!("SELECT COUNT(DISTINCT r.inspection) FROM check_result r {}", filter.clause());
    tx.one(&sql, filter.params())
}

/// An organ, or one of its items, with what was published of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// 检查机关.
    pub organ: OrganId,
    /// 检查机关名称.
    pub organ_name: String,
    /// 事项编码; empty for the whole organ.
    pub item_code: String,
    /// 事项名称.
    pub item_name: String,
    /// Published results, withdrawn ones too.
    pub results: u64,
    /// Those in which something was found.
    pub problems: u64,
    /// Published late.
    pub late: u64,
    /// Withdrawn.
    pub withdrawn: u64,
    /// The newest publication.
    pub newest: Day,
}

const SUMS: &str = "COUNT(*), \
    COUNT(CASE WHEN r.state = 'published' AND r.code NOT IN ('1', '7') THEN 1 END), \
    COUNT(CASE WHEN r.late = 1 THEN 1 END), \
    COUNT(CASE WHEN r.state = 'withdrawn' THEN 1 END), MAX(r.published_on)";

fn group(row: &mut Row) -> Result<Group, StoreError> {
    Ok(Group {
        organ: row.take()?,
        organ_name: row.take()?,
        item_code: row.take()?,
        item_name: row.take()?,
        results: row.take()?,
        problems: row.take()?,
        late: row.take()?,
        withdrawn: row.take()?,
        newest: row.take()?,
    })
}

/// Organs with published results.
///
/// # Errors
/// What the database answers.
pub fn by_organ(tx: &mut ReadTx<'_>) -> Result<Vec<Group>, StoreError> {
    let sql = format!(
        "SELECT r.organ, o.name, '', '', {SUMS} FROM check_result r \
         JOIN organ o ON o.id = r.organ WHERE r.kind <> 'case' \
         GROUP BY r.organ, o.name ORDER BY o.name, r.organ"
    );
    rows(tx, &sql, &Filter::default(), group)
}

/// One page of the items with published results, and how many there are.
///
/// # Errors
/// What the database answers.
pub fn by_item(
    tx: &mut ReadTx<'_>,
    organ: Option<OrganId>,
    window: Window,
) -> Result<(Vec<Group>, u64), StoreError> {
    let mut filter = Filter::default();
    filter.and("r.kind <> 'case'", []);
    if let Some(organ) = organ {
        filter.and("r.organ = {}", [organ.to_value()]);
    }
    let by = "r.organ, o.name, r.item_code, r.item_name";
    let from = format!(
        "FROM check_result r JOIN organ o ON o.id = r.organ {} GROUP BY {by}",
        filter.clause()
    );
    let total = tx.one(&format!("SELECT COUNT(*) FROM (SELECT 1 {from}) AS g"), filter.params())?;
    let sql = format!(
        "SELECT {by}, {SUMS} {from} ORDER BY o.name, r.item_code, r.organ, r.item_name \
         LIMIT {} OFFSET {}",
        window.limit, window.offset
    );
    Ok((rows(tx, &sql, &filter, group)?, total))
}

/// Tasks by state.
///
/// # Errors
/// What the database answers.
pub fn tasks(tx: &mut ReadTx<'_>, days: Days) -> Result<Vec<(String, u64)>, StoreError> {
    let mut filter = Filter::default();
    filter.and("draw_from >= {} AND draw_from <= {}", [days.0.to_value(), days.1.to_value()]);
    let sql = format!("SELECT state, COUNT(*) FROM task {} GROUP BY state", filter.clause());
    rows(tx, &sql, &filter, |row| Ok((row.take()?, row.take()?)))
}

/// Codes with a published result, of some codes.
///
/// # Errors
/// What the database answers.
pub fn published_codes(
    tx: &mut ReadTx<'_>,
    codes: &[String],
) -> Result<Vec<(String, u64)>, StoreError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = Filter::default();
    filter.among("r.subject_code", codes.iter().map(Column::to_value));
    let sql = format!(
        "SELECT r.subject_code, COUNT(*) FROM check_result r {} GROUP BY r.subject_code",
        filter.clause()
    );
    rows(tx, &sql, &filter, |row| Ok((row.take()?, row.take()?)))
}

/// Subjects by the beginning of a code or a part of the public name among what is published: the
/// code, the name and the number of results.
///
/// # Errors
/// What the database answers.
pub fn named(
    tx: &mut ReadTx<'_>,
    text: &str,
    limit: u32,
) -> Result<Vec<(String, String, u64)>, StoreError> {
    let mut filter = Filter::default();
    filter.contains(&["r.subject_name"], text);
    let sql = format!(
        "SELECT r.subject_code, MAX(r.subject_name), COUNT(*) FROM check_result r {} \
         GROUP BY r.subject_code ORDER BY r.subject_code LIMIT {limit}",
        filter.clause()
    );
    rows(tx, &sql, &filter, |row| Ok((row.take()?, row.take()?, row.take()?)))
}

/// Years of the days on which results were published.
///
/// # Errors
/// What the database answers.
pub fn years(tx: &mut ReadTx<'_>) -> Result<Vec<u16>, StoreError> {
    let sql = "SELECT DISTINCT substr(r.published_on, 1, 4) FROM check_result r";
    let texts = rows(tx, sql, &Filter::default(), |row| row.take::<String>())?;
    Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
}
