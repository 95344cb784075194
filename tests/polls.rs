//! Polls, and conversations with people whom one ignores.

use serde_json::{Value, json};
use testkit::{room_path, room_path_v1, segment};

use crate::server;

fn id(answer: &Value) -> String {
    answer["event_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_votes_of_a_poll_are_found_with_it() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    for (start, response, end) in [
        ("m.poll.start", "m.poll.response", "m.poll.end"),
        (
            "org.matrix.msc3381.poll.start",
            "org.matrix.msc3381.poll.response",
            "org.matrix.msc3381.poll.end",
        ),
    ] {
        let poll = json!({ "m.text": [{ "body": "Tea?" }], "m.poll": { "question": { "m.text": [{ "body": "Tea?" }] },
            "answers": [{ "m.id": "y", "m.text": [{ "body": "Yes" }] }] } });
        let poll = id(&alice.send(&room, start, start, poll).await.ok());
        let about = |extra: Value| {
            let mut content =
                json!({ "m.relates_to": { "rel_type": "m.reference", "event_id": poll } });
            content
                .as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
            content
        };
        let vote = about(json!({ "m.selections": ["y"] }));
        let first = id(&bob
            .send(&room, response, &format!("{start}1"), vote.clone())
            .await
            .ok());
        // Whoever votes again changes his mind: both votes are there, in order.
        let second = id(&bob
            .send(&room, response, &format!("{start}2"), vote)
            .await
            .ok());
        let ended = id(&alice
            .send(
                &room,
                end,
                &format!("{start}3"),
                about(json!({ "m.text": [{ "body": "over" }] })),
            )
            .await
            .ok());
        let path = room_path_v1(
            &room,
            &format!("relations/{}/m.reference/{response}?dir=f", segment(&poll)),
        );
        let votes: Vec<String> = bob.get(&path).await.ok()["chunk"]
            .as_array()
            .unwrap()
            .iter()
            .map(id)
            .collect();
        assert_eq!(votes, [first, second]);
        let path = room_path_v1(
            &room,
            &format!("relations/{}/m.reference/{end}", segment(&poll)),
        );
        assert_eq!(id(&bob.get(&path).await.ok()["chunk"][0]), ended);
    }
}

#[tokio::test]
async fn what_an_ignored_person_writes_is_on_no_page() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let root = alice.say(&room, "root").await;
    let reply = |text: &str| {
        json!({ "msgtype": "m.text", "body": text,
            "m.relates_to": { "rel_type": "m.thread", "event_id": root } })
    };
    let own = id(&alice
        .send(&room, "m.room.message", "t1", reply("mine"))
        .await
        .ok());
    let his = id(&bob
        .send(&room, "m.room.message", "t1", reply("his"))
        .await
        .ok());
    let list = format!(
        "/_matrix/client/v3/user/{}/account_data/m.ignored_user_list",
        segment(&alice.user_id)
    );
    alice
        .put(
            &list,
            json!({ "ignored_users": { bob.user_id.clone(): {} } }),
        )
        .await
        .ok();
    let page = alice
        .get(&room_path(&room, "messages?dir=b&limit=100"))
        .await
        .ok()
        .to_string();
    assert!(page.contains(&own) && !page.contains(&his), "{page}");
    assert!(
        page.contains("\"membership\":\"join\""),
        "his joining is still there"
    );
    let event = alice
        .get(&room_path(&room, &format!("event/{}", segment(&root))))
        .await
        .ok();
    let thread = &event["unsigned"]["m.relations"]["m.thread"];
    assert_eq!(thread["latest_event"]["event_id"], own);
    let path = room_path(&room, &format!("event/{}", segment(&his)));
    alice.get(&path).await.refused(404, "M_NOT_FOUND");
    let page = bob
        .get(&room_path(&room, "messages?dir=b&limit=100"))
        .await
        .ok()
        .to_string();
    assert!(page.contains(&his) && page.contains(&own));
}
