//! What can go wrong in the database.

use std::{error::Error as _, fmt};

use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite's own report.
    #[error("database: {}", Told::sqlite(.0))]
    Sqlite(rusqlite::Error),
    /// PostgreSQL's own report.
    #[error("database: {}", Told::postgres(.0))]
    Postgres(postgres::Error),
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
    /// The database was not yet brought up to date by the server of this version.
    #[error("the database is older than this program: start the server of this version first")]
    TooOld,
    /// A process beside the server tried to give out a position.
    #[error("only the server gives out positions")]
    NotTheServer,
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
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's report.
        error: std::io::Error,
    },
    /// Blob storage failed.
    #[error("blob storage: {}", Told::blob(.0))]
    Blob(object_store::Error),
}

// The variants' texts say what lies beneath: as sources they would be told twice.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Blob(error)
    }
}

impl StoreError {
    /// Whether a blob is not where it should be.
    pub fn is_missing_blob(&self) -> bool {
        matches!(self, Self::Blob(object_store::Error::NotFound { .. }))
    }

    /// Whether nothing more can be written for want of space: a full disk, a quota, a limit on files.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(e, _)) => {
                // SQLite calls only ENOSPC full; quotas (EDQUOT, EFBIG) fail as writes.
                e.code == rusqlite::ErrorCode::DiskFull
                    || [
                        rusqlite::ffi::SQLITE_IOERR_WRITE,
                        rusqlite::ffi::SQLITE_IOERR_SHMSIZE,
                    ]
                    .contains(&e.extended_code)
            }
            Self::Postgres(e) => e.code() == Some(&postgres::error::SqlState::DISK_FULL),
            Self::Io { error, .. } => is_full(error),
            Self::Blob(e) => {
                let mut below = e.source();
                while let Some(cause) = below {
                    if cause.downcast_ref().is_some_and(is_full) {
                        return true;
                    }
                    below = cause.source();
                }
                false
            }
            _ => false,
        }
    }
}

fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// A report from below with what the host can do about it.
struct Told {
    text: String,
    advice: Option<&'static str>,
}

const MAKE_ROOM: &str = "make room on the disk";
const RESTORE: &str = "stop the server, let `causeway doctor` look, restore a backup";
const WHO_OWNS: &str = "give the data folder and all in it to the user that runs causeway, on a disk that can be written";

impl Told {
    fn sqlite(error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let advice = match error.sqlite_error_code() {
            Some(Code::DiskFull) => Some(MAKE_ROOM),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Some(RESTORE),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Some(WHO_OWNS),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
                Some("another program has it open: end that one")
            }
            Some(Code::SystemIoFailure) => Some("the disk fails: look at the system's log (dmesg)"),
            _ => None,
        };
        let text = match error {
            // The long form repeats itself.
            rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
            other => other.to_string(),
        };
        Self { text, advice }
    }

    fn postgres(error: &postgres::Error) -> Self {
        let code = error.code();
        let advice = if code == Some(&postgres::error::SqlState::DISK_FULL) {
            Some(MAKE_ROOM)
        } else if code.is_none() && error.is_closed() {
            Some("the connection to PostgreSQL was lost: look at its log")
        } else if code.is_none() {
            Some("check that PostgreSQL runs and that --database says where")
        } else {
            None
        };
        Self {
            text: chain(error),
            advice,
        }
    }

    fn blob(error: &object_store::Error) -> Self {
        Self {
            text: chain(error),
            advice: None,
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.advice
            .map_or(Ok(()), |advice| write!(f, " ({advice})"))
    }
}

/// An error with what caused it, where the cause is not told already.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        below = cause.source();
    }
    text
}

impl base::Fault for StoreError {
    fn protocol(&self) -> Option<(u16, &'static str)> {
        match self {
            Self::NulInText => Some((400, "M_INVALID_PARAM")),
            Self::Overloaded | Self::Closed => Some((503, "M_UNKNOWN")),
            full if full.is_disk_full() => Some((507, "M_RESOURCE_LIMIT_EXCEEDED")),
            _ => None,
        }
    }
}
