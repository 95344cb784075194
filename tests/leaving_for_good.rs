//! An account ends: what goes, what stays.

use http::Method;
use serde_json::{Value, json};
use testkit::{PASSWORD, Person, segment};

use crate::{admin_api::admin, server};

async fn deactivate(person: &Person) {
    let path = "/_matrix/client/v3/account/deactivate";
    let asked = person.post(path, json!({})).await;
    assert_eq!(asked.status.as_u16(), 401);
    let auth = json!({
        "type": "m.login.password", "password": PASSWORD, "session": asked.json()["session"],
        "identifier": { "type": "m.id.user", "user": person.user_id },
    });
    let done = person
        .post(path, json!({ "auth": auth, "erase": true }))
        .await
        .ok();
    assert_eq!(done["id_server_unbind_result"], "no-support");
}

#[tokio::test]
async fn who_leaves_for_good_is_gone_from_rooms_and_cannot_come_back() {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let laptop = bob.another_device().await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let invited = alice.create_room(json!({ "invite": [bob.user_id] })).await;
    let data = format!(
        "/_matrix/client/v3/user/{}/account_data/org.example.diary",
        segment(&bob.user_id)
    );
    bob.put(&data, json!({ "secret": "diary of bob" }))
        .await
        .ok();
    let said = bob.say(&room, "goodbye").await;
    let since = alice.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();

    deactivate(&bob).await;

    let sync = alice.sync(Some(&since)).await;
    for room in [&room, &invited] {
        let events = sync["rooms"]["join"][room]["timeline"]["events"]
            .as_array()
            .unwrap()
            .clone();
        let left = events
            .iter()
            .find(|event| event["state_key"] == bob.user_id.as_str())
            .unwrap();
        assert_eq!(left["content"], json!({ "membership": "leave" }));
    }
    for device in [&bob, &laptop] {
        device
            .get("/_matrix/client/v3/account/whoami")
            .await
            .refused(401, "M_UNKNOWN_TOKEN");
    }
    let login = json!({ "type": "m.login.password", "password": PASSWORD, "identifier": { "type": "m.id.user", "user": "bob" } });
    let login = server
        .http
        .json(Method::POST, "/_matrix/client/v3/login", None, &login)
        .await;
    login.refused(403, "M_USER_DEACTIVATED");
    let again =
        json!({ "username": "bob", "password": PASSWORD, "auth": { "type": "m.login.dummy" } });
    server
        .http
        .json(Method::POST, "/_matrix/client/v3/register", None, &again)
        .await
        .refused(400, "M_USER_IN_USE");
    alice
        .get(&format!(
            "/_matrix/client/v3/profile/{}",
            segment(&bob.user_id)
        ))
        .await
        .refused(404, "M_NOT_FOUND");
    // What was said stays part of the conversation.
    assert!(alice.sync(None).await.to_string().contains(&said));

    server.kill();
    server.start();
    let alice = alice.at(&server.http);
    alice.get("/_matrix/client/v3/account/whoami").await.ok();
    if !server.is_postgres() {
        server.stop();
        let database = std::fs::read(server.data_dir().join("causeway.db")).unwrap();
        let needle = b"org.example.diary";
        assert!(
            !database
                .windows(needle.len())
                .any(|window| window == needle),
            "the diary is still on disk"
        );
    }
}

#[tokio::test]
async fn words_that_were_erased_are_empty_for_whoever_comes_later() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let said = bob.say(&room, "secret of the reeds").await;
    alice.say(&room, "kept between the reeds").await;
    deactivate(&bob).await;
    let carol = server.person("carol").await;
    carol.join(&room).await.ok();

    let path = |person: &Person| {
        let sliding = json!({ "room_subscriptions": { &room: { "timeline_limit": 20, "required_state": [] } } });
        let event = testkit::room_path(&room, &format!("event/{}", segment(&said)));
        let messages = testkit::room_path(&room, "messages?dir=b");
        let context = testkit::room_path(&room, &format!("context/{}", segment(&said)));
        let search = json!({ "search_categories": { "room_events": { "search_term": "reeds" } } });
        let person = person.clone();
        async move {
            let sync = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
            [
                person.sync(None).await.to_string(),
                person.post(sync, sliding).await.ok().to_string(),
                person.get(&messages).await.ok().to_string(),
                person.get(&context).await.ok().to_string(),
                person.get(&event).await.ok().to_string(),
                person
                    .post("/_matrix/client/v3/search", search)
                    .await
                    .ok()
                    .to_string(),
            ]
        }
    };
    for answer in path(&alice).await {
        assert!(
            answer.contains("secret of the reeds"),
            "who was there: {answer}"
        );
    }
    let answers = path(&carol).await;
    for answer in &answers {
        assert!(
            !answer.contains("secret of the reeds"),
            "who came later: {answer}"
        );
    }
    for answer in &answers[..5] {
        assert!(
            answer.contains(&said),
            "the event is there, and empty: {answer}"
        );
    }
    assert!(
        answers[5].contains("\"count\":1"),
        "only what she may read is found: {}",
        answers[5]
    );
}

#[tokio::test]
async fn the_password_is_asked_for_first() {
    let server = server();
    let alice = server.person("alice").await;
    let auth = json!({ "type": "m.login.password", "password": "wrong", "identifier": { "type": "m.id.user", "user": "alice" } });
    for body in [
        json!({}),
        json!({ "auth": auth }),
        json!({ "auth": { "type": "m.login.dummy" } }),
    ] {
        let answer = alice
            .post("/_matrix/client/v3/account/deactivate", body)
            .await;
        assert_eq!(answer.status.as_u16(), 401);
    }
    let anonymous = server
        .http
        .json(
            Method::POST,
            "/_matrix/client/v3/account/deactivate",
            None,
            &Value::Null,
        )
        .await;
    anonymous.refused(401, "M_MISSING_TOKEN");
    alice.get("/_matrix/client/v3/account/whoami").await.ok();
}

/// Requests and their durable jobs leave the same rooms at the same time.
#[tokio::test]
async fn leaving_many_rooms_at_once_fails_nowhere() {
    let server = server();
    let root = admin(&server, "root").await;
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut rooms = Vec::new();
    for _ in 0..20 {
        let room = alice.create_room(json!({ "preset": "public_chat" })).await;
        bob.join(&room).await.ok();
        rooms.push(room);
    }
    let path = "/_causeway/v1/admin/people/bob/deactivate";
    let ended: Vec<_> = (0..6)
        .map(|_| {
            let root = root.clone();
            tokio::spawn(async move { root.post(path, json!({})).await.status.as_u16() })
        })
        .collect();
    let mut answers = Vec::new();
    for one in ended {
        answers.push(one.await.unwrap());
    }
    // Who comes when it is over hears that the account has ended.
    assert!(answers.contains(&200), "{answers:?}");
    assert!(
        answers.iter().all(|one| [200, 404].contains(one)),
        "{answers:?}"
    );
    for room in rooms {
        let path = format!("/_matrix/client/v3/rooms/{}/joined_members", segment(&room));
        let joined = alice.get(&path).await.ok()["joined"].clone();
        assert_eq!(joined.as_object().unwrap().len(), 1);
    }
    let log = server.log();
    assert!(!log.contains("could not leave"), "{log}");
}
