//! What people did with a video, by day (UTC): for its author's numbers and for what rises now. An act that is taken
//! back is taken from the day on which it was done, so that a day tells what of it still stands.

use store::{StoreError, Tx, Write, params};

use super::counts::Kind;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The day of a time, counted from 1970.
pub(crate) fn day(ms: u64) -> u64 {
    ms / DAY_MS
}

/// A language as trends are told apart by it: `zh` for zh-Hans.
pub(crate) fn language(tag: &str) -> String {
    let first = tag.split('-').next().unwrap_or_default();
    first.chars().take(8).collect::<String>().to_lowercase()
}

impl Kind {
    /// The column, and what one is worth for what rises: a share says more than a comment, and that more than a like.
    fn column(self) -> (&'static str, i64) {
        match self {
            Self::Likes => ("likes", 4),
            Self::Comments => ("comments", 8),
            Self::Shares => ("shares", 12),
            Self::Saves => ("saves", 8),
            Self::Reposts => ("reposts", 12),
        }
    }
}

/// Moves the count of the day on which an act was done.
pub(super) fn add(
    w: &mut Write<'_, '_>,
    video: i64,
    kind: Kind,
    done_ms: u64,
    by: i64,
) -> Result<(), StoreError> {
    let (column, points) = kind.column();
    add_to(w, video, column, day(done_ms), (by, by * points))
}

/// A view more. One to the end says a little about the video; the start of one nothing.
pub(crate) fn viewed(
    w: &mut Write<'_, '_>,
    video: i64,
    day: u64,
    is_whole: bool,
) -> Result<(), StoreError> {
    add_to(w, video, "views", day, (1, i64::from(is_whole)))
}

fn add_to(
    w: &mut Write<'_, '_>,
    video: i64,
    column: &str,
    day: u64,
    (by, points): (i64, i64),
) -> Result<(), StoreError> {
    let spoken = w.get::<String>(
        "SELECT COALESCE(language, '') FROM video WHERE nid = ?1",
        params![video],
    )?;
    let Some(spoken) = spoken else { return Ok(()) };
    w.execute(
        &format!(
            "INSERT INTO video_day (video_nid, day, language, {column}, points) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (video_nid, day) DO UPDATE SET {column} = video_day.{column} + excluded.{column},
               points = video_day.points + excluded.points"
        ),
        params![video, day, &language(&spoken), by, points],
    )?;
    Ok(())
}

/// Brings all days of a video to its language.
pub(crate) fn speak(w: &mut Write<'_, '_>, video: i64, spoken: &str) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_day SET language = ?2 WHERE video_nid = ?1 AND language <> ?2",
        params![video, &language(spoken)],
    )?;
    Ok(())
}

/// The videos with most points on a day, of one language or of all: numbers and points.
pub(crate) fn most(
    tx: &mut Tx<'_>,
    day: u64,
    language: Option<&str>,
    limit: usize,
) -> Result<Vec<(i64, u64)>, StoreError> {
    let read = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match language {
        None => tx.query(
            "SELECT video_nid, points FROM video_day WHERE day = ?1 AND points > 0 ORDER BY points DESC LIMIT ?2",
            params![day, limit],
            read,
        ),
        Some(language) => tx.query(
            "SELECT video_nid, points FROM video_day WHERE language = ?3 AND day = ?1 AND points > 0
             ORDER BY points DESC LIMIT ?2",
            params![day, limit, language],
            read,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn a_language_is_told_by_its_first_part() {
        let parts = ["en", "EN-gb", "zh-Hans-CN", "yue", ""].map(language);
        assert_eq!(parts, ["en", "en", "zh", "yue", ""]);
    }
}
