//! Blobs that a crash left between their last byte and the row that names them: found by walking through the folders
//! of blobs, one at a time.

use std::time::{Duration, UNIX_EPOCH};

use store::{StoreError, blobs};

use super::delete::drop_unreferenced;
use crate::Video;

/// What is half written for so long is nobody's.
const HALF_MS_MAX: u64 = 60 * 60 * 1000;
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
    let now_ms = v.now_ms();
    let before = |ms| UNIX_EPOCH + Duration::from_millis(ms);
    let folder = format!("{folder:02x}");
    let mut deleted = 0;
    for name in v.blobs.older_than(&folder, before(now_ms)).await? {
        if blobs::is_id(&name) {
            deleted += u64::from(drop_unreferenced(v, &name).await?);
        }
    }
    let half = before(now_ms.saturating_sub(HALF_MS_MAX));
    for name in v.blobs.older_than(&folder, half).await? {
        if !blobs::is_id(&name) {
            v.blobs.delete_leftover(&folder, &name).await?;
        }
    }
    Ok(deleted)
}
