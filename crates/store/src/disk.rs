//! How much room there is.

use std::path::Path;

/// Below this the next busy day can fill the disk.
pub const FREE_BYTES_MIN: u64 = 1 << 30;

/// How many bytes the file system of `folder` has left for us; `None`: it does not say. Blocks.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}
