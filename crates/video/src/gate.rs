//! Who may delete blobs, and who must not be disturbed: across the tasks of this process, and across the processes
//! that share the data folder.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use store::StoreError;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::uploads::files;

/// A lock that many share or one has alone.
#[derive(Debug)]
pub(crate) struct Gate {
    /// First among ourselves, where waiting costs no thread and nobody waits for ever.
    inside: RwLock<()>,
    /// Locked by the system, which lets go when a process dies.
    file: PathBuf,
}

/// From when a blob is written until the row that refers to it is committed.
pub(crate) struct Shared<'a> {
    _file: File,
    _inside: RwLockReadGuard<'a, ()>,
}

/// While a blob is deleted that nobody refers to.
pub(crate) struct Alone<'a> {
    _file: File,
    _inside: RwLockWriteGuard<'a, ()>,
}

impl Gate {
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self {
            inside: RwLock::default(),
            file: data_dir.join("video.lock"),
        }
    }

    /// Waits until nobody deletes.
    pub(crate) async fn share(&self) -> Result<Shared<'_>, StoreError> {
        let inside = self.inside.read().await;
        Ok(Shared {
            _file: self.lock(File::lock_shared).await?,
            _inside: inside,
        })
    }

    /// Waits until nobody stores or deletes.
    pub(crate) async fn alone(&self) -> Result<Alone<'_>, StoreError> {
        let inside = self.inside.write().await;
        Ok(Alone {
            _file: self.lock(File::lock).await?,
            _inside: inside,
        })
    }

    async fn lock(&self, how: fn(&File) -> std::io::Result<()>) -> Result<File, StoreError> {
        let path = self.file.clone();
        let locking = tokio::task::spawn_blocking(move || {
            let locked = || {
                let mut options = File::options();
                options.create(true).read(true).write(true).truncate(false);
                let file = options.open(&path)?;
                how(&file)?;
                Ok(file)
            };
            locked().map_err(|error| files::io(&path, error))
        });
        locking.await.unwrap_or(Err(StoreError::Panicked))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_deletes_waits_for_who_stores_in_another_process() {
        let folder = tempfile::tempdir().unwrap();
        // Each opens the file for itself, as two processes do.
        let (here, there) = (Gate::of(folder.path()), Gate::of(folder.path()));
        let storing = there.share().await.unwrap();
        drop(here.share().await.unwrap());
        let mut deleting = Box::pin(here.alone());
        let waited = tokio::time::timeout(Duration::from_millis(100), &mut deleting).await;
        assert!(waited.is_err());
        drop(storing);
        drop(deleting.await.unwrap());
        drop(there.alone().await.unwrap());
    }
}
