//! One's devices: listed, named, deleted behind the password; dehydrated ones.

use serde_json::{Value, json};
use testkit::{Answer, PASSWORD, Person, Server, Signer};

use crate::{CAUSEWAY, server};

const DEVICES: &str = "/_matrix/client/v3/devices";
const DEHYDRATED: &str = "/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device";

fn password(person: &Person, session: &Value, password: &str) -> Value {
    json!({
        "type": "m.login.password", "password": password, "session": session,
        "identifier": { "type": "m.id.user", "user": person.user_id },
    })
}

async fn session(person: &Person, path: &str) -> Value {
    let asked = person
        .http
        .json(http::Method::DELETE, path, Some(&person.token), &json!({}))
        .await;
    assert_eq!(asked.status.as_u16(), 401);
    let body = asked.json();
    assert_eq!(body["flows"], json!([{ "stages": ["m.login.password"] }]));
    body["session"].clone()
}

/// Deletes a device with the password.
pub(crate) async fn delete(person: &Person, device_id: &str) -> Answer {
    let path = format!("{DEVICES}/{device_id}");
    let auth = password(person, &session(person, &path).await, PASSWORD);
    person
        .http
        .json(
            http::Method::DELETE,
            &path,
            Some(&person.token),
            &json!({ "auth": auth }),
        )
        .await
}

#[tokio::test]
async fn devices_are_listed_and_named_without_any_address() {
    let server = server();
    let alice = server.person("alice").await;
    let tablet = alice.another_device().await;
    let path = format!("{DEVICES}/{}", tablet.device_id);
    alice
        .put(&path, json!({ "display_name": "Tablet" }))
        .await
        .ok();
    let listed = alice.get(DEVICES).await.ok();
    assert_eq!(listed["devices"].as_array().unwrap().len(), 2);
    let device = alice.get(&path).await.ok();
    assert_eq!(
        (&device["device_id"], &device["display_name"]),
        (&json!(tablet.device_id), &json!("Tablet"))
    );
    assert!(
        device["last_seen_ts"].as_u64().unwrap() % 600_000 == 0,
        "no more exact than ten minutes"
    );
    assert!(!listed.to_string().contains("127.0.0.1"));
    alice.put(&path, json!({})).await.ok();
    assert_eq!(
        alice.get(&path).await.ok()["display_name"],
        "Tablet",
        "no name given: none changed"
    );
    alice
        .put(&path, json!({ "display_name": "x".repeat(101) }))
        .await
        .refused(400, "M_TOO_LARGE");
    alice
        .put(&path, json!({ "display_name": 7 }))
        .await
        .refused(400, "M_BAD_JSON");
    let missing = format!("{DEVICES}/NONE");
    alice.get(&missing).await.refused(404, "M_NOT_FOUND");
    alice
        .put(&missing, json!({ "display_name": "x" }))
        .await
        .refused(404, "M_NOT_FOUND");
    let bob = server.person("bob").await;
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn a_device_is_deleted_only_with_the_password_given_for_it() {
    let server = server();
    let alice = server.person("alice").await;
    let (one, two) = (alice.another_device().await, alice.another_device().await);
    let path = |device: &Person| format!("{DEVICES}/{}", device.device_id);
    let begun = session(&alice, &path(&one)).await;
    let send = async |path: &str, auth: Value| {
        alice
            .http
            .json(
                http::Method::DELETE,
                path,
                Some(&alice.token),
                &json!({ "auth": auth }),
            )
            .await
    };

    let wrong = send(&path(&one), password(&alice, &begun, "wrong"))
        .await
        .refused(401, "M_FORBIDDEN");
    assert!(wrong["flows"].is_array(), "one may try again: {wrong}");
    assert_eq!(wrong["completed"], json!([]), "{wrong}");
    let bob = server.person("bob").await;
    send(&path(&one), password(&bob, &begun, PASSWORD))
        .await
        .refused(401, "M_FORBIDDEN");
    let answer = send(&path(&two), password(&alice, &begun, PASSWORD)).await;
    answer.refused(403, "M_FORBIDDEN");
    send(&path(&one), password(&alice, &begun, PASSWORD))
        .await
        .ok();
    assert_eq!(
        alice.get(DEVICES).await.ok()["devices"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    one.get("/_matrix/client/v3/account/whoami")
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    two.get("/_matrix/client/v3/account/whoami").await.ok();
    // The session ended with the deletion.
    let again = send(&path(&one), json!({ "session": begun })).await;
    assert_eq!(again.status.as_u16(), 401);
}

#[tokio::test]
async fn a_session_of_stages_passed_by_somebody_else_opens_nothing() {
    let server = server();
    let (alice, mallory) = (server.person("alice").await, server.person("mallory").await);
    let victim = alice.another_device().await;
    let own = format!("{DEVICES}/{}", mallory.device_id);
    let begun = session(&mallory, &own).await;
    // Mallory holds a token of alice's, and passes the stage with her own password.
    let path = format!("{DEVICES}/{}", victim.device_id);
    let body = json!({ "auth": password(&mallory, &begun, PASSWORD) });
    let answer = alice
        .http
        .json(http::Method::DELETE, &path, Some(&alice.token), &body)
        .await;
    assert!(!answer.status.is_success());
    victim.get("/_matrix/client/v3/account/whoami").await.ok();
}

#[tokio::test]
async fn several_devices_are_deleted_at_once_and_unknown_ones_are_no_error() {
    let server = server();
    let alice = server.person("alice").await;
    let (one, two) = (alice.another_device().await, alice.another_device().await);
    let path = "/_matrix/client/v3/delete_devices";
    let devices = json!([one.device_id, two.device_id, "NONE"]);
    let asked = alice.post(path, json!({ "devices": devices })).await;
    let auth = password(&alice, &asked.json()["session"], PASSWORD);
    alice
        .post(path, json!({ "devices": devices, "auth": auth }))
        .await
        .ok();
    let left = alice.get(DEVICES).await.ok();
    assert_eq!(left["devices"].as_array().unwrap().len(), 1);
    alice
        .post(path, json!({ "devices": [7] }))
        .await
        .refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn a_deleted_device_leaves_nothing_behind_and_its_poll_ends() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let phone = alice.another_device().await;
    phone.upload_device_keys().await;
    let keys = json!({
        "one_time_keys": { "signed_curve25519:A": { "key": "a" } },
        "fallback_keys": { "signed_curve25519:F": { "key": "f" } },
    });
    phone
        .post("/_matrix/client/v3/keys/upload", keys)
        .await
        .ok();
    let message = json!({ "messages": { &alice.user_id: { &phone.device_id: { "secret": 1 } } } });
    let since = phone.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    bob.put("/_matrix/client/v3/sendToDevice/m.test/t1", message)
        .await
        .ok();
    let since = phone.sync(Some(&since)).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let waiting = tokio::spawn({
        let phone = phone.clone();
        async move {
            phone
                .get(&format!(
                    "/_matrix/client/v3/sync?timeout=60000&since={since}"
                ))
                .await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    delete(&alice, &phone.device_id).await.ok();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(10), waiting)
        .await
        .expect("the poll ends");
    ended.unwrap().refused(401, "M_UNKNOWN_TOKEN");

    let found = bob
        .post(
            "/_matrix/client/v3/keys/query",
            json!({ "device_keys": { &alice.user_id: [] } }),
        )
        .await
        .ok();
    assert_eq!(found["device_keys"][&alice.user_id], json!({}));
    let wanted =
        json!({ "one_time_keys": { &alice.user_id: { &phone.device_id: "signed_curve25519" } } });
    let claimed = bob.post("/_matrix/client/v3/keys/claim", wanted).await.ok();
    assert_eq!(claimed["one_time_keys"], json!({}));
    // The same id again is another device: nothing of the old one is waiting for it.
    let login = json!({
        "type": "m.login.password", "password": PASSWORD, "device_id": phone.device_id,
        "identifier": { "type": "m.id.user", "user": alice.user_id },
    });
    let again = alice
        .http
        .json(http::Method::POST, "/_matrix/client/v3/login", None, &login)
        .await
        .ok();
    let phone = Person {
        token: again["access_token"].as_str().unwrap().to_owned(),
        ..phone
    };
    let sync = phone.sync(None).await;
    assert!(sync["to_device"].is_null(), "{sync}");
    assert_eq!(sync["device_one_time_keys_count"]["signed_curve25519"], 0);
}

fn sleeping(person: &Person, device_id: &str) -> Value {
    let signer = Signer::device(device_id);
    let device = Person {
        device_id: device_id.to_owned(),
        ..person.clone()
    };
    json!({
        "device_id": device_id, "initial_device_display_name": "Asleep",
        "device_data": { "algorithm": "org.matrix.msc3814.v2", "device_pickle": "p", "nonce": "n" },
        "device_keys": device.device_keys(&signer),
        "one_time_keys": { "signed_curve25519:A": { "key": "a" } },
        "fallback_keys": { "signed_curve25519:F": { "key": "f" } },
    })
}

#[tokio::test]
async fn a_dehydrated_device_receives_messages_while_everybody_sleeps() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let flags = alice.get("/_matrix/client/versions").await.ok();
    assert_eq!(flags["unstable_features"]["org.matrix.msc3814"], true);
    alice.get(DEHYDRATED).await.refused(404, "M_NOT_FOUND");
    alice.put(DEHYDRATED, sleeping(&alice, "FIRST")).await.ok();
    assert_eq!(
        alice.put(DEHYDRATED, sleeping(&alice, "SLEEP")).await.ok()["device_id"],
        "SLEEP"
    );
    let found = alice.get(DEHYDRATED).await.ok();
    assert_eq!(
        (&found["device_id"], &found["device_data"]["device_pickle"]),
        (&json!("SLEEP"), &json!("p"))
    );
    let keys = bob
        .post(
            "/_matrix/client/v3/keys/query",
            json!({ "device_keys": { &alice.user_id: [] } }),
        )
        .await
        .ok();
    let devices: Vec<&String> = keys["device_keys"][&alice.user_id]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        devices,
        ["SLEEP"],
        "the newer one takes the place of the older"
    );

    let message = json!({ "messages": { &alice.user_id: { "*": { "n": 1 } } } });
    bob.put("/_matrix/client/v3/sendToDevice/m.test/t1", message)
        .await
        .ok();
    let events = format!("{DEHYDRATED}/SLEEP/events");
    let page = alice.post(&events, json!({})).await.ok();
    assert_eq!(page["events"][0]["content"]["n"], 1);
    let rest = alice
        .post(&events, json!({ "next_batch": page["next_batch"] }))
        .await
        .ok();
    assert_eq!(rest["events"], json!([]));
    // How matrix-js-sdk asks.
    let whole = alice.get(&events).await.ok();
    assert_eq!(whole["events"], page["events"]);
    assert!(whole["next_batch"].is_null(), "it would ask for ever");
    let next = page["next_batch"].as_str().unwrap();
    let after = alice.get(&format!("{events}?from={next}")).await.ok();
    assert_eq!(after["events"], json!([]));
    alice
        .get(&format!("{events}?from=x"))
        .await
        .refused(400, "M_INVALID_PARAM");
    bob.get(&events).await.refused(403, "M_FORBIDDEN");
    assert_eq!(
        alice.post(&events, json!({})).await.ok()["events"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "waking up can be tried again"
    );
    alice
        .post(&format!("{DEHYDRATED}/FIRST/events"), json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    alice
        .post(&events, json!({ "next_batch": "x" }))
        .await
        .refused(400, "M_INVALID_PARAM");

    let mut wrong = sleeping(&alice, "OTHER");
    wrong["device_id"] = json!("SOMEBODY");
    alice
        .put(DEHYDRATED, wrong)
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .put(DEHYDRATED, sleeping(&alice, &alice.device_id))
        .await
        .refused(400, "M_INVALID_PARAM");
    assert_eq!(
        alice.get(DEHYDRATED).await.ok()["device_id"],
        "SLEEP",
        "a refused one replaces nothing"
    );
    assert_eq!(alice.delete(DEHYDRATED).await.ok()["device_id"], "SLEEP");
    alice.delete(DEHYDRATED).await.refused(404, "M_NOT_FOUND");
}

/// With a token that was stolen the password cannot be guessed.
#[tokio::test]
async fn a_password_that_is_asked_for_again_can_be_tried_ten_times_at_once() {
    let server = Server::builder(CAUSEWAY).arg("--limits").start();
    let alice = server.person("alice").await;
    let path = "/_matrix/client/v3/delete_devices";
    let guess = async |password: &str| {
        let auth = json!({
            "type": "m.login.password", "password": password,
            "identifier": { "type": "m.id.user", "user": "alice" },
        });
        alice
            .post(path, json!({ "devices": [], "auth": auth }))
            .await
    };
    for n in 0..10 {
        assert_eq!(guess(&format!("guess {n}")).await.status.as_u16(), 401);
    }
    guess(PASSWORD).await.refused(429, "M_LIMIT_EXCEEDED");
}
