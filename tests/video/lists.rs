//! Lists in time order, by pages: nothing twice, nothing left out.

use serde_json::{Value, json};
use testkit::{Person, segment};

use super::{clip, ready};
use crate::server;

/// Ids of all entries of a list, fetched by pages.
async fn all(person: &Person, list: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut from) = (Vec::new(), String::new());
    loop {
        let page = person
            .get(&format!("/_causeway/v1/feed/{list}?limit={limit}{from}"))
            .await
            .ok();
        let videos = page["videos"].as_array().unwrap();
        assert!(videos.len() <= limit);
        ids.extend(videos.iter().map(|v| v["id"].as_str().unwrap().to_owned()));
        let Value::String(next) = &page["next"] else {
            return ids;
        };
        from = format!("&from={next}");
    }
}

#[tokio::test]
async fn following_is_exact_and_in_time_order() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let (cy, fan) = (server.person("cy").await, server.person("fan").await);
    for other in [&ada, &bob] {
        let path = format!("/_causeway/v1/users/{}/follow", segment(&other.user_id));
        fan.put(&path, json!({})).await.ok();
    }
    let clip = clip("128x128", "1", &["-an"]);
    let mut expected = Vec::new();
    for (who, visibility, seen) in [
        (&ada, "public", true),
        (&bob, "followers", true),
        (&cy, "public", false),
        (&ada, "private", false),
        (&bob, "friends", false),
        (&ada, "public", true),
        (&bob, "public", true),
    ] {
        let video = ready(who, &clip, json!({ "visibility": visibility })).await;
        if seen {
            expected.insert(0, video["id"].as_str().unwrap().to_owned());
        }
    }
    for limit in [1, 2, 3, 50] {
        assert_eq!(all(&fan, "following", limit).await, expected, "{limit}");
    }
    assert_eq!(all(&fan, "fresh", 2).await.len(), 4);
    let back = format!("/_causeway/v1/users/{}/follow", segment(&fan.user_id));
    bob.put(&back, json!({})).await.ok();
    assert_eq!(
        all(&fan, "following", 2).await.len(),
        5,
        "now he is a friend"
    );
    let wrong = fan.get("/_causeway/v1/feed/fresh?from=x").await;
    wrong.refused(400, "M_INVALID_PARAM");
}
