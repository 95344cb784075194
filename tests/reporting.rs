//! Telling the host; and nobody learns anything by it.

use serde_json::json;
use testkit::segment;

use crate::server;

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
