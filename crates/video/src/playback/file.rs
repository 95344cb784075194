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
use sha2::{Digest, Sha256};
use store::blobs::hex;

use super::{
    MASTER,
    address::{self, Kept},
    tracks::{self, Text},
};
use crate::{
    Video, captions, unknown_video,
    videos::queries::{self, PlayedFile},
};

/// What an address leads to.
enum Found {
    /// A file as it was made.
    File(PlayedFile),
    /// What is written now.
    Written(Text),
    /// The master playlist, to which captions are added, if there are any now.
    Master(PlayedFile, Vec<captions::Track>),
}

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
        let (generation, kept) =
            address::opens(&work.key, &video, &pass, now_ms).ok_or_else(unknown_video)?;
        let found = match queries::file(tx, video.nid, generation, &name)? {
            Some(file) if name == MASTER => Found::Master(file, captions::tracks(tx, video.nid)?),
            Some(file) => Found::File(file),
            None => {
                let written = tracks::file(tx, &video, &name)?;
                Found::Written(written.ok_or_else(unknown_video)?)
            }
        };
        Ok::<_, Error>((found, kept))
    });
    match found.await? {
        (Found::File(file), kept) => {
            let mut response = answer(&v, &headers, &file).await?;
            dress(
                &mut response,
                &file.blob,
                &file.content_type,
                &kept.for_good(),
            );
            Ok(response)
        }
        (Found::Written(written), kept) => Ok(write(&headers, written, kept)),
        (Found::Master(file, tracks), kept) => {
            let master = v.blobs.get(&file.blob).await?;
            let text = tracks::with_captions(&String::from_utf8_lossy(&master), &tracks);
            let content_type = tracks::PLAYLIST;
            Ok(write(&headers, Text { text, content_type }, kept))
        }
    }
}

/// Answers with a small text that may change: captions come, change and go.
fn write(headers: &HeaderMap, written: Text, kept: Kept) -> Response {
    let tag = hex(&Sha256::digest(&written.text));
    let mut response = if range::is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(written.text))
    };
    dress(
        &mut response,
        &tag,
        written.content_type,
        kept.asked_again(),
    );
    response
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
fn dress(response: &mut Response, tag: &str, content_type: &str, kept: &str) {
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return;
    }
    set(response, header::CACHE_CONTROL, kept);
    set(response, header::ETAG, &range::etag(tag));
    set(response, header::CONTENT_TYPE, content_type);
    set(response, header::ACCEPT_RANGES, "bytes");
    let policy = "default-src 'none'; sandbox";
    set(response, header::CONTENT_SECURITY_POLICY, policy);
    let resource_policy = HeaderName::from_static("cross-origin-resource-policy");
    set(response, resource_policy, "cross-origin");
}
