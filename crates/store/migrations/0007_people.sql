-- The second register gets its use cases: a conflict that was declared by mistake, or imported and
-- taken back, never held; a file that nobody decided about for thirty days is discarded.

ALTER TABLE conflict ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));

-- 导入批次, with one state more: SQLite changes a CHECK only by a new table.
CREATE TABLE import_batch_with_discarded (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('register', 'inspectors', 'conflicts')),
    organ TEXT NOT NULL REFERENCES organ (id),
    file_name TEXT NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
    file_bytes BIGINT NOT NULL CHECK (file_bytes >= 0),
    file_digest BYTEA NOT NULL CHECK (octet_length(file_digest) = 32),
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
    source_day TEXT NOT NULL,
    uploaded_by TEXT REFERENCES account (id),
    -- the dry run; done anew when the register has changed since
    seen_index BIGINT NOT NULL,                     -- size of the log that it looked at
    format TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_new BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_closed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_foreign BIGINT NOT NULL,                   -- entries of another organ
    rows_duplicate BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    findings BIGINT NOT NULL,
    -- transition
    state TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    undone_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT import_batch_state CHECK (CASE state
        WHEN 'checked' THEN decided_by IS NULL AND undone_by IS NULL
        WHEN 'discarded' THEN decided_by IS NULL AND undone_by IS NULL
        WHEN 'refused' THEN decided_by IS NOT NULL AND undone_by IS NULL
        WHEN 'applied' THEN decided_by IS NOT NULL AND undone_by IS NULL
        WHEN 'undone' THEN decided_by IS NOT NULL AND undone_by IS NOT NULL
        ELSE 1 = 0 END),
    -- Another person than the uploader lets it in.
    CONSTRAINT import_batch_second_person CHECK (decided_by IS NULL OR decided_by <> uploaded_by)
);
INSERT INTO import_batch_with_discarded (
    id, kind, organ, file_name, file_bytes, file_digest, source, source_day, uploaded_by,
    seen_index, format, rows_read, rows_new, rows_changed, rows_closed, rows_unchanged,
    rows_foreign, rows_duplicate, rows_refused, findings, state, decided_by, undone_by,
    version, log_index
)
SELECT
    id, kind, organ, file_name, file_bytes, file_digest, source, source_day, uploaded_by,
    seen_index, format, rows_read, rows_new, rows_changed, rows_closed, rows_unchanged,
    rows_foreign, rows_duplicate, rows_refused, findings, state, decided_by, undone_by,
    version, log_index
FROM import_batch;
DROP TABLE import_batch;
ALTER TABLE import_batch_with_discarded RENAME TO import_batch;
CREATE INDEX import_batch_organ ON import_batch (organ, id);
