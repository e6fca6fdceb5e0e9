-- The two registers: who can be inspected, and who inspects. Every change is a statement that holds
-- from a day on (valid_from) until a later statement; the one before moves to the *_past table, so
-- both "who was there on day D" and "what did we believe at entry K" can be asked.

-- 检查对象: the statement that is believed now.
CREATE TABLE subject (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE CHECK (seq >= 1),    -- number within this database
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 55),
    verdict TEXT NOT NULL
        CHECK (verdict IN ('verified', 'check_failed', 'old_number', 'assigned')),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind TEXT NOT NULL CHECK (kind IN ('enterprise', 'household', 'cooperative', 'representative',
        'institution', 'association', 'school', 'medical', 'product', 'project', 'site',
        'equipment', 'behaviour', 'unlicensed', 'other')),
    organ TEXT NOT NULL REFERENCES organ (id),      -- 谁审批谁监管: whose entry it is
    region TEXT NOT NULL CHECK (length(region) IN (6, 9, 12)),
    industry TEXT NOT NULL CHECK (length(industry) <= 4),
    status TEXT NOT NULL
        CHECK (status IN ('live', 'deregistered', 'revoked', 'rescinded', 'moved_out')),
    business_scope TEXT NOT NULL CHECK (length(business_scope) <= 2000),
    responsible TEXT REFERENCES subject (id),       -- 责任主体
    risk_class TEXT CHECK (risk_class IN ('A', 'B', 'C', 'D')),   -- internal, never public
    risk_month TEXT CHECK (length(risk_month) = 7),
    trial BIGINT NOT NULL CHECK (trial IN (0, 1)),
    pending_case BIGINT NOT NULL CHECK (pending_case IN (0, 1)),
    visits BIGINT NOT NULL CHECK (visits BETWEEN 0 AND 999),      -- this year, as the source says
    last_inspected TEXT,
    listed BIGINT NOT NULL CHECK (listed IN (0, 1)),              -- 在库; 0 after 移出
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
    source_day TEXT NOT NULL,                       -- day on which the source was true
    valid_from TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- A class is a class of a month.
    CONSTRAINT subject_risk CHECK ((risk_class IS NULL) = (risk_month IS NULL)),
    -- A product, project, site, piece of equipment or behaviour has somebody who answers for it.
    CONSTRAINT subject_responsible CHECK (responsible IS NOT NULL OR kind NOT IN
        ('product', 'project', 'site', 'equipment', 'behaviour'))
);
CREATE INDEX subject_region ON subject (region, seq);
CREATE INDEX subject_log ON subject (log_index);

-- 检查对象从前的记载: a statement that a later one follows. log_index is the entry that ended it.
CREATE TABLE subject_past (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL REFERENCES subject (id),
    recorded BIGINT NOT NULL,                       -- entry of the log that made the statement
    recorded_version BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    code TEXT NOT NULL,
    verdict TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    organ TEXT NOT NULL,
    region TEXT NOT NULL,
    industry TEXT NOT NULL,
    status TEXT NOT NULL,
    business_scope TEXT NOT NULL,
    responsible TEXT,
    risk_class TEXT,
    risk_month TEXT,
    trial BIGINT NOT NULL,
    pending_case BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    last_inspected TEXT,
    listed BIGINT NOT NULL,
    source TEXT NOT NULL,
    source_day TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (subject, recorded_version)
);
CREATE INDEX subject_past_valid ON subject_past (valid_from);

-- 名称的索引: technical; which entries of a block of 65,536 hold two neighbouring characters.
CREATE TABLE subject_gram (
    gram TEXT NOT NULL,
    block BIGINT NOT NULL,
    postings BYTEA NOT NULL,                        -- 16-bit numbers within the block, ascending
    PRIMARY KEY (gram, block)
);

-- 标签: governed; who may use it where, and from when to when.
CREATE TABLE tag (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    scope TEXT NOT NULL REFERENCES region (id),     -- province, prefecture or county
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
    -- changing
    meaning TEXT NOT NULL CHECK (length(meaning) <= 500),
    valid_from TEXT NOT NULL,
    valid_to TEXT,                                  -- last day
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (scope, name),
    CONSTRAINT tag_days CHECK (valid_to IS NULL OR valid_to >= valid_from)
);

-- 检查对象的标签. One that was attached by mistake is withdrawn, and stays.
CREATE TABLE subject_tag (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL REFERENCES subject (id),
    tag TEXT NOT NULL REFERENCES tag (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT,                                  -- last day
    withdrawn BIGINT NOT NULL CHECK (withdrawn IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT subject_tag_days CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX subject_tag_subject ON subject_tag (subject);
CREATE INDEX subject_tag_tag ON subject_tag (tag, subject);

-- 部门、事项与检查对象: which organ supervises a subject for which item.
CREATE TABLE duty (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    item_code TEXT NOT NULL CHECK (length(item_code) BETWEEN 1 AND 40),
    subject TEXT NOT NULL REFERENCES subject (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (organ, item_code, subject, valid_from),
    CONSTRAINT duty_days CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX duty_subject ON duty (subject);

-- 执法检查人员. The name is personal data.
CREATE TABLE inspector (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),   -- 执法证号
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    organ TEXT NOT NULL REFERENCES organ (id),
    account TEXT REFERENCES account (id),           -- with which the person logs in
    cert_issuer TEXT NOT NULL CHECK (length(cert_issuer) <= 100),
    cert_valid_until TEXT NOT NULL,
    qualifications TEXT NOT NULL,                   -- JSON list
    items TEXT NOT NULL,                            -- JSON list of item codes; empty: every item
    regions TEXT NOT NULL,                          -- JSON list of divisions; empty: everywhere
    cap BIGINT CHECK (cap BETWEEN 0 AND 2047),
    weight BIGINT NOT NULL CHECK (weight BETWEEN 1 AND 100),      -- percent of full time
    lead BIGINT NOT NULL CHECK (lead IN (0, 1)),
    team TEXT NOT NULL CHECK (length(team) <= 60),
    prior BIGINT NOT NULL CHECK (prior BETWEEN 0 AND 2047),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    valid_from TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX inspector_organ ON inspector (organ, code);

-- 执法检查人员从前的记载.
CREATE TABLE inspector_past (
    id TEXT NOT NULL PRIMARY KEY,
    inspector TEXT NOT NULL REFERENCES inspector (id),
    recorded BIGINT NOT NULL,
    recorded_version BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    body TEXT NOT NULL,                             -- JSON of the columns of inspector
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (inspector, recorded_version)
);

-- 人员变动: proposed by one person, decided by another.
CREATE TABLE inspector_change (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    inspector TEXT NOT NULL,                        -- may not be there before it is approved
    organ TEXT NOT NULL REFERENCES organ (id),
    base_version BIGINT NOT NULL CHECK (base_version >= 0),       -- 0: a new inspector
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    decision TEXT,                                  -- 意见
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT inspector_change_state CHECK (CASE state
        WHEN 'proposed' THEN decided_by IS NULL AND decision IS NULL
        WHEN 'approved' THEN decided_by IS NOT NULL
        WHEN 'refused' THEN decided_by IS NOT NULL AND decision IS NOT NULL
        ELSE 1 = 0 END),
    -- Nobody approves what he proposed.
    CONSTRAINT inspector_change_second_person CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX inspector_change_organ ON inspector_change (organ, state);

-- 请假: both days included.
CREATE TABLE inspector_leave (
    id TEXT NOT NULL PRIMARY KEY,
    inspector TEXT NOT NULL REFERENCES inspector (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    withdrawn BIGINT NOT NULL CHECK (withdrawn IN (0, 1)),        -- 销假
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT inspector_leave_days CHECK (last_day >= first_day)
);
CREATE INDEX inspector_leave_inspector ON inspector_leave (inspector);

-- 回避: declared between an inspector and a subject. The note is internal.
CREATE TABLE conflict (
    id TEXT NOT NULL PRIMARY KEY,
    inspector TEXT NOT NULL REFERENCES inspector (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    code TEXT NOT NULL CHECK (code IN ('C', 'R1', 'R2')),
    note TEXT NOT NULL CHECK (length(note) <= 200),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    declared_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT conflict_days CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX conflict_inspector ON conflict (inspector);
CREATE INDEX conflict_subject ON conflict (subject);

-- 导入批次.
CREATE TABLE import_batch (
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
        WHEN 'refused' THEN decided_by IS NOT NULL AND undone_by IS NULL
        WHEN 'applied' THEN decided_by IS NOT NULL AND undone_by IS NULL
        WHEN 'undone' THEN decided_by IS NOT NULL AND undone_by IS NOT NULL
        ELSE 1 = 0 END),
    -- Another person than the uploader lets it in.
    CONSTRAINT import_batch_second_person CHECK (decided_by IS NULL OR decided_by <> uploaded_by)
);
CREATE INDEX import_batch_organ ON import_batch (organ, id);

-- 暂存的行: technical; kept for the undo.
CREATE TABLE import_row (
    import TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    row_key TEXT NOT NULL,                          -- what two rows that mean the same share
    fate TEXT NOT NULL,    -- new, changed, closed, unchanged, foreign, duplicate, refused
    base_version BIGINT NOT NULL,                   -- version that the dry run compared; 0: none
    body TEXT NOT NULL,                             -- the typed row as JSON
    differences TEXT NOT NULL,                      -- JSON, for people
    PRIMARY KEY (import, row_number)
);
CREATE INDEX import_row_key ON import_row (import, row_key);
CREATE INDEX import_row_fate ON import_row (import, fate, row_number);

-- 导入的提示: technical.
CREATE TABLE import_finding (
    import TEXT NOT NULL,
    number BIGINT NOT NULL,
    row_number BIGINT NOT NULL,                     -- 0: the whole file
    column_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (import, number)
);
