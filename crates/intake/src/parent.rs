//! The other end of the reading process: starts it, listens, and ends it when it takes too long.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::engine::{Event, Gatherer};
use crate::error::{ChildError, FileError};
use crate::kind::Record;
use crate::limits::Bounds;
use crate::{Finding, Import, IntakeError, RefusedRow, child};

/// Most bytes of one line of the answer. The longest row has 64 tags of 32 characters.
const LINE_MAX: u64 = 1 << 20;

/// The running program. On Linux it is named by its process, not by its file: an upgrade may have
/// put another one in the place of the file.
///
/// # Errors
/// What the operating system answers.
pub fn own_program() -> std::io::Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Ok(own.to_owned()) } else { std::env::current_exe() }
}

/// Reads a file in a bounded process. `exe` is a program that hands [`child::SUBCOMMAND`] to
/// [`child::main`], usually the running one; the file is opened here and the process gets only
/// the open file.
///
/// # Errors
/// Whatever refuses the file as a whole, in words for the clerk.
pub fn read_bounded<R: Record>(
    exe: &Path,
    path: &Path,
    bounds: &Bounds,
) -> Result<Import<R>, IntakeError> {
    let mut gatherer = Gatherer::new();
    let limit = bounds.rows_bytes;
    listen_to(exe, path, bounds, &mut |event| {
        gatherer.take(event);
        if gatherer.held() > limit {
            return Err(ChildError::Output { limit }.into());
        }
        Ok(())
    })?;
    let silent = || ChildError::Crashed { detail: "没有说明原因".to_owned() };
    gatherer.finish().ok_or_else(silent)?.map_err(|e| name_path(e, path))
}

/// What [`read_streaming`] hands over.
#[derive(Debug, Clone, PartialEq)]
pub enum Streamed<R> {
    /// A typed row; rows with one key are not settled yet, see [`Import::settle`].
    Row(R),
    /// A row that is not used, with its cells in the order of the kind's columns.
    Refused(RefusedRow, Vec<String>),
    /// A remark.
    Finding(Finding),
}

/// What a streamed file was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// See [`crate::Report::format`].
    pub format: String,
    /// Rows below the header that were not empty.
    pub rows: u32,
}

/// Reads a file in a bounded process and hands over each row as it comes, so that a million of
/// them need not be held at once.
///
/// # Errors
/// Whatever refuses the file as a whole, possibly after rows were handed over; or what `take`
/// refuses.
pub fn read_streaming<R: Record>(
    exe: &Path,
    path: &Path,
    bounds: &Bounds,
    take: &mut dyn FnMut(Streamed<R>) -> Result<(), IntakeError>,
) -> Result<Summary, IntakeError> {
    let mut end = None;
    listen_to(exe, path, bounds, &mut |event| match event {
        Event::Row(row) => take(Streamed::Row(row)),
        Event::Refused(refused, cells) => take(Streamed::Refused(refused, cells)),
        Event::Finding(finding) => take(Streamed::Finding(finding)),
        Event::Failed(error) => {
            end = Some(Err(error));
            Ok(())
        }
        Event::Done { format, rows, .. } => {
            end = Some(Ok(Summary { format, rows }));
            Ok(())
        }
    })?;
    let silent = || ChildError::Crashed { detail: "没有说明原因".to_owned() };
    end.ok_or_else(silent)?.map_err(|e| name_path(e, path))
}

/// Takes an event of the reading process.
type Take<'t, R> = dyn FnMut(Event<R>) -> Result<(), IntakeError> + 't;

fn listen_to<R: Record>(
    exe: &Path,
    path: &Path,
    bounds: &Bounds,
    take: &mut Take<'_, R>,
) -> Result<(), IntakeError> {
    let file = open(path)?;
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or("").to_ascii_lowercase();
    let mut process = Command::new(exe)
        .args([child::SUBCOMMAND, R::KIND.as_str()])
        // A dot before it, so that no extension can look like an option.
        .arg(format!(".{extension}"))
        .args([bounds.memory_bytes.to_string(), bounds.cpu_seconds.to_string()])
        .env_clear()
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| ChildError::Spawn { detail: e.to_string() })?;
    let Some(answer) = process.stdout.take() else {
        return Err(ChildError::Spawn { detail: "没有管道".to_owned() }.into());
    };
    let (heard, status, late) = listen(process, answer, bounds, take);
    match heard? {
        Heard::End if !late => Ok(()),
        _ => Err(verdict(status, late, bounds).into()),
    }
}

fn open(path: &Path) -> Result<File, IntakeError> {
    let refuse = |detail: String| FileError::Open { path: path.display().to_string(), detail };
    let file = File::open(path).map_err(|e| refuse(e.to_string()))?;
    let meta = file.metadata().map_err(|e| refuse(e.to_string()))?;
    if !meta.is_file() {
        return Err(refuse("不是普通文件".to_owned()).into());
    }
    Ok(file)
}

/// How an answer ended.
enum Heard {
    /// It said that it was at its end.
    End,
    /// In the middle.
    Cut,
}

/// Listens until the answer ends, and makes sure that the process ends too.
fn listen<R: Record>(
    process: Child,
    answer: ChildStdout,
    bounds: &Bounds,
    take: &mut Take<'_, R>,
) -> (Result<Heard, IntakeError>, Option<ExitStatus>, bool) {
    let process = Arc::new(Mutex::new(process));
    let (done, waiting) = channel();
    let watched = Arc::clone(&process);
    let limit = Duration::from_secs(bounds.wall_seconds);
    let watchdog = std::thread::spawn(move || watch(&watched, &waiting, limit));
    let heard = hear(answer, bounds, take);
    // Whatever was heard, nothing of interest follows: a process that still runs is ended.
    if heard.is_err() {
        let _ = process.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
    let status = finish(&process);
    let _ = done.send(());
    let late = watchdog.join().unwrap_or(false);
    (heard, status, late)
}

/// Waits for the end without holding the lock, so that the watchdog can still act.
fn finish(process: &Mutex<Child>) -> Option<ExitStatus> {
    loop {
        let state = process.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
        match state {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => return None,
        }
    }
}

/// Ends the process when its time is over. True when it had to.
fn watch(process: &Mutex<Child>, done: &Receiver<()>, limit: Duration) -> bool {
    if done.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
        return false;
    }
    process.lock().unwrap_or_else(PoisonError::into_inner).kill().is_ok()
}

fn hear<R: Record>(
    answer: ChildStdout,
    bounds: &Bounds,
    take: &mut Take<'_, R>,
) -> Result<Heard, IntakeError> {
    let mut ended = false;
    let mut lines = BufReader::with_capacity(1 << 16, answer);
    let (mut line, mut total) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        let crashed = |detail: &str| ChildError::Crashed { detail: detail.to_owned() };
        let read = lines
            .by_ref()
            .take(LINE_MAX)
            .read_until(b'\n', &mut line)
            .map_err(|e| crashed(&e.to_string()))?;
        if read == 0 {
            return Ok(if ended { Heard::End } else { Heard::Cut });
        }
        total += read as u64;
        if total > bounds.output_bytes {
            return Err(ChildError::Output { limit: bounds.output_bytes }.into());
        }
        if !line.ends_with(b"\n") {
            // Half a line: it was ended in the middle; how, its exit status tells.
            return Ok(Heard::Cut);
        }
        let event: Event<R> = serde_json::from_slice(&line).map_err(|_| crashed("应答格式不符"))?;
        ended = matches!(event, Event::Done { .. } | Event::Failed(_));
        take(event)?;
    }
}

fn name_path(error: IntakeError, path: &Path) -> IntakeError {
    match error {
        IntakeError::File(FileError::Open { detail, .. }) => {
            FileError::Open { path: path.display().to_string(), detail }.into()
        }
        other => other,
    }
}

/// What the way in which it ended tells.
fn verdict(status: Option<ExitStatus>, late: bool, bounds: &Bounds) -> ChildError {
    if late {
        return ChildError::Time { seconds: bounds.wall_seconds };
    }
    match status.and_then(signal) {
        // The allocator aborts when the address space is used up.
        Some(6) => ChildError::Memory,
        Some(9) => ChildError::Memory,
        Some(24) => ChildError::Time { seconds: bounds.cpu_seconds },
        Some(signal) => ChildError::Crashed { detail: format!("信号 {signal}") },
        None => ChildError::Crashed {
            detail: status
                .and_then(|s| s.code())
                .map_or_else(|| "没有说明原因".to_owned(), |code| format!("退出码 {code}")),
        },
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}
