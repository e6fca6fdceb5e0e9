-- 位置 of subjects: the last statement that was not withdrawn holds.
CREATE TABLE subject_position (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL REFERENCES subject (id),
    position TEXT NOT NULL CHECK (length(position) BETWEEN 17 AND 22),  -- 35.691200,105.073400
    source TEXT NOT NULL CHECK (source IN ('register', 'arrival')),
    noted_on TEXT NOT NULL,
    withdrawn BIGINT NOT NULL CHECK (withdrawn IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);
CREATE INDEX subject_position_subject ON subject_position (subject, log_index);
