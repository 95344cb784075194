//! `PUT` and `DELETE /_causeway/v1/users/{user_id}/follow`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use ruma::{OwnedUserId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries;
use crate::{Video, people};

/// Whether I follow somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Following {
    following: bool,
}

/// Follows somebody: their videos come in my Following.
#[utoipa::path(
    put, path = "/_causeway/v1/users/{user_id}/follow", tag = "video", operation_id = "follow",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = Following))
)]
pub(crate) async fn follow(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<Following>> {
    let (user, now_ms, followee) = (who.user, v.now_ms(), parse(&user_id)?);
    v.store
        .write(move |w| {
            let followee = people::find(w, &followee)?
                .ok_or_else(|| Error::not_found("There is nobody of this name here"))?;
            if followee == user {
                return Err(Error::invalid_param("You cannot follow yourself"));
            }
            Ok(queries::follow(w, user, followee, now_ms)?)
        })
        .await?;
    Ok(Json(Following { following: true }))
}

/// Follows somebody no longer.
#[utoipa::path(
    delete, path = "/_causeway/v1/users/{user_id}/follow", tag = "video", operation_id = "unfollow",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = Following))
)]
pub(crate) async fn unfollow(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<Following>> {
    let (user, followee) = (who.user, parse(&user_id)?);
    v.store
        .write(move |w| {
            // Also somebody whose account has ended.
            if let Some(followee) = people::known(w, &followee)? {
                queries::unfollow(w, user, followee)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(Following { following: false }))
}

fn parse(user_id: &str) -> Result<OwnedUserId> {
    UserId::parse(user_id).map_err(|_| Error::invalid_param("This is no user id"))
}
