-- Draws: one row an attempt, its files, its places in the log, and what needs a second person.

-- 一次抽取. Of a sealed draw there is no list in here or anywhere else: it is computed again.
CREATE TABLE draw (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    task TEXT NOT NULL REFERENCES task (id),
    joint_task TEXT REFERENCES task (id),                      -- 合并进户的另一任务
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    participants TEXT NOT NULL,                                -- organs, joined by spaces
    plan_no TEXT NOT NULL CHECK (length(plan_no) BETWEEN 1 AND 48),
    attempt BIGINT NOT NULL CHECK (attempt BETWEEN 1 AND 999),
    kind TEXT NOT NULL CHECK (kind IN ('draw', 'supplement')),
    base TEXT REFERENCES draw (id),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 32),       -- 事由代码
    publication TEXT NOT NULL CHECK (publication IN ('sealed', 'immediate')),
    setting TEXT NOT NULL,                                     -- JSON: 抽取方案
    proposed_by TEXT NOT NULL REFERENCES account (id),
    sealed_nonce BYTEA NOT NULL,                               -- 组织方随机数, sealed
    sealed_salt BYTEA NOT NULL,                                -- 盐值秘密, sealed
    -- changing
    counts TEXT NOT NULL,                                      -- JSON: 各项数目
    -- transition
    state TEXT NOT NULL,
    unsealed BIGINT NOT NULL CHECK (unsealed IN (0, 1)),
    released BIGINT NOT NULL CHECK (released >= 0),            -- batches handed out
    approved_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- An attempt that was taken back left nothing in the log; its number is used again.
    CONSTRAINT draw_state CHECK (CASE state
        WHEN 'proposed' THEN approved_by IS NULL AND released = 0
        WHEN 'withdrawn' THEN approved_by IS NULL AND released = 0
        WHEN 'planned' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'announced' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'closed' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'drawable' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'drawn' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'matched' THEN approved_by IS NOT NULL
        WHEN 'voided' THEN approved_by IS NOT NULL AND released = 0
        WHEN 'annulled' THEN approved_by IS NOT NULL
        ELSE 1 = 0 END),
    -- Nobody approves the freeze of what he prepared (R-DRAW-05).
    CONSTRAINT draw_second_person CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CONSTRAINT draw_supplement CHECK ((kind = 'supplement') = (base IS NOT NULL)),
    CONSTRAINT draw_again CHECK (attempt = 1 OR reason IS NOT NULL)
);
CREATE INDEX draw_task ON draw (task, attempt);
CREATE INDEX draw_region ON draw (region, state);
-- One draw of a task stands at a time, and one supplement is under way at a time.
CREATE UNIQUE INDEX draw_live ON draw (task)
    WHERE kind = 'draw' AND state NOT IN ('withdrawn', 'voided', 'annulled');
CREATE UNIQUE INDEX draw_live_joint ON draw (joint_task)
    WHERE kind = 'draw' AND state NOT IN ('withdrawn', 'voided', 'annulled');
CREATE UNIQUE INDEX draw_live_supplement ON draw (task)
    WHERE kind = 'supplement' AND state IN ('proposed', 'planned', 'announced', 'closed',
        'drawable');
CREATE UNIQUE INDEX draw_number ON draw (plan_no, attempt) WHERE state <> 'withdrawn';

-- 抽取的文件: what was frozen, promised and, once it may be known, found.
CREATE TABLE draw_file (
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    file TEXT NOT NULL REFERENCES stored_file (id),
    secret BIGINT NOT NULL CHECK (secret IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (draw, name)
);

-- 抽取的日志条目: where they stand in the platform's log.
CREATE TABLE draw_entry (
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    plan_no TEXT NOT NULL,
    place BIGINT NOT NULL CHECK (place >= 0),                  -- among the entries of the plan
    kind TEXT NOT NULL,
    entry BIGINT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (plan_no, place),
    -- An entry follows the event that it came with.
    CONSTRAINT draw_entry_follows CHECK (entry > log_index)
);

-- 申请: proposed by one person, decided by another.
CREATE TABLE draw_request (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    kind TEXT NOT NULL CHECK (kind IN ('void', 'correction', 'replacement', 'recusal')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 32),
    note TEXT NOT NULL CHECK (length(note) BETWEEN 4 AND 500),
    sealed_terms BYTEA NOT NULL,                               -- what would tell who was drawn
    evidence TEXT REFERENCES stored_file (id),
    requested_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    opinion TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT draw_request_state CHECK (CASE state
        WHEN 'pending' THEN decided_by IS NULL
        WHEN 'approved' THEN decided_by IS NOT NULL
        WHEN 'refused' THEN decided_by IS NOT NULL AND length(opinion) >= 4
        ELSE 1 = 0 END),
    CONSTRAINT draw_request_second_person CHECK (decided_by IS NULL
        OR decided_by <> requested_by),
    CONSTRAINT draw_request_evidence CHECK (kind <> 'replacement' OR evidence IS NOT NULL)
);
CREATE INDEX draw_request_draw ON draw_request (draw, id);

-- 查看记录: who looked at a list that is not public, when, which part, under which mark.
CREATE TABLE draw_viewing (
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    account TEXT NOT NULL REFERENCES account (id),
    time TEXT NOT NULL,
    part TEXT NOT NULL,
    mark TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX draw_viewing_draw ON draw_viewing (draw, id);

-- 记录单: a recorder's sheet of a drawing on the spot, until the second one agrees.
CREATE TABLE draw_sheet (
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    recorder TEXT NOT NULL,
    digits TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (draw, recorder)
);

-- 派发的岗位: who was sent to whom, from the release of the batch on.
CREATE TABLE dispatched_post (
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    batch BIGINT NOT NULL CHECK (batch >= 1),
    subject TEXT NOT NULL REFERENCES subject (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    inspector TEXT NOT NULL REFERENCES inspector (id),
    leads BIGINT NOT NULL CHECK (leads IN (0, 1)),
    time TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX dispatched_post_organ ON dispatched_post (organ, time);
