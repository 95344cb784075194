//! The create event and what it means for later ones.

use serde_json::json;

use super::{number, room};
use crate::{
    Rules,
    test_room::{ALICE, BOB, TestRoom},
};

#[test]
fn malformed_additional_creators_are_refused_in_version_12_only() {
    for rules in Rules::all() {
        let mut room = TestRoom::empty(rules);
        let mut create =
            json!({"room_version": rules.version(), "additional_creators": ["nonsense"]});
        if !rules.creator_is_sender() {
            create["creator"] = json!(ALICE);
        }
        let result = room.try_send(ALICE, "m.room.create", Some(""), create);
        assert_eq!(result.is_ok(), number(rules) < 12, "v{}", rules.version());
    }
}

#[test]
fn a_create_event_without_creator_is_refused_before_version_11() {
    for rules in Rules::all() {
        let mut room = TestRoom::empty(rules);
        let result = room.try_send(
            ALICE,
            "m.room.create",
            Some(""),
            json!({"room_version": rules.version()}),
        );
        assert_eq!(result.is_ok(), number(rules) >= 11, "v{}", rules.version());
    }
}

#[test]
fn a_create_event_after_others_is_refused() {
    for rules in Rules::all() {
        let mut room = room(rules, "public");
        if rules.room_id_is_create_hash() {
            room.room_id = None;
        }
        let content = json!({"room_version": rules.version(), "creator": ALICE});
        room.try_send(ALICE, "m.room.create", Some(""), content)
            .unwrap_err();
    }
}

#[test]
fn a_room_that_is_not_federated_refuses_other_servers() {
    for rules in Rules::all() {
        let mut room = TestRoom::empty(rules);
        let create =
            json!({"room_version": rules.version(), "creator": ALICE, "m.federate": false});
        room.must(ALICE, "m.room.create", Some(""), create);
        room.must(
            ALICE,
            "m.room.member",
            Some(ALICE),
            json!({"membership": "join"}),
        );
        room.must(
            ALICE,
            "m.room.join_rules",
            Some(""),
            json!({"join_rule": "public"}),
        );
        let join = json!({"membership": "join"});
        let far = "@far:elsewhere.example";
        room.try_send(far, "m.room.member", Some(far), join.clone())
            .unwrap_err();
        room.must(BOB, "m.room.member", Some(BOB), join);
    }
}

#[test]
fn a_room_that_no_later_event_could_enter_is_not_made() {
    for rules in Rules::all() {
        let create = json!({"room_version": rules.version(), "creator": ALICE, "m.federate": "no"});
        let error = TestRoom::empty(rules).try_send(ALICE, "m.room.create", Some(""), create);
        assert_eq!(
            error.unwrap_err().to_string(),
            "`m.federate` must be true or false."
        );
    }
}
