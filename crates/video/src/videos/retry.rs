//! `POST /_causeway/v1/videos/{id}/retry`: another try at a video that failed.

use axum::extract::State;
use http_server::{Caller, Error, ErrorKind, Json, Path, Result};
use store::params;

use super::{
    queries::State as VideoState,
    shown::{self, ShownVideo},
};
use crate::{Video, access, processing::making};

/// Tries again to process a video of mine that failed. What was uploaded is kept for a day after that.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/retry", tag = "video", operation_id = "retry_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = ShownVideo))
)]
pub(crate) async fn retry(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<ShownVideo>> {
    let (work, user, now_ms) = (v.clone(), who.user, v.now_ms());
    let shown = v.store.write(move |w| {
        let mut video = access::own(w, user, &id)?;
        if video.state == VideoState::Failed {
            if video.source_bytes == 0 {
                return Err(Error::bad_request(
                    ErrorKind::Unknown,
                    "What was uploaded is gone: upload it again",
                ));
            }
            w.execute(
                "UPDATE video SET state = 0, reason = NULL, tries = 0, changed_ms = ?2 WHERE nid = ?1",
                params![video.nid, now_ms],
            )?;
            making::queue(w, video.nid, user, now_ms)?;
            video.state = VideoState::Processing;
            video.reason = None;
        }
        Ok::<_, Error>(shown::show(&work, w, Some(user), video)?)
    });
    Ok(Json(shown.await?))
}
