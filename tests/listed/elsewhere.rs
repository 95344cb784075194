//! What other hosts list: their signed lists, and stores that xdcget exported.

use std::{sync::Arc, time::Duration};

use http::Method;
use parking_lot::Mutex;
use serde_json::{Value, json};
use testkit::{Person, Server, segment};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{ADMIN, DIRECTORY, apps, found, look, organisation, put};
use crate::{CAUSEWAY, admin_api::admin, server};

/// A server that may ask its neighbours on this machine.
fn curious(name: &str) -> Server {
    Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.0/8")
        .arg("--egress-allow")
        .arg("::1")
        .arg("--server-name")
        .arg(name)
        .start()
}

async fn subscribe(host: &Person, url: &str, kind: &str) -> testkit::Answer {
    let path = format!("{ADMIN}/subscriptions");
    host.post(&path, json!({ "url": url, "kind": kind })).await
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(waited.is_ok(), "{what}");
}

/// The address of a server's list, under the name that it has.
fn list_of(server: &Server) -> String {
    let port = server.url().rsplit(':').next().unwrap();
    format!("http://localhost:{port}{DIRECTORY}/list")
}

#[tokio::test]
async fn a_list_of_another_host_is_shown_and_followed() {
    let (theirs, ours) = (server(), curious("here.example"));
    let (root, host) = (admin(&theirs, "root").await, admin(&ours, "host").await);
    let new = json!({ "url": list_of(&theirs), "kind": "causeway" });
    let nobody = ours.person("nobody").await;
    nobody
        .post(&format!("{ADMIN}/subscriptions"), new)
        .await
        .refused(403, "M_FORBIDDEN");

    let archive = apps::app("Gomoku", "gomoku", "1.0");
    apps::publish(&root, "", archive.clone()).await.ok();
    put(&root, "school", organisation("学校 School", json!({})))
        .await
        .ok();
    put(
        &root,
        "me",
        json!({ "kind": "person", "name": "Root", "category": "social" }),
    )
    .await
    .ok();
    let featured = format!("{ADMIN}/entries/school");
    root.put(&featured, json!({ "featured": true })).await.ok();

    let url = list_of(&theirs);
    subscribe(&host, "http://localhost:1/list", "causeway")
        .await
        .refused(400, "M_INVALID_PARAM");
    subscribe(&host, &url.replace("localhost", "127.0.0.1"), "causeway")
        .await
        .refused(400, "M_INVALID_PARAM");
    subscribe(&host, &url, "causeway").await.ok();
    until("the list is there", async || {
        found(&ours, "").await.len() == 2
    })
    .await;
    assert_eq!(
        found(&ours, &format!("?q={}", segment("学校"))).await,
        ["school"]
    );
    assert!(
        found(&ours, "?featured=true").await.is_empty(),
        "what they recommend we do not"
    );
    let page = look(&ours, "?kind=mini_app").await.ok();
    let entry = &page["results"][0];
    assert_eq!(
        (&entry["server"], &entry["unsigned"]["id"]),
        (&json!("localhost"), &json!("app.gomoku:localhost"))
    );
    let got = ours
        .http
        .look(Method::GET, entry["unsigned"]["url"].as_str().unwrap(), &[])
        .await;
    assert_eq!((got.status.as_u16(), &got.bytes[..]), (200, &archive[..]));
    let icon = ours
        .http
        .look(
            Method::GET,
            entry["unsigned"]["icon"].as_str().unwrap(),
            &[],
        )
        .await;
    assert_eq!(icon.headers["content-type"], "image/png");
    // It is in nobody else's list by that.
    assert_eq!(look(&ours, "/list").await.ok()["entries"], json!([]));

    // What the host here removed stays so; what is withdrawn there is withdrawn here; what goes goes.
    let one = format!("{ADMIN}/entries/{}", segment("school:localhost"));
    host.put(&one, json!({ "featured": true }))
        .await
        .refused(400, "M_INVALID_PARAM");
    host.put(&one, json!({ "removed": true })).await.ok();
    root.delete(&format!("{DIRECTORY}/mini-apps/gomoku/1.0.xdc"))
        .await
        .ok();
    put(&root, "library", organisation("Library", json!({})))
        .await
        .ok();
    subscribe(&host, &url, "causeway").await.ok();
    until("it is followed", async || {
        found(&ours, "").await == ["library"]
    })
    .await;
    let withdrawn = look(
        &ours,
        &format!("/entries/{}", segment("app.gomoku:localhost")),
    )
    .await
    .ok();
    assert_eq!(withdrawn["withdrawn"], true);
    root.delete(&format!("{DIRECTORY}/mine/library")).await.ok();
    subscribe(&host, &url, "causeway").await.ok();
    until("what is gone goes", async || {
        found(&ours, "").await.is_empty()
    })
    .await;

    let told = host.get(&format!("{ADMIN}/subscriptions")).await.ok();
    assert_eq!(
        (
            &told["subscriptions"][0]["source"],
            &told["subscriptions"][0]["problem"]
        ),
        (&json!("localhost"), &Value::Null)
    );
    host.delete(&format!("{ADMIN}/subscriptions?url={}", segment(&url)))
        .await
        .ok();
    let gone = format!("/entries/{}", segment("app.gomoku:localhost"));
    until("the subscription has ended", async || {
        look(&ours, &gone).await.status.as_u16() == 404
    })
    .await;
}

type Files = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A web site of some files.
async fn site(files: Files) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0u8; 8192];
            let n = stream.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..n]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            let file = files
                .lock()
                .iter()
                .find(|(name, _)| *name == path)
                .map(|(_, bytes)| bytes.clone());
            let status = if file.is_some() { 200 } else { 404 };
            let body = file.unwrap_or_default();
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            drop(stream.write_all(head.as_bytes()).await);
            drop(stream.write_all(&body).await);
        }
    });
    url
}

#[tokio::test]
async fn a_list_that_somebody_else_signs_is_not_taken() {
    let (theirs, ours) = (server(), curious("localhost:7"));
    let root = admin(&theirs, "root").await;
    put(&root, "school", organisation("School", json!({})))
        .await
        .ok();
    let mut list = look(&theirs, "/list").await.ok();
    list["entries"][0]["name"] = json!("Bank");
    let files: Files = Arc::default();
    files
        .lock()
        .push(("/list".into(), serde_json::to_vec(&list).unwrap()));
    let url = format!(
        "{}/list",
        site(Arc::clone(&files))
            .await
            .replace("127.0.0.1", "localhost")
    );
    let host = admin(&ours, "host").await;
    let told = subscribe(&host, &url, "causeway")
        .await
        .refused(400, "M_INVALID_PARAM");
    assert!(
        told["error"].as_str().unwrap().contains("not signed"),
        "{told}"
    );
}

#[tokio::test]
async fn a_store_of_xdcget_is_imported_for_review() {
    let ours = Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.1/32")
        .start();
    let root = admin(&ours, "root").await;
    let files: Files = Arc::default();
    let lock = "[webxdc-hello]\napp_id = \"webxdc-hello\"\ntag_name = \"v1.2\"\nurl = \"https://example.org/x.xdc\"\n\
                date = \"2026-01-01\"\ndescription = \"Says hello.\\nIn many languages, to everybody in the chat.\"\n\
                source_code_url = \"https://example.org/hello\"\nname = \"Hello\"\ncache_relname = \"webxdc-hello-v1.2.xdc\"\n\
                [broken]\napp_id = \"broken\"\ntag_name = \"1\"\nurl = \"https://example.org/y.xdc\"\ndate = \"2026-01-01\"\n\
                description = \"\"\nsource_code_url = \"\"\nname = \"B\"\ncache_relname = \"broken-1.xdc\"\n";
    let hello = apps::packed(&[
        ("index.html", b"<p>hi"),
        ("manifest.toml", b"name = \"Hello\"\ntag_name = \"v1.2\""),
    ]);
    files
        .lock()
        .push(("/store/xdcget.lock".into(), lock.into()));
    files
        .lock()
        .push(("/store/webxdc-hello-v1.2.xdc".into(), hello));
    files
        .lock()
        .push(("/store/broken-1.xdc".into(), b"no archive".to_vec()));
    files.lock().push(("/none".into(), b"nothing = 3".to_vec()));
    let url = site(files).await;
    subscribe(&root, &format!("{url}/none"), "xdcget")
        .await
        .refused(400, "M_INVALID_PARAM");
    subscribe(&root, &format!("{url}/store/xdcget.lock"), "xdcget")
        .await
        .ok();
    let queue = format!("{ADMIN}/releases");
    until("it waits for review", async || {
        let told = root.get(&format!("{ADMIN}/subscriptions")).await.ok();
        told["subscriptions"][0]["problem"].is_string()
    })
    .await;
    let told = root.get(&format!("{ADMIN}/subscriptions")).await.ok();
    let problem = told["subscriptions"][0]["problem"].as_str().unwrap();
    assert!(
        problem.contains("broken: This is no zip archive"),
        "{problem}"
    );
    let waiting = root.get(&queue).await.ok();
    let one = &waiting["releases"][0];
    assert_eq!(
        (&one["app_id"], &one["version"], &one["publisher"]),
        (&json!("webxdc-hello"), &json!("v1.2"), &Value::Null)
    );
    assert!(found(&ours, "").await.is_empty());
    root.put(
        &format!("{queue}/webxdc-hello/v1.2"),
        json!({ "verdict": "reviewed" }),
    )
    .await
    .ok();
    let page = look(&ours, "?q=hello").await.ok();
    assert_eq!(page["results"][0]["summary"], "Says hello.");
}
