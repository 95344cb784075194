//! Comments: likes, replies, the pinned one, who may write and delete.

use serde_json::{Value, json};

use super::{
    people::{all, follow, small},
    video,
};
use crate::server;

#[tokio::test]
async fn a_comment_is_liked_answered_pinned_and_deleted() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let id = small(&ada, json!({})).await;
    let path = format!("/_causeway/v1/videos/{id}/comments");
    let mut ids = Vec::new();
    for n in 0..5 {
        let said = json!({ "text": format!("number {n}") });
        let said = bob.post(&path, said).await.ok();
        ids.push(said["id"].as_str().unwrap().to_owned());
    }
    let of = |id: &str, rest: &str| format!("{path}/{id}{rest}");
    for _ in 0..2 {
        let liked = ada.put(&of(&ids[1], "/like"), json!({})).await.ok();
        assert_eq!(liked, json!({ "liked": true, "likes": 1 }));
    }
    let mut replies = Vec::new();
    for parent in [ids[1].clone(), ids[1].clone(), ids[1].clone()] {
        let said = json!({ "text": "an answer", "parent": parent });
        let said = ada.post(&path, said).await.ok();
        assert_eq!(said["parent"], parent);
        replies.push(said["id"].as_str().unwrap().to_owned());
    }
    let deeper = json!({ "text": "deeper", "parent": replies[0] });
    let deeper = bob.post(&path, deeper).await.ok();
    assert_eq!(deeper["parent"], ids[1], "there is one level");
    replies.push(deeper["id"].as_str().unwrap().to_owned());
    let listed = all(&bob, &format!("{path}?parent={}", ids[1]), "comments", "id").await;
    assert_eq!(listed, replies, "oldest first");
    bob.put(&of(&ids[1], "/pin"), json!({}))
        .await
        .refused(403, "M_FORBIDDEN");
    ada.put(&of(&replies[0], "/pin"), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
    ada.put(&of(&ids[2], "/pin"), json!({})).await.ok();
    ada.put(&of(&ids[1], "/pin"), json!({})).await.ok();
    let page = ada.get(&path).await.ok();
    let order = |page: &Value| -> Vec<String> {
        let comments = page["comments"].as_array().unwrap();
        comments
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected = [1, 4, 3, 2, 0].map(|n: usize| ids[n].clone());
    assert_eq!(order(&page), expected);
    let first = &page["comments"][0];
    assert_eq!(
        [
            &first["likes"],
            &first["liked"],
            &first["replies"],
            &first["pinned"]
        ],
        [&json!(1), &json!(true), &json!(4), &json!(true)]
    );
    ada.delete(&of(&replies[1], "")).await.ok();
    let page = bob.get(&path).await.ok();
    assert_eq!(page["comments"][0]["replies"], 3);
    assert_eq!(page["comments"][0]["liked"], false);
    assert_eq!(video(&bob, &id).await["counts"]["comments"], 8);
    let unliked = ada.delete(&of(&ids[1], "/like")).await.ok();
    assert_eq!(unliked["likes"], 0);
    ada.delete(&of(&ids[1], "/pin")).await.ok();
    assert_eq!(ada.get(&path).await.ok()["comments"][0]["id"], ids[4]);
    // The author of the video deletes what others said on it.
    ada.put(&of(&ids[1], "/pin"), json!({})).await.ok();
    ada.delete(&of(&ids[1], "")).await.ok();
    assert_eq!(order(&bob.get(&path).await.ok()).len(), 4);
    assert_eq!(video(&bob, &id).await["counts"]["comments"], 4);
}

#[tokio::test]
async fn an_author_chooses_who_may_comment_on_all_his_videos() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let id = small(&ada, json!({})).await;
    let path = format!("/_causeway/v1/videos/{id}/comments");
    let settings = "/_causeway/v1/video_settings";
    ada.put(settings, json!({ "allow_comments": "friends" }))
        .await
        .ok();
    let said = || bob.post(&path, json!({ "text": "x" }));
    said().await.refused(403, "M_FORBIDDEN");
    follow(&ada, &bob).await;
    follow(&bob, &ada).await;
    said().await.ok();
    ada.put(settings, json!({ "allow_comments": "nobody" }))
        .await
        .ok();
    said().await.refused(403, "M_FORBIDDEN");
    ada.post(&path, json!({ "text": "mine" })).await.ok();
    let wrong = ada.put(settings, json!({ "allow_comments": "some" })).await;
    assert_eq!(wrong.status.as_u16(), 400);
}
