//! SQL of what people keep. Each statement reads a range of one index.

use store::{StoreError, Tx, Write, params};

use crate::people_pages::Place;

/// Lists of videos that somebody kept, the last one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Liked(i64),
    Reposted(i64),
    Saved(i64),
    InCollection { user: i64, collection: i64 },
}

impl Kept {
    fn sql(self) -> &'static str {
        match self {
            Self::Liked(_) => {
                "SELECT created_ms, video_nid FROM video_like
                 WHERE user_nid = ?1 AND (created_ms, video_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, video_nid DESC LIMIT ?4"
            }
            Self::Reposted(_) => {
                "SELECT created_ms, video_nid FROM video_repost
                 WHERE user_nid = ?1 AND (created_ms, video_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, video_nid DESC LIMIT ?4"
            }
            Self::Saved(_) => {
                "SELECT created_ms, video_nid FROM video_save
                 WHERE user_nid = ?1 AND (created_ms, video_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, video_nid DESC LIMIT ?4"
            }
            Self::InCollection { .. } => {
                "SELECT created_ms, video_nid FROM video_save
                 WHERE user_nid = ?1 AND collection_nid = ?5 AND (created_ms, video_nid) < (?2, ?3)
                 ORDER BY created_ms DESC, video_nid DESC LIMIT ?4"
            }
        }
    }
}

/// Places and numbers of what somebody kept before a place.
pub(super) fn kept(
    tx: &mut Tx<'_>,
    kept: Kept,
    before: Place,
    limit: usize,
) -> Result<Vec<Place>, StoreError> {
    let row = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match kept {
        Kept::Liked(user) | Kept::Reposted(user) | Kept::Saved(user) => {
            tx.query(kept.sql(), params![user, before.0, before.1, limit], row)
        }
        Kept::InCollection { user, collection } => tx.query(
            kept.sql(),
            params![user, before.0, before.1, limit, collection],
            row,
        ),
    }
}

pub(crate) fn is_saved(tx: &mut Tx<'_>, video: i64, user: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_save WHERE video_nid = ?1 AND user_nid = ?2",
        params![video, user],
    );
    Ok(found?.is_some())
}

/// Saves a video, or moves a saved one to another collection. Whether it is new.
pub(super) fn save(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
    collection: Option<i64>,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO video_save (video_nid, user_nid, collection_nid, created_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (video_nid, user_nid) DO NOTHING",
        params![video, user, collection.unwrap_or(0), now_ms],
    )?;
    if added == 0
        && let Some(collection) = collection
    {
        w.execute(
            "UPDATE video_save SET collection_nid = ?3 WHERE video_nid = ?1 AND user_nid = ?2",
            params![video, user, collection],
        )?;
    }
    Ok(added > 0)
}

/// Whether it was saved.
pub(crate) fn unsave(
    w: &mut Write<'_, '_>,
    video: i64,
    user: i64,
) -> Result<Option<u64>, StoreError> {
    w.get(
        "DELETE FROM video_save WHERE video_nid = ?1 AND user_nid = ?2 RETURNING created_ms",
        params![video, user],
    )
}

/// A collection.
#[derive(Debug, Clone)]
pub(super) struct Collection {
    pub(super) nid: i64,
    pub(super) id: String,
    pub(super) name: String,
}

/// The collections of a person, in the order in which he made them.
pub(super) fn collections(
    tx: &mut Tx<'_>,
    user: i64,
    limit: usize,
) -> Result<Vec<Collection>, StoreError> {
    tx.query(
        "SELECT nid, id, name FROM video_collection WHERE user_nid = ?1 ORDER BY nid LIMIT ?2",
        params![user, limit],
        |row| {
            Ok(Collection {
                nid: row.get(0)?,
                id: row.get(1)?,
                name: row.get(2)?,
            })
        },
    )
}

/// The number of a collection of one's own.
pub(super) fn collection(tx: &mut Tx<'_>, user: i64, id: &str) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT nid FROM video_collection WHERE id = ?1 AND user_nid = ?2",
        params![id, user],
    )
}

pub(super) fn insert_collection(
    w: &mut Write<'_, '_>,
    user: i64,
    id: &str,
    name: &str,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_collection (nid, id, user_nid, name, created_ms)
         SELECT COALESCE(MAX(nid), 0) + 1, ?1, ?2, ?3, ?4 FROM video_collection",
        params![id, user, name, now_ms],
    )?;
    Ok(())
}

/// How many videos are in each collection of a person: a range of `video_save_collection`.
pub(super) fn counts(tx: &mut Tx<'_>, user: i64) -> Result<Vec<(i64, u64)>, StoreError> {
    tx.query(
        "SELECT collection_nid, COUNT(*) FROM video_save WHERE user_nid = ?1 GROUP BY collection_nid",
        params![user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
