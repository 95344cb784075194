//! Edits, reactions, references: what people relate to what was said.

use serde_json::{Value, json};
use testkit::{Person, room_path, room_path_v1, segment, unique};

use crate::server;

async fn relate(
    by: &Person,
    room: &str,
    kind: &str,
    rel_type: &str,
    to: &str,
    mut content: Value,
) -> testkit::Answer {
    content["m.relates_to"]["rel_type"] = rel_type.into();
    content["m.relates_to"]["event_id"] = to.into();
    by.send(room, kind, &format!("r{}", unique()), content)
        .await
}

async fn edit(by: &Person, room: &str, of: &str, body: &str) -> String {
    let new = json!({ "msgtype": "m.text", "body": body });
    let content = json!({ "msgtype": "m.text", "body": format!("* {body}"), "m.new_content": new });
    id(
        &relate(by, room, "m.room.message", "m.replace", of, content)
            .await
            .ok(),
    )
}

async fn react(by: &Person, room: &str, to: &str, key: &str) -> testkit::Answer {
    relate(
        by,
        room,
        "m.reaction",
        "m.annotation",
        to,
        json!({ "m.relates_to": { "key": key } }),
    )
    .await
}

fn id(answer: &Value) -> String {
    answer["event_id"].as_str().unwrap().to_owned()
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(id).collect()
}

async fn bundled(by: &Person, room: &str, event: &str) -> Value {
    let event = by
        .get(&room_path(room, &format!("event/{}", segment(event))))
        .await
        .ok();
    event["unsigned"]["m.relations"].clone()
}

#[tokio::test]
async fn the_newest_edit_by_the_author_comes_with_the_message() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let said = alice.say(&room, "frist").await;
    edit(&alice, &room, &said, "furst").await;
    let latest = edit(&alice, &room, &said, "first").await;
    edit(&bob, &room, &said, "bob says so").await;
    let replace = bundled(&bob, &room, &said).await["m.replace"].clone();
    assert_eq!(replace["event_id"], latest);
    assert_eq!(replace["content"]["m.new_content"]["body"], "first");
    assert_eq!(replace["sender"], alice.user_id);
    // The message itself stays as it was sent; an edit of an edit is none.
    let event = alice
        .get(&room_path(&room, &format!("event/{}", segment(&said))))
        .await
        .ok();
    assert_eq!(event["content"]["body"], "frist");
    edit(&alice, &room, &latest, "nested").await;
    assert!(bundled(&alice, &room, &latest).await.is_null());
    for path in [
        "messages?dir=b&limit=100",
        &format!("context/{}", segment(&said)),
    ] {
        let page = bob.get(&room_path(&room, path)).await.ok();
        let lists = [
            &page["chunk"],
            &page["events_before"],
            &json!([page["event"]]),
        ];
        let lists = lists.iter().filter_map(|list| list.as_array());
        let found = lists
            .flatten()
            .find(|e| e["event_id"] == said)
            .unwrap()
            .clone();
        assert_eq!(
            found["unsigned"]["m.relations"]["m.replace"]["event_id"], latest,
            "{path}"
        );
    }
    // A redacted edit gives way to the one before; a redacted message has none.
    let redact = |event: String| {
        let path = room_path(&room, &format!("redact/{}/t{}", segment(&event), unique()));
        let alice = alice.clone();
        async move { alice.put(&path, json!({})).await.ok() }
    };
    redact(latest).await;
    assert_eq!(
        bundled(&bob, &room, &said).await["m.replace"]["content"]["m.new_content"]["body"],
        "furst"
    );
    redact(said.clone()).await;
    assert!(bundled(&bob, &room, &said).await.is_null());
}

#[tokio::test]
async fn an_encrypted_edit_counts_without_looking_inside() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let secret = json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AAA" });
    let said = id(&alice
        .send(&room, "m.room.encrypted", "t1", secret.clone())
        .await
        .ok());
    let edit = relate(
        &alice,
        &room,
        "m.room.encrypted",
        "m.replace",
        &said,
        secret,
    )
    .await
    .ok();
    assert_eq!(
        bundled(&alice, &room, &said).await["m.replace"]["event_id"],
        edit["event_id"]
    );
    // Of another type: no edit.
    let plain = json!({ "msgtype": "m.text", "body": "*", "m.new_content": {} });
    relate(&alice, &room, "m.room.message", "m.replace", &said, plain)
        .await
        .ok();
    assert_eq!(
        bundled(&alice, &room, &said).await["m.replace"]["event_id"],
        edit["event_id"]
    );
}

#[tokio::test]
async fn a_sync_that_brings_message_and_edit_brings_them_together() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let since = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let said = alice.say(&room, "frist").await;
    let latest = edit(&alice, &room, &said, "first").await;
    let fresh = bob.another_device().await;
    for sync in [
        bob.sync(Some(&since)).await,
        fresh.sync(None).await,
        fresh.sync(Some(&since)).await,
    ] {
        let events = sync["rooms"]["join"][&room]["timeline"]["events"]
            .as_array()
            .unwrap()
            .clone();
        let message = events.iter().find(|e| e["event_id"] == said).unwrap();
        assert_eq!(
            message["unsigned"]["m.relations"]["m.replace"]["event_id"], latest,
            "{sync}"
        );
    }
}

#[tokio::test]
async fn nobody_reacts_twice_with_the_same_and_relations_stay_in_their_room() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    let other = alice.create_room(json!({})).await;
    bob.join(&room).await.ok();
    let said = alice.say(&room, "hello").await;
    react(&alice, &room, &said, "👍").await.ok();
    react(&alice, &room, &said, "👍")
        .await
        .refused(400, "M_DUPLICATE_ANNOTATION");
    react(&bob, &room, &said, "👍").await.ok();
    let heart = id(&react(&alice, &room, &said, "❤").await.ok());
    alice
        .put(
            &room_path(&room, &format!("redact/{}/t1", segment(&heart))),
            json!({}),
        )
        .await
        .ok();
    react(&alice, &room, &said, "❤").await.ok();
    react(&alice, &other, &said, "👍")
        .await
        .refused(400, "M_UNKNOWN");
    assert!(
        bundled(&alice, &room, &said).await.is_null(),
        "reactions are not bundled"
    );
    let path = room_path_v1(
        &room,
        &format!("relations/{}/m.annotation/m.reaction", segment(&said)),
    );
    assert_eq!(ids(&alice.get(&path).await.ok()["chunk"]).len(), 3);
}

#[tokio::test]
async fn relations_come_in_pages_by_type_and_over_several_steps() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let said = alice.say(&room, "root").await;
    let mut refs = Vec::new();
    for n in 0..5 {
        let content = json!({ "msgtype": "m.text", "body": format!("{n}") });
        refs.push(id(&relate(
            &alice,
            &room,
            "m.room.message",
            "m.reference",
            &said,
            content,
        )
        .await
        .ok()));
    }
    let reaction = id(&react(&alice, &room, &refs[0], "★").await.ok());
    let deep = edit(&alice, &room, &said, "edited").await;
    let base = room_path_v1(&room, &format!("relations/{}", segment(&said)));
    let get = |rest: &str| {
        let (alice, path) = (alice.clone(), format!("{base}{rest}"));
        async move { alice.get(&path).await.ok() }
    };
    let newest_first: Vec<String> = refs.iter().rev().cloned().collect();
    assert_eq!(ids(&get("/m.reference").await["chunk"]), newest_first);
    assert_eq!(ids(&get("/m.reference?dir=f").await["chunk"]), refs);
    assert_eq!(
        ids(&get("/m.reference/m.room.message").await["chunk"]),
        newest_first
    );
    assert_eq!(get("/m.reference/m.sticker").await["chunk"], json!([]));
    assert_eq!(ids(&get("").await["chunk"]).first(), Some(&deep));
    for (dir, expected) in [("b", &newest_first), ("f", &refs)] {
        let (mut all, mut from) = (Vec::new(), String::new());
        loop {
            let page = get(&format!("/m.reference?limit=2&dir={dir}{from}")).await;
            assert!(ids(&page["chunk"]).len() <= 2);
            all.extend(ids(&page["chunk"]));
            let Some(next) = page.get("next_batch") else {
                break;
            };
            from = format!("&from={}", next.as_str().unwrap());
        }
        assert_eq!(&all, expected, "dir {dir}");
    }
    assert!(!ids(&get("").await["chunk"]).contains(&reaction));
    let recursive = get("?recurse=true").await;
    assert!(ids(&recursive["chunk"]).contains(&reaction), "{recursive}");
    assert_eq!(recursive["recursion_depth"], 3);
    assert_eq!(
        ids(&get("/m.annotation?recurse=true").await["chunk"]),
        [reaction]
    );
    assert_eq!(
        ids(&bundled(&alice, &room, &said).await["m.reference"]["chunk"]),
        refs
    );
    let nowhere = room_path_v1(&room, "relations/$nowhere");
    alice.get(&nowhere).await.refused(404, "M_NOT_FOUND");
}
