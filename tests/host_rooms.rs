//! What the host does with rooms on the command line.

use serde_json::{Value, json};
use testkit::room_path;

use crate::{run, server};

#[tokio::test]
async fn rooms_are_listed_and_shown_without_what_is_said_in_them() {
    let mut server = server();
    assert!(run(&server, &["room", "list"]).contains("no room yet"));
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let tea = json!({ "preset": "public_chat", "name": "Tea\u{1b}[2J", "room_alias_name": "tea", "visibility": "public" });
    let room = ada.create_room(tea).await;
    bo.join(&room).await.ok();
    ada.say(&room, "green or black").await;
    let small = bo.create_room(json!({ "invite": [ada.user_id] })).await;
    let list = run(&server, &["room", "list"]);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 2, "{list}");
    assert!(
        lines[0].starts_with(&format!("{room}  2 people  Tea")),
        "{list}"
    );
    assert!(lines[0].ends_with("public"), "{list}");
    assert!(!list.contains('\u{1b}'), "orders to the terminal: {list:?}");
    assert!(
        lines[1].starts_with(&format!("{small}  1 person  (no name)")),
        "{list}"
    );
    let shown = run(&server, &["room", "show", "#tea:localhost"]);
    for part in [
        "#tea:localhost",
        "join    @ada:localhost",
        "join    @bo:localhost",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    assert!(!shown.contains("green"), "{shown}");
    let shown = run(&server, &["room", "show", &small]);
    assert!(shown.contains("invite  @ada:localhost"), "{shown}");
    assert!(server.stop().success());
    assert_eq!(run(&server, &["room", "list"]).lines().count(), 2);
    let unknown = server.run(&["room", "show", "!nothing", "--server-name", "localhost"]);
    assert_eq!(unknown.status.code(), Some(1));
}

#[tokio::test]
async fn nobody_comes_into_a_blocked_room_and_who_is_in_it_stays() {
    let server = server();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let public = json!({ "preset": "public_chat", "visibility": "public" });
    let room = ada.create_room(public).await;
    let invited = server.person("cy").await;
    ada.invite(&room, &invited).await.ok();
    run(&server, &["room", "block", &room]);
    bo.join(&room).await.refused(403, "M_FORBIDDEN");
    invited.join(&room).await.refused(403, "M_FORBIDDEN");
    ada.invite(&room, &bo).await.refused(403, "M_FORBIDDEN");
    ada.say(&room, "still here").await;
    let listed = bo.get("/_matrix/client/v3/publicRooms").await.ok();
    assert_eq!(listed["chunk"], json!([]));
    assert!(run(&server, &["room", "list"]).contains("BLOCKED"));
    run(&server, &["room", "unblock", &room]);
    bo.join(&room).await.ok();
}

#[tokio::test]
async fn everybody_leaves_a_closed_room_and_it_has_no_address() {
    let mut server = server();
    let ada = server.person("ada").await;
    let tea = json!({ "preset": "public_chat", "room_alias_name": "tea", "visibility": "public" });
    let room = ada.create_room(tea).await;
    let mut people = Vec::new();
    // More than leave in one change.
    for number in 0..120 {
        let person = server.person(&format!("p{number}")).await;
        person.join(&room).await.ok();
        people.push(person);
    }
    let invited = server.person("cy").await;
    ada.invite(&room, &invited).await.ok();
    let said = run(&server, &["room", "close", "#tea:localhost"]);
    assert!(said.contains("122 left"), "{said}");
    for person in [&ada, &people[0], &people[119], &invited] {
        let rooms: Value = person.get("/_matrix/client/v3/joined_rooms").await.ok();
        assert_eq!(rooms["joined_rooms"], json!([]));
        let path = room_path(&room, "send/m.room.message/t");
        person
            .put(&path, json!({ "body": "x" }))
            .await
            .refused(403, "M_FORBIDDEN");
    }
    let alias = "/_matrix/client/v3/directory/room/%23tea%3Alocalhost";
    ada.get(alias).await.refused(404, "M_NOT_FOUND");
    ada.join(&room).await.refused(403, "M_FORBIDDEN");
    let shown = run(&server, &["room", "show", &room]);
    assert!(
        shown.contains("0 people") && shown.contains("BLOCKED"),
        "{shown}"
    );
    // What she said there is still hers to read.
    let news = ada.sync_with(
        None,
        "timeout=0&filter=%7B%22room%22%3A%7B%22include_leave%22%3Atrue%7D%7D",
    );
    assert!(news.await["rooms"]["leave"][&room].is_object());
    assert!(server.stop().success());
    assert!(run(&server, &["room", "close", &room]).contains("0 left"));
}
