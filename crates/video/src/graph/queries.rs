//! SQL of the graph. Each statement reads a range of one index.

use store::{StoreError, Tx, Write, params};

use super::counts::{self, Kind};
use crate::social::days;

/// Lists of people, newest first: each is a range of one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    Followers,
    Following,
    Requests,
    Blocked,
    Muted,
}

impl Listed {
    fn sql(self) -> &'static str {
        match self {
            Self::Followers => {
                "SELECT created_ms, user_nid FROM follow
                 WHERE followee_nid = ?1 AND (created_ms, user_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, user_nid DESC LIMIT ?4"
            }
            Self::Following => {
                "SELECT created_ms, followee_nid FROM follow
                 WHERE user_nid = ?1 AND (created_ms, followee_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, followee_nid DESC LIMIT ?4"
            }
            Self::Requests => {
                "SELECT created_ms, user_nid FROM follow_request
                 WHERE followee_nid = ?1 AND (created_ms, user_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, user_nid DESC LIMIT ?4"
            }
            Self::Blocked => {
                "SELECT created_ms, blocked_nid FROM video_block
                 WHERE user_nid = ?1 AND (created_ms, blocked_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, blocked_nid DESC LIMIT ?4"
            }
            Self::Muted => {
                "SELECT created_ms, muted_nid FROM video_mute
                 WHERE user_nid = ?1 AND (created_ms, muted_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, muted_nid DESC LIMIT ?4"
            }
        }
    }
}

/// A page of people: since when, and who; older than `before`.
pub(crate) fn listed(
    tx: &mut Tx<'_>,
    list: Listed,
    of: i64,
    before: (i64, i64),
    limit: usize,
) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.query(list.sql(), params![of, before.0, before.1, limit], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Whether he follows anew; both counters move with the row.
pub(crate) fn follow(
    w: &mut Write<'_, '_>,
    user: i64,
    followee: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    withdraw(w, user, followee)?;
    let added = w.execute(
        "INSERT INTO follow (user_nid, followee_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_nid, followee_nid) DO NOTHING",
        params![user, followee, now_ms],
    )?;
    if added > 0 {
        counts::add(w, followee, Kind::Followers, user, 1)?;
        count_day(w, followee, now_ms, 1)?;
        counts::add(w, user, Kind::Following, user, 1)?;
    }
    Ok(added > 0)
}

pub(crate) fn unfollow(
    w: &mut Write<'_, '_>,
    user: i64,
    followee: i64,
) -> Result<bool, StoreError> {
    let since_ms = w.get::<u64>(
        "DELETE FROM follow WHERE user_nid = ?1 AND followee_nid = ?2 RETURNING created_ms",
        params![user, followee],
    )?;
    if let Some(since_ms) = since_ms {
        count_day(w, followee, since_ms, -1)?;
        counts::add(w, followee, Kind::Followers, user, -1)?;
        counts::add(w, user, Kind::Following, user, -1)?;
    }
    Ok(since_ms.is_some())
}

/// Followers who came on a day and are still there, for the author's numbers.
fn count_day(
    w: &mut Write<'_, '_>,
    followee: i64,
    since_ms: u64,
    by: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_follower_day (user_nid, day, n) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_nid, day) DO UPDATE SET n = video_follower_day.n + excluded.n",
        params![followee, days::day(since_ms), by],
    )?;
    Ok(())
}

/// Asks to follow; whether that is new.
pub(super) fn request(
    w: &mut Write<'_, '_>,
    user: i64,
    followee: i64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO follow_request (user_nid, followee_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_nid, followee_nid) DO NOTHING",
        params![user, followee, now_ms],
    )?;
    Ok(added > 0)
}

/// Takes a request to follow away; whether there was one.
pub(super) fn withdraw(
    w: &mut Write<'_, '_>,
    user: i64,
    followee: i64,
) -> Result<bool, StoreError> {
    let removed = w.execute(
        "DELETE FROM follow_request WHERE user_nid = ?1 AND followee_nid = ?2",
        params![user, followee],
    )?;
    Ok(removed > 0)
}

pub(crate) fn has_requested(tx: &mut Tx<'_>, user: i64, followee: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM follow_request WHERE user_nid = ?1 AND followee_nid = ?2",
        params![user, followee],
    );
    Ok(found?.is_some())
}
