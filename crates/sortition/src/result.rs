//! The result: `result.tsv` and `result.json` (ssj-1 §8.4).

mod record;
mod table;

pub use record::{GroupKey, ResultRecord, UnitResult, excluded_json, parse_excluded};
pub use table::{FILE, ResultDraft, ResultRow, build_result_table, parse_result_table};
