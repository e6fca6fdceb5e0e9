//! Pages: one file a noun. A page gets views and gives the content that the frame goes around.

pub mod challenges;
pub mod draws;
pub mod entities;
pub mod errors;
pub mod fairness;
pub mod help;
pub mod home;
pub mod items;
pub mod open_data;
pub mod penalties;
pub mod plans;
pub mod results;
pub mod site_map;
pub mod statistics;
pub mod tasks;
pub mod visits;
