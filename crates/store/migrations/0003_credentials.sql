-- What proves who somebody is. Passwords and second factors are business rows: exchanging one in the
-- database is found like any other edit. Counters, devices and used steps are technical.

-- 口令: every one an account ever had, so that an old one is not taken again.
CREATE TABLE account_password (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    hash TEXT NOT NULL CHECK (length(hash) BETWEEN 32 AND 400),  -- Argon2id in PHC form
    set_at TEXT NOT NULL,
    start BIGINT NOT NULL CHECK (start IN (0, 1)),  -- given by an administrator: to be changed
    -- transition
    state TEXT NOT NULL CHECK (state IN ('current', 'past')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
-- An account has one password at a time.
CREATE UNIQUE INDEX account_password_current ON account_password (account)
    WHERE state = 'current';
CREATE INDEX account_password_account ON account_password (account, set_at);

-- 第二因素: a TOTP secret (RFC 6238), offered until a first code confirms it.
CREATE TABLE second_factor (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    secret BYTEA NOT NULL CHECK (octet_length(secret) = 20),
    offered_at TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL CHECK (state IN ('offered', 'confirmed', 'removed')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
-- An account has one second factor in use and one that waits.
CREATE UNIQUE INDEX second_factor_one ON second_factor (account, state)
    WHERE state IN ('offered', 'confirmed');

-- 恢复代码: each opens one session when the telephone is lost.
CREATE TABLE recovery_code (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    -- transition
    state TEXT NOT NULL CHECK (state IN ('fresh', 'used', 'void')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX recovery_code_account ON recovery_code (account, state);

-- 已用过的动态口令: the last step that counted, so that a code counts once. Technical.
CREATE TABLE totp_use (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    step BIGINT NOT NULL
);

-- 最近使用: when an account was opened last, for closing what nobody uses. Technical.
CREATE TABLE account_use (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    last_used TEXT NOT NULL,
    ever BIGINT NOT NULL CHECK (ever IN (0, 1))  -- 0 until the first login
);

-- 登录失败计数: by what was typed as login name (existing or not) and where it came from. Technical.
CREATE TABLE login_failure (
    login_digest BYTEA NOT NULL CHECK (octet_length(login_digest) = 32),
    source TEXT NOT NULL,                      -- network, 'device:…', or '*' for the whole day
    failures BIGINT NOT NULL CHECK (failures >= 0),
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    PRIMARY KEY (login_digest, source)
);
CREATE INDEX login_failure_last ON login_failure (last);

-- 常用设备: a browser that the account was opened on; it is let in when strangers are not. Technical.
CREATE TABLE known_device (
    token_digest BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(token_digest) = 32),
    account TEXT NOT NULL REFERENCES account (id),
    last_used TEXT NOT NULL
);
CREATE INDEX known_device_account ON known_device (account, last_used);
