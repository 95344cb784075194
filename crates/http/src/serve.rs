//! The listener, the layers around every route, and the graceful stop.

use std::{any::Any, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::Limited;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use ruma::api::error::ErrorKind;
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{AuthState, Error, RateLimits, call::drain, limits::Running};

/// Bounds on every request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body of an ordinary request, in bytes. Uploads bring their own.
    pub body_bytes_max: usize,
    /// Beginnings of paths whose routes stream bodies and bound them themselves.
    pub streamed: &'static [&'static str],
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
            running_max: 2048,
            rates: true,
        }
    }
}

/// Wraps `router` in what every answer needs: CORS, errors for unknown paths and methods, the body
/// limit, panics turned into errors, and the authenticator for the extractors.
///
/// `contact` is where the host can be asked, as a URI.
///
/// Call inside the runtime: with rates on, a task drops expired counts once a minute.
pub fn layered(router: Router, auth: AuthState, limits: Limits, contact: &str) -> Router {
    let running = Running::new(limits.running_max);
    let router = if limits.rates {
        router.layer(axum::Extension(counting()))
    } else {
        router
    };
    router
        .fallback(unrecognized)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(axum::middleware::from_fn(move |request, next| {
            limit_body(limits, request, next)
        }))
        .layer(axum::Extension(auth))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(axum::middleware::from_fn_with_state(running, bounded))
        .layer(axum::middleware::from_fn_with_state(
            Arc::from(contact),
            tell_contact,
        ))
        .layer(axum::middleware::from_fn(cors))
}

/// Who meets a full disk is told whom to tell (client-server §2.2: `admin_contact` must be there).
async fn tell_contact(State(contact): State<Arc<str>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == StatusCode::INSUFFICIENT_STORAGE {
        return Error::no_room(&contact).into_response();
    }
    response
}

/// Bounds the body, except where the route reads it as a stream with a bound of its own.
async fn limit_body(limits: Limits, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if limits
        .streamed
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        return next.run(request).await;
    }
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limits.body_bytes_max) {
        return Error::body_too_large().into_response();
    }
    let bounded = |body| Body::new(Limited::new(body, limits.body_bytes_max));
    next.run(request.map(bounded)).await
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

async fn bounded(State(running): State<Running>, request: Request, next: Next) -> Response {
    match running.enter(request.uri().path()) {
        Ok(_place) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn unrecognized(request: Request) -> Error {
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

/// Cross-origin headers (client-server §2.1): on every answer, errors included; `OPTIONS` is always
/// answered here and never reaches a route.
async fn cors(request: Request, next: Next) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, POST, PUT, DELETE, OPTIONS",
        ),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "X-Requested-With, Content-Type, Authorization",
        ),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Retry-After, ETag, Content-Disposition",
        ),
    ];
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
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

/// A bound listener.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    head_max: Duration,
}

impl Server {
    /// Binds `address`; port 0 takes a free one.
    pub async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self {
            listener: TcpListener::bind(address).await?,
            head_max: HEAD_MAX,
        })
    }

    /// The bound address.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` resolves and the running requests have ended, or the drain time is over.
    pub async fn run(
        self,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let builder = connections(self.head_max);
        let running = GracefulShutdown::new();
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
            let router = router.clone();
            let service = service_fn(move |request: http::Request<Incoming>| {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                router.clone().oneshot(request)
            });
            let connection = builder
                .serve_connection_with_upgrades(TokioIo::new(stream), service)
                .into_owned();
            let connection = running.watch(connection);
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "A connection ended early");
                }
            });
        }
        drop(self.listener);
        tokio::select! {
            () = running.shutdown() => {}
            () = tokio::time::sleep(DRAIN_MAX) => {}
        }
        Ok(())
    }
}

/// HTTP/1 and HTTP/2 with an end for peers that are slow or gone.
fn connections(head_max: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_max);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(STREAMS_MAX);
    builder
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
