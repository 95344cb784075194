//! What files cost: a quota per person, and bytes that go when nobody refers to them any more.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use http::Method;
use serde_json::json;
use testkit::{Answer, Person, Server};

use crate::{CAUSEWAY, files_below, run, server};

async fn upload(person: &Person, bytes: impl Into<bytes::Bytes>) -> Answer {
    let path = "/_matrix/media/v3/upload";
    let token = Some(person.token.as_str());
    let (http, bytes) = (&person.http, bytes.into());
    http.send(Method::POST, path, token, "text/plain", bytes)
        .await
}

async fn stored(person: &Person, bytes: impl Into<bytes::Bytes>) -> String {
    let answer = upload(person, bytes).await.ok();
    answer["content_uri"].as_str().unwrap().to_owned()
}

async fn download(person: &Person, uri: &str) -> Answer {
    let path = uri.strip_prefix("mxc://").unwrap();
    person
        .get(&format!("/_matrix/client/v1/media/download/{path}"))
        .await
}

/// All files of blobs, finished or not.
fn blobs(server: &Server) -> BTreeSet<PathBuf> {
    files_below(&server.data_dir().join("blobs"))
}

/// Waits until there are as many blobs.
async fn until_blobs(server: &Server, count: usize) {
    for _ in 0..200 {
        if blobs(server).len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{count} expected: {:?}", blobs(server));
}

#[tokio::test]
async fn a_person_stores_as_much_as_the_host_allows() {
    let server = Server::builder(CAUSEWAY)
        .arg("--media-bytes-per-person")
        .arg("1000000")
        .start();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let first = stored(&ada, vec![1; 600_000]).await;
    let refused = upload(&ada, vec![2; 600_000]).await;
    let body = refused.refused(403, "M_USER_LIMIT_EXCEEDED");
    assert!(
        body["info_uri"].as_str().unwrap().starts_with("http"),
        "{body}"
    );
    assert!(
        body["error"].as_str().unwrap().contains("1000000 bytes"),
        "{body}"
    );
    // An announced upload counts as any other.
    let announced = ada.post("/_matrix/media/v1/create", json!({})).await.ok();
    let path = announced["content_uri"].as_str().unwrap();
    let path = path.strip_prefix("mxc://").unwrap();
    let path = format!("/_matrix/media/v3/upload/{path}");
    let put = |bytes: Vec<u8>| {
        let (ada, path) = (ada.clone(), path.clone());
        async move {
            let token = Some(ada.token.as_str());
            let http = &ada.http;
            http.send(Method::PUT, &path, token, "text/plain", bytes.into())
                .await
        }
    };
    put(vec![3; 600_000])
        .await
        .refused(403, "M_USER_LIMIT_EXCEEDED");
    put(vec![3; 100_000]).await.ok();
    // Others have their own.
    stored(&bo, vec![4; 900_000]).await;

    // At once: what each may do alone, all may not together.
    let cy = server.person("cy").await;
    let uploads = (0..6u8).map(|number| {
        let cy = cy.clone();
        tokio::spawn(async move { upload(&cy, vec![10 + number; 300_000]).await })
    });
    let mut taken = 0;
    for upload in uploads.collect::<Vec<_>>() {
        let answer = upload.await.unwrap();
        if answer.status.is_success() {
            taken += 1;
        } else {
            answer.refused(403, "M_USER_LIMIT_EXCEEDED");
        }
    }
    assert_eq!(taken, 3);
    // What was refused after it came takes no room: two of ada, one of bo, three of cy.
    until_blobs(&server, 6).await;

    // Who deletes has room again.
    run(&server, &["media", "delete", &first]);
    stored(&ada, vec![5; 800_000]).await;
}

#[tokio::test]
async fn bytes_go_with_the_last_file_that_refers_to_them() {
    let mut server = server();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let mut png = Vec::new();
    image::DynamicImage::new_rgb8(200, 200)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    let hers = stored(&ada, png.clone()).await;
    let his = stored(&bo, png.clone()).await;
    let other = stored(&bo, "tea").await;
    let path = hers.strip_prefix("mxc://").unwrap();
    let thumbnail = format!("/_matrix/client/v1/media/thumbnail/{path}?width=32&height=32");
    assert!(ada.get(&thumbnail).await.status.is_success());
    until_blobs(&server, 3).await;

    let list = run(&server, &["media", "list", "ada"]);
    assert!(
        list.starts_with(&hers) && list.lines().count() == 1,
        "{list}"
    );
    run(&server, &["media", "delete", &hers]);
    download(&ada, &hers).await.refused(404, "M_NOT_FOUND");
    assert_eq!(&download(&ada, &his).await.bytes[..], &png[..]);
    // With the server stopped the job waits for the next start.
    assert!(server.stop().success());
    run(&server, &["media", "delete", &his]);
    server.start();
    let bo = bo.at(&server.http);
    download(&bo, &his).await.refused(404, "M_NOT_FOUND");
    until_blobs(&server, 1).await;
    assert_eq!(&download(&bo, &other).await.bytes[..], b"tea");
    // The same bytes again are a new file.
    let again = stored(&bo, png.clone()).await;
    assert_eq!(&download(&bo, &again).await.bytes[..], &png[..]);
    let unknown = server.run(&["media", "delete", &his]);
    assert_eq!(unknown.status.code(), Some(1));
}

/// Two uploads for one address: the loser's bytes are to go, and somebody stores the same bytes just then.
#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_to_go_are_kept_for_who_stores_them_meanwhile() {
    let server = server();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let mut met = 0;
    for round in 0..60u64 {
        let announced = ada.post("/_matrix/media/v1/create", json!({})).await.ok();
        let path = announced["content_uri"].as_str().unwrap();
        let path = path.strip_prefix("mxc://").unwrap();
        let path = format!("/_matrix/media/v3/upload/{path}");
        let both = ["one", "two"].map(|which| {
            let bytes = format!("{round} {which}");
            let (ada, bo, path) = (ada.clone(), bo.clone(), path.clone());
            tokio::spawn(async move {
                let token = Some(ada.token.as_str());
                let http = &ada.http;
                let body = bytes.clone().into();
                let put = http.send(Method::PUT, &path, token, "text/plain", body);
                if put.await.status.is_success() {
                    return None;
                }
                // The job that deletes the bytes is running about now.
                tokio::time::sleep(Duration::from_micros(500 * (round % 12))).await;
                Some((stored(&bo, bytes.clone()).await, bytes))
            })
        });
        for upload in both {
            let Some((uri, bytes)) = upload.await.unwrap() else {
                continue;
            };
            met += 1;
            // It has had its time.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let found = download(&bo, &uri).await;
            assert_eq!(found.status.as_u16(), 200, "{bytes} is lost");
            assert_eq!(&found.bytes[..], bytes.as_bytes());
        }
    }
    assert!(met > 0, "the two uploads never met");
}

fn age(path: &Path) {
    let old = SystemTime::now() - Duration::from_secs(2 * 24 * 3600);
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(old).unwrap();
}

#[tokio::test]
async fn what_a_crash_left_without_a_row_is_swept_away() {
    let server = server();
    let ada = server.person("ada").await;
    let kept = stored(&ada, "kept").await;
    let folder = server.data_dir().join("blobs");
    let plant = |name: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"orphan").unwrap();
        path
    };
    let orphan = plant(&format!("ab/ab{}", "0".repeat(62)));
    let half = plant("incoming/abc#1");
    let young = plant(&format!("cd/cd{}", "0".repeat(62)));
    for path in blobs(&server) {
        if path != young {
            age(&path);
        }
    }
    let said = run(&server, &["media", "sweep"]);
    assert!(said.starts_with("2 files"), "{said}");
    assert!(!orphan.exists() && !half.exists() && young.exists());
    assert_eq!(&download(&ada, &kept).await.bytes[..], b"kept");
}
