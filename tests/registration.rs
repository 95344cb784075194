//! Making an account: open, by token, by invitation, with terms.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Http, PASSWORD, Person};

use crate::{CAUSEWAY, server};

async fn register(http: &Http, body: Value) -> Answer {
    http.json(Method::POST, "/_matrix/client/v3/register", None, &body)
        .await
}

async fn valid(http: &Http, token: &str) -> Value {
    let path =
        format!("/_matrix/client/v1/register/m.login.registration_token/validity?token={token}");
    http.json(Method::GET, &path, None, &Value::Null).await.ok()["valid"].clone()
}

async fn invitation(person: &Person) -> String {
    let given = person
        .post("/_causeway/v1/invitations", json!({}))
        .await
        .ok();
    given["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_that_probes_is_told_the_flows() {
    let server = server();
    let asked = register(&server.http, json!({})).await;
    assert_eq!(asked.status.as_u16(), 401);
    let asked = asked.json();
    assert_eq!(asked["flows"], json!([{ "stages": ["m.login.dummy"] }]));
    let auth = json!({ "type": "m.login.dummy", "session": asked["session"] });
    let made = register(
        &server.http,
        json!({ "username": "alice", "password": PASSWORD, "auth": auth, "refresh_token": true }),
    )
    .await
    .ok();
    assert_eq!(made["user_id"], "@alice:localhost");
    assert!(
        made["refresh_token"].is_string() && made["expires_in_ms"].is_u64(),
        "{made}"
    );

    let auth = json!({ "type": "m.login.dummy" });
    let quiet =
        json!({ "username": "bob", "password": PASSWORD, "auth": auth, "inhibit_login": true });
    let made = register(&server.http, quiet).await.ok();
    assert!(
        made["access_token"].is_null() && made["device_id"].is_null(),
        "{made}"
    );
    let nameless = register(&server.http, json!({ "password": PASSWORD, "auth": auth }))
        .await
        .ok();
    assert!(nameless["user_id"].as_str().unwrap().len() > "@:localhost".len());
}

#[tokio::test]
async fn names_are_checked_before_anything_is_made() {
    let server = server();
    server.person("alice").await;
    let auth = json!({ "type": "m.login.dummy" });
    for (name, code) in [
        ("alice", "M_USER_IN_USE"),
        ("ALICE", "M_USER_IN_USE"),
        ("a b", "M_INVALID_USERNAME"),
        ("ä", "M_INVALID_USERNAME"),
        ("", "M_INVALID_USERNAME"),
        ("@x:localhost", "M_INVALID_USERNAME"),
    ] {
        register(
            &server.http,
            json!({ "username": name, "password": PASSWORD, "auth": auth }),
        )
        .await
        .refused(400, code);
    }
    let available = |name: &'static str| {
        let http = server.http.clone();
        async move {
            http.json(
                Method::GET,
                &format!("/_matrix/client/v3/register/available?username={name}"),
                None,
                &Value::Null,
            )
            .await
        }
    };
    assert_eq!(available("free").await.ok(), json!({ "available": true }));
    available("alice").await.refused(400, "M_USER_IN_USE");
    available("a%20b").await.refused(400, "M_INVALID_USERNAME");
    let guest = server
        .http
        .json(
            Method::POST,
            "/_matrix/client/v3/register?kind=guest",
            None,
            &json!({}),
        )
        .await;
    guest.refused(403, "M_GUEST_ACCESS_FORBIDDEN");
    register(
        &server.http,
        json!({ "username": "carol", "password": "1234567", "auth": auth }),
    )
    .await
    .refused(400, "M_WEAK_PASSWORD");
    register(&server.http, json!({ "username": "carol", "auth": auth }))
        .await
        .refused(400, "M_MISSING_PARAM");
    // The same name from many at once: one gets it.
    let attempts = (0..8).map(|_| {
        let (http, auth) = (server.http.clone(), auth.clone());
        tokio::spawn(async move {
            register(
                &http,
                json!({ "username": "dave", "password": PASSWORD, "auth": auth }),
            )
            .await
            .status
            .as_u16()
        })
    });
    let mut made = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            200 => made += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn an_invitation_lets_exactly_one_person_in() {
    let mut server = server();
    let alice = server.person("alice").await;
    alice
        .post("/_causeway/v1/invitations", json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    server.kill();
    server.set_arguments(&["--registration", "invite"]);
    server.start();
    let alice = alice.at(&server.http);
    let token = invitation(&alice).await;
    assert_eq!(valid(&server.http, &token).await, true);
    assert_eq!(valid(&server.http, "none").await, false);
    assert_eq!(valid(&server.http, "%00").await, false);

    let asked = register(&server.http, json!({})).await.json();
    assert_eq!(
        asked["flows"],
        json!([{ "stages": ["m.login.registration_token"] }])
    );
    let with = |name: String, token: &str, session: Value| {
        let auth =
            json!({ "type": "m.login.registration_token", "token": token, "session": session });
        json!({ "username": name, "password": PASSWORD, "auth": auth })
    };
    let refused = register(
        &server.http,
        with("mallory".into(), "none", asked["session"].clone()),
    )
    .await;
    assert_eq!(refused.status.as_u16(), 401);
    assert_eq!(refused.json()["errcode"], "M_UNAUTHORIZED");
    let dummy =
        json!({ "username": "mallory", "password": PASSWORD, "auth": { "type": "m.login.dummy" } });
    assert_eq!(register(&server.http, dummy).await.status.as_u16(), 401);

    let attempts = (0..8).map(|n| {
        let (http, body) = (
            server.http.clone(),
            with(format!("guest{n}"), &token, Value::Null),
        );
        tokio::spawn(async move { register(&http, body).await.status.as_u16() })
    });
    let mut made = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            200 => made += 1,
            status => assert_eq!(status, 401),
        }
    }
    assert_eq!(made, 1, "a token for one person made several accounts");
    assert_eq!(valid(&server.http, &token).await, false);
}

#[tokio::test]
async fn terms_and_token_are_asked_for_one_after_the_other() {
    let mut server = server();
    let alice = server.person("alice").await;
    server.kill();
    server.set_arguments(&[
        "--registration",
        "invite",
        "--terms-name",
        "House rules",
        "--terms-url",
        "https://example.org/rules",
    ]);
    server.start();
    let token = invitation(&alice.at(&server.http)).await;
    let asked = register(
        &server.http,
        json!({ "username": "bob", "password": PASSWORD }),
    )
    .await
    .json();
    assert_eq!(
        asked["flows"],
        json!([{ "stages": ["m.login.terms", "m.login.registration_token"] }])
    );
    assert_eq!(
        asked["params"]["m.login.terms"]["policies"]["terms"]["en"]["url"],
        "https://example.org/rules"
    );
    // In the other order, which some clients take: the last request does not carry the token.
    let stages = [
        json!({ "type": "m.login.registration_token", "token": token }),
        json!({ "type": "m.login.terms" }),
    ];
    let mut answers = Vec::new();
    for mut auth in stages {
        auth["session"] = asked["session"].clone();
        answers.push(
            register(
                &server.http,
                json!({ "username": "bob", "password": PASSWORD, "auth": auth }),
            )
            .await,
        );
    }
    let last = answers.pop().unwrap();
    let first = answers.pop().unwrap();
    assert_eq!(first.status.as_u16(), 401);
    assert_eq!(
        first.json()["completed"],
        json!(["m.login.registration_token"])
    );
    assert_eq!(last.ok()["user_id"], "@bob:localhost");
    assert_eq!(
        valid(&server.http, &token).await,
        false,
        "it was used up by the last request"
    );
}

#[tokio::test]
async fn a_closed_server_takes_nobody() {
    let server = testkit::Server::builder(CAUSEWAY)
        .arg("--registration")
        .arg("closed")
        .start();
    register(
        &server.http,
        json!({ "username": "alice", "password": PASSWORD, "auth": { "type": "m.login.dummy" } }),
    )
    .await
    .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn a_new_person_finds_himself_in_the_welcome_room() {
    let server = testkit::Server::builder(CAUSEWAY)
        .arg("--registration")
        .arg("open")
        .arg("--welcome-room")
        .arg("square")
        .start();
    // The first comes before the room is there: that keeps nobody out.
    let founder = Person::register(&server.http, "founder").await;
    let square = founder
        .create_room(json!({ "preset": "public_chat", "room_alias_name": "square" }))
        .await;
    let newcomer = Person::register(&server.http, "newcomer").await;
    let mut since = None;
    loop {
        let sync = newcomer.sync(since.as_deref()).await;
        if sync["rooms"]["join"][&square].is_object() {
            break;
        }
        since = sync["next_batch"].as_str().map(str::to_owned);
    }
}
