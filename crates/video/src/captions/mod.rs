//! Captions of videos (WebVTT): what authors upload is read cue by cue and written again, so that nothing but text
//! and four harmless tags arrives at players.

mod change;
mod queries;
mod vtt;

use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Video, videos::check_language};

pub(crate) use queries::{Track, delete_all, text, tracks};

/// Longest file of captions, in bytes.
const TEXT_BYTES_MAX: usize = 256 * 1024;
/// Languages of one video.
const TRACKS_MAX: usize = 20;
/// Longest name of a track, in characters.
const LABEL_CHARS_MAX: usize = 60;

/// Captions that come with a new video.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewCaptions {
    /// A BCP 47 tag.
    language: String,
    /// What people choose them by; the language's tag unless it says otherwise.
    label: Option<String>,
    /// WebVTT.
    vtt: String,
}

/// Captions as players fetch them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Captions {
    pub(crate) language: String,
    pub(crate) label: String,
    /// WebVTT.
    pub(crate) url: String,
}

/// Captions that were read and may be stored.
#[derive(Debug)]
pub(crate) struct Clean {
    language: String,
    label: String,
    vtt: String,
}

impl NewCaptions {
    /// Reads them, or tells what is wrong.
    pub(crate) fn clean(self) -> Result<Clean> {
        check_language(Some(&self.language))?;
        Ok(Clean {
            label: label(self.label.as_deref(), &self.language),
            vtt: vtt::clean(&self.vtt).map_err(Error::invalid_param)?,
            language: self.language,
        })
    }
}

/// All captions that come with a new video.
pub(crate) fn clean_all(all: Vec<NewCaptions>) -> Result<Vec<Clean>> {
    if all.len() > TRACKS_MAX {
        return Err(too_many());
    }
    all.into_iter().map(NewCaptions::clean).collect()
}

fn too_many() -> Error {
    Error::invalid_param(format!(
        "A video may have captions in {TRACKS_MAX} languages"
    ))
}

/// Stores captions of a video; those of the same language go.
pub(crate) fn store(w: &mut Write<'_, '_>, video: i64, clean: &Clean) -> Result<(), StoreError> {
    queries::put(w, video, &clean.language, &clean.label, &clean.vtt)
}

/// A name that can stand in a playlist.
fn label(given: Option<&str>, language: &str) -> String {
    let text: String = given
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control() && *c != '"')
        .take(LABEL_CHARS_MAX)
        .collect();
    let text = text.trim();
    if text.is_empty() {
        language.to_owned()
    } else {
        text.to_owned()
    }
}

/// What a video has, with addresses.
pub(crate) fn shown(
    tx: &mut Tx<'_>,
    video: i64,
    folder: &str,
) -> Result<Vec<Captions>, StoreError> {
    let with_address = |track: Track| Captions {
        url: format!("{folder}captions.{}.vtt", track.language),
        language: track.language,
        label: track.label,
    };
    Ok(tracks(tx, video)?.into_iter().map(with_address).collect())
}

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new().routes(routes!(change::put, change::delete))
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_cannot_leave_its_quotes() {
        assert_eq!(label(Some("Eng\"\nlish"), "en"), "English");
        assert_eq!(label(Some(" \n"), "en"), "en");
        assert_eq!(label(None, "zh-Hans"), "zh-Hans");
    }
}
