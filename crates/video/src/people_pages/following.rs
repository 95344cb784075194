//! `GET /_causeway/v1/users/{user_id}/following`.

use axum::extract::State;
use http_server::{Caller, Json, Path, Query, Result};

use super::{PeoplePage, PeopleWhich, open_person, people_page};
use crate::{
    Video,
    graph::{parse, queries::Listed},
};

/// Lists whom somebody follows, newest first. That of a private account is for its followers.
#[utoipa::path(
    get, path = "/_causeway/v1/users/{user_id}/following", tag = "video", operation_id = "following",
    params(("user_id" = String, Path, description = "User id"), PeopleWhich),
    responses((status = 200, body = PeoplePage))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
    Query(which): Query<PeopleWhich>,
) -> Result<Json<PeoplePage>> {
    let (viewer, user_id, asked) = (who.user, parse(&user_id)?, which.read()?);
    let page = v.store.read(move |tx| {
        let person = open_person(tx, viewer, &user_id)?;
        people_page(tx, Some(viewer), Listed::Following, person, asked)
    });
    Ok(Json(page.await?))
}
