//! Inviting somebody who has no account yet, and who came by whose invitation.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Http, PASSWORD, Person, Server};

use crate::{CAUSEWAY, server};

const INVITATIONS: &str = "/_causeway/v1/invitations";

async fn greeting(http: &Http, token: &str) -> Value {
    let path = format!("{INVITATIONS}/{token}");
    let answer = http.json(Method::GET, &path, None, &Value::Null).await;
    answer.ok()
}

fn nobody() -> Value {
    json!({ "valid": false, "inviter": null })
}

async fn register(http: &Http, name: &str, token: &str) -> Answer {
    let auth = json!({ "type": "m.login.registration_token", "token": token });
    let body = json!({ "username": name, "password": PASSWORD, "auth": auth });
    http.json(Method::POST, "/_matrix/client/v3/register", None, &body)
        .await
}

async fn come_by(http: &Http, name: &str, token: &str) -> Person {
    let made = register(http, name, token).await.ok();
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    Person {
        http: http.clone(),
        user_id: text("user_id"),
        device_id: text("device_id"),
        token: text("access_token"),
    }
}

async fn invite(person: &Person) -> String {
    let given = person.post(INVITATIONS, json!({})).await.ok();
    given["token"].as_str().unwrap().to_owned()
}

async fn mine(person: &Person) -> Vec<Value> {
    let mine = person.get(INVITATIONS).await.ok();
    mine["invitations"].as_array().unwrap().clone()
}

async fn me(person: &Person) -> Value {
    person.get("/_causeway/v1/me").await.ok()
}

/// A server that is joined by invitation, and two people who are there already.
async fn by_invitation() -> (Server, Person, Person) {
    let mut server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    server.kill();
    server.set_arguments(&["--registration", "invite"]);
    server.start();
    let (alice, bob) = (alice.at(&server.http), bob.at(&server.http));
    (server, alice, bob)
}

#[tokio::test]
async fn a_newcomer_is_greeted_and_both_sides_know_who_invited_whom() {
    let (mut server, alice, bob) = by_invitation().await;
    let name = format!("/_matrix/client/v3/profile/{}/displayname", alice.user_id);
    alice
        .put(&name, json!({ "displayname": "Alice Lin" }))
        .await
        .ok();
    let token = invite(&alice).await;
    let unused = mine(&alice).await;
    assert_eq!(unused.len(), 1);
    assert_eq!(unused[0]["token"], json!(token));
    assert_eq!(unused[0]["used_by"], Value::Null);
    let lasts =
        unused[0]["expires_ts"].as_u64().unwrap() - unused[0]["created_ts"].as_u64().unwrap();
    assert_eq!(lasts, 14 * 24 * 3600 * 1000);
    let inviter =
        json!({ "user_id": alice.user_id, "displayname": "Alice Lin", "avatar_url": null });
    assert_eq!(
        greeting(&server.http, &token).await,
        json!({ "valid": true, "inviter": inviter })
    );
    assert_eq!(me(&alice).await["invited_by"], Value::Null);

    let carol = come_by(&server.http, "carol", &token).await;
    assert_eq!(greeting(&server.http, &token).await, nobody());
    let told = me(&carol).await;
    assert_eq!(told["user_id"], json!(carol.user_id));
    assert_eq!(told["invited_by"], json!(alice.user_id));
    assert_eq!(told["admin"], false);
    assert!(told["created_ts"].as_u64().unwrap() > unused[0]["created_ts"].as_u64().unwrap());
    assert_eq!(mine(&alice).await[0]["used_by"], json!(carol.user_id));
    assert!(mine(&bob).await.is_empty());

    server.kill();
    server.start();
    let (alice, carol) = (alice.at(&server.http), carol.at(&server.http));
    assert_eq!(me(&carol).await["invited_by"], json!(alice.user_id));

    // Who is erased is no longer told, on either side.
    let token = invite(&carol).await;
    let dan = come_by(&server.http, "dan", &token).await;
    let args = ["user", "deactivate", "carol", "--server-name", "localhost"];
    assert!(server.run(&args).status.success());
    assert_eq!(me(&dan).await["invited_by"], Value::Null);
    assert_eq!(mine(&alice).await[0]["used_by"], Value::Null);
}

#[tokio::test]
async fn an_invitation_can_be_taken_back_by_who_gave_it() {
    let (server, alice, bob) = by_invitation().await;
    let token = invite(&alice).await;
    let path = format!("{INVITATIONS}/{token}");
    bob.delete(&path).await.refused(404, "M_NOT_FOUND");
    server
        .http
        .json(Method::DELETE, &path, None, &Value::Null)
        .await
        .refused(401, "M_MISSING_TOKEN");
    assert_eq!(greeting(&server.http, &token).await["valid"], true);
    assert_eq!(alice.delete(&path).await.ok(), json!({}));
    alice.delete(&path).await.refused(404, "M_NOT_FOUND");
    assert_eq!(greeting(&server.http, &token).await, nobody());
    assert!(mine(&alice).await.is_empty());
    let refused = register(&server.http, "carol", &token).await;
    assert_eq!(refused.status.as_u16(), 401);
    assert_eq!(refused.json()["errcode"], "M_UNAUTHORIZED");
}

#[tokio::test]
async fn a_token_of_the_host_greets_without_an_inviter() {
    let (server, alice, _) = by_invitation().await;
    let args = [
        "token",
        "create",
        "--token",
        "village",
        "--server-name",
        "localhost",
    ];
    assert!(server.run(&args).status.success());
    let welcome = json!({ "valid": true, "inviter": null });
    assert_eq!(greeting(&server.http, "village").await, welcome);
    let carol = come_by(&server.http, "carol", "village").await;
    assert_eq!(me(&carol).await["invited_by"], Value::Null);
    assert_eq!(greeting(&server.http, "village").await, welcome);
    alice
        .delete(&format!("{INVITATIONS}/village"))
        .await
        .refused(404, "M_NOT_FOUND");
    for unknown in ["none", "%00", "☃", &"x".repeat(3000)] {
        let unknown = unknown.replace('☃', "%E2%98%83");
        assert_eq!(greeting(&server.http, &unknown).await, nobody());
    }
}

#[tokio::test]
async fn where_nobody_new_is_taken_no_token_is_good() {
    let (mut server, alice, _) = by_invitation().await;
    let token = invite(&alice).await;
    server.kill();
    server.set_arguments(&["--registration", "closed"]);
    server.start();
    assert_eq!(greeting(&server.http, &token).await, nobody());
    alice
        .at(&server.http)
        .post(INVITATIONS, json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn guessing_tokens_does_not_pay() {
    let server = Server::builder(CAUSEWAY)
        .arg("--limits")
        .arg("--registration")
        .arg("invite")
        .start();
    // Some more than are taken at once; one more every two seconds is.
    let mut refused = None;
    for number in 0..90 {
        let path = if number % 2 == 0 {
            format!("{INVITATIONS}/{number}")
        } else {
            let validity = "/_matrix/client/v1/register/m.login.registration_token/validity";
            format!("{validity}?token={number}")
        };
        let answer = server
            .http
            .json(Method::GET, &path, None, &Value::Null)
            .await;
        if !answer.status.is_success() {
            refused = Some(answer);
            break;
        }
    }
    refused.unwrap().refused(429, "M_LIMIT_EXCEEDED");
    // Other requests go on.
    let versions = "/_matrix/client/versions";
    server
        .http
        .json(Method::GET, versions, None, &Value::Null)
        .await
        .ok();
}
