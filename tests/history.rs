//! Reading what was said: pages, context, single events, dates.

use serde_json::{Value, json};
use testkit::{Person, room_path, room_path_v1, segment};

use crate::server;

async fn messages(by: &Person, room: &str, query: &str) -> Value {
    by.get(&room_path(room, &format!("messages?{query}")))
        .await
        .ok()
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|e| e["event_id"].as_str().unwrap().to_owned())
        .collect()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn filter(json: Value) -> String {
    format!("filter={}", segment(&json.to_string()))
}

/// All pages of a direction.
async fn all_pages(by: &Person, room: &str, dir: &str, from: &str, limit: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = from.to_owned();
    for _ in 0..100 {
        let page = messages(by, room, &format!("dir={dir}&limit={limit}{from}")).await;
        out.extend(ids(&page["chunk"]));
        match page.get("end") {
            Some(end) => from = format!("&from={}", text(end)),
            None => return out,
        }
    }
    panic!("pages without end: {out:?}");
}

#[tokio::test]
async fn pages_in_both_directions_show_every_event_once() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let noise = alice.create_room(json!({})).await;
    for n in 0..25 {
        alice.say(&room, &format!("{n}")).await;
        alice.say(&noise, "elsewhere").await;
    }
    let everything = ids(&messages(&alice, &room, "dir=f&limit=1000").await["chunk"]);
    assert!(everything.len() > 30);
    let newest_first: Vec<String> = everything.iter().rev().cloned().collect();
    for limit in [1, 7, 1000] {
        assert_eq!(
            all_pages(&alice, &room, "b", "", limit).await,
            newest_first,
            "limit {limit}"
        );
        assert_eq!(
            all_pages(&alice, &room, "f", "", limit).await,
            everything,
            "limit {limit}"
        );
    }
    let first = messages(&alice, &room, "dir=b&limit=1000").await;
    assert!(
        first.get("end").is_none(),
        "the start of the room has no end"
    );
}

#[tokio::test]
async fn every_kind_of_token_works_at_every_endpoint_that_takes_one() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    for n in 0..5 {
        alice.say(&room, &format!("old {n}")).await;
    }
    let sync = alice
        .sync_with(
            None,
            &format!(
                "timeout=0&{}",
                filter(json!({ "room": { "timeline": { "limit": 2 } } }))
            ),
        )
        .await;
    let timeline = &sync["rooms"]["join"][&room]["timeline"];
    assert_eq!(timeline["limited"], true);
    let shown = ids(&timeline["events"]);
    let (since, before) = (text(&sync["next_batch"]), text(&timeline["prev_batch"]));
    let (new_1, new_2) = (
        alice.say(&room, "new 1").await,
        alice.say(&room, "new 2").await,
    );

    let older = messages(&alice, &room, &format!("dir=b&limit=1000&from={before}")).await;
    assert!(
        !ids(&older["chunk"]).iter().any(|id| shown.contains(id)),
        "no event twice"
    );
    let newer = messages(&alice, &room, &format!("dir=f&from={before}")).await;
    assert_eq!(
        ids(&newer["chunk"]),
        [shown.clone(), vec![new_1.clone(), new_2.clone()]].concat()
    );
    let newer = messages(&alice, &room, &format!("dir=f&from={since}")).await;
    assert_eq!(ids(&newer["chunk"]), [new_1.clone(), new_2.clone()]);
    let between = messages(&alice, &room, &format!("dir=b&to={before}&from={since}")).await;
    assert_eq!(
        ids(&between["chunk"]),
        shown.iter().rev().cloned().collect::<Vec<_>>()
    );
    assert!(between.get("end").is_none());

    let context = alice
        .get(&room_path(
            &room,
            &format!("context/{}?limit=2", segment(&new_1)),
        ))
        .await
        .ok();
    let (start, end) = (text(&context["start"]), text(&context["end"]));
    let older = messages(&alice, &room, &format!("dir=b&limit=1&from={start}")).await;
    assert_eq!(ids(&older["chunk"]), [shown[0].clone()]);
    let newer = messages(&alice, &room, &format!("dir=f&from={end}")).await;
    assert_eq!(ids(&newer["chunk"]), Vec::<String>::new());
    let members = alice
        .get(&room_path(&room, &format!("members?at={start}")))
        .await
        .ok();
    assert_eq!(members["chunk"].as_array().unwrap().len(), 1);
    for token in [&since, &before, &start, &end] {
        alice
            .get(&room_path_v1(
                &room,
                &format!("relations/{}?from={token}", segment(&new_1)),
            ))
            .await
            .ok();
        alice
            .get(&room_path_v1(&room, &format!("threads?from={token}")))
            .await
            .ok();
        messages(&alice, &room, &format!("dir=b&to={token}")).await;
    }
}

#[tokio::test]
async fn a_filter_decides_what_is_on_the_pages() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let by_bob = bob.say(&room, "hello").await;
    let image = json!({ "msgtype": "m.image", "body": "i", "url": "mxc://a/b" });
    let image = text(&alice.send(&room, "m.room.message", "t1", image).await.ok()["event_id"]);
    let star =
        json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": by_bob, "key": "★" } });
    let star = text(&alice.send(&room, "m.reaction", "t2", star).await.ok()["event_id"]);
    for (wanted, expected) in [
        (json!({ "types": ["m.reaction"] }), vec![&star]),
        (
            json!({ "types": ["m.re*", "m.room.message"] }),
            vec![&star, &image, &by_bob],
        ),
        (
            json!({ "types": ["m.room.message"], "not_senders": [alice.user_id] }),
            vec![&by_bob],
        ),
        (
            json!({ "types": ["m.room.message"], "senders": [alice.user_id] }),
            vec![&image],
        ),
        (json!({ "contains_url": true }), vec![&image]),
        (
            json!({ "types": ["m.room.message"], "contains_url": false }),
            vec![&by_bob],
        ),
        (json!({ "types": [] }), vec![]),
        (
            json!({ "related_by_rel_types": ["m.annotation"] }),
            vec![&by_bob],
        ),
        (
            json!({ "related_by_senders": [alice.user_id] }),
            vec![&by_bob],
        ),
        (json!({ "related_by_senders": [bob.user_id] }), vec![]),
        (json!({ "related_by_rel_types": ["m.thread"] }), vec![]),
    ] {
        let page = messages(
            &alice,
            &room,
            &format!("dir=b&limit=100&{}", filter(wanted.clone())),
        )
        .await;
        assert_eq!(
            ids(&page["chunk"]).iter().collect::<Vec<_>>(),
            expected,
            "{wanted}"
        );
    }
    let bad = room_path(&room, "messages?dir=b&filter=%7Bnonsense");
    alice.get(&bad).await.refused(400, "M_INVALID_PARAM");
    alice
        .get(&room_path(&room, "messages?dir=sideways"))
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .get(&room_path(&room, "messages?dir=b&from=t47_1"))
        .await
        .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn lazy_loading_brings_the_members_who_wrote() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    for person in [&bob, &carol] {
        person.join(&room).await.ok();
    }
    let said = bob.say(&room, "hello").await;
    let lazy = filter(json!({ "lazy_load_members": true }));
    let keys = |list: &Value| -> Vec<String> {
        let members = list
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["type"] == "m.room.member");
        members.map(|e| text(&e["state_key"])).collect()
    };
    let page = messages(&alice, &room, &format!("dir=b&limit=1&{lazy}")).await;
    assert_eq!(keys(&page["state"]), std::slice::from_ref(&bob.user_id));
    let page = messages(&alice, &room, "dir=b&limit=1").await;
    assert!(page.get("state").is_none());
    let path = room_path(&room, &format!("context/{}?limit=0", segment(&said)));
    let context = alice.get(&format!("{path}&{lazy}")).await.ok();
    assert_eq!(keys(&context["state"]), std::slice::from_ref(&bob.user_id));
    assert!(
        context["state"]
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["type"] == "m.room.create")
    );
    assert_eq!(keys(&alice.get(&path).await.ok()["state"]).len(), 3);
}

#[tokio::test]
async fn context_shows_what_is_around_an_event() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({})).await;
    let mut said = Vec::new();
    for n in 0..9 {
        said.push(alice.say(&room, &format!("{n}")).await);
    }
    let context = |query: &'static str| {
        let path = room_path(&room, &format!("context/{}{query}", segment(&said[4])));
        let alice = alice.clone();
        async move { alice.get(&path).await.ok() }
    };
    let around = context("?limit=5").await;
    assert_eq!(around["event"]["event_id"], said[4]);
    assert_eq!(
        ids(&around["events_before"]),
        [said[3].clone(), said[2].clone()]
    );
    assert_eq!(
        ids(&around["events_after"]),
        [said[5].clone(), said[6].clone(), said[7].clone()]
    );
    let alone = context("?limit=0").await;
    assert_eq!(
        ids(&alone["events_before"]).len() + ids(&alone["events_after"]).len(),
        0
    );
    let whole = context("?limit=500").await;
    assert_eq!(ids(&whole["events_after"]).len(), 4);
    let nowhere = room_path(&room, "context/$nowhere");
    alice.get(&nowhere).await.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn an_event_tells_its_sender_the_transaction_and_everybody_his_membership() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let phone = alice.another_device().await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    let content = json!({ "msgtype": "m.text", "body": "x" });
    let said = text(
        &alice
            .send(&room, "m.room.message", "my-txn", content)
            .await
            .ok()["event_id"],
    );
    bob.join(&room).await.ok();
    let path = room_path(&room, &format!("event/{}", segment(&said)));
    let (own, other, bobs) = (
        alice.get(&path).await.ok(),
        phone.get(&path).await.ok(),
        bob.get(&path).await.ok(),
    );
    assert_eq!(own["unsigned"]["transaction_id"], "my-txn");
    assert!(other["unsigned"].get("transaction_id").is_none());
    assert!(bobs["unsigned"].get("transaction_id").is_none());
    assert_eq!(own["unsigned"]["membership"], "join");
    assert_eq!(bobs["unsigned"]["membership"], "leave");
    assert!(own["unsigned"]["age"].is_u64());
    let page = messages(&bob, &room, "dir=b&limit=2").await;
    let memberships: Vec<&Value> = page["chunk"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["unsigned"]["membership"])
        .collect();
    assert_eq!(memberships, ["join", "leave"]);
    let stranger = server.person("stranger").await;
    stranger.get(&path).await.refused(404, "M_NOT_FOUND");
    alice
        .get(&room_path(&room, "event/$nowhere"))
        .await
        .refused(404, "M_NOT_FOUND");
    let elsewhere = alice.create_room(json!({})).await;
    let wrong = room_path(&elsewhere, &format!("event/{}", segment(&said)));
    alice.get(&wrong).await.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn one_jumps_to_a_date_and_sees_only_what_one_may() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "initial_state": [
        { "type": "m.room.history_visibility", "content": { "history_visibility": "joined" } }] }))
        .await;
    let first = alice.say(&room, "first").await;
    bob.join(&room).await.ok();
    let last = alice.say(&room, "last").await;
    let jump = |who: &Person, ts: u64, dir: &str| {
        let path = room_path_v1(&room, &format!("timestamp_to_event?ts={ts}&dir={dir}"));
        let who = who.clone();
        async move { who.get(&path).await }
    };
    let at = alice
        .get(&room_path(&room, &format!("event/{}", segment(&first))))
        .await
        .ok();
    let ts = at["origin_server_ts"].as_u64().unwrap();
    assert_eq!(
        jump(&alice, u64::from(u32::MAX) * 1000, "b").await.ok()["event_id"],
        last
    );
    let exact = jump(&alice, ts, "f").await.ok();
    assert!(exact["origin_server_ts"].as_u64().unwrap() >= ts);
    jump(&alice, ts + 10_000_000, "f")
        .await
        .refused(404, "M_NOT_FOUND");
    jump(&alice, 1, "b").await.refused(404, "M_NOT_FOUND");
    let own_join = jump(&bob, 0, "f").await.ok();
    assert_ne!(own_join["event_id"], first);
    jump(&server.person("eve").await, 0, "f")
        .await
        .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn older_clients_get_a_room_at_a_glance() {
    let server = server();
    let alice = server.person("alice").await;
    let room = alice.create_room(json!({ "name": "Harbour" })).await;
    let said = alice.say(&room, "hello").await;
    let tag = format!(
        "/_matrix/client/v3/user/{}/rooms/{}/tags/m.favourite",
        segment(&alice.user_id),
        segment(&room)
    );
    alice.put(&tag, json!({ "order": 0.5 })).await.ok();
    let first = alice
        .get(&room_path(&room, "initialSync?limit=2"))
        .await
        .ok();
    assert_eq!(first["membership"], "join");
    let tags =
        json!([{ "type": "m.tag", "content": { "tags": { "m.favourite": { "order": 0.5 } } } }]);
    assert_eq!(first["account_data"], tags, "{first}");
    let shown = ids(&first["messages"]["chunk"]);
    assert_eq!((shown.len(), shown.last()), (2, Some(&said)));
    let start = text(&first["messages"]["start"]);
    let older = messages(&alice, &room, &format!("dir=b&limit=1000&from={start}")).await;
    assert!(!ids(&older["chunk"]).iter().any(|id| shown.contains(id)));
    let state = first["state"].as_array().unwrap();
    assert!(state.iter().any(|event| event["type"] == "m.room.name"));
    let stranger = server.person("stranger").await;
    stranger
        .get(&room_path(&room, "initialSync"))
        .await
        .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn an_event_that_one_may_not_see_is_as_one_that_is_not_there() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({})).await;
    let said = alice.say(&room, "between us").await;
    for (room, event) in [
        (room.as_str(), said.as_str()),
        (room.as_str(), "$none"),
        ("!none:localhost", said.as_str()),
    ] {
        let path = room_path(room, &format!("event/{}", segment(event)));
        bob.get(&path).await.refused(404, "M_NOT_FOUND");
    }
}
