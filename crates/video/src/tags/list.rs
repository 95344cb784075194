//! `GET /_causeway/v1/tags/{tag}/videos`.

use axum::extract::State;
use http_server::{Guest, Json, Path, Query, Result};

use super::name;
use crate::{
    Video,
    feed::{Page, VideoPage, before, page_size},
    listing::tag_term,
    search::terms,
};

/// Lists the videos with a tag, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/tags/{tag}/videos", tag = "video", operation_id = "videos_of_tag",
    params(("tag" = String, Path, description = "The tag, with or without its hash"), Page),
    responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(tag): Path<String>,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (page_size(which.limit), before(&which)?);
    let terms = vec![tag_term(&name::parse(&tag)?)];
    let viewer = who.map(|who| who.user);
    Ok(Json(terms::page(&v, viewer, terms, before, limit).await?))
}
