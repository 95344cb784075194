//! `GET /_causeway/v1/liked`.

use axum::extract::State;
use http_server::{Caller, Json, Query, Result};

use super::{Kept, page};
use crate::{Video, feed::VideoPage, people_pages::PeopleWhich};

/// Lists the videos that I like, the last one first. Nobody else can ask for it.
#[utoipa::path(
    get, path = "/_causeway/v1/liked", tag = "video", operation_id = "liked_videos",
    params(PeopleWhich), responses((status = 200, body = VideoPage))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<PeopleWhich>,
) -> Result<Json<VideoPage>> {
    let (work, user, asked) = (v.clone(), who.user, which.read()?);
    let shown = v
        .store
        .read(move |tx| page(&work, tx, Some(user), Kept::Liked(user), asked));
    Ok(Json(shown.await?))
}
