//! Whatever is thrown at the server, it answers with the spec's error and goes on (client-server §2.2;
//! bug classes "endpoint without authentication", "404 instead of M_UNRECOGNIZED", "panic on odd
//! input").

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Person, Server, room_path, segment};

use crate::{CAUSEWAY, server};

/// The endpoints that need a token: method and path with places in braces.
pub fn routes() -> Vec<(Method, String)> {
    include_str!("routes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (method, path) = line.split_once(' ').unwrap();
            (method.parse().unwrap(), path.to_owned())
        })
        .collect()
}

/// The path with something in each place.
pub fn filled(path: &str, fill: impl Fn(&str) -> String) -> String {
    let parts = path.split('/').map(|part| {
        let place = part.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
        place.map_or(part.to_owned(), |place| segment(&fill(place)))
    });
    parts.collect::<Vec<_>>().join("/")
}

fn errcode(answer: &Answer) -> String {
    let json: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    json["errcode"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn no_endpoint_forgets_to_ask_for_a_token() {
    let server = server();
    let mut closed = 0;
    for (method, path) in routes() {
        let path = filled(&path, |_| "!x:localhost".to_owned());
        let what = format!("{method} {path}");
        let ask = |token| {
            let method = method.clone();
            let (http, path) = (&server.http, &path);
            async move { http.json(method, path, token, &Value::Null).await }
        };
        let answer = ask(None).await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{what}");
        match (answer.status.as_u16(), errcode(&answer).as_str()) {
            // Not part of this server.
            (404 | 405, "M_UNRECOGNIZED") => continue,
            (401, "M_MISSING_TOKEN") => closed += 1,
            // An answer to HEAD has no body.
            (401, "") if method == Method::HEAD => closed += 1,
            other => panic!("{what} answered {other:?} to nobody"),
        }
        let unknown = ask(Some("not-a-token")).await;
        if method != Method::HEAD {
            assert_eq!(errcode(&unknown), "M_UNKNOWN_TOKEN", "{what}");
        }
        assert_eq!(unknown.status.as_u16(), 401, "{what}");
    }
    assert!(
        closed > 60,
        "only {closed} endpoints were found: is the list of routes read?"
    );
}

#[tokio::test]
async fn what_does_not_exist_is_unrecognized_and_browsers_may_read_it() {
    let server = server();
    let person = server.person("ada").await;
    for (method, path, status) in [
        (Method::GET, "/_matrix/client/v3/nothing", 404),
        (Method::POST, "/_matrix/nothing", 404),
        (Method::PUT, "/_matrix/client/v99/sync", 404),
        (Method::DELETE, "/_matrix/client/v3/createRoom", 405),
        (Method::PATCH, "/_matrix/client/v3/sync", 405),
        (Method::GET, "/_matrix/client/v3/login/", 404),
    ] {
        let answer = server
            .http
            .json(method, path, Some(&person.token), &Value::Null)
            .await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        answer.refused(status, "M_UNRECOGNIZED");
    }
    for path in [
        "/_matrix/client/v3/sync",
        "/_matrix/client/v3/nothing",
        "/anything",
    ] {
        let answer = server
            .http
            .json(Method::OPTIONS, path, None, &Value::Null)
            .await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
    }
}

/// Bodies that no client should send.
fn odd_bodies() -> Vec<Bytes> {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}1{}", open.repeat(depth), close.repeat(depth))
    };
    let wrong = [
        "user_id",
        "reason",
        "membership",
        "messages",
        "device_keys",
        "one_time_keys",
        "timeout",
        "typing",
        "content",
        "type",
        "auth",
        "devices",
        "display_name",
        "displayname",
        "avatar_url",
        "m.fully_read",
        "search_term",
        "limit",
        "filter",
        "visibility",
        "alias",
        "new_version",
        "actions",
        "conditions",
        "enabled",
        "algorithm",
        "auth_data",
        "rooms",
        "sessions",
        "name",
        "room",
        "event_filter",
        "presence",
        "invite",
        "initial_state",
        "creation_content",
        "kind",
        "pushkey",
        "app_id",
        "data",
        "lang",
        "tags",
        "order",
        "score",
        "body",
        "msgtype",
        "events",
    ];
    let all = |value: Value| -> String {
        let fields = wrong.iter().map(|key| ((*key).to_owned(), value.clone()));
        Value::Object(fields.collect()).to_string()
    };
    [
        "{".to_owned(),
        "nul".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "\"text\"".to_owned(),
        "{\"a\":1e400}".to_owned(),
        "{\"a\":-1.5,\"b\":9007199254740993}".to_owned(),
        "{\"body\":\"\\ud800\"}".to_owned(),
        "{\"body\":\"\\u0000\",\"\\u0000\":\"\\uffff\"}".to_owned(),
        "{\"user_id\":\"@a\",\"user_id\":\"@b:\"}".to_owned(),
        nested("[", "]", 20_000),
        nested("{\"a\":", "}", 5_000),
        nested("{\"a\":", "}", 110),
        format!("{{\"body\":\"{}\"}}", "x".repeat(70_000)),
        all(json!(null)),
        all(json!(-7)),
        all(json!("\u{0}☃")),
        all(json!([[], {}, 1])),
        all(json!({ "a": { "b": [1] } })),
    ]
    .map(Bytes::from)
    .to_vec()
}

/// Requests that would end the test itself.
pub fn ends_the_session(path: &str) -> bool {
    [
        "/logout",
        "/logout/all",
        "/account/deactivate",
        "/account/password",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}

#[tokio::test]
async fn no_body_and_no_identifier_makes_the_server_fail() {
    let server = server();
    let person = server.person("ada").await;
    let room = person.create_room(json!({})).await;
    let event = person.say(&room, "hello").await;
    let known = |place: &str| match place {
        "room_id" | "room_id_or_alias" => room.clone(),
        "user_id" => person.user_id.clone(),
        "event_id" | "thread_root" => event.clone(),
        "device_id" => person.device_id.clone(),
        "event_type" => "org.example.odd".to_owned(),
        "rel_type" => "m.thread".to_owned(),
        "kind" => "override".to_owned(),
        "receipt_type" => "m.read".to_owned(),
        _ => "odd".to_owned(),
    };
    let bodies = odd_bodies();
    for (method, path) in routes() {
        if ends_the_session(&path) || path.contains("/r0/") {
            continue;
        }
        let good = filled(&path, known);
        if method != Method::GET && method != Method::DELETE {
            for body in &bodies {
                let answer = send(&person, &method, &good, body.clone()).await;
                check(&answer, &method, &good, body);
            }
        }
        for odd in [
            "",
            "\u{0}",
            "..",
            "!",
            "@:",
            "$",
            "%",
            "☃:☃",
            &"x".repeat(300),
        ] {
            if method == Method::DELETE && path.contains("/devices/") {
                continue;
            }
            let bad = filled(&path, |_| odd.to_owned());
            let query = format!(
                "{bad}?limit=-1&from=x&dir=x&ts=x&since=x&timeout=x&filter=%7B&at=x&width=0"
            );
            for bad in [bad, query] {
                let body = Bytes::from_static(b"{}");
                let answer = send(&person, &method, &bad, body.clone()).await;
                check(&answer, &method, &bad, &body);
            }
        }
    }
    // What got through harms nobody.
    let room = person.create_room(json!({})).await;
    person.say(&room, "still here").await;
    let news = person.sync(None).await;
    assert!(news["rooms"]["join"][&room].is_object());
}

async fn send(person: &Person, method: &Method, path: &str, body: Bytes) -> Answer {
    let token = Some(person.token.as_str());
    person
        .http
        .send(method.clone(), path, token, "application/json", body)
        .await
}

fn check(answer: &Answer, method: &Method, path: &str, body: &Bytes) {
    let body = String::from_utf8_lossy(&body[..body.len().min(80)]);
    let said = String::from_utf8_lossy(&answer.bytes[..answer.bytes.len().min(300)]);
    let what = format!("{method} {path} with {body}: {} {said}", answer.status);
    assert!(!answer.status.is_server_error(), "{what}");
    // An answer to HEAD has no body.
    if answer.status.is_client_error() && *method != Method::HEAD {
        let json: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let code = json["errcode"].as_str().unwrap_or_default();
        let asks_to_authenticate = answer.status.as_u16() == 401 && json["flows"].is_array();
        assert!(code.starts_with("M_") || asks_to_authenticate, "{what}");
        assert_ne!(code, "M_UNKNOWN_TOKEN", "the session is gone: {what}");
    }
}

#[tokio::test]
async fn what_canonical_json_cannot_hold_is_no_event() {
    let server = server();
    let person = server.person("ada").await;
    let room = person.create_room(json!({})).await;
    let deep = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
    for (body, status, code) in [
        ("{\"n\":1.5}".to_owned(), 400, "M_BAD_JSON"),
        ("{\"n\":9007199254740992}".to_owned(), 400, "M_BAD_JSON"),
        ("{\"n\":1e3}".to_owned(), 400, "M_BAD_JSON"),
        ("{".to_owned(), 400, "M_NOT_JSON"),
        ("[1]".to_owned(), 400, "M_BAD_JSON"),
        (deep(500), 400, "M_BAD_JSON"),
        (
            json!({ "body": "x".repeat(65_000) }).to_string(),
            413,
            "M_TOO_LARGE",
        ),
    ] {
        let path = room_path(&room, &format!("send/m.room.message/{}", testkit::unique()));
        let answer = send(&person, &Method::PUT, &path, Bytes::from(body.clone())).await;
        let shown: String = body.chars().take(60).collect();
        assert_eq!(
            (answer.status.as_u16(), errcode(&answer).as_str()),
            (status, code),
            "{shown}: {answer:?}"
        );
    }
    // Events that are taken can be read by parsers that go 128 levels deep.
    for depth in [90, 110, 120, 126] {
        let path = room_path(&room, &format!("send/m.room.message/{}", testkit::unique()));
        send(&person, &Method::PUT, &path, Bytes::from(deep(depth))).await;
        person.sync(None).await;
    }
}

#[tokio::test]
async fn what_strict_parsers_refuse_is_not_passed_on_to_others() {
    let server = server();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    for odd in [r#""\ud800""#, r#"{"\udc00":1}"#, "1e400"] {
        let message = format!(
            r#"{{"messages":{{"{}":{{"*":{{"a":{odd}}}}}}}}}"#,
            bo.user_id
        );
        let path = "/_matrix/client/v3/sendToDevice/org.example.odd/t1";
        let answer = send(&ada, &Method::PUT, path, message.into()).await;
        answer.refused(400, "M_BAD_JSON");
        let path = format!(
            "/_matrix/client/v3/user/{}/account_data/org.example.odd",
            segment(&ada.user_id)
        );
        let body = format!(r#"{{"a":{odd}}}"#);
        let answer = send(&ada, &Method::PUT, &path, body.into()).await;
        answer.refused(400, "M_BAD_JSON");
    }
    let login = "/_matrix/client/v3/login";
    let answer = server
        .http
        .json(Method::POST, login, None, &json!({}))
        .await;
    answer.refused(400, "M_BAD_JSON");
    let thumbnail = "/_matrix/client/v1/media/thumbnail/localhost/x?timeout_ms=-1";
    ada.get(thumbnail).await.refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn too_much_is_told_to_wait_and_others_are_not() {
    let server = Server::builder(CAUSEWAY).arg("--limits").start();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let room = ada.create_room(json!({ "preset": "public_chat" })).await;
    bo.join(&room).await.ok();
    let mut sends = Vec::new();
    for number in 0..140 {
        let ada = ada.clone();
        let room = room.clone();
        sends.push(tokio::spawn(async move {
            let txn = format!("t{number}");
            ada.send(&room, "m.room.message", &txn, json!({ "body": "hi" }))
                .await
        }));
    }
    let mut refused = 0;
    for send in sends {
        let answer = send.await.unwrap();
        if answer.status.as_u16() == 429 {
            refused += 1;
            let wait: u64 = answer.headers["retry-after"]
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
            assert!((1..60).contains(&wait), "{wait}");
            let body = answer.refused(429, "M_LIMIT_EXCEEDED");
            assert!(body["retry_after_ms"].as_u64().unwrap() > 0);
        } else {
            answer.ok();
        }
    }
    assert!(refused > 0, "140 messages at once were all taken");
    bo.say(&room, "I am not ada").await;
    ada.sync(None).await;

    let guess = json!({
        "type": "m.login.password", "password": "wrong",
        "identifier": { "type": "m.id.user", "user": "ada" },
    });
    let mut codes = Vec::new();
    for _ in 0..14 {
        let login = "/_matrix/client/v3/login";
        let answer = server.http.json(Method::POST, login, None, &guess).await;
        codes.push(errcode(&answer));
    }
    assert_eq!(codes[0], "M_FORBIDDEN");
    assert!(codes.contains(&"M_LIMIT_EXCEEDED".to_owned()), "{codes:?}");
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "announces a body that an HTTP client would have to send"
)]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = server();
    let address = server.url().strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = "POST /_matrix/client/v3/createRoom HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 99999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("M_TOO_LARGE"), "{answer}");
}
