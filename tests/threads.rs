//! Threads: replies that stay together.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Person, room_path, room_path_v1, segment, unique};

use crate::server;

async fn reply(by: &Person, room: &str, root: &str, body: &str) -> testkit::Answer {
    let content = json!({ "msgtype": "m.text", "body": body, "m.relates_to": {
        "rel_type": "m.thread", "event_id": root, "is_falling_back": true, "m.in_reply_to": { "event_id": root } } });
    by.send(room, "m.room.message", &format!("r{}", unique()), content)
        .await
}

fn id(answer: &Value) -> String {
    answer["event_id"].as_str().unwrap().to_owned()
}

async fn threads(by: &Person, room: &str, query: &str) -> Value {
    by.get(&room_path_v1(room, &format!("threads{query}")))
        .await
        .ok()
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn a_thread_is_summed_up_at_its_root() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    for person in [&bob, &carol] {
        person.join(&room).await.ok();
    }
    let root = alice.say(&room, "root").await;
    reply(&bob, &room, &root, "one").await.ok();
    let last = id(&reply(&bob, &room, &root, "two").await.ok());
    let edit = json!({ "msgtype": "m.text", "body": "* 2", "m.new_content": { "msgtype": "m.text", "body": "2" },
        "m.relates_to": { "rel_type": "m.replace", "event_id": last } });
    bob.send(&room, "m.room.message", "e1", edit).await.ok();
    for (person, took_part) in [(&alice, true), (&bob, true), (&carol, false)] {
        let event = person
            .get(&room_path(&room, &format!("event/{}", segment(&root))))
            .await
            .ok();
        let thread = &event["unsigned"]["m.relations"]["m.thread"];
        assert_eq!(thread["count"], 2);
        assert_eq!(
            thread["current_user_participated"], took_part,
            "{}",
            person.user_id
        );
        assert_eq!(thread["latest_event"]["event_id"], last);
        let edited = &thread["latest_event"]["unsigned"]["m.relations"]["m.replace"];
        assert_eq!(edited["content"]["m.new_content"]["body"], "2");
    }
    // Taking back the newest reply shows the one before it, and in the end no thread.
    let replies = ids(&alice
        .get(&room_path_v1(
            &room,
            &format!("relations/{}/m.thread", segment(&root)),
        ))
        .await
        .ok()["chunk"]);
    assert_eq!(replies.len(), 2);
    for (n, event) in replies.iter().enumerate() {
        bob.put(
            &room_path(&room, &format!("redact/{}/t{n}", segment(event))),
            json!({}),
        )
        .await
        .ok();
        let seen = bob
            .get(&room_path(&room, &format!("event/{}", segment(&root))))
            .await
            .ok();
        let thread = &seen["unsigned"]["m.relations"]["m.thread"];
        if n == 0 {
            assert_eq!(
                (&thread["count"], &thread["latest_event"]["event_id"]),
                (&json!(1), &json!(replies[1]))
            );
        } else {
            assert!(thread.is_null(), "{seen}");
        }
    }
    assert_eq!(threads(&alice, &room, "").await["chunk"], json!([]));
}

#[tokio::test]
async fn the_list_of_threads_begins_with_the_newest_reply() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let mut roots = Vec::new();
    for n in 0..5 {
        roots.push(alice.say(&room, &format!("root {n}")).await);
    }
    alice.say(&room, "no thread").await;
    for n in [3, 1, 4, 0, 2] {
        reply(&alice, &room, &roots[n], "reply").await.ok();
    }
    reply(&bob, &room, &roots[3], "bob was here").await.ok();
    let expected: Vec<String> = [3, 2, 0, 4, 1]
        .iter()
        .map(|n: &usize| roots[*n].clone())
        .collect();
    let all = threads(&bob, &room, "").await;
    assert_eq!(ids(&all["chunk"]), expected);
    assert!(all.get("next_batch").is_none());
    assert_eq!(
        all["chunk"][0]["unsigned"]["m.relations"]["m.thread"]["count"],
        2
    );
    assert_eq!(
        ids(&threads(&bob, &room, "?include=participated").await["chunk"]),
        [roots[3].clone()]
    );
    assert_eq!(
        ids(&threads(&alice, &room, "?include=participated").await["chunk"]),
        expected
    );
    let (mut seen, mut from) = (Vec::new(), String::new());
    loop {
        let page = threads(&bob, &room, &format!("?limit=2{from}")).await;
        seen.extend(ids(&page["chunk"]));
        let Some(next) = page.get("next_batch") else {
            break;
        };
        from = format!("&from={}", next.as_str().unwrap());
    }
    assert_eq!(seen, expected);
    bob.get(&room_path_v1(&room, "threads?from=x"))
        .await
        .refused(400, "M_INVALID_PARAM");
    let stranger = server.person("stranger").await;
    stranger
        .get(&room_path_v1(&room, "threads"))
        .await
        .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn a_thread_begins_at_a_message_of_the_room_that_relates_to_nothing() {
    let server = server();
    let alice = server.person("alice").await;
    let (room, other) = (
        alice.create_room(json!({})).await,
        alice.create_room(json!({})).await,
    );
    let root = alice.say(&room, "root").await;
    let first = id(&reply(&alice, &room, &root, "first").await.ok());
    reply(&alice, &room, &first, "nested")
        .await
        .refused(400, "M_UNKNOWN");
    reply(&alice, &other, &root, "from elsewhere")
        .await
        .refused(400, "M_UNKNOWN");
    // To an event that we do not know: nothing to count, nothing breaks.
    reply(&alice, &room, "$unknown", "to nothing").await.ok();
    assert_eq!(ids(&threads(&alice, &room, "").await["chunk"]), [root]);
    assert_eq!(threads(&alice, &other, "").await["chunk"], json!([]));
}

/// matrix-js-sdk takes a reply for failed that it hears of before its sending is answered: the answer has a start.
#[tokio::test]
async fn a_device_hears_of_its_own_reply_a_moment_after_its_sending_was_answered() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let root = alice.say(&room, "root").await;
    let since = alice.sync(None).await["next_batch"].clone();
    let sent = id(&reply(&alice, &room, &root, "mine").await.ok());
    let mut fastest = Duration::MAX;
    for _ in 0..30 {
        let begun = Instant::now();
        let heard = alice.sync(since.as_str()).await;
        fastest = fastest.min(begun.elapsed());
        let timeline = &heard["rooms"]["join"][&room]["timeline"]["events"];
        assert_eq!(ids(timeline), [sent.as_str()]);
    }
    assert!(fastest >= Duration::from_millis(5), "{fastest:?}");
}
