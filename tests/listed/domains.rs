//! An organisation's domain says the same, or it does not.

use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use testkit::Server;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    DIRECTORY, look,
    name_server::{NameServer, Says},
    organisation, put,
};
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
    assert_eq!(mine["proof"]["record"], "_causeway.localhost");
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

/// A server that asks this name server, and nobody else.
fn asking(names: &NameServer) -> Server {
    Server::builder(CAUSEWAY)
        .arg("--dns-server")
        .arg(names.address.to_string())
        .start()
}

#[tokio::test]
async fn a_record_of_a_domain_is_as_good_as_a_file() {
    let names = NameServer::start().await;
    let server = asking(&names);
    let ada = server.person("ada").await;
    let entry = organisation("Bakery", json!({ "domain": "bakery.example" }));
    let mine = put(&ada, "bakery", entry).await.ok();
    let text = mine["proof"]["text"].as_str().unwrap().to_owned();
    assert_eq!(mine["proof"]["record"], "_causeway.bakery.example");

    let check = format!("{DIRECTORY}/mine/bakery/domain");
    let texts = |texts: &[&[&str]]| {
        let pieces = |one: &&[&str]| one.iter().map(|&piece| piece.to_owned()).collect();
        Says::Texts(texts.iter().map(pieces).collect())
    };
    for wrong in [
        Says::Nothing,
        texts(&[]),
        texts(&[&["v=spf1 -all"], &["causeway-directory=else"]]),
        texts(&[&["causeway-directory="], &[&text[19..]]]),
    ] {
        names.says(wrong);
        ada.post(&check, json!({}))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    assert_eq!(
        look(&server, "/entries/bakery").await.ok()["verification"],
        "none"
    );
    // Long texts are written in pieces; some sites that keep records put marks around them.
    let (begin, rest) = text.split_at(25);
    for right in [
        texts(&[&["v=spf1 -all"], &[&text]]),
        texts(&[&[begin, rest]]),
        texts(&[&[&format!("\"{text}\"")]]),
    ] {
        names.says(right);
        let mine = ada.post(&check, json!({})).await.ok();
        assert!(mine["proof"]["holds_until_ts"].is_u64());
    }
    let shown = look(&server, "/entries/bakery").await.ok();
    assert_eq!(
        (&shown["verification"], &shown["domain"]),
        (&json!("domain"), &json!("bakery.example"))
    );
    let mut asked = names.asked();
    asked.dedup();
    assert_eq!(asked, ["_causeway.bakery.example"]);
}

#[tokio::test]
async fn a_hostile_name_server_proves_nothing_and_does_no_harm() {
    let names = NameServer::start().await;
    let server = asking(&names);
    let ada = server.person("ada").await;
    let entry = organisation("Bakery", json!({ "domain": "bakery.example" }));
    let mine = put(&ada, "bakery", entry).await.ok();
    let text = mine["proof"]["text"].as_str().unwrap().to_owned();
    let check = format!("{DIRECTORY}/mine/bakery/domain");
    // More than any packet holds, and more than one message can hold: what comes of it may not be a proof.
    let crowd = |n: usize| Says::Texts(vec![vec!["x".repeat(250)]; n]);
    for hostile in [
        Says::WrongId(text.clone()),
        Says::Chain,
        Says::Loop,
        Says::Noise,
        Says::Silence,
        crowd(20),
        crowd(240),
        crowd(1000),
    ] {
        names.says(hostile.clone());
        let begun = std::time::Instant::now();
        ada.post(&check, json!({}))
            .await
            .refused(404, "M_NOT_FOUND");
        assert!(begun.elapsed().as_secs() < 12, "{hostile:?}");
        assert!(names.asked().len() < 60, "{hostile:?} asks on and on");
        names.asked.lock().clear();
    }
    // Many texts, by TCP, and the right one among them.
    let mut many = vec![vec!["x".repeat(250)]; 100];
    many.push(vec![text]);
    names.says(Says::Texts(many));
    ada.post(&check, json!({})).await.ok();
}
