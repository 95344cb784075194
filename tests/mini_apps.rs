//! The origins on which mini-apps run: nothing of the server's is there, and nothing that comes from there lacks the
//! headers that keep a mini-app in.

use http::Method;
use serde_json::{Value, json};
use testkit::{Dice, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{CAUSEWAY, server};

/// What every answer has. Without one of them on one answer, all of them are worth nothing.
const SET: [&str; 9] = [
    "content-security-policy: default-src 'self'; ",
    "connection-allowlist: (response-origin); webrtc=block",
    "permissions-policy: ",
    "x-dns-prefetch-control: off",
    "referrer-policy: no-referrer",
    "x-content-type-options: nosniff",
    "cross-origin-resource-policy: same-origin",
    "origin-agent-cluster: ?1",
    "cache-control: no-store",
];

/// Sends bytes as they are, and reads all that comes back.
#[expect(clippy::disallowed_methods, reason = "sends what no HTTP client would")]
async fn raw(server: &Server, request: &[u8]) -> String {
    let address = server.url().strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    // The server may stop reading what is too long, and answer.
    let (mut reading, mut writing) = stream.split();
    let sent = async {
        let _closed = writing.write_all(request).await;
    };
    let mut answer = Vec::new();
    let read = async {
        let _reset = reading.read_to_end(&mut answer).await;
    };
    tokio::join!(sent, read);
    String::from_utf8_lossy(&answer).into_owned()
}

async fn ask(server: &Server, method: &str, host: &str, path: &str, more: &str) -> String {
    let head =
        format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}\r\n");
    raw(server, head.as_bytes()).await
}

fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1);
    status
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

/// The answer is one that keeps a mini-app in.
fn assert_dressed(answer: &str, what: &str) {
    let head = answer.split("\r\n\r\n").next().unwrap();
    for line in SET {
        assert!(
            head.contains(&format!("\r\n{line}")),
            "{what} lacks {line}: {head}"
        );
    }
    let policy = head
        .lines()
        .find(|line| line.starts_with("content-security-policy"));
    for rule in [
        "frame-ancestors 'self' http://",
        "sandbox allow-scripts",
        "object-src 'none'",
    ] {
        assert!(policy.unwrap().contains(rule), "{what}: {policy:?}");
    }
    assert!(
        !head.contains("access-control-allow-origin"),
        "{what}: {head}"
    );
}

#[tokio::test]
async fn every_answer_at_a_mini_apps_origin_keeps_it_in_whatever_is_asked() {
    let server = server();
    let host = "abcdefghijklmnopqrstuvwxyz.localhost";
    let mut dice = Dice::new(Dice::seed("mini_apps"));
    for path in paths(&mut dice) {
        let answer = ask(&server, "GET", host, &path, "").await;
        let what = path.chars().take(60).collect::<String>();
        assert!((400..500).contains(&status(&answer)), "{what}: {answer}");
        assert_dressed(&answer, &what);
    }
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD", "TRACE", "X",
    ] {
        for path in ["/", "/-/boot", "/_matrix/client/versions", "/health"] {
            assert_dressed(&ask(&server, method, host, path, "").await, method);
        }
    }
}

/// Missing, malformed and overlong paths, and those of the server's own interface.
fn paths(dice: &mut Dice) -> Vec<String> {
    let mut all: Vec<String> = [
        "/",
        "/index.html",
        "/webxdc.js",
        "/_matrix/client/versions",
        "/_causeway/v1/host",
        "/health",
        "/ready",
        "/metrics",
        "/.well-known/matrix/client",
        "/assets/x.js",
        "/-/",
        "/-/nothing",
        "/-/boot/",
        "/SW.JS",
        "/sw.js/",
        "//-/boot",
        "/%2d/boot",
        "/../x",
        "/a%2f..%2f..",
        "/%",
        "/%zz",
        "/%00",
        "/\u{7f}",
        "/x y",
        "*",
        "/?#",
    ]
    .map(str::to_owned)
    .into();
    for length in [1_000, 10_000, 60_000, 70_000, 300_000, 1_000_000] {
        all.push(format!("/{}", "a".repeat(length)));
        all.push(format!("/?{}", "%41".repeat(length / 3)));
    }
    let letters = b"abz/%.-_~:@!$&'()*+,;=?#[]\\^`{|}<>\"\x80\xff0";
    while all.len() < 200 {
        let length = 1 + dice.below(60);
        let random: Vec<u8> = (0..length)
            .map(|_| letters[dice.below(letters.len())])
            .collect();
        all.push(format!("/{}", String::from_utf8_lossy(&random)));
    }
    all
}

#[tokio::test]
async fn heads_that_cannot_be_read_are_refused_with_the_headers_too() {
    let server = server();
    let host = "host: a.localhost\r\n";
    let cookies = format!("cookie: {}\r\n", "c".repeat(600_000));
    let many = "x: y\r\n".repeat(200);
    for (what, request) in [
        ("no HTTP", "hello\r\n\r\n".to_owned()),
        ("a bad version", format!("GET / HTTP/9.9\r\n{host}\r\n")),
        (
            "a header without a name",
            format!("GET / HTTP/1.1\r\n{host}: x\r\n\r\n"),
        ),
        (
            "cookies that are too long",
            format!("GET / HTTP/1.1\r\n{host}{cookies}\r\n"),
        ),
        (
            "too many headers",
            format!("GET / HTTP/1.1\r\n{host}{many}\r\n"),
        ),
        (
            "two lengths",
            format!("GET / HTTP/1.1\r\n{host}content-length: 1\r\ncontent-length: 2\r\n\r\n"),
        ),
        (
            "a good request before it",
            format!(
                "GET / HTTP/1.1\r\n{host}\r\nGET /{} HTTP/1.1\r\n{host}\r\n",
                "a".repeat(70_000)
            ),
        ),
    ] {
        let answer = raw(&server, request.as_bytes()).await;
        for one in answer
            .split_inclusive("\r\n\r\n")
            .filter(|part| part.starts_with("HTTP/1."))
        {
            assert!((400..500).contains(&status(one)), "{what}: {one}");
            assert_dressed(one, what);
        }
        assert!(answer.starts_with("HTTP/1."), "{what}: {answer:?}");
    }
}

#[tokio::test]
async fn a_mini_apps_origin_has_its_first_page_and_its_service_worker_and_no_route_of_the_server() {
    let server = server();
    let get =
        async |path: &str, more: &str| ask(&server, "GET", "a.localhost:8008", path, more).await;
    for (path, kind, word) in [
        ("/-/boot", "text/html", "/-/boot.js"),
        (
            "/-/boot.js",
            "text/javascript",
            "serviceWorker.register(\"/sw.js\"",
        ),
        ("/-/wipe", "text/html", "/-/wipe.js"),
        ("/-/wipe.js", "text/javascript", "indexedDB.deleteDatabase"),
        ("/-/probe", "text/html", "/-/probe.js"),
        ("/-/probe.js", "text/javascript", "RTCPeerConnection"),
        (
            "/sw.js",
            "text/javascript",
            "\nconst WEBXDC = \"// window.webxdc",
        ),
    ] {
        let answer = get(path, "").await;
        assert_eq!(status(&answer), 200, "{path}");
        assert!(
            answer.contains(&format!("\r\ncontent-type: {kind}; charset=utf-8\r\n")),
            "{path}: {answer}"
        );
        assert!(answer.contains(word), "{path}");
        assert_dressed(&answer, path);
        assert_eq!(
            answer.contains("\r\nclear-site-data: \"storage\", \"cache\"\r\n"),
            path == "/-/wipe",
            "{path}"
        );
        let head = ask(&server, "HEAD", "a.localhost", path, "").await;
        assert!(head.ends_with("\r\n\r\n") && status(&head) == 200, "{head}");
    }
    // The worker puts on its own answers what the server puts on its own.
    let (worker, page) = (get("/sw.js", "").await, get("/-/boot", "").await);
    let line = worker
        .lines()
        .find_map(|line| line.strip_prefix("const HEADERS = "))
        .unwrap();
    let headers: Value = serde_json::from_str(line.trim_end_matches(';')).unwrap();
    for (name, value) in headers.as_object().unwrap() {
        let value = value.as_str().unwrap();
        assert!(page.contains(&format!("\r\n{name}: {value}\r\n")), "{name}");
    }
    assert_eq!(headers.as_object().unwrap().len(), SET.len());
}

#[tokio::test]
async fn no_other_service_worker_and_no_page_in_a_tab_of_its_own() {
    let server = server();
    let get = async |path: &str, more: &str| {
        status(&ask(&server, "GET", "a.localhost", path, more).await)
    };
    let worker = "service-worker: script\r\n";
    assert_eq!(get("/sw.js", worker).await, 200);
    for path in ["/-/boot.js", "/x.js", "/webxdc.js", "/a/sw.js"] {
        assert_eq!(get(path, worker).await, 403, "{path}");
    }
    for path in ["/-/boot", "/", "/index.html"] {
        assert_eq!(
            get(path, "sec-fetch-dest: document\r\n").await,
            403,
            "{path}"
        );
        assert_ne!(get(path, "sec-fetch-dest: iframe\r\n").await, 403, "{path}");
    }
}

#[tokio::test]
async fn a_request_is_the_mini_apps_by_any_of_what_names_its_host() {
    let server = server();
    let path = "/_matrix/client/versions";
    for mini_app in [
        "A.LOCALHOST",
        "a.localhost.",
        "a.b.localhost:1",
        "%61.localhost",
        "a.localhost:",
    ] {
        assert_eq!(
            status(&ask(&server, "GET", mini_app, path, "").await),
            404,
            "{mini_app}"
        );
    }
    for own in [
        "localhost",
        "127.0.0.1",
        "xlocalhost",
        "a.localhost.example.org",
        "x",
    ] {
        assert_eq!(
            status(&ask(&server, "GET", own, path, "").await),
            200,
            "{own}"
        );
    }
    let absolute = format!(
        "GET http://a.localhost{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(status(&raw(&server, absolute.as_bytes()).await), 404);
    let both = ask(&server, "GET", "localhost", path, "host: a.localhost\r\n").await;
    assert_dressed(&both, "two hosts");
}

async fn told(server: &Server) -> Value {
    let path = "/_causeway/v1/mini-apps";
    let answer = server
        .http
        .json(Method::GET, path, None, &Value::Null)
        .await;
    answer.ok()
}

#[tokio::test]
async fn a_host_says_whether_it_runs_mini_apps_and_where() {
    let plain = server();
    let port = plain.url().rsplit(':').next().unwrap();
    let origin = format!("http://{{label}}.localhost:{port}");
    assert_eq!(told(&plain).await, json!({ "origin": origin }));

    let with = |args: &[&str]| {
        let mut builder = Server::builder(CAUSEWAY);
        for arg in args {
            builder = builder.arg(*arg);
        }
        builder.start()
    };
    let off = with(&["--mini-apps-domain", "off"]);
    assert_eq!(told(&off).await, json!({ "origin": null }));
    let versions = ask(&off, "GET", "a.localhost", "/_matrix/client/versions", "").await;
    assert_eq!(status(&versions), 200, "no host is special");

    let public = ["--public-url", "https://chat.example.org"];
    assert_eq!(told(&with(&public)).await, json!({ "origin": null }));
    let on = with(&[
        public[0],
        public[1],
        "--mini-apps-domain",
        "apps.example.org",
    ]);
    assert_eq!(
        told(&on).await,
        json!({ "origin": "https://{label}.apps.example.org" })
    );
    let page = ask(&on, "GET", "x.apps.example.org", "/-/boot", "").await;
    assert!(
        page.contains("frame-ancestors 'self' https://chat.example.org\r\n"),
        "{page}"
    );
}

#[tokio::test]
async fn the_doctor_says_how_mini_apps_are_switched_on_and_what_cannot_be() {
    let mut server = server();
    server.stop();
    let says = |args: &[&str]| {
        let mut all = vec!["doctor", "--server-name", "localhost"];
        all.extend(args);
        String::from_utf8_lossy(&server.run(&all).stdout).into_owned()
    };
    let own = says(&[]);
    assert!(
        own.contains("ok      mini-apps run at http://LABEL.localhost"),
        "{own}"
    );
    let public = says(&["--public-url", "https://chat.example.org"]);
    assert!(
        public.contains("advice  mini-apps are off") && public.contains("--mini-apps-domain"),
        "{public}"
    );
    let nowhere = [
        "--public-url",
        "https://chat.example.org",
        "--mini-apps-domain",
        "apps.invalid",
    ];
    let nowhere = says(&nowhere);
    assert!(
        nowhere.contains("WRONG") && nowhere.contains("*.apps.invalid"),
        "{nowhere}"
    );
    let around = says(&[
        "--public-url",
        "https://chat.example.org",
        "--mini-apps-domain",
        "example.org",
    ]);
    assert!(
        around.contains("WRONG   the mini-apps domain example.org must not hold"),
        "{around}"
    );
}
