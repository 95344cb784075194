//! Simplified sliding sync (MSC4186), which Element X lives on.

use serde_json::{Value, json};
use testkit::Person;

use crate::server;

const PATH: &str = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

async fn slide(person: &Person, pos: Option<&Value>, timeout: u64, body: Value) -> Value {
    let pos = pos
        .map(|pos| format!("&pos={}", pos.as_str().unwrap()))
        .unwrap_or_default();
    person
        .post(&format!("{PATH}?timeout={timeout}{pos}"), body)
        .await
        .ok()
}

fn all_rooms(to: u64, limit: u64) -> Value {
    json!({
        "conn_id": "room-list",
        "lists": { "all": {
            "ranges": [[0, to]], "timeline_limit": limit,
            "required_state": [["m.room.name", ""], ["m.room.member", "$LAZY"], ["m.room.member", "$ME"]],
        } },
    })
}

fn rooms(answer: &Value) -> Vec<String> {
    answer["rooms"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

#[tokio::test]
async fn a_list_shows_the_liveliest_rooms_and_then_only_what_is_new() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut made = Vec::new();
    for name in ["one", "two", "three"] {
        let room = alice
            .create_room(json!({ "name": name, "preset": "public_chat" }))
            .await;
        bob.join(&room).await.ok();
        made.push(room);
    }
    alice.say(&made[0], "first again").await;
    let first = slide(&bob, None, 0, all_rooms(1, 1)).await;
    assert_eq!(first["lists"]["all"]["count"], 3);
    let mut shown = rooms(&first);
    shown.sort();
    let mut expected = vec![made[0].clone(), made[2].clone()];
    expected.sort();
    assert_eq!(shown, expected);
    let room = &first["rooms"][&made[0]];
    assert_eq!(room["name"], "one");
    assert_eq!(room["initial"], true);
    assert_eq!(room["timeline"][0]["content"]["body"], "first again");
    assert!(room["bump_stamp"].as_i64().unwrap() > 0);
    let state: Vec<_> = room["required_state"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["type"].clone(), e["state_key"].clone()))
        .collect();
    assert!(
        state.contains(&(json!("m.room.member"), json!(bob.user_id))),
        "$ME: {state:?}"
    );
    assert!(
        state.contains(&(json!("m.room.member"), json!(alice.user_id))),
        "$LAZY: {state:?}"
    );

    let idle = slide(&bob, Some(&first["pos"]), 0, all_rooms(1, 1)).await;
    assert_eq!(rooms(&idle), Vec::<String>::new());
    assert_eq!(idle["lists"]["all"]["count"], 3, "also when nothing is new");

    let waiting = tokio::spawn({
        let (bob, pos) = (bob.clone(), idle["pos"].clone());
        async move { slide(&bob, Some(&pos), 20_000, all_rooms(1, 1)).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    alice.say(&made[1], "over here").await;
    let news = waiting.await.unwrap();
    assert_eq!(
        rooms(&news),
        [made[1].clone()],
        "the window moved to the livelier room"
    );
}

#[tokio::test]
async fn a_lost_answer_is_sent_again_and_a_wider_window_brings_what_was_outside() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut made = Vec::new();
    for name in ["a", "b"] {
        let room = alice
            .create_room(json!({ "name": name, "preset": "public_chat" }))
            .await;
        bob.join(&room).await.ok();
        made.push(room);
    }
    let first = slide(&bob, None, 0, all_rooms(0, 5)).await;
    let event = alice.say(&made[1], "do not lose me").await;
    let lost = slide(&bob, Some(&first["pos"]), 0, all_rooms(0, 5)).await;
    let again = slide(&bob, Some(&first["pos"]), 0, all_rooms(0, 5)).await;
    for answer in [&lost, &again] {
        assert_eq!(answer["rooms"][&made[1]]["timeline"][0]["event_id"], event);
    }
    bob.post(
        &format!("{PATH}?pos={}", lost["pos"].as_str().unwrap()),
        all_rooms(0, 5),
    )
    .await
    .refused(400, "M_UNKNOWN_POS");
    let wider = slide(&bob, Some(&again["pos"]), 0, all_rooms(9, 5)).await;
    assert_eq!(rooms(&wider), [made[0].clone()]);
    assert_eq!(wider["rooms"][&made[0]]["initial"], true);
}

#[tokio::test]
async fn asking_for_more_of_a_room_brings_more() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice
        .create_room(json!({ "name": "a", "topic": "b" }))
        .await;
    for n in 0..5 {
        alice.say(&room, &format!("m{n}")).await;
    }
    let subscribe = |limit: u64, state: Value| json!({ "room_subscriptions": { &room: { "timeline_limit": limit, "required_state": state } } });
    let little = slide(&alice, None, 0, subscribe(1, json!([["m.room.name", ""]]))).await;
    assert_eq!(
        little["rooms"][&room]["timeline"].as_array().unwrap().len(),
        1
    );
    assert_eq!(little["rooms"][&room]["limited"], true);
    let more = slide(
        &alice,
        Some(&little["pos"]),
        0,
        subscribe(4, json!([["m.room.name", ""], ["m.room.topic", ""]])),
    )
    .await;
    assert_eq!(
        more["rooms"][&room]["timeline"].as_array().unwrap().len(),
        4
    );
    let state: Vec<_> = more["rooms"][&room]["required_state"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["type"].clone())
        .collect();
    assert_eq!(state, [json!("m.room.topic")]);
}

#[tokio::test]
async fn invites_come_with_stripped_state_and_left_rooms_are_told_once() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "name": "Secret", "invite": [bob.user_id] }))
        .await;
    let first = slide(&bob, None, 0, all_rooms(9, 1)).await;
    let invite = &first["rooms"][&room]["invite_state"];
    assert!(
        invite
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["type"] == "m.room.name" && e["content"]["name"] == "Secret")
    );
    bob.join(&room).await.ok();
    let joined = slide(&bob, Some(&first["pos"]), 0, all_rooms(9, 1)).await;
    assert_eq!(joined["rooms"][&room]["initial"], true);
    assert_eq!(joined["rooms"][&room]["joined_count"], 2);
    bob.leave(&room).await.ok();
    let left = slide(&bob, Some(&joined["pos"]), 0, all_rooms(9, 1)).await;
    assert_eq!(left["lists"]["all"]["count"], 0);
    assert_eq!(
        left["rooms"][&room]["timeline"][0]["content"]["membership"],
        "leave"
    );
    let after = slide(&bob, Some(&left["pos"]), 0, all_rooms(9, 1)).await;
    assert_eq!(rooms(&after), Vec::<String>::new());
}

#[tokio::test]
async fn three_connections_of_a_device_do_not_disturb_each_other() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let with = |id: &str| {
        let mut body = all_rooms(9, 1);
        body["conn_id"] = id.into();
        body
    };
    let mut positions = Vec::new();
    for id in ["x", "y", "z"] {
        positions.push((id, slide(&alice, None, 0, with(id)).await["pos"].clone()));
    }
    let event = alice.say(&room, "to all three").await;
    for (id, pos) in positions {
        let answer = slide(&alice, Some(&pos), 0, with(id)).await;
        assert_eq!(
            answer["rooms"][&room]["timeline"][0]["event_id"], event,
            "{id}"
        );
    }
}
