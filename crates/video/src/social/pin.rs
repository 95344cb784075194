//! `PUT` and `DELETE /_causeway/v1/videos/{id}/comments/{comment}/pin`: the comment that stands first.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use store::params;
use utoipa::ToSchema;

use super::comments::of_video;
use crate::{Video, access};

/// Whether a comment is pinned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pinned {
    pinned: bool,
}

/// Pins a comment on a video of mine: it stands first. Another that was pinned no longer is.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/comments/{comment}/pin", tag = "video", operation_id = "pin_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    responses((status = 200, body = Pinned))
)]
pub(crate) async fn pin(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Json<Pinned>> {
    change(&v, who.user, id, comment, true).await
}

/// Pins a comment no longer.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/comments/{comment}/pin", tag = "video",
    operation_id = "unpin_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    responses((status = 200, body = Pinned))
)]
pub(crate) async fn unpin(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Json<Pinned>> {
    change(&v, who.user, id, comment, false).await
}

async fn change(
    v: &Video,
    user: i64,
    id: String,
    comment: String,
    pinned: bool,
) -> Result<Json<Pinned>> {
    v.store
        .write(move |w| {
            let video = access::seen(w, Some(user), &id)?;
            if video.author != user {
                return Err(Error::forbidden("This video is somebody else's"));
            }
            let comment = of_video(w, Some(user), video.nid, &comment)?;
            if comment.parent != 0 {
                return Err(Error::invalid_param("A reply cannot be pinned"));
            }
            let sql = if pinned {
                "INSERT INTO video_pin (video_nid, comment_nid) VALUES (?1, ?2)
                 ON CONFLICT (video_nid) DO UPDATE SET comment_nid = excluded.comment_nid"
            } else {
                "DELETE FROM video_pin WHERE video_nid = ?1 AND comment_nid = ?2"
            };
            w.execute(sql, params![video.nid, comment.nid])?;
            Ok(())
        })
        .await?;
    Ok(Json(Pinned { pinned }))
}
