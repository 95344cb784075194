//! The headers of tus 1.0.

use std::time::{Duration, UNIX_EPOCH};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_server::{Error, ErrorKind, Result};

pub(super) const VERSION: &str = "1.0.0";
pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(super) const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");

/// 412 for another version of the protocol, or none.
pub(super) fn require_version(headers: &HeaderMap) -> Result<()> {
    if text(headers, &RESUMABLE) == Some(VERSION) {
        return Ok(());
    }
    Err(Error::new(
        StatusCode::PRECONDITION_FAILED,
        ErrorKind::Unknown,
        "Uploads are tus 1.0.0: send Tus-Resumable: 1.0.0",
    ))
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A header that holds a number of bytes: digits alone.
pub(super) fn bytes(headers: &HeaderMap, name: &HeaderName) -> Result<u64> {
    let number = text(headers, name)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    number.ok_or_else(|| Error::invalid_param(format!("{name} must be a number of bytes")))
}

/// An answer without a body.
pub(super) fn answer(status: StatusCode, headers: Vec<(HeaderName, String)>) -> Response {
    let mut response = status.into_response();
    response
        .headers_mut()
        .insert(RESUMABLE, HeaderValue::from_static(VERSION));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A time as HTTP writes it (RFC 9110 §5.6.7).
pub(super) fn date(at_ms: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(at_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_bytes_is_digits_alone() {
        for (given, expected) in [
            ("0", Some(0)),
            ("17", Some(17)),
            ("+1", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(OFFSET, given.parse().unwrap());
            assert_eq!(bytes(&headers, &OFFSET).ok(), expected, "{given}");
        }
    }
}
