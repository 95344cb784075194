//! Tests of levels.

use ruma::{Int, events::room::power_levels::UserPowerLevel};
use serde_json::json;

use super::PowerLevels;
use crate::{
    Rules,
    test_room::{ALICE, BOB, CAROL, TestRoom, user},
};

fn levels(room: &TestRoom) -> PowerLevels {
    let create = room.state("m.room.create", "").unwrap();
    PowerLevels::of(
        room.rules,
        &create,
        room.state("m.room.power_levels", "").as_ref(),
    )
}

fn int(level: i64) -> UserPowerLevel {
    UserPowerLevel::Int(Int::new(level).unwrap())
}

#[test]
fn a_room_without_levels_belongs_to_its_creator() {
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        room.state
            .remove(&("m.room.power_levels".to_owned(), String::new()));
        let levels = levels(&room);
        let expected = if rules.creators_are_privileged() {
            UserPowerLevel::Infinite
        } else {
            int(100)
        };
        assert_eq!(levels.user(user(ALICE)), expected, "v{}", rules.version());
        assert_eq!(levels.user(user(BOB)), int(0));
        assert_eq!(
            (levels.ban, levels.kick, levels.redact, levels.invite),
            (50, 50, 50, 0)
        );
        assert_eq!(
            (levels.needed("x", true), levels.needed("x", false)),
            (50, 0)
        );
        assert_eq!(levels.notification("room"), 50);
    }
}

#[test]
fn levels_come_from_the_content_and_strings_count_before_version_10() {
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        let content = json!({
            "users": {BOB: 7, CAROL: "8"}, "users_default": 3, "ban": 60, "invite": "40",
            "events": {"m.room.name": 20}, "events_default": 5, "notifications": {"room": 30},
        });
        let send = crate::test_room::Send {
            sender: ALICE,
            kind: "m.room.power_levels",
            state_key: Some(""),
            content,
            redacts: None,
        };
        let pdu = room.build(&send).unwrap();
        room.apply(&pdu);
        let levels = levels(&room);
        let strings = !rules.power_levels_are_integers();
        assert_eq!(levels.user(user(BOB)), int(7));
        assert_eq!(levels.user(user(CAROL)), int(if strings { 8 } else { 3 }));
        assert_eq!(levels.invite, if strings { 40 } else { 0 });
        assert_eq!(levels.ban, 60);
        assert_eq!(
            (
                levels.needed("m.room.name", true),
                levels.needed("x", false)
            ),
            (20, 5)
        );
        assert!(
            levels.may_send(user(BOB), "x", false) && !levels.may_send(user("@e:x"), "x", false)
        );
        assert!(!levels.may_notify(user(BOB), "room"));
    }
}

#[test]
fn additional_creators_are_infinite_in_version_12_and_nobody_before() {
    for rules in Rules::all() {
        let mut room = TestRoom::empty(rules);
        let content = json!({"creator": ALICE, "additional_creators": [BOB]});
        room.must(ALICE, "m.room.create", Some(""), content);
        let levels = levels(&room);
        let creator = levels.creators().contains(user(BOB));
        assert_eq!(
            creator,
            rules.creators_are_privileged(),
            "v{}",
            rules.version()
        );
        assert_eq!(levels.user(user(BOB)) == UserPowerLevel::Infinite, creator);
    }
}
