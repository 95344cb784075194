//! People's pages, followers, private accounts, blocks and mutes.

use serde_json::{Value, json};
use testkit::{Person, segment};

use super::{clip, fetch, ready, video};
use crate::{admin_api::admin, server};

/// A path below somebody's page.
pub(super) fn page_of(person: &Person, rest: &str) -> String {
    format!("/_causeway/v1/users/{}{rest}", segment(&person.user_id))
}

pub(super) async fn follow(person: &Person, other: &Person) -> Value {
    let path = page_of(other, "/follow");
    person.put(&path, json!({})).await.ok()
}

/// The smallest video.
pub(super) async fn small(person: &Person, more: Value) -> String {
    let shown = ready(person, &clip("128x128", "1", &["-an"]), more).await;
    shown["id"].as_str().unwrap().to_owned()
}

/// One field of all entries of a list, fetched by pages.
pub(super) async fn all(person: &Person, path: &str, list: &str, field: &str) -> Vec<String> {
    let (mut found, mut from) = (Vec::new(), String::new());
    loop {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = person.get(&format!("{path}{mark}limit=2{from}")).await.ok();
        let entries = page[list].as_array().unwrap();
        assert!(entries.len() <= 2, "{page}");
        found.extend(
            entries
                .iter()
                .map(|e| e[field].as_str().unwrap().to_owned()),
        );
        let Value::String(next) = &page["next"] else {
            return found;
        };
        from = format!("&from={next}");
    }
}

#[tokio::test]
async fn a_page_tells_who_somebody_is_and_how_many_follow() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let mut fans = Vec::new();
    for n in 0..5 {
        let fan = server.person(&format!("fan{n}")).await;
        follow(&fan, &ada).await;
        follow(&fan, &ada).await;
        fans.push(fan.user_id.clone());
    }
    follow(&ada, &bob).await;
    fans.reverse();
    let followers = all(&bob, &page_of(&ada, "/followers"), "people", "user_id").await;
    assert_eq!(followers, fans);
    let following = all(&bob, &page_of(&ada, "/following"), "people", "user_id").await;
    assert_eq!(following, [bob.user_id.as_str()]);
    let open = small(&ada, json!({})).await;
    let secret = small(&ada, json!({ "visibility": "private" })).await;
    let page = bob.get(&page_of(&ada, "")).await.ok();
    assert_eq!(page["user_id"], ada.user_id);
    assert_eq!(
        page["counts"],
        json!({ "followers": 5, "following": 1, "likes": 0, "videos": 1 })
    );
    assert_eq!(page["follows_me"], true);
    assert_eq!(page["following"], false);
    let like = format!("/_causeway/v1/videos/{open}/like");
    bob.put(&like, json!({})).await.ok();
    let page = ada.get(&page_of(&ada, "")).await.ok();
    assert_eq!(
        (&page["counts"]["likes"], &page["counts"]["videos"]),
        (&json!(1), &json!(2))
    );
    let seen = all(&bob, &page_of(&ada, "/videos"), "videos", "id").await;
    assert_eq!(seen, [open.as_str()]);
    let own = all(&ada, &page_of(&ada, "/videos"), "videos", "id").await;
    assert_eq!(own, [secret.as_str(), open.as_str()]);
    ada.delete(&format!("/_causeway/v1/videos/{open}"))
        .await
        .ok();
    let page = ada.get(&page_of(&ada, "")).await.ok();
    assert_eq!(page["counts"]["likes"], 0, "likes go with their video");
    let nobody = fetch(&server.http, &page_of(&ada, "")).await.ok();
    assert_eq!(nobody["counts"]["videos"], 0);
    let path = "/_causeway/v1/users/@nobody:localhost";
    bob.get(path).await.refused(404, "M_NOT_FOUND");
    let wrong = bob.get(&page_of(&ada, "/followers?from=x")).await;
    wrong.refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn friends_are_those_who_follow_each_other() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let cy = server.person("cy").await;
    follow(&ada, &bob).await;
    follow(&bob, &ada).await;
    follow(&ada, &cy).await;
    let one = small(&bob, json!({ "visibility": "friends" })).await;
    small(&cy, json!({})).await;
    let two = small(&bob, json!({})).await;
    let friends = all(&ada, "/_causeway/v1/feed/friends", "videos", "id").await;
    assert_eq!(friends, [two, one]);
}

#[tokio::test]
async fn a_private_account_is_asked_before_it_is_followed() {
    let server = server();
    let (ada, fan) = (server.person("ada").await, server.person("fan").await);
    let bob = server.person("bob").await;
    let id = small(&ada, json!({})).await;
    let path = format!("/_causeway/v1/videos/{id}");
    let open = video(&fan, &id).await["playback"]["mp4"]
        .as_str()
        .unwrap()
        .to_owned();
    let settings = "/_causeway/v1/video_settings";
    assert_eq!(ada.get(settings).await.ok()["private"], false);
    let set = ada.put(settings, json!({ "private": true })).await.ok();
    assert_eq!(
        set,
        json!({ "private": true, "allow_duet": "everyone", "allow_stitch": "everyone", "allow_comments": "everyone" })
    );
    fan.get(&path).await.refused(404, "M_NOT_FOUND");
    fetch(&server.http, &open).await.refused(404, "M_NOT_FOUND");
    assert!(
        all(&fan, &page_of(&ada, "/videos"), "videos", "id")
            .await
            .is_empty()
    );
    assert!(
        all(&fan, "/_causeway/v1/feed/fresh", "videos", "id")
            .await
            .is_empty()
    );
    fan.get(&page_of(&ada, "/followers"))
        .await
        .refused(403, "M_FORBIDDEN");
    let asked = follow(&fan, &ada).await;
    assert_eq!(asked, json!({ "following": false, "requested": true }));
    follow(&bob, &ada).await;
    let requests = "/_causeway/v1/follow_requests";
    let listed = all(&ada, requests, "people", "user_id").await;
    assert_eq!(listed, [bob.user_id.as_str(), fan.user_id.as_str()]);
    let answer = |who: &Person| format!("{requests}/{}", segment(&who.user_id));
    ada.put(&answer(&fan), json!({})).await.ok();
    ada.put(&answer(&fan), json!({})).await.ok();
    ada.delete(&answer(&bob)).await.ok();
    ada.put(&answer(&bob), json!({}))
        .await
        .refused(404, "M_NOT_FOUND");
    assert!(all(&ada, requests, "people", "user_id").await.is_empty());
    fan.get(&path).await.ok();
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    // What comes later is for followers as well, whatever is asked for.
    let later = small(&ada, json!({ "visibility": "public" })).await;
    let later = format!("/_causeway/v1/videos/{later}");
    bob.get(&later).await.refused(404, "M_NOT_FOUND");
    ada.put(&path, json!({ "visibility": "public" })).await.ok();
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    ada.put(settings, json!({ "private": false })).await.ok();
    bob.get(&path).await.ok();
    bob.get(&later).await.ok();
}

#[tokio::test]
async fn two_people_of_whom_one_blocked_the_other_are_not_there_for_each_other() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let cy = server.person("cy").await;
    follow(&bob, &ada).await;
    follow(&ada, &bob).await;
    let (of_ada, of_bob) = (small(&ada, json!({})).await, small(&bob, json!({})).await);
    let of_cy = small(&cy, json!({})).await;
    let path = |id: &str, rest: &str| format!("/_causeway/v1/videos/{id}{rest}");
    let said = bob
        .post(&path(&of_cy, "/comments"), json!({ "text": "hello" }))
        .await
        .ok();
    ada.put(&page_of(&bob, "/block"), json!({})).await.ok();
    for (person, other) in [(&ada, &of_bob), (&bob, &of_ada)] {
        person
            .get(&path(other, ""))
            .await
            .refused(404, "M_NOT_FOUND");
        let like = person.put(&path(other, "/like"), json!({})).await;
        like.refused(404, "M_NOT_FOUND");
        let comment = json!({ "text": "x" });
        let comment = person.post(&path(other, "/comments"), comment).await;
        comment.refused(404, "M_NOT_FOUND");
        let fresh = all(person, "/_causeway/v1/feed/fresh", "videos", "id").await;
        assert!(!fresh.contains(other), "{fresh:?}");
    }
    let comments = all(&ada, &path(&of_cy, "/comments"), "comments", "id").await;
    assert!(comments.is_empty(), "what he says elsewhere is hidden too");
    let said = said["id"].as_str().unwrap();
    let liked = path(&of_cy, &format!("/comments/{said}/like"));
    ada.put(&liked, json!({})).await.refused(404, "M_NOT_FOUND");
    bob.get(&page_of(&ada, ""))
        .await
        .refused(404, "M_NOT_FOUND");
    let follows = bob.put(&page_of(&ada, "/follow"), json!({})).await;
    follows.refused(404, "M_NOT_FOUND");
    let page = ada.get(&page_of(&bob, "")).await.ok();
    assert_eq!(
        (&page["blocked"], &page["following"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(page["counts"]["followers"], 0);
    let blocked = all(&ada, "/_causeway/v1/blocked", "people", "user_id").await;
    assert_eq!(blocked, [bob.user_id.as_str()]);
    ada.delete(&page_of(&bob, "/block")).await.ok();
    bob.get(&path(&of_ada, "")).await.ok();
}

#[tokio::test]
async fn whom_one_mutes_or_ignores_comes_in_no_list() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    follow(&ada, &bob).await;
    let own = ready(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let own = own["id"].as_str().unwrap();
    let id = small(&bob, json!({ "caption": "a #cat", "sound": own })).await;
    let comments = format!("/_causeway/v1/videos/{own}/comments");
    bob.post(&comments, json!({ "text": "hello" })).await.ok();
    let lists = [
        "feed/fresh",
        "feed/following",
        "tags/cat/videos",
        &format!("sounds/{own}/videos"),
        "search?q=cat",
    ]
    .map(|list| format!("/_causeway/v1/{list}"));
    let ignore = format!(
        "/_matrix/client/v3/user/{}/account_data/m.ignored_user_list",
        segment(&ada.user_id)
    );
    let nobody = json!({ "ignored_users": {} });
    let him = json!({ "ignored_users": { (bob.user_id.as_str()): {} } });
    for (mute, ignored, is_shown) in [
        (false, &nobody, true),
        (true, &nobody, false),
        (false, &him, false),
    ] {
        let path = page_of(&bob, "/mute");
        let answer = match mute {
            true => ada.put(&path, json!({})).await,
            false => ada.delete(&path).await,
        };
        answer.ok();
        ada.put(&ignore, ignored.clone()).await.ok();
        for list in &lists {
            let found = all(&ada, list, "videos", "id").await;
            assert_eq!(found.contains(&id), is_shown, "{list} {mute} {ignored}");
        }
        let said = all(&ada, &comments, "comments", "id").await;
        assert_eq!(!said.is_empty(), is_shown, "{mute} {ignored}");
    }
    // His page is there for who goes to it.
    let videos = all(&ada, &page_of(&bob, "/videos"), "videos", "id").await;
    assert_eq!(videos, [id]);
}

#[tokio::test]
async fn a_removed_video_that_comes_back_is_for_whom_its_private_author_allows() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let id = small(&ada, json!({})).await;
    let path = format!("/_causeway/v1/videos/{id}");
    let report = json!({ "reason": "spam" });
    bob.post(&format!("{path}/report"), report).await.ok();
    let reports = "/_causeway/v1/admin/video_reports";
    let report = root.get(reports).await.ok()["reports"][0]["id"].clone();
    let decide = format!("{reports}/{report}");
    let remove = json!({ "decision": "remove", "reason": "spam" });
    root.put(&decide, remove).await.ok();
    let told = ada.get("/_causeway/v1/notifications").await.ok();
    let told = &told["notifications"][0];
    assert_eq!(
        (&told["kind"], &told["text"]),
        (&json!("moderation"), &json!("spam"))
    );
    let settings = "/_causeway/v1/video_settings";
    ada.put(settings, json!({ "private": true })).await.ok();
    root.put(&decide, json!({ "decision": "keep" })).await.ok();
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    ada.put(settings, json!({ "private": false })).await.ok();
    bob.get(&path).await.ok();
    // Lists follow soon.
    let listed = async {
        while !all(&bob, "/_causeway/v1/feed/fresh", "videos", "id")
            .await
            .contains(&id)
        {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), listed).await;
    assert!(waited.is_ok());
}
