//! `/sync` as its chapter says (client-server §10.5.1): gaps, filters, state, rooms that come and go.

use serde_json::{Value, json};
use testkit::{room_path, segment};

use crate::{server, two_in_a_room};

/// A query with an inline filter.
fn filtered(filter: &Value) -> String {
    format!("timeout=0&filter={}", segment(&filter.to_string()))
}

/// A filter of timelines only.
fn timeline(filter: Value) -> String {
    filtered(&json!({ "room": { "timeline": filter } }))
}

fn token(answer: &Value) -> String {
    answer["next_batch"].as_str().unwrap().to_owned()
}

/// A field of each event of a list.
fn each<'a>(events: &'a Value, field: &str) -> Vec<&'a str> {
    let events = events["events"].as_array().into_iter().flatten();
    events.map(|event| event[field].as_str().unwrap()).collect()
}

/// The texts of a list of events.
fn texts(events: &Value) -> Vec<&str> {
    let events = events["events"].as_array().into_iter().flatten();
    events
        .filter_map(|event| event["content"]["body"].as_str())
        .collect()
}

#[tokio::test]
async fn more_events_than_the_limit_leave_a_gap_that_prev_batch_fills_exactly() {
    const LIMIT: i32 = 5;
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    for over in -1..=2 {
        let since = token(&bob.sync(None).await);
        let mut said = Vec::new();
        for n in 0..LIMIT + over {
            said.push(alice.say(&room, &format!("{over} {n}")).await);
        }
        let query = timeline(json!({ "limit": LIMIT }));
        let answer = bob.sync_with(Some(&since), &query).await;
        let timeline = &answer["rooms"]["join"][&room]["timeline"];
        assert_eq!(timeline["limited"], over > 0, "{over} more than the limit");
        let shown = each(timeline, "event_id");
        let missing = usize::try_from(over).unwrap_or(0);
        assert_eq!(shown, said[missing..], "the newest ones are shown");
        // The page before the timeline ends where the timeline begins.
        let from = timeline["prev_batch"].as_str().unwrap();
        let page = format!("messages?dir=b&limit={}&from={from}", missing + 1);
        let page = bob.get(&room_path(&room, &page)).await.ok();
        let page = page["chunk"].as_array().unwrap();
        for (at, event) in page.iter().take(missing).enumerate() {
            assert_eq!(event["event_id"], *said[missing - 1 - at]);
        }
        assert_ne!(page.last().unwrap()["event_id"], *said[0], "what was known");
    }
}

#[tokio::test]
async fn the_same_token_brings_the_same_answer_and_an_idle_sync_moves_nothing() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&bob.sync(None).await);
    let idle = bob.sync(Some(&since)).await;
    assert_eq!(token(&idle), since);
    assert!(idle["rooms"].is_null() || idle["rooms"]["join"].is_null());
    alice.say(&room, "once").await;
    let first = bob.sync(Some(&since)).await;
    let second = bob.sync(Some(&since)).await;
    for answer in [&first, &second] {
        assert_eq!(texts(&answer["rooms"]["join"][&room]["timeline"]), ["once"]);
        assert_eq!(answer["next_batch"], first["next_batch"]);
    }
    for bad in ["nonsense", "s1.x.y", "s9.0.0"] {
        let path = format!("/_matrix/client/v3/sync?since={bad}&timeout=0");
        bob.get(&path).await.refused(400, "M_INVALID_PARAM");
    }
}

#[tokio::test]
async fn state_is_what_changed_before_the_timeline_and_state_after_what_holds_behind_it() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&bob.sync(None).await);
    let name = |name: &str| json!({ "name": name });
    alice
        .state(&room, "m.room.name", "", name("skipped"))
        .await
        .ok();
    alice
        .state(&room, "m.room.topic", "", json!({ "topic": "skipped" }))
        .await
        .ok();
    alice.say(&room, "one").await;
    alice
        .state(&room, "m.room.name", "", name("shown"))
        .await
        .ok();
    let query = timeline(json!({ "limit": 2 }));

    let answer = bob.sync_with(Some(&since), &query).await;
    let joined = &answer["rooms"]["join"][&room];
    assert_eq!(
        each(&joined["timeline"], "type"),
        ["m.room.message", "m.room.name"]
    );
    let mut before = each(&joined["state"], "type");
    before.sort_unstable();
    assert_eq!(
        before,
        ["m.room.name", "m.room.topic"],
        "the name that the gap hides too"
    );
    assert!(joined["state_after"].is_null());

    for flag in ["use_state_after", "org.matrix.msc4222.use_state_after"] {
        let query = format!("{query}&{flag}=true");
        let answer = bob.sync_with(Some(&since), &query).await;
        let joined = &answer["rooms"]["join"][&room];
        let field = flag.replace("use_", "");
        let events = joined[&field]["events"].as_array().unwrap();
        let names: Vec<_> = events
            .iter()
            .filter(|e| e["type"] == "m.room.name")
            .collect();
        assert_eq!(names.len(), 1, "{field}: only what holds");
        assert_eq!(names[0]["content"]["name"], "shown");
        assert!(events.iter().any(|e| e["type"] == "m.room.topic"));
        assert!(joined["state"].is_null(), "one of the two");
    }
}

#[tokio::test]
async fn full_state_brings_all_state_and_keeps_the_timeline_short() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let since = token(&bob.sync(None).await);
    alice.say(&room, "news").await;
    let answer = bob
        .sync_with(Some(&since), "timeout=0&full_state=true")
        .await;
    let joined = &answer["rooms"]["join"][&room];
    assert_eq!(texts(&joined["timeline"]), ["news"]);
    let kinds = each(&joined["state"], "type");
    for kind in ["m.room.create", "m.room.power_levels", "m.room.join_rules"] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    let members = kinds
        .iter()
        .filter(|kind| **kind == "m.room.member")
        .count();
    assert_eq!(members, 2);
}

#[tokio::test]
async fn filters_choose_rooms_kinds_and_senders() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let other = bob.create_room(json!({})).await;
    let since = token(&bob.sync(None).await);
    alice.say(&room, "of alice").await;
    bob.say(&room, "of bob").await;
    bob.say(&other, "elsewhere").await;
    alice
        .state(&room, "m.room.topic", "", json!({ "topic": "t" }))
        .await
        .ok();
    let shown = async |filter: Value| {
        let answer = bob.sync_with(Some(&since), &filtered(&filter)).await;
        let rooms = answer["rooms"]["join"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let mut shown: Vec<String> = rooms
            .values()
            .flat_map(|room| {
                texts(&room["timeline"])
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        shown.sort_unstable();
        shown
    };
    let of = |filter: Value| json!({ "room": { "timeline": filter } });
    assert_eq!(
        shown(of(json!({ "senders": [alice.user_id] }))).await,
        ["of alice"]
    );
    assert_eq!(
        shown(of(json!({ "not_senders": [alice.user_id] }))).await,
        ["elsewhere", "of bob"]
    );
    assert_eq!(
        shown(of(json!({ "types": ["m.room.topic"] }))).await,
        Vec::<String>::new()
    );
    assert_eq!(
        shown(of(json!({ "not_types": ["m.room.*"] }))).await,
        Vec::<String>::new()
    );
    assert_eq!(
        shown(json!({ "room": { "rooms": [other] } })).await,
        ["elsewhere"]
    );
    assert_eq!(
        shown(json!({ "room": { "not_rooms": [other] } })).await,
        ["of alice", "of bob"]
    );
    assert_eq!(
        shown(json!({ "room": { "rooms": [] } })).await,
        Vec::<String>::new()
    );

    // A stored filter is named by its id; what is not there is refused.
    let path = format!("/_matrix/client/v3/user/{}/filter", segment(&bob.user_id));
    let stored = bob
        .post(&path, of(json!({ "senders": [alice.user_id] })))
        .await
        .ok();
    let query = format!("timeout=0&filter={}", stored["filter_id"].as_str().unwrap());
    let answer = bob.sync_with(Some(&since), &query).await;
    assert_eq!(
        texts(&answer["rooms"]["join"][&room]["timeline"]),
        ["of alice"]
    );
    for bad in ["999", "{", "%7B%22room%22:1%7D"] {
        let path = format!("/_matrix/client/v3/sync?timeout=0&filter={bad}");
        assert_eq!(bob.get(&path).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn members_are_loaded_lazily_but_ones_own_membership_always_comes() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    carol.join(&room).await.ok();
    alice.say(&room, "hello").await;
    let lazy = |more: bool| {
        let state = json!({ "lazy_load_members": true, "include_redundant_members": more });
        filtered(&json!({ "room": { "state": state, "timeline": { "limit": 1 } } }))
    };
    let members = |answer: &Value| {
        let joined = &answer["rooms"]["join"][&room];
        let events = joined["state"]["events"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut keys: Vec<String> = events
            .iter()
            .filter(|event| event["type"] == "m.room.member")
            .map(|event| event["state_key"].as_str().unwrap().to_owned())
            .collect();
        keys.sort_unstable();
        keys
    };
    let first = bob.sync_with(None, &lazy(false)).await;
    assert_eq!(
        members(&first),
        [&*alice.user_id, &*bob.user_id],
        "who wrote, and oneself"
    );
    assert_eq!(
        first["rooms"]["join"][&room]["summary"]["m.joined_member_count"],
        3
    );
    alice.say(&room, "again").await;
    let second = bob.sync_with(Some(&token(&first)), &lazy(false)).await;
    assert_eq!(members(&second), Vec::<String>::new(), "known already");
    carol.say(&room, "me too").await;
    let third = bob.sync_with(Some(&token(&second)), &lazy(false)).await;
    assert_eq!(
        members(&third),
        [&*carol.user_id],
        "the newcomer among the writers"
    );
    alice.say(&room, "and again").await;
    let fourth = bob.sync_with(Some(&token(&third)), &lazy(true)).await;
    assert_eq!(
        members(&fourth),
        [&*alice.user_id],
        "asked for though known"
    );
}

#[tokio::test]
async fn a_room_that_is_joined_comes_whole_and_one_that_is_left_goes() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let carol = server.person("carol").await;
    let since = token(&carol.sync(None).await);
    for n in 0..30 {
        alice.say(&room, &format!("{n}")).await;
    }
    carol.join(&room).await.ok();
    let answer = carol
        .sync_with(Some(&since), &timeline(json!({ "limit": 3 })))
        .await;
    let joined = &answer["rooms"]["join"][&room];
    assert_eq!(joined["timeline"]["limited"], true);
    assert_eq!(joined["timeline"]["events"].as_array().unwrap().len(), 3);
    assert!(
        each(&joined["state"], "type").contains(&"m.room.create"),
        "all state, not only the newest"
    );
    let since = token(&answer);

    alice.say(&room, "before").await;
    carol.leave(&room).await.ok();
    alice.say(&room, "behind her back").await;
    let answer = carol.sync(Some(&since)).await;
    assert!(answer["rooms"]["join"][&room].is_null());
    let left = &answer["rooms"]["leave"][&room];
    assert_eq!(texts(&left["timeline"]), ["before"]);
    assert_eq!(
        *each(&left["timeline"], "type").last().unwrap(),
        "m.room.member"
    );
    let after = carol.sync(Some(&token(&answer))).await;
    assert!(after["rooms"]["leave"].is_null(), "told once");
    assert!(
        carol.sync(None).await["rooms"]["leave"].is_null(),
        "not in a first sync"
    );
    let query = filtered(&json!({ "room": { "include_leave": true } }));
    let answer = carol.sync_with(None, &query).await;
    assert!(
        !answer["rooms"]["leave"][&room].is_null(),
        "unless asked for"
    );
    drop(bob);
}

#[tokio::test]
async fn only_the_sending_device_reads_its_transaction_id() {
    let server = server();
    let (alice, bob, room) = two_in_a_room(&server).await;
    let tablet = alice.another_device().await;
    let content = json!({ "msgtype": "m.text", "body": "hello" });
    alice
        .send(&room, "m.room.message", "my-txn", content)
        .await
        .ok();
    for (person, own) in [(&alice, true), (&tablet, false), (&bob, false)] {
        let answer = person.sync(None).await;
        let events = answer["rooms"]["join"][&room]["timeline"]["events"].clone();
        let event = events.as_array().unwrap().last().unwrap();
        let unsigned = &event["unsigned"];
        assert_eq!(
            unsigned["transaction_id"] == "my-txn",
            own,
            "{}",
            person.device_id
        );
        assert_eq!(unsigned["membership"], "join", "MSC4115");
    }
}

#[tokio::test]
async fn a_device_that_was_away_hears_that_a_forgotten_room_is_over() {
    let server = server();
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    bob.join(&room).await.ok();
    let tablet = bob.another_device().await;
    let before = tablet.sync(None).await["next_batch"].clone();

    bob.leave(&room).await.ok();
    bob.post(&room_path(&room, "forget"), json!({})).await.ok();

    let news = tablet.sync(before.as_str()).await;
    assert!(news["rooms"]["leave"][&room].is_object(), "{news}");
    // Only once, and not for who begins anew.
    let later = tablet
        .sync_with(news["next_batch"].as_str(), "timeout=0")
        .await;
    assert!(later["rooms"]["leave"][&room].is_null(), "{later}");
    let anew = tablet.sync(None).await;
    assert!(!anew.to_string().contains(&room), "{anew}");
}

#[tokio::test]
async fn a_room_without_a_name_is_called_after_those_who_came_first() {
    let server = server();
    let alice = server.person("alice").await;
    let mut others = Vec::new();
    for name in ["bob", "cara", "dan", "eve", "finn", "gia"] {
        others.push(server.person(name).await);
    }
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    // The last to have an account came first; one of them is only invited.
    for other in others.iter().rev() {
        if other.user_id.starts_with("@eve") {
            let path = room_path(&room, "invite");
            let invite = json!({ "user_id": other.user_id });
            alice.post(&path, invite).await.ok();
        } else {
            other.join(&room).await.ok();
        }
    }
    let heroes = |names: &[&str]| -> Value {
        let ids = names.iter().map(|name| format!("@{name}:localhost"));
        ids.collect::<Vec<_>>().into()
    };
    let summary = |answer: &Value| answer["rooms"]["join"][&room]["summary"]["m.heroes"].clone();
    let first = alice.sync(None).await;
    assert_eq!(
        summary(&first),
        heroes(&["gia", "finn", "eve", "dan", "cara"])
    );
    for other in others.iter().rev() {
        other.post(&room_path(&room, "leave"), json!({})).await.ok();
    }
    let alone = alice.sync(Some(&token(&first))).await;
    assert_eq!(
        summary(&alone),
        heroes(&["gia", "finn", "eve", "dan", "cara"])
    );
}
