//! What finds videos: words, tags, sounds, what trends; and the order of the fresh list.

use serde_json::{Value, json};
use testkit::{Person, segment};

use super::{clip, ready, video};
use crate::server;

const SEARCH: &str = "/_causeway/v1/search";

fn ids(videos: &Value) -> Vec<&str> {
    let list = videos["videos"].as_array().unwrap();
    list.iter().map(|one| one["id"].as_str().unwrap()).collect()
}

async fn found(person: &Person, q: &str) -> Vec<String> {
    let (mut all, mut from) = (Vec::new(), String::new());
    loop {
        let path = format!("{SEARCH}?kind=videos&limit=1&q={}{from}", segment(q));
        let page = person.get(&path).await.ok();
        all.extend(ids(&page).into_iter().map(str::to_owned));
        let Value::String(next) = &page["next"] else {
            return all;
        };
        from = format!("&from={next}");
    }
}

async fn names(person: &Person, kind: &str, q: &str, of: &str) -> Vec<String> {
    let path = format!("{SEARCH}?kind={kind}&q={}", segment(q));
    let answer = person.get(&path).await.ok();
    let list = answer[kind].as_array().unwrap();
    list.iter()
        .map(|one| one[of].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn videos_are_found_by_words_in_every_script_by_whom_they_are_for() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let silent = clip("128x128", "1", &["-an"]);
    let mut made = Vec::new();
    for (caption, visibility) in [
        ("A walk to the harbour #Cats", "public"),
        ("去海港看猫 #猫咪", "public"),
        ("my secret harbour #cats", "private"),
        ("harbour for friends who follow", "followers"),
        ("the walk home #catsanddogs", "public"),
    ] {
        let more = json!({ "caption": caption, "visibility": visibility });
        made.push(
            ready(&ada, &silent, more).await["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let of = |which: &[usize]| -> Vec<String> { which.iter().map(|n| made[*n].clone()).collect() };
    for (q, mine, others) in [
        ("harbour", vec![3, 2, 0], vec![0]),
        ("HARBOUR walk", vec![0], vec![0]),
        ("walk", vec![4, 0], vec![4, 0]),
        ("海港", vec![1], vec![1]),
        ("猫", vec![1], vec![1]),
        ("去海港看猫", vec![1], vec![1]),
        ("海看", vec![], vec![]),
        ("#cats", vec![2, 0], vec![0]),
        ("#cats walk", vec![0], vec![0]),
        ("#猫咪", vec![1], vec![1]),
        ("nothing", vec![], vec![]),
        ("", vec![], vec![]),
    ] {
        assert_eq!(found(&ada, q).await, of(&mine), "{q}");
        assert_eq!(found(&bob, q).await, of(&others), "{q}");
    }
    let follow = format!("/_causeway/v1/users/{}/follow", segment(&ada.user_id));
    bob.put(&follow, json!({})).await.ok();
    assert_eq!(found(&bob, "harbour").await, of(&[3, 0]));
    let path = |n: usize| format!("/_causeway/v1/videos/{}", made[n]);
    let change = json!({ "caption": "a tower #castle", "visibility": "public" });
    ada.put(&path(0), change).await.ok();
    ada.delete(&path(3)).await.ok();
    assert!(found(&bob, "harbour").await.is_empty());
    assert_eq!(found(&bob, "tower").await, of(&[0]));
    for wrong in [
        format!("q={}", "x".repeat(201)),
        "q=x&from=y".into(),
        "q=x&kind=z".into(),
        String::new(),
    ] {
        bob.get(&format!("{SEARCH}?{wrong}"))
            .await
            .refused(400, "M_INVALID_PARAM");
    }
    let many = segment(&(100..133).map(|n| format!("{n} ")).collect::<String>());
    bob.get(&format!("{SEARCH}?q={many}"))
        .await
        .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn tags_and_people_are_found_and_tags_trend() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let silent = clip("128x128", "1", &["-an"]);
    let mut made = Vec::new();
    for (caption, visibility) in [
        ("#cats #catnip", "public"),
        ("#cats #小猫咪", "public"),
        ("#cats #hidden", "private"),
    ] {
        let more = json!({ "caption": caption, "visibility": visibility });
        made.push(
            ready(&ada, &silent, more).await["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(names(&bob, "tags", "#cat", "tag").await, ["cats", "catnip"]);
    assert_eq!(names(&bob, "tags", "猫咪", "tag").await, ["小猫咪"]);
    assert!(
        names(&bob, "tags", "hid", "tag").await.is_empty(),
        "it is private"
    );
    let tag = bob.get("/_causeway/v1/tags/Cats").await.ok();
    assert_eq!(tag, json!({ "tag": "cats", "videos": 2 }));
    let list = "/_causeway/v1/tags/cats/videos";
    assert_eq!(ids(&bob.get(list).await.ok()), [&made[1], &made[0]]);
    let trending = bob.get("/_causeway/v1/trending/tags?limit=2").await.ok();
    assert_eq!(
        trending["tags"][0],
        json!({ "tag": "cats", "videos": 2, "recent": 2 })
    );
    assert_eq!(trending["tags"].as_array().unwrap().len(), 2);
    for n in [0, 1] {
        ada.delete(&format!("/_causeway/v1/videos/{}", made[n]))
            .await
            .ok();
    }
    let trending = bob.get("/_causeway/v1/trending/tags").await.ok();
    assert_eq!(trending["tags"], json!([]));
    assert!(names(&bob, "tags", "cat", "tag").await.is_empty());
    assert_eq!(bob.get("/_causeway/v1/tags/cats").await.ok()["videos"], 0);
    bob.get(&format!("/_causeway/v1/tags/{}", segment("a b")))
        .await
        .refused(400, "M_INVALID_PARAM");
    assert!(
        names(&bob, "people", "ada", "user_id").await.is_empty(),
        "nothing public"
    );
    ready(&ada, &silent, json!({})).await;
    assert_eq!(
        names(&bob, "people", &ada.user_id, "user_id").await,
        [ada.user_id.as_str()]
    );
    assert_eq!(
        names(&bob, "people", "bo", "user_id").await,
        [bob.user_id.as_str()]
    );
    assert!(names(&ada, "people", "bo", "user_id").await.is_empty());
}

#[tokio::test]
async fn fresh_lists_new_and_popular_videos_and_its_pages_stand_still() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let silent = clip("128x128", "1", &["-an"]);
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(
            ready(&ada, &silent, json!({})).await["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let list = "/_causeway/v1/feed/fresh?limit=2";
    let first = bob.get(list).await.ok();
    assert_eq!(ids(&first), [&made[3], &made[2]]);
    let like = |n: usize| format!("/_causeway/v1/videos/{}/like", made[n]);
    bob.put(&like(0), json!({})).await.ok();
    ready(&ada, &silent, json!({})).await;
    let rest = bob
        .get(&format!("{list}&from={}", first["next"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        ids(&rest),
        [&made[1], &made[0]],
        "nothing twice, nothing left out"
    );
    assert_eq!(rest["next"], Value::Null);
    assert_eq!(
        ids(&bob.get(list).await.ok())[0],
        made[0],
        "what is liked rises"
    );
    // Taking it back and giving it again moves nothing to and fro, but a video without a like sinks again.
    bob.delete(&like(0)).await.ok();
    assert_ne!(ids(&bob.get(list).await.ok())[0], made[0]);
    ada.delete(&format!("/_causeway/v1/videos/{}", made[1]))
        .await
        .ok();
    let rest = bob
        .get(&format!("{list}&from={}", first["next"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(ids(&rest), [&made[0]]);
    for wrong in ["x", "1", "1.2", "1.2.3.4"] {
        bob.get(&format!("{list}&from={wrong}"))
            .await
            .refused(400, "M_INVALID_PARAM");
    }
}

#[tokio::test]
async fn a_sound_is_used_by_others_as_long_as_its_video_is_for_them() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let loud = clip("128x128", "1", &[]);
    let original = ready(&ada, &loud, json!({ "caption": "Rain on the roof #asmr" })).await;
    let id = original["sound"]["id"].as_str().unwrap().to_owned();
    assert_eq!(original["sound"]["title"], "Rain on the roof");
    assert_eq!(original["sound"]["author"]["user_id"], ada.user_id);
    let silent = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    assert_eq!(silent["sound"], Value::Null);
    let used = ready(&bob, &loud, json!({ "sound": id, "caption": "dancing" })).await;
    assert_eq!(used["sound"]["id"], id.as_str());
    let sound = bob.get(&format!("/_causeway/v1/sounds/{id}")).await.ok();
    assert_eq!(
        (&sound["videos"], &sound["of_video"]),
        (&json!(2), &original["id"])
    );
    let list = bob
        .get(&format!("/_causeway/v1/sounds/{id}/videos"))
        .await
        .ok();
    assert_eq!(
        ids(&list),
        [
            used["id"].as_str().unwrap(),
            original["id"].as_str().unwrap()
        ]
    );
    let heard = super::fetch(&bob.http, sound["mp4"].as_str().unwrap()).await;
    assert_eq!(heard.headers["content-type"], "video/mp4");
    assert_eq!(sound["poster"], original["playback"]["poster"]);
    let trending = bob.get("/_causeway/v1/trending/sounds").await.ok();
    assert_eq!(trending["sounds"][0]["id"], id.as_str());
    assert_eq!(trending["sounds"][0]["recent"], 2);
    assert_eq!(
        names(&bob, "sounds", "rain roof", "id").await,
        [id.as_str()]
    );
    let upload = super::upload(&bob, &loud).await;
    let unknown = json!({ "upload": upload, "sound": used["id"] });
    bob.post("/_causeway/v1/videos", unknown)
        .await
        .refused(404, "M_NOT_FOUND");
    let hide = json!({ "visibility": "private" });
    let path = format!("/_causeway/v1/videos/{}", original["id"].as_str().unwrap());
    ada.put(&path, hide).await.ok();
    let used = used["id"].as_str().unwrap();
    assert_eq!(video(&bob, used).await["sound"], Value::Null);
    assert_eq!(video(&ada, used).await["sound"]["id"], id.as_str());
    for path in [
        format!("/_causeway/v1/sounds/{id}"),
        format!("/_causeway/v1/sounds/{id}/videos"),
    ] {
        bob.get(&path).await.refused(404, "M_NOT_FOUND");
    }
    let wish = json!({ "upload": upload, "sound": id });
    bob.post("/_causeway/v1/videos", wish)
        .await
        .refused(404, "M_NOT_FOUND");
    assert!(names(&bob, "sounds", "rain", "id").await.is_empty());
}
