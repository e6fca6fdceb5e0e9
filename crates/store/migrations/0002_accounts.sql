-- Accounts, what they may do, and their sessions.

-- 账号.
CREATE TABLE account (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 40),
    -- changing
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),   -- 姓名; never public
    organ TEXT NOT NULL REFERENCES organ (id),
    state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX account_organ ON account (organ);

-- 授权: one role in one scope; proposed by one person and approved by another, and taken back by two.
CREATE TABLE account_grant (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL CHECK (length(role) = 2),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    proposed_by TEXT REFERENCES account (id),  -- none for the four of the first start
    -- transition
    state TEXT NOT NULL,
    approved_by TEXT REFERENCES account (id),  -- who approved or refused it
    revocation_by TEXT REFERENCES account (id),    -- who proposed to take it back
    revoked_by TEXT REFERENCES account (id),   -- who approved that
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- It ends after it began.
    CONSTRAINT grant_days CHECK (valid_to IS NULL OR valid_to >= valid_from),
    -- Nobody approves what he proposed, or what is for himself (S14).
    CONSTRAINT grant_second_person CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CONSTRAINT grant_not_oneself CHECK (approved_by IS NULL OR approved_by <> account),
    CONSTRAINT grant_not_proposed_for_oneself CHECK (proposed_by IS NULL OR proposed_by <> account),
    CONSTRAINT grant_revocation_second_person CHECK
        (revoked_by IS NULL OR (revocation_by IS NOT NULL AND revoked_by <> revocation_by)),
    -- Each state has the people who led to it.
    CONSTRAINT grant_state CHECK (CASE state
        WHEN 'proposed' THEN proposed_by IS NOT NULL AND approved_by IS NULL
            AND revocation_by IS NULL AND revoked_by IS NULL
        WHEN 'in_force' THEN (approved_by IS NOT NULL OR proposed_by IS NULL)
            AND revocation_by IS NULL AND revoked_by IS NULL
        WHEN 'refused' THEN approved_by IS NOT NULL AND revocation_by IS NULL
        WHEN 'withdrawn' THEN approved_by IS NULL AND revocation_by IS NULL
        WHEN 'revoking' THEN revocation_by IS NOT NULL AND revoked_by IS NULL
        WHEN 'revoked' THEN revoked_by IS NOT NULL
        ELSE 1 = 0 END)
);
CREATE INDEX account_grant_account ON account_grant (account);
CREATE INDEX account_grant_role ON account_grant (role, state);

-- 登录会话: technical; the cookie's token is stored as its digest only.
CREATE TABLE session (
    token_digest BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(token_digest) = 32),
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    opened TEXT NOT NULL,
    last_seen TEXT NOT NULL,                   -- written at most once a minute
    stepped_up TEXT,                           -- when the second factor was shown last
    client TEXT NOT NULL,                      -- network that it was opened from, e.g. 10.2.3.0/24
    agent TEXT NOT NULL,                       -- browser, as it names itself
    ended TEXT
);
CREATE INDEX session_account ON session (account, ended);
