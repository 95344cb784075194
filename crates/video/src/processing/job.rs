//! One try at one video, and what becomes of it.

use std::path::{Path, PathBuf};

use store::{StoreError, params};

use super::{
    Failure, Reason, TRIES_MAX, encode, extras, keep, loudness,
    making::{self, Stage},
    plan::{self, OtherFile, Plan},
    playlist, probe, programs,
    progress::Progress,
    publish, remove_folder,
    wishes::{Use, Wishes},
    words::{MUSIC, OTHER, SOURCE},
};
use crate::{
    Video, moderation, notifications,
    playback::MP4,
    uploads::files,
    videos::queries::{self, State, Stored},
};

/// Longest upload of which a part is kept.
const SOURCE_SECONDS_MAX: u64 = 60 * 60;
/// Less than this is no video.
const KEPT_MS_MIN: u64 = 200;

/// What a try makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What one needs to watch.
    Early,
    /// The large renditions of a video that is ready.
    Later,
}

/// Does [`super::PROCESS`]. An `Err` is tried again.
pub(crate) async fn process(v: Video, video: i64) -> Result<(), String> {
    run(v, video, Part::Early).await
}

/// Does [`super::ENRICH`].
pub(crate) async fn enrich(v: Video, video: i64) -> Result<(), String> {
    run(v, video, Part::Later).await
}

async fn run(v: Video, video: i64, part: Part) -> Result<(), String> {
    let begun = begin(&v, video, part).await.map_err(|e| e.to_string())?;
    let Some((video, wishes)) = begun else {
        return Ok(());
    };
    let folder = v.work.folder.join(&video.id);
    let done = tokio::select! {
        done = attempt(&v, &video, &wishes, part, folder.clone()) => done,
        // Dropping the attempt ends its programs. A stop of the server is no fault of the video.
        () = v.stopping.cancelled() => {
            give_back(&v, video.nid).await.map_err(|e| e.to_string())?;
            return Err("the server is stopping".to_owned());
        }
    };
    remove_folder(&folder).await.map_err(|e| e.to_string())?;
    let last = video.tries + 1 >= TRIES_MAX;
    match done {
        Ok(()) => Ok(()),
        Err(Failure::Bad(reason)) => end(&v, &video, part, reason).await,
        // Nobody makes room within the minutes between tries: its author is told now, and tries again when he likes.
        Err(Failure::Fault(Reason::DiskFull, fault)) if part == Part::Early => {
            tracing::error!(video = %video.id, %fault, "The disk is too full for a video");
            end(&v, &video, part, Reason::DiskFull).await
        }
        Err(Failure::Fault(reason, fault)) if last => {
            tracing::error!(video = %video.id, %fault, "A video failed for good");
            end(&v, &video, part, reason).await
        }
        Err(Failure::Fault(_, fault)) => Err(fault),
    }
}

/// Counts the try before it begins: a file that ends the server is not tried for ever. `None`: nothing to do.
async fn begin(v: &Video, nid: i64, part: Part) -> Result<Option<(Stored, Wishes)>, StoreError> {
    let now_ms = v.now_ms();
    v.store
        .write(move |w| {
            let Some(video) = queries::by_nid(w, nid)?.filter(|video| wants(video, part)) else {
                return Ok(None);
            };
            if video.tries >= TRIES_MAX {
                end_in(w, nid, part, Reason::GaveUp, now_ms)?;
                return Ok(None);
            }
            w.execute(
                "UPDATE video SET tries = tries + 1 WHERE nid = ?1",
                params![nid],
            )?;
            let wishes = making::wishes(w, nid)?;
            Ok(Some((video, wishes)))
        })
        .await
}

fn wants(video: &Stored, part: Part) -> bool {
    match part {
        Part::Early => video.state == State::Processing,
        Part::Later => video.state == State::Ready && video.source_bytes > 0,
    }
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

/// Nothing more is tried.
async fn end(v: &Video, video: &Stored, part: Part, reason: Reason) -> Result<(), String> {
    tracing::info!(video = %video.id, reason = reason.code(), ?part, "A video was not made");
    let (nid, now_ms) = (video.nid, v.now_ms());
    v.store
        .write(move |w| end_in(w, nid, part, reason, now_ms))
        .await
        .map_err(|error: StoreError| error.to_string())?;
    if part == Part::Later {
        let removed = files::remove(&v.uploads.path(&video.upload)).await;
        removed.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A video that cannot be watched has failed; one that can stays as it is, without its large renditions.
fn end_in(
    w: &mut store::Write<'_, '_>,
    nid: i64,
    part: Part,
    reason: Reason,
    now_ms: u64,
) -> Result<(), StoreError> {
    if part == Part::Later {
        return publish::source_goes(w, nid);
    }
    let changed = w.execute(
        "UPDATE video SET state = ?2, reason = ?3, changed_ms = ?4 WHERE nid = ?1 AND state = 0",
        params![nid, State::Failed.code(), reason.code(), now_ms],
    )?;
    if changed > 0 {
        notifications::video_has_failed(w, nid, now_ms)?;
    }
    Ok(())
}

async fn attempt(
    v: &Video,
    video: &Stored,
    wishes: &Wishes,
    part: Part,
    folder: PathBuf,
) -> Result<(), Failure> {
    let programs = programs::find().await?;
    let progress = Progress::begin(v, video.nid);
    lay_out(v, video, &folder).await?;
    let seconds_max = match wishes.trim {
        Some(_) => SOURCE_SECONDS_MAX,
        None => wishes.speed.recorded(v.config.video_seconds_max),
    };
    let probed = probe::probe(&programs, &folder, seconds_max).await?;
    let kept_ms = plan::kept_ms(&probed, wishes);
    if wishes.trim.is_some() && kept_ms < KEPT_MS_MIN {
        return Err(Failure::Bad(Reason::NothingLeft));
    }
    if kept_ms > v.config.video_seconds_max * 1000 + 500 {
        return Err(Failure::Bad(Reason::TooLong));
    }
    let other = others(v, wishes, &folder).await?;
    let plan = Plan::of(&probed, wishes, other, v.config.video_seconds_max);
    match part {
        Part::Early => early(v, video, &plan, &folder, &programs, &progress).await,
        Part::Later => later(v, video, &plan, &folder, &programs).await,
    }
}

async fn early(
    v: &Video,
    video: &Stored,
    plan: &Plan,
    folder: &Path,
    programs: &programs::Programs,
    progress: &Progress,
) -> Result<(), Failure> {
    let loudness = if plan.has_sound() {
        Some(loudness::measure(programs, folder, plan).await?)
    } else {
        None
    };
    let renditions = plan.early();
    let run = encode::Run {
        renditions,
        loudness: loudness.as_deref(),
    };
    let line = progress.encoding(plan.expected_ms);
    encode::renditions(programs, folder, plan, &run, line).await?;
    progress.stage(Stage::Finishing);
    let mut made = playlist::write(folder, plan, renditions).await?;
    encode::single_file(programs, folder, plan, renditions).await?;
    encode::cover(programs, folder, plan, renditions).await?;
    let Some(smallest) = renditions.last() else {
        return Err(Failure::fault("no rendition"));
    };
    let extras = extras::make(programs, folder, plan, smallest, made.duration_ms).await?;
    let hashes = extras.frames();
    let (is_blocked, list) = v
        .store
        .read(move |tx| {
            Ok::<_, StoreError>((
                moderation::is_blocked(tx, &hashes)?,
                moderation::version(tx)?,
            ))
        })
        .await?;
    if is_blocked {
        return Err(Failure::Bad(Reason::Blocked));
    }
    made.files.extend(extras.files.iter().cloned());
    let kept = keep::keep(v, folder, &made.files).await?;
    publish::publish(v, video, plan, made.duration_ms, kept, extras, list).await
}

async fn later(
    v: &Video,
    video: &Stored,
    plan: &Plan,
    folder: &Path,
    programs: &programs::Programs,
) -> Result<(), Failure> {
    let (nid, generation) = (video.nid, video.generation);
    let there = v
        .store
        .read(move |tx| queries::files_of(tx, nid, generation))
        .await?;
    for file in &there {
        keep::fetch(v, file, folder, &file.name).await?;
    }
    let run = encode::Run {
        renditions: plan.later(),
        loudness: None,
    };
    encode::renditions(programs, folder, plan, &run, |_| {}).await?;
    let made = playlist::write(folder, plan, &plan.renditions).await?;
    encode::single_file(programs, folder, plan, &plan.renditions).await?;
    encode::cover(programs, folder, plan, &plan.renditions).await?;
    let kept = keep::keep(v, folder, &made.files).await?;
    publish::enrich(v, video, kept).await
}

/// A folder of its own with one file in it, of a fixed name: a playlist that poses as a video finds no other.
async fn lay_out(v: &Video, video: &Stored, folder: &Path) -> Result<(), Failure> {
    remove_folder(folder).await?;
    files::make_folder(folder).await?;
    let source = v.uploads.path(&video.upload);
    if files::length(&source).await?.is_none() {
        return Err(Failure::Bad(Reason::UploadGone));
    }
    let input = folder.join(SOURCE);
    let linked = tokio::fs::hard_link(&source, &input).await;
    Ok(linked.map_err(|error| files::io(&input, error))?)
}

/// Fetches what other videos give to this one.
async fn others(v: &Video, wishes: &Wishes, folder: &Path) -> Result<Option<OtherFile>, Failure> {
    if let Some(music) = wishes.music {
        take(
            v,
            music.of,
            &format!("{}.m4s", encode::SOUND),
            folder,
            MUSIC,
        )
        .await?;
    }
    let Some(other) = wishes.other else {
        return Ok(None);
    };
    let theirs = take(v, other.of, MP4, folder, OTHER).await?;
    let duration_ms = theirs.duration_ms.unwrap_or_default();
    let nid = theirs.nid;
    let sound = v.store.read(move |tx| {
        queries::file(
            tx,
            nid,
            theirs.generation,
            &format!("{}.m4s", encode::SOUND),
        )
    });
    if matches!(other.how, Use::Stitch(cut) if cut.start_ms >= duration_ms) {
        return Err(Failure::Bad(Reason::OriginalGone));
    }
    Ok(Some(OtherFile {
        how: other.how,
        duration_ms,
        has_sound: sound.await?.is_some(),
    }))
}

/// Copies a file of another video into the folder.
async fn take(v: &Video, of: i64, name: &str, folder: &Path, to: &str) -> Result<Stored, Failure> {
    let wanted = name.to_owned();
    let found = v
        .store
        .read(move |tx| {
            let Some(video) = queries::by_nid(tx, of)?.filter(Stored::is_ready) else {
                return Ok(None);
            };
            let file = queries::file(tx, video.nid, video.generation, &wanted)?;
            Ok::<_, StoreError>(file.map(|file| (video, file)))
        })
        .await?;
    let (video, file) = found.ok_or(Failure::Bad(Reason::OriginalGone))?;
    keep::fetch(v, &file, folder, to).await?;
    Ok(video)
}
