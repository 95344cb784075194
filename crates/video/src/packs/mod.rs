//! The learning feed's packs: files that everybody fetches whole, the same bytes for all, out of which each device makes
//! its own For You. The server learns nothing of what a device takes out of them.
//!
//! | you look for | file |
//! | --- | --- |
//! | which videos are in | [`select`], by the host's [`rules`], which [`decree`] makes |
//! | what is told of one | [`item`] |
//! | the bytes, and how they are read | [`format`](mod@format), [`reader`] |
//! | when packs are made | [`build`] |
//! | files and rows of packs | [`keep`]; [`withdraw`], when a video goes |
//! | the signed list | [`list`] |
//! | how the feed does | [`health`] |
//! | what is handed out | [`list`], [`file`](mod@file), [`avatars`] |
//!
//! The vectors come from [`crate::learn`]. For who writes a reader: `docs/developer/feed-packs.md`.

mod avatars;
mod build;
mod decree;
mod file;
pub mod format;
mod health;
mod item;
mod keep;
mod list;
pub mod reader;
mod rules;
pub(crate) mod select;
mod withdraw;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use http_server::range;
use parking_lot::RwLock;
use store::StoreError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Video, uploads::files::make_folder};

pub(crate) use build::run;
pub(crate) use rules::{RuleKind, Rules, Subject, forget_author, forget_video};

/// `Cache-Control` of what never changes.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(file::pack))
        .routes(routes!(avatars::avatar))
        .routes(routes!(decree::listed))
        .routes(routes!(decree::put, decree::delete))
        .routes(routes!(health::health))
}

/// Packs as they are handed out.
pub(crate) struct Packs {
    folder: PathBuf,
    served: RwLock<Arc<Served>>,
}

/// What is handed out now.
#[derive(Default)]
pub(crate) struct Served {
    /// The signed list; empty until the first build.
    list: Bytes,
    /// Its entity tag.
    tag: String,
    /// Until when the list is the newest, for caches.
    next_ms: u64,
    /// Packs and deltas with how long they are unpacked.
    files: HashMap<String, u64>,
    /// Matrix addresses of pictures, by the names in items.
    avatars: HashMap<String, String>,
    health: health::FeedHealth,
}

impl Served {
    fn avatar(&self, name: &str) -> Option<String> {
        self.avatars.get(name).cloned()
    }
}

impl Packs {
    pub(crate) async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let folder = data_dir.join("feed");
        make_folder(&folder).await?;
        Ok(Self {
            folder,
            served: RwLock::default(),
        })
    }

    fn served(&self) -> Arc<Served> {
        Arc::clone(&self.served.read())
    }

    fn serve(&self, served: Served) {
        *self.served.write() = Arc::new(served);
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(hash)
    }
}

/// What caches need to know. Everybody may read these, pages of other servers too.
fn dress(response: &mut Response, tag: &str, kept: &str) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CACHE_CONTROL, kept);
    set(header::ETAG, &range::etag(tag));
    let resource_policy = HeaderName::from_static("cross-origin-resource-policy");
    set(resource_policy, "cross-origin");
}
