//! The list of business tables is the schema's: a table with a version and a log index is in it.

use std::collections::BTreeMap;

use sunlot_store::DatabaseUrl;
use sunlot_store::tables::TABLES;

use crate::support::databases::databases;

fn columns(url: &DatabaseUrl) -> Vec<(String, String)> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                       WHERE m.type = 'table' ORDER BY m.name, c.cid";
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        }
        DatabaseUrl::Postgres(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns \
                       WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
            client.query(sql, &[]).unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
        }
    }
}

#[test]
fn every_business_table_is_bound_by_the_log() {
    for database in databases() {
        let mut schema: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, column) in columns(&database.url) {
            schema.entry(table).or_default().push(column);
        }
        schema.retain(|_, columns| columns.iter().any(|column| column == "log_index"));
        for columns in schema.values_mut() {
            columns.retain(|column| column != "version" && column != "log_index");
            columns.sort();
        }
        let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for table in TABLES {
            let mut columns: Vec<String> = table.columns.iter().map(|c| (*c).into()).collect();
            columns.sort();
            listed.insert(table.name.into(), columns);
        }
        assert_eq!(schema, listed, "{}", database.name);
    }
}
