//! Blobs: content-addressed files in a folder (later S3) by the `object_store` crate.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest, Sha256};

use crate::StoreError;

/// A place for immutable files, addressed by the SHA-256 of their content. Cheap to clone.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

/// The address of a blob: lower-case hexadecimal SHA-256 of its bytes.
pub type BlobId = String;

impl Blobs {
    /// Opens `file:PATH`, making the folder when it is missing.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let path = url
            .strip_prefix("file:")
            .ok_or_else(|| StoreError::UnknownUrl(url.into()))?;
        std::fs::create_dir_all(path).map_err(|source| StoreError::Io {
            path: path.into(),
            source,
        })?;
        let store = LocalFileSystem::new_with_prefix(Path::new(path))?.with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Stores `bytes`, synced to disk; the same bytes twice are stored once.
    pub async fn put(&self, bytes: Bytes) -> Result<BlobId, StoreError> {
        let id = hex(&Sha256::digest(&bytes));
        let key = key(&id);
        if self.0.head(&key).await.is_err() {
            self.0.put(&key, PutPayload::from_bytes(bytes)).await?;
        }
        Ok(id)
    }

    /// The whole blob.
    pub async fn get(&self, id: &str) -> Result<Bytes, StoreError> {
        Ok(self.0.get(&key(id)).await?.bytes().await?)
    }

    /// Bytes `range` of the blob as a stream that reads as it is polled.
    pub async fn stream(
        &self,
        id: &str,
        range: std::ops::Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>, StoreError> {
        let options = object_store::GetOptions {
            range: Some(range.into()),
            ..Default::default()
        };
        Ok(self.0.get_opts(&key(id), options).await?.into_stream())
    }

    /// Deletes a blob; one that is gone already is fine.
    pub async fn delete(&self, id: &str) -> Result<(), StoreError> {
        match self.0.delete(&key(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Two levels of folders keep each below a few thousand entries at a million blobs.
fn key(id: &str) -> Key {
    let prefix: String = id.chars().take(2).collect();
    Key::from(format!("{prefix}/{id}"))
}

/// Lower-case hexadecimal of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
