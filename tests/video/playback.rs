//! What players get: playlists, renditions, ranges (research §2.4, §2.5, §6).

use http::Method;
use serde_json::{Value, json};

use super::{clip, complete, fetch, probed, ready};
use crate::server;

#[tokio::test]
async fn a_video_becomes_a_ladder_of_renditions_that_players_can_switch() {
    let server = server();
    let ada = server.person("ada").await;
    let told = json!({ "caption": "My first #Video", "language": "en" });
    let video = complete(&ada, &clip("720x1280", "5", &[]), told, "720").await;
    assert_eq!(video["author"], ada.user_id);
    assert_eq!(video["tags"], json!(["video"]));
    assert_eq!(
        (&video["width"], &video["height"]),
        (&json!(720), &json!(1280))
    );
    let duration = video["duration_ms"].as_i64().unwrap();
    assert!((4900..=5100).contains(&duration), "{duration}");
    let hls = video["playback"]["hls"].as_str().unwrap();
    let folder = hls.strip_suffix("master.m3u8").unwrap();
    let master = text(&server.http, hls).await;
    let rungs: Vec<_> = master
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(rungs, ["720.m3u8", "480.m3u8", "360.m3u8"], "{master}");
    assert!(master.contains("RESOLUTION=720x1280"), "{master}");
    assert!(master.contains("CODECS=\"avc1.64"), "{master}");
    assert!(master.contains("URI=\"audio.m3u8\""), "{master}");
    let files = tempfile::tempdir().unwrap();
    let mut key_frames = Vec::new();
    for (name, width, height) in [("720", 720, 1280), ("480", 480, 854), ("360", 360, 640)] {
        let playlist = text(&server.http, &format!("{folder}{name}.m3u8")).await;
        assert_eq!(
            playlist.matches("#EXT-X-BYTERANGE").count(),
            3,
            "{playlist}"
        );
        let file = fetch(&server.http, &format!("{folder}{name}.m4s")).await;
        assert_eq!(file.headers["content-type"], "video/mp4");
        ranges_cover(&playlist, file.bytes.len());
        let path = files.path().join(name);
        std::fs::write(&path, &file.bytes).unwrap();
        let shape = &probed(&path, "stream=width,height,codec_name,pix_fmt")["streams"][0];
        assert_eq!(shape["width"], width);
        assert_eq!(shape["height"], height);
        assert_eq!(shape["codec_name"], "h264");
        key_frames.push(key_frame_times(&path));
    }
    assert!(
        key_frames.iter().all(|times| *times == key_frames[0]),
        "{key_frames:?}"
    );
    // All tracks begin a little late, by the two frames that B-frames need.
    let first = key_frames[0][0];
    for (nth, time) in key_frames[0].iter().enumerate() {
        let expected = first + 2.0 * f64::from(u32::try_from(nth).unwrap());
        assert!((time - expected).abs() < 0.035, "{key_frames:?}");
    }
    let sound = fetch(&server.http, &format!("{folder}audio.m4s")).await;
    let path = files.path().join("audio");
    std::fs::write(&path, &sound.bytes).unwrap();
    let shape = &probed(&path, "stream=codec_name,sample_rate,channels")["streams"][0];
    assert_eq!(shape["codec_name"], "aac");
    assert_eq!(shape["sample_rate"], "48000");
    let begins = key_frame_times(&path)[0];
    assert!(
        (begins - first).abs() < 0.04,
        "sound at {begins}, picture at {first}"
    );
}

async fn text(http: &testkit::Http, path: &str) -> String {
    let answer = fetch(http, path).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}");
    assert_eq!(
        answer.headers["content-type"],
        "application/vnd.apple.mpegurl"
    );
    String::from_utf8(answer.bytes.to_vec()).unwrap()
}

/// The description and the segments follow each other and end with the file.
fn ranges_cover(playlist: &str, bytes: usize) {
    let map = playlist.split("BYTERANGE=\"").nth(1).unwrap();
    let ranges = playlist
        .lines()
        .filter_map(|line| line.strip_prefix("#EXT-X-BYTERANGE:"));
    let mut end = 0;
    for range in std::iter::once(map.split('"').next().unwrap()).chain(ranges) {
        let (length, offset) = range.split_once('@').unwrap();
        assert_eq!(offset.parse::<usize>().unwrap(), end, "{playlist}");
        end += length.parse::<usize>().unwrap();
    }
    assert!(end <= bytes && bytes - end < 2000, "{end} of {bytes}");
}

fn key_frame_times(path: &std::path::Path) -> Vec<f64> {
    let frames = probed(path, "packet=pts_time,flags");
    let packets = frames["packets"].as_array().unwrap();
    let key = |packet: &&Value| packet["flags"].as_str().unwrap().starts_with('K');
    let times = packets.iter().filter(key);
    times
        .map(|packet| packet["pts_time"].as_str().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test]
async fn the_single_file_begins_at_once_and_says_nothing_of_where_it_was_filmed() {
    let server = server();
    let ada = server.person("ada").await;
    let source = clip("480x854", "2", &[]);
    assert!(contains(&source, b"+48.8577"), "the clip tells a place");
    let video = ready(&ada, &source, json!({})).await;
    let at = video["playback"]["mp4"].as_str().unwrap();
    let mp4 = fetch(&server.http, at).await;
    assert!(!contains(&mp4.bytes, b"+48.8577"));
    let (index, data) = (place(&mp4.bytes, b"moov"), place(&mp4.bytes, b"mdat"));
    assert!(index < data, "the index comes first");
    let poster = fetch(&server.http, video["playback"]["poster"].as_str().unwrap()).await;
    assert_eq!(poster.headers["content-type"], "image/jpeg");
    let picture = image::load_from_memory(&poster.bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (480, 854));
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn place(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
        .unwrap()
}

#[tokio::test]
async fn files_come_in_parts_and_stay_in_caches() {
    let server = server();
    let ada = server.person("ada").await;
    let video = ready(&ada, &clip("360x640", "1", &[]), json!({})).await;
    let at = video["playback"]["mp4"].as_str().unwrap();
    let whole = fetch(&server.http, at).await;
    let control = whole.headers["cache-control"].to_str().unwrap();
    assert!(
        control.contains("public") && control.contains("immutable"),
        "{control}"
    );
    // Captions may come later: who has the master playlist asks whether it is still that.
    let master = video["playback"]["hls"].as_str().unwrap();
    let master = fetch(&server.http, master).await;
    assert_eq!(master.headers["cache-control"], "public, no-cache");
    let part = server
        .http
        .look(Method::GET, at, &[("range", "bytes=4-11")])
        .await;
    assert_eq!(part.status.as_u16(), 206);
    assert_eq!(part.bytes, whole.bytes.slice(4..12));
    let shown = format!("bytes 4-11/{}", whole.bytes.len());
    assert_eq!(part.headers["content-range"], shown.as_str());
    let tag = whole.headers["etag"].to_str().unwrap();
    let known = server
        .http
        .look(Method::GET, at, &[("if-none-match", tag)])
        .await;
    assert_eq!(known.status.as_u16(), 304);
    let beyond = server
        .http
        .look(Method::GET, at, &[("range", "bytes=99999999-")])
        .await;
    assert_eq!(beyond.status.as_u16(), 416);
    let other = at.replace("video.mp4", "..%2f..%2fcauseway.db");
    fetch(&server.http, &other)
        .await
        .refused(404, "M_NOT_FOUND");
}

/// A phone that was held upright writes a picture that lies and says by how much to turn it.
#[tokio::test]
async fn sound_and_picture_of_every_kind_are_taken() {
    let server = server();
    let ada = server.person("ada").await;
    for (what, more) in [
        ("mono", vec!["-ac", "1"]),
        ("surround", vec!["-ac", "6"]),
        ("silent", vec!["-af", "volume=0"]),
        ("without sound", vec!["-an"]),
        ("25 frames a second", vec!["-r", "25"]),
    ] {
        let video = ready(&ada, &clip("360x640", "2", &more), json!({})).await;
        let master = text(&server.http, video["playback"]["hls"].as_str().unwrap()).await;
        assert_eq!(
            master.contains("AUDIO"),
            what != "without sound",
            "{what}: {master}"
        );
    }
    let small = ready(&ada, &clip("208x118", "1", &[]), json!({})).await;
    assert_eq!(
        (&small["width"], &small["height"]),
        (&json!(208), &json!(118))
    );
}
