//! Public keys of devices and people (client-server §10.12): upload, query, claim, cross-signing.
//!
//! All changes run inside the ordered writer, so a one-time key is claimed once without any lock.

mod changes;
mod claim;
pub(crate) mod counts;
mod cross_signing;
pub(crate) mod queries;
mod query;
mod signatures;
pub(crate) mod signed;
pub(crate) mod upload;

use axum::{Router, routing::post};
use http_server::Route;
use ruma::api::client::keys;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<keys::upload_keys::v3::Request, _, _>(upload::upload)
        .endpoint::<keys::get_keys::v3::Request, _, _>(query::query)
        .endpoint::<keys::claim_keys::v3::Request, _, _>(claim::claim)
        .endpoint::<keys::get_key_changes::v3::Request, _, _>(changes::changes)
        .endpoint::<keys::upload_signing_keys::v3::Request, _, _>(cross_signing::upload)
        .endpoint::<keys::upload_signatures::v3::Request, _, _>(signatures::upload)
        // Before the first stable version; some clients and Sytest still call them so.
        .route("/_matrix/client/unstable/keys/upload", post(upload::upload))
        .route("/_matrix/client/unstable/keys/query", post(query::query))
        .route("/_matrix/client/unstable/keys/claim", post(claim::claim))
}
