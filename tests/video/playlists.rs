//! Playlists by the book (RFC 8216), and against what ffprobe finds in the files: what they promise is there.

use std::{collections::BTreeMap, path::Path};

use m3u8_rs::{AlternativeMediaType, MasterPlaylist, MediaPlaylist, MediaPlaylistType};
use serde_json::{Value, json};
use testkit::Person;

use super::{at, clip, fetch, post, probed, processed, put_text};
use crate::server;

/// How far a time may be from what it should be: what is written has six decimals, tracks count in fewer parts.
const NEAR: f64 = 0.002;
/// What follows the last segment of a file: an index of fragments, of which players know nothing.
const INDEX_BYTES_MAX: u64 = 4096;

/// Attributes of a tag, with the kind of their values (RFC 8216 §4.2); the first of these must be there.
type Known = (&'static str, usize, &'static [(&'static str, Kind)]);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Integer,
    Float,
    Quoted,
    Word,
    Resolution,
}

const MASTER: &[Known] = &[
    (
        "EXT-X-STREAM-INF",
        1,
        &[
            ("BANDWIDTH", Kind::Integer),
            ("AVERAGE-BANDWIDTH", Kind::Integer),
            ("CODECS", Kind::Quoted),
            ("RESOLUTION", Kind::Resolution),
            ("FRAME-RATE", Kind::Float),
            ("AUDIO", Kind::Quoted),
            ("SUBTITLES", Kind::Quoted),
        ],
    ),
    (
        "EXT-X-MEDIA",
        3,
        &[
            ("TYPE", Kind::Word),
            ("GROUP-ID", Kind::Quoted),
            ("NAME", Kind::Quoted),
            ("URI", Kind::Quoted),
            ("LANGUAGE", Kind::Quoted),
            ("DEFAULT", Kind::Word),
            ("AUTOSELECT", Kind::Word),
            ("FORCED", Kind::Word),
            ("CHANNELS", Kind::Quoted),
        ],
    ),
    ("EXT-X-VERSION", 0, &[]),
    ("EXT-X-INDEPENDENT-SEGMENTS", 0, &[]),
];

const MEDIA: &[Known] = &[
    (
        "EXT-X-MAP",
        1,
        &[("URI", Kind::Quoted), ("BYTERANGE", Kind::Quoted)],
    ),
    ("EXTINF", 0, &[]),
    ("EXT-X-BYTERANGE", 0, &[]),
    ("EXT-X-VERSION", 0, &[]),
    ("EXT-X-TARGETDURATION", 0, &[]),
    ("EXT-X-PLAYLIST-TYPE", 0, &[]),
    ("EXT-X-INDEPENDENT-SEGMENTS", 0, &[]),
    ("EXT-X-ENDLIST", 0, &[]),
];

/// Checks every line of a playlist; a tag that is not known has no place in it.
fn check_lines(text: &str, known: &[Known]) {
    assert!(text.starts_with("#EXTM3U\n"), "{text}");
    assert!(text.ends_with('\n') && !text.contains(['\r', '\u{feff}']));
    for line in text.lines().skip(1) {
        let Some(tag) = line.strip_prefix('#') else {
            assert!(is_relative(line), "{line:?} is no address beside this one");
            continue;
        };
        let (name, rest) = tag.split_once(':').unwrap_or((tag, ""));
        let (_, required, kinds) = known
            .iter()
            .find(|(known, ..)| *known == name)
            .unwrap_or_else(|| panic!("{name} has no place in {text}"));
        if kinds.is_empty() {
            continue;
        }
        let found = attributes(rest);
        for (attribute, value) in &found {
            let kind = kinds.iter().find(|(known, _)| known == attribute);
            let (_, kind) = kind.unwrap_or_else(|| panic!("{attribute} in {line}"));
            assert!(is_of(value, *kind), "{attribute}={value} in {line}");
        }
        for (attribute, _) in &kinds[..*required] {
            assert!(
                found.contains_key(attribute),
                "{attribute} is not in {line}"
            );
        }
    }
}

/// The attributes of a tag, each once, nothing between them but a comma.
fn attributes(mut rest: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    loop {
        let (name, after) = rest.split_once('=').unwrap();
        let is_name = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        assert!(!name.is_empty() && name.bytes().all(is_name), "{rest}");
        let length = match after.strip_prefix('"') {
            Some(quoted) => quoted.find('"').unwrap() + 2,
            None => after.find(',').unwrap_or(after.len()),
        };
        let (value, next) = after.split_at(length);
        assert!(found.insert(name, value).is_none(), "{name} is there twice");
        if next.is_empty() {
            return found;
        }
        rest = next.strip_prefix(',').unwrap();
    }
}

fn is_of(value: &str, kind: Kind) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match kind {
        Kind::Integer => is_number(value) && value.len() <= 20,
        Kind::Float => value
            .split_once('.')
            .map_or(is_number(value), |(whole, parts)| {
                is_number(whole) && is_number(parts)
            }),
        Kind::Quoted => value.len() >= 2 && value.starts_with('"') && value.ends_with('"'),
        Kind::Word => !value.is_empty() && !value.contains(['"', ',', ' ', '\t']),
        Kind::Resolution => {
            let (width, height) = value.split_once('x').unwrap_or_default();
            is_number(width) && is_number(height)
        }
    }
}

/// A name beside the playlist: no other folder, no other server.
fn is_relative(uri: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    !uri.is_empty() && uri.bytes().all(is_plain)
}

/// A video whose playlists are read.
struct Reader<'a> {
    person: &'a Person,
    folder: String,
    files: tempfile::TempDir,
}

/// One rendition: its playlist, its file, and when its packets are shown.
struct Rendition {
    playlist: MediaPlaylist,
    bytes: Vec<u8>,
    /// What ffprobe tells of its stream.
    stream: Value,
    packets: Vec<Packet>,
}

#[derive(Debug, Clone, Copy)]
struct Packet {
    seconds: f64,
    place: u64,
    is_key: bool,
}

impl Reader<'_> {
    async fn text(&self, name: &str) -> String {
        let path = format!("{}{name}", self.folder);
        let answer = fetch(&self.person.http, &path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        let kind = answer.headers["content-type"].to_str().unwrap();
        let expected = if name.ends_with("vtt") {
            "text/vtt; charset=utf-8"
        } else {
            "application/vnd.apple.mpegurl"
        };
        assert_eq!(kind, expected, "{path}");
        String::from_utf8(answer.bytes.to_vec()).unwrap()
    }

    async fn master(&self) -> MasterPlaylist {
        let text = self.text("master.m3u8").await;
        check_lines(&text, MASTER);
        m3u8_rs::parse_master_playlist_res(text.as_bytes()).unwrap()
    }

    async fn rendition(&self, name: &str) -> Rendition {
        let text = self.text(name).await;
        check_lines(&text, MEDIA);
        let playlist = m3u8_rs::parse_media_playlist_res(text.as_bytes()).unwrap();
        let file = playlist.segments[0].uri.clone();
        let answer = fetch(&self.person.http, &format!("{}{file}", self.folder)).await;
        assert_eq!(answer.status.as_u16(), 200, "{file}");
        let path = self.files.path().join(&file);
        std::fs::write(&path, &answer.bytes).unwrap();
        let rendition = Rendition {
            stream: only_stream(&path),
            packets: packets(&path),
            bytes: answer.bytes.to_vec(),
            playlist,
        };
        rendition.check(name, &file);
        rendition
    }
}

fn only_stream(path: &Path) -> Value {
    let told = probed(
        path,
        "stream=codec_name,profile,level,width,height,avg_frame_rate,channels,sample_rate",
    );
    let streams = told["streams"].as_array().unwrap();
    assert_eq!(streams.len(), 1, "{told}");
    streams[0].clone()
}

fn packets(path: &Path) -> Vec<Packet> {
    let told = probed(path, "packet=pts_time,pos,flags");
    let number = |value: &Value| value.as_str().unwrap().to_owned();
    let packets = told["packets"].as_array().unwrap().iter();
    packets
        .map(|packet| Packet {
            seconds: number(&packet["pts_time"]).parse().unwrap(),
            place: number(&packet["pos"]).parse().unwrap(),
            is_key: number(&packet["flags"]).starts_with('K'),
        })
        .collect()
}

/// The name of the box of an MP4 file that begins somewhere.
fn box_at(bytes: &[u8], place: u64) -> &[u8] {
    let place = usize::try_from(place).unwrap();
    &bytes[place + 4..place + 8]
}

impl Rendition {
    fn begins(&self) -> f64 {
        self.packets
            .iter()
            .map(|p| p.seconds)
            .fold(f64::MAX, f64::min)
    }

    /// What players rely on (RFC 8216 §4.3.2, §4.3.3).
    fn check(&self, name: &str, file: &str) {
        let playlist = &self.playlist;
        assert_eq!(
            playlist.playlist_type,
            Some(MediaPlaylistType::Vod),
            "{name}"
        );
        assert!(playlist.end_list && playlist.independent_segments, "{name}");
        // Maps need 6, parts of seconds 3, byte ranges 4 (§7).
        assert!(playlist.version.unwrap() >= 6, "{name}");
        let map = playlist.segments[0].map.as_ref().unwrap();
        assert_eq!(map.uri, file);
        let head = map.byte_range.as_ref().unwrap();
        assert_eq!(head.offset, Some(0));
        assert_eq!(box_at(&self.bytes, 0), b"ftyp");
        let mut end = head.length;
        for segment in &playlist.segments {
            assert_eq!(segment.uri, file);
            let seconds = f64::from(segment.duration);
            assert!(seconds > 0.0, "{name}: {segment:?}");
            assert!(
                seconds <= playlist.target_duration as f64,
                "{name}: {segment:?}"
            );
            let range = segment.byte_range.as_ref().unwrap();
            assert_eq!(range.offset, Some(end), "{name}: {segment:?}");
            let opens = box_at(&self.bytes, end);
            assert!(
                [b"moof", b"sidx", b"styp"]
                    .iter()
                    .any(|known| opens == *known),
                "{opens:?}"
            );
            end += range.length;
        }
        let bytes = self.bytes.len() as u64;
        assert!(
            end <= bytes && bytes - end < INDEX_BYTES_MAX,
            "{name}: {end} of {bytes}"
        );
        self.check_segments(name);
    }

    /// Each segment begins with a frame that needs no other, when those before it say it does.
    fn check_segments(&self, name: &str) {
        let mut expected = self.begins();
        for segment in &self.playlist.segments {
            let range = segment.byte_range.as_ref().unwrap();
            let (from, to) = (range.offset.unwrap(), range.offset.unwrap() + range.length);
            let inside: Vec<_> = self
                .packets
                .iter()
                .filter(|packet| (from..to).contains(&packet.place))
                .collect();
            let first = inside
                .first()
                .unwrap_or_else(|| panic!("{name}: {segment:?} is empty"));
            assert!(first.is_key, "{name}: {first:?} of {segment:?}");
            let earliest = inside.iter().map(|p| p.seconds).fold(f64::MAX, f64::min);
            assert!(
                (earliest - first.seconds).abs() < NEAR,
                "{name}: {segment:?} shows what came before"
            );
            assert!(
                (first.seconds - expected).abs() < NEAR,
                "{name}: {} instead of {expected}",
                first.seconds
            );
            expected += f64::from(segment.duration);
        }
    }

    fn seconds(&self) -> f64 {
        self.playlist
            .segments
            .iter()
            .map(|s| f64::from(s.duration))
            .sum()
    }

    /// Bits a second of the worst segment, and on average.
    fn rates(&self) -> (f64, f64) {
        let segments = self.playlist.segments.iter();
        let bits = |segment: &m3u8_rs::MediaSegment| {
            8.0 * segment.byte_range.as_ref().unwrap().length as f64
        };
        let peak = segments.clone().map(|s| bits(s) / f64::from(s.duration));
        let all: f64 = segments.map(bits).sum();
        (peak.fold(0.0, f64::max), all / self.seconds())
    }

    /// As `CODECS` has to call it (RFC 6381).
    fn codec(&self) -> String {
        let text = |name: &str| self.stream[name].as_str().unwrap();
        match text("codec_name") {
            "h264" => {
                let profile = match text("profile") {
                    "High" => 100,
                    "Main" => 77,
                    other => panic!("{other}"),
                };
                format!(
                    "avc1.{profile:02x}00{:02x}",
                    self.stream["level"].as_i64().unwrap()
                )
            }
            "aac" => {
                assert_eq!(text("profile"), "LC");
                "mp4a.40.2".to_owned()
            }
            other => panic!("{other}"),
        }
    }
}

/// Checks all that a video plays; how many rungs it has.
async fn check(person: &Person, video: &Value) -> usize {
    let hls = at(video, "hls");
    let reader = Reader {
        person,
        folder: hls.strip_suffix("master.m3u8").unwrap().to_owned(),
        files: tempfile::tempdir().unwrap(),
    };
    let master = reader.master().await;
    assert!(master.version.unwrap() >= 6 && master.independent_segments);
    let sound = check_sound(&reader, &master).await;
    let mut rungs: Vec<Rendition> = Vec::new();
    for variant in &master.variants {
        let rung = reader.rendition(&variant.uri).await;
        let size = variant.resolution.unwrap();
        assert_eq!(
            (&json!(size.width), &json!(size.height)),
            (&rung.stream["width"], &rung.stream["height"])
        );
        let codecs = variant.codecs.as_deref().unwrap().to_lowercase();
        let expected: Vec<_> = std::iter::once(&rung)
            .chain(&sound)
            .map(Rendition::codec)
            .collect();
        assert_eq!(codecs, expected.join(","), "{}", variant.uri);
        check_rates(variant, &rung, sound.as_ref());
        if let Some(sound) = &sound {
            let (early, late) = (rung.begins(), sound.begins());
            assert!(
                (early - late).abs() < 0.04,
                "picture at {early}, sound at {late}"
            );
            assert!((rung.seconds() - sound.seconds()).abs() < 0.2);
        }
        rungs.push(rung);
    }
    let widths: Vec<_> = rungs
        .iter()
        .map(|rung| rung.stream["width"].as_u64().unwrap())
        .collect();
    assert!(widths.is_sorted_by(|a, b| a > b), "{widths:?}");
    // It is told as large as it will be, once the large rungs are there too.
    assert!(widths[0] <= video["width"].as_u64().unwrap());
    check_same(&rungs);
    let seconds = video["duration_ms"].as_f64().unwrap() / 1000.0;
    assert!((rungs[0].seconds() - seconds).abs() < NEAR, "{seconds}");
    rungs.len()
}

/// The sound, which every rung names if there is one (RFC 8216 §4.3.4.2.1).
async fn check_sound(reader: &Reader<'_>, master: &MasterPlaylist) -> Option<Rendition> {
    let of = |kind: AlternativeMediaType| {
        let all = master.alternatives.iter();
        all.filter(move |one| one.media_type == kind)
            .collect::<Vec<_>>()
    };
    let (sounds, captions) = (
        of(AlternativeMediaType::Audio),
        of(AlternativeMediaType::Subtitles),
    );
    assert_eq!(sounds.len() + captions.len(), master.alternatives.len());
    for variant in &master.variants {
        assert_eq!(
            variant.audio,
            sounds.first().map(|one| one.group_id.clone())
        );
        assert_eq!(
            variant.subtitles,
            captions.first().map(|one| one.group_id.clone())
        );
    }
    for one in captions {
        assert!(one.language.is_some() && !one.default);
        let text = reader.text(one.uri.as_deref().unwrap()).await;
        check_lines(&text, MEDIA);
        let playlist = m3u8_rs::parse_media_playlist_res(text.as_bytes()).unwrap();
        assert!(playlist.end_list);
        for segment in &playlist.segments {
            assert!(f64::from(segment.duration) <= playlist.target_duration as f64);
            let vtt = reader.text(&segment.uri).await;
            assert!(vtt.starts_with("WEBVTT"), "{vtt}");
        }
    }
    assert!(sounds.len() <= 1);
    let sound = sounds.first()?;
    assert!(sound.default && sound.autoselect);
    let rendition = reader.rendition(sound.uri.as_deref().unwrap()).await;
    let channels = rendition.stream["channels"].to_string();
    assert_eq!(sound.channels.as_deref(), Some(channels.as_str()));
    assert_eq!(rendition.stream["sample_rate"], "48000");
    Some(rendition)
}

/// What is promised of a rung with its sound is what comes, and no more (RFC 8216 §4.3.4.2).
fn check_rates(variant: &m3u8_rs::VariantStream, rung: &Rendition, sound: Option<&Rendition>) {
    let (peak, average) = rung.rates();
    let (sound_peak, sound_average) = sound.map_or((0.0, 0.0), Rendition::rates);
    for (told, found) in [
        (variant.bandwidth as f64, peak + sound_peak),
        (
            variant.average_bandwidth.unwrap() as f64,
            average + sound_average,
        ),
    ] {
        assert!(
            told >= found - 16.0 && told <= found * 1.001 + 16.0,
            "{told} for {found}"
        );
    }
    let rate = rung.stream["avg_frame_rate"].as_str().unwrap();
    let (frames, parts) = rate.split_once('/').unwrap();
    let found = frames.parse::<f64>().unwrap() / parts.parse::<f64>().unwrap();
    let told = variant.frame_rate.unwrap();
    assert!((told - found).abs() <= 0.02 * found, "{told} for {found}");
}

/// Who goes from one rung to another meets the same frames at the same time.
fn check_same(rungs: &[Rendition]) {
    let keys = |rung: &Rendition| -> Vec<f64> {
        let packets = rung.packets.iter().filter(|packet| packet.is_key);
        packets.map(|packet| packet.seconds).collect()
    };
    let first = keys(&rungs[0]);
    for rung in rungs {
        let found = keys(rung);
        assert_eq!(found.len(), first.len());
        for (one, other) in found.iter().zip(&first) {
            assert!((one - other).abs() < NEAR, "{one} {other}");
        }
        assert_eq!(
            rung.playlist.segments.len(),
            rungs[0].playlist.segments.len()
        );
        assert_eq!(rung.packets.len(), rungs[0].packets.len());
        for (one, other) in rung
            .playlist
            .segments
            .iter()
            .zip(&rungs[0].playlist.segments)
        {
            assert!(
                (one.duration - other.duration).abs() < 0.002,
                "{one:?} {other:?}"
            );
        }
    }
}

#[tokio::test]
async fn playlists_are_by_the_book_and_promise_what_is_there() {
    let server = server();
    let ada = server.person("ada").await;
    let cases: [(&str, &str, &[&str], usize); 9] = [
        ("720x1280", "3", &[], 3),
        ("640x360", "3.5", &[], 1),
        ("480x480", "2", &["-r", "25"], 2),
        ("360x640", "4", &["-an"], 1),
        ("128x228", "31", &["-r", "10"], 1),
        (
            "240x426",
            "7.3",
            &["-r", "30000/1001", "-ac", "1", "-ar", "22050"],
            1,
        ),
        ("1080x608", "2", &["-r", "60", "-bf", "3", "-g", "13"], 2),
        ("128x228", "0.4", &[], 1),
        (
            "202x360",
            "3",
            &["-af", "adelay=900:all=1,volume=0.02", "-t", "3"],
            1,
        ),
    ];
    let mut posted = Vec::new();
    for (size, seconds, more, _) in cases {
        posted.push(post(&ada, &clip(size, seconds, more), json!({})).await);
    }
    let vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n";
    for ((size, _, more, rungs), id) in cases.iter().zip(&posted) {
        let made = processed(&ada, id).await;
        assert_eq!(made["state"], "ready", "{made}");
        println!("{size} {more:?}");
        let mut found = check(&ada, &made).await;
        let again = async {
            while found < *rungs {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                let made = super::video(&ada, id).await;
                if made["playback"] == Value::Null {
                    continue;
                }
                found = check(&ada, &made).await;
            }
        };
        tokio::time::timeout(super::READY_MAX, again).await.unwrap();
        assert_eq!(found, *rungs, "{size} {more:?}");
    }
    let id = &posted[3];
    for language in ["en", "zh-Hans"] {
        let path = format!("/_causeway/v1/videos/{id}/captions/{language}");
        put_text(&ada, &path, vtt).await.ok();
    }
    check(&ada, &super::video(&ada, id).await).await;
}
