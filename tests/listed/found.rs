//! Entries of people, groups and organisations, and how they are found.

use serde_json::{Value, json};
use testkit::segment;

use super::{DIRECTORY, found, look, organisation, public_room, put, set_public};
use crate::server;

#[tokio::test]
async fn what_is_listed_is_found_by_words_of_every_script() {
    let server = server();
    let ada = server.person("ada").await;
    let harbour = json!({ "summary": "Open every day", "description": "去海港广场的码头看船",
        "languages": ["zh-Hans", "en"], "place": "Old Harbour" });
    put(&ada, "harbour", organisation("Harbour Office", harbour))
        .await
        .ok();
    let clinic =
        json!({ "description": "Not at the harbour", "category": "health", "languages": ["en"] });
    put(&ada, "clinic", organisation("海港诊所 Clinic", clinic))
        .await
        .ok();
    let me = json!({ "kind": "person", "name": "Ada", "category": "social", "place": "New Town" });
    put(&ada, "me", me).await.ok();

    for (query, expected) in [
        ("", vec!["me", "clinic", "harbour"]),
        // Names before other words, also begun ones.
        ("?q=harbour", vec!["harbour", "clinic"]),
        ("?q=harb", vec!["harbour"]),
        ("?q=CLINIC", vec!["clinic"]),
        (
            &format!("?q={}", segment("海港")),
            vec!["clinic", "harbour"],
        ),
        (&format!("?q={}", segment("码头")), vec!["harbour"]),
        (&format!("?q={}", segment("海")), vec!["clinic", "harbour"]),
        ("?q=harbour%20every", vec!["harbour"]),
        ("?q=nothing", vec![]),
        ("?kind=person", vec!["me"]),
        ("?kind=organisation&category=health", vec!["clinic"]),
        ("?language=zh", vec!["harbour"]),
        ("?language=en&q=harbour", vec!["harbour", "clinic"]),
        ("?place=harbour", vec!["harbour"]),
        ("?place=town", vec!["me"]),
        ("?kind=group", vec![]),
    ] {
        assert_eq!(found(&server, query).await, expected, "{query}");
    }
    for wrong in ["?kind=shop", "?from=x", &format!("?q={}", "x".repeat(201))] {
        look(&server, wrong).await.refused(400, "M_INVALID_PARAM");
    }

    let entry = look(&server, "/entries/harbour").await.ok();
    assert_eq!(entry["verification"], "none");
    assert_eq!(entry["language"], "zh-Hans");
    assert_eq!(entry["user_id"], ada.user_id);
    let counts = look(&server, "/counts").await.ok();
    let count = |kind, category| json!({ "kind": kind, "category": category, "entries": 1 });
    for count in [count("person", "social"), count("organisation", "health")] {
        assert!(
            counts["counts"].as_array().unwrap().contains(&count),
            "{counts}"
        );
    }

    // Changed, it is found by its new words alone; gone, by none.
    put(
        &ada,
        "harbour",
        organisation("Tea House", json!({ "category": "food" })),
    )
    .await
    .ok();
    assert_eq!(found(&server, "?q=harbour").await, ["clinic"]);
    assert_eq!(found(&server, "?q=tea").await, ["harbour"]);
    ada.delete(&format!("{DIRECTORY}/mine/harbour")).await.ok();
    assert_eq!(found(&server, "").await, ["me", "clinic"]);
    look(&server, "/entries/harbour")
        .await
        .refused(404, "M_NOT_FOUND");
    let counts = look(&server, "/counts").await.ok();
    let sum: u64 = counts["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["entries"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 2, "{counts}");
}

#[tokio::test]
async fn pages_show_everything_once() {
    let server = server();
    let ada = server.person("ada").await;
    for n in 0..25 {
        let more = json!({ "description": if n % 2 == 0 { "with tea" } else { "" } });
        let name = if n % 3 == 0 {
            format!("Tea {n}")
        } else {
            format!("House {n}")
        };
        put(&ada, &format!("e{n}"), organisation(&name, more))
            .await
            .ok();
    }
    let mut expected: Vec<u64> = (0..25).rev().filter(|n| n % 3 == 0).collect();
    expected.extend((0..25).rev().filter(|n| n % 3 != 0 && n % 2 == 0));
    let (mut ids, mut from) = (Vec::new(), String::new());
    for _ in 0..30 {
        let page = look(&server, &format!("?q=tea&limit=3{from}")).await.ok();
        let results = page["results"].as_array().unwrap();
        assert!(results.len() <= 3);
        ids.extend(
            results
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => from = format!("&from={next}"),
            None => break,
        }
    }
    let expected: Vec<_> = expected.iter().map(|n| format!("e{n}")).collect();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn nobody_speaks_for_somebody_else() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    put(&ada, "x", organisation("X", json!({}))).await.ok();
    put(&bob, "x", organisation("Y", json!({})))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.delete(&format!("{DIRECTORY}/mine/x"))
        .await
        .refused(404, "M_NOT_FOUND");
    let person = json!({ "kind": "person", "name": "Me", "category": "social" });
    put(&ada, "me", person.clone()).await.ok();
    put(&ada, "me-too", person)
        .await
        .refused(403, "M_FORBIDDEN");
    for wrong in [
        json!({ "kind": "mini_app", "name": "A", "category": "tools" }),
        json!({ "kind": "person", "name": "", "category": "social" }),
        json!({ "kind": "person", "name": "A", "category": "harbour" }),
        json!({ "kind": "person", "name": "A\u{7}", "category": "social" }),
        json!({ "kind": "group", "name": "A", "category": "social" }),
        organisation("A", json!({ "site": "javascript:alert(1)" })),
        organisation("A", json!({ "icon": "https://example.org/x.png" })),
        organisation("A", json!({ "domain": "example.org/x" })),
        organisation("A", json!({ "languages": ["English"] })),
        organisation(&"n".repeat(81), json!({})),
    ] {
        put(&ada, "wrong", wrong)
            .await
            .refused(400, "M_INVALID_PARAM");
    }
    put(&ada, "Wrong.Id", organisation("A", json!({})))
        .await
        .refused(400, "M_INVALID_PARAM");
    let mine = ada.get(&format!("{DIRECTORY}/mine")).await.ok();
    assert_eq!(mine["entries"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_group_is_listed_by_who_looks_after_it_and_hides_with_it() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let room = public_room(&ada, "Walkers").await;
    bob.join(&room).await.ok();
    let group = |room: &str| json!({ "kind": "group", "name": "Walkers", "category": "social", "room_id": room });
    put(&bob, "walkers", group(&room))
        .await
        .refused(403, "M_FORBIDDEN");
    put(&ada, "none", group("!none:localhost"))
        .await
        .refused(403, "M_FORBIDDEN");
    let hidden = ada.create_room(json!({ "preset": "public_chat" })).await;
    put(&ada, "hidden", group(&hidden))
        .await
        .refused(400, "M_INVALID_PARAM");

    put(&ada, "walkers", group(&room)).await.ok();
    let page = look(&server, "?kind=group").await.ok();
    assert_eq!(page["results"][0]["group"]["room_id"], room);
    assert_eq!(page["results"][0]["unsigned"]["members"], 2);
    set_public(&ada, &room, false).await;
    assert!(found(&server, "?kind=group").await.is_empty());
    look(&server, "/entries/walkers")
        .await
        .refused(404, "M_NOT_FOUND");
    let list = look(&server, "/list").await.ok();
    assert_eq!(list["entries"], json!([]));
    set_public(&ada, &room, true).await;
    assert_eq!(found(&server, "?kind=group").await, ["walkers"]);
    assert_ne!(
        look(&server, "/entries/walkers").await.ok()["signatures"],
        Value::Null
    );
}
