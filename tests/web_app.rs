//! The web app at the server's address: its page for every deep link, its files with what a browser must know
//! of them, and nothing of it where the server's own interface is.

use std::{fs, path::Path};

use http::{Method, StatusCode};
use tempfile::TempDir;
use testkit::{Answer, Server};

use crate::CAUSEWAY;

const SCRIPT: &str = "/assets/app-5f3a.js";

/// What a build of the app leaves, in small.
fn app() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("assets")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html><title>Causeway</title>"),
        ("index.html.gz", "the page, gzipped"),
        ("sw.js", "// service worker"),
        ("manifest.webmanifest", "{}"),
        ("favicon.svg", "<svg/>"),
        ("assets/app-5f3a.js", "plain script"),
        ("assets/app-5f3a.js.br", "script by brotli"),
        ("assets/app-5f3a.js.gz", "script by gzip"),
        ("assets/app-77aa.css", "body{}"),
        ("assets/crypto-01.wasm", "\0asm"),
        ("assets/inter-02.woff2", "wOF2"),
        ("assets/shot-03.png", "png"),
        ("assets/zh-04.json", "{}"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn server(folder: &Path) -> Server {
    Server::builder(CAUSEWAY)
        .arg("--web-dir")
        .arg(folder.display().to_string())
        .start()
}

fn header(answer: &Answer, name: &str) -> String {
    let value = answer
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap());
    value.unwrap_or_default().to_owned()
}

async fn get(server: &Server, path: &str) -> Answer {
    server.http.look(Method::GET, path, &[]).await
}

#[tokio::test]
async fn every_deep_link_opens_the_app_and_every_file_is_itself() {
    let folder = app();
    let server = server(folder.path());
    for link in [
        "/",
        "/chat/!room:localhost",
        "/v/abc",
        "/@mei:localhost",
        "/app/xyz",
        "/join/token",
        "/settings",
    ] {
        let page = get(&server, link).await;
        assert_eq!(page.status, StatusCode::OK, "{link}");
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        assert!(page.bytes.starts_with(b"<!doctype html>"), "{link}");
    }
    for (path, kind) in [
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/favicon.svg", "image/svg+xml"),
        (SCRIPT, "text/javascript; charset=utf-8"),
        ("/assets/app-77aa.css", "text/css; charset=utf-8"),
        ("/assets/crypto-01.wasm", "application/wasm"),
        ("/assets/inter-02.woff2", "font/woff2"),
        ("/assets/shot-03.png", "image/png"),
        ("/assets/zh-04.json", "application/json"),
    ] {
        let file = get(&server, path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(header(&file, "content-type"), kind, "{path}");
        let keep = match path.starts_with("/assets/") {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        assert_eq!(header(&file, "cache-control"), keep, "{path}");
    }
    // A new build is there at once.
    fs::write(folder.path().join("index.html"), "<!doctype html>new").unwrap();
    assert_eq!(get(&server, "/").await.bytes, "<!doctype html>new");
}

#[tokio::test]
async fn the_server_and_what_is_missing_are_not_the_app() {
    let folder = app();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.txt")).unwrap();
    fs::write(folder.path().join(".hidden"), "secret").unwrap();
    let server = server(folder.path());
    for path in [
        "/assets/gone-1.js",
        "/favicon.ico",
        "/link.txt",
        "/.hidden",
        "/_matrix/client/v3/nothing",
        "/_causeway/v1/nothing",
        "/.well-known/nothing",
        "/health/nothing",
    ] {
        let answer = get(&server, path).await;
        answer.refused(404, "M_UNRECOGNIZED");
    }
    let answer = server.http.look(Method::POST, "/chat/x", &[]).await;
    answer.refused(404, "M_UNRECOGNIZED");
    assert_eq!(get(&server, "/health").await.bytes, "ok");
    assert!(get(&server, "/metrics").await.status.is_success());
    get(&server, "/_matrix/client/versions").await.ok();
}

#[tokio::test]
async fn a_browser_gets_the_smallest_form_once() {
    let folder = app();
    let server = server(folder.path());
    let mut tags = Vec::new();
    for (taken, coding, body) in [
        ("gzip, deflate, br, zstd", "br", "script by brotli"),
        ("gzip, br;q=0", "gzip", "script by gzip"),
        ("identity", "", "plain script"),
    ] {
        let accept = [("accept-encoding", taken)];
        let file = server.http.look(Method::GET, SCRIPT, &accept).await;
        assert_eq!(header(&file, "content-encoding"), coding);
        assert_eq!(file.bytes, body);
        assert_eq!(header(&file, "vary"), "accept-encoding");
        let tag = header(&file, "etag");
        let head = server.http.look(Method::HEAD, SCRIPT, &accept).await;
        assert_eq!(header(&head, "content-length"), body.len().to_string());
        assert_eq!(header(&head, "etag"), tag);
        assert!(head.bytes.is_empty());
        let known = [("accept-encoding", taken), ("if-none-match", &tag)];
        let again = server.http.look(Method::GET, SCRIPT, &known).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        assert!(again.bytes.is_empty() && header(&again, "etag") == tag);
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has its own tag");
    let page = [("accept-encoding", "br, gzip")];
    let page = server.http.look(Method::GET, "/chat/x", &page).await;
    assert_eq!(header(&page, "content-encoding"), "gzip");
}

#[tokio::test]
async fn the_page_can_reach_its_own_server_and_nothing_else() {
    let folder = app();
    let server = server(folder.path());
    for path in ["/", SCRIPT, "/sw.js"] {
        let answer = get(&server, path).await;
        let policy = header(&answer, "content-security-policy");
        let rules: Vec<_> = policy.split("; ").collect();
        for rule in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types causeway dompurify",
        ] {
            assert!(rules.contains(&rule), "{path}: {policy}");
        }
        // Besides the app's own styles only those whose very text is known.
        let styles = rules
            .iter()
            .find_map(|rule| rule.strip_prefix("style-src 'self'"));
        let hashes = styles.unwrap().split_whitespace();
        assert!(
            hashes.into_iter().all(|one| one.starts_with("'sha256-")),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"));
        // Another origin stands nowhere but where mini-apps are shown.
        let others: Vec<_> = rules.iter().filter(|rule| rule.contains("http")).collect();
        assert!(
            matches!(others[..], [frames] if frames.starts_with("frame-src http://*.localhost:")),
            "{policy}"
        );
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(header(&answer, name), value, "{path}");
        }
        let may = header(&answer, "permissions-policy");
        assert!(
            may.contains("camera=(self)") && may.contains("usb=()"),
            "{may}"
        );
    }
    // What the interface says belongs in no cache, errors and what is not there included.
    for path in [
        "/_matrix/client/v3/account/whoami",
        "/_causeway/v1/me",
        "/assets/gone.js",
    ] {
        let answer = get(&server, path).await;
        assert!(answer.status.is_client_error(), "{path}");
        assert_eq!(header(&answer, "cache-control"), "no-store", "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    }
    // Clients of other origins talk to the interface; its answers carry none of this.
    let versions = get(&server, "/_matrix/client/versions").await;
    assert_eq!(header(&versions, "content-security-policy"), "");
    assert_eq!(header(&versions, "cross-origin-resource-policy"), "");
}

#[tokio::test]
async fn without_the_app_there_is_a_welcome_page_and_a_wrong_folder_is_said() {
    let empty = tempfile::tempdir().unwrap();
    let server = server(empty.path());
    let page = get(&server, "/").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = String::from_utf8(page.bytes.to_vec()).unwrap();
    assert!(
        text.contains(server.url()) && text.contains("is running"),
        "{text}"
    );
    get(&server, "/chat/x").await.refused(404, "M_UNRECOGNIZED");

    let data = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(CAUSEWAY)
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--web-dir",
            "/nowhere",
            "--data-dir",
        ])
        .arg(data.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--web-dir"), "{said}");
}
