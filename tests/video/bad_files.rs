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
