-- 存放的文件: named by its content and never changed.
CREATE TABLE stored_file (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 64),      -- SHA-256, hexadecimal
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    media TEXT NOT NULL CHECK (length(media) BETWEEN 3 AND 100),
    version BIGINT NOT NULL CHECK (version >= 1),
    log_index BIGINT NOT NULL
);

-- 文件的内容, in pieces; proved by the name of the file.
CREATE TABLE file_chunk (
    file TEXT NOT NULL REFERENCES stored_file (id),
    number BIGINT NOT NULL CHECK (number >= 0),
    content BYTEA NOT NULL,
    PRIMARY KEY (file, number)
);
