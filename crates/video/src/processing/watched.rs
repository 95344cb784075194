//! What is watched is made again in AV1 when nobody waits for his video: half the bytes at the same quality, for about
//! the work of one more rendition (research §2.4). Made of the largest rendition, since the upload is gone by then.

use std::path::Path;

use store::{StoreError, Write, jobs, params};

use super::{
    AV1, ENRICH, PROCESS, TRIES_MAX,
    encode::{self, SEGMENT_SECONDS},
    failure::{Failure, Reason},
    graph, keep, playlist,
    playlist::Variant,
    programs::{self, Programs},
    publish, remove_folder,
    words::Words,
};
use crate::{
    Video,
    access::Visibility,
    playback::MASTER,
    social::counts::{self, VideoCounts},
    uploads::files,
    videos::queries::{self, PlayedFile, Stored},
};

/// The rendition that is made again, and the name of what is made.
const RUNG: u64 = 720;
const NAME: &str = "720-av1";
/// Quality and speed: 1.3 times the work of the rendition that there is, for half of its bytes.
const QUALITY: &str = "-c:v libsvtav1 -preset 10 -crf 36 -svtav1-params lp=2 -pix_fmt yuv420p";
/// How often it is looked whether somebody waits for his video.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// As many views weigh as much as one thing that somebody does.
pub(crate) const VIEWS_AN_ACT: u64 = 5;

/// Whether enough was done with a video; `after` is the host's choice.
fn is_watched(counts: &VideoCounts, after: u64) -> bool {
    let acts = counts.likes + counts.comments + counts.shares + counts.saves;
    acts + counts.views() / VIEWS_AN_ACT >= after
}

/// A video has risen in the list of what is popular: it may be worth it now.
pub(crate) fn risen(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    jobs::enqueue(w, AV1, &video, 0)
}

/// How a try ended.
enum Tried {
    Done,
    /// Somebody waits for his video: later.
    Later,
}

/// Does [`AV1`]. An `Err` is tried again.
pub(super) async fn make_again(v: Video, nid: i64) -> Result<(), String> {
    let begun = begin(&v, nid).await.map_err(|e| e.to_string())?;
    let Some((video, there)) = begun else {
        return Ok(());
    };
    let folder = v.work.folder.join(&video.id);
    // Dropping the attempt ends its programs.
    let tried = tokio::select! {
        made = attempt(&v, &video, &there, &folder) => made.map(|()| Tried::Done),
        waits = somebody_waits(&v) => waits.map(|()| Tried::Later),
        () = v.stopping.cancelled() => {
            give_back(&v, nid, false).await.map_err(|e| e.to_string())?;
            return Err("the server is stopping".to_owned());
        }
    };
    remove_folder(&folder).await.map_err(|e| e.to_string())?;
    match tried {
        Ok(Tried::Done) => Ok(()),
        Ok(Tried::Later) => give_back(&v, nid, true).await.map_err(|e| e.to_string()),
        Err(Failure::Bad(reason)) => {
            tracing::warn!(video = %video.id, reason = reason.code(), "A watched video was not made in AV1");
            Ok(())
        }
        Err(Failure::Fault(_, fault)) => Err(fault),
    }
}

/// Counts the try before it begins. `None`: nothing to do.
async fn begin(v: &Video, nid: i64) -> Result<Option<(Stored, Vec<PlayedFile>)>, StoreError> {
    let Some(after) = v.config.video_av1_after else {
        return Ok(None);
    };
    v.store
        .write(move |w| {
            let found = queries::by_nid(w, nid)?;
            let Some(video) = found.filter(|video| video.is_ready()) else {
                return Ok(None);
            };
            let there = queries::files_of(w, nid, video.generation)?;
            let has = |name: &str| there.iter().any(|file| file.name == name);
            let is_wanted = video.visibility == Visibility::Public
                && is_watched(&counts::of(w, nid)?, after)
                && has(&film(&RUNG.to_string()))
                && !has(&film(NAME));
            let counted = w.execute(
                "UPDATE video_making SET av1_tries = av1_tries + 1 WHERE video_nid = ?1 AND av1_tries < ?2 AND ?3 = 1",
                params![nid, TRIES_MAX, i64::from(is_wanted)],
            )?;
            Ok((counted > 0).then_some((video, there)))
        })
        .await
}

/// It was no try; `again`: it comes after all others.
async fn give_back(v: &Video, nid: i64, again: bool) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    v.store
        .write(move |w| {
            w.execute(
                "UPDATE video_making SET av1_tries = av1_tries - 1 WHERE video_nid = ?1 AND av1_tries > 0",
                params![nid],
            )?;
            if again {
                jobs::enqueue(w, AV1, &nid, now_ms)?;
            }
            Ok(())
        })
        .await
}

/// Resolves when a video waits, and not only for the moment until somebody takes it up.
async fn somebody_waits(v: &Video) -> Result<(), Failure> {
    let mut waited = false;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now_ms = v.now_ms();
        let waits = v
            .store
            .read(move |tx| jobs::wait(tx, &[PROCESS, ENRICH], now_ms))
            .await?;
        if waits && waited {
            return Ok(());
        }
        waited = waits;
    }
}

async fn attempt(
    v: &Video,
    video: &Stored,
    there: &[PlayedFile],
    folder: &Path,
) -> Result<(), Failure> {
    let programs = programs::find().await?;
    if !programs.has_av1 {
        return Err(Failure::Bad(Reason::NotSetUp));
    }
    remove_folder(folder).await?;
    files::make_folder(folder).await?;
    let source = largest(there);
    for name in needed(&source, there) {
        keep::fetch(v, name, folder, &name.name).await?;
    }
    let master = playlist::read(folder, MASTER).await?;
    let variant = Variant::find(&master, &list(&RUNG.to_string()))
        .ok_or_else(|| Failure::fault("a master playlist names no 720"))?;
    encode_again(v, &programs, folder, &source, &variant).await?;
    let names = (RUNG.to_string(), NAME);
    let made = playlist::write_beside(folder, &master, &variant, (&names.0, names.1)).await?;
    let kept = keep::keep(v, folder, &made).await?;
    publish::add(v, video, there, kept).await
}

/// The name of the rendition that it is made of.
fn largest(there: &[PlayedFile]) -> String {
    let rungs = there
        .iter()
        .filter_map(|file| file.name.strip_suffix(".m4s")?.parse::<u64>().ok());
    rungs.max().unwrap_or(RUNG).to_string()
}

/// The files that are read.
fn needed<'a>(source: &str, there: &'a [PlayedFile]) -> Vec<&'a PlayedFile> {
    let names = [
        MASTER.to_owned(),
        film(source),
        list(&RUNG.to_string()),
        list(encode::SOUND),
    ];
    there
        .iter()
        .filter(|file| names.contains(&file.name))
        .collect()
}

fn film(name: &str) -> String {
    format!("{name}.m4s")
}

fn list(name: &str) -> String {
    format!("{name}.m3u8")
}

async fn encode_again(
    v: &Video,
    programs: &Programs,
    folder: &Path,
    source: &str,
    variant: &Variant,
) -> Result<(), Failure> {
    let mut words = Words::begin();
    words
        .input(&film(source))
        .add("-map 0:v:0 -an -vf")
        .one(format!(
            "scale={}:{},setsar=1",
            variant.width, variant.height
        ))
        .add(QUALITY)
        .add("-g")
        .one(variant.frames(SEGMENT_SECONDS).to_string())
        .add("-map_metadata -1 -map_chapters -1 -t")
        .one(graph::seconds(v.config.video_seconds_max * 1000 + 500))
        .add(encode::HLS)
        .add("-hls_time")
        .one(SEGMENT_SECONDS.to_string())
        .add("-hls_segment_filename %v.m4s -var_stream_map")
        .one(format!("v:0,name:{NAME}"))
        .add("%v.m3u8");
    encode::own(programs, folder, v.config.video_seconds_max, &words).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_of_the_largest_there_is() {
        let file = |name: &str| PlayedFile {
            name: name.to_owned(),
            blob: String::new(),
            bytes: 0,
            content_type: String::new(),
        };
        let names = [
            "720.m4s",
            "1080.m4s",
            "audio.m4s",
            "1080.m3u8",
            "audio.m3u8",
            "720.m3u8",
            MASTER,
            "poster.jpg",
        ];
        let there: Vec<_> = names.map(file).into();
        assert_eq!(largest(&there), "1080");
        let read: Vec<_> = needed("1080", &there)
            .iter()
            .map(|file| file.name.clone())
            .collect();
        assert_eq!(read, ["1080.m4s", "audio.m3u8", "720.m3u8", MASTER]);
    }

    #[test]
    fn what_people_did_makes_it_worth_it() {
        let counts = |likes, comments| VideoCounts {
            likes,
            comments,
            ..VideoCounts::default()
        };
        assert!(!is_watched(&counts(2, 1), 4));
        assert!(is_watched(&counts(2, 2), 4));
    }
}
