//! A person at a device, speaking plain Matrix over HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};

/// The longest any answer may take.
const ANSWER_MAX: Duration = Duration::from_secs(90);

/// An HTTP client for one server.
#[derive(Clone)]
pub struct Http {
    pub url: String,
    client: Client<hyper_util::client::legacy::connect::HttpConnector, Full<Bytes>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(
            self.status.is_success(),
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.bytes)
        );
        self.json()
    }

    /// Asserts a failure with this status and `errcode`; returns the body.
    #[track_caller]
    pub fn refused(self, status: u16, errcode: &str) -> Value {
        let body = String::from_utf8_lossy(&self.bytes).into_owned();
        assert_eq!(self.status.as_u16(), status, "{body}");
        let json = self.json();
        assert_eq!(json["errcode"], errcode, "{body}");
        json
    }
}

impl Http {
    pub fn new(url: String) -> Self {
        Self {
            url,
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        content_type: &str,
        body: Bytes,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        self.request(request.body(Full::new(body)).unwrap()).await
    }

    /// A request without body and token, as a browser makes one for a page.
    pub async fn look(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.request(request.body(Full::default()).unwrap()).await
    }

    /// As [`Http::json`], for a server that may be killed meanwhile: `None` when no whole answer came.
    pub async fn attempt(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Option<Answer> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() {
            Bytes::new()
        } else {
            Bytes::from(body.to_string())
        };
        let request = request.body(Full::new(body)).unwrap();
        let answer = async {
            let (parts, body) = self.client.request(request).await.ok()?.into_parts();
            let bytes = body.collect().await.ok()?.to_bytes();
            Some(Answer {
                status: parts.status,
                headers: parts.headers,
                bytes,
            })
        };
        tokio::time::timeout(ANSWER_MAX, answer).await.ok()?
    }

    /// Any request; its URI must be absolute.
    pub async fn request(&self, request: Request<Full<Bytes>>) -> Answer {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = async {
            let response = self
                .client
                .request(request)
                .await
                .unwrap_or_else(|e| panic!("{what}: {e:?}"));
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Answer {
                status: parts.status,
                headers: parts.headers,
                bytes,
            }
        };
        tokio::time::timeout(ANSWER_MAX, answer)
            .await
            .expect("no answer in time")
    }

    pub async fn json(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Answer {
        let bytes = if body.is_null() {
            Bytes::new()
        } else {
            Bytes::from(body.to_string())
        };
        self.send(method, path, token, "application/json", bytes)
            .await
    }
}

/// A signed-in device of a person.
#[derive(Clone)]
pub struct Person {
    pub http: Http,
    pub user_id: String,
    pub device_id: String,
    pub token: String,
}

/// The password of everybody in tests.
pub const PASSWORD: &str = "correct horse battery staple";

impl Person {
    pub async fn register(http: &Http, name: &str) -> Self {
        let body =
            json!({ "username": name, "password": PASSWORD, "auth": { "type": "m.login.dummy" } });
        let answer = http
            .json(Method::POST, "/_matrix/client/v3/register", None, &body)
            .await
            .ok();
        Self::of(http, &answer)
    }

    fn of(http: &Http, answer: &Value) -> Self {
        let text = |key: &str| {
            answer[key]
                .as_str()
                .unwrap_or_else(|| panic!("no {key} in {answer}"))
                .to_owned()
        };
        Self {
            http: http.clone(),
            user_id: text("user_id"),
            device_id: text("device_id"),
            token: text("access_token"),
        }
    }

    /// The same person at another device.
    pub async fn another_device(&self) -> Self {
        let body = json!({
            "type": "m.login.password", "password": PASSWORD,
            "identifier": { "type": "m.id.user", "user": self.user_id },
        });
        let answer = self
            .http
            .json(Method::POST, "/_matrix/client/v3/login", None, &body)
            .await
            .ok();
        Self::of(&self.http, &answer)
    }

    /// The same device after the server got a new address.
    pub fn at(&self, http: &Http) -> Self {
        Self {
            http: http.clone(),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.http
            .json(Method::GET, path, Some(&self.token), &Value::Null)
            .await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.http
            .json(Method::POST, path, Some(&self.token), &body)
            .await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.http
            .json(Method::PUT, path, Some(&self.token), &body)
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.http
            .json(Method::DELETE, path, Some(&self.token), &Value::Null)
            .await
    }

    /// Makes a room; returns its id.
    pub async fn create_room(&self, body: Value) -> String {
        let answer = self.post("/_matrix/client/v3/createRoom", body).await.ok();
        answer["room_id"].as_str().unwrap().to_owned()
    }

    pub async fn join(&self, room: &str) -> Answer {
        self.post(
            &format!("/_matrix/client/v3/rooms/{}/join", segment(room)),
            json!({}),
        )
        .await
    }

    pub async fn invite(&self, room: &str, who: &Person) -> Answer {
        self.post(
            &format!("/_matrix/client/v3/rooms/{}/invite", segment(room)),
            json!({ "user_id": who.user_id }),
        )
        .await
    }

    pub async fn leave(&self, room: &str) -> Answer {
        self.post(
            &format!("/_matrix/client/v3/rooms/{}/leave", segment(room)),
            json!({}),
        )
        .await
    }

    /// Sends an event with its own transaction id.
    pub async fn send(&self, room: &str, kind: &str, txn: &str, content: Value) -> Answer {
        self.put(
            &format!(
                "/_matrix/client/v3/rooms/{}/send/{kind}/{}",
                segment(room),
                segment(txn)
            ),
            content,
        )
        .await
    }

    /// Says something; returns the event id.
    pub async fn say(&self, room: &str, text: &str) -> String {
        let txn = format!("{text}-{}", unique());
        let answer = self
            .send(
                room,
                "m.room.message",
                &txn,
                json!({ "msgtype": "m.text", "body": text }),
            )
            .await
            .ok();
        answer["event_id"].as_str().unwrap().to_owned()
    }

    pub async fn state(&self, room: &str, kind: &str, key: &str, content: Value) -> Answer {
        self.put(
            &format!(
                "/_matrix/client/v3/rooms/{}/state/{kind}/{}",
                segment(room),
                segment(key)
            ),
            content,
        )
        .await
    }

    /// `/sync` without waiting.
    pub async fn sync(&self, since: Option<&str>) -> Value {
        self.sync_with(since, "timeout=0").await
    }

    /// `/sync` with more query parameters.
    pub async fn sync_with(&self, since: Option<&str>, query: &str) -> Value {
        let since = since
            .map(|token| format!("&since={token}"))
            .unwrap_or_default();
        self.get(&format!("/_matrix/client/v3/sync?{query}{since}"))
            .await
            .ok()
    }
}

/// A path below a room: `room_path(&room, "state/m.room.name")`.
pub fn room_path(room: &str, rest: &str) -> String {
    format!("/_matrix/client/v3/rooms/{}/{rest}", segment(room))
}

/// As [`room_path`], of version 1 of the API (relations, threads, times).
pub fn room_path_v1(room: &str, rest: &str) -> String {
    format!("/_matrix/client/v1/rooms/{}/{rest}", segment(room))
}

/// One path segment, percent-encoded.
pub fn segment(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A number that no other call in this process gets.
pub fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
