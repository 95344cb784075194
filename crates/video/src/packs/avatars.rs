//! `GET /_causeway/v1/feed/avatars/{hash}`: the pictures of authors in packs, for who has no account or does not want to
//! say which. Their addresses are hashes of the pictures' Matrix addresses.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{Error, Path, Result, Visitor, range};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::format::Entry;
use crate::Video;

/// The name of a picture.
pub(super) fn name(mxc: &str) -> String {
    let digest = Sha256::digest(mxc);
    URL_SAFE_NO_PAD.encode(digest.get(..18).unwrap_or_default())
}

pub(super) fn address(mxc: &str) -> String {
    format!("/_causeway/v1/feed/avatars/{}", name(mxc))
}

/// Hands out a small picture of somebody whose videos are in a pack.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/avatars/{hash}", tag = "video", operation_id = "feed_avatar",
    params(("hash" = String, Path, description = "As items of packs name it")),
    responses((status = 200, description = "The picture")), security(())
)]
pub(crate) async fn avatar(
    State(v): State<Video>,
    _: Visitor,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let unknown = || Error::not_found("There is no such picture");
    let mxc = v.packs.served().avatar(&hash).ok_or_else(unknown)?;
    let mut response = if range::is_known(&headers, &hash) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let found = v.pictures.small(&mxc).await.map_err(Error::internal)?;
        let (bytes, content_type) = found.ok_or_else(unknown)?;
        let mut response = Response::new(Body::from(bytes));
        let content_type = HeaderValue::from_str(&content_type).map_err(Error::internal)?;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        response
    };
    super::dress(&mut response, &hash, super::FOR_GOOD);
    Ok(response)
}

/// The picture of an item's author: its name, and where it is.
pub(super) fn of_entry(entry: &Entry) -> Option<(String, String)> {
    let Pictured { author_profile } = serde_json::from_str(entry.json.get()).ok()?;
    let mxc = author_profile.avatar_url?;
    Some((name(&mxc), mxc))
}

#[derive(Deserialize)]
struct Pictured {
    author_profile: Pictures,
}

#[derive(Deserialize)]
struct Pictures {
    avatar_url: Option<String>,
}
