//! Counters of a video. Each is a few rows, chosen by who acts: thousands of likes of one video in a second touch
//! different rows, and a sum over at most [`SHARDS`] rows is exact, since a row moves with what it counts.

use serde::Serialize;
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use super::days;
use crate::{
    feed::rank,
    processing::{self, VIEWS_AN_ACT},
};

/// Rows of one counter.
pub(crate) const SHARDS: i64 = 16;

/// The kind of views, which nobody does by name.
const VIEWS: i64 = 4;
/// Fewer views than these are not told.
pub(crate) const VIEWS_MIN: u64 = 20;
/// After so many views more it is looked at whether a video is worth another rendition.
const LOOKED_AT_EVERY: u64 = 2 * VIEWS_AN_ACT;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Likes,
    Comments,
    Shares,
    Saves,
    Reposts,
}

impl Kind {
    fn code(self) -> i64 {
        match self {
            Self::Likes => 0,
            Self::Comments => 1,
            Self::Shares => 2,
            Self::Saves => 3,
            Self::Reposts => 5,
        }
    }
}

/// Counters of a video.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct VideoCounts {
    pub(crate) likes: u64,
    pub(crate) comments: u64,
    pub(crate) shares: u64,
    pub(crate) saves: u64,
    /// Rounded down to two digits; 0: fewer than 20.
    pub(crate) views: u64,
    pub(crate) reposts: u64,
}

impl VideoCounts {
    /// What people did in public.
    pub(crate) fn acts(&self) -> u64 {
        self.likes + self.comments + self.shares + self.reposts
    }

    pub(crate) fn views(&self) -> u64 {
        self.views
    }

    /// As everybody is told them: nobody learns what one person did from two numbers.
    pub(crate) fn rounded(&self) -> Self {
        Self {
            likes: rounded(self.likes),
            comments: rounded(self.comments),
            shares: rounded(self.shares),
            saves: rounded(self.saves),
            views: self.views,
            reposts: rounded(self.reposts),
        }
    }
}

/// Two digits of a number.
pub(crate) fn rounded(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n / unit * unit
}

/// Moves a counter because of what `user` did then.
pub(crate) fn add(
    w: &mut Write<'_, '_>,
    video: i64,
    kind: Kind,
    (user, done_ms): (i64, u64),
    by: i64,
) -> Result<(), StoreError> {
    days::add(w, video, kind, done_ms, by)?;
    w.execute(
        "INSERT INTO video_count (video_nid, kind, shard, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (video_nid, kind, shard) DO UPDATE SET n = video_count.n + excluded.n",
        params![video, kind.code(), user.rem_euclid(SHARDS), by],
    )?;
    rank::moved(w, video)
}

/// A view more of a video. Who it was is not known; and lists do not move by views ([`rank`]), so that one row does.
pub(crate) fn viewed(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_count (video_nid, kind, shard, n) VALUES (?1, ?2, 0, 1)
         ON CONFLICT (video_nid, kind, shard) DO UPDATE SET n = video_count.n + 1",
        params![video, VIEWS],
    )?;
    if views(w, video)?.is_multiple_of(LOOKED_AT_EVERY) {
        processing::risen(w, video)?;
    }
    Ok(())
}

/// How often a video was viewed, exactly: not to be told ([`shown_views`]).
pub(crate) fn views(tx: &mut Tx<'_>, video: i64) -> Result<u64, StoreError> {
    let n = tx.get(
        "SELECT n FROM video_count WHERE video_nid = ?1 AND kind = ?2 AND shard = 0",
        params![video, VIEWS],
    )?;
    Ok(n.unwrap_or(0))
}

/// Views as everybody is told: 0 as long as they are few, then two digits, so that who asks again and again does not see
/// single people come.
fn shown_views(views: u64) -> u64 {
    if views < VIEWS_MIN { 0 } else { rounded(views) }
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
        views: shown_views(sum(VIEWS)),
        reposts: sum(5),
    })
}

/// Rows of one counter of a comment: there are more comments than videos, and fewer likes of each.
const COMMENT_SHARDS: i64 = 4;

/// What is counted of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommentKind {
    Likes,
    Replies,
}

impl CommentKind {
    fn code(self) -> i64 {
        match self {
            Self::Likes => 0,
            Self::Replies => 1,
        }
    }
}

/// Counters of a comment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CommentCounts {
    pub(crate) likes: u64,
    pub(crate) replies: u64,
}

/// Moves a counter of a comment because of `user`.
pub(crate) fn add_of_comment(
    w: &mut Write<'_, '_>,
    comment: i64,
    kind: CommentKind,
    user: i64,
    by: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_comment_count (comment_nid, kind, shard, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (comment_nid, kind, shard) DO UPDATE SET n = video_comment_count.n + excluded.n",
        params![comment, kind.code(), user.rem_euclid(COMMENT_SHARDS), by],
    )?;
    Ok(())
}

/// All counters of a comment.
pub(crate) fn of_comment(tx: &mut Tx<'_>, comment: i64) -> Result<CommentCounts, StoreError> {
    let sums = tx.query::<_, StoreError>(
        "SELECT kind, n FROM video_comment_count WHERE comment_nid = ?1",
        params![comment],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    let sum = |kind: CommentKind| {
        let of_kind = sums.iter().filter(|(of, _)| *of == kind.code());
        u64::try_from(of_kind.map(|(_, n)| n).sum::<i64>()).unwrap_or(0)
    };
    Ok(CommentCounts {
        likes: sum(CommentKind::Likes),
        replies: sum(CommentKind::Replies),
    })
}

#[cfg(test)]
mod tests {
    use super::shown_views;

    #[test]
    fn views_are_told_in_two_digits_and_not_at_all_below_twenty() {
        let told: Vec<_> = [0, 1, 19, 20, 21, 99, 100, 109, 1_234, 987_654_321]
            .map(shown_views)
            .into();
        assert_eq!(told, [0, 0, 0, 20, 21, 99, 100, 100, 1_200, 980_000_000]);
    }
}
