//! SQL of rooms: their rules, heads and counters, and whether they are open.

use room_rules::Rules;
use ruma::{OwnedEventId, OwnedRoomId, RoomId, RoomVersionId};
use store::{StoreError, Tx, Write, params};

use crate::{rooms::Event, sync::update::MemberChange, users::parse_id};

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

/// Whether the room is in the list of public rooms.
pub fn is_public(tx: &mut Tx<'_>, room: i64) -> Result<bool, StoreError> {
    let public: Option<i64> = tx.get("SELECT public FROM room WHERE nid = ?1", params![room])?;
    Ok(public == Some(1))
}
