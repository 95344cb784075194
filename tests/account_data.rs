//! What people keep on the server: account data, tags, filters, whom they ignore.

use serde_json::{Value, json};
use testkit::{Person, segment};

use crate::server;

fn path(person: &Person, kind: &str) -> String {
    format!(
        "/_matrix/client/v3/user/{}/account_data/{kind}",
        segment(&person.user_id)
    )
}

fn room_path(person: &Person, room: &str, rest: &str) -> String {
    format!(
        "/_matrix/client/v3/user/{}/rooms/{}/{rest}",
        segment(&person.user_id),
        segment(room)
    )
}

fn token(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

/// The content of the newest event of a type in a list.
fn content<'a>(events: &'a Value, kind: &str) -> Option<&'a Value> {
    let events = events.as_array()?;
    events
        .iter()
        .rev()
        .find(|event| event["type"] == kind)
        .map(|event| &event["content"])
}

/// A poll that waits, in the background.
fn poll(person: &Person, since: &str) -> tokio::task::JoinHandle<Value> {
    let (person, since) = (person.clone(), since.to_owned());
    tokio::spawn(async move { person.sync_with(Some(&since), "timeout=20000").await })
}

#[tokio::test]
async fn what_one_device_stores_wakes_the_other_and_can_be_read_back() {
    let server = server();
    let phone = server.person("alice").await;
    let laptop = phone.another_device().await;
    let room = phone.create_room(json!({})).await;
    let direct = json!({ "@bob:localhost": [room] });
    phone
        .get(&path(&phone, "m.direct"))
        .await
        .refused(404, "M_NOT_FOUND");

    let since = token(&laptop.sync(None).await);
    let waiting = poll(&laptop, &since);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    phone
        .put(&path(&phone, "m.direct"), direct.clone())
        .await
        .ok();
    let sync = waiting.await.unwrap();
    assert_eq!(
        content(&sync["account_data"]["events"], "m.direct"),
        Some(&direct)
    );
    assert_eq!(laptop.get(&path(&laptop, "m.direct")).await.ok(), direct);

    let since = token(&sync);
    let waiting = poll(&laptop, &since);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let unread = json!({ "unread": true });
    phone
        .put(
            &room_path(&phone, &room, "account_data/m.marked_unread"),
            unread.clone(),
        )
        .await
        .ok();
    let sync = waiting.await.unwrap();
    let events = &sync["rooms"]["join"][&room]["account_data"]["events"];
    assert_eq!(content(events, "m.marked_unread"), Some(&unread));
    assert_eq!(
        laptop
            .get(&room_path(&laptop, &room, "account_data/m.marked_unread"))
            .await
            .ok(),
        unread
    );
    phone
        .get(&room_path(&phone, &room, "account_data/m.direct"))
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn an_empty_object_deletes_and_other_devices_learn_of_it() {
    let server = server();
    let alice = server.person("alice").await;
    for delete in [false, true] {
        alice
            .put(&path(&alice, "org.example.x"), json!({ "a": 1 }))
            .await
            .ok();
        let since = token(&alice.sync(None).await);
        if delete {
            alice
                .delete(
                    &path(&alice, "org.example.x").replace("/v3/", "/unstable/org.matrix.msc3391/"),
                )
                .await
                .ok();
        } else {
            alice
                .put(&path(&alice, "org.example.x"), json!({}))
                .await
                .ok();
        }
        alice
            .get(&path(&alice, "org.example.x"))
            .await
            .refused(404, "M_NOT_FOUND");
        let sync = alice.sync(Some(&since)).await;
        assert_eq!(
            content(&sync["account_data"]["events"], "org.example.x"),
            Some(&json!({}))
        );
        assert_eq!(
            content(
                &alice.sync(None).await["account_data"]["events"],
                "org.example.x"
            ),
            None
        );
    }
}

#[tokio::test]
async fn nobody_reads_or_writes_the_account_data_of_others_nor_what_the_server_keeps() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({})).await;
    alice
        .put(&path(&alice, "m.secret"), json!({ "a": 1 }))
        .await
        .ok();
    bob.get(&path(&alice, "m.secret"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.put(&path(&alice, "m.secret"), json!({ "a": 2 }))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.delete(&path(&alice, "m.secret"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.put(
        &room_path(&bob, &room, "account_data/m.x"),
        json!({ "a": 1 }),
    )
    .await
    .refused(403, "M_FORBIDDEN");
    bob.put(
        &room_path(&bob, "!none:localhost", "account_data/m.x"),
        json!({ "a": 1 }),
    )
    .await
    .refused(403, "M_FORBIDDEN");
    for kind in ["m.fully_read", "m.push_rules"] {
        alice
            .put(&path(&alice, kind), json!({ "a": 1 }))
            .await
            .refused(405, "M_BAD_JSON");
        alice
            .put(
                &room_path(&alice, &room, &format!("account_data/{kind}")),
                json!({ "a": 1 }),
            )
            .await
            .refused(405, "M_BAD_JSON");
    }
    alice
        .put(&path(&alice, "m.x"), json!([1]))
        .await
        .refused(400, "M_BAD_JSON");
    alice
        .put(&path(&alice, "m.x%00y"), json!({ "a": 1 }))
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .put(&path(&alice, &"x".repeat(300)), json!({ "a": 1 }))
        .await
        .refused(400, "M_INVALID_PARAM");
    let zero = json!({ "text": "\u{0}" });
    alice.put(&path(&alice, "m.zero"), zero.clone()).await.ok();
    assert_eq!(alice.get(&path(&alice, "m.zero")).await.ok(), zero);
}

#[tokio::test]
async fn tags_are_added_ordered_and_removed() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let since = token(&alice.sync(None).await);
    alice
        .put(
            &room_path(&alice, &room, "tags/m.favourite"),
            json!({ "order": 0.25 }),
        )
        .await
        .ok();
    alice
        .put(&room_path(&alice, &room, "tags/u.work"), json!({}))
        .await
        .ok();
    let tags = json!({ "tags": { "m.favourite": { "order": 0.25 }, "u.work": {} } });
    assert_eq!(
        alice.get(&room_path(&alice, &room, "tags")).await.ok(),
        tags
    );
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(
        content(
            &sync["rooms"]["join"][&room]["account_data"]["events"],
            "m.tag"
        ),
        Some(&tags)
    );
    alice
        .delete(&room_path(&alice, &room, "tags/m.favourite"))
        .await
        .ok();
    alice
        .delete(&room_path(&alice, &room, "tags/m.favourite"))
        .await
        .ok();
    assert_eq!(
        alice.get(&room_path(&alice, &room, "tags")).await.ok(),
        json!({ "tags": { "u.work": {} } })
    );
    alice
        .put(
            &room_path(&alice, &room, "account_data/m.tag"),
            json!({ "tags": [7] }),
        )
        .await
        .ok();
    alice
        .put(&room_path(&alice, &room, "tags/u.new"), json!({}))
        .await
        .ok();
    assert_eq!(
        alice.get(&room_path(&alice, &room, "tags")).await.ok(),
        json!({ "tags": { "u.new": {} } })
    );
}

#[tokio::test]
async fn the_same_filter_has_the_same_id_and_filters_a_sync() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let filters = format!("/_matrix/client/v3/user/{}/filter", segment(&alice.user_id));
    let filter = json!({ "room": { "timeline": { "limit": 3, "types": ["m.room.message"] } } });
    let id = alice.post(&filters, filter.clone()).await.ok()["filter_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        alice.post(&filters, filter.clone()).await.ok()["filter_id"],
        id.as_str()
    );
    assert_ne!(
        alice.post(&filters, json!({})).await.ok()["filter_id"],
        id.as_str()
    );
    assert_eq!(alice.get(&format!("{filters}/{id}")).await.ok(), filter);
    for unknown in ["99", "x", "-1"] {
        alice
            .get(&format!("{filters}/{unknown}"))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    bob.post(&filters, json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.get(&format!("{filters}/{id}"))
        .await
        .refused(403, "M_FORBIDDEN");
    alice
        .post(
            &filters,
            json!({ "room": { "timeline": { "limit": "x" } } }),
        )
        .await
        .refused(400, "M_BAD_JSON");

    let room = alice.create_room(json!({ "name": "R" })).await;
    alice.say(&room, "hello").await;
    let sync = alice
        .sync_with(None, &format!("timeout=0&filter={id}"))
        .await;
    let events = sync["rooms"]["join"][&room]["timeline"]["events"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(events.len(), 1, "{events:?}");
}

#[tokio::test]
async fn ignored_people_are_not_heard_and_cannot_invite() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let list = json!({ "ignored_users": { &bob.user_id: {} } });
    alice
        .put(&path(&alice, "m.ignored_user_list"), list)
        .await
        .ok();
    let since = token(&alice.sync(None).await);

    // A waiting poll (from memory), a later one (from the database) and a first sync.
    let waiting = poll(&alice, &since);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    bob.say(&room, "spam").await;
    let other = bob.create_room(json!({ "invite": [alice.user_id] })).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let own = alice.say(&room, "heard").await;
    let sync = waiting.await.unwrap();
    let later = alice.sync(Some(&since)).await;
    for sync in [&sync, &later, &alice.sync(None).await] {
        let text = sync.to_string();
        assert!(!text.contains("spam"), "{text}");
        assert!(sync["rooms"]["invite"][&other].is_null(), "{text}");
        assert!(text.contains(&own), "{text}");
    }
    let lists = json!({ "lists": { "all": { "ranges": [[0, 9]], "timeline_limit": 10, "required_state": [] } } });
    let path_of_sliding = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
    let sliding = alice.post(path_of_sliding, lists).await.ok();
    let text = sliding.to_string();
    assert!(
        !text.contains("spam") && !text.contains(&other) && text.contains(&own),
        "{text}"
    );
    assert_eq!(sliding["lists"]["all"]["count"], 1, "{text}");
    // State is told: the name that bob gives himself, his leave.
    let since = token(&later);
    bob.leave(&room).await.ok();
    let sync = alice.sync(Some(&since)).await;
    assert!(
        sync["rooms"]["join"][&room].to_string().contains("leave"),
        "{sync}"
    );

    // Not ignored any more: the invite is there.
    alice
        .put(
            &path(&alice, "m.ignored_user_list"),
            json!({ "ignored_users": {} }),
        )
        .await
        .ok();
    assert!(!alice.sync(None).await["rooms"]["invite"][&other].is_null());
}

#[tokio::test]
async fn broken_lists_in_account_data_never_break_a_sync() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let contents = [
        json!({ "ignored_users": [bob.user_id] }),
        json!({ "ignored_users": null }),
        json!({ "ignored_users": { "not a user": 7, &bob.user_id: [] } }),
        json!({ "ignored_users": { &alice.user_id: {} } }),
        json!({ "x": 1 }),
    ];
    let mut since = token(&alice.sync(None).await);
    for (n, content) in contents.into_iter().enumerate() {
        for kind in [
            "m.ignored_user_list",
            "m.direct",
            "m.tag",
            "m.marked_unread",
        ] {
            alice.put(&path(&alice, kind), content.clone()).await.ok();
            alice
                .put(
                    &room_path(&alice, &room, &format!("account_data/{kind}")),
                    content.clone(),
                )
                .await
                .ok();
        }
        alice.sync(None).await;
        let own = alice.say(&room, &format!("mine {n}")).await;
        let sync = alice.sync(Some(&since)).await;
        assert!(
            sync.to_string().contains(&own),
            "one is never ignored by oneself: {sync}"
        );
        since = token(&sync);
    }
}

#[tokio::test]
async fn what_a_filter_hides_is_no_reason_to_answer_and_is_not_read_again() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let filter = "{\"presence\":{\"types\":[]},\"room\":{\"timeline\":{\"types\":[]},\"state\":{\"types\":[\"x\"]}}}";
    let query = format!("filter={}", segment(filter));
    let first = alice.sync_with(None, &query).await;
    let since = first["next_batch"].as_str().unwrap();
    alice
        .state(&room, "m.room.topic", "", json!({ "topic": "Boats" }))
        .await
        .ok();
    alice.say(&room, "what one says oneself").await;
    let next = alice.sync_with(Some(since), &query).await;
    assert!(next["rooms"].is_null(), "{next}");
    assert_ne!(
        next["next_batch"], since,
        "the same would be looked through again"
    );

    let said = alice.state(&room, "x", "", json!({})).await.ok()["event_id"].clone();
    let since = next["next_batch"].as_str().unwrap();
    let next = alice.sync_with(Some(since), &query).await;
    let state = &next["rooms"]["join"][&room]["state"]["events"];
    assert_eq!(state[0]["event_id"], said, "{next}");

    // What is not shown may count all the same.
    bob.say(&room, "unread").await;
    let since = next["next_batch"].as_str().unwrap();
    let next = alice.sync_with(Some(since), &query).await;
    let unread = &next["rooms"]["join"][&room]["unread_notifications"];
    assert_eq!(unread["notification_count"], 1, "{next}");
}

#[tokio::test]
async fn a_client_that_wants_no_history_gets_the_whole_state() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({ "name": "Harbour" })).await;
    alice.say(&room, "long ago").await;
    let query = format!(
        "filter={}",
        segment("{\"room\":{\"timeline\":{\"limit\":0}}}")
    );
    let sync = alice.sync_with(None, &query).await;
    let joined = &sync["rooms"]["join"][&room];
    assert_eq!(joined["timeline"]["events"], json!([]), "{joined}");
    assert_eq!(joined["timeline"]["limited"], true, "{joined}");
    let state = joined["state"]["events"].as_array().unwrap();
    assert!(
        state
            .iter()
            .any(|event| event["content"]["name"] == "Harbour"),
        "{joined}"
    );
    let since = sync["next_batch"].as_str().unwrap();
    alice.say(&room, "now").await;
    let sync = alice.sync_with(Some(since), &query).await;
    let joined = &sync["rooms"]["join"][&room];
    assert_eq!(joined["timeline"]["events"], json!([]), "{joined}");
    assert!(joined["timeline"]["prev_batch"].is_string(), "{joined}");
}
