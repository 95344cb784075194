//! Tests of building and reading events.

use ruma::{RoomVersionId, signatures};
use serde_json::json;

use crate::{
    Pdu, Rules, RulesError,
    test_room::{ALICE, SERVER, Send, TestRoom, key},
};

fn message(body: &str) -> Send<'static> {
    Send {
        sender: ALICE,
        kind: "m.room.message",
        state_key: None,
        content: json!({"msgtype": "m.text", "body": body}),
        redacts: None,
    }
}

#[test]
fn what_we_build_parses_back_to_the_same_event_in_every_version() {
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        room.send(&message("hello \u{0} \"world\" 你好 \u{1f600}\u{7f}\n"))
            .unwrap();
        for pdu in room.events.values() {
            let parsed = Pdu::parse(pdu.json(), rules, room.room_id.as_deref()).unwrap();
            assert_eq!(
                parsed.event_id(),
                pdu.event_id(),
                "version {}",
                rules.version()
            );
            assert_eq!(parsed.json(), pdu.json(), "version {}", rules.version());
            assert_eq!(parsed.room_id(), pdu.room_id());
            assert_eq!(parsed.prev_events(), pdu.prev_events());
            assert_eq!(parsed.auth_events(), pdu.auth_events());
            assert_eq!(parsed.depth(), pdu.depth());
        }
    }
}

#[test]
fn ruma_agrees_with_our_hashes_and_signatures_in_every_version() {
    let server_keys = signatures::PublicKeySet::from([(
        key().key_id().to_owned(),
        ruma::serde::Base64::parse(key().public_base64()).unwrap(),
    )]);
    let keys = signatures::PublicKeyMap::from([(SERVER.to_owned(), server_keys)]);
    for rules in Rules::all() {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        room.send(&message("hello")).unwrap();
        for pdu in room.events.values() {
            let verdict =
                signatures::verify_event(&keys, &pdu.to_object().unwrap(), rules.ruma()).unwrap();
            assert_eq!(
                verdict,
                signatures::Verified::All,
                "{} {pdu:?}",
                rules.version()
            );
        }
    }
}

#[test]
fn version_12_names_the_room_after_its_create_event() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let create = room.state("m.room.create", "").unwrap();
    assert_eq!(
        create.room_id().as_str(),
        create.event_id().as_str().replace('$', "!")
    );
    assert!(!create.has_room_id());
    assert!(!create.to_object().unwrap().contains_key("room_id"));
}

#[test]
fn an_event_of_exactly_the_limit_is_built_and_read_and_one_byte_more_is_refused() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let overhead = room.build(&message("")).unwrap().json().len();
    let full = room
        .build(&message(&"x".repeat(65_536 - overhead)))
        .unwrap();
    assert_eq!(full.json().len(), 65_536);
    assert_eq!(Pdu::parse(full.json(), rules, None).unwrap(), full);
    let error = room
        .build(&message(&"x".repeat(65_537 - overhead)))
        .unwrap_err();
    assert_eq!(error.errcode(), "M_TOO_LARGE");
}

#[test]
fn numbers_that_canonical_json_has_no_words_for_are_bad_json() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    for number in [
        "1.5",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "-0",
        "1.0",
    ] {
        let mut send = message("");
        send.content = serde_json::from_str(&format!("{{\"n\":{number}}}")).unwrap();
        let error = room.build(&send).unwrap_err();
        assert!(
            matches!(error, RulesError::BadJson(_)),
            "{number}: {error:?}"
        );
    }
    let mut send = message("");
    send.content = json!({"n": [9_007_199_254_740_991_i64, -9_007_199_254_740_991_i64]});
    room.build(&send).unwrap();
}
