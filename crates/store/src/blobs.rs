//! Blobs: content-addressed files in a folder (later S3) by the `object_store` crate.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem,
    path::Path as Key,
};
use sha2::{Digest, Sha256};

use crate::StoreError;

/// A place for immutable files, addressed by the SHA-256 of their content. Cheap to clone.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>, PathBuf);

/// The folder of blobs that are still arriving.
pub const INCOMING: &str = "incoming";

/// Whether a file's name is that of a blob, and not of what is left of an unfinished one.
pub fn is_id(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The address of a blob: lower-case hexadecimal SHA-256 of its bytes.
pub type BlobId = String;

impl Blobs {
    /// Opens `file:PATH`, making the folder when it is missing.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let path = url
            .strip_prefix("file:")
            .ok_or_else(|| StoreError::UnknownUrl(url.into()))?;
        std::fs::create_dir_all(path).map_err(|error| StoreError::Io {
            path: path.into(),
            error,
        })?;
        let store = LocalFileSystem::new_with_prefix(Path::new(path))?.with_fsync(true);
        Ok(Self(Arc::new(store), path.into()))
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

    /// Whether blobs can be stored, read and deleted now: tries it with a small one that holds `mark`.
    pub async fn probe(&self, mark: &str) -> Result<(), StoreError> {
        let id = self.put(Bytes::from(format!("causeway {mark}"))).await?;
        self.get(&id).await?;
        self.delete(&id).await
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

    /// Names of the files in one folder that were last written before `time`.
    pub async fn older_than(
        &self,
        folder: &str,
        time: SystemTime,
    ) -> Result<Vec<String>, StoreError> {
        let path = self.1.join(folder);
        let shown = path.display().to_string();
        let look = move || -> std::io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in std::fs::read_dir(path)? {
                let entry = entry?;
                let meta = entry.metadata()?;
                if meta.is_file() && meta.modified()? < time {
                    names.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
            Ok(names)
        };
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(names)) => Ok(names),
            // Made when the first blob needs it; or a file went away while we looked: next time.
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Ok(Err(error)) => Err(StoreError::Io { path: shown, error }),
            Err(_) => Err(StoreError::Panicked),
        }
    }

    /// The folder of blobs that are arriving, made when the first one comes.
    pub fn incoming_folder(&self) -> PathBuf {
        self.1.join(INCOMING)
    }

    /// Deletes what is left of a blob that was never finished.
    pub async fn delete_leftover(&self, folder: &str, name: &str) -> Result<(), StoreError> {
        let path = self.1.join(folder).join(name);
        match tokio::fs::remove_file(&path).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io {
                path: path.display().to_string(),
                error,
            }),
            _ => Ok(()),
        }
    }

    /// Deletes a blob; one that is gone already is fine.
    pub async fn delete(&self, id: &str) -> Result<(), StoreError> {
        match self.0.delete(&key(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Bytes gathered before they are written: the smallest part that S3 takes.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// A blob that arrives in pieces: hashed while it is written, so that memory holds one part of it.
/// Dropping it before [`Incoming::finish`] leaves nothing behind.
pub struct Incoming {
    blobs: Blobs,
    staged: Key,
    upload: Option<Box<dyn MultipartUpload>>,
    part: Vec<u8>,
    hash: Sha256,
    bytes: u64,
}

impl Blobs {
    /// Begins a blob; `name` is random, so that parallel uploads do not meet.
    pub fn incoming(&self, name: &str) -> Incoming {
        Incoming {
            blobs: self.clone(),
            staged: Key::from(format!("{INCOMING}/{name}")),
            upload: None,
            part: Vec::new(),
            hash: Sha256::new(),
            bytes: 0,
        }
    }
}

impl Incoming {
    /// How many bytes have come so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        self.part.extend_from_slice(piece);
        if self.part.len() >= PART_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let upload = match &mut self.upload {
            Some(upload) => upload,
            empty => empty.insert(self.blobs.0.put_multipart(&self.staged).await?),
        };
        let part = std::mem::take(&mut self.part);
        upload.put_part(PutPayload::from(part)).await?;
        Ok(())
    }

    /// Ends the blob: synced to disk under its address.
    pub async fn finish(mut self) -> Result<BlobId, StoreError> {
        if self.upload.is_none() {
            return self
                .blobs
                .put(Bytes::from(std::mem::take(&mut self.part)))
                .await;
        }
        if !self.part.is_empty() {
            self.flush().await?;
        }
        if let Some(mut upload) = self.upload.take() {
            upload.complete().await?;
        }
        let id = hex(&self.hash.finalize());
        self.blobs.0.rename(&self.staged, &key(&id)).await?;
        Ok(id)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_blob_in_pieces_is_the_same_as_one_in_one_go() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file:{}", folder.path().display())).unwrap();
        for size in [0, 10, PART_BYTES, 2 * PART_BYTES + 7] {
            let bytes: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut incoming = blobs.incoming("x");
            for piece in bytes.chunks(100_000) {
                incoming.write(piece).await.unwrap();
            }
            assert_eq!(incoming.bytes(), size as u64);
            let id = incoming.finish().await.unwrap();
            assert_eq!(id, hex(&Sha256::digest(&bytes)));
            assert_eq!(blobs.get(&id).await.unwrap(), bytes);
        }
    }
}
