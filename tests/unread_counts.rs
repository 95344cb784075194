//! Unread counts: what is counted, when it is told, and a model that is compared at every step
//! (B41, B42).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Person, segment, unique};

use crate::{server, two_in_a_room};

/// `{"room":{"timeline":{"unread_thread_notifications":true}}}`.
const THREADS: &str =
    "filter=%7B%22room%22:%7B%22timeline%22:%7B%22unread_thread_notifications%22:true%7D%7D%7D";

async fn send(person: &Person, room: &str, kind: &str, content: Value) -> String {
    let sent = person
        .send(room, kind, &unique().to_string(), content)
        .await
        .ok();
    sent["event_id"].as_str().unwrap().to_owned()
}

fn text(body: &str) -> Value {
    json!({ "msgtype": "m.text", "body": body })
}

async fn receipt(person: &Person, room: &str, kind: &str, event: &str, thread: Option<&str>) {
    let body = thread.map_or(json!({}), |thread| json!({ "thread_id": thread }));
    person
        .post(
            &format!(
                "/_matrix/client/v3/rooms/{}/receipt/{kind}/{}",
                segment(room),
                segment(event)
            ),
            body,
        )
        .await
        .ok();
}

/// `(notifications, highlights)` of a room in a first sync.
async fn counts(person: &Person, room: &str) -> (u64, u64) {
    pair(&person.sync(None).await["rooms"]["join"][room]["unread_notifications"])
}

/// The counts become what is expected at once, or a little later on a machine under load.
macro_rules! counted {
    ($person:expr, $room:expr, $expected:expr $(, $($why:tt)+)?) => {{
        let mut now = counts($person, $room).await;
        for _ in 0..50 {
            if now == $expected {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            now = counts($person, $room).await;
        }
        assert_eq!(now, $expected $(, $($why)+)?);
    }};
}

fn pair(counts: &Value) -> (u64, u64) {
    (
        counts["notification_count"].as_u64().unwrap(),
        counts["highlight_count"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn counted_is_what_the_default_rules_say() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let first = send(&alice, &room, "m.room.message", text("one")).await;
    let edit = json!({ "rel_type": "m.replace", "event_id": first });
    let me = json!({ "user_ids": [bob.user_id] });
    let steps = [
        ("m.room.message", text("a"), (1, 0)),
        (
            "m.room.message",
            json!({ "msgtype": "m.notice", "body": "bot", "m.mentions": me }),
            (0, 0),
        ),
        (
            "m.room.message",
            json!({ "msgtype": "m.text", "body": "*", "m.relates_to": edit }),
            (0, 0),
        ),
        (
            "m.room.message",
            json!({ "msgtype": "m.text", "body": "*", "m.relates_to": edit, "m.mentions": me }),
            (1, 1),
        ),
        (
            "m.reaction",
            json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": first, "key": "+" } }),
            (0, 0),
        ),
        (
            "m.room.encrypted",
            json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" }),
            (1, 0),
        ),
        ("m.call.invite", json!({ "call_id": "c" }), (1, 0)),
        ("m.call.hangup", json!({ "call_id": "c" }), (0, 0)),
        ("org.matrix.msc3381.poll.start", json!({}), (1, 0)),
        ("org.matrix.msc3381.poll.response", json!({}), (0, 0)),
        (
            "m.room.message",
            json!({ "body": "you", "msgtype": "m.text", "m.mentions": me }),
            (1, 1),
        ),
        (
            "m.room.message",
            json!({ "body": "all", "msgtype": "m.text", "m.mentions": { "room": true } }),
            (1, 1),
        ),
        (
            "m.room.message",
            json!({ "body": "@bob by name only", "msgtype": "m.text" }),
            (1, 0),
        ),
    ];
    let mut expected = (1, 0);
    for (kind, content, (notify, highlight)) in steps {
        send(&alice, &room, kind, content.clone()).await;
        expected = (expected.0 + notify, expected.1 + highlight);
        counted!(&bob, &room, expected, "after {kind} {content}");
    }
    alice
        .state(&room, "m.room.topic", "", json!({ "topic": "t" }))
        .await;
    counted!(&bob, &room, expected);
    counted!(&alice, &room, (0, 0), "one's own words are read");
    // A mere member may not call everybody.
    send(
        &bob,
        &room,
        "m.room.message",
        json!({ "body": "all", "msgtype": "m.text", "m.mentions": { "room": true } }),
    )
    .await;
    counted!(&alice, &room, (1, 0));
    counted!(&bob, &room, (0, 0), "who writes has read");
}

#[tokio::test]
async fn a_waiting_client_hears_of_highlights_and_zeros() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let mut since = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let mention =
        json!({ "msgtype": "m.text", "body": "you", "m.mentions": { "user_ids": [bob.user_id] } });
    for expected in 1..=3u64 {
        let waiting = tokio::spawn({
            let (bob, since) = (bob.clone(), since.clone());
            async move { bob.sync_with(Some(&since), "timeout=20000").await }
        });
        send(&alice, &room, "m.room.message", mention.clone()).await;
        let mut sync = waiting.await.unwrap();
        while sync["rooms"]["join"][&room]["unread_notifications"]["highlight_count"] != expected {
            let next = sync["next_batch"].as_str().unwrap().to_owned();
            sync = bob.sync_with(Some(&next), "timeout=10000").await;
            assert!(
                sync["rooms"]["join"][&room].is_object(),
                "the highlight never came"
            );
        }
        since = sync["next_batch"].as_str().unwrap().to_owned();
    }
    // On another device the person reads: the badge clears, with zeros on the wire.
    bob.another_device().await.say(&room, "seen").await;
    loop {
        let sync = bob.sync_with(Some(&since), "timeout=10000").await;
        let joined = &sync["rooms"]["join"][&room];
        if joined.is_object() {
            assert_eq!(pair(&joined["unread_notifications"]), (0, 0));
            return;
        }
        // First the news of the device itself.
        let next = sync["next_batch"].as_str().unwrap().to_owned();
        assert_ne!(next, since, "the zero never came");
        since = next;
    }
}

#[tokio::test]
async fn own_rules_count_for_their_owner_alone_and_not_backwards() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    carol.join(&room).await.ok();
    send(&alice, &room, "m.room.message", text("before")).await;
    counted!(&bob, &room, (1, 0));
    // A muted room, except for a keyword.
    let rules = "/_matrix/client/v3/pushrules/global";
    bob.put(
        &format!("{rules}/room/{}", segment(&room)),
        json!({ "actions": [] }),
    )
    .await
    .ok();
    let loud = json!({ "pattern": "tea", "actions": ["notify", { "set_tweak": "highlight" }] });
    bob.put(&format!("{rules}/content/tea"), loud).await.ok();
    counted!(&bob, &room, (1, 0), "what was counted stays counted");
    send(&alice, &room, "m.room.message", text("muted")).await;
    counted!(&bob, &room, (1, 0));
    send(&alice, &room, "m.room.message", text("Tea is ready")).await;
    counted!(&bob, &room, (2, 1));
    send(&alice, &room, "m.room.message", text("a teapot")).await;
    counted!(&bob, &room, (2, 1), "words, not parts of them");
    counted!(&carol, &room, (4, 0));
    bob.delete(&format!("{rules}/room/{}", segment(&room)))
        .await
        .ok();
    counted!(&bob, &room, (2, 1), "a change of rules moves no old count");
    send(&alice, &room, "m.room.message", text("again")).await;
    counted!(&bob, &room, (3, 1));
    let last = send(&alice, &room, "m.room.message", text("tea")).await;
    counted!(&bob, &room, (4, 2));
    receipt(&bob, &room, "m.read", &last, None).await;
    counted!(&bob, &room, (0, 0));
    bob.put(
        &format!("{rules}/override/.m.rule.master/enabled"),
        json!({ "enabled": true }),
    )
    .await
    .ok();
    let mention =
        json!({ "msgtype": "m.text", "body": "you", "m.mentions": { "user_ids": [bob.user_id] } });
    send(&alice, &room, "m.room.message", mention).await;
    counted!(&bob, &room, (0, 0), "everything off is off");
}

#[tokio::test]
async fn threads_count_apart_for_clients_that_tell_them_apart() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let root = send(&alice, &room, "m.room.message", text("root")).await;
    let thread = json!({ "rel_type": "m.thread", "event_id": root });
    let reply =
        |n: u32| json!({ "msgtype": "m.text", "body": format!("{n}"), "m.relates_to": thread });
    let mut replies = Vec::new();
    for n in 0..3 {
        replies.push(send(&alice, &room, "m.room.message", reply(n)).await);
    }
    let loud = json!({ "msgtype": "m.text", "body": "you", "m.relates_to": thread, "m.mentions": { "user_ids": [bob.user_id] } });
    send(&alice, &room, "m.room.message", loud).await;
    counted!(
        &bob,
        &room,
        (5, 1),
        "one number for clients without threads"
    );
    let apart = async || {
        let sync = bob.sync_with(None, THREADS).await;
        let joined = sync["rooms"]["join"][&room].clone();
        let thread = joined["unread_thread_notifications"].get(&root).map(pair);
        (pair(&joined["unread_notifications"]), thread)
    };
    assert_eq!(apart().await, ((1, 0), Some((4, 1))));
    receipt(&bob, &room, "m.read", &root, Some("main")).await;
    assert_eq!(
        apart().await,
        ((0, 0), Some((4, 1))),
        "the main timeline says nothing of threads"
    );
    receipt(&bob, &room, "m.read.private", &replies[1], Some(&root)).await;
    assert_eq!(apart().await, ((0, 0), Some((2, 1))));
    send(&bob, &room, "m.room.message", reply(9)).await;
    assert_eq!(
        apart().await,
        ((0, 0), None),
        "who writes in a thread has read it"
    );
    send(&alice, &room, "m.room.message", reply(10)).await;
    send(&alice, &room, "m.room.message", text("main")).await;
    assert_eq!(apart().await, ((1, 0), Some((1, 0))));
    let last = send(&alice, &room, "m.room.message", text("main too")).await;
    receipt(&bob, &room, "m.read", &last, None).await;
    assert_eq!(
        apart().await,
        ((0, 0), None),
        "an unthreaded receipt covers everything"
    );
}

/// What one person should see of one room.
#[derive(Default)]
struct Model {
    /// Events of others: (index, thread root's index, highlights).
    events: Vec<(usize, Option<usize>, bool)>,
    main_read: usize,
    all_read: usize,
    thread_read: BTreeMap<usize, usize>,
}

impl Model {
    fn expected(&self) -> ((u64, u64), BTreeMap<usize, (u64, u64)>) {
        let (mut main, mut threads) = ((0, 0), BTreeMap::<usize, (u64, u64)>::new());
        for &(at, root, loud) in &self.events {
            let read = match root {
                None => self.main_read,
                Some(root) => self
                    .thread_read
                    .get(&root)
                    .copied()
                    .unwrap_or(0)
                    .max(self.all_read),
            };
            if at <= read {
                continue;
            }
            let counts = match root {
                None => &mut main,
                Some(root) => threads.entry(root).or_default(),
            };
            *counts = (counts.0 + 1, counts.1 + u64::from(loud));
        }
        (main, threads)
    }
}

/// A small generator of its own, so that a failure repeats: the seed is in the message.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[tokio::test]
async fn counts_equal_a_recount_from_events_rules_and_receipts_at_every_step() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    for seed in [1u64, 2, 3] {
        let mut dice = Dice(seed);
        let mut model = Model::default();
        // Index 0 stands for "before everything".
        let mut ids = vec![String::new()];
        let mut roots: Vec<usize> = Vec::new();
        let start = send(&alice, &room, "m.room.message", text("start")).await;
        receipt(&bob, &room, "m.read", &start, None).await;
        let mut since = bob.sync_with(None, THREADS).await["next_batch"]
            .as_str()
            .unwrap()
            .to_owned();
        for step in 0..40 {
            let root = (!roots.is_empty() && dice.roll(3) == 0)
                .then(|| roots[dice.roll(roots.len() as u64) as usize]);
            let relation =
                root.map(|root| json!({ "rel_type": "m.thread", "event_id": ids[root] }));
            let mut content = text("x");
            if let Some(relation) = relation {
                content["m.relates_to"] = relation;
            }
            let at = ids.len();
            match dice.roll(8) {
                0..=3 => {
                    let loud = dice.roll(3) == 0;
                    if loud {
                        let everybody = dice.roll(2) == 0;
                        content["m.mentions"] = if everybody {
                            json!({ "room": true })
                        } else {
                            json!({ "user_ids": [bob.user_id] })
                        };
                    }
                    ids.push(send(&alice, &room, "m.room.message", content).await);
                    model.events.push((at, root, loud));
                    if root.is_none() {
                        roots.push(at);
                    }
                }
                4 => {
                    ids.push(send(&bob, &room, "m.room.message", content).await);
                    match root {
                        Some(root) => drop(model.thread_read.insert(root, at)),
                        None => model.main_read = at,
                    }
                }
                5 if at > 1 => {
                    // Anywhere, also backwards: an older receipt moves nothing.
                    let to = 1 + dice.roll(at as u64 - 1) as usize;
                    let kind = if dice.roll(2) == 0 {
                        "m.read"
                    } else {
                        "m.read.private"
                    };
                    receipt(&bob, &room, kind, &ids[to], None).await;
                    model.main_read = model.main_read.max(to);
                    model.all_read = model.all_read.max(to);
                }
                6 => {
                    let in_thread = model
                        .events
                        .iter()
                        .filter(|(_, root, _)| root.is_some())
                        .copied()
                        .collect::<Vec<_>>();
                    if let Some(&(to, Some(root), _)) =
                        in_thread.get(dice.roll(in_thread.len().max(1) as u64) as usize)
                    {
                        receipt(&bob, &room, "m.read", &ids[to], Some(&ids[root])).await;
                        let read = model.thread_read.entry(root).or_default();
                        *read = to.max(*read);
                    }
                }
                _ => {
                    if let Some(&(to, ..)) =
                        model.events.iter().rfind(|(_, root, _)| root.is_none())
                    {
                        receipt(&bob, &room, "m.read", &ids[to], Some("main")).await;
                        model.main_read = model.main_read.max(to);
                    }
                }
            }
            let (main, threads) = model.expected();
            let total = threads
                .values()
                .fold(main, |sum, thread| (sum.0 + thread.0, sum.1 + thread.1));
            counted!(&bob, &room, total, "seed {seed} step {step}: a first sync");
            // The connected device, whose answers come from memory where they can.
            let sync = bob
                .sync_with(Some(&since), &format!("timeout=0&{THREADS}"))
                .await;
            since = sync["next_batch"].as_str().unwrap().to_owned();
            let joined = &sync["rooms"]["join"][&room];
            if joined.is_object() {
                assert_eq!(
                    pair(&joined["unread_notifications"]),
                    main,
                    "seed {seed} step {step}"
                );
                let told: BTreeMap<String, (u64, u64)> = joined["unread_thread_notifications"]
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(root, counts)| (root.clone(), pair(counts)))
                    .collect();
                let threads: BTreeMap<String, (u64, u64)> = threads
                    .into_iter()
                    .map(|(root, n)| (ids[root].clone(), n))
                    .collect();
                assert_eq!(told, threads, "seed {seed} step {step}");
            }
        }
    }
}
