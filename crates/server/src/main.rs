//! `sunlot`: the one binary. Owns the command line, the clock and the terminal; every rule and
//! every byte of a draw comes from the crates below.

mod cli;
mod clock;
mod demo;
mod draw;
mod explain;
mod inputs;
mod logs;
mod minutes;
mod platform;
mod rehearsal;
mod say;
mod steps;
mod ticket;
mod usage;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use cli::{Cli, Command};

fn main() -> ExitCode {
    // The reading process comes first: it lowers its own limits before anything else happens.
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == sunlot_intake::child::SUBCOMMAND) {
        return sunlot_intake::child::main(words);
    }
    let typed = match usage::typed(usage::in_chinese(Cli::command())) {
        Ok(typed) => typed,
        Err(status) => return status,
    };
    let cli = Cli::from_arg_matches(&typed).expect("the matches are those of the same commands");
    let done = match cli.command {
        Command::Draw(command) => draw::run(*command),
        Command::Verify { bundle, json, quiet } => verify::run(&bundle, json, quiet),
        Command::Explain { bundle, id, json } => explain::run(&bundle, &id, json),
        Command::Ticket { suite, key, ids } => return ticket::run(&suite, &key, &ids),
        Command::Minutes { bundle, out, fonts } => minutes::run(&bundle, &out, fonts.as_deref()),
        Command::Log(command) => logs::run(command),
        Command::Platform(command) => platform::run(*command),
        // Met above, before the command line is parsed.
        Command::Intake { .. } => Ok(ExitCode::from(say::UNUSABLE)),
    };
    done.unwrap_or_else(|refused| refused.show())
}
