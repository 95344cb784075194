//! `causeway app dev`: a mini-app in a browser with people side by side, each at an origin of its own and under the same
//! headers and the same `webxdc.js` as in a chat. Nothing is stored; the page is the chat (`simulator/`).

use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use base::config::Config;
use serde::{Deserialize, Serialize};
use services::mini_apps::{Origins, Place, archive};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use super::{check, folder};
use crate::serve::StopSignals;

/// The page around the apps: from here alone, and frames of mini-apps alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; frame-src http://*.localhost:*; base-uri 'none'; form-action 'none'";

/// A file of the page: its path, its kind and itself.
const PAGE: [(&str, &str, &str); 5] = [
    (
        "/",
        "text/html; charset=utf-8",
        include_str!("simulator/index.html"),
    ),
    (
        "/simulator.js",
        "text/javascript; charset=utf-8",
        include_str!("simulator/simulator.js"),
    ),
    (
        "/log.js",
        "text/javascript; charset=utf-8",
        include_str!("simulator/log.js"),
    ),
    (
        "/words.js",
        "text/javascript; charset=utf-8",
        include_str!("simulator/words.js"),
    ),
    (
        "/simulator.css",
        "text/css; charset=utf-8",
        include_str!("simulator/simulator.css"),
    ),
];

/// Runs until Ctrl-C.
pub fn simulate(folder: PathBuf, port: u16) -> Result<()> {
    // What is wrong from the beginning is told before a browser opens.
    folder::read(&folder)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")?
        .block_on(serve(folder, port))
}

async fn serve(folder: PathBuf, port: u16) -> Result<()> {
    let mut stop = StopSignals::listen()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("cannot listen on port {port}; try --port 0"))?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    let origins = origins(&address, &folder)?;
    let shown = folder.display().to_string();
    println!("{shown} runs at {address}; it is loaded again when a file changes. Ctrl-C ends.");
    axum::serve(listener, routes(folder, origins))
        .with_graceful_shutdown(async move { stop.next().await })
        .await
        .context("the server ended")
}

/// As for a server of this machine with this address.
fn origins(address: &str, folder: &Path) -> Result<Origins> {
    let mut config = Config::new("localhost".try_into()?, folder.to_owned());
    config.public_url = address.to_owned();
    let place = Place::of(&config)?.context("this machine has no names for mini-apps")?;
    Ok(Origins::new(place))
}

fn routes(folder: PathBuf, origins: Origins) -> Router {
    PAGE.iter()
        .fold(Router::new(), |router, (path, kind, text)| {
            router.route(path, get(move || async move { page(kind, text) }))
        })
        .route("/app", get(app))
        .route("/app/file", get(file))
        .with_state(Arc::new(folder))
        .layer(middleware::from_fn_with_state(origins, at_their_origins))
}

/// Names of mini-apps are answered as the server does.
async fn at_their_origins(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Response {
    match origins.answer(request.method(), request.uri(), request.headers()) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

fn page(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

/// What the folder is now.
#[derive(Debug, Serialize)]
struct App {
    /// Other files, another digest.
    digest: String,
    name: String,
    files: Vec<String>,
    /// What `causeway app check` tells.
    warnings: Vec<String>,
    /// Why a chat would refuse it.
    error: Option<String>,
}

async fn app(State(folder): State<Arc<PathBuf>>) -> Result<Json<App>, Failed> {
    Ok(Json(work(move || read(&folder)).await?))
}

fn read(path: &Path) -> Result<App> {
    let files = folder::read(path)?;
    let bytes = archive::write(&files)?;
    let digest = format!("{:x}", Sha256::digest(&bytes));
    let (name, warnings, error) = match archive::read(&bytes) {
        Ok(app) => (
            app.manifest.name.clone(),
            check::warnings(&files, &app),
            None,
        ),
        Err(broken) => (None, Vec::new(), Some(broken.to_string())),
    };
    Ok(App {
        digest,
        name: name.unwrap_or_else(|| super::pack::folder_name(path)),
        files: files.into_keys().collect(),
        warnings,
        error,
    })
}

#[derive(Debug, Deserialize)]
struct Which {
    name: String,
}

async fn file(
    State(folder): State<Arc<PathBuf>>,
    Query(which): Query<Which>,
) -> Result<Response, Failed> {
    let found = work(move || Ok(folder::read(&folder)?.remove(&which.name))).await?;
    let Some(bytes) = found else {
        return Ok((StatusCode::NOT_FOUND, "There is no such file.\n").into_response());
    };
    let mut response = Response::new(Body::from(bytes));
    let kind = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

async fn work<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, Failed> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| Failed(format!("{error:#}"))),
        Err(error) => Err(Failed(error.to_string())),
    }
}

struct Failed(String);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0).into_response()
    }
}
