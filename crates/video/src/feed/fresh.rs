//! `GET /_causeway/v1/feed/fresh`: the newest public videos.

use axum::extract::State;
use http_server::{Guest, Json, Query, Result};

use super::{Page, VideoPage, before, page, page_size, queries};
use crate::Video;

/// Lists the newest public videos.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/fresh", tag = "video", operation_id = "feed_fresh",
    params(Page), responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn fresh(
    State(v): State<Video>,
    Guest(who): Guest,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (page_size(which.limit), before(&which)?);
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let shown = v.store.read(move |tx| {
        let found = queries::fresh(tx, before, limit + 1)?;
        page(&work, tx, viewer, found, limit)
    });
    Ok(Json(shown.await?))
}
