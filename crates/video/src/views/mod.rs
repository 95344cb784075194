//! Views that count without a viewer: one-time tokens by blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized).
//!
//! A client with an account has a day's tokens signed without showing them ([`tokens`]), and spends one a view
//! without saying who it is ([`spend`]). That a token is good says that some account here got it; which one, the server
//! cannot tell: what it signed and what it is shown have no value in common (RFC 9474, 7.1).

mod groups;
mod key;
mod keys;
mod numbers;
mod queries;
mod share;
mod spend;
mod tokens;

use http_server::Error;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Video, social::days::day};

pub(crate) use keys::{Keys, keep};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Days after a key's own on which its tokens can still be spent: a device that was off brings them later.
const SPENT_LATER_DAYS: u64 = 2;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(key::key))
        .routes(routes!(tokens::tokens))
        .routes(routes!(spend::spend))
        .routes(routes!(numbers::of_video))
        .routes(routes!(numbers::of_all))
}

/// Whether tokens of a day's key are taken now.
fn is_open(key_day: u64, now_ms: u64) -> bool {
    (key_day..=key_day + SPENT_LATER_DAYS).contains(&day(now_ms))
}

fn unknown_key() -> Error {
    Error::not_found("There is no such key now: ask views/key again")
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

/// Bytes of a request, at most as many as anything here has.
fn bytes_of(name: &str, text: &str) -> http_server::Result<Vec<u8>> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD
        .decode(text)
        .map_err(|_| Error::invalid_param(format!("{name} must be base64 with padding")))
}
