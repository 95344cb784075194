//! `GET /_matrix/client/v1/media/download/{serverName}/{mediaId}[/{fileName}]` (client-server
//! §13.8.2), with ranges and validation.

use std::time::Duration;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{
    Caller, Error, ErrorKind, Path, Query, Result,
    range::{self, Part},
};
use serde::Deserialize;
use store::StoreError;

use super::{
    headers,
    queries::{self, File, Found},
};
use crate::Matrix;

/// How long a download waits for an announced upload: at most, and when nothing is said.
const PATIENCE_MAX_MS: u64 = 60_000;
const PATIENCE_MS: u64 = 20_000;

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    timeout_ms: Option<u64>,
}

pub(super) async fn download(
    State(m): State<Matrix>,
    _: Caller,
    Path((server, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = find(&m, &server, &id, params.timeout_ms).await?;
    let name = file.name.clone();
    serve(&m, &headers, &file, name).await
}

pub(super) async fn download_as(
    State(m): State<Matrix>,
    _: Caller,
    Path((server, id, name)): Path<(String, String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = find(&m, &server, &id, params.timeout_ms).await?;
    serve(&m, &headers, &file, Some(name)).await
}

/// The file of an address; waits for one that was announced.
pub(super) async fn find(
    m: &Matrix,
    server: &str,
    id: &str,
    timeout_ms: Option<u64>,
) -> Result<File> {
    let unknown = || Error::not_found("There is no such file here");
    if server != m.server_name().as_str() {
        return Err(unknown());
    }
    let patience = Duration::from_millis(timeout_ms.unwrap_or(PATIENCE_MS).min(PATIENCE_MAX_MS));
    let wait = async {
        loop {
            // Registered before looking, or an upload could fall between.
            let mut uploaded = std::pin::pin!(m.media.uploaded.notified());
            uploaded.as_mut().enable();
            let wanted = id.to_owned();
            match m.store.read(move |tx| queries::find(tx, &wanted)).await? {
                Some(Found::File(file)) => return Ok(file),
                Some(Found::Announced { until_ms, .. }) if until_ms >= m.clock.now_ms() => {
                    uploaded.await
                }
                _ => return Err(unknown()),
            }
        }
    };
    tokio::select! {
        found = wait => found,
        () = tokio::time::sleep(patience) => Err(not_yet()),
        () = m.stopping.cancelled() => Err(not_yet()),
    }
}

fn not_yet() -> Error {
    Error::new(
        StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::NotYetUploaded,
        "The file has not been uploaded yet: try again later",
    )
}

/// Hands out a file, or the part of it that is asked for.
pub(super) async fn serve(
    m: &Matrix,
    asked: &HeaderMap,
    file: &File,
    name: Option<String>,
) -> Result<Response> {
    let mut response = if range::is_known(asked, &file.blob) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match range::part(asked, &file.blob, file.bytes) {
            Part::Whole => {
                let mut response = body(m, file, 0..file.bytes).await?;
                response
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, file.bytes.into());
                response
            }
            Part::Range(range) => {
                let shown = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes);
                let length = range.end - range.start;
                let mut response = body(m, file, range).await?;
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                set_range(&mut response, &shown);
                response
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, length.into());
                response
            }
            Part::Beyond => {
                let error = Error::new(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    ErrorKind::InvalidParam,
                    "The file ends before this range",
                );
                let mut response = error.into_response();
                set_range(&mut response, &format!("bytes */{}", file.bytes));
                return Ok(response);
            }
        }
    };
    headers::dress(&mut response, &file.content_type, name, &file.blob);
    Ok(response)
}

fn set_range(response: &mut Response, shown: &str) {
    if let Ok(value) = HeaderValue::from_str(shown) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
}

async fn body(m: &Matrix, file: &File, range: std::ops::Range<u64>) -> Result<Response> {
    if range.is_empty() {
        return Ok(Response::new(Body::empty()));
    }
    Ok(Response::new(Body::from_stream(
        m.blobs
            .stream(&file.blob, range)
            .await
            .map_err(|error| unreadable(error, &file.blob))?,
    )))
}

/// A file whose bytes are gone is told as one that is not there; the host is told which.
pub(super) fn unreadable(error: StoreError, blob: &str) -> Error {
    if !error.is_missing_blob() {
        return error.into();
    }
    tracing::error!(
        blob,
        "A file is missing from the folder of blobs: restore it from a backup"
    );
    Error::not_found("This file was lost on the server")
}
