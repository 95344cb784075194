//! Everything of one person as files, in JSON, in the words of the Matrix spec.

use base::{ExportSink, Failure};
use ruma::UserId;
use serde_json::{Map, Value, json};
use store::{StoreError, Tx, params};

use crate::{Matrix, profile};

/// Events read at once.
const PAGE: usize = 500;

/// Writes all sections into `sink`.
pub(crate) async fn export(
    m: &Matrix,
    user_id: &UserId,
    sink: &mut dyn ExportSink,
) -> Result<(), Failure> {
    let (work, id) = (m.clone(), user_id.to_owned());
    let user = m.store.read(move |tx| work.users.find(tx, &id)).await?;
    let user = user.ok_or_else(|| format!("there is no account {user_id}"))?;
    let id = user_id.to_owned();
    let files = m.store.read(move |tx| sections(tx, user, &id)).await?;
    for (path, content) in files {
        sink.file(path, &serde_json::to_vec_pretty(&content)?)?;
    }
    for (room, room_id) in m.store.read(move |tx| rooms_written_in(tx, user)).await? {
        let path = format!("events/{}.jsonl", file_name(&room_id));
        let mut lines = Vec::new();
        let mut after = i64::MIN;
        loop {
            let page = m
                .store
                .read(move |tx| own_events(tx, room, user, after))
                .await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (_, json) in &page {
                lines.extend_from_slice(json);
                lines.push(b'\n');
            }
        }
        sink.file(&path, &lines)?;
    }
    Ok(())
}

/// A room id as a file name.
fn file_name(room_id: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '_'
        }
    };
    room_id.chars().map(safe).collect()
}

fn sections(
    tx: &mut Tx<'_>,
    user: i64,
    user_id: &UserId,
) -> Result<Vec<(&'static str, Value)>, StoreError> {
    Ok(vec![
        ("account.json", account(tx, user, user_id)?),
        ("devices.json", devices(tx, user)?),
        ("account_data.json", account_data(tx, user)?),
        ("filters.json", filters(tx, user)?),
        ("rooms.json", rooms(tx, user)?),
        ("receipts.json", receipts(tx, user)?),
        ("reports.json", reports(tx, user)?),
        ("keys.json", keys(tx, user)?),
        ("key_backup.json", key_backup(tx, user)?),
        ("pushers.json", pushers(tx, user)?),
        ("media.json", media(tx, user)?),
    ])
}

fn account(tx: &mut Tx<'_>, user: i64, user_id: &UserId) -> Result<Value, StoreError> {
    let created_ms = tx.get::<i64>(
        "SELECT created_ms FROM account WHERE user_nid = ?1",
        params![user],
    )?;
    let profile = profile::queries::profile(tx, user_id)?.unwrap_or_default();
    Ok(json!({ "user_id": user_id, "created_ts": created_ms, "profile": profile.fields }))
}

fn devices(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT device_id, display_name, last_seen_ms FROM device WHERE user_nid = ?1 ORDER BY nid",
        params![user],
        |row| {
            Ok(json!({
                "device_id": row.get::<String>(0)?,
                "display_name": row.get::<Option<String>>(1)?,
                "last_seen_ts": row.get::<i64>(2)?,
            }))
        },
    )?;
    Ok(rows.into())
}

fn account_data(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT r.room_id, a.type, a.json FROM account_data a LEFT JOIN room r ON r.nid = a.room_nid
         WHERE a.user_nid = ?1 ORDER BY a.pos",
        params![user],
        |row| Ok((row.get::<Option<String>>(0)?, row.get::<String>(1)?, parsed(&row.get::<Vec<u8>>(2)?))),
    )?;
    let (mut global, mut by_room) = (Map::new(), Map::new());
    for (room, kind, content) in rows {
        match room {
            None => drop(global.insert(kind, content)),
            Some(room) => {
                let room = by_room.entry(room).or_insert_with(|| json!({}));
                room[kind] = content;
            }
        }
    }
    Ok(json!({ "global": global, "rooms": by_room }))
}

fn filters(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT id, json FROM filter WHERE user_nid = ?1 ORDER BY id",
        params![user],
        |row| Ok(json!({ "filter_id": row.get::<i64>(0)?.to_string(), "filter": parsed(&row.get::<Vec<u8>>(1)?) })),
    )?;
    Ok(rows.into())
}

fn rooms(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT r.room_id, m.membership FROM member m JOIN room r ON r.nid = m.room_nid
         WHERE m.user_nid = ?1 ORDER BY m.pos",
        params![user],
        |row| Ok(json!({ "room_id": row.get::<String>(0)?, "membership": row.get::<String>(1)? })),
    )?;
    Ok(rows.into())
}

fn receipts(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT r.room_id, p.kind, p.thread, p.event_id, p.ts FROM member m
         JOIN receipt p ON p.room_nid = m.room_nid AND p.user_nid = m.user_nid
         JOIN room r ON r.nid = m.room_nid WHERE m.user_nid = ?1 ORDER BY p.pos",
        params![user],
        |row| {
            let thread: String = row.get(2)?;
            Ok(json!({
                "room_id": row.get::<String>(0)?,
                "type": row.get::<String>(1)?,
                "thread_id": (!thread.is_empty()).then_some(thread),
                "event_id": row.get::<String>(3)?,
                "ts": row.get::<i64>(4)?,
            }))
        },
    )?;
    Ok(rows.into())
}

fn reports(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT room_id, event_id, user_id, reason, created_ms FROM report WHERE reporter_nid = ?1 ORDER BY id",
        params![user],
        |row| {
            Ok(json!({
                "room_id": row.get::<Option<String>>(0)?,
                "event_id": row.get::<Option<String>>(1)?,
                "user_id": row.get::<Option<String>>(2)?,
                "reason": row.get::<String>(3)?,
                "ts": row.get::<i64>(4)?,
            }))
        },
    )?;
    Ok(rows.into())
}

fn keys(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let cross_signing = tx.query::<_, StoreError>(
        "SELECT usage, json FROM cross_signing_key WHERE user_nid = ?1 ORDER BY usage",
        params![user],
        |row| Ok((row.get::<String>(0)?, parsed(&row.get::<Vec<u8>>(1)?))),
    )?;
    let devices = tx.query::<_, StoreError>(
        "SELECT d.device_id, k.json FROM device d JOIN device_key k ON k.device_nid = d.nid
         WHERE d.user_nid = ?1 ORDER BY d.nid",
        params![user],
        |row| Ok((row.get::<String>(0)?, parsed(&row.get::<Vec<u8>>(1)?))),
    )?;
    let object = |rows: Vec<(String, Value)>| rows.into_iter().collect::<Map<_, _>>();
    Ok(json!({ "cross_signing": object(cross_signing), "devices": object(devices) }))
}

/// The backups as the client encrypted them: with the recovery key they are worth something.
fn key_backup(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let versions = tx.query::<_, StoreError>(
        "SELECT version, algorithm, auth_data FROM key_backup WHERE user_nid = ?1 AND deleted = 0 ORDER BY version",
        params![user],
        |row| {
            Ok(json!({
                "version": row.get::<i64>(0)?.to_string(),
                "algorithm": row.get::<String>(1)?,
                "auth_data": parsed(&row.get::<Vec<u8>>(2)?),
            }))
        },
    )?;
    let sessions = tx.query::<_, StoreError>(
        "SELECT version, room_id, session_id, first_message_index, forwarded_count, is_verified, json
         FROM key_backup_session WHERE user_nid = ?1 ORDER BY version, room_id, session_id",
        params![user],
        |row| {
            Ok(json!({
                "version": row.get::<i64>(0)?.to_string(),
                "room_id": row.get::<String>(1)?,
                "session_id": row.get::<String>(2)?,
                "first_message_index": row.get::<i64>(3)?,
                "forwarded_count": row.get::<i64>(4)?,
                "is_verified": row.get::<bool>(5)?,
                "session_data": parsed(&row.get::<Vec<u8>>(6)?),
            }))
        },
    )?;
    Ok(json!({ "versions": versions, "sessions": sessions }))
}

fn pushers(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT json FROM pusher WHERE user_nid = ?1 ORDER BY nid",
        params![user],
        |row| Ok(parsed(&row.get::<Vec<u8>>(0)?)),
    )?;
    Ok(rows.into())
}

/// What was uploaded; the files themselves are to be had at `/_matrix/client/v1/media/download`.
fn media(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT id, content_type, name, bytes, created_ms FROM media
         WHERE user_nid = ?1 AND blob IS NOT NULL ORDER BY created_ms, id",
        params![user],
        |row| {
            Ok(json!({
                "media_id": row.get::<String>(0)?,
                "content_type": row.get::<String>(1)?,
                "name": row.get::<Option<String>>(2)?,
                "bytes": row.get::<i64>(3)?,
                "ts": row.get::<i64>(4)?,
            }))
        },
    )?;
    Ok(rows.into())
}

/// Rooms in which the person may have written: all that he was ever in.
fn rooms_written_in(tx: &mut Tx<'_>, user: i64) -> Result<Vec<(i64, String)>, StoreError> {
    tx.query(
        "SELECT r.nid, r.room_id FROM member m JOIN room r ON r.nid = m.room_nid WHERE m.user_nid = ?1 ORDER BY r.nid",
        params![user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn own_events(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
    after: i64,
) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT pos, json FROM event WHERE room_nid = ?1 AND pos > ?2 AND sender_nid = ?3 ORDER BY pos LIMIT ?4",
        params![room, after, user, PAGE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_room_id_is_a_safe_file_name() {
        assert_eq!(file_name("!a/../b:c.org"), "_a_.._b_c.org");
    }
}
