//! A server that dies while it works: the video ends ready, and nothing half done stays.

use std::time::Duration;

use serde_json::json;

use super::{clip, empty, job_folder, post, processed, video};
use crate::server;

#[tokio::test]
async fn a_video_is_ready_although_the_server_was_killed_while_it_worked() {
    let mut server = server();
    let mut ada = server.person("ada").await;
    let id = post(&ada, &clip("720x1280", "8", &[]), json!({})).await;
    // In the middle of ffmpeg's work, if it takes that long.
    let begun = async {
        let files = || {
            let folder = job_folder(server.data_dir(), &id);
            folder.map_or(0, |folder| {
                std::fs::read_dir(folder).map_or(0, Iterator::count)
            })
        };
        while files() < 3 {
            if video(&ada, &id).await["state"] != "processing" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), begun)
        .await
        .unwrap();
    server.kill();
    server.start();
    ada = ada.at(&server.http);
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("uploads")).await;
}

#[tokio::test]
async fn a_stop_does_not_count_as_a_try() {
    let mut server = server();
    let mut ada = server.person("ada").await;
    let id = post(&ada, &clip("720x1280", "6", &[]), json!({})).await;
    for _ in 0..4 {
        assert!(server.stop().success());
        server.start();
        ada = ada.at(&server.http);
    }
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
}
