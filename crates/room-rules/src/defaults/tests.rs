//! Tests of the first events of a room.

use serde_json::{Value, json};

use super::{Preset, create_content, power_levels_content};
use crate::{
    Rules, canonical_object,
    test_room::{ALICE, BOB, TestRoom, user},
};

#[test]
fn a_room_made_from_the_defaults_keeps_the_rules_under_every_preset() {
    for rules in Rules::all() {
        for preset in [
            Preset::PrivateChat,
            Preset::TrustedPrivateChat,
            Preset::PublicChat,
        ] {
            let mut room = TestRoom::empty(rules);
            let trusted: &[_] = if preset == Preset::TrustedPrivateChat {
                &[user(BOB)]
            } else {
                &[]
            };
            let create = create_content(rules, Default::default(), user(ALICE), trusted);
            let levels = power_levels_content(rules, preset, user(ALICE), trusted);
            room.must(
                ALICE,
                "m.room.create",
                Some(""),
                serde_json::to_value(create).unwrap(),
            );
            room.must(
                ALICE,
                "m.room.member",
                Some(ALICE),
                json!({"membership": "join"}),
            );
            room.must(
                ALICE,
                "m.room.power_levels",
                Some(""),
                serde_json::to_value(levels).unwrap(),
            );
            room.put_member(BOB, "join");
            let topic = room.try_send(BOB, "m.room.encryption", Some(""), json!({}));
            assert_eq!(
                topic.is_ok(),
                !trusted.is_empty(),
                "v{} {preset:?}",
                rules.version()
            );
        }
    }
}

#[test]
fn creators_are_written_where_the_version_wants_them() {
    for rules in Rules::all() {
        let asked = canonical_object(
            &json!({"additional_creators": [BOB, ALICE], "creator": BOB}).to_string(),
        );
        let content = create_content(rules, asked.unwrap(), user(ALICE), &[user(BOB)]);
        let content: Value = serde_json::to_value(content).unwrap();
        let levels = power_levels_content(rules, Preset::PublicChat, user(ALICE), &[]);
        let levels: Value = serde_json::to_value(levels).unwrap();
        assert_eq!(content["room_version"], rules.version().as_str());
        assert_eq!(content.get("creator").is_some(), !rules.creator_is_sender());
        if rules.creators_are_privileged() {
            assert_eq!(
                content["additional_creators"],
                json!([BOB]),
                "once, and not the creator"
            );
            assert_eq!(levels["users"], json!({}));
        } else {
            assert_eq!(levels["users"], json!({ALICE: 100}));
        }
    }
}
