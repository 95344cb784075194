//! What rises now: by what people did lately, and for each language.

use serde_json::{Value, json};
use testkit::Person;

use super::{clip, ready};
use crate::{admin_api::admin, server};

/// Names of what trends.
async fn trending(person: &Person, what: &str, name: &str, query: &str) -> Vec<String> {
    let path = format!("/_causeway/v1/trending/{what}{query}");
    let told = person.get(&path).await.ok();
    let names = told[what]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one[name].as_str().unwrap().to_owned());
    names.collect()
}

async fn videos(person: &Person, query: &str) -> Vec<String> {
    trending(person, "videos", "id", query).await
}

#[tokio::test]
async fn videos_tags_and_sounds_rise_by_what_people_do_in_a_language() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let clip = clip("128x128", "1", &[]);
    let mut ids = Vec::new();
    for (caption, language, visibility) in [
        ("#tea", "en-GB", "public"),
        ("#茶 #tea", "zh-Hans", "public"),
        ("#rain", "en", "public"),
        ("#secret", "en", "private"),
    ] {
        let more = json!({ "caption": caption, "language": language, "visibility": visibility });
        let id = ready(&ada, &clip, more).await["id"]
            .as_str()
            .unwrap()
            .to_owned();
        ids.push(id);
    }
    let on = |id: &str, what: &str| format!("/_causeway/v1/videos/{id}/{what}");
    assert_eq!(videos(&bob, "").await, [""; 0], "nobody did anything yet");
    bob.put(&on(&ids[0], "like"), json!({})).await.ok();
    bob.put(&on(&ids[1], "repost"), json!({})).await.ok();
    bob.put(&on(&ids[2], "save"), json!({})).await.ok();
    ada.put(&on(&ids[3], "repost"), json!({})).await.ok();
    assert_eq!(videos(&bob, "").await, [&*ids[1], &ids[2], &ids[0]]);
    assert_eq!(videos(&bob, "?language=en").await, [&*ids[2], &ids[0]]);
    assert_eq!(videos(&bob, "?language=zh-Hant").await, [&*ids[1]]);
    let first = bob.get("/_causeway/v1/trending/videos?limit=2").await.ok();
    let rest = format!("?from={}", first["next"].as_str().unwrap());
    assert_eq!(videos(&bob, &rest).await, [&*ids[0]]);
    let tags = |query| trending(&bob, "tags", "tag", query);
    assert_eq!(tags("").await, ["tea", "rain", "茶"]);
    assert_eq!(tags("?language=en").await, ["rain", "tea"]);
    assert_eq!(tags("?language=zh").await, ["tea", "茶"]);
    assert_eq!(
        trending(&bob, "sounds", "id", "?language=zh").await,
        [&*ids[1]]
    );
    // What its author says of its language counts from then on.
    ada.put(
        &format!("/_causeway/v1/videos/{}", ids[1]),
        json!({ "language": "en" }),
    )
    .await
    .ok();
    assert_eq!(videos(&bob, "?language=zh").await, [""; 0]);
    assert_eq!(
        videos(&bob, "?language=en").await,
        [&*ids[1], &ids[2], &ids[0]]
    );
    assert_eq!(tags("?language=zh").await, [""; 0]);
    assert_eq!(tags("?language=en").await, ["tea", "rain", "茶"]);
    ada.delete(&format!("/_causeway/v1/videos/{}", ids[1]))
        .await
        .ok();
    assert_eq!(videos(&bob, "").await, [&*ids[2], &ids[0]]);
    assert_eq!(tags("?language=en").await, ["rain", "tea"]);
    for wrong in [
        "trending/videos?from=x",
        "trending/videos?language=%20",
        "trending/tags?language=e",
    ] {
        bob.get(&format!("/_causeway/v1/{wrong}"))
            .await
            .refused(400, "M_INVALID_PARAM");
    }
}

#[tokio::test]
async fn an_act_that_is_taken_back_lifts_nothing() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let path = format!("/_causeway/v1/videos/{}/like", made["id"].as_str().unwrap());
    bob.put(&path, json!({})).await.ok();
    assert_eq!(videos(&bob, "").await.len(), 1);
    let guest = server.http.json(
        http::Method::GET,
        "/_causeway/v1/trending/videos",
        None,
        &Value::Null,
    );
    assert_eq!(guest.await.ok()["videos"].as_array().unwrap().len(), 1);
    bob.delete(&path).await.ok();
    assert_eq!(videos(&bob, "").await, [""; 0]);
}

#[tokio::test]
async fn what_rises_follows_the_host_s_rules() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let clip = clip("128x128", "1", &[]);
    let mut ids = Vec::new();
    for caption in ["#sea", "#hill", "#moss", "#kite #sea"] {
        let made = ready(&ada, &clip, json!({ "caption": caption })).await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let on = |id: &str, what: &str| format!("/_causeway/v1/videos/{id}/{what}");
    bob.put(&on(&ids[0], "repost"), json!({})).await.ok();
    bob.put(&on(&ids[1], "save"), json!({})).await.ok();
    for id in [&ids[2], &ids[3]] {
        bob.put(&on(id, "like"), json!({})).await.ok();
    }
    assert_eq!(
        videos(&bob, "").await,
        [&*ids[0], &ids[1], &ids[3], &ids[2]]
    );
    let rules = "/_causeway/v1/admin/feed/rules";
    let rule = |kind: &str, subject: &str, value: &str| json!({ "kind": kind, "subject": subject, "value": value, "reason": "a storm" });
    root.put(rules, rule("demote", "tag", "sea")).await.ok();
    // Later, and still each once, however the pages are cut.
    let demoted = [&*ids[1], &ids[2], &ids[0], &ids[3]];
    assert_eq!(videos(&bob, "").await, demoted);
    for limit in [1, 2, 3] {
        let (mut turned, mut from) = (Vec::new(), String::new());
        loop {
            let path = format!("/_causeway/v1/trending/videos?limit={limit}{from}");
            let page = bob.get(&path).await.ok();
            let found = page["videos"].as_array().unwrap().iter();
            turned.extend(found.map(|video| video["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => from = format!("&from={next}"),
                None => break,
            }
        }
        assert_eq!(turned, demoted, "{limit}");
    }
    let tags = || trending(&bob, "tags", "tag", "");
    assert_eq!(tags().await, ["hill", "kite", "moss", "sea"]);
    root.put(rules, rule("exclude", "tag", "sea")).await.ok();
    assert_eq!(videos(&bob, "").await, [&*ids[1], &ids[2]]);
    assert_eq!(tags().await, ["hill", "kite", "moss"]);
    let sounds = || trending(&bob, "sounds", "id", "");
    assert_eq!(sounds().await.len(), 2, "those of excluded videos neither");
    root.put(rules, rule("exclude", "author", &ada.user_id))
        .await
        .ok();
    assert_eq!(videos(&bob, "").await, [""; 0]);
    assert_eq!(sounds().await, [""; 0]);
}
