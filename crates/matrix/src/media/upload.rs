//! `POST /_matrix/media/v3/upload` (client-server §13.8.2): streamed to the blobs as it arrives.

use axum::{body::Body, extract::State, response::Response};
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};
use http_server::{Caller, Error, ErrorKind, Query, Result, json};
use serde::Deserialize;
use serde_json::json as value;

use super::queries::{self, File};
use crate::Matrix;

/// Longest content type and file name that are kept.
const CONTENT_TYPE_MAX: usize = 255;
const NAME_CHARS_MAX: usize = 255;
/// Length of a media id: 144 bits, not to be guessed.
const ID_LEN: usize = 24;

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    filename: Option<String>,
}

/// Stores a file; answers with its address once it is on disk.
pub(super) async fn upload(
    State(m): State<Matrix>,
    Caller(who): Caller,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let file = receive(&m, &headers, params, body).await?;
    let (id, user, now_ms) = (new_id(&m), who.user, m.clock.now_ms());
    let uri = uri(&m, &id);
    m.store
        .write(move |w| queries::insert(w, &id, Some(user), &file, now_ms))
        .await?;
    Ok(json(StatusCode::OK, &value!({ "content_uri": uri })))
}

pub(super) fn new_id(m: &Matrix) -> String {
    base::token(m.rng.as_ref(), ID_LEN)
}

pub(super) fn uri(m: &Matrix, id: &str) -> String {
    format!("mxc://{}/{id}", m.server_name())
}

/// Takes a body into the blobs, bounded by the largest upload.
pub(super) async fn receive(
    m: &Matrix,
    headers: &HeaderMap,
    params: Params,
    body: Body,
) -> Result<File> {
    let max = m.config.upload_bytes_max;
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > max) {
        return Err(too_large(max));
    }
    let content_type = text(header::CONTENT_TYPE)
        .filter(|text| text.len() <= CONTENT_TYPE_MAX && !text.is_empty());
    let content_type = content_type
        .unwrap_or("application/octet-stream")
        .to_owned();
    let name = params
        .filename
        .filter(|name| !name.is_empty() && !name.contains('\0'));
    let name = name.map(|name| name.chars().take(NAME_CHARS_MAX).collect());
    let mut incoming = m.blobs.incoming(&new_id(m));
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| {
            Error::bad_request(
                ErrorKind::Unknown,
                "The file did not arrive whole: send it again",
            )
        })?;
        if incoming.bytes() + piece.len() as u64 > max {
            return Err(too_large(max));
        }
        incoming.write(&piece).await?;
    }
    if announced.is_some_and(|bytes| bytes != incoming.bytes()) {
        return Err(Error::bad_request(
            ErrorKind::Unknown,
            "The file did not arrive whole: send it again",
        ));
    }
    let bytes = incoming.bytes();
    let blob = incoming.finish().await?;
    metrics::counter!("causeway_media_uploaded_bytes_total").increment(bytes);
    Ok(File {
        blob,
        bytes,
        content_type,
        name,
    })
}

fn too_large(max: u64) -> Error {
    let text = format!("Files may have at most {max} bytes here");
    Error::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorKind::TooLarge, text)
}
