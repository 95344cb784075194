//! Searching what was said: any script, only what one may see, never in encrypted rooms.

use serde_json::{Value, json};
use testkit::Person;

use crate::server;

async fn search(person: &Person, term: &str) -> Value {
    let body = json!({ "search_categories": { "room_events": { "search_term": term, "order_by": "recent" } } });
    let answer = person.post("/_matrix/client/v3/search", body).await.ok();
    answer["search_categories"]["room_events"].clone()
}

/// The texts that are found, newest first: at once, for whoever searches has just read them.
async fn found(person: &Person, term: &str) -> Vec<String> {
    let answer = search(person, term).await;
    let results = answer["results"].as_array().unwrap().iter();
    let body = |r: &Value| r["result"]["content"]["body"].as_str().unwrap().to_owned();
    results.map(body).collect()
}

#[tokio::test]
async fn words_of_any_script_are_found_by_people_in_the_room() {
    let server = server();
    let (alice, bob, eve) = (
        server.person("alice").await,
        server.person("bob").await,
        server.person("eve").await,
    );
    let room = alice.create_room(json!({ "invite": [bob.user_id] })).await;
    bob.join(&room).await.ok();
    alice.say(&room, "The ferry leaves at noon").await;
    alice.say(&room, "我们在海港广场见面").await;
    let gone = alice.say(&room, "The ferry is late").await;
    assert_eq!(
        found(&bob, "FERRY").await,
        ["The ferry is late", "The ferry leaves at noon"]
    );
    assert_eq!(
        found(&bob, "ferry noon").await,
        ["The ferry leaves at noon"]
    );
    assert_eq!(found(&bob, "广场").await, ["我们在海港广场见面"]);
    let answer = search(&bob, "广场").await;
    let context = &answer["results"][0]["context"];
    assert_eq!(
        context["events_before"][0]["content"]["body"],
        "The ferry leaves at noon"
    );
    assert_eq!(
        context["events_after"][0]["content"]["body"],
        "The ferry is late"
    );
    assert_eq!(found(&eve, "ferry").await, Vec::<String>::new());

    let path = format!(
        "/_matrix/client/v3/rooms/{}/redact/{}/r1",
        testkit::segment(&room),
        testkit::segment(&gone)
    );
    alice.put(&path, json!({})).await.ok();
    assert_eq!(found(&bob, "ferry").await, ["The ferry leaves at noon"]);
}

#[tokio::test]
async fn what_is_said_in_an_encrypted_room_is_not_indexed_and_results_come_in_pages() {
    let server = server();
    let alice = server.person("alice").await;
    let secret = json!({ "initial_state": [{
        "type": "m.room.encryption", "content": { "algorithm": "m.megolm.v1.aes-sha2" },
    }] });
    let secret = alice.create_room(secret).await;
    alice.say(&secret, "lighthouse in clear by mistake").await;
    let room = alice.create_room(json!({})).await;
    for n in 0..3 {
        alice.say(&room, &format!("lighthouse {n}")).await;
    }
    let all = ["lighthouse 2", "lighthouse 1", "lighthouse 0"];
    assert_eq!(found(&alice, "lighthouse").await, all);
    let criteria = json!({ "search_categories": { "room_events": { "search_term": "lighthouse", "filter": { "limit": 2 } } } });
    let first = alice
        .post("/_matrix/client/v3/search", criteria.clone())
        .await
        .ok();
    let first = &first["search_categories"]["room_events"];
    assert_eq!(first["results"].as_array().unwrap().len(), 2);
    let next = format!(
        "/_matrix/client/v3/search?next_batch={}",
        first["next_batch"].as_str().unwrap()
    );
    let second = alice.post(&next, criteria).await.ok();
    let second = &second["search_categories"]["room_events"];
    assert_eq!(
        second["results"][0]["result"]["content"]["body"],
        "lighthouse 0"
    );
    assert!(second["next_batch"].is_null());
    let bad = json!({ "search_categories": { "room_events": {} } });
    alice
        .post("/_matrix/client/v3/search", bad)
        .await
        .refused(400, "M_BAD_JSON");
}
