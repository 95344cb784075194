//! What rises: counted without anybody's name, and told of no few.

use http::Method;
use serde_json::{Value, json};
use testkit::Server;

use super::{DIRECTORY, apps, look, public_room, put, set_public};
use crate::{admin_api::admin, server};

const ARCHIVE: &str = "/_causeway/v1/directory/mini-apps/gomoku/1.0.xdc";

/// Fetches the mini-app as somebody behind this address, whom the proxy of the host names.
async fn fetch(server: &Server, from: &str) {
    let headers = [("x-forwarded-for", from)];
    let got = server.http.look(Method::GET, ARCHIVE, &headers).await;
    assert_eq!(got.status, 200);
}

async fn rising(server: &Server) -> Vec<Value> {
    let told = look(server, "/rising").await.ok();
    told["results"].as_array().unwrap().clone()
}

/// What rises, when it is looked up anew and is so many.
async fn risen(server: &Server, many: usize) -> Vec<Value> {
    for _ in 0..200 {
        let found = rising(server).await;
        if found.len() == many {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{:?} and not {many}", rising(server).await);
}

#[tokio::test]
async fn a_mini_app_rises_that_many_networks_fetch_and_nobody_is_named() {
    let server = server();
    let root = admin(&server, "root").await;
    apps::publish(&root, "", apps::app("Gomoku", "gomoku", "1.0"))
        .await
        .ok();
    // Of each network one counts a day: a /64 of IPv6 is one.
    for n in 0..19 {
        fetch(&server, &format!("203.0.113.{n}")).await;
        fetch(&server, "203.0.113.1").await;
        fetch(&server, &format!("2001:db8:0:7::{n}")).await;
    }
    // Its author and the host look after it.
    for _ in 0..3 {
        root.get(ARCHIVE).await;
    }
    let found = risen(&server, 1).await;
    assert_eq!(
        (&found[0]["id"], &found[0]["unsigned"]["week"]),
        (&json!("app.gomoku"), &json!(20)),
        "19 addresses and one network"
    );
    let page = look(&server, "").await.ok();
    assert_eq!(page["results"][0]["unsigned"], Value::Null);
}

#[tokio::test]
async fn few_fetches_do_not_rise() {
    let server = server();
    let root = admin(&server, "root").await;
    apps::publish(&root, "", apps::app("Gomoku", "gomoku", "1.0"))
        .await
        .ok();
    assert_eq!(rising(&server).await, [json!(null); 0]);
    for n in 0..19 {
        fetch(&server, &format!("203.0.113.{n}")).await;
    }
    // Longer than what was looked up holds.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    assert_eq!(rising(&server).await, [json!(null); 0]);
}

#[tokio::test]
async fn a_listed_group_rises_while_people_come_in() {
    let server = server();
    let ada = server.person("ada").await;
    let room = public_room(&ada, "Choir").await;
    let entry = json!({ "kind": "group", "name": "Choir", "category": "culture", "room_id": room });
    put(&ada, "choir", entry).await.ok();
    for n in 0..5 {
        let one = server.person(&format!("singer{n}")).await;
        one.join(&room).await.ok();
    }
    let found = risen(&server, 1).await;
    let told = (
        &found[0]["id"],
        &found[0]["unsigned"]["members"],
        &found[0]["unsigned"]["week"],
    );
    assert_eq!(told, (&json!("choir"), &json!(6), &Value::Null));
    // Off the public list, it is not to be seen.
    set_public(&ada, &room, false).await;
    risen(&server, 0).await;
    ada.delete(&format!("{DIRECTORY}/mine/choir")).await.ok();
}
