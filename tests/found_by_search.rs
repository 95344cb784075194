//! Being found: by everybody when one chose to be, by one's exact id always.

use serde_json::{Value, json};
use testkit::Person;

use crate::server;

const DISCOVERABLE: &str = "/_causeway/v1/me/discoverable";

async fn found(person: &Person, term: &str) -> Vec<Value> {
    let path = "/_matrix/client/v3/user_directory/search";
    let found = person.post(path, json!({ "search_term": term })).await.ok();
    let results = found["results"].as_array().unwrap();
    results
        .iter()
        .map(|person| person["user_id"].clone())
        .collect()
}

#[tokio::test]
async fn a_stranger_is_found_by_name_once_she_chose_to_be() {
    let mut server = server();
    let (mei, bo) = (server.person("mei").await, server.person("bo").await);
    let name = format!("/_matrix/client/v3/profile/{}/displayname", mei.user_id);
    mei.put(&name, json!({ "displayname": "Lin 林美玲" }))
        .await
        .ok();
    let me = mei.get("/_causeway/v1/me").await.ok();
    assert_eq!(me["discoverable"], false);
    assert!(found(&bo, "林美").await.is_empty());

    let chosen = mei.put(DISCOVERABLE, json!({ "discoverable": true })).await;
    assert_eq!(chosen.ok(), json!({ "discoverable": true }));
    assert_eq!(mei.get("/_causeway/v1/me").await.ok()["discoverable"], true);
    server.kill();
    server.start();
    let (mei, bo) = (mei.at(&server.http), bo.at(&server.http));
    for term in ["林美", "美玲", "lin", "mei"] {
        assert_eq!(found(&bo, term).await, [json!(mei.user_id)], "{term}");
    }
    mei.put(DISCOVERABLE, json!({ "discoverable": false }))
        .await
        .ok();
    assert!(found(&bo, "lin").await.is_empty());
}

#[tokio::test]
async fn anybody_is_found_by_the_exact_id_and_comes_first() {
    let server = server();
    let (mei, bo) = (server.person("mei").await, server.person("bo").await);
    let other = server.person("mei.lin").await;
    other
        .put(DISCOVERABLE, json!({ "discoverable": true }))
        .await
        .ok();
    assert_eq!(found(&bo, "mei").await, [json!(other.user_id)]);
    for id in ["@mei:localhost", " @MEI:localhost "] {
        let both = [json!(mei.user_id), json!(other.user_id)];
        assert_eq!(found(&bo, id).await, both, "{id}");
    }
    assert_eq!(
        found(&bo, "@mei.lin:localhost").await,
        [json!(other.user_id)]
    );
    // No part of an id is one.
    for id in ["@mei", "mei:localhost", "@me:localhost", "@mei:elsewhere"] {
        let found = found(&bo, id).await;
        assert!(!found.contains(&json!(mei.user_id)), "{id}");
    }
}

#[tokio::test]
async fn the_choice_is_the_persons_own_and_ends_with_the_account() {
    let server = server();
    let (mei, bo) = (server.person("mei").await, server.person("bo").await);
    let nobody = server
        .http
        .json(
            http::Method::PUT,
            DISCOVERABLE,
            None,
            &json!({ "discoverable": true }),
        )
        .await;
    nobody.refused(401, "M_MISSING_TOKEN");
    for body in [json!({}), json!({ "discoverable": "yes" }), json!([])] {
        mei.put(DISCOVERABLE, body).await.refused(400, "M_BAD_JSON");
    }
    mei.put(DISCOVERABLE, json!({ "discoverable": true }))
        .await
        .ok();
    let args = ["user", "deactivate", "mei", "--server-name", "localhost"];
    assert!(server.run(&args).status.success());
    assert!(found(&bo, "mei").await.is_empty());
    assert!(found(&bo, &mei.user_id).await.is_empty());
}
