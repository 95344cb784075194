//! Playlists (HLS, RFC 8216). ffmpeg's tell which bytes are which segment; what players read is written here, from
//! the real sizes: ffmpeg's master playlist guesses them.

use std::path::Path;

use tokio::io::AsyncReadExt;

use super::{
    encode::SOUND,
    failure::{Failure, Reason},
    mp4,
    plan::{Plan, Rendition},
};
use crate::{
    playback::{MASTER, MP4, POSTER},
    uploads::files,
};

/// Longest playlist of ffmpeg: ten minutes of segments are far below.
const PLAYLIST_BYTES_MAX: u64 = 256 * 1024;
/// How far renditions may differ in length.
const DRIFT_MS_MAX: f64 = 150.0;

/// What was made.
#[derive(Debug)]
pub(super) struct Made {
    /// Names of all files that are played.
    pub(super) files: Vec<String>,
    pub(super) duration_ms: u64,
}

/// One rendition: its file and the segments in it.
#[derive(Debug, Clone, PartialEq)]
struct Media {
    file: String,
    /// Length and offset of the description that stands before the segments.
    head: (u64, u64),
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    seconds: f64,
    length: u64,
    offset: u64,
}

impl Media {
    fn seconds(&self) -> f64 {
        self.segments.iter().map(|segment| segment.seconds).sum()
    }

    /// Bits a second: of the worst segment, and on average.
    fn rates(&self) -> (u64, u64) {
        let rate = |bytes: u64, seconds: f64| {
            let bits = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) * 8.0;
            // Rounded up: a player must not be promised less than comes.
            (bits / seconds.max(0.001)).ceil() as u64
        };
        let all = |segment: &Segment| rate(segment.length, segment.seconds);
        let peak = self.segments.iter().map(all).max().unwrap_or_default();
        let bytes = self.segments.iter().map(|segment| segment.length).sum();
        (peak, rate(bytes, self.seconds()))
    }

    /// The playlist of this rendition (RFC 8216 §4.3).
    fn text(&self) -> String {
        let longest = self.segments.iter().map(|s| s.seconds).fold(1.0, f64::max);
        let mut text = format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{:.0}\n#EXT-X-PLAYLIST-TYPE:VOD\n\
             #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\",BYTERANGE=\"{}@{}\"\n",
            longest.ceil(),
            self.file,
            self.head.0,
            self.head.1
        );
        for segment in &self.segments {
            text.push_str(&format!(
                "#EXTINF:{:.6},\n#EXT-X-BYTERANGE:{}@{}\n{}\n",
                segment.seconds, segment.length, segment.offset, self.file
            ));
        }
        text.push_str("#EXT-X-ENDLIST\n");
        text
    }
}

/// Reads what there is of `renditions`, checks that nothing is cut off, writes the playlists.
pub(super) async fn write(
    folder: &Path,
    plan: &Plan,
    renditions: &[Rendition],
) -> Result<Made, Failure> {
    let mut made = vec![MASTER.to_owned(), MP4.to_owned(), POSTER.to_owned()];
    let sound = if plan.has_sound() {
        Some(media(folder, SOUND).await?)
    } else {
        None
    };
    let mut pictures = Vec::new();
    for rendition in renditions {
        pictures.push(media(folder, &rendition.name.to_string()).await?);
    }
    let seconds = pictures.first().map_or(0.0, Media::seconds);
    check(&pictures, seconds, plan.expected_ms, longest_ms(plan))?;
    let mut master = Master::begin(sound.as_ref());
    for (rendition, media) in renditions.iter().zip(&pictures) {
        let codec = codec(&folder.join(&media.file)).await?;
        let variant = Variant {
            width: rendition.width,
            height: rendition.height,
            per_second: plan.rate.per_second(),
        };
        master.add(&variant, media, &codec);
    }
    for media in pictures.iter().chain(&sound) {
        let name = playlist_name(&media.file);
        put(folder, &name, &media.text()).await?;
        made.extend([name, media.file.clone()]);
    }
    put(folder, MASTER, &master.text).await?;
    Ok(Made {
        files: made,
        duration_ms: milliseconds(seconds),
    })
}

/// Adds a rendition `name` beside `of`, of which it is another encoding, to a video that is there: its playlist, and
/// a master playlist with one more line. The names of what is new.
pub(super) async fn write_beside(
    folder: &Path,
    master: &str,
    variant: &Variant,
    (of, name): (&str, &str),
) -> Result<Vec<String>, Failure> {
    let (before, made) = (media(folder, of).await?, media(folder, name).await?);
    if (before.seconds() - made.seconds()).abs() * 1000.0 > DRIFT_MS_MAX {
        return Err(Failure::fault("another encoding differs in length"));
    }
    let sound = if master.contains("TYPE=AUDIO") {
        Some(media(folder, SOUND).await?.rates())
    } else {
        None
    };
    let mut master = Master {
        text: master.to_owned(),
        sound,
    };
    let codec = codec(&folder.join(&made.file)).await?;
    master.add(variant, &made, &codec);
    let list = playlist_name(&made.file);
    put(folder, &list, &made.text()).await?;
    put(folder, MASTER, &master.text).await?;
    Ok(vec![MASTER.to_owned(), list, made.file])
}

fn milliseconds(seconds: f64) -> u64 {
    let duration = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn playlist_name(file: &str) -> String {
    file.replace(".m4s", ".m3u8")
}

/// The longest that may come out: the cut comes half a second after the longest that is taken, and what is quoted
/// stands before it.
fn longest_ms(plan: &Plan) -> u64 {
    (plan.seconds_max * 1000 + 400).max(plan.expected_ms + 400)
}

/// All renditions are of one length, as long as the file said, and not longer than is taken (research §6,
/// incident 18).
fn check(
    pictures: &[Media],
    seconds: f64,
    expected_ms: u64,
    longest_ms: u64,
) -> Result<(), Failure> {
    let made_ms = milliseconds(seconds);
    if made_ms == 0 {
        return Err(Failure::Bad(Reason::NoPicture));
    }
    if made_ms > longest_ms {
        return Err(Failure::Bad(Reason::TooLong));
    }
    let apart = |media: &Media| (media.seconds() - seconds).abs() * 1000.0;
    if pictures.iter().any(|media| apart(media) > DRIFT_MS_MAX) {
        return Err(Failure::fault("renditions differ in length"));
    }
    // A tenth and a second: sound may be longer than the picture.
    if made_ms + expected_ms / 10 + 1000 < expected_ms {
        return Err(Failure::Bad(Reason::Damaged));
    }
    Ok(())
}

async fn media(folder: &Path, name: &str) -> Result<Media, Failure> {
    let text = read(folder, &format!("{name}.m3u8")).await?;
    parse(&text, &format!("{name}.m4s"))
        .ok_or_else(|| Failure::fault(format!("ffmpeg wrote an odd playlist {name}")))
}

/// The text of a playlist.
pub(super) async fn read(folder: &Path, name: &str) -> Result<String, Failure> {
    let path = folder.join(name);
    let mut text = String::new();
    let read = async {
        let file = tokio::fs::File::open(&path).await?;
        file.take(PLAYLIST_BYTES_MAX)
            .read_to_string(&mut text)
            .await
    };
    read.await.map_err(|error| files::io(&path, error))?;
    Ok(text)
}

/// Reads a playlist of ffmpeg whose segments are all in `file`.
fn parse(text: &str, file: &str) -> Option<Media> {
    let (mut head, mut segments) = (None, Vec::new());
    let (mut seconds, mut range) = (None, None);
    for line in text.lines() {
        if let Some(map) = line.strip_prefix("#EXT-X-MAP:") {
            let (_, rest) = map.split_once("BYTERANGE=\"")?;
            head = Some(bytes(rest.split('"').next()?)?);
        } else if let Some(text) = line.strip_prefix("#EXTINF:") {
            seconds = Some(text.trim_end_matches(',').parse::<f64>().ok()?);
        } else if let Some(text) = line.strip_prefix("#EXT-X-BYTERANGE:") {
            range = Some(bytes(text)?);
        } else if line == file {
            let (length, offset) = range.take()?;
            let seconds = seconds.take().filter(|seconds| *seconds >= 0.0)?;
            segments.push(Segment {
                seconds,
                length,
                offset,
            });
        } else if !line.starts_with('#') && !line.is_empty() {
            return None;
        }
    }
    let whole = text.trim_end().ends_with("#EXT-X-ENDLIST");
    (whole && !segments.is_empty()).then_some(Media {
        file: file.to_owned(),
        head: head?,
        segments,
    })
}

/// `length@offset`.
fn bytes(text: &str) -> Option<(u64, u64)> {
    let (length, offset) = text.trim().split_once('@')?;
    Some((length.parse().ok()?, offset.parse().ok()?))
}

async fn codec(path: &Path) -> Result<String, Failure> {
    let mut head = Vec::new();
    let read = async {
        let file = tokio::fs::File::open(path).await?;
        file.take(mp4::HEAD_BYTES).read_to_end(&mut head).await
    };
    read.await.map_err(|error| files::io(path, error))?;
    mp4::codec(&head).ok_or_else(|| Failure::fault("a rendition does not say its profile"))
}

async fn put(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    let written = tokio::fs::write(&path, text).await;
    Ok(written.map_err(|error| files::io(&path, error))?)
}

/// A rendition as a master playlist tells of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Variant {
    pub(super) width: u64,
    pub(super) height: u64,
    /// Pictures a second.
    pub(super) per_second: f64,
}

impl Variant {
    /// The one whose playlist is `list`.
    pub(super) fn find(master: &str, list: &str) -> Option<Self> {
        let mut lines = master.lines();
        let before = |line: &&str| line.starts_with("#EXT-X-STREAM-INF:");
        while let Some(told) = lines.by_ref().find(before) {
            if lines.next() == Some(list) {
                let (width, height) = attribute(told, "RESOLUTION")?.split_once('x')?;
                return Some(Self {
                    width: width.parse().ok()?,
                    height: height.parse().ok()?,
                    per_second: attribute(told, "FRAME-RATE")?.parse().ok()?,
                });
            }
        }
        None
    }

    /// Pictures in so many seconds, the last one that begins in them included.
    pub(super) fn frames(&self, seconds: u32) -> u32 {
        // A rate is a small number: the plan sees to that.
        (self.per_second * f64::from(seconds)).ceil().max(1.0) as u32
    }
}

/// An attribute of a line whose value is no text in quotation marks.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("{name}="))?;
    rest.split(',').next()
}

/// The master playlist (RFC 8216 §4.3.4).
struct Master {
    text: String,
    sound: Option<(u64, u64)>,
}

impl Master {
    fn begin(sound: Option<&Media>) -> Self {
        let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
        if sound.is_some() {
            text.push_str(&format!(
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"sound\",DEFAULT=YES,AUTOSELECT=YES,\
                 CHANNELS=\"2\",URI=\"{SOUND}.m3u8\"\n"
            ));
        }
        Self {
            text,
            sound: sound.map(Media::rates),
        }
    }

    fn add(&mut self, variant: &Variant, media: &Media, codec: &str) {
        let (peak, average) = media.rates();
        let (sound_peak, sound_average) = self.sound.unwrap_or_default();
        let (codecs, group) = if self.sound.is_some() {
            (format!("{codec},mp4a.40.2"), ",AUDIO=\"sound\"")
        } else {
            (codec.to_owned(), "")
        };
        self.text.push_str(&format!(
            "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{codecs}\",RESOLUTION={}x{},\
             FRAME-RATE={:.3}{group}\n{}\n",
            peak + sound_peak,
            average + sound_average,
            variant.width,
            variant.height,
            variant.per_second,
            playlist_name(&media.file),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FFMPEG: &str = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n\
        #EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"480.m4s\",BYTERANGE=\"830@0\"\n\
        #EXTINF:2.000000,\n#EXT-X-BYTERANGE:1000@830\n480.m4s\n#EXTINF:1.000000,\n#EXT-X-BYTERANGE:1000@1830\n\
        480.m4s\n#EXT-X-ENDLIST\n";

    #[test]
    fn what_ffmpeg_wrote_is_read_and_written_again() {
        let media = parse(FFMPEG, "480.m4s").unwrap();
        assert_eq!(media.head, (830, 0));
        assert_eq!(media.segments.len(), 2);
        assert_eq!(media.rates(), (8000, 5334));
        let again = parse(&media.text(), "480.m4s").unwrap();
        assert_eq!(again, media);
    }

    #[test]
    fn a_playlist_that_is_cut_off_or_names_another_file_is_refused() {
        assert_eq!(
            parse(&FFMPEG.replace("#EXT-X-ENDLIST\n", ""), "480.m4s"),
            None
        );
        assert_eq!(parse(FFMPEG, "720.m4s"), None);
        assert_eq!(parse("", "480.m4s"), None);
    }

    #[test]
    fn a_rendition_is_found_in_the_master_playlist_again() {
        let media = parse(FFMPEG, "480.m4s").unwrap();
        let mut master = Master::begin(Some(&media));
        let variant = Variant {
            width: 480,
            height: 854,
            per_second: 29.97,
        };
        master.add(&variant, &media, "avc1.64001f");
        assert_eq!(Variant::find(&master.text, "480.m3u8"), Some(variant));
        assert_eq!(Variant::find(&master.text, "720.m3u8"), None);
        assert_eq!(variant.frames(2), 60);
    }

    #[test]
    fn renditions_must_agree_and_be_as_long_as_the_file_said() {
        let media = parse(FFMPEG, "480.m4s").unwrap();
        let two = [media.clone(), media.clone()];
        assert_eq!(check(&two, 3.0, 3000, 180_400), Ok(()));
        let refused = |reason| Err(Failure::Bad(reason));
        assert_eq!(check(&two, 3.0, 20_000, 180_400), refused(Reason::Damaged));
        assert_eq!(check(&two, 3.0, 3000, 2400), refused(Reason::TooLong));
        assert_eq!(check(&two, 0.0, 3000, 2400), refused(Reason::NoPicture));
        let mut shorter = media.clone();
        shorter.segments.pop();
        assert!(matches!(
            check(&[media, shorter], 3.0, 3000, 180_400),
            Err(Failure::Fault(..))
        ));
    }
}
