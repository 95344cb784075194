//! `GET /_causeway/v1/feed/packs/{hash}`: a pack or a delta.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{Error, Path, Result, Visitor, range};

use super::{FOR_GOOD, dress, keep};
use crate::Video;

/// Hands out a pack by the hash of its bytes, as the list names it.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/packs/{hash}", tag = "video", operation_id = "feed_pack",
    params(("hash" = String, Path, description = "As the list names it")),
    responses((status = 200, description = "The pack", content_type = "application/octet-stream", body = [u8])),
    security(())
)]
pub(crate) async fn pack(
    State(v): State<Video>,
    _: Visitor,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let unknown = || Error::not_found("There is no such pack: ask for the list again");
    let bytes = v.packs.served().files.get(&hash).copied();
    let bytes = bytes.ok_or_else(unknown)?;
    if range::is_known(&headers, &hash) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        dress(&mut response, &hash, FOR_GOOD);
        return Ok(response);
    }
    let packed = keep::packed(&v, &hash).await?.ok_or_else(unknown)?;
    let takes_packed = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("gzip"));
    let mut response = if takes_packed {
        let mut response = Response::new(Body::from(packed));
        let encoding = HeaderValue::from_static("gzip");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
        response
    } else {
        let unpacked = keep::unpack(&packed, bytes).ok_or_else(unknown)?;
        Response::new(Body::from(unpacked))
    };
    let content_type = HeaderValue::from_static("application/octet-stream");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().insert(header::VARY, vary);
    dress(&mut response, &hash, FOR_GOOD);
    Ok(response)
}
