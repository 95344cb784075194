//! Push rules: complete defaults, changing one's own, telling the devices (client-server §13.13.1).

use serde_json::{Value, json};
use testkit::{Person, segment};

use crate::server;

fn rule(kind: &str, id: &str) -> String {
    format!("/_matrix/client/v3/pushrules/global/{kind}/{}", segment(id))
}

async fn ids(person: &Person, kind: &str) -> Vec<String> {
    let rules = person.get("/_matrix/client/v3/pushrules/").await.ok();
    let rules = rules["global"][kind].as_array().unwrap().clone();
    rules
        .iter()
        .map(|rule| rule["rule_id"].as_str().unwrap().to_owned())
        .collect()
}

/// The push rules that a sync brings, if it does.
fn synced(sync: &Value) -> Option<&Value> {
    let events = sync["account_data"]["events"].as_array()?;
    events
        .iter()
        .find(|event| event["type"] == "m.push_rules")
        .map(|event| &event["content"])
}

#[tokio::test]
async fn a_new_person_has_the_default_rules_everywhere() {
    let server = server();
    let alice = server.person("alice").await;
    let all = alice.get("/_matrix/client/v3/pushrules/").await.ok();
    for kind in ["override", "content", "room", "sender", "underride"] {
        assert!(
            all["global"][kind].is_array(),
            "{kind} must be there, also empty"
        );
    }
    assert_eq!(
        alice.get("/_matrix/client/v3/pushrules/global/").await.ok(),
        all["global"]
    );
    assert_eq!(
        synced(&alice.sync(None).await).unwrap(),
        &all,
        "the first sync brings the same"
    );
    let mention = alice
        .get(&rule("override", ".m.rule.is_user_mention"))
        .await
        .ok();
    assert_eq!(mention["conditions"][0]["value"], alice.user_id);
    assert_eq!(
        alice
            .get(&format!("{}/enabled", rule("override", ".m.rule.master")))
            .await
            .ok(),
        json!({ "enabled": false })
    );
}

#[tokio::test]
async fn rules_are_placed_replaced_and_removed() {
    let server = server();
    let alice = server.person("alice").await;
    let other = alice.another_device().await;
    let since = other.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({ "pattern": "tea", "actions": ["notify", { "set_tweak": "highlight" }] });
    for (id, query) in [
        ("a", ""),
        ("b", ""),
        ("c", "?after=a"),
        ("d", "?before=a"),
        ("e", "?before=c&after=d"),
    ] {
        alice
            .put(&format!("{}{query}", rule("content", id)), body.clone())
            .await
            .ok();
    }
    assert_eq!(ids(&alice, "content").await, ["b", "d", "a", "e", "c"]);
    // Moving the first behind the last, and the last behind itself's neighbour: ends of the list.
    alice
        .put(&format!("{}?after=c", rule("content", "b")), body.clone())
        .await
        .ok();
    alice
        .put(&format!("{}?after=c", rule("content", "b")), body.clone())
        .await
        .ok();
    assert_eq!(ids(&alice, "content").await, ["d", "a", "e", "c", "b"]);
    // Replacing keeps the place and the switch.
    let enabled = format!("{}/enabled", rule("content", "a"));
    alice.put(&enabled, json!({ "enabled": false })).await.ok();
    alice
        .put(
            &rule("content", "a"),
            json!({ "pattern": "coffee", "actions": [] }),
        )
        .await
        .ok();
    let a = alice.get(&rule("content", "a")).await.ok();
    assert_eq!(
        a,
        json!({ "rule_id": "a", "default": false, "enabled": false, "pattern": "coffee", "actions": [] })
    );
    assert_eq!(ids(&alice, "content").await, ["d", "a", "e", "c", "b"]);
    // A predefined rule can be tuned; master stays in front.
    alice
        .put(
            &format!("{}/actions", rule("override", ".m.rule.tombstone")),
            json!({ "actions": [] }),
        )
        .await
        .ok();
    alice
        .put(
            &rule("override", "mine"),
            json!({ "conditions": [], "actions": [] }),
        )
        .await
        .ok();
    assert_eq!(
        ids(&alice, "override").await[..2],
        [".m.rule.master", "mine"]
    );
    alice.delete(&rule("override", "mine")).await.ok();
    alice
        .get(&rule("override", "mine"))
        .await
        .refused(404, "M_NOT_FOUND");

    let all = alice.get("/_matrix/client/v3/pushrules/").await.ok();
    let sync = other.sync_with(Some(&since), "timeout=10000").await;
    assert_eq!(synced(&sync).unwrap(), &all, "other devices hear of it");
    let since = sync["next_batch"].as_str().unwrap();
    alice.put(&enabled, json!({ "enabled": false })).await.ok();
    assert!(
        synced(&other.sync(Some(since)).await).is_none(),
        "a change that changes nothing is no news"
    );
}

#[tokio::test]
async fn wrong_rules_are_refused_and_change_nothing() {
    let server = server();
    let alice = server.person("alice").await;
    let before = alice.get("/_matrix/client/v3/pushrules/").await.ok();
    let pattern = json!({ "pattern": "x", "actions": ["notify"] });
    let refused = [
        (rule("content", ".mine"), pattern.clone(), "M_INVALID_PARAM"),
        (rule("content", "a/b"), pattern.clone(), "M_INVALID_PARAM"),
        (rule("content", "a\\b"), pattern.clone(), "M_INVALID_PARAM"),
        (
            rule("content", &"x".repeat(300)),
            pattern.clone(),
            "M_INVALID_PARAM",
        ),
        (
            rule("content", "x"),
            json!({ "actions": ["notify"] }),
            "M_BAD_JSON",
        ),
        (
            rule("content", "x"),
            json!({ "pattern": "x" }),
            "M_BAD_JSON",
        ),
        (
            rule("content", "x"),
            json!({ "pattern": "x", "actions": ["explode"] }),
            "M_INVALID_PARAM",
        ),
        (
            format!("{}?before=nobody", rule("content", "x")),
            pattern.clone(),
            "M_UNKNOWN",
        ),
        (
            format!("{}?after=nobody", rule("content", "x")),
            pattern.clone(),
            "M_UNKNOWN",
        ),
        (
            format!("{}?after=x", rule("content", "x")),
            pattern.clone(),
            "M_UNKNOWN",
        ),
        (
            format!("{}?before=.m.rule.master", rule("override", "x")),
            json!({ "conditions": [], "actions": [] }),
            "M_INVALID_PARAM",
        ),
        (
            rule("room", "no room"),
            json!({ "actions": [] }),
            "M_INVALID_PARAM",
        ),
        (
            rule("sender", "nobody"),
            json!({ "actions": [] }),
            "M_INVALID_PARAM",
        ),
        (rule("strange", "x"), pattern.clone(), "M_INVALID_PARAM"),
    ];
    for (path, body, errcode) in refused {
        alice.put(&path, body).await.refused(400, errcode);
    }
    alice
        .delete(&rule("override", ".m.rule.master"))
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .delete(&rule("content", "nobody"))
        .await
        .refused(404, "M_NOT_FOUND");
    alice
        .get(&rule("strange", "x"))
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .put(
            &format!("{}/enabled", rule("content", "nobody")),
            json!({ "enabled": true }),
        )
        .await
        .refused(404, "M_NOT_FOUND");
    alice
        .put(
            &format!("{}/actions", rule("content", "nobody")),
            json!({ "actions": [] }),
        )
        .await
        .refused(404, "M_NOT_FOUND");
    assert_eq!(
        alice.get("/_matrix/client/v3/pushrules/").await.ok(),
        before
    );
}

/// B45.
#[tokio::test]
async fn fifty_edits_at_once_all_count() {
    let server = server();
    let alice = server.person("alice").await;
    let edits = (0..50).map(|n| {
        let alice = alice.clone();
        tokio::spawn(async move {
            alice
                .put(
                    &rule("content", &format!("r{n}")),
                    json!({ "pattern": "x", "actions": [] }),
                )
                .await
                .ok();
        })
    });
    for edit in edits.collect::<Vec<_>>() {
        edit.await.unwrap();
    }
    assert_eq!(ids(&alice, "content").await.len(), 50);
}

#[tokio::test]
async fn rules_survive_a_restart() {
    let mut server = server();
    let alice = server.person("alice").await;
    alice
        .put(&rule("room", "!muted:localhost"), json!({ "actions": [] }))
        .await
        .ok();
    let before = alice.get("/_matrix/client/v3/pushrules/").await.ok();
    server.kill();
    server.start();
    let alice = alice.at(&server.http);
    assert_eq!(
        alice.get("/_matrix/client/v3/pushrules/").await.ok(),
        before
    );
    assert_eq!(synced(&alice.sync(None).await).unwrap(), &before);
}
