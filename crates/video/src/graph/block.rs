//! `PUT` and `DELETE /_causeway/v1/users/{user_id}/block`, `GET /_causeway/v1/blocked`: two people of whom neither
//! sees or does anything of the other's. `access` asks here.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Query, Result};
use serde::Serialize;
use store::params;
use utoipa::ToSchema;

use super::{follow::part, parse, queries::Listed, unknown_person};
use crate::{
    Video, notifications, people,
    people_pages::{PeoplePage, PeopleWhich, people_page},
};

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlockChanged {}

/// Blocks somebody: neither sees, follows, likes or comments what is the other's. Follows between them end.
#[utoipa::path(
    put, path = "/_causeway/v1/users/{user_id}/block", tag = "video", operation_id = "block",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = BlockChanged))
)]
pub(crate) async fn block(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<BlockChanged>> {
    let (user, now_ms, blocked) = (who.user, v.now_ms(), parse(&user_id)?);
    v.store
        .write(move |w| {
            // Also somebody who has blocked me: who was faster does not decide.
            let blocked = people::find(w, &blocked)?.ok_or_else(unknown_person)?;
            if blocked == user {
                return Err(Error::invalid_param("This is you"));
            }
            w.execute(
                "INSERT INTO video_block (user_nid, blocked_nid, created_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (user_nid, blocked_nid) DO NOTHING",
                params![user, blocked, now_ms],
            )?;
            part(w, user, blocked)?;
            part(w, blocked, user)?;
            notifications::forget_between(w, user, blocked)?;
            Ok(())
        })
        .await?;
    Ok(Json(BlockChanged {}))
}

/// Blocks somebody no longer. Who followed whom before does not come back.
#[utoipa::path(
    delete, path = "/_causeway/v1/users/{user_id}/block", tag = "video", operation_id = "unblock",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = BlockChanged))
)]
pub(crate) async fn unblock(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<BlockChanged>> {
    let (user, blocked) = (who.user, parse(&user_id)?);
    v.store
        .write(move |w| {
            if let Some(blocked) = people::known(w, &blocked)? {
                w.execute(
                    "DELETE FROM video_block WHERE user_nid = ?1 AND blocked_nid = ?2",
                    params![user, blocked],
                )?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(BlockChanged {}))
}

/// Lists whom I block, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/blocked", tag = "video", operation_id = "blocked_people",
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
        .read(move |tx| people_page(tx, Some(user), Listed::Blocked, user, asked));
    Ok(Json(page.await?))
}
