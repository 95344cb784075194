//! What the server says of itself: versions, capabilities, well-known files, the server key.

mod capabilities;
mod host;
mod server_key;
mod versions;
mod well_known;

use axum::{Router, routing::get};
use http_server::Route;
use ruma::api::client::discovery;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Matrix;

pub(crate) use server_key::load_key;

/// Our own interface to the host.
pub(crate) fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new().routes(routes!(host::host))
}

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<discovery::get_supported_versions::Request, _, _>(versions::versions)
        .endpoint::<discovery::get_capabilities::v3::Request, _, _>(capabilities::capabilities)
        .route("/.well-known/matrix/client", get(well_known::client))
        .route("/.well-known/matrix/server", get(well_known::server))
        .route("/.well-known/matrix/support", get(well_known::support))
        .route("/_matrix/key/v2/server", get(server_key::server_key))
}
