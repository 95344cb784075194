//! What people watch is made again in AV1, when nobody waits for his video.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Person, Server};

use super::views::{server_with, spend, tokens};
use super::{READY_MAX, at, clip, complete, empty, fetch, job_folder, probed, processed, video};
use crate::CAUSEWAY;

/// A server at which two people make a video a watched one.
fn server_after(acts: &str) -> Server {
    Server::builder(CAUSEWAY)
        .arg("--video-av1-after")
        .arg(acts)
        .start()
}

async fn like(person: &Person, shown: &Value) {
    let path = format!(
        "/_causeway/v1/videos/{}/like",
        shown["id"].as_str().unwrap()
    );
    person.put(&path, json!({})).await.ok();
}

async fn master(person: &Person, id: &str) -> String {
    let shown = video(person, id).await;
    let master = fetch(&person.http, at(&shown, "hls")).await;
    String::from_utf8(master.bytes.to_vec()).unwrap()
}

/// Waits until there is a rendition in AV1; the master playlist.
async fn made_again(person: &Person, id: &str) -> String {
    let wait = async {
        loop {
            let text = master(person, id).await;
            if text.contains("\n720-av1.m3u8") {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(READY_MAX, wait)
        .await
        .unwrap_or_else(|_| panic!("{id} is not made again"))
}

#[tokio::test]
async fn a_video_that_is_watched_gets_a_rendition_in_av1() {
    let server = server_after("2");
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let shown = complete(&ada, &clip("720x1280", "5", &[]), json!({}), "720").await;
    let id = shown["id"].as_str().unwrap();
    let before = master(&ada, id).await;
    like(&ada, &shown).await;
    like(&bob, &shown).await;
    let after = made_again(&ada, id).await;

    // What there was is there as it was, one line more.
    assert!(after.starts_with(&before), "{before}\n{after}");
    let added = after[before.len()..].trim();
    assert!(
        added.contains("CODECS=\"av01.0.05M.08,mp4a.40.2\",RESOLUTION=720x1280,FRAME-RATE=30.000,AUDIO=\"sound\""),
        "{added}"
    );
    assert!(added.ends_with("\n720-av1.m3u8"), "{added}");
    let rate = |text: &str, list: &str| -> u64 {
        let line = text
            .lines()
            .zip(text.lines().skip(1))
            .find(|(_, next)| *next == list);
        let (_, rest) = line.unwrap().0.split_once("AVERAGE-BANDWIDTH=").unwrap();
        rest.split(',').next().unwrap().parse().unwrap()
    };
    assert!(
        rate(&after, "720-av1.m3u8") < rate(&after, "720.m3u8"),
        "{after}"
    );

    // It is what it says, and its segments begin where those of the other do.
    let now = video(&ada, id).await;
    let address = |name: &str| at(&now, "hls").replace("master.m3u8", name);
    let folder = tempfile::tempdir().unwrap();
    let mut begins = Vec::new();
    for name in ["720-av1", "720"] {
        let film = fetch(&server.http, &address(&format!("{name}.m4s"))).await;
        assert_eq!(film.status.as_u16(), 200);
        let path = folder.path().join(name);
        std::fs::write(&path, &film.bytes).unwrap();
        let codec = probed(&path, "stream=codec_name,width,height");
        let expected = if name == "720" { "h264" } else { "av1" };
        assert_eq!(codec["streams"][0]["codec_name"], expected);
        assert_eq!(codec["streams"][0]["height"], 1280);
        let list = fetch(&server.http, &address(&format!("{name}.m3u8"))).await;
        let list = String::from_utf8(list.bytes.to_vec()).unwrap();
        let lengths = list.lines().filter(|line| line.starts_with("#EXTINF"));
        begins.push(lengths.map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(begins[0], begins[1]);

    // Who watches already goes on.
    assert_ne!(at(&shown, "hls"), at(&now, "hls"));
    for what in ["hls", "mp4", "poster"] {
        for shown in [&shown, &now] {
            let file = fetch(&server.http, at(shown, what)).await;
            assert_eq!(file.status.as_u16(), 200, "{what}");
        }
    }
    empty(&server.data_dir().join("processing")).await;
}

#[tokio::test]
async fn views_without_a_name_make_a_video_a_watched_one() {
    let server = server_with(&["--video-av1-after", "4"]);
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let shown = complete(&ada, &clip("720x1280", "2", &["-an"]), json!({}), "720").await;
    let id = shown["id"].as_str().unwrap();
    for token in tokens(&bob, 20).await {
        spend(&server.http, &token.view(id, 4, "feed")).await.ok();
    }
    made_again(&ada, id).await;
}

#[tokio::test]
async fn what_few_people_watch_is_not_made_again_nor_anything_where_the_host_does_not_want_it() {
    let (few, off) = (server_after("2"), server_after("0"));
    for server in [&few, &off] {
        let (ada, bob) = (server.person("ada").await, server.person("bob").await);
        let source = clip("720x1280", "1", &[]);
        let shown = complete(&ada, &source, json!({}), "720").await;
        let hidden = complete(&ada, &source, json!({ "visibility": "followers" }), "720").await;
        like(&ada, &shown).await;
        like(&ada, &hidden).await;
        if std::ptr::eq(server, &raw const off) {
            like(&bob, &shown).await;
        }
        // What comes later is there: the jobs of the others were looked at before.
        complete(&ada, &source, json!({}), "720").await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        for id in [&shown["id"], &hidden["id"]] {
            let text = master(&ada, id.as_str().unwrap()).await;
            assert!(!text.contains("av01"), "{text}");
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_a_video_that_is_made_again() {
    let server = server_after("1");
    let ada = server.person("ada").await;
    let long = complete(&ada, &clip("720x1280", "25", &[]), json!({}), "720").await;
    let id = long["id"].as_str().unwrap();
    like(&ada, &long).await;
    let begun = async {
        while job_folder(server.data_dir(), id).is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(READY_MAX, begun).await.unwrap();
    let short = super::post(&ada, &clip("128x128", "1", &[]), json!({})).await;
    assert_eq!(processed(&ada, &short).await["state"], "ready");
    assert!(!master(&ada, id).await.contains("av01"));
    made_again(&ada, id).await;
}
