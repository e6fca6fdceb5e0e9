//! The program as it is typed, and the two other verifiers beside it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Path of the program under test.
pub(crate) const SUNLOT: &str = env!("CARGO_BIN_EXE_sunlot");

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: &Output) -> Said {
        Said {
            status: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The command succeeded.
    #[track_caller]
    pub(crate) fn good(self) -> Said {
        assert_eq!(self.status, Some(0), "{self:?}");
        self
    }

    /// The command was refused with this status and stable code, in Chinese, without a panic.
    #[track_caller]
    pub(crate) fn refused(self, status: i32, code: &str) -> Said {
        assert_eq!(self.status, Some(status), "{self:?}");
        assert!(self.err.contains(&format!("错误 [{code}]")), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        self
    }
}

/// Runs `sunlot`.
pub(crate) fn sunlot<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Said {
    Said::of(&Command::new(SUNLOT).args(args).output().expect("the program starts"))
}

/// Runs `sunlot` with words separated by spaces, `{}` standing for the folder of the test.
pub(crate) fn typed(dir: &Path, line: &str) -> Said {
    sunlot(line.split(' ').map(|word| word.replace("{}", dir.to_str().expect("a path"))))
}

/// Runs `sunlot` with at most this much memory, in KiB of address space.
pub(crate) fn bounded(kib: u32, args: &[&OsStr]) -> Said {
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(format!("ulimit -v {kib}; exec \"$0\" \"$@\"")).arg(SUNLOT).args(args);
    Said::of(&shell.output().expect("bash starts"))
}

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The reference implementation.
pub(crate) fn python(args: &[&OsStr]) -> Said {
    let script = root().join("spec/reference/ssj1.py");
    Said::of(&Command::new("python3").arg(script).args(args).output().expect("python3 starts"))
}

/// The verifier of the page, on the command line.
pub(crate) fn page(args: &[&OsStr]) -> Said {
    let script = root().join("web/verify/dist/verify-cli.mjs");
    assert!(script.exists(), "请先运行 npm run build（make test 会自动运行）");
    Said::of(&Command::new("node").arg(script).args(args).output().expect("node starts"))
}

/// All three verifiers accept the bundle.
#[track_caller]
pub(crate) fn all_accept(bundle: &Path) {
    let verify = [OsStr::new("verify"), bundle.as_os_str()];
    sunlot(verify).good();
    python(&verify).good();
    page(&verify).good();
}

/// All three verifiers refuse the bundle at the same check.
#[track_caller]
pub(crate) fn all_refuse(bundle: &Path, check: &str) {
    let verify = [OsStr::new("verify"), bundle.as_os_str()];
    for said in [sunlot(verify), python(&verify), page(&verify)] {
        assert_eq!(said.status, Some(1), "{said:?}");
        assert!(said.out.contains(check), "{check} is not named: {said:?}");
    }
}

/// A file of the shared reference data, or `None` with a line that says so.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("SUNLOT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join("data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}
