//! Why a video was not processed.

use store::StoreError;

/// A reason as its author is told it: a code, for which clients have words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// No MP4, MOV or WebM, or one that cannot be read.
    NotAVideo,
    /// Longer than the host takes.
    TooLong,
    /// Its picture is larger than is taken.
    TooLarge,
    /// Its picture is smaller than is taken.
    TooSmall,
    /// Too many frames a second, or none that can be told.
    TooManyFrames,
    /// Too many streams.
    TooManyStreams,
    /// A codec or shape of pixels that is not taken.
    Unsupported,
    /// It cannot be decoded, or ends before its time.
    Damaged,
    /// There is no picture in it.
    NoPicture,
    /// Nothing is left of it after the cut.
    NothingLeft,
    /// The host does not take a picture in it.
    Blocked,
    /// What was uploaded is gone.
    UploadGone,
    /// The video that it answers is gone.
    OriginalGone,
    /// The host's disk is full.
    DiskFull,
    /// The host has no ffmpeg, or not the sandbox that it asks for.
    NotSetUp,
    /// Every try failed, for reasons of the server.
    GaveUp,
}

impl Reason {
    /// As it is stored and told.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NotAVideo => "not_a_video",
            Self::TooLong => "too_long",
            Self::TooLarge => "too_large",
            Self::TooSmall => "too_small",
            Self::TooManyFrames => "too_many_frames",
            Self::TooManyStreams => "too_many_streams",
            Self::Unsupported => "unsupported",
            Self::Damaged => "damaged",
            Self::NoPicture => "no_picture",
            Self::NothingLeft => "nothing_left",
            Self::Blocked => "blocked",
            Self::UploadGone => "upload_gone",
            Self::OriginalGone => "original_gone",
            Self::DiskFull => "disk_full",
            Self::NotSetUp => "not_set_up",
            Self::GaveUp => "gave_up",
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is the file: another try ends the same way.
    Bad(Reason),
    /// It is us, or the moment: it is tried again. The reason is for the author when no try is left, the text for
    /// the host.
    Fault(Reason, String),
}

impl Failure {
    pub(super) fn fault(text: impl std::fmt::Display) -> Self {
        Self::Fault(Reason::GaveUp, text.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let reason = if error.is_disk_full() {
            Reason::DiskFull
        } else {
            Reason::GaveUp
        };
        Self::Fault(reason, error.to_string())
    }
}
