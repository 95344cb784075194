//! Tests of carrying a room over.

use ruma::RoomVersionId as V;
use serde_json::{Value, json};

use super::{Upgrade, closed_power_levels};
use crate::{
    PowerLevels, Rules,
    defaults::create_content,
    test_room::{ALICE, BOB, CAROL, Send, TestRoom, user},
};

fn room(version: V, levels: Value) -> TestRoom {
    let mut room = TestRoom::new(
        Rules::of(&version).unwrap(),
        json!({"join_rule": "knock_restricted", "allow": []}),
    );
    let content = levels;
    let send = Send {
        sender: ALICE,
        kind: "m.room.power_levels",
        state_key: Some(""),
        content,
        redacts: None,
    };
    let pdu = room.build(&send).unwrap();
    room.apply(&pdu);
    room
}

fn levels(room: &TestRoom) -> PowerLevels {
    let create = room.state("m.room.create", "").unwrap();
    PowerLevels::of(
        room.rules,
        &create,
        room.state("m.room.power_levels", "").as_ref(),
    )
}

fn copied(old: &TestRoom, to: V, kind: &str, additional: &[&str]) -> Value {
    let additional: Vec<_> = additional.iter().map(|id| user(id)).collect();
    let upgrade = Upgrade {
        to: Rules::of(&to).unwrap(),
        old_levels: &levels(old),
        upgrader: user(ALICE),
        additional_creators: &additional,
    };
    let content = upgrade
        .copied_content(&old.state(kind, "").unwrap())
        .unwrap();
    serde_json::to_value(content).unwrap()
}

#[test]
fn version_12_levels_lose_the_new_creators_and_strings_become_integers() {
    let old = room(
        V::V9,
        json!({"users": {ALICE: 100, BOB: "50", CAROL: 20}, "ban": "60", "kick": [], "x": 1}),
    );
    let new = copied(&old, V::V12, "m.room.power_levels", &[CAROL]);
    assert_eq!(new, json!({"users": {BOB: 50}, "ban": 60, "x": 1}));
}

#[test]
fn creators_of_version_12_keep_their_power_when_they_are_no_longer_creators() {
    let mut old = TestRoom::empty(Rules::of(&V::V12).unwrap());
    old.must(
        BOB,
        "m.room.create",
        Some(""),
        json!({"room_version": "12", "additional_creators": [ALICE]}),
    );
    old.must(
        BOB,
        "m.room.member",
        Some(BOB),
        json!({"membership": "join"}),
    );
    old.must(
        BOB,
        "m.room.power_levels",
        Some(""),
        json!({"users": {CAROL: 50}, "events": {"m.room.tombstone": 150}}),
    );
    let to_12 = copied(&old, V::V12, "m.room.power_levels", &[]);
    assert_eq!(to_12["users"], json!({BOB: 150, CAROL: 50}));
    let to_11 = copied(&old, V::V11, "m.room.power_levels", &[]);
    assert_eq!(to_11["users"], json!({ALICE: 150, BOB: 150, CAROL: 50}));
}

#[test]
fn every_version_accepts_what_is_copied_from_every_other() {
    for from in Rules::all() {
        let old = TestRoom::new(from, json!({"join_rule": "public"}));
        for to in Rules::all() {
            let upgrade = Upgrade {
                to,
                old_levels: &levels(&old),
                upgrader: user(ALICE),
                additional_creators: &[],
            };
            let create = old.state("m.room.create", "").unwrap();
            let content = upgrade
                .create_content(&create, create.room_id(), None)
                .unwrap();
            let content = create_content(to, content, user(ALICE), &[]);
            let mut new = TestRoom::empty(to);
            let pdu = new.must(
                ALICE,
                "m.room.create",
                Some(""),
                serde_json::to_value(content).unwrap(),
            );
            let shown: Value = serde_json::from_str(pdu.content().get()).unwrap();
            assert_eq!(shown["predecessor"], json!({"room_id": create.room_id()}));
            new.must(
                ALICE,
                "m.room.member",
                Some(ALICE),
                json!({"membership": "join"}),
            );
            for kind in ["m.room.power_levels", "m.room.join_rules"] {
                let content = upgrade
                    .copied_content(&old.state(kind, "").unwrap())
                    .unwrap();
                new.must(
                    ALICE,
                    kind,
                    Some(""),
                    serde_json::to_value(content).unwrap(),
                );
            }
            assert!(levels(&new).may_send(user(ALICE), "m.room.tombstone", true));
        }
    }
}

#[test]
fn a_join_rule_unknown_to_the_new_version_becomes_invite() {
    let old = room(V::V11, json!({}));
    assert_eq!(
        copied(&old, V::V9, "m.room.join_rules", &[]),
        json!({"join_rule": "invite"})
    );
    let same = json!({"join_rule": "knock_restricted", "allow": []});
    assert_eq!(copied(&old, V::V12, "m.room.join_rules", &[]), same);
}

#[test]
fn messages_members_and_taken_back_state_stay_behind() {
    let mut old = room(V::V11, json!({"users": {ALICE: 100}}));
    let upgrade = Upgrade {
        to: Rules::of(&V::V12).unwrap(),
        old_levels: &levels(&old),
        upgrader: user(ALICE),
        additional_creators: &[],
    };
    assert_eq!(
        upgrade.copied_content(&old.state("m.room.member", ALICE).unwrap()),
        Ok(None)
    );
    let name = old.must(ALICE, "m.room.name", Some(""), json!({"name": "x"}));
    assert!(upgrade.copied_content(&name).unwrap().is_some());
    let no_name = old.must(ALICE, "m.room.name", Some(""), json!({}));
    assert_eq!(upgrade.copied_content(&no_name), Ok(None));
}

#[test]
fn the_old_room_is_closed_to_those_without_power() {
    let old = room(
        V::V11,
        json!({"users": {ALICE: 100}, "users_default": 70, "invite": 90}),
    );
    let content = r#"{"users":{"@alice:example.org":100},"users_default":70,"invite":90}"#;
    let closed =
        serde_json::to_value(closed_power_levels(&levels(&old), content).unwrap()).unwrap();
    assert_eq!(closed["events_default"], 71);
    assert_eq!(closed["invite"], 90);
}
