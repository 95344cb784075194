//! SQL for SQLite and PostgreSQL, migrations, the ordered writer, jobs and blobs.
//!
//! One SQL text serves both databases: placeholders are `?1`, `?2`, …; integers are `BIGINT`, flags
//! 0/1, JSON is `BYTEA` (PostgreSQL's text cannot hold U+0000, events can). Ids are given out by us,
//! never by the database. Invariant: all writes go through [`Store::write`], in one order.

pub mod blobs;
mod db;
pub mod disk;
mod error;
pub mod jobs;
mod migrate;
pub mod processes;
mod writer;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub use db::{FromColumn, Row, Tx, Value};
pub use error::StoreError;
pub use migrate::Migration;
pub use writer::Write;

use db::{Conn, Source};

/// How many reads may run at once; each holds one connection. With SQLite they are work for our own
/// cores, and each connection has a cache of its own: no more than there are cores to run them and one.
const READERS_MAX: usize = 8;
/// How much is written to see whether a full disk has room again.
const PROBE_BYTES: usize = 64 * 1024;

/// How often runners of jobs look when nothing wakes them.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// And when other processes may have added jobs, of which nobody tells this one.
const LOOK_EVERY_BESIDE: Duration = Duration::from_millis(500);
/// Random bytes of a process's name.
const NAME_BYTES: usize = 8;

/// The database: any number of readers, one ordered writer. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: Arc<db::Pool>,
    writer: writer::Writer,
    process: Arc<str>,
    /// Whether other processes work on the same database.
    has_others: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`), applies the migrations that
    /// are missing under a lock, and starts the writer.
    pub fn open(url: &str, migrations: &[Migration]) -> Result<Self, StoreError> {
        let source = Source::parse(url)?;
        let mut conn = Conn::open(&source, db::Access::Write)?;
        migrate::apply(&mut conn, &with_own(migrations))?;
        Self::on(conn, source, writer::Role::Only)
    }

    /// Opens the database of a server for a process beside it, which changes no schema and gives out no position
    /// (law 2: there is one sequence of them, and the server counts it).
    pub fn open_beside(url: &str, migrations: &[Migration]) -> Result<Self, StoreError> {
        let source = Source::parse(url)?;
        let mut looking = Conn::open(&source, db::Access::Read)?;
        if migrate::missing(&mut looking, &with_own(migrations))? > 0 {
            return Err(StoreError::TooOld);
        }
        let conn = Conn::open(&source, db::Access::Write)?;
        conn.be_patient()?;
        let store = Self::on(conn, source, writer::Role::Beside)?;
        store.set_others(true);
        Ok(store)
    }

    fn on(conn: Conn, source: Source, role: writer::Role) -> Result<Self, StoreError> {
        let readers = match &source {
            Source::Sqlite(_) => std::thread::available_parallelism()
                .map_or(2, |cores| usize::from(cores) + 1)
                .min(READERS_MAX),
            Source::Postgres(_) => READERS_MAX,
        };
        let writer = writer::Writer::start(conn, source.clone(), role)?;
        let mut random = [0; NAME_BYTES];
        base::Rng::fill(&base::SystemRng, &mut random);
        Ok(Self {
            readers: Arc::new(db::Pool::new(source, readers)),
            writer,
            process: format!("{}-{}", role.name(), blobs::hex(&random)).into(),
            has_others: Arc::default(),
        })
    }

    /// The name of this process among those on the database: `server-` or `worker-`, and something random. It stands
    /// in the leases of jobs.
    pub fn process(&self) -> &str {
        &self.process
    }

    /// Says whether other processes work on the database now.
    pub fn set_others(&self, has_others: bool) {
        if self.has_others.swap(has_others, Ordering::Relaxed) != has_others {
            self.writer.wake_jobs();
        }
    }

    /// How long runners of jobs wait when nothing wakes them.
    fn look_every(&self) -> Duration {
        if self.has_others.load(Ordering::Relaxed) {
            LOOK_EVERY_BESIDE
        } else {
            LOOK_EVERY
        }
    }

    /// Whether the database is the embedded one.
    pub fn is_sqlite(&self) -> bool {
        self.readers.is_sqlite()
    }

    /// Runs `f` in a read-only transaction (one snapshot) off the async threads.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        let permit = readers.permit().await.map_err(E::from)?;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            readers.with(f)
        });
        work.await
            .unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    /// Runs `f` in the next group commit. The future resolves once the change is synced to disk and
    /// its `after_commit` calls have run; dropping the future does not undo the change.
    ///
    /// `f` may run twice: when another change of the same group fails, each is redone alone.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Write<'_, '_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.enqueue(f)?
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// As [`Store::write`], but returns as soon as the change has its place in the queue: changes
    /// are committed in the order of these calls.
    pub fn enqueue<T, E, F>(&self, f: F) -> Result<tokio::sync::oneshot::Receiver<Result<T, E>>, E>
    where
        F: FnMut(&mut Write<'_, '_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.enqueue(f).map_err(E::from)
    }

    /// The newest position whose change is committed and published (law 2).
    pub fn published(&self) -> i64 {
        self.writer.published()
    }

    /// Sets what is called after each publication, once: the place to wake who waits for it. A sleeper
    /// woken earlier, from `after_commit`, could look before the position has moved and sleep again.
    pub fn on_publish(&self, hook: impl Fn() + Send + Sync + 'static) {
        self.writer.on_publish(Box::new(hook));
    }

    /// Changes when a change has been committed that may have added a job.
    fn job_added(&self) -> tokio::sync::watch::Receiver<()> {
        self.writer.job_added()
    }

    /// Whether the database answers, and takes changes again if the disk was full at the last one.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.read(|tx| tx.get::<i64>("SELECT 1", params![])).await?;
        if !self.writer.is_full() {
            return Ok(());
        }
        // More than the little that may be left of a file or page begun. Read and deleted by nobody else.
        let much = "?".repeat(PROBE_BYTES);
        self.write(move |w| {
            w.execute(
                "INSERT INTO setting (name, value) VALUES ('disk_probe', ?1)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![&much],
            )
        })
        .await?;
        self.write(|w| w.execute("DELETE FROM setting WHERE name = 'disk_probe'", params![]))
            .await?;
        Ok(())
    }

    /// How many bytes the database takes; cheap.
    pub async fn bytes(&self) -> Result<u64, StoreError> {
        let sql = if self.is_sqlite() {
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        } else {
            "SELECT pg_database_size(current_database())"
        };
        self.read(move |tx| tx.query_one(sql, params![], |row| row.get(0)))
            .await
    }

    /// Random id of this database's lineage; differs after a restore from a backup.
    pub fn epoch(&self) -> &str {
        self.writer.epoch()
    }

    /// Finishes the queued changes and stops the writer; later writes fail with `Closed`.
    pub async fn close(&self) {
        let (writer, readers) = (self.writer.clone(), Arc::clone(&self.readers));
        let close = move || {
            writer.close();
            readers.close();
        };
        if tokio::task::spawn_blocking(close).await.is_err() {
            tracing::error!("The writer thread panicked while stopping");
        }
    }
}

/// What a look at a database finds.
pub struct Inspection {
    /// Migrations that the next start will apply.
    pub missing: usize,
    /// What SQLite finds wrong with its file; `None`: nothing.
    pub damage: Option<String>,
}

/// Looks at a database without changing it. Blocks; takes as long as reading the whole file.
pub fn inspect(url: &str, migrations: &[Migration]) -> Result<Inspection, StoreError> {
    let mut conn = Conn::open(&Source::parse(url)?, db::Access::Read)?;
    let missing = migrate::missing(&mut conn, &with_own(migrations))?;
    let damage = if conn.is_sqlite() {
        conn.tx()
            .get::<String>("PRAGMA quick_check(1)", params![])?
            .filter(|text| text != "ok")
    } else {
        None
    };
    Ok(Inspection { missing, damage })
}

/// The store's own migrations before the others.
fn with_own(migrations: &[Migration]) -> Vec<Migration> {
    [jobs::MIGRATIONS, migrations].concat()
}

/// The SQLite file of a data folder.
pub fn default_url(data_dir: &Path) -> String {
    format!("sqlite:{}", data_dir.join("causeway.db").display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Migration] = &[Migration {
        id: "test/0001_thing",
        sql: "CREATE TABLE thing (nid BIGINT PRIMARY KEY, pos BIGINT)",
    }];

    fn add(w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        w.execute(
            "INSERT INTO thing (nid) SELECT COALESCE(MAX(nid), 0) + 1 FROM thing",
            params![],
        )?;
        Ok(())
    }

    #[tokio::test]
    async fn a_process_beside_the_server_gives_out_no_position() {
        let folder = tempfile::tempdir().unwrap();
        let url = default_url(folder.path());
        let server = Store::open(&url, TABLE).unwrap();
        let worker = Store::open_beside(&url, TABLE).unwrap();
        let given = worker.write(|w| {
            let pos = w.next_position();
            w.execute("INSERT INTO thing (nid, pos) VALUES (1, ?1)", params![pos])
        });
        assert!(matches!(given.await, Err(StoreError::NotTheServer)));
        let given = server.write(|w| Ok::<_, StoreError>(w.next_position()));
        assert_eq!((given.await.unwrap(), server.published()), (1, 1));
    }

    #[tokio::test]
    async fn a_process_beside_the_server_changes_no_schema() {
        let folder = tempfile::tempdir().unwrap();
        let url = default_url(folder.path());
        assert!(Store::open_beside(&url, TABLE).is_err());
        assert!(!folder.path().join("causeway.db").exists());
        Store::open(&url, &[]).unwrap().close().await;
        let opened = Store::open_beside(&url, TABLE);
        assert!(matches!(opened, Err(StoreError::TooOld)));
    }

    #[tokio::test]
    async fn numbers_that_two_processes_give_out_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let url = default_url(folder.path());
        let server = Store::open(&url, TABLE).unwrap();
        let worker = Store::open_beside(&url, TABLE).unwrap();
        let both = [server.clone(), worker].map(|store| async move {
            for _ in 0..100 {
                store.write(add).await.unwrap();
            }
        });
        futures::future::join_all(both).await;
        let found = server.read(|tx| {
            tx.query_one("SELECT COUNT(*), MAX(nid) FROM thing", params![], |row| {
                Ok::<_, StoreError>((row.get::<i64>(0)?, row.get::<i64>(1)?))
            })
        });
        assert_eq!(found.await.unwrap(), (200, 200));
    }
}
