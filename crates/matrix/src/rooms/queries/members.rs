//! SQL of memberships: who is, was or may be in a room.

use room_rules::Rules;
use ruma::OwnedRoomId;
use store::{StoreError, Tx, Write, params};

use super::events::{EVENT_COLUMNS, read_event};
use crate::{rooms::Event, users::parse_id};

/// Sets a membership; returns the one before, if there was any.
pub fn set_member(
    w: &mut Write<'_, '_>,
    user: i64,
    room: i64,
    membership: &str,
    e: &Event,
    stripped: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let before = w.get(
        "SELECT membership FROM member WHERE user_nid = ?1 AND room_nid = ?2",
        params![user, room],
    )?;
    // A person's counts begin where he comes in.
    w.execute(
        "INSERT INTO member (user_nid, room_nid, membership, pos, stripped, read_pos, read_ord, count_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?6, ?4)
         ON CONFLICT (user_nid, room_nid) DO UPDATE SET membership = excluded.membership, pos = excluded.pos,
           forgotten = 0, stripped = excluded.stripped,
           read_pos = CASE WHEN member.membership = 'join' THEN member.read_pos ELSE excluded.read_pos END,
           read_ord = CASE WHEN member.membership = 'join' THEN member.read_ord ELSE excluded.read_ord END,
           count_from = CASE WHEN member.membership = 'join' THEN member.count_from ELSE excluded.count_from END",
        params![user, room, membership, e.pos, stripped.map(str::as_bytes), e.notify_ord],
    )?;
    Ok(before)
}

/// The membership of a user in a room, with the position of its event.
pub fn membership(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
) -> Result<Option<(String, i64)>, StoreError> {
    tx.query_opt(
        "SELECT membership, pos FROM member WHERE user_nid = ?1 AND room_nid = ?2",
        params![user, room],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Whether the user has forgotten the room.
pub fn is_forgotten(tx: &mut Tx<'_>, room: i64, user: i64) -> Result<bool, StoreError> {
    let forgotten: Option<i64> = tx.get(
        "SELECT forgotten FROM member WHERE user_nid = ?1 AND room_nid = ?2",
        params![user, room],
    )?;
    Ok(forgotten == Some(1))
}

/// Marks a room that the user has left as forgotten; `false`: he has not left it.
pub fn forget(w: &mut Write<'_, '_>, room: i64, user: i64) -> Result<bool, StoreError> {
    let changed = w.execute(
        "UPDATE member SET forgotten = 1
         WHERE user_nid = ?1 AND room_nid = ?2 AND membership IN ('leave', 'ban')",
        params![user, room],
    )?;
    Ok(changed > 0)
}

/// People of this server who are in the room, invited or knocking: numbers and ids.
pub fn present(tx: &mut Tx<'_>, room: i64, limit: usize) -> Result<Vec<(i64, String)>, StoreError> {
    tx.query(
        "SELECT u.nid, u.user_id FROM member m JOIN user_ u ON u.nid = m.user_nid
         WHERE m.room_nid = ?1 AND m.membership IN ('join', 'invite', 'knock') AND u.is_local = 1
         LIMIT ?2",
        params![room, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Some local people who are in the room, by number, after `after`.
pub fn local_joined(
    tx: &mut Tx<'_>,
    room: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, String)>, StoreError> {
    tx.query(
        "SELECT u.nid, u.user_id FROM member m JOIN user_ u ON u.nid = m.user_nid
         WHERE m.room_nid = ?1 AND m.membership = 'join' AND m.user_nid > ?2 AND u.is_local = 1
         ORDER BY m.user_nid LIMIT ?3",
        params![room, after, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The ids of the rooms that a user is in.
pub fn joined_rooms(tx: &mut Tx<'_>, user: i64) -> Result<Vec<OwnedRoomId>, StoreError> {
    tx.query(
        "SELECT r.room_id FROM member m JOIN room r ON r.nid = m.room_nid
         WHERE m.user_nid = ?1 AND m.membership = 'join' ORDER BY m.room_nid",
        params![user],
        |row| parse_id(row.get(0)?),
    )
}

/// The member events of everybody who is in the room now.
pub fn joined_members(tx: &mut Tx<'_>, room: i64, rules: &Rules) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM member m JOIN event e ON e.pos = m.pos
             WHERE m.room_nid = ?1 AND m.membership = 'join' ORDER BY m.user_nid"
        ),
        params![room],
        |row| read_event(row, rules),
    )
}

/// A local person who is in one of these rooms.
pub fn is_in_any(tx: &mut Tx<'_>, rooms: &[OwnedRoomId], user: i64) -> Result<bool, StoreError> {
    for room_id in rooms {
        let found: Option<i64> = tx.get(
            "SELECT m.room_nid FROM room r JOIN member m ON m.room_nid = r.nid
             WHERE r.room_id = ?1 AND m.user_nid = ?2 AND m.membership = 'join'",
            params![room_id.as_str(), user],
        )?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Up to `limit` member events of people who are banned from the room.
pub fn bans(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM member m JOIN event e ON e.pos = m.pos
             WHERE m.room_nid = ?1 AND m.membership = 'ban' ORDER BY m.user_nid LIMIT ?2"
        ),
        params![room, limit],
        |row| read_event(row, rules),
    )
}
