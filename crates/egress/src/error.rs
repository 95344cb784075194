//! Why an outgoing request gave nothing.

use std::{net::IpAddr, time::Duration};

use http::StatusCode;

/// The reason that a request failed. Its text never holds the address that was asked for: what a
/// person looks at belongs in no log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EgressError {
    /// Not an address that a server may fetch: unparsable, not http(s), with credentials in it.
    #[error("not an address that can be fetched: {0}")]
    BadUrl(&'static str),
    /// The port is one of those where other services than web servers listen.
    #[error("port {0} is refused: web servers answer at 80, 443, 8448 or above 1024")]
    RefusedPort(u16),
    /// The host is, or resolves only to, addresses of private or special use.
    #[error("address {0} is refused: it is not on the public internet (see `egress_allow`)")]
    RefusedAddress(IpAddr),
    /// The name cannot be reached on the configured road, for example an onion service.
    #[error("no configured road leads to this kind of name")]
    NoRoad,
    /// The name did not resolve, nobody listens, the connection broke, or TLS failed.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// Not finished in time.
    #[error("no complete answer within {0:?}")]
    Timeout(Duration),
    /// The body is larger than allowed.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The chain of redirects is longer than allowed.
    #[error("more than {0} redirects")]
    TooManyRedirects(usize),
    /// The body came compressed although that was not asked for.
    #[error("the answer is compressed, which was not asked for")]
    Encoded,
    /// An answer outside 2xx; given by [`Fetched::ok`](crate::Fetched::ok) alone.
    #[error("answered with status {0}")]
    Status(StatusCode),
    /// The body to send could not be written as JSON.
    #[error("the body to send is not JSON: {0}")]
    Body(#[from] serde_json::Error),
    /// The guard could not be set up.
    #[error("outgoing requests cannot be set up: {0}")]
    Setup(String),
}

impl EgressError {
    /// Whether trying again later may help: a push queue keeps its message, a preview does not.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout(_) => true,
            Self::Status(status) => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }

    /// One word for the metric `causeway_egress_requests_total`.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::BadUrl(_) | Self::RefusedPort(_) | Self::RefusedAddress(_) | Self::NoRoad => {
                "refused"
            }
            Self::Timeout(_) => "timeout",
            Self::TooLarge(_) | Self::TooManyRedirects(_) | Self::Encoded => "bounds",
            _ => "failed",
        }
    }
}
