//! One try at one video, and what becomes of it.

use std::path::PathBuf;

use store::{StoreError, params};

use super::{
    TRIES_MAX, encode, failure::Failure, keep, plan::Plan, playlist, probe, programs, progress,
    publish, remove_folder,
};
use crate::{
    Video, notifications,
    uploads::files,
    videos::queries::{self, State, Stored},
};

/// What the author reads when it is not the file's fault.
const OURS: &str = "The server could not process this video: try again later";

/// Does [`super::PROCESS`]. An `Err` is tried again.
pub(crate) async fn process(v: Video, video: i64) -> Result<(), String> {
    let Some(video) = begin(&v, video).await.map_err(|e| e.to_string())? else {
        return Ok(());
    };
    let folder = v.work.folder.join(&video.id);
    let done = tokio::select! {
        done = attempt(&v, &video, folder.clone()) => done,
        // Dropping the attempt ends its programs. A stop of the server is no fault of the video.
        () = v.stopping.cancelled() => {
            give_back(&v, video.nid).await.map_err(|e| e.to_string())?;
            return Err("the server is stopping".to_owned());
        }
    };
    v.work.progress.lock().remove(&video.nid);
    remove_folder(&folder).await.map_err(|e| e.to_string())?;
    let last = video.tries + 1 >= TRIES_MAX;
    match done {
        Ok(()) => Ok(()),
        Err(Failure::Bad(reason)) => fail(&v, &video, reason).await,
        Err(Failure::Fault(fault)) if last => {
            tracing::error!(video = %video.id, %fault, "A video failed for good");
            fail(&v, &video, OURS.to_owned()).await
        }
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// VideoCounts the try before it begins: a file that ends the server is not tried for ever. `None`: nothing to do.
async fn begin(v: &Video, nid: i64) -> Result<Option<Stored>, StoreError> {
    let now_ms = v.now_ms();
    v.store
        .write(move |w| {
            let Some(video) = queries::by_nid(w, nid)?.filter(|v| v.state == State::Processing)
            else {
                return Ok(None);
            };
            if video.tries >= TRIES_MAX {
                set_failed(w, nid, OURS, now_ms)?;
                return Ok(None);
            }
            w.execute(
                "UPDATE video SET tries = tries + 1 WHERE nid = ?1",
                params![nid],
            )?;
            Ok(Some(video))
        })
        .await
}

async fn give_back(v: &Video, nid: i64) -> Result<(), StoreError> {
    v.store
        .write(move |w| {
            w.execute(
                "UPDATE video SET tries = tries - 1 WHERE nid = ?1 AND tries > 0",
                params![nid],
            )
        })
        .await
        .map(drop)
}

async fn fail(v: &Video, video: &Stored, reason: String) -> Result<(), String> {
    tracing::info!(video = %video.id, %reason, "A video was not taken");
    let (nid, now_ms) = (video.nid, v.now_ms());
    v.store
        .write(move |w| set_failed(w, nid, &reason, now_ms))
        .await
        .map_err(|error: StoreError| error.to_string())
}

fn set_failed(
    w: &mut store::Write<'_, '_>,
    nid: i64,
    reason: &str,
    now_ms: u64,
) -> Result<(), StoreError> {
    let changed = w.execute(
        "UPDATE video SET state = ?2, reason = ?3, changed_ms = ?4 WHERE nid = ?1 AND state = 0",
        params![nid, State::Failed.code(), reason, now_ms],
    )?;
    if changed > 0 {
        notifications::video_has_failed(w, nid, now_ms)?;
    }
    Ok(())
}

async fn attempt(v: &Video, video: &Stored, folder: PathBuf) -> Result<(), Failure> {
    let programs = programs::find().await?;
    // A folder of its own with one file in it, of a fixed name: a playlist that poses as a video finds no other.
    remove_folder(&folder).await?;
    files::make_folder(&folder).await?;
    let source = v.uploads.path(&video.upload);
    if files::length(&source).await?.is_none() {
        return Err(Failure::bad("What was uploaded is gone: upload it again"));
    }
    let input = folder.join("in");
    tokio::fs::hard_link(&source, &input)
        .await
        .map_err(|error| files::io(&input, error))?;
    let probed = probe::probe(&programs, &folder, v.config.video_seconds_max).await?;
    let plan = Plan::of(&probed, v.config.video_seconds_max);
    let progress = progress::Progress::new(&v.work.progress, video.nid, probed.duration_ms);
    encode::renditions(&programs, &folder, &plan, &progress).await?;
    let made = playlist::write(&folder, &plan, probed.duration_ms).await?;
    encode::single_file(&programs, &folder, &plan).await?;
    let kept = keep::keep(v, &folder, &made).await?;
    publish::publish(v, video, &plan, made.duration_ms, kept).await
}
