//! Sounds: each video with sound has one of its own, until it uses that of another. A sound is named by the video
//! that it comes from, is seen by whom that video is for, and goes with it.

mod list;
mod one;
mod trending;

use base::words;
use http_server::{Error, Result};
use serde::Serialize;
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Video,
    access::{self, Visibility},
    people::{self, PublicProfile},
    playback,
    tags::trend::{self, Trend},
    videos::queries::{self, Stored},
};

/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 80;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(one::one))
        .routes(routes!(list::list))
        .routes(routes!(trending::trending))
}

/// The sound that a video plays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SoundOfVideo {
    id: String,
    /// Words of the caption of the video that it comes from; empty when it has none.
    title: String,
    /// Whose it is.
    author: PublicProfile,
    duration_ms: u64,
}

/// A sound.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sound {
    #[serde(flatten)]
    sound: SoundOfVideo,
    /// Public videos that play it.
    videos: u64,
    /// The video that it comes from.
    of_video: String,
    /// The picture of that video, and one small file to hear it by.
    poster: String,
    mp4: String,
}

/// The id of the video whose sound a video plays.
pub(crate) fn source(tx: &mut Tx<'_>, video: i64) -> Result<Option<String>, StoreError> {
    tx.get(
        "SELECT source FROM video_sound WHERE video_nid = ?1",
        params![video],
    )
}

/// A new video will play the sound `id`: one of its author's, or of a public video.
pub(crate) fn choose(w: &mut Write<'_, '_>, video: i64, user: i64, id: &str) -> Result<()> {
    let source = original(w, Some(user), id)?;
    if source.visibility != Visibility::Public && source.author != user {
        return Err(unknown());
    }
    w.execute(
        "INSERT INTO video_sound (video_nid, source) VALUES (?1, ?2)",
        params![video, id],
    )?;
    Ok(())
}

/// A video has become ready with a sound: its own, unless another was chosen. Call before [`crate::listing::refresh`].
pub(crate) fn has_sound(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_sound (video_nid, source) SELECT nid, id FROM video WHERE nid = ?1
         ON CONFLICT (video_nid) DO NOTHING",
        params![video],
    )?;
    Ok(())
}

/// The video of which `id` is the sound, if the viewer may see it.
fn original(tx: &mut Tx<'_>, viewer: Option<i64>, id: &str) -> Result<Stored> {
    let video = queries::by_id(tx, id)?
        .filter(Stored::is_ready)
        .ok_or_else(unknown)?;
    let is_source = source(tx, video.nid)?.is_some_and(|source| source == video.id);
    if is_source && access::may_see(tx, viewer, &video)? {
        Ok(video)
    } else {
        Err(unknown())
    }
}

fn unknown() -> Error {
    Error::not_found("There is no such sound")
}

/// The sound of a video as a viewer is told; `None`: there is none, or its video is not for him.
pub(crate) fn of_video(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    video: &Stored,
) -> Result<Option<SoundOfVideo>, StoreError> {
    if !video.is_ready() {
        return Ok(None);
    }
    let Some(id) = source(tx, video.nid)? else {
        return Ok(None);
    };
    if id == video.id {
        return told(tx, video).map(Some);
    }
    let Some(original) = queries::by_id(tx, &id)?.filter(Stored::is_ready) else {
        return Ok(None);
    };
    if !access::may_see(tx, viewer, &original)? {
        return Ok(None);
    }
    told(tx, &original).map(Some)
}

fn told(tx: &mut Tx<'_>, original: &Stored) -> Result<SoundOfVideo, StoreError> {
    Ok(SoundOfVideo {
        id: original.id.clone(),
        title: title(&original.caption),
        author: people::profile(tx, original.author)?,
        duration_ms: original.duration_ms.unwrap_or(0),
    })
}

/// A sound by its id, if the viewer may hear it.
pub(crate) fn show(v: &Video, tx: &mut Tx<'_>, viewer: Option<i64>, id: &str) -> Result<Sound> {
    let video = original(tx, viewer, id)?;
    let playback = playback::addresses(v, &video, None, v.now_ms());
    Ok(Sound {
        sound: told(tx, &video)?,
        videos: trend::ever(tx, Trend::Sound, id)?,
        of_video: video.id,
        poster: playback.poster,
        mp4: playback.mp4,
    })
}

/// [`show`], or nothing.
pub(crate) fn shown(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    id: &str,
) -> Result<Option<Sound>> {
    match show(v, tx, viewer, id) {
        Ok(sound) => Ok(Some(sound)),
        Err(error) if error.status == http::StatusCode::NOT_FOUND => Ok(None),
        Err(error) => Err(error),
    }
}

/// A title out of a caption: its beginning without tags.
pub(crate) fn title(caption: &str) -> String {
    let is_word = |word: &&str| !word.starts_with(['#', '＃', '@']);
    let plain: Vec<_> = caption.split_whitespace().filter(is_word).collect();
    plain.join(" ").chars().take(TITLE_CHARS_MAX).collect()
}

/// What sounds are searched by.
pub(crate) fn searched(text: &str) -> Vec<String> {
    words::searched(text)
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_what_a_caption_says_beside_its_tags() {
        assert_eq!(title("  rain on\nthe roof #asmr @mei "), "rain on the roof");
        assert_eq!(title("#only #tags"), "");
        assert_eq!(title(&"猫".repeat(200)).chars().count(), 80);
    }
}
