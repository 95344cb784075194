//! From an upload to what is played: durable jobs around ffmpeg (research §2.2 to §2.6).
//!
//! One job is one video: [`probe`] reads what the file is, [`plan`] decides what is made of it, [`encode`] runs
//! ffmpeg, [`playlist`] writes what players read, [`extras`] makes what stands beside, [`keep`] makes blobs,
//! [`publish`] is the one change that makes it visible. The small renditions come first; a second job, when nobody
//! waits for his first, adds the large ones as a new generation. No transaction is open while ffmpeg runs.

mod confine;
mod encode;
mod extras;
mod failure;
mod film;
mod graph;
mod hash;
mod job;
mod keep;
mod leftovers;
mod loudness;
pub(crate) mod making;
mod mp4;
mod plan;
mod playlist;
mod probe;
mod programs;
mod progress;
mod publish;
mod sandbox;
mod watched;
pub(crate) mod wishes;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use failure::{Failure, Reason};
use store::{StoreError, jobs::Jobs};

use crate::{Video, uploads::files};

pub use confine::confine;
pub use film::{Film, film};
use job::{enrich, process};
pub use leftovers::{clear as clear_leftovers, leftovers};
pub use programs::{has_av1, has_sandbox, missing as missing_programs};
pub(crate) use publish::{drop_generation, publish_now, renew};
pub(crate) use watched::{VIEWS_AN_ACT, risen};

/// The job that processes a video. Payload: its number.
pub(crate) const PROCESS: &str = "video.process";
/// The job that adds large renditions to a video that is ready. Payload: its number.
const ENRICH: &str = "video.enrich";
/// The job that makes a video that is watched again in AV1. Payload: its number.
const AV1: &str = "video.av1";
/// The job that shows a video to others at the time that its author set. Payload: its number.
pub(crate) const PUBLISH: &str = "video.publish";
/// The job that deletes files of an earlier generation. Payload: numbers of the video and the generation.
pub(crate) const DROP_GENERATION: &str = "video.drop_generation";
/// How long to wait after a try that failed: what passes at once is soon over, the rest takes longer.
const DELAYS: &[Duration] = &[Duration::from_secs(5), Duration::from_secs(5 * 60)];
/// Tries after which a video has failed. One file that cannot be processed must not be tried for days (research
/// §6, incident 9).
const TRIES_MAX: i64 = 3;

/// How many videos are processed at once: ffmpeg uses several cores, and people must still be answered.
pub fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))
}

/// What jobs share.
#[derive(Debug)]
pub(crate) struct Work {
    /// Folders of all processes.
    all: PathBuf,
    /// This one's; each job has a folder in it.
    folder: PathBuf,
}

impl Work {
    /// Makes the folder of this process's jobs.
    pub(crate) async fn open(data_dir: &Path, process: &str) -> Result<Self, StoreError> {
        let all = data_dir.join("processing");
        let folder = all.join(process);
        files::make_folder(&folder).await?;
        Ok(Self { all, folder })
    }
}

/// Who does the jobs. Minutes of ffmpeg have a runner of their own: nobody's small job waits for them. What somebody
/// waits for comes first, what nobody waits for last.
pub(crate) fn runner(v: &Video, at_once: usize) -> Jobs {
    let (processor, enricher, maker) = (v.clone(), v.clone(), v.clone());
    Jobs::new(v.store.clone(), Arc::clone(&v.clock))
        .at_once(at_once)
        .delays(DELAYS)
        .by_turns()
        .handle(PROCESS, move |video| process(processor.clone(), video))
        .handle(ENRICH, move |video| enrich(enricher.clone(), video))
        .handle(AV1, move |video| watched::make_again(maker.clone(), video))
}

async fn remove_folder(folder: &Path) -> Result<(), StoreError> {
    match tokio::fs::remove_dir_all(folder).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(files::io(folder, error)),
        _ => Ok(()),
    }
}
