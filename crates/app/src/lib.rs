//! 用例: load, ask the domain, save, record. One function a verb, one file a noun.
//!
//! Owns who may do what to which record at which moment, and what is answered. Must never hold a
//! query (that is `store`) or know of HTTP (that is `api`).

pub mod accounts;
pub mod activities;
pub mod annex3;
pub mod appraisals;
pub mod auth;
pub mod burden;
pub mod calendar;
pub mod caps;
pub mod cases;
pub mod challenges;
pub mod conferences;
pub mod context;
pub mod credentials;
pub mod dashboards;
pub mod dossiers;
pub mod draws;
pub mod duties;
pub mod effects;
pub mod emergency;
pub mod error;
pub mod estimates;
pub mod fairness;
pub mod first_start;
pub mod follow;
pub mod forms;
pub mod grants;
pub mod health;
pub mod imports;
pub mod inspections;
pub mod inspectors;
pub mod items;
pub mod logins;
pub mod meetings;
pub mod open_data;
pub mod organs;
pub mod page;
pub mod people;
pub mod plans;
pub mod ports;
pub mod record;
pub mod reference;
pub mod reports;
pub mod results;
pub mod scope_rules;
pub mod sealed;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod sheet;
mod stale;
pub mod statistics;
pub mod subjects;
pub mod tags;
pub mod tasks;
pub mod timelines;
mod visible;
pub mod workbench;

pub use auth::Auth;
pub use context::{App, Call, Ids, once, request_id};
pub use error::{AppError, Kind};
pub use follow::restrictions;
pub use sealed::Secrets;
pub use sunlot_store::{DatabaseUrl, Once, Store, StoreError, StoreOptions, migrate};
