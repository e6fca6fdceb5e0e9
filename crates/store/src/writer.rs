//! The one writer: takes the transactions that wait, runs them one after the other inside one
//! transaction of the database, and acknowledges all of them after one sync.
//!
//! Each has its own savepoint, so that a refused one takes nothing of the others along. One
//! writer means no lost update and no deadlock; the log's order is the order of the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::figures::Counters;
use crate::idempotency::Once;
use crate::log::{self, Head};
use crate::store::{DatabaseUrl, Entropy, Stamp};
use crate::technical::TechnicalTx;
use crate::tx::{Recorded, WriteTx};

/// Transactions that one sync acknowledges at most.
const BATCH: usize = 256;

/// Transactions that may wait; beyond that a request is refused at once.
pub(crate) const QUEUE: usize = 2_048;

/// What a job needs while it runs.
pub(crate) struct Turn<'a> {
    connection: &'a mut Connection,
    /// Where the log ends, or why the transaction of this batch is lost: then no further job may
    /// touch the connection, or its work would stand outside of the batch.
    head: &'a mut Result<Head, StoreError>,
    entropy: &'a dyn Entropy,
    counters: &'a Counters,
}

/// Tells its asker how the commit ended.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Work that waits. It runs, and leaves what to do after the commit.
type Job = Box<dyn FnOnce(&mut Turn<'_>) -> Answer + Send>;

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    counters: Arc<Counters>,
}

impl Writer {
    /// Starts the thread. It ends when every [`Writer`] is gone and the queue is empty.
    pub(crate) fn start(
        url: DatabaseUrl,
        connection: Connection,
        entropy: Arc<dyn Entropy>,
        counters: Arc<Counters>,
    ) -> Writer {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let at_work = counters.clone();
        let run = move || run(&url, connection, queue, entropy.as_ref(), &at_work);
        let thread = std::thread::Builder::new().name("sunlot-writer".into());
        thread.spawn(run).expect("a process at its start can make one thread");
        Writer { jobs, counters }
    }

    /// Runs `work` in a transaction of its own and waits until it is on the disk. A request that
    /// was acknowledged before gets the same answer and nothing is done.
    pub(crate) async fn write<T, E, F>(
        &self,
        stamp: Stamp,
        once: Option<Once>,
        work: F,
    ) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, E> + Send + 'static,
    {
        self.ask(move |turn| turn.run(stamp, once, work)).await
    }

    /// Runs `work` on technical tables of a closed list and waits until it is on the disk.
    pub(crate) async fn aside<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut TechnicalTx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.ask(move |turn| turn.aside(work)).await
    }

    /// Waits for everything that was asked for before and shows that the database takes a write:
    /// one that changes nothing, but goes to the disk.
    pub(crate) async fn probe(&self) -> Result<(), StoreError> {
        self.ask(|turn| turn.touch()).await
    }

    async fn ask<T, E>(
        &self,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (tell, answer) = oneshot::channel();
        let job: Job = Box::new(move |turn| {
            let done = work(turn);
            Box::new(move |committed: Result<(), StoreError>| {
                let told = match (done, committed) {
                    (Ok(_), Err(error)) => Err(E::from(error)),
                    (done, _) => done,
                };
                // An asker that went away does not undo what was committed.
                let _ = tell.send(told);
            })
        });
        self.counters.waiting.fetch_add(1, Ordering::Relaxed);
        self.jobs.try_send(job).map_err(|refused| {
            self.counters.waiting.fetch_sub(1, Ordering::Relaxed);
            match refused {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => StoreError::Unavailable("stopped".into()),
            }
        })?;
        let gone = |_| Err(E::from(StoreError::Unavailable("the writer ended".into())));
        answer.await.unwrap_or_else(gone)
    }
}

impl Turn<'_> {
    fn run<T, E, F>(&mut self, mut stamp: Stamp, once: Option<Once>, work: F) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<StoreError>,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, E>,
    {
        let head = self.head.clone()?;
        if let Some(once) = &once
            && let Some(answered) = once.answered(self.connection)?
        {
            return Ok(answered);
        }
        if let Some(why) = self.counters.read_only.get() {
            return Err(StoreError::ReadOnly(why.clone()).into());
        }
        self.savepoint("SAVEPOINT job")?;
        self.entropy.fill(&mut stamp.salt);
        match self.work(head, &stamp, once.as_ref(), work) {
            Ok((value, head)) => {
                self.savepoint("RELEASE SAVEPOINT job")?;
                *self.head = Ok(head);
                Ok(value)
            }
            Err(error) => {
                // A full disk or a lost server may have ended the transaction of the whole batch.
                self.savepoint("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job")?;
                Err(error)
            }
        }
    }

    fn aside<T, E, F>(&mut self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnOnce(&mut TechnicalTx<'_>) -> Result<T, E>,
    {
        self.head.clone()?;
        self.savepoint("SAVEPOINT job")?;
        let mut tx = TechnicalTx::new(self.connection);
        let caught = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let done = caught.map_err(|panic| E::from(StoreError::Panic(panic_text(&*panic))));
        let done = done.and_then(|done| done);
        let end = match &done {
            Ok(_) => "RELEASE SAVEPOINT job",
            Err(_) => "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job",
        };
        self.savepoint(end)?;
        done
    }

    fn work<T, E, F>(
        &mut self,
        head: Head,
        stamp: &Stamp,
        once: Option<&Once>,
        work: F,
    ) -> Result<(T, Head), E>
    where
        T: Serialize,
        E: From<StoreError>,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, E>,
    {
        let time = stamp.time.max(head.time);
        let mut tx = WriteTx::new(self.connection, head.size, time);
        // A bug in one request must not stop the writer for all others.
        let caught = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let (written, entries) = tx.into_parts();
        let recorded =
            caught.map_err(|panic| E::from(StoreError::Panic(panic_text(&*panic))))??;
        let head = log::append(self.connection, head, stamp, &recorded.event, written)?;
        let head = log::follow(self.connection, head, entries)?;
        if let Some(once) = once {
            once.remember(self.connection, head.time, &recorded.value)?;
        }
        Ok((recorded.value, head))
    }

    fn touch(&mut self) -> Result<(), StoreError> {
        self.head.clone()?;
        self.savepoint("UPDATE log_head SET size = size WHERE id = 1")
    }

    /// Runs a statement without which the transaction of the batch is lost.
    fn savepoint(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.connection.batch(sql);
        let done = done.and_then(|()| {
            let ended = || StoreError::Unavailable("the database ended the transaction".into());
            self.connection.in_transaction().then_some(()).ok_or_else(ended)
        });
        if let Err(error) = &done {
            *self.head = Err(error.clone());
        }
        done
    }
}

fn run(
    url: &DatabaseUrl,
    mut connection: Connection,
    mut queue: mpsc::Receiver<Job>,
    entropy: &dyn Entropy,
    counters: &Counters,
) {
    while let Some(first) = queue.blocking_recv() {
        let mut jobs = vec![first];
        while jobs.len() < BATCH {
            let Ok(job) = queue.try_recv() else { break };
            jobs.push(job);
        }
        counters.waiting.fetch_sub(jobs.len() as u64, Ordering::Relaxed);
        let head = begin(url, &mut connection);
        if let Err(error) = batch(&mut connection, head, jobs, entropy, counters) {
            tracing::error!(%error, "a batch of writes was not committed");
            // A connection whose commit failed is not trusted any more.
            reopen(url, &mut connection);
        }
    }
}

/// Begins the transaction of a batch. Nobody's work was begun, so it is tried again on a fresh
/// connection when the old one was lost.
fn begin(url: &DatabaseUrl, connection: &mut Connection) -> Result<Head, StoreError> {
    let begun = |connection: &mut Connection| {
        connection.batch(connection.dialect().begin_write())?;
        log::head(connection)
    };
    match begun(connection) {
        Err(StoreError::Unavailable(_)) if reopen(url, connection) => begun(connection),
        head => head,
    }
}

fn reopen(url: &DatabaseUrl, connection: &mut Connection) -> bool {
    match Connection::open(url, Purpose::Write) {
        Ok(fresh) => {
            *connection = fresh;
            true
        }
        Err(error) => {
            tracing::error!(%error, "the database cannot be opened again");
            false
        }
    }
}

fn batch(
    connection: &mut Connection,
    mut head: Result<Head, StoreError>,
    jobs: Vec<Job>,
    entropy: &dyn Entropy,
    counters: &Counters,
) -> Result<(), StoreError> {
    let mut answers = Vec::with_capacity(jobs.len());
    for job in jobs {
        answers.push(job(&mut Turn { connection, head: &mut head, entropy, counters }));
    }
    let committed = head.and_then(|_| connection.batch("COMMIT"));
    if committed.is_err() {
        let _ = connection.batch("ROLLBACK");
    }
    // Counted before anybody is told, so that who was told finds it counted.
    counters.batch(answers.len() as u64, committed.is_ok());
    for answer in answers {
        answer(committed.clone());
    }
    committed
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".into())
}
