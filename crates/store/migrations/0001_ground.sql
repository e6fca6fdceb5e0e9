-- The record, and the organs that everything belongs to.
-- Common spelling of both databases: BIGINT, TEXT, BYTEA; times and days are RFC 3339 texts in UTC,
-- ids are UUIDs, truth is 0 or 1. Each business table ends with version and log_index: how often
-- the row was changed, and the log entry that changed it last.

-- 日志的末端: how many entries there are. Its row is locked by whoever appends.
CREATE TABLE log_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL CHECK (size >= 0),
    time TEXT NOT NULL                         -- time of the last entry; never goes back
);
INSERT INTO log_head (id, size, time) VALUES (1, 0, '2000-01-01T00:00:00Z');

-- 日志条目: public, canonical JSON, never changed.
CREATE TABLE log_entry (
    idx BIGINT NOT NULL PRIMARY KEY CHECK (idx >= 0),
    entry BYTEA NOT NULL CHECK (octet_length(entry) <= 60000),
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),   -- RFC 9162 leaf hash
    sm3 BYTEA NOT NULL CHECK (octet_length(sm3) = 32)
);

-- 条目的内情: names, reasons and contents, of which the entry holds a salted digest.
CREATE TABLE log_detail (
    idx BIGINT NOT NULL PRIMARY KEY REFERENCES log_entry (idx),
    time TEXT NOT NULL,
    action TEXT NOT NULL,
    record TEXT NOT NULL,                      -- id of the record it happened to
    actor TEXT,                                -- account; none for the public and the program
    salt BYTEA NOT NULL CHECK (octet_length(salt) = 16),
    body TEXT NOT NULL                         -- canonical JSON
);
CREATE INDEX log_detail_record ON log_detail (record, idx);
CREATE INDEX log_detail_actor ON log_detail (actor, idx);

-- 条目写下的行: digest of each business row that an entry wrote; the entry holds their root.
CREATE TABLE log_row (
    idx BIGINT NOT NULL REFERENCES log_entry (idx),
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (idx, table_name, row_id)
);

-- 检查点: both trees at one size, as signed notes with the cosignatures collected so far.
CREATE TABLE log_checkpoint (
    size BIGINT NOT NULL PRIMARY KEY CHECK (size > 0),
    time TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sm3 TEXT NOT NULL,
    published BIGINT NOT NULL CHECK (published IN (0, 1))      -- enough witnesses cosigned
);

-- 散列层: roots of full tiles, so that nobody reads a million entries for one proof. Level 1 has a
-- hash for every 256 entries, level 2 for every 65,536.
CREATE TABLE log_node (
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 7),
    idx BIGINT NOT NULL CHECK (idx >= 0),
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    sm3 BYTEA NOT NULL CHECK (octet_length(sm3) = 32),
    PRIMARY KEY (level, idx)
);

-- 幂等键: what a request that was acknowledged answered, so that a repeated one answers the same.
CREATE TABLE idempotency (
    account TEXT NOT NULL,                     -- account, or '-' before anybody is logged in
    request_key TEXT NOT NULL CHECK (length(request_key) BETWEEN 8 AND 128),
    request_digest BYTEA NOT NULL CHECK (octet_length(request_digest) = 32),
    response TEXT NOT NULL,
    time TEXT NOT NULL,
    PRIMARY KEY (account, request_key)
);
CREATE INDEX idempotency_time ON idempotency (time);

-- 行政区划: GB/T 2260 from province to county, and the township codes below.
CREATE TABLE region (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) IN (6, 9, 12)),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    parent TEXT REFERENCES region (id),        -- none for a province
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX region_parent ON region (parent, id);

-- 部门.
CREATE TABLE organ (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 24),
    region TEXT NOT NULL REFERENCES region (id),
    kind TEXT NOT NULL
        CHECK (kind IN ('department', 'authorized', 'entrusted', 'coordination', 'oversight')),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    superior TEXT REFERENCES organ (id),
    entrusting TEXT REFERENCES organ (id),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (region, code),
    -- An entrusted body acts in the name of another organ, and nobody else does.
    CONSTRAINT organ_entrusting CHECK ((kind = 'entrusted') = (entrusting IS NOT NULL))
);
