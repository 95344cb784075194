//! `GET /_causeway/v1/follow_requests`, `PUT` and `DELETE …/{user_id}`: who asks to follow a private account.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Query, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    parse,
    queries::{self, Listed},
};
use crate::{
    Video,
    notifications::{self, Kind},
    people,
    people_pages::{PeoplePage, PeopleWhich, people_page},
};

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestAnswered {}

/// Lists who asks to follow me, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/follow_requests", tag = "video", operation_id = "follow_requests",
    params(PeopleWhich), responses((status = 200, body = PeoplePage))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<PeopleWhich>,
) -> Result<Json<PeoplePage>> {
    let (user, asked) = (who.user, which.read()?);
    let page = v
        .store
        .read(move |tx| people_page(tx, Some(user), Listed::Requests, user, asked));
    Ok(Json(page.await?))
}

/// Lets somebody follow me who asked. Who did not ask, or no longer does, is 404.
#[utoipa::path(
    put, path = "/_causeway/v1/follow_requests/{user_id}", tag = "video", operation_id = "accept_follow",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = RequestAnswered))
)]
pub(crate) async fn accept(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<RequestAnswered>> {
    let (user, now_ms, other) = (who.user, v.now_ms(), parse(&user_id)?);
    v.store
        .write(move |w| {
            let other = people::find(w, &other)?.ok_or_else(no_request)?;
            if queries::withdraw(w, other, user)? {
                queries::follow(w, other, user, now_ms)?;
                return Ok(notifications::take_back(
                    w,
                    user,
                    Kind::FollowRequest,
                    other,
                )?);
            }
            // The same once more changes nothing.
            match crate::access::follows(w, other, user)? {
                true => Ok(()),
                false => Err(no_request()),
            }
        })
        .await?;
    Ok(Json(RequestAnswered {}))
}

/// Does not let somebody follow me who asked.
#[utoipa::path(
    delete, path = "/_causeway/v1/follow_requests/{user_id}", tag = "video", operation_id = "decline_follow",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = RequestAnswered))
)]
pub(crate) async fn decline(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<RequestAnswered>> {
    let (user, other) = (who.user, parse(&user_id)?);
    v.store
        .write(move |w| {
            if let Some(other) = people::known(w, &other)?
                && queries::withdraw(w, other, user)?
            {
                notifications::take_back(w, user, Kind::FollowRequest, other)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(RequestAnswered {}))
}

fn no_request() -> Error {
    Error::not_found("This person does not ask to follow you")
}
