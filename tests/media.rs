//! Files: uploaded, handed out, made small; hostile ones do no harm (client-server §13.8; B52).

use std::io::Cursor;

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use image::{DynamicImage, GenericImageView, ImageFormat};
use serde_json::{Value, json};
use testkit::{Answer, Person, Server};

use crate::{CAUSEWAY, server};

async fn upload(
    person: &Person,
    query: &str,
    content_type: &str,
    bytes: impl Into<Bytes>,
) -> Answer {
    let path = format!("/_matrix/media/v3/upload{query}");
    person
        .http
        .send(
            Method::POST,
            &path,
            Some(&person.token),
            content_type,
            bytes.into(),
        )
        .await
}

/// Uploads; returns `server/id`.
async fn stored(
    person: &Person,
    query: &str,
    content_type: &str,
    bytes: impl Into<Bytes>,
) -> String {
    let answer = upload(person, query, content_type, bytes).await.ok();
    answer["content_uri"]
        .as_str()
        .unwrap()
        .strip_prefix("mxc://")
        .unwrap()
        .to_owned()
}

async fn get(person: &Person, path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::builder()
        .uri(format!(
            "{}/_matrix/client/v1/media/{path}",
            person.http.url
        ))
        .header(header::AUTHORIZATION, format!("Bearer {}", person.token));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    person
        .http
        .request(request.body(Full::default()).unwrap())
        .await
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    DynamicImage::new_rgba8(width, height)
        .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
        .unwrap();
    out
}

fn head<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_file_comes_back_as_it_was() {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    // Larger than an ordinary request may be, and than one part in memory.
    let bytes: Vec<u8> = (0..21 * 1024 * 1024u32)
        .map(|n| u8::try_from(n % 253).unwrap())
        .collect();
    let big = stored(&alice, "?filename=big.bin", "", bytes.clone()).await;
    let text = stored(
        &alice,
        "?filename=%E8%8C%B6.txt",
        "text/plain; charset=utf-8",
        "tea".as_bytes().to_vec(),
    )
    .await;
    let empty = stored(&alice, "", "text/plain", Bytes::new()).await;
    server.kill();
    server.start();
    let bob = bob.at(&server.http);
    let answer = get(&bob, &format!("download/{big}"), &[]).await;
    assert!(
        answer.bytes == bytes,
        "{} bytes of {}",
        answer.bytes.len(),
        bytes.len()
    );
    assert_eq!(head(&answer, "content-type"), "application/octet-stream");
    assert_eq!(
        head(&answer, "content-disposition"),
        "attachment; filename=big.bin"
    );
    let answer = get(&bob, &format!("download/{text}"), &[]).await;
    assert_eq!(&answer.bytes[..], b"tea");
    assert_eq!(head(&answer, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        head(&answer, "content-disposition"),
        "inline; filename*=utf-8''%E8%8C%B6.txt"
    );
    assert!(head(&answer, "content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(
        head(&answer, "cross-origin-resource-policy"),
        "cross-origin"
    );
    assert!(head(&answer, "cache-control").contains("immutable"));
    let renamed = get(&bob, &format!("download/{text}/other.txt"), &[]).await;
    assert_eq!(
        head(&renamed, "content-disposition"),
        "inline; filename=other.txt"
    );
    assert!(
        get(&bob, &format!("download/{empty}"), &[])
            .await
            .bytes
            .is_empty()
    );
    let config = bob.get("/_matrix/client/v1/media/config").await.ok();
    assert_eq!(config["m.upload.size"], 104_857_600);
}

#[tokio::test]
async fn parts_and_known_files_are_answered_shortly() {
    let server = server();
    let alice = server.person("alice").await;
    let id = format!(
        "download/{}",
        stored(&alice, "", "video/mp4", "0123456789".as_bytes().to_vec()).await
    );
    let whole = get(&alice, &id, &[]).await;
    assert_eq!(head(&whole, "accept-ranges"), "bytes");
    let etag = head(&whole, "etag").to_owned();
    let part = get(&alice, &id, &[(header::RANGE, "bytes=2-4")]).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &b"234"[..]));
    assert_eq!(head(&part, "content-range"), "bytes 2-4/10");
    let last = get(
        &alice,
        &id,
        &[(header::RANGE, "bytes=-2"), (header::IF_RANGE, &etag)],
    )
    .await;
    assert_eq!(&last.bytes[..], b"89");
    let beyond = get(&alice, &id, &[(header::RANGE, "bytes=10-")]).await;
    assert_eq!(
        (beyond.status.as_u16(), head(&beyond, "content-range")),
        (416, "bytes */10")
    );
    let known = get(&alice, &id, &[(header::IF_NONE_MATCH, &etag)]).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
}

#[tokio::test]
async fn what_a_browser_could_run_is_only_saved() {
    let server = server();
    let alice = server.person("alice").await;
    for (content_type, disposition) in [
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("application/pdf", "attachment"),
        ("application/javascript", "attachment"),
        ("TEXT/HTML; charset=x", "attachment"),
        ("image/png", "inline"),
        ("audio/ogg; codecs=opus", "inline"),
    ] {
        let id = stored(
            &alice,
            "",
            content_type,
            "<script>1</script>".as_bytes().to_vec(),
        )
        .await;
        let answer = get(&alice, &format!("download/{id}"), &[]).await;
        assert_eq!(
            head(&answer, "content-disposition"),
            disposition,
            "{content_type}"
        );
        assert_eq!(head(&answer, "x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn strangers_old_paths_and_too_much_are_refused() {
    let server = Server::builder(CAUSEWAY)
        .arg("--upload-bytes-max")
        .arg("1000")
        .start();
    let alice = server.person("alice").await;
    let id = stored(&alice, "", "text/plain", vec![b'x'; 1000]).await;
    upload(&alice, "", "text/plain", vec![b'x'; 1001])
        .await
        .refused(413, "M_TOO_LARGE");
    for path in [
        format!("/_matrix/client/v1/media/download/{id}"),
        "/_matrix/client/v1/media/config".to_owned(),
    ] {
        server
            .http
            .json(Method::GET, &path, None, &Value::Null)
            .await
            .refused(401, "M_MISSING_TOKEN");
    }
    server
        .http
        .send(
            Method::POST,
            "/_matrix/media/v3/upload",
            None,
            "text/plain",
            "x".into(),
        )
        .await
        .refused(401, "M_MISSING_TOKEN");
    for old in ["download", "thumbnail"] {
        let query = if old == "thumbnail" {
            "?width=1&height=1"
        } else {
            ""
        };
        alice
            .get(&format!("/_matrix/media/v3/{old}/{id}{query}"))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    get(&alice, "download/localhost/unknown", &[])
        .await
        .refused(404, "M_NOT_FOUND");
    get(&alice, "download/elsewhere.example/x", &[])
        .await
        .refused(404, "M_NOT_FOUND");
    get(&alice, "download/localhost/..%2F..%2Fx", &[])
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn an_announced_file_can_be_waited_for() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let made = alice.post("/_matrix/media/v1/create", json!({})).await.ok();
    assert!(made["unused_expires_at"].is_u64());
    let id = made["content_uri"]
        .as_str()
        .unwrap()
        .strip_prefix("mxc://")
        .unwrap()
        .to_owned();
    get(&bob, &format!("download/{id}?timeout_ms=100"), &[])
        .await
        .refused(504, "M_NOT_YET_UPLOADED");
    let waiting = tokio::spawn({
        let (bob, id) = (bob.clone(), id.clone());
        async move { get(&bob, &format!("download/{id}?timeout_ms=30000"), &[]).await }
    });
    let path = format!("/_matrix/media/v3/upload/{id}?filename=a.txt");
    let put = async |who: &Person, path: &str| {
        who.http
            .send(
                Method::PUT,
                path,
                Some(&who.token),
                "text/plain",
                "late".into(),
            )
            .await
    };
    put(&bob, &path).await.refused(403, "M_FORBIDDEN");
    put(&alice, "/_matrix/media/v3/upload/localhost/unknown")
        .await
        .refused(404, "M_NOT_FOUND");
    put(&alice, &path).await.ok();
    let got = waiting.await.unwrap();
    assert_eq!(&got.bytes[..], b"late");
    put(&alice, &path)
        .await
        .refused(409, "M_CANNOT_OVERWRITE_MEDIA");
    for _ in 0..50 {
        bob.post("/_matrix/media/v1/create", json!({})).await.ok();
    }
    bob.post("/_matrix/media/v1/create", json!({}))
        .await
        .refused(429, "M_LIMIT_EXCEEDED");
}

#[tokio::test]
async fn thumbnails_fit_their_size_and_method() {
    let server = server();
    let alice = server.person("alice").await;
    let id = stored(&alice, "", "image/png", png(400, 200)).await;
    let size = async |query: &str| {
        let answer = get(&alice, &format!("thumbnail/{id}?{query}"), &[]).await;
        assert!(
            answer.status.is_success(),
            "{query}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        assert_eq!(head(&answer, "content-type"), "image/png");
        assert!(head(&answer, "content-disposition").starts_with("inline"));
        image::load_from_memory(&answer.bytes).unwrap().dimensions()
    };
    // The same size by another method is another picture, also the second time.
    for _ in 0..2 {
        assert_eq!(size("width=96&height=96&method=scale").await, (96, 48));
        assert_eq!(size("width=96&height=96&method=crop").await, (96, 96));
    }
    assert_eq!(
        size("width=99999999999&height=1e9").await,
        (400, 200),
        "never larger than the picture"
    );
    assert_eq!(size("width=30&height=20&animated=true").await, (32, 16));
    for query in [
        "",
        "?width=10",
        "?width=0&height=0",
        "?width=-1&height=5",
        "?width=x&height=1",
        "?width=1&height=1&method=magic",
    ] {
        assert_eq!(
            get(&alice, &format!("thumbnail/{id}{query}"), &[])
                .await
                .status
                .as_u16(),
            400,
            "{query}"
        );
    }
    for (kind, format) in [
        ("jpeg", ImageFormat::Jpeg),
        ("gif", ImageFormat::Gif),
        ("webp", ImageFormat::WebP),
    ] {
        let mut bytes = Vec::new();
        let source = DynamicImage::new_rgb8(120, 60);
        source
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        let id = stored(&alice, "", &format!("image/{kind}"), bytes).await;
        let answer = get(&alice, &format!("thumbnail/{id}?width=64&height=64"), &[]).await;
        assert_eq!(
            image::load_from_memory(&answer.bytes).unwrap().dimensions(),
            (64, 32),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn what_is_no_picture_has_no_thumbnail_but_downloads() {
    let server = server();
    let alice = server.person("alice").await;
    let mut bomb = png(1, 1);
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let mut cut = png(64, 64);
    cut.truncate(80);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>".to_vec();
    for (content_type, bytes) in [
        ("image/png", bomb),
        ("image/png", cut),
        ("image/svg+xml", svg),
        ("image/png", b"not a picture".to_vec()),
        ("text/plain", b"text".to_vec()),
        ("image/gif", b"GIF89a\xff\xff\xff\xff".to_vec()),
    ] {
        let id = stored(&alice, "", content_type, bytes.clone()).await;
        get(&alice, &format!("thumbnail/{id}?width=96&height=96"), &[])
            .await
            .refused(400, "M_UNKNOWN");
        assert_eq!(
            &get(&alice, &format!("download/{id}"), &[]).await.bytes[..],
            &bytes[..]
        );
    }
}

#[tokio::test]
async fn a_file_whose_bytes_are_lost_is_not_there_and_the_host_is_told() {
    let server = server();
    let alice = server.person("alice").await;
    let (lost, small) = (
        stored(&alice, "", "image/png", png(300, 200)).await,
        stored(&alice, "", "image/png", png(90, 90)).await,
    );
    let thumbnail = format!("thumbnail/{small}?width=32&height=32&method=crop");
    assert!(get(&alice, &thumbnail, &[]).await.status.is_success());
    let blobs = server.data_dir().join("blobs");
    std::fs::remove_dir_all(&blobs).unwrap();
    for path in [
        format!("download/{lost}"),
        format!("download/{lost}/name.png"),
        format!("thumbnail/{lost}?width=32&height=32&method=crop"),
        thumbnail,
    ] {
        get(&alice, &path, &[]).await.refused(404, "M_NOT_FOUND");
    }
    let log = server.log();
    assert_eq!(log.matches("restore it from a backup").count(), 4, "{log}");
}
