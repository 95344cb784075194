//! Whose devices changed, and whose no longer matter, between two positions (client-server
//! §10.12.3.3). `/sync`, sliding sync and `/keys/changes` all ask here.
//!
//! A change of keys is one row per person, whatever rooms he is in; who sees it is found out when
//! asked: the few people who changed, and for each one probe whether a room is shared. Rooms are looked
//! at only where something happened since.

use std::collections::BTreeSet;

use room_rules::Rules;
use store::{StoreError, Tx, params};

use crate::{rooms::queries, sync::v3::response::DeviceLists, users::parse_id};

/// Whether the reader `?1` shares a room with the user of the given column now.
fn shares_room_with(column: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM member mine JOIN member theirs ON theirs.room_nid = mine.room_nid
           WHERE mine.user_nid = ?1 AND mine.membership = 'join'
             AND theirs.user_nid = {column} AND theirs.membership = 'join')"
    )
}

/// What a person has to know of the positions in `(after, upto]`.
pub fn between(
    tx: &mut Tx<'_>,
    user: i64,
    user_id: &str,
    after: i64,
    upto: i64,
) -> Result<DeviceLists, StoreError> {
    let mut changed: BTreeSet<String> = keys_changed(tx, user, after, upto)?.into_iter().collect();
    changed.extend(signed_by_me(tx, user, after, upto)?);
    let mut gone = BTreeSet::new();
    for room in moved_rooms(tx, user, after)? {
        let was_in = room.pos <= after && room.is_in || was_joined(tx, &room, user_id, after)?;
        match (was_in, room.is_in) {
            (false, true) => changed.extend(members(tx, room.nid, user)?),
            (true, false) => gone.extend(members(tx, room.nid, user)?),
            (false, false) => continue,
            (true, true) => {}
        }
        for other in moved_members(tx, room.nid, after, upto)?
            .into_iter()
            .filter(|other| other != user_id)
        {
            let was_in = was_joined(tx, &room, &other, after)?;
            let is_in = room.is_in && was_joined(tx, &room, &other, upto)?;
            match (was_in, is_in) {
                (false, true) => drop(changed.insert(other)),
                (true, false) => drop(gone.insert(other)),
                _ => {}
            }
        }
    }
    let mut left = Vec::new();
    for other in gone {
        if !changed.contains(&other) && !shares_room(tx, user, &other)? {
            left.push(other);
        }
    }
    Ok(DeviceLists {
        changed: changed.into_iter().collect(),
        left,
    })
}

/// People who share a room, and the reader himself, whose keys changed.
fn keys_changed(
    tx: &mut Tx<'_>,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<String>, StoreError> {
    tx.query(
        &format!(
            "SELECT u.user_id FROM device_list d JOIN user_ u ON u.nid = d.user_nid
             WHERE d.pos > ?2 AND d.pos <= ?3 AND (d.user_nid = ?1 OR {})",
            shares_room_with("d.user_nid")
        ),
        params![user, after, upto],
        |row| row.get(0),
    )
}

/// People whose keys the reader has signed: his other devices want to know.
fn signed_by_me(
    tx: &mut Tx<'_>,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT DISTINCT u.user_id FROM key_signature s JOIN user_ u ON u.nid = s.target_nid
         WHERE s.signer_nid = ?1 AND s.target_nid <> ?1 AND s.pos > ?2 AND s.pos <= ?3",
        params![user, after, upto],
        |row| row.get(0),
    )
}

struct MovedRoom {
    nid: i64,
    is_in: bool,
    /// Of the reader's member event.
    pos: i64,
    rules: &'static Rules,
}

/// The reader's rooms in which something happened: those he is in, and those he left since.
fn moved_rooms(tx: &mut Tx<'_>, user: i64, after: i64) -> Result<Vec<MovedRoom>, StoreError> {
    let rows = tx.query(
        "SELECT m.room_nid, m.membership, m.pos, r.version FROM member m JOIN room r ON r.nid = m.room_nid
         WHERE m.user_nid = ?1 AND r.head_pos > ?2
           AND (m.membership = 'join' OR (m.pos > ?2 AND m.membership IN ('leave', 'ban')))",
        params![user, after],
        |row| Ok::<_, StoreError>((row.get(0)?, row.get::<String>(1)?, row.get(2)?, row.get::<String>(3)?)),
    )?;
    let mut rooms = Vec::new();
    for (nid, membership, pos, version) in rows {
        let Some(rules) = Rules::of(&parse_id(version)?) else {
            continue;
        };
        rooms.push(MovedRoom {
            nid,
            is_in: membership == "join",
            pos,
            rules,
        });
    }
    Ok(rooms)
}

/// Everybody in the room but the reader.
fn members(tx: &mut Tx<'_>, room: i64, user: i64) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT u.user_id FROM member m JOIN user_ u ON u.nid = m.user_nid
         WHERE m.room_nid = ?1 AND m.membership = 'join' AND m.user_nid <> ?2",
        params![room, user],
        |row| row.get(0),
    )
}

/// Whose member event changed.
fn moved_members(
    tx: &mut Tx<'_>,
    room: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT DISTINCT state_key FROM state_span
         WHERE room_nid = ?1 AND from_pos > ?2 AND from_pos <= ?3 AND type = 'm.room.member'",
        params![room, after, upto],
        |row| row.get(0),
    )
}

fn was_joined(
    tx: &mut Tx<'_>,
    room: &MovedRoom,
    user_id: &str,
    at: i64,
) -> Result<bool, StoreError> {
    let event = queries::state_event_at(tx, room.nid, room.rules, "m.room.member", user_id, at)?;
    Ok(event.and_then(|event| event.pdu.membership()).as_deref() == Some("join"))
}

fn shares_room(tx: &mut Tx<'_>, user: i64, other: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.get(
        &format!(
            "SELECT u.nid FROM user_ u WHERE u.user_id = ?2 AND {}",
            shares_room_with("u.nid")
        ),
        params![user, other],
    )?;
    Ok(found.is_some())
}
