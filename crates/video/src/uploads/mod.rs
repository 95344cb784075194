//! Resumable uploads: tus 1.0 with creation, checksum, expiration and termination
//! (<https://tus.io/protocols/resumable-upload>; research §2.1).
//!
//! The offset is the length of the file after it was synced, never a counter beside it: a counter may lag what was
//! stored, and a client that trusts it repeats or skips bytes.

mod append;
mod checksum;
mod create;
pub(crate) mod files;
mod locks;
mod offset;
mod options;
pub(crate) mod queries;
mod quota;
mod sweep;
mod terminate;
mod tus;

use std::path::{Path, PathBuf};

use http_server::{Error, Result};
use store::StoreError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) use files::remove;
pub(crate) use sweep::sweep;

/// Beginnings of paths whose bodies are read as streams: [`append`] bounds them.
pub const STREAMED: &[&str] = &["/_causeway/v1/uploads"];

/// How long an upload is kept after its last byte.
const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(create::create, options::options))
        .routes(routes!(
            offset::offset,
            append::append,
            terminate::terminate
        ))
}

/// The folder of arriving files, and who writes to which.
#[derive(Debug)]
pub(crate) struct Uploads {
    folder: PathBuf,
    locks: locks::Locks,
}

impl Uploads {
    pub(crate) async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let folder = data_dir.join("uploads");
        files::make_folder(&folder).await?;
        Ok(Self {
            folder,
            locks: locks::Locks::default(),
        })
    }

    /// The file of an upload. Ids are ours, never a client's text: they come from the table.
    pub(crate) fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// The right to write to an upload; whoever has it now is told to let go.
    pub(crate) async fn take(&self, id: &str) -> locks::Held {
        self.locks.take(id).await
    }
}

/// 404: never was, has expired, or is somebody else's.
fn unknown() -> Error {
    Error::not_found("There is no such upload, or it has expired: start again")
}

/// An upload of one's own.
async fn own(v: &Video, id: &str, user: i64) -> Result<queries::Upload> {
    let (id, now_ms) = (id.to_owned(), v.now_ms());
    let found = v.store.read(move |tx| queries::find(tx, &id)).await?;
    found
        .filter(|upload| upload.user == user && upload.expires_ms > now_ms)
        .ok_or_else(unknown)
}
