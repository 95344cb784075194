//! SQL of `/v3/sync`.

use store::{StoreError, Tx, Write, params};

/// How many people stand for a room's name.
const HEROES: usize = 5;

/// A stored filter.
pub(super) fn filter(tx: &mut Tx<'_>, user: i64, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM filter WHERE user_nid = ?1 AND id = ?2",
        params![user, id],
    )
}

/// Whether messages to the device wait that its token covers.
pub(in crate::sync) fn has_to_device(
    tx: &mut Tx<'_>,
    device: i64,
    upto: i64,
) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.get(
        "SELECT pos FROM to_device WHERE device_nid = ?1 AND pos <= ?2 LIMIT 1",
        params![device, upto],
    )?;
    Ok(found.is_some())
}

/// Deletes messages that the device has proved to have received.
pub(in crate::sync) fn delete_to_device(
    w: &mut Write<'_, '_>,
    device: i64,
    upto: i64,
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM to_device WHERE device_nid = ?1 AND pos <= ?2",
        params![device, upto],
    )?;
    Ok(())
}

/// Messages to the device in `(after, upto]`, oldest first.
pub(in crate::sync) fn to_device(
    tx: &mut Tx<'_>,
    device: i64,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT pos, json FROM to_device WHERE device_nid = ?1 AND pos > ?2 AND pos <= ?3 ORDER BY pos LIMIT ?4",
        params![device, after, upto, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Account data of a user that changed in `(after, upto]`: room (0: global), type, content.
pub(in crate::sync) fn account_data(
    tx: &mut Tx<'_>,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<(i64, String, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT room_nid, type, json FROM account_data WHERE user_nid = ?1 AND pos > ?2 AND pos <= ?3 ORDER BY pos",
        params![user, after, upto],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// A room of the user's, as a sync decides about it.
#[derive(Debug, Clone)]
pub(super) struct RoomRow {
    pub(super) room: i64,
    pub(super) room_id: String,
    pub(super) version: String,
    pub(super) head_pos: i64,
    pub(super) notify_ord: i64,
    pub(super) joined: u64,
    pub(super) invited: u64,
    pub(super) membership: String,
    pub(super) member_pos: i64,
    pub(super) read_ord: i64,
    pub(super) read_pos: i64,
    pub(super) count_from: i64,
    pub(super) stripped: Option<Vec<u8>>,
}

/// All rooms that the user has to do with. Not those that he has forgotten, unless he left after `left_after`: a
/// device that was away meanwhile shows the room still, and has to hear that it is over.
pub(super) fn rooms(
    tx: &mut Tx<'_>,
    user: i64,
    left_after: i64,
) -> Result<Vec<RoomRow>, StoreError> {
    tx.query(
        "SELECT r.nid, r.room_id, r.version, r.head_pos, r.notify_ord, r.joined, r.invited,
                m.membership, m.pos, m.read_ord, m.stripped, m.read_pos, m.count_from
         FROM member m JOIN room r ON r.nid = m.room_nid
         WHERE m.user_nid = ?1 AND (m.forgotten = 0 OR m.pos > ?2)",
        params![user, left_after],
        |row| {
            Ok(RoomRow {
                room: row.get(0)?,
                room_id: row.get(1)?,
                version: row.get(2)?,
                head_pos: row.get(3)?,
                notify_ord: row.get(4)?,
                joined: row.get(5)?,
                invited: row.get(6)?,
                membership: row.get(7)?,
                member_pos: row.get(8)?,
                read_ord: row.get(9)?,
                stripped: row.get(10)?,
                read_pos: row.get(11)?,
                count_from: row.get(12)?,
            })
        },
    )
}

/// Joined rooms of the user with a receipt in `(after, upto]` that he may see.
pub(super) fn rooms_with_receipts(
    tx: &mut Tx<'_>,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT DISTINCT m.room_nid FROM member m JOIN receipt r ON r.room_nid = m.room_nid
         WHERE m.user_nid = ?1 AND m.membership = 'join' AND r.pos > ?2 AND r.pos <= ?3
           AND (r.kind = 'm.read' OR r.user_nid = ?1)",
        params![user, after, upto],
        |row| row.get(0),
    )
}

/// A receipt as it is shown.
pub(in crate::sync) struct ReceiptRow {
    pub(in crate::sync) user_id: String,
    pub(in crate::sync) kind: String,
    pub(in crate::sync) thread: String,
    pub(in crate::sync) event_id: String,
    pub(in crate::sync) ts: i64,
}

/// Receipts of a room in `(after, upto]` that the user may see, newest first, bounded.
pub(in crate::sync) fn receipts(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<ReceiptRow>, StoreError> {
    tx.query(
        "SELECT u.user_id, r.kind, r.thread, r.event_id, r.ts FROM receipt r JOIN user_ u ON u.nid = r.user_nid
         WHERE r.room_nid = ?1 AND r.pos > ?3 AND r.pos <= ?4 AND (r.kind = 'm.read' OR r.user_nid = ?2)
         ORDER BY r.pos DESC LIMIT 1000",
        params![room, user, after, upto],
        |row| {
            Ok(ReceiptRow {
                user_id: row.get(0)?,
                kind: row.get(1)?,
                thread: row.get(2)?,
                event_id: row.get(3)?,
                ts: row.get(4)?,
            })
        },
    )
}

/// The first five people whose names stand for a room without a name: in stream order those who joined or
/// are invited, else those who left or are banned (client-server §10.5.1, `m.heroes`).
pub(in crate::sync) fn heroes(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
) -> Result<Vec<String>, StoreError> {
    for memberships in [["join", "invite"], ["leave", "ban"]] {
        let mut found: Vec<(i64, String)> = Vec::new();
        // Each by itself is the beginning of a range of an index.
        for membership in memberships {
            found.extend(tx.query(
                "SELECT m.pos, u.user_id FROM member m JOIN user_ u ON u.nid = m.user_nid
                 WHERE m.room_nid = ?1 AND m.membership = ?2 AND m.user_nid <> ?3 ORDER BY m.pos LIMIT ?4",
                params![room, membership, user, HEROES],
                |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?)),
            )?);
        }
        if !found.is_empty() {
            found.sort_unstable();
            found.truncate(HEROES);
            return Ok(found.into_iter().map(|(_, user_id)| user_id).collect());
        }
    }
    Ok(Vec::new())
}
