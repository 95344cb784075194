//! URL previews (client-server `GET /_matrix/client/v1/media/preview_url`): fetched through the guard
//! of outgoing requests, kept for an hour.

mod charset;
pub mod extract;

use std::time::Duration;

use axum::{extract::State, response::Response};
use egress::{EgressError, Fetched, Limits, Url};
use http::StatusCode;
use http_server::{Caller, Error, ErrorKind, Query, Result, json};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    queries::{self, File},
    scale, upload,
};
use crate::Matrix;

/// The head of a page is enough; a picture is cut off here, too.
const PAGE: Limits = Limits::new(Duration::from_secs(10), 8 * 1024 * 1024).cut();
const PICTURE: Limits = Limits::new(Duration::from_secs(10), 8 * 1024 * 1024);
/// How long a preview is shown before the page is asked again.
const FRESH_MS: u64 = 3600 * 1000;
/// How long it is kept at all.
const KEPT_MS: u64 = 24 * 3600 * 1000;
/// Longest address.
const URL_BYTES_MAX: usize = 4096;

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    url: Option<String>,
}

/// What a page says about itself, as Open Graph properties.
pub(super) async fn preview_url(
    State(m): State<Matrix>,
    _: Caller,
    Query(params): Query<Params>,
) -> Result<Response> {
    if !m.config.url_previews {
        return Err(Error::new(
            StatusCode::NOT_FOUND,
            ErrorKind::Unrecognized,
            "This server fetches no previews",
        ));
    }
    let url = params
        .url
        .ok_or_else(|| Error::bad_request(ErrorKind::MissingParam, "`url` is needed"))?;
    let url = Url::parse(&url)
        .ok()
        .filter(|url| url.as_str().len() <= URL_BYTES_MAX);
    let mut url = url.ok_or_else(|| Error::invalid_param("`url` is not a complete address"))?;
    // The server never sees it; two links to parts of a page are one page.
    url.set_fragment(None);
    let key = Sha256::digest(url.as_str()).to_vec();
    let (wanted, now_ms) = (key.clone(), m.clock.now_ms());
    let known = m
        .store
        .read(move |tx| queries::preview(tx, &wanted, now_ms.saturating_sub(FRESH_MS)))
        .await?;
    if let Some(known) = known {
        let known: Value = serde_json::from_slice(&known).map_err(Error::internal)?;
        return Ok(json(StatusCode::OK, &known));
    }
    let preview = Value::Object(fetch(&m, &url).await?);
    let bytes = preview.to_string().into_bytes();
    m.store
        .write(move |w| queries::insert_preview(w, &key, &bytes, now_ms, KEPT_MS))
        .await?;
    Ok(json(StatusCode::OK, &preview))
}

async fn fetch(m: &Matrix, url: &Url) -> Result<Map<String, Value>> {
    let page = m
        .egress
        .get(url.as_str(), PAGE)
        .await
        .and_then(Fetched::ok)
        .map_err(explain)?;
    let content_type = page.content_type.clone().unwrap_or_default();
    let mut out = Map::new();
    if extract::is_html(&content_type) {
        let info = extract::extract(&page.body, page.content_type.as_deref(), &page.url);
        out.extend(
            info.properties
                .into_iter()
                .map(|(name, text)| (name, Value::from(text))),
        );
        if let Some(image) = info.image {
            // A page without its picture is a preview all the same.
            if let Ok(picture) = m
                .egress
                .get(image.as_str(), PICTURE)
                .await
                .and_then(Fetched::ok)
            {
                keep_picture(m, &picture.body, &mut out).await?;
            }
        }
    } else if content_type.starts_with("image/") {
        keep_picture(m, &page.body, &mut out).await?;
    }
    Ok(out)
}

/// Stores a picture and says where; what is no picture is left out.
async fn keep_picture(
    m: &Matrix,
    bytes: &egress::Bytes,
    out: &mut Map<String, Value>,
) -> Result<()> {
    let Some((width, height, content_type)) = scale::dimensions(bytes) else {
        return Ok(());
    };
    let _kept = m.media.gate.read().await;
    let file = File {
        blob: m.blobs.put(bytes.clone()).await?,
        bytes: bytes.len() as u64,
        content_type: content_type.to_owned(),
        name: None,
    };
    let (id, now_ms) = (upload::new_id(m), m.clock.now_ms());
    out.insert("og:image".into(), upload::uri(m, &id).into());
    out.insert("og:image:type".into(), content_type.into());
    out.insert("og:image:width".into(), width.into());
    out.insert("og:image:height".into(), height.into());
    out.insert("matrix:image:size".into(), bytes.len().into());
    m.store
        .write(move |w| queries::insert(w, &id, None, &file, now_ms))
        .await?;
    Ok(())
}

/// Nothing here is our fault: never a 5xx.
fn explain(error: EgressError) -> Error {
    match error {
        EgressError::BadUrl(_) => {
            Error::invalid_param("`url` is not an address that can be fetched")
        }
        EgressError::RefusedPort(_) | EgressError::RefusedAddress(_) | EgressError::NoRoad => {
            Error::forbidden("This address is not on the public internet")
        }
        _ => Error::not_found("The page could not be fetched"),
    }
}
