//! ffmpeg's command lines. One run makes some of the renditions, the sound and the poster: one decode, each rung
//! scaled from the one above (research §2.4: a third less work than separate runs).

use std::{path::Path, time::Duration};

use super::{
    failure::{Failure, Reason},
    graph,
    plan::{Plan, Rendition, single},
    programs::Programs,
    sandbox::{self, Bounds, Ended},
    words::Words,
};
use crate::playback::{MP4, POSTER};

/// Length of a segment, and the distance of key frames.
pub(super) const SEGMENT_SECONDS: u32 = 2;
/// One file for each rendition, and a playlist that tells which bytes of it are which segment.
pub(super) const HLS: &str = "-f hls -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file+independent_segments";
/// The sound's name among the renditions.
pub(super) const SOUND: &str = "audio";

/// One run: which renditions it makes, and how the sound is changed, if it makes that.
pub(super) struct Run<'a> {
    pub(super) renditions: &'a [Rendition],
    pub(super) loudness: Option<&'a str>,
}

/// Makes the renditions: `NAME.m4s` and `NAME.m3u8` each, and the poster.
pub(super) async fn renditions(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
    run: &Run<'_>,
    line: impl FnMut(&str) + Send,
) -> Result<(), Failure> {
    let ended = sandbox::run(
        programs,
        folder,
        "ffmpeg",
        &arguments(plan, run),
        bounds(plan.seconds_max),
        line,
    )
    .await?;
    judge(&ended, Reason::Damaged)
}

/// Makes one small file of a rendition and the sound, without encoding again: its index stands first, so that it
/// begins to play after one request.
pub(super) async fn single_file(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
    renditions: &[Rendition],
) -> Result<(), Failure> {
    let name = renditions.get(single(renditions)).map_or(0, |r| r.name);
    let mut words = Words::begin();
    words.input(&format!("{name}.m4s"));
    if plan.has_sound() {
        words.input(&format!("{SOUND}.m4s"));
    }
    words.add("-map 0:v:0");
    if plan.has_sound() {
        words.add("-map 1:a:0");
    }
    words
        .add("-c copy -map_metadata -1 -movflags +faststart -f mp4")
        .one(MP4);
    own(programs, folder, plan.seconds_max, &words).await
}

/// Takes the cover from a moment that its author chose.
pub(super) async fn cover(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
    renditions: &[Rendition],
) -> Result<(), Failure> {
    let Some(cover_ms) = plan.cover_ms else {
        return Ok(());
    };
    let name = renditions.get(single(renditions)).map_or(0, |r| r.name);
    let mut words = Words::begin();
    // The last moment has no frame after it.
    words
        .add("-ss")
        .one(graph::seconds(
            cover_ms.min(plan.expected_ms.saturating_sub(100)),
        ))
        .input(&format!("{name}.m4s"))
        .add("-map 0:v:0 -frames:v 1 -c:v mjpeg -q:v 4 -map_metadata -1 -f image2 -update 1")
        .one(POSTER);
    own(programs, folder, plan.seconds_max, &words).await
}

/// Runs ffmpeg on what it made itself: a failure is ours.
pub(super) async fn own(
    programs: &Programs,
    folder: &Path,
    seconds_max: u64,
    words: &Words,
) -> Result<(), Failure> {
    let bounds = bounds(seconds_max);
    let ended = sandbox::run(programs, folder, "ffmpeg", &words.0, bounds, |_| {}).await?;
    match judge(&ended, Reason::GaveUp) {
        Err(Failure::Bad(reason)) => Err(Failure::Fault(reason, ended.said)),
        judged => judged,
    }
}

/// Generous for honest files, and an end for those made to be slow (research §2.3).
pub(super) fn bounds(seconds: u64) -> Bounds {
    Bounds {
        processor: Duration::from_secs(20 * seconds + 60),
        wall: Duration::from_secs(8 * seconds + 60),
    }
}

fn judge(ended: &Ended, reason: Reason) -> Result<(), Failure> {
    if ended.success {
        return Ok(());
    }
    if ended.said.contains("No space left") || ended.said.contains("File too large") {
        return Err(Failure::Fault(Reason::DiskFull, ended.said.clone()));
    }
    if ended.killed {
        return Err(Failure::fault(format!("ffmpeg was ended: {}", ended.said)));
    }
    tracing::info!(said = %ended.said, "ffmpeg does not take a file");
    Err(Failure::Bad(reason))
}

fn arguments(plan: &Plan, run: &Run<'_>) -> Vec<String> {
    let mut words = Words::begin();
    words
        .add("-progress pipe:1")
        .inputs(plan)
        .add("-filter_complex")
        .one(graph::all(plan, run.renditions, run.loudness));
    for at in 0..run.renditions.len() {
        words.add("-map").one(format!("[v{at}]"));
    }
    if run.loudness.is_some() {
        words.add("-map [sound] -c:a aac -b:a 128k -ac 2");
    }
    let frames = key_frame_distance(plan).to_string();
    words
        .add("-c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -sc_threshold 0")
        .all(["-g", &frames, "-keyint_min", &frames])
        .add("-force_key_frames")
        .one(format!("expr:gte(t,n_forced*{SEGMENT_SECONDS})"));
    for (at, rendition) in run.renditions.iter().enumerate() {
        words
            .one(format!("-crf:v:{at}"))
            .one(rendition.crf.to_string())
            .one(format!("-maxrate:v:{at}"))
            .one(format!("{}k", rendition.maxrate_k))
            .one(format!("-bufsize:v:{at}"))
            .one(format!("{}k", 2 * rendition.maxrate_k));
    }
    // Names and places that the file carries go no further: GPS positions above all.
    words
        .add("-map_metadata -1 -map_chapters -1 -dn -sn -t")
        .one(length(plan))
        .add(HLS)
        .add("-hls_time")
        .one(SEGMENT_SECONDS.to_string())
        .add("-hls_segment_filename %v.m4s -var_stream_map")
        .one(streams(run))
        .add("%v.m3u8")
        .add("-map [poster] -frames:v 1 -c:v mjpeg -q:v 4 -map_metadata -1 -f image2 -update 1")
        .one(POSTER);
    words.0
}

/// Where the output ends at the latest: what is mixed in may be longer than the picture.
pub(super) fn length(plan: &Plan) -> String {
    if plan.music.is_some() || plan.other.is_some() {
        graph::seconds(plan.expected_ms)
    } else {
        format!("{}.5", plan.seconds_max)
    }
}

fn key_frame_distance(plan: &Plan) -> u32 {
    let (frames, seconds) = (plan.rate.frames, plan.rate.seconds.max(1));
    frames
        .saturating_mul(SEGMENT_SECONDS)
        .div_ceil(seconds)
        .max(1)
}

/// ffmpeg's word for which streams make which playlist. The sound is a rendition of its own, so that another rung
/// does not fetch it again.
fn streams(run: &Run<'_>) -> String {
    let group = if run.loudness.is_some() {
        ",agroup:sound"
    } else {
        ""
    };
    let mut all: Vec<_> = run
        .renditions
        .iter()
        .enumerate()
        .map(|(at, rendition)| format!("v:{at}{group},name:{}", rendition.name))
        .collect();
    if run.loudness.is_some() {
        all.push(format!("a:0{group},default:yes,name:{SOUND}"));
    }
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processing::{plan::tests::plan, probe::Rate};

    #[test]
    fn a_silent_video_has_no_rendition_of_sound() {
        let plan = plan(None);
        let run = Run {
            renditions: &plan.renditions,
            loudness: None,
        };
        assert_eq!(streams(&run), "v:0,name:480 v:1,name:360");
        let arguments = arguments(&plan, &run);
        assert!(!arguments.iter().any(|word| word.contains("sound")));
    }

    #[test]
    fn key_frames_stand_two_seconds_apart() {
        assert_eq!(key_frame_distance(&plan(None)), 50);
        let mut odd = plan(None);
        odd.rate = Rate {
            frames: 30_000,
            seconds: 1001,
        };
        assert_eq!(key_frame_distance(&odd), 60);
    }
}
