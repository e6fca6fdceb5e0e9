//! V-19 结果根: `result.tsv` is the table that the `result` entry binds.

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;
use crate::result::TABLE_FILE;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(rows) = &case.draw.rows else {
        return Ok(Outcome::Withheld("抽取结果尚未启封公布"));
    };
    let stated = case.own_body(|body| match body {
        EntryBody::Result(result) => Some((result.result_root, result.result_count)),
        _ => None,
    });
    let stated = stated.expect("V-16 found the result entry");
    let leaves: Vec<&[u8]> = rows.iter().map(|row| row.bytes).collect();
    root_is(case.rules().suite, TABLE_FILE, &leaves, stated, "result 条目")?;
    Ok(Outcome::Pass)
}
