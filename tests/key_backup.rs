//! Backup of room keys: versions, better sessions take the place, another version is refused.

use serde_json::{Value, json};
use testkit::Person;

use crate::server;

const VERSION: &str = "/_matrix/client/v3/room_keys/version";
const KEYS: &str = "/_matrix/client/v3/room_keys/keys";
const ALGORITHM: &str = "m.megolm_backup.v1.curve25519-aes-sha2";

fn described(note: &str) -> Value {
    json!({ "algorithm": ALGORITHM, "auth_data": { "public_key": "abcdefg", "signatures": { "note": { "ed25519:D": note } } } })
}

async fn begin(person: &Person) -> String {
    person.post(VERSION, described("one")).await.ok()["version"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn session(index: u64, forwarded: u64, verified: bool, text: &str) -> Value {
    json!({
        "first_message_index": index, "forwarded_count": forwarded, "is_verified": verified,
        "session_data": { "ephemeral": "e", "ciphertext": text, "mac": "m" },
    })
}

fn at(room: &str, session: &str, version: &str) -> String {
    format!("{KEYS}/{room}/{session}?version={version}")
}

#[tokio::test]
async fn versions_are_numbers_and_the_highest_one_is_current() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    alice.get(VERSION).await.refused(404, "M_NOT_FOUND");
    let mut versions = Vec::new();
    for _ in 0..11 {
        versions.push(begin(&alice).await);
    }
    let latest = alice.get(VERSION).await.ok();
    assert_eq!(latest["version"], versions[10], "11 is newer than 9");
    assert_eq!(
        (
            &latest["algorithm"],
            &latest["count"],
            &latest["auth_data"]["public_key"]
        ),
        (&json!(ALGORITHM), &json!(0), &json!("abcdefg"))
    );
    bob.get(&format!("{VERSION}/{}", versions[10]))
        .await
        .refused(404, "M_NOT_FOUND");

    let path = format!("{VERSION}/{}", versions[10]);
    let etag = latest["etag"].clone();
    alice.put(&path, described("two")).await.ok();
    let updated = alice.get(VERSION).await.ok();
    assert_eq!(
        updated["auth_data"]["signatures"]["note"]["ed25519:D"],
        "two"
    );
    assert_eq!(
        (&updated["version"], &updated["etag"]),
        (&json!(versions[10]), &etag),
        "an update begins no version"
    );
    let mut other = described("two");
    other["algorithm"] = json!("m.other");
    alice
        .put(&path, other)
        .await
        .refused(400, "M_INVALID_PARAM");
    let mut other = described("two");
    other["version"] = json!("3");
    alice
        .put(&path, other)
        .await
        .refused(400, "M_INVALID_PARAM");
    alice
        .put(&format!("{VERSION}/77"), described("x"))
        .await
        .refused(404, "M_NOT_FOUND");

    alice.delete(&path).await.ok();
    alice.delete(&path).await.refused(404, "M_NOT_FOUND");
    alice.get(&path).await.refused(404, "M_NOT_FOUND");
    assert_eq!(alice.get(VERSION).await.ok()["version"], versions[9]);
    assert_eq!(begin(&alice).await, "12", "no number comes twice");
}

#[tokio::test]
async fn the_better_session_stays_and_the_etag_moves_only_with_the_content() {
    let server = server();
    let alice = server.person("alice").await;
    let version = begin(&alice).await;
    let path = at("!r:localhost", "s1", &version);
    let steps = [
        (session(5, 5, false, "first"), "first"),
        (session(6, 0, false, "later index"), "first"),
        (session(5, 6, false, "more hands"), "first"),
        (session(5, 5, false, "the same rank"), "first"),
        (session(5, 4, false, "fewer hands"), "fewer hands"),
        (session(4, 9, false, "earlier index"), "earlier index"),
        (session(9, 9, true, "verified"), "verified"),
        (session(0, 0, false, "not verified"), "verified"),
    ];
    let (mut etag, mut held) = (Value::Null, Value::Null);
    for (new, expected) in steps {
        let answer = alice.put(&path, new).await.ok();
        assert_eq!(answer["count"], 1);
        let now = alice.get(&path).await.ok()["session_data"]["ciphertext"].clone();
        assert_eq!(now, expected);
        assert_eq!(
            now != held,
            answer["etag"] != etag,
            "{expected}: etag {etag} → {}",
            answer["etag"]
        );
        (etag, held) = (answer["etag"].clone(), now);
    }
}

#[tokio::test]
async fn sessions_are_stored_read_and_deleted_one_by_one_by_room_and_all_at_once() {
    let mut server = server();
    let alice = server.person("alice").await;
    let version = begin(&alice).await;
    let all = format!("{KEYS}?version={version}");
    let room = |id: &str| format!("{KEYS}/{id}?version={version}");
    assert_eq!(alice.get(&all).await.ok(), json!({ "rooms": {} }));
    assert_eq!(
        alice.get(&room("!a:x")).await.ok(),
        json!({ "sessions": {} })
    );
    alice
        .get(&at("!a:x", "s1", &version))
        .await
        .refused(404, "M_NOT_FOUND");

    let one = |text: &str| session(0, 0, true, text);
    let body = json!({ "rooms": { "!a:x": { "sessions": { "s1": one("a1"), "s2": one("a2") } }, "!b:x": { "sessions": { "s1": one("b1") } } } });
    assert_eq!(alice.put(&all, body).await.ok()["count"], 3);
    assert_eq!(
        alice
            .put(&room("!b:x"), json!({ "sessions": { "s/2+=": one("b2") } }))
            .await
            .ok()["count"],
        4
    );
    let escaped = at("!b:x", "s%2F2%2B%3D", &version);
    assert_eq!(alice.get(&escaped).await.ok(), one("b2"), "as it was given");
    assert_eq!(alice.get(VERSION).await.ok()["count"], 4);

    server.kill();
    server.start();
    let alice = alice.at(&server.http);
    let everything = alice.get(&all).await.ok();
    assert_eq!(
        everything["rooms"]["!a:x"]["sessions"]["s2"]["session_data"]["ciphertext"],
        "a2"
    );
    assert_eq!(
        alice.get(&room("!b:x")).await.ok()["sessions"]
            .as_object()
            .unwrap()
            .len(),
        2
    );

    assert_eq!(
        alice.delete(&at("!a:x", "s1", &version)).await.ok()["count"],
        3
    );
    assert_eq!(
        alice.delete(&at("!a:x", "s1", &version)).await.ok()["count"],
        3
    );
    assert_eq!(alice.delete(&room("!b:x")).await.ok()["count"], 1);
    let emptied = alice.delete(&all).await.ok();
    assert_eq!(emptied["count"], 0);
    assert_eq!(alice.get(VERSION).await.ok()["etag"], emptied["etag"]);
}

#[tokio::test]
async fn only_the_current_version_takes_sessions_and_the_refusal_names_it() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    alice
        .put(&at("!a:x", "s1", "1"), session(0, 0, true, "x"))
        .await
        .refused(404, "M_NOT_FOUND");
    let old = begin(&alice).await;
    alice
        .put(&at("!a:x", "s1", &old), session(0, 0, true, "old"))
        .await
        .ok();
    let current = begin(&alice).await;
    let refused = alice
        .put(&at("!a:x", "s2", &old), session(0, 0, true, "x"))
        .await
        .refused(403, "M_WRONG_ROOM_KEYS_VERSION");
    assert_eq!(refused["current_version"], current);
    assert_eq!(
        alice.get(&at("!a:x", "s1", &old)).await.ok()["session_data"]["ciphertext"],
        "old",
        "it can be read"
    );
    alice
        .put(&at("!a:x", "s2", "99"), session(0, 0, true, "x"))
        .await
        .refused(404, "M_NOT_FOUND");
    alice
        .put(&at("!a:x", "s2", "x"), session(0, 0, true, "x"))
        .await
        .refused(404, "M_NOT_FOUND");
    bob.get(&at("!a:x", "s1", &old))
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn wrong_shapes_of_backups_are_refused() {
    let server = server();
    let alice = server.person("alice").await;
    for body in [
        json!({}),
        json!([]),
        json!({ "algorithm": 7, "auth_data": {} }),
        json!({ "algorithm": "a", "auth_data": [] }),
        json!({ "algorithm": "", "auth_data": {} }),
    ] {
        let answer = alice.post(VERSION, body.clone()).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}");
    }
    let version = begin(&alice).await;
    let good = session(0, 0, true, "x");
    for (field, value) in [
        ("first_message_index", json!(-1)),
        ("first_message_index", json!("1")),
        ("forwarded_count", json!(1.5)),
        ("is_verified", json!(1)),
        ("session_data", json!("x")),
        ("session_data", json!(null)),
    ] {
        let mut body = good.clone();
        body[field] = value;
        alice
            .put(&at("!a:x", "s1", &version), body)
            .await
            .refused(400, "M_BAD_JSON");
    }
    for body in [
        json!({ "rooms": 7 }),
        json!({ "rooms": { "!a:x": {} } }),
        json!({ "rooms": { "!a:x": { "sessions": [] } } }),
        json!({ "rooms": { "!a:x": { "sessions": { "s": 7 } } } }),
        json!({ "rooms": { "!a:x": { "sessions": { "s\u{0}": good } } } }),
    ] {
        let answer = alice
            .put(&format!("{KEYS}?version={version}"), body.clone())
            .await;
        assert_eq!(answer.status.as_u16(), 400, "{body}");
    }
    alice
        .put(KEYS, json!({ "rooms": {} }))
        .await
        .refused(400, "M_INVALID_PARAM");
    assert_eq!(alice.get(VERSION).await.ok()["count"], 0);
}
