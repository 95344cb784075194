//! SQL of messages to devices.

use store::{StoreError, Tx, Write, params};

/// All devices of a user.
pub(crate) fn devices(tx: &mut Tx<'_>, user: i64) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT nid FROM device WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// Adds a message to a device's queue.
pub(crate) fn add(
    w: &mut Write<'_, '_>,
    device: i64,
    pos: i64,
    json: &str,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO to_device (device_nid, pos, json) VALUES (?1, ?2, ?3)",
        params![device, pos, json.as_bytes()],
    )?;
    Ok(())
}

/// Messages to a device after `after`, oldest first.
pub(crate) fn after(
    tx: &mut Tx<'_>,
    device: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT pos, json FROM to_device WHERE device_nid = ?1 AND pos > ?2 ORDER BY pos LIMIT ?3",
        params![device, after, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
