//! `GET /versions` (client-server §4.1): what is implemented *and tested*, nothing else, because
//! clients switch endpoints on and off by it.

use axum::response::Response;
use http_server::{Open, json};
use ruma::api::client::discovery::get_supported_versions;
use serde_json::json as value;

/// The newest is the spec whose endpoints we answer.
pub(crate) const VERSIONS: [&str; 16] = [
    "v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10", "v1.11",
    "v1.12", "v1.13", "v1.14", "v1.15", "v1.16",
];

/// Flags beyond the versions; each has a test that owns it.
pub(crate) const UNSTABLE: &[&str] = &[
    // Sliding sync (tests/sliding_sync.rs): Element X does not sign in without it.
    "org.matrix.simplified_msc3575",
    // `state_after` in /v3/sync (tests/convergence.rs).
    "org.matrix.msc4222",
    // Dehydrated devices (tests/dehydrated.rs).
    "org.matrix.msc3814",
];

/// Answers without looking at the token: an invalid one must not break discovery.
pub(crate) async fn versions(Open { .. }: Open<get_supported_versions::Request>) -> Response {
    let flags: serde_json::Map<String, serde_json::Value> = UNSTABLE
        .iter()
        .map(|flag| ((*flag).to_owned(), true.into()))
        .collect();
    json(
        http::StatusCode::OK,
        &value!({ "versions": VERSIONS, "unstable_features": flags }),
    )
}
