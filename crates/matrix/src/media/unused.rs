//! Deleting files. A file is a row; its bytes are a blob that other rows may share. The row goes in a
//! transaction that leaves a durable job behind; the job deletes the blob once nobody refers to it. What a
//! crash leaves between the two, blobs without a row, is found by walking through the blobs' folders, one
//! at a time.

use std::{
    sync::atomic::Ordering,
    time::{Duration, UNIX_EPOCH},
};

use http_server::{Error, Result};
use store::{StoreError, Write, jobs};

use super::queries;
use crate::Matrix;

/// The job that deletes a blob if nobody refers to it. Payload: its id.
pub(crate) const DROP_BLOB: &str = "matrix.drop_blob";
/// How long pictures of link previews are kept: longer than the preview that names them.
const PREVIEW_MS_MAX: u64 = 2 * 24 * 60 * 60 * 1000;
/// Pictures of previews deleted in one change.
const ROWS_MAX: usize = 100;
/// Younger files may belong to an upload that is not finished.
const ORPHAN_MS_MIN: u64 = 24 * 60 * 60 * 1000;
/// A folder is looked through this often in turn: all of them in about a day.
const FOLDER_EVERY_MS: u64 = 5 * 60 * 1000;
/// Folders of blobs, by the first two digits; one more holds unfinished uploads.
const FOLDERS: u64 = 256;

/// Deletes a file, if there is one of this id; its bytes go soon after.
pub async fn delete(m: &Matrix, id: &str) -> Result<bool> {
    let (id, now_ms) = (id.to_owned(), m.clock.now_ms());
    m.store.write(move |w| delete_row(w, &id, now_ms)).await
}

fn delete_row(w: &mut Write<'_, '_>, id: &str, now_ms: u64) -> Result<bool> {
    let Some(blob) = queries::delete(w, id)? else {
        return Ok(false);
    };
    if let Some(blob) = blob {
        jobs::enqueue(w, DROP_BLOB, &blob, now_ms)?;
    }
    Ok(true)
}

/// Asks for a blob's end, if nobody refers to it: for an upload that was refused after it had come.
pub(super) async fn drop_soon(m: &Matrix, blob: String) -> Result<(), StoreError> {
    let now_ms = m.clock.now_ms();
    m.store
        .write(move |w| jobs::enqueue(w, DROP_BLOB, &blob, now_ms))
        .await
}

/// Does [`DROP_BLOB`].
pub(crate) async fn drop_blob(m: Matrix, blob: String) -> Result<(), String> {
    drop_unreferenced(&m, &blob)
        .await
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Deletes a blob and the thumbnails made of it, unless a file refers to it; whether it did.
async fn drop_unreferenced(m: &Matrix, blob: &str) -> Result<bool, StoreError> {
    // Nobody stores the same bytes meanwhile: he would find the blob there and not write it again.
    let _alone = m.media.gate.write().await;
    let wanted = blob.to_owned();
    if m.store
        .read(move |tx| queries::is_referenced(tx, &wanted))
        .await?
    {
        return Ok(false);
    }
    let (source, now_ms) = (blob.to_owned(), m.clock.now_ms());
    m.store
        .write(move |w| {
            for thumbnail in queries::delete_thumbnails(w, &source)? {
                jobs::enqueue(w, DROP_BLOB, &thumbnail, now_ms)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    m.blobs.delete(blob).await?;
    Ok(true)
}

/// Once a minute: old pictures of previews, and one folder of blobs when it is its turn.
pub(crate) async fn upkeep(m: &Matrix) -> Result<(), Error> {
    let now_ms = m.clock.now_ms();
    let before = now_ms.saturating_sub(PREVIEW_MS_MAX);
    let old = m
        .store
        .read(move |tx| queries::old_previews(tx, before, ROWS_MAX));
    let old = old.await?;
    // An idle server writes nothing.
    if !old.is_empty() {
        let deleted = m.store.write(move |w| {
            for id in &old {
                delete_row(w, id, now_ms)?;
            }
            Ok::<_, Error>(())
        });
        deleted.await?;
    }
    let turn = now_ms / FOLDER_EVERY_MS;
    if m.media.turn.swap(turn, Ordering::Relaxed) != turn {
        look_through(m, turn % (FOLDERS + 1)).await?;
    }
    Ok(())
}

/// Looks through all folders now; says how many files without a row were deleted.
pub async fn sweep(m: &Matrix) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for folder in 0..=FOLDERS {
        deleted += look_through(m, folder).await?;
    }
    Ok(deleted)
}

async fn look_through(m: &Matrix, folder: u64) -> Result<u64, StoreError> {
    let old = m.clock.now_ms().saturating_sub(ORPHAN_MS_MIN);
    let before = UNIX_EPOCH + Duration::from_millis(old);
    let folder = if folder == FOLDERS {
        store::blobs::INCOMING.to_owned()
    } else {
        format!("{folder:02x}")
    };
    let mut deleted = 0;
    for name in m.blobs.older_than(&folder, before).await? {
        if store::blobs::is_id(&name) {
            deleted += u64::from(drop_unreferenced(m, &name).await?);
        } else {
            // What a crash left of a blob that was being written.
            m.blobs.delete_leftover(&folder, &name).await?;
            deleted += 1;
        }
    }
    if deleted > 0 {
        tracing::info!(
            folder,
            deleted,
            "Files that nothing referred to were deleted"
        );
    }
    Ok(deleted)
}
