//! Register, log in, make a room, send, sync: the slice that all others copy.

use serde_json::json;

use crate::server;

#[tokio::test]
async fn what_one_person_says_reaches_the_other() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "name": "Harbour" }))
        .await;
    bob.join(&room).await.ok();
    let since = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();

    let waiting = tokio::spawn({
        let (bob, since) = (bob.clone(), since.clone());
        async move { bob.sync_with(Some(&since), "timeout=20000").await }
    });
    let event_id = alice.say(&room, "good morning").await;

    let sync = waiting.await.unwrap();
    let timeline = &sync["rooms"]["join"][&room]["timeline"];
    assert_eq!(timeline["events"][0]["event_id"], event_id);
    assert_eq!(timeline["events"][0]["content"]["body"], "good morning");
    assert_eq!(timeline["limited"], false);
    assert_eq!(
        sync["rooms"]["join"][&room]["unread_notifications"]["notification_count"],
        1
    );
}

#[tokio::test]
async fn a_retry_with_the_same_transaction_id_is_the_same_event() {
    let mut server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let text = json!({ "msgtype": "m.text", "body": "once" });
    let sends = (0..50).map(|_| {
        let (alice, room, text) = (alice.clone(), room.clone(), text.clone());
        tokio::spawn(async move {
            alice.send(&room, "m.room.message", "t1", text).await.ok()["event_id"].clone()
        })
    });
    let mut ids = Vec::new();
    for send in sends.collect::<Vec<_>>() {
        ids.push(send.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "parallel retries made several events");

    server.kill();
    server.start();
    let alice = alice.at(&server.http);
    let again = alice
        .send(&room, "m.room.message", "t1", text.clone())
        .await
        .ok();
    assert_eq!(again["event_id"], ids[0], "after a restart too");
    let other = alice
        .another_device()
        .await
        .send(&room, "m.room.message", "t1", text)
        .await
        .ok();
    assert_ne!(
        other["event_id"], ids[0],
        "another device means another event"
    );
}

#[tokio::test]
async fn a_stopped_server_ends_its_long_polls_and_exits_cleanly() {
    let mut server = server();
    let alice = server.person("alice").await;
    let since = alice.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let poll = tokio::spawn(async move { alice.sync_with(Some(&since), "timeout=60000").await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let status = tokio::task::spawn_blocking(move || server.stop())
        .await
        .unwrap();
    assert!(status.success(), "{status}");
    poll.await.unwrap();
}
