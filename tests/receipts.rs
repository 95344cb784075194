//! How far people have read: receipts, private ones, threads, the fully-read marker.

use serde_json::{Value, json};
use testkit::segment;

use crate::{server, two_in_a_room};

fn receipt(room: &str, kind: &str, event: &str) -> String {
    format!(
        "/_matrix/client/v3/rooms/{}/receipt/{kind}/{}",
        segment(room),
        segment(event)
    )
}

fn token(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

/// The receipts in a room of a sync.
fn receipts(sync: &Value, room: &str) -> Value {
    let events = sync["rooms"]["join"][room]["ephemeral"]["events"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    events
        .into_iter()
        .find(|event| event["type"] == "m.receipt")
        .map(|event| event["content"].clone())
        .unwrap_or_default()
}

fn unread(sync: &Value, room: &str) -> Value {
    sync["rooms"]["join"][room]["unread_notifications"]["notification_count"].clone()
}

#[tokio::test]
async fn a_receipt_reaches_a_waiting_neighbour_and_clears_the_count() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let first = alice.say(&room, "one").await;
    let second = alice.say(&room, "two").await;
    let seen = bob.sync(None).await;
    assert_eq!(unread(&seen, &room), 2);
    let since = token(&alice.sync(None).await);
    let waiting = tokio::spawn({
        let (alice, since) = (alice.clone(), since.clone());
        async move { alice.sync_with(Some(&since), "timeout=20000").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    bob.post(&receipt(&room, "m.read", &first), json!({}))
        .await
        .ok();
    let sync = waiting.await.unwrap();
    assert!(
        receipts(&sync, &room)[&first]["m.read"][&bob.user_id]["ts"].is_u64(),
        "{sync}"
    );
    assert_eq!(unread(&bob.sync(Some(&token(&seen))).await, &room), 1);
    bob.post(&receipt(&room, "m.read", &second), json!({}))
        .await
        .ok();
    assert_eq!(
        unread(&bob.sync(Some(&token(&seen))).await, &room),
        0,
        "zero is sent, or badges never clear"
    );
}

#[tokio::test]
async fn a_receipt_and_a_message_after_it_arrive_together() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let event = alice.say(&room, "one").await;
    let mut since = token(&alice.sync(None).await);
    since = token(&alice.sync(Some(&since)).await);
    bob.post(&receipt(&room, "m.read", &event), json!({}))
        .await
        .ok();
    let said = bob.say(&room, "answer").await;
    let sync = alice.sync(Some(&since)).await;
    assert!(sync.to_string().contains(&said));
    assert!(
        receipts(&sync, &room)[&event]["m.read"][&bob.user_id].is_object(),
        "{sync}"
    );
}

#[tokio::test]
async fn receipts_move_forward_only_and_a_repeat_is_no_news() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let first = alice.say(&room, "one").await;
    let second = alice.say(&room, "two").await;
    bob.post(&receipt(&room, "m.read", &second), json!({}))
        .await
        .ok();
    let since = token(&alice.sync(None).await);
    bob.post(&receipt(&room, "m.read", &first), json!({}))
        .await
        .ok();
    bob.post(&receipt(&room, "m.read", &second), json!({}))
        .await
        .ok();
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(token(&sync), since, "nothing happened: {sync}");
    let first_sync = alice.sync(None).await;
    assert!(
        receipts(&first_sync, &room)[&first].is_null(),
        "{first_sync}"
    );
    assert!(receipts(&first_sync, &room)[&second]["m.read"][&bob.user_id].is_object());
}

#[tokio::test]
async fn a_private_receipt_is_shown_to_nobody_else() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let event = alice.say(&room, "one").await;
    let laptop = bob.another_device().await;
    let (for_alice, for_laptop) = (
        token(&alice.sync(None).await),
        token(&laptop.sync(None).await),
    );
    bob.post(&receipt(&room, "m.read.private", &event), json!({}))
        .await
        .ok();
    let sync = laptop.sync(Some(&for_laptop)).await;
    assert!(
        receipts(&sync, &room)[&event]["m.read.private"][&bob.user_id].is_object(),
        "{sync}"
    );
    assert_eq!(unread(&sync, &room), 0);
    // Something else happens, so that alice's answer is about this room.
    alice.say(&room, "two").await;
    for sync in [alice.sync(Some(&for_alice)).await, alice.sync(None).await] {
        assert!(!sync.to_string().contains("m.read.private"), "{sync}");
    }
}

#[tokio::test]
async fn each_thread_has_a_receipt_of_its_own() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let root = alice.say(&room, "root").await;
    let in_thread = |text: &str| json!({ "msgtype": "m.text", "body": text, "m.relates_to": { "rel_type": "m.thread", "event_id": root } });
    let answer = alice
        .send(&room, "m.room.message", "t1", in_thread("a"))
        .await
        .ok()["event_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let main = alice.say(&room, "main").await;
    let reaction =
        json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": answer, "key": "+" } });
    let reaction = alice.send(&room, "m.reaction", "t2", reaction).await.ok()["event_id"]
        .as_str()
        .unwrap()
        .to_owned();

    bob.post(
        &receipt(&room, "m.read", &answer),
        json!({ "thread_id": root }),
    )
    .await
    .ok();
    bob.post(
        &receipt(&room, "m.read", &main),
        json!({ "thread_id": "main" }),
    )
    .await
    .ok();
    let content = receipts(&alice.sync(None).await, &room);
    assert_eq!(
        content[&answer]["m.read"][&bob.user_id]["thread_id"],
        root.as_str(),
        "{content}"
    );
    assert_eq!(
        content[&main]["m.read"][&bob.user_id]["thread_id"], "main",
        "{content}"
    );
    bob.post(
        &receipt(&room, "m.read", &reaction),
        json!({ "thread_id": root }),
    )
    .await
    .ok();
    bob.post(
        &receipt(&room, "m.read", &root),
        json!({ "thread_id": "main" }),
    )
    .await
    .ok();

    for (event, thread) in [
        (&main, root.as_str()),
        (&answer, "main"),
        (&reaction, "main"),
        (&main, "x"),
        (&main, ""),
    ] {
        bob.post(
            &receipt(&room, "m.read", event),
            json!({ "thread_id": thread }),
        )
        .await
        .refused(400, "M_INVALID_PARAM");
    }
    bob.post(&receipt(&room, "m.read", &main), json!({ "thread_id": 7 }))
        .await
        .refused(400, "M_BAD_JSON");
    bob.post(
        &receipt(&room, "m.fully_read", &main),
        json!({ "thread_id": "main" }),
    )
    .await
    .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn read_markers_set_all_three_and_never_go_back() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let first = alice.say(&room, "one").await;
    let second = alice.say(&room, "two").await;
    let path = format!("/_matrix/client/v3/rooms/{}/read_markers", segment(&room));
    let since = token(&bob.sync(None).await);
    bob.post(
        &path,
        json!({ "m.fully_read": first, "m.read": second, "m.read.private": second }),
    )
    .await
    .ok();
    let sync = bob.sync(Some(&since)).await;
    let data = &sync["rooms"]["join"][&room]["account_data"]["events"];
    assert_eq!(data[0]["type"], "m.fully_read", "{sync}");
    assert_eq!(data[0]["content"]["event_id"], first.as_str());
    assert!(receipts(&sync, &room)[&second]["m.read"][&bob.user_id].is_object());
    bob.post(&path, json!({ "m.fully_read": second }))
        .await
        .ok();
    bob.post(&path, json!({ "m.fully_read": first })).await.ok();
    let sync = bob.sync(Some(&since)).await;
    let data = &sync["rooms"]["join"][&room]["account_data"]["events"];
    assert_eq!(data[0]["content"]["event_id"], second.as_str(), "{sync}");
    bob.post(&path, json!({})).await.ok();
}

#[tokio::test]
async fn who_is_not_in_the_room_marks_nothing_and_learns_nothing() {
    let server = server();
    let (alice, _, room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    let event = alice.say(&room, "one").await;
    carol
        .post(&receipt(&room, "m.read", &event), json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    carol
        .post(&receipt("!none:localhost", "m.read", &event), json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    alice
        .post(&receipt(&room, "m.read", "$none"), json!({}))
        .await
        .refused(404, "M_NOT_FOUND");
    alice
        .post(&receipt(&room, "m.other", &event), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .post(&receipt(&room, "m.read", "%00"), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
}
