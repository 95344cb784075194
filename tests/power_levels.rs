//! Who may do what in a room, and who may change that.

use serde_json::{Value, json};
use testkit::{Person, room_path};

use crate::server;

async fn levels(by: &Person, room: &str) -> Value {
    by.get(&room_path(room, "state/m.room.power_levels/"))
        .await
        .ok()
}

async fn set(by: &Person, room: &str, levels: &Value) -> testkit::Answer {
    by.state(room, "m.room.power_levels", "", levels.clone())
        .await
}

#[tokio::test]
async fn nobody_gives_more_than_he_has_or_takes_from_his_equals() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    for version in ["9", "11"] {
        let room = alice
            .create_room(json!({ "preset": "public_chat", "room_version": version }))
            .await;
        for person in [&bob, &carol] {
            person.join(&room).await.ok();
        }
        let mut now = levels(&alice, &room).await;
        now["users"][&bob.user_id] = 75.into();
        now["users"][&carol.user_id] = 75.into();
        now["events"]["m.room.power_levels"] = 50.into();
        set(&alice, &room, &now).await.ok();
        let change = |path: &[&str], value: i64| {
            let mut next = now.clone();
            let mut at = &mut next;
            for key in path {
                at = &mut at[*key];
            }
            *at = value.into();
            next
        };
        let (alice_id, bob_id, carol_id) = (
            alice.user_id.as_str(),
            bob.user_id.as_str(),
            carol.user_id.as_str(),
        );
        for (path, value, may) in [
            (vec!["users", bob_id], 76, false),
            (vec!["users", carol_id], 50, false),
            (vec!["users", alice_id], 50, false),
            (vec!["users", "@dave:localhost"], 80, false),
            (vec!["ban"], 80, false),
            (vec!["events", "m.room.name"], 80, false),
            (vec!["events", "m.room.encryption"], 10, false),
            (vec!["users", "@dave:localhost"], 75, true),
        ] {
            let answer = set(&bob, &room, &change(&path, value)).await;
            assert_eq!(
                answer.status.is_success(),
                may,
                "version {version}: {path:?} {answer:?}"
            );
            if !may {
                answer.refused(403, "M_FORBIDDEN");
            }
        }
        // One may step down, and not up again.
        let mut down = change(&["users", bob_id], 50);
        down["users"]["@dave:localhost"] = 75.into();
        set(&bob, &room, &down).await.ok();
        down["users"][bob_id] = 75.into();
        set(&bob, &room, &down).await.refused(403, "M_FORBIDDEN");
    }
}

#[tokio::test]
async fn creators_of_version_12_stand_above_all_numbers() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "room_version": "12" }))
        .await;
    bob.join(&room).await.ok();
    let mut now = levels(&alice, &room).await;
    now["users"][&alice.user_id] = 100.into();
    let answer = set(&alice, &room, &now).await;
    assert!(
        answer.status.is_client_error(),
        "a creator is not listed: {answer:?}"
    );
    now = levels(&alice, &room).await;
    now["users"][&bob.user_id] = 9_007_199_254_740_991_i64.into();
    set(&alice, &room, &now).await.ok();
    for verb in ["kick", "ban"] {
        let body = json!({ "user_id": alice.user_id });
        bob.post(&room_path(&room, verb), body.clone())
            .await
            .refused(403, "M_FORBIDDEN");
    }
    alice
        .post(&room_path(&room, "kick"), json!({ "user_id": bob.user_id }))
        .await
        .ok();
}

#[tokio::test]
async fn levels_for_events_and_notices_are_kept() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "power_level_content_override": {
            "events_default": 10, "events": { "m.reaction": 0, "m.room.name": 0 }, "users_default": 5 } }))
        .await;
    bob.join(&room).await.ok();
    let text = json!({ "msgtype": "m.text", "body": "x" });
    bob.send(&room, "m.room.message", "t1", text.clone())
        .await
        .refused(403, "M_FORBIDDEN");
    let said = alice.say(&room, "hello").await;
    let star =
        json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": said, "key": "★" } });
    bob.send(&room, "m.reaction", "t2", star).await.ok();
    bob.state(&room, "m.room.name", "", json!({ "name": "Bob's" }))
        .await
        .ok();
    bob.state(&room, "m.room.topic", "", json!({ "topic": "x" }))
        .await
        .refused(403, "M_FORBIDDEN");
    let acl = json!({ "allow": ["*"], "deny": ["bad.example"], "allow_ip_literals": false });
    alice
        .state(&room, "m.room.server_acl", "", acl.clone())
        .await
        .ok();
    assert_eq!(
        alice
            .get(&room_path(&room, "state/m.room.server_acl/"))
            .await
            .ok(),
        acl
    );
    let encryption = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
    alice
        .state(&room, "m.room.encryption", "", encryption)
        .await
        .ok();
    bob.state(&room, "m.room.encryption", "", json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
}
