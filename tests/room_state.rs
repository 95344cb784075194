//! What a room is: setting and reading its state.

use serde_json::json;
use testkit::{Person, room_path, segment};

use crate::server;

#[tokio::test]
async fn state_is_read_back_as_content_and_as_event() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let set = alice
        .state(&room, "m.room.topic", "", json!({ "topic": "tides" }))
        .await
        .ok();

    for path in ["state/m.room.topic", "state/m.room.topic/"] {
        let content = alice.get(&room_path(&room, path)).await.ok();
        assert_eq!(content, json!({ "topic": "tides" }), "{path}");
    }
    let event = alice
        .get(&room_path(&room, "state/m.room.topic?format=event"))
        .await
        .ok();
    assert_eq!(event["event_id"], set["event_id"]);
    assert_eq!(event["state_key"], "");
    assert_eq!(event["room_id"], room);

    let keyed = "state/org.example.seat/a%2Fb%20c";
    alice
        .put(&room_path(&room, keyed), json!({ "row": 3 }))
        .await
        .ok();
    assert_eq!(alice.get(&room_path(&room, keyed)).await.ok()["row"], 3);
    // The form without a state key sets the empty one.
    alice
        .put(
            &room_path(&room, "state/org.example.seat"),
            json!({ "row": 0 }),
        )
        .await
        .ok();
    assert_eq!(
        alice
            .get(&room_path(&room, "state/org.example.seat/"))
            .await
            .ok()["row"],
        0
    );

    let all = alice.get(&room_path(&room, "state")).await.ok();
    let types: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["type"].as_str().unwrap())
        .collect();
    for kind in [
        "m.room.create",
        "m.room.member",
        "m.room.power_levels",
        "m.room.topic",
    ] {
        assert!(types.contains(&kind), "{kind} is missing in {types:?}");
    }
    alice
        .get(&room_path(&room, "state/m.room.name"))
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn setting_the_same_twice_changes_nothing() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let first = alice
        .state(&room, "m.room.name", "", json!({ "name": "Pier", "n": 1 }))
        .await
        .ok();
    let again = alice
        .state(&room, "m.room.name", "", json!({ "n": 1, "name": "Pier" }))
        .await
        .ok();
    assert_eq!(first, again);
    let other = alice
        .state(&room, "m.room.name", "", json!({ "name": "Quay" }))
        .await
        .ok();
    assert_ne!(first, other);
    let back = alice
        .state(&room, "m.room.name", "", json!({ "name": "Pier", "n": 1 }))
        .await
        .ok();
    assert_ne!(first, back, "an old state that is set again is a new event");
}

#[tokio::test]
async fn only_members_with_the_power_set_state() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    let topic = json!({ "topic": "mine" });
    bob.state(&room, "m.room.topic", "", topic.clone())
        .await
        .refused(403, "M_FORBIDDEN");
    bob.get(&room_path(&room, "state"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.join(&room).await.ok();
    bob.state(&room, "m.room.topic", "", topic)
        .await
        .refused(403, "M_FORBIDDEN");
    let key = alice.user_id.clone();
    bob.state(&room, "org.example.seat", &key, json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    // A state key that is a user id belongs to that user, whatever the power of the other.
    let key = bob.user_id.clone();
    alice
        .state(&room, "org.example.seat", &key, json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn malformed_state_is_refused_with_the_right_code() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({ "room_version": "11" })).await;
    let big = "x".repeat(66_000);
    let long_key = "k".repeat(300);
    for (kind, key, content, status, code) in [
        (
            "m.room.topic",
            "",
            json!({ "topic": 1.5 }),
            400,
            "M_BAD_JSON",
        ),
        ("m.room.topic", "", json!([1]), 400, "M_BAD_JSON"),
        (
            "m.room.topic",
            "",
            json!({ "topic": big }),
            413,
            "M_TOO_LARGE",
        ),
        (
            "m.room.topic",
            long_key.as_str(),
            json!({}),
            413,
            "M_TOO_LARGE",
        ),
        (
            "m.room.power_levels",
            "",
            json!({ "users": { "alice": 100 } }),
            400,
            "M_BAD_JSON",
        ),
        (
            "m.room.power_levels",
            "",
            json!({ "users": [1] }),
            400,
            "M_BAD_JSON",
        ),
        (
            "m.room.power_levels",
            "",
            json!({ "ban": "50" }),
            400,
            "M_BAD_JSON",
        ),
        (
            "m.room.member",
            alice.user_id.as_str(),
            json!({ "membership": "here" }),
            400,
            "M_BAD_JSON",
        ),
        (
            "m.room.member",
            "nobody",
            json!({ "membership": "join" }),
            400,
            "M_INVALID_PARAM",
        ),
        ("m.room.create", "", json!({}), 403, "M_FORBIDDEN"),
    ] {
        alice
            .state(&room, kind, key, content)
            .await
            .refused(status, code);
    }
    let name = "n".repeat(256);
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let nested = format!("{{\"a\":{deep}}}");
    let answer = alice
        .http
        .send(
            http::Method::PUT,
            &room_path(&room, "state/m.room.topic/"),
            Some(&alice.token),
            "application/json",
            nested.into(),
        )
        .await;
    assert!(
        answer.status.is_client_error() || answer.status.is_success(),
        "{answer:?}"
    );
    alice
        .state(&room, &name, "", json!({}))
        .await
        .refused(413, "M_TOO_LARGE");
}

#[tokio::test]
async fn a_room_claims_only_addresses_that_point_to_it() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice
        .create_room(json!({ "room_alias_name": "harbour" }))
        .await;
    let other = alice
        .create_room(json!({ "room_alias_name": "lagoon" }))
        .await;
    let domain = room_domain(&alice);
    let alias = |name: &str| format!("#{name}:{domain}");
    let set = |content| alice.state(&room, "m.room.canonical_alias", "", content);
    set(json!({ "alias": alias("nowhere") }))
        .await
        .refused(400, "M_BAD_ALIAS");
    set(json!({ "alt_aliases": [alias("lagoon")] }))
        .await
        .refused(400, "M_BAD_ALIAS");
    set(json!({ "alias": "harbour" }))
        .await
        .refused(400, "M_INVALID_PARAM");
    set(json!({ "alias": 7 })).await.refused(400, "M_BAD_JSON");
    set(json!({ "alias": alias("harbour"), "alt_aliases": [alias("harbour")] }))
        .await
        .ok();
    set(json!({})).await.ok();
    assert_ne!(room, other);
}

#[tokio::test]
async fn a_room_whose_alias_is_taken_is_not_made() {
    let server = server();
    let alice = server.person("alice").await;
    alice
        .create_room(json!({ "room_alias_name": "harbour" }))
        .await;
    let taken = alice.post(
        "/_matrix/client/v3/createRoom",
        json!({ "room_alias_name": "harbour" }),
    );
    taken.await.refused(400, "M_ROOM_IN_USE");
    let rooms = alice.get("/_matrix/client/v3/joined_rooms").await.ok();
    assert_eq!(
        rooms["joined_rooms"].as_array().unwrap().len(),
        1,
        "the second room does not exist"
    );
}

#[tokio::test]
async fn members_are_listed_now_and_at_a_place_in_the_past() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let then = alice.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    carol.join(&room).await.ok();
    bob.leave(&room).await.ok();

    let members = |query: String| {
        let (alice, room) = (alice.clone(), room.clone());
        async move {
            let answer = alice
                .get(&room_path(&room, &format!("members{query}")))
                .await
                .ok();
            let mut all: Vec<(String, String)> = answer["chunk"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| {
                    let text = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
                    (text(&e["state_key"]), text(&e["content"]["membership"]))
                })
                .collect();
            all.sort();
            all
        }
    };
    let pair = |who: &Person, membership: &str| (who.user_id.clone(), membership.to_owned());
    assert_eq!(
        members(String::new()).await,
        [
            pair(&alice, "join"),
            pair(&bob, "leave"),
            pair(&carol, "join")
        ]
    );
    assert_eq!(
        members(format!("?at={then}")).await,
        [pair(&alice, "join"), pair(&bob, "join")]
    );
    assert_eq!(
        members("?membership=leave".into()).await,
        [pair(&bob, "leave")]
    );
    assert_eq!(
        members("?not_membership=leave".into()).await,
        [pair(&alice, "join"), pair(&carol, "join")]
    );
    alice
        .get(&room_path(&room, "members?at=nonsense"))
        .await
        .refused(400, "M_INVALID_PARAM");

    // Who left sees who was there when he did.
    let at_leave = bob.get(&room_path(&room, "members")).await.ok();
    assert_eq!(at_leave["chunk"].as_array().unwrap().len(), 3);
    bob.get(&room_path(&room, "joined_members"))
        .await
        .refused(403, "M_FORBIDDEN");
    let joined = alice.get(&room_path(&room, "joined_members")).await.ok();
    let joined = joined["joined"].as_object().unwrap();
    assert_eq!(joined.len(), 2);
    assert_eq!(joined[&carol.user_id]["display_name"], "carol");
    // A profile of one's own in one room is the one that its list shows.
    let own = json!({ "membership": "join", "displayname": "Captain" });
    carol
        .state(&room, "m.room.member", &carol.user_id, own)
        .await
        .ok();
    let joined = alice.get(&room_path(&room, "joined_members")).await.ok();
    assert_eq!(joined["joined"][&carol.user_id]["display_name"], "Captain");

    assert_eq!(
        alice.get("/_matrix/client/v3/joined_rooms").await.ok()["joined_rooms"],
        json!([room])
    );
    assert_eq!(
        bob.get("/_matrix/client/v3/joined_rooms").await.ok()["joined_rooms"],
        json!([])
    );
}

#[tokio::test]
async fn who_left_sees_the_state_of_his_leave() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "name": "Then" }))
        .await;
    bob.join(&room).await.ok();
    bob.leave(&room).await.ok();
    alice
        .state(&room, "m.room.name", "", json!({ "name": "Now" }))
        .await
        .ok();
    let name = bob.get(&room_path(&room, "state/m.room.name")).await.ok();
    assert_eq!(name["name"], "Then");
    let carol = server.person("carol").await;
    carol
        .get(&room_path(&room, "state/m.room.name"))
        .await
        .refused(403, "M_FORBIDDEN");
    let unknown = room_path(&format!("!nowhere:{}", room_domain(&alice)), "state");
    alice.get(&unknown).await.refused(403, "M_FORBIDDEN");
    assert_eq!(segment("a b"), "a%20b");
}

fn room_domain(person: &Person) -> String {
    person.user_id.split_once(':').unwrap().1.to_owned()
}

#[tokio::test]
async fn rooms_made_at_the_same_moment_are_different_rooms() {
    let server = server();
    let alice = server.person("alice").await;
    let making = (0..40).map(|_| {
        let alice = alice.clone();
        tokio::spawn(async move { alice.create_room(json!({})).await })
    });
    let mut rooms = std::collections::HashSet::new();
    for room in making.collect::<Vec<_>>() {
        rooms.insert(room.await.unwrap());
    }
    assert_eq!(rooms.len(), 40);
}
