//! 导入批次: queries.

use sunlot_domain::imports::{ImportBatch, ImportState};

use crate::coded_columns;
use crate::record;

coded_columns!(ImportState);
record!(
    ImportBatch,
    "import_batch",
    id,
    kind,
    organ,
    file_name,
    file_bytes,
    file_digest,
    source,
    source_day,
    whole,
    uploaded_by,
    seen_index,
    format,
    rows_read,
    rows_new,
    rows_changed,
    rows_closed,
    rows_unchanged,
    rows_foreign,
    rows_duplicate,
    rows_refused,
    findings,
    state,
    decided_by,
    undone_by,
);
