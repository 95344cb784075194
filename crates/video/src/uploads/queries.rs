//! SQL of the table of uploads.

use store::{StoreError, Tx, Write, params};

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) user: i64,
    /// How long it will be.
    pub(crate) bytes: u64,
    pub(crate) expires_ms: u64,
}

pub(crate) fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Upload>, StoreError> {
    tx.query_opt(
        "SELECT user_nid, bytes, expires_ms FROM video_upload WHERE id = ?1",
        params![id],
        |row| {
            Ok(Upload {
                user: row.get(0)?,
                bytes: row.get(1)?,
                expires_ms: row.get(2)?,
            })
        },
    )
}

pub(super) fn insert(
    w: &mut Write<'_, '_>,
    id: &str,
    user: i64,
    bytes: u64,
    now_ms: u64,
    expires_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_upload (id, user_nid, bytes, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, user, bytes, now_ms, expires_ms],
    )?;
    Ok(())
}

pub(super) fn keep_until(
    w: &mut Write<'_, '_>,
    id: &str,
    expires_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_upload SET expires_ms = ?2 WHERE id = ?1",
        params![id, expires_ms],
    )?;
    Ok(())
}

/// Deletes the row; whether there was one.
pub(crate) fn delete(w: &mut Write<'_, '_>, id: &str) -> Result<bool, StoreError> {
    Ok(w.execute("DELETE FROM video_upload WHERE id = ?1", params![id])? > 0)
}

/// How many uploads of a person have not become a video yet.
pub(super) fn count(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    tx.query_one(
        "SELECT COUNT(*) FROM video_upload WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// What a person's videos take: reserved, waiting to be processed, and ready.
pub(super) fn bytes_of(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    let reserved: u64 = tx.query_one(
        "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM video_upload WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    let stored: u64 = tx.query_one(
        "SELECT CAST(COALESCE(SUM(bytes + source_bytes), 0) AS BIGINT) FROM video WHERE author_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    Ok(reserved.saturating_add(stored))
}

/// Uploads whose time is over.
pub(super) fn expired(
    tx: &mut Tx<'_>,
    now_ms: u64,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT id FROM video_upload WHERE expires_ms <= ?1 ORDER BY expires_ms LIMIT ?2",
        params![now_ms, limit],
        |row| row.get(0),
    )
}

/// Whether a file of this name is of an upload, or waits to be processed (again).
pub(super) fn is_wanted(tx: &mut Tx<'_>, id: &str) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_upload WHERE id = ?1
         UNION ALL SELECT 1 FROM video WHERE upload = ?1 AND source_bytes > 0",
        params![id],
    );
    Ok(found?.is_some())
}

/// Uploads of videos that failed long ago: nobody tried again.
pub(super) fn given_up(
    tx: &mut Tx<'_>,
    before_ms: u64,
    limit: usize,
) -> Result<Vec<(i64, String)>, StoreError> {
    tx.query(
        "SELECT nid, upload FROM video WHERE state = 2 AND changed_ms <= ?1 AND source_bytes > 0 LIMIT ?2",
        params![before_ms, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
