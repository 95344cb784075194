//! SQL of aliases, public rooms and people's names.

use ruma::{OwnedRoomAliasId, OwnedRoomId, RoomAliasId, UserId};
use store::{StoreError, Tx, Write, params};

use crate::users::parse_id;

/// Number and id of the room behind an alias, and who made the alias.
pub(crate) fn room_of_alias(
    tx: &mut Tx<'_>,
    alias: &RoomAliasId,
) -> Result<Option<(i64, OwnedRoomId, i64)>, StoreError> {
    tx.query_opt(
        "SELECT r.nid, r.room_id, a.creator_nid FROM alias a JOIN room r ON r.nid = a.room_nid WHERE a.alias = ?1",
        params![alias.as_str()],
        |row| Ok((row.get(0)?, parse_id(row.get(1)?)?, row.get(2)?)),
    )
}

/// Adds an alias; `false` when it is taken.
pub(super) fn insert_alias(
    w: &mut Write<'_, '_>,
    alias: &RoomAliasId,
    room: i64,
    creator: i64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO alias (alias, room_nid, creator_nid) VALUES (?1, ?2, ?3) ON CONFLICT (alias) DO NOTHING",
        params![alias.as_str(), room, creator],
    )?;
    Ok(added > 0)
}

pub(super) fn delete_alias(w: &mut Write<'_, '_>, alias: &RoomAliasId) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM alias WHERE alias = ?1",
        params![alias.as_str()],
    )?;
    Ok(())
}

pub(super) fn aliases(tx: &mut Tx<'_>, room: i64) -> Result<Vec<OwnedRoomAliasId>, StoreError> {
    tx.query(
        "SELECT alias FROM alias WHERE room_nid = ?1 ORDER BY alias LIMIT 1000",
        params![room],
        |row| parse_id(row.get(0)?),
    )
}

/// A room as lists need it.
pub(crate) struct ListedRoom {
    pub(crate) nid: i64,
    pub(crate) room_id: String,
    pub(crate) version: String,
    pub(crate) joined: u64,
}

fn listed(row: &store::Row<'_>) -> Result<ListedRoom, StoreError> {
    Ok(ListedRoom {
        nid: row.get(0)?,
        room_id: row.get(1)?,
        version: row.get(2)?,
        joined: row.get(3)?,
    })
}

/// Public rooms, biggest first.
pub(super) fn public_rooms(
    tx: &mut Tx<'_>,
    offset: usize,
    limit: usize,
) -> Result<Vec<ListedRoom>, StoreError> {
    tx.query(
        "SELECT nid, room_id, version, joined FROM room WHERE public = 1 AND blocked = 0
         ORDER BY joined DESC, nid DESC LIMIT ?1 OFFSET ?2",
        params![limit, offset],
        listed,
    )
}

/// A room by its id.
pub(crate) fn listed_room(
    tx: &mut Tx<'_>,
    room_id: &str,
) -> Result<Option<ListedRoom>, StoreError> {
    tx.query_opt(
        "SELECT nid, room_id, version, joined FROM room WHERE room_id = ?1",
        params![room_id],
        listed,
    )
}

/// Whether the room is in the public list; `None`: no such room.
pub(super) fn is_public(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<bool>, StoreError> {
    tx.get(
        "SELECT public FROM room WHERE room_id = ?1",
        params![room_id],
    )
}

pub(super) fn set_public(w: &mut Write<'_, '_>, room: i64, public: bool) -> Result<(), StoreError> {
    w.execute(
        "UPDATE room SET public = ?2 WHERE nid = ?1",
        params![room, public],
    )?;
    Ok(())
}

/// A person as the directory shows him.
pub(super) struct PersonRow {
    pub(super) user_id: String,
    pub(super) displayname: Option<String>,
    pub(super) avatar_url: Option<String>,
}

/// An active local person by his id.
pub(super) fn person(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<PersonRow>, StoreError> {
    tx.query_opt(
        "SELECT u.user_id, u.displayname, u.avatar_url FROM user_ u JOIN account a ON a.user_nid = u.nid
         WHERE u.user_id = ?1 AND a.deactivated = 0",
        params![user_id.as_str()],
        |row| Ok(PersonRow { user_id: row.get(0)?, displayname: row.get(1)?, avatar_url: row.get(2)? }),
    )
}

/// Active local people with a word that begins with `word`, whom `user` may find: they chose to be
/// found, share a room with him, or are in a public one.
pub(super) fn people(
    tx: &mut Tx<'_>,
    user: i64,
    word: &str,
    limit: usize,
) -> Result<Vec<PersonRow>, StoreError> {
    let beyond = format!("{word}\u{10FFFF}");
    tx.query(
        "SELECT DISTINCT u.user_id, u.displayname, u.avatar_url
         FROM user_word n JOIN user_ u ON u.nid = n.user_nid JOIN account a ON a.user_nid = u.nid
         WHERE n.word >= ?2 AND n.word < ?3 AND a.deactivated = 0 AND (u.nid = ?1 OR a.discoverable = 1 OR EXISTS (
           SELECT 1 FROM member theirs JOIN room r ON r.nid = theirs.room_nid
           WHERE theirs.user_nid = u.nid AND theirs.membership = 'join' AND (r.public = 1 OR EXISTS (
             SELECT 1 FROM member mine WHERE mine.user_nid = ?1 AND mine.room_nid = theirs.room_nid
               AND mine.membership = 'join'))))
         ORDER BY u.user_id LIMIT ?4",
        params![user, word, &beyond, limit],
        |row| Ok(PersonRow { user_id: row.get(0)?, displayname: row.get(1)?, avatar_url: row.get(2)? }),
    )
}

/// Sets the words under which a person is found.
pub(super) fn set_words(
    w: &mut Write<'_, '_>,
    user: i64,
    words: &[String],
) -> Result<(), StoreError> {
    w.execute("DELETE FROM user_word WHERE user_nid = ?1", params![user])?;
    for word in words {
        w.execute(
            "INSERT INTO user_word (word, user_nid) VALUES (?1, ?2) ON CONFLICT (word, user_nid) DO NOTHING",
            params![word, user],
        )?;
    }
    Ok(())
}
