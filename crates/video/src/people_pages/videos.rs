//! `GET /_causeway/v1/users/{user_id}/videos`.

use axum::extract::State;
use http_server::{Error, Guest, Json, Path, Query, Result};

use crate::{
    Video, access,
    feed::{self, Page, VideoPage},
    graph::{self, parse},
    videos::shown,
};

/// Videos of one's own that are not ready, before the first page: with what waits for the processor nobody has more.
const UNREADY_MAX: usize = 50;

/// Lists the videos of somebody that I may see, newest first. My own that are not ready (yet) come before the first page.
#[utoipa::path(
    get, path = "/_causeway/v1/users/{user_id}/videos", tag = "video", operation_id = "videos_of_person",
    params(("user_id" = String, Path, description = "User id"), Page),
    responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(user_id): Path<String>,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (feed::page_size(which.limit), feed::before(&which)?);
    let (work, viewer, user_id) = (v.clone(), who.map(|who| who.user), parse(&user_id)?);
    let page = v.store.read(move |tx| {
        let person = graph::person(tx, viewer, &user_id)?;
        let audience = access::audience(tx, viewer, person)?;
        let found = feed::queries::of_author(tx, person, before, audience, limit + 1)?;
        let mut page = feed::own_page(&work, tx, viewer, found, limit)?;
        if viewer == Some(person) && which.from.is_none() {
            let mut unready = Vec::new();
            for video in feed::queries::unready(tx, person, UNREADY_MAX)? {
                unready.push(shown::show(&work, tx, viewer, video)?);
            }
            page.videos.splice(0..0, unready);
        }
        Ok::<_, Error>(page)
    });
    Ok(Json(page.await?))
}
