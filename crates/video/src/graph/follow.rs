//! `PUT` and `DELETE /_causeway/v1/users/{user_id}/follow`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{VideoSettings, other, parse, queries};
use crate::{
    Video, access,
    notifications::{self, Kind, News},
    people,
};

/// Whether I follow somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Following {
    following: bool,
    /// Whether I have asked to follow a private account that has not answered.
    requested: bool,
}

/// Follows somebody: their videos come in my Following. A private account is asked first.
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
    let followed = v.store.write(move |w| {
        let followee = other(w, user, &followee)?;
        // Who blocks somebody lets go of him first.
        if access::has_blocked(w, user, followee)? {
            return Err(Error::forbidden("You have blocked this person"));
        }
        let asks = VideoSettings::of(w, followee)?.private && !access::follows(w, user, followee)?;
        let (is_new, kind) = if asks {
            (
                queries::request(w, user, followee, now_ms)?,
                Kind::FollowRequest,
            )
        } else {
            (queries::follow(w, user, followee, now_ms)?, Kind::Follow)
        };
        if is_new {
            notifications::tell(w, followee, &News::of_person(kind, user), now_ms)?;
        }
        Ok::<_, Error>(Following {
            following: !asks,
            requested: asks,
        })
    });
    Ok(Json(followed.await?))
}

/// Follows somebody no longer, and no longer asks to.
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
                part(w, user, followee)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(Following {
        following: false,
        requested: false,
    }))
}

/// Ends that `user` follows `followee` or asks to, and what `followee` was told of it.
pub(super) fn part(
    w: &mut store::Write<'_, '_>,
    user: i64,
    followee: i64,
) -> std::result::Result<(), store::StoreError> {
    queries::unfollow(w, user, followee)?;
    queries::withdraw(w, user, followee)?;
    notifications::take_back(w, followee, Kind::Follow, user)?;
    notifications::take_back(w, followee, Kind::FollowRequest, user)
}
