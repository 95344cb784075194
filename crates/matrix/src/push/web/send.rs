//! One message to one push service (RFC 8030 §5).

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use egress::{Fetched, Limits};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_server::{Error, Result};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Subscription, encrypt::encrypt, payload::payload};
use crate::{Matrix, push::deliver::Answer};

const LIMITS: Limits = Limits::new(Duration::from_secs(20), 64 * 1024);
/// How long a push service keeps a message for a browser that is away: as long as it is of use.
const TTL_S: u64 = crate::push::deliver::AGE_MAX_MS / 1000;
/// Bytes of a topic before base64url, which makes 32 characters of them: the most that is allowed (§5.4).
const TOPIC_BYTES: usize = 24;

/// Sends `notification`, which has the form that gateways get, to the subscription; `data` is its pusher's.
pub(in crate::push) async fn send(
    m: &Matrix,
    to: &Subscription,
    notification: &Value,
    data: &Map<String, Value>,
) -> Answer {
    let text = payload(notification, data);
    let Ok(body) = encrypt(to, &text, m.rng.as_ref()) else {
        // Not a point of the curve: nobody can ever read what is sent there.
        return Answer::Gone;
    };
    let headers = match headers(m, to, notification) {
        Ok(headers) => headers,
        Err(error) => {
            tracing::warn!(%error, "A push message could not be prepared");
            return Answer::Later(Duration::ZERO);
        }
    };
    let sent = m
        .egress
        .post(to.endpoint.as_str(), headers, body.into(), LIMITS);
    match sent.await {
        Ok(answer) => read(&answer),
        Err(error) => {
            tracing::info!(%error, "A push service cannot be reached; the notification stays queued");
            Answer::Later(Duration::ZERO)
        }
    }
}

fn headers(m: &Matrix, to: &Subscription, notification: &Value) -> Result<HeaderMap> {
    let authorization = m
        .vapid
        .authorization(&m.config, &to.endpoint, m.clock.now_ms())?;
    let mut headers = HeaderMap::from_iter([
        (header::AUTHORIZATION, authorization),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (
            header::CONTENT_ENCODING,
            HeaderValue::from_static("aes128gcm"),
        ),
        (HeaderName::from_static("ttl"), TTL_S.into()),
        (
            // People asked to be told of it: also when the battery is low.
            HeaderName::from_static("urgency"),
            HeaderValue::from_static("high"),
        ),
    ]);
    if let Some(room) = notification["room_id"].as_str() {
        let topic = HeaderValue::try_from(topic(to, room)).map_err(Error::internal)?;
        headers.insert(HeaderName::from_static("topic"), topic);
    }
    Ok(headers)
}

/// A newer message of the room replaces one that waits. The push service cannot see which room it is, nor
/// that two people have the same one.
fn topic(to: &Subscription, room: &str) -> String {
    let hash = Sha256::new()
        .chain_update(to.auth)
        .chain_update(room)
        .finalize();
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..TOPIC_BYTES])
}

fn read(answer: &Fetched) -> Answer {
    match answer.status {
        status if status.is_success() => Answer::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone,
        status @ (StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) => {
            later(answer, status)
        }
        status if status.is_server_error() => later(answer, status),
        status => {
            // Such as a clock that is wrong: no reason to forget the subscription.
            tracing::warn!(
                status = status.as_u16(),
                "A push service refused a message for good"
            );
            Answer::Taken
        }
    }
}

fn later(answer: &Fetched, status: StatusCode) -> Answer {
    tracing::info!(
        status = status.as_u16(),
        "A push service takes no message now; it stays queued"
    );
    let asked = answer.headers.get(header::RETRY_AFTER);
    let seconds = asked.and_then(|value| value.to_str().ok()?.parse().ok());
    Answer::Later(Duration::from_secs(seconds.unwrap_or(0)))
}
