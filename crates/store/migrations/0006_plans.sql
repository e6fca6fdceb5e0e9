-- Plans and tasks (附件2), what they are numbered by, and the rules around them.

-- 工作日历: a year that was announced after this program was made.
CREATE TABLE calendar_year (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 4),       -- the year
    days TEXT NOT NULL,                                        -- date,kind,name lines with a header
    source TEXT NOT NULL CHECK (length(source) BETWEEN 4 AND 200),  -- 通知的文号
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);

-- 编号规则 of a region or of one organ.
CREATE TABLE number_pattern (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('plan', 'task', 'document')),
    region TEXT NOT NULL REFERENCES region (id),
    organ TEXT REFERENCES organ (id),
    pattern TEXT NOT NULL CHECK (length(pattern) BETWEEN 5 AND 60),
    abbr TEXT CHECK (length(abbr) BETWEEN 1 AND 20),           -- 部门简称
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);

-- 编号序列: how far each series has come. It only grows.
CREATE TABLE number_series (
    id TEXT NOT NULL PRIMARY KEY,                              -- kind and series
    last BIGINT NOT NULL CHECK (last >= 1),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);

-- 已发编号: what was given once is never given again, also after its record was terminated.
CREATE TABLE issued_number (
    id TEXT NOT NULL PRIMARY KEY,                              -- kind and number
    record TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);

-- 年度抽查计划: the working copy.
CREATE TABLE work_plan (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 60),
    year BIGINT NOT NULL CHECK (year BETWEEN 2015 AND 2199),
    joint BIGINT NOT NULL CHECK (joint IN (0, 1)),             -- 跨部门
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    -- changing
    document_number TEXT UNIQUE,                               -- 文号, from the first approval on
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 150),
    participants TEXT NOT NULL,                                -- organs, joined by spaces
    -- transition
    state TEXT NOT NULL,
    edition BIGINT NOT NULL CHECK (edition >= 0),              -- published editions
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 500),
    author TEXT NOT NULL REFERENCES account (id),
    submitted_by TEXT REFERENCES account (id),
    coordinated_by TEXT REFERENCES account (id),
    approved_by TEXT REFERENCES account (id),
    filed_on TEXT,
    published_on TEXT,
    first_filed_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- What each state knows; from the approval on there is a 文号, from the filing on a day.
    CONSTRAINT work_plan_state CHECK (CASE state
        WHEN 'draft' THEN edition = 0
        WHEN 'submitted' THEN submitted_by IS NOT NULL
        WHEN 'coordinated' THEN submitted_by IS NOT NULL AND coordinated_by IS NOT NULL
        WHEN 'approved' THEN approved_by IS NOT NULL AND document_number IS NOT NULL
        WHEN 'filed' THEN approved_by IS NOT NULL AND filed_on IS NOT NULL
        WHEN 'published' THEN approved_by IS NOT NULL AND filed_on IS NOT NULL AND edition >= 1
            AND published_on IS NOT NULL
        WHEN 'executing' THEN edition >= 1 AND published_on IS NOT NULL
        WHEN 'adjusting' THEN edition >= 1 AND reason IS NOT NULL
        WHEN 'completed' THEN edition >= 1
        WHEN 'terminated' THEN reason IS NOT NULL
        ELSE 1 = 0 END),
    -- Nobody approves what he wrote, submitted or coordinated (R-PLAN-07).
    CONSTRAINT work_plan_second_person CHECK (approved_by IS NULL OR (approved_by <> author
        AND (submitted_by IS NULL OR approved_by <> submitted_by)
        AND (coordinated_by IS NULL OR approved_by <> coordinated_by)))
);
CREATE INDEX work_plan_region ON work_plan (region, year);
CREATE INDEX work_plan_organ ON work_plan (organ, year);

-- 版次: what was published, never changed.
CREATE TABLE plan_edition (
    id TEXT NOT NULL PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES work_plan (id),
    edition BIGINT NOT NULL CHECK (edition >= 1),
    name TEXT NOT NULL,
    document_number TEXT NOT NULL,
    reason TEXT,                                               -- 调整理由
    table_rows TEXT NOT NULL,                                  -- JSON: the rows of 附件2
    difference TEXT NOT NULL,                                  -- JSON: against the one before
    approved_by TEXT NOT NULL REFERENCES account (id),
    published_on TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (plan, edition),
    -- Every edition after the first says why it differs.
    CONSTRAINT plan_edition_reason CHECK ((edition = 1) = (reason IS NULL))
);

-- 备案 of one edition to one organ.
CREATE TABLE plan_filing (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES work_plan (id),
    edition BIGINT NOT NULL CHECK (edition >= 1),
    recipient TEXT NOT NULL REFERENCES organ (id),
    kind TEXT NOT NULL CHECK (kind IN ('superior', 'lead')),
    filed_by TEXT NOT NULL REFERENCES account (id),
    filed_on TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL,
    acknowledged_by TEXT REFERENCES account (id),
    acknowledged_on TEXT,
    receipt TEXT CHECK (length(receipt) BETWEEN 1 AND 100),    -- 回执号
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (plan, edition, recipient),
    CONSTRAINT plan_filing_state CHECK (CASE state
        WHEN 'filed' THEN acknowledged_by IS NULL AND acknowledged_on IS NULL AND receipt IS NULL
        WHEN 'acknowledged' THEN acknowledged_by IS NOT NULL AND acknowledged_on IS NOT NULL
            AND receipt IS NOT NULL
        ELSE 1 = 0 END)
);
CREATE INDEX plan_filing_recipient ON plan_filing (recipient, state);

-- 抽查任务: one row of 附件2.
CREATE TABLE task (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    plan TEXT REFERENCES work_plan (id),                       -- none outside of the annual plan
    ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 60),
    origin TEXT NOT NULL CHECK (origin IN ('annual', 'temporary', 'special')),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 150),
    draw_type TEXT NOT NULL CHECK (draw_type IN ('directed', 'undirected')),
    item_class TEXT NOT NULL CHECK (item_class IN ('general', 'key')),
    participants TEXT NOT NULL,                                -- organs, joined by spaces
    draw_from TEXT NOT NULL,                                   -- 计划抽取日期
    draw_to TEXT NOT NULL,
    deadline TEXT NOT NULL,                                    -- 完成时限
    content TEXT NOT NULL,                                     -- JSON: the other columns
    joint_visit TEXT,
    -- transition
    state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'ready', 'frozen', 'drawn', 'matched',
        'dispatched', 'inspecting', 'recording', 'reviewing', 'published', 'follow_up', 'archived',
        'terminated')),
    author TEXT NOT NULL REFERENCES account (id),
    approved_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (plan, ordinal),
    UNIQUE (plan, name),
    CONSTRAINT task_days CHECK (draw_from <= draw_to AND draw_to <= deadline),
    CONSTRAINT task_origin CHECK ((origin = 'annual') = (plan IS NOT NULL)),
    -- Nothing goes on to the freeze without somebody else's approval (R-TASK-01).
    CONSTRAINT task_approved CHECK (state IN ('draft', 'pending', 'terminated')
        OR approved_by IS NOT NULL),
    CONSTRAINT task_second_person CHECK (approved_by IS NULL OR approved_by <> author)
);
CREATE INDEX task_plan ON task (plan, ordinal);
CREATE INDEX task_region ON task (region, draw_from);

-- 合并进户: tasks of two departments that visit once.
CREATE TABLE joint_visit (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    first TEXT NOT NULL REFERENCES task (id),
    second TEXT NOT NULL REFERENCES task (id),
    first_organ TEXT NOT NULL REFERENCES organ (id),
    second_organ TEXT NOT NULL REFERENCES organ (id),
    shared BIGINT NOT NULL CHECK (shared >= 0),
    proposed_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    state TEXT NOT NULL,
    consented_by TEXT REFERENCES account (id),
    undone_by TEXT REFERENCES account (id),
    undo_reason TEXT CHECK (length(undo_reason) BETWEEN 1 AND 500),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT joint_visit_two CHECK (first <> second AND first_organ <> second_organ),
    CONSTRAINT joint_visit_state CHECK (CASE state
        WHEN 'proposed' THEN consented_by IS NULL AND undone_by IS NULL
        WHEN 'joined' THEN consented_by IS NOT NULL AND undone_by IS NULL
        WHEN 'undone' THEN undone_by IS NOT NULL AND undo_reason IS NOT NULL
        ELSE 1 = 0 END),
    -- The second department speaks for itself.
    CONSTRAINT joint_visit_second_person CHECK (consented_by IS NULL OR consented_by <> proposed_by)
);
CREATE INDEX joint_visit_first ON joint_visit (first, state);
CREATE INDEX joint_visit_second ON joint_visit (second, state);

-- 年度频次上限, from a year on.
CREATE TABLE visit_cap (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2015 AND 2199),
    visits_max BIGINT NOT NULL CHECK (visits_max BETWEEN 1 AND 52),
    counts_cases BIGINT NOT NULL CHECK (counts_cases IN (0, 1)),
    basis TEXT NOT NULL CHECK (length(basis) BETWEEN 4 AND 200),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (organ, year)
);

-- 入户检查, for the count; a planned visit is never exempt.
CREATE TABLE visit (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('planned', 'special', 'case')),
    exemption TEXT CHECK (exemption IN ('complaint', 'assigned', 'assist_superior',
        'investigation', 'off_site_lead', 'media', 'recheck', 'requested', 'licensing',
        'emergency')),
    task TEXT REFERENCES task (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT visit_planned CHECK (kind <> 'planned' OR exemption IS NULL)
);
CREATE INDEX visit_organ ON visit (organ, day);
CREATE INDEX visit_subject ON visit (subject, day);

-- 经营范围对应规则.
CREATE TABLE scope_rule (
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    keywords TEXT NOT NULL,                                    -- JSON lists
    except_words TEXT NOT NULL,
    industries TEXT NOT NULL,
    items TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX scope_rule_region ON scope_rule (region, organ);

-- 事项最近一次列入计划: what the report of items unused for five years asks.
CREATE TABLE item_use (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL REFERENCES item_list (id),
    code TEXT NOT NULL,
    -- changing
    last_used TEXT NOT NULL,                                   -- day
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (list, code)
);
