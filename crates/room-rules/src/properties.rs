//! Properties that hold for any content, any bytes, any power levels.

use proptest::{collection, option, prelude::*, sample};
use ruma::state_res::check_state_dependent_auth_rules;
use serde_json::{Map, Value, json};

use crate::{
    Pdu, Rules, authorise,
    canonical::push_string,
    client_event, redact_pdu, stripped_event,
    test_room::{ALICE, BOB, CAROL, Send, TestRoom, public_keys, user},
    verify,
};

const MAX: i64 = (1 << 53) - 1;

fn any_rules() -> impl Strategy<Value = &'static Rules> {
    sample::select(Rules::all().collect::<Vec<_>>())
}

/// Any text, with more of the characters that JSON escapes.
fn any_text() -> impl Strategy<Value = String> {
    let awkward = sample::select(vec![
        '\0', '\u{1f}', '"', '\\', '/', '\u{7f}', '\u{2028}', '你', '😀',
    ]);
    let control = (0_u8..0x20).prop_map(char::from);
    collection::vec(prop_oneof![awkward, control, any::<char>()], 0..12)
        .prop_map(|chars| chars.into_iter().collect())
}

/// Any JSON that canonical JSON can express.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-MAX..=MAX).prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            collection::btree_map(any_text(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// Keys that some rule looks at, so that redaction and levels have something to do.
const KEYS: [&str; 16] = [
    "membership",
    "join_authorised_via_users_server",
    "third_party_invite",
    "creator",
    "join_rule",
    "allow",
    "users",
    "events",
    "ban",
    "invite",
    "redacts",
    "aliases",
    "history_visibility",
    "additional_creators",
    "m.federate",
    "body",
];

fn any_content() -> impl Strategy<Value = Value> {
    let known = collection::btree_map(sample::select(KEYS.to_vec()), any_json(), 0..5);
    let other = collection::btree_map(any_text(), any_json(), 0..3);
    (known, other).prop_map(|(known, other)| {
        let known = known
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Value::Object(known.chain(other).collect())
    })
}

const KINDS: [&str; 11] = [
    "m.room.message",
    "m.room.encrypted",
    "m.room.redaction",
    "m.room.topic",
    "m.room.aliases",
    "m.room.create",
    "m.room.join_rules",
    "m.room.power_levels",
    "m.room.history_visibility",
    "m.room.third_party_invite",
    "org.example.\"你",
];

prop_compose! {
    /// Any event that we may build: content and keys are arbitrary, the rules need not allow it.
    fn any_event()(
        rules in any_rules(),
        kind in sample::select(KINDS.to_vec()),
        content in any_content(),
        state_key in option::of(any_text()),
        redacts in any::<bool>(),
    ) -> (&'static Rules, Pdu) {
        let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
        let redacts = (redacts && kind == "m.room.redaction").then(|| room.last[0].clone());
        if kind == "m.room.create" && rules.room_id_is_create_hash() {
            room.room_id = None;
        }
        let send = Send { sender: ALICE, kind, state_key: state_key.as_deref(), content, redacts };
        (rules, room.build(&send).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_event_we_build_is_canonical_signed_and_parses_to_the_same_id((rules, pdu) in any_event()) {
        let parsed = Pdu::parse(pdu.json(), rules, Some(pdu.room_id())).unwrap();
        prop_assert_eq!(parsed.event_id(), pdu.event_id());
        prop_assert_eq!(parsed.json(), pdu.json());
        prop_assert_eq!(parsed.content().get(), pdu.content().get());
        prop_assert_eq!(parsed.redacts(), pdu.redacts());
        let object = pdu.to_object().unwrap();
        let text = serde_json::to_string(&object).unwrap();
        prop_assert_eq!(text.as_bytes(), pdu.json());
        prop_assert_eq!(verify(rules, &object, &public_keys()), Ok(crate::Verdict::Intact));
        let id = pdu.event_id().to_owned();
        let stored = Pdu::from_stored(id, pdu.json().clone(), rules, false).unwrap();
        prop_assert_eq!(client_event(&stored, true), client_event(&pdu, true));
    }

    #[test]
    fn redaction_is_idempotent_and_keeps_id_and_signature((rules, pdu) in any_event()) {
        let redacted = redact_pdu(rules, &pdu, None).unwrap();
        let parsed = Pdu::parse(redacted.json(), rules, None).unwrap();
        prop_assert_eq!(parsed.event_id(), pdu.event_id());
        prop_assert!(verify(rules, &parsed.to_object().unwrap(), &public_keys()).is_ok());
        let twice = redact_pdu(rules, &redacted, None).unwrap();
        prop_assert_eq!(twice.json(), redacted.json());
    }

    #[test]
    fn what_clients_see_is_json_with_the_same_content((_, pdu) in any_event()) {
        let shown: Value = serde_json::from_str(&client_event(&pdu, true)).unwrap();
        let mut content: Value = serde_json::from_str(pdu.content().get()).unwrap();
        if let Some(target) = pdu.redacts() {
            content["redacts"] = json!(target);
        }
        prop_assert_eq!(&shown["content"], &content);
        prop_assert_eq!(shown["type"].as_str(), Some(pdu.kind()));
        prop_assert_eq!(shown.get("state_key").and_then(Value::as_str), pdu.state_key());
        for hidden in ["auth_events", "prev_events", "depth", "hashes", "signatures"] {
            prop_assert!(shown.get(hidden).is_none());
        }
        serde_json::from_str::<Value>(&stripped_event(&pdu)).unwrap();
    }

    #[test]
    fn text_is_escaped_as_canonical_json_asks(text in any_text()) {
        let mut ours = String::new();
        push_string(&mut ours, &text);
        prop_assert_eq!(ours, serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn no_bytes_make_the_parser_panic(rules in any_rules(), bytes in collection::vec(any::<u8>(), 0..200)) {
        drop(Pdu::parse(&bytes, rules, None));
    }

    /// A good event with one field replaced, or some bytes of its text.
    #[test]
    fn no_damage_to_an_event_makes_the_parser_panic(
        (rules, pdu) in any_event(),
        field in sample::select(vec!["type", "sender", "room_id", "state_key", "content", "depth",
            "prev_events", "auth_events", "hashes", "signatures", "redacts", "unsigned", "event_id"]),
        value in any_json(),
        at in any::<sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut event: Value = serde_json::from_slice(pdu.json()).unwrap();
        event[field] = value;
        let mut bytes = pdu.json().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for damaged in [event.to_string().into_bytes(), bytes] {
            if let Ok(parsed) = Pdu::parse(&damaged, rules, None) {
                let again = Pdu::parse(parsed.json(), rules, None).unwrap();
                prop_assert_eq!(again.event_id(), parsed.event_id());
                prop_assert_eq!(again.json(), parsed.json());
                serde_json::from_str::<Value>(&client_event(&parsed, true)).unwrap();
                redact_pdu(rules, &parsed, None).unwrap();
            }
        }
    }
}

/// A level as people write it: mostly a number, sometimes not.
fn any_level() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => (-1..4_i64).prop_map(|level| json!(level * 50)),
        1 => sample::select(vec![json!("50"), json!(" 0 "), json!("+50"), json!("x"), json!(null), json!([]), json!(MAX)]),
    ]
}

fn any_levels() -> impl Strategy<Value = Value> {
    let fields = sample::select(vec![
        "users_default",
        "events_default",
        "state_default",
        "ban",
        "invite",
    ]);
    let users = sample::select(vec![
        ALICE,
        BOB,
        CAROL,
        "@far:elsewhere.example",
        "nonsense",
    ]);
    let types = sample::select(vec!["m.room.message", "m.room.topic", "org.example.a"]);
    (
        collection::btree_map(fields, any_level(), 0..4),
        option::of(collection::btree_map(users, any_level(), 0..4)),
        option::of(collection::btree_map(types, any_level(), 0..3)),
        option::of(any_json()),
    )
        .prop_map(|(fields, users, events, odd)| {
            let mut content = json!(fields);
            if let Some(users) = users {
                content["users"] = json!(users);
            }
            if let Some(events) = events {
                content["events"] = json!(events);
            }
            if let Some(odd) = odd {
                content["notifications"] = odd;
            }
            content
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The quick check may only ever agree with ruma.
    #[test]
    fn we_allow_exactly_what_ruma_allows(
        rules in any_rules(),
        create in sample::select(vec![json!({}), json!({"m.federate": false}), json!({"m.federate": 1}),
            json!({"additional_creators": [BOB]}), json!({"additional_creators": 1})]),
        levels in option::of(any_levels()),
        member in sample::select(vec![json!({"membership": "join"}), json!({"membership": "leave"}),
            json!({"membership": "ban"}), json!({"membership": 1}), json!({})]),
        sender in sample::select(vec![ALICE, BOB, CAROL, "@far:elsewhere.example"]),
        kind in sample::select(vec!["m.room.message", "m.room.topic", "org.example.a",
            "m.room.aliases", "m.room.redaction", "m.room.third_party_invite", "m.room.power_levels"]),
        state_key in sample::select(vec![None, Some(""), Some(ALICE), Some(BOB), Some("example.org")]),
    ) {
        let mut room = TestRoom::empty(rules);
        let mut create = create;
        create["creator"] = json!(ALICE);
        let mut put = |sender, kind, state_key, content| {
            let send = Send { sender, kind, state_key: Some(state_key), content, redacts: None };
            if let Ok(pdu) = room.build(&send) {
                room.apply(&pdu);
            }
        };
        put(ALICE, "m.room.create", "", create);
        put(sender, "m.room.member", sender, member);
        if let Some(levels) = levels {
            put(ALICE, "m.room.power_levels", "", levels);
        }
        let send = Send { sender, kind, state_key, content: json!({}), redacts: None };
        let pdu = room.build(&send).unwrap();
        let ours = authorise(rules, &pdu, |kind, key| room.state(kind, key));
        let ruma = check_state_dependent_auth_rules(rules.auth(), &pdu, |kind, key| {
            room.state(&kind.to_string(), key)
        });
        prop_assert_eq!(ours.is_ok(), ruma.is_ok(), "{:?} {:?}", ours, ruma);
        prop_assert_eq!(user(sender), pdu.sender());
    }
}
