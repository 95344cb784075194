//! Tests of building and reading events.

mod vectors;

use ruma::{MilliSecondsSinceUnixEpoch, RoomVersionId, UInt, signatures};
use serde_json::{Value, json};

use crate::{
    Draft, Pdu, Rules, RulesError, ServerKey, build,
    test_room::{ALICE, SERVER, Send, TestRoom, key, raw, user},
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
    let keys = crate::test_room::public_keys();
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

#[test]
fn version_1_references_carry_the_hashes_that_we_know() {
    let rules = Rules::of(&RoomVersionId::V1).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let before = room.fetch(&room.last[0]).unwrap();
    let draft = Draft {
        room_id: room.room_id.as_deref(),
        sender: user(ALICE),
        kind: "m.room.message",
        state_key: None,
        content: &raw(&json!({})),
        redacts: None,
        origin_server_ts: MilliSecondsSinceUnixEpoch(UInt::new(5).unwrap()),
        prev_events: &room.last,
        auth_events: &[],
        depth: 9,
    };
    let hash_of = |id: &ruma::EventId| room.fetch(id)?.reference_hash(rules).ok();
    let pdu = crate::build_with_hashes(rules, &draft, SERVER, &key(), hash_of).unwrap();
    let json: Value = serde_json::from_slice(pdu.json()).unwrap();
    let expected = json!([[before.event_id(), {"sha256": before.reference_hash(rules).unwrap()}]]);
    assert_eq!(json["prev_events"], expected);
    assert_eq!(
        Pdu::parse(pdu.json(), rules, None).unwrap().prev_events(),
        room.last
    );
}

#[test]
fn a_draft_that_breaks_the_format_is_refused_with_the_right_code() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let long = "x".repeat(256);
    let state = |key| Send {
        state_key: Some(key),
        ..message("")
    };
    assert_eq!(
        room.build(&Send {
            kind: &long,
            ..message("")
        })
        .unwrap_err()
        .errcode(),
        "M_TOO_LARGE"
    );
    assert_eq!(
        room.build(&state(&long)).unwrap_err().errcode(),
        "M_TOO_LARGE"
    );
    room.build(&state(&long[..255])).unwrap();
    assert_eq!(
        room.build(&Send {
            kind: "",
            ..message("")
        })
        .unwrap_err()
        .errcode(),
        "M_INVALID_PARAM"
    );
    let not_an_object = Send {
        content: json!([1]),
        ..message("")
    };
    assert_eq!(
        room.build(&not_an_object).unwrap_err().errcode(),
        "M_BAD_JSON"
    );
    let create = Send {
        kind: "m.room.create",
        state_key: Some(""),
        ..message("")
    };
    assert_eq!(
        room.build(&create).unwrap_err().errcode(),
        "M_INVALID_PARAM",
        "it has a room id"
    );
    room.last = vec![room.last[0].clone(); 21];
    assert_eq!(
        room.build(&message("")).unwrap_err().errcode(),
        "M_BAD_JSON",
        "21 prev_events"
    );
}

#[test]
fn an_event_of_another_room_is_refused() {
    let rules = Rules::of(&RoomVersionId::V11).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let pdu = room.fetch(&room.last[0]).unwrap();
    let other = ruma::RoomId::parse("!other:example.org").unwrap();
    let error = Pdu::parse(pdu.json(), rules, Some(&other)).unwrap_err();
    assert_eq!(error.errcode(), "M_INVALID_PARAM");
}

#[test]
fn malformed_events_are_bad_json() {
    let rules = Rules::of(&RoomVersionId::V11).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let good: Value = serde_json::from_slice(room.fetch(&room.last[0]).unwrap().json()).unwrap();
    let broken = [
        ("sender", json!("alice")),
        ("sender", Value::Null),
        ("type", json!(1)),
        ("state_key", Value::Null),
        ("content", json!([])),
        ("content", json!("x")),
        ("depth", json!(-1)),
        ("depth", json!("1")),
        ("origin_server_ts", json!(1.5)),
        ("prev_events", json!([1])),
        ("auth_events", json!([["$a:b", {}]])),
        ("room_id", json!("x")),
        ("auth_events", json!(vec!["$a"; 11])),
    ];
    for (field, value) in broken {
        let mut event = good.clone();
        event[field] = value.clone();
        let error = Pdu::parse(event.to_string().as_bytes(), rules, None).unwrap_err();
        assert_eq!(error.errcode(), "M_BAD_JSON", "{field} = {value}: {error}");
    }
    for field in [
        "sender",
        "type",
        "content",
        "depth",
        "prev_events",
        "auth_events",
        "room_id",
    ] {
        let mut event = good.clone();
        event.as_object_mut().unwrap().remove(field);
        Pdu::parse(event.to_string().as_bytes(), rules, None).unwrap_err();
    }
}

#[test]
fn keys_have_ids_of_their_own_and_never_show_their_secret() {
    let (one, other) = (
        ServerKey::generate([1; 32]).unwrap(),
        ServerKey::generate([2; 32]).unwrap(),
    );
    assert_ne!(one.key_id(), other.key_id());
    let again = ServerKey::from_seed([1; 32], one.version()).unwrap();
    assert_eq!(again.public_base64(), one.public_base64());
    assert_eq!(
        format!("{one:?}"),
        format!("ServerKey {{ key_id: {:?}, .. }}", one.key_id())
    );
    for version in ["", "a:b", "ä", "a b"] {
        assert_eq!(
            ServerKey::from_seed([1; 32], version)
                .unwrap_err()
                .errcode(),
            "M_INVALID_PARAM"
        );
    }
}

#[test]
fn ruma_merges_no_two_state_types_with_the_features_we_enable() {
    // An alias would make two keys of a room's state one: check before enabling a feature of ruma.
    for kind in [
        "m.beacon_info",
        "org.matrix.msc3672.beacon_info",
        "m.call.member",
        "org.matrix.msc3401.call.member",
        "m.room.retention",
        "org.matrix.msc1763.retention",
        "m.member_hints",
        "io.element.functional_members",
        "m.room.language",
        "org.matrix.msc4334.room.language",
    ] {
        assert_eq!(ruma::events::StateEventType::from(kind).to_string(), kind);
    }
}

#[test]
fn an_event_over_the_limit_is_not_read_but_unsigned_does_not_count() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let good: Value = serde_json::from_slice(room.build(&message("")).unwrap().json()).unwrap();
    let mut unsigned = good.clone();
    unsigned["unsigned"] = json!({"invite_room_state": "x".repeat(70_000)});
    Pdu::parse(unsigned.to_string().as_bytes(), rules, None).unwrap();
    let mut big = good;
    big["content"]["body"] = json!("x".repeat(70_000));
    let error = Pdu::parse(big.to_string().as_bytes(), rules, None).unwrap_err();
    assert_eq!(error.errcode(), "M_TOO_LARGE");
}

#[test]
fn depth_stops_at_the_greatest_whole_number() {
    let rules = Rules::of(&RoomVersionId::V12).unwrap();
    let room = TestRoom::new(rules, json!({"join_rule": "public"}));
    let draft = Draft {
        room_id: room.room_id.as_deref(),
        sender: user(ALICE),
        kind: "m.room.message",
        state_key: None,
        content: &raw(&json!({})),
        redacts: None,
        origin_server_ts: MilliSecondsSinceUnixEpoch(UInt::new(5).unwrap()),
        prev_events: &room.last,
        auth_events: &[],
        depth: u64::MAX,
    };
    let pdu = build(rules, &draft, SERVER, &key()).unwrap();
    assert_eq!(pdu.depth(), 9_007_199_254_740_991);
    assert_eq!(
        Pdu::parse(pdu.json(), rules, None).unwrap().depth(),
        pdu.depth()
    );
}
