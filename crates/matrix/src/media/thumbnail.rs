//! `GET /_matrix/client/v1/media/thumbnail/{serverName}/{mediaId}` (client-server §13.8.2): made when
//! first asked for, in a few sizes, kept as blobs.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use base::{Boxed, Pictures, boxed};
use bytes::Bytes;
use http::HeaderMap;
use http_server::{Caller, Error, ErrorKind, Path, Query, Result};
use ruma::MxcUri;
use serde::Deserialize;

use super::{
    download,
    queries::{self, File},
    scale::{self, Method, Wanted},
};
use crate::Matrix;

/// Larger files are not read into memory for a thumbnail.
const SOURCE_BYTES_MAX: u64 = 64 * 1024 * 1024;

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    width: Option<String>,
    height: Option<String>,
    method: Option<String>,
    timeout_ms: Option<u64>,
}

pub(super) async fn thumbnail(
    State(m): State<Matrix>,
    _: Caller,
    Path((server, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response> {
    let wanted = wanted(&params)?;
    let file = download::find(&m, &server, &id, params.timeout_ms).await?;
    let thumbnail = find_or_make(&m, &file, wanted).await?;
    let extension = thumbnail
        .content_type
        .strip_prefix("image/")
        .unwrap_or("bin");
    let name = format!("thumbnail.{extension}");
    download::serve(&m, &headers, &thumbnail, Some(name)).await
}

fn wanted(params: &Params) -> Result<Wanted> {
    let side = |text: &Option<String>| -> Result<u32> {
        let text = text.as_deref().ok_or_else(|| {
            Error::bad_request(ErrorKind::MissingParam, "`width` and `height` are needed")
        })?;
        // A number of any size: it is only a wish.
        let number: f64 = text
            .parse()
            .map_err(|_| Error::invalid_param("`width` and `height` are numbers"))?;
        if number >= 1.0 {
            Ok(scale::side(number))
        } else {
            Err(Error::invalid_param("`width` and `height` begin at 1"))
        }
    };
    let method = match params.method.as_deref() {
        None | Some("scale") => Method::Scale,
        Some("crop") => Method::Crop,
        Some(_) => return Err(Error::invalid_param("`method` is scale or crop")),
    };
    Ok(Wanted {
        method,
        width: side(&params.width)?,
        height: side(&params.height)?,
    })
}

async fn find_or_make(m: &Matrix, file: &File, wanted: Wanted) -> Result<File> {
    let (blob, variant) = (file.blob.clone(), wanted.variant());
    if let Some(known) = m
        .store
        .read({
            let (blob, variant) = (blob.clone(), variant.clone());
            move |tx| queries::thumbnail(tx, &blob, &variant)
        })
        .await?
    {
        return Ok(known);
    }
    if file.bytes > SOURCE_BYTES_MAX {
        return Err(Error::new(
            http::StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::TooLarge,
            "This file is too large for a thumbnail",
        ));
    }
    let permit = Arc::clone(&m.media.scaling)
        .acquire_owned()
        .await
        .map_err(Error::internal)?;
    let source = m.blobs.get(&file.blob).await;
    let source = source.map_err(|error| download::unreadable(error, &file.blob))?;
    let made = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        scale::thumbnail(&source, wanted)
    });
    // A panic in a decoder is the picture's fault, not ours.
    let made = made.await.unwrap_or(None);
    let (bytes, content_type) = made.ok_or_else(|| {
        Error::bad_request(
            ErrorKind::Unknown,
            "No thumbnail can be made of this file: download it instead",
        )
    })?;
    let size = bytes.len() as u64;
    let _kept = m.media.gate.read().await;
    let thumbnail = File {
        blob: m.blobs.put(Bytes::from(bytes)).await?,
        bytes: size,
        content_type: content_type.to_owned(),
        name: None,
    };
    let kept = thumbnail.clone();
    m.store
        .write(move |w| queries::insert_thumbnail(w, &blob, &variant, &kept))
        .await?;
    Ok(thumbnail)
}

/// The side of a small picture of a person.
const SMALL: f64 = 96.0;
/// How long one that is still being uploaded is waited for.
const SMALL_PATIENCE_MS: u64 = 5000;

impl Pictures for Matrix {
    fn small<'a>(&'a self, mxc: &'a str) -> Boxed<'a, Option<(Vec<u8>, String)>> {
        boxed(async move {
            let Ok((server, id)) = <&MxcUri>::from(mxc).parts() else {
                return Ok(None);
            };
            let wanted = Wanted {
                method: Method::Crop,
                width: scale::side(SMALL),
                height: scale::side(SMALL),
            };
            // Nothing that does not arrive, and nothing that is no picture.
            let patience = Some(SMALL_PATIENCE_MS);
            let Ok(file) = download::find(self, server.as_str(), id, patience).await else {
                return Ok(None);
            };
            let Ok(small) = find_or_make(self, &file, wanted).await else {
                return Ok(None);
            };
            let bytes = self.blobs.get(&small.blob).await?;
            Ok(Some((bytes.to_vec(), small.content_type)))
        })
    }
}
