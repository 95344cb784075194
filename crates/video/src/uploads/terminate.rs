//! `DELETE /_causeway/v1/uploads/{id}` (tus 1.0, termination extension).

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use http_server::{Caller, Path, Result};

use super::{files, own, queries, tus};
use crate::Video;

/// Cancels an upload; what has come of it is deleted.
#[utoipa::path(
    delete, path = "/_causeway/v1/uploads/{id}", tag = "video", operation_id = "cancel_upload",
    params(("id" = String, Path, description = "The upload")),
    responses((status = 204, description = "It is gone"))
)]
pub(crate) async fn terminate(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    tus::require_version(&headers)?;
    own(&v, &id, who.user).await?;
    let _held = v.uploads.take(&id).await;
    let path = v.uploads.path(&id);
    // False when it has become a video meanwhile: the file is the video's.
    if v.store.write(move |w| queries::delete(w, &id)).await? {
        files::remove(&path).await?;
    }
    Ok(tus::answer(StatusCode::NO_CONTENT, Vec::new()))
}
