//! What fills the disk, by person and by kind.

use http::Method;
use serde_json::json;
use testkit::{Person, Server};

use super::{admin, get, upload};
use crate::server;

#[tokio::test]
async fn the_host_sees_what_fills_the_disk() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    upload(&ada, "image/png", 1000).await;
    upload(&ada, "Image/JPEG", 300).await;
    let film = upload(&bo, "video/mp4", 9000).await;
    upload(&bo, "application/octet-stream", 20).await;
    announce_and_upload(&bo, 77).await;
    let storage = get(&root, "storage").await;
    let person = |person: &Person, files: u64, bytes: u64| {
        let name = person.user_id[1..].split(':').next().unwrap().to_owned();
        json!({ "user_id": person.user_id, "displayname": name, "avatar_url": null, "files": files, "bytes": bytes })
    };
    assert_eq!(
        storage["people"],
        json!([person(&bo, 3, 9097), person(&ada, 2, 1300)])
    );
    assert_eq!(
        storage["kinds"],
        json!([
            { "kind": "audio", "files": 1, "bytes": 77 },
            { "kind": "image", "files": 2, "bytes": 1300 },
            { "kind": "other", "files": 1, "bytes": 20 },
            { "kind": "video", "files": 1, "bytes": 9000 },
        ])
    );
    assert!(server.run(&["media", "delete", &film]).status.success());
    let storage = get(&root, "storage").await;
    assert_eq!(
        storage["people"],
        json!([person(&ada, 2, 1300), person(&bo, 2, 97)])
    );
}

async fn announce_and_upload(person: &Person, bytes: usize) {
    let announced = person
        .post("/_matrix/media/v1/create", json!({}))
        .await
        .ok();
    let uri = announced["content_uri"].as_str().unwrap();
    let path = uri.replace("mxc://", "/_matrix/media/v3/upload/");
    let (http, token) = (&person.http, Some(person.token.as_str()));
    http.send(
        Method::PUT,
        &path,
        token,
        "audio/ogg",
        vec![1; bytes].into(),
    )
    .await
    .ok();
}

/// Files that were there before the server counted are counted by the migration.
#[tokio::test]
async fn files_from_before_are_counted_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/causeway.db", folder.path().display());
    let counts = matrix::MIGRATIONS
        .iter()
        .position(|migration| migration.id == "matrix/0101_media_use")
        .unwrap();
    let old = store::Store::open(&url, &matrix::MIGRATIONS[..counts]).unwrap();
    old.write(|w| {
        w.execute(
            "INSERT INTO user_ (nid, user_id, is_local) VALUES (7, '@mei:localhost', 1)",
            store::params![],
        )?;
        for (id, user, blob, content_type, bytes) in [
            ("a", Some(7), Some("x"), "image/png", 100),
            ("b", Some(7), Some("y"), "IMAGE/gif", 20),
            ("c", Some(7), Some("z"), "text/plain", 3),
            ("d", Some(7), None, "", 0),
            ("e", None, Some("w"), "image/png", 5000),
        ] {
            w.execute(
                "INSERT INTO media (id, user_nid, blob, content_type, bytes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, 1)",
                store::params![id, user, blob, content_type, bytes],
            )?;
        }
        Ok::<_, store::StoreError>(())
    })
    .await
    .unwrap();
    old.close().await;
    drop(old);
    let server = Server::builder(crate::CAUSEWAY)
        .data_dir(folder.path())
        .on_sqlite(&url)
        .start();
    let root = admin(&server, "root").await;
    let storage = get(&root, "storage").await;
    assert_eq!(storage["people"][0]["bytes"], 123);
    assert_eq!(
        storage["kinds"],
        json!([
            { "kind": "image", "files": 2, "bytes": 120 },
            { "kind": "other", "files": 1, "bytes": 3 },
            { "kind": "preview", "files": 1, "bytes": 5000 },
        ])
    );
}
