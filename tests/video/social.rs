//! Likes, comments and follows: exact, and the same once more changes nothing (law 3).

use serde_json::json;
use testkit::segment;

use super::{clip, ready, video};
use crate::server;

#[tokio::test]
async fn likes_and_comments_are_counted_exactly() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let shown = ready(&ada, &clip("360x640", "1", &[]), json!({})).await;
    let id = shown["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    for _ in 0..2 {
        let liked = bob.put(&format!("{path}/like"), json!({})).await.ok();
        assert_eq!(liked["counts"]["likes"], 1);
    }
    ada.put(&format!("{path}/like"), json!({})).await.ok();
    assert_eq!(video(&bob, id).await["counts"]["likes"], 2);
    assert_eq!(video(&bob, id).await["liked"], true);
    for _ in 0..2 {
        bob.delete(&format!("{path}/like")).await.ok();
    }
    assert_eq!(video(&bob, id).await["counts"]["likes"], 1);
    let comments = format!("{path}/comments");
    let body = json!({ "text": "nice", "txn_id": "t1" });
    let first = bob.post(&comments, body.clone()).await.ok();
    let again = bob.post(&comments, body).await.ok();
    assert_eq!(first["id"], again["id"]);
    let reply = json!({ "text": "thanks", "parent": first["id"] });
    ada.post(&comments, reply).await.ok();
    assert_eq!(video(&bob, id).await["counts"]["comments"], 2);
    let listed = bob.get(&comments).await.ok();
    assert_eq!(listed["comments"].as_array().unwrap().len(), 1);
    assert_eq!(listed["comments"][0]["author"], bob.user_id);
    let parent = first["id"].as_str().unwrap();
    let replies = bob.get(&format!("{comments}?parent={parent}")).await.ok();
    assert_eq!(replies["comments"][0]["text"], "thanks");
    bob.delete(&format!("{comments}/{parent}")).await.ok();
    assert_eq!(video(&bob, id).await["counts"]["comments"], 0);
    ada.put(&path, json!({ "comments": false })).await.ok();
    let closed = bob.post(&comments, json!({ "text": "late" })).await;
    closed.refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn many_likes_at_once_are_all_counted() {
    let server = server();
    let ada = server.person("ada").await;
    let shown = ready(&ada, &clip("360x640", "1", &[]), json!({})).await;
    let id = shown["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}/like");
    let mut people = Vec::new();
    for n in 0..20 {
        people.push(server.person(&format!("p{n}")).await);
    }
    let likes = people.iter().map(|person| person.put(&path, json!({})));
    for answer in futures_all(likes).await {
        answer.ok();
    }
    assert_eq!(video(&ada, id).await["counts"]["likes"], 20);
}

/// All answers, asked for at once.
async fn futures_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        running.retain_mut(|one| match one.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if running.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}

#[tokio::test]
async fn one_follows_people_who_are_here() {
    let server = server();
    let ada = server.person("ada").await;
    let path = |name: &str| format!("/_causeway/v1/users/{}/follow", segment(name));
    ada.put(&path("@nobody:localhost"), json!({}))
        .await
        .refused(404, "M_NOT_FOUND");
    ada.put(&path(&ada.user_id), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
    ada.put(&path("nonsense"), json!({}))
        .await
        .refused(400, "M_INVALID_PARAM");
    let bob = server.person("bob").await;
    let followed = ada.put(&path(&bob.user_id), json!({})).await.ok();
    assert_eq!(followed["following"], true);
    let ended = ada.delete(&path(&bob.user_id)).await.ok();
    assert_eq!(ended["following"], false);
}
