//! Shared by the tests: a file on disk, read by the bounded process.

use std::path::{Path, PathBuf};

use sunlot_intake::{Bounds, Import, IntakeError, Record, read_bounded};

/// The program of `tests/bin/intake_reader.rs`.
pub(crate) fn reader() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_intake-reader"))
}

/// Writes the bytes under a name and reads them in the bounded process.
pub(crate) fn bounded<R: Record>(name: &str, bytes: &[u8]) -> Result<Import<R>, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_bounded(reader(), &path, &Bounds::default())
}

/// A file of the shared reference data, or `None` with a line that says so.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SUNLOT_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        Into::into,
    );
    let path = root.join("data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}
