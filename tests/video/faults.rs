//! Programs that are killed, and a server that dies at every stage: a video ends complete, or failed with a reason
//! and another try, and no temporary file stays.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};
use testkit::{Person, Server};

use super::{at, clip, empty, fetch, job_folder, post, processed, ready, video};
use crate::{files_below, server};

/// Waits until a video is at a stage; false: it was through before we looked.
pub(super) async fn reaches(person: &Person, id: &str, stage: &str) -> bool {
    for _ in 0..1200 {
        let video = video(person, id).await;
        if video["state"] != "processing" {
            return false;
        }
        if video["stage"] == stage {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{id} is never at {stage}");
}

pub(super) fn retry(id: &str) -> String {
    format!("/_causeway/v1/videos/{id}/retry")
}

/// The programs that work in a folder.
pub(super) fn programs(folder: &Path) -> Vec<i32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter(|entry| {
        let cwd = std::fs::read_link(entry.path().join("cwd"));
        cwd.is_ok_and(|cwd| cwd.starts_with(folder))
    })
    .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
    .collect()
}

#[tokio::test]
async fn a_server_that_is_killed_at_any_stage_ends_the_video_later() {
    let mut server = server();
    let mut ada = server.person("ada").await;
    let source = clip("480x854", "4", &[]);
    for stage in ["checking", "encoding", "finishing"] {
        let id = post(&ada, &source, json!({})).await;
        reaches(&ada, &id, stage).await;
        server.kill();
        server.start();
        ada = ada.at(&server.http);
        let done = processed(&ada, &id).await;
        assert_eq!(done["state"], "ready", "{stage}: {done}");
    }
    for folder in ["processing", "uploads"] {
        empty(&server.data_dir().join(folder)).await;
    }
    let incoming = server
        .data_dir()
        .join("blobs")
        .join("video")
        .join("incoming");
    if incoming.exists() {
        assert!(files_below(&incoming).is_empty());
    }
}

#[tokio::test]
async fn a_file_that_ends_the_server_three_times_is_not_tried_again() {
    let mut server = server();
    let mut ada = server.person("ada").await;
    let id = post(&ada, &clip("480x854", "20", &[]), json!({})).await;
    // The row tells the stage of the try before until the next begins: a kill in between counts for nothing.
    for _ in 0..12 {
        if !reaches(&ada, &id, "encoding").await {
            break;
        }
        server.kill();
        server.start();
        ada = ada.at(&server.http);
    }
    let done = processed(&ada, &id).await;
    assert_eq!(
        (&done["state"], &done["reason"]),
        (&json!("failed"), &json!("gave_up"))
    );
    let again: Value = ada.post(&retry(&id), json!({})).await.ok();
    assert_eq!(again["state"], "processing");
    assert_eq!(processed(&ada, &id).await["state"], "ready");
}

#[tokio::test]
async fn a_program_that_is_killed_is_started_again() {
    let server = server();
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("480x854", "10", &[]), json!({})).await;
    assert!(reaches(&ada, &id, "encoding").await);
    let folder = job_folder(server.data_dir(), &id).unwrap();
    let killed = programs(&folder);
    assert!(!killed.is_empty());
    for pid in killed {
        kill(pid);
    }
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
}

fn kill(pid: i32) {
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status();
    killed.unwrap();
}

/// Whoever posts many does not keep others waiting: the first of each person comes before the second of anybody.
#[tokio::test]
async fn people_take_turns() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let source = clip("128x128", "1", &[]);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(post(&ada, &source, json!({})).await);
    }
    let late = post(&bob, &source, json!({})).await;
    processed(&bob, &late).await;
    let last = video(&ada, ids.last().unwrap()).await;
    assert_eq!(last["state"], "processing", "{last}");
    for id in &ids {
        assert_eq!(processed(&ada, id).await["state"], "ready");
    }
}

/// What ffmpeg could do, if somebody made it do that.
#[tokio::test]
async fn the_programs_are_kept_in_their_folder() {
    let server = server();
    let told = String::from_utf8_lossy(&server.run(&["doctor"]).stdout).into_owned();
    assert!(
        told.contains("videos can be processed, by programs that the kernel keeps"),
        "{told}"
    );
    let run = |program: &[&str]| {
        std::process::Command::new(crate::CAUSEWAY)
            .args(["sandbox", "--"])
            .args(program)
            .current_dir(std::env::temp_dir())
            .output()
            .unwrap()
    };
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, b"secret").unwrap();
    let refused = run(&["cat", secret.to_str().unwrap()]);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Permission denied"), "{said}");
    let network = "exec 3<>/dev/tcp/127.0.0.1/80";
    let refused = run(&["bash", "-c", network]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Operation not permitted"), "{said}");
    let strict = Server::builder(crate::CAUSEWAY)
        .arg("--require-sandbox")
        .start();
    strict.person("ada").await;
}

#[tokio::test]
async fn blobs_that_a_crash_left_are_cleared_away() {
    let mut server = server();
    let ada = server.person("ada").await;
    let shown = ready(&ada, &clip("128x128", "1", &[]), json!({})).await;
    server.kill();
    let folder = server.data_dir().join("blobs").join("video");
    let name = "ab".repeat(32);
    let (orphan, half) = (
        folder.join("ab").join(&name),
        folder.join("incoming").join("half"),
    );
    for file in [&orphan, &half] {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, b"nobody's").unwrap();
    }
    server.start();
    assert!(!half.exists());
    assert!(server.run(&["media", "sweep"]).status.success());
    assert!(!orphan.exists());
    assert_eq!(
        fetch(&server.http, at(&shown, "mp4")).await.status.as_u16(),
        200
    );
}
