//! The result: `result.tsv` and `result.json` (ssj-1 §8.4).

mod record;
mod table;

pub use record::{
    FILE as RECORD_FILE, GroupKey, ResultRecord, UnitResult, excluded_json, parse_excluded,
};
pub use table::{
    FILE as TABLE_FILE, ResultDraft, ResultRow, build_result_table, parse_result_table,
};
