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

/// How fast a video plays, in percent of how it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Speed(u64);

impl Speed {
    /// As it was recorded.
    pub(crate) const RECORDED: Self = Self(100);

    /// Half, once or twice; `None`: another, which sound cannot follow without breaking.
    pub(crate) fn of(factor: f64) -> Option<Self> {
        let known = [(0.5, 50), (1.0, 100), (2.0, 200)];
        let found = known
            .iter()
            .find(|(one, _)| (one - factor).abs() < f64::EPSILON);
        found.map(|(_, percent)| Self(*percent))
    }

    /// How long that will be which is so long in the recording.
    pub(crate) fn made(self, recorded: u64) -> u64 {
        recorded * 100 / self.0
    }

    /// How long that is in the recording which is to be so long.
    pub(crate) fn recorded(self, made: u64) -> u64 {
        made * self.0 / 100
    }

    /// As ffmpeg reads it; `None`: nothing is to be done.
    pub(crate) fn factor(self) -> Option<&'static str> {
        match self.0 {
            50 => Some("0.5"),
            200 => Some("2"),
            _ => None,
        }
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::RECORDED
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
    /// Absent in wishes from before there was a choice.
    #[serde(default)]
    pub(crate) speed: Speed,
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
            speed: Speed::RECORDED,
            cover_ms: None,
            other: None,
            music: None,
            original_volume: 100,
        }
    }
}
