//! Uploads that survive what happens to connections, tabs and servers (tus 1.0; research §2.1).

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use http::Method;
use serde_json::json;
use testkit::Person;

use super::{OCTETS, append, begin, offset, tus};
use crate::{CAUSEWAY, server};

const UPLOADS: &str = "/_causeway/v1/uploads";

#[tokio::test]
async fn an_upload_goes_on_where_it_was_after_the_server_was_killed() {
    let mut server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 10).await;
    assert_eq!(append(&ada, &path, 0, b"12345").await.status.as_u16(), 204);
    server.kill();
    server.start();
    let ada = ada.at(&server.http);
    assert_eq!(offset(&ada, &path).await, 5);
    let done = append(&ada, &path, 5, b"67890").await;
    assert_eq!(done.headers["upload-offset"], "10");
    let id = path.rsplit('/').next().unwrap();
    let file = server.data_dir().join("uploads").join(id);
    assert_eq!(std::fs::read(file).unwrap(), b"1234567890");
}

#[tokio::test]
async fn a_piece_at_a_wrong_place_changes_nothing() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 10).await;
    append(&ada, &path, 0, b"12345").await;
    for wrong in [0, 4, 6, 10] {
        append(&ada, &path, wrong, b"x")
            .await
            .refused(409, "M_UNKNOWN");
    }
    append(&ada, &path, 5, b"678901")
        .await
        .refused(413, "M_TOO_LARGE");
    assert_eq!(offset(&ada, &path).await, 5);
}

#[tokio::test]
async fn an_upload_is_its_persons_alone() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let path = begin(&ada, 4).await;
    append(&bob, &path, 0, b"evil")
        .await
        .refused(404, "M_NOT_FOUND");
    let asked = tus(&bob, Method::HEAD, &path, &[], "").await;
    assert_eq!(asked.status.as_u16(), 404);
    tus(&bob, Method::DELETE, &path, &[], "")
        .await
        .refused(404, "M_NOT_FOUND");
    append(&ada, &path, 0, b"mine").await;
    let id = path.rsplit('/').next().unwrap();
    let stolen = bob
        .post("/_causeway/v1/videos", json!({ "upload": id }))
        .await;
    stolen.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn a_damaged_piece_is_thrown_away() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 5).await;
    let piece = |sum: &'static str| {
        let headers = [
            ("upload-offset", "0"),
            ("content-type", OCTETS),
            ("upload-checksum", sum),
        ];
        let (ada, path) = (ada.clone(), path.clone());
        async move { tus(&ada, Method::PATCH, &path, &headers, "hello").await }
    };
    let damaged = piece("sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=").await;
    assert_eq!(damaged.status.as_u16(), 460);
    assert_eq!(offset(&ada, &path).await, 0);
    piece("md5 AAAA").await.refused(400, "M_INVALID_PARAM");
    let whole = piece("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=").await;
    assert_eq!(whole.status.as_u16(), 204, "{whole:?}");
    assert_eq!(offset(&ada, &path).await, 5);
    let left = std::fs::read_dir(server.data_dir().join("uploads")).unwrap();
    assert_eq!(left.count(), 1, "a piece was left behind");
}

#[tokio::test]
async fn a_cancelled_upload_is_gone() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 5).await;
    append(&ada, &path, 0, b"12").await;
    let gone = tus(&ada, Method::DELETE, &path, &[], "").await;
    assert_eq!(gone.status.as_u16(), 204);
    append(&ada, &path, 2, b"345")
        .await
        .refused(404, "M_NOT_FOUND");
    let left = std::fs::read_dir(server.data_dir().join("uploads")).unwrap();
    assert_eq!(left.count(), 0);
}

/// A connection that was cut on the way and never closed: the server reads its body and waits for more.
fn hang(ada: &Person, path: &str) -> TcpStream {
    let address = ada.http.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "PATCH {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: {OCTETS}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        ada.token
    )
    .unwrap();
    // It says so once it reads the body: from here on it holds the upload.
    let mut said = [0; 12];
    stream.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100");
    stream.write_all(b"123").unwrap();
    stream
}

#[tokio::test]
async fn who_comes_back_takes_over_from_a_dead_connection() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 10).await;
    let dead = hang(&ada, &path);
    let begun = std::time::Instant::now();
    // The dead request ends with what had come of it, if anything.
    let came = offset(&ada, &path).await;
    assert!(came == 0 || came == 3, "{came}");
    let rest = b"1234567890".get(came..).unwrap();
    let done = append(&ada, &path, came, rest).await;
    assert_eq!(done.status.as_u16(), 204, "{done:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "it waited for the dead"
    );
    drop(dead);
    let id = path.rsplit('/').next().unwrap();
    let file = server.data_dir().join("uploads").join(id);
    assert_eq!(std::fs::read(file).unwrap(), b"1234567890");
}

#[tokio::test]
async fn what_a_host_takes_is_told_before_anything_is_sent() {
    let server = testkit::Server::builder(CAUSEWAY)
        .arg("--video-bytes-max=1000")
        .arg("--video-bytes-per-person=1500")
        .start();
    let ada = server.person("ada").await;
    let told = ada.http.look(Method::OPTIONS, UPLOADS, &[]).await;
    assert_eq!(told.status.as_u16(), 204);
    assert_eq!(told.headers["tus-version"], "1.0.0");
    assert_eq!(told.headers["tus-max-size"], "1000");
    let extensions = told.headers["tus-extension"].to_str().unwrap();
    for extension in ["creation", "checksum", "expiration", "termination"] {
        assert!(extensions.contains(extension), "{extensions}");
    }
    let create = |headers: Vec<(&'static str, &'static str)>| {
        let ada = ada.clone();
        async move { tus(&ada, Method::POST, UPLOADS, &headers, "").await }
    };
    create(vec![("upload-length", "1001")])
        .await
        .refused(413, "M_TOO_LARGE");
    create(vec![("upload-length", "0")])
        .await
        .refused(400, "M_INVALID_PARAM");
    create(vec![("upload-length", "x")])
        .await
        .refused(400, "M_INVALID_PARAM");
    create(vec![("upload-defer-length", "1")])
        .await
        .refused(400, "M_INVALID_PARAM");
    let first = create(vec![("upload-length", "1000")]).await;
    assert_eq!(first.status.as_u16(), 201);
    create(vec![("upload-length", "501")])
        .await
        .refused(403, "M_USER_LIMIT_EXCEEDED");
    let second = create(vec![("upload-length", "500")]).await;
    assert_eq!(second.status.as_u16(), 201);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_refused() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 5).await;
    ada.delete(&path).await.refused(412, "M_UNKNOWN");
}

#[tokio::test]
async fn an_upload_that_is_not_finished_is_no_video_yet() {
    let server = server();
    let ada = server.person("ada").await;
    let path = begin(&ada, 5).await;
    append(&ada, &path, 0, b"123").await;
    let early = ada
        .post("/_causeway/v1/videos", json!({ "upload": path }))
        .await;
    early.refused(400, "M_INVALID_PARAM");
    assert_eq!(offset(&ada, &path).await, 3);
}
