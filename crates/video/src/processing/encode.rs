//! ffmpeg's command lines. One run makes all renditions, the sound and the poster: one decode, each rung scaled
//! from the one above (research §2.4: a third less work than separate runs).

use std::{path::Path, time::Duration};

use super::{
    failure::Failure,
    plan::Plan,
    probe::{INPUT, PIXELS_MAX},
    programs::Programs,
    progress::Progress,
    sandbox::{self, Bounds, Ended},
};
use crate::playback::{MP4, POSTER};

/// Length of a segment, and the distance of key frames.
const SEGMENT_SECONDS: u32 = 2;
/// The sound's name among the renditions.
pub(super) const SOUND: &str = "audio";
/// To the loudness of other players; the layout is fixed before and after, without which loudnorm and aresample
/// fail on mono and 5.1 (research §6, incident 1).
const LOUDNESS: &str = "aformat=sample_fmts=fltp:channel_layouts=stereo,loudnorm=I=-14:TP=-1.5:LRA=11,\
    aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo";
/// From HLG or PQ to what every screen shows.
const TO_SDR: &str = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,\
    zscale=t=bt709:m=bt709:r=tv,";

/// Makes the renditions: `NAME.m4s` and `NAME.m3u8` each, and the poster.
pub(super) async fn renditions(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
    progress: &Progress<'_>,
) -> Result<(), Failure> {
    let ended = sandbox::run(
        programs,
        folder,
        "ffmpeg",
        &arguments(plan),
        bounds(plan.seconds_max),
        |line| progress.line(line),
    )
    .await?;
    judge(
        &ended,
        "This video is damaged or of an unusual kind: it cannot be decoded",
    )
}

/// Makes one small file of a rendition and the sound, without encoding again: its index stands first, so that it
/// begins to play after one request.
pub(super) async fn single_file(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
) -> Result<(), Failure> {
    let mut words = Words::new();
    words.add("-v error -nostdin -y");
    let name = plan.renditions.get(plan.single()).map_or(0, |r| r.name);
    for input in [name.to_string()]
        .into_iter()
        .chain(plan.sound.map(|_| SOUND.to_owned()))
    {
        words.all(INPUT).add("-i").one(format!("{input}.m4s"));
    }
    words.add("-map 0:v:0");
    if plan.sound.is_some() {
        words.add("-map 1:a:0");
    }
    words
        .add("-c copy -map_metadata -1 -movflags +faststart -f mp4")
        .one(MP4);
    let ended = sandbox::run(
        programs,
        folder,
        "ffmpeg",
        &words.0,
        bounds(plan.seconds_max),
        |_| {},
    )
    .await?;
    if ended.success {
        return Ok(());
    }
    Err(Failure::fault(format!("no single file: {}", ended.said)))
}

/// Generous for honest files, and an end for those made to be slow (research §2.3).
fn bounds(seconds: u64) -> Bounds {
    Bounds {
        processor: Duration::from_secs(20 * seconds + 60),
        wall: Duration::from_secs(8 * seconds + 60),
    }
}

fn judge(ended: &Ended, reason: &str) -> Result<(), Failure> {
    if ended.success {
        return Ok(());
    }
    if ended.killed || ended.said.contains("No space left") {
        return Err(Failure::fault(format!("ffmpeg was ended: {}", ended.said)));
    }
    tracing::info!(said = %ended.said, "ffmpeg does not take a file");
    Err(Failure::bad(reason))
}

/// The words of a command line. Each is a constant of ours or a number.
struct Words(Vec<String>);

impl Words {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds constant words.
    fn add(&mut self, words: &'static str) -> &mut Self {
        self.0.extend(words.split(' ').map(str::to_owned));
        self
    }

    fn all<const N: usize>(&mut self, words: [&str; N]) -> &mut Self {
        self.0.extend(words.map(str::to_owned));
        self
    }

    fn one(&mut self, word: impl Into<String>) -> &mut Self {
        self.0.push(word.into());
        self
    }
}

fn arguments(plan: &Plan) -> Vec<String> {
    let mut words = Words::new();
    words
        .add("-v error -nostdin -y -nostats -progress pipe:1")
        .all(INPUT)
        .add("-max_pixels")
        .one(PIXELS_MAX.to_string())
        .add("-i in -filter_complex")
        .one(filter(plan));
    for at in 0..plan.renditions.len() {
        words.add("-map").one(format!("[v{at}]"));
    }
    if plan.sound.is_some() {
        words.add("-map [sound] -c:a aac -b:a 128k -ac 2");
    }
    let frames = key_frame_distance(plan).to_string();
    words
        .add("-c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -sc_threshold 0")
        .all(["-g", &frames, "-keyint_min", &frames])
        .add("-force_key_frames")
        .one(format!("expr:gte(t,n_forced*{SEGMENT_SECONDS})"));
    for (at, rendition) in plan.renditions.iter().enumerate() {
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
        .one(format!("{}.5", plan.seconds_max))
        .add("-f hls -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file+independent_segments")
        .add("-hls_time")
        .one(SEGMENT_SECONDS.to_string())
        .add("-hls_segment_filename %v.m4s -var_stream_map")
        .one(streams(plan))
        .add("%v.m3u8")
        .add("-map [poster] -frames:v 1 -c:v mjpeg -q:v 4 -map_metadata -1 -f image2 -update 1")
        .one(POSTER);
    words.0
}

fn key_frame_distance(plan: &Plan) -> u32 {
    let (frames, seconds) = (plan.rate.frames, plan.rate.seconds.max(1));
    frames
        .saturating_mul(SEGMENT_SECONDS)
        .div_ceil(seconds)
        .max(1)
}

/// Each rung from the one above; the poster from the one that the single file is made of.
fn filter(plan: &Plan) -> String {
    let mut graph = String::new();
    let mut input = format!("[0:{}]", plan.picture);
    let last = plan.renditions.len().saturating_sub(1);
    for (at, rendition) in plan.renditions.iter().enumerate() {
        let first = if at == 0 {
            let (frames, seconds) = (plan.rate.frames, plan.rate.seconds);
            let map = if plan.hdr { TO_SDR } else { "" };
            format!("fps={frames}/{seconds},{map}")
        } else {
            String::new()
        };
        let (width, height) = (rendition.width, rendition.height);
        let mut outputs = format!("[v{at}]");
        let mut count = 1;
        if at < last {
            outputs.push_str(&format!("[next{at}]"));
            count += 1;
        }
        if at == plan.single() {
            outputs.push_str("[still]");
            count += 1;
        }
        graph.push_str(&format!(
            "{input}{first}scale={width}:{height},setsar=1,format=yuv420p,split={count}{outputs};"
        ));
        input = format!("[next{at}]");
    }
    graph.push_str("[still]thumbnail=60[poster]");
    if let Some(sound) = plan.sound {
        graph.push_str(&format!(";[0:{sound}]{LOUDNESS}[sound]"));
    }
    graph
}

/// ffmpeg's word for which streams make which playlist. The sound is a rendition of its own, so that another rung
/// does not fetch it again.
fn streams(plan: &Plan) -> String {
    let group = if plan.sound.is_some() {
        ",agroup:sound"
    } else {
        ""
    };
    let mut all: Vec<_> = plan
        .renditions
        .iter()
        .enumerate()
        .map(|(at, rendition)| format!("v:{at}{group},name:{}", rendition.name))
        .collect();
    if plan.sound.is_some() {
        all.push(format!("a:0{group},default:yes,name:{SOUND}"));
    }
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processing::probe::{Probed, Rate};

    fn plan(sound: Option<usize>) -> Plan {
        let probed = Probed {
            duration_ms: Some(1000),
            width: 480,
            height: 854,
            rate: Rate {
                frames: 25,
                seconds: 1,
            },
            hdr: false,
            picture: 0,
            sound,
        };
        Plan::of(&probed, 180)
    }

    #[test]
    fn each_rung_is_scaled_from_the_one_above() {
        let graph = filter(&plan(None));
        assert_eq!(
            graph,
            "[0:0]fps=25/1,scale=480:854,setsar=1,format=yuv420p,split=3[v0][next0][still];\
             [next0]scale=360:640,setsar=1,format=yuv420p,split=1[v1];[still]thumbnail=60[poster]"
        );
    }

    #[test]
    fn a_silent_video_has_no_rendition_of_sound() {
        assert_eq!(streams(&plan(None)), "v:0,name:480 v:1,name:360");
        let arguments = arguments(&plan(None));
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
