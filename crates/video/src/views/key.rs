//! `GET /_causeway/v1/views/key`.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CACHE_CONTROL;
use http_server::{Json, Visitor};
use serde::Serialize;
use utoipa::ToSchema;

use super::{DAY_MS, SPENT_LATER_DAYS, base64_of, day, is_open};
use crate::Video;

/// The suite of RFC 9474, 5.
const SUITE: &str = "RSABSSA-SHA384-PSS-Randomized";

/// What a client needs to have view tokens signed and to spend them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewKeys {
    /// Oldest first; today's is the last.
    keys: Vec<ViewKey>,
    /// Tokens of a day: exactly as many are asked for at once.
    per_day: u32,
    suite: &'static str,
    /// A view is sent after a random time between these two.
    delay_ms: [u64; 2],
}

/// A public key.
#[derive(Debug, Serialize, ToSchema)]
struct ViewKey {
    /// The day (UTC) on which it signs, counted from 1970.
    id: u64,
    /// SubjectPublicKeyInfo (`rsaEncryption`), in base64.
    spki: String,
    /// It signs from here on, for a day.
    from_ms: u64,
    /// Its tokens count until here.
    until_ms: u64,
}

/// Tells the keys of view tokens: the same to everybody, so that nobody can be known again by his key. Ask without a
/// token, and again before spending.
#[utoipa::path(
    get, path = "/_causeway/v1/views/key", tag = "video", operation_id = "view_keys",
    responses((status = 200, body = ViewKeys)), security(())
)]
pub(crate) async fn key(State(v): State<Video>, _: Visitor) -> Response {
    let now_ms = v.now_ms();
    let keys = v.view_keys.all().into_iter();
    let keys = keys.filter(|(of, _)| *of <= day(now_ms) && is_open(*of, now_ms));
    let keys = keys.map(|(of, key)| ViewKey {
        id: of,
        spki: base64_of(&key.spki),
        from_ms: of * DAY_MS,
        until_ms: (of + SPENT_LATER_DAYS + 1) * DAY_MS,
    });
    let told = Json(ViewKeys {
        keys: keys.collect(),
        per_day: v.config.views_per_day,
        suite: SUITE,
        delay_ms: delays(v.config.views_delay.as_millis()),
    });
    // Caches hand the same to many: one more reason why a key cannot be one person's.
    ([(CACHE_CONTROL, "public, max-age=60")], told).into_response()
}

/// The longest delay is the host's, the shortest a part of it.
fn delays(longest_ms: u128) -> [u64; 2] {
    let longest_ms = u64::try_from(longest_ms).unwrap_or(u64::MAX);
    [longest_ms / 120, longest_ms]
}
