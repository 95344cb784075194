//! `PUT` and `DELETE /_causeway/v1/videos/{id}/like`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use store::{StoreError, Write};
use utoipa::ToSchema;

use super::{
    counts::{self, Kind, VideoCounts},
    queries,
};
use crate::{
    Video, access, graph,
    notifications::{self, Kind as Told, News},
    videos::queries::Stored,
};

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
    let (user, now_ms) = (who.user, v.now_ms());
    let liked = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        if queries::like(w, video.nid, user, now_ms)? {
            move_counters(w, &video, (user, now_ms), 1)?;
            let news = News::of_video(Told::Like, video.nid, user);
            notifications::tell(w, video.author, &news, now_ms)?;
        }
        Ok::<_, Error>(Liked {
            liked: true,
            counts: counts::of(w, video.nid)?,
        })
    });
    Ok(Json(liked.await?))
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
    let user = who.user;
    let unliked = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        if let Some(done_ms) = queries::unlike(w, video.nid, user)? {
            move_counters(w, &video, (user, done_ms), -1)?;
        }
        let counts = counts::of(w, video.nid)?;
        if counts.likes == 0 {
            notifications::take_back(w, video.author, Told::Like, video.nid)?;
        }
        Ok::<_, Error>(Liked {
            liked: false,
            counts,
        })
    });
    Ok(Json(unliked.await?))
}

/// A like counts for the video and for its author.
pub(crate) fn move_counters(
    w: &mut Write<'_, '_>,
    video: &Stored,
    (user, done_ms): (i64, u64),
    by: i64,
) -> std::result::Result<(), StoreError> {
    counts::add(w, video.nid, Kind::Likes, (user, done_ms), by)?;
    graph::counts::add(w, video.author, graph::counts::Kind::Likes, user, by)
}
