//! `GET /_causeway/v1/tags/{tag}`: how many public videos have a tag.

use axum::extract::State;
use http_server::{Guest, Json, Path, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    name,
    trend::{self, Trend},
};
use crate::Video;

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoTag {
    /// Lower-case, without the hash.
    pub(crate) tag: String,
    /// Public videos that have it.
    pub(crate) videos: u64,
}

/// Tells of a tag; one that nobody uses has no videos.
#[utoipa::path(
    get, path = "/_causeway/v1/tags/{tag}", tag = "video", operation_id = "video_tag",
    params(("tag" = String, Path, description = "The tag, with or without its hash")),
    responses((status = 200, body = VideoTag)), security(())
)]
pub(crate) async fn one(
    State(v): State<Video>,
    _: Guest,
    Path(tag): Path<String>,
) -> Result<Json<VideoTag>> {
    let tag = name::parse(&tag)?;
    let told = v.store.read(move |tx| {
        let videos = trend::ever(tx, Trend::Tag, &tag)?;
        Ok::<_, http_server::Error>(VideoTag { tag, videos })
    });
    Ok(Json(told.await?))
}
