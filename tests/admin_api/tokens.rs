//! Registration tokens: made, listed, revoked.

use http::Method;
use serde_json::{Value, json};
use testkit::PASSWORD;

use super::{ADMIN, admin, get, post, sign_in};
use crate::server;

#[tokio::test]
async fn registration_tokens_are_made_listed_and_revoked() {
    let mut server = server();
    let root = admin(&server, "root").await;
    server.kill();
    server.set_arguments(&["--registration", "token"]);
    server.start();
    let root = root.at(&server.http);
    let args = [
        "token",
        "create",
        "--token",
        "by-hand",
        "--server-name",
        "localhost",
    ];
    assert!(server.run(&args).status.success());
    let made = post(&root, "tokens", json!({})).await.ok();
    assert!(made["token"].as_str().unwrap().len() >= 16);
    assert_eq!(made["creator"], json!(root.user_id));
    let wish = json!({ "token": "village", "uses": 2, "expires_ts": 4_102_444_800_000_u64 });
    post(&root, "tokens", wish.clone()).await.ok();
    post(&root, "tokens", wish)
        .await
        .refused(400, "M_INVALID_PARAM");
    for wrong in ["", "a b", "a/b", &"x".repeat(65)] {
        let answer = post(&root, "tokens", json!({ "token": wrong })).await;
        answer.refused(400, "M_INVALID_PARAM");
    }
    let auth = json!({ "type": "m.login.registration_token", "token": "village" });
    let body = json!({ "username": "mei", "password": PASSWORD, "auth": auth });
    let register = "/_matrix/client/v3/register";
    server
        .http
        .json(Method::POST, register, None, &body)
        .await
        .ok();
    let mei = sign_in(&server, "mei", PASSWORD).await.unwrap();
    // A token for several people invites nobody in person.
    let greet = "/_causeway/v1/invitations/village";
    let greeting = server
        .http
        .json(Method::GET, greet, None, &Value::Null)
        .await;
    assert_eq!(greeting.ok(), json!({ "valid": true, "inviter": null }));
    assert_eq!(
        mei.get("/_causeway/v1/me").await.ok()["invited_by"],
        Value::Null
    );

    let listed = get(&root, "tokens").await;
    let listed = listed["tokens"].as_array().unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[0]["token"], "by-hand");
    assert_eq!(listed[0]["creator"], Value::Null);
    assert_eq!(listed[0]["uses_allowed"], Value::Null);
    assert_eq!(listed[0]["expires_ts"], Value::Null);
    assert_eq!(listed[1], made);
    let village = &listed[2];
    assert_eq!(
        (&village["uses_allowed"], &village["uses"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(village["expires_ts"], 4_102_444_800_000_u64);
    assert!(village["created_ts"].is_u64());

    let path = format!("{ADMIN}/tokens/village");
    assert_eq!(root.delete(&path).await.ok(), json!({}));
    root.delete(&path).await.refused(404, "M_NOT_FOUND");
    let body = json!({ "username": "bo", "password": PASSWORD, "auth": body["auth"] });
    let late = server.http.json(Method::POST, register, None, &body).await;
    assert_eq!(late.status.as_u16(), 401);
    assert!(!server.log().contains("village"), "{}", server.log());
}
