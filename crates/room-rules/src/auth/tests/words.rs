//! What people read when they are refused.

use serde_json::{Value, json};

use super::{room, set_levels};
use crate::{
    Rules, RulesError,
    test_room::{BOB, CAROL},
};

#[test]
fn refusals_say_what_is_missing() {
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    let join = json!({"membership": "join"});
    type Step<'a> = (&'a str, &'a str, Option<&'a str>, Value, &'a str);
    let steps: [Step<'_>; 12] = [
        (
            BOB,
            "m.room.topic",
            Some(""),
            json!({"topic": "x"}),
            "You need power level 50 to change the topic; yours is 5.",
        ),
        (
            BOB,
            "m.room.message",
            None,
            json!({}),
            "You need power level 10 to send messages; yours is 5.",
        ),
        (
            BOB,
            "org.example.a",
            None,
            json!({}),
            "You need power level 10 to send org.example.a events; yours is 5.",
        ),
        (
            BOB,
            "org.example.a",
            Some(""),
            json!({}),
            "You need power level 50 to set org.example.a; yours is 5.",
        ),
        (
            BOB,
            "m.room.member",
            Some(CAROL),
            json!({"membership": "leave"}),
            "You need power level 50 to remove people; yours is 5.",
        ),
        (
            BOB,
            "m.room.member",
            Some(CAROL),
            json!({"membership": "ban"}),
            "You need power level 50 to ban people; yours is 5.",
        ),
        (
            BOB,
            "m.room.member",
            Some(CAROL),
            json!({"membership": "invite"}),
            "@carol:example.org is already in this room.",
        ),
        (
            CAROL,
            "m.room.member",
            Some("@mod:example.org"),
            json!({"membership": "ban"}),
            "You cannot ban @mod:example.org, whose power level is not below yours.",
        ),
        (
            "@eve:example.org",
            "m.room.member",
            Some("@eve:example.org"),
            join.clone(),
            "You need an invitation to join this room.",
        ),
        (
            "@eve:example.org",
            "m.room.message",
            None,
            json!({}),
            "You are not in this room.",
        ),
        (
            "@out:example.org",
            "m.room.member",
            Some("@out:example.org"),
            join,
            "You are banned from this room.",
        ),
        (
            CAROL,
            "m.room.name",
            Some("@eve:example.org"),
            json!({}),
            "A state key that is a user id may only be set by that user.",
        ),
    ];
    let mut room = room(rules, "invite");
    for (who, membership) in [
        (BOB, "join"),
        (CAROL, "join"),
        ("@mod:example.org", "join"),
        ("@out:example.org", "ban"),
    ] {
        room.put_member(who, membership);
    }
    set_levels(&mut room, |levels| {
        levels["users"] = json!({BOB: 5, CAROL: 60, "@mod:example.org": 60});
        levels["events_default"] = json!(10);
    });
    for (sender, kind, key, content, expected) in steps {
        let error = room.try_send(sender, kind, key, content).unwrap_err();
        assert_eq!(
            error,
            RulesError::Forbidden {
                reason: expected.to_owned()
            }
        );
    }
}
