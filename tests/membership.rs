//! Coming into rooms and leaving them.

use serde_json::{Value, json};
use testkit::{Person, room_path, segment};

use crate::server;

/// Changes somebody's membership by one of the endpoints.
async fn act(by: &Person, room: &str, verb: &str, whom: &Person) -> testkit::Answer {
    by.post(
        &room_path(room, verb),
        json!({ "user_id": whom.user_id, "reason": "because" }),
    )
    .await
}

async fn knock(by: &Person, room: &str) -> testkit::Answer {
    by.post(
        &format!("/_matrix/client/v3/knock/{}", segment(room)),
        json!({ "reason": "please" }),
    )
    .await
}

async fn membership(seen_by: &Person, room: &str, of: &Person) -> Value {
    let path = room_path(
        room,
        &format!("state/m.room.member/{}", segment(&of.user_id)),
    );
    seen_by.get(&path).await.ok()
}

/// A room by alice with a join rule; `trusted` is named where the rule is restricted.
async fn room_with(alice: &Person, version: &str, rule: &str, trusted: &str) -> String {
    let mut content = json!({ "join_rule": rule });
    if rule.contains("restricted") {
        content["allow"] = json!([{ "type": "m.room_membership", "room_id": trusted }]);
    }
    let initial = json!([{ "type": "m.room.join_rules", "state_key": "", "content": content }]);
    alice
        .create_room(json!({ "room_version": version, "initial_state": initial }))
        .await
}

#[tokio::test]
async fn who_may_join_follows_the_join_rule_of_every_room_version() {
    let server = server();
    let alice = server.person("alice").await;
    let (stranger, invited) = (
        server.person("stranger").await,
        server.person("invited").await,
    );
    let (member, banned) = (server.person("member").await, server.person("banned").await);
    let trusted = alice.create_room(json!({ "preset": "public_chat" })).await;
    member.join(&trusted).await.ok();
    // Rule, version: may a stranger, an invited person, a member of the trusted room join; may one knock.
    let table = [
        ("public", "6", true, true, true, false),
        ("public", "12", true, true, true, false),
        ("invite", "1", false, true, false, false),
        ("invite", "12", false, true, false, false),
        ("knock", "7", false, true, false, true),
        ("knock", "8", false, true, false, true),
        ("knock", "9", false, true, false, true),
        ("knock", "10", false, true, false, true),
        ("knock", "12", false, true, false, true),
        ("restricted", "8", false, true, true, false),
        ("restricted", "9", false, true, true, false),
        ("restricted", "10", false, true, true, false),
        ("restricted", "12", false, true, true, false),
        ("knock_restricted", "10", false, true, true, true),
        ("knock_restricted", "11", false, true, true, true),
        ("knock_restricted", "12", false, true, true, true),
        ("private", "12", false, false, false, false),
    ];
    for (rule, version, by_stranger, by_invited, by_member, by_knock) in table {
        let case = format!("{rule} in version {version}");
        let room = room_with(&alice, version, rule, &trusted).await;
        alice.invite(&room, &invited).await.ok();
        act(&alice, &room, "ban", &banned).await.ok();
        for (who, may) in [
            (&stranger, by_stranger),
            (&invited, by_invited),
            (&member, by_member),
            (&banned, false),
        ] {
            let answer = who.join(&room).await;
            assert_eq!(
                answer.status.is_success(),
                may,
                "{case}: {} {answer:?}",
                who.user_id
            );
            if !may {
                answer.refused(403, "M_FORBIDDEN");
            }
        }
        if by_member {
            // A new name is no new join (a bug elsewhere: 403 in restricted rooms).
            let own = json!({ "membership": "join", "displayname": "M." });
            member
                .state(&room, "m.room.member", &member.user_id, own)
                .await
                .ok();
        }
        let other = server.person(&format!("k{}", testkit::unique())).await;
        let answer = knock(&other, &room).await;
        assert_eq!(
            answer.status.is_success(),
            by_knock,
            "{case}: knock {answer:?}"
        );
        if by_knock {
            let seen = membership(&alice, &room, &other).await;
            assert_eq!(
                (&seen["membership"], &seen["reason"]),
                (&json!("knock"), &json!("please"))
            );
            knock(&other, &room).await.ok();
            alice.invite(&room, &other).await.ok();
            other.join(&room).await.ok();
        }
    }
}

#[tokio::test]
async fn a_restricted_join_names_somebody_who_may_invite_and_nobody_can_forge_it() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let trusted = alice.create_room(json!({ "preset": "public_chat" })).await;
    let room = room_with(&alice, "12", "restricted", &trusted).await;
    let forged = json!({ "membership": "join", "join_authorised_via_users_server": alice.user_id });
    bob.state(&room, "m.room.member", &bob.user_id, forged.clone())
        .await
        .refused(403, "M_FORBIDDEN");
    bob.join(&trusted).await.ok();
    bob.state(&room, "m.room.member", &bob.user_id, forged)
        .await
        .ok();
    let seen = membership(&alice, &room, &bob).await;
    assert_eq!(seen["join_authorised_via_users_server"], alice.user_id);
    bob.leave(&room).await.ok();
    // Nobody is left who may invite: the trusted room does not help.
    bob.leave(&trusted).await.ok();
    bob.join(&room).await.refused(403, "M_FORBIDDEN");
    bob.join(&trusted).await.ok();
    alice.leave(&room).await.ok();
    bob.join(&room).await.refused(403, "M_FORBIDDEN");
}

#[tokio::test]
async fn kicks_bans_and_invites_follow_the_power_levels() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let carol = server.person("carol").await;
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    for person in [&bob, &carol] {
        person.join(&room).await.ok();
    }
    for verb in ["kick", "ban", "unban"] {
        act(&bob, &room, verb, &carol)
            .await
            .refused(403, "M_FORBIDDEN");
        act(&bob, &room, verb, &alice)
            .await
            .refused(403, "M_FORBIDDEN");
    }
    act(&alice, &room, "kick", &carol).await.ok();
    let seen = membership(&alice, &room, &carol).await;
    assert_eq!(seen, json!({ "membership": "leave", "reason": "because" }));
    act(&alice, &room, "kick", &carol)
        .await
        .refused(403, "M_FORBIDDEN");
    carol.join(&room).await.ok();
    act(&alice, &room, "unban", &carol)
        .await
        .refused(403, "M_FORBIDDEN");
    act(&alice, &room, "ban", &carol).await.ok();
    carol.join(&room).await.refused(403, "M_FORBIDDEN");
    carol.leave(&room).await.refused(403, "M_FORBIDDEN");
    alice
        .invite(&room, &carol)
        .await
        .refused(403, "M_FORBIDDEN");
    act(&alice, &room, "kick", &carol)
        .await
        .refused(403, "M_FORBIDDEN");
    act(&alice, &room, "unban", &carol).await.ok();
    assert_eq!(
        membership(&alice, &room, &carol).await["membership"],
        "leave"
    );
    carol.join(&room).await.ok();
    alice
        .invite(&room, &carol)
        .await
        .refused(403, "M_FORBIDDEN");
    // Nobody can be joined by another.
    let join = json!({ "membership": "join" });
    let dave = server.person("dave").await;
    alice
        .state(&room, "m.room.member", &dave.user_id, join)
        .await
        .refused(403, "M_FORBIDDEN");
    let rooms = carol.get("/_matrix/client/v3/joined_rooms").await.ok();
    assert_eq!(rooms["joined_rooms"], json!([room]));
}

#[tokio::test]
async fn an_invitation_can_be_taken_declined_and_taken_back() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({})).await;
    let invite = json!({ "user_id": bob.user_id, "reason": "come" });
    alice
        .post(&room_path(&room, "invite"), invite.clone())
        .await
        .ok();
    alice.post(&room_path(&room, "invite"), invite).await.ok();
    let shown = bob.sync(None).await["rooms"]["invite"][&room]["invite_state"]["events"].clone();
    let own = shown
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["state_key"] == bob.user_id)
        .unwrap()
        .clone();
    assert_eq!(own["content"]["reason"], "come");
    bob.get(&room_path(&room, "state"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.get(&room_path(&room, "messages?dir=b"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.leave(&room).await.ok();
    bob.leave(&room).await.ok();
    bob.join(&room).await.refused(403, "M_FORBIDDEN");
    alice.invite(&room, &bob).await.ok();
    act(&alice, &room, "kick", &bob).await.ok();
    bob.join(&room).await.refused(403, "M_FORBIDDEN");
    alice.invite(&room, &bob).await.ok();
    bob.join(&room).await.ok();
    bob.join(&room).await.ok();
    // By mail or phone, or to another server: not from here.
    let mail = json!({ "id_server": "x.org", "id_access_token": "t", "medium": "email", "address": "a@x.org" });
    alice
        .post(&room_path(&room, "invite"), mail)
        .await
        .refused(403, "M_THREEPID_DENIED");
    let far = json!({ "user_id": "@far:elsewhere.example" });
    alice
        .post(&room_path(&room, "invite"), far)
        .await
        .refused(403, "M_FORBIDDEN");
    alice
        .post(&room_path(&room, "invite"), json!({ "user_id": "bob" }))
        .await
        .refused(400, "M_BAD_JSON");
}

#[tokio::test]
async fn rooms_are_joined_by_id_and_by_alias() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let body = json!({ "preset": "public_chat", "room_alias_name": "harbour" });
    let room = alice.create_room(body).await;
    let domain = alice.user_id.split_once(':').unwrap().1;
    let join = |what: String| {
        let bob = bob.clone();
        async move {
            bob.post(
                &format!(
                    "/_matrix/client/v3/join/{}?via=a.example&server_name=b.example",
                    segment(&what)
                ),
                json!({}),
            )
            .await
        }
    };
    assert_eq!(
        join(format!("#harbour:{domain}")).await.ok()["room_id"],
        room
    );
    bob.leave(&room).await.ok();
    assert_eq!(join(room.clone()).await.ok()["room_id"], room);
    join(format!("#nowhere:{domain}"))
        .await
        .refused(404, "M_NOT_FOUND");
    join(format!("!nowhere:{domain}"))
        .await
        .refused(404, "M_NOT_FOUND");
    join("harbour".to_owned())
        .await
        .refused(400, "M_INVALID_PARAM");
}

#[tokio::test]
async fn a_forgotten_room_is_closed_until_one_comes_in_again() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    alice.say(&room, "before").await;
    let forget = || async { bob.post(&room_path(&room, "forget"), json!({})).await };
    forget().await.refused(400, "M_UNKNOWN");
    bob.join(&room).await.ok();
    forget().await.refused(400, "M_UNKNOWN");
    bob.leave(&room).await.ok();
    bob.get(&room_path(&room, "messages?dir=b")).await.ok();
    forget().await.ok();
    forget().await.ok();
    bob.get(&room_path(&room, "messages?dir=b"))
        .await
        .refused(403, "M_FORBIDDEN");
    bob.get(&room_path(&room, "state"))
        .await
        .refused(403, "M_FORBIDDEN");
    let all = "filter={\"room\":{\"include_leave\":true}}".replace('"', "%22");
    let sync = bob.sync_with(None, &format!("timeout=0&{all}")).await;
    assert!(sync["rooms"]["leave"].get(&room).is_none(), "{sync}");
    bob.join(&room).await.ok();
    let sync = bob.sync(None).await;
    assert!(
        sync["rooms"]["join"].get(&room).is_some(),
        "a forgotten room comes back"
    );
    let messages = bob
        .get(&room_path(&room, "messages?dir=b&limit=100"))
        .await
        .ok();
    assert!(messages.to_string().contains("before"));
}

#[tokio::test]
async fn leaves_bans_and_returns_reach_the_sync_of_the_person() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice.create_room(json!({ "preset": "public_chat" })).await;
    let mut since = next(&bob.sync(None).await);
    bob.join(&room).await.ok();
    let sync = step(&bob, &mut since).await;
    assert!(sync["rooms"]["join"].get(&room).is_some());
    for (verb, last) in [("kick", "leave"), ("ban", "ban")] {
        act(&alice, &room, verb, &bob).await.ok();
        alice.say(&room, "not for bob").await;
        let sync = step(&bob, &mut since).await;
        let events = sync["rooms"]["leave"][&room]["timeline"]["events"]
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(
            events.last().unwrap()["content"]["membership"],
            last,
            "{sync}"
        );
        let quiet = step(&bob, &mut since).await;
        assert!(
            quiet["rooms"]["leave"].get(&room).is_none(),
            "told once: {quiet}"
        );
        if verb == "kick" {
            bob.join(&room).await.ok();
            step(&bob, &mut since).await;
        }
    }
}

fn next(sync: &Value) -> String {
    sync["next_batch"].as_str().unwrap().to_owned()
}

async fn step(person: &Person, since: &mut String) -> Value {
    let sync = person.sync(Some(since)).await;
    *since = next(&sync);
    sync
}

#[tokio::test]
async fn who_came_and_went_between_two_syncs_is_told_of_the_room() {
    let server = server();
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let room = alice
        .create_room(json!({ "preset": "public_chat", "name": "Harbour" }))
        .await;
    let filter = "filter={\"room\":{\"timeline\":{\"limit\":2}}}".replace('"', "%22");
    let since = bob.sync_with(None, &filter).await["next_batch"]
        .as_str()
        .unwrap()
        .to_owned();
    bob.join(&room).await.ok();
    bob.leave(&room).await.ok();
    let sync = bob.sync_with(Some(&since), &filter).await;
    let left = &sync["rooms"]["leave"][&room];
    let state = left["state"]["events"].as_array().unwrap();
    assert!(
        state
            .iter()
            .any(|event| event["content"]["name"] == "Harbour"),
        "{left}"
    );
    assert_eq!(left["timeline"]["limited"], true, "{left}");
    let last = left["timeline"]["events"].as_array().unwrap().last();
    assert_eq!(last.unwrap()["content"]["membership"], "leave", "{left}");
}
