//! From an upload to what is played: durable jobs around ffmpeg (research §2.2 to §2.6).
//!
//! One job is one video: [`probe`] reads what the file is, [`plan`] decides what is made of it, [`encode`] runs
//! ffmpeg once for all renditions, [`playlist`] writes what players read, [`keep`] makes blobs, [`publish`] is the
//! one change that makes it visible. No transaction is open while ffmpeg runs.

mod encode;
mod failure;
mod film;
mod job;
mod keep;
mod mp4;
mod plan;
mod playlist;
mod probe;
mod programs;
mod progress;
mod publish;
mod sandbox;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::Duration,
};

use parking_lot::Mutex;
use store::StoreError;

use crate::uploads::files;

pub use film::{Film, film};
pub(crate) use job::process;
pub use programs::missing as missing_programs;

/// The job that processes a video. Payload: its number.
pub(crate) const PROCESS: &str = "video.process";
/// Longer than the wall limit of the longest video: another runner must not begin meanwhile.
pub(crate) const LEASE: Duration = Duration::from_secs(2 * 60 * 60);
/// How long to wait after a try that failed.
pub(crate) const DELAYS: &[Duration] = &[
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
];
/// Tries after which a video has failed. One file that cannot be processed must not be tried for days (research
/// §6, incident 9).
const TRIES_MAX: i64 = 3;

/// How many videos are processed at once: ffmpeg uses several cores, and people must still be answered.
pub(crate) fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))
}

/// What jobs share.
#[derive(Debug)]
pub(crate) struct Work {
    folder: PathBuf,
    progress: Mutex<HashMap<i64, u8>>,
}

impl Work {
    /// Makes the folder of jobs; what an earlier process left in it goes.
    pub(crate) async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let folder = data_dir.join("processing");
        remove_folder(&folder).await?;
        files::make_folder(&folder).await?;
        Ok(Self {
            folder,
            progress: Mutex::default(),
        })
    }

    /// How far a video is, in percent; `None`: it waits.
    pub(crate) fn progress_of(&self, video: i64) -> Option<u8> {
        self.progress.lock().get(&video).copied()
    }
}

async fn remove_folder(folder: &Path) -> Result<(), StoreError> {
    match tokio::fs::remove_dir_all(folder).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(files::io(folder, error)),
        _ => Ok(()),
    }
}
