//! The list of what the people who run the server did.

use serde_json::{Value, json};
use testkit::segment;

use super::{admin, get, of, post};
use crate::server;

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
