//! What people show of themselves.

use serde_json::{Value, json};
use testkit::{Person, segment};

use crate::server;

fn path(person: &Person, rest: &str) -> String {
    format!(
        "/_matrix/client/v3/profile/{}{rest}",
        segment(&person.user_id)
    )
}

async fn member(viewer: &Person, room: &str, person: &Person) -> Value {
    let sync = viewer.sync_with(None, "timeout=0&full_state=true").await;
    let room = &sync["rooms"]["join"][room];
    let events = room["state"]["events"]
        .as_array()
        .unwrap()
        .iter()
        .chain(room["timeline"]["events"].as_array().unwrap());
    let mut own = events.filter(|event| {
        event["type"] == "m.room.member" && event["state_key"] == person.user_id.as_str()
    });
    own.next_back().unwrap()["content"].clone()
}

#[tokio::test]
async fn a_new_name_and_picture_show_in_every_room() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut rooms = Vec::new();
    for n in 0..3 {
        let room = alice
            .create_room(json!({ "preset": "public_chat", "name": format!("room {n}") }))
            .await;
        bob.join(&room).await.ok();
        rooms.push(room);
    }
    assert_eq!(
        bob.get(&path(&bob, "")).await.ok(),
        json!({ "displayname": "bob" })
    );
    let since = alice.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    bob.put(
        &path(&bob, "/displayname"),
        json!({ "displayname": "Bob Ö" }),
    )
    .await
    .ok();
    bob.put(
        &path(&bob, "/avatar_url"),
        json!({ "avatar_url": "mxc://localhost/face" }),
    )
    .await
    .ok();
    let shown = json!({ "displayname": "Bob Ö", "avatar_url": "mxc://localhost/face" });
    assert_eq!(alice.get(&path(&bob, "")).await.ok(), shown);
    let sync = alice.sync(Some(&since)).await;
    for room in &rooms {
        let content = json!({ "membership": "join", "displayname": "Bob Ö", "avatar_url": "mxc://localhost/face" });
        assert_eq!(member(&alice, room, &bob).await, content);
        assert!(
            sync["rooms"]["join"][room]["timeline"]
                .to_string()
                .contains("Bob Ö"),
            "{sync}"
        );
    }
    // The same again changes nothing.
    let since = sync["next_batch"].as_str().unwrap().to_owned();
    bob.put(
        &path(&bob, "/displayname"),
        json!({ "displayname": "Bob Ö" }),
    )
    .await
    .ok();
    assert!(alice.sync(Some(&since)).await["rooms"].is_null());
    bob.delete(&path(&bob, "/displayname")).await.ok();
    assert!(member(&alice, &rooms[0], &bob).await["displayname"].is_null());
    alice
        .get(&path(&bob, "/displayname"))
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn a_name_changes_in_restricted_rooms_too() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let space = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&space).await.ok();
    for version in ["8", "9", "10", "11", "12"] {
        let rule = json!({ "join_rule": "restricted", "allow": [{ "type": "m.room_membership", "room_id": space }] });
        let room = alice.create_room(json!({
            "room_version": version,
            "initial_state": [{ "type": "m.room.join_rules", "state_key": "", "content": rule }],
            "invite": [bob.user_id],
        })).await;
        bob.join(&room).await.ok();
        bob.put(
            &path(&bob, "/displayname"),
            json!({ "displayname": format!("Bob {version}") }),
        )
        .await
        .ok();
        assert_eq!(
            member(&alice, &room, &bob).await["displayname"],
            format!("Bob {version}")
        );
    }
}

#[tokio::test]
async fn a_change_reaches_as_far_as_asked() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let set = |name: &str, reach: &str| {
        let (alice, body) = (alice.clone(), json!({ "displayname": name }));
        let path = path(&alice, &format!("/displayname?propagate_to={reach}"));
        async move { alice.put(&path, body).await }
    };
    set("Quiet", "none").await.ok();
    assert_eq!(member(&alice, &room, &alice).await["displayname"], "alice");
    set("Other", "unchanged").await.ok();
    assert_eq!(
        member(&alice, &room, &alice).await["displayname"],
        "alice",
        "the room shows another name than the old one"
    );
    set("All", "all").await.ok();
    assert_eq!(member(&alice, &room, &alice).await["displayname"], "All");
    set("Next", "unchanged").await.ok();
    assert_eq!(member(&alice, &room, &alice).await["displayname"], "Next");
    set("Next", "some").await.refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn more_fields_are_kept_within_limits() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    alice
        .put(&path(&alice, "/m.tz"), json!({ "m.tz": "Europe/Berlin" }))
        .await
        .ok();
    let pronouns = json!([{ "summary": "she/her" }]);
    alice
        .put(
            &path(&alice, "/org.example.pronouns"),
            json!({ "org.example.pronouns": pronouns }),
        )
        .await
        .ok();
    let unstable =
        path(&alice, "/org.example.pronouns").replace("/v3/", "/unstable/uk.tcpip.msc4133/");
    assert_eq!(
        bob.get(&unstable).await.ok(),
        json!({ "org.example.pronouns": pronouns })
    );
    let all = json!({ "displayname": "alice", "m.tz": "Europe/Berlin", "org.example.pronouns": pronouns });
    assert_eq!(bob.get(&path(&alice, "")).await.ok(), all);
    alice.delete(&unstable).await.ok();
    alice.get(&unstable).await.refused(404, "M_NOT_FOUND");
    alice
        .put(&path(&alice, "/m.tz"), json!({ "displayname": "x" }))
        .await
        .refused(400, "M_MISSING_PARAM");
    alice
        .put(&path(&alice, "/m.tz"), json!({ "m.tz": 7 }))
        .await
        .refused(400, "M_BAD_JSON");
    alice
        .put(&path(&alice, "/displayname"), json!(["x"]))
        .await
        .refused(400, "M_BAD_JSON");
    alice
        .put(
            &path(&alice, "/displayname"),
            json!({ "displayname": "x".repeat(2000) }),
        )
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .put(
            &path(&alice, "/displayname"),
            json!({ "displayname": "a\u{0}b" }),
        )
        .await
        .refused(400, "M_INVALID_PARAM");
    let long = "x".repeat(300);
    alice
        .put(&path(&alice, &format!("/{long}")), json!({ &long: 1 }))
        .await
        .refused(400, "M_KEY_TOO_LARGE");
    let big = json!({ "org.example.big": "x".repeat(70_000) });
    alice
        .put(&path(&alice, "/org.example.big"), big)
        .await
        .refused(400, "M_PROFILE_TOO_LARGE");
    let body = bytes::Bytes::from_static(b"{");
    alice
        .http
        .send(
            http::Method::PUT,
            &path(&alice, "/m.tz"),
            Some(&alice.token),
            "application/json",
            body,
        )
        .await
        .refused(400, "M_NOT_JSON");
}

#[tokio::test]
async fn nobody_sets_the_profile_of_others_and_unknown_people_have_none() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    bob.put(&path(&alice, "/displayname"), json!({ "displayname": "x" }))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.delete(&path(&alice, "/displayname"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.get("/_matrix/client/v3/profile/@nobody:localhost")
        .await
        .refused(404, "M_NOT_FOUND");
    bob.get("/_matrix/client/v3/profile/@nobody:localhost/displayname")
        .await
        .refused(404, "M_NOT_FOUND");
    bob.get("/_matrix/client/v3/profile/nobody")
        .await
        .refused(400, "M_INVALID_PARAM");
    let anonymous = bob
        .http
        .json(
            http::Method::PUT,
            &path(&alice, "/displayname"),
            None,
            &json!({ "displayname": "x" }),
        )
        .await;
    anonymous.refused(401, "M_MISSING_TOKEN");
}
