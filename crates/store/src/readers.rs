//! Readers: a few connections, each used by one thread at a time.

use std::sync::{Arc, Mutex, PoisonError};

use std::sync::atomic::Ordering;

use tokio::sync::Semaphore;

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::figures::Counters;
use crate::store::DatabaseUrl;
use crate::tx::ReadTx;

/// Idle connections and the right to use one.
#[derive(Clone)]
pub(crate) struct Readers {
    url: DatabaseUrl,
    idle: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
    counters: Arc<Counters>,
}

impl Readers {
    pub(crate) fn new(url: DatabaseUrl, count: usize, counters: Arc<Counters>) -> Readers {
        let idle = Arc::new(Mutex::new(Vec::new()));
        Readers { url, idle, turns: Arc::new(Semaphore::new(count)), counters }
    }

    /// Runs `work` on one snapshot, on a thread that may block.
    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
    {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| StoreError::Busy)?;
        let readers = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            readers.counters.reading.fetch_add(1, Ordering::Relaxed);
            let done = readers.run(work);
            readers.counters.reading.fetch_sub(1, Ordering::Relaxed);
            done
        });
        match task.await {
            Ok(done) => done,
            Err(panic) => Err(E::from(StoreError::Panic(panic.to_string()))),
        }
    }

    fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    {
        let mut connection = self.begun()?;
        // A connection that fails or panics from here on is dropped and not used again.
        let done = work(&mut ReadTx { connection: &mut connection });
        connection.batch("ROLLBACK")?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        done
    }

    /// A connection with its snapshot begun: an idle one, or a fresh one when the idle ones were
    /// lost with their server.
    fn begun(&self) -> Result<Connection, StoreError> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let was_idle = idle.is_some();
            let mut connection = match idle {
                Some(connection) => connection,
                None => Connection::open(&self.url, Purpose::Read)?,
            };
            match connection.batch(connection.dialect().begin_read()) {
                Ok(()) => return Ok(connection),
                Err(_) if was_idle => {}
                Err(error) => return Err(error),
            }
        }
    }
}
