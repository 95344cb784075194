//! Frames that the host does not take: in what is posted, and in what was posted before he knew them.

use std::process::Command;

use http::Method;
use serde_json::{Value, json};
use testkit::{Person, Server};

use super::{clip, empty, faults::retry, post, processed, ready, video};
use crate::{admin_api::admin, server};

const BLOCKLIST: &str = "/_causeway/v1/admin/video_blocklist";

/// What a host's list has of a video: which of two neighbours is brighter, of each second in nine by eight points.
fn hashes(film: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("film.mp4");
    std::fs::write(&file, film).unwrap();
    let points = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&file)
        .args(["-vf", "fps=1,scale=9:8:flags=area,format=gray"])
        .args(["-f", "rawvideo", "pipe:1"])
        .output()
        .unwrap();
    let frames = points.stdout.chunks_exact(72).map(|frame| {
        let bits = frame.chunks(9).flat_map(|row| row.windows(2));
        bits.fold(0u64, |hash, pair| hash << 1 | u64::from(pair[0] > pair[1]))
    });
    frames.map(|hash| format!("{hash:016x}\n")).collect()
}

async fn block(server: &Server, host: &Person, list: String) {
    let token = Some(host.token.as_str());
    let http = &server.http;
    http.send(Method::POST, BLOCKLIST, token, "text/plain", list.into())
        .await
        .ok();
}

#[tokio::test]
async fn a_video_with_a_frame_of_the_list_is_refused_with_that_reason() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let film = clip("360x640", "2", &[]);
    block(&server, &root, hashes(&film)).await;
    // Not the same file: smaller, and of another quality.
    let film = clip("360x640", "2", &["-vf", "scale=240:426", "-crf", "30"]);
    let id = post(&ada, &film, json!({ "caption": "look" })).await;
    let failed = processed(&ada, &id).await;
    assert_eq!(
        (&failed["state"], &failed["reason"]),
        (&json!("failed"), &json!("blocked"))
    );
    assert_eq!(failed["playback"], Value::Null);
    let path = format!("/_causeway/v1/videos/{id}");
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    let told = ada.get("/_causeway/v1/notifications").await.ok();
    assert_eq!(told["notifications"][0]["kind"], "video_failed", "{told}");
    assert_eq!(told["notifications"][0]["text"], "blocked", "{told}");
    empty(&server.data_dir().join("processing")).await;
    empty(&server.data_dir().join("blobs").join("video")).await;
    // Nothing was decided by hand; another try ends the same way for as long as the host does not take it.
    ada.post(&retry(&id), json!({})).await.ok();
    assert_eq!(processed(&ada, &id).await["reason"], "blocked");
    root.delete(BLOCKLIST).await.ok();
    ada.post(&retry(&id), json!({})).await.ok();
    assert_eq!(processed(&ada, &id).await["state"], "ready");
    assert_eq!(video(&bob, &id).await["caption"], "look");
}

/// What the host reads of what was done by itself.
async fn matches(host: &Person) -> Vec<Value> {
    let audit = host
        .get("/_causeway/v1/admin/video_audit?limit=100")
        .await
        .ok();
    let acts = audit["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["what"] == "blocklist.match")
        .map(|act| act["target"].clone())
        .collect()
}

async fn removed(author: &Person, id: &str) {
    let wait = async {
        while video(author, id).await["removed"].is_null() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(super::READY_MAX, wait).await;
    waited.unwrap_or_else(|_| panic!("{id} stays"));
}

#[tokio::test]
async fn videos_that_are_there_already_are_removed_when_the_host_imports_a_list() {
    let mut server = server();
    let (mut root, mut ada) = (admin(&server, "root").await, server.person("ada").await);
    let mut bob = server.person("bob").await;
    let film = clip("360x640", "2", &[]);
    let mirrored = clip("360x640", "2", &["-vf", "hflip"]);
    let first = ready(&ada, &film, json!({})).await;
    let other = ready(&bob, &mirrored, json!({})).await;
    let second = ready(&bob, &film, json!({ "visibility": "followers" })).await;
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let (first, other, second) = (id(&first), id(&other), id(&second));

    block(&server, &root, hashes(&film)).await;
    // Whatever happens to the server then.
    server.kill();
    server.start();
    root = root.at(&server.http);
    (ada, bob) = (ada.at(&server.http), bob.at(&server.http));
    removed(&ada, &first).await;
    removed(&bob, &second).await;
    assert_eq!(matches(&root).await, [json!(second), json!(first)]);
    assert_eq!(
        video(&ada, &first).await["removed"],
        json!({ "reason": "blocked", "appeal": null })
    );
    let path = format!("/_causeway/v1/videos/{first}");
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    assert_eq!(video(&ada, &other).await["removed"], Value::Null);
    assert_eq!(video(&ada, &other).await["state"], "ready");

    // The host brings one back. It stays, whatever else comes to the list.
    let appeal = json!({ "text": "it is a test picture" });
    ada.post(&format!("{path}/appeal"), appeal).await.ok();
    let appeals = root.get("/_causeway/v1/admin/video_appeals").await.ok();
    let answer = format!(
        "/_causeway/v1/admin/video_appeals/{}",
        appeals["appeals"][0]["id"]
    );
    root.put(&answer, json!({ "decision": "uphold" }))
        .await
        .ok();
    assert_eq!(video(&bob, &first).await["id"], json!(first));
    root.delete(BLOCKLIST).await.ok();
    let both = hashes(&film) + &hashes(&mirrored);
    block(&server, &root, both).await;
    removed(&bob, &other).await;
    assert_eq!(video(&bob, &first).await["removed"], Value::Null);
    assert_eq!(
        matches(&root).await,
        [json!(other), json!(second), json!(first)]
    );
}
