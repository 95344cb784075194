//! Registering a ruma endpoint under all of its paths.

use axum::{
    Router,
    handler::Handler,
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use http::{StatusCode, header};
use ruma::api::{
    IncomingRequest, OutgoingResponse, OutgoingResponseExt, path_builder::PathBuilder,
};
use serde::Serialize;

use crate::Error;

/// A ruma response as axum sends it.
pub struct Reply<R>(pub R);

impl<R: OutgoingResponse> IntoResponse for Reply<R> {
    fn into_response(self) -> Response {
        match self.0.try_into_http_response::<Vec<u8>>() {
            Ok(response) => response.map(axum::body::Body::from),
            Err(error) => Error::internal(error).into_response(),
        }
    }
}

/// Any serialisable value as a JSON answer: for hot paths that write their JSON themselves, and for
/// `/_causeway/v1`.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(error) => Error::internal(error).into_response(),
    }
}

/// Adds ruma endpoints to a router.
pub trait Route<S> {
    /// Routes endpoint `R` (its method, every stable and unstable path of it) to `handler`.
    #[must_use]
    fn endpoint<R, H, T>(self, handler: H) -> Self
    where
        R: IncomingRequest,
        H: Handler<T, S>,
        T: 'static;
}

impl<S: Clone + Send + Sync + 'static> Route<S> for Router<S> {
    fn endpoint<R, H, T>(mut self, handler: H) -> Self
    where
        R: IncomingRequest,
        H: Handler<T, S>,
        T: 'static,
    {
        let Ok(method) = MethodFilter::try_from(R::METHOD) else {
            return self;
        };
        for path in R::PATH_BUILDER.all_paths() {
            self = self.route(&numbered(path), on(method, handler.clone()));
        }
        self
    }
}

/// `/rooms/{room_id}/x` → `/rooms/{p3}/x`: the router wants one name per place, the spec has several.
fn numbered(path: &str) -> String {
    let named = |(place, segment): (usize, &str)| {
        if segment.starts_with('{') {
            format!("{{p{place}}}")
        } else {
            segment.to_owned()
        }
    };
    path.split('/')
        .enumerate()
        .map(named)
        .collect::<Vec<_>>()
        .join("/")
}
