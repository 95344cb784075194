//! What the server answers at a mini-app's origin: the page that lets the web app hand the app over, the service worker
//! that then serves it, and the page that deletes everything. Nothing else is there, and no other route of the server is.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use super::{Place, headers::Headers};

const BOOT_PAGE: &str = include_str!("frame/boot.html");
const BOOT: &str = include_str!("frame/boot.js");
const WIPE_PAGE: &str = include_str!("frame/wipe.html");
const WIPE: &str = include_str!("frame/wipe.js");
const PROBE_PAGE: &str = include_str!("frame/probe.html");
const PROBE: &str = include_str!("frame/probe.js");
const WORKER: &str = include_str!("frame/sw.js");
const WEBXDC: &str = include_str!("frame/webxdc.js");

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The path of the service worker. It must stand at the root for its scope.
const WORKER_PATH: &str = "/sw.js";

/// Answers for all names of mini-apps. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Origins(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    place: Place,
    headers: Headers,
    worker: String,
}

/// What stands at a path.
struct File<'a> {
    text: &'a str,
    kind: &'static str,
}

impl Origins {
    /// The answers for `place`.
    pub fn new(place: Place) -> Self {
        let headers = Headers::new(&place.embedders);
        let worker = worker(&headers);
        Self(Arc::new(Inner {
            place,
            headers,
            worker,
        }))
    }

    /// The answer, where the request is for a name of mini-apps by any of what names it.
    pub fn answer(&self, method: &Method, uri: &Uri, asked: &HeaderMap) -> Option<Response> {
        let named = asked.get_all(header::HOST).iter();
        let mut hosts = named
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .chain(uri.authority().map(|authority| authority.as_str().into()));
        hosts
            .any(|host| self.0.place.holds(&host))
            .then(|| self.at_origin(method, uri.path(), asked))
    }

    /// The lines of a head that go with a refusal of which the host is not known, since nothing was read.
    pub fn refusal_head(&self) -> String {
        let lines = self.0.headers.pairs();
        lines
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect()
    }

    fn at_origin(&self, method: &Method, path: &str, asked: &HeaderMap) -> Response {
        let mut response = self.plain(method, path, asked);
        self.0.headers.put(response.headers_mut());
        if *method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        if path == "/-/wipe" && response.status() == StatusCode::OK {
            let all = HeaderValue::from_static(r#""storage", "cache""#);
            response.headers_mut().insert("clear-site-data", all);
        }
        response
    }

    fn plain(&self, method: &Method, path: &str, asked: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return refusal(
                StatusCode::METHOD_NOT_ALLOWED,
                "Files of mini-apps are read, no more.",
            );
        }
        // A worker of the app's own would answer without our headers.
        if asked.contains_key("service-worker") && path != WORKER_PATH {
            return refusal(
                StatusCode::FORBIDDEN,
                "A mini-app has no service worker of its own.",
            );
        }
        // In a tab of its own nothing would keep it from going elsewhere.
        let goes_to = asked.get("sec-fetch-dest").map(HeaderValue::as_bytes);
        if goes_to == Some(b"document") {
            return refusal(
                StatusCode::FORBIDDEN,
                "A mini-app runs in its chat. Open the chat to use it.",
            );
        }
        match self.file(path) {
            Some(file) => text(StatusCode::OK, file.text.to_owned(), file.kind),
            None => refusal(
                StatusCode::NOT_FOUND,
                "This page of the mini-app is not here. Close the mini-app and open it again.",
            ),
        }
    }

    fn file(&self, path: &str) -> Option<File<'_>> {
        let (text, kind) = match path {
            "/-/boot" => (BOOT_PAGE, HTML),
            "/-/boot.js" => (BOOT, SCRIPT),
            "/-/wipe" => (WIPE_PAGE, HTML),
            "/-/wipe.js" => (WIPE, SCRIPT),
            "/-/probe" => (PROBE_PAGE, HTML),
            "/-/probe.js" => (PROBE, SCRIPT),
            WORKER_PATH => (self.0.worker.as_str(), SCRIPT),
            _ => return None,
        };
        Some(File { text, kind })
    }
}

/// The service worker, with what it must put on each answer that it makes, and what `webxdc.js` is.
fn worker(headers: &Headers) -> String {
    let headers: serde_json::Map<_, _> = headers
        .pairs()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let (headers, webxdc) = (
        serde_json::Value::from(headers),
        serde_json::Value::from(WEBXDC),
    );
    format!("const HEADERS = {headers};\nconst WEBXDC = {webxdc};\n{WORKER}")
}

fn refusal(status: StatusCode, why: &str) -> Response {
    text(status, format!("{why}\n"), TEXT)
}

fn text(status: StatusCode, text: String, kind: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
