//! Files and rows of packs. A file is written and synced before its row; files without a row go.

use std::io::{Read, Write as _};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use store::{Row, StoreError, Tx, Write, params};

use super::format::{Level, Pool};
use crate::{
    Video,
    uploads::files::{io, remove},
};

/// How long a pack is there after a newer one, and a delta.
const KEPT_MS: u64 = 24 * 60 * 60 * 1000;
const DELTA_KEPT_MS: u64 = 60 * 60 * 1000;
/// Rows read at once: of some dozens of pools a day of quarters of an hour.
const ROWS_MAX: usize = 100_000;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) hash: String,
    pub(super) pool: Pool,
    pub(super) epoch: u64,
    pub(super) base: Option<String>,
    pub(super) model: String,
    pub(super) bytes: u64,
    pub(super) packed_bytes: u64,
    pub(super) items: u64,
    pub(super) made_ms: u64,
}

/// All packs and deltas, the newest first.
pub(super) fn all(tx: &mut Tx<'_>) -> Result<Vec<Kept>, StoreError> {
    tx.query(
        "SELECT hash, language, level, epoch, base, model, bytes, packed_bytes, items, made_ms FROM feed_pack
         ORDER BY made_ms DESC, epoch DESC LIMIT ?1",
        params![ROWS_MAX],
        kept,
    )
}

fn kept(row: &Row<'_>) -> Result<Kept, StoreError> {
    let language: String = row.get(1)?;
    let level: i64 = row.get(2)?;
    Ok(Kept {
        hash: row.get(0)?,
        pool: Pool {
            language: Some(language).filter(|language| !language.is_empty()),
            level: if level == 0 {
                Level::General
            } else {
                Level::Sensitive
            },
        },
        epoch: row.get(3)?,
        base: row.get(4)?,
        model: row.get(5)?,
        bytes: row.get(6)?,
        packed_bytes: row.get(7)?,
        items: row.get(8)?,
        made_ms: row.get(9)?,
    })
}

fn insert(w: &mut Write<'_, '_>, kept: &Kept) -> Result<(), StoreError> {
    let level: i64 = match kept.pool.level {
        Level::General => 0,
        Level::Sensitive => 1,
    };
    w.execute(
        "INSERT INTO feed_pack (hash, language, level, epoch, base, model, bytes, packed_bytes, items, made_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (hash) DO NOTHING",
        params![
            &kept.hash,
            kept.pool.language.as_deref().unwrap_or_default(),
            level,
            kept.epoch,
            kept.base.as_deref(),
            &kept.model,
            kept.bytes,
            kept.packed_bytes,
            kept.items,
            kept.made_ms
        ],
    )?;
    Ok(())
}

/// Writes a file, and then its row. Returns how long the file is.
pub(super) async fn put(v: &Video, mut row: Kept, bytes: Vec<u8>) -> Result<Kept, StoreError> {
    let (path, staged) = (v.packs.path(&row.hash), v.packs.path("incoming"));
    let work = tokio::task::spawn_blocking(move || {
        let write = || {
            let mut packer = GzEncoder::new(Vec::new(), Compression::new(6));
            packer.write_all(&bytes)?;
            let packed = packer.finish()?;
            let mut file = std::fs::File::create(&staged)?;
            file.write_all(&packed)?;
            file.sync_all()?;
            std::fs::rename(&staged, &path)?;
            Ok(packed.len() as u64)
        };
        write().map_err(|error| io(&path, error))
    });
    row.packed_bytes = work.await.map_err(|_| StoreError::Panicked)??;
    let written = row.clone();
    v.store.write(move |w| insert(w, &written)).await?;
    Ok(row)
}

/// The packed bytes of a file; `None`: it is gone.
pub(super) async fn packed(v: &Video, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let path = v.packs.path(hash);
    match tokio::fs::read(&path).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(&path, error)),
    }
}

/// What was packed, `bytes` long; `None` when it is damaged.
pub(super) fn unpack(packed: &[u8], bytes: u64) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(usize::try_from(bytes).ok()?);
    GzDecoder::new(packed)
        .take(bytes + 1)
        .read_to_end(&mut out)
        .ok()?;
    (out.len() as u64 == bytes).then_some(out)
}

/// Deletes rows that nobody fetches any more, and files without a row. `current` stay.
pub(super) async fn clear(v: &Video, current: &[String]) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    let rows = v.store.read(all).await?;
    let is_over = |row: &&Kept| {
        let kept_ms = if row.base.is_some() {
            DELTA_KEPT_MS
        } else {
            KEPT_MS
        };
        now_ms.saturating_sub(row.made_ms) > kept_ms && !current.contains(&row.hash)
    };
    let over: Vec<String> = rows
        .iter()
        .filter(is_over)
        .map(|row| row.hash.clone())
        .collect();
    drop_rows(v, over).await
}

/// Deletes packs: rows first.
pub(super) async fn drop_rows(v: &Video, hashes: Vec<String>) -> Result<(), StoreError> {
    let gone = hashes.clone();
    if !gone.is_empty() {
        v.store
            .write(move |w| {
                for hash in &gone {
                    w.execute("DELETE FROM feed_pack WHERE hash = ?1", params![hash])?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    for hash in hashes {
        remove(&v.packs.path(&hash)).await?;
    }
    Ok(())
}

/// Deletes files that a crash left without a row.
pub(super) async fn clear_leftovers(v: &Video) -> Result<(), StoreError> {
    let rows = v.store.read(all).await?;
    let fault = |error| io(&v.packs.folder, error);
    let mut entries = tokio::fs::read_dir(&v.packs.folder).await.map_err(fault)?;
    while let Some(entry) = entries.next_entry().await.map_err(fault)? {
        let name = entry.file_name();
        if !rows.iter().any(|row| name == *row.hash) {
            remove(&entry.path()).await?;
        }
    }
    Ok(())
}
