//! Who may see a video: the author decides, and for everybody else it is as if it were not there (law 5).

use serde_json::json;
use testkit::{Person, segment};

use super::{clip, empty, fetch, ready, video};
use crate::server;

async fn sees(person: &Person, id: &str) -> bool {
    let answer = person.get(&format!("/_causeway/v1/videos/{id}")).await;
    if answer.status.as_u16() == 200 {
        return true;
    }
    answer.refused(404, "M_NOT_FOUND");
    false
}

async fn follow(person: &Person, other: &Person) {
    let path = format!("/_causeway/v1/users/{}/follow", segment(&other.user_id));
    person.put(&path, json!({})).await.ok();
}

#[tokio::test]
async fn a_video_is_seen_by_those_whom_its_author_chose() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let (fan, friend) = (server.person("fan").await, server.person("friend").await);
    follow(&fan, &ada).await;
    follow(&friend, &ada).await;
    follow(&ada, &friend).await;
    let shown = ready(
        &ada,
        &clip("360x640", "1", &[]),
        json!({ "visibility": "private" }),
    )
    .await;
    let id = shown["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    for (visibility, expected) in [
        ("private", [false, false, false]),
        ("friends", [false, false, true]),
        ("followers", [false, true, true]),
        ("public", [true, true, true]),
    ] {
        ada.put(&path, json!({ "visibility": visibility }))
            .await
            .ok();
        assert!(sees(&ada, id).await);
        let found = [
            sees(&bob, id).await,
            sees(&fan, id).await,
            sees(&friend, id).await,
        ];
        assert_eq!(found, expected, "{visibility}");
        let nobody = fetch(&server.http, &path).await;
        assert_eq!(nobody.status.is_success(), visibility == "public");
        // What may not be seen may not be liked either.
        let liked = bob.put(&format!("{path}/like"), json!({})).await;
        assert_eq!(liked.status.is_success(), expected[0], "{visibility}");
    }
}

#[tokio::test]
async fn the_files_of_a_video_that_was_made_private_are_gone_for_others() {
    let server = server();
    let ada = server.person("ada").await;
    let shown = ready(&ada, &clip("360x640", "1", &[]), json!({})).await;
    let id = shown["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    let open = shown["playback"]["mp4"].as_str().unwrap().to_owned();
    assert_eq!(fetch(&server.http, &open).await.status.as_u16(), 200);
    ada.put(&path, json!({ "visibility": "followers" }))
        .await
        .ok();
    fetch(&server.http, &open).await.refused(404, "M_NOT_FOUND");
    let signed = video(&ada, id).await["playback"]["mp4"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = fetch(&server.http, &signed).await;
    assert_eq!(answer.status.as_u16(), 200);
    let control = answer.headers["cache-control"].to_str().unwrap();
    assert!(control.starts_with("private"), "{control}");
    let forged = signed.replace("/media/1.", "/media/1.9");
    fetch(&server.http, &forged)
        .await
        .refused(404, "M_NOT_FOUND");
    // The signature was for followers.
    ada.put(&path, json!({ "visibility": "private" }))
        .await
        .ok();
    fetch(&server.http, &signed)
        .await
        .refused(404, "M_NOT_FOUND");
    ada.delete(&path).await.ok();
    assert!(!sees(&ada, id).await);
    fetch(&server.http, &open).await.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn a_deleted_video_leaves_no_bytes_behind() {
    let server = server();
    let ada = server.person("ada").await;
    let shown = ready(&ada, &clip("360x640", "1", &[]), json!({})).await;
    let blobs = server.data_dir().join("blobs").join("video");
    assert!(!crate::files_below(&blobs).is_empty());
    let path = format!("/_causeway/v1/videos/{}", shown["id"].as_str().unwrap());
    ada.delete(&path).await.ok();
    empty(&blobs).await;
}
