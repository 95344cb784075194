//! `POST /_causeway/v1/videos/{id}/share`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    counts::{self, Kind, VideoCounts},
    queries,
};
use crate::{Video, access};

/// The counters of a video that was shared.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shared {
    counts: VideoCounts,
}

/// Counts that I shared a video, into a chat or by its link; once, however often I do.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/share", tag = "video", operation_id = "share_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Shared))
)]
pub(crate) async fn share(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Shared>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let shared = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        if queries::share(w, video.nid, user, now_ms)? {
            counts::add(w, video.nid, Kind::Shares, (user, now_ms), 1)?;
        }
        Ok::<_, Error>(Shared {
            counts: counts::of(w, video.nid)?,
        })
    });
    Ok(Json(shared.await?))
}
