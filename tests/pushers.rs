//! Push gateways: what they get, when, and that nothing is lost (push gateway API; B46).

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use testkit::{Person, Server, segment};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::CAUSEWAY;

/// A push gateway that remembers what it was told.
#[derive(Clone)]
struct Gateway {
    port: u16,
    got: Arc<Mutex<Vec<Value>>>,
    status: Arc<AtomicU16>,
    rejected: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self {
            port: listener.local_addr().unwrap().port(),
            got: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
            rejected: Arc::default(),
        };
        let me = gateway.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let me = me.clone();
                tokio::spawn(async move { me.answer(stream).await });
            }
        });
        gateway
    }

    async fn answer(&self, mut stream: tokio::net::TcpStream) -> Option<()> {
        let mut bytes = Vec::new();
        loop {
            let mut chunk = [0u8; 4096];
            let (head, body) = loop {
                if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                    let head = String::from_utf8_lossy(&bytes[..at]).to_lowercase();
                    let length = head.lines().find_map(|line| {
                        line.strip_prefix("content-length: ")?.parse::<usize>().ok()
                    })?;
                    if bytes.len() >= at + 4 + length {
                        let body = bytes[at + 4..at + 4 + length].to_vec();
                        bytes.drain(..at + 4 + length);
                        break (head, body);
                    }
                }
                match stream.read(&mut chunk).await.ok()? {
                    0 => return None,
                    n => bytes.extend_from_slice(&chunk[..n]),
                }
            };
            assert!(head.starts_with("post /_matrix/push/v1/notify "), "{head}");
            let status = self.status.load(Ordering::SeqCst);
            if status == 200 {
                self.got
                    .lock()
                    .unwrap()
                    .push(serde_json::from_slice(&body).unwrap());
            }
            let answer = json!({ "rejected": *self.rejected.lock().unwrap() }).to_string();
            let response = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
                answer.len()
            );
            stream.write_all(response.as_bytes()).await.ok()?;
        }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/_matrix/push/v1/notify", self.port)
    }

    /// Waits until `count` notifications have arrived.
    async fn wait(&self, count: usize) -> Vec<Value> {
        for _ in 0..600 {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                return got
                    .iter()
                    .map(|body| body["notification"].clone())
                    .collect();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!(
            "{count} notifications expected, got {:?}",
            self.got.lock().unwrap()
        );
    }
}

fn server() -> Server {
    Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.1/32")
        .start()
}

fn pusher(gateway: &Gateway, key: &str) -> Value {
    json!({
        "pushkey": key, "app_id": "com.example.app", "kind": "http", "app_display_name": "App",
        "device_display_name": "Phone", "lang": "en", "profile_tag": "x",
        "data": { "url": gateway.url(), "custom": 1 },
    })
}

async fn set(person: &Person, pusher: Value) -> testkit::Answer {
    person.post("/_matrix/client/v3/pushers/set", pusher).await
}

async fn list(person: &Person) -> Vec<Value> {
    person.get("/_matrix/client/v3/pushers").await.ok()["pushers"]
        .as_array()
        .unwrap()
        .clone()
}

async fn pair(server: &Server) -> (Person, Person, String) {
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "name": "Harbour" }))
        .await;
    bob.join(&room).await.ok();
    (alice, bob, room)
}

#[tokio::test]
async fn a_message_reaches_the_gateway_with_what_a_phone_shows() {
    let (server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k1")).await.ok();
    let event_id = alice.say(&room, "good morning").await;
    let got = gateway.wait(1).await;
    let n = &got[0];
    assert_eq!(n["event_id"], event_id);
    assert_eq!(n["room_id"], room);
    assert_eq!(n["room_name"], "Harbour");
    assert_eq!(n["sender"], alice.user_id);
    assert_eq!(n["sender_display_name"], "alice");
    assert_eq!(n["type"], "m.room.message");
    assert_eq!(n["content"]["body"], "good morning");
    assert_eq!(n["counts"]["unread"], 1);
    let device = &n["devices"][0];
    assert_eq!(device["pushkey"], "k1");
    assert_eq!(device["app_id"], "com.example.app");
    assert_eq!(
        device["data"],
        json!({ "custom": 1 }),
        "all but the address"
    );
    assert_eq!(
        device["tweaks"],
        json!({ "sound": "default" }),
        "two people: it sounds"
    );

    let mut terse = pusher(&gateway, "k1");
    terse["data"]["format"] = "event_id_only".into();
    set(&bob, terse).await.ok();
    let mention =
        json!({ "msgtype": "m.text", "body": "bob!", "m.mentions": { "user_ids": [bob.user_id] } });
    alice
        .send(&room, "m.room.message", "m1", mention)
        .await
        .ok();
    let got = gateway.wait(2).await;
    assert_eq!(got[1]["content"], Value::Null, "only ids: {}", got[1]);
    assert_eq!(got[1]["counts"]["unread"], 2);
    assert_eq!(
        got[1]["devices"][0]["tweaks"],
        json!({ "sound": "default", "highlight": true })
    );

    // Own words, reactions and edits are nobody's notification; an invite is.
    bob.say(&room, "own").await;
    let edit = json!({ "msgtype": "m.text", "body": "* x", "m.relates_to": { "rel_type": "m.replace", "event_id": event_id } });
    alice.send(&room, "m.room.message", "m2", edit).await.ok();
    let second = alice.create_room(json!({ "preset": "private_chat" })).await;
    alice.invite(&second, &bob).await.ok();
    let got = gateway.wait(3).await;
    assert_eq!(got[2]["room_id"], second);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(gateway.got.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_the_gateway_and_the_server_are_down() {
    let (mut server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k1")).await.ok();
    gateway.status.store(502, Ordering::SeqCst);
    let mut sent = Vec::new();
    for n in 0..5 {
        sent.push(alice.say(&room, &format!("m{n}")).await);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.kill();
    gateway.status.store(200, Ordering::SeqCst);
    server.start();
    let got = gateway.wait(5).await;
    let ids: Vec<_> = got
        .iter()
        .map(|n| n["event_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, sent, "each once, in order");
    gateway.status.store(500, Ordering::SeqCst);
    let alice = alice.at(&server.http);
    let late = alice.say(&room, "late").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    gateway.status.store(200, Ordering::SeqCst);
    let got = gateway.wait(6).await;
    assert_eq!(
        got[5]["event_id"], late,
        "a failing gateway is tried again by itself"
    );
}

/// More pushers than the server reads in one go, and an account may not have so many.
#[tokio::test]
async fn a_thousand_that_wait_for_a_dead_gateway_hold_up_nobody_else() {
    let (server, dead, gateway) = (server(), Gateway::start().await, Gateway::start().await);
    dead.status.store(500, Ordering::SeqCst);
    let (alice, bob, room) = pair(&server).await;
    let crowd: Vec<_> = (0..11)
        .map(|n| {
            let (http, dead, room) = (server.http.clone(), dead.clone(), room.clone());
            tokio::spawn(async move {
                let person = Person::register(&http, &format!("p{n}")).await;
                person.join(&room).await.ok();
                for key in 0..100 {
                    let key = format!("{n}.{key}");
                    set(&person, pusher(&dead, &key)).await.ok();
                }
            })
        })
        .collect();
    for one in crowd {
        one.await.unwrap();
    }
    set(&bob, pusher(&gateway, "k")).await.ok();
    let said = alice.say(&room, "is anybody there?").await;
    assert_eq!(gateway.wait(1).await[0]["event_id"], said);
}

#[tokio::test]
async fn who_gets_much_does_not_hold_up_who_gets_little_from_the_same_gateway() {
    let (mut server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    let cara = server.person("cara").await;
    let small = alice.create_room(json!({ "preset": "public_chat" })).await;
    cara.join(&small).await.ok();
    set(&bob, pusher(&gateway, "busy")).await.ok();
    set(&cara, pusher(&gateway, "quiet")).await.ok();
    gateway.status.store(500, Ordering::SeqCst);
    for n in 0..30 {
        alice.say(&room, &format!("m{n}")).await;
    }
    let said = alice.say(&small, "to you").await;
    // With the start no pause is left of the failures.
    server.kill();
    gateway.status.store(200, Ordering::SeqCst);
    server.start();
    let got = gateway.wait(31).await;
    let place = got.iter().position(|it| it["event_id"] == said).unwrap();
    assert!(place < 25, "came as number {place} of 31");
}

/// As many as there may be requests under way, each at a host of its own that takes the request and says nothing.
#[tokio::test]
async fn gateways_that_never_answer_hold_up_nobody_but_whose_they_are() {
    let silent = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let heard = Arc::new(AtomicU16::new(0));
    let count = Arc::clone(&heard);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = silent.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            open.push(stream);
        }
    });
    let server = Server::builder(CAUSEWAY)
        .arg("--egress-allow")
        .arg("127.0.0.0/8")
        .start();
    let gateway = Gateway::start().await;
    let (alice, mallory, room) = pair(&server).await;
    for host in 1..=80 {
        let url = format!("http://127.0.1.{host}:{port}/_matrix/push/v1/notify");
        let mut slow = pusher(&gateway, &format!("k{host}"));
        slow["data"]["url"] = url.into();
        set(&mallory, slow).await.ok();
    }
    let begun = Instant::now();
    alice.say(&room, "to the slow ones").await;
    for _ in 0..600 {
        if heard.load(Ordering::SeqCst) >= 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let cara = server.person("cara").await;
    let other = alice.create_room(json!({ "preset": "public_chat" })).await;
    cara.join(&other).await.ok();
    set(&cara, pusher(&gateway, "k")).await.ok();
    let said = alice.say(&other, "to the quick one").await;
    assert_eq!(gateway.wait(1).await[0]["event_id"], said);
    // The others were not even tried yet: each takes twenty seconds to be given up.
    let rounds = 1 + begun.elapsed().as_secs() / 20;
    let heard = u64::from(heard.load(Ordering::SeqCst));
    assert!(heard <= 4 * rounds, "{heard} in {rounds} rounds");
}

#[tokio::test]
async fn what_was_read_before_it_could_be_sent_is_not_sent() {
    let (server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k1")).await.ok();
    gateway.status.store(503, Ordering::SeqCst);
    alice.say(&room, "first").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Who writes has read.
    bob.say(&room, "seen").await;
    let news = alice.say(&room, "second").await;
    gateway.status.store(200, Ordering::SeqCst);
    let got = gateway.wait(1).await;
    assert_eq!(got[0]["event_id"], news);
}

#[tokio::test]
async fn reading_at_the_desk_corrects_the_number_on_the_phone() {
    let (server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k1")).await.ok();
    let desk = bob.another_device().await;
    let read = async |event: &str| {
        let path = format!("receipt/m.read.private/{}", segment(event));
        let answer = desk
            .post(&testkit::room_path(&room, &path), json!({}))
            .await;
        answer.ok();
    };
    let first = alice.say(&room, "one").await;
    let second = alice.say(&room, "two").await;
    assert_eq!(gateway.wait(2).await[1]["counts"]["unread"], 2);
    read(&first).await;
    let got = gateway.wait(3).await;
    assert_eq!(got[2]["counts"], json!({ "unread": 1 }));
    assert!(got[2]["event_id"].is_null() && got[2]["room_id"].is_null());
    assert_eq!(got[2]["devices"][0]["pushkey"], "k1");
    read(&second).await;
    assert_eq!(gateway.wait(4).await[3]["counts"]["unread"], 0);

    // No number has changed, or none was told: nothing is sent.
    read(&second).await;
    let third = desk.say(&room, "three").await;
    read(&third).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(gateway.got.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_rejected_key_is_removed_and_pushers_go_with_their_device() {
    let (server, gateway) = (server(), Gateway::start().await);
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k1")).await.ok();
    let phone = bob.another_device().await;
    set(&phone, pusher(&gateway, "k2")).await.ok();
    assert_eq!(list(&bob).await.len(), 2);
    gateway.rejected.lock().unwrap().push("k1".to_owned());
    alice.say(&room, "hello").await;
    gateway.wait(2).await;
    for _ in 0..100 {
        if list(&bob).await.len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(list(&bob).await[0]["pushkey"], "k2");
    phone
        .post("/_matrix/client/v3/logout", json!({}))
        .await
        .ok();
    assert!(list(&bob).await.is_empty());
}

#[tokio::test]
async fn pushers_are_set_replaced_shared_and_deleted() {
    let (server, gateway) = (server(), Gateway::start().await);
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    set(&alice, pusher(&gateway, "k")).await.ok();
    let shown = list(&alice).await;
    assert_eq!(shown[0]["data"]["url"], gateway.url());
    assert_eq!(shown[0]["profile_tag"], "x");
    let mut renamed = pusher(&gateway, "k");
    renamed["device_display_name"] = "New phone".into();
    set(&alice, renamed).await.ok();
    assert_eq!(list(&alice).await[0]["device_display_name"], "New phone");
    // Somebody else signs in on the same phone.
    let mut both = pusher(&gateway, "k");
    both["append"] = true.into();
    set(&bob, both).await.ok();
    assert_eq!((list(&alice).await.len(), list(&bob).await.len()), (1, 1));
    set(&bob, pusher(&gateway, "k")).await.ok();
    assert_eq!((list(&alice).await.len(), list(&bob).await.len()), (0, 1));
    set(
        &bob,
        json!({ "pushkey": "k", "app_id": "com.example.app", "kind": null }),
    )
    .await
    .ok();
    assert!(list(&bob).await.is_empty());

    for (field, wrong) in [
        ("kind", json!("pigeon")),
        ("app_id", json!("x".repeat(65))),
        ("app_id", json!("")),
        ("pushkey", json!("x".repeat(513))),
        ("data", json!({ "url": "http://127.0.0.1/other" })),
        (
            "data",
            json!({ "url": "ftp://127.0.0.1/_matrix/push/v1/notify" }),
        ),
        ("data", json!({ "url": "nonsense" })),
    ] {
        let mut body = pusher(&gateway, "k");
        body[field] = wrong;
        set(&bob, body).await.refused(400, "M_INVALID_PARAM");
    }
    let mut without = pusher(&gateway, "k");
    without.as_object_mut().unwrap().remove("lang");
    set(&bob, without).await.refused(400, "M_BAD_JSON");
    assert!(list(&bob).await.is_empty());
}

/// B53.
#[tokio::test]
async fn a_private_address_is_never_asked() {
    let gateway = Gateway::start().await;
    let server = crate::server();
    let (alice, bob, room) = pair(&server).await;
    set(&bob, pusher(&gateway, "k")).await.ok();
    alice.say(&room, "psst").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(gateway.got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_list_of_notifications_pages_back() {
    let server = server();
    let (alice, bob, room) = pair(&server).await;
    let mut sent = Vec::new();
    for n in 0..5 {
        sent.insert(0, alice.say(&room, &format!("m{n}")).await);
    }
    let mention =
        json!({ "msgtype": "m.text", "body": "bob", "m.mentions": { "user_ids": [bob.user_id] } });
    let mention = alice.send(&room, "m.room.message", "x", mention).await.ok()["event_id"]
        .as_str()
        .unwrap()
        .to_owned();
    sent.insert(0, mention.clone());
    bob.sync(None).await;
    let (mut seen, mut from) = (Vec::new(), String::new());
    loop {
        let page = bob
            .get(&format!("/_matrix/client/v3/notifications?limit=2{from}"))
            .await
            .ok();
        for one in page["notifications"].as_array().unwrap() {
            assert_eq!(one["room_id"], room);
            assert_eq!(one["read"], false);
            assert!(one["ts"].is_u64() && one["actions"][0] == "notify", "{one}");
            seen.push(one["event"]["event_id"].as_str().unwrap().to_owned());
        }
        match page["next_token"].as_str() {
            Some(token) => from = format!("&from={}", segment(token)),
            None => break,
        }
    }
    assert_eq!(seen, sent);
    let loud = bob
        .get("/_matrix/client/v3/notifications?only=highlight")
        .await
        .ok();
    assert_eq!(loud["notifications"].as_array().unwrap().len(), 1);
    assert_eq!(loud["notifications"][0]["event"]["event_id"], mention);
    bob.say(&room, "read").await;
    assert_eq!(
        bob.get("/_matrix/client/v3/notifications").await.ok()["notifications"][0]["read"],
        true
    );
    bob.get("/_matrix/client/v3/notifications?from=nonsense")
        .await
        .refused(400, "M_INVALID_PARAM");
    assert!(
        alice.get("/_matrix/client/v3/notifications").await.ok()["notifications"]
            .as_array()
            .unwrap()
            .len()
            == 1
    );
}
