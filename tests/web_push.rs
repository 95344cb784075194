//! Notifications in a browser: through a push service that cannot read them, to a browser that can (RFC 8030,
//! 8291, 8292); what happens when the service is away, the subscription ended, the room is muted; and that
//! nobody else can send through us.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, response::IntoResponse, routing::post};
use base::{Clock, Rng, SystemClock, SystemRng};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use http::{HeaderMap, Method, StatusCode, Uri};
use p256::{
    PublicKey, SecretKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    elliptic_curve::sec1::ToSec1Point,
};
use ring::{aead, hkdf};
use serde_json::{Value, json};
use testkit::{Person, Server};

use crate::CAUSEWAY;

const NOTIFY: &str = "/_matrix/push/v1/notify";

/// What a push service was given.
#[derive(Clone)]
struct Message {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A push service that remembers what it has taken.
#[derive(Clone)]
struct PushService {
    port: u16,
    taken: Arc<Mutex<Vec<Message>>>,
    tries: Arc<AtomicU16>,
    status: Arc<AtomicU16>,
}

impl PushService {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            port: listener.local_addr().unwrap().port(),
            taken: Arc::default(),
            tries: Arc::default(),
            status: Arc::new(AtomicU16::new(201)),
        };
        let router = Router::new()
            .route("/push/{browser}", post(Self::take))
            .with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    async fn take(
        State(me): State<Self>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> impl IntoResponse {
        let status = me.status.load(Ordering::SeqCst);
        me.tries.fetch_add(1, Ordering::SeqCst);
        if status == 201 {
            let path = uri.path().to_owned();
            me.taken.lock().unwrap().push(Message {
                path,
                headers,
                body,
            });
        }
        (
            StatusCode::from_u16(status).unwrap(),
            [("retry-after", "1")],
        )
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn taken(&self) -> Vec<Message> {
        self.taken.lock().unwrap().clone()
    }

    /// Waits until `count` messages were taken.
    async fn wait(&self, count: usize) -> Vec<Message> {
        until(|| self.taken().len() >= count).await;
        self.taken()
    }

    /// Waits until somebody tried in vain.
    async fn wait_for_try(&self) {
        let before = self.tries.load(Ordering::SeqCst);
        until(|| self.tries.load(Ordering::SeqCst) > before).await;
    }
}

async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not come to pass");
}

/// A browser with a subscription.
struct Browser {
    name: &'static str,
    service: PushService,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    fn new(name: &'static str, service: &PushService) -> Self {
        let (mut secret, mut auth) = ([0; 32], [0; 16]);
        SystemRng.fill(&mut secret);
        SystemRng.fill(&mut auth);
        Self {
            name,
            service: service.clone(),
            secret: SecretKey::from_slice(&secret).unwrap(),
            auth,
        }
    }

    fn public(&self) -> Vec<u8> {
        let point = self.secret.public_key().to_sec1_point(false);
        point.as_bytes().to_vec()
    }

    fn pushkey(&self) -> String {
        BASE64.encode(self.public())
    }

    fn data(&self) -> Value {
        json!({
            "endpoint": format!("http://127.0.0.1:{}/push/{}", self.service.port, self.name),
            "auth": BASE64.encode(self.auth),
            "default_payload": { "session": 7 },
        })
    }

    /// The pusher that the app sets.
    fn pusher(&self, server: &Server) -> Value {
        let mut data = self.data();
        data["url"] = format!("{}{NOTIFY}", server.url()).into();
        json!({
            "pushkey": self.pushkey(), "app_id": "org.causeway.web", "kind": "http", "data": data, "lang": "en",
            "app_display_name": "Causeway", "device_display_name": "Browser",
        })
    }

    /// What the service worker gets (RFC 8291 §3.4 and RFC 8188 §2, backwards).
    fn read(&self, message: &Message) -> Value {
        assert_eq!(message.path, format!("/push/{}", self.name));
        assert_eq!(message.header("content-encoding"), "aes128gcm");
        let (salt, rest) = message.body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert_eq!(u32::from_be_bytes(size.try_into().unwrap()), 4096);
        let (sender, record) = rest[1..].split_at(usize::from(rest[0]));
        assert!(record.len() <= 4096);
        let public = PublicKey::from_sec1_bytes(sender).unwrap();
        let secret = self.secret.diffie_hellman(&public);
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let shared = derive(&self.auth, secret.raw_secret_bytes(), &info, 32);
        let key = derive(salt, &shared, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = derive(salt, &shared, b"Content-Encoding: nonce\0", 12);
        let key = aead::UnboundKey::new(&aead::AES_128_GCM, &key).unwrap();
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).unwrap();
        let mut record = record.to_vec();
        let plain = aead::LessSafeKey::new(key)
            .open_in_place(nonce, aead::Aad::empty(), &mut record)
            .unwrap();
        let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(plain[end], 2, "the last record");
        serde_json::from_slice(&plain[..end]).unwrap()
    }
}

fn derive(salt: &[u8], secret: &[u8], info: &[u8], bytes: usize) -> Vec<u8> {
    let mut out = vec![0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(secret)
        .expand(&[info], hkdf::HKDF_SHA256)
        .unwrap()
        .fill(&mut out)
        .unwrap();
    // All lengths here are of the first block of HKDF.
    out.truncate(bytes);
    out
}

/// What a push service checks before it takes a message (RFC 8292 §2, §4).
fn check_sender(message: &Message, key: &str) {
    let header = message.header("authorization");
    let (token, named) = header
        .strip_prefix("vapid t=")
        .unwrap()
        .split_once(", k=")
        .unwrap();
    assert_eq!(named, key);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    VerifyingKey::from_sec1_bytes(&BASE64.decode(key).unwrap())
        .unwrap()
        .verify(signed.as_bytes(), &signature)
        .unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    let json = |part| -> Value { serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap() };
    assert_eq!(json(head), json!({ "typ": "JWT", "alg": "ES256" }));
    let claims = json(claims);
    let host = message.header("host");
    assert_eq!(claims["aud"], format!("http://{host}"));
    let left_s = claims["exp"].as_u64().unwrap() - SystemClock.now_ms() / 1000;
    assert!(left_s > 3600 && left_s <= 24 * 3600, "{claims}");
    assert_eq!(claims["sub"], "mailto:host@example.org");
}

fn server() -> Server {
    Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.1/32")
        .arg("--support-contact")
        .arg("host@example.org")
        .start()
}

async fn key(person: &Person) -> String {
    let answer = person.get("/_causeway/v1/push/key").await.ok();
    answer["key"].as_str().unwrap().to_owned()
}

async fn set(person: &Person, pusher: Value) {
    let answer = person.post("/_matrix/client/v3/pushers/set", pusher).await;
    answer.ok();
}

async fn pushers(person: &Person) -> Vec<Value> {
    let answer = person.get("/_matrix/client/v3/pushers").await.ok();
    answer["pushers"].as_array().unwrap().clone()
}

async fn wait_for_pushers(person: &Person, count: usize) {
    for _ in 0..600 {
        if pushers(person).await.len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{count} pushers expected");
}

/// Alice and Bob in a room; Bob's browser is subscribed.
async fn pair(server: &Server, browser: &Browser) -> (Person, Person, String) {
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "name": "Harbour" }))
        .await;
    bob.join(&room).await.ok();
    set(&bob, browser.pusher(server)).await;
    (alice, bob, room)
}

#[tokio::test]
async fn a_message_reaches_the_browser_and_only_the_browser_can_read_it() {
    let (server, service) = (server(), PushService::start().await);
    let browser = Browser::new("bobs", &service);
    let (alice, bob, room) = pair(&server, &browser).await;
    let answer = server.http.look(Method::GET, "/_causeway/v1/push/key", &[]);
    answer.await.refused(401, "M_MISSING_TOKEN");
    let key = key(&bob).await;
    assert_eq!(BASE64.decode(&key).unwrap().len(), 65);

    let event_id = alice.say(&room, "good morning").await;
    let message = service.wait(1).await.remove(0);
    check_sender(&message, &key);
    assert_eq!(message.header("urgency"), "high");
    assert_eq!(message.header("ttl"), (7 * 24 * 3600).to_string());
    assert_eq!(
        browser.read(&message),
        json!({
            "session": 7, "room_id": room, "event_id": event_id, "counts": { "unread": 1 }, "prio": "high",
            "type": "m.room.message", "sender": alice.user_id, "sender_display_name": "alice",
            "room_name": "Harbour",
        })
    );

    // The newest of a room replaces the one before it; rooms and browsers cannot be told apart by it.
    let other = Browser::new("other", &service);
    set(&bob.another_device().await, other.pusher(&server)).await;
    alice.say(&room, "again").await;
    let second = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&second).await.ok();
    alice.say(&second, "there").await;
    let got = service.wait(5).await;
    let topics = |name: &str| -> Vec<_> {
        let of = got.iter().filter(|one| one.path.ends_with(name));
        of.map(|one| one.header("topic").to_owned()).collect()
    };
    let (mine, others) = (topics("bobs"), topics("other"));
    assert!(mine[0].len() <= 32 && mine[0] == mine[1] && mine[1] != mine[2]);
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|topic| !mine.contains(topic)));

    // Ids alone, when the app asks for that.
    let mut terse = browser.pusher(&server);
    terse["data"]["format"] = "event_id_only".into();
    set(&bob, terse).await;
    let event_id = alice.say(&room, "psst").await;
    let got = service.wait(7).await;
    let last = got.iter().rfind(|one| one.path.ends_with("bobs")).unwrap();
    assert_eq!(
        browser.read(last),
        json!({ "session": 7, "room_id": room, "event_id": event_id, "counts": { "unread": 4 }, "prio": "high" })
    );
}

#[tokio::test]
async fn of_an_encrypted_room_the_message_says_only_that_there_is_something() {
    let (server, service) = (server(), PushService::start().await);
    let browser = Browser::new("bobs", &service);
    let (alice, bob, _) = pair(&server, &browser).await;
    let encryption = json!({
        "type": "m.room.encryption", "state_key": "", "content": { "algorithm": "m.megolm.v1.aes-sha2" },
    });
    let room = alice
        .create_room(
            json!({ "preset": "public_chat", "name": "Secret", "initial_state": [encryption] }),
        )
        .await;
    bob.join(&room).await.ok();
    let content = json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" });
    alice
        .send(&room, "m.room.encrypted", "t1", content)
        .await
        .ok();
    let told = browser.read(&service.wait(1).await[0]);
    let fields: Vec<_> = told.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["counts", "event_id", "prio", "room_id", "session"]);
}

#[tokio::test]
async fn nothing_is_lost_while_the_service_is_away_and_the_server_restarts() {
    let (mut server, service) = (server(), PushService::start().await);
    let browser = Browser::new("bobs", &service);
    let (alice, bob, room) = pair(&server, &browser).await;
    let key_before = key(&bob).await;
    service.answers(503);
    let mut sent = vec![alice.say(&room, "one").await];
    service.wait_for_try().await;
    sent.push(alice.say(&room, "two").await);
    server.kill();
    server.start();
    let (alice, bob) = (alice.at(&server.http), bob.at(&server.http));
    service.answers(429);
    sent.push(alice.say(&room, "three").await);
    service.wait_for_try().await;
    service.answers(201);
    let got = service.wait(3).await;
    let ids: Vec<_> = got
        .iter()
        .map(|one| browser.read(one)["event_id"].clone())
        .collect();
    assert_eq!(ids, sent, "each once, in order");
    assert_eq!(key(&bob).await, key_before, "subscriptions are bound to it");
    check_sender(&got[2], &key_before);
    // A refusal of one message is not the end of the subscription.
    service.answers(413);
    alice.say(&room, "too large").await;
    service.wait_for_try().await;
    service.answers(201);
    let last = alice.say(&room, "four").await;
    let got = service.wait(4).await;
    assert_eq!(browser.read(&got[3])["event_id"], last);
    assert_eq!(pushers(&bob).await.len(), 1);
}

#[tokio::test]
async fn a_subscription_that_ended_is_forgotten_and_no_other() {
    let (server, service) = (server(), PushService::start().await);
    let gone = PushService::start().await;
    let (kept, ended) = (Browser::new("kept", &service), Browser::new("ended", &gone));
    let (alice, bob, room) = pair(&server, &kept).await;
    let desk = bob.another_device().await;
    for status in [410, 404] {
        set(&desk, ended.pusher(&server)).await;
        wait_for_pushers(&bob, 2).await;
        gone.answers(status);
        alice.say(&room, "hello").await;
        wait_for_pushers(&bob, 1).await;
        assert_eq!(pushers(&bob).await[0]["pushkey"], kept.pushkey());
    }
    service.wait(2).await;
}

#[tokio::test]
async fn a_muted_room_and_reading_elsewhere_send_nothing() {
    let (server, service) = (server(), PushService::start().await);
    let browser = Browser::new("bobs", &service);
    let (alice, bob, room) = pair(&server, &browser).await;
    let loud = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&loud).await.ok();
    let rule = format!(
        "/_matrix/client/v3/pushrules/global/room/{}",
        testkit::segment(&room)
    );
    bob.put(&rule, json!({ "actions": [] })).await.ok();
    alice.say(&room, "muted").await;
    let first = alice.say(&loud, "heard").await;
    let got = service.wait(1).await;
    assert_eq!(browser.read(&got[0])["event_id"], first);
    // A phone's icon would be told the new number; a browser would have to show something.
    let desk = bob.another_device().await;
    let read = async |room: &str, event: &str| {
        let path = format!("receipt/m.read/{}", testkit::segment(event));
        let path = testkit::room_path(room, &path);
        desk.post(&path, json!({})).await.ok();
    };
    read(&loud, &first).await;
    alice.say(&room, "muted").await;
    let second = alice.say(&loud, "heard again").await;
    let got = service.wait(2).await;
    assert_eq!(browser.read(&got[1])["event_id"], second);
    assert_eq!(got.len(), 2);
    // Nor when it is read before the service took it.
    let busy = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&busy).await.ok();
    service.answers(503);
    let late = alice.say(&busy, "too late").await;
    service.wait_for_try().await;
    read(&busy, &late).await;
    service.answers(201);
    let third = alice.say(&loud, "news").await;
    let got = service.wait(3).await;
    assert_eq!(browser.read(&got[2])["event_id"], third);
}

#[tokio::test]
async fn the_gateway_sends_only_to_our_own_people() {
    let (server, service) = (server(), PushService::start().await);
    let (browser, stranger) = (
        Browser::new("bobs", &service),
        Browser::new("stranger", &service),
    );
    let (_, bob, _) = pair(&server, &browser).await;
    let notify = async |browser: &Browser, data: Value| {
        let device =
            json!({ "app_id": "org.causeway.web", "pushkey": browser.pushkey(), "data": data });
        let body = json!({ "notification": {
            "event_id": "$elsewhere", "room_id": "!r:example.org", "sender": "@zoe:example.org",
            "counts": { "unread": 2 }, "devices": [device],
        } });
        server.http.json(Method::POST, NOTIFY, None, &body).await
    };
    let rejected = json!({ "rejected": [stranger.pushkey()] });
    assert_eq!(notify(&stranger, stranger.data()).await.ok(), rejected);
    let rejected = json!({ "rejected": [browser.pushkey()] });
    for (field, wrong) in [
        ("auth", json!(BASE64.encode([0; 16]))),
        ("endpoint", stranger.data()["endpoint"].clone()),
    ] {
        let mut data = browser.data();
        data[field] = wrong;
        assert_eq!(notify(&browser, data).await.ok(), rejected, "{field}");
    }
    assert_eq!(service.tries.load(Ordering::SeqCst), 0);

    let fine = notify(&browser, browser.data()).await;
    assert_eq!(fine.ok(), json!({ "rejected": [] }));
    let told = browser.read(&service.wait(1).await[0]);
    assert_eq!(told["event_id"], "$elsewhere");
    assert_eq!(told["counts"]["unread"], 2);
    service.answers(503);
    let later = notify(&browser, browser.data()).await;
    later.refused(502, "M_UNKNOWN");
    service.answers(410);
    assert_eq!(notify(&browser, browser.data()).await.ok(), rejected);
    assert!(pushers(&bob).await.is_empty());
    let answer = server
        .http
        .json(Method::POST, NOTIFY, None, &json!({}))
        .await;
    answer.refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn what_is_no_subscription_is_refused_at_once() {
    let (server, service) = (server(), PushService::start().await);
    let browser = Browser::new("bobs", &service);
    let bob = server.person("bob").await;
    for (field, wrong) in [
        ("endpoint", Value::Null),
        ("endpoint", json!("http://push.example.net/x")),
        ("auth", json!("short")),
        ("default_payload", json!([])),
    ] {
        let mut pusher = browser.pusher(&server);
        pusher["data"][field] = wrong;
        let answer = bob.post("/_matrix/client/v3/pushers/set", pusher).await;
        answer.refused(400, "M_INVALID_PARAM");
    }
    let mut pusher = browser.pusher(&server);
    pusher["pushkey"] = "device-token".into();
    let answer = bob.post("/_matrix/client/v3/pushers/set", pusher).await;
    answer.refused(400, "M_INVALID_PARAM");
    // Shown as it was set.
    set(&bob, browser.pusher(&server)).await;
    let shown = pushers(&bob).await.remove(0);
    assert_eq!(shown["kind"], "http");
    assert_eq!(shown["data"]["url"], browser.pusher(&server)["data"]["url"]);
    assert_eq!(shown["data"]["endpoint"], browser.data()["endpoint"]);
}

#[tokio::test]
async fn somebody_is_told_in_his_browser_who_follows_him() {
    let (server, service) = (server(), PushService::start().await);
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let browser = Browser::new("bobs", &service);
    set(&bob, browser.pusher(&server)).await;
    service.answers(503);
    let path = format!(
        "/_causeway/v1/users/{}/follow",
        testkit::segment(&bob.user_id)
    );
    alice.put(&path, json!({})).await.ok();
    service.wait_for_try().await;
    service.answers(201);
    let message = service.wait(1).await.remove(0);
    assert_eq!(
        browser.read(&message),
        json!({
            "session": 7, "notice": "video.follow", "counts": { "unread": 0 }, "prio": "low",
            "sender": alice.user_id, "sender_display_name": "alice",
        })
    );
    // A subscription that has ended goes.
    service.answers(410);
    alice.delete(&path).await.ok();
    alice.put(&path, json!({})).await.ok();
    wait_for_pushers(&bob, 0).await;
}
