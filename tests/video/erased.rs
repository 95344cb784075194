//! Somebody who goes and asks to be erased leaves nothing behind: no number counts him, no list shows him.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::PASSWORD;

use super::{
    people::{all, follow, page_of, small},
    video,
};
use crate::server;

#[tokio::test]
async fn an_account_that_was_erased_is_counted_nowhere() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let id = small(&ada, json!({})).await;
    let of_bob = small(&bob, json!({})).await;
    let path = |rest: &str| format!("/_causeway/v1/videos/{id}{rest}");
    follow(&bob, &ada).await;
    follow(&ada, &bob).await;
    for act in ["/like", "/save", "/repost"] {
        bob.put(&path(act), json!({})).await.ok();
    }
    bob.post(&path("/share"), json!({})).await.ok();
    bob.post("/_causeway/v1/collections", json!({ "name": "x" }))
        .await
        .ok();
    let own = ada
        .post(&path("/comments"), json!({ "text": "mine" }))
        .await
        .ok();
    let own = own["id"].as_str().unwrap();
    let like = path(&format!("/comments/{own}/like"));
    bob.put(&like, json!({})).await.ok();
    let reply = json!({ "text": "his", "parent": own });
    bob.post(&path("/comments"), reply).await.ok();
    ada.put(&format!("/_causeway/v1/videos/{of_bob}/like"), json!({}))
        .await
        .ok();
    let counts = |likes: u64| {
        json!({ "likes": likes, "comments": 1 + likes, "shares": likes, "saves": likes, "views": 0,
            "reposts": likes })
    };
    assert_eq!(video(&ada, &id).await["counts"], counts(1));
    let path_out = "/_matrix/client/v3/account/deactivate";
    let asked = bob.post(path_out, json!({})).await;
    let auth = json!({
        "type": "m.login.password", "password": PASSWORD, "session": asked.json()["session"],
        "identifier": { "type": "m.id.user", "user": bob.user_id },
    });
    let goes = json!({ "auth": auth, "erase": true });
    bob.post(path_out, goes).await.ok();
    let erased = async {
        loop {
            let page = ada.get(&page_of(&ada, "")).await.ok();
            let told = ada.get("/_causeway/v1/notifications").await.ok();
            let is_told = told["notifications"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["from"]["user_id"] == bob.user_id.as_str());
            let numbers = json!({ "followers": 0, "following": 0, "likes": 0, "videos": 1 });
            if page["counts"] == numbers
                && !is_told
                && video(&ada, &id).await["counts"] == counts(0)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), erased).await;
    assert!(waited.is_ok(), "{}", video(&ada, &id).await["counts"]);
    let comments = ada.get(&path("/comments")).await.ok();
    let left = &comments["comments"][0];
    assert_eq!((&left["likes"], &left["replies"]), (&json!(0), &json!(0)));
    assert!(
        all(&ada, "/_causeway/v1/liked", "videos", "id")
            .await
            .is_empty()
    );
    ada.get(&page_of(&bob, ""))
        .await
        .refused(404, "M_NOT_FOUND");
    assert_eq!(comments["next"], Value::Null);
}
