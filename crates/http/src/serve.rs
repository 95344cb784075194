//! The listener, the layers around every route, and the graceful stop.

use std::{any::Any, convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    handler::Handler,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::future::Either;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body::Body as _;
use http_body_util::Limited;
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::{HttpService, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use ruma::api::error::ErrorKind;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    AuthState, Error, OtherHosts, RateLimits,
    call::drain,
    limits::Running,
    other_hosts::{Dressed, Heard},
};

/// Bounds on every request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body of an ordinary request, in bytes. Uploads bring their own.
    pub body_bytes_max: usize,
    /// Beginnings of paths whose routes stream bodies and bound them themselves.
    pub streamed: &'static [&'static str],
    /// Paths whose routes answer `OPTIONS` themselves, as tus asks.
    pub own_options: &'static [&'static str],
    /// Requests that run at once; long-polls and transfers of files do not count.
    pub running_max: usize,
    /// Whether callers are counted ([`RateLimits`]).
    pub rates: bool,
}

impl Default for Limits {
    fn default() -> Self {
        // The largest legitimate one is a key backup upload of some thousand sessions.
        Self {
            body_bytes_max: 20 * 1024 * 1024,
            streamed: &[],
            own_options: &[],
            running_max: 2048,
            rates: true,
        }
    }
}

/// Wraps `router` in what every answer needs: CORS, errors for unknown paths and methods, the body
/// limit, panics turned into errors, and the authenticator for the extractors.
///
/// `otherwise` answers what no route matches: the web app, or [`unrecognized`].
/// `contact` is where the host can be asked, as a URI.
///
/// Call inside the runtime: with rates on, a task drops expired counts once a minute.
pub fn layered<H, T>(
    router: Router,
    otherwise: H,
    auth: AuthState,
    limits: Limits,
    contact: &str,
) -> Router
where
    H: Handler<T, ()>,
    T: 'static,
{
    let edge = Edge {
        running: Running::new(limits.running_max),
        limits,
        contact: contact.into(),
    };
    let rates = limits.rates.then(|| axum::Extension(counting()));
    // One layer for the router: each boxes the future of every request once more, and a long-poll
    // keeps its boxes for as long as it waits.
    let layers = ServiceBuilder::new()
        .layer(axum::middleware::from_fn_with_state(edge, at_the_edge))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(axum::Extension(auth))
        .option_layer(rates);
    router
        .fallback(otherwise)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(layers)
}

#[derive(Clone)]
struct Edge {
    running: Running,
    limits: Limits,
    contact: Arc<str>,
}

/// A place to run in, a bound for the body, and the cross-origin headers (client-server §2.1): on every
/// answer, errors included; `OPTIONS` is answered here and reaches no route, except where it says more.
async fn at_the_edge(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let mut response =
        if request.method() == Method::OPTIONS && !edge.limits.own_options.contains(&path) {
            StatusCode::NO_CONTENT.into_response()
        } else {
            match edge.running.enter(path, edge.limits.streamed) {
                Ok(_place) => match limit_body(&edge.limits, request) {
                    Ok(request) => next.run(request).await,
                    Err(error) => error.into_response(),
                },
                Err(error) => error.into_response(),
            }
        };
    // Who meets a full disk is told whom to tell (client-server §2.2: `admin_contact` must be there).
    if response.status() == StatusCode::INSUFFICIENT_STORAGE {
        response = Error::no_room(&edge.contact).into_response();
    }
    allow_origins(&mut response);
    keep_private(&mut response);
    response
}

/// Bounds the body, except where the route reads it as a stream with a bound of its own.
fn limit_body(limits: &Limits, request: Request) -> Result<Request, Error> {
    let path = request.uri().path();
    if limits
        .streamed
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        return Ok(request);
    }
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limits.body_bytes_max) {
        return Err(Error::body_too_large());
    }
    if request.body().is_end_stream() {
        return Ok(request);
    }
    Ok(request.map(|body| Body::new(Limited::new(body, limits.body_bytes_max))))
}

/// The counts, and the task that keeps them small for as long as somebody holds them.
fn counting() -> Arc<RateLimits> {
    let counts = Arc::new(RateLimits::new(Arc::new(base::SystemClock)));
    let kept = Arc::downgrade(&counts);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            let Some(counts) = kept.upgrade() else { return };
            counts.forget();
        }
    });
    counts
}

/// 404 `M_UNRECOGNIZED`, after the body.
pub async fn unrecognized(request: Request) -> Error {
    drain(request.into_body()).await;
    Error::unrecognized()
}

async fn method_not_allowed(request: Request) -> Error {
    drain(request.into_body()).await;
    Error::new(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorKind::Unrecognized,
        "This path does not take that method",
    )
}

fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("panic");
    Error::internal(text).into_response()
}

fn allow_origins(response: &mut Response) {
    const HEADERS: [(HeaderName, &str); 4] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        ),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "X-Requested-With, Content-Type, Authorization, Range, Tus-Resumable, Upload-Length, Upload-Offset, \
             Upload-Metadata, Upload-Checksum, Upload-Defer-Length",
        ),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Retry-After, ETag, Content-Disposition, Content-Range, Location, Tus-Resumable, Tus-Version, \
             Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, Upload-Expires",
        ),
    ];
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
}

/// Unless its route says otherwise, no answer is kept by a browser or a proxy (tokens and messages stay out of
/// caches on disk), and none is taken for a page or script that it does not say it is.
fn keep_private(response: &mut Response) {
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
}

/// How often expired counts are dropped.
const FORGET_EVERY: Duration = Duration::from_secs(60);
/// How long the head of a request may take, and how long an idle connection is kept.
const HEAD_MAX: Duration = Duration::from_secs(30);
/// How often HTTP/2 peers are asked whether they are there, and how long they may take to answer.
const PING: Duration = Duration::from_secs(20);
/// Requests at once on one HTTP/2 connection.
const STREAMS_MAX: u32 = 256;
/// How long running requests may take to end after the stop was asked for; long-polls are answered
/// at once by their own routes.
const DRAIN_MAX: Duration = Duration::from_secs(8);
/// Pause after a connection could not be taken (no file descriptors left).
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Pause before looking again at a first byte that both versions begin with.
const PEEK_PAUSE: Duration = Duration::from_millis(5);

/// A bound listener.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    head_max: Duration,
    others: OtherHosts,
}

impl Server {
    /// Binds `address`; port 0 takes a free one.
    pub async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self {
            listener: TcpListener::bind(address).await?,
            head_max: HEAD_MAX,
            others: OtherHosts::default(),
        })
    }

    /// The bound address.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Lets `others` answer for hosts of theirs, before any route is looked for.
    #[must_use]
    pub fn beside(mut self, others: OtherHosts) -> Self {
        self.others = others;
        self
    }

    /// Serves until `stop` resolves and the running requests have ended, or the drain time is over.
    pub async fn run(
        self,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let running = GracefulShutdown::new();
        let closing = CancellationToken::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let (stream, peer) = tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        tracing::warn!(%error, "Could not take a connection");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                        continue;
                    }
                },
                () = &mut stop => break,
            };
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "Could not switch off Nagle's algorithm");
            }
            let connection = Connection {
                stream,
                peer,
                router: router.clone(),
                others: self.others.clone(),
                head_max: self.head_max,
            };
            let (watcher, closing) = (running.watcher(), closing.clone());
            tokio::spawn(async move {
                tokio::select! {
                    begun = connection.version() => match begun {
                        Ok(Version::Http1) => connection.serve_http1(watcher).await,
                        // In a box: a task is as large as the largest thing that it may do.
                        Ok(Version::Http2) => Box::pin(connection.serve_http2(watcher)).await,
                        Err(error) => tracing::debug!(%error, "A connection never began"),
                    },
                    () = closing.cancelled() => {}
                }
            });
        }
        drop(self.listener);
        closing.cancel();
        tokio::select! {
            () = running.shutdown() => {}
            () = tokio::time::sleep(DRAIN_MAX) => {}
        }
        Ok(())
    }
}

/// What a peer speaks.
enum Version {
    Http1,
    Http2,
}

/// A peer that has connected.
struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    others: OtherHosts,
    head_max: Duration,
}

impl Connection {
    /// What the peer speaks, by its first bytes, which stay unread: hyper's own detection takes them, and
    /// then needs a read buffer twice as large for as long as the connection lasts.
    async fn version(&self) -> std::io::Result<Version> {
        // No method of HTTP/1 begins like the preface of HTTP/2 (RFC 9113, section 3.4).
        const PREFACE: &[u8] = b"PRI";
        let begun = async {
            let mut start = [0; PREFACE.len()];
            loop {
                let count = self.stream.peek(&mut start).await?;
                let seen = start.get(..count).unwrap_or_default();
                if seen == PREFACE {
                    return Ok(Version::Http2);
                }
                if seen.is_empty() || !PREFACE.starts_with(seen) {
                    return Ok(Version::Http1);
                }
                tokio::time::sleep(PEEK_PAUSE).await;
            }
        };
        tokio::time::timeout(self.head_max, begun).await?
    }

    async fn serve_http1(self, watcher: Watcher) {
        let heard = Heard::default();
        let stream = Dressed::new(self.stream, heard.clone(), self.others.refusal_head());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_max)
            .serve_connection(
                TokioIo::new(stream),
                answer(self.router, self.others, self.peer, heard),
            );
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "A connection ended early");
        }
    }

    async fn serve_http2(self, watcher: Watcher) {
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS_MAX)
            .serve_connection(
                TokioIo::new(self.stream),
                answer(self.router, self.others, self.peer, Heard::default()),
            );
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "A connection ended early");
        }
    }
}

/// The other hosts and the router as hyper calls them.
fn answer(
    router: Router,
    others: OtherHosts,
    peer: SocketAddr,
    heard: Heard,
) -> impl HttpService<Incoming, ResBody = Body, Error = Infallible, Future: Send> {
    service_fn(move |request: http::Request<Incoming>| {
        heard.whole_head();
        if let Some(response) = others.answer(&request) {
            return Either::Left(std::future::ready(Ok(response)));
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        Either::Right(router.clone().oneshot(request))
    })
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    #[tokio::test]
    async fn who_sends_the_head_of_a_request_byte_by_byte_is_let_go() {
        let mut server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        server.head_max = Duration::from_millis(300);
        let address = server.address().unwrap();
        let router = Router::new().route("/", axum::routing::get(|| async { "here" }));
        let serving = tokio::spawn(server.run(router, std::future::pending()));

        let mut slow = connect(address).await;
        let slowly = async {
            for byte in b"GET / HTTP/1.1\r\nx-header: ".iter().cycle() {
                if slow.write_all(&[*byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), slowly)
            .await
            .unwrap();

        let mut quick = connect(address).await;
        quick
            .write_all(b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = String::new();
        quick.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("here"), "{answer}");
        serving.abort();
    }

    #[expect(clippy::disallowed_methods, reason = "a test calls its own server")]
    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.unwrap()
    }
}
