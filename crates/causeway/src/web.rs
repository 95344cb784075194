//! The web app: the one inside the program, or the folder that the host names (`--web-dir`). Without either
//! there is the welcome page.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http_server::{WebApp, WebFile, WebFiles, unrecognized};
use matrix::Matrix;
use rust_embed::{EmbeddedFile, RustEmbed};
use services::mini_apps::Place;

use crate::welcome;

/// What `web/dist` held when the program was built. A debug build reads the folder while it runs.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Inside;

impl WebFiles for Inside {
    fn file(&self, name: &str) -> Option<WebFile> {
        Self::get(name).map(read)
    }

    fn has_folder(&self, name: &str) -> bool {
        Self::iter().any(|file| {
            file.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// A folder of the host; its real path.
struct Folder(PathBuf);

impl WebFiles for Folder {
    fn file(&self, name: &str) -> Option<WebFile> {
        let path = self.0.join(name).canonicalize().ok()?;
        // A link may lead anywhere; nothing outside is served.
        let is_inside = path.starts_with(&self.0) && path.is_file();
        let file = is_inside.then(|| rust_embed::utils::read_file_from_fs(&path));
        file?.ok().map(read)
    }

    fn has_folder(&self, name: &str) -> bool {
        self.0.join(name).is_dir()
    }
}

fn read(file: EmbeddedFile) -> WebFile {
    WebFile {
        hash: file.metadata.sha256_hash(),
        bytes: match file.data {
            Cow::Borrowed(bytes) => bytes.into(),
            Cow::Owned(bytes) => bytes.into(),
        },
    }
}

/// What answers where no route does.
#[derive(Clone)]
pub struct Web {
    app: WebApp,
    matrix: Matrix,
}

impl Web {
    /// Refuses a folder that is not there. The app may show mini-apps from their place, and nothing else, in frames.
    pub fn open(matrix: &Matrix, mini_apps: Option<&Place>) -> Result<Self> {
        let frames = mini_apps.map(Place::origins);
        let app = match &matrix.config.web_dir {
            Some(folder) => WebApp::new(Folder(real(folder)?), frames.as_deref()),
            None => WebApp::new(Inside, frames.as_deref()),
        };
        Ok(Self {
            app,
            matrix: matrix.clone(),
        })
    }

    /// The app, the welcome page where there is none, or 404.
    pub async fn answer(self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        if let Some(response) = self.app.answer(&parts).await {
            return response;
        }
        let is_read = matches!(parts.method, http::Method::GET | http::Method::HEAD);
        if is_read && parts.uri.path() == "/" {
            return welcome::page(&self.matrix).into_response();
        }
        unrecognized(Request::from_parts(parts, body))
            .await
            .into_response()
    }
}

fn real(folder: &Path) -> Result<PathBuf> {
    match folder.canonicalize() {
        Ok(path) if path.is_dir() => Ok(path),
        _ => bail!(
            "there is no folder {}: give --web-dir the folder that the web app was built into",
            folder.display()
        ),
    }
}
