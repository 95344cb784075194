//! Who may change power levels, and what levels do.

use serde_json::{Value, json};

use super::{number, ranked, room, set_levels};
use crate::{
    Rules,
    test_room::{ALICE, BOB, CAROL, Send, TestRoom},
};

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
fn state_keyed_by_a_user_is_that_users() {
    for rules in Rules::all() {
        let mut room = ranked(rules, 90, 0);
        room.must(BOB, "org.example.profile", Some(BOB), json!({}));
        room.try_send(BOB, "org.example.profile", Some(CAROL), json!({}))
            .unwrap_err();
    }
}

#[test]
fn redactions_of_other_servers_events_need_power_in_versions_1_and_2_only() {
    for rules in Rules::all() {
        let mut room = room(rules, "public");
        room.put_member(BOB, "join");
        let mut redact = |sender, target: &str| {
            room.send(&Send {
                sender,
                kind: "m.room.redaction",
                state_key: None,
                content: json!({}),
                redacts: Some(target.try_into().unwrap()),
            })
        };
        // Later versions accept the event; whether it takes effect is another question.
        let far = redact(BOB, "$x:elsewhere.example");
        assert_eq!(far.is_ok(), number(rules) >= 3, "v{}", rules.version());
        redact(BOB, "$x:example.org").unwrap();
        redact(ALICE, "$x:elsewhere.example").unwrap();
    }
}
