//! Videos: posting, reading, changing, deleting one.

pub(crate) mod answer;
mod create;
mod delete;
mod edit;
mod get;
mod orphans;
pub(crate) mod queries;
mod retry;
pub(crate) mod shown;
pub(crate) mod tags;

use http_server::{Error, Result};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) use delete::{
    DROP_BLOB, REMOVE_REST, delete_in, drop_blob, drop_soon, drop_unreferenced, remove_rest,
};
pub(crate) use orphans::look_now_and_then;
pub use orphans::sweep as sweep_blobs;

/// Longest caption, in characters.
const CAPTION_CHARS_MAX: usize = 2200;
/// Longest tag of a language (BCP 47).
const LANGUAGE_BYTES_MAX: usize = 35;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(create::create))
        .routes(routes!(get::get, edit::edit, delete::delete))
        .routes(routes!(retry::retry))
}

fn check_caption(caption: &str) -> Result<()> {
    if caption.chars().count() > CAPTION_CHARS_MAX {
        return Err(Error::invalid_param(format!(
            "A caption may have at most {CAPTION_CHARS_MAX} characters"
        )));
    }
    if caption.contains('\0') {
        return Err(Error::invalid_param("A caption may not hold U+0000"));
    }
    Ok(())
}

pub(crate) fn check_language(language: Option<&str>) -> Result<()> {
    let fits = |tag: &str| {
        (2..=LANGUAGE_BYTES_MAX).contains(&tag.len())
            && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if language.is_none_or(fits) {
        return Ok(());
    }
    Err(Error::invalid_param(
        "language must be a tag such as en or zh-Hans (BCP 47)",
    ))
}
