//! Routes: one file a noun. A handler extracts, calls one use case, converts.

#[macro_use]
mod handlers;

pub(crate) mod accounts;
pub(crate) mod activities;
pub(crate) mod annex3;
pub(crate) mod appraisals;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod campaigns;
pub(crate) mod caps;
pub(crate) mod cases;
pub(crate) mod challenges;
pub(crate) mod conferences;
pub(crate) mod dashboards;
pub(crate) mod draws;
pub(crate) mod follow_up;
pub(crate) mod forms;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod inspections;
pub(crate) mod inspectors;
pub(crate) mod item_files;
pub(crate) mod item_lists;
pub(crate) mod log;
pub(crate) mod meetings;
pub(crate) mod organs;
pub(crate) mod penalties;
pub(crate) mod plan_files;
pub(crate) mod plans;
pub(crate) mod public;
pub(crate) mod rectifications;
pub(crate) mod referrals;
pub(crate) mod reports;
pub(crate) mod restrictions;
pub(crate) mod results;
pub(crate) mod scope_rules;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod subjects;
pub(crate) mod tags;
pub(crate) mod tasks;
pub(crate) mod timelines;
pub(crate) mod workbench;

use std::sync::Arc;

use axum::Json;
use sunlot_app::App;

use crate::problem::Problem;

/// The platform, as handlers get it.
pub(crate) type Platform = axum::extract::State<Arc<App>>;

/// What a handler answers.
pub(crate) type Answer<T> = Result<Json<T>, Problem>;
