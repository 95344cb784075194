//! `GET /_causeway/v1/feed/friends`: what those made whom I follow and who follow me, exact and in time order.

use axum::extract::State;
use http_server::{Caller, Json, Query, Result};

use super::{
    Page, VideoPage, before,
    following::{Whose, newest},
    page, page_size,
};
use crate::Video;

/// Lists the videos of my friends, newest first: those whom I follow and who follow me.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/friends", tag = "video", operation_id = "feed_friends",
    params(Page), responses((status = 200, body = VideoPage))
)]
pub(crate) async fn friends(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (page_size(which.limit), before(&which)?);
    let (work, user) = (v.clone(), who.user);
    let shown = v.store.read(move |tx| {
        let found = newest(tx, Whose::Friends, user, before, limit + 1)?;
        page(&work, tx, Some(user), found, limit)
    });
    Ok(Json(shown.await?))
}
