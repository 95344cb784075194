//! From the job's folder to the blobs: streamed, hashed, synced.

use std::path::Path;

use futures::StreamExt;
use store::StoreError;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt},
};

use super::{failure::Failure, leftovers::arriving};
use crate::{
    Video,
    gate::Shared,
    uploads::files,
    videos::{self, queries::PlayedFile},
};

/// Bytes read at once.
const PIECE_BYTES: usize = 256 * 1024;
/// Length of the random name of a blob that is arriving.
const NAME_LEN: usize = 24;

/// Files that are blobs now. While this lives nobody deletes a blob because no row refers to it yet.
pub(super) struct Kept<'a> {
    pub(super) files: Vec<PlayedFile>,
    pub(super) _gate: Shared<'a>,
}

/// Stores all that was made.
pub(super) async fn keep<'a>(
    v: &'a Video,
    folder: &Path,
    names: &[String],
) -> Result<Kept<'a>, Failure> {
    let gate = v.gate.share().await?;
    let mut kept = Vec::with_capacity(names.len());
    for name in names {
        match store_one(v, folder, name).await {
            Ok(file) => kept.push(file),
            Err(fault) => {
                drop(gate);
                drop_all(v, &kept).await?;
                return Err(fault.into());
            }
        }
    }
    Ok(Kept {
        files: kept,
        _gate: gate,
    })
}

/// Deletes what was stored before the disk was full; now, since nothing can be written down for later.
async fn drop_all(v: &Video, kept: &[PlayedFile]) -> Result<(), StoreError> {
    for file in kept {
        videos::drop_unreferenced(v, &file.blob).await?;
    }
    Ok(())
}

/// Puts a file of another video (or of this one's earlier generation) into the job's folder.
pub(super) async fn fetch(
    v: &Video,
    file: &PlayedFile,
    folder: &Path,
    name: &str,
) -> Result<(), Failure> {
    let path = folder.join(name);
    let fault = |error| files::io(&path, error);
    let mut pieces = v.blobs.stream(&file.blob, 0..file.bytes).await?;
    let mut copy = File::create(&path).await.map_err(fault)?;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(StoreError::from)?;
        copy.write_all(&piece).await.map_err(fault)?;
    }
    copy.flush().await.map_err(fault)?;
    Ok(())
}

async fn store_one(v: &Video, folder: &Path, name: &str) -> Result<PlayedFile, StoreError> {
    let path = folder.join(name);
    let fault = |error| files::io(&path, error);
    let mut file = File::open(&path).await.map_err(fault)?;
    let random = base::token(v.rng.as_ref(), NAME_LEN);
    let mut incoming = v.blobs.incoming(&arriving(v.store.process(), &random));
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = file.read(&mut piece).await.map_err(fault)?;
        if length == 0 {
            break;
        }
        incoming
            .write(piece.get(..length).unwrap_or_default())
            .await?;
    }
    let bytes = incoming.bytes();
    Ok(PlayedFile {
        name: name.to_owned(),
        blob: incoming.finish().await?,
        bytes,
        content_type: content_type(name).to_owned(),
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("m3u8") => "application/vnd.apple.mpegurl",
        Some("jpg") => "image/jpeg",
        Some("m4s") if name.starts_with(super::encode::SOUND) => "audio/mp4",
        _ => "video/mp4",
    }
}
