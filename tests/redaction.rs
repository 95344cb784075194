//! Taking back what was said.

use serde_json::{Value, json};
use testkit::{Person, room_path, segment};

use crate::server;

async fn redact(by: &Person, room: &str, event: &str, txn: &str) -> testkit::Answer {
    let path = room_path(room, &format!("redact/{}/{txn}", segment(event)));
    by.put(&path, json!({ "reason": "oops" })).await
}

async fn event(seen_by: &Person, room: &str, event: &str) -> Value {
    seen_by
        .get(&room_path(room, &format!("event/{}", segment(event))))
        .await
        .ok()
}

#[tokio::test]
async fn a_redacted_message_is_empty_everywhere_and_says_why() {
    let server = server();
    for version in ["1", "10", "11", "12"] {
        let name = |who: &str| format!("{who}{version}");
        let alice = server.person(&name("alice")).await;
        let bob = server.person(&name("bob")).await;
        let room = alice
            .create_room(json!({ "preset": "public_chat", "room_version": version }))
            .await;
        bob.join(&room).await.ok();
        let since = bob.sync(None).await["next_batch"]
            .as_str()
            .unwrap()
            .to_owned();
        let said = bob.say(&room, "a secret").await;
        let redaction = redact(&bob, &room, &said, "t1").await.ok()["event_id"].clone();

        let seen = event(&alice, &room, &said).await;
        assert_eq!(seen["content"], json!({}), "version {version}");
        let because = &seen["unsigned"]["redacted_because"];
        assert_eq!(because["event_id"], redaction);
        assert_eq!(because["content"]["reason"], "oops");
        assert_eq!(because["content"]["redacts"], said, "version {version}");

        let messages = alice
            .get(&room_path(&room, "messages?dir=b&limit=2"))
            .await
            .ok();
        assert_eq!(
            messages["chunk"][0]["redacts"], said,
            "old and new clients find the target"
        );
        assert_eq!(messages["chunk"][1]["content"], json!({}));
        for since in [Some(since.as_str()), None] {
            let sync = bob.sync(since).await.to_string();
            assert!(!sync.contains("\"body\":\"a secret\""), "{sync}");
        }
    }
}

#[tokio::test]
async fn people_redact_their_own_messages_and_moderators_those_of_others() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    for person in [&bob, &carol] {
        person.join(&room).await.ok();
    }
    let said = bob.say(&room, "mine").await;
    redact(&carol, &room, &said, "t1")
        .await
        .refused(403, "M_FORBIDDEN");
    // Not by the other endpoint either, where the target stands in the content.
    let by_send = carol
        .send(&room, "m.room.redaction", "t2", json!({ "redacts": said }))
        .await;
    by_send.refused(403, "M_FORBIDDEN");
    assert_eq!(event(&alice, &room, &said).await["content"]["body"], "mine");
    redact(&alice, &room, &said, "t1").await.ok();
    assert_eq!(event(&alice, &room, &said).await["content"], json!({}));

    let unknown = "$0000000000000000000000000000000000000000000";
    redact(&alice, &room, unknown, "t2")
        .await
        .refused(404, "M_NOT_FOUND");
    let elsewhere = alice.create_room(json!({})).await;
    let other = alice.say(&elsewhere, "there").await;
    redact(&alice, &room, &other, "t3")
        .await
        .refused(404, "M_NOT_FOUND");
    let state = alice.get(&room_path(&room, "state")).await.ok();
    let create = state
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["type"] == "m.room.create")
        .unwrap();
    let create = create["event_id"].as_str().unwrap();
    redact(&alice, &room, create, "t4")
        .await
        .refused(403, "M_FORBIDDEN");
    let by_send = bob.say(&room, "by send").await;
    bob.send(
        &room,
        "m.room.redaction",
        "t3",
        json!({ "redacts": by_send }),
    )
    .await
    .ok();
    assert_eq!(event(&alice, &room, &by_send).await["content"], json!({}));
}

#[tokio::test]
async fn a_retried_redaction_is_one_redaction_and_the_first_reason_stays() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let said = alice.say(&room, "x").await;
    let first = redact(&alice, &room, &said, "t1").await.ok();
    assert_eq!(redact(&alice, &room, &said, "t1").await.ok(), first);
    let second = redact(&alice, &room, &said, "t2").await.ok();
    assert_ne!(second, first);
    let seen = event(&alice, &room, &said).await;
    assert_eq!(
        seen["unsigned"]["redacted_because"]["event_id"],
        first["event_id"]
    );
}

#[tokio::test]
async fn redacted_state_is_gone_also_where_later_state_quotes_it() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({})).await;
    let text = |answer: Value| answer["event_id"].as_str().unwrap().to_owned();
    let topic = |t: &str| alice.state(&room, "m.room.topic", "", json!({ "topic": t }));
    let first = text(topic("a secret").await.ok());
    let second = text(topic("fine").await.ok());
    assert_eq!(
        event(&alice, &room, &second).await["unsigned"]["prev_content"]["topic"],
        "a secret"
    );
    redact(&alice, &room, &first, "t1").await.ok();
    assert_eq!(
        event(&alice, &room, &second).await["unsigned"]["prev_content"],
        json!({})
    );
    // What holds now is redacted too, for people who are invited as well.
    redact(&alice, &room, &second, "t2").await.ok();
    assert_eq!(
        alice
            .get(&room_path(&room, "state/m.room.topic"))
            .await
            .ok(),
        json!({})
    );
    alice.invite(&room, &bob).await.ok();
    let sync = bob.sync(None).await;
    assert!(!sync.to_string().contains("fine"), "{sync}");
}
