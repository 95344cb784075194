//! Who may read what was said when.

use serde_json::json;
use testkit::{Person, room_path, segment};

use crate::server;

/// What of `said` a person is shown in pages; checks that single events agree.
async fn seen(by: &Person, room: &str, said: &[String]) -> Vec<usize> {
    let page = by
        .get(&room_path(room, "messages?dir=f&limit=1000"))
        .await
        .ok()
        .to_string();
    let mut seen = Vec::new();
    for (n, id) in said.iter().enumerate() {
        let in_page = page.contains(id.as_str());
        let event = by
            .get(&room_path(room, &format!("event/{}", segment(id))))
            .await;
        let context = by
            .get(&room_path(room, &format!("context/{}", segment(id))))
            .await;
        assert_eq!(
            event.status.is_success(),
            in_page,
            "message {n}: page and event disagree"
        );
        assert_eq!(
            context.status.is_success(),
            in_page,
            "message {n}: page and context disagree"
        );
        if !in_page {
            event.refused(404, "M_NOT_FOUND");
        } else {
            seen.push(n);
        }
    }
    seen
}

async fn room(alice: &Person, visibility: &str) -> String {
    let initial = json!([{ "type": "m.room.history_visibility", "state_key": "",
                           "content": { "history_visibility": visibility } }]);
    alice.create_room(json!({ "initial_state": initial })).await
}

#[tokio::test]
async fn each_visibility_shows_what_it_promises_before_during_and_after_a_stay() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let stranger = server.person("stranger").await;
    // 0 before the invite, 1 invited, 2 joined, 3 after the leave.
    for (visibility, joined, left, back) in [
        (
            "world_readable",
            vec![0, 1, 2],
            vec![0, 1, 2, 3],
            vec![0, 1, 2, 3],
        ),
        ("shared", vec![0, 1, 2], vec![0, 1, 2], vec![0, 1, 2, 3]),
        ("invited", vec![1, 2], vec![1, 2], vec![1, 2]),
        ("joined", vec![2], vec![2], vec![2]),
        ("nonsense", vec![0, 1, 2], vec![0, 1, 2], vec![0, 1, 2, 3]),
    ] {
        let room = room(&alice, visibility).await;
        let mut said = vec![alice.say(&room, "0").await];
        alice.invite(&room, &bob).await.ok();
        said.push(alice.say(&room, "1").await);
        bob.join(&room).await.ok();
        said.push(alice.say(&room, "2").await);
        assert_eq!(
            seen(&bob, &room, &said).await,
            joined,
            "{visibility}, joined"
        );
        bob.leave(&room).await.ok();
        said.push(alice.say(&room, "3").await);
        assert_eq!(seen(&bob, &room, &said).await, left, "{visibility}, left");
        alice.invite(&room, &bob).await.ok();
        bob.join(&room).await.ok();
        assert_eq!(seen(&bob, &room, &said).await, back, "{visibility}, back");
        assert_eq!(
            seen(&alice, &room, &said).await,
            [0, 1, 2, 3],
            "{visibility}, always there"
        );
        let page = stranger.get(&room_path(&room, "messages?dir=b")).await;
        if visibility == "world_readable" {
            assert_eq!(seen(&stranger, &room, &said).await, [0, 1, 2, 3]);
            stranger.get(&room_path(&room, "state")).await.ok();
        } else {
            page.refused(403, "M_FORBIDDEN");
            stranger
                .get(&room_path(&room, "state"))
                .await
                .refused(403, "M_FORBIDDEN");
        }
        stranger
            .get(&room_path(&room, "joined_members"))
            .await
            .refused(403, "M_FORBIDDEN");
    }
}

#[tokio::test]
async fn what_was_said_under_an_older_visibility_keeps_it() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = room(&alice, "joined").await;
    let set = |visibility: &str| {
        let content = json!({ "history_visibility": visibility });
        let (alice, room) = (alice.clone(), room.clone());
        async move {
            alice
                .state(&room, "m.room.history_visibility", "", content)
                .await
                .ok()
        }
    };
    let mut said = vec![alice.say(&room, "for members").await];
    set("shared").await;
    said.push(alice.say(&room, "for those who come").await);
    set("joined").await;
    said.push(alice.say(&room, "for members again").await);
    alice.invite(&room, &bob).await.ok();
    bob.join(&room).await.ok();
    assert_eq!(seen(&bob, &room, &said).await, [1]);
    set("world_readable").await;
    said.push(alice.say(&room, "for all").await);
    let stranger = server.person("stranger").await;
    assert_eq!(seen(&stranger, &room, &said).await, [3]);
    // The sync of a newcomer shows no more than the pages do.
    let timeline = bob.sync(None).await["rooms"]["join"][&room]["timeline"].to_string();
    assert!(
        !timeline.contains(&said[0]) && !timeline.contains(&said[2]),
        "{timeline}"
    );
}

#[tokio::test]
async fn relations_that_one_may_not_see_are_neither_shown_nor_bundled() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = room(&alice, "shared").await;
    alice.invite(&room, &bob).await.ok();
    bob.join(&room).await.ok();
    let said = alice.say(&room, "as it was").await;
    bob.leave(&room).await.ok();
    let edit = json!({ "msgtype": "m.text", "body": "* new", "m.new_content": { "msgtype": "m.text", "body": "new" },
        "m.relates_to": { "rel_type": "m.replace", "event_id": said } });
    alice.send(&room, "m.room.message", "t1", edit).await.ok();
    let reply = json!({ "msgtype": "m.text", "body": "reply",
        "m.relates_to": { "rel_type": "m.thread", "event_id": said } });
    alice.send(&room, "m.room.message", "t2", reply).await.ok();
    let path = room_path(&room, &format!("event/{}", segment(&said)));
    assert!(
        alice.get(&path).await.ok()["unsigned"]["m.relations"]
            .get("m.thread")
            .is_some()
    );
    assert!(
        bob.get(&path).await.ok()["unsigned"]
            .get("m.relations")
            .is_none()
    );
    let relations = testkit::room_path_v1(&room, &format!("relations/{}", segment(&said)));
    assert_eq!(bob.get(&relations).await.ok()["chunk"], json!([]));
    assert_eq!(
        alice.get(&relations).await.ok()["chunk"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
