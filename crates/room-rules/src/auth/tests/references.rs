//! Which state an event must reference.

use serde_json::{Value, json};

use super::room;
use crate::{
    Rules, auth_types, authorise_by_auth_events,
    test_room::{ALICE, BOB, CAROL},
};

#[test]
fn auth_types_are_those_of_the_spec() {
    let types = |number: &str, kind: &str, key: Option<&str>, content: Value| {
        let rules = Rules::of(&number.try_into().unwrap()).unwrap();
        let content = crate::test_room::raw(&content);
        let sender = crate::test_room::user(ALICE);
        let mut types: Vec<String> = auth_types(rules, kind, sender, key, &content)
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
        authorise_by_auth_events(rules, &good, |id| room.fetch(id)).unwrap();
        let unknown = authorise_by_auth_events(rules, &good, |_| None).unwrap_err();
        assert_eq!(unknown.errcode(), "M_FORBIDDEN");
        let create = room.state("m.room.create", "").unwrap();
        authorise_by_auth_events(rules, &create, |id| room.fetch(id)).unwrap();
    }
}
