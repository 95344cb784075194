//! The changes that make a video visible, and better: its files, its length, its place in time. What is not in one
//! of them did not happen, so that a crash at any moment leaves a whole video or one that is still processed.

use std::time::Duration;

use store::{StoreError, Write, jobs, params};

use super::{
    DROP_GENERATION, ENRICH, PUBLISH,
    extras::Extras,
    failure::{Failure, Reason},
    keep::Kept,
    plan::Plan,
    watched,
};
use crate::{
    Video, listing, moderation, notifications,
    playback::MASTER,
    sounds,
    uploads::files,
    videos::{
        self,
        queries::{self, PlayedFile, State, Stored},
    },
};

/// How long files of an earlier generation stay: somebody may be watching, and signed addresses last two hours.
const OLD_FILES_STAY: Duration = Duration::from_secs(3 * 60 * 60);

/// What became of a video that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Ready,
    /// It was deleted meanwhile.
    Gone,
    /// The host's list has one of its frames since they were looked for.
    Blocked,
}

/// Makes a video ready. If it was deleted meanwhile, its blobs go again. `list`: the version of the host's list in
/// which its frames were looked for.
pub(super) async fn publish(
    v: &Video,
    video: &Stored,
    plan: &Plan,
    duration_ms: u64,
    kept: Kept<'_>,
    extras: Extras,
    list: i64,
) -> Result<(), Failure> {
    let blobs: Vec<_> = kept.files.iter().map(|file| file.blob.clone()).collect();
    let (nid, size, now_ms) = (video.nid, plan.size(), v.now_ms());
    let has_sound = plan.has_sound();
    let (work, played) = (v.clone(), kept.files.clone());
    let is_complete = plan.later().is_empty();
    let published = v
        .store
        .write(move |w| {
            if moderation::version(w)? != list && moderation::is_blocked(w, &extras.frames())? {
                return Ok(Outcome::Blocked);
            }
            let ready = make_ready(w, nid, duration_ms, size, now_ms)?;
            if ready {
                add_files(w, nid, &played)?;
                found(w, nid, &extras)?;
                if has_sound {
                    sounds::has_sound(w, nid)?;
                }
                listing::refresh(w, nid)?;
                notifications::video_is_ready(&work, w, nid, now_ms)?;
                if is_complete {
                    source_goes(w, nid)?;
                } else {
                    jobs::enqueue(w, ENRICH, &nid, now_ms)?;
                }
            }
            Ok::<_, StoreError>(if ready { Outcome::Ready } else { Outcome::Gone })
        })
        .await?;
    drop(kept);
    if published != Outcome::Ready {
        videos::drop_soon(v, blobs).await?;
        return match published {
            Outcome::Blocked => Err(Failure::Bad(Reason::Blocked)),
            _ => Ok(()),
        };
    }
    if is_complete {
        // No row wants it any more; if this fails, the sweep finds it.
        files::remove(&v.uploads.path(&video.upload)).await?;
    }
    tracing::info!(video = %video.id, duration_ms, is_complete, "A video is ready");
    Ok(())
}

/// Adds renditions to a video that is ready: a new generation, of what is new and what there was.
pub(super) async fn enrich(v: &Video, video: &Stored, kept: Kept<'_>) -> Result<(), Failure> {
    let blobs: Vec<_> = kept.files.iter().map(|file| file.blob.clone()).collect();
    let (nid, generation, now_ms) = (video.nid, video.generation, v.now_ms());
    let played = kept.files.clone();
    let published = v
        .store
        .write(move |w| {
            let Some(current) = next_generation(w, nid, now_ms)? else {
                return Ok::<_, StoreError>(false);
            };
            let there = queries::files_of(w, nid, current)?;
            add_files(w, nid, &with(&played, there))?;
            source_goes(w, nid)?;
            // It may be watched already.
            watched::risen(w, nid)?;
            Ok(true)
        })
        .await?;
    drop(kept);
    if !published {
        videos::drop_soon(v, blobs).await?;
        return Ok(());
    }
    files::remove(&v.uploads.path(&video.upload)).await?;
    tracing::info!(video = %video.id, generation, "A video has all its renditions");
    Ok(())
}

/// Adds one more rendition to a video that had the files `before`: a new generation, as above.
pub(super) async fn add(
    v: &Video,
    video: &Stored,
    before: &[PlayedFile],
    kept: Kept<'_>,
) -> Result<(), Failure> {
    let blobs: Vec<_> = kept.files.iter().map(|file| file.blob.clone()).collect();
    let (nid, now_ms) = (video.nid, v.now_ms());
    let (before, made) = (master_of(before), kept.files.clone());
    let added = v
        .store
        .write(move |w| {
            let Some(current) = next_generation(w, nid, now_ms)? else {
                return Ok::<_, StoreError>(false);
            };
            let there = queries::files_of(w, nid, current)?;
            if master_of(&there) != before {
                return Err(StoreError::NoRow);
            }
            add_files(w, nid, &with(&made, there))?;
            Ok(true)
        })
        .await?;
    drop(kept);
    if !added {
        videos::drop_soon(v, blobs).await?;
        return Ok(());
    }
    tracing::info!(video = %video.id, "A watched video has a rendition in AV1");
    Ok(())
}

/// What the master playlist among some files is.
fn master_of(files: &[PlayedFile]) -> Option<String> {
    let master = files.iter().find(|file| file.name == MASTER);
    master.map(|file| file.blob.clone())
}

/// Files that are new, and those that there were and are not replaced.
fn with(new: &[PlayedFile], old: Vec<PlayedFile>) -> Vec<PlayedFile> {
    let stays = |old: &PlayedFile| new.iter().all(|new| new.name != old.name);
    let stay = old.into_iter().filter(stays);
    new.iter().cloned().chain(stay).collect()
}

/// Begins a new generation of a video that is ready; the number of the one before it. Its files go later.
fn next_generation(
    w: &mut Write<'_, '_>,
    nid: i64,
    now_ms: u64,
) -> Result<Option<i64>, StoreError> {
    let generation: Option<i64> = w.get(
        "SELECT generation FROM video WHERE nid = ?1 AND state = 1",
        params![nid],
    )?;
    let Some(generation) = generation else {
        return Ok(None);
    };
    w.execute(
        "UPDATE video SET generation = generation + 1 WHERE nid = ?1",
        params![nid],
    )?;
    let stay_ms = u64::try_from(OLD_FILES_STAY.as_millis()).unwrap_or(u64::MAX);
    jobs::enqueue(w, DROP_GENERATION, &(nid, generation), now_ms + stay_ms)?;
    Ok(Some(generation))
}

/// Gives a video that is ready new addresses for the same files: what is told beside them has changed.
pub(crate) fn renew(w: &mut Write<'_, '_>, nid: i64, now_ms: u64) -> Result<(), StoreError> {
    if let Some(current) = next_generation(w, nid, now_ms)? {
        let files = queries::files_of(w, nid, current)?;
        add_files(w, nid, &files)?;
    }
    Ok(())
}

fn make_ready(
    w: &mut Write<'_, '_>,
    nid: i64,
    duration_ms: u64,
    (width, height): (u64, u64),
    now_ms: u64,
) -> Result<bool, StoreError> {
    let changed = w.execute(
        "UPDATE video SET state = ?2, reason = NULL, tries = 0, generation = generation + 1, duration_ms = ?3,
           width = ?4, height = ?5, changed_ms = ?6
         WHERE nid = ?1 AND state = 0",
        params![nid, State::Ready.code(), duration_ms, width, height, now_ms],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let publish_ms: Option<u64> = w
        .get::<Option<u64>>(
            "SELECT publish_ms FROM video_making WHERE video_nid = ?1",
            params![nid],
        )?
        .flatten();
    match publish_ms.filter(|at| *at > now_ms) {
        Some(at) => jobs::enqueue(w, PUBLISH, &nid, at)?,
        None => set_place(w, nid)?,
    }
    Ok(true)
}

/// Gives a video its place in time: from here on others see it.
fn set_place(w: &mut Write<'_, '_>, nid: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video SET ord = (SELECT COALESCE(MAX(ord), 0) + 1 FROM video)
         WHERE nid = ?1 AND state = 1 AND ord IS NULL",
        params![nid],
    )?;
    Ok(())
}

/// Does [`PUBLISH`]: the time has come that its author set.
pub(crate) async fn publish_now(v: Video, nid: i64) -> Result<(), String> {
    let now_ms = v.now_ms();
    let placed = v.store.write(move |w| {
        let at: Option<Option<u64>> = w.get(
            "SELECT publish_ms FROM video_making WHERE video_nid = ?1",
            params![nid],
        )?;
        // Its author may have chosen another time meanwhile, for which there is another job.
        if at.flatten().is_none_or(|at| at <= now_ms) {
            set_place(w, nid)?;
            listing::refresh(w, nid)?;
        }
        Ok::<_, StoreError>(())
    });
    placed.await.map_err(|error| error.to_string())
}

fn add_files(w: &mut Write<'_, '_>, nid: i64, played: &[PlayedFile]) -> Result<(), StoreError> {
    let bytes: u64 = played.iter().map(|file| file.bytes).sum();
    w.execute(
        "UPDATE video SET bytes = ?2 WHERE nid = ?1",
        params![nid, bytes],
    )?;
    for file in played {
        w.execute(
            "INSERT INTO video_file (video_nid, generation, name, blob, bytes, content_type)
             SELECT ?1, generation, ?2, ?3, ?4, ?5 FROM video WHERE nid = ?1",
            params![nid, &file.name, &file.blob, file.bytes, &file.content_type],
        )?;
    }
    Ok(())
}

/// What was uploaded is not needed any more.
pub(super) fn source_goes(w: &mut Write<'_, '_>, nid: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video SET source_bytes = 0 WHERE nid = ?1 AND state = 1",
        params![nid],
    )?;
    Ok(())
}

fn found(w: &mut Write<'_, '_>, nid: i64, extras: &Extras) -> Result<(), StoreError> {
    let sprite = extras.sprite.as_ref();
    let sprite = sprite.and_then(|grid| serde_json::to_string(grid).ok());
    w.execute(
        "UPDATE video_making SET thumbhash = ?2, sprite = ?3 WHERE video_nid = ?1",
        params![nid, extras.thumbhash.as_deref(), sprite.as_deref()],
    )?;
    w.execute("DELETE FROM video_hash WHERE video_nid = ?1", params![nid])?;
    for (at_ms, hash) in &extras.hashes {
        w.execute(
            "INSERT INTO video_hash (video_nid, at_ms, hash) VALUES (?1, ?2, ?3)",
            params![nid, *at_ms, hash.cast_signed()],
        )?;
    }
    Ok(())
}

/// Does [`DROP_GENERATION`]: nobody has addresses of these files any more.
pub(crate) async fn drop_generation(v: Video, of: (i64, i64)) -> Result<(), String> {
    let ((nid, generation), now_ms) = (of, v.now_ms());
    let dropped = v.store.write(move |w| {
        for file in queries::files_of(w, nid, generation)? {
            jobs::enqueue(w, videos::DROP_BLOB, &file.blob, now_ms)?;
        }
        w.execute(
            "DELETE FROM video_file WHERE video_nid = ?1 AND generation = ?2",
            params![nid, generation],
        )
    });
    dropped.await.map(drop).map_err(|error| error.to_string())
}
