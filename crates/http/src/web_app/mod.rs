//! The static web app: files by their path, its page for every deep link (RFC 9110 §8.8.3, §12.5.3, §13.1.2).
//!
//! Where the files come from is the binary's business ([`WebFiles`]). A file may stand there a second time as
//! `NAME.br` and `NAME.gz`: then that goes to who takes it. Nothing is compressed here.

mod headers;
mod paths;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use axum::{body::Body, response::Response};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};

/// The page that every deep link opens.
const PAGE: &str = "index.html";
/// Codings in the order in which they are preferred, with the ending of their files.
const CODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// One file of the app.
#[derive(Debug, Clone)]
pub struct WebFile {
    /// What is in it.
    pub bytes: Bytes,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

/// The files of the app. Names are relative, with `/` between folders.
pub trait WebFiles: Send + Sync {
    /// The file `name`. May read a disk.
    fn file(&self, name: &str) -> Option<WebFile>;

    /// Whether there is a folder `name` at the top.
    fn has_folder(&self, name: &str) -> bool;
}

/// Answers with the web app. Cheap to clone.
#[derive(Clone)]
pub struct WebApp {
    files: Arc<dyn WebFiles>,
    headers: Arc<headers::Headers>,
}

impl fmt::Debug for WebApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebApp")
    }
}

impl WebApp {
    /// The app whose files are `files`, and which may show pages of `frames` (a source of the content security
    /// policy) in frames.
    pub fn new(files: impl WebFiles + 'static, frames: Option<&str>) -> Self {
        Self {
            files: Arc::new(files),
            headers: Arc::new(headers::Headers::new(frames)),
        }
    }

    /// The answer, if the request is one for the app: a file, or its page. To be asked when no route
    /// matched, so that no file can stand before a route.
    pub async fn answer(&self, request: &Parts) -> Option<Response> {
        let is_read = matches!(request.method, Method::GET | Method::HEAD);
        if !is_read || paths::is_reserved(request.uri.path()) {
            return None;
        }
        let (app, path) = (self.clone(), request.uri.path().to_owned());
        // A developer's folder is read from its disk.
        let found = tokio::task::spawn_blocking(move || app.find(&path)).await;
        let found = found
            .inspect_err(|error| tracing::error!(%error, "A file of the web app could not be read"))
            .ok()??;
        Some(found.response(request, &self.headers))
    }

    fn find(&self, path: &str) -> Option<Found> {
        let named = paths::file_name(path).and_then(|name| self.load(name));
        named.or_else(|| {
            let leads_to_page = paths::is_page(path, |folder| self.files.has_folder(folder));
            leads_to_page.then(|| self.load(PAGE)).flatten()
        })
    }

    fn load(&self, name: &str) -> Option<Found> {
        let plain = self.files.file(name)?;
        let coded = CODINGS.map(|(_, ending)| self.files.file(&format!("{name}{ending}")));
        Some(Found {
            name: name.to_owned(),
            plain,
            coded,
        })
    }
}

/// A file with its compressed forms.
struct Found {
    name: String,
    plain: WebFile,
    coded: [Option<WebFile>; CODINGS.len()],
}

impl Found {
    fn response(&self, request: &Parts, dress: &headers::Headers) -> Response {
        let (coding, file) = self.chosen(&request.headers);
        let tag = tag(&file.hash);
        let is_known = request
            .headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .any(|value| names_tag(value, &tag));
        let mut response = Response::new(Body::empty());
        let out = response.headers_mut();
        dress.add(&self.name, out);
        if self.coded.iter().any(Option::is_some) {
            out.insert(
                header::VARY,
                HeaderValue::from_static(header::ACCEPT_ENCODING.as_str()),
            );
        }
        if let Ok(tag) = HeaderValue::try_from(tag) {
            out.insert(header::ETAG, tag);
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if let Some(coding) = coding {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        out.insert(header::CONTENT_LENGTH, file.bytes.len().into());
        if request.method == Method::GET {
            *response.body_mut() = Body::from(file.bytes.clone());
        }
        response
    }

    /// The best form that the client takes.
    fn chosen(&self, asked: &HeaderMap) -> (Option<&'static str>, &WebFile) {
        let coded = CODINGS.iter().zip(&self.coded);
        let mut taken = coded.filter_map(|((coding, _), file)| {
            Some((*coding, file.as_ref()?)).filter(|(coding, _)| takes(asked, coding))
        });
        match taken.next() {
            Some((coding, file)) => (Some(coding), file),
            None => (None, &self.plain),
        }
    }
}

/// Each form of a file has bytes of its own, and so a tag of its own.
fn tag(hash: &[u8; 32]) -> String {
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]))
}

/// Whether `If-None-Match` names the tag. A proxy that compresses marks it as weak.
fn names_tag(value: &HeaderValue, tag: &str) -> bool {
    let listed = value.to_str().unwrap_or_default().split(',').map(str::trim);
    listed
        .map(|one| one.strip_prefix("W/").unwrap_or(one))
        .any(|one| one == tag || one == "*")
}

/// Whether `Accept-Encoding` admits `coding`; its own entry counts for more than `*`.
fn takes(asked: &HeaderMap, coding: &str) -> bool {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter();
    let entries = lists
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    let mut others = false;
    for entry in entries {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight.trim().trim_start_matches(['q', 'Q']);
        let weight = weight.trim_start_matches(['=', ' ']).parse::<f32>();
        let admits = weight.unwrap_or(1.0) > 0.0;
        match name.trim() {
            name if name.eq_ignore_ascii_case(coding) => return admits,
            "*" => others = admits,
            _ => {}
        }
    }
    others
}
