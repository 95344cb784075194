//! `POST /_matrix/media/v3/upload` (client-server §13.8.2): streamed to the blobs as it arrives.

use axum::{body::Body, extract::State, response::Response};
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};
use http_server::{Caller, Error, ErrorKind, Query, Result, json};
use serde::Deserialize;
use serde_json::json as value;

use store::{Write, blobs::Incoming};

use super::{
    queries::{self, File},
    quota, unused,
};
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
    let (id, user, now_ms) = (new_id(&m), who.user, m.clock.now_ms());
    let uri = uri(&m, &id);
    let incoming = receive(&m, user, &headers, params, body).await?;
    let work = m.clone();
    store(&m, incoming, move |w, file| {
        quota::check(&work, w, user, file)?;
        queries::insert(w, &id, Some(user), file, now_ms)?;
        Ok(())
    })
    .await?;
    Ok(json(StatusCode::OK, &value!({ "content_uri": uri })))
}

pub(super) fn new_id(m: &Matrix) -> String {
    base::token(m.rng.as_ref(), ID_LEN)
}

pub(super) fn uri(m: &Matrix, id: &str) -> String {
    format!("mxc://{}/{id}", m.server_name())
}

/// A body that has come whole and is not yet a blob.
pub(super) struct Received {
    incoming: Incoming,
    content_type: String,
    name: Option<String>,
}

/// Makes a blob of what has come, and keeps it by what `keep` writes; if that fails, the blob goes again.
pub(super) async fn store<T: Send + 'static>(
    m: &Matrix,
    received: Received,
    mut keep: impl FnMut(&mut Write<'_, '_>, &File) -> Result<T> + Send + 'static,
) -> Result<T> {
    let bytes = received.incoming.bytes();
    // Until the row is committed nobody may think that the blob is of no use.
    let kept = m.media.gate.read().await;
    let file = File {
        blob: received.incoming.finish().await?,
        bytes,
        content_type: received.content_type,
        name: received.name,
    };
    let blob = file.blob.clone();
    let stored = m.store.write(move |w| keep(w, &file)).await;
    drop(kept);
    match &stored {
        Ok(_) => metrics::counter!("causeway_media_uploaded_bytes_total").increment(bytes),
        Err(_) => {
            if let Err(error) = unused::drop_soon(m, blob).await {
                tracing::debug!(%error, "A refused upload stays until the folders are looked through");
            }
        }
    }
    stored
}

/// Takes in a body, bounded by the largest upload and by what the person may still store.
pub(super) async fn receive(
    m: &Matrix,
    user: i64,
    headers: &HeaderMap,
    params: Params,
    body: Body,
) -> Result<Received> {
    let max = m.config.upload_bytes_max;
    let left = quota::left(m, user).await?;
    let refuse = |bytes: u64| {
        if bytes > max {
            return Err(too_large(max));
        }
        if left.is_some_and(|left| bytes > left) {
            return Err(quota::exceeded(m));
        }
        Ok(())
    };
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    refuse(announced.unwrap_or_default())?;
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
        refuse(incoming.bytes() + piece.len() as u64)?;
        incoming.write(&piece).await?;
    }
    if announced.is_some_and(|bytes| bytes != incoming.bytes()) {
        return Err(Error::bad_request(
            ErrorKind::Unknown,
            "The file did not arrive whole: send it again",
        ));
    }
    Ok(Received {
        incoming,
        content_type,
        name,
    })
}

fn too_large(max: u64) -> Error {
    let text = format!("Files may have at most {max} bytes here");
    Error::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorKind::TooLarge, text)
}
