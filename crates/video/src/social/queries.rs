//! SQL of likes, comments and follows. Each statement reads a range of one index.

use store::{StoreError, Tx, Write, params};

pub(crate) fn is_liked(tx: &mut Tx<'_>, video: i64, user: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_like WHERE video_nid = ?1 AND user_nid = ?2",
        params![video, user],
    );
    Ok(found?.is_some())
}

/// Whether the like is new.
pub(super) fn like(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO video_like (video_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (video_nid, user_nid) DO NOTHING",
        params![video, user, now_ms],
    )?;
    Ok(added > 0)
}

/// Whether there was a like.
pub(crate) fn unlike(w: &mut Write<'_, '_>, video: i64, user: i64) -> Result<bool, StoreError> {
    let removed = w.execute(
        "DELETE FROM video_like WHERE video_nid = ?1 AND user_nid = ?2",
        params![video, user],
    )?;
    Ok(removed > 0)
}

pub(super) fn follow(
    w: &mut Write<'_, '_>,
    user: i64,
    followee: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO follow (user_nid, followee_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_nid, followee_nid) DO NOTHING",
        params![user, followee, now_ms],
    )?;
    Ok(())
}

pub(super) fn unfollow(w: &mut Write<'_, '_>, user: i64, followee: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM follow WHERE user_nid = ?1 AND followee_nid = ?2",
        params![user, followee],
    )?;
    Ok(())
}

/// A comment as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredComment {
    pub(crate) nid: i64,
    pub(crate) id: String,
    pub(crate) video: i64,
    pub(crate) parent: i64,
    pub(crate) user: i64,
    pub(crate) body: String,
    pub(crate) created_ms: u64,
}

const COLUMNS: &str = "nid, id, video_nid, parent_nid, user_nid, body, created_ms";

fn stored(row: &store::Row<'_>) -> Result<StoredComment, StoreError> {
    Ok(StoredComment {
        nid: row.get(0)?,
        id: row.get(1)?,
        video: row.get(2)?,
        parent: row.get(3)?,
        user: row.get(4)?,
        body: row.get(5)?,
        created_ms: row.get(6)?,
    })
}

pub(crate) fn comment(tx: &mut Tx<'_>, id: &str) -> Result<Option<StoredComment>, StoreError> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM video_comment WHERE id = ?1"),
        params![id],
        stored,
    )
}

/// What an earlier try of the same request made.
pub(super) fn comment_of_txn(
    tx: &mut Tx<'_>,
    user: i64,
    txn: &str,
) -> Result<Option<StoredComment>, StoreError> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM video_comment WHERE user_nid = ?1 AND txn = ?2"),
        params![user, txn],
        stored,
    )
}

/// Comments of a video, or replies to one of them, newest first, older than `before`.
pub(super) fn comments(
    tx: &mut Tx<'_>,
    video: i64,
    parent: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<StoredComment>, StoreError> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM video_comment WHERE video_nid = ?1 AND parent_nid = ?2 AND nid < ?3
             ORDER BY nid DESC LIMIT ?4"
        ),
        params![video, parent, before, limit],
        stored,
    )
}

pub(super) fn insert_comment(
    w: &mut Write<'_, '_>,
    comment: &StoredComment,
    txn: &str,
) -> Result<i64, StoreError> {
    let nid: i64 = w.query_one(
        "SELECT COALESCE(MAX(nid), 0) + 1 FROM video_comment",
        params![],
        |row| row.get(0),
    )?;
    w.execute(
        "INSERT INTO video_comment (nid, id, video_nid, parent_nid, user_nid, txn, body, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            nid,
            &comment.id,
            comment.video,
            comment.parent,
            comment.user,
            txn,
            &comment.body,
            comment.created_ms
        ],
    )?;
    Ok(nid)
}

/// Deletes a comment and the replies to it; tells whose they were, for the counter.
pub(crate) fn delete_comment(
    w: &mut Write<'_, '_>,
    video: i64,
    comment: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut users = Vec::new();
    for sql in [
        "DELETE FROM video_comment WHERE video_nid = ?1 AND parent_nid = ?2 RETURNING user_nid",
        "DELETE FROM video_comment WHERE video_nid = ?1 AND nid = ?2 RETURNING user_nid",
    ] {
        users.extend(w.query::<i64, StoreError>(sql, params![video, comment], |row| row.get(0))?);
    }
    Ok(users)
}
