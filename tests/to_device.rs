//! Messages to devices: each arrives, once acknowledged never again.

use serde_json::{Value, json};
use testkit::Person;

use crate::server;

async fn send(from: &Person, txn: &str, to: &Person, device: &str, n: u64) -> testkit::Answer {
    let body = json!({ "messages": { &to.user_id: { device: { "n": n } } } });
    from.put(
        &format!("/_matrix/client/v3/sendToDevice/m.test/{txn}"),
        body,
    )
    .await
}

fn numbers(sync: &Value) -> Vec<u64> {
    let events = sync["to_device"]["events"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    events
        .iter()
        .map(|event| event["content"]["n"].as_u64().unwrap())
        .collect()
}

fn token(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_message_comes_again_until_the_next_token_acknowledges_it() {
    let mut server = server();
    let (alice, mut bob) = (server.person("alice").await, server.person("bob").await);
    let before = token(&bob.sync(None).await);
    send(&alice, "t1", &bob, &bob.device_id, 1).await.ok();
    let first = bob.sync(Some(&before)).await;
    assert_eq!(
        first["to_device"]["events"][0],
        json!({ "type": "m.test", "sender": alice.user_id, "content": { "n": 1 } })
    );
    // The answer was lost on its way: the old token gives the message again, after a crash too.
    assert_eq!(numbers(&bob.sync(Some(&before)).await), [1]);
    server.kill();
    server.start();
    bob = bob.at(&server.http);
    assert_eq!(numbers(&bob.sync(Some(&before)).await), [1]);
    let after = token(&first);
    assert!(numbers(&bob.sync(Some(&after)).await).is_empty());
    assert!(
        numbers(&bob.sync(Some(&before)).await).is_empty(),
        "acknowledged: gone"
    );
    send(&alice.at(&server.http), "t2", &bob, &bob.device_id, 2)
        .await
        .ok();
    let second = bob.sync(Some(&after)).await;
    assert_eq!(numbers(&second), [2]);
    assert!(numbers(&bob.sync(Some(&token(&second))).await).is_empty());
    assert!(
        numbers(&bob.sync(None).await).is_empty(),
        "not even in a first sync"
    );
}

#[tokio::test]
async fn a_retry_with_the_same_transaction_id_is_the_same_message() {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let sends: Vec<_> = (0..10)
        .map(|_| {
            let (alice, bob) = (alice.clone(), bob.clone());
            tokio::spawn(async move { send(&alice, "t1", &bob, "*", 1).await.ok() })
        })
        .collect();
    for send in sends {
        send.await.unwrap();
    }
    server.kill();
    server.start();
    let (alice, bob) = (alice.at(&server.http), bob.at(&server.http));
    send(&alice, "t1", &bob, "*", 1).await.ok();
    assert_eq!(numbers(&bob.sync(None).await), [1]);
    send(&alice.another_device().await, "t1", &bob, "*", 2)
        .await
        .ok();
    assert_eq!(
        numbers(&bob.sync(None).await),
        [1, 2],
        "another device means another message"
    );
}

#[tokio::test]
async fn a_star_reaches_every_device_and_wakes_those_that_wait() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let tablet = bob.another_device().await;
    let since = token(&tablet.sync(None).await);
    let waiting =
        tokio::spawn(async move { tablet.sync_with(Some(&since), "timeout=30000").await });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    send(&alice, "t1", &bob, "*", 7).await.ok();
    let sync = tokio::time::timeout(std::time::Duration::from_secs(10), waiting)
        .await
        .expect("it wakes")
        .unwrap();
    assert_eq!(numbers(&sync), [7]);
    assert_eq!(numbers(&bob.sync(None).await), [7]);
    assert!(numbers(&alice.sync(None).await).is_empty());
}

#[tokio::test]
async fn many_messages_come_in_order_over_several_answers() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let mut since = token(&bob.sync(None).await);
    for n in 0..230 {
        send(&alice, &format!("t{n}"), &bob, &bob.device_id, n)
            .await
            .ok();
    }
    let mut got = Vec::new();
    while got.len() < 230 {
        let sync = bob.sync(Some(&since)).await;
        let page = numbers(&sync);
        assert!(!page.is_empty() && page.len() <= 100);
        got.extend(page);
        since = token(&sync);
    }
    assert_eq!(got, (0..230).collect::<Vec<_>>());
    assert!(numbers(&bob.sync(Some(&since)).await).is_empty());
}

#[tokio::test]
async fn unknown_devices_are_passed_over_and_bad_messages_refused() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let path = "/_matrix/client/v3/sendToDevice/m.test";
    let body = json!({ "messages": { "@nobody:localhost": { "*": {} }, "@far:elsewhere.example": { "*": {} }, &bob.user_id: { "NONE": {}, "N\u{0}": {} } } });
    alice.put(&format!("{path}/t1"), body).await.ok();
    let big = json!({ "messages": { &bob.user_id: { "*": { "body": "x".repeat(66_000) } } } });
    alice
        .put(&format!("{path}/t2"), big)
        .await
        .refused(413, "M_TOO_LARGE");
    for (n, content) in [json!(7), json!("x"), json!([]), json!(null)]
        .into_iter()
        .enumerate()
    {
        let body = json!({ "messages": { &bob.user_id: { "*": content } } });
        alice
            .put(&format!("{path}/b{n}"), body)
            .await
            .refused(400, "M_BAD_JSON");
    }
    for (n, body) in [
        json!({}),
        json!({ "messages": 7 }),
        json!({ "messages": { "bob": {} } }),
        json!({ "messages": { &bob.user_id: [] } }),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = alice.put(&format!("{path}/c{n}"), body.clone()).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}");
    }
    assert!(numbers(&bob.sync(None).await).is_empty());
    // What was refused did not use up its transaction id.
    send(&alice, "t2", &bob, "*", 1).await.ok();
    assert_eq!(numbers(&bob.sync(None).await), [1]);
    // U+0000 is legal inside a message.
    let body = json!({ "messages": { &bob.user_id: { "*": { "n": 2, "text": "a\u{0}b" } } } });
    alice.put(&format!("{path}/t3"), body).await.ok();
    assert_eq!(numbers(&bob.sync(None).await), [1, 2]);
}
