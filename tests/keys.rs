//! Keys of devices: uploaded, queried, claimed once; counts and lists in every sync.

use std::collections::HashSet;

use serde_json::{Value, json};
use testkit::{Person, Signer, segment};

use crate::server;

const UPLOAD: &str = "/_matrix/client/v3/keys/upload";
const QUERY: &str = "/_matrix/client/v3/keys/query";
const CLAIM: &str = "/_matrix/client/v3/keys/claim";

fn token(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

async fn now(person: &Person) -> String {
    token(&person.sync(None).await)
}

async fn upload_one_time_keys(person: &Person, ids: &[&str]) -> Value {
    let keys: serde_json::Map<String, Value> = ids
        .iter()
        .map(|id| {
            (
                format!("signed_curve25519:{id}"),
                json!({ "key": format!("key-{id}") }),
            )
        })
        .collect();
    person
        .post(UPLOAD, json!({ "one_time_keys": keys }))
        .await
        .ok()
}

/// Claims a key of the other's device: its id, or nothing when there was none.
async fn claim(person: &Person, other: &Person) -> Option<String> {
    let body =
        json!({ "one_time_keys": { &other.user_id: { &other.device_id: "signed_curve25519" } } });
    let answer = person.post(CLAIM, body).await.ok();
    let keys = answer["one_time_keys"][&other.user_id][&other.device_id].as_object()?;
    keys.keys().next().cloned()
}

fn lists(sync: &Value, what: &str) -> Vec<String> {
    let list = sync["device_lists"][what]
        .as_array()
        .cloned()
        .unwrap_or_default();
    list.iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn uploaded_keys_are_found_with_the_name_of_their_device() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    alice.upload_device_keys().await;
    alice
        .put(
            &format!("/_matrix/client/v3/devices/{}", alice.device_id),
            json!({ "display_name": "Phone" }),
        )
        .await
        .ok();
    let wanted = json!({ "device_keys": { &alice.user_id: [], "@nobody:localhost": [], "@carol:elsewhere.example": [] } });
    let found = bob.post(QUERY, wanted).await.ok();
    let keys = &found["device_keys"][&alice.user_id][&alice.device_id];
    assert_eq!(keys["user_id"], alice.user_id);
    assert_eq!(keys["unsigned"]["device_display_name"], "Phone");
    assert!(keys["signatures"][&alice.user_id][format!("ed25519:{}", alice.device_id)].is_string());
    assert_eq!(found["device_keys"]["@nobody:localhost"], json!({}));
    assert!(
        found["failures"]["elsewhere.example"].is_object(),
        "{found}"
    );
    let other = json!({ "device_keys": { &alice.user_id: ["OTHER"] } });
    assert_eq!(
        bob.post(QUERY, other).await.ok()["device_keys"][&alice.user_id],
        json!({})
    );
}

#[tokio::test]
async fn keys_of_somebody_else_or_with_a_wrong_signature_are_refused() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let signer = Signer::device(&alice.device_id);
    let good = alice.device_keys(&signer);
    for (field, value) in [
        ("user_id", json!(bob.user_id)),
        ("device_id", json!("OTHER")),
        ("user_id", json!(7)),
        ("device_id", json!(null)),
    ] {
        let mut keys = good.clone();
        keys[field] = value;
        alice
            .post(UPLOAD, json!({ "device_keys": keys }))
            .await
            .refused(400, "M_INVALID_PARAM");
    }
    let mut forged = good.clone();
    forged["algorithms"] = json!(["m.none"]);
    alice
        .post(UPLOAD, json!({ "device_keys": forged }))
        .await
        .refused(400, "M_INVALID_SIGNATURE");
    let mut unsigned = good.clone();
    unsigned["signatures"] = json!({});
    alice
        .post(UPLOAD, json!({ "device_keys": unsigned }))
        .await
        .refused(400, "M_INVALID_SIGNATURE");
    let mut named = good.clone();
    named["keys"]["ed25519:OTHER"] = json!(signer.public());
    alice
        .post(UPLOAD, json!({ "device_keys": named }))
        .await
        .refused(400, "M_INVALID_PARAM");
    let found = bob
        .post(QUERY, json!({ "device_keys": { &alice.user_id: [] } }))
        .await
        .ok();
    assert_eq!(
        found["device_keys"][&alice.user_id],
        json!({}),
        "nothing of it was stored"
    );
    alice
        .post(UPLOAD, json!({ "device_keys": good }))
        .await
        .ok();
}

#[tokio::test]
async fn wrong_shapes_of_keys_are_refused_and_never_a_fault_of_the_server() {
    let server = server();
    let alice = server.person("alice").await;
    alice
        .post(UPLOAD, json!({ "device_keys": null, "one_time_keys": {} }))
        .await
        .ok();
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let shapes = [
        json!(7),
        json!("x"),
        json!([]),
        json!(true),
        json!({}),
        json!({ "a": 1.5 }),
        json!({ "a": 1e300 }),
        deep,
    ];
    let user = &alice.user_id;
    for shape in shapes {
        let mut bodies: Vec<(&str, Value)> = Vec::new();
        for field in ["device_keys", "one_time_keys", "fallback_keys"] {
            bodies.push((UPLOAD, json!({ field: &shape })));
            bodies.push((UPLOAD, json!({ field: { "signed_curve25519:A": &shape } })));
        }
        for field in ["keys", "signatures", "algorithms", "unsigned"] {
            let mut keys = alice.device_keys(&Signer::device(&alice.device_id));
            keys[field] = shape.clone();
            bodies.push((UPLOAD, json!({ "device_keys": keys })));
        }
        for body in [
            json!({ "device_keys": &shape }),
            json!({ "device_keys": { user: &shape } }),
            json!({ "device_keys": { user: [&shape] } }),
        ] {
            bodies.push((QUERY, body));
        }
        for body in [
            json!({ "one_time_keys": &shape }),
            json!({ "one_time_keys": { user: &shape } }),
            json!({ "one_time_keys": { user: { "D\u{0}": &shape } } }),
        ] {
            bodies.push((CLAIM, body));
        }
        for body in [
            json!({ user: &shape }),
            json!({ user: { "D\u{0}": &shape } }),
            json!({ user: { &alice.device_id: { "signatures": &shape } } }),
        ] {
            bodies.push(("/_matrix/client/v3/keys/signatures/upload", body));
        }
        for field in ["master_key", "self_signing_key", "user_signing_key"] {
            bodies.push((
                "/_matrix/client/v3/keys/device_signing/upload",
                json!({ field: &shape }),
            ));
            let key = json!({ field: { "user_id": user, "usage": &shape, "keys": &shape } });
            bodies.push(("/_matrix/client/v3/keys/device_signing/upload", key));
        }
        for (path, body) in bodies {
            let answer = alice.post(path, body.clone()).await;
            assert!(
                answer.status.as_u16() < 500,
                "{path} {body}: {}",
                answer.status
            );
        }
    }
    for field in ["user_id", "device_id", "algorithms", "keys", "signatures"] {
        let mut keys = alice.device_keys(&Signer::device(&alice.device_id));
        keys.as_object_mut().unwrap().remove(field);
        let answer = alice.post(UPLOAD, json!({ "device_keys": keys })).await;
        assert_eq!(answer.status.as_u16(), 400, "without {field}");
    }
    let big = "x".repeat(70_000);
    let answer = alice
        .post(
            UPLOAD,
            json!({ "one_time_keys": { "signed_curve25519:A": { "key": big } } }),
        )
        .await;
    answer.refused(413, "M_TOO_LARGE");
    alice
        .post(UPLOAD, json!({ "one_time_keys": { "noalgorithm": "k" } }))
        .await
        .refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn one_time_keys_are_handed_out_in_the_order_of_upload_and_then_the_fallback_key() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    upload_one_time_keys(&alice, &["Z1"]).await;
    let counts = upload_one_time_keys(&alice, &["A1", "A2"]).await;
    assert_eq!(counts["one_time_key_counts"]["signed_curve25519"], 3);
    let fallback =
        json!({ "fallback_keys": { "signed_curve25519:F": { "key": "f", "fallback": true } } });
    alice.post(UPLOAD, fallback).await.ok();
    for expected in ["Z1", "A1", "A2", "F", "F"] {
        assert_eq!(
            claim(&bob, &alice).await.unwrap(),
            format!("signed_curve25519:{expected}")
        );
    }
}

#[tokio::test]
async fn the_same_one_time_key_again_is_nothing_new_and_another_one_under_its_id_is_refused() {
    let server = server();
    let alice = server.person("alice").await;
    let key = |value: &str, signature: &str| {
        let key =
            json!({ "key": value, "signatures": { &alice.user_id: { "ed25519:D": signature } } });
        json!({ "one_time_keys": { "signed_curve25519:A": key } })
    };
    alice.post(UPLOAD, key("k", "s1")).await.ok();
    for signature in ["s1", "s2"] {
        let counts = alice.post(UPLOAD, key("k", signature)).await.ok();
        assert_eq!(counts["one_time_key_counts"]["signed_curve25519"], 1);
    }
    alice
        .post(UPLOAD, key("other", "s1"))
        .await
        .refused(400, "M_INVALID_PARAM");
    // All or nothing: a refused upload leaves no other key behind.
    let mixed = json!({ "one_time_keys": { "signed_curve25519:0": { "key": "new" }, "signed_curve25519:A": { "key": "other" } } });
    alice
        .post(UPLOAD, mixed)
        .await
        .refused(400, "M_INVALID_PARAM");
    let counts = alice.post(UPLOAD, json!({})).await.ok();
    assert_eq!(counts["one_time_key_counts"]["signed_curve25519"], 1);
}

#[tokio::test]
async fn two_hundred_claims_of_fifty_keys_get_fifty_different_ones_and_the_fallback_key() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let ids: Vec<String> = (0..50).map(|n| format!("K{n:02}")).collect();
    upload_one_time_keys(&alice, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    alice
        .post(
            UPLOAD,
            json!({ "fallback_keys": { "signed_curve25519:F": { "key": "f" } } }),
        )
        .await
        .ok();
    let claims: Vec<_> = (0..200)
        .map(|_| {
            let (alice, bob) = (alice.clone(), bob.clone());
            tokio::spawn(async move { claim(&bob, &alice).await.unwrap() })
        })
        .collect();
    let mut got = Vec::new();
    for claim in claims {
        got.push(claim.await.unwrap());
    }
    let fallback = got.iter().filter(|id| *id == "signed_curve25519:F").count();
    assert_eq!((got.len(), fallback), (200, 150));
    assert_eq!(got.into_iter().collect::<HashSet<_>>().len(), 51);
    let sync = alice.sync(None).await;
    assert_eq!(
        sync["device_one_time_keys_count"],
        json!({ "signed_curve25519": 0 })
    );
    assert_eq!(sync["device_unused_fallback_key_types"], json!([]));
}

#[tokio::test]
async fn every_sync_says_how_many_keys_are_left_and_a_claim_wakes_the_owner() {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let first = alice.sync(None).await;
    assert_eq!(
        first["device_one_time_keys_count"],
        json!({ "signed_curve25519": 0 })
    );
    assert_eq!(first["device_unused_fallback_key_types"], json!([]));

    upload_one_time_keys(&alice, &["A", "B"]).await;
    alice
        .post(
            UPLOAD,
            json!({ "fallback_keys": { "signed_curve25519:F1": { "key": "f1" } } }),
        )
        .await
        .ok();
    let mut since = token(&first);
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(
        sync["device_one_time_keys_count"]["signed_curve25519"], 2,
        "also in an empty answer"
    );
    assert_eq!(
        sync["device_unused_fallback_key_types"],
        json!(["signed_curve25519"])
    );
    since = token(&sync);

    let waiting = tokio::spawn({
        let (alice, since) = (alice.clone(), since.clone());
        async move { alice.sync_with(Some(&since), "timeout=30000").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    claim(&bob, &alice).await.unwrap();
    let sync = tokio::time::timeout(std::time::Duration::from_secs(10), waiting)
        .await
        .expect("the claim wakes")
        .unwrap();
    assert_eq!(sync["device_one_time_keys_count"]["signed_curve25519"], 1);
    since = token(&sync);

    claim(&bob, &alice).await.unwrap();
    claim(&bob, &alice).await.unwrap();
    let sync = alice.sync(Some(&since)).await;
    assert_eq!(sync["device_one_time_keys_count"]["signed_curve25519"], 0);
    assert_eq!(
        sync["device_unused_fallback_key_types"],
        json!([]),
        "used: replace it"
    );
    // The same fallback key again stays used; another one is fresh.
    alice
        .post(
            UPLOAD,
            json!({ "fallback_keys": { "signed_curve25519:F1": { "key": "f1" } } }),
        )
        .await
        .ok();
    assert_eq!(
        alice.sync(Some(&since)).await["device_unused_fallback_key_types"],
        json!([])
    );
    alice
        .post(
            UPLOAD,
            json!({ "fallback_keys": { "signed_curve25519:F2": { "key": "f2" } } }),
        )
        .await
        .ok();
    upload_one_time_keys(&alice, &["C"]).await;
    server.kill();
    server.start();
    let sync = alice.at(&server.http).sync(Some(&since)).await;
    assert_eq!(
        sync["device_one_time_keys_count"]["signed_curve25519"], 1,
        "after a restart too"
    );
    assert_eq!(
        sync["device_unused_fallback_key_types"],
        json!(["signed_curve25519"])
    );
}

#[tokio::test]
async fn an_idle_device_is_not_woken_again_and_again_by_its_keys() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    upload_one_time_keys(&alice, &["A", "B"]).await;
    let since = now(&alice).await;
    claim(&bob, &alice).await.unwrap();
    let since = token(&alice.sync_with(Some(&since), "timeout=10000").await);
    let started = std::time::Instant::now();
    alice.sync_with(Some(&since), "timeout=700").await;
    assert!(started.elapsed().as_millis() >= 600, "it was told already");
}

#[tokio::test]
async fn a_change_of_keys_is_told_once_to_those_who_share_a_room() {
    let server = server();
    let (alice, bob, carol) = (
        server.person("alice").await,
        server.person("bob").await,
        server.person("carol").await,
    );
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let (mut bobs, mut carols) = (now(&bob).await, now(&carol).await);
    let start = carols.clone();
    let device = format!("/_matrix/client/v3/devices/{}", alice.device_id);
    for step in ["upload", "name", "new device", "delete device"] {
        match step {
            "upload" => drop(alice.upload_device_keys().await),
            "name" => drop(
                alice
                    .put(&device, json!({ "display_name": "Tablet" }))
                    .await
                    .ok(),
            ),
            "new device" => drop(alice.another_device().await),
            _ => {
                let devices = alice.get("/_matrix/client/v3/devices").await.ok();
                let other = devices["devices"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|d| d["device_id"] != alice.device_id.as_str());
                let id = other.unwrap()["device_id"].as_str().unwrap().to_owned();
                crate::devices::delete(&alice, &id).await.ok();
            }
        }
        let sync = bob.sync(Some(&bobs)).await;
        assert_eq!(
            lists(&sync, "changed"),
            std::slice::from_ref(&alice.user_id),
            "{step}"
        );
        bobs = token(&sync);
        let again = bob.sync(Some(&bobs)).await;
        assert!(lists(&again, "changed").is_empty(), "{step}: told twice");
        let sync = carol.sync(Some(&carols)).await;
        assert!(
            lists(&sync, "changed").is_empty(),
            "{step}: carol shares no room"
        );
        carols = token(&sync);
    }
    // Asked for anew, past what the server holds in memory of her, it is the same.
    let path = format!(
        "/_matrix/client/v3/keys/changes?from={}&to={}",
        segment(&start),
        segment(&carols)
    );
    assert_eq!(
        carol.get(&path).await.ok(),
        json!({ "changed": [], "left": [] })
    );
    let path = format!(
        "/_matrix/client/v3/keys/changes?from={}&to={}",
        segment(&start),
        segment(&bobs)
    );
    assert_eq!(
        bob.get(&path).await.ok(),
        json!({ "changed": [&alice.user_id], "left": [] })
    );
    // The same keys again are no change.
    let signer = Signer::device(&alice.device_id);
    let keys = alice.device_keys(&signer);
    alice
        .post(UPLOAD, json!({ "device_keys": keys }))
        .await
        .ok();
    bobs = token(&bob.sync(Some(&bobs)).await);
    alice
        .post(UPLOAD, json!({ "device_keys": keys }))
        .await
        .ok();
    assert!(lists(&bob.sync(Some(&bobs)).await, "changed").is_empty());
}

#[tokio::test]
async fn a_change_of_keys_wakes_a_waiting_neighbour() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let since = now(&bob).await;
    let waiting = tokio::spawn({
        let (bob, since) = (bob.clone(), since.clone());
        async move { bob.sync_with(Some(&since), "timeout=30000").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    alice.upload_device_keys().await;
    let sync = tokio::time::timeout(std::time::Duration::from_secs(10), waiting)
        .await
        .expect("it wakes")
        .unwrap();
    assert_eq!(
        lists(&sync, "changed"),
        std::slice::from_ref(&alice.user_id)
    );
}

#[tokio::test]
async fn lists_follow_who_comes_and_who_is_gone_from_the_last_shared_room() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let one = alice.create_room(json!({ "preset": "public_chat" })).await;
    let two = alice.create_room(json!({ "preset": "public_chat" })).await;
    let start = now(&alice).await;
    let mut since = (start.clone(), now(&bob).await);
    let step = async |since: &mut (String, String), changed: bool, left: bool, what: &str| {
        for (me, other, since) in [(&alice, &bob, &mut since.0), (&bob, &alice, &mut since.1)] {
            let sync = me.sync(Some(since)).await;
            let told = (
                lists(&sync, "changed").contains(&other.user_id),
                lists(&sync, "left").contains(&other.user_id),
            );
            assert_eq!(told, (changed, left), "{what}, told to {}", me.user_id);
            *since = token(&sync);
        }
    };
    bob.join(&one).await.ok();
    step(&mut since, true, false, "bob joins the first room").await;
    bob.join(&two).await.ok();
    since = (
        token(&alice.sync(Some(&since.0)).await),
        token(&bob.sync(Some(&since.1)).await),
    );
    bob.leave(&one).await.ok();
    step(&mut since, false, false, "bob leaves one of two").await;
    bob.leave(&two).await.ok();
    step(&mut since, false, true, "bob leaves the last one").await;
    bob.join(&one).await.ok();
    step(&mut since, true, false, "bob is back").await;

    let to = token(&alice.sync(Some(&since.0)).await);
    let path = |from: &str, to: &str| {
        format!(
            "/_matrix/client/v3/keys/changes?from={}&to={}",
            segment(from),
            segment(to)
        )
    };
    let changes = alice.get(&path(&start, &to)).await.ok();
    assert_eq!(changes, json!({ "changed": [&bob.user_id], "left": [] }));
    assert_eq!(
        alice.get(&path(&to, &to)).await.ok(),
        json!({ "changed": [], "left": [] })
    );
    alice
        .get(&path("nonsense", &to))
        .await
        .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn a_change_before_a_restart_is_told_after_it() {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let since = now(&bob).await;
    alice.upload_device_keys().await;
    server.kill();
    server.start();
    let sync = bob.at(&server.http).sync(Some(&since)).await;
    assert_eq!(
        lists(&sync, "changed"),
        std::slice::from_ref(&alice.user_id)
    );
}
