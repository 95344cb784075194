//! What the host does: reports, recommending, confirming; the signed list; what is left of who goes.

use std::time::Duration;

use ruma::{
    CanonicalJsonObject, CanonicalJsonValue,
    serde::Base64,
    signatures::{PublicKeyMap, verify_json},
};
use serde_json::{Value, json};

use super::{ADMIN, DIRECTORY, apps, found, look, organisation, put};
use crate::{admin_api::admin, server};

fn object(value: &Value) -> CanonicalJsonObject {
    match CanonicalJsonValue::try_from(value.clone()).unwrap() {
        CanonicalJsonValue::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_reported_entry_goes_and_comes_back() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let (bob, cy) = (server.person("bob").await, server.person("cy").await);
    put(&ada, "bank", organisation("Bank", json!({})))
        .await
        .ok();
    let report = format!("{DIRECTORY}/entries/bank/report");
    for (who, reason) in [(&bob, "spam"), (&bob, "impersonation"), (&cy, "spam")] {
        who.post(&report, json!({ "reason": reason, "text": "not them" }))
            .await
            .ok();
    }
    bob.post(&report, json!({ "reason": "No Code" }))
        .await
        .refused(400, "M_INVALID_PARAM");
    let path = format!("{ADMIN}/reports");
    let open = root.get(&path).await.ok();
    let reports = open["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 2, "again is not another report");
    assert_eq!(
        (&reports[0]["reason"], &reports[0]["reporter"]),
        (&json!("impersonation"), &json!(bob.user_id))
    );
    let one = format!("{path}/{}", reports[0]["id"]);
    bob.put(&one, json!({ "decision": "remove" }))
        .await
        .refused(403, "M_FORBIDDEN");
    root.put(&one, json!({ "decision": "remove", "note": "no bank" }))
        .await
        .ok();
    assert!(found(&server, "").await.is_empty());
    look(&server, "/entries/bank")
        .await
        .refused(404, "M_NOT_FOUND");
    assert_eq!(
        root.get(&path).await.ok()["reports"],
        json!([]),
        "both are decided"
    );
    let mine = ada.get(&format!("{DIRECTORY}/mine")).await.ok();
    assert_eq!(mine["entries"][0]["state"], "removed");
    put(&ada, "bank", organisation("Bank again", json!({})))
        .await
        .refused(403, "M_FORBIDDEN");
    ada.delete(&format!("{DIRECTORY}/mine/bank"))
        .await
        .refused(403, "M_FORBIDDEN");
    root.put(&one, json!({ "decision": "keep" })).await.ok();
    assert_eq!(found(&server, "").await, ["bank"]);
    let acts = root.get(&format!("{ADMIN}/audit")).await.ok();
    let told: Vec<_> = acts["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["what"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["report.keep", "report.remove"]);
}

#[tokio::test]
async fn the_host_recommends_and_confirms() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    for (id, name) in [("a", "School"), ("b", "Library")] {
        put(&ada, id, organisation(name, json!({}))).await.ok();
    }
    let curate = format!("{ADMIN}/entries/a");
    ada.put(&curate, json!({ "featured": true }))
        .await
        .refused(403, "M_FORBIDDEN");
    root.put(&curate, json!({ "featured": true, "confirmed": true }))
        .await
        .ok();
    assert_eq!(found(&server, "?featured=true").await, ["a"]);
    let entry = look(&server, "/entries/a").await.ok();
    assert_eq!(
        (&entry["featured"], &entry["verification"]),
        (&json!(true), &json!("host"))
    );
    // Who was confirmed is confirmed under that name alone.
    put(&ada, "a", organisation("Bank", json!({}))).await.ok();
    assert_eq!(
        look(&server, "/entries/a").await.ok()["verification"],
        "none"
    );
    root.put(&curate, json!({ "removed": true })).await.ok();
    assert_eq!(found(&server, "").await, ["b"]);
    root.put(&curate, json!({ "removed": false, "featured": false }))
        .await
        .ok();
    assert_eq!(found(&server, "").await, ["b", "a"]);
    assert!(found(&server, "?featured=true").await.is_empty());
}

#[tokio::test]
async fn the_list_and_its_entries_are_signed_and_hold_no_people() {
    let server = server();
    let ada = server.person("ada").await;
    put(
        &ada,
        "org",
        organisation("学校 School", json!({ "place": "Hill" })),
    )
    .await
    .ok();
    put(
        &ada,
        "me",
        json!({ "kind": "person", "name": "Ada", "category": "social" }),
    )
    .await
    .ok();
    let answer = look(&server, "/list").await;
    let tag = answer.headers["etag"].to_str().unwrap().to_owned();
    let list = answer.ok();
    assert_eq!(list["entries"].as_array().unwrap().len(), 1);
    let keys = server
        .http
        .json(
            http::Method::GET,
            "/_matrix/key/v2/server",
            None,
            &Value::Null,
        )
        .await
        .ok();
    let mut known = PublicKeyMap::new();
    for (id, key) in keys["verify_keys"].as_object().unwrap() {
        let key = Base64::parse(key["key"].as_str().unwrap()).unwrap();
        known
            .entry("localhost".to_owned())
            .or_default()
            .insert(id.clone(), key);
    }
    verify_json(&known, &object(&list)).unwrap();
    verify_json(&known, &object(&list["entries"][0])).unwrap();
    let mut other = list["entries"][0].clone();
    other["name"] = json!("Bank");
    verify_json(&known, &object(&other)).unwrap_err();

    let path = format!("{DIRECTORY}/list");
    let again = server
        .http
        .look(http::Method::GET, &path, &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status.as_u16(), 304);
    put(&ada, "org", organisation("School", json!({})))
        .await
        .ok();
    let again = server
        .http
        .look(http::Method::GET, &path, &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status.as_u16(), 200);
}

#[tokio::test]
async fn who_goes_leaves_no_entry() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    put(&ada, "org", organisation("School", json!({})))
        .await
        .ok();
    apps::publish(&ada, "", apps::app("A", "a", "1")).await.ok();
    root.put(
        &format!("{ADMIN}/releases/a/1"),
        json!({ "verdict": "reviewed" }),
    )
    .await
    .ok();
    assert_eq!(found(&server, "").await, ["app.a", "org"]);
    let path = "/_matrix/client/v3/account/deactivate";
    let asked = ada.post(path, json!({})).await;
    let auth = json!({
        "type": "m.login.password", "password": testkit::PASSWORD, "session": asked.json()["session"],
        "identifier": { "type": "m.id.user", "user": ada.user_id },
    });
    ada.post(path, json!({ "auth": auth, "erase": true }))
        .await
        .ok();
    let gone = async {
        while !found(&server, "").await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .unwrap();
    look(&server, "/mini-apps/a/1.xdc")
        .await
        .refused(404, "M_NOT_FOUND");
    assert_eq!(look(&server, "/counts").await.ok()["counts"], json!([]));
}
