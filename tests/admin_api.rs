//! What people who run the server do with it in the web app, and that nobody else does.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, PASSWORD, Person, Server, room_path, segment};

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

#[tokio::test]
async fn rooms_are_listed_without_what_is_said_and_can_be_closed() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let tea = json!({ "preset": "public_chat", "name": "Tea 茶", "room_alias_name": "tea", "visibility": "public" });
    let tea = ada.create_room(tea).await;
    bo.join(&tea).await.ok();
    let secret = json!({ "initial_state": [{
        "type": "m.room.encryption", "state_key": "", "content": { "algorithm": "m.megolm.v1.aes-sha2" },
    }] });
    let secret = bo.create_room(secret).await;
    let before = get(&root, "rooms").await;
    ada.say(&tea, "green or black").await;
    let all = get(&root, "rooms").await;
    assert_eq!((&all["total"], &all["next"]), (&json!(2), &Value::Null));
    assert!(!all.to_string().contains("green"));
    let (first, second) = (&all["rooms"][0], &all["rooms"][1]);
    assert_eq!(
        (&first["room_id"], &second["room_id"]),
        (&json!(tea), &json!(secret))
    );
    assert_eq!(
        (&first["name"], &first["alias"]),
        (&json!("Tea 茶"), &json!("#tea:localhost"))
    );
    assert_eq!(
        (&second["name"], &second["alias"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&first["members"], &first["public"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(
        (&first["encrypted"], &second["encrypted"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&first["blocked"], &second["members"]),
        (&json!(false), &json!(1))
    );
    assert!(
        first["version"].is_string() && first["last_ts"].is_u64(),
        "{first}"
    );
    let events = |page: &Value| page["rooms"][0]["events"].as_u64().unwrap();
    assert_eq!(events(&all), events(&before) + 1);
    let path = room_path(&tea, "messages?dir=f&limit=100");
    let messages = ada.get(&path).await.ok();
    assert_eq!(
        messages["chunk"].as_array().unwrap().len() as u64,
        events(&all)
    );

    for (search, found) in [
        ("tea", 1),
        ("#TEA", 1),
        ("茶", 1),
        (secret.as_str(), 1),
        ("x", 0),
    ] {
        let page = get(&root, &format!("rooms?search={}", segment(search))).await;
        assert_eq!(page["rooms"].as_array().unwrap().len(), found, "{search}");
    }
    let page = get(&root, "rooms?limit=1").await;
    assert_eq!(page["rooms"][0]["room_id"], json!(tea));
    let rest = get(
        &root,
        &format!("rooms?from={}", page["next"].as_str().unwrap()),
    )
    .await;
    assert_eq!(rest["rooms"][0]["room_id"], json!(secret));
    assert_eq!(rest["next"], Value::Null);

    let cy = server.person("cy").await;
    let act = |act: &str| format!("rooms/{}/{act}", segment("#tea:localhost"));
    assert_eq!(post(&root, &act("block"), json!({})).await.ok(), json!({}));
    cy.join(&tea).await.refused(403, "M_FORBIDDEN");
    assert_eq!(get(&root, "rooms").await["rooms"][0]["blocked"], true);
    post(&root, &act("unblock"), json!({})).await.ok();
    cy.join(&tea).await.ok();
    assert_eq!(post(&root, &act("close"), json!({})).await.ok()["left"], 3);
    let rooms = ada.get("/_matrix/client/v3/joined_rooms").await.ok();
    assert_eq!(rooms["joined_rooms"], json!([]));
    for room in ["%23tea:localhost", "!none:localhost"] {
        let path = format!("rooms/{room}/block");
        post(&root, &path, json!({}))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    post(&root, "rooms/tea/block", json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
}

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

#[tokio::test]
async fn acts_are_written_down_in_the_log_and_in_a_list() {
    let server = server();
    let (root, mei) = (admin(&server, "root").await, server.person("mei").await);
    let room = mei.create_room(json!({})).await;
    let path = format!("rooms/{}/block", segment(&room));
    post(&root, &path, json!({})).await.ok();
    post(&root, "tokens", json!({ "token": "a-secret" }))
        .await
        .ok();
    post(&root, &of(&mei, "password"), json!({})).await.ok();
    post(&root, &of(&mei, "nothing"), json!({}))
        .await
        .refused(404, "M_UNRECOGNIZED");
    post(&root, "people/nobody/deactivate", json!({}))
        .await
        .refused(404, "M_NOT_FOUND");

    let acts = get(&root, "acts").await;
    let told: Vec<_> = acts["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| {
            assert_eq!(act["who"], json!(root.user_id));
            assert!(act["ts"].is_u64());
            (act["what"].as_str().unwrap(), act["target"].as_str())
        })
        .collect();
    let expected = [
        ("people.password", Some(mei.user_id.as_str())),
        ("tokens.create", None),
        ("rooms.block", Some(room.as_str())),
    ];
    assert_eq!(told, expected);
    let first = get(&root, "acts?limit=1").await;
    let rest = get(
        &root,
        &format!("acts?from={}", first["next"].as_str().unwrap()),
    )
    .await;
    assert_eq!(rest["acts"].as_array().unwrap().len(), 2);
    assert_eq!(rest["next"], Value::Null);

    let log = server.log();
    for (what, target) in expected {
        let lines = log.lines().filter(|line| line.contains(what));
        let lines: Vec<_> = lines.collect();
        assert_eq!(lines.len(), 1, "{what}: {log}");
        assert!(lines[0].contains(&root.user_id), "{}", lines[0]);
        assert!(lines[0].contains(target.unwrap_or("")), "{}", lines[0]);
    }
    assert!(!log.contains("a-secret"), "{log}");
}

#[tokio::test]
async fn the_host_sees_how_the_server_is() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let room = ada.create_room(json!({})).await;
    let path = format!("/_matrix/client/v3/rooms/{}/report", segment(&room));
    bo.post(&path, json!({ "reason": "x" })).await.ok();
    let before = get(&root, "overview").await;
    ada.say(&room, "one").await;
    ada.say(&room, "two").await;
    upload(&ada, "image/png", 1000).await;
    upload(&bo, "application/pdf", 500).await;
    post(&root, &of(&bo, "deactivate"), json!({})).await.ok();
    let seen = get(&root, "overview").await;

    let database = if server.is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    assert_eq!(seen["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(seen["server_name"], "localhost");
    assert_eq!(seen["database"], database);
    assert!(seen["uptime_seconds"].as_u64().unwrap() < 600);
    assert_eq!(
        (&before["people"], &before["active_today"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(
        (&seen["people"], &seen["active_today"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(seen["rooms"], 1);
    let number = |page: &Value, name: &str| page[name].as_u64().unwrap();
    assert_eq!(number(&seen, "events"), number(&before, "events") + 2);
    assert_eq!(
        (&seen["media_bytes"], &seen["media_files"]),
        (&json!(1500), &json!(2))
    );
    assert!(number(&seen, "database_bytes") > 100_000);
    assert!(number(&seen, "disk_free_bytes") > 0);
    assert_eq!(seen["open_reports"], 1);
    assert_eq!(health(&seen).len(), 6, "{seen}");
    for (name, ok) in health(&seen) {
        // How full the disk of the machine is that tests is not ours to say.
        assert!(ok || name == "disk", "{seen}");
    }

    // What is wrong is said.
    let blobs = server.data_dir().join("blobs");
    std::fs::remove_dir_all(&blobs).unwrap();
    std::fs::write(&blobs, b"no folder").unwrap();
    let ill = get(&root, "overview").await;
    assert!(health(&ill).contains(&("media".to_owned(), false)), "{ill}");
}

fn health(overview: &Value) -> Vec<(String, bool)> {
    let found = overview["health"].as_array().unwrap();
    let found = found.iter().map(|one| {
        assert!(one["detail"].is_string(), "{one}");
        assert!(one["numbers"].is_object(), "{one}");
        (
            one["name"].as_str().unwrap().to_owned(),
            one["ok"].as_bool().unwrap(),
        )
    });
    found.collect()
}

#[tokio::test]
async fn the_host_sees_what_fills_the_disk() {
    let server = server();
    let root = admin(&server, "root").await;
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    upload(&ada, "image/png", 1000).await;
    upload(&ada, "Image/JPEG", 300).await;
    let film = upload(&bo, "video/mp4", 9000).await;
    upload(&bo, "application/octet-stream", 20).await;
    announce_and_upload(&bo, 77).await;
    let storage = get(&root, "storage").await;
    let person = |person: &Person, files: u64, bytes: u64| {
        let name = person.user_id[1..].split(':').next().unwrap().to_owned();
        json!({ "user_id": person.user_id, "displayname": name, "avatar_url": null, "files": files, "bytes": bytes })
    };
    assert_eq!(
        storage["people"],
        json!([person(&bo, 3, 9097), person(&ada, 2, 1300)])
    );
    assert_eq!(
        storage["kinds"],
        json!([
            { "kind": "audio", "files": 1, "bytes": 77 },
            { "kind": "image", "files": 2, "bytes": 1300 },
            { "kind": "other", "files": 1, "bytes": 20 },
            { "kind": "video", "files": 1, "bytes": 9000 },
        ])
    );
    assert!(server.run(&["media", "delete", &film]).status.success());
    let storage = get(&root, "storage").await;
    assert_eq!(
        storage["people"],
        json!([person(&ada, 2, 1300), person(&bo, 2, 97)])
    );
}

async fn announce_and_upload(person: &Person, bytes: usize) {
    let announced = person
        .post("/_matrix/media/v1/create", json!({}))
        .await
        .ok();
    let uri = announced["content_uri"].as_str().unwrap();
    let path = uri.replace("mxc://", "/_matrix/media/v3/upload/");
    let (http, token) = (&person.http, Some(person.token.as_str()));
    http.send(
        Method::PUT,
        &path,
        token,
        "audio/ogg",
        vec![1; bytes].into(),
    )
    .await
    .ok();
}

/// Files that were there before the server counted are counted by the migration.
#[tokio::test]
async fn files_from_before_are_counted_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/causeway.db", folder.path().display());
    let counts = matrix::MIGRATIONS
        .iter()
        .position(|migration| migration.id == "matrix/0101_media_use")
        .unwrap();
    let old = store::Store::open(&url, &matrix::MIGRATIONS[..counts]).unwrap();
    old.write(|w| {
        w.execute(
            "INSERT INTO user_ (nid, user_id, is_local) VALUES (7, '@mei:localhost', 1)",
            store::params![],
        )?;
        for (id, user, blob, content_type, bytes) in [
            ("a", Some(7), Some("x"), "image/png", 100),
            ("b", Some(7), Some("y"), "IMAGE/gif", 20),
            ("c", Some(7), Some("z"), "text/plain", 3),
            ("d", Some(7), None, "", 0),
            ("e", None, Some("w"), "image/png", 5000),
        ] {
            w.execute(
                "INSERT INTO media (id, user_nid, blob, content_type, bytes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, 1)",
                store::params![id, user, blob, content_type, bytes],
            )?;
        }
        Ok::<_, store::StoreError>(())
    })
    .await
    .unwrap();
    old.close().await;
    drop(old);
    let server = Server::builder(crate::CAUSEWAY)
        .data_dir(folder.path())
        .on_sqlite(&url)
        .start();
    let root = admin(&server, "root").await;
    let storage = get(&root, "storage").await;
    assert_eq!(storage["people"][0]["bytes"], 123);
    assert_eq!(
        storage["kinds"],
        json!([
            { "kind": "image", "files": 2, "bytes": 120 },
            { "kind": "other", "files": 1, "bytes": 3 },
            { "kind": "preview", "files": 1, "bytes": 5000 },
        ])
    );
}
