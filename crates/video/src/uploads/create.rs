//! `POST /_causeway/v1/uploads` (tus 1.0, creation extension).

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode, header};
use http_server::{Caller, Error, Result};

use super::{KEPT_MS, files, queries, quota, tus};
use crate::Video;

/// Length of an upload's id: 144 bits, not to be guessed.
const ID_LEN: usize = 24;
/// Longest metadata; nothing of it is kept.
const METADATA_BYTES_MAX: usize = 4096;

/// Begins the upload of a video, by tus 1.0. Room for it is reserved now.
///
/// `Upload-Length` must be given. Names and types in `Upload-Metadata` are not kept: what a file is shows when it
/// is read.
#[utoipa::path(
    post, path = "/_causeway/v1/uploads", tag = "video", operation_id = "create_upload",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Bytes of the whole file"),
    ),
    responses((status = 201, description = "`Location` is where to send it; `Upload-Expires` until when"))
)]
pub(crate) async fn create(
    State(v): State<Video>,
    Caller(who): Caller,
    headers: HeaderMap,
) -> Result<Response> {
    tus::require_version(&headers)?;
    if headers.contains_key(&tus::DEFER_LENGTH) {
        return Err(Error::invalid_param(
            "Give the length of the file at once (Upload-Length): room is reserved for it",
        ));
    }
    let bytes = tus::bytes(&headers, &tus::LENGTH)?;
    if bytes == 0 {
        return Err(Error::invalid_param("An empty file is no video"));
    }
    if headers
        .get(&tus::METADATA)
        .is_some_and(|value| value.len() > METADATA_BYTES_MAX)
    {
        return Err(Error::invalid_param("Upload-Metadata is too long"));
    }
    quota::check_size(&v, bytes).await?;
    let id = base::token(v.rng.as_ref(), ID_LEN);
    // The file first: a row without one would be an upload that cannot be continued.
    let path = v.uploads.path(&id);
    files::make(path.clone()).await?;
    let expires_ms = match reserve(&v, &id, who.user, bytes).await {
        Ok(expires_ms) => expires_ms,
        Err(error) => {
            files::remove(&path).await?;
            return Err(error);
        }
    };
    Ok(tus::answer(
        StatusCode::CREATED,
        vec![
            (header::LOCATION, format!("/_causeway/v1/uploads/{id}")),
            (tus::OFFSET, "0".to_owned()),
            (tus::EXPIRES, tus::date(expires_ms)),
        ],
    ))
}

async fn reserve(v: &Video, id: &str, user: i64, bytes: u64) -> Result<u64> {
    let (work, id, now_ms) = (v.clone(), id.to_owned(), v.now_ms());
    let expires_ms = now_ms + KEPT_MS;
    v.store
        .write(move |w| {
            quota::check(&work, w, user, bytes)?;
            queries::insert(w, &id, user, bytes, now_ms, expires_ms)?;
            Ok::<_, Error>(expires_ms)
        })
        .await
}
