//! Errors as Matrix says them: `errcode`, `error`, HTTP status (client-server §2.2).

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use ruma::api::error::{
    ErrorBody, ErrorKind, FromHttpRequestError, LimitExceededErrorData,
    ResourceLimitExceededErrorData, RetryAfter, StandardErrorBody,
};
use serde_json::Value;
use std::{fmt, time::Duration};

/// The outcome of a route.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An answer other than success.
#[derive(Debug, Clone)]
pub struct Error {
    /// The HTTP status.
    pub status: StatusCode,
    body: Box<Body>,
}

#[derive(Debug, Clone)]
enum Body {
    Standard(StandardErrorBody),
    /// An answer of another shape, such as user-interactive authentication.
    Json(Value),
}

impl Error {
    /// An error with any status and code. `message` is shown to people: say what to do.
    pub fn new(status: StatusCode, kind: ErrorKind, message: impl Into<String>) -> Self {
        let body = Body::Standard(StandardErrorBody::new(kind, message.into()));
        Self {
            status,
            body: Box::new(body),
        }
    }

    /// An answer whose body is not the standard one (user-interactive authentication).
    pub fn json(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body: Box::new(Body::Json(body)),
        }
    }

    /// 403 `M_FORBIDDEN`.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorKind::Forbidden, message)
    }

    /// 404 `M_NOT_FOUND`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorKind::NotFound, message)
    }

    /// 400 with `kind`.
    pub fn bad_request(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind, message)
    }

    /// 400 `M_INVALID_PARAM`.
    pub fn invalid_param(message: impl Into<String>) -> Self {
        Self::bad_request(ErrorKind::InvalidParam, message)
    }

    /// 400 `M_BAD_JSON`.
    pub fn bad_json(message: impl Into<String>) -> Self {
        Self::bad_request(ErrorKind::BadJson, message)
    }

    /// 413 `M_TOO_LARGE`: more than the server takes.
    pub fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::TooLarge,
            "The body is too large",
        )
    }

    /// 404 `M_UNRECOGNIZED`: no such endpoint.
    pub fn unrecognized() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            ErrorKind::Unrecognized,
            "Unrecognized request",
        )
    }

    /// 429 `M_LIMIT_EXCEEDED` with `Retry-After` (whole seconds, rounded up).
    pub fn limit_exceeded(retry_after: Duration) -> Self {
        let mut data = LimitExceededErrorData::new();
        data.retry_after = Some(RetryAfter::Delay(retry_after));
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            ErrorKind::LimitExceeded(data),
            "Too many requests: wait a little",
        )
    }

    /// 507 `M_RESOURCE_LIMIT_EXCEEDED`: the disk is full. `contact` is an address at which the host can be
    /// asked; [`crate::layered`] fills it in.
    pub fn no_room(contact: &str) -> Self {
        let data = ResourceLimitExceededErrorData::new(contact.to_owned());
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            ErrorKind::ResourceLimitExceeded(data),
            "The server has no room left: nothing was stored. Try again later",
        )
    }

    /// 500: our fault. The cause goes to the log with an id; the person sees the id only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let id = base::token(&base::SystemRng, 8);
        tracing::error!(error.id = %id, cause = %cause, "A request failed because of a fault in the server");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::Unknown,
            format!("Internal fault; tell the host this number: {id}"),
        )
    }

    /// The `errcode`, if the body is a standard one.
    pub fn kind(&self) -> Option<&ErrorKind> {
        match self.body.as_ref() {
            Body::Standard(body) => Some(&body.kind),
            Body::Json(_) => None,
        }
    }
}

impl Error {
    /// The text for people; empty if the body is not a standard one.
    pub fn message(&self) -> &str {
        match self.body.as_ref() {
            Body::Standard(body) => &body.message,
            Body::Json(_) => "",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.body.as_ref() {
            Body::Standard(body) => write!(
                f,
                "{} {}: {}",
                self.status,
                body.kind.errcode(),
                body.message
            ),
            Body::Json(_) => write!(f, "{}", self.status),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// What is wrong with a request that is not of its endpoint's form.
    pub(crate) fn malformed(error: FromHttpRequestError) -> Self {
        use ruma::api::error::DeserializationError::{Ident, Json, Query};
        let FromHttpRequestError::Deserialization(error) = error else {
            return Self::unrecognized();
        };
        match error {
            Json(e) => Self::bad_body(&e),
            Query(e) => Self::invalid_param(format!("Bad query parameters: {e}")),
            Ident(e) => Self::invalid_param(format!("Bad identifier: {e}")),
            other => Self::invalid_param(other.to_string()),
        }
    }

    /// What is wrong with a body of JSON.
    pub(crate) fn bad_body(error: &serde_json::Error) -> Self {
        if error.is_syntax() || error.is_eof() {
            Self::bad_request(
                ErrorKind::NotJson,
                format!("The body is not valid JSON: {error}"),
            )
        } else {
            Self::bad_json(format!("The body does not have the expected form: {error}"))
        }
    }
}

impl Error {
    /// An error that ruma built.
    pub fn from_ruma(error: ruma::api::error::Error) -> Self {
        match error.body {
            ErrorBody::Standard(body) => Self {
                status: error.status_code,
                body: Box::new(Body::Standard(body)),
            },
            ErrorBody::Json(json) => Self::json(error.status_code, json),
            ErrorBody::NotJson { .. } => Self::internal("an error without a JSON body"),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let retry_after = match self.kind() {
            Some(ErrorKind::LimitExceeded(LimitExceededErrorData {
                retry_after: Some(RetryAfter::Delay(delay)),
                ..
            })) => Some(delay.as_millis().div_ceil(1000).to_string()),
            _ => None,
        };
        let bytes = match self.body.as_ref() {
            Body::Standard(body) => serde_json::to_vec(body),
            Body::Json(json) => serde_json::to_vec(json),
        };
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/json")],
            bytes.unwrap_or_default(),
        )
            .into_response();
        if let Some(value) = retry_after.and_then(|s| s.parse().ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

impl<E: base::Fault> From<E> for Error {
    fn from(fault: E) -> Self {
        let Some((status, errcode)) = fault.protocol() else {
            return Self::internal(fault);
        };
        let kind = match errcode {
            "M_FORBIDDEN" => ErrorKind::Forbidden,
            "M_TOO_LARGE" => ErrorKind::TooLarge,
            "M_BAD_JSON" => ErrorKind::BadJson,
            "M_INVALID_PARAM" => ErrorKind::InvalidParam,
            "M_RESOURCE_LIMIT_EXCEEDED" => return Self::no_room(""),
            "M_UNSUPPORTED_ROOM_VERSION" => ErrorKind::UnsupportedRoomVersion,
            _ => ErrorKind::Unknown,
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, kind, fault.to_string())
    }
}
