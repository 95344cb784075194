//! Who types and who is there.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Person, segment};

use crate::{server, two_in_a_room};

fn token(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

fn typing_path(room: &str, person: &Person) -> String {
    format!(
        "/_matrix/client/v3/rooms/{}/typing/{}",
        segment(room),
        segment(&person.user_id)
    )
}

fn presence_path(person: &Person) -> String {
    format!(
        "/_matrix/client/v3/presence/{}/status",
        segment(&person.user_id)
    )
}

fn typing(sync: &Value, room: &str) -> Value {
    let events = sync["rooms"]["join"][room]["ephemeral"]["events"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let event = events.into_iter().find(|event| event["type"] == "m.typing");
    event
        .map(|event| event["content"]["user_ids"].clone())
        .unwrap_or_default()
}

fn presence(sync: &Value, person: &Person) -> Value {
    let events = sync["presence"]["events"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let event = events
        .into_iter()
        .find(|event| event["sender"] == person.user_id.as_str());
    event
        .map(|event| event["content"].clone())
        .unwrap_or_default()
}

#[tokio::test]
async fn typing_is_seen_at_once_and_ends_by_itself() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&alice.sync(None).await);
    let wait = |since: String| {
        let alice = alice.clone();
        tokio::spawn(async move { alice.sync_with(Some(&since), "timeout=20000").await })
    };
    let waiting = wait(since);
    tokio::time::sleep(Duration::from_millis(300)).await;
    bob.put(
        &typing_path(&room, &bob),
        json!({ "typing": true, "timeout": 1500 }),
    )
    .await
    .ok();
    let sync = waiting.await.unwrap();
    assert_eq!(typing(&sync, &room), json!([bob.user_id]), "{sync}");
    // Nobody says that it ended: the server does.
    let sync = wait(token(&sync)).await.unwrap();
    assert_eq!(typing(&sync, &room), json!([]), "{sync}");
    assert_eq!(typing(&alice.sync(None).await, &room), Value::Null);
}

#[tokio::test]
async fn typing_can_be_prolonged_and_stopped() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&alice.sync(None).await);
    bob.put(
        &typing_path(&room, &bob),
        json!({ "typing": true, "timeout": 500 }),
    )
    .await
    .ok();
    bob.put(
        &typing_path(&room, &bob),
        json!({ "typing": true, "timeout": 60_000 }),
    )
    .await
    .ok();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(
        typing(&sync, &room),
        json!([bob.user_id]),
        "prolonged: {sync}"
    );
    bob.put(&typing_path(&room, &bob), json!({ "typing": false }))
        .await
        .ok();
    let sync = alice.sync(Some(&token(&sync))).await;
    assert_eq!(typing(&sync, &room), json!([]), "{sync}");
}

#[tokio::test]
async fn nobody_types_for_others_or_where_he_is_not() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    let on = json!({ "typing": true, "timeout": 1000 });
    bob.put(&typing_path(&room, &alice), on.clone())
        .await
        .refused(403, "M_FORBIDDEN");
    carol
        .put(&typing_path(&room, &carol), on.clone())
        .await
        .refused(403, "M_FORBIDDEN");
    carol
        .put(&typing_path("!none:localhost", &carol), on)
        .await
        .refused(403, "M_FORBIDDEN");
    bob.put(&typing_path(&room, &bob), json!({ "typing": "yes" }))
        .await
        .refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn what_somebody_says_of_himself_reaches_waiting_neighbours() {
    let server = server();
    let (alice, bob, _room) = two_in_a_room(&server).await;
    bob.sync(None).await;
    let since = token(&alice.sync(None).await);
    let waiting = tokio::spawn({
        let (alice, since) = (alice.clone(), since.clone());
        async move { alice.sync_with(Some(&since), "timeout=20000").await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    bob.put(
        &presence_path(&bob),
        json!({ "presence": "unavailable", "status_msg": "at sea" }),
    )
    .await
    .ok();
    let sync = waiting.await.unwrap();
    assert_eq!(presence(&sync, &bob)["presence"], "unavailable", "{sync}");
    assert_eq!(presence(&sync, &bob)["status_msg"], "at sea", "{sync}");
    let got = alice.get(&presence_path(&bob)).await.ok();
    assert_eq!(got["presence"], "unavailable");
    assert_eq!(got["status_msg"], "at sea");
    // Told once.
    assert!(presence(&alice.sync(Some(&token(&sync))).await, &bob).is_null());
}

#[tokio::test]
async fn who_polls_is_there_and_that_wakes_nobody() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&alice.sync(None).await);
    let idle = tokio::spawn({
        let (alice, since) = (alice.clone(), since.clone());
        async move { alice.sync_with(Some(&since), "timeout=1500").await }
    });
    bob.sync(None).await;
    let sync = idle.await.unwrap();
    assert_eq!(presence(&sync, &bob)["presence"], "online", "{sync}");
    bob.say(&room, "hello").await;
    assert_eq!(
        alice.get(&presence_path(&bob)).await.ok()["currently_active"],
        true
    );
    bob.sync_with(None, "timeout=0&set_presence=offline").await;
    let first = alice.sync(None).await;
    assert_eq!(
        presence(&first, &bob)["presence"],
        "online",
        "a poll that says offline says nothing: {first}"
    );
    let carol = server.person("carol").await;
    carol
        .sync_with(None, "timeout=0&set_presence=offline")
        .await;
    assert_eq!(
        carol.get(&presence_path(&carol)).await.ok()["presence"],
        "offline"
    );
}

#[tokio::test]
async fn strangers_see_no_presence_and_nobody_sets_that_of_others() {
    let server = server();
    let (alice, bob, _room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    bob.put(&presence_path(&bob), json!({ "presence": "online" }))
        .await
        .ok();
    carol
        .get(&presence_path(&bob))
        .await
        .refused(403, "M_FORBIDDEN");
    let nobody = presence_path(&bob).replace("bob", "nobody");
    carol.get(&nobody).await.refused(403, "M_FORBIDDEN");
    alice
        .put(&presence_path(&bob), json!({ "presence": "offline" }))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.put(&presence_path(&bob), json!({ "presence": "asleep" }))
        .await
        .refused(400, "M_INVALID_PARAM");
    bob.put(
        &presence_path(&bob),
        json!({ "presence": "online", "status_msg": "x".repeat(5000) }),
    )
    .await
    .refused(400, "M_INVALID_PARAM");
    assert!(presence(&carol.sync(None).await, &bob).is_null());
}

#[tokio::test]
async fn typing_needs_no_timeout() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&alice.sync(None).await);
    bob.put(&typing_path(&room, &bob), json!({ "typing": true }))
        .await
        .ok();
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(typing(&sync, &room), json!([bob.user_id]), "{sync}");
    bob.put(&typing_path(&room, &bob), json!({ "timeout": 1000 }))
        .await
        .refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn who_comes_into_a_room_and_who_is_there_see_each_others_presence() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    let of_alice = token(&alice.sync(None).await);
    let of_bob = token(&bob.sync(None).await);
    // Each has told the other nothing yet; nothing of it changes from here on.
    let of_alice = token(&alice.sync(Some(&of_alice)).await);
    let of_bob = token(&bob.sync(Some(&of_bob)).await);
    bob.join(&room).await.ok();
    let seen = alice.sync(Some(&of_alice)).await;
    assert_eq!(presence(&seen, &bob)["presence"], "online", "{seen}");
    let seen = bob.sync(Some(&of_bob)).await;
    assert_eq!(presence(&seen, &alice)["presence"], "online", "{seen}");
    let again = bob.sync(Some(&token(&seen))).await;
    assert!(presence(&again, &alice).is_null(), "told twice: {again}");
}
