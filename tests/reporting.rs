//! Telling the host; and nobody learns anything by it.

use serde_json::{Value, json};
use testkit::segment;

use crate::{admin_api::admin, server};

#[tokio::test]
async fn a_report_is_taken_alike_whether_the_thing_exists_or_not() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({})).await;
    let event = alice.say(&room, "secret").await;
    let base = "/_matrix/client/v3";
    let (room, event, user) = (segment(&room), segment(&event), segment(&alice.user_id));
    for path in [
        format!("rooms/{room}/report/{event}"),
        format!("rooms/{room}/report/%24none"),
        format!("rooms/!none:localhost/report/{event}"),
        format!("rooms/{room}/report"),
        "rooms/!none:localhost/report".to_owned(),
        format!("users/{user}/report"),
        "users/@nobody:localhost/report".to_owned(),
    ] {
        let answer = bob
            .post(&format!("{base}/{path}"), json!({ "reason": "spam" }))
            .await;
        assert_eq!(answer.ok(), json!({}), "{path}");
    }
    let path = format!("{base}/rooms/{room}/report/{event}");
    bob.post(&path, json!({})).await.ok();
    bob.post(&path, json!({ "reason": "spam", "score": -100 }))
        .await
        .ok();
    bob.post(&path, json!({ "reason": 7 }))
        .await
        .refused(400, "M_BAD_JSON");
    bob.post(&path, json!({ "reason": "x".repeat(10_000) }))
        .await
        .refused(400, "M_INVALID_PARAM");
    bob.post(&path, json!({ "reason": "a\u{0}b" }))
        .await
        .refused(400, "M_INVALID_PARAM");
    bob.post(
        &format!("{base}/users/nobody/report"),
        json!({ "reason": "x" }),
    )
    .await
    .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn the_host_reads_what_was_reported_and_resolves_it() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let room = ada.create_room(json!({ "preset": "public_chat" })).await;
    bo.join(&room).await.ok();
    let event = ada.say(&room, "buy my pills").await;
    let base = "/_matrix/client/v3";
    let (room_part, event_part, user) = (segment(&room), segment(&event), segment(&ada.user_id));
    for (path, body) in [
        (
            format!("rooms/{room_part}/report/{event_part}"),
            json!({ "reason": "spam", "score": -80 }),
        ),
        (
            format!("rooms/{room_part}/report"),
            json!({ "reason": "nothing but spam" }),
        ),
        (
            format!("users/{user}/report"),
            json!({ "reason": "a seller" }),
        ),
    ] {
        bo.post(&format!("{base}/{path}"), body).await.ok();
    }
    let reports = "/_causeway/v1/admin/reports";
    let all = root.get(reports).await.ok();
    assert_eq!(all["next"], Value::Null);
    let all = all["reports"].as_array().unwrap();
    let kinds: Vec<_> = all.iter().map(|report| &report["kind"]).collect();
    assert_eq!(kinds, ["user", "room", "event"]);
    let (of_user, of_room, of_event) = (&all[0], &all[1], &all[2]);
    assert_eq!(of_user["user_id"], json!(ada.user_id));
    assert_eq!(
        (&of_user["room_id"], &of_user["event"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(of_room["room_id"], json!(room));
    assert_eq!(
        (&of_room["event_id"], &of_room["event"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(of_event["reporter"], json!(bo.user_id));
    assert_eq!(
        (&of_event["reason"], &of_event["score"]),
        (&json!("spam"), &json!(-80))
    );
    assert_eq!(
        (&of_event["room_id"], &of_event["event_id"]),
        (&json!(room), &json!(event))
    );
    let shown = &of_event["event"];
    assert_eq!(
        (&shown["sender"], &shown["type"]),
        (&json!(ada.user_id), &json!("m.room.message"))
    );
    assert_eq!(shown["content"]["body"], "buy my pills");
    assert!(of_event["created_ts"].is_u64());
    for field in ["resolved_ts", "resolved_by", "note"] {
        assert_eq!(of_event[field], Value::Null, "{field}");
    }

    let resolve = format!("{reports}/{}/resolve", of_event["id"]);
    let note = json!({ "note": "told her to stop" });
    assert_eq!(root.post(&resolve, note).await.ok(), json!({}));
    let ids = |page: &Value| -> Vec<Value> {
        let reports = page["reports"].as_array().unwrap().iter();
        reports.map(|report| report["id"].clone()).collect()
    };
    let open = root.get(&format!("{reports}?open=true")).await.ok();
    assert_eq!(ids(&open), [of_user["id"].clone(), of_room["id"].clone()]);
    let done = root.get(&format!("{reports}?open=false")).await.ok();
    assert_eq!(ids(&done), [of_event["id"].clone()]);
    assert_eq!(done["reports"][0]["resolved_by"], json!(root.user_id));
    assert_eq!(done["reports"][0]["note"], "told her to stop");
    assert!(done["reports"][0]["resolved_ts"].is_u64());
    let first = root.get(&format!("{reports}?limit=2")).await.ok();
    let next = first["next"].as_str().unwrap();
    let rest = root.get(&format!("{reports}?from={next}")).await.ok();
    assert_eq!(ids(&rest), [of_event["id"].clone()]);

    root.post(&format!("{reports}/99/resolve"), json!({}))
        .await
        .refused(404, "M_NOT_FOUND");
    root.post(&format!("{reports}/x/resolve"), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
    root.post(&resolve, json!({ "note": "x".repeat(5000) }))
        .await
        .refused(400, "M_INVALID_PARAM");
    bo.post(&resolve, json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    assert!(!server.log().contains("told her"));
}

#[tokio::test]
async fn nobody_reads_a_room_by_reporting_what_he_may_not_see() {
    let server = server();
    let root = admin(&server, "root").await;
    let ada = server.person("ada").await;
    let room = ada.create_room(json!({})).await;
    let event = ada.say(&room, "between us").await;
    let path = format!(
        "/_matrix/client/v3/rooms/{}/report/{}",
        segment(&room),
        segment(&event)
    );
    // Not even who runs the server.
    root.post(&path, json!({ "reason": "curious" })).await.ok();
    let all = root.get("/_causeway/v1/admin/reports").await.ok();
    assert_eq!(all["reports"][0]["event_id"], json!(event));
    assert_eq!(all["reports"][0]["event"], Value::Null);
    assert!(!all.to_string().contains("between us"));
    ada.post(&path, json!({ "reason": "regret", "score": "x" }))
        .await
        .ok();
    let all = root.get("/_causeway/v1/admin/reports").await.ok();
    assert_eq!(all["reports"][0]["event"]["content"]["body"], "between us");
    assert_eq!(all["reports"][0]["score"], Value::Null);
}
