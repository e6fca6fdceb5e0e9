-- The joint conference, and the lists of what may be inspected.

-- 联席会议 of a division; its office is an organ that never inspects.
CREATE TABLE conference (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL UNIQUE REFERENCES region (id),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    office TEXT NOT NULL REFERENCES organ (id),                -- 办公室, an organ of coordination
    lead TEXT NOT NULL REFERENCES organ (id),                  -- 牵头部门: changes are filed there
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- The office coordinates; the lead department has powers of its own.
    CONSTRAINT conference_office CHECK (office <> lead)
);

-- 成员单位, each for one period.
CREATE TABLE conference_member (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    conference TEXT NOT NULL REFERENCES conference (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    joined TEXT NOT NULL,
    -- transition
    left_on TEXT,                                              -- last day
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT conference_member_period CHECK (left_on IS NULL OR left_on >= joined)
);
-- An organ is a member once at a time.
CREATE UNIQUE INDEX conference_member_current ON conference_member (conference, organ)
    WHERE left_on IS NULL;

-- 联席会议任职: one person in one post for one period; never public.
CREATE TABLE conference_post (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    conference TEXT NOT NULL REFERENCES conference (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    post TEXT NOT NULL CHECK (post IN ('convenor', 'deputy_convenor', 'member', 'liaison')),
    person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 60),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
    from_day TEXT NOT NULL,
    filed_on TEXT NOT NULL,                                    -- 备案日期
    follows TEXT UNIQUE REFERENCES conference_post (id),       -- whose successor
    -- transition
    to_day TEXT,                                               -- last day
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT conference_post_period CHECK (to_day IS NULL OR to_day >= from_day)
);
CREATE INDEX conference_post_conference ON conference_post (conference, from_day);

-- 抽查事项清单.
CREATE TABLE item_list (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),                 -- of a joint list: the office
    region TEXT NOT NULL REFERENCES region (id),
    kind TEXT NOT NULL CHECK (kind IN ('own', 'joint')),
    conference TEXT REFERENCES conference (id),
    -- changing
    title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 80),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- A joint list is of a conference, and no other is.
    CONSTRAINT item_list_joint CHECK ((kind = 'joint') = (conference IS NOT NULL))
);
CREATE INDEX item_list_organ ON item_list (organ);
CREATE INDEX item_list_region ON item_list (region);

-- 清单版本.
CREATE TABLE item_list_version (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL REFERENCES item_list (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    based_on TEXT REFERENCES item_list_version (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    drafted_by TEXT REFERENCES account (id),                   -- none when the program loaded it
    drafted_on TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL,
    submitted_by TEXT REFERENCES account (id),
    submitted_on TEXT,
    approved_by TEXT REFERENCES account (id),
    approved_on TEXT,
    published_by TEXT REFERENCES account (id),
    published_on TEXT,                                         -- 公布日期
    url TEXT CHECK (length(url) BETWEEN 8 AND 500),            -- 公布网址
    valid_from TEXT,                                           -- 施行日期
    valid_to TEXT,                                             -- last day in force
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (list, number),
    -- A draft knows nobody, a submitted version its submitter, an approved one its approver too,
    -- a published one everything; one that was superseded knows its last day.
    CONSTRAINT item_list_version_state CHECK (CASE state
        WHEN 'draft' THEN submitted_by IS NULL AND approved_by IS NULL AND published_on IS NULL
        WHEN 'abandoned' THEN submitted_by IS NULL AND approved_by IS NULL AND published_on IS NULL
        WHEN 'submitted' THEN submitted_by IS NOT NULL AND approved_by IS NULL
            AND published_on IS NULL
        WHEN 'approved' THEN submitted_by IS NOT NULL AND approved_by IS NOT NULL
            AND published_on IS NULL
        WHEN 'published' THEN submitted_by IS NOT NULL AND approved_by IS NOT NULL
            AND published_by IS NOT NULL AND published_on IS NOT NULL AND url IS NOT NULL
            AND valid_from IS NOT NULL
        WHEN 'superseded' THEN submitted_by IS NOT NULL AND approved_by IS NOT NULL
            AND published_by IS NOT NULL AND published_on IS NOT NULL AND url IS NOT NULL
            AND valid_from IS NOT NULL AND valid_to IS NOT NULL
        ELSE FALSE END),
    -- Nobody approves what he wrote or submitted (R-ITEM-06).
    CONSTRAINT item_list_second_person
        CHECK (approved_by IS NULL OR (approved_by <> submitted_by AND approved_by <> drafted_by)),
    -- What was not published does not bind (R-ITEM-01).
    CONSTRAINT item_list_published_first CHECK (valid_from IS NULL OR valid_from >= published_on),
    CONSTRAINT item_list_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
-- One version at a time is being prepared, one at a time is the published one.
CREATE UNIQUE INDEX item_list_version_open ON item_list_version (list)
    WHERE state IN ('draft', 'submitted', 'approved');
CREATE UNIQUE INDEX item_list_version_published ON item_list_version (list)
    WHERE state = 'published';

-- 会签: what a department says to a joint version that concerns it.
CREATE TABLE item_list_consent (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    list_version TEXT NOT NULL REFERENCES item_list_version (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    -- transition
    state TEXT NOT NULL,
    answered_by TEXT REFERENCES account (id),
    answered_on TEXT,
    opinion TEXT NOT NULL CHECK (length(opinion) <= 500),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (list_version, organ),
    -- An answer has somebody who gave it.
    CONSTRAINT item_list_consent_state CHECK (CASE state
        WHEN 'pending' THEN answered_by IS NULL AND answered_on IS NULL
        WHEN 'lapsed' THEN answered_by IS NULL AND answered_on IS NULL
        WHEN 'consented' THEN answered_by IS NOT NULL AND answered_on IS NOT NULL
        WHEN 'refused' THEN answered_by IS NOT NULL AND answered_on IS NOT NULL
        ELSE FALSE END)
);
CREATE INDEX item_list_consent_organ ON item_list_consent (organ, state);

-- 抽查事项: one row in each version that has it.
CREATE TABLE item (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL REFERENCES item_list (id),
    list_version TEXT NOT NULL REFERENCES item_list_version (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),  -- the same in every version
    -- changing while the version is a draft
    position BIGINT NOT NULL CHECK (position >= 1),
    struck BIGINT NOT NULL CHECK (struck IN (0, 1)),           -- removed from this version
    to_proofread TEXT,                                         -- 待校对: where a sample came from
    category TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 150),
    subjects TEXT NOT NULL,                                    -- 检查对象 in words
    subject_kinds TEXT NOT NULL,                               -- JSON
    class TEXT CHECK (class IN ('general', 'key')),
    key_reason TEXT CHECK (key_reason IN ('safety', 'quality', 'public_interest')),
    methods TEXT NOT NULL,                                     -- codes, joined by spaces
    levels TEXT NOT NULL,                                      -- codes, joined by spaces
    bases TEXT NOT NULL,                                       -- JSON
    content TEXT NOT NULL,
    points TEXT NOT NULL,                                      -- JSON
    inspecting TEXT NOT NULL,                                  -- organs, joined by spaces
    initiator TEXT REFERENCES organ (id),
    participants TEXT NOT NULL,                                -- organs, joined by spaces
    ratio_ceiling_bp BIGINT CHECK (ratio_ceiling_bp BETWEEN 1 AND 10000),
    visits_per_year_max BIGINT CHECK (visits_per_year_max BETWEEN 1 AND 366),
    qualification TEXT,
    catalogue_code TEXT CHECK (length(catalogue_code) = 14),
    upper TEXT REFERENCES item (id),                           -- 认领自 a published item
    note TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (list_version, code),
    -- A general item has no reason to be a key item.
    CONSTRAINT item_key_reason CHECK (key_reason IS NULL OR class IS NULL OR class = 'key')
);
CREATE INDEX item_code ON item (code);
CREATE INDEX item_list_code ON item (list, code);

-- 依据的立改废释: a provision that ends its force, recorded for the lists of one organ.
CREATE TABLE law_change (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    law TEXT NOT NULL CHECK (length(law) BETWEEN 1 AND 100),
    article TEXT CHECK (length(article) BETWEEN 1 AND 200),    -- none for the whole law
    -- changing
    last_day TEXT NOT NULL,                                    -- last day in force
    others_suffice BIGINT NOT NULL CHECK (others_suffice IN (0, 1)),
    withdrawn BIGINT NOT NULL CHECK (withdrawn IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX law_change_organ ON law_change (organ);
