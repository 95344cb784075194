//! The one place here that reads the homeserver's tables: `user_`, `room` and `alias`.

use ruma::UserId;
use store::{StoreError, Tx, Write, params};

/// The number of anybody who was ever here, also of an account that has ended.
pub(crate) fn known(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT nid FROM user_ WHERE user_id = ?1",
        params![user_id.as_str()],
    )
}

pub(crate) fn user_id(tx: &mut Tx<'_>, user: i64) -> Result<String, StoreError> {
    tx.query_one(
        "SELECT user_id FROM user_ WHERE nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// How many are in a room that stands in the public list; `None`: it does not, or there is no such room.
pub(crate) fn public_room(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<u64>, StoreError> {
    tx.get(
        "SELECT joined FROM room WHERE room_id = ?1 AND public = 1",
        params![room_id],
    )
}

/// An address by which everybody finds a room.
pub(crate) fn alias(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<String>, StoreError> {
    let least: Option<Option<String>> = tx.get(
        "SELECT MIN(a.alias) FROM alias a JOIN room r ON r.nid = a.room_nid WHERE r.room_id = ?1",
        params![room_id],
    )?;
    Ok(least.flatten())
}

/// Notes how many are in listed groups of this server on a day, unless that was done; of those with numbers behind `after`
/// and up to `to`.
pub(crate) fn note_members(
    w: &mut Write<'_, '_>,
    day: u64,
    after: i64,
    to: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO directory_members (day, entry_nid, n)
         SELECT CAST(?1 AS BIGINT), e.nid, r.joined FROM directory_entry e JOIN room r ON r.room_id = e.subject
         WHERE e.nid > ?2 AND e.nid <= ?3 AND e.source = '' AND e.kind = 2 AND e.state = 0 AND r.public = 1
         ON CONFLICT (day, entry_nid) DO NOTHING",
        params![day, after, to],
    )?;
    Ok(())
}

/// Listed groups with at least so many people more than when they were first looked at in this week; what grew most first.
pub(crate) fn grown(
    tx: &mut Tx<'_>,
    week: u64,
    least: u64,
    limit: usize,
) -> Result<Vec<(i64, u64)>, StoreError> {
    tx.query(
        "SELECT f.entry_nid, r.joined - m.n AS more
         FROM (SELECT entry_nid, MIN(day) AS day FROM directory_members WHERE day >= ?1 GROUP BY entry_nid) AS f
         JOIN directory_members m ON m.day = f.day AND m.entry_nid = f.entry_nid
         JOIN directory_entry e ON e.nid = f.entry_nid AND e.state = 0
         JOIN room r ON r.room_id = e.subject AND r.public = 1
         WHERE r.joined - m.n >= ?2 ORDER BY more DESC, f.entry_nid DESC LIMIT ?3",
        params![week, least, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
