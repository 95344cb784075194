//! What people report to the host, what he decides, what the author says to it; and frames that nobody may post.
//!
//! A removed video is stored as for its author alone, so that every list, address and file knows it at once; what
//! it was for is kept in its [`judgement`].

mod appeal;
mod appeals;
pub(crate) mod audit;
mod blocklist;
mod decide;
pub(crate) mod judgement;
mod queue;
mod recheck;
mod report;

use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub use blocklist::is_blocked;
pub(crate) use recheck::{RECHECK, recheck, version};

/// Longest text of a report, an appeal or a note, in characters.
const TEXT_CHARS_MAX: usize = 2000;
/// Longest code of a reason.
const REASON_BYTES_MAX: usize = 64;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(report::video))
        .routes(routes!(report::comment))
        .routes(routes!(report::person))
        .routes(routes!(appeal::appeal))
        .routes(routes!(queue::listed))
        .routes(routes!(decide::decide))
        .routes(routes!(appeals::listed))
        .routes(routes!(appeals::decide))
        .routes(routes!(audit::listed))
        .routes(routes!(
            blocklist::listed,
            blocklist::add,
            blocklist::remove
        ))
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModerationDone {}

/// What the host decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Decision {
    /// It stays as it is; what an earlier decision did is undone.
    Keep,
    /// It is shown only to who asks for it.
    Sensitive,
    /// It is shown only to people with an account, and only to who asks for it.
    Age,
    /// Nobody but its author sees it.
    Remove,
}

impl Decision {
    fn code(self) -> i64 {
        match self {
            Self::Keep => 0,
            Self::Sensitive => 1,
            Self::Age => 2,
            Self::Remove => 3,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Keep,
            1 => Self::Sensitive,
            2 => Self::Age,
            _ => Self::Remove,
        }
    }

    /// For the list of acts.
    fn act(self) -> &'static str {
        match self {
            Self::Keep => "report.keep",
            Self::Sensitive => "report.sensitive",
            Self::Age => "report.age",
            Self::Remove => "report.remove",
        }
    }
}

/// Whether something waits or is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Waits {
    #[default]
    Open,
    Decided,
}

fn check_text(text: &str) -> Result<()> {
    if text.chars().count() > TEXT_CHARS_MAX || text.contains('\0') {
        return Err(Error::invalid_param(format!(
            "A text may have at most {TEXT_CHARS_MAX} characters, none of them U+0000"
        )));
    }
    Ok(())
}

fn check_reason(reason: &str) -> Result<()> {
    let is_code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if (1..=REASON_BYTES_MAX).contains(&reason.len()) && reason.bytes().all(is_code) {
        return Ok(());
    }
    Err(Error::invalid_param(
        "reason must be a code such as spam: at most 64 of a-z, 0-9 and _",
    ))
}
