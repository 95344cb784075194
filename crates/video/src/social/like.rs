//! `PUT` and `DELETE /_causeway/v1/videos/{id}/like`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use store::Write;
use utoipa::ToSchema;

use super::{
    counts::{self, Kind, VideoCounts},
    queries,
};
use crate::{Video, access};

/// Whether I like a video, and its counters after that.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Liked {
    liked: bool,
    counts: VideoCounts,
}

/// Likes a video.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/like", tag = "video", operation_id = "like_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Liked))
)]
pub(crate) async fn like(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Liked>> {
    let now_ms = v.now_ms();
    change(&v, who.user, id, true, move |w, video| {
        queries::like(w, video, who.user, now_ms).map(i64::from)
    })
    .await
}

/// Takes a like back.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/like", tag = "video", operation_id = "unlike_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Liked))
)]
pub(crate) async fn unlike(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Liked>> {
    change(&v, who.user, id, false, move |w, video| {
        queries::unlike(w, video, who.user).map(|was| -i64::from(was))
    })
    .await
}

/// Changes the row, and the counter by what the row changed.
async fn change(
    v: &Video,
    user: i64,
    id: String,
    liked: bool,
    mut row: impl FnMut(&mut Write<'_, '_>, i64) -> Result<i64, store::StoreError> + Send + 'static,
) -> Result<Json<Liked>> {
    let changed = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        let by = row(w, video.nid)?;
        if by != 0 {
            counts::add(w, video.nid, Kind::Likes, user, by)?;
        }
        Ok::<_, Error>(Liked {
            liked,
            counts: counts::of(w, video.nid)?,
        })
    });
    Ok(Json(changed.await?))
}
