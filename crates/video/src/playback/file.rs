//! `GET /_causeway/v1/videos/{id}/media/{pass}/{name}`: one file of a video, or a part of it.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_server::{
    Error, ErrorKind, Path, Result, Visitor,
    range::{self, Part},
};

use super::address::{self, Kept};
use crate::{
    Video, unknown_video,
    videos::queries::{self, PlayedFile},
};

/// Hands out a file of a video by ranges of bytes. Addresses are those in `playback` and in playlists; for who has
/// none that is good now there is no such file.
#[utoipa::path(
    get, path = "/_causeway/v1/videos/{id}/media/{pass}/{name}", tag = "video", operation_id = "video_file",
    params(
        ("id" = String, Path, description = "The video"),
        ("pass" = String, Path, description = "What opens its files"),
        ("name" = String, Path, description = "The file"),
    ),
    responses((status = 200, description = "The file"), (status = 206, description = "A part of it")), security(())
)]
pub(crate) async fn file(
    State(v): State<Video>,
    _: Visitor,
    Path((id, pass, name)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let (work, now_ms) = (v.clone(), v.now_ms());
    let found = v.store.read(move |tx| {
        let video = queries::by_id(tx, &id)?.ok_or_else(unknown_video)?;
        let kept = address::opens(&work.key, &video, &pass, now_ms).ok_or_else(unknown_video)?;
        let file = queries::file(tx, video.nid, video.generation, &name)?;
        Ok::<_, Error>((file.ok_or_else(unknown_video)?, kept))
    });
    let (file, kept) = found.await?;
    let mut response = answer(&v, &headers, &file).await?;
    dress(&mut response, &file, kept);
    Ok(response)
}

async fn answer(v: &Video, headers: &HeaderMap, file: &PlayedFile) -> Result<Response> {
    if range::is_known(headers, &file.blob) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    match range::part(headers, &file.blob, file.bytes) {
        Part::Whole => {
            let mut response = body(v, file, 0..file.bytes).await?;
            set(
                &mut response,
                header::CONTENT_LENGTH,
                &file.bytes.to_string(),
            );
            Ok(response)
        }
        Part::Range(range) => {
            let shown = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes);
            let length = range.end - range.start;
            let mut response = body(v, file, range).await?;
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(&mut response, header::CONTENT_RANGE, &shown);
            set(&mut response, header::CONTENT_LENGTH, &length.to_string());
            Ok(response)
        }
        Part::Beyond => {
            let mut response = Error::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                ErrorKind::InvalidParam,
                "The file ends before this range",
            )
            .into_response();
            let shown = format!("bytes */{}", file.bytes);
            set(&mut response, header::CONTENT_RANGE, &shown);
            Ok(response)
        }
    }
}

async fn body(v: &Video, file: &PlayedFile, range: std::ops::Range<u64>) -> Result<Response> {
    if range.is_empty() {
        return Ok(Response::new(Body::empty()));
    }
    match v.blobs.stream(&file.blob, range).await {
        Ok(bytes) => Ok(Response::new(Body::from_stream(bytes))),
        Err(error) if error.is_missing_blob() => {
            tracing::error!(blob = %file.blob, "A file of a video is missing: restore it from a backup");
            Err(unknown_video())
        }
        Err(error) => Err(error.into()),
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// What a cache needs to know; nothing of a file may run as if it were a page of ours.
fn dress(response: &mut Response, file: &PlayedFile, kept: Kept) {
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return;
    }
    let kept = match kept {
        Kept::Public => "public, max-age=31536000, immutable".to_owned(),
        Kept::Private { for_ms } => format!("private, max-age={}, immutable", for_ms / 1000),
    };
    set(response, header::CACHE_CONTROL, &kept);
    set(response, header::ETAG, &range::etag(&file.blob));
    set(response, header::CONTENT_TYPE, &file.content_type);
    set(response, header::ACCEPT_RANGES, "bytes");
    let policy = "default-src 'none'; sandbox";
    set(response, header::CONTENT_SECURITY_POLICY, policy);
    let resource_policy = HeaderName::from_static("cross-origin-resource-policy");
    set(response, resource_policy, "cross-origin");
}
