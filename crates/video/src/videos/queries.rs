//! SQL of videos, their files and their tags.

use serde::Serialize;
use store::{Row, StoreError, Tx, Write, params};
use utoipa::ToSchema;

use crate::access::Visibility;

/// How far a video is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VideoState)]
pub(crate) enum State {
    Processing,
    Ready,
    Failed,
}

impl State {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Processing => 0,
            Self::Ready => 1,
            Self::Failed => 2,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Processing,
            1 => Self::Ready,
            _ => Self::Failed,
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) nid: i64,
    pub(crate) id: String,
    pub(crate) author: i64,
    pub(crate) upload: String,
    pub(crate) state: State,
    pub(crate) reason: Option<String>,
    pub(crate) tries: i64,
    pub(crate) ord: Option<i64>,
    pub(crate) visibility: Visibility,
    pub(crate) caption: String,
    pub(crate) language: Option<String>,
    pub(crate) comments_open: bool,
    pub(crate) sensitive: bool,
    pub(crate) source_bytes: u64,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) width: Option<u64>,
    pub(crate) height: Option<u64>,
    pub(crate) generation: i64,
    pub(crate) created_ms: u64,
    /// The host decided that it is for people with an account alone.
    pub(crate) is_age_marked: bool,
}

impl Stored {
    pub(crate) fn is_ready(&self) -> bool {
        self.state == State::Ready
    }
}

/// The columns of [`Stored`], of a table `video` named `v`.
macro_rules! columns {
    () => {
        "v.nid, v.id, v.author_nid, v.upload, v.state, v.reason, v.tries, v.ord, v.audience, v.caption, v.language, \
         v.comments_open, v.is_sensitive, v.source_bytes, v.duration_ms, v.width, v.height, v.generation, v.created_ms, \
         (SELECT COUNT(*) FROM video_judgement j WHERE j.video_nid = v.nid AND j.decision = 2)"
    };
}
pub(crate) use columns;

/// Reads [`columns`].
pub(crate) fn stored(row: &Row<'_>) -> Result<Stored, StoreError> {
    Ok(Stored {
        nid: row.get(0)?,
        id: row.get(1)?,
        author: row.get(2)?,
        upload: row.get(3)?,
        state: State::of_code(row.get(4)?),
        reason: row.get(5)?,
        tries: row.get(6)?,
        ord: row.get(7)?,
        visibility: Visibility::of_code(row.get(8)?),
        caption: row.get(9)?,
        language: row.get(10)?,
        comments_open: row.get(11)?,
        sensitive: row.get(12)?,
        source_bytes: row.get(13)?,
        duration_ms: row.get(14)?,
        width: row.get(15)?,
        height: row.get(16)?,
        generation: row.get(17)?,
        created_ms: row.get(18)?,
        is_age_marked: row.get(19)?,
    })
}

pub(crate) fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Stored>, StoreError> {
    tx.query_opt(
        concat!("SELECT ", columns!(), " FROM video v WHERE v.id = ?1"),
        params![id],
        stored,
    )
}

pub(crate) fn by_nid(tx: &mut Tx<'_>, nid: i64) -> Result<Option<Stored>, StoreError> {
    tx.query_opt(
        concat!("SELECT ", columns!(), " FROM video v WHERE v.nid = ?1"),
        params![nid],
        stored,
    )
}

/// The video at a place in time.
pub(crate) fn by_ord(tx: &mut Tx<'_>, ord: i64) -> Result<Option<Stored>, StoreError> {
    tx.query_opt(
        concat!("SELECT ", columns!(), " FROM video v WHERE v.ord = ?1"),
        params![ord],
        stored,
    )
}

/// The video that was made of an upload.
pub(crate) fn by_upload(tx: &mut Tx<'_>, upload: &str) -> Result<Option<Stored>, StoreError> {
    tx.query_opt(
        concat!("SELECT ", columns!(), " FROM video v WHERE v.upload = ?1"),
        params![upload],
        stored,
    )
}

/// Videos of an author, also those that only he sees, oldest first.
pub(crate) fn of_author(
    tx: &mut Tx<'_>,
    author: i64,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        concat!(
            "SELECT ",
            columns!(),
            " FROM video v WHERE v.author_nid = ?1 ORDER BY v.nid LIMIT ?2"
        ),
        params![author, limit],
        stored,
    )
}

/// A video that is being made; its number.
pub(super) struct New<'a> {
    pub(super) id: &'a str,
    pub(super) author: i64,
    pub(super) upload: &'a str,
    pub(super) visibility: Visibility,
    /// Whether its author chose more people than his private account has.
    pub(super) is_narrowed: bool,
    pub(super) caption: &'a str,
    pub(super) language: Option<&'a str>,
    pub(super) comments_open: bool,
    pub(super) sensitive: bool,
    pub(super) source_bytes: u64,
    pub(super) now_ms: u64,
}

/// A number that no video had before, not even one that is gone: what was said to that one is still being cleared away
/// by its number.
fn next_number(w: &mut Write<'_, '_>) -> Result<i64, StoreError> {
    let newest: i64 = w.query_one(
        "SELECT COALESCE(MAX(nid), 0) FROM video",
        params![],
        |row| row.get(0),
    )?;
    let noted = w.get::<String>(
        "SELECT value FROM setting WHERE name = 'video_number'",
        params![],
    )?;
    let noted = noted.and_then(|noted| noted.parse().ok()).unwrap_or(0);
    let next = newest.max(noted) + 1;
    w.execute(
        "INSERT INTO setting (name, value) VALUES ('video_number', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![&next.to_string()],
    )?;
    Ok(next)
}

pub(super) fn insert(w: &mut Write<'_, '_>, new: &New<'_>) -> Result<i64, StoreError> {
    let nid = next_number(w)?;
    w.execute(
        "INSERT INTO video (nid, id, author_nid, upload, state, audience, caption, language, comments_open,
           is_sensitive, source_bytes, created_ms, changed_ms)
         VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            nid,
            new.id,
            new.author,
            new.upload,
            new.visibility.code(),
            new.caption,
            new.language,
            new.comments_open,
            new.sensitive,
            new.source_bytes,
            new.now_ms,
            new.now_ms
        ],
    )?;
    if new.is_narrowed {
        set_narrowed(w, nid, true)?;
    }
    Ok(nid)
}

/// Whether a video is for fewer people than its author chose, because his account is private.
pub(super) fn set_narrowed(
    w: &mut Write<'_, '_>,
    video: i64,
    is_narrowed: bool,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video SET is_narrowed = ?2 WHERE nid = ?1",
        params![video, is_narrowed],
    )?;
    Ok(())
}

/// What the author may change.
pub(super) fn update(w: &mut Write<'_, '_>, video: &Stored) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video SET audience = ?2, caption = ?3, language = ?4, comments_open = ?5, is_sensitive = ?6
         WHERE nid = ?1",
        params![
            video.nid,
            video.visibility.code(),
            &video.caption,
            video.language.as_deref(),
            video.comments_open,
            video.sensitive
        ],
    )?;
    Ok(())
}

pub(super) fn set_tags(
    w: &mut Write<'_, '_>,
    video: i64,
    tags: &[String],
) -> Result<(), StoreError> {
    w.execute("DELETE FROM video_tag WHERE video_nid = ?1", params![video])?;
    for tag in tags {
        w.execute(
            "INSERT INTO video_tag (tag, video_nid) VALUES (?1, ?2)",
            params![tag, video],
        )?;
    }
    Ok(())
}

/// One file of a video.
#[derive(Debug, Clone)]
pub(crate) struct PlayedFile {
    pub(crate) name: String,
    pub(crate) blob: String,
    pub(crate) bytes: u64,
    pub(crate) content_type: String,
}

pub(crate) fn file(
    tx: &mut Tx<'_>,
    video: i64,
    generation: i64,
    name: &str,
) -> Result<Option<PlayedFile>, StoreError> {
    tx.query_opt(
        "SELECT name, blob, bytes, content_type FROM video_file
         WHERE video_nid = ?1 AND generation = ?2 AND name = ?3",
        params![video, generation, name],
        played_file,
    )
}

/// All files of a video, of every generation.
pub(crate) fn files(tx: &mut Tx<'_>, video: i64) -> Result<Vec<PlayedFile>, StoreError> {
    tx.query(
        "SELECT name, blob, bytes, content_type FROM video_file WHERE video_nid = ?1",
        params![video],
        played_file,
    )
}

/// The files of one generation of a video.
pub(crate) fn files_of(
    tx: &mut Tx<'_>,
    video: i64,
    generation: i64,
) -> Result<Vec<PlayedFile>, StoreError> {
    tx.query(
        "SELECT name, blob, bytes, content_type FROM video_file WHERE video_nid = ?1 AND generation = ?2",
        params![video, generation],
        played_file,
    )
}

fn played_file(row: &Row<'_>) -> Result<PlayedFile, StoreError> {
    Ok(PlayedFile {
        name: row.get(0)?,
        blob: row.get(1)?,
        bytes: row.get(2)?,
        content_type: row.get(3)?,
    })
}

/// Whether a video is still made of a blob.
pub(super) fn is_referenced(tx: &mut Tx<'_>, blob: &str) -> Result<bool, StoreError> {
    let found = tx.get::<i64>("SELECT 1 FROM video_file WHERE blob = ?1", params![blob]);
    Ok(found?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_number_of_a_video_that_is_gone_is_not_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/causeway.db", folder.path().display());
        let store = store::Store::open(&url, crate::MIGRATIONS).unwrap();
        for expected in [1, 2, 3] {
            let number = store.write(next_number).await.unwrap();
            assert_eq!(number, expected);
        }
        store.close().await;
    }
}
