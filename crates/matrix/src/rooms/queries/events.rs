//! SQL of events: stored, read one by one and by range, redacted.

use bytes::Bytes;
use room_rules::{Pdu, Rules};
use ruma::{EventId, OwnedEventId};
use store::{Row, StoreError, Tx, Write, params};

use crate::{
    rooms::{Event, history},
    users::parse_id,
};

/// The columns that [`read_event`] reads, of table `e`.
pub const EVENT_COLUMNS: &str = "e.pos, e.event_id, e.json, e.sender_nid, e.device_nid, e.txn_id, e.notify_ord, e.counts, e.unsigned";

/// A row of [`EVENT_COLUMNS`].
pub fn read_event(row: &Row<'_>, rules: &Rules) -> Result<Event, StoreError> {
    let event_id: OwnedEventId = parse_id(row.get(1)?)?;
    let json: Vec<u8> = row.get(2)?;
    let pdu = Pdu::from_stored(event_id, Bytes::from(json), rules, false).map_err(|e| {
        StoreError::Column {
            column: 2,
            reason: e.to_string(),
        }
    })?;
    Ok(Event {
        pos: row.get(0)?,
        pdu,
        sender: row.get(3)?,
        device: row.get(4)?,
        txn_id: row.get(5)?,
        notify_ord: row.get(6)?,
        counts: row.get::<i64>(7)? > 0,
        highlights: row.get::<i64>(7)? > 1,
        unsigned: row.get(8)?,
    })
}

/// Adds an event.
pub fn insert_event(w: &mut Write<'_, '_>, room: i64, e: &Event) -> Result<(), StoreError> {
    let relation = e.relation();
    let (relates_to, rel_type) = match &relation {
        Some((target, rel_type)) => (Some(target.as_str()), Some(rel_type.as_str())),
        None => (None, None),
    };
    let thread_root = relates_to.filter(|_| rel_type == Some("m.thread"));
    let ts: u64 = e.pdu.origin_server_ts().get().into();
    w.execute(
        "INSERT INTO event (pos, event_id, room_nid, sender_nid, type, state_key, ts, notify_ord, counts,
         relates_to, rel_type, thread_root, unsigned, device_nid, txn_id, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            e.pos, e.pdu.event_id().as_str(), room, e.sender, e.pdu.kind(), e.pdu.state_key(), ts,
            e.notify_ord, i64::from(e.counts) + i64::from(e.highlights), relates_to, rel_type, thread_root, e.unsigned.as_deref(),
            e.device, e.txn_id.as_deref(), &e.pdu.json()[..],
        ],
    )?;
    if let Some(root) = thread_root {
        history::queries::add_reply(w, room, root, e)?;
    }
    Ok(())
}

/// An event of a room by its id.
pub fn event(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    event_id: &EventId,
) -> Result<Option<Event>, StoreError> {
    tx.query_opt(
        &format!("SELECT {EVENT_COLUMNS} FROM event e WHERE e.event_id = ?1 AND e.room_nid = ?2"),
        params![event_id.as_str(), room],
        |row| read_event(row, rules),
    )
}

/// Up to `limit` newest events in `(after, upto]`, newest first.
pub fn events_back(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM event e WHERE e.room_nid = ?1 AND e.pos > ?2 AND e.pos <= ?3
             ORDER BY e.pos DESC LIMIT ?4"
        ),
        params![room, after, upto, limit],
        |row| read_event(row, rules),
    )
}

/// Up to `limit` oldest events in `(after, upto]`, oldest first.
pub fn events_forward(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM event e WHERE e.room_nid = ?1 AND e.pos > ?2 AND e.pos <= ?3
             ORDER BY e.pos LIMIT ?4"
        ),
        params![room, after, upto, limit],
        |row| read_event(row, rules),
    )
}

/// Replaces an event by its redacted form.
pub fn store_redacted(
    w: &mut Write<'_, '_>,
    e: &Event,
    redaction: &EventId,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE event SET json = ?2, unsigned = ?3, redacted_by = ?4, relates_to = NULL, rel_type = NULL,
         thread_root = NULL WHERE pos = ?1",
        params![e.pos, &e.pdu.json()[..], e.unsigned.as_deref(), redaction.as_str()],
    )?;
    Ok(())
}

/// Changes what everybody sees in an event's `unsigned`.
pub fn store_unsigned(w: &mut Write<'_, '_>, e: &Event) -> Result<(), StoreError> {
    w.execute(
        "UPDATE event SET unsigned = ?2 WHERE pos = ?1",
        params![e.pos, e.unsigned.as_deref()],
    )?;
    Ok(())
}
