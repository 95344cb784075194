//! Joining, knocking, inviting, removing, banning.

use serde_json::json;

use super::{number, ranked, room, set_levels};
use crate::{
    Rules,
    test_room::{ALICE, BOB, CAROL},
};

const MEMBERSHIPS: [&str; 5] = ["leave", "invite", "join", "ban", "knock"];

/// Since which version a join rule means something.
fn known_since(join_rule: &str) -> u32 {
    match join_rule {
        "knock" => 7,
        "restricted" => 8,
        "knock_restricted" => 10,
        _ => 1,
    }
}

#[test]
fn joining_depends_on_join_rule_and_membership() {
    //                        leave  invite join   ban    knock
    let table = [
        ("public", [true, true, true, false, true]),
        ("invite", [false, true, true, false, false]),
        ("knock", [false, true, true, false, false]),
        ("restricted", [false, true, true, false, false]),
        ("knock_restricted", [false, true, true, false, false]),
        ("private", [false, false, false, false, false]),
        ("nonsense", [false, false, false, false, false]),
    ];
    for rules in Rules::all() {
        for (join_rule, expected) in table {
            for (now, allowed) in MEMBERSHIPS.into_iter().zip(expected) {
                let mut room = room(rules, join_rule);
                room.put_member(BOB, now);
                let allowed = allowed && number(rules) >= known_since(join_rule);
                let result = room.try_send(
                    BOB,
                    "m.room.member",
                    Some(BOB),
                    json!({"membership": "join"}),
                );
                assert_eq!(
                    result.is_ok(),
                    allowed,
                    "v{} {join_rule} {now}",
                    rules.version()
                );
            }
        }
    }
}

#[test]
fn knocking_depends_on_join_rule_and_membership() {
    for rules in Rules::all() {
        for join_rule in [
            "public",
            "invite",
            "knock",
            "restricted",
            "knock_restricted",
            "private",
        ] {
            for now in MEMBERSHIPS {
                let mut room = room(rules, join_rule);
                room.put_member(BOB, now);
                let allowed = join_rule.contains("knock")
                    && number(rules) >= known_since(join_rule)
                    && matches!(now, "leave" | "knock");
                let result = room.try_send(
                    BOB,
                    "m.room.member",
                    Some(BOB),
                    json!({"membership": "knock"}),
                );
                assert_eq!(
                    result.is_ok(),
                    allowed,
                    "v{} {join_rule} {now}",
                    rules.version()
                );
            }
        }
    }
}

#[test]
fn a_restricted_join_needs_a_member_who_may_invite() {
    for rules in Rules::all().filter(|rules| rules.supports_restricted()) {
        for (authoriser, level, allowed) in [
            (ALICE, 0, true),
            (CAROL, 0, true),
            (CAROL, 50, false),
            ("@nobody:example.org", 0, false),
        ] {
            let mut room = room(rules, "restricted");
            room.put_member(CAROL, "join");
            set_levels(&mut room, |levels| levels["invite"] = json!(level));
            let content =
                json!({"membership": "join", "join_authorised_via_users_server": authoriser});
            let result = room.try_send(BOB, "m.room.member", Some(BOB), content);
            assert_eq!(
                result.is_ok(),
                allowed,
                "v{} {authoriser} {level}",
                rules.version()
            );
        }
    }
}

#[test]
fn nobody_joins_or_knocks_for_someone_else() {
    for rules in Rules::all() {
        let mut room = room(rules, "public");
        for membership in ["join", "knock"] {
            room.try_send(
                ALICE,
                "m.room.member",
                Some(BOB),
                json!({"membership": membership}),
            )
            .unwrap_err();
        }
    }
}

#[test]
fn membership_of_others_depends_on_levels() {
    //  Bob's level, Carol's level, Carol is now, Bob sets, allowed
    let table = [
        (30, 29, "join", "leave", true),
        (30, 30, "join", "leave", false),
        (29, 0, "join", "leave", false),
        (30, 0, "invite", "leave", true),
        (60, 59, "join", "ban", true),
        (60, 60, "join", "ban", false),
        (59, 0, "join", "ban", false),
        (60, 0, "leave", "ban", true),
        (60, 0, "ban", "leave", true),
        (59, 0, "ban", "leave", false),
        (20, 0, "leave", "invite", true),
        (20, 99, "leave", "invite", true),
        (19, 0, "leave", "invite", false),
        (20, 0, "join", "invite", false),
        (20, 0, "ban", "invite", false),
        (99, 0, "leave", "join", false),
        (99, 0, "leave", "nonsense", false),
    ];
    for rules in Rules::all() {
        for (bob, carol, now, then, allowed) in table {
            let mut room = ranked(rules, bob, carol);
            room.put_member(CAROL, now);
            let result = room.try_send(
                BOB,
                "m.room.member",
                Some(CAROL),
                json!({"membership": then}),
            );
            assert_eq!(
                result.is_ok(),
                allowed,
                "v{} {bob} {carol} {now}→{then}",
                rules.version()
            );
        }
    }
}

#[test]
fn whoever_is_not_joined_acts_on_nobody() {
    for rules in Rules::all() {
        for now in ["leave", "invite", "ban", "knock"] {
            for then in ["leave", "ban", "invite"] {
                let mut room = ranked(rules, 90, 0);
                room.put_member(BOB, now);
                let result = room.try_send(
                    BOB,
                    "m.room.member",
                    Some(CAROL),
                    json!({"membership": then}),
                );
                result.unwrap_err();
            }
            let mut room = ranked(rules, 90, 0);
            room.put_member(BOB, now);
            room.try_send(BOB, "m.room.message", None, json!({"body": "x"}))
                .unwrap_err();
            room.try_send(BOB, "m.room.topic", Some(""), json!({"topic": "x"}))
                .unwrap_err();
        }
    }
}

#[test]
fn leaving_is_for_members_the_invited_and_since_version_7_those_who_knocked() {
    for rules in Rules::all() {
        for now in MEMBERSHIPS {
            let mut room = room(rules, "invite");
            room.put_member(BOB, now);
            let allowed =
                matches!(now, "join" | "invite") || (now == "knock" && number(rules) >= 7);
            let result = room.try_send(
                BOB,
                "m.room.member",
                Some(BOB),
                json!({"membership": "leave"}),
            );
            assert_eq!(result.is_ok(), allowed, "v{} {now}", rules.version());
        }
    }
}
