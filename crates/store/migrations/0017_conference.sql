-- Meetings of the joint conference with what they ask for, the registers of 培训、宣传、经验, and
-- the targets of the appraisal.

-- 季度会议.
CREATE TABLE meeting (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    conference TEXT NOT NULL REFERENCES conference (id),
    organ TEXT NOT NULL REFERENCES organ (id),                 -- 办公室
    region TEXT NOT NULL REFERENCES region (id),
    quarter TEXT NOT NULL CHECK (length(quarter) = 6),         -- 2026Q1
    drafted_by TEXT NOT NULL REFERENCES account (id),
    -- changing
    day TEXT NOT NULL,                                         -- planned, then held
    place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 100),
    chair TEXT NOT NULL REFERENCES conference_post (id),
    agenda TEXT NOT NULL,                                      -- JSON: items with their minutes
    attendance TEXT NOT NULL,                                  -- JSON; personal
    -- transition
    state TEXT NOT NULL,
    number TEXT UNIQUE CHECK (length(number) BETWEEN 1 AND 60),  -- 纪要文号
    issued_by TEXT REFERENCES account (id),
    issued_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT meeting_state CHECK (CASE state
        WHEN 'planned' THEN number IS NULL AND issued_by IS NULL AND attendance = '[]'
        WHEN 'held' THEN number IS NULL AND issued_by IS NULL AND attendance <> '[]'
        WHEN 'issued' THEN number IS NOT NULL AND issued_by IS NOT NULL AND issued_on IS NOT NULL
        ELSE 1 = 0 END)
);
CREATE INDEX meeting_conference ON meeting (conference, quarter);
CREATE INDEX meeting_region ON meeting (region, state);
-- A quarter is planned once; another meeting of it follows when that one was held.
CREATE UNIQUE INDEX meeting_planned ON meeting (conference, quarter) WHERE state = 'planned';

-- 待办事项.
CREATE TABLE matter (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    meeting TEXT NOT NULL REFERENCES meeting (id),
    conference TEXT NOT NULL REFERENCES conference (id),
    organ TEXT NOT NULL REFERENCES organ (id),                 -- 责任单位
    region TEXT NOT NULL REFERENCES region (id),
    item BIGINT NOT NULL CHECK (item >= 1),                    -- of the agenda
    text TEXT NOT NULL CHECK (length(text) BETWEEN 4 AND 500),
    due TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    evidence TEXT CHECK (length(evidence) BETWEEN 4 AND 1000),
    reported_by TEXT REFERENCES account (id),
    reported_on TEXT,
    returned TEXT CHECK (length(returned) BETWEEN 4 AND 500),
    accepted_by TEXT REFERENCES account (id),
    accepted_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT matter_state CHECK (CASE state
        WHEN 'open' THEN accepted_by IS NULL
        WHEN 'reported' THEN evidence IS NOT NULL AND reported_by IS NOT NULL
            AND reported_on IS NOT NULL AND accepted_by IS NULL
        WHEN 'done' THEN evidence IS NOT NULL AND reported_by IS NOT NULL
            AND accepted_by IS NOT NULL AND accepted_on IS NOT NULL
        ELSE 1 = 0 END),
    -- Nobody accepts what he reported himself (R-MEET-03).
    CONSTRAINT matter_second_person CHECK (accepted_by IS NULL OR accepted_by <> reported_by)
);
CREATE INDEX matter_meeting ON matter (meeting, item);
CREATE INDEX matter_organ ON matter (organ, state, due);
CREATE INDEX matter_region ON matter (region, state, due);

-- 培训、宣传、经验.
CREATE TABLE activity (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    recorded_by TEXT NOT NULL REFERENCES account (id),
    -- changing
    kind TEXT NOT NULL CHECK (kind IN ('training', 'publicity', 'experience')),
    day TEXT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 100),
    people BIGINT NOT NULL CHECK (people BETWEEN 0 AND 100000),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 4 AND 4000),
    files TEXT NOT NULL,                                       -- JSON: SHA-256 and name
    -- transition
    state TEXT NOT NULL,
    withdrawn TEXT CHECK (length(withdrawn) BETWEEN 4 AND 500),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT activity_state CHECK (CASE state
        WHEN 'recorded' THEN withdrawn IS NULL
        WHEN 'withdrawn' THEN withdrawn IS NOT NULL
        ELSE 1 = 0 END),
    CONSTRAINT activity_people CHECK (kind <> 'training' OR people >= 1)
);
CREATE INDEX activity_organ ON activity (organ, day);
CREATE INDEX activity_region ON activity (region, day);

-- 考核目标 of a conference for a year. There is none for the number of checks or the sum of fines:
-- no indicator of those exists (R-APP-01).
CREATE TABLE appraisal_target (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    conference TEXT NOT NULL REFERENCES conference (id),
    organ TEXT NOT NULL REFERENCES organ (id),                 -- 办公室
    region TEXT NOT NULL REFERENCES region (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2015 AND 2199),
    indicator TEXT NOT NULL CHECK (length(indicator) BETWEEN 1 AND 40),
    -- changing
    target BIGINT NOT NULL CHECK (target >= 0),                -- in the unit of the indicator
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 4 AND 500),
    set_by TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (conference, year, indicator)
);

-- 编号规则 numbers the minutes of a conference too.
CREATE TABLE number_pattern_with_minutes (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('plan', 'task', 'document', 'minutes')),
    region TEXT NOT NULL REFERENCES region (id),
    organ TEXT REFERENCES organ (id),
    pattern TEXT NOT NULL CHECK (length(pattern) BETWEEN 5 AND 60),
    abbr TEXT CHECK (length(abbr) BETWEEN 1 AND 20),           -- 部门简称
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
INSERT INTO number_pattern_with_minutes
    SELECT id, kind, region, organ, pattern, abbr, version, log_index FROM number_pattern;
DROP TABLE number_pattern;
ALTER TABLE number_pattern_with_minutes RENAME TO number_pattern;
