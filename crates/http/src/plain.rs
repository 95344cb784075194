//! Path and query of routes without ruma's types; what is malformed is told as a Matrix error.

use axum::extract::{self, FromRequestParts};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Error;

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
