//! How much the reading process may use. Set before it looks at the first byte.

/// Bounds of one reading. The process and what is kept of its answer share 1 GiB by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of address space of the reading process.
    pub memory_bytes: u64,
    /// Bytes of typed rows kept by the caller.
    pub rows_bytes: u64,
    /// Seconds of processor time.
    pub cpu_seconds: u64,
    /// Seconds on the wall clock.
    pub wall_seconds: u64,
    /// Bytes that it may answer.
    pub output_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            memory_bytes: 384 << 20,
            rows_bytes: 640 << 20,
            cpu_seconds: 120,
            wall_seconds: 180,
            output_bytes: 1 << 30,
        }
    }
}

/// Lowers the limits of this process for good. Without limits nothing is read.
#[cfg(unix)]
pub(crate) fn confine(memory_bytes: u64, cpu_seconds: u64) -> std::io::Result<()> {
    let limits = [
        (libc::RLIMIT_AS, memory_bytes),
        (libc::RLIMIT_CPU, cpu_seconds),
        // It answers through a pipe: no file is ever written, and no core after a crash.
        (libc::RLIMIT_FSIZE, 0),
        (libc::RLIMIT_CORE, 0),
        // Standard streams, a copy of the input, and little else.
        (libc::RLIMIT_NOFILE, 16),
    ];
    for (resource, value) in limits {
        let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
        // SAFETY: `limit` is a valid rlimit for the time of the call, which keeps no pointer to it.
        if unsafe { libc::setrlimit(resource, &limit) } != 0 {
            return Err(std::io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Other systems have no such limits for a process on itself: refuse rather than read unbounded.
#[cfg(not(unix))]
pub(crate) fn confine(_memory_bytes: u64, _cpu_seconds: u64) -> std::io::Result<()> {
    Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
}
