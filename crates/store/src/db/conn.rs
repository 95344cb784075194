//! A connection to either database, and the transaction that runs on it.

use std::collections::HashMap;

use rusqlite::OpenFlags;

use super::{FromColumn, Row, Value};
use crate::StoreError;

/// Where the database is.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Sqlite(String),
    Postgres(Box<postgres::Config>),
}

impl Source {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let config = url
                .parse()
                .map_err(|_| StoreError::UnknownUrl("postgres://…".into()))?;
            return Ok(Self::Postgres(Box::new(config)));
        }
        Err(StoreError::UnknownUrl(url.to_owned()))
    }
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// An open connection with its prepared statements.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgConn>),
}

pub(crate) struct PgConn {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
}

/// A process beside the server asks this often for the lock of SQLite, which is given to whoever asks in the right
/// moment: the server, with one transaction after another, would take it for long.
const ASK_EVERY: std::time::Duration = std::time::Duration::from_millis(2);
const ASK_MAX: i32 = 60_000;

/// Statements kept prepared per connection; ours are fixed texts, some hundreds in all.
const STATEMENTS_MAX: usize = 512;

impl Conn {
    pub(crate) fn open(source: &Source, access: Access) -> Result<Self, StoreError> {
        match source {
            Source::Sqlite(path) => Ok(Self::Sqlite(open_sqlite(path, access)?)),
            Source::Postgres(config) => {
                let mut client = config.connect(postgres::NoTls)?;
                if access == Access::Write {
                    // The lock of a machine that went away in the middle of a change must not last.
                    client.batch_execute("SET idle_in_transaction_session_timeout = '60s'")?;
                }
                Ok(Self::Postgres(Box::new(PgConn {
                    client,
                    statements: HashMap::new(),
                })))
            }
        }
    }

    /// Lets changes wait for two minutes until those of another process leave room.
    pub(crate) fn be_patient(&self) -> Result<(), StoreError> {
        if let Self::Sqlite(conn) = self {
            conn.busy_handler(Some(|asked| {
                std::thread::sleep(ASK_EVERY);
                asked < ASK_MAX
            }))?;
        }
        Ok(())
    }

    /// Runs statements without parameters, separated by semicolons.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Self::Postgres(conn) => Ok(conn.client.batch_execute(sql)?),
        }
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match (&mut *self, access) {
            (Self::Sqlite(_), Access::Read) => self.batch("BEGIN DEFERRED"),
            // Takes the write lock at once: changes of several processes follow one another, and numbers that they
            // give out do not meet.
            (Self::Sqlite(_), Access::Write) => self.batch("BEGIN IMMEDIATE"),
            (Self::Postgres(_), Access::Read) => {
                self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            }
            (Self::Postgres(_), Access::Write) => {
                self.batch("BEGIN; SELECT pg_advisory_xact_lock(7041777)")
            }
        }
    }

    pub(crate) fn tx(&mut self) -> Tx<'_> {
        Tx { conn: self }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Whether a transaction may be open.
    pub(crate) fn in_transaction(&self) -> bool {
        match self {
            Self::Sqlite(conn) => !conn.is_autocommit(),
            Self::Postgres(_) => true,
        }
    }

    /// Whether the connection can be used again after an error.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(conn) => !conn.client.is_closed(),
        }
    }
}

fn open_sqlite(path: &str, access: Access) -> Result<rusqlite::Connection, StoreError> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let conn =
        rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Nothing mapped: each connection's mapping of the whole file would count as ours, and a read of a
    // page from the system's cache costs less than a microsecond.
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;",
    )?;
    if access == Access::Write {
        // FULL syncs the log at each commit: an acknowledged write survives power loss (law 1).
        // What is deleted is overwritten, not only unlinked: erased means erased (law 8).
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;
             PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
        )?;
    } else {
        conn.execute_batch("PRAGMA cache_size = -2048; PRAGMA query_only = ON;")?;
    }
    Ok(conn)
}

/// A running transaction. Statements use `?1`, `?2`, … on both databases.
pub struct Tx<'c> {
    conn: &'c mut Conn,
}

impl Tx<'_> {
    /// Runs a statement; returns the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        tracing::trace!(sql, "Runs");
        params.iter().try_for_each(Value::check)?;
        match &mut *self.conn {
            Conn::Sqlite(conn) => {
                let changed = conn
                    .prepare_cached(sql)?
                    .execute(rusqlite::params_from_iter(params.iter()))?;
                Ok(changed as u64)
            }
            Conn::Postgres(conn) => {
                let statement = conn.prepare(sql)?;
                Ok(conn.client.execute(&statement, &pg_params(params))?)
            }
        }
    }

    /// All rows of a query, each through `map`. Bound the result in the SQL (`LIMIT`).
    pub fn query<T, E: From<StoreError>>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        tracing::trace!(sql, "Runs");
        params.iter().try_for_each(Value::check)?;
        let mut out = Vec::new();
        match &mut *self.conn {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(sql).map_err(StoreError::from)?;
                let mut rows = statement
                    .query(rusqlite::params_from_iter(params.iter()))
                    .map_err(StoreError::from)?;
                while let Some(row) = rows.next().map_err(StoreError::from)? {
                    out.push(map(&Row::Sqlite(row))?);
                }
            }
            Conn::Postgres(conn) => {
                let statement = conn.prepare(sql)?;
                let rows = conn
                    .client
                    .query(&statement, &pg_params(params))
                    .map_err(StoreError::from)?;
                for row in &rows {
                    out.push(map(&Row::Postgres(row))?);
                }
            }
        }
        Ok(out)
    }

    /// The first row of a query, or `None`.
    pub fn query_opt<T, E: From<StoreError>>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        Ok(self.query(sql, params, map)?.into_iter().next())
    }

    /// The first row of a query that always has one (`COUNT`, `MAX`, `RETURNING`).
    pub fn query_one<T, E: From<StoreError>>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.query_opt(sql, params, map)?
            .ok_or_else(|| StoreError::NoRow.into())
    }

    /// The first column of the first row, or `None` without a row.
    pub fn get<T: FromColumn>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<Option<T>, StoreError> {
        self.query_opt(sql, params, |row| row.get(0))
    }
}

impl PgConn {
    fn prepare(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&numbered(sql))?;
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn pg_params<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|p| p as _).collect()
}

/// `?1` → `$1`. Our texts hold no question mark elsewhere.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}
