//! Path, query and body of routes without ruma's types; what is malformed is told as a Matrix error.

use axum::{
    body::Body,
    extract::{self, FromRequest, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::{Request, StatusCode, request::Parts};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, collect, json, shape};

/// The places of the path, as axum's `Path`.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

/// The query parameters, as axum's `Query`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let taken = <extract::Path<T> as FromRequestParts<S>>::from_request_parts(parts, state);
        match taken.await {
            Ok(extract::Path(value)) => Ok(Self(value)),
            Err(error) => Err(Error::invalid_param(format!("Bad path: {error}"))),
        }
    }
}

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match extract::Query::from_request_parts(parts, state).await {
            Ok(extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(Error::invalid_param(format!(
                "Bad query parameters: {}",
                error.body_text()
            ))),
        }
    }
}

/// A body of JSON, of a request or of an answer. No body at all means the empty object.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Error> {
        let bytes = Box::pin(collect(request.into_body())).await?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        shape::check(bytes).map_err(Error::bad_json)?;
        let value = serde_json::from_slice(bytes).map_err(|e| Error::bad_body(&e))?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}
