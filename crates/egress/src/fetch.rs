//! One request through the guard: redirects step by step, bounded time and size.

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ipnet::IpNet;
use reqwest::{Client, Response, redirect::Policy};
use serde::Serialize;
use tokio::sync::Semaphore;
use url::Url;

use crate::{
    EgressConfig, EgressError, Resolve, Road, SystemResolver,
    resolve::{Guard, Refused},
    target,
};

/// Requests under way at once. More wait, within their own time limit: a flood of links must not
/// take the memory and sockets that clients need.
const REQUESTS_MAX: usize = 64;
/// One address of a name may take this long to answer the connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections are kept this long for the next request to the same server.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends requests out. Cheap to clone; every clone shares connections and bounds.
#[derive(Debug, Clone)]
pub struct Egress {
    client: Client,
    allow: Arc<[IpNet]>,
    slots: Arc<Semaphore>,
    pub(crate) name_server: Option<SocketAddr>,
}

/// How much one request may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the first look-up to the last byte, redirects included.
    pub timeout: Duration,
    /// Largest body that is read.
    pub body_bytes_max: usize,
    /// What to do with a larger one.
    pub excess: Excess,
    /// How many redirects a `get` follows.
    pub redirects_max: usize,
}

/// What happens to a body that is larger than its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// The request fails with [`EgressError::TooLarge`].
    Refuse,
    /// The body ends at the limit; enough for the head of a page.
    Cut,
}

impl Limits {
    /// At most `body_bytes_max` bytes within `timeout`, five redirects, larger bodies refused.
    pub const fn new(timeout: Duration, body_bytes_max: usize) -> Self {
        Self {
            timeout,
            body_bytes_max,
            excess: Excess::Refuse,
            redirects_max: 5,
        }
    }

    /// The same, but a larger body is cut at the limit.
    pub const fn cut(self) -> Self {
        Self {
            excess: Excess::Cut,
            ..self
        }
    }
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where the answer came from, after redirects.
    pub url: Url,
    /// The HTTP status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The `Content-Type` header, parameters included.
    pub content_type: Option<String>,
    /// The body, as it was sent.
    pub body: Bytes,
}

impl Fetched {
    /// The answer if its status is 2xx, else [`EgressError::Status`].
    pub fn ok(self) -> Result<Self, EgressError> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(EgressError::Status(self.status))
        }
    }
}

impl Egress {
    /// A guard with the system's resolver.
    pub fn new(config: &EgressConfig) -> Result<Self, EgressError> {
        Self::with_resolver(config, Arc::new(SystemResolver))
    }

    /// A guard that looks names up with `resolver`.
    pub fn with_resolver(
        config: &EgressConfig,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, EgressError> {
        let allow: Arc<[IpNet]> = config.allow.clone().into();
        let Road::Direct = config.road;
        let guard = Arc::new(Guard {
            inner: resolver,
            allow: Arc::clone(&allow),
        });
        Ok(Self {
            client: build_client(guard)?,
            allow,
            slots: Arc::new(Semaphore::new(REQUESTS_MAX)),
            name_server: config.name_server,
        })
    }

    /// Fetches `url`, following redirects; each of them is checked like a first address.
    pub async fn get(&self, url: &str, limits: Limits) -> Result<Fetched, EgressError> {
        self.in_turn(limits.timeout, self.follow(url, limits)).await
    }

    /// Sends `body` as JSON. A redirect is not followed: it is returned like any other answer.
    pub async fn post_json(
        &self,
        url: &str,
        body: &(impl Serialize + Sync),
        limits: Limits,
    ) -> Result<Fetched, EgressError> {
        let json = HeaderValue::from_static("application/json");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, json)]);
        let body = serde_json::to_vec(body)?.into();
        self.post(url, headers, body, limits).await
    }

    /// Sends `body` with these headers. A redirect is not followed: it is returned like any other answer.
    pub async fn post(
        &self,
        url: &str,
        headers: HeaderMap,
        body: Bytes,
        limits: Limits,
    ) -> Result<Fetched, EgressError> {
        let url = target::parse(url, &self.allow)?;
        let request = self.client.post(url.clone()).headers(headers);
        let sending = request.body(body).send();
        self.in_turn(limits.timeout, async {
            let response = sending.await.map_err(|error| explain(&error))?;
            read(response, url, limits).await
        })
        .await
    }

    /// Runs one request within its time and the number of requests that may be under way.
    pub(crate) async fn in_turn<T>(
        &self,
        time: Duration,
        request: impl Future<Output = Result<T, EgressError>>,
    ) -> Result<T, EgressError> {
        let in_turn = async {
            // The semaphore is never closed; if it were, the request would go on without a slot.
            let _slot = self.slots.acquire().await.ok();
            request.await
        };
        let result = tokio::time::timeout(time, in_turn).await;
        let result = result.unwrap_or(Err(EgressError::Timeout(time)));
        let outcome = result
            .as_ref()
            .map_or_else(EgressError::outcome, |_| "answered");
        metrics::counter!("causeway_egress_requests_total", "outcome" => outcome).increment(1);
        result
    }

    async fn follow(&self, url: &str, limits: Limits) -> Result<Fetched, EgressError> {
        let mut url = target::parse(url, &self.allow)?;
        for _ in 0..=limits.redirects_max {
            let response = self
                .client
                .get(url.clone())
                .send()
                .await
                .map_err(|error| explain(&error))?;
            match location(&response) {
                Some(location) => url = target::redirect(&url, location.as_bytes(), &self.allow)?,
                None if is_encoded(response.headers()) => return Err(EgressError::Encoded),
                None => return read(response, url, limits).await,
            }
        }
        Err(EgressError::TooManyRedirects(limits.redirects_max))
    }
}

fn build_client(guard: Arc<Guard>) -> Result<Client, EgressError> {
    // Process-wide; whoever was first has the same one.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    client_settings(Arc::clone(&guard)).build().or_else(|error| {
        tracing::warn!(%error, "No trusted certificates: HTTPS requests will fail. Install the package ca-certificates.");
        let settings = client_settings(guard).tls_certs_only([]);
        settings.build().map_err(|error| EgressError::Setup(chain(&error)))
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that makes an HTTP client"
)]
fn client_settings(guard: Arc<Guard>) -> reqwest::ClientBuilder {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    Client::builder()
        .user_agent(concat!("Causeway/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .dns_resolver(guard)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(2)
}

fn location(response: &Response) -> Option<&HeaderValue> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    is_redirect
        .then(|| response.headers().get(header::LOCATION))
        .flatten()
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

async fn read(response: Response, url: Url, limits: Limits) -> Result<Fetched, EgressError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = read_body(response, limits).await?;
    Ok(Fetched {
        url,
        status,
        headers,
        content_type,
        body,
    })
}

async fn read_body(mut response: Response, limits: Limits) -> Result<Bytes, EgressError> {
    let announced = response
        .content_length()
        .map_or(0, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    if announced > limits.body_bytes_max && limits.excess == Excess::Refuse {
        return Err(EgressError::TooLarge(limits.body_bytes_max));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error))? {
        let room = limits.body_bytes_max - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            match limits.excess {
                Excess::Refuse => return Err(EgressError::TooLarge(limits.body_bytes_max)),
                Excess::Cut => break,
            }
        }
    }
    Ok(body.freeze())
}

/// What went wrong, without the URL that the client puts in front of its messages.
fn explain(error: &reqwest::Error) -> EgressError {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(Refused(address)) = inner.downcast_ref() {
            return EgressError::RefusedAddress(*address);
        }
        cause = inner.source();
    }
    EgressError::Unreachable(chain(error))
}

fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let separator = if text.is_empty() { "" } else { ": " };
        text = format!("{text}{separator}{inner}");
        cause = inner.source();
    }
    if text.is_empty() {
        "the request could not be made".to_owned()
    } else {
        text
    }
}
