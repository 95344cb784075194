//! SQL of key backups.

use store::{StoreError, Tx, Write, params};

use super::session::{Rank, Session};

/// A version of a backup.
pub(super) struct VersionRow {
    pub(super) version: i64,
    pub(super) algorithm: String,
    pub(super) auth_data: Vec<u8>,
    pub(super) etag: i64,
    pub(super) sessions: i64,
}

const VERSION_COLUMNS: &str = "version, algorithm, auth_data, etag, sessions";

fn read_version(row: &store::Row<'_>) -> Result<VersionRow, StoreError> {
    Ok(VersionRow {
        version: row.get(0)?,
        algorithm: row.get(1)?,
        auth_data: row.get(2)?,
        etag: row.get(3)?,
        sessions: row.get(4)?,
    })
}

/// The newest version that was not deleted.
pub(super) fn latest(tx: &mut Tx<'_>, user: i64) -> Result<Option<VersionRow>, StoreError> {
    tx.query_opt(
        &format!(
            "SELECT {VERSION_COLUMNS} FROM key_backup WHERE user_nid = ?1 AND deleted = 0
             ORDER BY version DESC LIMIT 1"
        ),
        params![user],
        read_version,
    )
}

/// A version that was not deleted.
pub(super) fn version(
    tx: &mut Tx<'_>,
    user: i64,
    version: i64,
) -> Result<Option<VersionRow>, StoreError> {
    tx.query_opt(
        &format!("SELECT {VERSION_COLUMNS} FROM key_backup WHERE user_nid = ?1 AND version = ?2 AND deleted = 0"),
        params![user, version],
        read_version,
    )
}

/// Begins a version with the next number.
pub(super) fn create(
    w: &mut Write<'_, '_>,
    user: i64,
    algorithm: &str,
    auth_data: &str,
) -> Result<i64, StoreError> {
    let version: i64 = w.query_one(
        "SELECT COALESCE(MAX(version), 0) + 1 FROM key_backup WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    w.execute(
        "INSERT INTO key_backup (user_nid, version, algorithm, auth_data, etag, sessions)
         VALUES (?1, ?2, ?3, ?4, 0, 0)",
        params![user, version, algorithm, auth_data.as_bytes()],
    )?;
    Ok(version)
}

/// Replaces the auth data of a version.
pub(super) fn set_auth_data(
    w: &mut Write<'_, '_>,
    user: i64,
    version: i64,
    json: &str,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE key_backup SET auth_data = ?3 WHERE user_nid = ?1 AND version = ?2",
        params![user, version, json.as_bytes()],
    )?;
    Ok(())
}

/// Deletes a version with its sessions; its number is not given out again.
pub(super) fn delete(w: &mut Write<'_, '_>, user: i64, version: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM key_backup_session WHERE user_nid = ?1 AND version = ?2",
        params![user, version],
    )?;
    let sql = "UPDATE key_backup SET deleted = 1, sessions = 0, auth_data = ?3 WHERE user_nid = ?1 AND version = ?2";
    w.execute(sql, params![user, version, b"{}"])?;
    Ok(())
}

/// Which sessions are meant: all of a version, of a room, or one.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) room_id: Option<String>,
    pub(super) session_id: Option<String>,
}

/// A stored session with its place: room, session, JSON.
pub(super) type SessionRow = (String, String, Vec<u8>);

/// The sessions of a place.
pub(super) fn sessions(
    tx: &mut Tx<'_>,
    user: i64,
    version: i64,
    at: &Place,
) -> Result<Vec<SessionRow>, StoreError> {
    let read = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let sql = "SELECT room_id, session_id, json FROM key_backup_session WHERE user_nid = ?1 AND version = ?2";
    match (at.room_id.as_deref(), at.session_id.as_deref()) {
        (Some(room), Some(session)) => {
            let sql = format!("{sql} AND room_id = ?3 AND session_id = ?4");
            tx.query(&sql, params![user, version, room, session], read)
        }
        (Some(room), None) => tx.query(
            &format!("{sql} AND room_id = ?3"),
            params![user, version, room],
            read,
        ),
        _ => tx.query(sql, params![user, version], read),
    }
}

/// Deletes the sessions of a place; returns how many there were.
pub(super) fn delete_sessions(
    w: &mut Write<'_, '_>,
    user: i64,
    version: i64,
    at: &Place,
) -> Result<i64, StoreError> {
    let sql = "DELETE FROM key_backup_session WHERE user_nid = ?1 AND version = ?2";
    let rows = match (at.room_id.as_deref(), at.session_id.as_deref()) {
        (Some(room), Some(session)) => {
            let sql = format!("{sql} AND room_id = ?3 AND session_id = ?4");
            w.execute(&sql, params![user, version, room, session])
        }
        (Some(room), None) => w.execute(
            &format!("{sql} AND room_id = ?3"),
            params![user, version, room],
        ),
        _ => w.execute(sql, params![user, version]),
    };
    Ok(i64::try_from(rows?).unwrap_or(i64::MAX))
}

/// The rank of a stored session.
pub(super) fn rank(
    tx: &mut Tx<'_>,
    user: i64,
    version: i64,
    room_id: &str,
    session_id: &str,
) -> Result<Option<Rank>, StoreError> {
    tx.query_opt(
        "SELECT first_message_index, forwarded_count, is_verified FROM key_backup_session
         WHERE user_nid = ?1 AND version = ?2 AND room_id = ?3 AND session_id = ?4",
        params![user, version, room_id, session_id],
        |row| {
            let small = |column| {
                Ok::<_, StoreError>(u32::try_from(row.get::<i64>(column)?).unwrap_or(u32::MAX))
            };
            Ok(Rank {
                first_message_index: small(0)?,
                forwarded_count: small(1)?,
                is_verified: row.get(2)?,
            })
        },
    )
}

/// Stores a session in place of the one before.
pub(super) fn set_session(
    w: &mut Write<'_, '_>,
    user: i64,
    version: i64,
    room_id: &str,
    session_id: &str,
    session: &Session,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO key_backup_session
           (user_nid, version, room_id, session_id, first_message_index, forwarded_count, is_verified, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (user_nid, version, room_id, session_id) DO UPDATE SET
           first_message_index = excluded.first_message_index, forwarded_count = excluded.forwarded_count,
           is_verified = excluded.is_verified, json = excluded.json",
        params![
            user, version, room_id, session_id, session.rank.first_message_index, session.rank.forwarded_count,
            session.rank.is_verified, session.json.as_bytes(),
        ],
    )?;
    Ok(())
}

/// Counts a change of a version's sessions.
pub(super) fn touch(
    w: &mut Write<'_, '_>,
    user: i64,
    version: i64,
    added: i64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE key_backup SET etag = etag + 1, sessions = sessions + ?3 WHERE user_nid = ?1 AND version = ?2",
        params![user, version, added],
    )?;
    Ok(())
}
