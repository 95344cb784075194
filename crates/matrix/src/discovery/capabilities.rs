//! `GET /capabilities` (client-server §6).

use axum::response::Response;
use http_server::{Authed, json};
use room_rules::{DEFAULT_ROOM_VERSION, Rules};
use ruma::api::client::discovery::get_capabilities;
use serde_json::json as value;

/// What an account may do and which rooms it can make.
pub(crate) async fn capabilities(Authed { .. }: Authed<get_capabilities::v3::Request>) -> Response {
    let available: serde_json::Map<String, serde_json::Value> = Rules::all()
        .map(|rules| (rules.version().to_string(), "stable".into()))
        .collect();
    json(
        http::StatusCode::OK,
        &value!({ "capabilities": {
        "m.change_password": { "enabled": true },
        "m.set_displayname": { "enabled": true },
        "m.set_avatar_url": { "enabled": true },
        "m.3pid_changes": { "enabled": false },
        "m.get_login_token": { "enabled": true },
        "m.profile_fields": { "enabled": true },
        "m.room_versions": { "default": DEFAULT_ROOM_VERSION, "available": available },
    } }),
    )
}
