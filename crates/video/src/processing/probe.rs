//! What an upload is, before anything of it is decoded (research §2.2): magic bytes, then ffprobe with lists of
//! formats **and** protocols. The list of protocols alone lets a playlist in the clothes of a video read its
//! neighbours.

use std::{path::Path, time::Duration};

use serde::Deserialize;
use tokio::io::AsyncReadExt;

use super::{
    failure::{Failure, Reason},
    programs::Programs,
    sandbox::{self, Bounds},
    words::{SOURCE, Words},
};
use crate::uploads::files;

/// What ffmpeg and ffprobe may open, as what, and from where.
pub(super) const INPUT: [&str; 4] = [
    "-format_whitelist",
    "mov,matroska",
    "-protocol_whitelist",
    "file",
];
/// A little more than 3840 by 2160.
pub(super) const PIXELS_MAX: u64 = 9_123_840;
const SIDE_MIN: u64 = 96;
const SIDE_MAX: u64 = 4096;
const FRAMES_A_SECOND_MAX: f64 = 121.0;
const STREAMS_MAX: usize = 8;
const PICTURE_CODECS: [&str; 7] = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mjpeg"];
const SOUND_CODECS: [&str; 5] = ["aac", "mp3", "opus", "vorbis", "alac"];
/// Reading the head of a file takes a moment; an index made to be slow gets no more than this.
const BOUNDS: Bounds = Bounds {
    processor: Duration::from_secs(20),
    wall: Duration::from_secs(60),
};

/// What a file says of itself, checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Probed {
    /// What it says, or, of a file that does not (as browsers record them), what was counted.
    pub(super) duration_ms: u64,
    /// As it is shown, after turning.
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) rate: Rate,
    /// Brighter than a common screen: it has to be mapped, or colours wash out.
    pub(super) hdr: bool,
    /// Which streams are used.
    pub(super) picture: usize,
    pub(super) sound: Option<usize>,
}

/// Frames a second as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) frames: u32,
    pub(super) seconds: u32,
}

impl Rate {
    pub(super) fn per_second(self) -> f64 {
        f64::from(self.frames) / f64::from(self.seconds.max(1))
    }

    fn read(text: &str) -> Option<Self> {
        let (frames, seconds) = text.split_once('/')?;
        let rate = Self {
            frames: frames.parse().ok()?,
            seconds: seconds.parse().ok()?,
        };
        (rate.frames > 0 && rate.seconds > 0).then_some(rate)
    }
}

#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Default, Deserialize)]
struct Format {
    duration: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Stream {
    index: usize,
    codec_type: Option<String>,
    codec_name: Option<String>,
    width: Option<u64>,
    height: Option<u64>,
    pix_fmt: Option<String>,
    avg_frame_rate: Option<String>,
    r_frame_rate: Option<String>,
    sample_aspect_ratio: Option<String>,
    color_transfer: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Debug, Default, Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// Reads the source in a folder, at most this long.
pub(super) async fn probe(
    programs: &Programs,
    folder: &Path,
    seconds_max: u64,
) -> Result<Probed, Failure> {
    sniff(&folder.join(SOURCE)).await?;
    let mut probed = check(tell(programs, folder).await?, seconds_max)?;
    if probed.duration_ms == 0 {
        probed.duration_ms = measure(programs, folder, probed.picture, seconds_max).await?;
    }
    Ok(probed)
}

/// Counts how long a picture is, without decoding it.
async fn measure(
    programs: &Programs,
    folder: &Path,
    picture: usize,
    seconds_max: u64,
) -> Result<u64, Failure> {
    let mut words = Words::begin();
    words.add("-progress pipe:1").input(SOURCE).add("-map");
    words.one(format!("0:{picture}")).add("-c copy -t");
    words.one((seconds_max + 1).to_string()).add("-f null -");
    let mut counted_us = 0;
    let ended = sandbox::run(programs, folder, "ffmpeg", &words.0, BOUNDS, |line| {
        let told = line.strip_prefix("out_time_us=");
        counted_us = told
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(counted_us);
    })
    .await?;
    if ended.killed {
        return Err(Failure::fault(format!("ffmpeg was ended: {}", ended.said)));
    }
    let counted_ms: u64 = counted_us / 1000;
    if !ended.success || counted_ms == 0 {
        return Err(Failure::Bad(Reason::Damaged));
    }
    within(counted_ms, seconds_max)
}

fn within(duration_ms: u64, seconds_max: u64) -> Result<u64, Failure> {
    if duration_ms > seconds_max * 1000 + 500 {
        return Err(Failure::Bad(Reason::TooLong));
    }
    Ok(duration_ms)
}

async fn tell(programs: &Programs, folder: &Path) -> Result<Told, Failure> {
    let mut arguments: Vec<String> = vec!["-v".into(), "error".into()];
    arguments.extend(INPUT.map(str::to_owned));
    arguments.extend(
        [
            "-print_format",
            "json",
            "-show_entries",
            "format=duration:stream=index,codec_type,codec_name,width,height,pix_fmt,avg_frame_rate,r_frame_rate,\
             sample_aspect_ratio,color_transfer:stream_disposition=attached_pic:stream_side_data=rotation",
            "-i",
            SOURCE,
        ]
        .map(str::to_owned),
    );
    let mut text = String::new();
    let ended = sandbox::run(programs, folder, "ffprobe", &arguments, BOUNDS, |line| {
        text.push_str(line);
        text.push('\n');
    })
    .await?;
    if ended.killed {
        return Err(Failure::fault(format!("ffprobe was ended: {}", ended.said)));
    }
    if !ended.success {
        tracing::info!(said = %ended.said, "ffprobe does not take a file");
        return Err(Failure::Bad(Reason::NotAVideo));
    }
    serde_json::from_str(&text).map_err(|_| Failure::Bad(Reason::NotAVideo))
}

/// Refuses everything but ISO base media (MP4, MOV) and EBML (WebM, Matroska) before a program sees it.
async fn sniff(path: &Path) -> Result<(), Failure> {
    let mut head = Vec::new();
    let read = async {
        let file = tokio::fs::File::open(path).await?;
        file.take(12).read_to_end(&mut head).await
    };
    read.await.map_err(|error| files::io(path, error))?;
    let is_mp4 = head.get(4..8) == Some(b"ftyp");
    let is_webm = head.get(..4) == Some(&[0x1A, 0x45, 0xDF, 0xA3]);
    if is_mp4 || is_webm {
        return Ok(());
    }
    Err(Failure::Bad(Reason::NotAVideo))
}

fn check(told: Told, seconds_max: u64) -> Result<Probed, Failure> {
    if told.streams.len() > STREAMS_MAX {
        return Err(Failure::Bad(Reason::TooManyStreams));
    }
    let is = |stream: &Stream, kind: &str| {
        stream.codec_type.as_deref() == Some(kind) && stream.disposition.attached_pic == 0
    };
    let picture = told.streams.iter().find(|stream| is(stream, "video"));
    let picture = picture.ok_or(Failure::Bad(Reason::NoPicture))?;
    let sound = told.streams.iter().find(|stream| is(stream, "audio"));
    known(picture, &PICTURE_CODECS)?;
    if picture.pix_fmt.is_none() {
        return Err(Failure::Bad(Reason::Damaged));
    }
    if let Some(sound) = sound
        && !sound
            .codec_name
            .as_deref()
            .is_some_and(|name| name.starts_with("pcm_"))
    {
        known(sound, &SOUND_CODECS)?;
    }
    let told_ms = told.format.duration.as_deref().and_then(milliseconds);
    let duration_ms = within(told_ms.unwrap_or(0), seconds_max)?;
    let (width, height) = shown_size(picture)?;
    Ok(Probed {
        duration_ms,
        width,
        height,
        rate: rate(picture)?,
        hdr: matches!(
            picture.color_transfer.as_deref(),
            Some("smpte2084" | "arib-std-b67")
        ),
        picture: picture.index,
        sound: sound.map(|sound| sound.index),
    })
}

fn known(stream: &Stream, codecs: &[&str]) -> Result<(), Failure> {
    let name = stream.codec_name.as_deref().unwrap_or("unknown");
    if codecs.contains(&name) {
        return Ok(());
    }
    Err(Failure::Bad(Reason::Unsupported))
}

fn milliseconds(text: &str) -> Option<u64> {
    Duration::try_from_secs_f64(text.parse().ok()?)
        .ok()
        .and_then(|duration| u64::try_from(duration.as_millis()).ok())
}

fn rate(picture: &Stream) -> Result<Rate, Failure> {
    let read = |text: &Option<String>| text.as_deref().and_then(Rate::read);
    let (average, base) = (read(&picture.avg_frame_rate), read(&picture.r_frame_rate));
    let rate = average.or(base).ok_or(Failure::Bad(Reason::Damaged))?;
    if rate.per_second() > FRAMES_A_SECOND_MAX {
        return Err(Failure::Bad(Reason::TooManyFrames));
    }
    Ok(rate)
}

/// The size on the screen: pixels made square, turned as the phone was held (research §6, incidents 2 and 6).
fn shown_size(picture: &Stream) -> Result<(u64, u64), Failure> {
    let (Some(width), Some(height)) = (picture.width, picture.height) else {
        return Err(Failure::Bad(Reason::Damaged));
    };
    let sides = SIDE_MIN..=SIDE_MAX;
    if width < SIDE_MIN || height < SIDE_MIN {
        return Err(Failure::Bad(Reason::TooSmall));
    }
    if width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX {
        return Err(Failure::Bad(Reason::TooLarge));
    }
    let shape = picture.sample_aspect_ratio.as_deref();
    let shape = shape.and_then(|text| text.split_once(':'));
    let shape = shape.and_then(|(a, b)| Some((a.parse::<u64>().ok()?, b.parse::<u64>().ok()?)));
    let width = match shape {
        Some((a, b)) if a > 0 && b > 0 && a != b => {
            let square = width.saturating_mul(a) / b;
            if !sides.contains(&square) {
                return Err(Failure::Bad(Reason::Unsupported));
            }
            square
        }
        _ => width,
    };
    let rotation = picture.side_data_list.iter().find_map(|data| data.rotation);
    let is_turned = rotation.is_some_and(|degrees| (degrees.abs() % 180.0 - 90.0).abs() < 1.0);
    Ok(if is_turned {
        (height, width)
    } else {
        (width, height)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(picture: serde_json::Value, duration: &str) -> Result<Probed, Failure> {
        let mut stream = json!({
            "index": 0, "codec_type": "video", "codec_name": "h264", "width": 1080, "height": 1920,
            "pix_fmt": "yuv420p", "avg_frame_rate": "30/1", "r_frame_rate": "30/1",
        });
        for (key, value) in picture.as_object().unwrap() {
            stream[key] = value.clone();
        }
        let sound = json!({ "index": 1, "codec_type": "audio", "codec_name": "aac", "avg_frame_rate": "0/0" });
        let told = json!({ "streams": [stream, sound], "format": { "duration": duration } });
        check(serde_json::from_value(told).unwrap(), 180)
    }

    #[test]
    fn a_phone_that_was_held_upright_films_upright() {
        let turned =
            json!({ "width": 1920, "height": 1080, "side_data_list": [{ "rotation": -90 }] });
        let probed = told(turned, "3.5").unwrap();
        assert_eq!((probed.width, probed.height), (1080, 1920));
        assert_eq!(probed.duration_ms, 3500);
        assert_eq!(probed.sound, Some(1));
        let upside_down = json!({ "side_data_list": [{ "rotation": 180 }] });
        assert_eq!(told(upside_down, "1").unwrap().width, 1080);
    }

    #[test]
    fn what_is_beyond_the_bounds_is_refused_with_a_reason() {
        for (picture, duration, reason) in [
            (json!({}), "36000", Reason::TooLong),
            (json!({}), "181", Reason::TooLong),
            (
                json!({ "width": 15360, "height": 8640 }),
                "1",
                Reason::TooLarge,
            ),
            (
                json!({ "width": 4096, "height": 4096 }),
                "1",
                Reason::TooLarge,
            ),
            (json!({ "width": 64 }), "1", Reason::TooSmall),
            (
                json!({ "avg_frame_rate": "1000/1" }),
                "1",
                Reason::TooManyFrames,
            ),
            (
                json!({ "avg_frame_rate": "0/0", "r_frame_rate": "0/0" }),
                "1",
                Reason::Damaged,
            ),
            (json!({ "codec_name": "prores" }), "1", Reason::Unsupported),
            (json!({ "pix_fmt": null }), "1", Reason::Damaged),
            (
                json!({ "sample_aspect_ratio": "1000:1" }),
                "1",
                Reason::Unsupported,
            ),
            (
                json!({ "disposition": { "attached_pic": 1 } }),
                "1",
                Reason::NoPicture,
            ),
        ] {
            let refused = told(picture.clone(), duration);
            assert_eq!(refused, Err(Failure::Bad(reason)), "{picture} {duration}");
        }
    }

    #[test]
    fn a_recording_without_a_duration_is_measured_later() {
        let probed = told(json!({}), "N/A").unwrap();
        assert_eq!(probed.duration_ms, 0);
    }
}
