//! SQL of captions.

use store::{StoreError, Tx, Write, params};

/// Captions in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Track {
    pub(crate) language: String,
    pub(crate) label: String,
}

/// What a video has.
pub(crate) fn tracks(tx: &mut Tx<'_>, video: i64) -> Result<Vec<Track>, StoreError> {
    tx.query(
        "SELECT language, label FROM video_caption WHERE video_nid = ?1 ORDER BY language",
        params![video],
        |row| {
            Ok(Track {
                language: row.get(0)?,
                label: row.get(1)?,
            })
        },
    )
}

/// The text in one language.
pub(crate) fn text(
    tx: &mut Tx<'_>,
    video: i64,
    language: &str,
) -> Result<Option<String>, StoreError> {
    tx.get(
        "SELECT vtt FROM video_caption WHERE video_nid = ?1 AND language = ?2",
        params![video, language],
    )
}

pub(super) fn put(
    w: &mut Write<'_, '_>,
    video: i64,
    language: &str,
    label: &str,
    vtt: &str,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_caption (video_nid, language, label, vtt) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (video_nid, language) DO UPDATE SET label = ?3, vtt = ?4",
        params![video, language, label, vtt],
    )?;
    Ok(())
}

/// Whether there were any.
pub(super) fn delete(
    w: &mut Write<'_, '_>,
    video: i64,
    language: &str,
) -> Result<bool, StoreError> {
    let gone = w.execute(
        "DELETE FROM video_caption WHERE video_nid = ?1 AND language = ?2",
        params![video, language],
    )?;
    Ok(gone > 0)
}

/// Deletes all captions of a video.
pub(crate) fn delete_all(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM video_caption WHERE video_nid = ?1",
        params![video],
    )?;
    Ok(())
}
