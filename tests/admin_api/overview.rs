//! How the server is: numbers, and what is wrong.

use serde_json::{Value, json};
use testkit::segment;

use super::{admin, get, of, post, upload};
use crate::server;

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
