//! SQL of sliding sync.

use std::collections::HashSet;

use store::{StoreError, Tx, params};

use crate::push::counts;

/// A room of the user's, as lists sort and filter it.
#[derive(Debug, Clone)]
pub(super) struct RoomRow {
    pub(super) room: i64,
    pub(super) room_id: String,
    pub(super) version: String,
    pub(super) head_pos: i64,
    pub(super) bump_pos: i64,
    pub(super) joined: u64,
    pub(super) invited: u64,
    pub(super) encrypted: bool,
    pub(super) room_type: Option<String>,
    pub(super) membership: String,
    pub(super) member_pos: i64,
    /// Unread notifications and highlights, threads included.
    pub(super) unread: (u64, u64),
    pub(super) stripped: Option<Vec<u8>>,
}

impl RoomRow {
    /// Where the room stands in lists; invites and knocks by their own event. Always positive.
    pub(super) fn bump_stamp(&self) -> i64 {
        if self.membership == "join" {
            self.bump_pos.max(1)
        } else {
            self.member_pos.max(1)
        }
    }

    /// Whether lists show the room.
    pub(super) fn is_listed(&self) -> bool {
        matches!(self.membership.as_str(), "join" | "invite" | "knock")
    }
}

/// All rooms that the user has to do with and has not forgotten.
pub(super) fn rooms(tx: &mut Tx<'_>, user: i64) -> Result<Vec<RoomRow>, StoreError> {
    let special = counts::special_rooms(tx, user)?;
    let mut rooms: Vec<RoomRow> = tx.query(
        "SELECT r.nid, r.room_id, r.version, r.head_pos, r.bump_pos, r.notify_ord, r.joined, r.invited,
                r.encrypted, r.type, m.membership, m.pos, m.read_ord, m.stripped
         FROM member m JOIN room r ON r.nid = m.room_nid WHERE m.user_nid = ?1 AND m.forgotten = 0",
        params![user],
        |row| {
            Ok::<_, StoreError>(RoomRow {
                room: row.get(0)?,
                room_id: row.get(1)?,
                version: row.get(2)?,
                head_pos: row.get(3)?,
                bump_pos: row.get(4)?,
                joined: row.get(6)?,
                invited: row.get(7)?,
                encrypted: row.get(8)?,
                room_type: row.get(9)?,
                membership: row.get(10)?,
                member_pos: row.get(11)?,
                unread: (u64::try_from(row.get::<i64>(5)? - row.get::<i64>(12)?).unwrap_or(0), 0),
                stripped: row.get(13)?,
            })
        },
    )?;
    for row in rooms.iter_mut().filter(|row| special.contains(&row.room)) {
        if let Some(marker) = counts::marker(tx, user, row.room)? {
            let total = counts::of(tx, marker)?.total();
            row.unread = (total.notification_count, total.highlight_count);
        }
    }
    Ok(rooms)
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
