//! An organisation's domain says the same, or it does not.

use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use testkit::Server;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{DIRECTORY, look, organisation, put};
use crate::CAUSEWAY;

/// A web site that says what it is told to, and its domain.
async fn site() -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let domain = format!("localhost:{}", listener.local_addr().unwrap().port());
    let says = Arc::new(Mutex::new(String::new()));
    let said = Arc::clone(&says);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0u8; 8192];
            let n = stream.read(&mut request).await.unwrap_or(0);
            let right = request[..n].starts_with(b"GET /.well-known/causeway.json ");
            let body = if right {
                said.lock().clone()
            } else {
                String::new()
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            drop(stream.write_all((head + &body).as_bytes()).await);
        }
    });
    (domain, says)
}

#[tokio::test]
async fn a_domain_that_says_the_same_is_shown() {
    let server = Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.0/8")
        .arg("--egress-allow")
        .arg("::1")
        .start();
    let ada = server.person("ada").await;
    let (domain, says) = site().await;
    let entry = organisation(
        "School",
        json!({ "domain": domain, "site": "https://school.example" }),
    );
    let mine = put(&ada, "school", entry.clone()).await.ok();
    let text = mine["proof"]["text"].as_str().unwrap().to_owned();
    assert_eq!(
        mine["proof"]["file"],
        format!("http://{domain}/.well-known/causeway.json")
    );
    let shown = look(&server, "/entries/school").await.ok();
    assert_eq!(
        (&shown["verification"], &shown["domain"]),
        (&json!("none"), &Value::Null)
    );

    let check = format!("{DIRECTORY}/mine/school/domain");
    for wrong in [
        "",
        "{}",
        "not json",
        r#"{"directory": ["causeway-directory=else"]}"#,
    ] {
        wrong.clone_into(&mut says.lock());
        ada.post(&check, json!({}))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    *says.lock() = json!({ "directory": ["x", text] }).to_string();
    server
        .person("bob")
        .await
        .post(&check, json!({}))
        .await
        .refused(404, "M_NOT_FOUND");
    let mine = ada.post(&check, json!({})).await.ok();
    assert!(mine["proof"]["holds_until_ts"].is_u64());
    let shown = look(&server, "/entries/school").await.ok();
    assert_eq!(
        (&shown["verification"], &shown["domain"]),
        (&json!("domain"), &json!(domain))
    );

    // Another domain has to say so itself; the same again need not.
    put(&ada, "school", entry.clone()).await.ok();
    assert_eq!(
        look(&server, "/entries/school").await.ok()["verification"],
        "domain"
    );
    let mut moved = entry;
    moved["domain"] = json!("bank.example");
    put(&ada, "school", moved).await.ok();
    let shown = look(&server, "/entries/school").await.ok();
    assert_eq!(
        (&shown["verification"], &shown["domain"]),
        (&json!("none"), &Value::Null)
    );
}
