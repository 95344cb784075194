//! SQL of notifications. Each statement reads a range of one index.

use serde_json::{Value, json};
use store::{StoreError, Tx, Write, params};

use super::{Kind, News};

/// Notifications kept of one person.
const KEPT_MAX: i64 = 1000;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) ord: i64,
    pub(super) kind: i64,
    pub(super) subject: i64,
    pub(super) video: i64,
    pub(super) from: i64,
    pub(super) created_ms: u64,
}

/// Where and when somebody was told the same thing.
pub(super) fn told(
    tx: &mut Tx<'_>,
    to: i64,
    news: &News,
) -> Result<Option<(i64, u64)>, StoreError> {
    tx.query_opt(
        "SELECT ord, created_ms FROM video_notice WHERE user_nid = ?1 AND kind = ?2 AND subject = ?3",
        params![to, news.kind.code(), news.subject],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Writes it as the newest; what there was of the same moves. The oldest beyond what is kept go.
pub(super) fn put(
    w: &mut Write<'_, '_>,
    to: i64,
    news: &News,
    now_ms: u64,
) -> Result<(), StoreError> {
    // What was read does not come back as unread when its row is gone: the number goes on from there.
    let newest: i64 = w.query_one(
        "SELECT COALESCE(MAX(ord), 0) FROM video_notice WHERE user_nid = ?1",
        params![to],
        |row| row.get(0),
    )?;
    let ord = newest.max(read_upto(w, to)?) + 1;
    w.execute(
        "INSERT INTO video_notice (user_nid, ord, kind, subject, video_nid, from_nid, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (user_nid, kind, subject) DO UPDATE SET ord = excluded.ord, from_nid = excluded.from_nid,
           created_ms = excluded.created_ms",
        params![
            to,
            ord,
            news.kind.code(),
            news.subject,
            news.video,
            news.from,
            now_ms
        ],
    )?;
    w.execute(
        "DELETE FROM video_notice WHERE user_nid = ?1 AND ord <= ?2",
        params![to, ord - KEPT_MAX],
    )?;
    Ok(())
}

/// Takes back what somebody was told.
pub(crate) fn take_back(
    w: &mut Write<'_, '_>,
    to: i64,
    kind: Kind,
    subject: i64,
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM video_notice WHERE user_nid = ?1 AND kind = ?2 AND subject = ?3",
        params![to, kind.code(), subject],
    )?;
    Ok(())
}

/// What two people were told of each other goes.
pub(crate) fn forget_between(
    w: &mut Write<'_, '_>,
    one: i64,
    other: i64,
) -> Result<(), StoreError> {
    for (to, from) in [(one, other), (other, one)] {
        w.execute(
            "DELETE FROM video_notice WHERE user_nid = ?1 AND from_nid = ?2",
            params![to, from],
        )?;
    }
    Ok(())
}

/// What people were told of a comment that is gone.
pub(crate) fn forget_comment(w: &mut Write<'_, '_>, comment: i64) -> Result<(), StoreError> {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_of_comment()) {
        w.execute(
            "DELETE FROM video_notice WHERE kind = ?1 AND subject = ?2",
            params![kind.code(), comment],
        )?;
    }
    Ok(())
}

/// What a person was told, and what others were told of him; one page. Whether there may be more.
pub(crate) fn forget_person(
    w: &mut Write<'_, '_>,
    person: i64,
    page: usize,
) -> Result<bool, StoreError> {
    let mut gone = 0;
    for sql in [
        // Of what many did, only that he was the last.
        "UPDATE video_notice SET from_nid = 0 WHERE kind IN (0, 4, 7) AND (user_nid, ord) IN
           (SELECT user_nid, ord FROM video_notice WHERE from_nid = ?1 LIMIT ?2)",
        "DELETE FROM video_notice WHERE (user_nid, ord) IN
           (SELECT user_nid, ord FROM video_notice WHERE from_nid = ?1 LIMIT ?2)",
        "DELETE FROM video_notice WHERE user_nid = ?1 AND ord IN
           (SELECT ord FROM video_notice WHERE user_nid = ?1 LIMIT ?2)",
    ] {
        gone += w.execute(sql, params![person, page])?;
    }
    w.execute(
        "DELETE FROM video_notice_read WHERE user_nid = ?1",
        params![person],
    )?;
    Ok(gone > 0)
}

/// A page of what somebody was told before a place, newest first.
pub(super) fn page(
    tx: &mut Tx<'_>,
    to: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<Notice>, StoreError> {
    tx.query(
        "SELECT ord, kind, subject, video_nid, from_nid, created_ms FROM video_notice
         WHERE user_nid = ?1 AND ord < ?2 ORDER BY ord DESC LIMIT ?3",
        params![to, before, limit],
        |row| {
            Ok(Notice {
                ord: row.get(0)?,
                kind: row.get(1)?,
                subject: row.get(2)?,
                video: row.get(3)?,
                from: row.get(4)?,
                created_ms: row.get(5)?,
            })
        },
    )
}

/// What somebody was told, for his export.
pub(crate) fn exported(tx: &mut Tx<'_>, user: i64, limit: usize) -> Result<Vec<Value>, StoreError> {
    tx.query(
        "SELECT n.kind, u.user_id, v.id, n.created_ms FROM video_notice n LEFT JOIN user_ u ON u.nid = n.from_nid
         LEFT JOIN video v ON v.nid = n.video_nid WHERE n.user_nid = ?1 LIMIT ?2",
        params![user, limit],
        |row| {
            Ok(json!({
                "kind": Kind::of_code(row.get(0)?).map(Kind::name),
                "from": row.get::<Option<String>>(1)?, "video": row.get::<Option<String>>(2)?,
                "created_ts": row.get::<u64>(3)?,
            }))
        },
    )
}

/// Up to where somebody has read.
pub(super) fn read_upto(tx: &mut Tx<'_>, user: i64) -> Result<i64, StoreError> {
    let read = tx.get(
        "SELECT ord FROM video_notice_read WHERE user_nid = ?1",
        params![user],
    )?;
    Ok(read.unwrap_or(0))
}

/// Notes up to where somebody has read; never back, never beyond what there is.
pub(super) fn set_read(w: &mut Write<'_, '_>, user: i64, ord: i64) -> Result<(), StoreError> {
    let newest: i64 = w.query_one(
        "SELECT COALESCE(MAX(ord), 0) FROM video_notice WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    w.execute(
        "INSERT INTO video_notice_read (user_nid, ord) VALUES (?1, ?2)
         ON CONFLICT (user_nid) DO UPDATE SET ord = excluded.ord WHERE video_notice_read.ord < excluded.ord",
        params![user, ord.min(newest)],
    )?;
    Ok(())
}

/// How many somebody has not read, at most all that are kept.
pub(super) fn unread(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    let read = read_upto(tx, user)?;
    tx.query_one(
        "SELECT COUNT(*) FROM video_notice WHERE user_nid = ?1 AND ord > ?2",
        params![user, read],
        |row| row.get(0),
    )
}
