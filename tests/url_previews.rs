//! Previews of links: fetched by the server, from the public internet only (B53).

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use image::{DynamicImage, ImageFormat};
use testkit::{Answer, Person, Server, segment};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::CAUSEWAY;

/// A small web site.
struct Site {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut bytes = vec![0u8; 8192];
                    let n = stream.read(&mut bytes).await.unwrap_or(0);
                    let request = String::from_utf8_lossy(&bytes[..n]).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
                    let (status, kind, body) = page(&path);
                    let head = format!(
                        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    drop(stream.write_all(head.as_bytes()).await);
                    drop(stream.write_all(&body).await);
                });
            }
        });
        Self { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn page(path: &str) -> (u16, &'static str, Vec<u8>) {
    match path {
        "/" => (200, "text/html; charset=utf-8", r#"<html><head><title>Plain</title>
            <meta property="og:title" content="Harbour &amp; tea 茶"><meta property="og:image" content="/p.png"></head></html>"#.into()),
        "/p.png" => {
            let mut out = Vec::new();
            DynamicImage::new_rgb8(60, 40).write_to(&mut Cursor::new(&mut out), ImageFormat::Png).unwrap();
            (200, "image/png", out)
        }
        "/file" => (200, "application/zip", b"PK".to_vec()),
        "/broken-picture" => (200, "image/png", b"no".to_vec()),
        _ => (404, "text/html", b"gone".to_vec()),
    }
}

async fn preview(person: &Person, url: &str) -> Answer {
    person
        .get(&format!(
            "/_matrix/client/v1/media/preview_url?url={}",
            segment(url)
        ))
        .await
}

fn open_server() -> Server {
    Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.1/32")
        .start()
}

#[tokio::test]
async fn a_page_is_described_with_its_picture_and_asked_once() {
    let (server, site) = (open_server(), Site::start().await);
    let alice = server.person("alice").await;
    let first = preview(&alice, &site.url("/")).await.ok();
    assert_eq!(first["og:title"], "Harbour & tea 茶");
    assert_eq!(
        (&first["og:image:width"], &first["og:image:height"]),
        (&60.into(), &40.into())
    );
    assert_eq!(first["og:image:type"], "image/png");
    assert!(first["matrix:image:size"].is_u64());
    let image = first["og:image"]
        .as_str()
        .unwrap()
        .strip_prefix("mxc://")
        .unwrap();
    let picture = alice
        .get(&format!("/_matrix/client/v1/media/download/{image}"))
        .await;
    assert_eq!(&picture.bytes[..], &page("/p.png").2[..]);
    let asked = site.asked.load(Ordering::SeqCst);
    assert_eq!(preview(&alice, &site.url("/#part")).await.ok(), first);
    assert_eq!(
        site.asked.load(Ordering::SeqCst),
        asked,
        "the second time from the cache"
    );
    let direct = preview(&alice, &site.url("/p.png")).await.ok();
    assert!(direct["og:image"].as_str().unwrap().starts_with("mxc://"));
    for path in ["/file", "/broken-picture"] {
        assert_eq!(
            preview(&alice, &site.url(path)).await.ok(),
            serde_json::json!({})
        );
    }
}

#[tokio::test]
async fn what_cannot_or_must_not_be_fetched_is_refused() {
    let (server, site) = (open_server(), Site::start().await);
    let alice = server.person("alice").await;
    preview(&alice, &site.url("/missing"))
        .await
        .refused(404, "M_NOT_FOUND");
    for bad in ["", "nonsense", "file:///etc/passwd", "ftp://example.com/"] {
        preview(&alice, bad).await.refused(400, "M_INVALID_PARAM");
    }
    alice
        .get("/_matrix/client/v1/media/preview_url")
        .await
        .refused(400, "M_MISSING_PARAM");
    server
        .http
        .json(
            http::Method::GET,
            "/_matrix/client/v1/media/preview_url?url=x",
            None,
            &serde_json::Value::Null,
        )
        .await
        .refused(401, "M_MISSING_TOKEN");
    let closed = crate::server();
    let bob = closed.person("bob").await;
    for url in [
        site.url("/"),
        "http://[::1]/".into(),
        "http://169.254.169.254/".into(),
        "http://10.0.0.1/".into(),
    ] {
        preview(&bob, &url).await.refused(403, "M_FORBIDDEN");
    }
    assert!(
        Server::builder(CAUSEWAY)
            .arg("--no-url-previews")
            .start()
            .person("carol")
            .await
            .get("/_matrix/client/v1/media/preview_url?url=http://example.com/")
            .await
            .status
            .as_u16()
            == 404
    );
}
