//! SQL of receipts.

use store::{StoreError, Tx, Write, params};

/// A receipt to be stored.
pub(super) struct Receipt<'a> {
    pub(super) room: i64,
    pub(super) user: i64,
    pub(super) kind: &'a str,
    pub(super) thread: &'a str,
    pub(super) event_id: &'a str,
    pub(super) event_pos: i64,
    pub(super) ts: u64,
    pub(super) pos: i64,
}

/// The position of the event that a receipt stands at.
pub(super) fn receipt_pos(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
    kind: &str,
    thread: &str,
) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT event_pos FROM receipt WHERE room_nid = ?1 AND user_nid = ?2 AND kind = ?3 AND thread = ?4",
        params![room, user, kind, thread],
    )
}

/// Sets a receipt.
pub(super) fn put_receipt(w: &mut Write<'_, '_>, r: &Receipt<'_>) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO receipt (room_nid, user_nid, kind, thread, event_id, event_pos, ts, pos)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (room_nid, user_nid, kind, thread) DO UPDATE SET event_id = excluded.event_id,
           event_pos = excluded.event_pos, ts = excluded.ts, pos = excluded.pos",
        params![
            r.room,
            r.user,
            r.kind,
            r.thread,
            r.event_id,
            r.event_pos,
            r.ts,
            r.pos
        ],
    )?;
    Ok(())
}

/// Moves a person's read position forward.
pub(super) fn advance_read(
    w: &mut Write<'_, '_>,
    room: i64,
    user: i64,
    pos: i64,
    ord: i64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE member SET read_pos = ?3, read_ord = ?4 WHERE user_nid = ?1 AND room_nid = ?2 AND read_pos < ?3",
        params![user, room, pos, ord],
    )?;
    Ok(())
}

/// The position of an event of a room.
pub(super) fn event_pos(
    tx: &mut Tx<'_>,
    room: i64,
    event_id: &str,
) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT pos FROM event WHERE event_id = ?1 AND room_nid = ?2",
        params![event_id, room],
    )
}

/// The thread that an event is in.
pub(super) fn thread_root(tx: &mut Tx<'_>, event_id: &str) -> Result<Option<String>, StoreError> {
    let found = tx.query_opt(
        "SELECT thread_root FROM event WHERE event_id = ?1",
        params![event_id],
        |row| row.get::<Option<String>>(0),
    )?;
    Ok(found.flatten())
}
