//! Connections for readers, opened on demand up to a bound.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Access, Conn, Source, Tx};
use crate::StoreError;

pub(crate) struct Pool {
    source: Source,
    idle: Mutex<Vec<Conn>>,
    permits: Arc<Semaphore>,
}

impl Pool {
    pub(crate) fn new(source: Source, size_max: usize) -> Self {
        Self {
            source,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(size_max)),
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.source, Source::Sqlite(_))
    }

    /// Closes all connections: no further read finds one. Blocks, and must not run on an async thread:
    /// a PostgreSQL client ends its own runtime when it is dropped.
    pub(crate) fn close(&self) {
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle.lock());
        drop(idle);
    }

    /// Waits until one of the connections is free.
    pub(crate) async fn permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)
    }

    /// Runs `f` in a read transaction; blocks the thread.
    pub(crate) fn with<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => Conn::open(&self.source, Access::Read)?,
        };
        conn.begin(Access::Read)?;
        let result = f(&mut conn.tx());
        // A connection that cannot end its transaction is dropped, not reused.
        if conn.batch("ROLLBACK").is_ok() && conn.is_open() && !self.permits.is_closed() {
            self.idle.lock().push(conn);
        }
        result
    }
}
