//! Forks and what becomes of them.

use ruma::OwnedEventId;
use serde_json::json;

use super::{StateSet, resolve};
use crate::{
    Pdu, Rules,
    test_room::{ALICE, BOB, CAROL, TestRoom},
};

pub(crate) fn state_set(room: &TestRoom) -> StateSet {
    room.state
        .iter()
        .map(|(key, pdu)| (key.clone(), pdu.event_id().to_owned()))
        .collect()
}

/// Resolves forks of one room.
fn merge(forks: &[&TestRoom]) -> StateSet {
    let states: Vec<StateSet> = forks.iter().map(|fork| state_set(fork)).collect();
    resolve(forks[0].rules, &states, |id| {
        forks.iter().find_map(|fork| fork.fetch(id))
    })
    .unwrap()
}

fn at(state: &StateSet, kind: &str, key: &str) -> Option<OwnedEventId> {
    state.get(&(kind.to_owned(), key.to_owned())).cloned()
}

/// Alice made it, Bob may do what needs 50, Carol is a plain member.
fn room(rules: &'static Rules) -> TestRoom {
    let mut room = TestRoom::new(rules, json!({"join_rule": "public"}));
    for who in [BOB, CAROL] {
        room.must(
            who,
            "m.room.member",
            Some(who),
            json!({"membership": "join"}),
        );
    }
    let mut levels = json!({"users": {BOB: 50}});
    if !rules.creators_are_privileged() {
        levels["users"][ALICE] = json!(100);
    }
    room.must(ALICE, "m.room.power_levels", Some(""), levels);
    room
}

fn id(pdu: &Pdu) -> Option<OwnedEventId> {
    Some(pdu.event_id().to_owned())
}

#[test]
fn a_ban_in_one_fork_undoes_what_the_banned_did_meanwhile_in_the_other() {
    for rules in Rules::all() {
        let base = room(rules);
        let (mut left, mut right) = (base.clone(), base.clone());
        let ban = left.must(
            ALICE,
            "m.room.member",
            Some(BOB),
            json!({"membership": "ban"}),
        );
        right.now += 1000;
        right.must(BOB, "m.room.topic", Some(""), json!({"topic": "mine"}));
        let merged = merge(&[&left, &right]);
        assert_eq!(
            at(&merged, "m.room.member", BOB),
            id(&ban),
            "v{}",
            rules.version()
        );
        // Version 1 knows no conflict where one fork has no topic at all.
        let topic = at(&merged, "m.room.topic", "");
        assert_eq!(
            topic.is_some(),
            rules.version().as_str() == "1",
            "v{}",
            rules.version()
        );
    }
}

#[test]
fn of_two_topics_the_later_wins_and_the_rest_stays() {
    for rules in Rules::all() {
        let base = room(rules);
        let (mut left, mut right) = (base.clone(), base.clone());
        left.must(ALICE, "m.room.topic", Some(""), json!({"topic": "left"}));
        right.now += 1000;
        right.must(ALICE, "m.room.name", Some(""), json!({"name": "deeper"}));
        let later = right.must(BOB, "m.room.topic", Some(""), json!({"topic": "right"}));
        let merged = merge(&[&left, &right]);
        assert_eq!(
            at(&merged, "m.room.topic", ""),
            id(&later),
            "v{}",
            rules.version()
        );
        for (key, event) in state_set(&base) {
            assert_eq!(
                merged.get(&key),
                Some(&event),
                "v{} {key:?}",
                rules.version()
            );
        }
    }
}

#[test]
fn taking_someones_power_in_one_fork_beats_his_use_of_it_in_the_other() {
    for rules in Rules::all() {
        let base = room(rules);
        let (mut left, mut right) = (base.clone(), base.clone());
        let users = if rules.creators_are_privileged() {
            json!({})
        } else {
            json!({ALICE: 100})
        };
        let demotion = left.must(
            ALICE,
            "m.room.power_levels",
            Some(""),
            json!({"users": users}),
        );
        right.now += 1000;
        let kick = right.must(
            BOB,
            "m.room.member",
            Some(CAROL),
            json!({"membership": "leave"}),
        );
        let merged = merge(&[&left, &right]);
        assert_eq!(
            at(&merged, "m.room.power_levels", ""),
            id(&demotion),
            "v{}",
            rules.version()
        );
        assert_ne!(
            at(&merged, "m.room.member", CAROL),
            id(&kick),
            "v{}",
            rules.version()
        );
    }
}

#[test]
fn equal_states_and_single_states_stay_as_they_are() {
    for rules in Rules::all() {
        let base = room(rules);
        assert_eq!(merge(&[&base]), state_set(&base));
        assert_eq!(merge(&[&base, &base, &base]), state_set(&base));
    }
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    assert_eq!(resolve(rules, &[], |_| None), Ok(StateSet::new()));
}

#[test]
fn version_1_breaks_ties_by_the_sha_1_of_the_id() {
    use sha1::{Digest, Sha1};
    let rules = Rules::of(&ruma::RoomVersionId::V1).unwrap();
    for n in 0..20 {
        let base = room(rules);
        let (mut left, mut right) = (base.clone(), base.clone());
        let one = left.must(ALICE, "m.room.topic", Some(""), json!({"topic": n}));
        let other = right.must(BOB, "m.room.topic", Some(""), json!({"topic": n}));
        assert_eq!(one.depth(), other.depth());
        let least = [one, other]
            .into_iter()
            .min_by_key(|pdu| Sha1::digest(pdu.event_id().as_str()));
        let merged = merge(&[&left, &right]);
        assert_eq!(at(&merged, "m.room.topic", ""), id(&least.unwrap()));
    }
}
