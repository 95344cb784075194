//! Clearing away what is old: transaction ids of finished retries, tokens that have expired, what who runs the
//! server did long ago.

use store::{StoreError, params};

use crate::{Matrix, admin};

/// A client that retries later than this has started again.
pub(crate) const TXN_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// Rows in one pass, so that a commit stays short.
const ROWS_MAX: usize = 1000;

/// One pass; runs once a minute.
pub(crate) async fn run(m: &Matrix) -> Result<(), StoreError> {
    let now_ms = m.clock.now_ms();
    let day_ago = now_ms.saturating_sub(TXN_MS_MAX);
    for (table, key, column, before) in [
        ("txn", "key", "created_ms", day_ago),
        ("login_token", "hash", "expires_ms", now_ms),
        ("openid_token", "hash", "expires_ms", now_ms),
    ] {
        let old = format!("SELECT {key} FROM {table} WHERE {column} < ?1 LIMIT ?2");
        let probe = old.clone();
        let found = m
            .store
            .read(move |tx| tx.get::<Vec<u8>>(&probe, params![before, 1]));
        // An idle server writes nothing.
        if found.await?.is_some() {
            let sql = format!("DELETE FROM {table} WHERE {key} IN ({old})");
            m.store
                .write(move |w| w.execute(&sql, params![before, ROWS_MAX]))
                .await?;
        }
    }
    admin::acts::forget_old(&m.store, now_ms).await
}
