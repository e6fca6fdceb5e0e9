-- What follows a result: orders to correct, cases, referrals, listings, repairs, feedback; and the
-- way in from the other side: individual cases, unlicensed trading, proposals of campaigns.
-- Everything hangs on an inspection, an individual case or a referral. Nothing is ever deleted.

-- 个案. Who complained is sealed; the texts are internal.
CREATE TABLE individual_case (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 60),
    source TEXT NOT NULL CHECK (source IN ('complaint', 'hotline', 'petition', 'assigned',
        'referral', 'monitoring', 'off_site', 'media', 'other')),
    source_number TEXT CHECK (length(source_number) BETWEEN 1 AND 100),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    referral TEXT,                                  -- what another organ sent
    received_on TEXT NOT NULL,
    registered_by TEXT NOT NULL REFERENCES account (id),
    -- changing
    place TEXT NOT NULL CHECK (length(place) IN (6, 9, 12)),
    subject TEXT REFERENCES subject (id),
    items TEXT NOT NULL,                            -- JSON: codes
    matter TEXT NOT NULL CHECK (length(matter) BETWEEN 2 AND 100),
    content TEXT NOT NULL CHECK (length(content) BETWEEN 4 AND 4000),
    complainant BYTEA,                              -- sealed with a key outside of the database
    due TEXT,                                       -- last day of what is due
    -- transition
    accepted_by TEXT REFERENCES account (id),
    accepted_on TEXT,
    accept_note TEXT,
    merged_into TEXT REFERENCES individual_case (id),
    asked_by TEXT REFERENCES account (id),
    emergency BIGINT NOT NULL CHECK (emergency IN (0, 1)),
    emergency_reason TEXT,
    ratify_due TEXT,                                -- approval afterwards
    ratified BIGINT CHECK (ratified IN (0, 1)),     -- NULL while it is open
    approved_by TEXT REFERENCES account (id),
    approved_on TEXT,
    team TEXT NOT NULL,                             -- JSON: inspectors assigned by name
    team_reason TEXT,
    inspection TEXT REFERENCES inspection (id),
    result TEXT,
    result_note TEXT,
    handled_by TEXT REFERENCES account (id),
    handled_on TEXT,
    answered_on TEXT,
    answer TEXT,
    state TEXT NOT NULL,
    ending TEXT,
    closed_by TEXT REFERENCES account (id),
    closed_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- What each state knows. A visit was approved before, or in a declared emergency.
    CONSTRAINT individual_case_state CHECK (CASE state
        WHEN 'registered' THEN accepted_by IS NULL
        WHEN 'declined' THEN accepted_by IS NOT NULL AND accept_note IS NOT NULL
        WHEN 'merged' THEN merged_into IS NOT NULL
        WHEN 'accepted' THEN accepted_by IS NOT NULL
        WHEN 'pending' THEN asked_by IS NOT NULL
        WHEN 'inspecting' THEN inspection IS NOT NULL
            AND (approved_by IS NOT NULL OR emergency = 1)
        WHEN 'handled' THEN result IS NOT NULL AND handled_by IS NOT NULL
        WHEN 'closed' THEN result IS NOT NULL AND ending IS NOT NULL AND closed_by IS NOT NULL
            AND (emergency = 0 OR ratified IS NOT NULL)
        ELSE 1 = 0 END),
    CONSTRAINT individual_case_emergency CHECK
        ((emergency = 1) = (emergency_reason IS NOT NULL)
         AND (emergency = 1) = (ratify_due IS NOT NULL)),
    CONSTRAINT individual_case_self CHECK (merged_into IS NULL OR merged_into <> id),
    -- Two people: who asks does not approve, who handles does not close.
    CONSTRAINT individual_case_second_person CHECK (approved_by IS NULL OR approved_by <> asked_by),
    CONSTRAINT individual_case_closer CHECK (closed_by IS NULL OR closed_by <> handled_by)
);
CREATE INDEX individual_case_organ ON individual_case (organ, state);
CREATE INDEX individual_case_region ON individual_case (region, received_on);
CREATE INDEX individual_case_subject ON individual_case (subject);
CREATE INDEX individual_case_merged ON individual_case (merged_into);

-- 抄告、移送、移交司法.
CREATE TABLE referral (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('notify', 'transfer', 'judicial')),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    recipient TEXT REFERENCES organ (id),
    participants TEXT NOT NULL,                     -- the recipient, once it was sent
    outside TEXT CHECK (length(outside) BETWEEN 4 AND 100),
    subject TEXT NOT NULL REFERENCES subject (id),
    task TEXT REFERENCES task (id),
    inspection TEXT REFERENCES inspection (id),
    case_id TEXT REFERENCES individual_case (id),
    document TEXT NOT NULL CHECK (length(document) BETWEEN 4 AND 60),
    matter TEXT NOT NULL CHECK (length(matter) BETWEEN 4 AND 1000),
    documents TEXT NOT NULL,                        -- JSON: 材料清单
    proposed_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    sent_by TEXT REFERENCES account (id),
    sent_on TEXT,
    due TEXT,                                       -- acknowledgement
    received_by TEXT REFERENCES account (id),
    received_on TEXT,
    receipt TEXT CHECK (length(receipt) BETWEEN 1 AND 100),
    acknowledged_by TEXT REFERENCES account (id),
    acknowledged_on TEXT,
    return_reason TEXT,
    settlement TEXT,
    opened_case TEXT REFERENCES individual_case (id),
    state TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT referral_state CHECK (CASE state
        WHEN 'proposed' THEN sent_by IS NULL
        WHEN 'withdrawn' THEN sent_by IS NULL AND settlement IS NOT NULL
        WHEN 'sent' THEN sent_by IS NOT NULL AND received_by IS NULL AND due IS NOT NULL
        WHEN 'received' THEN received_by IS NOT NULL AND receipt IS NULL
        WHEN 'acknowledged' THEN receipt IS NOT NULL AND acknowledged_by IS NOT NULL
        WHEN 'returned' THEN return_reason IS NOT NULL
        WHEN 'settled' THEN return_reason IS NOT NULL AND settlement IS NOT NULL
        ELSE 1 = 0 END),
    -- One recipient: an organ of the platform or a body outside.
    CONSTRAINT referral_recipient CHECK ((recipient IS NOT NULL) = (outside IS NULL)),
    CONSTRAINT referral_cause CHECK (inspection IS NOT NULL OR case_id IS NOT NULL),
    CONSTRAINT referral_second_person CHECK (sent_by IS NULL OR sent_by <> proposed_by)
);
CREATE INDEX referral_organ ON referral (organ, state);
CREATE INDEX referral_task ON referral (task);
CREATE INDEX referral_subject ON referral (subject);

-- 责令改正.
CREATE TABLE rectification (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    task TEXT REFERENCES task (id),
    inspection TEXT REFERENCES inspection (id),
    case_id TEXT REFERENCES individual_case (id),
    referral TEXT REFERENCES referral (id),
    document TEXT NOT NULL CHECK (length(document) BETWEEN 4 AND 60),
    demands TEXT NOT NULL,                          -- JSON
    ordered_on TEXT NOT NULL,
    ordered_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    due TEXT NOT NULL,                              -- 改正期限
    extension_until TEXT,
    extension_reason TEXT,
    extension_by TEXT REFERENCES account (id),
    extensions BIGINT NOT NULL CHECK (extensions BETWEEN 0 AND 99),
    recheck TEXT REFERENCES inspection (id),        -- the visit
    checked_by TEXT REFERENCES account (id),
    checked_on TEXT,
    evidence TEXT CHECK (length(evidence) BETWEEN 4 AND 2000),
    penalty TEXT,
    state TEXT NOT NULL,
    closed_by TEXT REFERENCES account (id),
    closed_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT rectification_state CHECK (CASE state
        WHEN 'ordered' THEN extension_until IS NULL AND checked_by IS NULL AND closed_by IS NULL
        WHEN 'extending' THEN extension_until > due AND extension_by IS NOT NULL
        WHEN 'rechecking' THEN recheck IS NOT NULL
        WHEN 'passed' THEN checked_by IS NOT NULL AND evidence IS NOT NULL
        WHEN 'failed' THEN checked_by IS NOT NULL AND evidence IS NOT NULL
        WHEN 'closed' THEN checked_by IS NOT NULL AND evidence IS NOT NULL
            AND closed_by IS NOT NULL AND closed_by <> checked_by
        WHEN 'cancelled' THEN closed_by IS NOT NULL AND closed_by <> ordered_by
        ELSE 1 = 0 END),
    CONSTRAINT rectification_days CHECK (due > ordered_on),
    CONSTRAINT rectification_cause CHECK
        (inspection IS NOT NULL OR case_id IS NOT NULL OR referral IS NOT NULL)
);
CREATE INDEX rectification_organ ON rectification (organ, state);
CREATE INDEX rectification_due ON rectification (due);
CREATE INDEX rectification_task ON rectification (task);
CREATE INDEX rectification_subject ON rectification (subject);

-- 立案处罚. Sums are whole 分.
CREATE TABLE penalty (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 60),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    task TEXT REFERENCES task (id),
    inspection TEXT REFERENCES inspection (id),
    case_id TEXT REFERENCES individual_case (id),
    referral TEXT REFERENCES referral (id),
    matter TEXT NOT NULL CHECK (length(matter) BETWEEN 4 AND 200),
    clue_on TEXT NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    due TEXT,                                       -- of the step that comes next
    extended BIGINT NOT NULL CHECK (extended IN (0, 1)),
    filed_by TEXT REFERENCES account (id),
    filed_on TEXT,
    late_reason TEXT,
    kinds TEXT NOT NULL,                            -- JSON
    fine BIGINT NOT NULL CHECK (fine BETWEEN 0 AND 10000000000000),
    gain BIGINT NOT NULL CHECK (gain BETWEEN 0 AND 10000000000000),
    goods BIGINT NOT NULL CHECK (goods BETWEEN 0 AND 10000000000000),
    document TEXT UNIQUE CHECK (length(document) BETWEEN 4 AND 60),
    facts TEXT,
    basis TEXT,
    decision_by TEXT REFERENCES account (id),
    decided_by TEXT REFERENCES account (id),
    decided_on TEXT,
    served_on TEXT,
    published_on TEXT,
    hidden_on TEXT,                                 -- 提前停止公示
    paid BIGINT NOT NULL CHECK (paid >= 0),
    state TEXT NOT NULL,
    ending TEXT,
    end_reason TEXT,
    closed_by TEXT REFERENCES account (id),
    closed_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT penalty_state CHECK (CASE state
        WHEN 'proposed' THEN filed_by IS NULL AND due IS NOT NULL
        WHEN 'not_filed' THEN filed_by IS NOT NULL AND end_reason IS NOT NULL
        WHEN 'filed' THEN filed_on IS NOT NULL AND decision_by IS NULL
        WHEN 'deciding' THEN filed_on IS NOT NULL AND decision_by IS NOT NULL
            AND decided_by IS NULL
        WHEN 'decided' THEN decided_on IS NOT NULL AND document IS NOT NULL
        WHEN 'closed' THEN ending IS NOT NULL AND end_reason IS NOT NULL AND closed_by IS NOT NULL
        ELSE 1 = 0 END),
    CONSTRAINT penalty_cause CHECK
        (inspection IS NOT NULL OR case_id IS NOT NULL OR referral IS NOT NULL),
    -- Two people: for the filing, and for the decision.
    CONSTRAINT penalty_filing_person CHECK (filed_by IS NULL OR filed_by <> proposed_by),
    CONSTRAINT penalty_decision_person CHECK (decided_by IS NULL OR decided_by <> decision_by),
    -- Without a decision there are no sums, and nothing was paid.
    CONSTRAINT penalty_sums CHECK (decision_by IS NOT NULL OR fine + gain + goods + paid = 0),
    CONSTRAINT penalty_paid CHECK (paid <= fine + fine + gain)
);
CREATE INDEX penalty_organ ON penalty (organ, state);
CREATE INDEX penalty_due ON penalty (due);
CREATE INDEX penalty_task ON penalty (task);
CREATE INDEX penalty_subject ON penalty (subject, state);
CREATE INDEX penalty_published ON penalty (published_on);

-- 缴款: one receipt, once.
CREATE TABLE payment (
    id TEXT NOT NULL PRIMARY KEY,
    penalty TEXT NOT NULL REFERENCES penalty (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    paid_on TEXT NOT NULL,
    receipt TEXT NOT NULL CHECK (length(receipt) BETWEEN 1 AND 60),
    entered_by TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (penalty, receipt)
);

-- 限制措施: 列异、严重违法失信、联合惩戒.
CREATE TABLE restriction (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('abnormal', 'household_abnormal', 'serious', 'joint')),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    task TEXT REFERENCES task (id),
    inspection TEXT REFERENCES inspection (id),
    case_id TEXT REFERENCES individual_case (id),
    referral TEXT REFERENCES referral (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 4 AND 500),
    basis TEXT NOT NULL CHECK (length(basis) BETWEEN 6 AND 300),
    measures TEXT NOT NULL,                         -- JSON: each with its law
    valid_from TEXT NOT NULL,
    valid_to TEXT,                                  -- last day
    proposed_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    decided_by TEXT REFERENCES account (id),
    decided_on TEXT,
    lifted_by TEXT REFERENCES account (id),
    lifted_on TEXT,
    lift_reason TEXT,
    state TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT restriction_state CHECK (CASE state
        WHEN 'proposed' THEN decided_by IS NULL
        WHEN 'in_force' THEN decided_by IS NOT NULL AND lifted_by IS NULL
        WHEN 'refused' THEN decided_by IS NOT NULL AND lifted_by IS NULL
        WHEN 'lifted' THEN lifted_by IS NOT NULL AND lift_reason IS NOT NULL
        ELSE 1 = 0 END),
    CONSTRAINT restriction_days CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT restriction_limit CHECK (kind <> 'serious' OR valid_to IS NOT NULL),
    CONSTRAINT restriction_cause CHECK
        (inspection IS NOT NULL OR case_id IS NOT NULL OR referral IS NOT NULL),
    CONSTRAINT restriction_second_person CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX restriction_subject ON restriction (subject, state);
CREATE INDEX restriction_organ ON restriction (organ, state);
CREATE INDEX restriction_task ON restriction (task);

-- 联合惩戒移交.
CREATE TABLE handoff (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    restriction TEXT NOT NULL REFERENCES restriction (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    participants TEXT NOT NULL,                     -- the receiving department
    subject TEXT NOT NULL REFERENCES subject (id),
    sent_by TEXT NOT NULL REFERENCES account (id),
    sent_on TEXT NOT NULL,
    -- transition
    due TEXT,                                       -- acknowledgement
    receipt TEXT CHECK (length(receipt) BETWEEN 1 AND 100),
    applied TEXT CHECK (length(applied) BETWEEN 2 AND 500),
    acknowledged_by TEXT REFERENCES account (id),
    acknowledged_on TEXT,
    state TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    UNIQUE (restriction, participants),
    CONSTRAINT handoff_state CHECK (CASE state
        WHEN 'sent' THEN receipt IS NULL AND due IS NOT NULL
        WHEN 'acknowledged' THEN receipt IS NOT NULL AND acknowledged_by IS NOT NULL
        ELSE 1 = 0 END)
);
CREATE INDEX handoff_organ ON handoff (organ, state);

-- 信用修复: of a listing or of the publication of a penalty.
CREATE TABLE repair (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),      -- who listed decides
    region TEXT NOT NULL REFERENCES region (id),
    subject TEXT NOT NULL REFERENCES subject (id),
    restriction TEXT REFERENCES restriction (id),
    penalty TEXT REFERENCES penalty (id),
    request TEXT NOT NULL CHECK (length(request) BETWEEN 4 AND 1000),
    conditions TEXT NOT NULL,                       -- JSON: each with its evidence
    requested_on TEXT NOT NULL,
    entered_by TEXT NOT NULL REFERENCES account (id),
    -- transition
    decided_by TEXT REFERENCES account (id),
    decided_on TEXT,
    decision TEXT CHECK (length(decision) BETWEEN 4 AND 500),
    state TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT repair_target CHECK ((restriction IS NULL) <> (penalty IS NULL)),
    CONSTRAINT repair_state CHECK (CASE state
        WHEN 'requested' THEN decided_by IS NULL
        WHEN 'granted' THEN decided_by IS NOT NULL AND decision IS NOT NULL
        WHEN 'refused' THEN decided_by IS NOT NULL AND decision IS NOT NULL
        ELSE 1 = 0 END),
    CONSTRAINT repair_second_person CHECK (decided_by IS NULL OR decided_by <> entered_by)
);
-- One request at a time.
CREATE UNIQUE INDEX repair_open ON repair (restriction) WHERE state = 'requested';
CREATE UNIQUE INDEX repair_open_penalty ON repair (penalty) WHERE state = 'requested';
CREATE INDEX repair_organ ON repair (organ, state);

-- 信用反馈: what changed for the next draw, and why.
CREATE TABLE feedback (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL REFERENCES subject (id),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    cause TEXT NOT NULL CHECK (cause IN ('filed', 'closed', 'corrected', 'restricted', 'archived')),
    record TEXT NOT NULL,                           -- the record that gave it
    day TEXT NOT NULL,
    pending_before BIGINT NOT NULL CHECK (pending_before IN (0, 1)),
    pending_after BIGINT NOT NULL CHECK (pending_after IN (0, 1)),
    inspected_before TEXT,
    inspected_after TEXT,
    visits_before BIGINT NOT NULL CHECK (visits_before >= 0),
    visits_after BIGINT NOT NULL CHECK (visits_after >= 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),     -- 罚没金额, 分
    summary TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX feedback_subject ON feedback (subject, day);
CREATE INDEX feedback_day ON feedback (day);

-- 无证无照经营. Who trades is sealed.
CREATE TABLE unlicensed (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    participants TEXT NOT NULL,                     -- the competent department, when another one
    subject TEXT NOT NULL UNIQUE REFERENCES subject (id),
    case_id TEXT REFERENCES individual_case (id),
    lacks TEXT NOT NULL CHECK (lacks IN ('registration', 'permit', 'both')),
    permit TEXT CHECK (length(permit) BETWEEN 2 AND 100),
    activity TEXT NOT NULL CHECK (length(activity) BETWEEN 2 AND 100),
    place TEXT NOT NULL CHECK (length(place) BETWEEN 2 AND 200),
    person BYTEA,                                   -- sealed with a key outside of the database
    found_by TEXT NOT NULL REFERENCES account (id),
    found_on TEXT NOT NULL,
    -- transition
    due TEXT,
    document TEXT CHECK (length(document) BETWEEN 4 AND 60),
    registered_as TEXT REFERENCES subject (id),
    penalty TEXT REFERENCES penalty (id),
    referral TEXT REFERENCES referral (id),
    state TEXT NOT NULL,
    ending TEXT,
    end_note TEXT,
    closed_by TEXT REFERENCES account (id),
    closed_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT unlicensed_permit CHECK ((lacks = 'registration') = (permit IS NULL)),
    CONSTRAINT unlicensed_state CHECK (CASE state
        WHEN 'found' THEN closed_by IS NULL
        WHEN 'guided' THEN due IS NOT NULL AND participants = ''
        WHEN 'ordered' THEN document IS NOT NULL AND participants = ''
        WHEN 'closed' THEN ending IS NOT NULL AND closed_by IS NOT NULL AND closed_by <> found_by
            AND CASE ending
                WHEN 'registered' THEN registered_as IS NOT NULL
                WHEN 'punished' THEN penalty IS NOT NULL
                WHEN 'transferred' THEN referral IS NOT NULL
                ELSE 1 = 1 END
        ELSE 1 = 0 END)
);
CREATE INDEX unlicensed_organ ON unlicensed (organ, state);

-- 专项检查建议.
CREATE TABLE campaign (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    item TEXT NOT NULL,
    trade TEXT NOT NULL CHECK (length(trade) <= 4),
    place TEXT NOT NULL CHECK (length(place) IN (6, 9, 12)),
    window_from TEXT NOT NULL,
    window_to TEXT NOT NULL CHECK (window_to >= window_from),
    threshold BIGINT NOT NULL CHECK (threshold >= 3),
    evidence TEXT NOT NULL,                         -- JSON: the cases
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 4 AND 500),
    proposed_by TEXT NOT NULL REFERENCES account (id),
    proposed_on TEXT NOT NULL,
    -- transition
    decided_by TEXT REFERENCES account (id),
    decided_on TEXT,
    decision TEXT CHECK (length(decision) BETWEEN 4 AND 500),
    task TEXT REFERENCES task (id),
    state TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT campaign_state CHECK (CASE state
        WHEN 'proposed' THEN decided_by IS NULL AND task IS NULL
        WHEN 'accepted' THEN decided_by IS NOT NULL AND task IS NOT NULL
        WHEN 'rejected' THEN decided_by IS NOT NULL AND task IS NULL
        ELSE 1 = 0 END),
    CONSTRAINT campaign_second_person CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX campaign_organ ON campaign (organ, state);
