//! `sunlot`: the one binary. Owns the command line, the clock and the terminal; every rule and
//! every byte of a draw comes from the crates below.

mod cli;
mod say;
mod ticket;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Ticket { suite, key, ids } => ticket::run(&suite, &key, &ids),
        _ => ExitCode::from(say::UNUSABLE),
    }
}
