//! Archives and icons of mini-apps as blobs: kept before the change that refers to them, dropped after the last one.

use bytes::Bytes;
use http_server::{Error, Result};
use sha2::{Digest, Sha256};
use store::{Write, blobs, jobs};

use super::{entry::Entry, release};
use crate::Services;

/// The job that deletes a blob if nothing refers to it. Payload: the blob.
pub(crate) const DROP_BLOB: &str = "directory_drop_blob";
/// From when a blob is written until the change that refers to it must be committed.
const UNTIL_REFERRED_MS: u64 = 60 * 60 * 1000;

/// Stores bytes. If what is to refer to them never comes, a job that is already written deletes them.
pub(super) async fn keep(s: &Services, bytes: Bytes) -> Result<String> {
    let blob = blobs::hex(&Sha256::digest(&bytes));
    let due_ms = s.now_ms() + UNTIL_REFERRED_MS;
    let payload = blob.clone();
    s.store
        .write(move |w| jobs::enqueue(w, DROP_BLOB, &payload, due_ms))
        .await?;
    Ok(s.blobs.put(bytes).await?)
}

/// Has the files of an entry deleted that goes in this change. An hour later: somebody may be publishing the same bytes.
pub(super) fn forget(s: &Services, w: &mut Write<'_, '_>, entry: &Entry) -> Result<()> {
    let due_ms = s.now_ms() + UNTIL_REFERRED_MS;
    for one in release::of_entry(w, entry.nid)? {
        for blob in [Some(one.sha256), one.icon].into_iter().flatten() {
            jobs::enqueue(w, DROP_BLOB, &blob, due_ms)?;
        }
    }
    Ok(())
}

/// Does [`DROP_BLOB`].
pub(crate) async fn drop_blob(s: Services, blob: String) -> std::result::Result<(), String> {
    let dropping = async {
        let _nobody_stores = s.blobs_in_use.write().await;
        let name = blob.clone();
        if !s
            .store
            .read(move |tx| release::needs_blob(tx, &name))
            .await?
        {
            s.blobs.delete(&blob).await?;
        }
        Ok::<_, Error>(())
    };
    dropping.await.map_err(|error| error.to_string())
}
