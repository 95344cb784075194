//! A room moves to another version.

use serde_json::{Value, json};
use testkit::{Person, room_path, segment};

use crate::server;

async fn upgrade(by: &Person, room: &str, version: &str) -> testkit::Answer {
    by.post(
        &room_path(room, "upgrade"),
        json!({ "new_version": version }),
    )
    .await
}

async fn replaced(by: &Person, room: &str, version: &str) -> String {
    let answer = upgrade(by, room, version).await.ok();
    answer["replacement_room"].as_str().unwrap().to_owned()
}

async fn state(by: &Person, room: &str, kind: &str) -> Value {
    by.get(&room_path(room, &format!("state/{kind}/")))
        .await
        .ok()
}

#[tokio::test]
async fn a_room_keeps_what_makes_it_from_version_10_to_11_to_12() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mallory = server.person("mallory").await;
    let first = alice
        .create_room(json!({
            "room_version": "10", "preset": "public_chat", "visibility": "public",
            "room_alias_name": "harbour", "name": "Harbour", "topic": "tides",
            "initial_state": [
                { "type": "m.room.encryption", "content": { "algorithm": "m.megolm.v1.aes-sha2" } },
                { "type": "org.example.custom", "content": { "stays": "behind" } },
            ],
        }))
        .await;
    let domain = alice.user_id.split_once(':').unwrap().1.to_owned();
    let alias = format!("#harbour:{domain}");
    bob.join(&first).await.ok();
    let ban = json!({ "user_id": mallory.user_id, "reason": "spam" });
    alice.post(&room_path(&first, "ban"), ban).await.ok();
    let mut levels = state(&alice, &first, "m.room.power_levels").await;
    levels["users"][&bob.user_id] = 50.into();
    levels["users"][&alice.user_id] = 100.into();
    alice
        .state(&first, "m.room.power_levels", "", levels)
        .await
        .ok();

    let mut old = first.clone();
    for version in ["11", "12"] {
        upgrade(&bob, &old, version)
            .await
            .refused(403, "M_FORBIDDEN");
        let new = replaced(&alice, &old, version).await;
        let tombstone = alice
            .get(&room_path(&old, "state/m.room.tombstone/?format=event"))
            .await
            .ok();
        assert_eq!(tombstone["content"]["replacement_room"], new);
        let create = state(&alice, &new, "m.room.create").await;
        assert_eq!(create["room_version"], version);
        assert_eq!(create["predecessor"]["room_id"], old);
        if version == "11" {
            assert_eq!(create["predecessor"]["event_id"], tombstone["event_id"]);
        }
        for (kind, field, value) in [
            ("m.room.name", "name", "Harbour"),
            ("m.room.topic", "topic", "tides"),
            ("m.room.join_rules", "join_rule", "public"),
            ("m.room.encryption", "algorithm", "m.megolm.v1.aes-sha2"),
            ("m.room.canonical_alias", "alias", alias.as_str()),
            ("m.room.history_visibility", "history_visibility", "shared"),
        ] {
            assert_eq!(
                state(&alice, &new, kind).await[field],
                value,
                "{kind} in version {version}"
            );
        }
        let custom = alice
            .get(&room_path(&new, "state/org.example.custom/"))
            .await;
        custom.refused(404, "M_NOT_FOUND");
        let levels = state(&alice, &new, "m.room.power_levels").await;
        assert_eq!(levels["users"][&bob.user_id], 50);
        let listed = levels["users"].get(&alice.user_id);
        assert_eq!(
            listed.is_none(),
            version == "12",
            "creators of version 12 are not listed: {levels}"
        );
        // The address and the place in the list moved.
        let found = bob
            .get(&format!(
                "/_matrix/client/v3/directory/room/{}",
                segment(&alias)
            ))
            .await
            .ok();
        assert_eq!(found["room_id"], new);
        let public = bob.get("/_matrix/client/v3/publicRooms").await.ok();
        let public: Vec<&Value> = public["chunk"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| &r["room_id"])
            .collect();
        assert_eq!(public, [&json!(new)]);
        assert_eq!(
            state(&alice, &old, "m.room.canonical_alias").await,
            json!({})
        );
        // Who was kept out is kept out; who was in finds his way.
        mallory.join(&new).await.refused(403, "M_FORBIDDEN");
        bob.join(&new).await.ok();
        // The old room is quiet.
        let closed = state(&alice, &old, "m.room.power_levels").await;
        assert!(
            closed["events_default"].as_i64().unwrap() >= 50
                && closed["invite"].as_i64().unwrap() >= 50
        );
        let carol = server.person(&format!("carol{version}")).await;
        carol.join(&old).await.ok();
        let text = json!({ "msgtype": "m.text", "body": "anybody here?" });
        carol
            .send(&old, "m.room.message", "t", text)
            .await
            .refused(403, "M_FORBIDDEN");
        old = new;
    }
}

#[tokio::test]
async fn a_moderator_who_upgrades_stays_a_moderator() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "room_version": "10", "preset": "public_chat" }))
        .await;
    bob.join(&room).await.ok();
    // Power levels without the usual fields: nothing may be missed.
    let levels = json!({ "users": { alice.user_id.clone(): 100, bob.user_id.clone(): 60 },
                         "events": { "m.room.tombstone": 50 } });
    alice
        .state(&room, "m.room.power_levels", "", levels)
        .await
        .ok();
    alice
        .state(
            &room,
            "m.room.power_levels",
            "",
            json!({
        "users": { alice.user_id.clone(): 100, bob.user_id.clone(): 60 }, "state_default": 50 }),
        )
        .await
        .ok();
    let new = replaced(&bob, &room, "11").await;
    let levels = state(&bob, &new, "m.room.power_levels").await;
    assert_eq!(
        levels["users"],
        json!({ alice.user_id.clone(): 100, bob.user_id.clone(): 60 })
    );
    alice.join(&new).await.ok();
}

#[tokio::test]
async fn each_person_finds_tags_and_direct_chats_in_the_new_room() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let data = |who: &Person, rest: &str| {
        format!("/_matrix/client/v3/user/{}/{rest}", segment(&who.user_id))
    };
    for (who, other) in [(&alice, &bob), (&bob, &alice)] {
        let tag = data(who, &format!("rooms/{}/tags/m.favourite", segment(&room)));
        who.put(&tag, json!({ "order": 0.5 })).await.ok();
        let direct = data(who, "account_data/m.direct");
        who.put(&direct, json!({ other.user_id.clone(): [room] }))
            .await
            .ok();
    }
    let since = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    // Bob muted the room, as Element does it.
    let muted = |room: &str| {
        format!(
            "/_matrix/client/v3/pushrules/global/override/{}",
            segment(room)
        )
    };
    let mute = json!({ "actions": [], "conditions": [
        { "kind": "event_match", "key": "room_id", "pattern": room }] });
    bob.put(&muted(&room), mute).await.ok();
    let new = replaced(&alice, &room, "12").await;
    bob.join(&new).await.ok();
    for (who, other) in [(&alice, &bob), (&bob, &alice)] {
        let tags = who
            .get(&data(who, &format!("rooms/{}/tags", segment(&new))))
            .await
            .ok();
        assert_eq!(tags["tags"]["m.favourite"]["order"], 0.5, "{}", who.user_id);
        let direct = who.get(&data(who, "account_data/m.direct")).await.ok();
        assert_eq!(direct[&other.user_id], json!([room, new]));
    }
    assert_eq!(
        bob.get(&muted(&new)).await.ok()["conditions"][0]["pattern"],
        new
    );
    assert_eq!(
        bob.get(&muted(&room)).await.ok()["conditions"][0]["pattern"],
        room
    );
    let sync = bob.sync(Some(&since)).await;
    assert!(
        sync["rooms"]["join"][&new]["account_data"]
            .to_string()
            .contains("m.favourite"),
        "{sync}"
    );
    // A room that only claims to be a successor carries nothing over.
    let claimed = json!({ "preset": "public_chat",
        "creation_content": { "predecessor": { "room_id": new, "event_id": "$x" } } });
    let claimed = bob.create_room(claimed).await;
    alice.join(&claimed).await.ok();
    let tags = alice
        .get(&data(&alice, &format!("rooms/{}/tags", segment(&claimed))))
        .await
        .ok();
    assert_eq!(tags["tags"], json!({}));
}

#[tokio::test]
async fn an_upgrade_names_more_creators_and_refuses_what_it_cannot_do() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "room_version": "11" }))
        .await;
    bob.join(&room).await.ok();
    upgrade(&alice, &room, "99")
        .await
        .refused(400, "M_UNSUPPORTED_ROOM_VERSION");
    upgrade(&bob, &room, "12").await.refused(403, "M_FORBIDDEN");
    upgrade(&alice, "!nowhere:localhost", "12")
        .await
        .refused(404, "M_NOT_FOUND");
    let body = json!({ "new_version": "12", "additional_creators": [bob.user_id] });
    let answer = alice.post(&room_path(&room, "upgrade"), body).await.ok();
    let new = answer["replacement_room"].as_str().unwrap().to_owned();
    assert_eq!(
        state(&alice, &new, "m.room.create").await["additional_creators"],
        json!([bob.user_id])
    );
    bob.join(&new).await.ok();
    bob.state(&new, "m.room.topic", "", json!({ "topic": "ours" }))
        .await
        .ok();
    // A refused upgrade leaves no trace.
    let rooms = bob.get("/_matrix/client/v3/joined_rooms").await.ok();
    assert_eq!(rooms["joined_rooms"].as_array().unwrap().len(), 2);
}
