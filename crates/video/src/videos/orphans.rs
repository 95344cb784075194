//! Blobs that a crash left between their last byte and the row that names them: found by walking through the folders
//! of blobs, one at a time.

use std::time::{Duration, UNIX_EPOCH};

use store::{StoreError, blobs};

use super::delete::drop_unreferenced;
use crate::Video;

/// A folder is looked through this often in turn: all of them in about a day.
const FOLDER_EVERY_MS: u64 = 5 * 60 * 1000;
/// Folders of blobs, by the first two digits.
const FOLDERS: u64 = 256;

/// One folder, if it is time for another than `last`; which one that was.
pub(crate) async fn look_now_and_then(v: &Video, last: u64) -> Result<u64, StoreError> {
    let turn = v.now_ms() / FOLDER_EVERY_MS;
    if turn != last {
        look_through(v, turn % FOLDERS).await?;
    }
    Ok(turn)
}

/// Looks through all folders now; says how many blobs without a row were deleted.
pub async fn sweep(v: &Video) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for folder in 0..FOLDERS {
        deleted += look_through(v, folder).await?;
    }
    Ok(deleted)
}

async fn look_through(v: &Video, folder: u64) -> Result<u64, StoreError> {
    let now = UNIX_EPOCH + Duration::from_millis(v.now_ms());
    let mut deleted = 0;
    for name in v.blobs.older_than(&format!("{folder:02x}"), now).await? {
        if blobs::is_id(&name) {
            deleted += u64::from(drop_unreferenced(v, &name).await?);
        }
    }
    Ok(deleted)
}

/// Clears away what an earlier process left of blobs that it was writing. Before this one writes any.
pub(crate) async fn clear_incoming(v: &Video) -> Result<(), StoreError> {
    let now = UNIX_EPOCH + Duration::from_millis(v.now_ms());
    for name in v.blobs.older_than(blobs::INCOMING, now).await? {
        v.blobs.delete_leftover(blobs::INCOMING, &name).await?;
    }
    Ok(())
}
