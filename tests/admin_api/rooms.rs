//! The rooms of the server: listed without what is said in them, closed and opened.

use serde_json::{Value, json};
use testkit::{room_path, segment};

use super::{admin, get, post};
use crate::server;

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
