//! How far a job is: from what ffmpeg writes to `-progress pipe:1` into the video's row, at most twice a second, so
//! that whoever answers its author sees it, also when another process does the work.

use std::time::Duration;

use tokio::{sync::watch, task::JoinHandle, time::Instant};

use super::making::{self, Stage, Standing};
use crate::Video;

/// The shortest time between two changes of the row.
const TOLD_EVERY: Duration = Duration::from_millis(500);
/// Below this nothing can be said about the time that is left.
const PERCENT_MIN: u32 = 3;

/// The place where a job tells how far it is.
pub(super) struct Progress {
    told: watch::Sender<Standing>,
    writer: JoinHandle<()>,
}

impl Progress {
    pub(super) fn begin(v: &Video, video: i64) -> Self {
        let checking = Standing {
            stage: Stage::Checking,
            percent: 0,
            eta_ms: None,
        };
        let (told, mut news) = watch::channel(checking);
        news.mark_changed();
        let store = v.store.clone();
        let writer = tokio::spawn(async move {
            while news.changed().await.is_ok() {
                let standing = *news.borrow_and_update();
                let written = store.write(move |w| making::stand(w, video, standing));
                if let Err(error) = written.await {
                    tracing::debug!(%error, "How far a video is could not be written");
                }
                tokio::time::sleep(TOLD_EVERY).await;
            }
        });
        Self { told, writer }
    }

    /// A stage begins.
    pub(super) fn stage(&self, stage: Stage) {
        self.told.send_modify(|standing| standing.stage = stage);
    }

    /// Begins to read what ffmpeg says of `whole_ms` that it makes.
    pub(super) fn encoding(&self, whole_ms: u64) -> impl FnMut(&str) + Send + '_ {
        self.stage(Stage::Encoding);
        let begun = Instant::now();
        move |line| {
            let Some(percent) = percent(line, whole_ms) else {
                return;
            };
            let eta_ms = left_ms(begun.elapsed(), percent);
            self.told.send_modify(|standing| {
                standing.percent = percent;
                standing.eta_ms = eta_ms;
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.writer.abort();
    }
}

/// What a line says, at most 99: the last percent is what comes after ffmpeg.
fn percent(line: &str, whole_ms: u64) -> Option<u8> {
    let done_us: u64 = line.strip_prefix("out_time_us=")?.trim().parse().ok()?;
    let percent = (done_us / 10).checked_div(whole_ms)?;
    u8::try_from(percent.min(99)).ok()
}

fn left_ms(elapsed: Duration, percent: u8) -> Option<u64> {
    let percent = u32::from(percent);
    if percent < PERCENT_MIN {
        return None;
    }
    let left = elapsed * (100 - percent) / percent;
    u64::try_from(left.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_from_ffmpeg() {
        for (line, expected) in [
            ("out_time_us=5000000", Some(50)),
            ("out_time_us=0", Some(0)),
            ("out_time_us=20000000", Some(99)),
            ("out_time_us=N/A", None),
            ("out_time_us=-1000", None),
            ("frame=3", None),
        ] {
            assert_eq!(percent(line, 10_000), expected, "{line}");
        }
        assert_eq!(percent("out_time_us=1", 0), None);
    }

    #[test]
    fn the_time_left_follows_from_the_time_taken() {
        assert_eq!(left_ms(Duration::from_secs(10), 25), Some(30_000));
        assert_eq!(left_ms(Duration::from_secs(1), 1), None);
    }
}
