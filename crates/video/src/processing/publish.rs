//! The change that makes a video visible: its files, its length, its place in time. What is not in it did not
//! happen, so that a crash at any moment leaves a whole video or one that is still processed.

use store::{StoreError, Write, params};

use super::{failure::Failure, keep::Kept, plan::Plan};
use crate::{
    Video, listing, notifications, sounds,
    uploads::files,
    videos::{
        self,
        queries::{PlayedFile, State, Stored},
    },
};

/// Makes a video ready. If it was deleted meanwhile, its blobs go again.
pub(super) async fn publish(
    v: &Video,
    video: &Stored,
    plan: &Plan,
    duration_ms: u64,
    kept: Kept<'_>,
) -> Result<(), Failure> {
    let blobs: Vec<_> = kept.files.iter().map(|file| file.blob.clone()).collect();
    let (nid, size, now_ms) = (video.nid, plan.size(), v.now_ms());
    let has_sound = plan.sound.is_some();
    let (work, played) = (v.clone(), kept.files.clone());
    let published = v
        .store
        .write(move |w| {
            let published = in_one_change(w, nid, &played, duration_ms, size, has_sound, now_ms)?;
            if published {
                notifications::video_is_ready(&work, w, nid, now_ms)?;
            }
            Ok::<_, StoreError>(published)
        })
        .await?;
    drop(kept);
    if !published {
        videos::drop_soon(v, blobs).await?;
        return Ok(());
    }
    // No row wants it any more; if this fails, the sweep finds it.
    files::remove(&v.uploads.path(&video.upload)).await?;
    tracing::info!(video = %video.id, duration_ms, "A video is ready");
    Ok(())
}

fn in_one_change(
    w: &mut Write<'_, '_>,
    nid: i64,
    played: &[PlayedFile],
    duration_ms: u64,
    (width, height): (u64, u64),
    has_sound: bool,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let bytes: u64 = played.iter().map(|file| file.bytes).sum();
    let changed = w.execute(
        "UPDATE video SET state = ?2, ord = (SELECT COALESCE(MAX(ord), 0) + 1 FROM video), reason = NULL,
           generation = generation + 1, source_bytes = 0, bytes = ?3, duration_ms = ?4, width = ?5, height = ?6,
           changed_ms = ?7
         WHERE nid = ?1 AND state = 0",
        params![
            nid,
            State::Ready.code(),
            bytes,
            duration_ms,
            width,
            height,
            now_ms
        ],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    for file in played {
        w.execute(
            "INSERT INTO video_file (video_nid, generation, name, blob, bytes, content_type)
             SELECT ?1, generation, ?2, ?3, ?4, ?5 FROM video WHERE nid = ?1",
            params![nid, &file.name, &file.blob, file.bytes, &file.content_type],
        )?;
    }
    if has_sound {
        sounds::has_sound(w, nid)?;
    }
    listing::refresh(w, nid)?;
    Ok(true)
}
