//! Counters of a video. Each is a few rows, chosen by who acts: thousands of likes of one video in a second touch
//! different rows, and a sum over at most [`SHARDS`] rows is exact, since a row moves with what it counts.

use serde::Serialize;
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use crate::feed::rank;

/// Rows of one counter.
const SHARDS: i64 = 16;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Likes,
    Comments,
}

impl Kind {
    fn code(self) -> i64 {
        match self {
            Self::Likes => 0,
            Self::Comments => 1,
        }
    }
}

/// Counters of a video.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct VideoCounts {
    likes: u64,
    comments: u64,
    shares: u64,
    saves: u64,
    views: u64,
}

/// Moves a counter because of `user`.
pub(crate) fn add(
    w: &mut Write<'_, '_>,
    video: i64,
    kind: Kind,
    user: i64,
    by: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_count (video_nid, kind, shard, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (video_nid, kind, shard) DO UPDATE SET n = video_count.n + excluded.n",
        params![video, kind.code(), user.rem_euclid(SHARDS), by],
    )?;
    rank::moved(w, video)
}

/// All counters of a video.
pub(crate) fn of(tx: &mut Tx<'_>, video: i64) -> Result<VideoCounts, StoreError> {
    let sums = tx.query::<_, StoreError>(
        "SELECT kind, CAST(SUM(n) AS BIGINT) FROM video_count WHERE video_nid = ?1 GROUP BY kind",
        params![video],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    let sum = |kind: i64| {
        let found = sums.iter().find(|(of, _)| *of == kind);
        found.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0))
    };
    Ok(VideoCounts {
        likes: sum(0),
        comments: sum(1),
        shares: sum(2),
        saves: sum(3),
        views: sum(4),
    })
}
