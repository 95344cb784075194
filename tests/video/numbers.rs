//! Authors learn how their videos do, by day, and nothing about a single viewer.

use serde_json::{Value, json};
use testkit::{Person, segment};

use super::{
    clip, ready,
    views::{server, spend, tokens},
};

async fn numbers(person: &Person, of: &str) -> Value {
    person.get(&format!("/_causeway/v1/{of}")).await.ok()
}

fn today(numbers: &Value) -> &Value {
    numbers["days"].as_array().unwrap().last().unwrap()
}

#[tokio::test]
async fn an_author_is_told_views_by_day_quarter_and_source_from_twenty_on() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("videos/{id}/numbers");
    let tokens = tokens(&bob, 30).await;
    for token in &tokens[..19] {
        spend(&server.http, &token.view(id, 4, "feed")).await.ok();
    }
    let few = numbers(&ada, &path).await;
    assert_eq!(few["days"].as_array().unwrap().len(), 28);
    let nobody = json!([null, null, null, null, null]);
    assert_eq!((&few["views"], &few["completion"]), (&Value::Null, &nobody));
    assert_eq!(few["sources"]["feed"], Value::Null);
    assert_eq!(
        few["first_audience"],
        json!({ "views": null, "of": 200, "done": false })
    );
    for token in &tokens[19..] {
        spend(&server.http, &token.view(id, 4, "feed")).await.ok();
    }
    let many = numbers(&ada, &format!("{path}?days=7")).await;
    assert_eq!(many["days"].as_array().unwrap().len(), 7);
    assert_eq!(many["views"], 30);
    assert_eq!(many["completion"], json!([null, null, null, null, 30]));
    assert_eq!(
        (&many["sources"]["feed"], &many["sources"]["share"]),
        (&json!(30), &Value::Null)
    );
    assert_eq!(
        (&today(&many)["views"], &today(&many)["follows"]),
        (&json!(30), &Value::Null)
    );
    assert_eq!(many["first_audience"]["views"], 30);
    bob.get(&format!("/_causeway/v1/{path}"))
        .await
        .refused(404, "M_NOT_FOUND");
    assert_eq!(numbers(&bob, "numbers").await["views"], Value::Null);
    assert_eq!(numbers(&ada, "numbers").await["views"], 30);
}

#[tokio::test]
async fn acts_count_on_their_day_as_long_as_they_stand() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let clip = clip("128x128", "1", &["-an"]);
    let one = ready(&ada, &clip, json!({})).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = ready(&ada, &clip, json!({})).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let on = |id: &str, what: &str| format!("/_causeway/v1/videos/{id}/{what}");
    for (id, what) in [
        (&one, "like"),
        (&other, "like"),
        (&one, "save"),
        (&one, "repost"),
    ] {
        bob.put(&on(id, what), json!({})).await.ok();
    }
    bob.post(&on(&one, "share"), json!({})).await.ok();
    let said = bob
        .post(
            &on(&one, "comments"),
            json!({ "text": "well", "txn_id": "1" }),
        )
        .await
        .ok();
    let ada_path = format!("/_causeway/v1/users/{}/follow", segment(&ada.user_id));
    bob.put(&ada_path, json!({})).await.ok();
    let told = numbers(&ada, &format!("videos/{one}/numbers")).await;
    let acts = ["likes", "saves", "reposts", "shares", "comments"];
    for act in acts {
        assert_eq!(today(&told)[act], 1, "{act}");
    }
    let all = numbers(&ada, "numbers").await;
    assert_eq!(
        (&today(&all)["likes"], &today(&all)["follows"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(all["first_audience"], Value::Null);
    for (id, what) in [(&one, "like"), (&one, "save"), (&one, "repost")] {
        bob.delete(&on(id, what)).await.ok();
    }
    let comment = said["id"].as_str().unwrap();
    bob.delete(&on(&one, &format!("comments/{comment}")))
        .await
        .ok();
    bob.delete(&ada_path).await.ok();
    let told = numbers(&ada, &format!("videos/{one}/numbers")).await;
    for act in ["likes", "saves", "reposts", "comments"] {
        assert_eq!(today(&told)[act], 0, "{act}");
    }
    let all = numbers(&ada, "numbers").await;
    assert_eq!(
        (&today(&all)["likes"], &today(&all)["follows"]),
        (&json!(1), &json!(0))
    );
    ada.delete(&format!("/_causeway/v1/videos/{other}"))
        .await
        .ok();
    assert_eq!(today(&numbers(&ada, "numbers").await)["likes"], 0);
}
