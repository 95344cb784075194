//! `PUT` and `DELETE /_causeway/v1/users/{user_id}/mute`, `GET /_causeway/v1/muted`: whose videos and comments are
//! left out of what I am shown unasked. They do not learn of it, and their page is there for me.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Query, Result};
use serde::Serialize;
use store::params;
use utoipa::ToSchema;

use super::{other, parse, queries::Listed};
use crate::{
    Video, people,
    people_pages::{PeoplePage, PeopleWhich, people_page},
};

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MuteChanged {}

/// Mutes somebody: their videos, comments and acts come in no list and notification of mine.
#[utoipa::path(
    put, path = "/_causeway/v1/users/{user_id}/mute", tag = "video", operation_id = "mute",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = MuteChanged))
)]
pub(crate) async fn mute(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<MuteChanged>> {
    let (user, now_ms, muted) = (who.user, v.now_ms(), parse(&user_id)?);
    v.store
        .write(move |w| {
            let muted = other(w, user, &muted)?;
            w.execute(
                "INSERT INTO video_mute (user_nid, muted_nid, created_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (user_nid, muted_nid) DO NOTHING",
                params![user, muted, now_ms],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(MuteChanged {}))
}

/// Mutes somebody no longer.
#[utoipa::path(
    delete, path = "/_causeway/v1/users/{user_id}/mute", tag = "video", operation_id = "unmute",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = MuteChanged))
)]
pub(crate) async fn unmute(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<MuteChanged>> {
    let (user, muted) = (who.user, parse(&user_id)?);
    v.store
        .write(move |w| {
            if let Some(muted) = people::known(w, &muted)? {
                w.execute(
                    "DELETE FROM video_mute WHERE user_nid = ?1 AND muted_nid = ?2",
                    params![user, muted],
                )?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(MuteChanged {}))
}

/// Lists whom I mute, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/muted", tag = "video", operation_id = "muted_people",
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
        .read(move |tx| people_page(tx, Some(user), Listed::Muted, user, asked));
    Ok(Json(page.await?))
}
