//! SQL of sliding sync.

use std::collections::HashSet;

use store::{StoreError, Tx, params};

/// A room of the user's, as lists sort and filter it.
#[derive(Debug, Clone)]
pub(super) struct RoomRow {
    pub(super) room: i64,
    pub(super) room_id: String,
    pub(super) version: String,
    pub(super) head_pos: i64,
    pub(super) bump_pos: i64,
    pub(super) notify_ord: i64,
    pub(super) joined: u64,
    pub(super) invited: u64,
    pub(super) encrypted: bool,
    pub(super) room_type: Option<String>,
    pub(super) membership: String,
    pub(super) member_pos: i64,
    pub(super) read_ord: i64,
    pub(super) stripped: Option<Vec<u8>>,
}

/// All rooms that the user has to do with and has not forgotten.
pub(super) fn rooms(tx: &mut Tx<'_>, user: i64) -> Result<Vec<RoomRow>, StoreError> {
    tx.query(
        "SELECT r.nid, r.room_id, r.version, r.head_pos, r.bump_pos, r.notify_ord, r.joined, r.invited,
                r.encrypted, r.type, m.membership, m.pos, m.read_ord, m.stripped
         FROM member m JOIN room r ON r.nid = m.room_nid WHERE m.user_nid = ?1 AND m.forgotten = 0",
        params![user],
        |row| {
            Ok(RoomRow {
                room: row.get(0)?,
                room_id: row.get(1)?,
                version: row.get(2)?,
                head_pos: row.get(3)?,
                bump_pos: row.get(4)?,
                notify_ord: row.get(5)?,
                joined: row.get(6)?,
                invited: row.get(7)?,
                encrypted: row.get(8)?,
                room_type: row.get(9)?,
                membership: row.get(10)?,
                member_pos: row.get(11)?,
                read_ord: row.get(12)?,
                stripped: row.get(13)?,
            })
        },
    )
}

/// Rooms that the user has marked as direct chats (account data `m.direct`).
pub(super) fn direct_rooms(tx: &mut Tx<'_>, user: i64) -> Result<HashSet<String>, StoreError> {
    let json: Option<Vec<u8>> = tx.get(
        "SELECT json FROM account_data WHERE user_nid = ?1 AND room_nid = 0 AND type = 'm.direct'",
        params![user],
    )?;
    let content: serde_json::Value = json
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    let lists = content
        .as_object()
        .into_iter()
        .flat_map(|object| object.values());
    Ok(lists
        .filter_map(|list| list.as_array())
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect())
}

/// All account data of a user for a room, up to a position.
pub(super) fn room_account_data(
    tx: &mut Tx<'_>,
    user: i64,
    room: i64,
    upto: i64,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT type, json FROM account_data WHERE user_nid = ?1 AND room_nid = ?2 AND pos <= ?3 ORDER BY type",
        params![user, room, upto],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
