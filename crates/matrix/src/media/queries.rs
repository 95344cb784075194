//! SQL of media.

use store::{StoreError, Tx, Write, params};

use super::usage;

/// A file as it is served.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) blob: String,
    pub(super) bytes: u64,
    pub(super) content_type: String,
    pub(super) name: Option<String>,
}

/// What is known of a media id.
#[derive(Debug, Clone)]
pub(super) enum Found {
    File(File),
    /// Announced, may still come.
    Announced {
        user: i64,
        until_ms: u64,
    },
}

pub(super) fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Found>, StoreError> {
    tx.query_opt(
        "SELECT blob, bytes, content_type, name, user_nid, unused_until_ms FROM media WHERE id = ?1",
        params![id],
        |row| {
            let Some(blob) = row.get::<Option<String>>(0)? else {
                let user = row.get::<Option<i64>>(4)?.unwrap_or(0);
                let until_ms = row.get::<Option<i64>>(5)?.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0);
                return Ok(Found::Announced { user, until_ms });
            };
            Ok(Found::File(File { blob, bytes: row.get(1)?, content_type: row.get(2)?, name: row.get(3)? }))
        },
    )
}

/// Adds an uploaded file; `user` `None`: the server's own.
pub(super) fn insert(
    w: &mut Write<'_, '_>,
    id: &str,
    user: Option<i64>,
    file: &File,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO media (id, user_nid, blob, bytes, content_type, name, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, user, &file.blob, file.bytes, &file.content_type, file.name.as_deref(), now_ms],
    )?;
    usage::came(w, user, &file.content_type, file.bytes)
}

/// Announces an upload.
pub(super) fn announce(
    w: &mut Write<'_, '_>,
    id: &str,
    user: i64,
    now_ms: u64,
    until_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO media (id, user_nid, blob, bytes, content_type, created_ms, unused_until_ms)
         VALUES (?1, ?2, NULL, 0, '', ?3, ?4)",
        params![id, user, now_ms, until_ms],
    )?;
    Ok(())
}

/// Announced uploads of a user that may still come; those that may not are deleted.
pub(super) fn open_announcements(
    w: &mut Write<'_, '_>,
    user: i64,
    now_ms: u64,
) -> Result<i64, StoreError> {
    w.execute(
        "DELETE FROM media WHERE user_nid = ?1 AND blob IS NULL AND unused_until_ms < ?2",
        params![user, now_ms],
    )?;
    let open = w.get(
        "SELECT COUNT(*) FROM media WHERE user_nid = ?1 AND blob IS NULL",
        params![user],
    )?;
    Ok(open.unwrap_or(0))
}

/// Fills an upload that `user` announced; `false`: it is filled already.
pub(super) fn fill(
    w: &mut Write<'_, '_>,
    id: &str,
    user: i64,
    file: &File,
) -> Result<bool, StoreError> {
    let filled = w.execute(
        "UPDATE media SET blob = ?2, bytes = ?3, content_type = ?4, name = ?5, unused_until_ms = NULL
         WHERE id = ?1 AND user_nid = ?6 AND blob IS NULL",
        params![id, &file.blob, file.bytes, &file.content_type, file.name.as_deref(), user],
    )?;
    if filled == 1 {
        usage::came(w, Some(user), &file.content_type, file.bytes)?;
    }
    Ok(filled == 1)
}

/// A thumbnail made before.
pub(super) fn thumbnail(
    tx: &mut Tx<'_>,
    blob: &str,
    variant: &str,
) -> Result<Option<File>, StoreError> {
    tx.query_opt(
        "SELECT thumbnail_blob, bytes, content_type FROM thumbnail WHERE blob = ?1 AND variant = ?2",
        params![blob, variant],
        |row| Ok(File { blob: row.get(0)?, bytes: row.get(1)?, content_type: row.get(2)?, name: None }),
    )
}

/// How many bytes a person has stored.
pub(super) fn bytes_of(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM media WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// A file as the host sees it.
pub struct Stored {
    /// Its media id.
    pub id: String,
    /// How large it is.
    pub bytes: u64,
    /// What its sender says that it is.
    pub content_type: String,
    /// Its name, if it has one.
    pub name: Option<String>,
}

/// What a person has stored, newest first.
pub fn stored_by(tx: &mut Tx<'_>, user: i64, limit: usize) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        "SELECT id, bytes, content_type, name FROM media WHERE user_nid = ?1 AND blob IS NOT NULL
         ORDER BY created_ms DESC, id LIMIT ?2",
        params![user, limit],
        |row| {
            Ok(Stored {
                id: row.get(0)?,
                bytes: row.get(1)?,
                content_type: row.get(2)?,
                name: row.get(3)?,
            })
        },
    )
}

/// Deletes a file's row; returns its blob, if it has come. `None`: there is no such file.
pub(super) fn delete(
    w: &mut Write<'_, '_>,
    id: &str,
) -> Result<Option<Option<String>>, StoreError> {
    let found = w.query_opt::<_, StoreError>(
        "SELECT blob, user_nid, content_type, bytes FROM media WHERE id = ?1",
        params![id],
        |row| {
            Ok((
                row.get::<Option<String>>(0)?,
                row.get::<Option<i64>>(1)?,
                row.get::<String>(2)?,
                row.get::<u64>(3)?,
            ))
        },
    )?;
    let Some((blob, user, content_type, bytes)) = found else {
        return Ok(None);
    };
    w.execute("DELETE FROM media WHERE id = ?1", params![id])?;
    if blob.is_some() {
        usage::went(w, user, &content_type, bytes)?;
    }
    Ok(Some(blob))
}

/// Whether a file or a thumbnail needs the blob.
pub(super) fn is_referenced(tx: &mut Tx<'_>, blob: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.get(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM media WHERE blob = ?1)
         OR EXISTS (SELECT 1 FROM thumbnail WHERE thumbnail_blob = ?1)",
        params![blob],
    )?;
    Ok(found.is_some())
}

/// Forgets the thumbnails of a picture; returns their blobs.
pub(super) fn delete_thumbnails(
    w: &mut Write<'_, '_>,
    blob: &str,
) -> Result<Vec<String>, StoreError> {
    let blobs = w.query::<_, StoreError>(
        "SELECT thumbnail_blob FROM thumbnail WHERE blob = ?1",
        params![blob],
        |row| row.get(0),
    )?;
    w.execute("DELETE FROM thumbnail WHERE blob = ?1", params![blob])?;
    Ok(blobs)
}

/// Pictures of link previews from before `before_ms`.
pub(super) fn old_previews(
    tx: &mut Tx<'_>,
    before_ms: u64,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT id FROM media WHERE user_nid IS NULL AND created_ms < ?1 LIMIT ?2",
        params![before_ms, limit],
        |row| row.get(0),
    )
}

/// Remembers a thumbnail, unless its picture was deleted meanwhile.
pub(super) fn insert_thumbnail(
    w: &mut Write<'_, '_>,
    blob: &str,
    variant: &str,
    file: &File,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO thumbnail (blob, variant, thumbnail_blob, content_type, bytes)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM media WHERE blob = ?1)
         ON CONFLICT (blob, variant) DO NOTHING",
        params![blob, variant, &file.blob, &file.content_type, file.bytes],
    )?;
    Ok(())
}

/// A page's preview that is not older than `after_ms`.
pub(super) fn preview(
    tx: &mut Tx<'_>,
    key: &[u8],
    after_ms: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM url_preview WHERE key = ?1 AND fetched_ms > ?2",
        params![key, after_ms],
    )
}

/// Remembers a page's preview; old ones go.
pub(super) fn insert_preview(
    w: &mut Write<'_, '_>,
    key: &[u8],
    json: &[u8],
    now_ms: u64,
    kept_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM url_preview WHERE fetched_ms < ?1",
        params![now_ms.saturating_sub(kept_ms)],
    )?;
    w.execute(
        "INSERT INTO url_preview (key, fetched_ms, json) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET fetched_ms = excluded.fetched_ms, json = excluded.json",
        params![key, now_ms, json],
    )?;
    Ok(())
}
