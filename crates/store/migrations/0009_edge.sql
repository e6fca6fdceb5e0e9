-- 第二因素: the secret is sealed with a key outside of the database, so it is longer than 20 bytes.
-- Secrets from before stay as they are and do not open: their owners take a new device.
CREATE TABLE second_factor_sealed (
    -- immutable
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    secret BYTEA NOT NULL CHECK (octet_length(secret) BETWEEN 20 AND 200),
    offered_at TEXT NOT NULL,
    -- transition
    state TEXT NOT NULL CHECK (state IN ('offered', 'confirmed', 'removed')),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
INSERT INTO second_factor_sealed (id, account, secret, offered_at, state, version, log_index)
    SELECT id, account, secret, offered_at, state, version, log_index FROM second_factor;
DROP TABLE second_factor;
ALTER TABLE second_factor_sealed RENAME TO second_factor;
-- An account has one second factor in use and one that waits.
CREATE UNIQUE INDEX second_factor_one ON second_factor (account, state)
    WHERE state IN ('offered', 'confirmed');
