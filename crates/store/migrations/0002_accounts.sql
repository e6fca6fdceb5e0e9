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

-- 授权: one role in one scope; proposed by one person and approved by another.
CREATE TABLE account_grant (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL CHECK (length(role) = 2),
    organ TEXT NOT NULL REFERENCES organ (id),
    region TEXT NOT NULL REFERENCES region (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    proposed_by TEXT REFERENCES account (id),  -- none for the three of the first start
    -- transition
    state TEXT NOT NULL,
    approved_by TEXT REFERENCES account (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL,
    -- Nobody approves what he proposed (S14).
    CONSTRAINT grant_second_person CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CONSTRAINT grant_not_oneself CHECK (approved_by IS NULL OR approved_by <> account),
    CONSTRAINT grant_state CHECK (state IN ('proposed', 'in_force', 'refused', 'revoked'))
);
CREATE INDEX account_grant_account ON account_grant (account);

-- 登录会话: technical; the cookie's token is stored as its digest only.
CREATE TABLE session (
    token_digest BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(token_digest) = 32),
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    opened TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    stepped_up TEXT,                           -- when the second factor was shown last
    ended TEXT
);
CREATE INDEX session_account ON session (account, ended);
