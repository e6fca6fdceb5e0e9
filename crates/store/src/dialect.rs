//! The few words that SQLite and PostgreSQL write differently. Everything else is one text.

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A statement with `?1` parameters as this database writes it.
    pub(crate) fn statement(self, sql: &str) -> String {
        match self {
            Dialect::Sqlite => sql.to_owned(),
            Dialect::Postgres => sql.replace('?', "$"),
        }
    }

    /// A migration in the common spelling (`BIGINT`, `BYTEA`, tables closed by `\n);`) as this
    /// database writes it. SQLite gets STRICT tables, so that it checks types as PostgreSQL does.
    pub(crate) fn migration(self, sql: &str) -> String {
        let lines = sql.lines().filter(|line| match (self, line.split_once("-- only ")) {
            (_, None) => true,
            (Dialect::Sqlite, Some((_, name))) => name.trim() == "sqlite",
            (Dialect::Postgres, Some((_, name))) => name.trim() == "postgres",
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        match self {
            Dialect::Postgres => text,
            Dialect::Sqlite => text
                .replace("BIGINT", "INTEGER")
                .replace("BYTEA", "BLOB")
                .replace("octet_length(", "length(")
                .replace("\n);", "\n) STRICT;"),
        }
    }

    /// How a write begins: at once exclusive, so that the place in the log is known.
    pub(crate) fn begin_write(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// How a reading begins: one snapshot for all its queries.
    pub(crate) fn begin_read(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN DEFERRED",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Names of all tables.
    pub(crate) fn tables(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            Dialect::Postgres => {
                "SELECT table_name::text FROM information_schema.tables \
                 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            }
        }
    }

    /// Behind the reading of the log's head by a writer.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_migration_becomes_two() {
        let sql = "CREATE TABLE t (\n    n BIGINT,\n    b BYTEA CHECK (octet_length(b) = 32)\n);\n\
                   CREATE INDEX i ON t (n); -- only sqlite";
        let sqlite = Dialect::Sqlite.migration(sql);
        assert!(sqlite.contains("n INTEGER") && sqlite.contains("length(b) = 32"), "{sqlite}");
        assert!(sqlite.contains(") STRICT;") && sqlite.contains("CREATE INDEX"), "{sqlite}");
        assert!(!Dialect::Postgres.migration(sql).contains("CREATE INDEX"));
        assert_eq!(Dialect::Postgres.statement("a = ?1 AND b = ?2"), "a = $1 AND b = $2");
    }
}
