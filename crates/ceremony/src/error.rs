//! Why a step of a ceremony was refused, and what the clerk should do.

use std::io;
use std::path::{Path, PathBuf};

use sunlot_domain::plan::PlanError;
use thiserror::Error;

/// A refused step. Nothing was recorded when one comes back.
#[derive(Debug, Error)]
pub enum CeremonyError {
    /// The disk refused.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A test stopped the process here.
    #[error("stopped by a fault injected by a test")]
    Killed,
    /// Another command works in the folder.
    #[error("{path} is in use by another command")]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The folder for a new ceremony holds other things.
    #[error("{path} is not empty")]
    FolderNotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is no ceremony.
    #[error("{path} is not a ceremony folder")]
    NotACeremony {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the folder was edited from outside.
    #[error("{file} does not fit the log: {detail}")]
    Damaged {
        /// Which file.
        file: String,
        /// What does not fit.
        detail: String,
    },
    /// An earlier step was interrupted and must be finished first.
    #[error("step {step} was interrupted")]
    Unfinished {
        /// The step to repeat.
        step: String,
    },
    /// The step does not come now.
    #[error("{step} is out of order: {detail}")]
    OutOfOrder {
        /// The refused step.
        step: String,
        /// What is missing or too late, in Chinese.
        detail: String,
    },
    /// The rules file is wrong.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The rules, as a record, break the specification.
    #[error("the rules are not those of a draw: {0}")]
    Rules(String),
    /// An input file could not be taken in.
    #[error("{file}: {detail}")]
    Intake {
        /// Which file.
        file: String,
        /// Code of the reader.
        code: String,
        /// The reader's words, in Chinese.
        detail: String,
    },
    /// Something given does not fit what was recorded.
    #[error("{what}: {detail}")]
    Mismatch {
        /// Stable code.
        code: &'static str,
        /// What was given.
        what: String,
        /// Why it does not fit and what to do, in Chinese.
        detail: String,
    },
    /// A clock was set for a real draw.
    #[error("only a rehearsal may set the clock")]
    ClockOfRealDraw,
    /// A time of the wrong form.
    #[error("{text} is not a time")]
    Time {
        /// What was given.
        text: String,
    },
}

impl CeremonyError {
    /// An [`CeremonyError::Io`] about `path`.
    pub fn io(path: &Path, source: io::Error) -> CeremonyError {
        CeremonyError::Io { path: path.to_owned(), source }
    }

    /// A [`CeremonyError::Mismatch`].
    pub fn mismatch(
        code: &'static str,
        what: impl Into<String>,
        detail: impl Into<String>,
    ) -> CeremonyError {
        CeremonyError::Mismatch { code, what: what.into(), detail: detail.into() }
    }

    /// Stable code for programs.
    pub fn code(&self) -> &str {
        match self {
            CeremonyError::Io { .. } => "ceremony.io",
            CeremonyError::Killed => "ceremony.killed",
            CeremonyError::Busy { .. } => "ceremony.busy",
            CeremonyError::FolderNotEmpty { .. } => "ceremony.folder_not_empty",
            CeremonyError::NotACeremony { .. } => "ceremony.not_a_ceremony",
            CeremonyError::Damaged { .. } => "ceremony.damaged",
            CeremonyError::Unfinished { .. } => "ceremony.unfinished",
            CeremonyError::OutOfOrder { .. } => "ceremony.out_of_order",
            CeremonyError::Plan(error) => error.code(),
            CeremonyError::Rules(_) => "ceremony.rules",
            CeremonyError::Intake { code, .. } => code,
            CeremonyError::Mismatch { code, .. } => code,
            CeremonyError::ClockOfRealDraw => "ceremony.clock_of_real_draw",
            CeremonyError::Time { .. } => "ceremony.time",
        }
    }

    /// What happened and what to do.
    pub fn message_zh(&self) -> String {
        match self {
            CeremonyError::Io { path, source } => {
                format!("无法读写 {}：{source}。请检查路径、权限和磁盘空间。", path.display())
            }
            CeremonyError::Killed => "测试中断。".to_owned(),
            CeremonyError::Busy { path } => format!(
                "{} 正被另一个命令使用。请等它结束后重试；不要同时在两处操作同一次抽取。",
                path.display()
            ),
            CeremonyError::FolderNotEmpty { path } => {
                format!("{} 不是空文件夹。请换一个新文件夹。", path.display())
            }
            CeremonyError::NotACeremony { path } => format!(
                "{} 不是抽取文件夹（缺少 rules.toml）。请先运行 sunlot draw new。",
                path.display()
            ),
            CeremonyError::Damaged { file, detail } => format!(
                "{file} 与日志不一致：{detail}。文件可能被改动过；请从备份恢复，不要手工修改。"
            ),
            CeremonyError::Unfinished { step } => {
                format!("上一次的“{step}”没有做完。请先用同样的参数重新运行它，会得到同样的结果。")
            }
            CeremonyError::OutOfOrder { step, detail } => format!("现在不能“{step}”：{detail}"),
            CeremonyError::Plan(error) => error.message_zh(),
            CeremonyError::Rules(detail) => format!("规则不成立：{detail}"),
            CeremonyError::Intake { file, detail, .. } => format!("{file}：{detail}"),
            CeremonyError::Mismatch { what, detail, .. } => format!("{what}：{detail}"),
            CeremonyError::ClockOfRealDraw => {
                "正式抽取以本机时钟为准，不能指定时间；--clock 只用于演练。".to_owned()
            }
            CeremonyError::Time { text } => {
                format!("“{text}”不是有效时间。请写成 2026-04-20T00:00:00Z（协调世界时）。")
            }
        }
    }
}
