//! What an author asked for when he posted: kept as JSON beside the video, and read by the job.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Cut {
    /// Where it begins, in milliseconds.
    pub(crate) start_ms: u64,
    /// Where it ends.
    pub(crate) end_ms: u64,
}

impl Cut {
    pub(crate) fn length_ms(self) -> u64 {
        self.end_ms.saturating_sub(self.start_ms)
    }
}

/// How another's video is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Use {
    /// Side by side.
    Duet,
    /// This part of it, before one's own.
    Stitch(Cut),
}

/// Another's video in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Other {
    /// Its number.
    pub(crate) of: i64,
    pub(crate) how: Use,
}

/// Another's sound under this video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Music {
    /// The number of the video whose sound it is.
    pub(crate) of: i64,
    /// In percent.
    pub(crate) volume: u8,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wishes {
    /// What is kept of the upload.
    pub(crate) trim: Option<Cut>,
    /// The moment of the cover, in what is made.
    pub(crate) cover_ms: Option<u64>,
    pub(crate) other: Option<Other>,
    pub(crate) music: Option<Music>,
    /// Of the upload's own sound, in percent.
    pub(crate) original_volume: u8,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            trim: None,
            cover_ms: None,
            other: None,
            music: None,
            original_volume: 100,
        }
    }
}
