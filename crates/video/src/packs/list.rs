//! `GET /_causeway/v1/feed/packs`: which packs there are, signed by the server's key. Packs are named by their hashes, so
//! that this is all that needs a signature.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use base::Signer;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{Error, Result, Visitor, range};
use ruma::{CanonicalJsonObject, CanonicalJsonValue};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::blobs::hex;
use utoipa::ToSchema;

use super::{dress, format::Pool, keep::Kept};
use crate::Video;

/// How long a list holds: a device that was offline for a day still trusts what it fetched.
const HOLDS_MS: u64 = 24 * 60 * 60 * 1000;

/// Which packs there are. Signed as Matrix signs JSON: canonical JSON without `signatures`, by Ed25519.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackList {
    /// 1.
    version: u64,
    /// The name of the server.
    server: String,
    issued_ms: u64,
    /// From then on nobody should trust it.
    expires_ms: u64,
    /// When to ask again.
    next_ms: u64,
    packs: Vec<PackNamed>,
    /// Keys that sign lists, in unpadded base64, by their ids.
    verify_keys: BTreeMap<String, String>,
    /// By the name of the server and the id of the key.
    signatures: BTreeMap<String, BTreeMap<String, String>>,
}

/// A pack.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PackNamed {
    pub(super) pool: Pool,
    /// Counts up with each pack of the pool.
    pub(super) epoch: u64,
    /// SHA-256 of the unpacked bytes, base64url without padding.
    pub(super) hash: String,
    pub(super) bytes: u64,
    /// As it is sent.
    pub(super) packed_bytes: u64,
    /// Videos in it.
    pub(super) count: u64,
    pub(super) url: String,
    /// What makes it out of older packs.
    pub(super) deltas: Vec<DeltaNamed>,
}

/// What makes a pack out of an older one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeltaNamed {
    /// The hash of the older one.
    pub(super) from: String,
    pub(super) hash: String,
    pub(super) bytes: u64,
    pub(super) packed_bytes: u64,
    pub(super) url: String,
}

impl PackNamed {
    pub(super) fn of(pack: &Kept, deltas: &[Kept]) -> Self {
        let deltas = deltas.iter().filter_map(|delta| {
            Some(DeltaNamed {
                from: delta.base.clone()?,
                url: url(&delta.hash),
                hash: delta.hash.clone(),
                bytes: delta.bytes,
                packed_bytes: delta.packed_bytes,
            })
        });
        Self {
            pool: pack.pool.clone(),
            epoch: pack.epoch,
            hash: pack.hash.clone(),
            bytes: pack.bytes,
            packed_bytes: pack.packed_bytes,
            count: pack.items,
            url: url(&pack.hash),
            deltas: deltas.collect(),
        }
    }
}

fn url(hash: &str) -> String {
    format!("/_causeway/v1/feed/packs/{hash}")
}

/// The signed list, and its entity tag.
pub(super) fn sign(
    v: &Video,
    signer: &dyn Signer,
    packs: Vec<PackNamed>,
    next_ms: u64,
) -> Result<(Bytes, String)> {
    let now_ms = v.now_ms();
    let list = PackList {
        version: 1,
        server: v.config.server_name.to_string(),
        issued_ms: now_ms,
        expires_ms: now_ms + HOLDS_MS,
        next_ms,
        packs,
        verify_keys: BTreeMap::from([(signer.key_id(), signer.public_base64())]),
        signatures: BTreeMap::new(),
    };
    let value = serde_json::to_value(&list).map_err(Error::internal)?;
    let CanonicalJsonValue::Object(mut object) =
        CanonicalJsonValue::try_from(value).map_err(Error::internal)?
    else {
        return Err(Error::internal("a list of packs is an object"));
    };
    signer.sign(&mut object).map_err(Error::internal)?;
    rendered(&object)
}

fn rendered(object: &CanonicalJsonObject) -> Result<(Bytes, String)> {
    let bytes = serde_json::to_vec(object).map_err(Error::internal)?;
    let tag = hex(&Sha256::digest(&bytes));
    Ok((bytes.into(), tag))
}

/// Lists the packs of the feed, with what makes them out of older ones. The same for everybody.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/packs", tag = "video", operation_id = "feed_packs",
    responses((status = 200, body = PackList)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    _: Visitor,
    headers: HeaderMap,
) -> Result<Response> {
    let served = v.packs.served();
    if served.list.is_empty() {
        return Err(Error::not_found(
            "The first packs are being made: ask again soon",
        ));
    }
    let mut response = if range::is_known(&headers, &served.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(served.list.clone()));
        let content_type = HeaderValue::from_static("application/json");
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        response
    };
    let seconds = served.next_ms.saturating_sub(v.now_ms()) / 1000;
    let kept = format!("public, max-age={}", seconds.min(60));
    dress(&mut response, &served.tag, &kept);
    Ok(response)
}
