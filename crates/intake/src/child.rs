//! The reading process: the same binary again, with little memory, little time and no file to
//! write to. It takes the open file as standard input and answers with one JSON object a line.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::engine::{Event, EventSink};
use crate::error::ChildError;
use crate::kind::{Kind, Record};
use crate::{ConflictRow, InspectorRow, IntakeError, ItemRow, PlanRow, SubjectRow};

/// The hidden subcommand that a program must hand to [`main`].
pub const SUBCOMMAND: &str = "__intake";

/// Runs the reading process. `args` are the words behind [`SUBCOMMAND`]. A program calls this
/// before it starts threads or opens anything else.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Some(order) = Order::parse(args) else {
        return ExitCode::from(2);
    };
    // A panic of a file reader is an answer, not a message on somebody's terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let answered = match order.kind {
        Kind::Register => run::<SubjectRow>(&order),
        Kind::Inspectors => run::<InspectorRow>(&order),
        Kind::Conflicts => run::<ConflictRow>(&order),
        Kind::Items => run::<ItemRow>(&order),
        Kind::Plan => run::<PlanRow>(&order),
    };
    if answered.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Order {
    kind: Kind,
    extension: String,
    memory_bytes: u64,
    cpu_seconds: u64,
}

impl Order {
    fn parse(args: impl IntoIterator<Item = OsString>) -> Option<Order> {
        let words: Vec<String> =
            args.into_iter().take(5).map(OsString::into_string).collect::<Result<_, _>>().ok()?;
        let [kind, extension, memory, cpu] = &words[..] else { return None };
        Some(Order {
            kind: Kind::ALL.into_iter().find(|k| k.as_str() == kind)?,
            extension: extension.trim_start_matches('.').to_owned(),
            memory_bytes: memory.parse().ok()?,
            cpu_seconds: cpu.parse().ok()?,
        })
    }
}

fn run<R: Record>(order: &Order) -> std::io::Result<()> {
    let mut answer = Answer { out: BufWriter::new(std::io::stdout().lock()), line: Vec::new() };
    let result = catch_unwind(AssertUnwindSafe(|| read::<R>(order, &mut answer)));
    let failure = match result {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(_) => Some(ChildError::Crashed { detail: "内容使读取程序出错".to_owned() }.into()),
    };
    if let Some(error) = failure {
        answer.say(&Event::<R>::Failed(error))?;
    }
    answer.out.flush()
}

fn read<R: Record>(order: &Order, answer: &mut Answer<impl Write>) -> Result<(), IntakeError> {
    let spawn = |error: std::io::Error| ChildError::Spawn { detail: error.to_string() };
    let file = stdin_file().map_err(spawn)?;
    crate::limits::confine(order.memory_bytes, order.cpu_seconds).map_err(spawn)?;
    crate::reader::read_file::<R>(file, &order.extension, answer)
}

#[cfg(unix)]
fn stdin_file() -> std::io::Result<File> {
    use std::os::fd::AsFd;
    std::io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn stdin_file() -> std::io::Result<File> {
    use std::os::windows::io::AsHandle;
    std::io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

struct Answer<W: Write> {
    out: BufWriter<W>,
    line: Vec<u8>,
}

impl<W: Write> Answer<W> {
    /// Writes one event. A line is made whole before any of it is written.
    fn say<R: Record>(&mut self, event: &Event<R>) -> std::io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, event)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}

impl<R: Record, W: Write> EventSink<R> for Answer<W> {
    fn event(&mut self, event: Event<R>) -> Result<(), IntakeError> {
        self.say(&event).map_err(|e| ChildError::Crashed { detail: e.to_string() }.into())
    }
}
