//! Media: what people upload, thumbnails, and previews of links (client-server §13.8).
//!
//! A file goes to the blob store as it arrives and comes back as a stream; memory never holds one
//! whole, except pictures while their thumbnail is made. Routes here are plain: ruma's types would
//! hold the file.

mod announce;
mod download;
mod headers;
pub mod preview;
mod queries;
mod quota;
mod scale;
mod thumbnail;
mod unused;
mod upload;
pub(crate) mod usage;

use std::sync::{Arc, atomic::AtomicU64};

use axum::{
    Router,
    extract::State,
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use http::StatusCode;
use http_server::{Caller, Error, answer_after_body, json};
use serde_json::json as value;
use tokio::sync::{Notify, RwLock, Semaphore};

use crate::Matrix;

pub use queries::{Stored, stored_by};
pub(crate) use unused::{DROP_BLOB, drop_blob, upkeep};
pub use unused::{delete, sweep};

/// Beginnings of paths whose bodies are read as streams: [`upload`] bounds them.
pub const STREAMED: &[&str] = &["/_matrix/media/"];

/// Pictures that are decoded at once; each may take some hundred megabytes.
const SCALING_MAX: usize = 2;

/// What the media routes share.
#[derive(Debug)]
pub struct Media {
    /// Woken when an announced upload has come.
    uploaded: Notify,
    scaling: Arc<Semaphore>,
    /// Held for reading from when a blob is written until the row that refers to it is committed; for
    /// writing by who deletes a blob that nobody refers to.
    gate: RwLock<()>,
    /// Which folder of blobs was looked through last.
    turn: AtomicU64,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            uploaded: Notify::new(),
            scaling: Arc::new(Semaphore::new(SCALING_MAX)),
            gate: RwLock::default(),
            turn: AtomicU64::default(),
        }
    }
}

pub(crate) fn routes() -> Router<Matrix> {
    let mut router = Router::new()
        .route(
            "/_matrix/media/v3/upload",
            post(upload::upload).layer(from_fn(answer_after_body)),
        )
        .route(
            "/_matrix/media/r0/upload",
            post(upload::upload).layer(from_fn(answer_after_body)),
        )
        .route("/_matrix/media/v1/create", post(announce::create))
        .route(
            "/_matrix/media/v3/upload/{server}/{id}",
            put(announce::put).layer(from_fn(answer_after_body)),
        )
        .route(
            "/_matrix/client/v1/media/download/{server}/{id}",
            get(download::download),
        )
        .route(
            "/_matrix/client/v1/media/download/{server}/{id}/{name}",
            get(download::download_as),
        )
        .route(
            "/_matrix/client/v1/media/thumbnail/{server}/{id}",
            get(thumbnail::thumbnail),
        )
        .route("/_matrix/client/v1/media/config", get(config))
        .route(
            "/_matrix/client/v1/media/preview_url",
            get(preview::preview_url),
        );
    for old in ["/_matrix/media/v3", "/_matrix/media/r0"] {
        // Frozen (spec v1.12): they serve what was uploaded before the freeze, and nothing was.
        router = router
            .route(&format!("{old}/download/{{server}}/{{id}}"), get(frozen))
            .route(
                &format!("{old}/download/{{server}}/{{id}}/{{name}}"),
                get(frozen),
            )
            .route(&format!("{old}/thumbnail/{{server}}/{{id}}"), get(frozen))
            .route(&format!("{old}/config"), get(config))
            .route(&format!("{old}/preview_url"), get(preview::preview_url));
    }
    router
}

/// `GET /media/config`.
async fn config(State(m): State<Matrix>, _: Caller) -> Response {
    json(
        StatusCode::OK,
        &value!({ "m.upload.size": m.config.upload_bytes_max }),
    )
}

async fn frozen() -> Response {
    Error::not_found("Media is served at /_matrix/client/v1/media/download, with an access token")
        .into_response()
}
