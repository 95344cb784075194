//! SQL of transaction ids (client-server §1.5): what was sent is not sent twice.

use store::{StoreError, Tx, Write, params};

use crate::housekeeping::TXN_MS_MAX;

/// Remembers what a transaction id led to. What it led to more than a day ago is history; anything
/// newer stands, and then the change fails rather than doing the same twice.
pub fn insert_txn(
    w: &mut Write<'_, '_>,
    key: &[u8; 16],
    device: i64,
    event_id: Option<&str>,
    ts: u64,
) -> Result<(), StoreError> {
    let day_ago = ts.saturating_sub(TXN_MS_MAX);
    let rows = w.execute(
        "INSERT INTO txn (key, device_nid, event_id, created_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id, created_ms = excluded.created_ms
         WHERE txn.created_ms < ?5",
        params![key, device, event_id, ts, day_ago],
    )?;
    if rows == 0 {
        return Err(StoreError::Column {
            column: 0,
            reason: "this transaction id was used meanwhile".to_owned(),
        });
    }
    Ok(())
}

/// What a transaction id led to: `Some(None)` when it was used for something without an event.
pub fn txn(tx: &mut Tx<'_>, key: &[u8; 16]) -> Result<Option<Option<String>>, StoreError> {
    tx.get("SELECT event_id FROM txn WHERE key = ?1", params![key])
}
