//! The project's own chores: `tidy` checks what the compiler cannot, `lock` records the digests of
//! the specification after it was changed on purpose.

mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "用法：cargo run -p xtask -- <tidy|lock>
  tidy  检查依赖方向、纯净性、文件大小、禁用词、文档索引、规则表、规范摘要、链接
  lock  规范或向量有意改动之后，重写 spec/SPEC.lock";

fn main() -> ExitCode {
    let root = root();
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => report(&tidy::all(&root)),
        Some("lock") => match tidy::spec_lock::write(&root) {
            Ok(count) => {
                println!("spec/SPEC.lock：{count} 个文件");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("写不了 spec/SPEC.lock：{error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("{HELP}");
            ExitCode::from(2)
        }
    }
}

/// The workspace root: the folder above this crate.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

fn report(findings: &[tidy::Finding]) -> ExitCode {
    for finding in findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("守则 tidy：没有发现问题");
        ExitCode::SUCCESS
    } else {
        eprintln!("守则 tidy：{} 处不合守则", findings.len());
        ExitCode::FAILURE
    }
}
