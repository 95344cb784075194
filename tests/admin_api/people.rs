//! The people of the server: listed, made, given a new password, ended, made admins.

use serde_json::{Value, json};
use testkit::{PASSWORD, Person, room_path, segment};

use super::{ADMIN, admin, get, of, post, sign_in, upload};
use crate::server;

#[tokio::test]
async fn people_are_listed_searched_and_counted() {
    let server = server();
    let root = admin(&server, "root").await;
    let mei = server.person("mei").await;
    let phone = mei.another_device().await;
    let profile = format!("/_matrix/client/v3/profile/{}/displayname", mei.user_id);
    mei.put(&profile, json!({ "displayname": "Lin_美玲 100%" }))
        .await
        .ok();
    for name in ["ada", "bo", "lina"] {
        server.person(name).await;
    }
    let picture = upload(&mei, "image/png", 1000).await;
    upload(&phone, "text/plain", 234).await;

    let all = get(&root, "people").await;
    let ids = |page: &Value| -> Vec<String> {
        let people = page["people"].as_array().unwrap();
        let ids = people.iter().map(|person| person["user_id"].as_str());
        ids.map(|id| id.unwrap().to_owned()).collect()
    };
    let everybody = ["ada", "bo", "lina", "mei", "root"].map(|name| format!("@{name}:localhost"));
    assert_eq!(ids(&all), everybody);
    assert_eq!((&all["total"], &all["next"]), (&json!(5), &Value::Null));
    let told = &all["people"][3];
    assert_eq!(told["displayname"], "Lin_美玲 100%");
    assert_eq!(told["avatar_url"], Value::Null);
    assert_eq!(
        (&told["devices"], &told["media_bytes"]),
        (&json!(2), &json!(1234))
    );
    assert_eq!(
        (&told["admin"], &told["deactivated"]),
        (&json!(false), &json!(false))
    );
    assert!(told["created_ts"].as_u64().unwrap() > 0);
    assert!(told["last_seen_ts"].as_u64().unwrap() > 0);
    assert_eq!(all["people"][4]["admin"], true);

    // A page after the other.
    let mut seen = Vec::new();
    let mut from = String::new();
    loop {
        let page = get(&root, &format!("people?limit=2{from}")).await;
        assert_eq!(page["total"], 5);
        assert!(ids(&page).len() <= 2);
        seen.extend(ids(&page));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        from = format!("&from={}", segment(next));
    }
    assert_eq!(seen, everybody);

    for (search, found) in [
        ("lin", vec!["lina", "mei"]),
        ("LIN_", vec!["mei"]),
        ("美玲", vec!["mei"]),
        ("100%", vec!["mei"]),
        ("@bo:", vec!["bo"]),
        ("%", vec!["mei"]),
        ("\\", vec![]),
        ("nobody", vec![]),
    ] {
        let page = get(&root, &format!("people?search={}", segment(search))).await;
        let found: Vec<_> = found
            .iter()
            .map(|name| format!("@{name}:localhost"))
            .collect();
        assert_eq!(ids(&page), found, "{search}");
        assert_eq!(page["total"], found.len(), "{search}");
    }
    // What is deleted is no longer counted.
    let deleted = server.run(&["media", "delete", &picture]);
    assert!(deleted.status.success(), "{deleted:?}");
    assert_eq!(get(&root, "people").await["people"][3]["media_bytes"], 234);
}

#[tokio::test]
async fn accounts_are_made_with_a_password_that_is_told_once() {
    let server = server();
    let root = admin(&server, "root").await;
    let made = post(&root, "people", json!({ "username": "Mei" }))
        .await
        .ok();
    assert_eq!(made["user_id"], "@mei:localhost");
    let password = made["password"].as_str().unwrap();
    assert!(password.len() >= 16);
    let mei = sign_in(&server, "mei", password).await.unwrap();
    mei.get(&format!("{ADMIN}/people"))
        .await
        .refused(403, "M_FORBIDDEN");

    let wish = json!({ "username": "bo", "password": PASSWORD, "admin": true });
    assert_eq!(post(&root, "people", wish).await.ok()["password"], PASSWORD);
    let bo = sign_in(&server, "bo", PASSWORD).await.unwrap();
    get(&bo, "people").await;

    for (wish, code) in [
        (json!({ "username": "mei" }), "M_USER_IN_USE"),
        (json!({ "username": "a b" }), "M_INVALID_USERNAME"),
        (
            json!({ "username": "cy", "password": "" }),
            "M_WEAK_PASSWORD",
        ),
        (json!({}), "M_BAD_JSON"),
    ] {
        post(&root, "people", wish).await.refused(400, code);
    }
    let elsewhere = json!({ "username": "@cy:elsewhere" });
    post(&root, "people", elsewhere)
        .await
        .refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn a_new_password_signs_every_device_out() {
    let server = server();
    let (root, mei) = (admin(&server, "root").await, server.person("mei").await);
    let given = post(&root, &of(&mei, "password"), json!({})).await.ok();
    let given = given["password"].as_str().unwrap();
    mei.get("/_matrix/client/v3/account/whoami")
        .await
        .refused(401, "M_UNKNOWN_TOKEN");
    assert!(sign_in(&server, "mei", PASSWORD).await.is_none());
    sign_in(&server, "mei", given).await.unwrap();
    let chosen = json!({ "password": "chosen by the host" });
    let told = post(&root, "people/mei/password", chosen.clone())
        .await
        .ok();
    assert_eq!(told, chosen);
    sign_in(&server, "mei", "chosen by the host").await.unwrap();
    let log = server.log();
    assert!(!log.contains(given) && !log.contains("chosen by"), "{log}");
    for (name, status) in [("nobody", 404), ("@mei:elsewhere", 404)] {
        let path = format!("people/{}/password", segment(name));
        post(&root, &path, json!({}))
            .await
            .refused(status, "M_NOT_FOUND");
    }
}

#[tokio::test]
async fn an_account_is_ended_and_its_words_are_erased_when_that_is_asked_for() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo, cy) = (
        server.person("ada").await,
        server.person("bo").await,
        server.person("cy").await,
    );
    let public = json!({ "preset": "public_chat" });
    let room = ada.create_room(public).await;
    let mut said = Vec::new();
    for person in [&bo, &cy] {
        person.join(&room).await.ok();
        said.push(person.say(&room, "my words").await);
    }
    post(&root, &of(&bo, "deactivate"), json!({})).await.ok();
    let erase = json!({ "erase": true });
    assert_eq!(
        post(&root, &of(&cy, "deactivate"), erase).await.ok(),
        json!({})
    );
    for person in [&bo, &cy] {
        person
            .get("/_matrix/client/v3/account/whoami")
            .await
            .refused(401, "M_UNKNOWN_TOKEN");
    }
    let dan = server.person("dan").await;
    dan.join(&room).await.ok();
    let mut read = Vec::new();
    for event in &said {
        let path = room_path(&room, &format!("event/{event}"));
        read.push(dan.get(&path).await.ok()["content"]["body"].clone());
    }
    assert_eq!(read, [json!("my words"), Value::Null]);
    let listed = get(&root, "people?search=bo").await;
    assert_eq!(listed["people"][0]["deactivated"], true);
    assert_eq!(listed["people"][0]["last_seen_ts"], Value::Null);
    let again = post(&root, &of(&bo, "password"), json!({})).await;
    again.refused(404, "M_NOT_FOUND");
}

#[tokio::test]
async fn the_last_who_runs_the_server_cannot_be_taken_away() {
    let server = server();
    let (root, mei) = (admin(&server, "root").await, server.person("mei").await);
    let set = |who: &Person, whom: &Person, admin: bool| {
        let (who, path) = (who.clone(), format!("{ADMIN}/{}", of(whom, "admin")));
        async move { who.put(&path, json!({ "admin": admin })).await }
    };
    set(&root, &root, false).await.refused(403, "M_FORBIDDEN");
    let ended = post(&root, &of(&root, "deactivate"), json!({})).await;
    ended.refused(403, "M_FORBIDDEN");
    get(&root, "people").await;

    // It holds at once, for tokens that are known already.
    let path = format!("{ADMIN}/people");
    mei.get(&path).await.refused(403, "M_FORBIDDEN");
    assert_eq!(set(&root, &mei, true).await.ok(), json!({ "admin": true }));
    mei.get(&path).await.ok();
    assert_eq!(mei.get("/_causeway/v1/me").await.ok()["admin"], true);
    set(&mei, &root, false).await.ok();
    root.get(&path).await.refused(403, "M_FORBIDDEN");
    set(&mei, &mei, false).await.refused(403, "M_FORBIDDEN");
    // Somebody whose account has ended is not somebody else.
    set(&mei, &root, true).await.ok();
    post(&mei, &of(&root, "deactivate"), json!({})).await.ok();
    set(&mei, &mei, false).await.refused(403, "M_FORBIDDEN");
    set(&mei, &root, true).await.refused(404, "M_NOT_FOUND");
}
