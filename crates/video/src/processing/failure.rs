//! Why a video was not processed.

use store::StoreError;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is the file: another try ends the same way. The text is for the author.
    Bad(String),
    /// It is us, or the moment: it is tried again. The text is for the host.
    Fault(String),
}

impl Failure {
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self::Bad(text.into())
    }

    pub(super) fn fault(text: impl std::fmt::Display) -> Self {
        Self::Fault(text.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::fault(error)
    }
}
