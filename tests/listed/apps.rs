//! Mini-apps: published by anybody, seen by others after the host has looked, fetched by anybody.

use std::io::{Cursor, Write};

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Person};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{ADMIN, DIRECTORY, found, look};
use crate::{admin_api::admin, server};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest";

pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn app(name: &str, id: &str, version: &str) -> Vec<u8> {
    let manifest = format!(
        "name = \"{name}\"\nsource_code_url = \"https://example.org/{id}\"\n[causeway]\nid = \"{id}\"\n\
         version = \"{version}\"\ncategory = \"games\"\ndescription = \"Five in a row\\nFor two.\"\nlanguages = [\"en\", \"zh\"]"
    );
    let files: [(&str, &[u8]); 3] = [
        ("index.html", b"<!doctype html>"),
        ("manifest.toml", manifest.as_bytes()),
        ("icon.png", PNG),
    ];
    packed(&files)
}

pub async fn publish(person: &Person, query: &str, archive: Vec<u8>) -> Answer {
    let path = format!("{DIRECTORY}/mini-apps{query}");
    let kind = "application/webxdc+zip";
    let token = Some(person.token.as_str());
    person
        .http
        .send(Method::POST, &path, token, kind, Bytes::from(archive))
        .await
}

async fn review(host: &Person, app_and_version: &str, verdict: &str) {
    let path = format!("{ADMIN}/releases/{app_and_version}");
    host.put(&path, json!({ "verdict": verdict, "note": "seen" }))
        .await
        .ok();
}

#[tokio::test]
async fn a_mini_app_is_there_for_all_after_the_host_has_looked() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let archive = app("Gomoku", "gomoku", "1.0");
    let mine = publish(&ada, "", archive.clone()).await.ok();
    assert_eq!(
        (&mine["state"], &mine["releases"][0]["state"]),
        (&json!("waits"), &json!("waits"))
    );
    assert!(found(&server, "").await.is_empty());
    let file = "/mini-apps/gomoku/1.0.xdc";
    look(&server, file).await.refused(404, "M_NOT_FOUND");
    server
        .person("eve")
        .await
        .get(&format!("{DIRECTORY}{file}"))
        .await
        .refused(404, "M_NOT_FOUND");
    let seen = root.get(&format!("{DIRECTORY}{file}")).await;
    assert_eq!(
        (seen.status.as_u16(), &seen.headers["cache-control"]),
        (200, &"private, no-store".parse().unwrap())
    );

    let queue = root.get(&format!("{ADMIN}/releases")).await.ok();
    let waiting = &queue["releases"][0];
    assert_eq!(
        (&waiting["name"], &waiting["publisher"]),
        (&json!("Gomoku"), &json!(ada.user_id))
    );
    ada.get(&format!("{ADMIN}/releases"))
        .await
        .refused(403, "M_FORBIDDEN");
    review(&root, "gomoku/1.0", "reviewed").await;

    let page = look(&server, "?kind=mini_app&q=gomo").await.ok();
    let entry = &page["results"][0];
    assert_eq!(
        (&entry["summary"], &entry["category"]),
        (&json!("Five in a row"), &json!("games"))
    );
    let listed = &entry["mini_app"];
    assert_eq!(
        (&listed["version"], &listed["size"]),
        (&json!("1.0"), &json!(archive.len()))
    );
    let url = listed["url"].as_str().unwrap();
    let got = server.http.look(Method::GET, url, &[]).await;
    assert_eq!(&got.bytes[..], &archive[..]);
    assert_eq!(got.headers["content-type"], "application/webxdc+zip");
    assert_eq!(
        got.headers["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let tag = got.headers["etag"].to_str().unwrap().to_owned();
    let again = server
        .http
        .look(Method::GET, url, &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status.as_u16(), 304);
    let icon = server
        .http
        .look(Method::GET, entry["icon"].as_str().unwrap(), &[])
        .await;
    assert_eq!(
        (&icon.bytes[..], &icon.headers["content-type"]),
        (PNG, &"image/png".parse().unwrap())
    );

    // A version that waits changes nothing for others.
    publish(&ada, "", app("Gomoku II", "gomoku", "1.0"))
        .await
        .refused(400, "M_INVALID_PARAM");
    publish(&ada, "", app("Gomoku II", "gomoku", "0.9"))
        .await
        .refused(400, "M_INVALID_PARAM");
    publish(&server.person("bob").await, "", app("Mine", "gomoku", "2"))
        .await
        .refused(403, "M_FORBIDDEN");
    publish(&ada, "", app("Gomoku II", "gomoku", "1.10"))
        .await
        .ok();
    let entry = look(&server, "/entries/app.gomoku").await.ok();
    assert_eq!(
        (&entry["name"], &entry["mini_app"]["version"]),
        (&json!("Gomoku"), &json!("1.0"))
    );
    review(&root, "gomoku/1.10", "reviewed").await;
    let entry = look(&server, "/entries/app.gomoku").await.ok();
    assert_eq!(
        (&entry["name"], &entry["mini_app"]["version"]),
        (&json!("Gomoku II"), &json!("1.10"))
    );

    // Withdrawn: the one before is shown, then none; the list says so.
    ada.delete(&format!("{DIRECTORY}/mini-apps/gomoku/1.10.xdc"))
        .await
        .ok();
    let entry = look(&server, "/entries/app.gomoku").await.ok();
    assert_eq!(entry["mini_app"]["version"], "1.0");
    review(&root, "gomoku/1.0", "withdrawn").await;
    assert!(found(&server, "").await.is_empty());
    look(&server, file).await.refused(404, "M_NOT_FOUND");
    assert_eq!(
        look(&server, "/entries/app.gomoku").await.ok()["withdrawn"],
        true
    );
    let list = look(&server, "/list").await.ok();
    assert_eq!(list["entries"][0]["withdrawn"], true);
    let acts = root.get(&format!("{ADMIN}/audit")).await.ok();
    assert_eq!(acts["acts"][0]["what"], "release.withdrawn");
}

#[tokio::test]
async fn a_mini_app_of_somebody_else_is_published_with_names_of_ones_own() {
    let server = server();
    let root = admin(&server, "root").await;
    let bare = packed(&[
        ("index.html", b"<p>hi"),
        ("manifest.toml", b"name = \"Hello\""),
    ]);
    publish(&root, "", bare.clone())
        .await
        .refused(400, "M_INVALID_PARAM");
    publish(&root, "?app_id=Hello&version=1", bare.clone())
        .await
        .refused(400, "M_INVALID_PARAM");
    publish(&root, "?app_id=hello&version=one", bare.clone())
        .await
        .refused(400, "M_INVALID_PARAM");
    publish(&root, "?app_id=hello&version=1&category=none", bare.clone())
        .await
        .refused(400, "M_INVALID_PARAM");
    let query =
        "?app_id=hello&version=v1.2&category=learning&languages=en,%20de&description=Says%20hello";
    let mine = publish(&root, query, bare).await.ok();
    assert_eq!(
        mine["state"], "shown",
        "the host's own needs no other review"
    );
    let entry = look(&server, "?category=learning&language=de&q=says")
        .await
        .ok();
    assert_eq!(entry["results"][0]["mini_app"]["version"], "v1.2");
    assert_eq!(entry["results"][0]["icon"], Value::Null);
}

#[tokio::test]
async fn a_broken_archive_leaves_nothing_behind() {
    let server = server();
    let ada = server.person("ada").await;
    let no_page = packed(&[("a.html", b"x")]);
    let svg = packed(&[("index.html", b"x"), ("icon.png", b"<svg/>")]);
    for (archive, part) in [
        (b"no archive".to_vec(), "no zip archive"),
        (no_page, "index.html"),
        (svg, "no PNG or JPEG"),
    ] {
        let told = publish(&ada, "?app_id=x&version=1", archive)
            .await
            .refused(400, "M_INVALID_PARAM");
        assert!(told["error"].as_str().unwrap().contains(part), "{told}");
    }
    publish(&ada, "?app_id=x&version=1", vec![0; 10 * 1024 * 1024 + 1])
        .await
        .refused(413, "M_TOO_LARGE");
    let mine = ada.get(&format!("{DIRECTORY}/mine")).await.ok();
    assert_eq!(mine["entries"], json!([]));
    assert!(crate::files_below(&server.data_dir().join("blobs/services")).is_empty());
}

#[tokio::test]
async fn ten_versions_may_wait() {
    let server = server();
    let ada = server.person("ada").await;
    for n in 1..=10 {
        publish(&ada, "", app("A", &format!("a{n}"), "1"))
            .await
            .ok();
    }
    publish(&ada, "", app("A", "a11", "1"))
        .await
        .refused(403, "M_FORBIDDEN");
}
