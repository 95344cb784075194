//! Extractors: a request in ruma's types, with or without a person behind it.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream},
    extract::{FromRequest, FromRequestParts, RawPathParams},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use futures::StreamExt;
use http::{
    Request,
    header::{AUTHORIZATION, COOKIE},
    request::Parts,
};
use http_body::Body as _;
use http_body_util::BodyExt;
use ruma::api::{IncomingRequest, IncomingRequestExt, error::ErrorKind};

use crate::{AuthState, Error, Who, auth, limits, shape};

/// A request of an endpoint that needs an access token. Rejects before the body is parsed.
#[derive(Debug)]
pub struct Authed<R> {
    /// The parsed request.
    pub request: R,
    /// Whose it is.
    pub who: Arc<Who>,
    /// Address and user agent.
    pub meta: RequestMeta,
}

/// A request of an endpoint that anybody may call.
#[derive(Debug)]
pub struct Open<R> {
    /// The parsed request.
    pub request: R,
    /// Whose it is, if it carries a valid token.
    pub who: Option<Arc<Who>>,
    /// Address and user agent.
    pub meta: RequestMeta,
}

/// What a request says besides its content. The address is for rate limits only and never stored
/// for longer (law 8).
#[derive(Debug, Clone, Default)]
pub struct RequestMeta {
    /// The peer's address, when the connection is known.
    pub address: Option<std::net::IpAddr>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
}

impl<R, S> FromRequest<S> for Authed<R>
where
    R: IncomingRequest + Send + 'static,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let who = match admitted(&parts).await {
            Ok(who) => who,
            Err(error) => {
                Box::pin(drain(body)).await;
                return Err(error);
            }
        };
        let meta = meta(&parts);
        let request = parse(&mut parts, body, state).await?;
        Ok(Self { request, who, meta })
    }
}

impl<R, S> FromRequest<S> for Open<R>
where
    R: IncomingRequest + Send + 'static,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        // An invalid token must not break an open endpoint (`/versions` is called with one).
        let who = who(&parts).await.ok().flatten();
        limits::check(&parts, who.as_ref().map(|who| who.user))?;
        let meta = meta(&parts);
        let request = parse(&mut parts, body, state).await?;
        Ok(Self { request, who, meta })
    }
}

/// Whose request this is, for routes that read the body themselves. Rejects before the body.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<Who>);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        admitted(parts).await.map(Self)
    }
}

/// Somebody who runs the server. Nobody else comes further than this.
#[derive(Debug, Clone)]
pub struct Admin(pub Arc<Who>);

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let who = admitted(parts).await?;
        if who.admin {
            Ok(Self(who))
        } else {
            Err(Error::forbidden("Only who runs the server may do this"))
        }
    }
}

/// Anybody, for routes without ruma's types that show more to some: whose request it is, if its token is valid.
#[derive(Debug, Clone)]
pub struct Guest(pub Option<Arc<Who>>);

impl<S: Send + Sync> FromRequestParts<S> for Guest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let who = who(parts).await.ok().flatten();
        limits::check(parts, who.as_ref().map(|who| who.user))?;
        Ok(Self(who))
    }
}

/// Anybody, for routes without ruma's types. He is counted, and whose token it is does not matter.
#[derive(Debug, Clone, Copy)]
pub struct Visitor;

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let who = who(parts).await.ok().flatten();
        limits::check(parts, who.as_ref().map(|who| who.user))?;
        Ok(Self)
    }
}

/// Somebody who must not say who he is: with an access token the request is refused. Counted by address.
#[derive(Debug, Clone, Copy)]
pub struct Nameless;

impl<S: Send + Sync> FromRequestParts<S> for Nameless {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let names = [AUTHORIZATION, COOKIE];
        let query = parts.uri.query().unwrap_or_default();
        if names.iter().any(|name| parts.headers.contains_key(name))
            || query.contains("access_token")
        {
            return Err(Error::invalid_param(
                "Send this without Authorization and cookies: nobody is to know who you are",
            ));
        }
        limits::check(parts, None)?;
        Ok(Self)
    }
}

/// Who asks, if he may ask now.
async fn admitted(parts: &Parts) -> Result<Arc<Who>, Error> {
    let who = who(parts).await?.ok_or_else(auth::missing_token)?;
    limits::check(parts, Some(who.user))?;
    Ok(who)
}

/// Reads away what a refused request still sends, within reason: a connection that is closed on
/// unread data loses the answer.
pub(crate) async fn drain(mut body: Body) {
    const BYTES_MAX: usize = 1024 * 1024;
    const TIME_MAX: Duration = Duration::from_secs(5);
    let read = async {
        let mut bytes = 0;
        while let Some(Ok(frame)) = body.frame().await {
            bytes += frame.data_ref().map_or(0, Bytes::len);
            if bytes > BYTES_MAX {
                return;
            }
        }
    };
    if tokio::time::timeout(TIME_MAX, read).await.is_err() {
        tracing::debug!("A refused request went on for too long");
    }
}

/// A layer for routes that read their body as a stream, or not at all: what the client still sends is read away before
/// the answer leaves, so that the answer arrives and the connection can be used again.
pub async fn answer_after_body(request: Request<Body>, next: Next) -> Response {
    // Most requests have none: players ask for one part of a file after the other.
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let shared = Arc::new(tokio::sync::Mutex::new(body.into_data_stream()));
    let rest = Arc::clone(&shared);
    let pieces = |shared| {
        futures::stream::unfold(
            shared,
            |shared: Arc<tokio::sync::Mutex<BodyDataStream>>| async move {
                let piece = shared.lock().await.next().await?;
                Some((piece, shared))
            },
        )
    };
    let request = Request::from_parts(parts, Body::from_stream(pieces(shared)));
    let response = next.run(request).await;
    drain(Body::from_stream(pieces(rest))).await;
    response
}

async fn who(parts: &Parts) -> Result<Option<Arc<Who>>, Error> {
    let Some(token) = auth::token_of(&parts.headers, &parts.uri) else {
        return Ok(None);
    };
    let Some(AuthState(authenticator)) = parts.extensions.get::<AuthState>().cloned() else {
        return Err(Error::internal("no authenticator is wired"));
    };
    authenticator.authenticate(&token).await.map(Some)
}

fn meta(parts: &Parts) -> RequestMeta {
    let address = limits::address(parts);
    let user_agent = parts.headers.get(http::header::USER_AGENT);
    let user_agent = user_agent
        .and_then(|v| v.to_str().ok())
        .map(|s| s.chars().take(256).collect());
    RequestMeta {
        address,
        user_agent,
    }
}

async fn parse<R: IncomingRequest, S: Send + Sync>(
    parts: &mut Parts,
    body: Body,
    state: &S,
) -> Result<R, Error> {
    // The body first: an answer that leaves on unread data may not arrive.
    let bytes = if body.is_end_stream() {
        Bytes::new()
    } else {
        Box::pin(collect(body)).await?
    };
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|e| Error::invalid_param(format!("Bad path: {e}")))?;
    let args: Vec<&str> = params.iter().map(|(_, value)| value).collect();
    // A POST without a body means the empty object to most clients.
    let bytes: &[u8] = if bytes.is_empty() && R::METHOD != http::Method::GET {
        b"{}"
    } else {
        &bytes
    };
    shape::check(bytes).map_err(Error::bad_json)?;
    let mut request = Request::new(bytes);
    *request.method_mut() = R::METHOD;
    *request.uri_mut() = parts.uri.clone();
    *request.headers_mut() = std::mem::take(&mut parts.headers);
    R::try_from_http_request(request, &args).map_err(Error::malformed)
}

/// The longest a body may take; uploads of files are read by their own routes.
const BODY_MAX: Duration = Duration::from_secs(60);

/// The whole body; the size limit is a layer around the route.
pub async fn collect(body: Body) -> Result<Bytes, Error> {
    let Ok(whole) = tokio::time::timeout(BODY_MAX, body.collect()).await else {
        return Err(Error::new(
            http::StatusCode::REQUEST_TIMEOUT,
            ErrorKind::Unknown,
            "The body came too slowly: send it again",
        ));
    };
    whole
        .map(http_body_util::Collected::to_bytes)
        .map_err(|error| {
            let too_large = std::error::Error::source(&error)
                .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
            if too_large {
                return Error::body_too_large();
            }
            Error::bad_request(
                ErrorKind::Unknown,
                "The body did not arrive whole: send it again",
            )
        })
}
