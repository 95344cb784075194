//! Clearing away uploads that nobody finished (tus 1.0, expiration extension), sources of videos that failed long
//! ago, and files that a crash left without a row.

use std::time::{Duration, UNIX_EPOCH};

use store::{StoreError, params};

use super::{KEPT_MS, files, queries};
use crate::Video;

/// Files cleared away in one pass.
const FILES_MAX: usize = 100;

/// One pass; runs once a minute.
pub(crate) async fn sweep(v: &Video) -> Result<(), StoreError> {
    expired(v).await?;
    given_up(v).await?;
    leftovers(v).await
}

async fn expired(v: &Video) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    let ids = v
        .store
        .read(move |tx| queries::expired(tx, now_ms, FILES_MAX))
        .await?;
    for id in ids {
        let _held = v.uploads.take(&id).await;
        let path = v.uploads.path(&id);
        // Looked at again: somebody may have continued it, or made a video of it.
        let gone = v.store.write(move |w| {
            w.execute(
                "DELETE FROM video_upload WHERE id = ?1 AND expires_ms <= ?2",
                params![&id, now_ms],
            )
        });
        if gone.await? > 0 {
            files::remove(&path).await?;
        }
    }
    Ok(())
}

async fn given_up(v: &Video) -> Result<(), StoreError> {
    let before_ms = v.now_ms().saturating_sub(KEPT_MS);
    let old = v
        .store
        .read(move |tx| queries::given_up(tx, before_ms, FILES_MAX))
        .await?;
    for (video, upload) in old {
        let gone = v.store.write(move |w| {
            w.execute(
                "UPDATE video SET source_bytes = 0 WHERE nid = ?1 AND state = 2",
                params![video],
            )
        });
        if gone.await? > 0 {
            files::remove(&v.uploads.path(&upload)).await?;
        }
    }
    Ok(())
}

/// Files without a row: of a crash between the two, or of a piece that was being checked.
async fn leftovers(v: &Video) -> Result<(), StoreError> {
    let folder = &v.uploads.folder;
    let fault = |error| files::io(folder, error);
    let before = UNIX_EPOCH + Duration::from_millis(v.now_ms().saturating_sub(KEPT_MS));
    let mut entries = tokio::fs::read_dir(folder).await.map_err(fault)?;
    while let Some(entry) = entries.next_entry().await.map_err(fault)? {
        // A file that went away meanwhile is what we want.
        let Ok(meta) = entry.metadata().await else {
            continue;
        };
        if meta.modified().map_err(fault)? >= before {
            continue;
        }
        let id = entry.file_name().to_string_lossy().into_owned();
        let wanted = v.store.read(move |tx| queries::is_wanted(tx, &id)).await?;
        if !wanted {
            files::remove(&entry.path()).await?;
        }
    }
    Ok(())
}
