//! 存储: the only crate with SQL, on SQLite or PostgreSQL from one set of queries.
//!
//! Owns durable state, its transactions and the append of one event to each of them. Must never
//! decide a rule of supervision: what may change is decided in `domain` and asked in `app`.

pub mod accounts;
pub mod annex3;
pub mod audit;
pub mod backup;
pub mod caps;
pub mod cases;
pub mod challenges;
mod column;
pub mod conferences;
mod connection;
pub mod credentials;
mod dialect;
pub mod draws;
mod error;
pub mod examine;
mod figures;
pub mod files;
mod filter;
pub mod follow;
pub mod health;
mod idempotency;
pub mod imports;
pub mod inspections;
pub mod inspectors;
pub mod institutions;
pub mod items;
pub mod ledger;
mod log;
mod migrate;
mod names;
pub mod organs;
pub mod plans;
mod postgres;
pub mod published;
mod readers;
mod record;
pub mod reports;
pub mod results;
pub mod sessions;
pub mod settings;
mod sqlite;
mod store;
pub mod subjects;
pub mod tables;
pub mod tags;
pub mod tasks;
mod technical;
mod tx;
mod value;
pub mod workbench;
mod writer;

pub use column::Column;
pub use error::StoreError;
pub use figures::Figures;
pub use filter::Window;
pub use idempotency::Once;
pub use migrate::{SCHEMA_VERSION, Waiting, migrate, waiting};
pub use names::NameIndexer;
pub use record::{Record, Stored};
pub use store::{DatabaseUrl, Entropy, Stamp, Store, StoreOptions};
pub use technical::{TECHNICAL_TABLES, TechnicalTx};
pub use tx::{ReadTx, Recorded, WriteTx};
pub use value::{Row, Value};
