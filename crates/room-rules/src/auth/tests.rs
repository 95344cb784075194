//! Tables of what the rules allow and forbid, per room version.

use serde_json::{Value, json};

use crate::{
    Rules, RulesError,
    test_room::{ALICE, BOB, CAROL, TestRoom},
};

const MEMBERSHIPS: [&str; 5] = ["leave", "invite", "join", "ban", "knock"];

fn number(rules: &Rules) -> u32 {
    rules.version().as_str().parse().unwrap()
}

fn room(rules: &'static Rules, join_rule: &str) -> TestRoom {
    TestRoom::new(rules, json!({"join_rule": join_rule}))
}

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

/// Sets the power levels as Alice, who may.
fn set_levels(room: &mut TestRoom, change: impl FnOnce(&mut Value)) {
    let now = room.state("m.room.power_levels", "").unwrap();
    let mut content: Value = serde_json::from_str(now.content().get()).unwrap();
    change(&mut content);
    room.must(ALICE, "m.room.power_levels", Some(""), content);
}

/// Bob has this level, Carol that one; both are joined; inviting needs 20, kicking 30, banning 60.
fn ranked(rules: &'static Rules, bob: i64, carol: i64) -> TestRoom {
    let mut room = room(rules, "invite");
    room.put_member(BOB, "join");
    room.put_member(CAROL, "join");
    set_levels(&mut room, |levels| {
        levels["users"][BOB] = json!(bob);
        levels["users"][CAROL] = json!(carol);
        levels["invite"] = json!(20);
        levels["kick"] = json!(30);
        levels["ban"] = json!(60);
    });
    room
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

#[test]
fn power_levels_are_changed_within_ones_own() {
    type Change = fn(&mut Value);
    // Bob has 60, Carol 40; power levels may be changed at 50; everything starts below 60 unless said.
    let table: [(&str, Change, bool); 14] = [
        (
            "raise Carol to one's own",
            |l| l["users"][CAROL] = json!(60),
            true,
        ),
        (
            "raise Carol above oneself",
            |l| l["users"][CAROL] = json!(61),
            false,
        ),
        ("raise oneself", |l| l["users"][BOB] = json!(61), false),
        ("lower oneself", |l| l["users"][BOB] = json!(10), true),
        (
            "remove oneself",
            |l| {
                l["users"].as_object_mut().unwrap().remove(BOB);
            },
            true,
        ),
        (
            "lower an equal",
            |l| l["users"]["@dave:example.org"] = json!(0),
            false,
        ),
        (
            "add someone",
            |l| l["users"]["@eve:example.org"] = json!(60),
            true,
        ),
        ("ban within", |l| l["ban"] = json!(60), true),
        ("ban above", |l| l["ban"] = json!(61), false),
        ("lower a level above", |l| l["kick"] = json!(10), false),
        (
            "an event within",
            |l| l["events"]["m.room.topic"] = json!(60),
            true,
        ),
        (
            "an event above",
            |l| l["events"]["m.room.topic"] = json!(61),
            false,
        ),
        (
            "lower an event above",
            |l| l["events"]["m.room.tombstone"] = json!(0),
            false,
        ),
        ("default within", |l| l["users_default"] = json!(5), true),
    ];
    for rules in Rules::all() {
        for (what, change, allowed) in table {
            let mut room = room(rules, "invite");
            room.put_member(BOB, "join");
            set_levels(&mut room, |levels| {
                levels["users"][BOB] = json!(60);
                levels["users"][CAROL] = json!(40);
                levels["users"]["@dave:example.org"] = json!(60);
                levels["events"]["m.room.power_levels"] = json!(50);
                levels["kick"] = json!(80);
            });
            let now = room.state("m.room.power_levels", "").unwrap();
            let mut content: Value = serde_json::from_str(now.content().get()).unwrap();
            change(&mut content);
            let result = room.try_send(BOB, "m.room.power_levels", Some(""), content);
            assert_eq!(
                result.is_ok(),
                allowed,
                "v{} {what}: {result:?}",
                rules.version()
            );
        }
    }
}

#[test]
fn notification_levels_are_guarded_since_version_6() {
    for rules in Rules::all() {
        let mut room = ranked(rules, 60, 0);
        set_levels(&mut room, |levels| {
            levels["events"]["m.room.power_levels"] = json!(50)
        });
        let now = room.state("m.room.power_levels", "").unwrap();
        let mut content: Value = serde_json::from_str(now.content().get()).unwrap();
        content["notifications"]["room"] = json!(90);
        let result = room.try_send(BOB, "m.room.power_levels", Some(""), content);
        assert_eq!(result.is_ok(), number(rules) < 6, "v{}", rules.version());
    }
}

#[test]
fn power_levels_as_strings_end_with_version_10() {
    for rules in Rules::all() {
        let mut room = room(rules, "invite");
        let mut content = json!({"users": {BOB: "70"}, "ban": "60"});
        if !rules.creators_are_privileged() {
            content["users"][ALICE] = json!("100");
        }
        let result = room.try_send(ALICE, "m.room.power_levels", Some(""), content);
        assert_eq!(
            result.is_ok(),
            number(rules) < 10,
            "v{}: {result:?}",
            rules.version()
        );
    }
}

#[test]
fn version_12_creators_stand_above_levels_and_are_not_listed() {
    for rules in Rules::all().filter(|rules| rules.creators_are_privileged()) {
        let mut room = TestRoom::empty(rules);
        let create = json!({"room_version": "12", "additional_creators": [BOB]});
        room.must(ALICE, "m.room.create", Some(""), create);
        room.must(
            ALICE,
            "m.room.member",
            Some(ALICE),
            json!({"membership": "join"}),
        );
        for listed in [ALICE, BOB] {
            let levels = json!({"users": {listed: 100}});
            room.try_send(ALICE, "m.room.power_levels", Some(""), levels)
                .unwrap_err();
        }
        let levels = json!({"users": {CAROL: 9_007_199_254_740_991_i64}, "events": {"m.room.name": 9_007_199_254_740_991_i64}});
        room.must(ALICE, "m.room.power_levels", Some(""), levels);
        room.put_member(BOB, "join");
        room.put_member(CAROL, "join");
        room.must(BOB, "m.room.name", Some(""), json!({"name": "ours"}));
        for (actor, target, allowed) in [
            (CAROL, ALICE, false),
            (CAROL, BOB, false),
            (ALICE, BOB, false),
            (BOB, CAROL, true),
        ] {
            let mut room = room.clone();
            let result = room.try_send(
                actor,
                "m.room.member",
                Some(target),
                json!({"membership": "ban"}),
            );
            assert_eq!(result.is_ok(), allowed, "{actor} bans {target}");
        }
    }
}

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

#[test]
fn state_keyed_by_a_user_is_that_users() {
    for rules in Rules::all() {
        let mut room = ranked(rules, 90, 0);
        room.must(BOB, "org.example.profile", Some(BOB), json!({}));
        room.try_send(BOB, "org.example.profile", Some(CAROL), json!({}))
            .unwrap_err();
    }
}

#[test]
fn redactions_of_others_are_refused_by_the_rules_in_versions_1_and_2_only() {
    for rules in Rules::all() {
        let mut room = room(rules, "public");
        let elsewhere = "@bob:elsewhere.example";
        room.put_member(elsewhere, "join");
        let target = room.must(ALICE, "m.room.message", None, json!({"body": "x"}));
        let redaction = crate::test_room::Send {
            sender: elsewhere,
            kind: "m.room.redaction",
            state_key: None,
            content: json!({}),
            redacts: Some(target.event_id().to_owned()),
        };
        // In versions 1 and 2 the ids' servers are compared; all our test events come from one
        // server, so the rule is met. From version 3 on it does not exist.
        room.send(&redaction).unwrap();
    }
}

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

#[test]
fn auth_types_are_those_of_the_spec() {
    let types = |number: &str, kind: &str, key: Option<&str>, content: Value| {
        let rules = Rules::of(&number.try_into().unwrap()).unwrap();
        let content = crate::test_room::raw(&content);
        let sender = crate::test_room::user(ALICE);
        let mut types: Vec<String> = super::auth_types(rules, kind, sender, key, &content)
            .unwrap()
            .into_iter()
            .map(|(kind, key)| format!("{}|{key}", kind.trim_start_matches("m.room.")))
            .collect();
        types.sort();
        types.join(" ")
    };
    let alice = "member|@alice:example.org";
    assert_eq!(types("12", "m.room.create", Some(""), json!({})), "");
    assert_eq!(
        types("12", "m.room.message", None, json!({})),
        format!("{alice} power_levels|")
    );
    assert_eq!(
        types("11", "m.room.message", None, json!({})),
        format!("create| {alice} power_levels|")
    );
    assert_eq!(
        types(
            "12",
            "m.room.member",
            Some(BOB),
            json!({"membership": "invite"})
        ),
        format!("join_rules| {alice} member|@bob:example.org power_levels|")
    );
    assert_eq!(
        types(
            "12",
            "m.room.member",
            Some(BOB),
            json!({"membership": "ban"})
        ),
        format!("{alice} member|@bob:example.org power_levels|")
    );
    let restricted = json!({"membership": "join", "join_authorised_via_users_server": CAROL});
    assert_eq!(
        types("8", "m.room.member", Some(ALICE), restricted.clone()),
        format!("create| join_rules| {alice} member|@carol:example.org power_levels|")
    );
    assert_eq!(
        types("7", "m.room.member", Some(ALICE), restricted),
        format!("create| join_rules| {alice} power_levels|")
    );
}

#[test]
fn auth_events_must_be_the_expected_ones() {
    for rules in Rules::all() {
        let mut room = room(rules, "public");
        let good = room.must(ALICE, "m.room.message", None, json!({"body": "x"}));
        super::authorise_by_auth_events(rules, &good, |id| room.fetch(id)).unwrap();
        let unknown = super::authorise_by_auth_events(rules, &good, |_| None).unwrap_err();
        assert_eq!(unknown.errcode(), "M_FORBIDDEN");
        let create = room.state("m.room.create", "").unwrap();
        super::authorise_by_auth_events(rules, &create, |id| room.fetch(id)).unwrap();
    }
}
