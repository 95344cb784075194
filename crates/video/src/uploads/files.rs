//! The files of uploads: synced before anybody is told of their length.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use store::StoreError;
use tokio::fs::File;

/// A failure of a file, in the store's words: a full disk is told as one.
pub(crate) fn io(path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Io {
        path: path.display().to_string(),
        error,
    }
}

/// Makes a folder that only we can look into.
pub(crate) async fn make_folder(path: &Path) -> Result<(), StoreError> {
    tokio::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .await
        .map_err(|error| io(path, error))
}

/// Makes an empty file whose name is on disk when this returns.
pub(super) async fn make(path: PathBuf) -> Result<(), StoreError> {
    let made = async {
        File::create_new(&path).await?.sync_all().await?;
        match path.parent() {
            Some(folder) => File::open(folder).await?.sync_all().await,
            None => Ok(()),
        }
    };
    made.await.map_err(|error| io(&path, error))
}

/// How much of an upload is on disk: synced first. `None`: there is no such file.
pub(crate) async fn length(path: &Path) -> Result<Option<u64>, StoreError> {
    let looked = async {
        let file = File::options().append(true).open(path).await?;
        file.sync_data().await?;
        Ok::<_, std::io::Error>(file.metadata().await?.len())
    };
    match looked.await {
        Ok(length) => Ok(Some(length)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(path, error)),
    }
}

/// Deletes a file; one that is gone already is fine.
pub(crate) async fn remove(path: &Path) -> Result<(), StoreError> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(path, error)),
        _ => Ok(()),
    }
}
