//! Two editors: the second one is told what the first one wrote.

use serde::Serialize;
use serde_json::{Value, json};
use sunlot_store::StoreError;

use crate::error::AppError;

/// The refusal of a change that was made from an older version: every field in which what stands
/// there now differs from what is sent.
pub(crate) fn stale(
    (table, id): (&'static str, String),
    (expected, found): (u64, u64),
    current: &impl Serialize,
    yours: &impl Serialize,
) -> AppError {
    let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
    let current = fields(serde_json::to_value(current).unwrap_or_default());
    let yours = fields(serde_json::to_value(yours).unwrap_or_default());
    let changed: Vec<Value> = current
        .into_iter()
        .filter_map(|(field, current)| {
            let yours = yours.get(&field).cloned().unwrap_or_default();
            let differs = current != yours;
            differs.then(|| json!({ "field": field, "current": current, "yours": yours }))
        })
        .collect();
    AppError::from(StoreError::Version { table, id, expected, found })
        .with(json!({ "expected": expected, "found": found, "changed": changed }))
}
