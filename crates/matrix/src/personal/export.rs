//! Everything of one person as files: JSON in the words of the Matrix spec, events as they were sent, and
//! what he uploaded.

use base::{ExportSink, Failure};
use futures::StreamExt;
use ruma::UserId;
use serde_json::{Map, Value, json};
use store::{StoreError, Tx, params};

use crate::{Matrix, profile};

/// Events read at once.
const PAGE: usize = 500;
/// Events of one room in one file; what is more goes into the next.
const EVENTS_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Characters of a room id in a file name.
const NAME_CHARS_MAX: usize = 60;
/// The form of the export, for programs that read it.
const FORM: u64 = 1;

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
        sink.file(path, &serde_json::to_vec_pretty(&content)?)
            .await?;
    }
    let rooms = m.store.read(move |tx| rooms_written_in(tx, user)).await?;
    for (number, (room, room_id)) in rooms.iter().enumerate() {
        let name = format!("{:05}-{}", number + 1, file_name(room_id));
        events(m, user, *room, &name, sink).await?;
    }
    let files = m.store.read(move |tx| uploads(tx, user)).await?;
    let mut listed = Vec::with_capacity(files.len());
    for upload in files {
        let file = file_of(m, &upload, sink).await?;
        let mut shown = upload.shown;
        shown["file"] = file.into();
        listed.push(shown);
    }
    sink.file("media.json", &serde_json::to_vec_pretty(&listed)?)
        .await
}

/// What he sent in a room, an event a line, oldest first.
async fn events(
    m: &Matrix,
    user: i64,
    room: i64,
    name: &str,
    sink: &mut dyn ExportSink,
) -> Result<(), Failure> {
    let (mut lines, mut part, mut after) = (Vec::new(), 1, i64::MIN);
    loop {
        let page = m
            .store
            .read(move |tx| own_events(tx, room, user, after))
            .await?;
        let last = page.last().map(|(pos, _)| *pos);
        for (_, json) in &page {
            lines.extend_from_slice(json);
            lines.push(b'\n');
        }
        if !lines.is_empty() && (last.is_none() || lines.len() > EVENTS_BYTES_MAX) {
            let more = if part == 1 {
                String::new()
            } else {
                format!(".{part}")
            };
            sink.file(&format!("events/{name}{more}.jsonl"), &lines)
                .await?;
            lines.clear();
            part += 1;
        }
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// One uploaded file; returns where it is in the export, or `None` when the host has lost it.
async fn file_of(
    m: &Matrix,
    upload: &Upload,
    sink: &mut dyn ExportSink,
) -> Result<Option<String>, Failure> {
    let path = format!("media/{}", upload.id);
    if upload.bytes == 0 {
        sink.file(&path, b"").await?;
        return Ok(Some(path));
    }
    let mut pieces = match m.blobs.stream(&upload.blob, 0..upload.bytes).await {
        Ok(pieces) => pieces,
        Err(error) => {
            tracing::error!(media = %upload.id, %error, "A file is missing in an export");
            return Ok(None);
        }
    };
    sink.begin(&path, upload.bytes).await?;
    while let Some(piece) = pieces.next().await {
        sink.piece(&piece?).await?;
    }
    Ok(Some(path))
}

/// A room id as the readable part of a file name.
fn file_name(room_id: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '_'
        }
    };
    room_id.chars().map(safe).take(NAME_CHARS_MAX).collect()
}

fn sections(
    tx: &mut Tx<'_>,
    user: i64,
    user_id: &UserId,
) -> Result<Vec<(&'static str, Value)>, StoreError> {
    Ok(vec![
        (
            "export.json",
            json!({ "form": FORM, "user_id": user_id, "what": "docs/host/people.md of Causeway explains the files" }),
        ),
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
        ("aliases.json", aliases(tx, user)?),
        ("invitations.json", invitations(tx, user)?),
        ("waiting_messages.json", waiting(tx, user)?),
    ])
}

fn account(tx: &mut Tx<'_>, user: i64, user_id: &UserId) -> Result<Value, StoreError> {
    let profile = profile::queries::profile(tx, user_id)?.unwrap_or_default();
    tx.query_one(
        "SELECT a.created_ms, a.discoverable, u.user_id
         FROM account a LEFT JOIN user_ u ON u.nid = a.invited_by_nid WHERE a.user_nid = ?1",
        params![user],
        |row| {
            Ok(json!({
                "user_id": user_id,
                "created_ts": row.get::<i64>(0)?,
                "discoverable": row.get::<bool>(1)?,
                "invited_by": row.get::<Option<String>>(2)?,
                "profile": profile.fields,
            }))
        },
    )
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
    let dehydrated = tx.query_opt::<_, StoreError>(
        "SELECT d.device_id, s.data FROM dehydrated_device s JOIN device d ON d.nid = s.device_nid
         WHERE s.user_nid = ?1",
        params![user],
        |row| {
            let data = parsed(&row.get::<Vec<u8>>(1)?);
            Ok(json!({ "device_id": row.get::<String>(0)?, "device_data": data }))
        },
    )?;
    let signatures = tx.query::<_, StoreError>(
        "SELECT u.user_id, s.target, s.key_id, s.signature FROM key_signature s
         JOIN user_ u ON u.nid = s.target_nid WHERE s.signer_nid = ?1 ORDER BY s.pos, s.key_id",
        params![user],
        |row| {
            Ok(json!({
                "user_id": row.get::<String>(0)?,
                "target": row.get::<String>(1)?,
                "key_id": row.get::<String>(2)?,
                "signature": row.get::<String>(3)?,
            }))
        },
    )?;
    let object = |rows: Vec<(String, Value)>| rows.into_iter().collect::<Map<_, _>>();
    Ok(json!({
        "cross_signing": object(cross_signing), "devices": object(devices),
        "dehydrated_device": dehydrated, "signatures": signatures,
    }))
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

/// Addresses of rooms that he made.
fn aliases(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT a.alias, r.room_id FROM alias a JOIN room r ON r.nid = a.room_nid
         WHERE a.creator_nid = ?1 ORDER BY a.alias",
        params![user],
        |row| Ok(json!({ "alias": row.get::<String>(0)?, "room_id": row.get::<String>(1)? })),
    )?;
    Ok(rows.into())
}

/// Registration tokens that he gave out.
fn invitations(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT t.token, t.uses_allowed, t.uses, t.expires_ms, t.created_ms, u.user_id
         FROM registration_token t LEFT JOIN user_ u ON u.nid = t.used_by_nid
         WHERE t.creator_nid = ?1 ORDER BY t.created_ms, t.token",
        params![user],
        |row| {
            Ok(json!({
                "token": row.get::<String>(0)?,
                "uses_allowed": row.get::<Option<i64>>(1)?,
                "uses": row.get::<i64>(2)?,
                "expires_ts": row.get::<Option<i64>>(3)?,
                "ts": row.get::<i64>(4)?,
                "used_by": row.get::<Option<String>>(5)?,
            }))
        },
    )?;
    Ok(rows.into())
}

/// Messages to his devices that they have not fetched yet.
fn waiting(tx: &mut Tx<'_>, user: i64) -> Result<Value, StoreError> {
    let rows = tx.query::<_, StoreError>(
        "SELECT d.device_id, t.json FROM device d JOIN to_device t ON t.device_nid = d.nid
         WHERE d.user_nid = ?1 ORDER BY t.pos",
        params![user],
        |row| {
            Ok(json!({ "device_id": row.get::<String>(0)?, "message": parsed(&row.get::<Vec<u8>>(1)?) }))
        },
    )?;
    Ok(rows.into())
}

struct Upload {
    id: String,
    blob: String,
    bytes: u64,
    shown: Value,
}

fn uploads(tx: &mut Tx<'_>, user: i64) -> Result<Vec<Upload>, StoreError> {
    tx.query(
        "SELECT id, blob, bytes, content_type, name, created_ms FROM media
         WHERE user_nid = ?1 AND blob IS NOT NULL ORDER BY created_ms, id",
        params![user],
        |row| {
            let (id, bytes): (String, u64) = (row.get(0)?, row.get(2)?);
            Ok(Upload {
                shown: json!({
                    "media_id": id,
                    "content_type": row.get::<String>(3)?,
                    "name": row.get::<Option<String>>(4)?,
                    "bytes": bytes,
                    "ts": row.get::<i64>(5)?,
                }),
                id,
                blob: row.get(1)?,
                bytes,
            })
        },
    )
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
