//! Files that nobody should use any more: told to everybody, of what was offered once.

use serde_json::{Value, json};
use testkit::{Person, Server};

use super::{ADMIN, DIRECTORY, apps, look};
use crate::{admin_api::admin, server};

/// Versions of the list, by the name of the mini-app.
async fn withdrawn(server: &Server) -> Vec<(String, String)> {
    let told = look(server, "/withdrawn").await.ok();
    let versions = told["versions"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    versions
        .map(|one| {
            assert_eq!(text(&one["sha256"]).len(), 64);
            assert_eq!(one["server"], "localhost");
            (text(&one["name"]), text(&one["version"]))
        })
        .collect()
}

async fn review(host: &Person, version: &str, verdict: &str) {
    let path = format!("{ADMIN}/releases/{version}");
    host.put(&path, json!({ "verdict": verdict })).await.ok();
}

fn said(name: &str, version: &str) -> (String, String) {
    (name.to_owned(), version.to_owned())
}

#[tokio::test]
async fn what_was_offered_and_is_withdrawn_is_named() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    for version in ["1.0", "1.1"] {
        let archive = apps::app("Gomoku", "gomoku", version);
        apps::publish(&ada, "", archive).await.ok();
    }
    // What nobody had warns nobody: else any file could be given a bad name.
    let file = |version: &str| format!("{DIRECTORY}/mini-apps/gomoku/{version}.xdc");
    ada.delete(&file("1.0")).await.ok();
    assert_eq!(withdrawn(&server).await, []);
    review(&root, "gomoku/1.0", "reviewed").await;
    review(&root, "gomoku/1.1", "reviewed").await;
    assert_eq!(withdrawn(&server).await, []);
    ada.delete(&file("1.0")).await.ok();
    assert_eq!(withdrawn(&server).await, [said("Gomoku", "1.0")]);
    // Again is no other answer.
    ada.delete(&file("1.0")).await.ok();
    review(&root, "gomoku/1.1", "withdrawn").await;
    assert_eq!(
        withdrawn(&server).await,
        [said("Gomoku", "1.1"), said("Gomoku", "1.0")]
    );
    review(&root, "gomoku/1.1", "reviewed").await;
    assert_eq!(withdrawn(&server).await, [said("Gomoku", "1.0")]);

    // What the host takes away goes with all its versions, and comes back with them.
    let entry = format!("{ADMIN}/entries/app.gomoku");
    root.put(&entry, json!({ "removed": true })).await.ok();
    assert_eq!(
        withdrawn(&server).await,
        [said("Gomoku", "1.1"), said("Gomoku", "1.0")]
    );
    root.put(&entry, json!({ "removed": false })).await.ok();
    assert_eq!(withdrawn(&server).await, [said("Gomoku", "1.0")]);
}

#[tokio::test]
async fn a_file_that_is_still_offered_elsewhere_is_not_named() {
    let server = server();
    let root = admin(&server, "root").await;
    let archive = apps::app("Gomoku", "gomoku", "1.0");
    apps::publish(&root, "", archive.clone()).await.ok();
    apps::publish(&root, "?app_id=copy", archive).await.ok();
    root.delete(&format!("{DIRECTORY}/mini-apps/copy/1.0.xdc"))
        .await
        .ok();
    assert_eq!(withdrawn(&server).await, []);
    root.delete(&format!("{DIRECTORY}/mini-apps/gomoku/1.0.xdc"))
        .await
        .ok();
    // One file, named once.
    assert_eq!(withdrawn(&server).await.len(), 1);
}
