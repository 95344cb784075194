//! What can go wrong in the database.

use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite's own report.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's own report.
    #[error("database: {0}")]
    Postgres(#[from] postgres::Error),
    /// A text parameter held U+0000, which PostgreSQL cannot store; refused on both databases.
    #[error("text may not contain U+0000")]
    NulInText,
    /// A column was not of the type the code expected.
    #[error("column {column}: {reason}")]
    Column {
        /// Zero-based index.
        column: usize,
        /// What was found.
        reason: String,
    },
    /// The query should have found exactly one row.
    #[error("expected a row, found none")]
    NoRow,
    /// A database URL that we do not understand.
    #[error("unknown database address {0:?}: use sqlite:PATH or postgres://USER@HOST/NAME")]
    UnknownUrl(String),
    /// The database was written by a newer Causeway.
    #[error(
        "the database is from a newer Causeway (migration {0}): start that version, or restore a backup"
    )]
    TooNew(String),
    /// The server is stopping.
    #[error("the server is stopping")]
    Closed,
    /// The queue of the writer is full: shed load rather than collapse.
    #[error("too many writes are waiting")]
    Overloaded,
    /// A closure panicked; the transaction was rolled back.
    #[error("internal fault while using the database")]
    Panicked,
    /// A file operation failed.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's report.
        source: std::io::Error,
    },
    /// Blob storage failed.
    #[error("blob storage: {0}")]
    Blob(#[from] object_store::Error),
}

impl StoreError {
    /// Whether the disk is full, which deserves a message of its own.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Sqlite(rusqlite::Error::SqliteFailure(e, _)) if e.code == rusqlite::ErrorCode::DiskFull)
    }
}

impl base::Fault for StoreError {
    fn protocol(&self) -> Option<(u16, &'static str)> {
        match self {
            Self::NulInText => Some((400, "M_INVALID_PARAM")),
            Self::Overloaded | Self::Closed => Some((503, "M_UNKNOWN")),
            _ => None,
        }
    }
}
