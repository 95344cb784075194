//! Coming back: login by password and token, tokens that are renewed, changing the password.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Http, PASSWORD, Person, segment};

use crate::{CAUSEWAY, server};

async fn post(http: &Http, path: &str, body: Value) -> Answer {
    http.json(
        Method::POST,
        &format!("/_matrix/client/v3/{path}"),
        None,
        &body,
    )
    .await
}

fn by_password(user: &str, password: &str) -> Value {
    json!({ "type": "m.login.password", "identifier": { "type": "m.id.user", "user": user }, "password": password })
}

async fn whoami(http: &Http, token: &str) -> Answer {
    http.json(
        Method::GET,
        "/_matrix/client/v3/account/whoami",
        Some(token),
        &Value::Null,
    )
    .await
}

fn text(answer: &Value, key: &str) -> String {
    answer[key]
        .as_str()
        .unwrap_or_else(|| panic!("no {key} in {answer}"))
        .to_owned()
}

/// The body of a request with a password stage, after the 401 that asks for it.
async fn confirmed(person: &Person, path: &str, mut body: Value, password: &str) -> Answer {
    let asked = person.post(path, body.clone()).await;
    assert_eq!(
        asked.status.as_u16(),
        401,
        "a stolen token must not be enough"
    );
    let asked = asked.json();
    assert_eq!(asked["flows"], json!([{ "stages": ["m.login.password"] }]));
    body["auth"] = by_password(&person.user_id, password);
    body["auth"]["session"] = asked["session"].clone();
    person.post(path, body).await
}

#[tokio::test]
async fn a_name_is_taken_in_every_usual_form() {
    let server = server();
    let alice = server.person("Alice").await;
    assert_eq!(alice.user_id, "@alice:localhost");
    for name in ["alice", "ALICE", "@alice:localhost", "@Alice:localhost"] {
        let answer = post(&server.http, "login", by_password(name, PASSWORD))
            .await
            .ok();
        assert_eq!(answer["user_id"], "@alice:localhost", "{name}");
        let who = whoami(&server.http, &text(&answer, "access_token"))
            .await
            .ok();
        assert_eq!(who["device_id"], answer["device_id"]);
    }
    let old_form = json!({ "type": "m.login.password", "user": "alice", "password": PASSWORD });
    post(&server.http, "login", old_form).await.ok();
    for (name, password) in [
        ("alice", "wrong"),
        ("nobody", PASSWORD),
        ("@alice:elsewhere", PASSWORD),
        ("", PASSWORD),
        ("@:", "x"),
    ] {
        post(&server.http, "login", by_password(name, password))
            .await
            .refused(403, "M_FORBIDDEN");
    }
    let mut odd = by_password("alice", PASSWORD);
    odd["device_id"] = "x".repeat(300).into();
    post(&server.http, "login", odd)
        .await
        .refused(400, "M_INVALID_PARAM");
    post(&server.http, "login", json!({ "type": "m.login.sso" }))
        .await
        .refused(400, "M_UNKNOWN");
}

#[tokio::test]
async fn the_same_device_gets_a_new_token_and_the_old_one_ends() {
    let server = server();
    let alice = server.person("alice").await;
    let mut login = by_password("alice", PASSWORD);
    login["device_id"] = alice.device_id.as_str().into();
    let again = post(&server.http, "login", login).await.ok();
    assert_eq!(again["device_id"], alice.device_id.as_str());
    assert!(
        again["refresh_token"].is_null() && again["expires_in_ms"].is_null(),
        "{again}"
    );
    assert!(
        !whoami(&server.http, &alice.token)
            .await
            .refused(401, "M_UNKNOWN_TOKEN")["soft_logout"]
            .as_bool()
            .unwrap_or_default()
    );
    whoami(&server.http, &text(&again, "access_token"))
        .await
        .ok();
}

#[tokio::test]
async fn a_refresh_token_renews_an_expired_access_token() {
    let server = testkit::Server::builder(CAUSEWAY)
        .arg("--access-token-lifetime-s")
        .arg("2")
        .start();
    server.person("alice").await;
    let mut login = by_password("alice", PASSWORD);
    login["refresh_token"] = true.into();
    let first = post(&server.http, "login", login).await.ok();
    assert_eq!(first["expires_in_ms"], 2000);
    let access = text(&first, "access_token");
    whoami(&server.http, &access).await.ok();
    tokio::time::sleep(std::time::Duration::from_millis(2300)).await;
    assert_eq!(
        whoami(&server.http, &access)
            .await
            .refused(401, "M_UNKNOWN_TOKEN")["soft_logout"],
        true
    );
    let renew = |token: String| {
        let http = server.http.clone();
        async move { post(&http, "refresh", json!({ "refresh_token": token })).await }
    };
    let second = renew(text(&first, "refresh_token")).await.ok();
    assert_eq!(second["expires_in_ms"], 2000);
    whoami(&server.http, &text(&second, "access_token"))
        .await
        .ok();
    // Used: the old pair has ended for good.
    renew(text(&first, "refresh_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    renew("nonsense".to_owned())
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    renew(text(&second, "access_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    whoami(&server.http, &text(&second, "refresh_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_can_be_asked_for_again() {
    let mut server = server();
    server.person("alice").await;
    let mut login = by_password("alice", PASSWORD);
    login["refresh_token"] = true.into();
    let first = post(&server.http, "login", login).await.ok();
    let old = json!({ "refresh_token": first["refresh_token"] });
    let lost = post(&server.http, "refresh", old.clone()).await.ok();
    server.kill();
    server.start();
    whoami(&server.http, &text(&first, "access_token"))
        .await
        .ok();
    let second = post(&server.http, "refresh", old.clone()).await.ok();
    whoami(&server.http, &text(&lost, "access_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    post(
        &server.http,
        "refresh",
        json!({ "refresh_token": lost["refresh_token"] }),
    )
    .await
    .refused(401, "M_UNKNOWN_TOKEN");
    // The new refresh token proves arrival as well as the access token does.
    let third = post(
        &server.http,
        "refresh",
        json!({ "refresh_token": second["refresh_token"] }),
    )
    .await
    .ok();
    post(&server.http, "refresh", old)
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    whoami(&server.http, &text(&first, "access_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    let alive = whoami(&server.http, &text(&third, "access_token"))
        .await
        .ok();
    assert_eq!(alive["device_id"], first["device_id"]);
}

#[tokio::test]
async fn a_signed_in_device_lets_another_one_in_once() {
    let server = server();
    let alice = server.person("alice").await;
    let flows = server
        .http
        .json(Method::GET, "/_matrix/client/v3/login", None, &Value::Null)
        .await
        .ok();
    assert!(
        flows["flows"]
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "m.login.token", "get_login_token": true })),
        "{flows}"
    );
    let path = "/_matrix/client/v1/login/get_token";
    assert_eq!(
        confirmed(&alice, path, json!({}), "wrong")
            .await
            .status
            .as_u16(),
        401
    );
    let given = confirmed(&alice, path, json!({}), PASSWORD).await.ok();
    assert_eq!(given["expires_in_ms"], 120_000);
    let login = json!({ "type": "m.login.token", "token": given["login_token"] });
    let attempts = (0..6).map(|_| {
        let (http, login) = (server.http.clone(), login.clone());
        tokio::spawn(async move { post(&http, "login", login).await })
    });
    let mut passed = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        let answer = attempt.await.unwrap();
        if answer.status.is_success() {
            passed += 1;
            assert_eq!(answer.json()["user_id"], alice.user_id.as_str());
        } else {
            answer.refused(403, "M_FORBIDDEN");
        }
    }
    assert_eq!(passed, 1);
    post(
        &server.http,
        "login",
        json!({ "type": "m.login.token", "token": "x" }),
    )
    .await
    .refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn a_new_password_signs_out_the_other_devices() {
    let server = server();
    let alice = server.person("alice").await;
    let laptop = alice.another_device().await;
    let path = "/_matrix/client/v3/account/password";
    let wrong = confirmed(
        &alice,
        path,
        json!({ "new_password": "better than before" }),
        "wrong",
    )
    .await;
    assert_eq!(wrong.status.as_u16(), 401);
    assert_eq!(wrong.json()["errcode"], "M_FORBIDDEN");
    confirmed(
        &alice,
        path,
        json!({ "new_password": "kept signed in", "logout_devices": false }),
        PASSWORD,
    )
    .await
    .ok();
    whoami(&server.http, &laptop.token).await.ok();
    confirmed(
        &alice,
        path,
        json!({ "new_password": "better than before" }),
        "kept signed in",
    )
    .await
    .ok();
    whoami(&server.http, &alice.token).await.ok();
    whoami(&server.http, &laptop.token)
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    post(&server.http, "login", by_password("alice", PASSWORD))
        .await
        .refused(403, "M_FORBIDDEN");
    post(
        &server.http,
        "login",
        by_password("alice", "better than before"),
    )
    .await
    .ok();
    alice
        .post(path, json!({ "new_password": "1234567" }))
        .await
        .refused(400, "M_WEAK_PASSWORD");
    let anonymous = post(
        &server.http,
        "account/password",
        json!({ "new_password": "never to be set" }),
    )
    .await;
    anonymous.refused(401, "M_MISSING_TOKEN");
}

#[tokio::test]
async fn a_passed_password_stage_counts_for_one_operation_of_one_person() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let path = "/_matrix/client/v3/account/password";
    let session = alice
        .post(path, json!({ "new_password": "never to be set" }))
        .await
        .json()["session"]
        .clone();
    let mut auth = by_password("alice", PASSWORD);
    auth["session"] = session.clone();
    alice
        .post(
            path,
            json!({ "new_password": "the first one", "auth": auth }),
        )
        .await
        .ok();
    let repeated = json!({ "session": session });
    for (person, path) in [
        (&alice, path),
        (&bob, path),
        (&alice, "/_matrix/client/v3/account/deactivate"),
    ] {
        let answer = person
            .post(
                path,
                json!({ "new_password": "the second one", "auth": repeated }),
            )
            .await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{answer:?}");
    }
    // Somebody else's password is not one's own.
    let asked = alice
        .post(path, json!({ "new_password": "never to be set" }))
        .await
        .json();
    let mut auth = by_password("bob", PASSWORD);
    auth["session"] = asked["session"].clone();
    assert_eq!(
        alice
            .post(
                path,
                json!({ "new_password": "the second one", "auth": auth })
            )
            .await
            .status
            .as_u16(),
        401
    );
}

#[tokio::test]
async fn a_person_proves_to_others_who_he_is() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let path = format!(
        "/_matrix/client/v3/user/{}/openid/request_token",
        segment(&alice.user_id)
    );
    let given = alice.post(&path, json!({})).await.ok();
    assert_eq!(
        (&given["token_type"], &given["matrix_server_name"]),
        (&json!("Bearer"), &json!("localhost"))
    );
    let ask = |token: String| {
        let http = server.http.clone();
        async move {
            let path = format!("/_matrix/federation/v1/openid/userinfo?access_token={token}");
            http.json(Method::GET, &path, None, &Value::Null).await
        }
    };
    assert_eq!(
        ask(text(&given, "access_token")).await.ok(),
        json!({ "sub": alice.user_id })
    );
    ask(alice.token.clone())
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    bob.post(&path, json!({})).await.refused(403, "M_FORBIDDEN");
    whoami(&server.http, &text(&given, "access_token"))
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
}

#[tokio::test]
async fn what_this_server_does_not_keep_or_offer_is_refused_plainly() {
    let server = server();
    let alice = server.person("alice").await;
    assert_eq!(
        alice.get("/_matrix/client/v3/account/3pid").await.ok(),
        json!({ "threepids": [] })
    );
    for path in [
        "account/3pid/add",
        "account/3pid/email/requestToken",
        "register/email/requestToken",
        "account/password/msisdn/requestToken",
    ] {
        alice
            .post(&format!("/_matrix/client/v3/{path}"), json!({}))
            .await
            .refused(403, "M_THREEPID_DENIED");
    }
    alice
        .get("/_matrix/client/v3/login/sso/redirect?redirectUrl=x")
        .await
        .refused(404, "M_UNRECOGNIZED");
    alice
        .get("/_matrix/client/v1/auth_metadata")
        .await
        .refused(404, "M_UNRECOGNIZED");
}
