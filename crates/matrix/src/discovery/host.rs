//! What the web app must know of a host before anybody signs in.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use base::config::Registration;
use http::header::CACHE_CONTROL;
use http_server::{Json, Result, Visitor};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Matrix, accounts::password};

/// What videos a host takes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HostVideo {
    /// Largest upload.
    bytes_max: u64,
    /// Longest video.
    seconds_max: u64,
    /// Whether a part of an upload can be kept: longer ones may be uploaded then.
    trim: bool,
}

/// A host.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Host {
    /// What stands behind the colon of user ids.
    server_name: String,
    /// The version of Causeway.
    version: &'static str,
    registration: Registration,
    /// What people call the host; null: the server's name will do.
    #[schema(required)]
    name: Option<String>,
    /// Whether the server shows what links lead to.
    link_previews: bool,
    /// For how long after sending people may recall a message; null: always.
    #[schema(required)]
    recall_seconds: Option<u64>,
    /// How long a password must be at least.
    password_min: usize,
    /// Whom to ask for help: a Matrix id or an e-mail address.
    #[schema(required)]
    support: Option<String>,
    video: HostVideo,
}

/// Tells about the host.
#[utoipa::path(
    get, path = "/_causeway/v1/host", tag = "host", operation_id = "host",
    responses((status = 200, body = Host)), security(())
)]
pub(crate) async fn host(State(m): State<Matrix>, _: Visitor) -> Result<Response> {
    let config = &m.config;
    let host = Host {
        server_name: config.server_name.to_string(),
        version: env!("CARGO_PKG_VERSION"),
        registration: config.registration,
        name: config.name.clone(),
        link_previews: config.url_previews,
        recall_seconds: config.recall.map(|recall| recall.as_secs()),
        password_min: password::PASSWORD_BYTES_MIN,
        support: config.support_contact.clone(),
        video: HostVideo {
            bytes_max: config.video_bytes_max,
            seconds_max: config.video_seconds_max,
            trim: true,
        },
    };
    Ok(([(CACHE_CONTROL, "public, max-age=60")], Json(host)).into_response())
}
