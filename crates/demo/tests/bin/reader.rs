//! The smallest program that can read files in a bounded process.

use std::process::ExitCode;

use sunlot_app::imports::reading;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    match args.next() {
        Some(word) if word == reading::SUBCOMMAND => reading::main(args),
        _ => ExitCode::from(2),
    }
}
