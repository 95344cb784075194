//! The ordered writer: many changes, one transaction, one sync (decision 2).
//!
//! A thread owns the writing connection. It takes whatever has queued while the last commit ran,
//! runs it in one transaction, gives out positions in that order, commits, syncs, runs the
//! `after_commit` calls, publishes the newest position, calls the hook that wakes sleepers and only
//! then answers. So commit order is
//! position order, a reader that has seen N has seen all ≤ N (law 2), and no one is told "done"
//! before the disk has it (law 1).

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

use crate::{
    StoreError, Tx,
    db::{Access, Conn, Source},
    params,
};

/// Changes that may wait; beyond it writes are refused rather than piling up.
const QUEUE_MAX: usize = 8192;
/// Changes in one transaction: enough to share the sync, few enough to keep a commit short.
const GROUP_MAX: usize = 256;

type Hook = Box<dyn Fn() + Send + Sync>;
type AfterCommit = Box<dyn FnOnce() + Send>;

/// The transaction as a change sees it: SQL plus positions.
pub struct Write<'w, 'c> {
    tx: Tx<'c>,
    position: &'w mut i64,
    after_commit: &'w mut Vec<AfterCommit>,
    job_added: &'w watch::Sender<()>,
}

impl<'c> std::ops::Deref for Write<'_, 'c> {
    type Target = Tx<'c>;
    fn deref(&self) -> &Tx<'c> {
        &self.tx
    }
}

impl<'c> std::ops::DerefMut for Write<'_, 'c> {
    fn deref_mut(&mut self) -> &mut Tx<'c> {
        &mut self.tx
    }
}

impl Write<'_, '_> {
    /// The position of the next thing a client can see: contiguous, in commit order.
    pub fn next_position(&mut self) -> i64 {
        *self.position += 1;
        *self.position
    }

    /// Wakes the runners of jobs after the commit.
    pub(crate) fn wake_jobs(&mut self) {
        let added = self.job_added.clone();
        self.after_commit(move || {
            added.send_replace(());
        });
    }

    /// Runs `f` after the commit, before the position is published and the caller answered. It runs
    /// on the writer's thread in commit order: wake people, touch memory, nothing slow.
    pub fn after_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(f));
    }
}

/// A queued change with its answer.
trait Change: Send {
    /// Runs the change; the result is kept for `answer`.
    fn run(&mut self, write: &mut Write<'_, '_>) -> Result<(), Failed>;
    /// Sends the kept result.
    fn answer(self: Box<Self>);
    /// Sends an error instead.
    fn refuse(self: Box<Self>, error: StoreError);
}

/// Marks a change whose own closure returned an error; the error itself waits in the change.
struct Failed;

struct Queued<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Change for Queued<F, T, E>
where
    F: FnMut(&mut Write<'_, '_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, write: &mut Write<'_, '_>) -> Result<(), Failed> {
        let work = &mut self.work;
        let result = catch_unwind(AssertUnwindSafe(|| work(write)))
            .unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        let failed = result.is_err();
        self.result = Some(result);
        if failed { Err(Failed) } else { Ok(()) }
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // The caller may be gone; the change stands all the same.
            drop(self.reply.send(result));
        }
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        drop(self.reply.send(Err(error.into())));
    }
}

enum Message {
    Change(Box<dyn Change>),
    Stop,
}

/// What a process is on its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The one that gives out positions.
    Only,
    /// A worker: its changes are of rows that have none. Transactions of both follow one another, by the lock of the
    /// database ([`Conn::begin`]).
    Beside,
}

impl Role {
    /// As the names of processes begin.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Only => "server",
            Self::Beside => "worker",
        }
    }
}

/// Handle to the writer's thread.
#[derive(Clone)]
pub(crate) struct Writer(Arc<Shared>);

struct Shared {
    queue: SyncSender<Message>,
    on_publish: Arc<OnceLock<Hook>>,
    job_added: watch::Sender<()>,
    published: Arc<AtomicI64>,
    epoch: String,
    full: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(mut conn: Conn, source: Source, role: Role) -> Result<Self, StoreError> {
        let (position, epoch) = prepare(&mut conn)?;
        let (queue, inbox) = sync_channel(QUEUE_MAX);
        let published = Arc::new(AtomicI64::new(position));
        let on_publish = Arc::default();
        let (job_added, _) = watch::channel(());
        let full: Arc<AtomicBool> = Arc::default();
        let (seen, hook) = (Arc::clone(&published), Arc::clone(&on_publish));
        let mut worker = Worker {
            conn,
            source,
            role,
            position,
            published: seen,
            on_publish: hook,
            job_added: job_added.clone(),
            full: Arc::clone(&full),
        };
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || worker.serve(&inbox))
            .map_err(|error| StoreError::Io {
                path: "writer thread".into(),
                error,
            })?;
        let thread = Mutex::new(Some(thread));
        Ok(Self(Arc::new(Shared {
            queue,
            on_publish,
            job_added,
            published,
            epoch,
            full,
            thread,
        })))
    }

    pub(crate) fn enqueue<F, T, E>(
        &self,
        work: F,
    ) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnMut(&mut Write<'_, '_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let change = Box::new(Queued {
            work,
            result: None,
            reply,
        });
        match self.0.queue.try_send(Message::Change(change)) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(StoreError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Closed),
        }
    }

    pub(crate) fn on_publish(&self, hook: Hook) {
        if self.0.on_publish.set(hook).is_err() {
            tracing::error!("A second publish hook was ignored");
        }
    }

    pub(crate) fn job_added(&self) -> watch::Receiver<()> {
        self.0.job_added.subscribe()
    }

    /// Wakes the runners of jobs.
    pub(crate) fn wake_jobs(&self) {
        self.0.job_added.send_replace(());
    }

    pub(crate) fn published(&self) -> i64 {
        self.0.published.load(Ordering::Acquire)
    }

    /// Whether the last change was refused because the disk was full.
    pub(crate) fn is_full(&self) -> bool {
        self.0.full.load(Ordering::Relaxed)
    }

    pub(crate) fn epoch(&self) -> &str {
        &self.0.epoch
    }

    pub(crate) fn close(&self) {
        let thread = self.0.thread.lock().take();
        if let Some(thread) = thread {
            drop(self.0.queue.send(Message::Stop));
            if thread.join().is_err() {
                tracing::error!("The writer thread panicked");
            }
        }
    }
}

/// Reads the last position; makes the lineage id at the first start.
fn prepare(conn: &mut Conn) -> Result<(i64, String), StoreError> {
    conn.begin(Access::Write)?;
    let mut tx = conn.tx();
    tx.execute(
        "INSERT INTO sequence (name, value) VALUES ('position', 0) ON CONFLICT (name) DO NOTHING",
        params![],
    )?;
    let mut bytes = [0u8; 5];
    base::Rng::fill(&base::SystemRng, &mut bytes);
    let fresh: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('epoch', ?1) ON CONFLICT (name) DO NOTHING",
        params![&fresh],
    )?;
    let position = tx.query_one(
        "SELECT value FROM sequence WHERE name = 'position'",
        params![],
        |r| r.get(0),
    )?;
    let epoch = tx.query_one(
        "SELECT value FROM setting WHERE name = 'epoch'",
        params![],
        |r| r.get(0),
    )?;
    conn.batch("COMMIT")?;
    Ok((position, epoch))
}

struct Worker {
    conn: Conn,
    source: Source,
    role: Role,
    position: i64,
    published: Arc<AtomicI64>,
    on_publish: Arc<OnceLock<Hook>>,
    job_added: watch::Sender<()>,
    /// Whether the disk was full at the last try: the host is told once.
    full: Arc<AtomicBool>,
}

impl Worker {
    fn serve(&mut self, inbox: &Receiver<Message>) {
        while let Ok(Message::Change(first)) = inbox.recv() {
            let mut group = vec![first];
            let mut stop = false;
            while group.len() < GROUP_MAX {
                match inbox.try_recv() {
                    Ok(Message::Change(change)) => group.push(change),
                    Ok(Message::Stop) => {
                        stop = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            metrics::histogram!("causeway_commit_changes").record(group.len() as f64);
            self.commit(group);
            if stop {
                break;
            }
        }
        // Leaves one file behind that is whole by itself.
        if self.conn.is_sqlite()
            && self.role == Role::Only
            && let Err(error) = self.conn.batch("PRAGMA wal_checkpoint(TRUNCATE)")
        {
            tracing::warn!(%error, "The write-ahead log was not folded in");
        }
    }

    fn commit(&mut self, mut group: Vec<Box<dyn Change>>) {
        if self.attempt(&mut group).is_ok() {
            group.into_iter().for_each(Change::answer);
            return;
        }
        // One of them failed: redo each alone, so that only the culprit does.
        for change in group {
            let mut alone = [change];
            let outcome = self.attempt(&mut alone);
            let [change] = alone;
            match outcome {
                Ok(()) | Err(None) => change.answer(),
                Err(Some(error)) => change.refuse(error),
            }
        }
    }

    /// Runs the group in one transaction. `Err(None)`: a change failed by itself, rolled back.
    /// `Err(Some)`: the database failed, rolled back.
    fn attempt(&mut self, group: &mut [Box<dyn Change>]) -> Result<(), Option<StoreError>> {
        let mut position = self.position;
        let mut after_commit = Vec::new();
        let done = self.conn.begin(Access::Write).map_err(Some).and_then(|()| {
            for change in group.iter_mut() {
                let tx = self.conn.tx();
                let mut write = Write {
                    tx,
                    position: &mut position,
                    after_commit: &mut after_commit,
                    job_added: &self.job_added,
                };
                change.run(&mut write).map_err(|Failed| None)?;
            }
            if position != self.position {
                if self.role == Role::Beside {
                    return Err(Some(StoreError::NotTheServer));
                }
                self.conn.tx().execute(
                    "UPDATE sequence SET value = ?1 WHERE name = 'position'",
                    params![position],
                )?;
            }
            self.conn.batch("COMMIT").map_err(Some)
        });
        if let Err(error) = done {
            self.recover();
            if let Some(error) = error.as_ref().filter(|error| error.is_disk_full())
                && !self.full.swap(true, Ordering::Relaxed)
            {
                metrics::gauge!("causeway_disk_full").set(1);
                tracing::error!(%error, "The disk is full: changes are refused until there is room again");
            }
            return Err(error);
        }
        if position != self.position && self.full.swap(false, Ordering::Relaxed) {
            metrics::gauge!("causeway_disk_full").set(0);
            tracing::info!("There is room on the disk again: changes are stored");
        }
        self.position = position;
        for call in after_commit {
            call();
        }
        self.published.store(position, Ordering::Release);
        if let Some(hook) = self.on_publish.get() {
            hook();
        }
        Ok(())
    }

    /// Ends a failed transaction; a lost PostgreSQL connection is opened again.
    fn recover(&mut self) {
        // SQLite ends some transactions by itself, that of a full disk among them.
        if self.conn.in_transaction()
            && let Err(rollback) = self.conn.batch("ROLLBACK")
        {
            tracing::warn!(error = %rollback, "Could not roll back");
        }
        if !self.conn.is_open() {
            match Conn::open(&self.source, Access::Write) {
                Ok(conn) => self.conn = conn,
                Err(error) => tracing::error!(%error, "Could not reconnect to the database"),
            }
        }
    }
}
