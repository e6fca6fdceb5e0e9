//! Refusals of a whole file. A remark about one row is a [`crate::Finding`], never an error.
//!
//! The enums travel from the reading process to its parent as JSON.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file could not be used at all.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum IntakeError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileError),
    /// The header or the shape of the table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The workbook around the table.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The process that reads.
    #[error(transparent)]
    Child(#[from] ChildError),
}

impl IntakeError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            IntakeError::File(e) => e.code(),
            IntakeError::Table(e) => e.code(),
            IntakeError::Workbook(e) => e.code(),
            IntakeError::Child(e) => e.code(),
        }
    }

    /// What happened and what to do, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            IntakeError::File(e) => e.message_zh(),
            IntakeError::Table(e) => e.message_zh(),
            IntakeError::Workbook(e) => e.message_zh(),
            IntakeError::Child(e) => e.message_zh(),
        }
    }
}

/// Trouble with the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum FileError {
    /// Not there, or not readable.
    #[error("cannot open {path}: {detail}")]
    Open {
        /// Path as given.
        path: String,
        /// The system's words.
        detail: String,
    },
    /// No bytes.
    #[error("empty file")]
    Empty,
    /// More bytes than allowed.
    #[error("{bytes} bytes, limit {limit}")]
    TooBig {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// Neither a known workbook nor text.
    #[error("unknown content: {what}")]
    Unknown {
        /// What it looks like, in Chinese.
        what: String,
    },
    /// Bytes that are no text in the encoding that the rest is in.
    #[error("line {line}, byte {byte}: not {encoding}")]
    Encoding {
        /// Line, from 1.
        line: u64,
        /// Byte in the line, from 1.
        byte: u64,
        /// Value of the byte.
        value: u8,
        /// The encoding that was tried.
        encoding: String,
    },
    /// A zero byte.
    #[error("line {line}: NUL byte")]
    Nul {
        /// Line, from 1.
        line: u64,
    },
    /// A line beyond all measure.
    #[error("line {line} is longer than {limit} bytes")]
    LineTooLong {
        /// Line, from 1.
        line: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// A quotation mark that is never closed, or text behind a closed one.
    #[error("line {line}: quotation marks do not match")]
    Quote {
        /// Line where the quotation began, from 1.
        line: u64,
    },
}

impl FileError {
    fn code(&self) -> &'static str {
        match self {
            FileError::Open { .. } => "file.open",
            FileError::Empty => "file.empty",
            FileError::TooBig { .. } => "file.too_big",
            FileError::Unknown { .. } => "file.unknown",
            FileError::Encoding { .. } => "file.encoding",
            FileError::Nul { .. } => "csv.nul",
            FileError::LineTooLong { .. } => "csv.line_too_long",
            FileError::Quote { .. } => "csv.quote",
        }
    }

    fn message_zh(&self) -> String {
        match self {
            FileError::Open { path, detail } => {
                format!("打不开文件“{path}”（{detail}）；请检查路径和读取权限。")
            }
            FileError::Empty => "文件是空的；请重新导出名录。".to_owned(),
            FileError::TooBig { bytes, limit } => format!(
                "文件有 {} MB，超过上限 {} MB；请按乡镇或部门拆分后分别导入。",
                bytes >> 20,
                limit >> 20
            ),
            FileError::Unknown { what } => format!(
                "文件内容{what}，不是名录；请另存为 .xlsx 工作簿或 CSV（UTF-8 或 GB18030）后再导入。"
            ),
            FileError::Encoding { line, byte, value, encoding } => format!(
                "第 {line} 行第 {byte} 个字节（0x{value:02X}）不是有效的 {encoding} 文字，文件可能在传输中损坏；\
                 请重新导出，或用表格软件打开后另存为“CSV UTF-8”。"
            ),
            FileError::Nul { line } => {
                format!("第 {line} 行含空字节（NUL），文件损坏或不是文本；请重新导出。")
            }
            FileError::LineTooLong { line, limit } => format!(
                "第 {line} 行起的一条记录超过 {} KB，不像名录；请检查换行和引号后重新导出。",
                limit >> 10
            ),
            FileError::Quote { line } => format!(
                "第 {line} 行开始的引号没有正确闭合；请检查该行的英文双引号（单元格内的引号要写成两个）。"
            ),
        }
    }
}

/// Trouble with the table in a readable file.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum TableError {
    /// No row looks like a header.
    #[error("no header row")]
    HeaderMissing {
        /// Accepted names of the required columns.
        accepted: String,
    },
    /// The header lacks required columns.
    #[error("header row {row} lacks {missing}")]
    ColumnsMissing {
        /// Row of the header.
        row: u32,
        /// Accepted names of each missing column.
        missing: String,
    },
    /// Two columns mean the same.
    #[error("header row {row} has column {column} twice")]
    ColumnTwice {
        /// Row of the header.
        row: u32,
        /// The column.
        column: String,
    },
    /// More columns than any register has.
    #[error("row {row} has more than {limit} columns")]
    TooManyColumns {
        /// The row.
        row: u32,
        /// Columns allowed.
        limit: u32,
    },
    /// More rows than allowed.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// Rows allowed.
        limit: u32,
    },
    /// A header with nothing below.
    #[error("no rows")]
    NoRows,
}

impl TableError {
    fn code(&self) -> &'static str {
        match self {
            TableError::HeaderMissing { .. } => "table.header_missing",
            TableError::ColumnsMissing { .. } => "table.columns_missing",
            TableError::ColumnTwice { .. } => "table.column_twice",
            TableError::TooManyColumns { .. } => "table.too_many_columns",
            TableError::TooManyRows { .. } => "table.too_many_rows",
            TableError::NoRows => "table.no_rows",
        }
    }

    fn message_zh(&self) -> String {
        match self {
            TableError::HeaderMissing { accepted } => format!(
                "前 10 行里找不到表头；表头至少要有这些列（括号内任一写法都可）：{accepted}。"
            ),
            TableError::ColumnsMissing { row, missing } => format!(
                "第 {row} 行的表头缺少必需的列：{missing}；请补上该列，或把列名改成括号内任一写法。"
            ),
            TableError::ColumnTwice { row, column } => format!(
                "第 {row} 行的表头有两列都表示“{column}”，无法判断用哪一列；请删去或改名其中一列。"
            ),
            TableError::TooManyColumns { row, limit } => {
                format!("第 {row} 行超过 {limit} 列，不像名录；请删去多余的列后重新导出。")
            }
            TableError::TooManyRows { limit } => {
                format!("表中超过 {limit} 行；请拆分后分别导入。")
            }
            TableError::NoRows => "表头下面没有数据行；请检查导出的范围。".to_owned(),
        }
    }
}

/// Trouble with a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum WorkbookError {
    /// It carries a program.
    #[error("macro in {entry}")]
    Macro {
        /// Where.
        entry: String,
    },
    /// It draws on other files or databases.
    #[error("external link in {entry}")]
    External {
        /// Where.
        entry: String,
    },
    /// It would unpack to more than is allowed.
    #[error("unpacks to more than allowed: {detail}")]
    Bomb {
        /// What is too much, in Chinese.
        detail: String,
    },
    /// A password is needed.
    #[error("encrypted workbook")]
    Encrypted,
    /// It cannot be read.
    #[error("broken workbook: {detail}")]
    Broken {
        /// The reader's words.
        detail: String,
    },
}

impl WorkbookError {
    fn code(&self) -> &'static str {
        match self {
            WorkbookError::Macro { .. } => "workbook.macro",
            WorkbookError::External { .. } => "workbook.external",
            WorkbookError::Bomb { .. } => "workbook.bomb",
            WorkbookError::Encrypted => "workbook.encrypted",
            WorkbookError::Broken { .. } => "workbook.broken",
        }
    }

    fn message_zh(&self) -> String {
        match self {
            WorkbookError::Macro { entry } => format!(
                "工作簿含宏程序（{entry}），为安全起见不予读取；请另存为不含宏的 .xlsx 后再导入。"
            ),
            WorkbookError::External { entry } => format!(
                "工作簿引用了外部文件或数据源（{entry}）；请在表格软件中断开链接、粘贴为数值后再导入。"
            ),
            WorkbookError::Bomb { detail } => format!(
                "工作簿展开后{detail}，超过安全上限，不予读取；请把名录复制到新的工作簿后再导入。"
            ),
            WorkbookError::Encrypted => "工作簿设有打开密码；请去掉密码另存后再导入。".to_owned(),
            WorkbookError::Broken { detail } => format!(
                "工作簿损坏或不完整，无法读取（{detail}）；请重新导出，或用表格软件打开后另存为 .xlsx。"
            ),
        }
    }
}

/// Trouble with the process that reads on our behalf.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ChildError {
    /// It could not be started.
    #[error("cannot start the reader: {detail}")]
    Spawn {
        /// The system's words.
        detail: String,
    },
    /// It needed more memory than allowed.
    #[error("reader ran out of memory")]
    Memory,
    /// It needed more time than allowed.
    #[error("reader took longer than {seconds} s")]
    Time {
        /// Seconds allowed.
        seconds: u64,
    },
    /// It said more than allowed.
    #[error("reader wrote more than {limit} bytes")]
    Output {
        /// Bytes allowed.
        limit: u64,
    },
    /// It ended without a verdict.
    #[error("reader crashed: {detail}")]
    Crashed {
        /// How it ended.
        detail: String,
    },
}

impl ChildError {
    fn code(&self) -> &'static str {
        match self {
            ChildError::Spawn { .. } => "reader.spawn",
            ChildError::Memory => "reader.memory",
            ChildError::Time { .. } => "reader.time",
            ChildError::Output { .. } => "reader.output",
            ChildError::Crashed { .. } => "reader.crashed",
        }
    }

    fn message_zh(&self) -> String {
        match self {
            ChildError::Spawn { detail } => {
                format!("无法启动读取进程（{detail}）；请检查程序是否完整、系统资源是否充足。")
            }
            ChildError::Memory => "读取该文件需要的内存超过上限，已停止；文件可能是恶意构造的，\
                 请把名录复制到新的工作簿或另存为 CSV 后再导入。"
                .to_owned(),
            ChildError::Time { seconds } => format!(
                "读取该文件超过 {seconds} 秒仍未完成，已停止；请另存为 CSV 或拆分后再导入。"
            ),
            ChildError::Output { limit } => {
                format!("该文件产生的数据超过 {} MB，已停止；请拆分后再导入。", limit >> 20)
            }
            ChildError::Crashed { detail } => format!(
                "读取进程意外结束（{detail}），文件可能损坏或是恶意构造的；请另存为 CSV 后再导入。"
            ),
        }
    }
}
