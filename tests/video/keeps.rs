//! Saved and liked videos, collections, reposts and shares.

use serde_json::json;

use super::{
    people::{all, page_of, small},
    video,
};
use crate::server;

#[tokio::test]
async fn videos_are_saved_into_collections() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(small(&ada, json!({})).await);
    }
    let save = |id: &str| format!("/_causeway/v1/videos/{id}/save");
    let collections = "/_causeway/v1/collections";
    let made = bob
        .post(collections, json!({ "name": " Cats " }))
        .await
        .ok();
    let cats = made["id"].as_str().unwrap();
    for id in &ids {
        let saved = bob.put(&save(id), json!({})).await.ok();
        assert_eq!(saved["counts"]["saves"], 1);
    }
    bob.put(&save(&ids[0]), json!({ "collection": cats }))
        .await
        .ok();
    assert_eq!(video(&bob, &ids[0]).await["saved"], true);
    assert_eq!(video(&ada, &ids[0]).await["saved"], false);
    let newest: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(
        all(&bob, "/_causeway/v1/saved", "videos", "id").await,
        newest
    );
    let in_cats = format!("/_causeway/v1/saved?collection={cats}");
    assert_eq!(all(&bob, &in_cats, "videos", "id").await, ids[..1]);
    let listed = bob.get(collections).await.ok();
    let listed = &listed["collections"][0];
    assert_eq!(
        (&listed["name"], &listed["count"]),
        (&json!("Cats"), &json!(1))
    );
    assert!(listed["poster"].as_str().unwrap().contains(&ids[0]));
    // Somebody else's collection is none.
    ada.get(&in_cats).await.refused(404, "M_NOT_FOUND");
    let into = ada.put(&save(&ids[0]), json!({ "collection": cats })).await;
    into.refused(404, "M_NOT_FOUND");
    let path = format!("{collections}/{cats}");
    bob.put(&path, json!({ "name": "" }))
        .await
        .refused(400, "M_INVALID_PARAM");
    bob.put(&path, json!({ "name": "Dogs" })).await.ok();
    // What is gone or private leaves the lists.
    let change = format!("/_causeway/v1/videos/{}", ids[1]);
    ada.put(&change, json!({ "visibility": "private" }))
        .await
        .ok();
    ada.delete(&format!("/_causeway/v1/videos/{}", ids[2]))
        .await
        .ok();
    assert_eq!(
        all(&bob, "/_causeway/v1/saved", "videos", "id").await,
        ids[..1]
    );
    bob.delete(&save(&ids[1])).await.ok();
    bob.delete(&save(&ids[1])).await.refused(404, "M_NOT_FOUND");
    bob.delete(&path).await.ok();
    assert_eq!(
        bob.get(collections).await.ok(),
        json!({ "collections": [] })
    );
    assert_eq!(
        all(&bob, "/_causeway/v1/saved", "videos", "id").await,
        ids[..1]
    );
    assert_eq!(bob.delete(&save(&ids[0])).await.ok()["counts"]["saves"], 0);
}

#[tokio::test]
async fn reposts_and_shares_are_counted_once_a_person() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let id = small(&ada, json!({})).await;
    let path = |rest: &str| format!("/_causeway/v1/videos/{id}/{rest}");
    for _ in 0..2 {
        let reposted = bob.put(&path("repost"), json!({})).await.ok();
        assert_eq!(reposted["counts"]["reposts"], 1);
        let shared = bob.post(&path("share"), json!({})).await.ok();
        assert_eq!(shared["counts"]["shares"], 1);
    }
    bob.put(&path("like"), json!({})).await.ok();
    assert_eq!(video(&bob, &id).await["reposted"], true);
    let reposts = page_of(&bob, "/reposts");
    assert_eq!(all(&ada, &reposts, "videos", "id").await, [id.as_str()]);
    assert_eq!(
        all(&bob, "/_causeway/v1/liked", "videos", "id").await,
        [id.as_str()]
    );
    let private = json!({ "private": true });
    bob.put("/_causeway/v1/video_settings", private).await.ok();
    assert!(all(&ada, &reposts, "videos", "id").await.is_empty());
    assert_eq!(all(&bob, &reposts, "videos", "id").await, [id.as_str()]);
    let gone = bob.delete(&path("repost")).await.ok();
    assert_eq!(gone["counts"]["reposts"], 0);
    bob.delete(&path("like")).await.ok();
    assert!(
        all(&bob, "/_causeway/v1/liked", "videos", "id")
            .await
            .is_empty()
    );
}
