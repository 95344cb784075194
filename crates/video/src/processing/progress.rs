//! How far ffmpeg is, from what it writes to `-progress pipe:1`.

use std::collections::HashMap;

use parking_lot::Mutex;

/// The place where a job tells how far it is.
pub(super) struct Progress<'a> {
    all: &'a Mutex<HashMap<i64, u8>>,
    video: i64,
    duration_ms: Option<u64>,
}

impl<'a> Progress<'a> {
    /// `duration_ms`: what the file says of itself.
    pub(super) fn new(
        all: &'a Mutex<HashMap<i64, u8>>,
        video: i64,
        duration_ms: Option<u64>,
    ) -> Self {
        all.lock().insert(video, 0);
        Self {
            all,
            video,
            duration_ms,
        }
    }

    /// Takes a line of ffmpeg.
    pub(super) fn line(&self, line: &str) {
        let Some(percent) = self.duration_ms.and_then(|whole| percent(line, whole)) else {
            return;
        };
        self.all.lock().insert(self.video, percent);
    }
}

/// What a line says, at most 99: the last percent is what comes after ffmpeg.
fn percent(line: &str, whole_ms: u64) -> Option<u8> {
    let done_us: u64 = line.strip_prefix("out_time_us=")?.trim().parse().ok()?;
    let percent = (done_us / 10).checked_div(whole_ms)?;
    u8::try_from(percent.min(99)).ok()
}

#[cfg(test)]
mod tests {
    use super::percent;

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
}
