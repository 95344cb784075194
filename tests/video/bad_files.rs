//! Files that are no videos, or are made to do harm: each ends failed, with a reason for its author and nothing
//! left behind (research §2.2, §6).

use serde_json::json;
use testkit::{Person, Server};

use super::{clip, post, processed};
use crate::{CAUSEWAY, files_below, server};

/// Posts a file; why it was not taken.
async fn refused(person: &Person, bytes: &[u8]) -> String {
    let id = post(person, bytes, json!({})).await;
    let video = processed(person, &id).await;
    assert_eq!(video["state"], "failed", "{video}");
    assert!(video["playback"].is_null());
    video["reason"].as_str().unwrap().to_owned()
}

fn nothing_is_left(server: &Server) {
    let left = files_below(&server.data_dir().join("processing"));
    assert!(left.is_empty(), "{left:?}");
    let blobs = server.data_dir().join("blobs").join("video");
    assert!(files_below(&blobs).is_empty());
}

#[tokio::test]
async fn what_is_no_video_is_told_to_its_author() {
    let server = server();
    let ada = server.person("ada").await;
    let secret = server.data_dir().join("causeway.db");
    let secret = secret.display();
    let mut truncated = clip("360x640", "2", &[]);
    truncated.truncate(truncated.len() / 2);
    let mut garbage = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    garbage.extend(std::iter::repeat_n(b'x', 10_000));
    for (what, code, bytes) in [
        (
            "text",
            "not_a_video",
            b"just some text that is no video at all".to_vec(),
        ),
        ("one byte", "not_a_video", b"x".to_vec()),
        (
            "a playlist",
            "not_a_video",
            format!("#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n").into_bytes(),
        ),
        (
            "a script of concat",
            "not_a_video",
            format!("ffconcat version 1.0\nfile '{secret}'\n").into_bytes(),
        ),
        ("a head alone", "not_a_video", garbage),
        ("half of a video", "not_a_video", truncated),
        (
            "a picture that is a link",
            "not_a_video",
            b"<svg xmlns='x'/>".to_vec(),
        ),
    ] {
        let reason = refused(&ada, &bytes).await;
        assert_eq!(reason, code, "{what}");
    }
    nothing_is_left(&server);
}

#[tokio::test]
async fn a_video_that_is_too_long_is_refused() {
    let server = Server::builder(CAUSEWAY)
        .arg("--video-seconds-max=3")
        .start();
    let ada = server.person("ada").await;
    let reason = refused(&ada, &clip("128x128", "5", &[])).await;
    assert_eq!(reason, "too_long");
    nothing_is_left(&server);
}

#[tokio::test]
async fn another_try_is_possible_while_the_file_is_there() {
    let server = server();
    let ada = server.person("ada").await;
    let id = post(&ada, b"no video", json!({})).await;
    processed(&ada, &id).await;
    let path = format!("/_causeway/v1/videos/{id}");
    let again = ada.post(&format!("{path}/retry"), json!({})).await.ok();
    assert_eq!(again["state"], "processing");
    assert_eq!(processed(&ada, &id).await["state"], "failed");
    ada.delete(&path).await.ok();
}

/// Box by box: `name` of an MP4 gets other bytes from `at` on.
fn patched(mut file: Vec<u8>, name: &[u8; 4], at: usize, bytes: &[u8]) -> Vec<u8> {
    let found = file.windows(4).position(|window| window == name).unwrap();
    file[found + at..found + at + bytes.len()].copy_from_slice(bytes);
    file
}

/// What can be told of a file by its name alone is not told to anybody.
#[tokio::test]
async fn every_hostile_file_is_refused_with_a_code_or_does_no_harm() {
    let server = server();
    let ada = server.person("ada").await;
    let plain = clip("128x128", "1", &[]);
    let text = |text: &str| text.as_bytes().to_vec();
    let ftyp = b"\0\0\0\x14ftypisom\0\0\x02\0isom".to_vec();
    let with = |head: &[u8], rest: &[u8]| [head, rest].concat();
    for (what, bytes) in [
        (
            "MPD",
            text("<?xml version='1.0'?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>"),
        ),
        (
            "SDP",
            text("v=0\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"),
        ),
        (
            "SVG",
            text(
                "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
            ),
        ),
        (
            "playlist after a head",
            with(&ftyp, b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"),
        ),
        (
            "script after a head",
            with(&ftyp, b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ),
        ("zip", text("PK\u{3}\u{4}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("subfile", text("subfile,,start,0,end,9,,:/etc/passwd")),
        ("picture", b"\x89PNG\r\n\x1a\n0000000000000".to_vec()),
        ("AVI", text("RIFF\u{10}\0\0\0AVI LIST")),
        ("transport stream", vec![0x47; 1880]),
        (
            "EBML and nothing",
            b"\x1a\x45\xdf\xa3\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        ),
        (
            "a box without an end",
            with(&ftyp, b"\xff\xff\xff\xffmoov\xff\xff\xff\xffmvhd"),
        ),
        (
            "boxes in boxes",
            with(&ftyp, &b"\0\x01\0\0moov\0\x01\0\0trak".repeat(500)),
        ),
    ] {
        let reason = refused(&ada, &bytes).await;
        assert!(
            ["not_a_video", "no_picture"].contains(&reason.as_str()),
            "{what}: {reason}"
        );
    }
    let frames_far_apart = ["-vf", "fps=1,setpts=N*36000/TB", "-vsync", "vfr", "-an"];
    for (what, bytes, code) in [
        ("too wide", clip("4608x128", "0.1", &["-an"]), "too_large"),
        ("too small", clip("64x64", "0.1", &[]), "too_small"),
        (
            "1000 frames a second",
            clip("128x128", "0.1", &["-r", "1000"]),
            "too_many_frames",
        ),
        (
            "ten hours",
            clip("128x128", "2", &frames_far_apart),
            "too_long",
        ),
        ("sound alone", clip("128x128", "1", &["-vn"]), "no_picture"),
        (
            "an odd codec",
            clip("128x128", "0.2", &["-c:v", "ffv1", "-f", "matroska"]),
            "unsupported",
        ),
        (
            "a raw picture",
            clip("128x128", "0.1", &["-c:v", "rawvideo", "-f", "matroska"]),
            "unsupported",
        ),
    ] {
        assert_eq!(refused(&ada, &bytes).await, code, "{what}");
    }
    let many = [
        "-map", "0:v", "-map", "0:v", "-map", "0:v", "-map", "0:v", "-map", "0:v", "-map", "0:v",
        "-map", "0:v", "-map", "0:v", "-map", "0:v",
    ];
    assert_eq!(
        refused(&ada, &clip("128x128", "0.1", &many)).await,
        "too_many_streams"
    );
    for (what, bytes) in [
        (
            "sizes of samples",
            patched(plain.clone(), b"stsz", 12, &[0xff; 64]),
        ),
        (
            "places of samples",
            patched(plain.clone(), b"stco", 12, &[0xff; 4]),
        ),
        (
            "no description",
            patched(plain.clone(), b"avcC", 4, &[0xff; 20]),
        ),
    ] {
        let reason = refused(&ada, &bytes).await;
        assert!(
            ["damaged", "not_a_video", "no_picture"].contains(&reason.as_str()),
            "{what}: {reason}"
        );
    }
    nothing_is_left(&server);

    let evil = "comment=\"><script>%d:/etc/passwd\n-i http://127.0.0.1/ 'x";
    let told = ["-metadata", evil, "-metadata", "title=../../../etc/passwd"];
    for bytes in [
        clip("128x128", "1", &told),
        // Another file would have its pictures, if data references were followed.
        patched(plain, b"url ", 4, &[0; 4]),
    ] {
        let id = post(&ada, &bytes, json!({})).await;
        let video = processed(&ada, &id).await;
        if video["state"] == "failed" {
            continue;
        }
        let file = super::fetch(&server.http, super::at(&video, "mp4")).await;
        let told = String::from_utf8_lossy(&file.bytes).into_owned();
        assert!(!told.contains("passwd") && !told.contains("48.8577"));
    }
}
