//! Tables of what redaction keeps, per room version.

use serde_json::{Value, json};

use super::{redact_pdu, redaction_applies};
use crate::{
    Pdu, PowerLevels, Rules, client_event,
    test_room::{ALICE, BOB, CAROL, SERVER, Send, TestRoom, user},
    verify,
};

fn number(rules: &Rules) -> u32 {
    rules.version().as_str().parse().unwrap()
}

fn build(rules: &'static Rules, kind: &str, content: Value) -> Pdu {
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let state_key = match kind {
        "m.room.message" | "m.room.redaction" => None,
        "m.room.member" => Some(BOB),
        _ => Some(""),
    };
    let redacts = (kind == "m.room.redaction").then(|| room.last[0].clone());
    let room = TestRoom {
        room_id: room
            .room_id
            .filter(|_| kind != "m.room.create" || !rules.room_id_is_create_hash()),
        ..room
    };
    room.build(&Send {
        sender: ALICE,
        kind,
        state_key,
        content,
        redacts,
    })
    .unwrap()
}

#[test]
fn redaction_keeps_what_the_room_version_needs() {
    // Type; content; for each version span, what is left.
    type Row = (
        &'static str,
        Value,
        Vec<(std::ops::RangeInclusive<u32>, Value)>,
    );
    let levels = json!({"ban": 1, "events": {"a": 1}, "events_default": 1, "invite": 1, "kick": 1,
        "redact": 1, "state_default": 1, "users": {BOB: 1}, "users_default": 1, "notifications": {}, "x": 1});
    let mut kept_levels = levels.clone();
    kept_levels
        .as_object_mut()
        .unwrap()
        .retain(|key, _| key != "notifications" && key != "x");
    let mut kept_before_11 = kept_levels.clone();
    kept_before_11.as_object_mut().unwrap().remove("invite");
    let member = json!({"membership": "join", "displayname": "B", "join_authorised_via_users_server": ALICE,
        "third_party_invite": {"signed": {"token": "t"}, "display_name": "x"}});
    let table: Vec<Row> = vec![
        (
            "m.room.message",
            json!({"body": "x"}),
            vec![(1..=12, json!({}))],
        ),
        (
            "m.room.topic",
            json!({"topic": "x"}),
            vec![(1..=12, json!({}))],
        ),
        (
            "m.room.member",
            member,
            vec![
                (1..=8, json!({"membership": "join"})),
                (
                    9..=10,
                    json!({"membership": "join", "join_authorised_via_users_server": ALICE}),
                ),
                (
                    11..=12,
                    json!({"membership": "join", "join_authorised_via_users_server": ALICE,
                "third_party_invite": {"signed": {"token": "t"}}}),
                ),
            ],
        ),
        (
            "m.room.create",
            json!({"creator": ALICE, "x": 1, "room_version": "1"}),
            vec![
                (1..=10, json!({"creator": ALICE})),
                (
                    11..=12,
                    json!({"creator": ALICE, "x": 1, "room_version": "1"}),
                ),
            ],
        ),
        (
            "m.room.join_rules",
            json!({"join_rule": "restricted", "allow": [], "x": 1}),
            vec![
                (1..=7, json!({"join_rule": "restricted"})),
                (8..=12, json!({"join_rule": "restricted", "allow": []})),
            ],
        ),
        (
            "m.room.power_levels",
            levels,
            vec![(1..=10, kept_before_11), (11..=12, kept_levels)],
        ),
        (
            "m.room.history_visibility",
            json!({"history_visibility": "shared", "x": 1}),
            vec![(1..=12, json!({"history_visibility": "shared"}))],
        ),
        (
            "m.room.aliases",
            json!({"aliases": ["#a:b"], "x": 1}),
            vec![(1..=5, json!({"aliases": ["#a:b"]})), (6..=12, json!({}))],
        ),
    ];
    for rules in Rules::all() {
        for (kind, content, spans) in &table {
            let pdu = build(rules, kind, content.clone());
            let redacted = redact_pdu(rules, &pdu, None).unwrap();
            let left: Value = serde_json::from_str(redacted.content().get()).unwrap();
            let expected = spans
                .iter()
                .find(|(span, _)| span.contains(&number(rules)))
                .unwrap();
            assert_eq!(left, expected.1, "v{} {kind}", rules.version());
        }
    }
}

#[test]
fn a_redacted_redaction_forgets_its_target_before_version_11() {
    for rules in Rules::all() {
        let pdu = build(rules, "m.room.redaction", json!({"reason": "r"}));
        assert!(pdu.redacts().is_some());
        let redacted = redact_pdu(rules, &pdu, None).unwrap();
        assert_eq!(
            redacted.redacts().is_some(),
            number(rules) >= 11,
            "v{}",
            rules.version()
        );
    }
}

#[test]
fn redaction_keeps_id_signature_and_place_in_the_graph() {
    let keys = crate::test_room::public_keys();
    for rules in Rules::all() {
        for kind in [
            "m.room.message",
            "m.room.member",
            "m.room.power_levels",
            "m.room.redaction",
        ] {
            let pdu = build(
                rules,
                kind,
                json!({"membership": "join", "body": "x", "users": {}}),
            );
            let redacted = redact_pdu(rules, &pdu, None).unwrap();
            let parsed = Pdu::parse(redacted.json(), rules, Some(pdu.room_id())).unwrap();
            assert_eq!(
                parsed.event_id(),
                pdu.event_id(),
                "v{} {kind}",
                rules.version()
            );
            assert_eq!(parsed.prev_events(), pdu.prev_events());
            assert_eq!(parsed.auth_events(), pdu.auth_events());
            verify(rules, &parsed.to_object().unwrap(), &keys).unwrap();
            assert_eq!(
                redact_pdu(rules, &redacted, None).unwrap().json(),
                redacted.json()
            );
        }
    }
}

#[test]
fn clients_see_why_an_event_was_redacted_and_the_reason_stays() {
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    let pdu = build(rules, "m.room.message", json!({"body": "x"}));
    let because = client_event(
        &build(rules, "m.room.redaction", json!({"reason": "spam"})),
        true,
    );
    let redacted = redact_pdu(rules, &pdu, Some(&because)).unwrap();
    let again = redact_pdu(rules, &redacted, None).unwrap();
    for redacted in [redacted, again] {
        let shown: Value = serde_json::from_str(&client_event(&redacted, false)).unwrap();
        let because = &shown["unsigned"]["redacted_because"];
        assert_eq!(because["content"]["reason"], "spam");
        assert_eq!(shown["content"], json!({}));
    }
}

#[test]
fn redactions_apply_to_ones_own_and_with_power_to_all() {
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let create = room.state("m.room.create", "").unwrap();
    let levels = PowerLevels::of(
        rules,
        &create,
        room.state("m.room.power_levels", "").as_ref(),
    );
    let far = "@far:elsewhere.example";
    for (sender, target, of_server, of_user) in [
        (BOB, BOB, true, true),
        (BOB, CAROL, true, false),
        (BOB, far, false, false),
        (ALICE, far, true, true),
    ] {
        let applies = |user_only| redaction_applies(&levels, user(sender), user(target), user_only);
        assert_eq!(applies(false), of_server, "{sender} {target}");
        assert_eq!(applies(true), of_user, "{sender} {target}");
    }
    assert_eq!(user(BOB).server_name(), SERVER);
}
