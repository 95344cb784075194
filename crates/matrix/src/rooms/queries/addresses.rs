//! SQL of a room's addresses, and of its place in the list of public rooms with them.

use ruma::OwnedRoomId;
use store::{StoreError, Tx, Write, params};

use crate::users::parse_id;

/// The room that a local alias points to.
pub fn room_of_alias(
    tx: &mut Tx<'_>,
    alias: &str,
) -> Result<Option<(i64, OwnedRoomId)>, StoreError> {
    tx.query_opt(
        "SELECT r.nid, r.room_id FROM alias a JOIN room r ON r.nid = a.room_nid WHERE a.alias = ?1",
        params![alias],
        |row| Ok((row.get(0)?, parse_id(row.get(1)?)?)),
    )
}

/// The addresses of a room.
pub fn aliases(tx: &mut Tx<'_>, room_id: &str) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT a.alias FROM alias a JOIN room r ON r.nid = a.room_nid WHERE r.room_id = ?1
         ORDER BY a.alias LIMIT 1000",
        params![room_id],
        |row| row.get(0),
    )
}

/// Takes a room's addresses, and its place in the list of public rooms.
pub fn unlist(w: &mut Write<'_, '_>, room: i64) -> Result<(), StoreError> {
    w.execute("DELETE FROM alias WHERE room_nid = ?1", params![room])?;
    w.execute("UPDATE room SET public = 0 WHERE nid = ?1", params![room])?;
    Ok(())
}

/// Gives a room's aliases and its place in the list of public rooms to another.
pub fn move_addresses(w: &mut Write<'_, '_>, from: i64, to: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE alias SET room_nid = ?2 WHERE room_nid = ?1",
        params![from, to],
    )?;
    let public: Option<i64> = w.get("SELECT public FROM room WHERE nid = ?1", params![from])?;
    if public == Some(1) {
        w.execute("UPDATE room SET public = 0 WHERE nid = ?1", params![from])?;
        w.execute("UPDATE room SET public = 1 WHERE nid = ?1", params![to])?;
    }
    Ok(())
}
