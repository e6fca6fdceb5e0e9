-- 本人的界面设置: saved views, columns, drafts of filters. Technical: nobody answers for them, no
-- proof covers them, and they say nothing about supervision.
CREATE TABLE account_setting (
    account TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    body TEXT NOT NULL CHECK (length(body) <= 16384),      -- JSON
    saved_at TEXT NOT NULL,
    PRIMARY KEY (account, name)
);
