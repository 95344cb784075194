//! `PUT` and `DELETE /_causeway/v1/videos/{id}/save`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{collections::unknown_collection, queries};
use crate::{
    Video, access,
    social::counts::{self, Kind, VideoCounts},
    videos::queries::by_id,
};

/// Where to save it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Saving {
    /// Id of a collection of mine. A video that is saved already moves there.
    collection: Option<String>,
}

/// Whether I saved a video, and its counters after that.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saved {
    saved: bool,
    counts: VideoCounts,
}

/// Saves a video, into a collection if one is named.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/save", tag = "video", operation_id = "save_video",
    params(("id" = String, Path, description = "The video")),
    request_body = Saving, responses((status = 200, body = Saved))
)]
pub(crate) async fn save(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(saving): Json<Saving>,
) -> Result<Json<Saved>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let saved = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?.nid;
        let collection = match &saving.collection {
            None => None,
            Some(id) => Some(queries::collection(w, user, id)?.ok_or_else(unknown_collection)?),
        };
        if queries::save(w, video, user, collection, now_ms)? {
            counts::add(w, video, Kind::Saves, (user, now_ms), 1)?;
        }
        Ok::<_, Error>(Saved {
            saved: true,
            counts: counts::of(w, video)?,
        })
    });
    Ok(Json(saved.await?))
}

/// Saves a video no longer; also one that I may no longer see.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/save", tag = "video", operation_id = "unsave_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = Saved))
)]
pub(crate) async fn unsave(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<Saved>> {
    let user = who.user;
    let unsaved = v.store.write(move |w| {
        let Some(video) = by_id(w, &id)? else {
            return Err(crate::unknown_video());
        };
        let saved_ms = queries::unsave(w, video.nid, user)?;
        if let Some(saved_ms) = saved_ms {
            counts::add(w, video.nid, Kind::Saves, (user, saved_ms), -1)?;
        }
        let counts = match access::may_see(w, Some(user), &video)? {
            true => counts::of(w, video.nid)?,
            // What he kept is all that he learns of it.
            false if saved_ms.is_some() => VideoCounts::default(),
            false => return Err(crate::unknown_video()),
        };
        Ok::<_, Error>(Saved {
            saved: false,
            counts,
        })
    });
    Ok(Json(unsaved.await?))
}
