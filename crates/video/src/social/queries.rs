//! SQL of likes, comments, reposts and shares. Each statement reads a range of one index.

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
pub(crate) fn unlike(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
) -> Result<Option<u64>, StoreError> {
    w.get(
        "DELETE FROM video_like WHERE video_nid = ?1 AND user_nid = ?2 RETURNING created_ms",
        params![video, user],
    )
}

pub(crate) fn is_reposted(tx: &mut Tx<'_>, video: i64, user: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_repost WHERE video_nid = ?1 AND user_nid = ?2",
        params![video, user],
    );
    Ok(found?.is_some())
}

/// Whether the repost is new.
pub(super) fn repost(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO video_repost (video_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (video_nid, user_nid) DO NOTHING",
        params![video, user, now_ms],
    )?;
    Ok(added > 0)
}

/// Whether there was a repost.
pub(crate) fn unrepost(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
) -> Result<Option<u64>, StoreError> {
    w.get(
        "DELETE FROM video_repost WHERE video_nid = ?1 AND user_nid = ?2 RETURNING created_ms",
        params![video, user],
    )
}

/// Whether he shares it for the first time.
pub(super) fn share(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO video_share (video_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (video_nid, user_nid) DO NOTHING",
        params![video, user, now_ms],
    )?;
    Ok(added > 0)
}

/// Whether he had shared it.
pub(crate) fn unshare(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
) -> Result<Option<u64>, StoreError> {
    w.get(
        "DELETE FROM video_share WHERE video_nid = ?1 AND user_nid = ?2 RETURNING created_ms",
        params![video, user],
    )
}

pub(super) fn is_comment_liked(
    tx: &mut Tx<'_>,
    comment: i64,
    user: i64,
) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_comment_like WHERE comment_nid = ?1 AND user_nid = ?2",
        params![comment, user],
    );
    Ok(found?.is_some())
}

/// Whether the like is new.
pub(super) fn like_comment(
    w: &mut Write<'_, '_>,
    comment: i64,
    user: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO video_comment_like (comment_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (comment_nid, user_nid) DO NOTHING",
        params![comment, user, now_ms],
    )?;
    Ok(added > 0)
}

/// Whether there was a like.
pub(crate) fn unlike_comment(
    w: &mut Write<'_, '_>,
    comment: i64,
    user: i64,
) -> Result<bool, StoreError> {
    let removed = w.execute(
        "DELETE FROM video_comment_like WHERE comment_nid = ?1 AND user_nid = ?2",
        params![comment, user],
    )?;
    Ok(removed > 0)
}

/// The comment that the author of a video pinned.
pub(super) fn pinned(tx: &mut Tx<'_>, video: i64) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT comment_nid FROM video_pin WHERE video_nid = ?1",
        params![video],
    )
}

/// What a comment says.
pub(crate) fn text_of(tx: &mut Tx<'_>, comment: i64) -> Result<Option<String>, StoreError> {
    tx.get(
        "SELECT body FROM video_comment WHERE nid = ?1",
        params![comment],
    )
}

/// The id of a comment.
pub(super) fn comment_id(tx: &mut Tx<'_>, comment: i64) -> Result<Option<String>, StoreError> {
    tx.get(
        "SELECT id FROM video_comment WHERE nid = ?1",
        params![comment],
    )
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

impl StoredComment {
    /// The comment under which replies to this one stand: there is one level.
    pub(super) fn thread(&self) -> i64 {
        if self.parent == 0 {
            self.nid
        } else {
            self.parent
        }
    }
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

pub(crate) fn comment_by_nid(
    tx: &mut Tx<'_>,
    nid: i64,
) -> Result<Option<StoredComment>, StoreError> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM video_comment WHERE nid = ?1"),
        params![nid],
        stored,
    )
}

/// Some comments of a person.
pub(crate) fn comments_of(
    tx: &mut Tx<'_>,
    user: i64,
    limit: usize,
) -> Result<Vec<StoredComment>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM video_comment WHERE user_nid = ?1 LIMIT ?2"),
        params![user, limit],
        stored,
    )
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

/// Comments of a video, newest first, older than `before`.
pub(super) fn comments(
    tx: &mut Tx<'_>,
    video: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<StoredComment>, StoreError> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM video_comment WHERE video_nid = ?1 AND parent_nid = 0 AND nid < ?2
             ORDER BY nid DESC LIMIT ?3"
        ),
        params![video, before, limit],
        stored,
    )
}

/// Replies to a comment, oldest first, newer than `after`.
pub(super) fn replies(
    tx: &mut Tx<'_>,
    video: i64,
    parent: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<StoredComment>, StoreError> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM video_comment WHERE video_nid = ?1 AND parent_nid = ?2 AND nid > ?3
             ORDER BY nid LIMIT ?4"
        ),
        params![video, parent, after, limit],
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

/// Deletes a comment and the replies to it; tells their numbers and whose they were.
pub(super) fn delete_comment(
    w: &mut Write<'_, '_>,
    video: i64,
    comment: i64,
) -> Result<Vec<(i64, i64, u64)>, StoreError> {
    let mut gone = Vec::new();
    for sql in [
        "DELETE FROM video_comment WHERE video_nid = ?1 AND parent_nid = ?2 RETURNING nid, user_nid, created_ms",
        "DELETE FROM video_comment WHERE video_nid = ?1 AND nid = ?2 RETURNING nid, user_nid, created_ms",
    ] {
        gone.extend(
            w.query::<_, StoreError>(sql, params![video, comment], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?,
        );
    }
    Ok(gone)
}
