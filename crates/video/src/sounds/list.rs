//! `GET /_causeway/v1/sounds/{id}/videos`.

use axum::extract::State;
use http_server::{Guest, Json, Path, Query, Result};

use super::show;
use crate::{
    Video,
    feed::{Page, VideoPage, before, page_size},
    listing::sound_term,
    search::terms,
};

/// Lists the videos that play a sound, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/sounds/{id}/videos", tag = "video", operation_id = "videos_of_sound",
    params(("id" = String, Path, description = "The sound"), Page),
    responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(id): Path<String>,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (page_size(which.limit), before(&which)?);
    let viewer = who.map(|who| who.user);
    let terms = vec![sound_term(&id)];
    let work = v.clone();
    v.store.read(move |tx| show(&work, tx, viewer, &id)).await?;
    Ok(Json(terms::page(&v, viewer, terms, before, limit).await?))
}
