//! SQL of rooms, events, state and membership.

use bytes::Bytes;
use room_rules::{Pdu, Rules};
use ruma::{EventId, OwnedEventId, OwnedRoomId, RoomId, RoomVersionId};
use store::{Row, StoreError, Tx, Write, params};

use super::Event;
use crate::{housekeeping::TXN_MS_MAX, sync::update::MemberChange, users::parse_id};

/// `to_pos` of state that still holds.
pub const OPEN: i64 = i64::MAX;

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

/// A room as its head needs it.
pub struct RoomRow {
    /// `room.nid`.
    pub nid: i64,
    /// Its version.
    pub version: RoomVersionId,
    /// Forward extremities.
    pub heads: Vec<OwnedEventId>,
    /// Depth of the deepest head.
    pub depth: u64,
    /// Position of the newest event.
    pub head_pos: i64,
    /// Running number of counted events.
    pub notify_ord: i64,
}

/// The room of an id.
pub fn room(tx: &mut Tx<'_>, room_id: &RoomId) -> Result<Option<RoomRow>, StoreError> {
    tx.query_opt(
        "SELECT nid, version, heads, depth, head_pos, notify_ord FROM room WHERE room_id = ?1",
        params![room_id.as_str()],
        |row| {
            let heads: String = row.get(2)?;
            Ok(RoomRow {
                nid: row.get(0)?,
                version: parse_id(row.get(1)?)?,
                heads: serde_json::from_str(&heads).map_err(|e| StoreError::Column {
                    column: 2,
                    reason: e.to_string(),
                })?,
                depth: row.get(3)?,
                head_pos: row.get(4)?,
                notify_ord: row.get(5)?,
            })
        },
    )
}

/// A room's number and rules: what a reader of its events needs.
pub fn room_rules(
    tx: &mut Tx<'_>,
    room_id: &RoomId,
) -> Result<Option<(i64, &'static Rules)>, StoreError> {
    let found = tx.query_opt(
        "SELECT nid, version FROM room WHERE room_id = ?1",
        params![room_id.as_str()],
        |row| Ok::<_, StoreError>((row.get::<i64>(0)?, row.get::<String>(1)?)),
    )?;
    found
        .map(|(nid, version)| Ok((nid, rules_of(version)?)))
        .transpose()
}

/// A room's id and rules by its number.
pub fn room_of(tx: &mut Tx<'_>, room: i64) -> Result<(OwnedRoomId, &'static Rules), StoreError> {
    let (id, version) = tx.query_one(
        "SELECT room_id, version FROM room WHERE nid = ?1",
        params![room],
        |row| Ok::<_, StoreError>((row.get::<String>(0)?, row.get::<String>(1)?)),
    )?;
    Ok((parse_id(id)?, rules_of(version)?))
}

/// The rules of a stored room version.
pub fn rules_of(version: String) -> Result<&'static Rules, StoreError> {
    let version: RoomVersionId = parse_id(version)?;
    Rules::of(&version).ok_or_else(|| StoreError::Column {
        column: 1,
        reason: format!("unknown room version {version}"),
    })
}

/// Adds the row of a new room; its numbers are set by [`advance_room`] in the same change.
pub fn insert_room(
    w: &mut Write<'_, '_>,
    room: i64,
    room_id: &RoomId,
    version: &RoomVersionId,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO room (nid, room_id, version, heads, depth, head_pos, bump_pos, notify_ord)
         VALUES (?1, ?2, ?3, '[]', 0, 0, 0, 0)",
        params![room, room_id.as_str(), version.as_str()],
    )?;
    Ok(())
}

/// Sets what changed with the newest events of a room. `bump_pos` stays without a bump.
pub fn advance_room(
    w: &mut Write<'_, '_>,
    room: i64,
    heads: &[OwnedEventId],
    depth: u64,
    head_pos: i64,
    bump_pos: Option<i64>,
    notify_ord: i64,
) -> Result<(), StoreError> {
    let heads = serde_json::to_string(heads).map_err(|e| StoreError::Column {
        column: 0,
        reason: e.to_string(),
    })?;
    w.execute(
        "UPDATE room SET heads = ?2, depth = ?3, head_pos = ?4, bump_pos = COALESCE(?5, bump_pos),
         notify_ord = ?6 WHERE nid = ?1",
        params![room, &heads, depth, head_pos, bump_pos, notify_ord],
    )?;
    Ok(())
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
        super::history::queries::add_reply(w, room, root, e)?;
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

/// Remembers what a transaction id led to. What it led to more than a day ago is history; anything
/// newer stands, and then the change fails rather than doing the same twice.
pub fn insert_txn(
    w: &mut Write<'_, '_>,
    key: &[u8; 16],
    device: i64,
    event_id: Option<&str>,
    ts: u64,
) -> Result<(), StoreError> {
    let day_ago = ts.saturating_sub(TXN_MS_MAX);
    let rows = w.execute(
        "INSERT INTO txn (key, device_nid, event_id, created_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id, created_ms = excluded.created_ms
         WHERE txn.created_ms < ?5",
        params![key, device, event_id, ts, day_ago],
    )?;
    if rows == 0 {
        return Err(StoreError::Column {
            column: 0,
            reason: "this transaction id was used meanwhile".to_owned(),
        });
    }
    Ok(())
}

/// What a transaction id led to: `Some(None)` when it was used for something without an event.
pub fn txn(tx: &mut Tx<'_>, key: &[u8; 16]) -> Result<Option<Option<String>>, StoreError> {
    tx.get("SELECT event_id FROM txn WHERE key = ?1", params![key])
}

/// Keeps what lists filter by in step with the state events that say it.
pub fn note_kind(w: &mut Write<'_, '_>, room: i64, e: &Event) -> Result<(), StoreError> {
    match e.pdu.kind() {
        "m.room.create" => {
            let kind = e.pdu.content_string("type");
            w.execute(
                "UPDATE room SET type = ?2 WHERE nid = ?1",
                params![room, kind.as_deref()],
            )?;
        }
        "m.room.encryption" => {
            w.execute(
                "UPDATE room SET encrypted = 1 WHERE nid = ?1",
                params![room],
            )?;
        }
        _ => {}
    }
    Ok(())
}

/// Keeps `room.joined` and `room.invited` in step with changed memberships.
pub fn count_memberships(
    w: &mut Write<'_, '_>,
    room: i64,
    changes: &[MemberChange],
) -> Result<(), StoreError> {
    let delta = |wanted: &str| -> i64 {
        let is = |membership: &str| i64::from(membership == wanted);
        changes
            .iter()
            .map(|c| is(&c.membership) - c.before.as_deref().map_or(0, is))
            .sum()
    };
    let (joined, invited) = (delta("join"), delta("invite"));
    if joined != 0 || invited != 0 {
        w.execute(
            "UPDATE room SET joined = joined + ?2, invited = invited + ?3 WHERE nid = ?1",
            params![room, joined, invited],
        )?;
    }
    Ok(())
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

/// Whether the host has closed the room.
pub fn is_blocked(tx: &mut Tx<'_>, room: i64) -> Result<bool, StoreError> {
    let blocked: Option<i64> = tx.get("SELECT blocked FROM room WHERE nid = ?1", params![room])?;
    Ok(blocked == Some(1))
}

/// Closes the room to new people, or opens it.
pub fn set_blocked(w: &mut Write<'_, '_>, room: i64, blocked: bool) -> Result<(), StoreError> {
    w.execute(
        "UPDATE room SET blocked = ?2 WHERE nid = ?1",
        params![room, blocked],
    )?;
    Ok(())
}

/// Takes a room's addresses, and its place in the list of public rooms.
pub fn unlist(w: &mut Write<'_, '_>, room: i64) -> Result<(), StoreError> {
    w.execute("DELETE FROM alias WHERE room_nid = ?1", params![room])?;
    w.execute("UPDATE room SET public = 0 WHERE nid = ?1", params![room])?;
    Ok(())
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

/// A room as its host sees it.
pub struct HostRoom {
    /// Its id.
    pub room_id: String,
    /// The version of its rules.
    pub version: String,
    /// How many people are in it.
    pub joined: u64,
    /// How many are invited.
    pub invited: u64,
    /// Whether it is in the list of public rooms.
    pub public: bool,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Whether it takes in nobody any more.
    pub blocked: bool,
    /// `m.space` and the like.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its canonical address.
    pub alias: Option<String>,
    /// How many events it has: while all are ours, each is one deeper than the one before.
    pub events: u64,
    /// When its newest event was sent.
    pub last_ms: Option<u64>,
}

/// Which rooms a host looks at.
pub enum Which<'a> {
    /// The one of an id.
    Id(&'a str),
    /// Those from a place in the list of all on, biggest first.
    From(usize),
}

/// Rooms as their host sees them.
pub fn rooms(tx: &mut Tx<'_>, which: Which<'_>, limit: usize) -> Result<Vec<HostRoom>, StoreError> {
    let (condition, room_id, offset) = match which {
        Which::Id(room_id) => ("room_id = ?1", Some(room_id), 0),
        Which::From(offset) => ("CAST(?1 AS TEXT) IS NULL", None, offset),
    };
    // The rooms first, then what hangs on these few.
    let sql = format!(
        "SELECT r.room_id, r.version, r.joined, r.invited, r.public, r.encrypted, r.blocked, r.type, e.json, c.json,
           r.depth, newest.ts
         FROM (SELECT * FROM room WHERE {condition} ORDER BY joined DESC, nid LIMIT ?2 OFFSET ?4) AS r
         LEFT JOIN state_span s ON s.room_nid = r.nid AND s.type = 'm.room.name' AND s.state_key = ''
           AND s.to_pos = ?3
         LEFT JOIN event e ON e.pos = s.event_pos
         LEFT JOIN state_span a ON a.room_nid = r.nid AND a.type = 'm.room.canonical_alias' AND a.state_key = ''
           AND a.to_pos = ?3
         LEFT JOIN event c ON c.pos = a.event_pos
         LEFT JOIN event newest ON newest.pos = r.head_pos
         ORDER BY r.joined DESC, r.nid"
    );
    let field = |json: Option<Vec<u8>>, name: &str| {
        let event: serde_json::Value = serde_json::from_slice(&json?).ok()?;
        Some(event["content"][name].as_str()?.to_owned())
    };
    tx.query(&sql, params![room_id, limit, OPEN, offset], |row| {
        Ok(HostRoom {
            room_id: row.get(0)?,
            version: row.get(1)?,
            joined: row.get(2)?,
            invited: row.get(3)?,
            public: row.get(4)?,
            encrypted: row.get(5)?,
            blocked: row.get(6)?,
            kind: row.get(7)?,
            name: field(row.get(8)?, "name"),
            alias: field(row.get(9)?, "alias"),
            events: row.get(10)?,
            last_ms: row.get(11)?,
        })
    })
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

/// Who is in a room, invited or knocking: id and membership.
pub fn people(
    tx: &mut Tx<'_>,
    room_id: &str,
    limit: usize,
) -> Result<Vec<(String, String)>, StoreError> {
    tx.query(
        "SELECT u.user_id, m.membership FROM room r JOIN member m ON m.room_nid = r.nid
         JOIN user_ u ON u.nid = m.user_nid
         WHERE r.room_id = ?1 AND m.membership IN ('join', 'invite', 'knock')
         ORDER BY m.membership, u.user_id LIMIT ?2",
        params![room_id, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

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

/// Changes what everybody sees in an event's `unsigned`.
pub fn store_unsigned(w: &mut Write<'_, '_>, e: &Event) -> Result<(), StoreError> {
    w.execute(
        "UPDATE event SET unsigned = ?2 WHERE pos = ?1",
        params![e.pos, e.unsigned.as_deref()],
    )?;
    Ok(())
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

/// Whether the room is in the list of public rooms.
pub fn is_public(tx: &mut Tx<'_>, room: i64) -> Result<bool, StoreError> {
    let public: Option<i64> = tx.get("SELECT public FROM room WHERE nid = ?1", params![room])?;
    Ok(public == Some(1))
}

/// Who wrote in a room and had his words erased; nearly always nobody.
pub fn erased_senders(tx: &mut Tx<'_>, room: i64) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT user_nid FROM erased_sender WHERE room_nid = ?1",
        params![room],
        |row| row.get(0),
    )
}

/// Erases what a person wrote for whoever was not there, in every room that he ever was in.
pub fn erase_words(w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO erased_sender (room_nid, user_nid) SELECT room_nid, user_nid FROM member WHERE user_nid = ?1
         ON CONFLICT (room_nid, user_nid) DO NOTHING",
        params![user],
    )?;
    Ok(())
}
