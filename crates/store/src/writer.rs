//! The one writer: takes the transactions that wait, runs them one after the other inside one
//! transaction of the database, and acknowledges all of them after one sync.
//!
//! Each has its own savepoint, so that a refused one takes nothing of the others along. One
//! writer means no lost update and no deadlock; the log's order is the order of the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::log::{self, Head};
use crate::store::{DatabaseUrl, Entropy, Stamp};
use crate::tx::{Recorded, WriteTx};

/// Transactions that one sync acknowledges at most.
const BATCH: usize = 256;

/// Transactions that may wait; beyond that a request is refused at once.
const QUEUE: usize = 2_048;

/// What a job needs while it runs.
pub(crate) struct Turn<'a> {
    connection: &'a mut Connection,
    head: &'a mut Head,
    entropy: &'a dyn Entropy,
}

/// Tells its asker how the commit ended.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Work that waits. It runs, and leaves what to do after the commit.
type Job = Box<dyn FnOnce(&mut Turn<'_>) -> Answer + Send>;

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. It ends when every [`Writer`] is gone and the queue is empty.
    pub(crate) fn start(
        url: DatabaseUrl,
        connection: Connection,
        entropy: Arc<dyn Entropy>,
    ) -> Writer {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let run = move || run(&url, connection, queue, entropy.as_ref());
        let thread = std::thread::Builder::new().name("sunlot-writer".into());
        thread.spawn(run).expect("a process at its start can make one thread");
        Writer { jobs }
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
        let (tell, answer) = oneshot::channel();
        let job: Job = Box::new(move |turn| {
            let done = turn.run(stamp, once, work);
            Box::new(move |committed: Result<(), StoreError>| {
                let told = match (done, committed) {
                    (Ok(_), Err(error)) => Err(E::from(error)),
                    (done, _) => done,
                };
                // An asker that went away does not undo what was committed.
                let _ = tell.send(told);
            })
        });
        self.jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Unavailable("stopped".into()),
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
        if let Some(once) = &once
            && let Some(answered) = once.answered(self.connection)?
        {
            return Ok(answered);
        }
        self.connection.batch("SAVEPOINT job")?;
        self.entropy.fill(&mut stamp.salt);
        match self.work(&stamp, once.as_ref(), work) {
            Ok((value, head)) => {
                self.connection.batch("RELEASE SAVEPOINT job")?;
                *self.head = head;
                Ok(value)
            }
            Err(error) => {
                self.connection.batch("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job")?;
                Err(error)
            }
        }
    }

    fn work<T, E, F>(&mut self, stamp: &Stamp, once: Option<&Once>, work: F) -> Result<(T, Head), E>
    where
        T: Serialize,
        E: From<StoreError>,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, E>,
    {
        let mut tx = WriteTx::new(self.connection, self.head.size);
        // A bug in one request must not stop the writer for all others.
        let caught = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let written = tx.into_written();
        let recorded =
            caught.map_err(|panic| E::from(StoreError::Panic(panic_text(&*panic))))??;
        let head = log::append(self.connection, *self.head, stamp, &recorded.event, written)?;
        if let Some(once) = once {
            once.remember(self.connection, head.time, &recorded.value)?;
        }
        Ok((recorded.value, head))
    }
}

fn run(
    url: &DatabaseUrl,
    mut connection: Connection,
    mut queue: mpsc::Receiver<Job>,
    entropy: &dyn Entropy,
) {
    while let Some(first) = queue.blocking_recv() {
        let mut jobs = vec![first];
        while jobs.len() < BATCH {
            let Ok(job) = queue.try_recv() else { break };
            jobs.push(job);
        }
        if let Err(error) = batch(&mut connection, jobs, entropy) {
            tracing::error!(%error, "a batch of writes was not committed");
            // A connection whose commit failed is not trusted any more.
            match Connection::open(url, Purpose::Write) {
                Ok(fresh) => connection = fresh,
                Err(error) => tracing::error!(%error, "the database cannot be opened again"),
            }
        }
    }
}

fn batch(
    connection: &mut Connection,
    jobs: Vec<Job>,
    entropy: &dyn Entropy,
) -> Result<(), StoreError> {
    let opened = connection.batch(connection.dialect().begin_write());
    let head = opened.and_then(|()| log::head(connection));
    let mut answers = Vec::with_capacity(jobs.len());
    let committed = match head {
        Ok(mut head) => {
            for job in jobs {
                answers.push(job(&mut Turn { connection, head: &mut head, entropy }));
            }
            connection.batch("COMMIT")
        }
        Err(error) => {
            // Nobody's work was begun: dropping the jobs tells their askers.
            drop(jobs);
            Err(error)
        }
    };
    if committed.is_err() {
        let _ = connection.batch("ROLLBACK");
    }
    for answer in answers {
        answer(committed.clone());
    }
    committed
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".into())
}
