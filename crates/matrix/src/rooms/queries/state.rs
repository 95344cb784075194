//! SQL of state: what holds now, what held at a position, what changed between two.

use room_rules::Rules;
use store::{StoreError, Tx, Write, params};

use super::events::{EVENT_COLUMNS, read_event};
use crate::rooms::Event;

/// `to_pos` of state that still holds.
pub const OPEN: i64 = i64::MAX;

/// Ends the span of the state that this event replaces and begins its own.
pub fn replace_state(w: &mut Write<'_, '_>, room: i64, e: &Event) -> Result<(), StoreError> {
    let (kind, key) = (e.pdu.kind(), e.pdu.state_key().unwrap_or_default());
    w.execute(
        "UPDATE state_span SET to_pos = ?4 WHERE room_nid = ?1 AND type = ?2 AND state_key = ?3 AND to_pos = ?5",
        params![room, kind, key, e.pos, OPEN],
    )?;
    w.execute(
        "INSERT INTO state_span (room_nid, type, state_key, from_pos, to_pos, event_pos) VALUES (?1, ?2, ?3, ?4, ?5, ?4)",
        params![room, kind, key, e.pos, OPEN],
    )?;
    Ok(())
}

/// The state event of a type and key that holds now.
pub fn state_event(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    kind: &str,
    key: &str,
) -> Result<Option<Event>, StoreError> {
    state_event_at(tx, room, rules, kind, key, OPEN - 1)
}

/// The state event of a type and key that held after the event at `pos`.
pub fn state_event_at(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    kind: &str,
    key: &str,
    pos: i64,
) -> Result<Option<Event>, StoreError> {
    tx.query_opt(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.type = ?2 AND s.state_key = ?3 AND s.from_pos <= ?4 AND s.to_pos > ?4"
        ),
        params![room, kind, key, pos],
        |row| read_event(row, rules),
    )
}

/// The whole state after the event at `pos` (`OPEN - 1`: now).
pub fn state_at(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    pos: i64,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.from_pos <= ?2 AND s.to_pos > ?2 ORDER BY s.from_pos"
        ),
        params![room, pos],
        |row| read_event(row, rules),
    )
}

/// The state after `pos` except member events.
pub fn state_without_members_at(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    pos: i64,
) -> Result<Vec<Event>, StoreError> {
    // Two ranges around the members, so that a big room's members are not read and thrown away.
    let mut out = Vec::new();
    for side in ["s.type < 'm.room.member'", "s.type > 'm.room.member'"] {
        out.extend(tx.query(
            &format!(
                "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
                 WHERE s.room_nid = ?1 AND {side} AND s.from_pos <= ?2 AND s.to_pos > ?2 ORDER BY s.from_pos"
            ),
            params![room, pos],
            |row| read_event(row, rules),
        )?);
    }
    out.sort_by_key(|event| event.pos);
    Ok(out)
}

/// The state that holds now except member events.
pub fn current_state_without_members(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
) -> Result<Vec<Event>, StoreError> {
    state_without_members_at(tx, room, rules, OPEN - 1)
}

/// State that changed in `(after, upto]`: of each type and key the newest event.
pub fn state_changes(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    after: i64,
    upto: i64,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.from_pos > ?2 AND s.from_pos <= ?3 AND s.to_pos > ?3 ORDER BY s.from_pos"
        ),
        params![room, after, upto],
        |row| read_event(row, rules),
    )
}

/// The member events that held after the event at `pos`, oldest first.
pub fn members_at(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    pos: i64,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.type = 'm.room.member' AND s.from_pos <= ?2 AND s.to_pos > ?2
             ORDER BY s.from_pos"
        ),
        params![room, pos],
        |row| read_event(row, rules),
    )
}

/// The event that came after this one in the same state key.
pub fn successor(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    e: &Event,
) -> Result<Option<Event>, StoreError> {
    let Some(key) = e.pdu.state_key() else {
        return Ok(None);
    };
    tx.query_opt(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span o
             JOIN state_span s ON s.room_nid = o.room_nid AND s.type = o.type
               AND s.state_key = o.state_key AND s.from_pos = o.to_pos
             JOIN event e ON e.pos = s.event_pos
             WHERE o.room_nid = ?1 AND o.type = ?2 AND o.state_key = ?3 AND o.from_pos = ?4"
        ),
        params![room, e.pdu.kind(), key, e.pos],
        |row| read_event(row, rules),
    )
}
