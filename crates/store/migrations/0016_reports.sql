-- What departments report by 15 May and 15 November: the working copy, and every hand-in.

-- 报告: one of a department and a period.
CREATE TABLE report (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2015 AND 2199),
    season TEXT NOT NULL CHECK (season IN ('half', 'annual')),
    -- changing
    content TEXT NOT NULL,                                     -- JSON: what people write
    author TEXT NOT NULL REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    hand_ins BIGINT NOT NULL CHECK (hand_ins >= 0),
    first_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (organ, year, season),
    CONSTRAINT report_state CHECK (CASE state
        WHEN 'draft' THEN hand_ins = 0 AND first_on IS NULL
        WHEN 'submitted' THEN hand_ins >= 1 AND first_on IS NOT NULL
        WHEN 'returned' THEN hand_ins >= 1 AND first_on IS NOT NULL
        WHEN 'received' THEN hand_ins >= 1 AND first_on IS NOT NULL
        ELSE 1 = 0 END)
);
CREATE INDEX report_period ON report (year, season, region);
CREATE INDEX report_open ON report (state, region);

-- 报送: figures and words as they were handed in, with their digest; a return marks it, and the next
-- hand-in stands beside it.
CREATE TABLE report_hand_in (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    report TEXT NOT NULL REFERENCES report (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
    figures TEXT NOT NULL,                                     -- JSON: 附件3
    content TEXT NOT NULL,                                     -- JSON: what people wrote
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),   -- SM3
    submitted_by TEXT NOT NULL REFERENCES account (id),
    submitted_on TEXT NOT NULL,
    late BIGINT NOT NULL CHECK (late IN (0, 1)),
    -- transition
    received_by TEXT REFERENCES account (id),
    received_on TEXT,
    returned_by TEXT REFERENCES account (id),
    returned_on TEXT,
    reason TEXT CHECK (length(reason) BETWEEN 4 AND 500),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (report, ordinal),
    CONSTRAINT report_hand_in_received CHECK ((received_by IS NULL) = (received_on IS NULL)),
    CONSTRAINT report_hand_in_returned CHECK ((returned_by IS NULL) = (returned_on IS NULL)
        AND (returned_by IS NULL) = (reason IS NULL))
);
-- One hand-in of a report stands at a time.
CREATE UNIQUE INDEX report_hand_in_stands ON report_hand_in (report) WHERE returned_on IS NULL;

-- What 附件3 reads.
CREATE INDEX inspection_draw ON inspection (draw);
CREATE INDEX draw_organ ON draw (organ, state);
CREATE INDEX penalty_filed ON penalty (organ, filed_on);
