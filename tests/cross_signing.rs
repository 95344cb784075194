//! Cross-signing: a person's keys, who may sign what, and who sees which signature.

use serde_json::{Value, json};
use testkit::{PASSWORD, Person, Signer};

use crate::server;

const KEYS: &str = "/_matrix/client/v3/keys/device_signing/upload";
const SIGNATURES: &str = "/_matrix/client/v3/keys/signatures/upload";
const QUERY: &str = "/_matrix/client/v3/keys/query";

struct Identity {
    master: Signer,
    own: Signer,
    others: Signer,
}

impl Identity {
    fn new() -> Self {
        Self {
            master: Signer::cross_signing(),
            own: Signer::cross_signing(),
            others: Signer::cross_signing(),
        }
    }

    fn body(&self, user: &str) -> Value {
        json!({
            "master_key": self.master.cross_signing_key(user, "master"),
            "self_signing_key": self.master.sign(user, self.own.cross_signing_key(user, "self_signing")),
            "user_signing_key": self.master.sign(user, self.others.cross_signing_key(user, "user_signing")),
        })
    }

    async fn of(person: &Person) -> Self {
        let identity = Self::new();
        person.post(KEYS, identity.body(&person.user_id)).await.ok();
        identity
    }
}

async fn query(reader: &Person, person: &Person) -> Value {
    reader
        .post(QUERY, json!({ "device_keys": { &person.user_id: [] } }))
        .await
        .ok()
}

fn changed(sync: &Value) -> Value {
    sync["device_lists"]["changed"].clone()
}

#[tokio::test]
async fn the_first_upload_needs_no_password_and_a_replacement_does() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let first = Identity::new();
    let body = first.body(&alice.user_id);
    alice.post(KEYS, body.clone()).await.ok();
    alice.post(KEYS, body).await.ok();
    let seen = query(&bob, &alice).await;
    assert!(seen["master_keys"][&alice.user_id]["keys"][first.master.key_id()].is_string());
    assert!(seen["self_signing_keys"][&alice.user_id].is_object());
    assert!(
        seen["user_signing_keys"][&alice.user_id].is_null(),
        "whom she verified is her own business"
    );
    assert!(query(&alice, &alice).await["user_signing_keys"][&alice.user_id].is_object());

    let mut second = Identity::new().body(&alice.user_id);
    let asked = alice.post(KEYS, second.clone()).await;
    assert_eq!(asked.status.as_u16(), 401);
    assert!(
        query(&bob, &alice).await["master_keys"][&alice.user_id]["keys"][first.master.key_id()]
            .is_string()
    );
    second["auth"] = json!({
        "type": "m.login.password", "password": PASSWORD, "session": asked.json()["session"],
        "identifier": { "type": "m.id.user", "user": "alice" },
    });
    alice.post(KEYS, second).await.ok();
    assert!(
        query(&bob, &alice).await["master_keys"][&alice.user_id]["keys"][first.master.key_id()]
            .is_null()
    );
}

#[tokio::test]
async fn keys_that_the_master_key_did_not_sign_are_refused() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let identity = Identity::new();
    let user = alice.user_id.as_str();
    let good = identity.body(user);
    let only = |name: &str| json!({ name: good[name] });
    alice
        .post(KEYS, only("self_signing_key"))
        .await
        .refused(400, "M_MISSING_PARAM");
    let mut forged = good.clone();
    forged["self_signing_key"] =
        Signer::cross_signing().sign(user, identity.own.cross_signing_key(user, "self_signing"));
    alice
        .post(KEYS, forged)
        .await
        .refused(400, "M_INVALID_SIGNATURE");
    let mut foreign = good.clone();
    foreign["master_key"] = identity.master.cross_signing_key(&bob.user_id, "master");
    alice
        .post(KEYS, foreign)
        .await
        .refused(400, "M_INVALID_PARAM");
    let mut usage = good.clone();
    usage["master_key"]["usage"] = json!(["self_signing"]);
    alice
        .post(KEYS, usage)
        .await
        .refused(400, "M_INVALID_PARAM");
    let mut two = good.clone();
    two["master_key"]["keys"]["ed25519:x"] = json!("x");
    alice.post(KEYS, two).await.refused(400, "M_INVALID_PARAM");
    let mut misnamed = good.clone();
    misnamed["master_key"]["keys"] = json!({ "ed25519:other": identity.master.public() });
    alice
        .post(KEYS, misnamed)
        .await
        .refused(400, "M_INVALID_PARAM");
    assert_eq!(
        query(&alice, &alice).await["master_keys"],
        json!({}),
        "nothing of it was stored"
    );
    alice.post(KEYS, only("master_key")).await.ok();
}

#[tokio::test]
async fn signatures_appear_beside_the_keys_for_those_who_may_see_them() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let device = alice.upload_device_keys().await;
    let (a, b) = (Identity::of(&alice).await, Identity::of(&bob).await);
    let user = alice.user_id.as_str();
    let since = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();

    let own_device = a.own.sign(user, alice.device_keys(&device));
    let own_master = device.sign(user, a.master.cross_signing_key(user, "master"));
    let body = json!({ user: { &alice.device_id: own_device, a.master.public(): own_master } });
    assert_eq!(
        alice.post(SIGNATURES, body).await.ok()["failures"],
        json!({})
    );
    assert_eq!(changed(&bob.sync(Some(&since)).await), json!([user]));
    let seen = query(&bob, &alice).await;
    assert!(
        seen["device_keys"][user][&alice.device_id]["signatures"][user][a.own.key_id()].is_string()
    );
    assert!(seen["master_keys"][user]["signatures"][user][device.key_id()].is_string());

    // Alice verifies bob: she sees it, on every device, and nobody else does.
    let tablet = alice.another_device().await;
    let alices = tablet.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let bobs = bob.sync(None).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    let verified = a
        .others
        .sign(user, b.master.cross_signing_key(&bob.user_id, "master"));
    let body = json!({ &bob.user_id: { b.master.public(): verified } });
    assert_eq!(
        alice.post(SIGNATURES, body).await.ok()["failures"],
        json!({})
    );
    assert!(
        query(&tablet, &bob).await["master_keys"][&bob.user_id]["signatures"][user].is_object()
    );
    assert!(query(&bob, &bob).await["master_keys"][&bob.user_id]["signatures"][user].is_null());
    assert_eq!(
        changed(&tablet.sync(Some(&alices)).await),
        json!([&bob.user_id])
    );
    assert!(changed(&bob.sync(Some(&bobs)).await).is_null());
}

#[tokio::test]
async fn each_wrong_signature_is_named_and_the_right_ones_stand() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let device = alice.upload_device_keys().await;
    let bobs_device = bob.upload_device_keys().await;
    let (a, b) = (Identity::of(&alice).await, Identity::of(&bob).await);
    let (user, other) = (alice.user_id.as_str(), bob.user_id.as_str());
    let mut forged = b.master.cross_signing_key(other, "master");
    forged["signatures"] = json!({ user: { a.others.key_id(): "A".repeat(86) } });
    let body = json!({
        user: {
            &alice.device_id: a.own.sign(user, alice.device_keys(&device)),
            "NONE": a.own.sign(user, json!({ "user_id": user, "device_id": "NONE" })),
            // Her user-signing key may not sign her own master key.
            a.master.public(): a.others.sign(user, a.master.cross_signing_key(user, "master")),
        },
        other: {
            b.master.public(): forged,
            // Nobody signs other people's devices.
            &bob.device_id: a.own.sign(user, bob.device_keys(&bobs_device)),
            "N\u{0}": {}, "X": 7,
        },
    });
    let failures = alice.post(SIGNATURES, body).await.ok()["failures"].clone();
    assert!(failures[user][&alice.device_id].is_null(), "{failures}");
    assert_eq!(failures[user]["NONE"]["errcode"], "M_NOT_FOUND");
    assert_eq!(
        failures[user][a.master.public()]["errcode"],
        "M_INVALID_SIGNATURE"
    );
    assert_eq!(
        failures[other][b.master.public()]["errcode"],
        "M_INVALID_SIGNATURE"
    );
    assert_eq!(
        failures[other][&bob.device_id]["errcode"],
        "M_INVALID_SIGNATURE"
    );
    assert_eq!(failures[other]["X"]["errcode"], "M_BAD_JSON");
    let mut changed_keys = alice.device_keys(&device);
    changed_keys["algorithms"] = json!(["m.other"]);
    let body = json!({ user: { &alice.device_id: a.own.sign(user, changed_keys) } });
    let failures = alice.post(SIGNATURES, body).await.ok()["failures"].clone();
    assert_eq!(
        failures[user][&alice.device_id]["errcode"], "M_INVALID_PARAM",
        "not the keys that were uploaded"
    );
    let seen = query(&bob, &alice).await;
    assert!(
        seen["device_keys"][user][&alice.device_id]["signatures"][user][a.own.key_id()].is_string()
    );
}

#[tokio::test]
async fn what_a_replaced_key_signed_is_forgotten() {
    let server = server();
    let alice = server.person("alice").await;
    let device = alice.upload_device_keys().await;
    let first = Identity::of(&alice).await;
    let user = alice.user_id.as_str();
    let signed = first.own.sign(user, alice.device_keys(&device));
    alice
        .post(SIGNATURES, json!({ user: { &alice.device_id: signed } }))
        .await
        .ok();
    let mut second = Identity::new().body(user);
    let asked = alice.post(KEYS, second.clone()).await.json();
    second["auth"] = json!({
        "type": "m.login.password", "password": PASSWORD, "session": asked["session"],
        "identifier": { "type": "m.id.user", "user": user },
    });
    alice.post(KEYS, second).await.ok();
    let seen = query(&alice, &alice).await;
    let signatures = &seen["device_keys"][user][&alice.device_id]["signatures"][user];
    assert!(
        signatures[device.key_id()].is_string() && signatures[first.own.key_id()].is_null(),
        "{signatures}"
    );
}
