//! The order of the fresh feed: new and popular. What people do with a video lifts it as if it were newer; a
//! place depends on time of day only once, so that it is stored and pages are a range of an index.
//!
//! Places have versions. Who turns pages reads the version of his first page: nothing comes twice and nothing is
//! missing, however much people like meanwhile.

use store::{StoreError, Tx, Write, params};

use crate::processing;

/// The row that holds now.
const HOLDS: i64 = i64::MAX;
/// Each level (half a doubling of what people did) is worth this much time: what ten people liked stands as if it
/// were half a day newer, what a thousand liked a day and a half.
const LEVEL_MS: i64 = 2 * 60 * 60 * 1000;
/// Versions that somebody may still be reading. Older ones go, a few with each new one.
const KEPT: i64 = 100_000;
const GONE_AT_ONCE: usize = 20;

/// Since when a video stands in the list; `None`: it does not.
pub(crate) fn published_ms(tx: &mut Tx<'_>, video: i64) -> Result<Option<u64>, StoreError> {
    tx.get(
        "SELECT published_ms FROM video_rank WHERE video_nid = ?1 AND until = ?2",
        params![video, HOLDS],
    )
}

/// The newest version.
pub(crate) fn version(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let found = tx.get(
        "SELECT value FROM sequence WHERE name = 'video_rank'",
        params![],
    )?;
    Ok(found.unwrap_or(0))
}

/// Puts a video into the list, if it is not there; since when it stands in it.
pub(crate) fn list(w: &mut Write<'_, '_>, video: i64) -> Result<u64, StoreError> {
    if let Some(since_ms) = published_ms(w, video)? {
        return Ok(since_ms);
    }
    let published_ms: u64 = w.query_one(
        "SELECT changed_ms FROM video WHERE nid = ?1",
        params![video],
        |row| row.get(0),
    )?;
    let level = level(points(w, video)?);
    stand(w, video, level, published_ms)?;
    Ok(published_ms)
}

/// Takes a video out of the list, for those who turn pages too.
pub(crate) fn unlist(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM video_rank WHERE video_nid = ?1",
        params![video],
    )?;
    Ok(())
}

/// Moves a video after a counter of it moved. It rises at once, and sinks only when it has lost two levels: who
/// takes a like back and gives it again moves nothing.
pub(crate) fn moved(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    let stands = w.query_opt::<_, StoreError>(
        "SELECT level, published_ms FROM video_rank WHERE video_nid = ?1 AND until = ?2",
        params![video, HOLDS],
        |row| Ok((row.get::<i64>(0)?, row.get::<u64>(1)?)),
    )?;
    let Some((stood, published_ms)) = stands else {
        return Ok(());
    };
    let level = level(points(w, video)?);
    if (stood - 1..=stood).contains(&level) {
        return Ok(());
    }
    if level > stood {
        processing::risen(w, video)?;
    }
    stand(w, video, level, published_ms)
}

/// What people did with a video. A share says more than a comment, and that more than a like. Views say nothing:
/// a counter that anybody moves alone.
fn points(tx: &mut Tx<'_>, video: i64) -> Result<i64, StoreError> {
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(n * CASE kind WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 2
           WHEN 5 THEN 3 ELSE 0 END), 0) AS BIGINT) FROM video_count WHERE video_nid = ?1",
        params![video],
        |row| row.get(0),
    )
}

/// Half doublings.
fn level(points: i64) -> i64 {
    let square = u64::try_from(points).unwrap_or(0).saturating_add(1);
    i64::from(square.saturating_mul(square).ilog2())
}

/// Ends the row that holds and makes the next one.
fn stand(
    w: &mut Write<'_, '_>,
    video: i64,
    level: i64,
    published_ms: u64,
) -> Result<(), StoreError> {
    let version: i64 = w.query_one(
        "INSERT INTO sequence (name, value) VALUES ('video_rank', 1)
         ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
        params![],
        |row| row.get(0),
    )?;
    w.execute(
        "UPDATE video_rank SET until = ?2 WHERE video_nid = ?1 AND until = ?3",
        params![video, version, HOLDS],
    )?;
    let rank = i64::try_from(published_ms)
        .unwrap_or(i64::MAX)
        .saturating_add(level * LEVEL_MS);
    w.execute(
        "INSERT INTO video_rank (video_nid, since, until, rank, level, published_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![video, version, HOLDS, rank, level, published_ms],
    )?;
    let old = w.query::<(i64, i64), StoreError>(
        "SELECT video_nid, since FROM video_rank WHERE until < 9223372036854775807 AND until < ?1 ORDER BY until LIMIT ?2",
        params![version - KEPT, GONE_AT_ONCE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (video, since) in old {
        w.execute(
            "DELETE FROM video_rank WHERE video_nid = ?1 AND since = ?2",
            params![video, since],
        )?;
    }
    Ok(())
}

/// Places after another, in the order of a version: rank and video.
pub(super) fn after(
    tx: &mut Tx<'_>,
    (rank, video): (i64, i64),
    version: i64,
    limit: usize,
) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.query(
        "SELECT rank, video_nid FROM video_rank
         WHERE (rank, video_nid) < (?1, ?2) AND since <= ?3 AND until > ?3
         ORDER BY rank DESC, video_nid DESC LIMIT ?4",
        params![rank, video, version, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn a_level_is_half_a_doubling() {
        let levels: Vec<_> = [-1, 0, 1, 2, 3, 10, 1000].map(level).into();
        assert_eq!(levels, [0, 0, 2, 3, 4, 6, 19]);
    }
}
