-- Challenges of a draw by anybody, and indexes for what waits for somebody.

-- 质疑. The machine's answer and the reply are public; text and contact never are.
CREATE TABLE challenge (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    draw TEXT NOT NULL REFERENCES draw (id),
    organ TEXT NOT NULL REFERENCES organ (id),               -- of the draw
    region TEXT NOT NULL REFERENCES region (id),
    participants TEXT NOT NULL,                              -- JSON: organs of the draw
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 55),
    unit TEXT CHECK (length(unit) BETWEEN 1 AND 64),         -- none for every unit of the subject
    ticket TEXT CHECK (length(ticket) = 64),                 -- the one number, when it was named
    text TEXT NOT NULL CHECK (length(text) <= 1000),
    contact BYTEA,                                           -- sealed, key outside of the database
    lodged_on TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('refuted', 'confirmed', 'unreadable')),
    standing TEXT CHECK (standing IN ('eligible', 'excluded', 'absent', 'withheld')),
    findings TEXT NOT NULL,                                  -- JSON: the numbers of each unit
    -- transition
    state TEXT NOT NULL,
    answered_by TEXT REFERENCES account (id),
    answered_on TEXT,
    reply TEXT CHECK (length(reply) BETWEEN 4 AND 2000),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    CONSTRAINT challenge_state CHECK (CASE state
        WHEN 'open' THEN answered_by IS NULL AND answered_on IS NULL AND reply IS NULL
        WHEN 'answered' THEN answered_by IS NOT NULL AND answered_on IS NOT NULL
            AND reply IS NOT NULL
        ELSE 1 = 0 END),
    -- What could not be read has no standing, and nothing was found.
    CONSTRAINT challenge_read CHECK ((standing IS NULL) <= (verdict = 'unreadable'))
);
CREATE INDEX challenge_draw ON challenge (draw, id);
CREATE INDEX challenge_organ ON challenge (organ, state);
CREATE INDEX challenge_region ON challenge (region, state);
-- The same question is asked once until it is answered.
CREATE UNIQUE INDEX challenge_once ON challenge (draw, subject) WHERE state = 'open';

-- What waits for somebody, without looking at all that is over.
CREATE INDEX draw_request_pending ON draw_request (draw) WHERE state = 'pending';
CREATE INDEX inspection_unapproved ON inspection (organ) WHERE urgent = 1 AND approval IS NULL;
CREATE INDEX inspection_state ON inspection (state, window_to);
CREATE INDEX inspector_account ON inspector (account) WHERE account IS NOT NULL;
