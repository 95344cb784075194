//! Counters of a person: in rows by who acts, as those of a video ([`crate::social::counts`]).

use serde::Serialize;
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use crate::social::counts::SHARDS;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Followers,
    Following,
    /// Likes of all his videos.
    Likes,
}

impl Kind {
    fn code(self) -> i64 {
        match self {
            Self::Followers => 0,
            Self::Following => 1,
            Self::Likes => 2,
        }
    }
}

/// Counters of a person.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PersonCounts {
    followers: u64,
    following: u64,
    /// Likes of all videos.
    likes: u64,
    /// Videos that I may see.
    videos: u64,
}

/// Moves a counter of `person` because of `actor`.
pub(crate) fn add(
    w: &mut Write<'_, '_>,
    person: i64,
    kind: Kind,
    actor: i64,
    by: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_person_count (user_nid, kind, shard, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_nid, kind, shard) DO UPDATE SET n = video_person_count.n + excluded.n",
        params![person, kind.code(), actor.rem_euclid(SHARDS), by],
    )?;
    Ok(())
}

/// Takes the likes of a video that goes away from its author's.
pub(crate) fn forget_likes(
    w: &mut Write<'_, '_>,
    author: i64,
    video: i64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_person_count SET n = n -
           (SELECT c.n FROM video_count c WHERE c.video_nid = ?2 AND c.kind = 0 AND c.shard = video_person_count.shard)
         WHERE user_nid = ?1 AND kind = 2
           AND shard IN (SELECT shard FROM video_count WHERE video_nid = ?2 AND kind = 0)",
        params![author, video],
    )?;
    Ok(())
}

/// All counters of a person, with the videos that are for `audience` (a range of `video_author_audience`).
pub(crate) fn of(tx: &mut Tx<'_>, person: i64, audience: i64) -> Result<PersonCounts, StoreError> {
    let sums = tx.query::<_, StoreError>(
        "SELECT kind, CAST(SUM(n) AS BIGINT) FROM video_person_count WHERE user_nid = ?1 GROUP BY kind",
        params![person],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    let sum = |kind: Kind| {
        let found = sums.iter().find(|(of, _)| *of == kind.code());
        found.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0))
    };
    let videos = tx.query_one::<_, StoreError>(
        "SELECT COUNT(*) FROM video WHERE author_nid = ?1 AND audience <= ?2 AND ord IS NOT NULL",
        params![person, audience],
        |row| row.get(0),
    )?;
    Ok(PersonCounts {
        followers: sum(Kind::Followers),
        following: sum(Kind::Following),
        likes: sum(Kind::Likes),
        videos,
    })
}
