//! One binary for all tests of the program: a dozen would each link the whole platform.

mod commands;
#[path = "../../api/tests/support/mod.rs"]
mod county;
mod draw_embargo;
mod hostile;
mod kills;
mod kills_draws;
mod kills_flows;
mod kills_results;
mod platform;
mod real_register;
mod record;
mod serving;
mod support;
mod terminal;
