//! Tests of what clients see.

use serde_json::{Value, json};

use super::{client_event, client_event_with_unsigned, stripped_event};
use crate::{
    Rules,
    test_room::{ALICE, Send, TestRoom},
};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn clients_see_the_event_without_what_only_servers_need() {
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        let pdu = room.must(
            ALICE,
            "m.room.topic",
            Some(""),
            json!({"topic": "\u{0}\"你"}),
        );
        let expected = json!({
            "content": {"topic": "\u{0}\"你"}, "event_id": pdu.event_id(), "sender": ALICE,
            "origin_server_ts": pdu.origin_server_ts(), "state_key": "", "type": "m.room.topic",
        });
        assert_eq!(json_of(&client_event(&pdu, false)), expected);
        let mut with_room = expected.clone();
        with_room["room_id"] = json!(pdu.room_id());
        assert_eq!(json_of(&client_event(&pdu, true)), with_room);
        let mut with_unsigned = expected;
        with_unsigned["unsigned"] = json!({"age": 5});
        let text = client_event_with_unsigned(&pdu, false, Some(r#"{"age":5}"#));
        assert_eq!(json_of(&text), with_unsigned);
        assert!(text.ends_with(r#""unsigned":{"age":5}}"#));
    }
}

#[test]
fn a_redaction_names_its_target_twice_in_every_version() {
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        let target = room.last[0].clone();
        let pdu = room
            .send(&Send {
                sender: ALICE,
                kind: "m.room.redaction",
                state_key: None,
                content: json!({"reason": "r"}),
                redacts: Some(target.clone()),
            })
            .unwrap();
        let stored = json_of(std::str::from_utf8(pdu.json()).unwrap());
        let at_top = stored.get("redacts").is_some();
        assert_eq!(at_top, !rules.redacts_in_content(), "v{}", rules.version());
        assert_eq!(stored["content"].get("redacts").is_some(), !at_top);
        let shown = json_of(&client_event(&pdu, false));
        assert_eq!(shown["redacts"], json!(target));
        assert_eq!(shown["content"], json!({"reason": "r", "redacts": target}));
    }
}

#[test]
fn stripped_state_has_four_fields() {
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let pdu = room.state("m.room.join_rules", "").unwrap();
    let expected = json!({
        "content": {"join_rule": "public"}, "sender": ALICE, "state_key": "", "type": "m.room.join_rules",
    });
    assert_eq!(json_of(&stripped_event(&pdu)), expected);
}
