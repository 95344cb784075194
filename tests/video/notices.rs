//! What people are told: once for each thing, no more when it is taken back, never of whom they do not want to see.

use serde_json::{Value, json};
use testkit::Person;

use super::{
    people::{follow, page_of, small},
    post, processed,
};
use crate::server;

const PATH: &str = "/_causeway/v1/notifications";

/// What somebody is told: kind, from whom, how many.
async fn told(person: &Person) -> Vec<(String, Option<String>, u64)> {
    let page = person.get(PATH).await.ok();
    let all = page["notifications"].as_array().unwrap();
    all.iter()
        .map(|one| {
            (
                one["kind"].as_str().unwrap().to_owned(),
                one["from"]["user_id"].as_str().map(str::to_owned),
                one["count"].as_u64().unwrap(),
            )
        })
        .collect()
}

fn entry(kind: &str, from: Option<&Person>, count: u64) -> (String, Option<String>, u64) {
    (
        kind.to_owned(),
        from.map(|from| from.user_id.clone()),
        count,
    )
}

#[tokio::test]
async fn people_are_told_what_others_do() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let cy = server.person("cy").await;
    let id = small(&ada, json!({ "caption": "with @cy" })).await;
    let path = |rest: &str| format!("/_causeway/v1/videos/{id}/{rest}");
    assert_eq!(told(&ada).await, [entry("video_ready", None, 1)]);
    assert_eq!(told(&cy).await, [entry("mention", Some(&ada), 1)]);
    bob.put(&path("like"), json!({})).await.ok();
    cy.put(&path("like"), json!({})).await.ok();
    ada.put(&path("like"), json!({})).await.ok();
    follow(&bob, &ada).await;
    bob.put(&path("repost"), json!({})).await.ok();
    let said = json!({ "text": format!("look, @cy and {}", ada.user_id) });
    let said = bob.post(&path("comments"), said).await.ok();
    let comment = said["id"].as_str().unwrap();
    let answer = json!({ "text": "thanks", "parent": comment });
    ada.post(&path("comments"), answer).await.ok();
    cy.put(&path(&format!("comments/{comment}/like")), json!({}))
        .await
        .ok();
    assert_eq!(
        told(&ada).await,
        [
            entry("mention", Some(&bob), 1),
            entry("repost", Some(&bob), 1),
            entry("follow", Some(&bob), 1),
            entry("like", Some(&bob), 3),
            entry("video_ready", None, 1),
        ]
    );
    let of_bob = [
        entry("comment_like", Some(&cy), 1),
        entry("reply", Some(&ada), 1),
    ];
    assert_eq!(told(&bob).await, of_bob);
    let page = bob.get(&format!("{PATH}?limit=1")).await.ok();
    assert_eq!(page["unread"], 2);
    let newest = &page["notifications"][0];
    assert_eq!(newest["text"], said["text"]);
    assert_eq!(newest["video"]["id"], id);
    assert_eq!(newest["read"], false);
    let rest = format!("{PATH}?limit=1&from={}", page["next"].as_str().unwrap());
    let rest = bob.get(&rest).await.ok();
    assert_eq!(
        (&rest["notifications"][0]["kind"], &rest["next"]),
        (&json!("reply"), &Value::Null)
    );
    let read = json!({ "up_to": rest["notifications"][0]["id"] });
    assert_eq!(
        bob.put(&format!("{PATH}/read"), read).await.ok()["unread"],
        1
    );
    // What is taken back, nobody is told of.
    bob.delete(&page_of(&ada, "/follow")).await.ok();
    bob.delete(&path("repost")).await.ok();
    bob.delete(&path("like")).await.ok();
    ada.delete(&path(&format!("comments/{comment}"))).await.ok();
    assert_eq!(
        told(&ada).await,
        [entry("like", Some(&bob), 2), entry("video_ready", None, 1)]
    );
    assert!(told(&bob).await.is_empty());
    ada.delete(&format!("/_causeway/v1/videos/{id}")).await.ok();
    assert!(told(&ada).await.is_empty());
}

#[tokio::test]
async fn a_like_after_reading_is_news_again() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let cy = server.person("cy").await;
    let id = small(&ada, json!({})).await;
    let like = format!("/_causeway/v1/videos/{id}/like");
    bob.put(&like, json!({})).await.ok();
    let page = ada.get(PATH).await.ok();
    assert_eq!(page["unread"], 2);
    let read = json!({ "up_to": page["notifications"][0]["id"] });
    assert_eq!(
        ada.put(&format!("{PATH}/read"), read).await.ok()["unread"],
        0
    );
    cy.put(&like, json!({})).await.ok();
    assert_eq!(ada.get(PATH).await.ok()["unread"], 1);
    assert_eq!(told(&ada).await[0], entry("like", Some(&cy), 2));
    let wrong = ada
        .put(&format!("{PATH}/read"), json!({ "up_to": "x" }))
        .await;
    wrong.refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn nobody_is_told_what_those_do_whom_he_mutes_or_blocks() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let cy = server.person("cy").await;
    let private = json!({ "private": true });
    ada.put("/_causeway/v1/video_settings", private).await.ok();
    follow(&bob, &ada).await;
    assert_eq!(told(&ada).await, [entry("follow_request", Some(&bob), 1)]);
    ada.put(&page_of(&bob, "/block"), json!({})).await.ok();
    ada.put(&page_of(&cy, "/mute"), json!({})).await.ok();
    follow(&cy, &ada).await;
    assert!(told(&ada).await.is_empty());
}

#[tokio::test]
async fn an_author_is_told_why_his_video_failed() {
    let server = server();
    let ada = server.person("ada").await;
    let id = post(&ada, b"no video", json!({})).await;
    let video = processed(&ada, &id).await;
    let page = ada.get(PATH).await.ok();
    let notice = &page["notifications"][0];
    assert_eq!(notice["kind"], "video_failed");
    assert_eq!(notice["text"], video["reason"]);
    assert_eq!(notice["video"], json!({ "id": id, "poster": null }));
    // He finds it on his page, nobody else does.
    let path = page_of(&ada, "/videos");
    assert_eq!(ada.get(&path).await.ok()["videos"][0]["id"], id);
    let bob = server.person("bob").await;
    assert_eq!(bob.get(&path).await.ok()["videos"], json!([]));
}
