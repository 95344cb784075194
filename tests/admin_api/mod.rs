//! What people who run the server do with it in the web app, and that nobody else does.

mod acts;
mod overview;
mod people;
mod rooms;
mod storage;
mod tokens;

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, PASSWORD, Person, Server, segment};

use crate::{
    bad_input::{filled, routes},
    server,
};

const ADMIN: &str = "/_causeway/v1/admin";

/// Somebody who runs the server, made on the command line.
pub async fn admin(server: &Server, name: &str) -> Person {
    let args = ["user", "create", name, "--password", PASSWORD, "--admin"];
    let made = server.run(&args);
    assert!(made.status.success(), "{made:?}");
    sign_in(server, name, PASSWORD).await.unwrap()
}

/// `None`: refused.
async fn sign_in(server: &Server, name: &str, password: &str) -> Option<Person> {
    let body = json!({
        "type": "m.login.password", "password": password,
        "identifier": { "type": "m.id.user", "user": name },
    });
    let path = "/_matrix/client/v3/login";
    let answer = server.http.json(Method::POST, path, None, &body).await;
    if !answer.status.is_success() {
        return None;
    }
    let answer = answer.json();
    let text = |key: &str| answer[key].as_str().unwrap().to_owned();
    Some(Person {
        http: server.http.clone(),
        user_id: text("user_id"),
        device_id: text("device_id"),
        token: text("access_token"),
    })
}

async fn get(person: &Person, path: &str) -> Value {
    person.get(&format!("{ADMIN}/{path}")).await.ok()
}

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.post(&format!("{ADMIN}/{path}"), body).await
}

fn of(person: &Person, act: &str) -> String {
    format!("people/{}/{act}", segment(&person.user_id))
}

async fn upload(person: &Person, content_type: &str, bytes: usize) -> String {
    let path = "/_matrix/media/v3/upload";
    let (http, token) = (&person.http, Some(person.token.as_str()));
    let answer = http
        .send(
            Method::POST,
            path,
            token,
            content_type,
            vec![7; bytes].into(),
        )
        .await;
    answer.ok()["content_uri"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_does_not_run_the_server_gets_nowhere() {
    let server = server();
    let person = server.person("ada").await;
    let mut refused = 0;
    for (method, path) in routes() {
        if !path.starts_with(ADMIN) {
            continue;
        }
        let path = filled(&path, |_| person.user_id.clone());
        for body in [Value::Null, json!({}), json!({ "admin": true }), json!("x")] {
            let answer = server
                .http
                .json(method.clone(), &path, Some(&person.token), &body)
                .await;
            answer.refused(403, "M_FORBIDDEN");
        }
        refused += 1;
    }
    assert!(refused > 10, "only {refused} routes were found");
    assert!(!server.log().contains("runs the server acted"));
}
