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

/// Flags beyond the versions, and the stories that own them.
const UNSTABLE: &[(&str, &str)] = &[
    // Sliding sync: Element X does not sign in without it.
    ("org.matrix.simplified_msc3575", "sliding_sync.rs"),
    // `state_after` in /v3/sync.
    ("org.matrix.msc4222", "sync.rs"),
    // Dehydrated devices.
    ("org.matrix.msc3814", "devices.rs"),
];

/// Answers without looking at the token: an invalid one must not break discovery.
pub(crate) async fn versions(Open { .. }: Open<get_supported_versions::Request>) -> Response {
    let flags: serde_json::Map<String, serde_json::Value> = UNSTABLE
        .iter()
        .map(|(flag, _)| ((*flag).to_owned(), true.into()))
        .collect();
    json(
        http::StatusCode::OK,
        &value!({ "versions": VERSIONS, "unstable_features": flags }),
    )
}

#[cfg(test)]
mod tests {
    use super::UNSTABLE;

    #[test]
    fn every_flag_has_a_story() {
        for (flag, story) in UNSTABLE {
            let path = format!("{}/../../tests/{story}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(
                text.contains(flag),
                "{flag} is advertised; {path} does not test it"
            );
        }
    }
}
