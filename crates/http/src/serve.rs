//! The listener, the layers around every route, and the graceful stop.

use std::{any::Any, net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::Limited;
use ruma::api::error::ErrorKind;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{AuthState, Error};

/// Bounds on every request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body of an ordinary request, in bytes. Uploads bring their own.
    pub body_bytes_max: usize,
    /// Beginnings of paths whose routes stream bodies and bound them themselves.
    pub streamed: &'static [&'static str],
}

impl Default for Limits {
    fn default() -> Self {
        // The largest legitimate one is a key backup upload of some thousand sessions.
        Self {
            body_bytes_max: 20 * 1024 * 1024,
            streamed: &[],
        }
    }
}

/// Wraps `router` in what every answer needs: CORS, errors for unknown paths and methods, the body
/// limit, panics turned into errors, and the authenticator for the extractors.
pub fn layered(router: Router, auth: AuthState, limits: Limits) -> Router {
    router
        .fallback(|| async { Error::unrecognized() })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(axum::middleware::from_fn(move |request, next| {
            limit_body(limits, request, next)
        }))
        .layer(axum::Extension(auth))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(axum::middleware::from_fn(cors))
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
    let bounded = |body| axum::body::Body::new(Limited::new(body, limits.body_bytes_max));
    next.run(request.map(bounded)).await
}

async fn method_not_allowed() -> Error {
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

/// A bound listener.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

/// How long running requests may take to end after the stop was asked for; long-polls are answered
/// at once by their own routes.
const DRAIN_MAX: Duration = Duration::from_secs(8);

impl Server {
    /// Binds `address`; port 0 takes a free one.
    pub async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self {
            listener: TcpListener::bind(address).await?,
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
        use axum::serve::ListenerExt;
        let (stopping, mut stopped) = tokio::sync::watch::channel(false);
        let signal = async move {
            stop.await;
            stopping.send_replace(true);
        };
        let listener = self.listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "Could not switch off Nagle's algorithm");
            }
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serve = axum::serve(listener, service).with_graceful_shutdown(signal);
        let give_up = async move {
            if stopped.wait_for(|stop| *stop).await.is_ok() {
                tokio::time::sleep(DRAIN_MAX).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            result = serve => result,
            () = give_up => Ok(()),
        }
    }
}
