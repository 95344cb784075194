//! SQL of account data and filters.

use ruma::RoomId;
use store::{StoreError, Tx, Write, params};

/// The content of a type; `room` is 0 for global data.
pub(crate) fn get(
    tx: &mut Tx<'_>,
    user: i64,
    room: i64,
    kind: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM account_data WHERE user_nid = ?1 AND room_nid = ?2 AND type = ?3",
        params![user, room, kind],
    )
}

/// Everything that the user has stored in a room; what was deleted is an empty object (MSC3391).
pub(crate) fn in_room(
    tx: &mut Tx<'_>,
    user: i64,
    room: i64,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let rows = tx.query::<(String, Vec<u8>), StoreError>(
        "SELECT type, json FROM account_data WHERE user_nid = ?1 AND room_nid = ?2 ORDER BY pos",
        params![user, room],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().filter(|(_, json)| json != b"{}").collect())
}

/// Sets the content of a type.
pub(crate) fn put(
    w: &mut Write<'_, '_>,
    user: i64,
    room: i64,
    kind: &str,
    pos: i64,
    json: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO account_data (user_nid, room_nid, type, pos, json) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (user_nid, room_nid, type) DO UPDATE SET pos = excluded.pos, json = excluded.json",
        params![user, room, kind, pos, json],
    )?;
    Ok(())
}

/// The number of a room that the user has or had to do with.
pub(crate) fn own_room(
    tx: &mut Tx<'_>,
    user: i64,
    room_id: &RoomId,
) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT r.nid FROM room r JOIN member m ON m.room_nid = r.nid
         WHERE r.room_id = ?1 AND m.user_nid = ?2",
        params![room_id.as_str(), user],
    )
}

/// How many types of account data a user has in a room or globally.
pub(crate) fn count(tx: &mut Tx<'_>, user: i64, room: i64) -> Result<i64, StoreError> {
    tx.query_one(
        "SELECT COUNT(*) FROM account_data WHERE user_nid = ?1 AND room_nid = ?2",
        params![user, room],
        |row| row.get(0),
    )
}

/// A stored filter.
pub(super) fn filter(tx: &mut Tx<'_>, user: i64, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM filter WHERE user_nid = ?1 AND id = ?2",
        params![user, id],
    )
}

/// The id of an equal filter.
pub(super) fn filter_id(
    tx: &mut Tx<'_>,
    user: i64,
    json: &[u8],
) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT id FROM filter WHERE user_nid = ?1 AND json = ?2",
        params![user, json],
    )
}

/// Adds a filter under the next id; keeps the newest `keep`.
pub(super) fn insert_filter(
    w: &mut Write<'_, '_>,
    user: i64,
    json: &[u8],
    keep: i64,
) -> Result<i64, StoreError> {
    let id: i64 = w.query_one(
        "SELECT COALESCE(MAX(id), 0) + 1 FROM filter WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    w.execute(
        "INSERT INTO filter (user_nid, id, json) VALUES (?1, ?2, ?3)",
        params![user, id, json],
    )?;
    w.execute(
        "DELETE FROM filter WHERE user_nid = ?1 AND id <= ?2",
        params![user, id - keep],
    )?;
    Ok(id)
}
