//! `PUT` and `DELETE /_causeway/v1/videos/{id}/repost`: a video on my page, for who may see it.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    counts::{self, Kind, VideoCounts},
    queries,
};
use crate::{
    Video, access,
    notifications::{self, Kind as Told, News},
};

/// Whether I reposted a video, and its counters after that.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reposted {
    reposted: bool,
    counts: VideoCounts,
}

/// Reposts a video: it stands among the reposts of my page, for those who may see it.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/repost", tag = "video", operation_id = "repost_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Reposted))
)]
pub(crate) async fn repost(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Reposted>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let reposted = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        if queries::repost(w, video.nid, user, now_ms)? {
            counts::add(w, video.nid, Kind::Reposts, (user, now_ms), 1)?;
            let news = News::of_video(Told::Repost, video.nid, user);
            notifications::tell(w, video.author, &news, now_ms)?;
        }
        Ok::<_, Error>(Reposted {
            reposted: true,
            counts: counts::of(w, video.nid)?,
        })
    });
    Ok(Json(reposted.await?))
}

/// Takes a repost back.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/repost", tag = "video", operation_id = "unrepost_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Reposted))
)]
pub(crate) async fn unrepost(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Reposted>> {
    let user = who.user;
    let taken_back = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        if let Some(done_ms) = queries::unrepost(w, video.nid, user)? {
            counts::add(w, video.nid, Kind::Reposts, (user, done_ms), -1)?;
        }
        let counts = counts::of(w, video.nid)?;
        if counts.reposts == 0 {
            notifications::take_back(w, video.author, Told::Repost, video.nid)?;
        }
        Ok::<_, Error>(Reposted {
            reposted: false,
            counts,
        })
    });
    Ok(Json(taken_back.await?))
}
