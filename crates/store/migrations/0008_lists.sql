-- 退回备案: a recipient sends a plan back with a reason, and it is filed again.

CREATE TABLE filing_return (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    filing TEXT NOT NULL REFERENCES plan_filing (id),
    returned_by TEXT NOT NULL REFERENCES account (id),
    returned_on TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    receipt TEXT,                                              -- 回执号 that it takes back
    -- transition
    refiled_by TEXT REFERENCES account (id),
    refiled_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT filing_return_refiled CHECK ((refiled_by IS NULL) = (refiled_on IS NULL))
);
-- A filing is returned once at a time.
CREATE UNIQUE INDEX filing_return_open ON filing_return (filing) WHERE refiled_on IS NULL;
