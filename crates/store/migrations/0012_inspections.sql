-- From dispatch to a corrected publication: visits with their teams, checklists, evidence and
-- signatures; what each organ enters, reviews and publishes; what happens to it afterwards.

-- 检查: one visit to one subject.
CREATE TABLE inspection (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 80),
    source TEXT NOT NULL CHECK (source IN ('task', 'case')),
    task TEXT REFERENCES task (id),
    draw TEXT,
    case_file TEXT,
    subject TEXT NOT NULL REFERENCES subject (id),
    organ TEXT NOT NULL REFERENCES organ (id),                 -- 发起部门
    region TEXT NOT NULL REFERENCES region (id),
    participants TEXT NOT NULL,                                -- organs, joined by spaces
    kind TEXT NOT NULL CHECK (kind IN ('planned', 'special', 'case')),
    batch BIGINT NOT NULL CHECK (batch >= 0),
    drawn BIGINT NOT NULL CHECK (drawn >= 1),                  -- visits of the draw in all
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    exemption TEXT,
    window_from TEXT NOT NULL,
    window_to TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL,
    approval TEXT,                                             -- JSON
    notice TEXT,                                               -- JSON
    visit_code TEXT UNIQUE CHECK (length(visit_code) = 26),
    arrival TEXT,                                              -- JSON; personal
    digest BYTEA CHECK (octet_length(digest) = 32),            -- of the record that is signed
    company TEXT,                                              -- JSON; personal
    outcome TEXT,                                              -- JSON
    done_on TEXT,                                              -- the clock of publication starts
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT inspection_source CHECK (CASE source
        WHEN 'task' THEN task IS NOT NULL AND draw IS NOT NULL AND case_file IS NULL
        ELSE task IS NULL AND draw IS NULL AND case_file IS NOT NULL END),
    -- A case is never counted as random (R-INSP-02).
    CONSTRAINT inspection_kind CHECK ((source = 'case') = (kind = 'case')),
    CONSTRAINT inspection_window CHECK (window_from <= window_to),
    -- Approval, notice, arrival, record and signatures follow each other; only what is urgent begins
    -- without approval.
    CONSTRAINT inspection_state CHECK (CASE state
        WHEN 'pending' THEN approval IS NULL AND notice IS NULL AND arrival IS NULL
        WHEN 'approved' THEN approval IS NOT NULL AND notice IS NULL AND arrival IS NULL
        WHEN 'notified' THEN notice IS NOT NULL AND visit_code IS NOT NULL AND arrival IS NULL
        WHEN 'in_progress' THEN arrival IS NOT NULL AND digest IS NULL
        WHEN 'recorded' THEN arrival IS NOT NULL AND digest IS NOT NULL AND done_on IS NULL
        WHEN 'signed' THEN digest IS NOT NULL AND company IS NOT NULL AND done_on IS NOT NULL
        WHEN 'ended' THEN outcome IS NOT NULL AND done_on IS NOT NULL
        WHEN 'closed' THEN done_on IS NOT NULL OR arrival IS NULL
        ELSE 1 = 0 END),
    CONSTRAINT inspection_approved CHECK (approval IS NOT NULL OR urgent = 1
        OR state IN ('pending', 'closed'))
);
CREATE INDEX inspection_task ON inspection (task, state);
CREATE INDEX inspection_subject ON inspection (subject);
CREATE INDEX inspection_region ON inspection (region, window_from);
CREATE INDEX inspection_case ON inspection (case_file);

-- 部门部分: what one organ does in a visit, and what it publishes.
CREATE TABLE inspection_part (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    task TEXT REFERENCES task (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    -- transition
    state TEXT NOT NULL,
    done_on TEXT,
    entry TEXT NOT NULL,                                       -- JSON; never public
    entered_by TEXT REFERENCES account (id),
    entered_on TEXT,
    reviewed_by TEXT REFERENCES account (id),
    reviewed_on TEXT,
    opinion TEXT CHECK (length(opinion) <= 500),
    published_by TEXT REFERENCES account (id),
    published_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspection, organ),
    CONSTRAINT inspection_part_state CHECK (CASE state
        WHEN 'waiting' THEN done_on IS NULL AND entered_by IS NULL
        WHEN 'ready' THEN done_on IS NOT NULL AND reviewed_by IS NULL
        WHEN 'entered' THEN entered_by IS NOT NULL AND reviewed_by IS NULL
        WHEN 'passed' THEN reviewed_by IS NOT NULL AND published_by IS NULL
        WHEN 'published' THEN published_by IS NOT NULL AND published_on IS NOT NULL
        WHEN 'satisfied' THEN entered_by IS NULL
        WHEN 'ended' THEN done_on IS NOT NULL AND entered_by IS NULL
        ELSE 1 = 0 END),
    -- Three people for one result (S10): entered, reviewed, published.
    CONSTRAINT inspection_part_reviewer CHECK (reviewed_by IS NULL OR reviewed_by <> entered_by),
    CONSTRAINT inspection_part_publisher CHECK (published_by IS NULL
        OR (published_by <> entered_by AND published_by <> reviewed_by))
);
CREATE INDEX inspection_part_task ON inspection_part (task, state);
CREATE INDEX inspection_part_organ ON inspection_part (organ, state, done_on);

-- 检查事项 of a visit, with its checklist.
CREATE TABLE inspection_item (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    part TEXT NOT NULL REFERENCES inspection_part (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    item TEXT NOT NULL REFERENCES item (id),
    same TEXT NOT NULL,                                        -- JSON: what makes it the same item
    points TEXT NOT NULL,                                      -- JSON: 检查要点 of the version in force
    -- transition
    state TEXT NOT NULL,
    checked TEXT,                                              -- JSON
    result TEXT,                                               -- the published result that stands
    proposed_by TEXT REFERENCES account (id),
    decided_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspection, organ, code),
    CONSTRAINT inspection_item_state CHECK (CASE state
        WHEN 'open' THEN checked IS NULL AND result IS NULL
        WHEN 'checked' THEN checked IS NOT NULL AND result IS NULL
        WHEN 'proposed' THEN result IS NOT NULL AND proposed_by IS NOT NULL AND decided_by IS NULL
        WHEN 'satisfied' THEN result IS NOT NULL AND decided_by IS NOT NULL
        ELSE 1 = 0 END),
    -- Another person than proposed it lets others' results stand.
    CONSTRAINT inspection_item_second CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX inspection_item_part ON inspection_item (part);

-- 检查组.
CREATE TABLE inspection_member (
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    inspector TEXT NOT NULL REFERENCES inspector (id),
    leads BIGINT NOT NULL CHECK (leads IN (0, 1)),
    present BIGINT CHECK (present IN (0, 1)),
    has_left BIGINT NOT NULL CHECK (has_left IN (0, 1)),       -- 已回避改派
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspection, inspector)
);
CREATE INDEX inspection_member_inspector ON inspection_member (inspector, inspection);

-- 执法人员签字.
CREATE TABLE inspection_signature (
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    inspector TEXT NOT NULL REFERENCES inspector (id),
    account TEXT NOT NULL REFERENCES account (id),
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    signed_at TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspection, inspector),
    UNIQUE (inspection, account)                               -- nobody signs for two
);

-- 补正: what is said about a record after it was signed.
CREATE TABLE inspection_note (
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 4 AND 2000),
    noted_by TEXT NOT NULL REFERENCES account (id),
    noted_at TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX inspection_note_of ON inspection_note (inspection);

-- 检查证据: the row says who took it; the bytes are a stored file.
CREATE TABLE evidence (
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    file TEXT NOT NULL REFERENCES stored_file (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    item_code TEXT CHECK (length(item_code) <= 40),
    captured_at TEXT NOT NULL,
    place TEXT NOT NULL CHECK (length(place) <= 200),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    uploaded_by TEXT NOT NULL REFERENCES account (id),
    uploaded_at TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX evidence_inspection ON evidence (inspection);

-- 受委托的专业机构.
CREATE TABLE institution (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 200),
    qualification TEXT NOT NULL CHECK (length(qualification) BETWEEN 2 AND 200),
    contract TEXT NOT NULL CHECK (length(contract) BETWEEN 2 AND 200),
    scope TEXT NOT NULL CHECK (length(scope) BETWEEN 2 AND 200),
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT institution_days CHECK (valid_from <= valid_to)
);
CREATE INDEX institution_organ ON institution (organ);

-- 已公示的检查结果: a row is made by publication and by nothing else.
CREATE TABLE check_result (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    task TEXT REFERENCES task (id),
    kind TEXT NOT NULL CHECK (kind IN ('planned', 'special', 'case')),
    subject TEXT NOT NULL REFERENCES subject (id),
    subject_code TEXT NOT NULL,
    subject_name TEXT NOT NULL,                                -- as the public sees it
    item_code TEXT NOT NULL,
    item_name TEXT NOT NULL,
    catalogue TEXT,                                            -- 监管事项目录编码
    own_key TEXT NOT NULL,                                     -- list and code of the item
    upper_key TEXT,                                            -- list and code of the superior's
    certificates TEXT NOT NULL,                                -- JSON list of 执法证号
    inspected_on TEXT NOT NULL,
    due_on TEXT,
    published_on TEXT NOT NULL,
    late BIGINT NOT NULL CHECK (late IN (0, 1)),
    entered_by TEXT NOT NULL REFERENCES account (id),
    reviewed_by TEXT NOT NULL REFERENCES account (id),
    published_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    code TEXT NOT NULL CHECK (code IN ('1', '2', '3', '4', '5', '6', '7', '8')),
    text TEXT NOT NULL CHECK (length(text) <= 1000),
    edition BIGINT NOT NULL CHECK (edition >= 1),
    state TEXT NOT NULL CHECK (state IN ('published', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspection, organ, item_code),
    CONSTRAINT check_result_people CHECK (entered_by <> reviewed_by
        AND entered_by <> published_by AND reviewed_by <> published_by)
);
CREATE INDEX check_result_entity ON check_result (subject_code, published_on);
CREATE INDEX check_result_organ ON check_result (organ, published_on);
CREATE INDEX check_result_task ON check_result (task, published_on);
CREATE INDEX check_result_own ON check_result (own_key, inspected_on);
CREATE INDEX check_result_upper ON check_result (upper_key, inspected_on);
CREATE INDEX check_result_catalogue ON check_result (catalogue, inspected_on);

-- 更正、撤回.
CREATE TABLE result_change (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    result TEXT NOT NULL REFERENCES check_result (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    edition BIGINT NOT NULL CHECK (edition >= 2),
    kind TEXT NOT NULL CHECK (kind IN ('correct', 'withdraw')),
    before_code TEXT NOT NULL,
    before_text TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) <= 1000),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 4 AND 500),       -- public
    proposed_by TEXT NOT NULL REFERENCES account (id),
    proposed_on TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL,
    inner_by TEXT REFERENCES account (id),                     -- approver within the department
    outer_by TEXT REFERENCES account (id),                     -- approver from outside of it
    refused_by TEXT REFERENCES account (id),
    opinion TEXT CHECK (length(opinion) <= 500),
    applied_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT result_change_state CHECK (CASE state
        WHEN 'proposed' THEN applied_on IS NULL AND refused_by IS NULL
            AND (inner_by IS NULL OR outer_by IS NULL)
        -- S12: two approvers, one of them from outside.
        WHEN 'applied' THEN applied_on IS NOT NULL AND inner_by IS NOT NULL
            AND outer_by IS NOT NULL AND refused_by IS NULL
        WHEN 'refused' THEN refused_by IS NOT NULL AND opinion IS NOT NULL AND applied_on IS NULL
        ELSE 1 = 0 END),
    CONSTRAINT result_change_people CHECK ((inner_by IS NULL OR inner_by <> proposed_by)
        AND (outer_by IS NULL OR outer_by <> proposed_by)
        AND (inner_by IS NULL OR outer_by IS NULL OR inner_by <> outer_by))
);
CREATE INDEX result_change_result ON result_change (result, edition);
-- One change of a result at a time.
CREATE UNIQUE INDEX result_change_open ON result_change (result) WHERE state = 'proposed';

-- 公示渠道.
CREATE TABLE result_channel (
    id TEXT NOT NULL PRIMARY KEY,
    part TEXT NOT NULL REFERENCES inspection_part (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    channel TEXT NOT NULL CHECK (channel IN ('gsxt', 'credit', 'supervision', 'website')),
    published_on TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'accepted', 'returned')),
    receipt TEXT CHECK (length(receipt) <= 100),
    at TEXT NOT NULL,
    note TEXT NOT NULL CHECK (length(note) <= 500),
    recorded_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (part, channel),
    CONSTRAINT result_channel_receipt CHECK (state <> 'accepted' OR receipt IS NOT NULL)
);
CREATE INDEX result_channel_open ON result_channel (organ, state);

-- 异议.
CREATE TABLE objection (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL REFERENCES inspection (id),
    part TEXT NOT NULL REFERENCES inspection_part (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    item_code TEXT NOT NULL,
    result TEXT REFERENCES check_result (id),                  -- none before publication
    via TEXT NOT NULL CHECK (via IN ('code', 'paper')),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 10 AND 2000),
    contact TEXT NOT NULL CHECK (length(contact) <= 100),      -- personal
    lodged_on TEXT NOT NULL,
    recorded_by TEXT REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    accepted_by TEXT REFERENCES account (id),
    accepted_on TEXT,
    outcome TEXT CHECK (outcome IN ('upheld', 'corrected', 'rejected')),
    result_change TEXT REFERENCES result_change (id),
    decided_by TEXT REFERENCES account (id),
    decided_on TEXT,
    decision TEXT CHECK (length(decision) <= 2000),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT objection_via CHECK ((via = 'paper') = (recorded_by IS NOT NULL)),
    CONSTRAINT objection_state CHECK (CASE state
        WHEN 'lodged' THEN accepted_by IS NULL AND decided_by IS NULL
        WHEN 'accepted' THEN accepted_by IS NOT NULL AND decided_by IS NULL
        WHEN 'decided' THEN decided_by IS NOT NULL AND outcome IS NOT NULL AND decision IS NOT NULL
            AND (outcome = 'rejected' OR accepted_by IS NOT NULL)
        ELSE 1 = 0 END),
    CONSTRAINT objection_decider CHECK (decided_by IS NULL
        OR (accepted_by IS NULL OR decided_by <> accepted_by))
);
CREATE INDEX objection_organ ON objection (organ, state, lodged_on);
CREATE INDEX objection_part ON objection (part);

-- 评价: anonymous, one for a visit; counted by organ and never shown one by one.
CREATE TABLE visit_rating (
    id TEXT NOT NULL PRIMARY KEY,
    inspection TEXT NOT NULL UNIQUE REFERENCES inspection (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    score BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5),
    text TEXT NOT NULL CHECK (length(text) <= 500),
    rated_on TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX visit_rating_organ ON visit_rating (organ, rated_on);
