//! What a database can answer besides rows. Constraints come back by name, so that a use case can
//! say which rule was broken.

use thiserror::Error;

/// Why a transaction did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The record is not there.
    #[error("no {table} {id}")]
    Missing {
        /// Table.
        table: &'static str,
        /// Id that was asked for.
        id: String,
    },
    /// Somebody else changed the record in between.
    #[error("{table} {id} is at version {found}, not {expected}")]
    Version {
        /// Table.
        table: &'static str,
        /// Id of the record.
        id: String,
        /// Version that the caller had read.
        expected: u64,
        /// Version that stands there now.
        found: u64,
    },
    /// Two records may not share these columns: `organ.region,code`.
    #[error("not unique: {0}")]
    Unique(String),
    /// A CHECK, by its name.
    #[error("check failed: {0}")]
    Check(String),
    /// A reference to a record that is not there.
    #[error("reference broken: {0}")]
    Reference(String),
    /// What stands in the database is not what the program writes.
    #[error("corrupt: {0}")]
    Corrupt(String),
    /// The database belongs to a newer program.
    #[error("schema {found} is newer than {known}")]
    SchemaNewer {
        /// Version of the database.
        found: u64,
        /// Newest version that this program knows.
        known: u64,
    },
    /// The database has to be migrated first.
    #[error("schema {found} is older than {known}")]
    SchemaOlder {
        /// Version of the database.
        found: u64,
        /// Version that this program needs.
        known: u64,
    },
    /// Text would not sort by its bytes.
    #[error("collation {found}")]
    Collation {
        /// Collation of the database.
        found: String,
    },
    /// An idempotency key that was used for another request.
    #[error("idempotency key used for another request")]
    KeyReused,
    /// Nothing is written any more, since the log was found not to be what was signed.
    #[error("read-only: {0}")]
    ReadOnly(String),
    /// Too many writes are waiting.
    #[error("the queue of writes is full")]
    Busy,
    /// The disk, the network or the server refuses.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A statement that the database does not understand: a mistake of the program.
    #[error("bad statement: {0}")]
    Statement(String),
    /// The work of a transaction panicked; nothing of it was kept.
    #[error("panic in a transaction: {0}")]
    Panic(String),
}

impl StoreError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Missing { .. } => "store.missing",
            StoreError::Version { .. } => "store.version",
            StoreError::Unique(_) => "store.unique",
            StoreError::Check(_) => "store.check",
            StoreError::Reference(_) => "store.reference",
            StoreError::Corrupt(_) => "store.corrupt",
            StoreError::SchemaNewer { .. } => "store.schema_newer",
            StoreError::SchemaOlder { .. } => "store.schema_older",
            StoreError::Collation { .. } => "store.collation",
            StoreError::KeyReused => "store.key_reused",
            StoreError::ReadOnly(_) => "store.read_only",
            StoreError::Busy => "store.busy",
            StoreError::Unavailable(_) => "store.unavailable",
            StoreError::Statement(_) => "store.statement",
            StoreError::Panic(_) => "store.panic",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            StoreError::Missing { .. } => "没有这条记录，或您无权查看；请从列表重新进入。".into(),
            StoreError::Version { expected, found, .. } => format!(
                "这条记录已被别人改过（您看到的是第 {expected} 版，现在是第 {found} 版）；\
                 您填写的内容没有丢失，请对照新内容后再保存。"
            ),
            StoreError::Unique(columns) => {
                format!("已有相同的记录（{columns}）；请查找原有记录，不要重复登记。")
            }
            StoreError::Check(name) => format!("内容不符合规定（{name}）；请检查后再提交。"),
            StoreError::Reference(name) => {
                format!("引用的记录不存在（{name}）；请刷新后重新选择。")
            }
            StoreError::Corrupt(_) => {
                "数据库中的一条记录无法读取，可能被外部改动；请系统管理员运行 sunlot verify-log。"
                    .into()
            }
            StoreError::SchemaNewer { found, known } => format!(
                "数据库是第 {found} 版，本程序只认识到第 {known} 版；请使用新版程序，不要降级。"
            ),
            StoreError::SchemaOlder { found, known } => format!(
                "数据库是第 {found} 版，本程序需要第 {known} 版；请先备份，再运行 sunlot migrate。"
            ),
            StoreError::Collation { found } => format!(
                "数据库的排序规则是 {found}，应为 C；请用 LC_COLLATE 'C'、编码 UTF8 重新建库。"
            ),
            StoreError::KeyReused => {
                "这个请求编号已经用于另一项提交；请刷新页面后重新提交。".into()
            }
            StoreError::ReadOnly(why) => format!("{why}您的内容没有保存，请联系系统管理员。"),
            StoreError::Busy => "现在提交的人太多，您的内容没有保存；请稍等几秒再提交。".into(),
            StoreError::Unavailable(_) => {
                "数据库暂时不可用（磁盘满、断电或网络中断），您的内容没有保存；请稍后重试，\
                 仍不行请联系系统管理员。"
                    .into()
            }
            StoreError::Statement(_) | StoreError::Panic(_) => {
                "程序出错，您的内容没有保存；请把页面上的编号告诉系统管理员。".into()
            }
        }
    }
}
