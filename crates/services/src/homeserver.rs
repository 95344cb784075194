//! The one place here that reads the homeserver's tables: `user_`, `room` and `alias`.

use ruma::UserId;
use store::{StoreError, Tx, params};

/// The number of anybody who was ever here, also of an account that has ended.
pub(crate) fn known(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT nid FROM user_ WHERE user_id = ?1",
        params![user_id.as_str()],
    )
}

pub(crate) fn user_id(tx: &mut Tx<'_>, user: i64) -> Result<String, StoreError> {
    tx.query_one(
        "SELECT user_id FROM user_ WHERE nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// How many are in a room that stands in the public list; `None`: it does not, or there is no such room.
pub(crate) fn public_room(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<u64>, StoreError> {
    tx.get(
        "SELECT joined FROM room WHERE room_id = ?1 AND public = 1",
        params![room_id],
    )
}

/// An address by which everybody finds a room.
pub(crate) fn alias(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<String>, StoreError> {
    let least: Option<Option<String>> = tx.get(
        "SELECT MIN(a.alias) FROM alias a JOIN room r ON r.nid = a.room_nid WHERE r.room_id = ?1",
        params![room_id],
    )?;
    Ok(least.flatten())
}
