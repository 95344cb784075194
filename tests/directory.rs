//! Finding rooms and people: aliases, the list of public rooms, summaries, spaces, the user directory.

use serde_json::json;
use testkit::segment;

use crate::server;

#[tokio::test]
async fn an_alias_leads_to_its_room_until_it_is_removed() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "room_alias_name": "pier", "preset": "public_chat" }))
        .await;
    let pier = format!(
        "/_matrix/client/v3/directory/room/{}",
        segment("#pier:localhost")
    );
    assert_eq!(bob.get(&pier).await.ok()["room_id"], room);
    bob.delete(&pier).await.refused(403, "M_FORBIDDEN");
    bob.put(
        &format!(
            "/_matrix/client/v3/directory/room/{}",
            segment("#mole:localhost")
        ),
        json!({ "room_id": room }),
    )
    .await
    .refused(403, "M_FORBIDDEN");
    bob.join(&room).await.ok();
    bob.put(
        &format!(
            "/_matrix/client/v3/directory/room/{}",
            segment("#mole:localhost")
        ),
        json!({ "room_id": room }),
    )
    .await
    .ok();
    bob.put(&pier, json!({ "room_id": room }))
        .await
        .refused(409, "M_UNKNOWN");
    let all = bob
        .get(&format!(
            "/_matrix/client/v3/rooms/{}/aliases",
            segment(&room)
        ))
        .await
        .ok();
    assert_eq!(
        all["aliases"],
        json!(["#mole:localhost", "#pier:localhost"])
    );
    alice.delete(&pier).await.ok();
    bob.get(&pier).await.refused(404, "M_NOT_FOUND");
    let taken = json!({ "room_alias_name": "mole" });
    bob.post("/_matrix/client/v3/createRoom", taken)
        .await
        .refused(400, "M_ROOM_IN_USE");
}

#[tokio::test]
async fn public_rooms_are_listed_biggest_first_and_found_in_any_script() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let public = |name: &str| json!({ "visibility": "public", "name": name });
    let small = alice.create_room(public("Chess")).await;
    let big = alice.create_room(public("海港广场")).await;
    alice.create_room(json!({ "name": "Private" })).await;
    bob.join(&big).await.ok();

    let list = server
        .http
        .json(
            http::Method::GET,
            "/_matrix/client/v3/publicRooms",
            None,
            &json!(null),
        )
        .await
        .ok();
    let ids: Vec<_> = list["chunk"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["room_id"].clone())
        .collect();
    assert_eq!(ids, [json!(big), json!(small)]);
    assert_eq!(list["chunk"][0]["num_joined_members"], 2);

    let found = bob
        .post(
            "/_matrix/client/v3/publicRooms",
            json!({ "filter": { "generic_search_term": "广场" } }),
        )
        .await
        .ok();
    assert_eq!(found["chunk"][0]["room_id"], big);
    let first = bob
        .post("/_matrix/client/v3/publicRooms", json!({ "limit": 1 }))
        .await
        .ok();
    let next = json!({ "limit": 1, "since": first["next_batch"] });
    assert_eq!(
        bob.post("/_matrix/client/v3/publicRooms", next).await.ok()["chunk"][0]["room_id"],
        small
    );

    let visibility = format!("/_matrix/client/v3/directory/list/room/{}", segment(&big));
    bob.put(&visibility, json!({ "visibility": "private" }))
        .await
        .refused(403, "M_FORBIDDEN");
    alice
        .put(&visibility, json!({ "visibility": "private" }))
        .await
        .ok();
    let list = bob.get("/_matrix/client/v3/publicRooms").await.ok();
    assert_eq!(list["chunk"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_private_room_shows_no_summary_to_strangers() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let open = alice
        .create_room(json!({ "preset": "public_chat", "name": "Open" }))
        .await;
    let closed = alice.create_room(json!({ "name": "Closed" })).await;
    let summary = |room: &str| format!("/_matrix/client/v1/room_summary/{}", segment(room));
    let seen = bob.get(&summary(&open)).await.ok();
    assert_eq!(
        (&seen["name"], &seen["membership"], &seen["join_rule"]),
        (&json!("Open"), &json!("leave"), &json!("public"))
    );
    bob.get(&summary(&closed)).await.refused(404, "M_NOT_FOUND");
    alice.invite(&closed, &bob).await.ok();
    assert_eq!(
        bob.get(&summary(&closed)).await.ok()["membership"],
        "invite"
    );
}

#[tokio::test]
async fn a_space_shows_its_children_in_their_order_and_hides_private_ones() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut children = Vec::new();
    for (name, order, preset) in [
        ("second", Some("b"), "public_chat"),
        ("first", Some("a"), "public_chat"),
        ("hidden", None, "private_chat"),
    ] {
        let room = alice
            .create_room(json!({ "preset": preset, "name": name }))
            .await;
        let mut content = json!({ "via": ["localhost"] });
        if let Some(order) = order {
            content["order"] = order.into();
        }
        children.push(json!({ "type": "m.space.child", "state_key": room, "content": content }));
    }
    let space = json!({
        "preset": "public_chat", "name": "Town", "creation_content": { "type": "m.space" }, "initial_state": children,
    });
    let space = alice.create_room(space).await;

    let path = format!("/_matrix/client/v1/rooms/{}/hierarchy", segment(&space));
    let tree = bob.get(&path).await.ok();
    let names: Vec<_> = tree["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["name"].clone())
        .collect();
    assert_eq!(names, [json!("Town"), json!("first"), json!("second")]);
    assert_eq!(
        tree["rooms"][0]["children_state"].as_array().unwrap().len(),
        3
    );
    let page = bob.get(&format!("{path}?limit=2")).await.ok();
    let rest = bob
        .get(&format!(
            "{path}?limit=2&from={}",
            page["next_batch"].as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(rest["rooms"][0]["name"], "second");
}

#[tokio::test]
async fn people_are_found_by_those_who_share_a_room_with_them() {
    let server = server();
    let (alice, bob, carol) = (
        server.person("alice").await,
        server.person("bob").await,
        server.person("carol").await,
    );
    let search = |term: &str| json!({ "search_term": term });
    let path = "/_matrix/client/v3/user_directory/search";
    assert_eq!(
        alice.post(path, search("bo")).await.ok()["results"],
        json!([])
    );
    let room = alice.create_room(json!({ "invite": [bob.user_id] })).await;
    bob.join(&room).await.ok();
    assert_eq!(
        alice.post(path, search("bo")).await.ok()["results"][0]["user_id"],
        bob.user_id
    );
    assert_eq!(
        alice.post(path, search("@bob:localhost")).await.ok()["results"][0]["user_id"],
        bob.user_id
    );
    assert_eq!(
        carol.post(path, search("bo")).await.ok()["results"],
        json!([])
    );
}
