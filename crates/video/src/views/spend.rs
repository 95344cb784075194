//! `POST /_causeway/v1/views`.

use axum::extract::State;
use http::StatusCode;
use http_server::{Error, Json, Nameless, Result};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Write;
use utoipa::ToSchema;

use super::{
    bytes_of, day, is_open,
    queries::{self, Spent},
    unknown_key,
};
use crate::{Video, access};

/// Bytes of a nonce, and of what RFC 9474 puts before it (`PrepareRandomize`).
const NONCE_BYTES: usize = 32;
const PREFIX_BYTES: usize = 32;

/// A view, with the token that makes it count.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct View {
    /// The token's key.
    key: u64,
    /// 32 random bytes, in base64.
    nonce: String,
    /// The 32 random bytes that RFC 9474 puts before the message, in base64.
    prefix: String,
    /// The signature of both, in base64.
    signature: String,
    /// The video.
    video: String,
    /// How many quarters were watched to their end; 4: all of it.
    watched: u8,
    source: Found,
}

/// Where a video was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Found {
    Feed,
    Following,
    Profile,
    Tag,
    Sound,
    Search,
    Share,
}

impl Found {
    /// As it is stored.
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Feed => 0,
            Self::Following => 1,
            Self::Profile => 2,
            Self::Tag => 3,
            Self::Sound => 4,
            Self::Search => 5,
            Self::Share => 6,
        }
    }
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counted {}

/// Counts a view of a video that everybody may see. Nobody is asked who he is: a request with an access token is
/// refused (400), so that no client tells by mistake. One token counts one view (409 `CW_TOKEN_SPENT`); the same
/// request again is answered as before.
#[utoipa::path(
    post, path = "/_causeway/v1/views", tag = "video", operation_id = "count_view",
    request_body = View, responses((status = 200, body = Counted)), security(())
)]
pub(crate) async fn spend(
    State(v): State<Video>,
    _: Nameless,
    Json(view): Json<View>,
) -> Result<Json<Counted>> {
    if view.watched > 4 {
        return Err(Error::invalid_param("watched is from 0 to 4"));
    }
    let now_ms = v.now_ms();
    let key = Some(view.key).filter(|of| is_open(*of, now_ms));
    let key = key
        .and_then(|of| v.view_keys.of(of))
        .ok_or_else(unknown_key)?;
    let prepared = prepared(&view)?;
    if !key.verifies(&prepared, &bytes_of("signature", &view.signature)?) {
        return Err(Error::forbidden("The token's signature is not one of ours"));
    }
    let spent = Spent {
        day: view.key,
        token: hash(&[&prepared]),
        request: hash(&[&prepared, &told(&view)]),
    };
    v.store
        .write(move |w| count(w, &spent, &view, now_ms))
        .await?;
    Ok(Json(Counted {}))
}

/// Spends the token and counts the view, in one change.
fn count(w: &mut Write<'_, '_>, spent: &Spent, view: &View, now_ms: u64) -> Result<()> {
    if !queries::spend(w, spent)? {
        return if queries::is_same(w, spent)? {
            Ok(())
        } else {
            Err(token_spent())
        };
    }
    let video = access::seen(w, None, &view.video)?;
    Ok(queries::count(
        w,
        &video,
        day(now_ms),
        view.watched,
        view.source,
    )?)
}

fn token_spent() -> Error {
    let body =
        json!({ "errcode": "CW_TOKEN_SPENT", "error": "This token has counted a view before" });
    Error::json(StatusCode::CONFLICT, body)
}

/// The message that was signed (`PrepareRandomize`, RFC 9474, 4.1).
fn prepared(view: &View) -> Result<Vec<u8>> {
    let (prefix, nonce) = (
        bytes_of("prefix", &view.prefix)?,
        bytes_of("nonce", &view.nonce)?,
    );
    if prefix.len() != PREFIX_BYTES || nonce.len() != NONCE_BYTES {
        return Err(Error::invalid_param("prefix and nonce have 32 bytes each"));
    }
    Ok([prefix, nonce].concat())
}

/// What a view says, for [`Spent::request`]: who does not have the token cannot find out what it counted.
fn told(view: &View) -> Vec<u8> {
    format!("{} {} {}", view.watched, view.source.code(), view.video).into_bytes()
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    digest(&SHA256, &parts.concat()).as_ref().to_vec()
}
