//! `/.well-known/matrix/…` (client-server §4.2, server-server §2.1).

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Error, Result, json};
use serde_json::json as value;

use crate::Matrix;

/// Where clients find the server.
pub(crate) async fn client(State(m): State<Matrix>) -> Response {
    json(
        StatusCode::OK,
        &value!({ "m.homeserver": { "base_url": m.config.public_url } }),
    )
}

/// Where other servers find it.
pub(crate) async fn server(State(m): State<Matrix>) -> Result<Response> {
    let url: http::Uri = m.config.public_url.parse().map_err(Error::internal)?;
    let host = url.host().unwrap_or_default();
    let port = url
        .port_u16()
        .unwrap_or(if url.scheme_str() == Some("https") {
            443
        } else {
            80
        });
    Ok(json(
        StatusCode::OK,
        &value!({ "m.server": format!("{host}:{port}") }),
    ))
}

/// Whom to ask for help; 404 when the host has set no contact.
pub(crate) async fn support(State(m): State<Matrix>) -> Result<Response> {
    let Some(contact) = &m.config.support_contact else {
        return Err(Error::not_found("The host has given no contact"));
    };
    let key = if contact.starts_with('@') {
        "matrix_id"
    } else {
        "email_address"
    };
    Ok(json(
        StatusCode::OK,
        &value!({ "contacts": [{ "role": "m.role.admin", key: contact }] }),
    ))
}
