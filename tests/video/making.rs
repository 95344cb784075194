//! What is made of an upload as its author asked: a cut, a cover, one size, one loudness, and what lists show.

use std::{path::Path, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use testkit::Person;

use super::{at, clip, complete, fetch, post, probed, processed, ready, video};
use crate::{CAUSEWAY, server};

/// What ffmpeg says of a file.
fn told(args: &[&str], file: &Path) -> String {
    let run = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i"])
        .arg(file)
        .args(args)
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// The file of a video that plays at once.
async fn single(person: &Person, video: &serde_json::Value, folder: &Path) -> std::path::PathBuf {
    let file = fetch(&person.http, at(video, "mp4")).await;
    let path = folder.join("video.mp4");
    std::fs::write(&path, &file.bytes).unwrap();
    path
}

#[tokio::test]
async fn a_video_is_cut_and_shown_in_lists() {
    let server = server();
    let ada = server.person("ada").await;
    // Red, then blue: the cut and the cover are told by colour.
    let colours = [
        "-vf",
        "drawbox=color=red:t=fill:enable='lt(t,2)',drawbox=color=blue:t=fill:enable='gte(t,2)'",
    ];
    let source = clip("360x640", "6", &colours);
    let asked = json!({ "trim": { "start_ms": 1000, "end_ms": 5000 }, "cover_ms": 2500 });
    let video = ready(&ada, &source, asked).await;
    let duration = video["duration_ms"].as_i64().unwrap();
    assert!((3900..=4100).contains(&duration), "{duration}");
    let poster = fetch(&server.http, at(&video, "poster")).await;
    let poster = image::load_from_memory(&poster.bytes).unwrap().to_rgb8();
    assert!(
        poster.get_pixel(180, 320)[2] > 200,
        "the cover is of the later part"
    );
    let files = tempfile::tempdir().unwrap();
    let path = single(&ada, &video, files.path()).await;
    let first = [
        "-frames:v",
        "1",
        "-vf",
        "crop=2:2,format=rgb24",
        "-f",
        "rawvideo",
    ];
    assert!(converted(&path, &first)[0] > 200, "it begins with red");

    // Small pictures of every second, each as large as it says.
    let sprite = &video["playback"]["sprite"];
    assert_eq!(sprite["every_ms"], 1000);
    assert_eq!(
        (&sprite["width"], &sprite["height"]),
        (&json!(90), &json!(160))
    );
    let small = fetch(&server.http, sprite["url"].as_str().unwrap()).await;
    let small = image::load_from_memory(&small.bytes).unwrap().to_rgb8();
    assert_eq!((small.width(), small.height()), (900, 160));
    assert!(small.get_pixel(45, 80)[0] > 200 && small.get_pixel(2 * 90 + 45, 80)[2] > 200);

    let preview = fetch(&server.http, at(&video, "preview")).await;
    assert_eq!(preview.headers["content-type"], "video/mp4");
    let path = files.path().join("preview.mp4");
    std::fs::write(&path, &preview.bytes).unwrap();
    let streams = probed(&path, "stream=codec_type,duration");
    assert_eq!(streams["streams"].as_array().unwrap().len(), 1, "no sound");
    let thumbhash = STANDARD
        .decode(video["thumbhash"].as_str().unwrap())
        .unwrap();
    assert!((10..30).contains(&thumbhash.len()));
}

#[tokio::test]
async fn a_recording_plays_twice_as_fast_or_half_as_fast_with_its_sound() {
    let server = server();
    let ada = server.person("ada").await;
    // Red, then blue; quiet, then loud: picture and sound change together.
    let changes = [
        "-af",
        "volume='if(lt(t,2),0.02,1)':eval=frame",
        "-vf",
        "drawbox=color=red:t=fill:enable='lt(t,2)',drawbox=color=blue:t=fill:enable='gte(t,2)'",
    ];
    let source = clip("360x640", "4", &changes);
    let files = tempfile::tempdir().unwrap();
    for (speed, made_ms) in [(json!(2), 2000), (json!(0.5), 8000)] {
        let asked = json!({ "speed": speed, "cover_ms": made_ms - 200 });
        let video = ready(&ada, &source, asked).await;
        let duration = video["duration_ms"].as_i64().unwrap();
        assert!((duration - made_ms).abs() < 150, "{duration} at {speed}");
        let path = single(&ada, &video, files.path()).await;
        let first = |part: i64| {
            let at = format!("{}ms", made_ms * part / 10);
            let frame = ["-ss", &at, "-frames:v", "1"];
            let pixel = ["-vf", "crop=2:2,format=rgb24", "-f", "rawvideo"];
            converted(&path, &[frame, pixel].concat())
        };
        assert!(first(3)[0] > 200 && first(7)[2] > 200, "at {speed}");
        let loud = |from: i64, to: i64| {
            let part = format!(
                "atrim={}:{},volumedetect",
                (made_ms * from) as f64 / 10_000.0,
                (made_ms * to) as f64 / 10_000.0
            );
            let told = told(&["-af", &part], &path);
            let mean = told.split("mean_volume: ").nth(1).unwrap();
            mean.split(' ').next().unwrap().parse::<f64>().unwrap()
        };
        let (before, after) = (loud(1, 4), loud(6, 9));
        assert!(before + 15.0 < after, "{before}, {after} at {speed}");
    }
}

#[tokio::test]
async fn wishes_that_cannot_be_are_refused() {
    let server = server();
    let ada = server.person("ada").await;
    for wrong in [
        json!({ "trim": { "start_ms": 2000, "end_ms": 2000 } }),
        json!({ "cover_ms": 999_999_999 }),
        json!({ "speed": 3 }),
        json!({ "sound_volume": 101 }),
        json!({ "duet_of": "nothing" }),
        json!({ "captions": [{ "language": "en", "vtt": "no captions" }] }),
    ] {
        let mut body = wrong.clone();
        body["upload"] = super::upload(&ada, b"x").await.into();
        let refused = ada.post("/_causeway/v1/videos", body).await;
        assert!(refused.status.is_client_error(), "{wrong}: {refused:?}");
    }
    let asked = json!({ "trim": { "start_ms": 5000, "end_ms": 9000 } });
    let id = post(&ada, &clip("128x128", "1", &[]), asked).await;
    assert_eq!(processed(&ada, &id).await["reason"], "nothing_left");
}

#[tokio::test]
async fn a_long_upload_is_taken_if_little_of_it_is_kept() {
    let server = testkit::Server::builder(CAUSEWAY)
        .arg("--video-seconds-max=3")
        .start();
    let ada = server.person("ada").await;
    let host = ada.get("/_causeway/v1/host").await.ok();
    assert_eq!(host["video"]["seconds_max"], 3);
    assert_eq!(host["video"]["trim"], true);
    let asked = json!({ "trim": { "start_ms": 3000, "end_ms": 5000 } });
    ready(&ada, &clip("128x128", "8", &[]), asked).await;
}

#[tokio::test]
async fn a_phone_that_is_turned_while_it_films_gets_bars_and_no_stretching() {
    let server = server();
    let ada = server.person("ada").await;
    let files = tempfile::tempdir().unwrap();
    let mut both = Vec::new();
    for size in ["360x640", "640x360"] {
        let part = files.path().join("part.mp4");
        std::fs::write(
            &part,
            clip(size, "2", &["-vf", "drawbox=color=white:t=fill"]),
        )
        .unwrap();
        both.extend(converted(
            &part,
            &["-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "mpegts"],
        ));
    }
    let joined = files.path().join("both.ts");
    std::fs::write(&joined, both).unwrap();
    let source = converted(
        &joined,
        &[
            "-c",
            "copy",
            "-bsf:v",
            "dump_extra",
            "-movflags",
            "frag_keyframe",
            "-f",
            "mp4",
        ],
    );
    let video = ready(&ada, &source, json!({ "cover_ms": 3000 })).await;
    let path = single(&ada, &video, files.path()).await;
    let sizes = probed(&path, "frame=width,height");
    for frame in sizes["frames"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|frame| frame["width"].is_i64())
    {
        assert_eq!(
            (&frame["width"], &frame["height"]),
            (&json!(360), &json!(640))
        );
    }
    let poster = fetch(&server.http, at(&video, "poster")).await;
    let poster = image::load_from_memory(&poster.bytes).unwrap().to_rgb8();
    assert!(poster.get_pixel(180, 320)[0] > 200 && poster.get_pixel(180, 20)[0] < 40);
}

/// A file after ffmpeg changed it.
fn converted(file: &Path, args: &[&str]) -> Vec<u8> {
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(args)
        .args(if args.contains(&"mpegts") {
            &["pipe:1"][..]
        } else {
            &["-movflags", "frag_keyframe", "pipe:1"][..]
        })
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    run.stdout
}

#[tokio::test]
async fn what_lies_on_its_side_is_turned_and_what_shines_too_bright_is_mapped() {
    let server = server();
    let ada = server.person("ada").await;
    let files = tempfile::tempdir().unwrap();
    let lying = files.path().join("lying.mp4");
    let red_left = "drawbox=color=red:w=iw/2:t=fill";
    std::fs::write(&lying, clip("640x360", "1", &["-vf", red_left])).unwrap();
    let turned = files.path().join("turned.mp4");
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&lying)
        .args(["-c", "copy", "-metadata:s:v:0", "rotate=90"])
        .arg(&turned)
        .status();
    assert!(run.unwrap().success());
    let video = ready(&ada, &std::fs::read(&turned).unwrap(), json!({})).await;
    assert_eq!(
        (&video["width"], &video["height"]),
        (&json!(360), &json!(640))
    );
    let poster = fetch(&server.http, at(&video, "poster")).await;
    let poster = image::load_from_memory(&poster.bytes).unwrap().to_rgb8();
    let (above, below) = (poster.get_pixel(100, 100), poster.get_pixel(100, 540));
    let is_red = |p: &image::Rgb<u8>| p[0] > 200 && p[1] < 60;
    assert!(is_red(above) != is_red(below), "{above:?} {below:?}");

    let hdr = [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p10le",
        "-x265-params",
        "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "smpte2084",
        "-colorspace",
        "bt2020nc",
        "-tag:v",
        "hvc1",
    ];
    let video = ready(&ada, &clip("360x640", "1", &hdr), json!({})).await;
    let path = single(&ada, &video, files.path()).await;
    let shape = &probed(&path, "stream=pix_fmt,color_transfer")["streams"][0];
    assert_eq!(shape["pix_fmt"], "yuv420p");
    assert_ne!(shape["color_transfer"], "smpte2084");
}

#[tokio::test]
async fn a_quiet_video_is_as_loud_as_others() {
    let server = server();
    let ada = server.person("ada").await;
    let files = tempfile::tempdir().unwrap();
    let quiet = clip("128x128", "4", &["-af", "volume=0.05"]);
    let video = ready(&ada, &quiet, json!({})).await;
    let path = single(&ada, &video, files.path()).await;
    let said = told(&["-af", "ebur128"], &path);
    let loudness = said
        .rsplit("I:")
        .next()
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    let loudness: f64 = loudness.parse().unwrap();
    assert!((loudness + 14.0).abs() < 1.5, "{loudness} LUFS");
}

#[tokio::test]
async fn one_can_watch_before_the_large_renditions_are_there() {
    let server = server();
    let ada = server.person("ada").await;
    let source = clip("720x1280", "2", &[]);
    let id = post(&ada, &source, json!({})).await;
    let early = processed(&ada, &id).await;
    assert_eq!(
        (&early["width"], &early["height"]),
        (&json!(720), &json!(1280))
    );
    let later = complete(&ada, &source, json!({}), "720").await;
    assert_ne!(later["id"], early["id"]);
    // Who began with the first form goes on with it.
    for what in ["hls", "mp4", "poster"] {
        assert_eq!(
            fetch(&server.http, at(&early, what)).await.status.as_u16(),
            200
        );
    }
    let poster = fetch(&server.http, at(&later, "poster")).await;
    assert_eq!(image::load_from_memory(&poster.bytes).unwrap().width(), 720);
}

#[tokio::test]
async fn a_scheduled_video_is_seen_when_its_time_comes() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let soon = now_ms() + 3_600_000;
    let shown = ready(
        &ada,
        &clip("128x128", "1", &[]),
        json!({ "publish_at": soon }),
    )
    .await;
    assert_eq!(shown["scheduled_ts"], soon);
    let path = format!("/_causeway/v1/videos/{}", shown["id"].as_str().unwrap());
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    assert_eq!(
        fetch(&server.http, at(&shown, "mp4")).await.status.as_u16(),
        200,
        "its author watches it"
    );
    let unsigned = format!("{path}/media/1/video.mp4");
    fetch(&server.http, &unsigned)
        .await
        .refused(404, "M_NOT_FOUND");
    let fresh = bob.get("/_causeway/v1/feed/fresh").await.ok();
    assert_eq!(fresh["videos"], json!([]));
    ada.put(&path, json!({ "publish_at": 1 })).await.ok();
    let wait = async {
        while bob.get(&path).await.status.as_u16() != 200 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), wait)
        .await
        .unwrap();
    let id = shown["id"].as_str().unwrap();
    assert!(video(&ada, id).await["scheduled_ts"].is_null());
}

fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.unwrap().as_millis()).unwrap()
}
