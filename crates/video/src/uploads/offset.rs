//! `HEAD /_causeway/v1/uploads/{id}` (tus 1.0): how much has come.

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode, header};
use http_server::{Caller, Path, Result};

use super::{files, own, tus, unknown};
use crate::Video;

/// Tells how much of an upload is on disk, in `Upload-Offset`. Who asks means to continue: a request that still
/// writes is told to let go.
#[utoipa::path(
    head, path = "/_causeway/v1/uploads/{id}", tag = "video", operation_id = "upload_offset",
    params(("id" = String, Path, description = "The upload")),
    responses((status = 200, description = "`Upload-Offset` and `Upload-Length`"))
)]
pub(crate) async fn offset(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    tus::require_version(&headers)?;
    let upload = own(&v, &id, who.user).await?;
    let _held = v.uploads.take(&id).await;
    let length = files::length(&v.uploads.path(&id))
        .await?
        .ok_or_else(unknown)?;
    Ok(tus::answer(
        StatusCode::OK,
        vec![
            (tus::OFFSET, length.to_string()),
            (tus::LENGTH, upload.bytes.to_string()),
            (tus::EXPIRES, tus::date(upload.expires_ms)),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
    ))
}
