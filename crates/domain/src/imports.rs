//! 导入批次: a file that was read and compared, let in by a second person, and undone if need be.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::ids::{AccountId, ImportId, OrganId};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Read and compared; nothing is in the register.
    Checked,
    /// Not let in.
    Refused,
    /// In the register.
    Applied,
    /// Taken back.
    Undone,
    /// Nobody decided for [`UNDECIDED_DAYS`]: what was read is gone.
    Discarded,
}

/// Days after which a file that nobody decided about is discarded.
pub const UNDECIDED_DAYS: i64 = 30;

impl ImportState {
    /// All of them.
    pub const ALL: [ImportState; 5] = [
        ImportState::Checked,
        ImportState::Refused,
        ImportState::Applied,
        ImportState::Undone,
        ImportState::Discarded,
    ];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ImportState::Checked => "checked",
            ImportState::Refused => "refused",
            ImportState::Applied => "applied",
            ImportState::Undone => "undone",
            ImportState::Discarded => "discarded",
        }
    }

    /// Official name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            ImportState::Checked => "已核对，待批准",
            ImportState::Refused => "未批准",
            ImportState::Applied => "已写入",
            ImportState::Undone => "已撤销",
            ImportState::Discarded => "满 30 天没有处理，已作废",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<ImportState> {
        ImportState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// 导入批次.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // Counts of the dry run by the fate of a row.
pub struct ImportBatch {
    /// Its id.
    pub id: ImportId,
    /// `register`, `inspectors` or `conflicts`.
    pub kind: String,
    /// For which organ.
    pub organ: OrganId,
    /// Name of the file.
    pub file_name: String,
    /// Its size.
    pub file_bytes: u64,
    /// SHA-256 of it.
    pub file_digest: Digest,
    /// Where its facts come from.
    pub source: String,
    /// Day on which they were true.
    pub source_day: Day,
    /// Who uploaded it.
    pub uploaded_by: Option<AccountId>,
    /// Size of the log that the dry run looked at.
    pub seen_index: u64,
    /// Encoding or kind of workbook.
    pub format: String,
    pub rows_read: u64,
    pub rows_new: u64,
    pub rows_changed: u64,
    pub rows_closed: u64,
    pub rows_unchanged: u64,
    pub rows_foreign: u64,
    pub rows_duplicate: u64,
    pub rows_refused: u64,
    /// Remarks that were kept.
    pub findings: u64,
    /// Where it stands.
    pub state: ImportState,
    /// Who let it in or not.
    pub decided_by: Option<AccountId>,
    /// Who took it back.
    pub undone_by: Option<AccountId>,
}

/// Why an import does not go on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// Not in the state that the act asks for.
    #[error("import is {}", state.code())]
    State {
        /// Where it stands.
        state: ImportState,
    },
    /// The uploader lets his own file in.
    #[error("uploaded and approved by the same person")]
    SamePerson,
    /// The register changed since the dry run.
    #[error("{rows} rows changed since the dry run")]
    Stale {
        /// Rows of the file that are affected.
        rows: u64,
    },
    /// Rows were changed after the import, so that undoing would lose that.
    #[error("{rows} rows changed since the import")]
    ChangedSince {
        /// How many.
        rows: u64,
    },
    /// There is nothing to let in.
    #[error("nothing to apply")]
    Nothing,
}

impl ImportError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::State { .. } => "import.state",
            ImportError::SamePerson => "import.same_person",
            ImportError::Stale { .. } => "import.stale",
            ImportError::ChangedSince { .. } => "import.changed_since",
            ImportError::Nothing => "import.nothing",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ImportError::State { state } => {
                format!("这批导入现在是“{}”，不能这样处理；请刷新后查看。", state.name_zh())
            }
            ImportError::SamePerson => {
                "上传文件的人不能自己批准；请本部门另一位审核审批人处理。".into()
            }
            ImportError::Stale { rows } => format!(
                "核对之后名录有变动，涉及文件中的 {rows} 行；这批没有写入；请重新上传文件，核对后再批准。"
            ),
            ImportError::ChangedSince { rows } => format!(
                "写入之后又有 {rows} 条记录被修改，整批撤销会丢掉这些修改；请逐条处理列出的记录。"
            ),
            ImportError::Nothing => "文件中没有需要写入的内容；不需要批准。".into(),
        }
    }
}

impl ImportBatch {
    /// Whether somebody may let it in or refuse it (R-REG-10).
    ///
    /// # Errors
    /// [`ImportError::State`] or [`ImportError::SamePerson`].
    pub fn may_decide(&self, who: Option<AccountId>) -> Result<AccountId, ImportError> {
        if self.state != ImportState::Checked {
            return Err(ImportError::State { state: self.state });
        }
        who.filter(|_| who != self.uploaded_by).ok_or(ImportError::SamePerson)
    }

    /// Whether it can be taken back.
    ///
    /// # Errors
    /// [`ImportError::State`].
    pub fn may_undo(&self) -> Result<(), ImportError> {
        match self.state {
            ImportState::Applied => Ok(()),
            state => Err(ImportError::State { state }),
        }
    }

    /// Rows that letting it in would write.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.rows_new + self.rows_changed + self.rows_closed
    }
}
