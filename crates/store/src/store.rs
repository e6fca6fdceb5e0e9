//! The store: where a database is, who writes to it now, and how both are asked.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sunlot_domain::ids::AccountId;
use sunlot_sortition::time::UtcSecond;

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::figures::{Counters, Figures};
use crate::idempotency::Once;
use crate::migrate;
use crate::readers::Readers;
use crate::technical::TechnicalTx;
use crate::tx::{ReadTx, Recorded, WriteTx};
use crate::writer::Writer;

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of the embedded database.
    Sqlite(PathBuf),
    /// `postgres://…`.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `postgres://…`, `sqlite:PATH` or a plain path.
    #[must_use]
    pub fn parse(text: &str) -> DatabaseUrl {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return DatabaseUrl::Postgres(text.to_owned());
        }
        let path = text.strip_prefix("sqlite://").or(text.strip_prefix("sqlite:"));
        DatabaseUrl::Sqlite(PathBuf::from(path.unwrap_or(text)))
    }
}

/// Randomness, from outside.
pub trait Entropy: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Who does something, when, and by which request: what every log entry says.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The account; `None` for the public and for the program itself.
    pub actor: Option<AccountId>,
    /// Name of the person.
    pub actor_name: String,
    /// When, by the clock of the server. An entry is never earlier than the one before it.
    pub time: UtcSecond,
    /// The request, for finding the log lines of the server.
    pub request_id: String,
    pub(crate) salt: [u8; 16],
}

impl Stamp {
    /// A stamp; the store adds the salt.
    #[must_use]
    pub fn new(
        actor: Option<AccountId>,
        actor_name: impl Into<String>,
        time: UtcSecond,
        request_id: impl Into<String>,
    ) -> Stamp {
        let (actor_name, request_id) = (actor_name.into(), request_id.into());
        Stamp { actor, actor_name, time, request_id, salt: [0; 16] }
    }
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Connections for reading.
    pub readers: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions { readers: 8 }
    }
}

/// An open database.
#[derive(Clone)]
pub struct Store {
    pub(crate) writer: Writer,
    readers: Readers,
    url: DatabaseUrl,
    counters: Arc<Counters>,
}

impl Store {
    /// Opens a database that [`migrate::migrate`] has brought to this program's version.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`], [`StoreError::SchemaOlder`], [`StoreError::Collation`] or
    /// [`StoreError::Unavailable`].
    pub fn open(
        url: DatabaseUrl,
        options: &StoreOptions,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Store, StoreError> {
        let connection = blocking(|| {
            let mut connection = Connection::open(&url, Purpose::Write)?;
            migrate::check(&mut connection)?;
            Ok::<_, StoreError>(connection)
        })?;
        let counters = Arc::new(Counters::default());
        let writer = Writer::start(url.clone(), connection, entropy, counters.clone());
        let readers = Readers::new(url.clone(), options.readers, counters.clone());
        Ok(Store { writer, readers, url, counters })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Runs `work` in a transaction with its event, and returns when it is durable. Writes that
    /// wait at the same time share one sync. `once` makes a repeated request answer as before.
    ///
    /// # Errors
    /// What `work` refuses, or [`StoreError`]; then nothing was kept.
    pub async fn write<T, E, F>(&self, stamp: Stamp, once: Option<Once>, work: F) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, E> + Send + 'static,
    {
        self.writer.write(stamp, once, work).await
    }

    /// Runs `work` on technical tables, without an event: such a table proves nothing.
    ///
    /// # Errors
    /// What `work` refuses, or [`StoreError`]; then nothing was kept.
    pub async fn technical<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut TechnicalTx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.writer.aside(work).await
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// What `work` refuses, or [`StoreError`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// What the store is doing.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.counters.read()
    }

    /// Refuses every write with an event from now on, also those that wait; what was acknowledged
    /// before is still answered again. Only a new process writes again.
    pub fn refuse_writes(&self, why: &str) {
        // The first reason stands.
        let _ = self.counters.read_only.set(why.to_owned());
    }

    /// Why writes are refused.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.counters.read_only.get().map(String::as_str)
    }

    /// Waits for every write that was asked for before, and shows that the database takes another.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the queue is full, [`StoreError::Unavailable`] when the disk or
    /// the server refuses.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.writer.probe().await
    }
}

/// Runs work that blocks on the network, on a thread that no asynchronous runtime owns.
pub(crate) fn blocking<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let joined = std::thread::scope(|scope| scope.spawn(work).join());
    joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
