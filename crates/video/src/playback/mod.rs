//! The files that players fetch: immutable, by range, from the blobs as they are read. Public ones have addresses
//! that stay; the others have addresses that are signed and run out.

mod address;
mod file;
mod tracks;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) use address::{Key, Playback, addresses, folder};

/// The names of files of every video.
pub(crate) const MASTER: &str = "master.m3u8";
pub(crate) const MP4: &str = "video.mp4";
pub(crate) const POSTER: &str = "poster.jpg";
pub(crate) const SPRITE: &str = "sprite.jpg";
pub(crate) const PREVIEW: &str = "preview.mp4";

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new().routes(routes!(file::file))
}
