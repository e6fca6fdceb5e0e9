//! Imports a register and prints its report: `import FILE`. Also a way to measure an import.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use sunlot_intake::{Bounds, Import, SubjectRow, child, read_bounded};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let first = args.next();
    if first.as_ref().is_some_and(|word| word == child::SUBCOMMAND) {
        return child::main(args);
    }
    let (Some(path), Ok(exe)) = (first.map(PathBuf::from), std::env::current_exe()) else {
        eprintln!("用法：import 名录文件");
        return ExitCode::from(2);
    };
    let start = Instant::now();
    match read_bounded::<SubjectRow>(&exe, &path, &Bounds::default()) {
        Ok(import) => {
            print(&import, start);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}：{}", error.code(), error.message_zh());
            ExitCode::FAILURE
        }
    }
}

fn print(import: &Import<SubjectRow>, start: Instant) {
    println!("{}", import.report.summary_zh());
    for (code, count) in &import.report.counts {
        println!("  {count:>8}  {code}");
    }
    println!("{} ms", start.elapsed().as_millis());
}
