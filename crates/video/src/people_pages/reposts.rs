//! `GET /_causeway/v1/users/{user_id}/reposts`.

use axum::extract::State;
use http_server::{Guest, Json, Path, Query, Result};

use super::PeopleWhich;
use crate::{
    Video, access,
    feed::VideoPage,
    graph::{self, parse},
    saves::{self, Kept},
};

/// Lists the videos that somebody reposted and I may see, the last one first. Those of a private account are for its
/// followers.
#[utoipa::path(
    get, path = "/_causeway/v1/users/{user_id}/reposts", tag = "video", operation_id = "reposts_of_person",
    params(("user_id" = String, Path, description = "User id"), PeopleWhich),
    responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(user_id): Path<String>,
    Query(which): Query<PeopleWhich>,
) -> Result<Json<VideoPage>> {
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let (user_id, asked) = (parse(&user_id)?, which.read()?);
    let page = v.store.read(move |tx| {
        let person = graph::person(tx, viewer, &user_id)?;
        let is_open = match viewer {
            Some(viewer) if viewer == person => true,
            Some(viewer) if access::has_blocked(tx, viewer, person)? => false,
            Some(viewer) if access::follows(tx, viewer, person)? => true,
            _ => !access::is_private(tx, person)?,
        };
        if !is_open {
            return Ok(VideoPage::empty());
        }
        saves::page(&work, tx, viewer, Kept::Reposted(person), asked)
    });
    Ok(Json(page.await?))
}
