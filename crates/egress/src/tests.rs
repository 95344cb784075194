//! The guard against real servers on this machine that do what hostile ones do.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{Egress, EgressConfig, EgressError, Limits, Resolve, Resolving, StatusCode};

const LIMITS: Limits = Limits::new(Duration::from_secs(5), 64 * 1024);

/// What a test server does with one connection, given the request's head (and body, if it came along).
type Answer = Arc<dyn Fn(String) -> Vec<u8> + Send + Sync>;

/// A server that answers each request with what `answer` makes of it; its port and what it was asked.
async fn server(
    answer: impl Fn(String) -> Vec<u8> + Send + Sync + 'static,
) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (answer, log): (Answer, _) = (Arc::new(answer), Arc::clone(&seen));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&answer), Arc::clone(&log)));
        }
    });
    (port, seen)
}

async fn serve(
    mut stream: TcpStream,
    answer: Answer,
    log: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    let count = stream.read(&mut buffer).await?;
    let request = String::from_utf8_lossy(&buffer[..count]).into_owned();
    log.lock().unwrap().push(request.clone());
    stream.write_all(&answer(request)).await?;
    stream.shutdown().await
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut reply = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .into_bytes();
    reply.extend_from_slice(body);
    reply
}

fn redirect_to(location: &str) -> Vec<u8> {
    reply("302 Found", &format!("Location: {location}\r\n"), b"")
}

/// A guard for which this machine is a permitted place.
fn local() -> Egress {
    Egress::new(&EgressConfig::allowing(&["127.0.0.0/8"]).unwrap()).unwrap()
}

/// Answers each look-up with the next of its lists (the last one again and again).
#[derive(Debug)]
struct Scripted {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Resolve for Scripted {
    fn resolve(&self, _name: &str) -> Resolving {
        let turn = self
            .asked
            .fetch_add(1, Ordering::SeqCst)
            .min(self.answers.len() - 1);
        let answer = self.answers[turn].clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn scripted(answers: &[&[&str]]) -> Arc<Scripted> {
    let parse = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
    Arc::new(Scripted {
        answers: answers.iter().map(parse).collect(),
        asked: AtomicUsize::new(0),
    })
}

#[tokio::test]
async fn a_page_comes_with_status_type_and_body() {
    let (port, seen) = server(|_| {
        reply(
            "200 OK",
            "Content-Type: text/html; charset=utf-8\r\n",
            b"<p>hello",
        )
    })
    .await;
    let fetched = local()
        .get(&format!("http://127.0.0.1:{port}/x?y"), LIMITS)
        .await
        .unwrap();
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(
        fetched.content_type.as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(&fetched.body[..], b"<p>hello");
    let request = seen.lock().unwrap().join("").to_lowercase();
    assert!(request.starts_with("get /x?y http/1.1"), "{request}");
    assert!(request.contains("accept-encoding: identity"), "{request}");
}

#[tokio::test]
async fn a_literal_private_address_is_refused_before_connecting() {
    let (port, seen) = server(|_| reply("200 OK", "", b"secret")).await;
    let egress = Egress::new(&EgressConfig::default()).unwrap();
    let error = egress
        .get(&format!("http://127.0.0.1:{port}/"), LIMITS)
        .await
        .unwrap_err();
    assert!(
        matches!(error, EgressError::RefusedAddress(address) if address.is_loopback()),
        "{error}"
    );
    let body = serde_json::json!({});
    let error = egress
        .post_json(&format!("http://[::ffff:127.0.0.1]:{port}/"), &body, LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::RefusedAddress(_)), "{error}");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_resolves_to_this_machine_is_refused() {
    let (port, seen) = server(|_| reply("200 OK", "", b"secret")).await;
    let egress = Egress::new(&EgressConfig::default()).unwrap();
    let error = egress
        .get(&format!("http://localhost:{port}/"), LIMITS)
        .await
        .unwrap_err();
    assert!(
        matches!(error, EgressError::RefusedAddress(address) if address.is_loopback()),
        "{error}"
    );
    assert!(!error.is_transient());
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let (secret, seen) = server(|_| reply("200 OK", "", b"secret")).await;
    // 127.0.0.1 is allowed, 127.0.0.2 is the private neighbour.
    let egress = Egress::new(&EgressConfig::allowing(&["127.0.0.1/32"]).unwrap()).unwrap();
    for location in [
        format!("http://127.0.0.2:{secret}/"),
        "http://10.1.2.3/".into(),
        "//169.254.169.254/latest".into(),
    ] {
        let (port, _) = server(move |_| redirect_to(&location)).await;
        let error = egress
            .get(&format!("http://127.0.0.1:{port}/"), LIMITS)
            .await
            .unwrap_err();
        assert!(matches!(error, EgressError::RefusedAddress(_)), "{error}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_to_a_name_that_resolves_to_a_private_address_is_not_followed() {
    let (port, seen) = server(|request| match request.starts_with("GET /start") {
        true => redirect_to("/inside"),
        false => reply("200 OK", "", b"secret"),
    })
    .await;
    let resolver = scripted(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let egress = Egress::with_resolver(
        &EgressConfig::allowing(&["127.0.0.1/32"]).unwrap(),
        resolver.clone(),
    )
    .unwrap();
    let error = egress
        .get(&format!("http://rebind.example:{port}/start"), LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::RefusedAddress(_)), "{error}");
    assert_eq!(
        (
            resolver.asked.load(Ordering::SeqCst),
            seen.lock().unwrap().len()
        ),
        (2, 1)
    );
}

#[tokio::test]
async fn one_look_up_is_both_checked_and_connected_to() {
    let (port, _) = server(|_| reply("200 OK", "", b"public")).await;
    // A rebinding name: a permitted address first, then for ever a private one.
    let resolver = scripted(&[&["10.0.0.1", "127.0.0.1"], &["127.0.0.2"]]);
    let egress = Egress::with_resolver(
        &EgressConfig::allowing(&["127.0.0.1/32"]).unwrap(),
        resolver.clone(),
    )
    .unwrap();
    let fetched = egress
        .get(&format!("http://rebind.example:{port}/"), LIMITS)
        .await
        .unwrap();
    assert_eq!(&fetched.body[..], b"public");
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn redirects_are_followed_to_their_limit_and_carry_no_secret() {
    let (port, seen) = server(|request| {
        let hop: usize = request[5..6].parse().unwrap();
        match hop {
            0 => reply("200 OK", "", b"arrived"),
            hop => reply(
                "307 Temporary Redirect",
                &format!("Location: /{}\r\nSet-Cookie: a=b\r\n", hop - 1),
                b"",
            ),
        }
    })
    .await;
    let fetched = local()
        .get(&format!("http://127.0.0.1:{port}/5"), LIMITS)
        .await
        .unwrap();
    assert_eq!(
        (fetched.url.path(), &fetched.body[..]),
        ("/0", &b"arrived"[..])
    );
    let requests = seen.lock().unwrap().join("").to_lowercase();
    assert!(
        !requests.contains("cookie")
            && !requests.contains("referer")
            && !requests.contains("authorization"),
        "{requests}"
    );
    let error = local()
        .get(&format!("http://127.0.0.1:{port}/6"), LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::TooManyRedirects(5)), "{error}");
}

/// A server that after `head` sends `piece` again and again, for ever.
async fn endless_server(head: &'static str, piece: &'static [u8], pause: Duration) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        stream.write_all(head.as_bytes()).await.unwrap();
        while stream.write_all(piece).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    port
}

#[tokio::test]
async fn a_body_that_trickles_ends_in_a_timeout() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let port = endless_server(head, b"1\r\nx\r\n", Duration::from_millis(20)).await;
    let limits = Limits::new(Duration::from_millis(300), 64 * 1024);
    let error = local()
        .get(&format!("http://127.0.0.1:{port}/"), limits)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Timeout(_)), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn headers_that_never_end_are_not_gathered() {
    let piece = b"X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n"
        .repeat(100)
        .leak();
    let port = endless_server("HTTP/1.1 200 OK\r\n", piece, Duration::ZERO).await;
    let error = local()
        .get(&format!("http://127.0.0.1:{port}/"), LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn an_endless_body_stops_at_its_limit() {
    let endless = || endless_server("HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 8192], Duration::ZERO);
    let error = local()
        .get(&format!("http://127.0.0.1:{}/", endless().await), LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::TooLarge(65536)), "{error}");
    let fetched = local()
        .get(
            &format!("http://127.0.0.1:{}/", endless().await),
            LIMITS.cut(),
        )
        .await
        .unwrap();
    assert_eq!(fetched.body.len(), 64 * 1024);
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not() {
    for (bytes, passes) in [(64 * 1024, true), (64 * 1024 + 1, false)] {
        let (port, _) = server(move |_| reply("200 OK", "", &vec![b'x'; bytes])).await;
        let result = local()
            .get(&format!("http://127.0.0.1:{port}/"), LIMITS)
            .await;
        assert_eq!(result.is_ok(), passes, "{bytes}: {:?}", result.err());
    }
}

#[tokio::test]
async fn a_compressed_body_is_never_unpacked() {
    let (port, _) = server(|_| {
        reply(
            "200 OK",
            "Content-Encoding: gzip\r\n",
            &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0],
        )
    })
    .await;
    let error = local()
        .get(&format!("http://127.0.0.1:{port}/"), LIMITS)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Encoded), "{error}");
}

#[tokio::test]
async fn json_is_posted_and_a_redirect_of_it_is_only_returned() {
    let (port, seen) = server(|_| redirect_to("/elsewhere")).await;
    let body = serde_json::json!({ "notification": { "counts": { "unread": 1 } } });
    let fetched = local()
        .post_json(
            &format!("http://127.0.0.1:{port}/_matrix/push/v1/notify"),
            &body,
            LIMITS,
        )
        .await
        .unwrap();
    assert_eq!(fetched.status, StatusCode::FOUND);
    let error = fetched.ok().unwrap_err();
    assert!(
        matches!(error, EgressError::Status(StatusCode::FOUND)) && !error.is_transient(),
        "{error}"
    );
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0]
            .to_lowercase()
            .contains("content-type: application/json"),
        "{}",
        seen[0]
    );
}

#[tokio::test]
async fn errors_never_hold_the_address_that_was_asked_for() {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let error = local()
        .get(&format!("http://{closed}/private-path?q=secret"), LIMITS)
        .await
        .unwrap_err();
    assert!(
        matches!(error, EgressError::Unreachable(_)) && error.is_transient(),
        "{error}"
    );
    let text = format!("{error} {error:?}");
    assert!(
        !text.contains("private-path") && !text.contains("secret"),
        "{text}"
    );
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the environment of this process must not change, so a child runs the test"
)]
fn proxies_in_the_environment_are_ignored() {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "tests::a_page_comes_with_status_type_and_body"]);
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"] {
        child.env(name, "http://127.0.0.1:9");
    }
    let output = child
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}
