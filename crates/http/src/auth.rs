//! From an access token to a person and a device (client-server §5.6).

use std::{future::Future, pin::Pin, sync::Arc};

use http::{HeaderMap, Uri, header::AUTHORIZATION};
use ruma::{
    OwnedDeviceId, OwnedUserId,
    api::error::{ErrorKind, UnknownTokenErrorData},
};

use crate::Error;

/// Whose request this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The user.
    pub user_id: OwnedUserId,
    /// The user's number in our tables (`user_.nid`).
    pub user: i64,
    /// The device of the token.
    pub device_id: OwnedDeviceId,
    /// The device's number in our tables (`device.nid`).
    pub device: i64,
    /// Whether the user runs this server.
    pub admin: bool,
}

/// Resolves access tokens.
pub trait Authenticator: Send + Sync {
    /// The owner of `token`; `M_UNKNOWN_TOKEN` when it is unknown or expired (`soft_logout`).
    fn authenticate<'a>(
        &'a self,
        token: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<Who>, Error>> + Send + 'a>>;
}

/// The authenticator as the extractors find it in each request's extensions.
#[derive(Clone)]
pub struct AuthState(pub Arc<dyn Authenticator>);

/// The token of a request: header first, then the deprecated query parameter, which older clients
/// and media links still use.
pub(crate) fn token_of(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| token.trim().to_owned());
    }
    let query = uri.query()?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("access_token="))
        .map(str::to_owned)
}

/// `M_MISSING_TOKEN` (client-server §5.6.1).
pub(crate) fn missing_token() -> Error {
    Error::new(
        http::StatusCode::UNAUTHORIZED,
        ErrorKind::MissingToken,
        "Missing access token",
    )
}

impl Error {
    /// `M_UNKNOWN_TOKEN`; with `soft_logout` the client may log in again and keep its data.
    pub fn unknown_token(soft_logout: bool) -> Self {
        let mut data = UnknownTokenErrorData::new();
        data.soft_logout = soft_logout;
        Self::new(
            http::StatusCode::UNAUTHORIZED,
            ErrorKind::UnknownToken(data),
            if soft_logout {
                "The access token has expired"
            } else {
                "Unknown access token"
            },
        )
    }
}
