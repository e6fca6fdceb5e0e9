//! PostgreSQL's own tools, which know best how to copy it.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::say::{REFUSED, Refused, UNUSABLE};

/// Runs one of PostgreSQL's tools. What it says goes to the terminal.
pub(super) fn tool(name: &str, args: &[&OsStr]) -> Result<(), Refused> {
    let ended = Command::new(name).args(args).stdin(Stdio::null()).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            let text = format!("{name} 没有成功（{status}）；请按它上面的提示处理后重试。");
            Err(Refused::new("postgres.tool_failed", text, REFUSED))
        }
        Err(_) => {
            let text = format!(
                "找不到 {name}；请安装与服务器同版本的 PostgreSQL 客户端（Debian：apt-get install \
                 postgresql-client），或由数据库管理员用 pg_basebackup 备份。"
            );
            Err(Refused::new("postgres.tool_missing", text, UNUSABLE))
        }
    }
}
