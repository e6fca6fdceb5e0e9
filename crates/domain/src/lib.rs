//! The vocabulary and the rules of 双随机、一公开, pure: no clock, no randomness, no files.

pub mod accounts;
pub mod audit;
pub mod calendar;
pub mod caps;
mod coded;
pub mod codes;
pub mod conferences;
pub mod credentials;
pub mod dry_run;
pub mod ids;
pub mod imports;
pub mod inspectors;
pub mod items;
pub mod logins;
pub mod numbering;
pub mod organs;
pub mod overlap;
pub mod passwords;
pub mod plan;
pub mod plans;
pub mod policy;
pub mod registers;
pub mod roles;
pub mod scope_rules;
pub mod subjects;
pub mod tags;
pub mod tasks;
