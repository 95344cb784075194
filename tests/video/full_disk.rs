//! A disk that is full in the middle of an upload, and while a video is made: its author is told why, nothing half
//! done stays, and it goes on once there is room.

use std::{path::Path, process::Command};

use serde_json::json;
use testkit::{Person, Server};

use super::{append, at, begin, clip, empty, faults::retry, fetch, offset, post, processed};
use crate::{CAUSEWAY, environment::SmallDisk, files_below, server};

/// A file that fills a disk but for so many bytes.
struct Ballast(std::path::PathBuf);

impl Ballast {
    fn leave(disk: &Path, bytes: u64) -> Self {
        let file = disk.join("ballast");
        std::fs::write(&file, vec![0; free(disk) - usize::try_from(bytes).unwrap()]).unwrap();
        Self(file)
    }

    fn drop(self) {
        std::fs::remove_file(self.0).unwrap();
    }
}

/// Bytes that a disk still takes.
fn free(disk: &Path) -> usize {
    let told = Command::new("df")
        .args(["--block-size=1", "--output=avail"])
        .arg(disk)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    told.split_whitespace().last().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_disk_that_fills_up_during_an_upload_keeps_what_came_and_takes_the_rest_later() {
    let server = server();
    let ada = server.person("ada").await;
    let film = clip("480x854", "4", &["-crf", "1"]);
    assert!(film.len() > 1_500_000, "{}", film.len());
    let upload = begin(&ada, film.len()).await;
    let limit = |fsize: &str| {
        let pid = server.process_id().to_string();
        let set = Command::new("prlimit")
            .args(["--pid", &pid, &format!("--fsize={fsize}")])
            .status();
        assert!(set.unwrap().success());
    };
    // No file may be larger: to the server this is a disk without room.
    limit("1000000:unlimited");
    let refused = append(&ada, &upload, 0, &film).await;
    refused.refused(507, "M_RESOURCE_LIMIT_EXCEEDED");
    limit("unlimited:unlimited");
    let came = offset(&ada, &upload).await;
    assert!((1..=1_000_000).contains(&came), "{came}");
    let rest = append(&ada, &upload, came, &film[came..]).await;
    assert_eq!(rest.status.as_u16(), 204, "{rest:?}");
    let posted = ada
        .post("/_causeway/v1/videos", json!({ "upload": upload }))
        .await
        .ok();
    let id = posted["id"].as_str().unwrap();
    assert_eq!(processed(&ada, id).await["state"], "ready");
}

async fn posted_on_a_full_disk(server: &Server, disk: &Path, ada: &Person, film: &[u8]) -> String {
    let upload = super::upload(ada, film).await;
    let ballast = Ballast::leave(disk, 300_000);
    let posted = ada
        .post("/_causeway/v1/videos", json!({ "upload": upload }))
        .await
        .ok();
    let id = posted["id"].as_str().unwrap().to_owned();
    let failed = processed(ada, &id).await;
    assert_eq!(
        (&failed["state"], &failed["reason"]),
        (&json!("failed"), &json!("disk_full"))
    );
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("blobs").join("video")).await;
    ballast.drop();
    id
}

#[tokio::test]
async fn a_disk_that_is_full_while_a_video_is_made_is_told_to_its_author() {
    let Some(disk) = SmallDisk::new(200) else {
        eprintln!("left out: mounting is not permitted here");
        return;
    };
    // The database has room: what becomes of the video can be written down at once.
    let elsewhere = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/causeway.db", elsewhere.path().display());
    let server = Server::builder(CAUSEWAY)
        .data_dir(disk.path())
        .on_sqlite(&database)
        .start();
    let ada = server.person("ada").await;
    let film = clip("480x854", "8", &[]);
    let id = posted_on_a_full_disk(&server, disk.path(), &ada, &film).await;
    let again = ada.post(&retry(&id), json!({})).await.ok();
    assert_eq!(again["state"], "processing");
    let done = processed(&ada, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
    let file = fetch(&server.http, at(&done, "mp4")).await;
    assert_eq!(file.status.as_u16(), 200);
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("uploads")).await;
}

/// Not even the end of the try can be written down: it is, as soon as there is room.
#[tokio::test]
async fn a_database_without_room_does_not_keep_a_video_waiting_for_ever() {
    let Some(disk) = SmallDisk::new(200) else {
        eprintln!("left out: mounting is not permitted here");
        return;
    };
    let database = format!("sqlite:{}/causeway.db", disk.path().display());
    let server = Server::builder(CAUSEWAY)
        .data_dir(disk.path())
        .on_sqlite(&database)
        .start();
    let ada = server.person("ada").await;
    let id = post(&ada, &clip("480x854", "8", &[]), json!({})).await;
    assert!(super::faults::reaches(&ada, &id, "encoding").await);
    let ballast = Ballast::leave(disk.path(), 0);
    let waits = async {
        while !server.log().contains("The disk is full") {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(super::READY_MAX, waits).await.unwrap();
    empty(&server.data_dir().join("processing")).await;
    ballast.drop();
    let mut done = processed(&ada, &id).await;
    if done["state"] == "failed" {
        assert_eq!(done["reason"], "disk_full", "{done}");
        ada.post(&retry(&id), json!({})).await.ok();
        done = processed(&ada, &id).await;
    }
    assert_eq!(done["state"], "ready", "{done}");
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("uploads")).await;
    assert!(!files_below(&server.data_dir().join("blobs").join("video")).is_empty());
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
